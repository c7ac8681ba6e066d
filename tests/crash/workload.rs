//! What is done to a corpus while things go wrong: steps, each of which ends with one commit.

use crate::support::{article, extraction, input};
use corpus::corpus::{By, LoadOptions, Origin, ReextractOptions};
use corpus::lexicon::Alias;
use corpus::store::{Copies, Threshold};
use corpus::{Article, Corpus, Lexicon, Metadata, Result};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use rustc_hash::FxHasher;
use serde_json::{Map, Value, json};
use std::hash::Hasher;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The name of the database in its folder.
pub const NAME: &str = "a.db";
/// That of a snapshot beside it.
pub const SNAPSHOT: &str = "snapshot.db";
/// Stands in the texts that are purged.
const SECRET: &str = "zqxvkwplm";

/// A program at work on one file.
pub struct Session {
    pub path: PathBuf,
    pub corpus: Option<Corpus>,
}

impl Session {
    pub fn new(folder: &Path) -> Self {
        Self { path: folder.join(NAME), corpus: None }
    }

    fn corpus(&mut self) -> Result<&mut Corpus> {
        if self.corpus.is_none() {
            self.corpus = Some(Corpus::open(&self.path)?);
        }
        Ok(self.corpus.as_mut().unwrap())
    }

    fn reopen(&mut self) -> Result<()> {
        if let Some(corpus) = self.corpus.take() {
            corpus.close()?;
        }
        self.corpus().map(drop)
    }

    /// Brings the log into the file and empties it, as SQLite does by itself when it has grown.
    fn checkpoint(&mut self) -> Result<()> {
        self.corpus()?;
        raw(&self.path, "PRAGMA wal_checkpoint(TRUNCATE)")
    }
}

/// Does something that is none of the crate's functions, as safely as it would.
fn raw(path: &Path, sql: &str) -> Result<()> {
    let done = Connection::open(path).and_then(|connection| {
        connection.execute_batch("PRAGMA synchronous = FULL")?;
        connection.execute_batch(sql)
    });
    // The error is as typed as the crate's own.
    done.map_err(|source| {
        let code = source.sqlite_error_code();
        let failure = match code {
            Some(rusqlite::ErrorCode::DiskFull) => corpus::error::SqliteFailure::DiskFull,
            _ => corpus::error::SqliteFailure::Io,
        };
        corpus::Error::Sqlite { doing: "another program's statement", failure, source: Box::new(source) }
    })
}

type Step = fn(&mut Session) -> Result<()>;

/// Something users do, step by step. A step that failed can be done again; one that was done already does nothing.
#[derive(Clone, Copy)]
pub struct Workload {
    pub name: &'static str,
    /// Puts the file in place that the work begins with; none where it begins with creating it.
    prepare: fn(&Path),
    steps: &'static [Step],
}

/// What is there when nothing fails.
#[derive(Debug)]
pub struct Whole {
    /// The states of the file: after no step, after the first, and so on to the last.
    pub states: Vec<u64>,
    /// After how many steps there is a new snapshot: each holds that state.
    pub snapshots: &'static [usize],
    /// After how many steps no byte is left of what was purged.
    pub purged: Option<usize>,
}

pub const CREATION: Workload =
    Workload { name: "creation", prepare: |_| {}, steps: &[open, |s| add(s, 0..3), Session::reopen, |s| add(s, 3..4)] };

/// The least that has all of writing in it: new articles, other texts, the log emptied, the file closed.
pub const ADDITION: Workload = Workload {
    name: "addition",
    prepare: |path| prepare(path, 0..3),
    steps: &[open, |s| add(s, 3..5), Session::checkpoint, |s| replace(s, 1..2), Session::reopen, |s| add(s, 5..6)],
};

pub const LOAD: Workload = Workload {
    name: "load",
    prepare: |path| prepare(path, 0..8),
    steps: &[
        open,
        |s| load(s, 8..14),
        |s| add(s, 14..20),
        Session::checkpoint,
        |s| load(s, 20..23),
        |s| replace(s, 2..5),
        Session::reopen,
        |s| load(s, 23..29),
        |s| replace(s, 20..21),
        Session::checkpoint,
        |s| add(s, 29..30),
    ],
};

pub const REEXTRACTION: Workload = Workload {
    name: "re-extraction",
    prepare: |path| {
        prepare(path, 0..2);
        let mut session = Session { path: path.to_owned(), corpus: None };
        load(&mut session, 2..10).unwrap();
        correct(&mut session, 1, &json!({"type": "THREATEN"})).unwrap();
    },
    steps: &[
        open,
        |s| reextract(s, true),
        |s| reextract(s, false),
        Session::checkpoint,
        |s| reextract(s, true),
        Session::reopen,
        |s| reextract(s, false),
    ],
};

/// Also rows coded elsewhere, added and taken out again.
pub const CORRECTIONS: Workload = Workload {
    name: "corrections",
    prepare: |path| prepare(path, 0..6),
    steps: &[
        open,
        |s| correct(s, 1, &json!({"type": "THREATEN"})),
        |s| s.corpus()?.reject(5, "anna").map(drop),
        |s| {
            let row = json!({"source": "NER", "target": "MLI", "type": "CONSULT", "evidence": "le Niger et le Mali"});
            s.corpus()?.add_relation("dépêches/000002", &fields(&row), By::from("anna").because("seen")).map(drop)
        },
        |s| s.corpus()?.undo(1, "bea").map(drop),
        |s| code(s, 0..5),
        Session::checkpoint,
        |s| s.corpus()?.merge_entities("Niger", "Mali", "anna").map(drop).or_else(known),
        |s| s.corpus()?.mark_copy("dépêches/000003", "dépêches/000001", "anna").map(drop),
        Session::reopen,
        |s| s.corpus()?.undo(4, "anna").map(drop),
        |s| s.corpus()?.undo(2, "anna").map(drop),
        |s| s.corpus()?.remove_origin(&Origin::new("a model")?).map(drop),
        |s| s.corpus()?.undo(5, "anna").map(drop),
    ],
};

/// Families of copies found anew, and the full-text index built anew.
pub const INDEX: Workload = Workload {
    name: "index and copies",
    prepare: |path| prepare(path, 0..24),
    steps: &[
        open,
        |s| s.corpus()?.find_copies(Copies::Identical).map(drop),
        |s| raw_index(s, "INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')"),
        |s| s.corpus()?.find_copies(Copies::Alike(Threshold::new(0.6)?)).map(drop),
        Session::checkpoint,
        |s| raw_index(s, "INSERT INTO articles_fts (articles_fts) VALUES ('optimize')"),
        Session::reopen,
        |s| s.corpus()?.find_copies(Copies::default()).map(drop),
    ],
};

pub const MIGRATION: Workload =
    Workload { name: "migration", prepare: |path| older(path, 1), steps: &[open, |s| add(s, 20..22), Session::reopen] };

pub const LATER_MIGRATION: Workload = Workload {
    name: "migration of a later file",
    prepare: |path| older(path, 3),
    steps: &[open, |s| add(s, 20..22), Session::reopen],
};

/// Articles deleted, loaded again and purged; snapshots in between.
pub const DELETION: Workload = Workload {
    name: "deletion",
    prepare: |path| {
        prepare(path, 0..12);
        let mut session = Session { path: path.to_owned(), corpus: None };
        let secrets = (40..42)
            .map(told)
            .map(|article| Article { text: format!("{} {SECRET} {SECRET}", article.text), ..article });
        session.corpus().unwrap().load(secrets.map(input), &LoadOptions::default()).unwrap();
        correct(&mut session, 1, &json!({"type": "THREATEN"})).unwrap();
        session.corpus().unwrap().reject(5, "anna").unwrap();
    },
    steps: &[
        open,
        |s| delete(s, 0..3, false),
        snapshot,
        |s| add(s, 0..2),
        Session::checkpoint,
        |s| delete(s, 40..42, true),
        |s| delete(s, 1..5, false),
        snapshot,
        Session::reopen,
        |s| delete(s, 5..6, true),
        |s| s.corpus()?.compact(),
        |s| add(s, 1..2),
    ],
};

pub const ALL: [Workload; 8] = [CREATION, LOAD, REEXTRACTION, CORRECTIONS, DELETION, INDEX, MIGRATION, LATER_MIGRATION];

impl Workload {
    pub fn named(name: &str) -> Self {
        *ALL.iter().find(|workload| workload.name == name).unwrap()
    }

    /// Puts the file that the work begins with into a folder.
    pub fn prepare(&self, folder: &Path) {
        (self.prepare)(&folder.join(NAME));
    }

    pub fn steps(&self) -> usize {
        self.steps.len()
    }

    /// Does step `n`, from 0.
    pub fn step(&self, n: usize, session: &mut Session) -> Result<()> {
        self.steps[n](session)
    }

    /// What each state of [`whole`](Self::whole) holds.
    pub fn contents(&self, after: usize) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        self.prepare(folder.path());
        let mut session = Session::new(folder.path());
        for n in 0..after.max(1) {
            self.step(n, &mut session).unwrap();
        }
        lines(&session.path)
    }

    /// Does the work without any trouble, and tells what was there.
    pub fn whole(&self) -> Whole {
        let folder = tempfile::tempdir().unwrap();
        self.prepare(folder.path());
        let mut session = Session::new(folder.path());
        assert!(self.name != DELETION.name || holds_secret(&session.path), "there is nothing to purge");
        // Before the first step a file is there but not open. To look at it is to open it.
        let mut states = vec![];
        for n in 0..self.steps() {
            self.step(n, &mut session).unwrap();
            states.push(state(&session.path));
            if n == 0 {
                states.push(states[0]);
            }
        }
        assert_eq!(session.corpus.as_ref().unwrap().check().unwrap(), []);
        let (snapshots, purged): (&[usize], _) =
            if self.name == DELETION.name { (&[3, 8], Some(6)) } else { (&[], None) };
        Whole { states, snapshots, purged }
    }
}

fn open(session: &mut Session) -> Result<()> {
    session.corpus().map(drop)
}

/// Adds articles with what another machine read from them.
fn add(session: &mut Session, numbers: std::ops::Range<usize>) -> Result<()> {
    session.corpus()?.add_extracted(numbers.map(|n| (article(n), extraction(&article(n))))).map(drop)
}

/// An article from which the crate itself reads relations, more of them with [`other_lexicon`].
fn told(number: usize) -> Article {
    let text = format!(
        "Alger, 9 avril 2025. L’Algérie accuse le Mali d’ingérence dans ses affaires, affirme la dépêche {number}. \
         Le Mali a condamné mardi l’Algérie. Le Grand Erg accuse le Niger d’ingérence. Bamako a rejeté la demande n° {number}."
    );
    let metadata =
        Metadata { language: Some("fr".into()), published: "2025-04-09".parse().ok(), ..Metadata::default() };
    Article { key: format!("dépêches/{number:06}"), text, metadata, ..Article::default() }
}

fn load(session: &mut Session, numbers: std::ops::Range<usize>) -> Result<()> {
    let options = LoadOptions { threads: NonZero::new(1), ..LoadOptions::default() };
    let report = session.corpus()?.load(numbers.map(|n| input(told(n))), &options)?;
    assert!(report.refused.is_empty(), "{report:?}");
    Ok(())
}

/// Gives articles another text.
fn replace(session: &mut Session, numbers: std::ops::Range<usize>) -> Result<()> {
    let corrected = numbers.map(|n| {
        let mut corrected = article(n);
        corrected.text += "Corrigé depuis.";
        let read = extraction(&corrected);
        (corrected, read)
    });
    session.corpus()?.add_extracted(corrected).map(drop)
}

/// Deletes those of the articles that are there, or purges them.
fn delete(session: &mut Session, numbers: std::ops::Range<usize>, purge: bool) -> Result<()> {
    let corpus = session.corpus()?;
    let mut ids = Vec::new();
    for n in numbers {
        ids.extend(corpus.articles().key(format!("dépêches/{n:06}")).ids()?);
    }
    if purge { corpus.purge(ids).map(drop) } else { corpus.delete(ids).map(drop) }
}

fn snapshot(session: &mut Session) -> Result<()> {
    let path = session.path.with_file_name(SNAPSHOT);
    session.corpus()?.snapshot_with(path, true, |_, _| ControlFlow::Continue(())).map(drop)
}

/// Whether a file holds what was purged.
pub fn holds_secret(path: &Path) -> bool {
    let bytes = std::fs::read(path).unwrap();
    memchr::memmem::find(&bytes, SECRET.as_bytes()).is_some()
}

fn other_lexicon() -> Arc<Lexicon> {
    static LEXICON: OnceLock<Arc<Lexicon>> = OnceLock::new();
    let alias = || Alias { text: "Le Grand Erg".into(), code: "DZA".into(), name: String::new() };
    Arc::clone(LEXICON.get_or_init(|| Arc::new(Lexicon::builtin().with_aliases(&[alias()]).unwrap())))
}

fn reextract(session: &mut Session, other: bool) -> Result<()> {
    let lexicon = other.then(other_lexicon);
    let options = ReextractOptions { lexicon, threads: NonZero::new(1), ..ReextractOptions::default() };
    let report = session.corpus()?.reextract(&options)?;
    assert!(report.refused.is_empty(), "{report}");
    Ok(())
}

fn fields(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn correct(session: &mut Session, relation: i64, changes: &Value) -> Result<()> {
    session.corpus()?.correct(relation, &fields(changes), "anna").map(drop)
}

/// Two that are one already need not be made one.
fn known(error: corpus::Error) -> Result<()> {
    match error {
        corpus::Error::BadCorrection { reason } if reason.contains("one entity already") => Ok(()),
        error => Err(error),
    }
}

/// Adds what a model read.
fn code(session: &mut Session, numbers: std::ops::Range<usize>) -> Result<()> {
    let evidence = "l’Algérie a rappelé son ambassadeur au Mali";
    let row = |n| {
        let key = format!("dépêches/{n:06}");
        fields(&json!({"article": key, "source": "DZA", "target": "MLI", "type": "THREATEN", "evidence": evidence}))
    };
    session.corpus()?.add_relations(&numbers.map(row).collect::<Vec<_>>(), &Origin::new("a model")?).map(drop)
}

fn raw_index(session: &mut Session, sql: &str) -> Result<()> {
    session.corpus()?;
    raw(&session.path, sql)
}

fn prepare(path: &Path, numbers: std::ops::Range<usize>) {
    let mut session = Session { path: path.to_owned(), corpus: None };
    add(&mut session, numbers).unwrap();
}

/// Writes a file as the version of the crate did whose schema was at `version`.
fn older(path: &Path, version: usize) {
    const SCHEMA: [&str; 4] = [
        include_str!("../../src/store/schema/0001_initial.sql"),
        include_str!("../../src/store/schema/0002_copies.sql"),
        include_str!("../../src/store/schema/0003_events.sql"),
        include_str!("../../src/store/schema/0004_search.sql"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let today = folder.path().join("today.db");
    prepare(&today, 0..16);
    let connection = Connection::open(path).unwrap();
    connection.pragma_update(None, "journal_mode", "wal").unwrap();
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    connection.pragma_update(None, "application_id", corpus::store::APPLICATION_ID).unwrap();
    for step in &SCHEMA[..version] {
        connection.execute_batch(step).unwrap();
    }
    connection.pragma_update(None, "user_version", i32::try_from(version).unwrap()).unwrap();
    connection.execute("ATTACH ?1 AS today", [today.to_str().unwrap()]).unwrap();
    for table in ["extractor", "article", "label", "entity", "mention", "date_mention", "statement", "pair", "tie"] {
        let columns = columns(&connection, table).join(", ");
        let sql = format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM today.{table}");
        connection.execute_batch(&sql).unwrap();
    }
}

/// The columns of a table, each between quotation marks.
fn columns(connection: &Connection, table: &str) -> Vec<String> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1, 'main')").unwrap();
    let names = statement.query_map([table], |row| row.get::<_, String>(0)).unwrap();
    names.map(|name| format!("\"{}\"", name.unwrap())).collect()
}

/// All that a file holds, in lines, but for moments.
pub fn lines(path: &Path) -> Vec<String> {
    static SQL: OnceLock<Vec<(String, String)>> = OnceLock::new();
    let connection = Connection::open(path).unwrap();
    let sql = SQL.get_or_init(|| {
        let tables =
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'articles_fts%' ORDER BY name";
        let mut statement = connection.prepare(tables).unwrap();
        let tables = statement.query_map([], |row| row.get::<_, String>(0)).unwrap().map(std::result::Result::unwrap);
        let all = tables.filter(|table| !table.starts_with("sqlite_stat")).map(|table| {
            let mut columns = columns(&connection, &table);
            let at = ["loaded_at", "made_at", "undone_at", "since", "at", "uid"].map(|name| format!("\"{name}\""));
            columns.retain(|name| !at.contains(name));
            let order: Vec<String> = (1..=columns.len()).map(|n| n.to_string()).collect();
            let sql = format!("SELECT {} FROM {table} ORDER BY {}", columns.join(", "), order.join(", "));
            (table, sql)
        });
        all.collect()
    });
    let mut lines = Vec::new();
    for (table, sql) in sql {
        let mut statement = connection.prepare(sql).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells = (0..columns).map(|column| match row.get_ref(column).unwrap() {
                ValueRef::Text(text) => without_uids(std::str::from_utf8(text).unwrap()),
                value => format!("{value:?}"),
            });
            let line: Vec<String> = std::iter::once(table.clone()).chain(cells).collect();
            lines.push(line.join(" | "));
        }
    }
    lines
}

/// A correction's own name is another each time: 32 digits.
fn without_uids(text: &str) -> String {
    let mut parts: Vec<&str> = text.split('"').collect();
    for part in &mut parts {
        if part.len() == 32 && part.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            *part = "uid";
        }
    }
    parts.join("\"")
}

/// A number for all that a file holds, but for moments.
pub fn state(path: &Path) -> u64 {
    let mut hasher = FxHasher::default();
    for line in lines(path) {
        hasher.write(line.as_bytes());
        hasher.write_u8(0);
    }
    hasher.finish()
}
