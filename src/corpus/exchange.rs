//! Bringing corrections from file to file, so that people can work apart.

use super::correct::{By, FIELDS, aliases, bad, date, mention_type, relation_type, status};
use super::{Corpus, with_aliases};
use crate::error::{Error, Result};
use crate::store::{Conflict, Correction, Told, Unplaced, What};
use std::fmt;
use std::fs;
use std::io::{BufRead, Write};
use std::path::Path;

/// The account of an import of corrections.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Imported {
    /// How many corrections the file holds.
    pub read: u64,
    /// How many are new here, or were undone there and not here.
    pub added: u64,
    /// How many were known.
    pub known: u64,
    /// How many speak of articles that are not here; they apply when these are loaded.
    pub waiting: u64,
    /// Where people differ, in the articles the file speaks of.
    pub conflicts: Vec<Conflict>,
    /// What has no place.
    pub unplaced: Vec<Unplaced>,
}

impl fmt::Display for Imported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} corrections read, {} added, {} known already", self.read, self.added, self.known)?;
        if self.waiting > 0 {
            write!(f, ", {} of articles that are not here", self.waiting)?;
        }
        for conflict in &self.conflicts {
            write!(f, "\n  conflict: {}", conflict.told())?;
        }
        for unplaced in &self.unplaced {
            write!(f, "\n  `{}`: {}", unplaced.article, unplaced.problem)?;
        }
        Ok(())
    }
}

impl Corpus {
    /// Writes every correction as a line of JSON to `path`, replacing what is there; says how many.
    pub fn export_corrections(&self, path: impl AsRef<Path>) -> Result<u64> {
        let path = path.as_ref();
        let mut lines = Vec::new();
        let mut count = 0;
        for logged in self.store.corrections()? {
            let line = serde_json::to_string(&logged.correction)
                .map_err(|source| Error::Json { origin: format!("correction {}", logged.id), source })?;
            lines.extend_from_slice(line.as_bytes());
            lines.push(b'\n');
            count += 1;
        }
        // Whole or not at all: another's work may hang on it.
        let mut draft = path.as_os_str().to_owned();
        draft.push(".new");
        let write = |draft: &Path| -> std::io::Result<()> {
            let mut file = fs::File::create(draft)?;
            file.write_all(&lines)?;
            file.sync_all()?;
            fs::rename(draft, path)
        };
        write(Path::new(&draft)).map_err(|source| Error::io(path, source))?;
        Ok(count)
    }

    /// Reads the corrections that [`export_corrections`](Self::export_corrections) wrote, and applies those that are
    /// new: all of them, or none where the file is wrong.
    ///
    /// The same correction counts once. Where two people correct the same field of the same relation differently, or
    /// one rejects what the other changes, both corrections stay in the log and the conflict is told; the later one
    /// stands, or that of `prefer`.
    pub fn import_corrections(&mut self, path: impl AsRef<Path>, prefer: Option<&str>) -> Result<Imported> {
        let path = path.as_ref();
        let all = read_lines(path)?;
        let mut report = Imported { read: all.len() as u64, ..Imported::default() };
        let (lexicon, stop) = (self.lexicon.clone(), self.store.stop());
        let mut correcting = self.store.correcting()?;
        let mut touched = Vec::new();
        for correction in &all {
            let (_, added) = correcting.log_one(correction)?;
            let articles = correcting.touched(correction)?;
            if added {
                report.added += 1;
                report.waiting += u64::from(articles.is_empty() && correction.article.is_some());
            } else {
                report.known += 1;
            }
            touched.extend(articles);
        }
        let mut outcome = correcting.replay(touched.iter().copied())?;
        if let Some(prefer) = prefer {
            let mut demoted = false;
            for conflict in outcome.conflicts.iter().filter(|conflict| conflict.loser.1 == prefer) {
                correcting.demote(conflict.winner.0)?;
                demoted = true;
            }
            if demoted {
                outcome = correcting.replay(touched)?;
            }
        }
        correcting.replay_copies()?;
        let names = aliases(correcting.aliases()?);
        if !names.is_empty() {
            // What the lexicon cannot take is refused here, and not at the next load.
            with_aliases(stop.as_ref(), lexicon, names)?;
        }
        correcting.commit()?;
        report.conflicts = outcome.conflicts;
        report.unplaced = outcome.unplaced;
        Ok(report)
    }
}

fn read_lines(path: &Path) -> Result<Vec<Correction>> {
    let file = fs::File::open(path).map_err(|source| Error::io(path, source))?;
    let mut all = Vec::new();
    for (number, line) in std::io::BufReader::new(file).lines().enumerate() {
        let line = line.map_err(|source| Error::io(path, source))?;
        if line.trim().is_empty() {
            continue;
        }
        let origin = || format!("{}, line {}", path.display(), number + 1);
        let mut correction: Correction =
            serde_json::from_str(&line).map_err(|source| Error::Json { origin: origin(), source })?;
        if correction.uid.is_empty() {
            correction.name();
        }
        check(&correction).map_err(|error| bad(format!("{}: {error}", origin())))?;
        all.push(correction);
    }
    Ok(all)
}

/// Whether a correction from elsewhere says what can be stored.
fn check(correction: &Correction) -> Result<()> {
    By::from(correction.by.as_str()).checked()?;
    if correction.what.is_global() == correction.article.is_some() {
        let many = if correction.what.is_global() { "no" } else { "an" };
        return Err(bad(format!("a correction of this kind names {many} article")));
    }
    let told = |told: &Told| -> Result<()> {
        relation_type(&told.kind)?;
        status(&told.status)?;
        told.date.as_deref().map(date).transpose()?;
        if told.end - told.start != i64::try_from(told.evidence.chars().count()).unwrap_or(i64::MAX) {
            return Err(bad("`evidence` is not as long as from start to end"));
        }
        Ok(())
    };
    match &correction.what {
        What::Change { relation, after, .. } => {
            told(relation)?;
            for (name, value) in after {
                match (name.as_str(), value.as_str()) {
                    ("type", Some(text)) => relation_type(text).map(|_| ())?,
                    ("status", Some(text)) => status(text).map(|_| ())?,
                    ("date", Some(text)) => date(text).map(|_| ())?,
                    ("goldstein", None) => {}
                    (name, text) if FIELDS.contains(&name) && (text.is_some() || value.is_null()) => {}
                    _ => return Err(bad(format!("`{name}` is not corrected so: {value}"))),
                }
            }
            Ok(())
        }
        What::Reject { relation } => told(relation),
        What::Add { after } => told(after),
        What::ChangeMention { after, .. } => mention_type(&after.kind).map(|_| ()),
        What::Merge { into, .. } | What::Split { into, .. } => mention_type(&into.kind).map(|_| ()),
        What::Alias { of, .. } => mention_type(&of.kind).map(|_| ()),
        What::RejectMention { .. } | What::Copy { .. } | What::NoCopy {} => Ok(()),
    }
}
