//! What an article says about itself is read from it, and nothing of its prose is mistaken for that.
#![allow(clippy::unwrap_used, missing_docs)]

use crate::cases::cases;
use corpus::{Article, LabelKind, Lexicon, read};
use proptest::prelude::*;

fn fixture(name: &str) -> Article {
    let path = format!("{}/tests/fixtures/read/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut inputs = read::path(path, Lexicon::builtin()).unwrap();
    let article = inputs.next().unwrap().article.unwrap();
    assert!(inputs.next().is_none());
    article
}

fn labels(article: &Article) -> Vec<(LabelKind, &str)> {
    article.labels.iter().map(|label| (label.kind, label.span.slice(&article.text).unwrap())).collect()
}

#[test]
fn a_page_of_a_site_is_told_apart_from_its_article() {
    use LabelKind::{Advertisement, Byline, Caption, Dateline, Header, Related, Signoff, Title};
    let article = fixture("portal.txt");
    assert_eq!(
        labels(&article),
        [
            (Header, "Accueil > Afrique > Diplomatie"),
            (Title, "Un accord de coopération signé à la frontière"),
            (Byline, "Par Awa Diallo et Jean Dupont"),
            (Header, "Publié le 3 mars 2024 à 12h30, mis à jour le 4 mars"),
            (Header, "Temps de lecture : 3 min"),
            (Caption, "Les deux ministres à leur arrivée, le 2 mars 2024. © Jean Dupont/REUTERS"),
            (Dateline, "KAYES, 3 mars (AFP) –"),
            (Advertisement, "La suite après cette publicité"),
            (Related, "Lire aussi : Les douaniers attendent leurs renforts"),
            (Header, "Partager sur Facebook"),
            (Advertisement, "Inscrivez-vous à notre newsletter"),
            (Signoff, "AB/cd/AFP"),
            (Signoff, "© 2024 Le Quotidien. Tous droits réservés."),
        ]
    );
    let metadata = &article.metadata;
    assert_eq!(metadata.title.as_deref(), Some("Un accord de coopération signé à la frontière"));
    assert_eq!(metadata.published.as_ref().map(corpus::text::Edtf::as_str), Some("2024-03-03"));
    assert_eq!(metadata.authors, ["Awa Diallo", "Jean Dupont"]);
    assert_eq!(metadata.agency.as_deref(), Some("AFP"));
    assert_eq!(metadata.photo_credit.as_deref(), Some("Jean Dupont/REUTERS"));
    assert_eq!(metadata.language.as_deref(), Some("fr"));
}

#[test]
fn header_headline_and_signoff_glued_to_the_prose_are_found() {
    let article = fixture("glued.txt");
    assert_eq!(
        labels(&article),
        [
            (LabelKind::Header, "date 2024-03"),
            (LabelKind::Title, "UNE DÉLÉGATION DE DOUANIERS EST ATTENDUE À LA FRONTIÈRE"),
            (LabelKind::Signoff, "(APS)"),
        ]
    );
    assert_eq!(article.metadata.published.unwrap().as_str(), "2024-03");
    assert_eq!(article.metadata.agency.as_deref(), Some("APS"));
}

#[test]
fn an_english_dispatch_is_read_too() {
    let article = fixture("english.txt");
    let metadata = &article.metadata;
    assert_eq!(metadata.title.as_deref(), Some("Border accord signed after a year of talks"));
    assert_eq!(metadata.authors, ["Jane Doe"]);
    assert_eq!(metadata.agency.as_deref(), Some("Reuters"));
    assert_eq!(metadata.published.as_ref().map(corpus::text::Edtf::as_str), Some("2024-03-03"));
    assert_eq!(metadata.language.as_deref(), Some("en"));
    assert_eq!(article.labels.len(), 7);
}

#[test]
fn line_ends_and_invisible_characters_change_nothing() {
    let article = fixture("portal.txt");
    let want: Vec<_> = labels(&article).into_iter().map(|(kind, text)| (kind, text.to_owned())).collect();
    for end in ["\r\n", "\r", "\u{2028}", "\u{2029}", "\u{85}", " \u{a0}\n\u{feff}"] {
        let text = article.text.replace('\n', end);
        let other = read::text("x", &text, Lexicon::builtin());
        assert_eq!(other.text, text);
        let got: Vec<_> = labels(&other).into_iter().map(|(kind, text)| (kind, text.to_owned())).collect();
        assert_eq!(got, want, "{end:?}");
    }
}

#[test]
fn a_sub_heading_or_a_first_sentence_is_no_headline() {
    for text in [
        "Les deux pays ont signé samedi un accord de coopération douanière, a annoncé le ministère.\n\nUne frontière disputée\n\nLe texte entrera en vigueur en juin, selon le ministère des Finances.",
        // One sentence wrapped over short lines.
        "Les deux pays ont signé samedi un accord de\ncoopération douanière, a annoncé le ministère dans\nun communiqué. Le texte entrera en vigueur en juin.",
        "Les deux pays ont signé samedi avec le ministère des\nFinances un accord de coopération douanière. Le texte\nentrera en vigueur en juin.",
        "Une seule ligne sans point",
        "un début en minuscules sans point\n\nLe texte entrera en vigueur en juin, selon le ministère.",
        "",
    ] {
        assert_eq!(read::text("x", text, Lexicon::builtin()).metadata.title, None, "{text:?}");
    }
}

#[test]
fn what_the_caller_says_wins() {
    let fields = serde_json::json!({
        "text": "Un accord signé à la frontière\nPar Awa Diallo\nPublié le 3 mars 2024\n\nLes deux pays ont signé samedi un accord.",
        "titre": "Un accord signé à la frontière", "auteur": "Jean Dupont", "date": "2024-03-04", "langue": "Français"
    });
    let serde_json::Value::Object(fields) = fields else { panic!() };
    let article = read::record(Some("k"), fields, Lexicon::builtin()).unwrap();
    assert_eq!(article.metadata.authors, ["Jean Dupont"]);
    assert_eq!(article.metadata.published.as_ref().map(corpus::text::Edtf::as_str), Some("2024-03-04"));
    assert_eq!(article.metadata.language.as_deref(), Some("fr"));
    assert_eq!(article.labels[0].kind, LabelKind::Title);
    assert_eq!(article.labels.len(), 3);
}

#[test]
fn texts_that_are_hardly_texts_are_read_in_linear_time() {
    let lexicon = Lexicon::builtin();
    let long = "a".repeat(100_000);
    let lines = "a\n".repeat(200_000);
    let marks = format!("e{}", "\u{301}".repeat(10_000));
    let needles = "lire aussi ".repeat(20_000);
    let again = fixture("portal.txt").text.repeat(300);
    let brackets = "((((((((".repeat(5_000);
    for text in
        [&long, &lines, &marks, &needles, &again, &brackets, &"🇲🇱👨‍👩‍👧 ".repeat(5_000), &"\u{fffe}\u{1b}[0m".repeat(5_000)]
    {
        let start = std::time::Instant::now();
        let article = read::text("x", text, lexicon);
        assert_eq!(&article.text, text);
        assert!(start.elapsed().as_secs() < 20, "{:?}", text.chars().take(20).collect::<String>());
    }
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn labels_are_sorted_apart_and_inside(
        parts in proptest::collection::vec(
            prop_oneof![
                "(\\PC|\\n){0,30}",
                Just("\n".to_owned()),
                Just("Publicité\n".to_owned()),
                Just(" date 2024-03 ".to_owned()),
                Just("BAMAKO, 7 avril (AFP) – ".to_owned()),
                Just("(lire aussi notre édition)".to_owned()),
                Just("La suite après cette publicité".to_owned()),
                Just("Sur le même sujet\n- un\n".to_owned()),
                Just("Crédit photo : Jean Dupont".to_owned()),
                Just("UNE DÉLÉGATION EST ATTENDUE À LA FRONTIÈRE DEMAIN ".to_owned()),
                Just("\nAWA DIALLO\n(AFP)".to_owned()),
            ],
            0..12,
        )
    ) {
        let text = parts.concat();
        let article = read::text("x", &text, Lexicon::builtin());
        prop_assert_eq!(&article.text, &text);
        let mut end = 0;
        for label in &article.labels {
            prop_assert!(label.span.start >= end, "{:?}", labels(&article));
            prop_assert!(label.span.slice(&text).is_some_and(|surface| !surface.trim().is_empty()));
            end = label.span.end;
        }
    }
}
