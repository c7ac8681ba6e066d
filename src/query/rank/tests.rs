use super::*;
use crate::query::Query;
use crate::query::index::Docs;
use crate::query::plan::resolve;
use proptest::prelude::*;
use rusqlite::{Connection, params};

/// Some words stand in nearly every article and some in few.
fn articles(texts: &[(Vec<u8>, Vec<u8>)]) -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection
        .execute_batch(
            "CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT, text TEXT, language TEXT);
             CREATE INDEX article_language ON article (language);
             CREATE VIRTUAL TABLE articles_fts USING fts5 (title, text, content = 'article', content_rowid = 'id',
                tokenize = 'unicode61 remove_diacritics 2');",
        )
        .unwrap();
    let spell = |words: &[u8]| {
        let word = |number: &u8| {
            // The larger half of the numbers falls on few words.
            let word = if *number > 40 { number % 4 } else { *number };
            format!("mot{}", char::from(b'a' + word % 26))
        };
        words.iter().map(word).collect::<Vec<_>>().join(" ")
    };
    for (id, (title, text)) in (1i64..).zip(texts) {
        connection
            .execute("INSERT INTO article VALUES (?, ?, ?, 'fr')", params![id, spell(title), spell(text)])
            .unwrap();
    }
    connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')", []).unwrap();
    connection
}

fn best_first(mut scores: Vec<Ranked>) -> Vec<Ranked> {
    scores.sort_by(|left, right| right.score.total_cmp(&left.score).then(left.doc.cmp(&right.doc)));
    scores
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn leaving_articles_out_loses_none_of_the_best(
        texts in proptest::collection::vec(
            (proptest::collection::vec(any::<u8>(), 0..4), proptest::collection::vec(any::<u8>(), 1..30)), 1..120),
        asked in proptest::collection::vec(0u8..26, 1..7),
        kept in 1usize..20,
        any in any::<bool>(),
        excluded in proptest::option::of(0u8..26),
    ) {
        let connection = articles(&texts);
        let index = Index::open(&connection, Arc::new(Docs::read(&connection).unwrap())).unwrap();
        let words: Vec<String> = asked.iter().map(|word| format!("mot{}", char::from(b'a' + word))).collect();
        let mut query = words.join(if any { " OR " } else { " " });
        if let Some(word) = excluded {
            query.push_str(" -mot");
            query.push(char::from(b'a' + word));
        }
        let way = if any { Match::All } else { Match::Any };
        let mut resolved = resolve(&Query::parse(&query), &index, way).unwrap();
        let run = Run::new(&mut resolved, &index, way).unwrap();
        let mut quick = best_first(run.promising(kept, &Weights::DEFAULT));
        let mut slow = best_first(run.by_words(&run.docs, &Weights::DEFAULT));
        quick.truncate(kept);
        slow.truncate(kept);
        prop_assert_eq!(quick, slow);
    }
}

#[test]
fn what_cannot_be_among_the_best_is_not_scored() {
    // One word is rare and one is in every third article.
    let texts: Vec<(Vec<u8>, Vec<u8>)> = (0..90u8)
        .map(|number| (vec![], vec![if number < 6 { 5 } else { 6 }, if number % 3 == 0 { 7 } else { 8 }]))
        .collect();
    let connection = articles(&texts);
    let index = Index::open(&connection, Arc::new(Docs::read(&connection).unwrap())).unwrap();
    let mut resolved = resolve(&Query::parse("motf moth"), &index, Match::Any).unwrap();
    let run = Run::new(&mut resolved, &index, Match::Any).unwrap();
    assert!(run.docs.len() > 30);
    assert_eq!(run.promising(4, &Weights::DEFAULT).len(), 6);
}

#[test]
fn words_are_as_near_as_at_the_closest() {
    assert_eq!(closest(&[3], &[4]), Some(1));
    assert_eq!(closest(&[1, 10, 40], &[12, 20]), Some(2));
    assert_eq!(closest(&[7], &[7 + u64::from(NEAR)]), Some(NEAR));
    assert_eq!(closest(&[7], &[8 + u64::from(NEAR)]), None, "that is far");
    assert_eq!(closest(&[12], &[3, 12]), None, "it comes before, or is the same");
    assert_eq!(closest(&[], &[3]), None);
}
