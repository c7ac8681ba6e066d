//! Whatever became of a file, opening it and working with it ends soon and in an error that says what is wrong, or in an
//! answer: never in a crash, a panic or a hang.
//!
//! A sound file is damaged in thousands of ways, by a generator that is the same at each run: flipped bits, a spoilt
//! head, cuts, pages zeroed, swapped and doubled, the full-text index's own rows edited, rows that hold what no writer
//! writes, a foreign log beside it, a schema that was rewritten. Each is opened, as trusted or not, for reading or
//! writing, checked whole, and asked three questions, by turns; to each tenth all questions are put, and it is
//! written to and repaired.
//!
//! `CORPUS_MUTATIONS` says how many files (20,000 unless given), `CORPUS_MUTATIONS_FROM` with which number they begin,
//! `CORPUS_MUTATIONS_WHOLE` how many there are to one of which all is asked (10 unless given).
//! With `--nocapture` the last lines tell what found the damage.
// A test that cannot go on has failed; what it found is printed for the tables of the documentation.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::too_many_lines)]

use corpus::corpus::{ReextractOptions, Which};
use corpus::query::{Freq, Order};
use corpus::store::{Copies, Fields, OpenOptions, Part, Problem};
use corpus::{Article, Corpus, Error, Lexicon, Metadata, read};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const PAGE: usize = 4096;

/// Numbers that are the same at each run (`xorshift64*`).
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..4 {
            dice.next();
        }
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// Below `end`, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end as u64)).unwrap()
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.next() >> 56).unwrap()
    }

    fn of<'t, T>(&mut self, list: &'t [T]) -> &'t T {
        &list[self.below(list.len())]
    }
}

const TEXTS: [&str; 7] = [
    "Le Mali a rappelé dimanche 6 avril 2025 son ambassadeur en Algérie. Alger rejette ces accusations.",
    "L’Algérie a abattu un drone malien dans la nuit du 31 mars au 1er avril 2025, affirme Bamako. Le Mali accuse \
     l’Algérie d’agression. Le Niger et le Burkina Faso ont rappelé leurs ambassadeurs à Alger lundi.",
    "L’Algérie a abattu un drone malien dans la nuit du 31 mars au 1er avril 2025, affirme Bamako. Le Mali accuse \
     l’Algérie d’agression. Le Niger et le Burkina Faso ont rappelé leurs ambassadeurs à Alger hier.",
    "Le Maroc et le Mali ont signé un accord de coopération militaire à Rabat le 9 juin 2025. Le ministre marocain \
     des Affaires étrangères, Nasser Bourita, a reçu son homologue malien Abdoulaye Diop.",
    "Le président algérien aurait rencontré mardi une délégation nigérienne. Aucune source n’a confirmé la nouvelle.",
    "La Russie livrera des armes au Mali, a annoncé Moscou. La France condamne cette livraison.",
    "Zoé écrit à Bamako : œuvre, ﬁn, 20 %, C++, d'Algérie, l’Aïr. \u{202e}Renversé\u{202c} et caché\u{200b}.",
];

/// A sound file: articles in two languages, a copy, corrections, names coded elsewhere; an alias where it is said.
struct Sound {
    bytes: Vec<u8>,
    /// Its rows.
    kept: Vec<String>,
}

fn sound(folder: &Path, alias: bool) -> Sound {
    let path = folder.join("sound.db");
    clear(&path);
    let mut corpus = Corpus::open(&path).unwrap();
    for (n, text) in TEXTS.iter().enumerate() {
        let metadata = Metadata {
            title: Some(format!("Titre {n}")),
            published: format!("2025-04-0{}", n + 1).parse().ok(),
            outlet: Some("Le Fil".into()),
            ..Metadata::default()
        };
        let mut text = format!("{text} {}", "Rien d’autre n’est su. ".repeat(n * 7));
        if n > 3 {
            // Texts are most of a corpus; so they are here.
            for word in 0..700 {
                text.push_str(
                    ["Un mot se lit. ", "La page tourne. ", "Une ligne suit l’autre. "][(word * word + n) % 3],
                );
            }
        }
        let article = Article { key: format!("a/{n}"), text, metadata, ..Article::default() };
        corpus.add(article).unwrap();
    }
    let fields = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect::<Fields>()
    };
    let id = corpus.relations().rows().unwrap()[0].id;
    corpus.correct(id, &fields(&[("type", "COERCE")]), "Aminata").unwrap();
    corpus.mark_copy(Which::from(5), Which::from(4), "Aminata").unwrap();
    if alias {
        corpus.add_alias("la Ville blanche", "DZA", "Aminata").unwrap();
    }
    corpus.close().unwrap();
    let bytes = fs::read(&path).unwrap();
    assert_eq!(Corpus::open(&path).unwrap().check().unwrap(), []);
    assert!(bytes.len() > 40 * PAGE, "{} bytes", bytes.len());
    Sound { bytes, kept: rows_of(&path).unwrap() }
}

type Kind = (&'static str, fn(&mut Dice, &mut Vec<u8>, &Path));

/// The ways in which a file is damaged. Those that change rows do so through SQLite, in the file at the path.
const KINDS: [Kind; 14] = [
    ("bits flipped", |dice, bytes, _| {
        for _ in 0..=dice.below(8) {
            let at = dice.below(bytes.len());
            bytes[at] ^= 1 << dice.below(8);
        }
    }),
    ("one byte", |dice, bytes, _| {
        let at = dice.below(bytes.len());
        bytes[at] = bytes[at].wrapping_add(1 + dice.byte() % 255);
    }),
    ("head of the file", |dice, bytes, _| {
        for _ in 0..=dice.below(4) {
            // Past what says that it is a database, so that it is opened.
            let at = 16 + dice.below(84);
            bytes[at] = dice.byte();
        }
    }),
    ("heads of pages", |dice, bytes, _| {
        for _ in 0..=dice.below(3) {
            let page = dice.below(bytes.len() / PAGE);
            let at = page * PAGE + if page == 0 { 100 } else { 0 } + dice.below(24);
            bytes[at] = dice.byte();
        }
    }),
    ("extreme numbers", |dice, bytes, _| {
        for _ in 0..=dice.below(3) {
            let at = 100 + dice.below(bytes.len() - 104);
            let number = *dice.of(&[0_u32, 1, 0x7FFF_FFFF, 0x8000_0000, u32::MAX, 0xFFFF_0000, 0x8080_8080]);
            bytes[at..at + 4].copy_from_slice(&number.to_be_bytes());
        }
    }),
    ("cut", |dice, bytes, _| {
        let length = if dice.below(2) == 0 { dice.below(bytes.len()) } else { dice.below(bytes.len() / 512) * 512 };
        bytes.truncate(length);
    }),
    ("zeroed", |dice, bytes, _| {
        let from = dice.below(bytes.len());
        let most = if dice.below(2) == 0 { 64 } else { 2 * PAGE };
        let to = bytes.len().min(from + 1 + dice.below(most));
        bytes[from..to].fill(0);
    }),
    ("pages swapped", |dice, bytes, _| {
        let pages = bytes.len() / PAGE;
        let (one, two) = (1 + dice.below(pages - 1), 1 + dice.below(pages - 1));
        for at in 0..PAGE {
            bytes.swap(one * PAGE + at, two * PAGE + at);
        }
    }),
    ("page doubled", |dice, bytes, _| {
        let pages = bytes.len() / PAGE;
        let (from, to) = (dice.below(pages), 1 + dice.below(pages - 1));
        bytes.copy_within(from * PAGE..(from + 1) * PAGE, to * PAGE);
    }),
    ("noise", |dice, bytes, _| {
        let from = 100 + dice.below(bytes.len() - 100);
        let to = bytes.len().min(from + 1 + dice.below(PAGE));
        for byte in &mut bytes[from..to] {
            *byte = dice.byte();
        }
    }),
    ("full-text rows", |dice, bytes, path| {
        let table = *dice.of(&["articles_fts_data", "articles_fts_data", "articles_fts_idx", "articles_fts_docsize"]);
        let column = match table {
            "articles_fts_data" => "block",
            "articles_fts_idx" => *dice.of(&["term", "pgno"]),
            _ => "sz",
        };
        edit(bytes, path, |connection| blobs(dice, connection, table, column));
    }),
    ("full-text settings", |dice, bytes, path| {
        let settings = [
            "UPDATE articles_fts_config SET v = 9 WHERE k = 'version'",
            "INSERT INTO articles_fts_config VALUES ('pgsz', 1)",
            "INSERT INTO articles_fts_config VALUES ('pgsz', 9223372036854775807)",
            "INSERT INTO articles_fts_config VALUES ('hashsize', -1)",
            "INSERT INTO articles_fts_config VALUES ('rank', 'bm25(1.0) --')",
            "INSERT INTO articles_fts_config VALUES ('rank', 'load_extension(''x'')')",
            "INSERT INTO articles_fts_config VALUES ('automerge', 99999)",
            "DELETE FROM articles_fts_config",
            "DELETE FROM articles_fts_data WHERE id = 10",
            "DELETE FROM articles_fts_data WHERE id = 1",
            "DELETE FROM articles_fts_docsize",
            "DELETE FROM articles_fts_idx",
            "UPDATE articles_fts_data SET block = zeroblob(20000) WHERE id = 10",
            "UPDATE articles_fts_docsize SET id = id + 1000000000000",
        ];
        let sql = *dice.of(&settings);
        edit(bytes, path, |connection| drop(connection.execute(sql, [])));
    }),
    ("rows", |dice, bytes, path| {
        let odd = rows(dice);
        edit(bytes, path, |connection| {
            for sql in &odd {
                // Not every value fits every column; one that does not is no damage.
                let _ = connection.execute(sql, []);
            }
        });
    }),
    ("schema", |dice, bytes, path| {
        let changes = [
            "UPDATE sqlite_schema SET rootpage = 3 WHERE name = 'article'",
            "UPDATE sqlite_schema SET rootpage = 999999 WHERE name = 'pair'",
            "UPDATE sqlite_schema SET sql = 'CREATE TABLE article (id)' WHERE name = 'article'",
            "UPDATE sqlite_schema SET sql = replace(sql, 'INTEGER', 'BLOB') WHERE name = 'statement'",
            "UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')') WHERE name = 'statement'",
            "UPDATE sqlite_schema SET sql = 'CREATE VIEW relations AS SELECT * FROM relations' WHERE name = 'relations'",
            "UPDATE sqlite_schema SET sql = 'CREATE VIEW relations AS SELECT 1' WHERE name = 'relations'",
            "UPDATE sqlite_schema SET sql = x'00FF' WHERE name = 'relations'",
            "UPDATE sqlite_schema SET name = 'x' WHERE name = 'event'",
            "UPDATE sqlite_schema SET type = 'view' WHERE name = 'label'",
            "DELETE FROM sqlite_schema WHERE name = 'articles_fts_data'",
            "DELETE FROM sqlite_schema WHERE name = 'pair_source'",
            "DELETE FROM sqlite_schema WHERE name = 'copy_setting'",
            "INSERT INTO sqlite_schema SELECT type, 'twice', tbl_name, rootpage, replace(sql, name, 'twice') \
             FROM sqlite_schema WHERE name = 'label'",
            "UPDATE sqlite_schema SET sql = replace(sql, 'content = ''article''', 'content = ''label''') \
             WHERE name = 'articles_fts'",
            "CREATE TRIGGER evil AFTER INSERT ON article BEGIN DELETE FROM article; END",
            "CREATE TRIGGER endless AFTER UPDATE ON event_stale BEGIN UPDATE event_stale SET added = added + 1; END",
        ];
        let sql = *dice.of(&changes);
        edit(bytes, path, |connection| drop(connection.execute(sql, [])));
    }),
];

/// Changes the rows of a file as somebody can who holds to no rule.
fn edit(bytes: &mut Vec<u8>, path: &Path, change: impl FnOnce(&Connection)) {
    fs::write(path, &*bytes).unwrap();
    {
        let connection = Connection::open(path).unwrap();
        for (config, on) in [
            (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
            (DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, true),
        ] {
            connection.set_db_config(config, on).unwrap();
        }
        connection
            .execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF")
            .unwrap();
        change(&connection);
        let _ = connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    *bytes = fs::read(path).unwrap();
    clear(path);
}

/// Damages some of the values of a column.
fn blobs(dice: &mut Dice, connection: &Connection, table: &str, column: &str) {
    let key = if table == "articles_fts_idx" { "segid * 1000000 + pgno" } else { "id" };
    let read = format!("SELECT {key}, CAST({column} AS BLOB) FROM {table}");
    let rows: Vec<(i64, Vec<u8>)> = connection
        .prepare(&read)
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for _ in 0..=dice.below(2) {
        let (id, mut value) = dice.of(&rows).clone();
        match dice.below(4) {
            0 => value.truncate(dice.below(value.len() + 1)),
            1 => value.extend((0..dice.below(40)).map(|_| 0x80)),
            _ => {
                for _ in 0..=dice.below(4) {
                    if !value.is_empty() {
                        let (at, other) = (dice.below(value.len()), dice.byte());
                        value[at] = *dice.of(&[0, 1, 0x7F, 0x80, 0xFF, other]);
                    }
                }
            }
        }
        let write = format!("UPDATE OR IGNORE {table} SET {column} = ?1 WHERE {key} = ?2");
        let value = if column == "pgno" {
            Value::Integer(i64::from(dice.byte()) << dice.below(50))
        } else {
            Value::Blob(value)
        };
        let _ = connection.execute(&write, rusqlite::params![value, id]);
    }
}

/// Values that no writer writes, for columns of all tables.
fn rows(dice: &mut Dice) -> Vec<String> {
    const COLUMNS: [(&str, &str); 49] = [
        ("article", "text"),
        ("article", "title"),
        ("article", "key"),
        ("article", "digest"),
        ("article", "copy_of"),
        ("article", "published"),
        ("article", "published_from"),
        ("article", "published_to"),
        ("article", "authors"),
        ("article", "meta"),
        ("article", "words"),
        ("article", "language"),
        ("article", "id"),
        ("label", "start"),
        ("label", "end"),
        ("label", "label"),
        ("mention", "start"),
        ("mention", "end"),
        ("mention", "sentence"),
        ("mention", "entity_id"),
        ("mention", "reading"),
        ("entity", "code"),
        ("entity", "type"),
        ("entity", "name"),
        ("date_mention", "value"),
        ("date_mention", "date_from"),
        ("statement", "type"),
        ("statement", "start"),
        ("statement", "end"),
        ("statement", "evidence"),
        ("statement", "date"),
        ("statement", "date_from"),
        ("statement", "date_to"),
        ("statement", "goldstein"),
        ("statement", "trace"),
        ("statement", "context"),
        ("pair", "source"),
        ("pair", "source_start"),
        ("pair", "target_end"),
        ("event", "statuses"),
        ("event", "disagreement"),
        ("event", "date_from"),
        ("event_stale", "added"),
        ("copy_text", "sketch"),
        ("copy_setting", "threshold"),
        ("correction", "what"),
        ("correction", "action"),
        ("made", "root"),
        ("pair_high", "id"),
    ];
    const VALUES: [&str; 22] = [
        "-1",
        "0",
        "9223372036854775807",
        "-9223372036854775808",
        "4294967296",
        "1e308",
        "NULL",
        "''",
        "x''",
        "x'FF'",
        "CAST(x'C3' AS TEXT)",
        "CAST(x'EDA080' AS TEXT)",
        "CAST(x'00' AS TEXT)",
        "zeroblob(100000)",
        "'9999-12-31'",
        "'0000-00-00'",
        "'2025-13-45/..'",
        "'[[['",
        "'[{\"a\": [1e999]}]'",
        "'{}'",
        "(SELECT group_concat('é', '') FROM pragma_function_list)",
        "char(0x202E, 0x1B, 0x0, 0x10FFFF)",
    ];
    let mut out: Vec<String> = (0..=dice.below(3))
        .map(|_| {
            let (table, column) = *dice.of(&COLUMNS);
            let value = *dice.of(&VALUES);
            let some = *dice.of(&["", " WHERE rowid % 2", " WHERE rowid = 1"]);
            let some = if matches!(table, "label" | "mention" | "date_mention" | "event_stale") { "" } else { some };
            format!("UPDATE OR IGNORE {table} SET {column} = {value}{some}")
        })
        .collect();
    if dice.below(3) == 0 {
        out.push(
            (*dice.of(&[
                "UPDATE article SET copy_of = id",
                "UPDATE article SET copy_of = (id % 7) + 1",
                "INSERT OR IGNORE INTO event_stale SELECT source, target, 1 FROM pair",
                "INSERT OR IGNORE INTO copy_stale SELECT id FROM article",
                "DELETE FROM article WHERE id = 2",
                "DELETE FROM statement",
                "DELETE FROM entity",
                "UPDATE pair SET source = target",
                "UPDATE correction SET undone_at = NULL, state = 'applied', rank = -1",
                "DELETE FROM parked_statement",
                "DELETE FROM pair",
            ]))
            .to_owned(),
        );
    }
    out
}

/// How much is asked of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    /// Three of the questions, from this one on; nothing is written.
    Brief(usize),
    /// All questions but those that take long, and writing.
    Whole,
    /// Those that take long as well.
    Long,
}

type Question = fn(&Corpus, &mut Asked);

/// Every public question; what each is answered does not matter here.
const QUESTIONS: [Question; 19] = [
    |c, asked| {
        for query in ["mali", "alger*", "\"son ambassadeur\"", "mali OR niger -drone", "NEAR(mali drone, 9)", "zzz"] {
            asked.done(c.search(query).hits());
            asked.done(c.search(query).count());
        }
    },
    |c, asked| asked.done(c.articles().rows()),
    |c, asked| asked.done(c.labels().rows()),
    |c, asked| asked.done(c.entities().rows()),
    |c, asked| asked.done(c.mentions().rows()),
    |c, asked| asked.done(c.dates().rows()),
    |c, asked| asked.done(c.relations().rows()),
    |c, asked| asked.done(c.relations().between("MLI", "DZA").since("2025").rows()),
    |c, asked| asked.done(c.ties().rows()),
    |c, asked| {
        let events = c.events().rows();
        for event in events.iter().flatten().take(3) {
            asked.done(c.versions(event.id));
        }
        asked.done(events);
    },
    |c, asked| asked.done(c.timeline("MLI", "DZA", Freq::Month).rows()),
    |c, asked| asked.done(c.panel(Freq::Quarter).rows()),
    |c, asked| asked.done(c.dyads().rows()),
    |c, asked| asked.done(c.concordance("drone").sort(Order::Left).rows()),
    |c, asked| {
        asked.done(c.concordance_of_entity("MLI").rows());
        asked.done(c.concordance_of_relations().rows());
    },
    |c, asked| asked.done(c.families().rows()),
    |c, asked| {
        for article in [1, 4, 7] {
            asked.done(c.copies(article));
        }
        asked.done(c.difference(2, 3));
    },
    |c, asked| asked.done(c.sample(c.relations(), 5).rows()),
    |c, asked| asked.done(c.corrections()),
];

/// Checks a file, puts questions to it, and works with it. Returns the parts a check complained of.
fn work(path: &Path, options: &OpenOptions, work: Work) -> corpus::Result<Vec<Part>> {
    let mut corpus = Corpus::open_with(path, options)?;
    let problems = corpus.check()?;
    let mut asked = Asked::default();
    if let Work::Brief(first) = work {
        for question in QUESTIONS.iter().cycle().skip(first % QUESTIONS.len()).take(3) {
            question(&corpus, &mut asked);
        }
        return Ok(end(corpus, asked, &problems));
    }
    for question in QUESTIONS {
        question(&corpus, &mut asked);
    }
    if work == Work::Long {
        let c = &corpus;
        asked.done(c.near_misses().rows());
        asked.done(c.collocations("drone").rows());
        asked.done(c.frequency("drone", Freq::Month).rows());
        asked.done(c.dispersion("drone").rows());
        asked.done(c.keyness(c.subcorpus().outlet("Le Fil")).rows());
        if !cfg!(debug_assertions) {
            // Without optimisation most of the time would go into clearing its memory.
            asked.done(c.ngrams(2).rows());
        }
    }
    for sql in ["SELECT * FROM articles", "SELECT * FROM relations", "SELECT * FROM entities", "SELECT * FROM versions"]
    {
        asked.done(corpus.sql().and_then(|opened| opened.rows(sql, &[], &[])));
    }
    if !options.read_only {
        let text = "Le Niger rappelle son ambassadeur en Algérie, a annoncé Niamey le 7 avril 2025.";
        asked.done(corpus.add(read::text("new/1", text, Lexicon::builtin())));
        asked.done(corpus.add(read::text("a/3", text, Lexicon::builtin())));
        asked.done(corpus.refresh());
        asked.done(corpus.correct(2, &Fields::from_iter([("type".to_owned(), "AID".into())]), "Ibrahim"));
        asked.done(corpus.undo(1, "Ibrahim"));
        asked.done(corpus.find_copies(Copies::default()));
        if work == Work::Long {
            asked.done(corpus.reextract(&ReextractOptions::default()));
        }
        asked.done(corpus.repair());
    }
    Ok(end(corpus, asked, &problems))
}

fn end(corpus: Corpus, mut asked: Asked, problems: &[Problem]) -> Vec<Part> {
    asked.done(corpus.close());
    if let Some(fault) = asked.fault {
        // A fault that was caught within is a fault all the same.
        std::panic::panic_any(fault);
    }
    let mut parts: Vec<Part> = problems.iter().map(|problem| problem.part).collect();
    parts.dedup();
    parts
}

#[derive(Default)]
struct Asked {
    fault: Option<String>,
}

impl Asked {
    /// Any answer will do, and any error that says something; but not a fault that was caught on the way.
    fn done<T>(&mut self, answer: corpus::Result<T>) {
        if let Err(error) = answer {
            let message = error.to_string();
            if matches!(error, Error::Panicked { .. }) || message.is_empty() {
                self.fault = Some(message);
            }
        }
    }
}

fn clear(path: &Path) {
    for ending in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        let _ = fs::remove_file(name);
    }
}

/// What became of a file of one kind.
#[derive(Default, Clone)]
struct Tally {
    files: u64,
    /// Refused by the opening, trusted or not.
    refused: u64,
    /// What is not read by anything, or changed nothing.
    unseen: u64,
    /// Of those, the ones whose rows are not what they were.
    differs: u64,
    structure: u64,
    index: u64,
    text: u64,
    other: u64,
    /// Neither SQLite's check nor the index's finds anything, the digest of a text does.
    text_alone: u64,
    /// SQLite's check of the structure finds nothing, the digest of a text does.
    text_past_structure: u64,
    /// Nor does the digest, but what is kept is compared with what it came from.
    other_alone: u64,
    slowest: Duration,
}

impl Tally {
    fn count(&mut self, found: Option<&[Part]>, differs: impl FnOnce() -> bool) {
        self.files += 1;
        let Some(parts) = found else {
            self.refused += 1;
            return;
        };
        let has = |part| parts.contains(&part);
        let (structure, index, text) = (has(Part::Structure), has(Part::Index), has(Part::Text));
        let other = parts.iter().any(|part| !matches!(part, Part::Structure | Part::Index | Part::Text));
        self.structure += u64::from(structure);
        self.index += u64::from(index);
        self.text += u64::from(text);
        self.other += u64::from(other);
        self.text_alone += u64::from(text && !structure && !index);
        self.text_past_structure += u64::from(text && !structure);
        self.other_alone += u64::from(other && !text && !structure && !index);
        if parts.is_empty() {
            self.unseen += 1;
            self.differs += u64::from(differs());
        }
    }
}

/// All rows that people read, to tell whether damage that nobody sees changed any.
fn rows_of(path: &Path) -> Option<Vec<String>> {
    let connection = Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
    let mut out = Vec::new();
    for view in ["articles", "labels", "entities", "mentions", "dates", "relations", "ties", "events", "corrections"] {
        let mut statement = connection.prepare(&format!("SELECT * FROM {view}")).ok()?;
        let width = statement.column_count();
        let mut rows = statement.query([]).ok()?;
        while let Some(row) = rows.next().ok()? {
            let cells: Vec<String> = (0..width).map(|at| format!("{:?}", row.get_ref(at))).collect();
            out.push(cells.join("|"));
        }
    }
    out.sort();
    Some(out)
}

/// Where files are written: in memory, where the machine has such a place.
fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir()).unwrap()
}

/// How long this thread was at work, whatever else the machine had to do; by the clock where that is not told.
fn spent() -> Duration {
    static BEGUN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|told| told.split(' ').next()?.parse().ok().map(Duration::from_nanos))
        .unwrap_or_else(|| BEGUN.get_or_init(Instant::now).elapsed())
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.replace('_', "").parse().ok()
}

#[test]
fn no_damage_crashes_hangs_or_panics() {
    let many = number("CORPUS_MUTATIONS").unwrap_or(20_000);
    let from = number("CORPUS_MUTATIONS_FROM").unwrap_or(0);
    let every = number("CORPUS_MUTATIONS_WHOLE").unwrap_or(10).max(1);
    // Longer than any machine that runs tests is slow.
    let patience = Duration::from_secs(60);
    let folder = scratch();
    let plain = sound(folder.path(), false);
    let named = sound(folder.path(), !cfg!(debug_assertions));
    let next = AtomicU64::new(from);
    let tallies: Mutex<BTreeMap<&str, Tally>> = Mutex::default();
    let faults: Mutex<Vec<String>> = Mutex::default();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let running: Vec<Mutex<Option<(u64, Instant)>>> = (0..threads).map(|_| Mutex::default()).collect();
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let (next, tallies, faults, running, plain, named) =
                    (&next, &tallies, &faults, &running, &plain, &named);
                let path: PathBuf = folder.path().join(format!("damaged{worker}.db"));
                scope.spawn(move || {
                    loop {
                        let seed = next.fetch_add(1, Ordering::Relaxed);
                        if seed >= from + many {
                            return;
                        }
                        let mut dice = Dice::new(seed);
                        let (kind, damage) = *dice.of(&KINDS);
                        // With a name of its own the lexicon is compiled anew for each file, which takes long; without optimisation, too long.
                        let sound = if seed % 64 == 63 { named } else { plain };
                        let mut bytes = sound.bytes.clone();
                        clear(&path);
                        damage(&mut dice, &mut bytes, &path);
                        fs::write(&path, &bytes).unwrap();
                        if dice.below(10) == 0 {
                            // A log that does not belong to it.
                            let mut log = path.clone().into_os_string();
                            log.push("-wal");
                            let noise: Vec<u8> = (0..8000).map(|_| dice.byte()).collect();
                            fs::write(log, noise).unwrap();
                        }
                        let options = OpenOptions {
                            create: false,
                            read_only: dice.below(2) == 0,
                            untrusted: dice.below(3) == 0,
                            busy_timeout: Duration::from_secs(1),
                        };
                        let asked = match dice.below(8) {
                            _ if seed % every != 0 => Work::Brief(usize::try_from(seed).unwrap()),
                            0 => Work::Long,
                            _ => Work::Whole,
                        };
                        *running[worker].lock().unwrap() = Some((seed, Instant::now()));
                        let start = spent();
                        let done = catch_unwind(AssertUnwindSafe(|| work(&path, &options, asked)));
                        let took = spent().saturating_sub(start);
                        *running[worker].lock().unwrap() = None;
                        let found = match done {
                            Ok(found) => found,
                            Err(panic) => {
                                let said = panic
                                    .downcast_ref::<&str>()
                                    .map(|said| (*said).to_owned())
                                    .or_else(|| panic.downcast_ref::<String>().cloned());
                                faults.lock().unwrap().push(format!("{seed} ({kind}): {}", said.unwrap_or_default()));
                                continue;
                            }
                        };
                        let mut tallies = tallies.lock().unwrap();
                        let tally = tallies.entry(kind).or_default();
                        tally.slowest = tally.slowest.max(took);
                        if !options.untrusted {
                            fs::write(&path, &bytes).unwrap();
                            let parts = found.as_deref().ok();
                            tally.count(parts, || {
                                clear(&path);
                                fs::write(&path, &bytes).unwrap();
                                rows_of(&path).is_none_or(|rows| rows != sound.kept)
                            });
                        }
                    }
                })
            })
            .collect();
        while workers.iter().any(|worker| !worker.is_finished()) {
            std::thread::sleep(Duration::from_millis(50));
            for slot in &running {
                if let Some((seed, since)) = *slot.lock().unwrap()
                    && since.elapsed() > patience
                {
                    // It cannot be stopped, and nothing else tells which it was.
                    eprintln!("number {seed} hangs: CORPUS_MUTATIONS_FROM={seed} CORPUS_MUTATIONS=1 shows it");
                    std::process::abort();
                }
            }
        }
    });
    std::panic::set_hook(hook);
    let tallies = tallies.into_inner().unwrap();
    println!("{many} files in {:.0} s, {} bytes each when sound", begun.elapsed().as_secs_f64(), plain.bytes.len());
    println!(
        "of those opened as trusted: files refused structure index text other text-past-structure text-alone other-alone unseen(differs) slowest"
    );
    let mut all = Tally::default();
    for (kind, t) in &tallies {
        show(kind, t);
        all.files += t.files;
        all.refused += t.refused;
        all.structure += t.structure;
        all.index += t.index;
        all.text += t.text;
        all.other += t.other;
        all.text_alone += t.text_alone;
        all.text_past_structure += t.text_past_structure;
        all.other_alone += t.other_alone;
        all.unseen += t.unseen;
        all.differs += t.differs;
        all.slowest = all.slowest.max(t.slowest);
    }
    show("all", &all);
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{} panics:\n{}", faults.len(), faults.join("\n"));
    // Optimised, as it is used, no file takes a processor for a second.
    assert!(cfg!(debug_assertions) || all.slowest < Duration::from_secs(1), "{:?}", all.slowest);
    // Were nothing damaged, or all refused at once, nothing would have been tried.
    if many >= 500 {
        assert!(all.structure > 0 && all.index > 0 && all.text_alone > 0 && all.refused < all.files / 2);
    }
}

fn show(kind: &str, t: &Tally) {
    println!(
        "{kind:>18} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} ({}) {:>6} ms",
        t.files,
        t.refused,
        t.structure,
        t.index,
        t.text,
        t.other,
        t.text_past_structure,
        t.text_alone,
        t.other_alone,
        t.unseen,
        t.differs,
        t.slowest.as_millis()
    );
}
