#[cfg(test)]
use super::*;
use proptest::prelude::*;
use rusqlite::params;

/// An article, the places of a word in it, and how many they are in title and text.
type At = (u32, Vec<(u8, u32)>, (u32, u32));

fn table() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection
        .execute_batch(
            "CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT, text TEXT, language TEXT);
             CREATE INDEX article_language ON article (language);
             CREATE VIRTUAL TABLE articles_fts USING fts5 (title, text, content = 'article', content_rowid = 'id',
                tokenize = 'unicode61 remove_diacritics 2');",
        )
        .unwrap();
    connection
}

fn put(connection: &Connection, id: i64, title: &str, text: &str) {
    connection.execute("INSERT INTO article VALUES (?, ?, ?, 'fr')", params![id, title, text]).unwrap();
    connection
        .execute("INSERT INTO articles_fts (rowid, title, text) VALUES (?, ?, ?)", params![id, title, text])
        .unwrap();
}

fn take_out(connection: &Connection, id: i64) {
    connection
        .execute(
            "INSERT INTO articles_fts (articles_fts, rowid, title, text) \
             SELECT 'delete', id, title, text FROM article WHERE id = ?",
            [id],
        )
        .unwrap();
    connection.execute("DELETE FROM article WHERE id = ?", [id]).unwrap();
}

/// Both ways of reading give the same for every term.
fn same(connection: &Connection) {
    let docs = Arc::new(Docs::read(connection).unwrap());
    let quick = Index::open(connection, Arc::clone(&docs)).unwrap();
    assert!(quick.pages.is_some());
    let slow = Index::slow(connection, docs);
    for term in slow.terms("", |_| true).unwrap() {
        let listed = quick.term(&term.term).unwrap().unwrap_or_else(|| panic!("{} is not found", term.term));
        assert!(!listed.found.is_empty());
        let (left, right) = (quick.postings(&listed).unwrap(), slow.postings(&term).unwrap());
        let places = |postings: &Postings| -> Vec<At> {
            let of = |place: &Place| postings.of(place).to_vec();
            postings
                .places
                .iter()
                .map(|place| (place.doc, positions(&of(place)).collect(), counts(&of(place))))
                .collect()
        };
        assert_eq!(places(&left), places(&right), "{}", term.term);
    }
}

#[test]
fn long_lists_run_over_pages() {
    let connection = table();
    connection.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('pgsz', 64)", []).unwrap();
    for id in 1..400 {
        let text = format!("le mot{id} et le mali {} fin{}", "mali ".repeat(usize::try_from(id % 90).unwrap()), id % 7);
        put(&connection, id * 3, if id % 5 == 0 { "Le titre" } else { "" }, &text);
    }
    same(&connection);
    connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')", []).unwrap();
    same(&connection);
}

#[test]
fn a_form_of_index_not_known_here_is_read_all_the_same() {
    let connection = table();
    put(&connection, 1, "Le Mali", "Bamako et Alger");
    connection.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('secure-delete', 1)", []).unwrap();
    put(&connection, 2, "", "Bamako encore");
    take_out(&connection, 1);
    let docs = Arc::new(Docs::read(&connection).unwrap());
    let index = Index::open(&connection, docs).unwrap();
    assert!(index.pages.is_none());
    let listed = index.term("bamako").unwrap().unwrap();
    assert_eq!(index.postings(&listed).unwrap().places.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn the_pages_say_what_sqlite_says(
        steps in proptest::collection::vec((1i64..40, 0u8..4, proptest::collection::vec(0u16..60, 0..120)), 1..60),
        size in prop_oneof![Just(32i64), Just(64), Just(500), Just(4050)],
    ) {
        let connection = table();
        connection.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('pgsz', ?)", [size]).unwrap();
        for chunk in steps.chunks(5) {
            connection.execute_batch("BEGIN").unwrap();
            for (id, what, words) in chunk {
                let known: bool = connection.query_row("SELECT EXISTS (SELECT 1 FROM article WHERE id = ?)", [id], |row| row.get(0)).unwrap();
                if known {
                    take_out(&connection, *id);
                }
                if *what > 0 {
                    let text: Vec<String> = words.iter().map(|word| format!("m{}{}", "o".repeat(usize::from(word % 9)), word / 9)).collect();
                    let (title, text) = text.split_at(text.len() / 4);
                    put(&connection, *id, &title.join(" "), &text.join(" "));
                }
            }
            connection.execute_batch("COMMIT").unwrap();
        }
        same(&connection);
    }
}
