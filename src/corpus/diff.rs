//! What changed between two readings of the same articles: two databases, or two lexicons.

use super::Corpus;
use super::Stop;
use crate::article::{Article, vocabulary};
use crate::error::{Error, Result};
use crate::extract::document::Document;
use crate::extract::extract_unless;
use crate::extraction::{Extraction, RelationType};
use crate::lexicon::Lexicon;
use crate::query::{Listed, RelationRow};
use crate::text::{CodePoints, Span};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Deserializer, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

vocabulary! {
    /// What became of a relation.
    Sort {
        /// Only the new reading has it.
        Appeared = "appeared",
        /// Only the old reading has it.
        Vanished = "vanished",
        /// Both have it, and tell it differently.
        Changed = "changed",
    }
}

/// A relation between one source and one target, as one of the readings tells it. Offsets are code points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// Its PLOVER type, or `TENSION`.
    pub kind: String,
    /// Who acts.
    pub source: String,
    /// Upon or with whom.
    pub target: String,
    /// Its standing.
    pub status: String,
    /// When, in EDTF.
    pub date: Option<String>,
    /// Whose words carry it.
    pub said_by: Option<String>,
    /// The rule that found it.
    pub rule: String,
    /// The stretch that states it.
    pub evidence: String,
    /// Its first code point.
    pub start: usize,
    /// One past its last.
    pub end: usize,
}

/// A relation that appeared, vanished or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The article's key.
    pub key: String,
    /// What became of it.
    pub sort: Sort,
    /// What the old reading says.
    pub old: Option<Side>,
    /// What the new reading says.
    pub new: Option<Side>,
    /// What is told differently, of `type`, `source`, `target`, `status`, `date`, `said_by`.
    #[serde(deserialize_with = "fields")]
    pub fields: Vec<&'static str>,
    /// The sentence it stands in.
    pub sentence: String,
}

/// What of a relation can be told differently.
const FIELDS: [&str; 6] = ["type", "source", "target", "status", "date", "said_by"];

/// Reads the names of fields back; one that there is none of is left out.
fn fields<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<Vec<&'static str>, D::Error> {
    let named = Vec::<String>::deserialize(from)?;
    Ok(FIELDS.into_iter().filter(|field| named.iter().any(|name| name == field)).collect())
}

/// How many relations appeared, vanished and changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Only in the new reading.
    pub appeared: u64,
    /// Only in the old.
    pub vanished: u64,
    /// In both, told differently.
    pub changed: u64,
}

impl Tally {
    fn count(&mut self, sort: Sort) {
        *match sort {
            Sort::Appeared => &mut self.appeared,
            Sort::Vanished => &mut self.vanished,
            Sort::Changed => &mut self.changed,
        } += 1;
    }
}

/// What changed between two readings: the sums, and each change unless they were handed on one by one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Diff {
    /// How many articles were compared.
    pub articles: u64,
    /// How many of them have another text in the other database.
    pub rewritten: u64,
    /// How many articles only the old database has. They are not compared.
    pub only_old: u64,
    /// How many articles only the new database has. They are not compared.
    pub only_new: u64,
    /// How many inputs could not be read as articles.
    pub refused: u64,
    /// How many relations both readings tell alike.
    pub alike: u64,
    /// The sums of all changes.
    pub total: Tally,
    /// The sums by type: the new one, of what changed.
    pub by_type: BTreeMap<String, Tally>,
    /// The sums by rule: the new one, of what changed.
    pub by_rule: BTreeMap<String, Tally>,
    /// The changes, article by article.
    pub changes: Vec<Change>,
}

impl Corpus {
    /// What `new` tells differently of the articles both have, by their keys.
    ///
    /// ```
    /// # use corpus::{Corpus, Lexicon, read};
    /// let text = "Le Mali a rappelé son ambassadeur en Algérie.";
    /// let (mut old, mut new) = (Corpus::in_memory()?, Corpus::in_memory()?);
    /// old.add(read::text("a/1", text, Lexicon::builtin()))?;
    /// new.add(read::text("a/1", text, Lexicon::builtin()))?;
    /// let diff = old.diff(&new)?;
    /// assert_eq!((diff.articles, diff.alike, diff.changes.len()), (1, 1, 0));
    /// println!("{diff}");
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn diff(&self, new: &Self) -> Result<Diff> {
        collected(|each| self.diff_with(new, None, each))
    }

    /// [`diff`](Self::diff), handing on each change instead of keeping it; `stop` is asked now and then whether to
    /// end there, which is an error.
    pub fn diff_with(
        &self,
        new: &Self,
        stop: Option<&Stop>,
        mut each: impl FnMut(Change) -> Result<()>,
    ) -> Result<Diff> {
        let mut diff = Diff::default();
        let (mut before, mut after) = (Keys::new(self), Keys::new(new));
        let (mut old, mut now) = (before.next()?, after.next()?);
        let mut pairs: Vec<(Listed, Listed)> = Vec::new();
        loop {
            match (old.take(), now.take()) {
                (None, None) => break,
                (Some(left), Some(right)) => match left.key.cmp(&right.key) {
                    Ordering::Equal => {
                        pairs.push((left, right));
                        (old, now) = (before.next()?, after.next()?);
                    }
                    Ordering::Less => {
                        diff.only_old += 1;
                        (old, now) = (before.next()?, Some(right));
                    }
                    Ordering::Greater => {
                        diff.only_new += 1;
                        (old, now) = (Some(left), after.next()?);
                    }
                },
                (Some(_), None) => {
                    diff.only_old += 1;
                    old = before.next()?;
                }
                (None, Some(_)) => {
                    diff.only_new += 1;
                    now = after.next()?;
                }
            }
            if pairs.len() >= BATCH {
                ask(stop)?;
                self.compare(new, &mut diff, std::mem::take(&mut pairs), &mut each)?;
            }
        }
        self.compare(new, &mut diff, pairs, &mut each)?;
        Ok(diff)
    }

    /// Compares the relations of articles that both have.
    fn compare(
        &self,
        new: &Self,
        diff: &mut Diff,
        pairs: Vec<(Listed, Listed)>,
        each: &mut dyn FnMut(Change) -> Result<()>,
    ) -> Result<()> {
        let mut before = self.sides(pairs.iter().map(|(old, _)| old.id))?;
        let mut after = new.sides(pairs.iter().map(|(_, new)| new.id))?;
        for (old, now) in pairs {
            let same_text = old.digest == now.digest;
            diff.articles += 1;
            diff.rewritten += u64::from(!same_text);
            let sides = (before.remove(&old.id).unwrap_or_default(), after.remove(&now.id).unwrap_or_default());
            let found = changes(sides.0, sides.1, same_text, diff);
            if found.is_empty() {
                continue;
            }
            let (read, unread) = (self.sentences(old.id)?, new.sentences(now.id)?);
            for (before, after) in found {
                let sentence = match (&before, &after) {
                    (_, Some(side)) => unread.around(side),
                    (Some(side), None) => read.around(side),
                    (None, None) => String::new(),
                };
                diff.hand_on(&now.key, before, after, sentence, each)?;
            }
        }
        Ok(())
    }

    /// The relations of these articles, by article.
    pub(super) fn sides(&self, articles: impl IntoIterator<Item = i64>) -> Result<FxHashMap<i64, Vec<Side>>> {
        let mut by_article: FxHashMap<i64, Vec<Side>> = FxHashMap::default();
        self.relations().in_articles(articles).each(|row| {
            by_article.entry(row.article_id).or_default().push(Side::from(row));
            Ok(())
        })?;
        Ok(by_article)
    }

    fn sentences(&self, article: i64) -> Result<Sentences> {
        let Some(row) = self.articles().article(article).rows()?.pop() else { return Ok(Sentences::default()) };
        let article = self.stored(row)?;
        let document = Document::new(&article, self.lexicon());
        let spans = document.sentences.iter().map(|sentence| sentence.span).collect();
        Ok(Sentences { spans, text: article.text })
    }

    /// What `lexicon` would read differently in the stored articles than this corpus's lexicon does. Nothing is
    /// written; what the database holds is not looked at.
    pub fn diff_lexicon(&self, lexicon: &Lexicon) -> Result<Diff> {
        collected(|each| self.diff_lexicons_with((self.lexicon(), lexicon), None, each))
    }

    /// What the lexicon `new` reads differently in the stored articles than `old` does, handing on each change.
    pub fn diff_lexicons_with(
        &self,
        (old, new): (&Lexicon, &Lexicon),
        stop: Option<&Stop>,
        mut each: impl FnMut(Change) -> Result<()>,
    ) -> Result<Diff> {
        let mut diff = Diff::default();
        let stopped = self.store.stopped();
        self.articles().each(|row| {
            ask(stop)?;
            diff.read(&self.stored(row)?, old, new, &stopped, &mut each)
        })?;
        Ok(diff)
    }
}

impl Diff {
    /// What the lexicon `new` reads differently in `articles` than `old` does, handing on each change.
    pub fn of_articles(
        articles: impl IntoIterator<Item = Result<Article>>,
        (old, new): (&Lexicon, &Lexicon),
        stop: Option<&Stop>,
        mut each: impl FnMut(Change) -> Result<()>,
    ) -> Result<Self> {
        let mut diff = Self::default();
        for article in articles {
            ask(stop)?;
            match article {
                Ok(article) => diff.read(&article, old, new, &|| false, &mut each)?,
                Err(_) => diff.refused += 1,
            }
        }
        Ok(diff)
    }

    /// Reads an article with both lexicons.
    fn read(
        &mut self,
        article: &Article,
        old: &Lexicon,
        new: &Lexicon,
        stop: &dyn Fn() -> bool,
        each: &mut dyn FnMut(Change) -> Result<()>,
    ) -> Result<()> {
        self.articles += 1;
        let read = |lexicon| extract_unless(article, lexicon, stop).ok_or_else(|| Error::interrupted("comparing"));
        let (before, after) = (read(old)?, read(new)?);
        let found = changes(Side::all(article, &before), Side::all(article, &after), true, self);
        if found.is_empty() {
            return Ok(());
        }
        let sentences = Sentences { spans: after.sentences, text: article.text.clone() };
        for (before, after) in found {
            let sentence = after.as_ref().or(before.as_ref()).map(|side| sentences.around(side)).unwrap_or_default();
            self.hand_on(&article.key, before, after, sentence, each)?;
        }
        Ok(())
    }

    /// Compares two readings of one article, whose text is the same in both.
    pub(super) fn compare_sides(
        &mut self,
        corpus: &Corpus,
        article: &Article,
        (before, after): (Vec<Side>, Vec<Side>),
        each: &mut dyn FnMut(Change) -> Result<()>,
    ) -> Result<()> {
        self.articles += 1;
        let found = changes(before, after, true, self);
        if found.is_empty() {
            return Ok(());
        }
        let document = Document::new(article, corpus.lexicon());
        let spans = document.sentences.iter().map(|sentence| sentence.span).collect();
        let sentences = Sentences { spans, text: article.text.clone() };
        for (before, after) in found {
            let sentence = after.as_ref().or(before.as_ref()).map(|side| sentences.around(side)).unwrap_or_default();
            self.hand_on(&article.key, before, after, sentence, each)?;
        }
        Ok(())
    }

    fn hand_on(
        &mut self,
        key: &str,
        old: Option<Side>,
        new: Option<Side>,
        sentence: String,
        each: &mut dyn FnMut(Change) -> Result<()>,
    ) -> Result<()> {
        let (sort, fields) = match (&old, &new) {
            (Some(old), Some(new)) => (Sort::Changed, old.differs(new)),
            (None, _) => (Sort::Appeared, Vec::new()),
            (Some(_), None) => (Sort::Vanished, Vec::new()),
        };
        self.total.count(sort);
        if let Some(side) = new.as_ref().or(old.as_ref()) {
            self.by_type.entry(side.kind.clone()).or_default().count(sort);
            self.by_rule.entry(side.rule.clone()).or_default().count(sort);
        }
        each(Change { key: key.to_owned(), sort, old, new, fields, sentence })
    }
}

#[cfg(feature = "arrow")]
impl Diff {
    /// The changes as Arrow record batches: what both readings say side by side.
    pub fn batches(&self) -> Result<crate::query::Batches> {
        use crate::query::{Cell, Column, Kind};
        let column = |name, kind| Column { name, kind };
        let columns = [
            column("key", Kind::Text),
            column("change", Kind::Category),
            column("fields", Kind::Category),
            column("old_type", Kind::Category),
            column("old_source", Kind::Category),
            column("old_target", Kind::Category),
            column("old_status", Kind::Category),
            column("old_date", Kind::Text),
            column("old_said_by", Kind::Category),
            column("old_rule", Kind::Category),
            column("new_type", Kind::Category),
            column("new_source", Kind::Category),
            column("new_target", Kind::Category),
            column("new_status", Kind::Category),
            column("new_date", Kind::Text),
            column("new_said_by", Kind::Category),
            column("new_rule", Kind::Category),
            column("evidence", Kind::Text),
            column("start", Kind::Int),
            column("end", Kind::Int),
            column("sentence", Kind::Text),
        ];
        let number = |number: usize| Cell::Int(i64::try_from(number).unwrap_or(i64::MAX));
        let text = |text: Option<String>| text.map_or(Cell::Null, Cell::Text);
        let side = |side: Option<&Side>| {
            let field = |read: fn(&Side) -> &String| text(side.map(|side| read(side).clone()));
            [
                field(|side| &side.kind),
                field(|side| &side.source),
                field(|side| &side.target),
                field(|side| &side.status),
                text(side.and_then(|side| side.date.clone())),
                text(side.and_then(|side| side.said_by.clone())),
                field(|side| &side.rule),
            ]
        };
        let rows = self.changes.iter().map(|change| {
            let shown = change.new.as_ref().or(change.old.as_ref());
            let mut row = vec![
                Cell::Text(change.key.clone()),
                Cell::Text(change.sort.as_str().to_owned()),
                text((!change.fields.is_empty()).then(|| change.fields.join(" "))),
            ];
            row.extend(side(change.old.as_ref()));
            row.extend(side(change.new.as_ref()));
            row.push(text(shown.map(|side| side.evidence.clone())));
            row.push(shown.map_or(Cell::Null, |side| number(side.start)));
            row.push(shown.map_or(Cell::Null, |side| number(side.end)));
            row.push(Cell::Text(change.sentence.clone()));
            row
        });
        crate::query::table(&columns, rows)
    }

    /// The sums by type (`type`) or by rule (`rule`) as Arrow record batches.
    pub fn tallies(&self, by: Grouping) -> Result<crate::query::Batches> {
        use crate::query::{Cell, Column, Kind};
        let (name, tallies) = match by {
            Grouping::Type => ("type", &self.by_type),
            Grouping::Rule => ("rule", &self.by_rule),
        };
        let count = |name| Column { name, kind: Kind::Int };
        let columns = [Column { name, kind: Kind::Category }, count("appeared"), count("vanished"), count("changed")];
        let number = |number: u64| Cell::Int(i64::try_from(number).unwrap_or(i64::MAX));
        let rows = tallies.iter().map(|(name, tally)| {
            vec![Cell::Text(name.clone()), number(tally.appeared), number(tally.vanished), number(tally.changed)]
        });
        crate::query::table(&columns, rows)
    }
}

/// What changes are summed by.
#[cfg(feature = "arrow")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// By type.
    Type,
    /// By rule.
    Rule,
}

/// Runs a comparison that hands on its changes, and keeps them.
fn collected(run: impl FnOnce(&mut dyn FnMut(Change) -> Result<()>) -> Result<Diff>) -> Result<Diff> {
    let mut changes = Vec::new();
    let diff = run(&mut |change| {
        changes.push(change);
        Ok(())
    })?;
    Ok(Diff { changes, ..diff })
}

fn ask(stop: Option<&Stop>) -> Result<()> {
    if stop.is_some_and(|stop| stop()) { Err(Error::interrupted("comparing")) } else { Ok(()) }
}

/// How many articles are compared at a time.
pub(crate) const BATCH: usize = 256;

/// The articles of a corpus in the order of their keys.
struct Keys<'c> {
    corpus: &'c Corpus,
    ahead: std::vec::IntoIter<Listed>,
    last: Option<String>,
}

impl<'c> Keys<'c> {
    fn new(corpus: &'c Corpus) -> Self {
        Self { corpus, ahead: Vec::new().into_iter(), last: Some(String::new()) }
    }

    fn next(&mut self) -> Result<Option<Listed>> {
        if let Some(listed) = self.ahead.next() {
            return Ok(Some(listed));
        }
        let Some(last) = self.last.take() else { return Ok(None) };
        let page = self.corpus.reader().listed(&last, BATCH as u64)?;
        self.last = page.last().map(|listed| listed.key.clone());
        self.ahead = page.into_iter();
        Ok(self.ahead.next())
    }
}

/// The sentences of an article.
#[derive(Default)]
struct Sentences {
    spans: Vec<Span>,
    text: String,
}

impl Sentences {
    /// The sentence in which a relation stands.
    fn around(&self, side: &Side) -> String {
        let points = CodePoints::new(&self.text);
        let span = points.span(side.start, side.end);
        let sentence = span.and_then(|span| self.spans.iter().find(|sentence| sentence.overlaps(&span)));
        let text = sentence.and_then(|sentence| sentence.slice(&self.text)).unwrap_or(&side.evidence);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl From<RelationRow> for Side {
    fn from(row: RelationRow) -> Self {
        let place = |at: i64| usize::try_from(at).unwrap_or_default();
        Self {
            kind: row.kind,
            source: row.source,
            target: row.target,
            status: row.status,
            date: row.date,
            said_by: row.said_by,
            rule: row.rule,
            evidence: row.evidence,
            start: place(row.start),
            end: place(row.end),
        }
    }
}

impl Side {
    /// One for each source and target of each relation, as the database holds them.
    fn all(article: &Article, extraction: &Extraction) -> Vec<Self> {
        let points = CodePoints::new(&article.text);
        let mut sides: Vec<Self> = Vec::new();
        for relation in &extraction.relations {
            let first = sides.len();
            let (start, end) = points.range(relation.evidence);
            for source in &relation.sources {
                for target in relation.targets.iter().filter(|target| target.code != source.code) {
                    let side = Self {
                        kind: relation.kind.as_str().to_owned(),
                        source: source.code.clone(),
                        target: target.code.clone(),
                        status: relation.status.as_str().to_owned(),
                        date: relation.date.as_ref().map(ToString::to_string),
                        said_by: relation.said_by.clone(),
                        rule: relation.rule.clone(),
                        evidence: relation.evidence.slice(&article.text).unwrap_or_default().to_owned(),
                        start,
                        end,
                    };
                    if !sides.iter().skip(first).any(|known| known.parties() == side.parties()) {
                        sides.push(side);
                    }
                }
            }
        }
        sides
    }

    /// Who and whom; in the order of the alphabet where the type holds both ways.
    fn parties(&self) -> (&str, &str) {
        let (source, target) = (self.source.as_str(), self.target.as_str());
        let mutual = RelationType::parse(&self.kind).is_some_and(RelationType::is_mutual);
        if mutual && target < source { (target, source) } else { (source, target) }
    }

    /// All that is compared.
    fn told(&self) -> (&str, (&str, &str), &str, Option<&str>, Option<&str>) {
        (&self.kind, self.parties(), &self.status, self.date.as_deref(), self.said_by.as_deref())
    }

    fn differs(&self, other: &Self) -> Vec<&'static str> {
        let turned = self.parties() == other.parties();
        let same = [
            self.kind == other.kind,
            turned || self.source == other.source,
            turned || self.target == other.target,
            self.status == other.status,
            self.date == other.date,
            self.said_by == other.said_by,
        ];
        FIELDS.into_iter().zip(same).filter_map(|(name, same)| (!same).then_some(name)).collect()
    }

    /// How likely both tell the same act; 0 where they do not.
    fn likeness(&self, other: &Self, same_text: bool) -> u32 {
        let meets = same_text && self.start < other.end && other.start < self.end;
        let (kind, parties) = (self.kind == other.kind, self.parties() == other.parties());
        if !(kind && parties || meets && (kind || parties)) {
            return 0;
        }
        let points =
            [(kind, 8), (parties, 8), (meets, 4), (self.status == other.status, 2), (self.date == other.date, 1)];
        points.into_iter().filter_map(|(same, weight)| same.then_some(weight)).sum()
    }
}

type Pairing = (Option<Side>, Option<Side>);

/// What appeared, vanished and changed among the relations of one article, in the order of the text.
fn changes(old: Vec<Side>, new: Vec<Side>, same_text: bool, diff: &mut Diff) -> Vec<Pairing> {
    let mut new: Vec<Option<Side>> = new.into_iter().map(Some).collect();
    let mut by_told: FxHashMap<_, Vec<usize>> = FxHashMap::default();
    for (at, side) in new.iter().enumerate().rev() {
        let Some(side) = side else { continue };
        by_told.entry(format!("{:?}", side.told())).or_default().push(at);
    }
    let mut unmatched = Vec::new();
    for side in old {
        match by_told.get_mut(&format!("{:?}", side.told())).and_then(Vec::pop) {
            Some(at) => {
                diff.alike += 1;
                if let Some(other) = new.get_mut(at) {
                    *other = None;
                }
            }
            None => unmatched.push(Some(side)),
        }
    }
    let mut new: Vec<Option<Side>> = new.into_iter().flatten().map(Some).collect();
    let mut likely = Vec::new();
    for (i, before) in unmatched.iter().enumerate() {
        for (j, after) in new.iter().enumerate() {
            let likeness = before.as_ref().zip(after.as_ref()).map_or(0, |(a, b)| a.likeness(b, same_text));
            if likeness > 0 {
                likely.push((std::cmp::Reverse(likeness), i, j));
            }
        }
    }
    likely.sort_unstable();
    let mut found: Vec<Pairing> = Vec::new();
    for (_, i, j) in likely {
        let (Some(before), Some(after)) = (unmatched.get_mut(i), new.get_mut(j)) else { continue };
        if before.is_some() && after.is_some() {
            found.push((before.take(), after.take()));
        }
    }
    found.extend(unmatched.into_iter().flatten().map(|side| (Some(side), None)));
    found.extend(new.into_iter().flatten().map(|side| (None, Some(side))));
    found.sort_by_key(|(before, after)| after.as_ref().or(before.as_ref()).map_or(0, |side| side.start));
    found
}

/// `MLI > DZA` and what else is said of it.
impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} > {}, {}", self.kind, self.source, self.target, self.status)?;
        if let Some(speaker) = &self.said_by {
            write!(f, " (says {speaker})")?;
        }
        write!(f, ", {} [{}]", self.date.as_deref().unwrap_or("undated"), self.rule)
    }
}

/// The change in a line, and its sentence in the next.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.old, &self.new) {
            (None, Some(new)) => write!(f, "  + {new}")?,
            (Some(old), None) => write!(f, "  - {old}")?,
            (Some(old), Some(new)) => write!(f, "  ~ {old}\n    {new}: other {}", self.fields.join(", "))?,
            (None, None) => {}
        }
        write!(f, "\n      {}", self.sentence)
    }
}

/// A report to read: sums, then sums by type and by rule, then each change with its sentence.
impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} articles compared", self.articles)?;
        for (count, what) in [
            (self.rewritten, "with another text"),
            (self.only_old, "only in the old one left out"),
            (self.only_new, "only in the new one left out"),
            (self.refused, "that could not be read"),
        ] {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        let Tally { appeared, vanished, changed } = self.total;
        writeln!(
            f,
            "\n{} relations alike, {appeared} appeared (+), {vanished} vanished (-), {changed} changed (~)",
            self.alike
        )?;
        for (what, tallies) in [("type", &self.by_type), ("rule", &self.by_rule)] {
            if tallies.is_empty() {
                continue;
            }
            let width = tallies.keys().map(|name| name.chars().count()).max().unwrap_or(0).max(what.len());
            writeln!(f, "\n{what:<width$} {:>9} {:>9} {:>9}", "appeared", "vanished", "changed")?;
            for (name, tally) in tallies {
                let Tally { appeared, vanished, changed } = tally;
                writeln!(f, "{name:<width$} {appeared:>9} {vanished:>9} {changed:>9}")?;
            }
        }
        let mut article: Option<&str> = None;
        for change in &self.changes {
            if article != Some(&change.key) {
                writeln!(f, "\n{}", change.key)?;
                article = Some(&change.key);
            }
            writeln!(f, "{change}")?;
        }
        Ok(())
    }
}
