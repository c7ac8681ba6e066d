//! No file is read as gibberish in silence: what was assumed, replaced or looks wrong is told.
#![allow(clippy::unwrap_used, missing_docs)]

use crate::cases::cases;
use corpus::read::decode;
use proptest::prelude::*;

const TEXT: &str = "L’armée est arrivée à la frontière après l’été ; « c’est réglé », a déclaré le ministère.";

fn wide(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

#[test]
fn every_usual_encoding_gives_the_same_text() {
    let (windows, ..) = encoding_rs::WINDOWS_1252.encode(TEXT);
    let mac: Vec<u8> = TEXT
        .chars()
        .map(|letter| match letter {
            '’' => 0xd5,
            'é' => 0x8e,
            'è' => 0x8f,
            'à' => 0x88,
            '«' => 0xc7,
            '»' => 0xc8,
            other => u8::try_from(u32::from(other)).unwrap(),
        })
        .collect();
    let utf32 = |read: fn(u32) -> [u8; 4]| TEXT.chars().flat_map(|letter| read(u32::from(letter))).collect::<Vec<u8>>();
    let cases: Vec<(&str, bool, Vec<u8>)> = vec![
        ("UTF-8", false, TEXT.as_bytes().to_vec()),
        ("UTF-8", false, [b"\xef\xbb\xbf", TEXT.as_bytes()].concat()),
        ("UTF-16LE", false, [b"\xff\xfe".to_vec(), wide(TEXT, false)].concat()),
        ("UTF-16BE", false, [b"\xfe\xff".to_vec(), wide(TEXT, true)].concat()),
        ("UTF-16LE", true, wide(TEXT, false)),
        ("UTF-16BE", true, wide(TEXT, true)),
        ("UTF-32LE", false, [b"\xff\xfe\0\0".to_vec(), utf32(u32::to_le_bytes)].concat()),
        ("UTF-32BE", false, [b"\0\0\xfe\xff".to_vec(), utf32(u32::to_be_bytes)].concat()),
        ("windows-1252", true, windows.into_owned()),
        ("macintosh", true, mac),
    ];
    for (encoding, guessed, bytes) in cases {
        let decoded = decode(&bytes);
        assert_eq!((decoded.encoding, decoded.guessed), (encoding, guessed));
        assert_eq!(decoded.text, TEXT, "{encoding}");
        let want = if guessed { vec![format!("decoded as {encoding} (guessed)")] } else { Vec::new() };
        assert_eq!(decoded.notes, want);
    }
}

#[test]
fn short_and_arabic_texts_are_guessed_right() {
    assert_eq!(decode(b"caf\xe9").text, "café");
    assert_eq!(decode(b"\xe9").text, "é");
    let arabic = "وصل وزير الخارجية إلى الجزائر يوم الخميس لإجراء محادثات";
    assert_eq!(decode(&wide(arabic, false)).text, arabic);
    assert_eq!(decode(&encoding_rs::WINDOWS_1256.encode(arabic).0).text, arabic);
}

#[test]
fn broken_sequences_are_counted() {
    let decoded = decode("déjà \u{e9}t\u{e9} \u{1f1f2}".as_bytes().split_last().unwrap().1);
    assert_eq!(decoded.text, "déjà été \u{fffd}");
    assert_eq!(decoded.notes, ["1 broken sequences of UTF-8 became U+FFFD"]);
}

#[test]
fn u0000_becomes_u_fffd_and_is_told() {
    let decoded = decode(b"un\0deux\0");
    assert_eq!(decoded.text, "un\u{fffd}deux\u{fffd}");
    assert_eq!(decoded.notes, ["2 characters U+0000 became U+FFFD"]);
    // One among few letters does not make it UTF-16.
    assert_eq!(decode(b"Alger\0rappelle.").text, "Alger\u{fffd}rappelle.");
}

#[test]
fn earlier_damage_is_told_and_left_alone() {
    for (text, word) in [
        ("l'armÃ©e arrivÃ©e", "twice"),
        ("lâ€™armÃ©e", "twice"),
        ("l\u{92}arm\u{e9}e", "Latin-1"),
        ("a\u{feff}b", "byte-order"),
    ] {
        let decoded = decode(text.as_bytes());
        assert_eq!(decoded.text, text);
        assert!(decoded.notes.len() == 1 && decoded.notes[0].contains(word), "{:?}", decoded.notes);
    }
    assert!(decode("Âge, Ãcentuado, été, ã, Â".as_bytes()).notes.is_empty());
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn any_bytes_decode(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(!decode(&bytes).text.contains('\0'));
    }

    #[test]
    fn valid_text_decodes_to_itself(text in "[^\\x00\\ufeff]{0,100}") {
        let decoded = decode(text.as_bytes());
        prop_assert_eq!(decoded.text, text);
    }
}
