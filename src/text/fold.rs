//! Folding: the one place where case and accents are removed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Appends `text` in lower case to `out`, accents kept, in composed form.
pub fn push_lower(text: &str, out: &mut String) {
    if text.is_ascii() {
        out.extend(text.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
    } else {
        out.extend(text.chars().flat_map(char::to_lowercase).nfc());
    }
}

/// Appends `text` without case and accents to `out`: `Émirats` gives `emirats`, `œuvre` gives `oeuvre`.
pub fn push_folded(text: &str, out: &mut String) {
    if text.is_ascii() {
        out.extend(text.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
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
    fn case_and_accents_go() {
        assert_eq!(fold("Élysée"), "elysee");
        assert_eq!(fold("CÔTE D’IVOIRE"), "cote d’ivoire");
        assert_eq!(fold("Erdoğan"), "erdogan");
        assert_eq!(fold("cœur"), "coeur");
        assert_eq!(lower("Élysée"), "élysée");
        assert_eq!(lower("e\u{301}lu"), "élu");
    }
}
