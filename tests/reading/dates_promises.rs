//! What the reading of dates promises: spans are the text's, values are never finer than text or anchor, packs are
//! checked, and no text at all makes it fail.

use crate::cases::cases;
use corpus::extract::dates::{Dated, dates};
use corpus::extract::document::Document;
use corpus::lexicon::pack::PackFile;
use corpus::text::Edtf;
use corpus::text::edtf::Precision;
use corpus::{Article, Error, Lexicon, Metadata};
use proptest::prelude::*;

fn with<T>(
    text: &str,
    published: Option<&str>,
    language: &str,
    read: impl FnOnce(&Document<'_>, Vec<Dated>) -> T,
) -> T {
    let lexicon = Lexicon::builtin();
    let metadata = Metadata { language: Some(language.to_owned()), ..Metadata::default() };
    let article = Article { text: text.to_owned(), metadata, ..Article::default() };
    let document = Document::new(&article, lexicon);
    let published: Option<Edtf> = published.map(|value| value.parse().expect(value));
    let found = dates(&document, published.as_ref(), lexicon);
    read(&document, found)
}

fn found(text: &str, published: Option<&str>) -> Vec<(String, String)> {
    with(text, published, "fr", |document, dates| {
        dates.iter().map(|date| (document.surface(&date.tokens).to_owned(), date.value.to_string())).collect()
    })
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(span, value)| ((*span).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn a_dispatch_is_read_whole() {
    let text = "BAMAKO, 12 mars (Agence) - Le ministre nigérien est arrivé mardi à Bamako pour une visite de deux jours. \
        Il avait été reçu à Alger dans la nuit du 28 février au 1er mars, et repartira vendredi. La frontière, fermée \
        depuis janvier 2024, rouvrira début avril. Le lendemain, un sommet se tiendra à Niamey.";
    assert_eq!(
        found(text, Some("2025-03-12")),
        pairs(&[
            ("12 mars", "2025-03-12"),
            ("mardi", "2025-03-11"),
            ("deux jours", "2025-03-11/2025-03-12"),
            ("dans la nuit du 28 février au 1er mars", "2025-02-28/2025-03-01"),
            ("vendredi", "2025-03-14"),
            ("depuis janvier 2024", "2024-01/.."),
            ("début avril", "2025-04~"),
            ("Le lendemain", "2025-04"),
        ])
    );
}

#[test]
fn a_month_never_becomes_a_day() {
    for text in ["Il a parlé hier.", "Il a parlé mardi.", "Il viendra demain.", "il y a trois jours", "cette semaine"]
    {
        let values: Vec<String> = found(text, Some("2025-06")).into_iter().map(|(_, value)| value).collect();
        assert_eq!(values, ["2025-06"], "{text}");
    }
    assert_eq!(found("Il a parlé le 17 juin.", Some("2025-06")), pairs(&[("17 juin", "2025-06-17")]));
    assert_eq!(found("Il a parlé mardi.", Some("2025")), pairs(&[("mardi", "2025")]));
}

#[test]
fn without_a_publication_date_only_the_text_speaks() {
    assert_eq!(found("Il est venu mardi, hier et en février.", None), []);
    assert_eq!(found("Il est venu le 17 février.", None), []);
    let text = "L’accord du 3 mai 2012 fut rompu le 5 juin.";
    assert_eq!(found(text, None), pairs(&[("3 mai 2012", "2012-05-03"), ("5 juin", "2012-06-05")]));
    let text = "Le 17 février, il arrive. L’accord du 3 mai 2012 est loin.";
    assert_eq!(found(text, None), pairs(&[("17 février", "2012-02-17"), ("3 mai 2012", "2012-05-03")]));
}

#[test]
fn numbers_that_are_no_dates() {
    let texts = [
        "Appelez le 01 45 67 20 15.",
        "quelque 2000 soldats",
        "2 000 morts",
        "il a 31 ans",
        "au 20 rue de Mars",
        "la résolution 2085",
        "Il est récemment venu, depuis longtemps, actuellement, ces derniers jours.",
    ];
    for text in texts {
        assert_eq!(found(text, Some("2025-06-17")), [], "{text}");
    }
}

#[test]
fn packs_are_refused_with_file_line_and_rule() {
    let head = "source = \"x\"\nlicence = \"x\"\n[anchors]\nclasses = [\"unit\"]\n[words.unit]\nlune = \"month\"\n";
    let cases = [
        ("{lune}", "no class of words is called `lune`"),
        ("il", "without any anchor"),
        ("( {unit}", "not closed"),
        ("@date", "no fragment is called `date`"),
        ("{unit:3}", "`:3`"),
        ("{=moon:1} {unit}", "nothing is called `moon`"),
        ("{unit} |", "an empty pattern"),
        ("{unit} )", "closes nothing"),
    ];
    for (pattern, reason) in cases {
        let text = format!(
            "{head}[[rule]]\nid = \"x.lune\"\npattern = \"{pattern}\"\nvalue = \"date\"\n\
            examples = [{{ text = \"lune\", value = \"2025\" }}]\n"
        );
        let file = PackFile::new("fr/dates.toml", text);
        match Lexicon::compile(&[file]) {
            Err(Error::Lexicon { file, line, rule, reason: said }) => {
                assert_eq!((file.as_str(), line, rule.as_deref()), ("fr/dates.toml", 8, Some("x.lune")), "{pattern}");
                assert!(said.contains(reason), "{pattern}: {said}");
            }
            other => panic!("{pattern}: {other:?}"),
        }
    }
    let unknown = PackFile::new("fr/dates.toml", format!("{head}[[rul]]\nid = 1\n"));
    assert!(matches!(Lexicon::compile(&[unknown]), Err(Error::Lexicon { line: 7, .. })));
}

/// Words that make dates, put together at random.
fn any_prose() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "le",
        "du",
        "au",
        "de",
        "à",
        "et",
        "entre",
        "dans la nuit du",
        "depuis",
        "jusqu’au",
        "d’ici",
        "1er",
        "31",
        "29",
        "30",
        "février",
        "mars",
        "mai",
        "décembre",
        "2024",
        "2025",
        "1800",
        "9999",
        "0",
        "lundi",
        "mardi",
        "dernier",
        "prochain",
        "ce",
        "cette",
        "semaine",
        "mois",
        "an",
        "ans",
        "siècle",
        "siècles",
        "décennies",
        "trimestre",
        "il y a",
        "dans",
        "neuf",
        "cent",
        "mille",
        "mille",
        "vingt",
        "quatre",
        "fin",
        "début",
        "mi-",
        "été",
        "les années",
        "90",
        ",",
        ".",
        "-",
        "/",
        "31/02/2025",
        "2025-13",
        "le lendemain",
        "la veille",
        "plus tôt",
        "plus tard",
        "pendant",
        "jours",
        "\n\n",
    ]);
    prop::collection::vec(word, 0..24).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn no_text_breaks_it(
        text in prop_oneof![any_prose(), "(\\PC|\\n){0,200}"],
        published in prop::sample::select(vec![None, Some("2025-06-17"), Some("2025-06"), Some("2025"), Some("0000-01-01"),
            Some("9999-12-31"), Some("2023/.."), Some("20XX")]),
        language in prop::sample::select(vec!["fr", "en", "ar"]),
    ) {
        with(&text, published, language, |document, dates| {
            let mut last = 0;
            for date in &dates {
                prop_assert!(date.tokens.start >= last && date.tokens.start < date.tokens.end);
                prop_assert!(date.tokens.end <= document.tokens.len());
                let read_again: Result<Edtf, _> = date.value.as_str().parse();
                prop_assert_eq!(read_again.as_ref(), Ok(&date.value));
                prop_assert!(document.sentences[date.sentence].tokens.contains(&date.tokens.start));
                last = date.tokens.end;
            }
            Ok(())
        })?;
    }

    #[test]
    fn never_finer_than_the_anchor(text in any_prose()) {
        // Where no year is written, a year alone gives no day of the week, no week, no `hier`.
        let texts = ["hier", "mardi", "la semaine dernière", "il y a neuf jours"];
        for relative in texts {
            with(&format!("{relative} . {text}"), Some("2025"), "fr", |_, dates| {
                if let Some(first) = dates.first().filter(|date| date.tokens.start == 0 && date.tokens.len() <= 5) {
                    prop_assert!(first.value.precision() >= Precision::Year || first.value.is_interval());
                }
                Ok(())
            })?;
        }
    }
}
