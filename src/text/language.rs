//! The language a text is written in, as an ISO 639-1 code.

use super::lines::floor_boundary;
use whatlang::{Detector, Lang};

/// The languages told apart, with their ISO 639-1 codes. Each one more costs certainty for the others.
const LANGUAGES: &[(Lang, &str)] = &[
    (Lang::Fra, "fr"),
    (Lang::Eng, "en"),
    (Lang::Ara, "ar"),
    (Lang::Spa, "es"),
    (Lang::Por, "pt"),
    (Lang::Deu, "de"),
    (Lang::Ita, "it"),
    (Lang::Nld, "nl"),
    (Lang::Tur, "tr"),
    (Lang::Rus, "ru"),
    (Lang::Ukr, "uk"),
    (Lang::Pes, "fa"),
    (Lang::Heb, "he"),
    (Lang::Cmn, "zh"),
    (Lang::Jpn, "ja"),
];

/// How many bytes of a text are looked at, and how many where these leave a doubt.
const SAMPLE: usize = 400;
const LONG_SAMPLE: usize = 3_000;

/// Below this many letters only a script of its own decides.
const ENOUGH_LETTERS: usize = 40;

/// The language of `text`, or `None` where the text is too short or too mixed to tell.
///
/// ```
/// use corpus::text::language::detect;
///
/// let text = "Le gouvernement malien accuse Alger d’ingérence et de soutien indirect à des groupes armés.";
/// assert_eq!(detect(text), Some("fr"));
/// assert_eq!(detect("Bamako, Alger, Rabat"), None);
/// ```
pub fn detect(text: &str) -> Option<&'static str> {
    in_sample(text, SAMPLE).or_else(|| if text.len() > SAMPLE { in_sample(text, LONG_SAMPLE) } else { None })
}

/// The language of the first `length` bytes.
fn in_sample(text: &str, length: usize) -> Option<&'static str> {
    let sample = text.get(..floor_boundary(text, length))?;
    let letters = sample.chars().filter(|letter| letter.is_alphabetic()).take(ENOUGH_LETTERS).count();
    if letters == 0 {
        return None;
    }
    let detector = Detector::with_allowlist(LANGUAGES.iter().map(|(language, _)| *language).collect());
    let info = detector.detect(sample)?;
    let sure = info.is_reliable() && letters >= ENOUGH_LETTERS;
    sure.then(|| code(info.lang())).flatten()
}

/// The ISO 639-1 code that `name` stands for: a code (`fr`, `fr-FR`, `fra`), or the language's name in English or in
/// the language itself (`French`, `Français`).
///
/// ```
/// use corpus::text::language::parse;
///
/// assert_eq!(parse("fr_FR").as_deref(), Some("fr"));
/// assert_eq!(parse("Français").as_deref(), Some("fr"));
/// assert_eq!(parse("bm").as_deref(), Some("bm"));
/// assert_eq!(parse("?"), None);
/// ```
pub fn parse(name: &str) -> Option<String> {
    let name = name.trim().to_lowercase();
    let base = name.split(['-', '_']).next().unwrap_or_default();
    if base.len() == 2 && base.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Some(base.to_owned());
    }
    // ISO 639-2 has older codes for three of them.
    let base = match base {
        "fre" => "fra",
        "ger" => "deu",
        "dut" => "nld",
        other => other,
    };
    LANGUAGES
        .iter()
        .find(|(language, _)| {
            language.code() == base
                || language.eng_name().to_lowercase() == name
                || language.name().to_lowercase() == name
        })
        .map(|(_, code)| (*code).to_owned())
}

/// The ISO 639-1 code of a language.
fn code(language: Lang) -> Option<&'static str> {
    LANGUAGES.iter().find(|(known, _)| *known == language).map(|(_, code)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_languages_of_the_region_are_told_apart() {
        for (text, want) in [
            ("The foreign minister arrived in Algiers on Thursday for talks on the border with his counterpart.", "en"),
            ("وصل وزير الخارجية إلى الجزائر يوم الخميس لإجراء محادثات حول الحدود مع نظيره الجزائري", "ar"),
            (
                "El ministro de Asuntos Exteriores llegó el jueves a Argel para hablar con su homólogo sobre la frontera.",
                "es",
            ),
            (
                "LE MINISTRE DES AFFAIRES ÉTRANGÈRES EST ARRIVÉ JEUDI À ALGER POUR DES DISCUSSIONS SUR LA FRONTIÈRE",
                "fr",
            ),
        ] {
            assert_eq!(detect(text), Some(want), "{text}");
        }
    }

    #[test]
    fn nothing_is_guessed_from_too_little() {
        for text in ["", " ", "a", "2025", "Mali", "(AFP)", "🇲🇱🇩🇿", "Bamako – Alger"] {
            assert_eq!(detect(text), None, "{text}");
        }
    }
}
