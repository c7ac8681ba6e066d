//! Going through the texts of many articles with several threads.
//!
//! The connection is read here, in the order of the articles; workers cut what was read into words and count. What they
//! count is summed or sorted afterwards, so that no result depends on how many there were.

use super::WordLists;
use super::pattern::{Matcher, Pattern};
use super::scope::{By, Entry, Plan, Scope, Stretches};
use super::sentences::Sentences;
use crate::error::{Error, Result};
use crate::query::Reader;
use crate::store::{ASK, Doing};
use crate::text::words::{Gap, Stems, each_word, folded, lowered};
use crate::text::{CodePoints, Span};
use crossbeam_channel::{RecvTimeoutError, SendTimeoutError};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// Bytes of text handed to a worker at once.
const BATCH: usize = 1 << 17;
/// Batches that wait for a worker.
const WAITING: usize = 4;
/// The most workers: more would wait for the one connection.
const WORKERS: usize = 8;

/// Articles that are not wanted for one that is, up to which all are gone through in their order.
const DENSE: i64 = 8;

/// The form of words where none is listed.
pub(super) const UNLISTED: u32 = u32::MAX;

/// A word of an article.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tok {
    pub start: u32,
    pub end: u32,
    pub gap: Gap,
    /// The sides it is counted on, a bit for each: those of [`Plan::only`].
    pub sides: u8,
    /// Whether it is one of the words that are not listed.
    pub stop: bool,
    /// What it is counted as, a number of [`Forms`], or [`UNLISTED`] where nothing is listed.
    pub form: u32,
    /// A hash of what it is counted as, the same for every worker.
    pub hash: u32,
    /// The slots of the pattern that it stands for.
    pub slots: u64,
}

impl Tok {
    /// Whether it stands where words are counted.
    pub const fn counted(&self) -> bool {
        self.sides != 0
    }
}

/// An article as workers see it.
pub(super) struct Doc<'a> {
    pub entry: &'a Entry,
    /// Its place among the articles that are gone through.
    pub number: usize,
    pub text: &'a str,
    pub about: &'a About,
    pub words: &'a [Tok],
}

/// What is told of an article beside its text.
#[derive(Debug, Default)]
pub(super) struct About {
    pub key: String,
    pub published: Option<String>,
    pub outlet: Option<String>,
}

/// What words are counted as, numbered by each worker for itself.
#[derive(Debug, Default)]
pub(super) struct Forms {
    numbers: FxHashMap<Box<str>, u32>,
}

impl Forms {
    fn number(&mut self, form: &str) -> u32 {
        if let Some(number) = self.numbers.get(form) {
            return *number;
        }
        let number = u32::try_from(self.numbers.len()).unwrap_or(UNLISTED);
        self.numbers.insert(form.into(), number);
        number
    }

    /// The forms by their numbers.
    pub fn into_list(self) -> Vec<Box<str>> {
        let mut list: Vec<(Box<str>, u32)> = self.numbers.into_iter().collect();
        list.sort_unstable_by_key(|(_, number)| *number);
        list.into_iter().map(|(form, _)| form).collect()
    }
}

/// What words are listed as.
#[derive(Debug, Clone, Default)]
pub(super) struct Listing {
    /// What is taken for the same; nothing where words are not listed.
    pub by: Option<By>,
    /// Whether the stop words of the article's language are left out.
    pub without_stop_words: bool,
    /// Other words to leave out, as they are in lower case.
    pub without: FxHashSet<String>,
}

/// What is looked for, and how words are listed.
#[derive(Clone, Copy)]
pub(super) struct Job<'j> {
    pub pattern: Option<&'j Pattern>,
    pub listing: &'j Listing,
    pub lists: Option<&'j WordLists<'j>>,
}

impl<'j> Job<'j> {
    /// What finds the pattern in a language; where it is not known which, in all that the lexicon knows.
    fn matchers(&self, code: &str) -> Vec<Matcher<'j>> {
        let Some(pattern) = self.pattern else { return Vec::new() };
        let known = self.lists.iter().filter(|_| code.is_empty()).flat_map(|lists| lists.stop_words.keys());
        let mut matchers: Vec<Matcher<'j>> = known.map(|code| pattern.in_language(code)).collect();
        if matchers.is_empty() {
            matchers.push(pattern.in_language(code));
        }
        matchers
    }
}

/// What one worker found.
pub(super) struct Found<S> {
    pub state: S,
    pub forms: Forms,
}

/// A batch of articles on its way to a worker.
struct Batch {
    docs: Vec<(usize, String, About)>,
}

/// Goes through the articles of `plan`; `each` is called with every one on some worker, and that worker's state. Ends
/// early where `enough` says so of the last number handed out.
pub(super) fn scan<S: Default + Send>(
    reader: &Reader<'_>,
    plan: &Plan,
    scope: &Scope,
    job: Job<'_>,
    each: impl Fn(&mut S, &Doc<'_>) + Sync,
    enough: impl Fn() -> bool,
) -> Result<Vec<Found<S>>> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(WORKERS);
    let (send, receive) = crossbeam_channel::bounded::<Batch>(WAITING);
    let (finished, wait) = crossbeam_channel::bounded::<()>(0);
    let stopped = AtomicBool::new(false);
    thread::scope(|threads| {
        let mut handles = Vec::new();
        for n in 0..workers {
            let receive = receive.clone();
            let (each, stopped, finished) = (&each, &stopped, finished.clone());
            let started = thread::Builder::new().spawn_scoped(threads, move || {
                // Dropped with the last thread, which ends the wait.
                let _finished = finished;
                let mut worker = Worker::new(plan, job);
                let mut state = S::default();
                for batch in receive {
                    for (number, text, about) in &batch.docs {
                        if stopped.load(Ordering::Relaxed) {
                            break;
                        }
                        worker.read(*number, text, about, |doc| each(&mut state, doc));
                    }
                }
                Found { state, forms: worker.forms }
            });
            match started {
                Ok(handle) => handles.push(handle),
                // One is enough.
                Err(source) if n == 0 => return Err(Error::NoThread { source }),
                Err(_) => break,
            }
        }
        drop(receive);
        let mut fed = feed(reader, plan, scope, &send, enough);
        stopped.store(fed.is_err(), Ordering::Relaxed);
        drop((send, finished));
        while wait.recv_timeout(ASK) == Err(RecvTimeoutError::Timeout) {
            if scope.stopped() {
                fed = Err(Error::interrupted("counting words"));
                stopped.store(true, Ordering::Relaxed);
            }
        }
        let found = handles
            .into_iter()
            .map(|handle| handle.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault)))
            .collect();
        fed.map(|()| found)
    })
}

/// Reads the articles and hands them to the workers.
fn feed(
    reader: &Reader<'_>,
    plan: &Plan,
    scope: &Scope,
    send: &crossbeam_channel::Sender<Batch>,
    enough: impl Fn() -> bool,
) -> Result<()> {
    let connection = reader.store().connection()?;
    let (mut batch, mut bytes) = (Vec::new(), 0);
    let mut hand_on = |number: usize, row: &rusqlite::Row<'_>| -> Result<bool> {
        let text = |index: usize| row.get::<_, Option<String>>(index).doing("reading articles");
        let about = About { key: text(1)?.unwrap_or_default(), published: text(2)?, outlet: text(3)? };
        let text = text(4)?.unwrap_or_default();
        bytes += text.len();
        batch.push((number, text, about));
        if bytes < BATCH {
            return Ok(true);
        }
        bytes = 0;
        let mut full = Batch { docs: std::mem::take(&mut batch) };
        loop {
            if scope.stopped() {
                return Err(Error::interrupted("counting words"));
            }
            match send.send_timeout(full, ASK) {
                Ok(()) => return Ok(!enough()),
                // A worker that is gone has left a fault behind, which is told when it is joined.
                Err(SendTimeoutError::Disconnected(_)) => return Ok(false),
                Err(SendTimeoutError::Timeout(unsent)) => full = unsent,
            }
        }
    };
    let (first, last) = (plan.entries.first().map_or(0, |e| e.id), plan.entries.last().map_or(-1, |e| e.id));
    if last.saturating_sub(first) / DENSE < i64::try_from(plan.entries.len()).unwrap_or(i64::MAX) {
        // Most of the articles between the first and the last are wanted: go through them all.
        let mut statement = connection
            .prepare_cached("SELECT id, key, published, outlet, text FROM article WHERE id BETWEEN ? AND ? ORDER BY id")
            .doing("reading articles")?;
        let mut rows = statement.query([first, last]).doing("reading articles")?;
        let mut wanted = plan.entries.iter().enumerate().peekable();
        while let Some(row) = rows.next().doing("reading articles")? {
            let id: i64 = row.get(0).doing("reading articles")?;
            while wanted.next_if(|(_, entry)| entry.id < id).is_some() {}
            if let Some((number, _)) = wanted.next_if(|(_, entry)| entry.id == id)
                && !hand_on(number, row)?
            {
                return Ok(());
            }
        }
    } else {
        let mut statement = connection
            .prepare_cached("SELECT id, key, published, outlet, text FROM article WHERE id = ?")
            .doing("reading articles")?;
        for (number, entry) in plan.entries.iter().enumerate() {
            let mut rows = statement.query([entry.id]).doing("reading articles")?;
            if let Some(row) = rows.next().doing("reading articles")?
                && !hand_on(number, row)?
            {
                return Ok(());
            }
        }
    }
    if scope.stopped() {
        return Err(Error::interrupted("counting words"));
    }
    _ = send.send(Batch { docs: batch });
    Ok(())
}

/// What a surface stands for, worked out once for each worker and language.
#[derive(Clone, Copy)]
struct Known {
    form: u32,
    hash: u32,
    stop: bool,
    slots: u64,
}

/// What is known of surfaces. Nearly all words are short: they are keys by themselves, with nothing to follow.
#[derive(Default)]
struct Surfaces {
    short: FxHashMap<u128, Known>,
    long: FxHashMap<Box<str>, Known>,
}

impl Surfaces {
    #[inline]
    fn get(&self, surface: &str) -> Option<Known> {
        match packed(surface) {
            Some(key) => self.short.get(&key).copied(),
            None => self.long.get(surface).copied(),
        }
    }

    fn insert(&mut self, surface: &str, known: Known) {
        match packed(surface) {
            Some(key) => self.short.insert(key, known),
            None => self.long.insert(surface.into(), known),
        };
    }
}

/// A word of up to fifteen bytes as a number. No word holds the character U+0000, so that none is like another.
#[inline]
fn packed(surface: &str) -> Option<u128> {
    let bytes = surface.as_bytes();
    let half = |bytes: &[u8]| bytes.iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    match bytes.len() {
        0..=8 => Some(u128::from(half(bytes))),
        9..=15 => {
            let (low, high) = bytes.split_at_checked(8)?;
            Some(u128::from(half(high)) << 64 | u128::from(half(low)))
        }
        _ => None,
    }
}

/// One language, as a worker knows it.
struct Language<'j> {
    surfaces: Surfaces,
    /// One for each language that it may be.
    matchers: Vec<Matcher<'j>>,
    stems: Stems,
    stop_words: Option<&'j FxHashSet<String>>,
}

struct Worker<'j> {
    plan: &'j Plan,
    job: Job<'j>,
    forms: Forms,
    languages: Vec<Language<'j>>,
    words: Vec<Tok>,
}

impl<'j> Worker<'j> {
    fn new(plan: &'j Plan, job: Job<'j>) -> Self {
        let languages = plan
            .languages
            .iter()
            .map(|code| Language {
                surfaces: Surfaces::default(),
                matchers: job.matchers(code),
                stems: Stems::of(code),
                stop_words: job
                    .lists
                    .filter(|_| job.listing.without_stop_words)
                    .and_then(|lists| lists.stop_words.get(code.get(..2).unwrap_or(code))),
            })
            .collect();
        Self { plan, job, forms: Forms::default(), languages, words: Vec::new() }
    }

    fn read(&mut self, number: usize, text: &str, about: &About, each: impl FnOnce(&Doc<'_>)) {
        let Some(entry) = self.plan.entries.get(number) else { return };
        let mut regions = Regions::new(self.plan, entry.id, text, self.job.lists);
        self.words.clear();
        let words = &mut self.words;
        let forms = &mut self.forms;
        let listing = self.job.listing;
        let Some(language) = self.languages.get_mut(usize::from(entry.language)) else { return };
        each_word(text, |word| {
            let surface = text.get(word.start as usize..word.end as usize).unwrap_or_default();
            let known = match language.surfaces.get(surface) {
                Some(known) => known,
                None => language.learn(surface, listing, forms),
            };
            words.push(Tok {
                start: word.start,
                end: word.end,
                gap: word.gap,
                sides: regions.sides(word.start as usize),
                stop: known.stop,
                form: known.form,
                hash: known.hash,
                slots: known.slots,
            });
        });
        each(&Doc { entry, number, text, about, words: &self.words });
    }
}

impl Language<'_> {
    fn learn(&mut self, surface: &str, listing: &Listing, forms: &mut Forms) -> Known {
        let slots = self.matchers.iter().fold(0, |slots, matcher| slots | matcher.slots(surface));
        let mut known = Known { form: UNLISTED, hash: 0, stop: false, slots };
        if let Some(by) = listing.by {
            let lower = lowered(surface);
            known.stop =
                listing.without.contains(&lower) || self.stop_words.is_some_and(|words| words.contains(&lower));
            let form = match by {
                By::Form => lower,
                By::Folded => folded(surface),
                By::Stem => self.stems.stem(&lower),
            };
            known.form = forms.number(&form);
            known.hash = hash(&form);
        }
        self.surfaces.insert(surface, known);
        known
    }
}

#[expect(clippy::cast_possible_truncation, reason = "half of a hash is a hash")]
fn hash(form: &str) -> u32 {
    let mut hasher = FxHasher::default();
    form.hash(&mut hasher);
    (hasher.finish() >> 32) as u32 ^ hasher.finish() as u32
}

/// The stretches of one article in which words are counted, asked for in order.
struct Regions {
    skip: Walk,
    only: Option<Vec<Walk>>,
}

impl Regions {
    fn new(plan: &Plan, id: i64, text: &str, lists: Option<&WordLists<'_>>) -> Self {
        let stretches = |of: &Stretches| of.get(&id).map(|places| spans(text, places)).unwrap_or_default();
        let skip = Walk::new(stretches(&plan.skip));
        let only = plan.only.as_ref().map(|only| {
            let bounds = stretches(&plan.bounds);
            let mut sentences = Sentences::new(text, lists, &bounds);
            only.iter()
                .map(|side| {
                    let mut found: Vec<Span> = stretches(side).into_iter().flat_map(|s| sentences.over(s)).collect();
                    found.sort_unstable();
                    found.dedup();
                    Walk::new(found)
                })
                .collect()
        });
        Self { skip, only }
    }

    /// The sides on which the word that begins at `at` is counted.
    fn sides(&mut self, at: usize) -> u8 {
        if self.skip.holds(at) {
            return 0;
        }
        let Some(only) = &mut self.only else { return u8::MAX };
        only.iter_mut().enumerate().filter_map(|(n, walk)| walk.holds(at).then_some(1 << n)).sum()
    }
}

/// Stretches in order, gone through alongside the words.
struct Walk {
    spans: Vec<Span>,
    next: usize,
}

impl Walk {
    const fn new(spans: Vec<Span>) -> Self {
        Self { spans, next: 0 }
    }

    /// Whether `at` lies in one of them; asked in rising order.
    fn holds(&mut self, at: usize) -> bool {
        while self.spans.get(self.next).is_some_and(|span| span.end <= at) {
            self.next += 1;
        }
        self.spans.get(self.next).is_some_and(|span| span.start <= at)
    }
}

/// Stretches in code points as bytes of `text`; what lies outside it is left aside.
pub(super) fn spans(text: &str, places: &[(usize, usize)]) -> Vec<Span> {
    let points = CodePoints::new(text);
    places.iter().filter_map(|(start, end)| points.span(*start, *end)).collect()
}

/// Each match of one of `alternatives` among `words`, as its first word and one past its last. They do not overlap; where several
/// alternatives begin at a word, the longest counts.
pub(super) fn matches(alternatives: &[Vec<usize>], words: &[Tok], mut each: impl FnMut(usize, usize)) {
    let mut at = 0;
    while let Some(first) = words.get(at) {
        if first.slots == 0 || !first.counted() {
            at += 1;
            continue;
        }
        let longest = alternatives.iter().filter(|alternative| fits(alternative, words, at)).map(Vec::len).max();
        match longest {
            Some(length) => {
                each(at, at + length);
                at += length;
            }
            None => at += 1,
        }
    }
}

fn fits(alternative: &[usize], words: &[Tok], at: usize) -> bool {
    alternative.iter().enumerate().all(|(offset, slot)| {
        words.get(at + offset).is_some_and(|word| {
            word.counted() && word.slots & (1 << slot) != 0 && (offset == 0 || word.gap == Gap::Joined)
        })
    })
}
