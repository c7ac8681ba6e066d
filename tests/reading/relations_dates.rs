//! The date that goes with an act: of its clause, of its noun, of the sentence it goes on from, of the news.

use corpus::article::{Label, LabelKind};
use corpus::text::Span;
use corpus::{Article, Lexicon, Metadata, extract};

/// The different dates of the relations of type `kind` in `text`; the first line is a headline where `title` says so.
fn dates(text: &str, kind: &str, title: bool) -> Vec<Option<String>> {
    let metadata = Metadata {
        language: Some("fr".to_owned()),
        published: Some("2025-02-18".parse().expect("a day")),
        ..Metadata::default()
    };
    let end = text.find('\n').unwrap_or_default();
    let label = Label { kind: LabelKind::Title, span: Span::new(0, end) };
    let labels = if title { vec![label] } else { Vec::new() };
    let article = Article { text: text.to_owned(), metadata, labels, ..Article::default() };
    let relations = extract(&article, Lexicon::builtin()).relations;
    let of_kind = relations.iter().filter(|relation| relation.kind.as_str() == kind);
    let mut dates: Vec<_> = of_kind.map(|relation| relation.date.as_ref().map(ToString::to_string)).collect();
    dates.dedup();
    dates
}

fn check(cases: &[(&str, &str, Option<&str>)]) {
    for (text, kind, expected) in cases {
        let found = dates(text, kind, false);
        assert_eq!(found, [expected.map(str::to_owned)], "{kind} in {text}");
    }
}

#[test]
fn the_date_of_the_clause() {
    check(&[
        ("Le 3 février, le Mali a rappelé son ambassadeur en Algérie.", "SANCTION", Some("2025-02-03")),
        ("Le Mali a rappelé lundi son ambassadeur en Algérie.", "SANCTION", Some("2025-02-17")),
        ("Le Mali a rappelé lundi son ambassadeur en Algérie après l’accord de 2015.", "SANCTION", Some("2025-02-17")),
        ("Le Mali, qui a été reçu lundi, accuse l’Algérie d’ingérence.", "ACCUSE", None),
        ("Le Mali accuse l’Algérie d’avoir rompu l’accord de 2015.", "ACCUSE", None),
    ]);
}

#[test]
fn the_date_of_the_noun() {
    check(&[
        (
            "Depuis la rupture des relations diplomatiques entre Alger et Rabat en 2021, rien ne va.",
            "SANCTION",
            Some("2021"),
        ),
        ("Lundi, le Niger a réagi après le rappel de l’ambassadeur malien en Algérie.", "SANCTION", None),
    ]);
}

#[test]
fn a_sentence_that_goes_on() {
    let text = "Le président malien a reçu le 3 février le président algérien. Il a condamné le Niger.";
    assert_eq!(dates(text, "ACCUSE", false), [Some("2025-02-03".to_owned())]);
    // What is done long after the day was named has none; what is said is said on the day of the story.
    let text = "Le président malien est arrivé le 3 février à Alger. Les experts sont partis. Les soldats sont restés. Le Mali a rappelé son ambassadeur au Niger.";
    assert_eq!(dates(text, "SANCTION", false), [None]);
    let text = "Le président malien est arrivé le 3 février à Alger. Les experts sont partis. Les soldats sont restés. Le Mali a condamné le Niger.";
    assert_eq!(dates(text, "ACCUSE", false), [Some("2025-02-03".to_owned())]);
    let text = "Le président malien est arrivé le 3 février à Alger. Le Mali avait condamné le Niger.";
    assert_eq!(dates(text, "ACCUSE", false), [None]);
    let text =
        "Le président malien est arrivé le 3 février à Alger. En 2020, tout a changé. Le Mali a condamné le Niger.";
    assert_eq!(dates(text, "ACCUSE", false), [None]);
}

#[test]
fn a_date_of_its_own_in_the_sentence_that_reports() {
    check(&[
        ("« Le Mali condamne le Niger », a déclaré lundi le ministre malien.", "ACCUSE", Some("2025-02-17")),
        ("Le Mali accuse l’Algérie, qui a reçu lundi le président nigérien.", "ACCUSE", None),
    ]);
}

#[test]
fn an_entry_of_a_chronology() {
    let text = "Octobre 2015. Bujumbura expulse l’ambassadeur du Rwanda.\n\n3 mars 2016. Kigali accuse le Burundi d’ingérence. \
                Le lendemain, le Burundi ferme sa frontière avec le Rwanda.";
    assert_eq!(dates(text, "SANCTION", false), [Some("2015-10".to_owned()), Some("2016-03-04".to_owned())]);
    assert_eq!(dates(text, "ACCUSE", false), [Some("2016-03-03".to_owned())]);
}

#[test]
fn a_deed_dated_by_what_follows() {
    let text = "L’armée algérienne a abattu un drone malien. Ce tir, survenu dans la nuit du 31 mars au 1er avril 2024, a \
                provoqué la colère.";
    assert_eq!(dates(text, "ASSAULT", false), [Some("2024-03-31/2024-04-01".to_owned())]);
}

#[test]
fn the_day_of_the_headline() {
    let text = "Le Mali suspend sa coopération avec l’Algérie\n\nLe gouvernement l’a fait savoir lundi à Bamako.";
    assert_eq!(dates(text, "SANCTION", true), [Some("2025-02-17".to_owned())]);
    let text = "Le Mali suspend sa coopération avec l’Algérie\n\nLe sommet de 2024 était déjà loin.";
    assert_eq!(dates(text, "SANCTION", true), [None]);
}

#[test]
fn a_deadline_is_no_day_on_which_it_was_set() {
    check(&[
        ("Kinshasa a sommé le Rwanda de retirer ses troupes sous 48 heures.", "REQUEST", None),
        ("Le Mali et la Chine ont convenu d’une réunion avant la fin de l’année.", "AGREE", None),
    ]);
    let text = "La Russie livrera des armes au Mali avant la fin de l’année.";
    assert!(dates(text, "AID", false).iter().all(Option::is_some), "{text}");
}
