//! A process killed at any moment of a load loses nothing that was acknowledged, and leaves no article in part.
//!
//! `CORPUS_KILLS=500 cargo test --release --test crash_kill -- --nocapture` runs it at length.
#![allow(clippy::unwrap_used)] // a test that cannot go on has failed
#![cfg(unix)]

mod support;

use corpus::Corpus;
use corpus::corpus::LoadOptions;
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use support::{article, extraction, input};

const FOLDER: &str = "CORPUS_TEST_KILL_FOLDER";
const ROUND: &str = "CORPUS_TEST_KILL_ROUND";
/// After how many kills a new file is begun: large files make slow checks.
const FILE_ROUNDS: usize = 25;

fn database(folder: &Path) -> PathBuf {
    folder.join("a.db")
}

/// The child: loads without end, and notes in a file how many articles are committed whenever it learns so.
#[test]
fn load_until_killed() {
    let (Some(folder), Some(round)) = (std::env::var_os(FOLDER), std::env::var_os(ROUND)) else { return };
    let folder = PathBuf::from(folder);
    let mut acknowledged = OpenOptions::new().append(true).create(true).open(folder.join("acknowledged")).unwrap();
    let mut acknowledge = |count: usize| acknowledged.write_all(&count.to_le_bytes()).unwrap();
    let mut corpus = Corpus::open(database(&folder)).unwrap();
    corpus.lexicon();
    File::create(folder.join("ready")).unwrap();
    let connection = Connection::open(database(&folder)).unwrap();
    let first: u32 = connection.query_row("SELECT count(*) FROM article", [], |row| row.get(0)).unwrap();
    let first = usize::try_from(first).unwrap();
    drop(connection);
    let options = LoadOptions { batch_articles: 20, ..LoadOptions::default() };
    match round.to_str().unwrap() {
        // The bulk load, endless.
        "0" => {
            let endless = (first..).map(|n| input(article(n)));
            let added = |progress: &corpus::corpus::Progress| {
                acknowledge(first + usize::try_from(progress.added).unwrap());
                ControlFlow::Continue(())
            };
            corpus.load_with(endless, &options, added).unwrap();
        }
        // Loads of 50, acknowledged when they return.
        "1" => {
            for from in (first..).step_by(50) {
                corpus.load((from..from + 50).map(|n| input(article(n))), &options).unwrap();
                acknowledge(from + 50);
            }
        }
        // Articles with all kinds of rows, 20 in a transaction.
        "2" => {
            for from in (first..).step_by(20) {
                corpus.add_extracted((from..from + 20).map(|n| (article(n), extraction(&article(n))))).unwrap();
                acknowledge(from + 20);
            }
        }
        // New articles and known ones replaced by turns, one by one.
        _ => {
            for n in first.. {
                corpus.add_extracted([(article(n), extraction(&article(n)))]).unwrap();
                acknowledge(n + 1);
                let mut corrected = article(n / 2);
                corrected.text += &["Corrigé après ", &n.to_string(), "."].concat();
                let read = extraction(&corrected);
                corpus.add_extracted([(corrected, read)]).unwrap();
            }
        }
    }
}

struct Round {
    child: Child,
}

impl Round {
    fn start(folder: &Path, round: usize) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "load_until_killed", "--nocapture"]).env(FOLDER, folder);
        command.env(ROUND, (round % 4).to_string()).stdout(Stdio::null()).stderr(Stdio::null());
        Self { child: command.spawn().unwrap() }
    }

    /// Waits until the child has begun to load; opening and compiling the lexicon take their time.
    fn wait(folder: &Path) {
        let start = Instant::now();
        while !folder.join("ready").exists() {
            assert!(start.elapsed() < Duration::from_secs(60), "the child does not begin");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn kill(mut self, after: Duration) {
        std::thread::sleep(after);
        assert!(self.child.try_wait().unwrap().is_none(), "the load ended by itself");
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// The last number in the child's notes, and how many notes there are.
fn acknowledged(folder: &Path) -> (usize, usize) {
    let mut bytes = Vec::new();
    if let Ok(mut file) = File::open(folder.join("acknowledged")) {
        file.read_to_end(&mut bytes).unwrap();
    }
    let (notes, _) = bytes.as_chunks::<8>();
    (notes.last().map_or(0, |note| usize::from_le_bytes(*note)), notes.len())
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_in_part() {
    if std::env::var_os(FOLDER).is_some() {
        return;
    }
    let kills: usize = std::env::var("CORPUS_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(300);
    let whole = whole_shapes();
    let next = AtomicUsize::new(0);
    // One waits for its child while another looks at what was left.
    let work = || {
        let mut killed = Killed::default();
        loop {
            let first = next.fetch_add(FILE_ROUNDS, Ordering::Relaxed);
            if first >= kills {
                return killed;
            }
            killed.one_file(first..kills.min(first + FILE_ROUNDS), &whole);
        }
    };
    let all: Vec<Killed> = std::thread::scope(|scope| {
        let workers = [scope.spawn(work), scope.spawn(work)];
        workers.map(|worker| worker.join().unwrap()).into()
    });
    let acknowledgements: usize = all.iter().map(|killed| killed.acknowledgements).sum();
    let logs: usize = all.iter().map(|killed| killed.logs).sum();
    eprintln!(
        "{kills} kills: {acknowledgements} acknowledgements, none lost; none in part; {logs} logs recovered; \
         slowest opening {} ms",
        all.iter().map(|killed| killed.slowest).max().unwrap_or_default().as_millis()
    );
    assert!(acknowledgements > kills / 2, "the children had time to work");
}

#[derive(Default)]
struct Killed {
    acknowledgements: usize,
    logs: usize,
    slowest: Duration,
}

impl Killed {
    /// Loads into one file are killed, one after another; `rounds` counts the kills over all files.
    fn one_file(&mut self, rounds: Range<usize>, whole: &BTreeSet<String>) {
        let folder = tempfile::tempdir().unwrap();
        let first = rounds.start;
        for round in rounds {
            // `SplitMix64`, of the round.
            let mut random = (round as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            random = (random ^ (random >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            random = (random ^ (random >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            let after = Duration::from_micros((random >> 33) % 200_000);
            let _ = std::fs::remove_file(folder.path().join("ready"));
            let child = Round::start(folder.path(), round);
            // The first is killed while it creates the file, or before.
            if round > first {
                Round::wait(folder.path());
            }
            child.kill(after / if round > first { 1 } else { 4 });
            let path = database(folder.path());
            self.logs += usize::from(std::fs::metadata(folder.path().join("a.db-wal")).is_ok_and(|log| log.len() > 0));
            let (count, _) = acknowledged(folder.path());
            if !path.exists() {
                assert_eq!(count, 0, "killed before it was created");
                continue;
            }
            let start = Instant::now();
            let corpus = Corpus::open(&path).unwrap();
            self.slowest = self.slowest.max(start.elapsed());
            assert_eq!(corpus.check().unwrap(), [], "round {round}");
            assert_whole(&path, count, whole);
        }
        self.acknowledgements += acknowledged(folder.path()).1;
    }
}

/// How many rows of each kind an article has; every such combination in the file.
fn shapes(connection: &Connection) -> BTreeSet<String> {
    let sql = "SELECT DISTINCT printf('%d labels, %d mentions, %d dates, %d statements, %d pairs, %d ties, indexed %d',
            (SELECT count(*) FROM label WHERE article_id = a.id),
            (SELECT count(*) FROM mention WHERE article_id = a.id),
            (SELECT count(*) FROM date_mention WHERE article_id = a.id),
            (SELECT count(*) FROM statement WHERE article_id = a.id),
            (SELECT count(*) FROM pair JOIN statement AS s ON s.id = statement_id WHERE s.article_id = a.id),
            (SELECT count(*) FROM tie WHERE article_id = a.id),
            (SELECT count(*) FROM articles_fts WHERE articles_fts.rowid = a.id))
        FROM article AS a";
    let mut statement = connection.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// The shapes of articles written without a kill.
fn whole_shapes() -> BTreeSet<String> {
    let folder = tempfile::tempdir().unwrap();
    let mut corpus = Corpus::open(database(folder.path())).unwrap();
    corpus.load((0..500).map(|n| input(article(n))), &LoadOptions::default()).unwrap();
    corpus.add_extracted((500..501).map(|n| (article(n), extraction(&article(n))))).unwrap();
    let shapes = shapes(&Connection::open(database(folder.path())).unwrap());
    assert!(shapes.len() < 10, "they would prove little: {shapes:?}");
    shapes
}

/// Everything acknowledged is there, in order and without gaps, and each article has all its rows.
fn assert_whole(path: &Path, acknowledged: usize, whole: &BTreeSet<String>) {
    let connection = Connection::open(path).unwrap();
    let number = |sql: &str| -> usize {
        let number: u32 = connection.query_row(sql, [], |row| row.get(0)).unwrap();
        number.try_into().unwrap()
    };
    let count = number("SELECT count(*) FROM article");
    assert!(count >= acknowledged, "{acknowledged} acknowledged, {count} there");
    let gaps = "SELECT count(*) FROM (SELECT key, row_number() OVER (ORDER BY id) AS n FROM article)
        WHERE key <> printf('dépêches/%06d', n - 1)";
    assert_eq!(number(gaps), 0);
    assert_eq!(number("SELECT count(*) FROM bulk"), 0);
    let shapes = shapes(&connection);
    assert!(shapes.is_subset(whole), "{shapes:?}");
    assert_eq!(number("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'alger'"), count);
}
