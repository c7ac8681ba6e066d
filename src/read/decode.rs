//! Bytes to text, and what had to be assumed.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, MACINTOSH, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::memmem;

/// How many bytes are looked at to guess an encoding.
const SAMPLE: usize = 256 << 10;

/// A decoded text, and how it was decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte-order mark at its start and without U+0000.
    pub text: String,
    /// The name of the encoding: `UTF-8`, `windows-1252`, `UTF-16LE`.
    pub encoding: &'static str,
    /// Whether the encoding was guessed from the bytes alone.
    pub guessed: bool,
    /// What a reader should know: a guess, broken sequences, signs of an earlier wrong decoding.
    pub notes: Vec<String>,
}

/// Decodes a file of unknown encoding. Never fails: what cannot be decoded becomes U+FFFD, is counted and told.
///
/// Valid UTF-8 is taken as such, and so is UTF-8 with a few broken sequences. UTF-16 and UTF-32 are known by their
/// byte-order mark, UTF-16 also without. Anything else is guessed (Windows-1252, which includes Latin-1 and the curly
/// quotes of word processors, Mac Roman, the Arabic and Cyrillic code pages).
///
/// U+0000 becomes U+FFFD: neither `SQLite` nor its full-text index hold it. Everything else stays as it is, also signs
/// that a text was decoded wrongly before (`Ã©`), which are only told.
///
/// ```
/// use corpus::read::decode;
///
/// let decoded = decode(b"L\x92arm\xe9e malienne est arriv\xe9e \xe0 la fronti\xe8re");
/// assert_eq!(decoded.text, "L’armée malienne est arrivée à la frontière");
/// assert_eq!(decoded.notes, ["decoded as windows-1252 (guessed)"]);
/// ```
pub fn decode(bytes: &[u8]) -> Decoded {
    let mut decoded = marked(bytes).unwrap_or_else(|| unmarked(bytes));
    if decoded.guessed {
        decoded.notes.insert(0, format!("decoded as {} (guessed)", decoded.encoding));
    }
    inspect(&mut decoded);
    decoded
}

/// Decodes what a byte-order mark announces.
fn marked(bytes: &[u8]) -> Option<Decoded> {
    let decoded = if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        utf8(rest)
    } else if let Some(rest) = bytes.strip_prefix(b"\xff\xfe\0\0") {
        utf32(rest, "UTF-32LE", u32::from_le_bytes)
    } else if let Some(rest) = bytes.strip_prefix(b"\0\0\xfe\xff") {
        utf32(rest, "UTF-32BE", u32::from_be_bytes)
    } else if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        with(UTF_16LE, rest)
    } else {
        with(UTF_16BE, bytes.strip_prefix(b"\xfe\xff")?)
    };
    Some(decoded)
}

/// Decodes what nothing announces.
fn unmarked(bytes: &[u8]) -> Decoded {
    if let Some(encoding) = wide(bytes) {
        return Decoded { guessed: true, ..with(encoding, bytes) };
    }
    let (mut words, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        words += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    if broken == 0 || words > broken {
        return utf8(bytes);
    }
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, sample.len() == bytes.len());
    // Short texts are told apart by where they are likely to come from.
    let guess = detector.guess(Some(b"fr"), Utf8Detection::Deny);
    let encoding = if is_mac_roman(sample) { MACINTOSH } else { guess };
    let encoding = if encoding.is_single_byte() { encoding } else { plausible(encoding, bytes) };
    Decoded { guessed: true, ..with(encoding, bytes) }
}

/// A guessed East Asian encoding, unless it fails to decode the bytes.
fn plausible(encoding: &'static Encoding, bytes: &[u8]) -> &'static Encoding {
    let (_, broken) = encoding.decode_without_bom_handling(bytes);
    if broken { WINDOWS_1252 } else { encoding }
}

fn utf8(bytes: &[u8]) -> Decoded {
    with(encoding_rs::UTF_8, bytes)
}

/// Decodes with a known encoding, and counts what was broken.
fn with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let mut notes = Vec::new();
    if broken {
        let count = text.matches('\u{fffd}').count();
        notes.push(format!("{count} broken sequences of {} became U+FFFD", encoding.name()));
    }
    Decoded { text: text.into_owned(), encoding: encoding.name(), guessed: false, notes }
}

fn utf32(bytes: &[u8], name: &'static str, read: fn([u8; 4]) -> u32) -> Decoded {
    let mut broken = usize::from(!bytes.len().is_multiple_of(4));
    let mut text = String::with_capacity(bytes.len() / 4);
    for unit in bytes.chunks_exact(4) {
        let letter = <[u8; 4]>::try_from(unit).ok().and_then(|unit| char::from_u32(read(unit)));
        broken += usize::from(letter.is_none());
        text.push(letter.unwrap_or('\u{fffd}'));
    }
    let notes =
        if broken > 0 { vec![format!("{broken} broken sequences of {name} became U+FFFD")] } else { Vec::new() };
    Decoded { text, encoding: name, guessed: false, notes }
}

/// UTF-16 without a mark: in every alphabet, spaces and digits have a zero on the same side.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    memchr::memchr(0, sample)?;
    let pairs = sample.len() / 2;
    let zeros = |side: usize| sample.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    // A text in one byte a letter with a zero here and there, as from a broken export. In wide characters of another
    // script the other byte is no letter of ASCII.
    let narrow = |byte: &u8| matches!(byte, 0 | b'\t' | b'\n' | b'\r' | 0x20..=0x7e);
    if (even + odd) * 2 < pairs && sample.iter().all(narrow) {
        return None;
    }
    let encoding = match () {
        () if odd * 10 > pairs && even * 20 <= odd => UTF_16LE,
        () if even * 10 > pairs && odd * 20 <= even => UTF_16BE,
        () => return None,
    };
    let (text, broken) = encoding.decode_without_bom_handling(sample.get(..pairs * 2)?);
    (pairs >= 2 && !broken && !text.contains('\0')).then_some(encoding)
}

/// Whether accented letters inside words are those of Mac Roman (é è ê ç à ’) and not those of Windows-1252.
fn is_mac_roman(bytes: &[u8]) -> bool {
    let (mut mac, mut windows) = (0_usize, 0_usize);
    for window in bytes.windows(2) {
        if let [before, byte] = window
            && before.is_ascii_alphabetic()
        {
            mac += usize::from(matches!(byte, 0x88 | 0x8d | 0x8e | 0x8f | 0x90 | 0xd5));
            windows += usize::from(matches!(byte, 0x92 | 0xe0 | 0xe2 | 0xe7..=0xea | 0xee | 0xf4 | 0xf9));
        }
    }
    mac >= 2 && mac > windows * 4
}

/// Replaces U+0000 and tells what looks wrong.
fn inspect(decoded: &mut Decoded) {
    let zeros = decoded.text.matches('\0').count();
    if zeros > 0 {
        decoded.text = decoded.text.replace('\0', "\u{fffd}");
        decoded.notes.push(format!("{zeros} characters U+0000 became U+FFFD"));
    }
    let bytes = decoded.text.as_bytes();
    let count = |needle: &[u8]| memmem::find_iter(bytes, needle).count();
    let marks = count(b"\xef\xbb\xbf");
    if marks > 0 {
        decoded.notes.push(format!("{marks} byte-order marks inside the text, kept"));
    }
    // `Ã` or `â€` before a character of U+0080 to U+00BF or of Windows-1252's quotes: UTF-8 that was read as Windows-1252.
    let twice = count(b"\xc3\x83\xc2") + count("â€".as_bytes());
    if twice > 0 {
        decoded.notes.push(format!("{twice} places look encoded twice (like \"Ã©\" for \"é\"), kept as they are"));
    }
    let controls = controls(bytes);
    if controls > 0 {
        decoded
            .notes
            .push(format!("{controls} control characters U+0080 to U+009F: Windows-1252 was read as Latin-1, kept"));
    }
}

/// How many characters of U+0080 to U+009F there are, U+0085 (a line end) aside.
fn controls(bytes: &[u8]) -> usize {
    memchr::memchr_iter(0xc2, bytes)
        .filter(|at| bytes.get(at + 1).is_some_and(|byte| (0x80..=0x9f).contains(byte) && *byte != 0x85))
        .count()
}
