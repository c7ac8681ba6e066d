//! Articles and what was read from them, each against what it must agree with.

use super::super::failure::Doing;
use super::super::prepare::{Digest, count_words, days, digest};
use super::{CHECKING, Part, Problem, text};
use crate::article::LabelKind;
use crate::error::Result;
use crate::extraction::{MentionType, Reading, RelationType, Status, TieKind};
use crate::text::Edtf;
use rusqlite::{Connection, Row};

/// Of one kind of fault so many are told one by one; the others are counted.
const TOLD: u64 = 20;

/// Collects the faults of one kind.
struct Faults<'p> {
    problems: &'p mut Vec<Problem>,
    part: Part,
    count: u64,
}

impl<'p> Faults<'p> {
    fn new(problems: &'p mut Vec<Problem>, part: Part) -> Self {
        Self { problems, part, count: 0 }
    }

    fn add(&mut self, article: Option<i64>, detail: impl FnOnce() -> String) {
        self.count += 1;
        if self.count <= TOLD {
            self.problems.push(Problem { part: self.part, detail: detail(), article });
        }
    }

    fn end(self, what: &str) {
        if let Some(more) = self.count.checked_sub(TOLD).filter(|more| *more > 0) {
            self.problems.push(Problem::new(self.part, format!("and {more} {what} more")));
        }
    }
}

/// Every text against its digest, and what was worked out from the article's own row.
pub(super) fn articles(connection: &Connection, problems: &mut Vec<Problem>) -> Result<()> {
    let mut statement = connection
        .prepare(
            "SELECT id, key, digest, words, published, published_from, published_to, text, extractor_id FROM article",
        )
        .doing(CHECKING)?;
    let mut rows = statement.query([]).doing(CHECKING)?;
    let mut odd = Vec::new();
    let mut texts = Faults::new(problems, Part::Text);
    let mut values = Faults::new(&mut odd, Part::Value);
    while let Some(row) = rows.next().doing(CHECKING)? {
        let id: i64 = row.get(0).doing(CHECKING)?;
        // Damage may have made it something else than valid text.
        let body = row.get_ref(7).doing(CHECKING)?.as_str().ok();
        let stored = row.get_ref(2).doing(CHECKING)?.as_blob().unwrap_or_default();
        let found: Option<Digest> = body.map(digest);
        let key = || text(row, 1).unwrap_or_default();
        let Some(body) = body.filter(|_| found.is_some_and(|found| stored == found)) else {
            texts.add(Some(id), || format!("article {id} (`{}`) is not the text that was stored", key()));
            continue;
        };
        if row.get_ref(8).doing(CHECKING)? == rusqlite::types::ValueRef::Null {
            // Written by another program, which may not know what to put there.
            continue;
        }
        if row.get::<_, i64>(3).is_ok_and(|words| words != count_words(body)) {
            values.add(Some(id), || format!("article {id} (`{}`) has another number of words", key()));
        }
        if !dated(row, 4).doing(CHECKING)? {
            values.add(Some(id), || format!("article {id} (`{}`) was published on a day that is none", key()));
        }
    }
    texts.end("texts");
    values.end("articles");
    problems.append(&mut odd);
    Ok(())
}

/// Whether a date in three columns is one, and its first and last days are those that are noted.
fn dated(row: &Row<'_>, at: usize) -> rusqlite::Result<bool> {
    let read = |at| -> rusqlite::Result<Option<String>> {
        Ok(match row.get_ref(at)? {
            rusqlite::types::ValueRef::Null => None,
            _ => Some(text(row, at)?),
        })
    };
    let (value, from, to) = (read(at)?, read(at + 1)?, read(at + 2)?);
    let Some(value) = value else { return Ok(from.is_none() && to.is_none()) };
    Ok(value.parse::<Edtf>().is_ok_and(|date| days(Some(&date)) == (from, to)))
}

/// What quotes a text, against the text.
pub(super) fn quotations(connection: &Connection, problems: &mut Vec<Problem>) -> Result<()> {
    for (what, sql) in [
        (
            "mentions",
            "SELECT count(*) FROM mention AS r JOIN article AS a ON a.id = r.article_id \
          WHERE r.text IS NOT substr(a.text, r.start + 1, r.end - r.start)",
        ),
        (
            "mentions coded elsewhere",
            "SELECT count(*) FROM coded_mention AS r JOIN article AS a ON a.id = r.article_id \
          WHERE r.text IS NOT substr(a.text, r.start + 1, r.end - r.start)",
        ),
        (
            "dates",
            "SELECT count(*) FROM date_mention AS r JOIN article AS a ON a.id = r.article_id \
          WHERE r.text IS NOT substr(a.text, r.start + 1, r.end - r.start)",
        ),
        (
            "relations",
            "SELECT count(*) FROM statement AS r JOIN article AS a ON a.id = r.article_id \
          WHERE r.evidence IS NOT substr(a.text, r.start + 1, r.end - r.start)",
        ),
        (
            "ties",
            "SELECT count(*) FROM tie AS r JOIN article AS a ON a.id = r.article_id \
          WHERE r.evidence IS NOT substr(a.text, r.start + 1, r.end - r.start)",
        ),
    ] {
        let count: i64 = connection.query_row(sql, [], |row| row.get(0)).doing(CHECKING)?;
        if count > 0 {
            let detail = format!("{count} {what} quote what is not in the text at their place");
            problems.push(Problem::new(Part::Quotation, detail));
        }
    }
    Ok(())
}

/// A rule of one table: its rows, with the number of their article first, and whether a row may stand.
type Rule = (&'static str, &'static str, fn(&Row<'_>) -> rusqlite::Result<bool>);

/// Values that no reading gives. What people and other programs coded is not held to them.
const RULES: [Rule; 6] = [
    (
        "relations",
        "SELECT article_id, id, type, mutual, quad, status, confidence, date, date_from, date_to, start, end \
         FROM statement WHERE origin = 'rules'",
        |row| {
            let (Some(kind), Some(_)) = (RelationType::parse(&text(row, 2)?), Status::parse(&text(row, 5)?)) else {
                return Ok(false);
            };
            let confidence: f64 = row.get(6)?;
            Ok(row.get::<_, bool>(3)? == kind.is_mutual()
                && text(row, 4)? == kind.quad().as_str()
                && (0.0..=1.0).contains(&confidence)
                && dated(row, 7)?
                && ordered(row, 10)?)
        },
    ),
    (
        "actors of relations",
        "SELECT s.article_id, p.id, p.source, p.target, p.source_start, p.source_end, p.target_start, p.target_end \
         FROM pair AS p JOIN statement AS s ON s.id = p.statement_id WHERE s.origin = 'rules'",
        |row| {
            let (source, target) = (text(row, 2)?, text(row, 3)?);
            let named = !source.is_empty() && !target.is_empty() && source != target;
            Ok(named && ordered(row, 4)? && ordered(row, 6)?)
        },
    ),
    (
        "mentions",
        "SELECT m.article_id, m.n, m.reading, e.type, m.start, m.end, m.sentence FROM mention AS m \
         JOIN entity AS e ON e.id = m.entity_id WHERE m.origin = 'rules'",
        |row| {
            let known = Reading::parse(&text(row, 2)?).is_some() && MentionType::parse(&text(row, 3)?).is_some();
            Ok(known && ordered(row, 4)? && row.get::<_, i64>(6)? >= 0)
        },
    ),
    ("dates", "SELECT article_id, n, value, date_from, date_to, start, end FROM date_mention", |row| {
        Ok(dated(row, 2)? && ordered(row, 5)?)
    }),
    (
        "ties",
        "SELECT article_id, id, tie, date, date_from, date_to, start, end FROM tie WHERE origin = 'rules'",
        |row| Ok(TieKind::parse(&text(row, 2)?).is_some() && dated(row, 3)? && ordered(row, 6)?),
    ),
    ("labels", "SELECT article_id, n, label, start, end FROM label", |row| {
        Ok(LabelKind::parse(&text(row, 2)?).is_some() && ordered(row, 3)?)
    }),
];

/// Whether two columns are the start and end of a stretch.
fn ordered(row: &Row<'_>, at: usize) -> rusqlite::Result<bool> {
    let (start, end): (i64, i64) = (row.get(at)?, row.get(at + 1)?);
    Ok(0 <= start && start <= end)
}

pub(super) fn values(connection: &Connection, problems: &mut Vec<Problem>) -> Result<()> {
    for (what, sql, stands) in RULES {
        let mut statement = connection.prepare(sql).doing(CHECKING)?;
        let mut rows = statement.query([]).doing(CHECKING)?;
        let mut faults = Faults::new(problems, Part::Value);
        while let Some(row) = rows.next().doing(CHECKING)? {
            let article: i64 = row.get(0).doing(CHECKING)?;
            let number: i64 = row.get(1).doing(CHECKING)?;
            // A value of another type than its column's is one that no reading gives, too.
            if !stands(row).unwrap_or(false) {
                faults.add(Some(article), || {
                    format!("{what} of article {article}: number {number} holds what no reading gives")
                });
            }
        }
        faults.end(what);
    }
    Ok(())
}
