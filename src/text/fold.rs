//! Folding: the one place where case and accents are removed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The letter of French and its neighbours in lower case and without its accent; none for what needs a closer look.
const fn plain(letter: char) -> Option<(char, &'static str)> {
    Some(match letter {
        'à' | 'À' => ('à', "a"),
        'â' | 'Â' => ('â', "a"),
        'ä' | 'Ä' => ('ä', "a"),
        'ç' | 'Ç' => ('ç', "c"),
        'è' | 'È' => ('è', "e"),
        'é' | 'É' => ('é', "e"),
        'ê' | 'Ê' => ('ê', "e"),
        'ë' | 'Ë' => ('ë', "e"),
        'î' | 'Î' => ('î', "i"),
        'ï' | 'Ï' => ('ï', "i"),
        'ô' | 'Ô' => ('ô', "o"),
        'ö' | 'Ö' => ('ö', "o"),
        'ù' | 'Ù' => ('ù', "u"),
        'û' | 'Û' => ('û', "u"),
        'ü' | 'Ü' => ('ü', "u"),
        'œ' | 'Œ' => ('œ', "oe"),
        '’' => ('’', "’"),
        _ => return None,
    })
}

/// Appends `text` letter by letter where all of it is plain; says whether it was.
fn push_plain(text: &str, out: &mut String, accents: bool) -> bool {
    let before = out.len();
    if text.is_ascii() {
        out.push_str(text);
        if let Some(added) = out.get_mut(before..) {
            added.make_ascii_lowercase();
        }
        return true;
    }
    for letter in text.chars() {
        if letter.is_ascii() {
            out.push(letter.to_ascii_lowercase());
            continue;
        }
        match plain(letter) {
            Some((lower, _)) if accents => out.push(lower),
            Some((_, base)) => out.push_str(base),
            None => {
                out.truncate(before);
                return false;
            }
        }
    }
    true
}

/// Appends `text` in lower case to `out`, accents kept, in composed form.
pub fn push_lower(text: &str, out: &mut String) {
    if !push_plain(text, out, true) {
        out.extend(text.chars().flat_map(char::to_lowercase).nfc());
    }
}

/// Appends `text` without case and accents to `out`: `Émirats` gives `emirats`, `œuvre` gives `oeuvre`.
pub fn push_folded(text: &str, out: &mut String) {
    if push_plain(text, out, false) {
        return;
    }
    for letter in text.chars().flat_map(char::to_lowercase).nfd().filter(|letter| !is_combining_mark(*letter)) {
        match letter {
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            'ß' => out.push_str("ss"),
            'ø' => out.push('o'),
            'đ' => out.push('d'),
            'ł' => out.push('l'),
            'ı' => out.push('i'),
            other => out.push(other),
        }
    }
}

/// `text` in lower case, accents kept.
pub fn lower(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_lower(text, &mut out);
    out
}

/// `text` without case and accents.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_folded(text, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_way_and_the_long_way_agree() {
        for letter in ('\0'..='\u{2fff}').filter(|letter| plain(*letter).is_some() || letter.is_ascii()) {
            let text = letter.to_string();
            let long = |text: &str| {
                // A letter that only the long way knows makes it take that way.
                let both = fold(&format!("{text}ł"));
                both.strip_suffix('l').map(str::to_owned)
            };
            assert_eq!(Some(fold(&text)), long(&text), "{letter}");
            assert_eq!(Some(lower(&text)), lower(&format!("{text}ł")).strip_suffix('ł').map(str::to_owned), "{letter}");
        }
    }

    #[test]
    fn case_and_accents_go() {
        assert_eq!(fold("Élysée"), "elysee");
        assert_eq!(fold("CÔTE D’IVOIRE"), "cote d’ivoire");
        assert_eq!(fold("Erdoğan"), "erdogan");
        assert_eq!(fold("cœur"), "coeur");
        assert_eq!(lower("Élysée"), "élysée");
        assert_eq!(lower("e\u{301}lu"), "élu");
    }
}
