//! Bulk load: one thread takes the inputs, several read them, the calling thread writes them in order.

use super::report::{LoadReport, Note, Progress, Refused};
use crate::article::Article;
use crate::error::{Error, Result};
use crate::extract::extract_unless;
use crate::extraction::Extraction;
use crate::lexicon::Lexicon;
use crate::read::Input;
use crate::store::{Copies, Digest, Held, Prepared, Provenance, Store, Written, check_article, digest};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use rustc_hash::{FxHashMap, FxHashSet};
use std::num::NonZero;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// How a load is run. The defaults suit nearly everyone.
///
/// ```
/// # use corpus::corpus::LoadOptions;
/// let options = LoadOptions { threads: std::num::NonZero::new(2), ..LoadOptions::default() };
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadOptions {
    /// How many threads read articles; as many as the machine runs at once by default.
    pub threads: Option<NonZero<usize>>,
    /// After how many articles a batch is committed at the latest.
    pub batch_articles: usize,
    /// After how many bytes of text a batch is committed at the latest.
    pub batch_bytes: usize,
    /// What counts as a copy in the file from now on; as it remembers by default. Where this is new to it, all its
    /// articles are grouped anew first.
    pub copies: Option<Copies>,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self { threads: None, batch_articles: 10_000, batch_bytes: 16 * 1024 * 1024, copies: None }
    }
}

/// How often the caller is asked whether to go on.
const POLL: Duration = Duration::from_millis(50);
/// How long an article that is ready waits for a batch to fill.
const PATIENCE: Duration = Duration::from_secs(2);
/// The bytes of articles on their way between the threads.
const IN_FLIGHT: usize = 48 * 1024 * 1024;
/// What an article costs beside its text, roughly, in bytes.
const OVERHEAD: usize = 4096;

/// Everything read from an article, ready to be stored. A fault in extraction is an error, not a crash.
pub(super) fn prepare(article: Article, lexicon: &Lexicon, stop: &dyn Fn() -> bool) -> Result<Prepared> {
    check_article(&article)?;
    let digest = digest(&article.text);
    prepare_checked(article, digest, lexicon, stop)
}

/// An article with what was read from it elsewhere, ready to be stored.
pub(super) fn prepare_extracted(article: Article, extraction: Extraction) -> Result<Prepared> {
    check_article(&article)?;
    let digest = digest(&article.text);
    Prepared::new(article, extraction, digest)
}

fn prepare_checked(article: Article, digest: Digest, lexicon: &Lexicon, stop: &dyn Fn() -> bool) -> Result<Prepared> {
    match catch_unwind(AssertUnwindSafe(|| extract_unless(&article, lexicon, stop))) {
        Ok(Some(extraction)) => Prepared::new(article, extraction, digest),
        Ok(None) => Err(Error::interrupted("reading an article")),
        Err(fault) => Err(Error::Panicked { key: article.key, message: message(fault.as_ref()) }),
    }
}

/// What a panic said.
fn message(fault: &(dyn std::any::Any + Send)) -> String {
    let text = fault.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| fault.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without a message".to_owned())
}

/// This crate with `lexicon`.
pub(super) fn provenance(lexicon: &Lexicon) -> Provenance {
    Provenance { crate_version: env!("CARGO_PKG_VERSION").to_owned(), lexicon_digest: lexicon.digest().to_owned() }
}

/// An input on its way.
struct Item {
    number: u64,
    origin: String,
    notes: Vec<String>,
    /// What it counts for among the bytes in flight.
    weight: usize,
    work: Result<Work>,
}

/// What the reading threads made of an input.
enum Work {
    Ready(Box<Prepared>),
    /// The database held the same text under this key a moment ago, so nothing was read from it.
    Seen(Box<Article>, Digest),
}

/// Runs a load; see [`super::Corpus::load_with`].
pub(super) fn load<I, F>(
    store: &mut Store,
    lexicon: &Lexicon,
    inputs: I,
    options: &LoadOptions,
    progress: F,
) -> Result<LoadReport>
where
    I: Iterator<Item = Input> + Send,
    F: FnMut(&Progress) -> ControlFlow<()>,
{
    if let Some(copies) = options.copies
        && store.copies()? != copies
    {
        store.find_copies(copies)?;
    }
    let threads = options.threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZero::get);
    let readers = (0..threads).map(|_| store.reader()).collect::<Result<Vec<_>>>()?;
    let gate = Gate::default();
    let (to_read, unread) = unbounded();
    let (done, ready) = unbounded();
    std::thread::scope(|scope| {
        // Whatever ends this closure, a failure or a panic of the caller's function, the threads must end too.
        let _open = OpenGate(&gate);
        let gate = &gate;
        // Each thread owns its ends of the channels, and so ends the next one when it ends.
        let mut started = spawn(scope, move || take(inputs, gate, &to_read));
        for (n, reader) in readers.into_iter().enumerate() {
            let (unread, done) = (unread.clone(), done.clone());
            let another = spawn(scope, move || read(reader.as_ref(), lexicon, &unread, &done, &|| gate.is_open()));
            // One is enough.
            started = started.and(if n == 0 { another } else { Ok(()) });
        }
        drop((unread, done));
        started?;
        Writer::new(store, lexicon, options, progress).run(ready, gate)
    })
}

/// Starts a thread, or says that the system would not.
fn spawn<'scope>(scope: &'scope std::thread::Scope<'scope, '_>, work: impl FnOnce() + Send + 'scope) -> Result<()> {
    let started = std::thread::Builder::new().spawn_scoped(scope, work);
    started.map(drop).map_err(|source| Error::NoThread { source })
}

/// Takes the inputs one by one, no faster than they are written.
fn take(mut inputs: impl Iterator<Item = Input>, gate: &Gate, to_read: &Sender<(u64, usize, Input)>) {
    for number in 0.. {
        let input = match catch_unwind(AssertUnwindSafe(|| inputs.next())) {
            Ok(Some(input)) => input,
            Ok(None) => return,
            Err(fault) => {
                let article = Err(Error::Panicked { key: "the inputs".to_owned(), message: message(fault.as_ref()) });
                let _ =
                    to_read.send((number, 0, Input { origin: "the inputs".to_owned(), article, notes: Vec::new() }));
                return;
            }
        };
        let weight = OVERHEAD + input.article.as_ref().map_or(0, |article| article.text.len());
        if !gate.enter(weight) || to_read.send((number, weight, input)).is_err() {
            return;
        }
    }
}

/// Reads articles until there are no more.
fn read(
    reader: Option<&Store>,
    lexicon: &Lexicon,
    unread: &Receiver<(u64, usize, Input)>,
    done: &Sender<Item>,
    stop: &dyn Fn() -> bool,
) {
    for (number, weight, input) in unread {
        let Input { origin, article, notes } = input;
        let work = article.and_then(|article| {
            check_article(&article)?;
            let digest = digest(&article.text);
            let held = reader.and_then(|reader| reader.held(&article.key, &digest).ok());
            if matches!(held, Some(Held::Same(_))) {
                return Ok(Work::Seen(Box::new(article), digest));
            }
            prepare_checked(article, digest, lexicon, stop).map(|prepared| Work::Ready(Box::new(prepared)))
        });
        if done.send(Item { number, origin, notes, weight, work }).is_err() {
            return;
        }
    }
}

/// The part of a load that runs in the calling thread.
struct Writer<'a, F> {
    store: &'a mut Store,
    lexicon: &'a Lexicon,
    options: &'a LoadOptions,
    provenance: Provenance,
    progress: F,
    report: LoadReport,
    started: Instant,
    polled: Instant,
    /// The next batch: articles in order, with their origins.
    batch: Vec<(String, Work)>,
    batch_bytes: usize,
    batch_began: Instant,
    /// The keys in the next batch.
    keys: FxHashSet<String>,
}

impl<'a, F: FnMut(&Progress) -> ControlFlow<()>> Writer<'a, F> {
    fn new(store: &'a mut Store, lexicon: &'a Lexicon, options: &'a LoadOptions, progress: F) -> Self {
        let now = Instant::now();
        Self {
            store,
            lexicon,
            options,
            provenance: provenance(lexicon),
            progress,
            report: LoadReport::default(),
            started: now,
            polled: now,
            batch: Vec::new(),
            batch_bytes: 0,
            batch_began: now,
            keys: FxHashSet::default(),
        }
    }

    fn run(mut self, ready: Receiver<Item>, gate: &Gate) -> Result<LoadReport> {
        // Articles that were read before an earlier one was.
        let mut early: FxHashMap<u64, Item> = FxHashMap::default();
        let mut next = 0;
        let mut go_on = ControlFlow::Continue(());
        while go_on.is_continue() {
            match ready.recv_timeout(POLL) {
                Ok(item) => {
                    early.insert(item.number, item);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            while let (true, Some(item)) = (go_on.is_continue(), early.remove(&next)) {
                next += 1;
                gate.leave(item.weight);
                self.accept(item)?;
                if self.is_full() {
                    go_on = self.write()?;
                }
            }
            if go_on.is_continue() && self.batch_began.elapsed() > PATIENCE {
                go_on = self.write()?;
            }
            if go_on.is_continue() {
                go_on = self.poll();
            }
        }
        gate.open();
        drop(ready);
        if go_on.is_continue() {
            go_on = self.write()?;
        }
        if go_on.is_continue() {
            match self.store.refresh_events() {
                // What waits is noted in the file.
                Err(error) if error.is_interrupted() => {}
                done => drop(done?),
            }
        }
        if let Some(bytes) = self.store.long_log()? {
            let path = self.store.path().unwrap_or_else(|| std::path::Path::new("")).display().to_string();
            let text = format!(
                "its log has grown to {} MB, as another program goes on reading what was there before; it shrinks when \
                 that has ended",
                bytes / (1024 * 1024)
            );
            self.report.notes.push(Note { origin: path, text });
        }
        self.report.interrupted = go_on.is_break();
        self.report.seconds = self.started.elapsed().as_secs_f64();
        Ok(self.report)
    }

    /// Asks the caller whether to go on, if it is time to.
    fn poll(&mut self) -> ControlFlow<()> {
        if self.polled.elapsed() < POLL {
            return ControlFlow::Continue(());
        }
        self.polled = Instant::now();
        (self.progress)(&self.report.progress())
    }

    fn is_full(&self) -> bool {
        self.batch.len() >= self.options.batch_articles || self.batch_bytes >= self.options.batch_bytes
    }

    /// Puts an item into the next batch, or settles it where nothing is to be written.
    fn accept(&mut self, item: Item) -> Result<()> {
        let Item { origin, notes, work, .. } = item;
        self.report.notes.extend(notes.into_iter().map(|text| Note { origin: origin.clone(), text }));
        let work = match work {
            Ok(Work::Seen(article, digest)) if !self.keys.contains(&article.key) => {
                if matches!(self.store.held(&article.key, &digest)?, Held::Same(_)) {
                    self.report.found += 1;
                    self.report.known += 1;
                    return Ok(());
                }
                prepare_checked(*article, digest, self.lexicon, &|| false)
                    .map(|prepared| Work::Ready(Box::new(prepared)))
            }
            other => other,
        };
        let work = match work {
            Ok(work) => work,
            Err(error) => {
                self.report.found += 1;
                self.report.refused.push(Refused { origin, error });
                return Ok(());
            }
        };
        let (key, bytes) = match &work {
            Work::Ready(prepared) => (prepared.key(), prepared.bytes()),
            Work::Seen(article, _) => (article.key.as_str(), article.text.len()),
        };
        if self.batch.is_empty() {
            self.batch_began = Instant::now();
        }
        self.keys.insert(key.to_owned());
        self.batch_bytes += bytes;
        self.batch.push((origin, work));
        Ok(())
    }

    /// Writes and commits the next batch. Stopped by the caller half-way, it commits the articles written so far.
    fn write(&mut self) -> Result<ControlFlow<()>> {
        if self.batch.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        let works = std::mem::take(&mut self.batch);
        let bytes = std::mem::take(&mut self.batch_bytes);
        self.keys.clear();
        let (mut tally, mut go_on) = (LoadReport::default(), ControlFlow::Continue(()));
        let lexicon = self.lexicon;
        let mut batch = self.store.batch(&self.provenance, bytes)?;
        for (origin, work) in works {
            let prepared = match work {
                Work::Ready(prepared) => Ok(*prepared),
                Work::Seen(article, digest) => match batch.held(&article.key, &digest)? {
                    Held::Same(_) => {
                        tally.known += 1;
                        continue;
                    }
                    _ => prepare_checked(*article, digest, lexicon, &|| false),
                },
            };
            let bytes = prepared.as_ref().map_or(0, Prepared::bytes);
            match prepared.and_then(|prepared| batch.put(prepared)) {
                Ok(Written::Known(_)) => tally.known += 1,
                Ok(Written::Added(_)) => (tally.added, tally.bytes) = (tally.added + 1, tally.bytes + bytes as u64),
                Ok(Written::Updated(_)) => {
                    (tally.updated, tally.bytes) = (tally.updated + 1, tally.bytes + bytes as u64);
                }
                // The disk's failures end the load; an article's own do not.
                Err(error @ Error::Sqlite { .. }) => return Err(error),
                Err(error) => tally.refused.push(Refused { origin, error }),
            }
            if self.polled.elapsed() >= POLL {
                self.polled = Instant::now();
                go_on = (self.progress)(&self.report.progress());
                if go_on.is_break() {
                    break;
                }
            }
        }
        let outcome = batch.outcome();
        batch.commit()?;
        let notes = outcome.unplaced.into_iter();
        self.report.notes.extend(notes.map(|unplaced| Note { origin: unplaced.article, text: unplaced.problem }));
        self.count(tally);
        Ok(go_on)
    }

    /// Adds what was committed to the account.
    fn count(&mut self, tally: LoadReport) {
        let refused = u64::try_from(tally.refused.len()).unwrap_or(u64::MAX);
        self.report.found += tally.added + tally.updated + tally.known + refused;
        self.report.added += tally.added;
        self.report.updated += tally.updated;
        self.report.known += tally.known;
        self.report.bytes += tally.bytes;
        self.report.refused.extend(tally.refused);
    }
}

/// Bounds the articles on their way.
#[derive(Default)]
struct Gate {
    ended: AtomicBool,
    state: Mutex<GateState>,
    changed: Condvar,
}

#[derive(Default)]
struct GateState {
    used: usize,
    open: bool,
}

impl Gate {
    fn state(&self) -> MutexGuard<'_, GateState> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Waits until there is room for `weight`; one article always has room. `false` once the load has ended.
    fn enter(&self, weight: usize) -> bool {
        let full = |state: &mut GateState| !state.open && state.used > 0 && state.used + weight > IN_FLIGHT;
        let mut state = self.changed.wait_while(self.state(), full).unwrap_or_else(std::sync::PoisonError::into_inner);
        state.used += weight;
        !state.open
    }

    fn leave(&self, weight: usize) {
        let mut state = self.state();
        state.used = state.used.saturating_sub(weight);
        self.changed.notify_all();
    }

    /// Whether the load has ended.
    fn is_open(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }

    /// Ends the load for whoever waits.
    fn open(&self) {
        self.ended.store(true, Ordering::Relaxed);
        self.state().open = true;
        self.changed.notify_all();
    }
}

/// Opens the gate when dropped.
struct OpenGate<'a>(&'a Gate);

impl Drop for OpenGate<'_> {
    fn drop(&mut self) {
        self.0.open();
    }
}
