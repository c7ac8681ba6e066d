//! Whatever the text: names slice it on character bounds, in order, without overlap, and nothing panics.

use crate::cases::cases;
use corpus::article::{Article, Label, LabelKind};
use corpus::extract::document::Document;
use corpus::extract::names::{descriptions, names};
use corpus::lexicon::Lexicon;
use corpus::text::Span;
use proptest::prelude::*;

/// Pieces that names are made of, so that random texts reach every rule.
const PIECES: &[&str] = &[
    "Mali",
    "Bamako",
    "à ",
    "de ",
    "d’",
    "l'",
    "le ",
    "(",
    ")",
    ", ",
    ". ",
    "\n",
    "\n\n",
    "-",
    "ministère ",
    "malien ",
    "de la Défense ",
    "et des Anciens ",
    "Armée ",
    "armée ",
    "Commission ",
    "Mixte ",
    "général ",
    "M. ",
    "Abdoulaye ",
    "Diop ",
    "ag ",
    "Ghali ",
    "ONU",
    "CEDEAO ",
    "Cedeao",
    "(FLA)",
    "Le Caire",
    "du Caire",
    "Saint-",
    "sur-",
    "Seine ",
    "«",
    "»",
    "AFP",
    "BAMAKO",
    "RÉUNIT ",
    "LES ",
    "ACCORDS ",
    "accuse ",
    "entre ",
    "algéro-",
    "Congo ",
    "2025 ",
    "3 mars ",
    "é",
    "\u{301}",
    "王",
    "’",
    "J. ",
    "N’",
    "royaume chérifien",
    "journal ",
    "The ",
    "Malian ",
    "Foreign ",
    "Ministry ",
];

fn check(text: String, label: Option<Span>, language: &str) -> Result<(), TestCaseError> {
    let labels = label.map(|span| Label { span, kind: LabelKind::Byline }).into_iter().collect();
    let mut article = Article { text, labels, ..Article::default() };
    article.metadata.language = Some(language.to_owned());
    let lexicon = Lexicon::builtin();
    let document = Document::new(&article, lexicon);
    let mut last = 0;
    for name in names(&document, lexicon) {
        prop_assert!(name.tokens.start >= last && name.tokens.start < name.tokens.end, "{name:?}");
        last = name.tokens.end;
        let sentence = document.sentences.get(name.sentence).expect("a name stands in a sentence");
        prop_assert!(sentence.tokens.start <= name.tokens.start && name.tokens.end <= sentence.tokens.end, "{name:?}");
        let span = document.span(&name.tokens);
        prop_assert!(span.slice(&article.text).is_some_and(|surface| !surface.is_empty()));
        prop_assert!(!name.code.is_empty() && !name.rule.is_empty());
    }
    for described in descriptions(&document, lexicon) {
        prop_assert!(described.tokens.end <= document.tokens.len());
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn any_text(text in "(\\PC|\\n){0,300}", english in any::<bool>()) {
        check(text, None, if english { "en" } else { "fr" })?;
    }

    #[test]
    fn any_pieces(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60), english in any::<bool>()) {
        let text = pieces.concat();
        let end = text.char_indices().map(|(at, _)| at).nth(12).unwrap_or(0);
        let label = (end > 0).then(|| Span::new(0, end));
        check(text, label, if english { "en" } else { "fr" })?;
    }
}
