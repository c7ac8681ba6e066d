//! A small corpus whose rows are known.
#![allow(dead_code, reason = "each test file uses a part")]

use corpus::extraction::{Mention, MentionType, Party, Reading, Relation, RelationType, Status, Tie, TieKind, Trace};
use corpus::text::Span;
use corpus::{Article, Corpus, Extraction, Metadata};

/// One relation of the fixture: type, sources, targets, date, status, speaker, evidence.
pub type Act = (
    RelationType,
    &'static [&'static str],
    &'static [&'static str],
    Option<&'static str>,
    Status,
    Option<&'static str>,
    &'static str,
);

/// An article with its relations.
pub fn article(key: &str, published: Option<&str>, title: &str, text: &str, acts: &[Act]) -> (Article, Extraction) {
    let find = |part: &str| text.find(part).map_or(Span::new(0, 0), |start| Span::new(start, start + part.len()));
    let metadata = Metadata {
        title: Some(title.into()),
        language: Some("fr".into()),
        published: published.map(|date| date.parse().expect("a date")),
        outlet: Some(key.split('/').next().unwrap_or_default().into()),
        ..Metadata::default()
    };
    let names = [("Mali", "MLI"), ("Algérie", "DZA"), ("Maroc", "MAR"), ("Niger", "NER")];
    let mut mentions: Vec<Mention> = names
        .iter()
        .flat_map(|(name, code)| {
            text.match_indices(name).map(move |(start, found)| Mention {
                span: Span::new(start, start + found.len()),
                kind: MentionType::State,
                code: (*code).into(),
                country: Some((*code).into()),
                name: (*name).into(),
                sector: None,
                wikidata: None,
                reading: Reading::Name,
                sentence: 0,
                rule: "test.name".into(),
            })
        })
        .collect();
    mentions.sort_by_key(|mention| mention.span);
    let parties = |codes: &[&str], span: Span| {
        codes.iter().map(|code| Party { code: (*code).into(), sector: Some("GOV".into()), span }).collect()
    };
    let relations = acts
        .iter()
        .map(|(kind, sources, targets, date, status, said_by, evidence)| Relation {
            kind: *kind,
            mode: None,
            contexts: vec!["diplomatic".into()],
            goldstein: Some(-2.0),
            sources: parties(sources, find(evidence)),
            targets: parties(targets, find(evidence)),
            date: date.map(|date| date.parse().expect("a date")),
            place: None,
            status: *status,
            said_by: said_by.map(Into::into),
            evidence: find(evidence),
            confidence: 0.8,
            rule: "test.rule".into(),
            trace: Trace::default(),
        })
        .collect();
    let ties = vec![Tie {
        kind: TieKind::MemberOf,
        subject: "MLI".into(),
        object: "AES".into(),
        office: None,
        date: None,
        evidence: find(text.split(' ').next().unwrap_or_default()),
        rule: "test.tie".into(),
    }];
    let article = Article { key: key.into(), text: text.into(), metadata: metadata.clone(), labels: Vec::new() };
    (article, Extraction { metadata, mentions, relations, ties, ..Extraction::default() })
}

/// Five articles about four states.
pub fn corpus() -> Corpus {
    use RelationType::{Accuse, Assault, Consult, Sanction};
    use Status::{Asserted, Claimed, Denied};
    let mut corpus = Corpus::in_memory().expect("a corpus in memory");
    let articles = [
        article(
            "monde/1",
            Some("2025-04-08"),
            "Rappel des ambassadeurs",
            "Le Mali, le Niger rappellent leurs ambassadeurs en Algérie. L’Algérie abat un drone du Mali.",
            &[
                (
                    Sanction,
                    &["MLI", "NER"],
                    &["DZA"],
                    Some("2025-04-06"),
                    Asserted,
                    None,
                    "rappellent leurs ambassadeurs",
                ),
                (Assault, &["DZA"], &["MLI"], Some("2025-03-31/2025-04-01"), Asserted, None, "abat un drone"),
            ],
        ),
        article(
            "monde/2",
            Some("2025-06-10"),
            "Coopération militaire",
            "Le Maroc et le Mali tiennent une commission mixte de coopération militaire à Rabat.",
            &[(Consult, &["MAR"], &["MLI"], Some("2025-06-09"), Asserted, None, "tiennent une commission mixte")],
        ),
        article(
            "aps/3",
            Some("2025-04"),
            "Alger dément",
            "L’Algérie dément avoir abattu un drone. Le Mali accuse l’Algérie.",
            &[
                (Assault, &["DZA"], &["MLI"], Some("2025-04-01"), Denied, Some("DZA"), "abattu un drone"),
                (Accuse, &["MLI"], &["DZA"], None, Asserted, None, "accuse"),
            ],
        ),
        article(
            "aps/4",
            None,
            "Sans date",
            "D'Algérie viennent des nouvelles <script>alert(1)</script> du Mali.",
            &[(Accuse, &["DZA"], &["MLI"], Some("2023"), Claimed, Some("DZA"), "viennent des nouvelles")],
        ),
        article("vide/5", Some("2024-12-31"), "Rien", "Aucune nouvelle.", &[]),
    ];
    corpus.add_extracted(articles).expect("the fixture is sound");
    corpus
}
