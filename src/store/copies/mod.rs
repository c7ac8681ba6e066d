//! Families of copies: which articles have the same text, or nearly.
//!
//! A text of some length is sketched once ([`Sketch`]). Texts whose sketches share a band, and are alike enough as a
//! whole, are compared shingle by shingle; those that resemble each other by the file's threshold are linked, and a
//! family is what is linked, directly or through others. All this is a matter of two texts at a time, so that
//! families do not depend on the order or number of loads; nor do their heads, which go by date and key.

mod group;
mod texts;
mod whole;

pub(super) use group::{Fresh, regroup};
pub(crate) use texts::signature;

use super::Store;
use super::failure::Doing;
use crate::error::{Error, Result};
use crate::text::shingles::Sketch;
use rusqlite::Connection;

const GROUPING: &str = "grouping copies";

/// Texts of fewer different shingles are copies only where they are identical: there is little to tell them by.
pub const MIN_SHINGLES: usize = 20;

/// How alike two texts must be to be copies of each other, from 0.4 to 1: their runs of four words that both have,
/// divided by all that either has.
///
/// ```
/// # use corpus::store::Threshold;
/// assert_eq!(Threshold::default().get(), 0.5);
/// assert_eq!(Threshold::new(0.8)?.get(), 0.8);
/// assert!(Threshold::new(80.0).is_err());
/// # Ok::<(), corpus::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Threshold(u16);

impl Threshold {
    /// The least there may be: below it, too many pairs would be missed, and texts on one matter join.
    pub const LEAST: f64 = 0.4;

    /// This threshold, in thousandths. Fails with [`Error::CopyThreshold`] where it is not from 0.4 to 1.
    pub fn new(threshold: f64) -> Result<Self> {
        if !(Self::LEAST..=1.0).contains(&threshold) {
            return Err(Error::CopyThreshold { given: threshold });
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 400 to 1000")]
        Ok(Self((threshold * 1000.0).round() as u16))
    }

    /// As a number.
    pub fn get(self) -> f64 {
        f64::from(self.0) / 1000.0
    }
}

impl Default for Threshold {
    /// Half of all runs of four words: a text of which a third was replaced, or nearly half cut.
    fn default() -> Self {
        Self(500)
    }
}

/// What counts as a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copies {
    /// A text that is identical.
    Identical,
    /// One that is alike by so much, too.
    Alike(Threshold),
}

impl Default for Copies {
    fn default() -> Self {
        Self::Alike(Threshold::default())
    }
}

impl Copies {
    fn read(connection: &Connection) -> Result<Self> {
        let threshold: Option<f64> = connection
            .prepare_cached("SELECT threshold FROM copy_setting")
            .and_then(|mut s| s.query_row([], |row| row.get(0)))
            .doing(GROUPING)?;
        // What another program wrote there may be anything.
        Ok(threshold.map_or(Self::Identical, |t| Self::Alike(Threshold::new(t).unwrap_or_default())))
    }

    fn write(self, connection: &Connection) -> Result<()> {
        let threshold = match self {
            Self::Identical => None,
            Self::Alike(threshold) => Some(threshold.get()),
        };
        connection
            .prepare_cached("UPDATE copy_setting SET threshold = ?1")
            .and_then(|mut s| s.execute([threshold]))
            .doing(GROUPING)?;
        Ok(())
    }
}

/// How many families of copies there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FamilyCount {
    /// Families of two articles or more.
    pub families: u64,
    /// Articles in them.
    pub articles: u64,
}

impl std::fmt::Display for FamilyCount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} families of copies, {} articles in them", self.families, self.articles)
    }
}

/// What a text is compared by, if it is long enough to be compared.
pub(crate) type Signature = Option<Sketch>;

impl Store {
    /// What counts as a copy in this file.
    pub fn copies(&self) -> Result<Copies> {
        Copies::read(self.connection()?)
    }

    /// Groups all articles anew by what counts as a copy from now on; texts without a sketch are given theirs.
    pub fn find_copies(&mut self, copies: Copies) -> Result<FamilyCount> {
        let transaction = self.writing()?;
        copies.write(&transaction)?;
        // What people said of copies holds over what is found.
        super::correct::around_copies(&transaction, || whole::regroup(&transaction, copies))?;
        // A family counts once among the reports of an act.
        super::events::refresh(&transaction)?;
        let families = count(&transaction)?;
        transaction.commit().doing(GROUPING)?;
        Ok(families)
    }
}

/// Groups all articles anew by what counts as a copy in this file.
pub(super) fn regroup_all(connection: &Connection) -> Result<()> {
    whole::regroup(connection, Copies::read(connection)?)
}

fn count(connection: &Connection) -> Result<FamilyCount> {
    let sql = "SELECT count(DISTINCT copy_of), count(*) FROM article WHERE copy_of IS NOT NULL";
    let (families, copies): (i64, i64) =
        connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).doing(GROUPING)?;
    Ok(FamilyCount { families: families.unsigned_abs(), articles: (families + copies).unsigned_abs() })
}

/// An article of a family, as far as its head is chosen by it.
#[derive(Debug)]
struct Member {
    id: i64,
    published: Option<String>,
    key: String,
    copy_of: Option<i64>,
}

/// Makes the earliest of `members` the head of all; says which it is.
fn settle(connection: &Connection, members: &[Member]) -> rusqlite::Result<Option<i64>> {
    let order = |member: &&Member| (member.published.is_none(), member.published.clone(), member.key.clone());
    let Some(head) = members.iter().min_by_key(order).map(|head| head.id) else { return Ok(None) };
    let mut update = connection.prepare_cached("UPDATE article SET copy_of = ?2 WHERE id = ?1")?;
    for member in members {
        let copy_of = (member.id != head).then_some(head);
        if member.copy_of != copy_of {
            update.execute((member.id, copy_of))?;
        }
    }
    Ok(Some(head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_from_four_tenths_to_one() {
        for good in [0.4, 0.5, 0.8, 1.0] {
            assert!((Threshold::new(good).unwrap().get() - good).abs() < 1e-9);
        }
        for bad in [0.0, 0.399, 1.001, 80.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(Threshold::new(bad).is_err(), "{bad}");
        }
        let message = Threshold::new(80.0).unwrap_err().to_string();
        assert!(message.contains("did you mean 0.8?"), "{message}");
    }
}
