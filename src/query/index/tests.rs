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
    put(&connection, 2, "Bamako", &format!("Bamako {} Bamako", "encore ".repeat(300)));
    put(&connection, 3, "", "Bamanan");
    take_out(&connection, 1);
    let docs = Arc::new(Docs::read(&connection).unwrap());
    let index = Index::open(&connection, docs).unwrap();
    assert!(index.pages.is_none());
    let listed = index.term("bamako").unwrap().unwrap();
    let postings = index.postings(&listed).unwrap();
    let [place] = postings.places.as_slice() else { panic!("one article: {:?}", postings.places) };
    let list = postings.of(place);
    assert_eq!(positions(list).collect::<Vec<_>>(), [(0, 0), (1, 0), (1, 301)]);
    assert_eq!(counts(list), (1, 2));
    let begun: Vec<String> = index.terms("bam", |_| true).unwrap().into_iter().map(|listed| listed.term).collect();
    assert_eq!(begun, ["bamako", "bamanan"]);
}

/// As where most articles were deleted.
#[test]
fn numbers_may_lie_far_apart() {
    let connection = table();
    for id in [-7, 3, 1 << 20, 1 << 40, i64::MAX - 1] {
        put(&connection, id, "Le titre", &format!("Bamako et mot{}", id & 0xff));
    }
    same(&connection);
    let docs = Docs::read(&connection).unwrap();
    let numbers = [-7, 3, 1 << 20, 1 << 40, i64::MAX - 1, 4, i64::MIN, i64::MAX].map(|id| docs.number(id));
    assert_eq!(numbers, [Some(0), Some(1), Some(2), Some(3), Some(4), None, None, None]);
    assert_eq!(docs.id(3), 1 << 40);
}

/// What is wrong in the file is told, or read past; it is neither a panic nor a reading that never ends.
#[test]
fn pages_that_are_damaged_are_told_or_read_past() {
    let connection = table();
    connection.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('pgsz', 64)", []).unwrap();
    for id in 1..40 {
        let text = format!("le mot{id} et le mali {} fin{}", "mali ".repeat(usize::try_from(id % 20).unwrap()), id % 7);
        put(&connection, id, if id % 5 == 0 { "Le titre" } else { "" }, &text);
    }
    connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')", []).unwrap();
    let docs = Arc::new(Docs::read(&connection).unwrap());
    let pages: Vec<(i64, Vec<u8>)> = connection
        .prepare("SELECT id, block FROM articles_fts_data WHERE id >= 10")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    let ask = || -> Result<usize> {
        let index = Index::open(&connection, Arc::clone(&docs))?;
        let mut found = 0;
        for prefix in ["mali", "mot1", "titre", "fin", "z"] {
            for listed in index.terms(prefix, |_| true)? {
                let postings = index.postings(&listed)?;
                found += postings.places.iter().map(|place| positions(postings.of(place)).count()).sum::<usize>();
            }
        }
        Ok(found)
    };
    let whole = ask().unwrap();
    let (mut told, mut other) = (0, 0);
    let mut put_back = connection.prepare("INSERT OR REPLACE INTO articles_fts_data VALUES (?, ?)").unwrap();
    for (id, block) in &pages {
        let mut changed: Vec<Option<Vec<u8>>> = vec![None, Some(Vec::new()), Some(block[..block.len() / 2].to_vec())];
        for at in 0..block.len() {
            let mut block = block.clone();
            block[at] = [0, 1, 0x7f, 0xff][at % 4];
            changed.push(Some(block));
        }
        for block in changed {
            match &block {
                Some(block) => put_back.execute(params![id, block]).unwrap(),
                None => connection.execute("DELETE FROM articles_fts_data WHERE id = ?", [id]).unwrap(),
            };
            match ask() {
                Ok(found) => other += usize::from(found != whole),
                Err(error) => {
                    assert!(error.is_damaged(), "page {id}: {error}");
                    told += 1;
                }
            }
        }
        put_back.execute(params![id, block]).unwrap();
    }
    assert!(told > 0 && other > 0, "{told} told, {other} read otherwise");
    assert_eq!(ask().unwrap(), whole);
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
