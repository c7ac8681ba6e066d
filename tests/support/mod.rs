//! Articles and what was read from them, made up for the tests of storage.
#![allow(dead_code, clippy::unwrap_used)] // each test file uses its part, and fails where it cannot

use corpus::extraction::{
    DateMention, Extraction, Mention, MentionType, Party, Reading, Relation, RelationType, Status, Tie, TieKind, Trace,
};
use corpus::read::Input;
use corpus::text::Span;
use corpus::{Article, Label, LabelKind, Metadata};
use rusqlite::Connection;
use rusqlite::types::Value;
use std::path::Path;

pub const TEXT: &str = "Á Alger, l’Algérie a rappelé son ambassadeur au Mali mardi 8 avril 2025, le Niger et le Mali accusant l’Algérie d’ingérence.";

/// An article of about a hundred words, different for each number; but each tenth is nearly the same as the one before.
pub fn article(number: usize) -> Article {
    let own = if number % 10 == 9 { number - 1 } else { number };
    let own = (0..60).fold(String::new(), |text, n| format!("{text} mot{}", (own * 60 + n) % 7919));
    let text = format!("{TEXT} Dépêche n° {number} sur la coopération militaire au Sahel :{own}. ");
    Article {
        key: format!("dépêches/{number:06}"),
        labels: vec![Label { span: Span::new(0, 10), kind: LabelKind::Dateline }],
        metadata: Metadata {
            title: Some(format!("Tension n° {number}")),
            language: Some("fr".into()),
            published: "2025-04-09".parse().ok(),
            authors: vec!["A. B.".into()],
            ..Metadata::default()
        },
        text,
    }
}

pub fn span(text: &str, words: &str) -> Span {
    let start = text.find(words).unwrap();
    Span::new(start, start + words.len())
}

fn mention(text: &str, words: &str, code: &str, kind: MentionType) -> Mention {
    Mention {
        span: span(text, words),
        kind,
        code: code.into(),
        country: Some(code.into()),
        name: words.into(),
        sector: None,
        wikidata: None,
        reading: Reading::Name,
        sentence: 0,
        rule: "names.1".into(),
    }
}

pub fn party(text: &str, words: &str, code: &str) -> Party {
    Party { code: code.into(), sector: Some("GOV".into()), span: span(text, words) }
}

pub fn relation(text: &str, kind: RelationType, sources: Vec<Party>, targets: Vec<Party>) -> Relation {
    Relation {
        kind,
        mode: None,
        contexts: vec!["diplomatic".into(), "military".into()],
        goldstein: Some(-2.0),
        sources,
        targets,
        date: "2025-04-08".parse().ok(),
        place: Some("Alger".into()),
        status: Status::Asserted,
        said_by: None,
        evidence: span(text, "l’Algérie a rappelé son ambassadeur au Mali"),
        confidence: 0.9,
        rule: "recall.1".into(),
        trace: Trace { parts: vec![("trigger".into(), span(text, "rappelé"))] },
    }
}

/// What a reader might have found in [`article`]: 4 mentions, 1 date, 2 relations that make 1 and 3 rows, 1 tie.
pub fn extraction(article: &Article) -> Extraction {
    let text = &article.text;
    Extraction {
        metadata: article.metadata.clone(),
        mentions: vec![
            mention(text, "Alger", "Alger", MentionType::Place),
            mention(text, "Algérie", "DZA", MentionType::State),
            mention(text, "Mali", "MLI", MentionType::State),
            mention(text, "Niger", "NER", MentionType::State),
        ],
        dates: vec![DateMention {
            span: span(text, "mardi 8 avril 2025"),
            value: "2025-04-08".parse().unwrap(),
            rule: "day.1".into(),
        }],
        relations: vec![
            relation(
                text,
                RelationType::Sanction,
                vec![party(text, "Algérie", "DZA")],
                vec![party(text, "Mali", "MLI")],
            ),
            relation(
                text,
                RelationType::Accuse,
                vec![party(text, "Niger", "NER"), party(text, "Mali", "MLI")],
                vec![party(text, "Algérie", "DZA"), party(text, "Mali", "MLI")],
            ),
        ],
        ties: vec![Tie {
            kind: TieKind::MemberOf,
            subject: "MLI".into(),
            object: "AES".into(),
            office: None,
            date: None,
            evidence: span(text, "le Niger et le Mali"),
            rule: "tie.1".into(),
        }],
        ..Extraction::default()
    }
}

pub fn input(article: Article) -> Input {
    Input { origin: article.key.clone(), article: Ok(article), notes: vec![] }
}

/// Everything that is stored, but for the moments at which it was.
pub fn dump(path: &Path) -> Vec<String> {
    let connection = Connection::open(path).unwrap();
    let mut lines = Vec::new();
    for sql in [
        "SELECT id, key, digest, copy_of, extractor_id, language, published, published_from, published_to, authors, agency, outlet, url, photo_credit, words, meta, title, text FROM article ORDER BY id",
        "SELECT * FROM extractor ORDER BY 1",
        "SELECT * FROM label ORDER BY 1, 2",
        "SELECT * FROM entity ORDER BY 1",
        "SELECT * FROM mention ORDER BY 1, 2",
        "SELECT * FROM date_mention ORDER BY 1, 2",
        "SELECT * FROM statement ORDER BY 1",
        "SELECT * FROM pair ORDER BY 1",
        "SELECT * FROM tie ORDER BY 1",
        "SELECT * FROM bulk",
        "SELECT * FROM sqlite_sequence WHERE name = 'article'",
    ] {
        let mut statement = connection.prepare(sql).unwrap();
        let columns = statement.column_count();
        let rows = statement.query_map([], |row| (0..columns).map(|n| row.get(n)).collect::<Result<Vec<Value>, _>>());
        lines.extend(rows.unwrap().map(|row| format!("{sql}: {:?}", row.unwrap())));
    }
    lines
}
