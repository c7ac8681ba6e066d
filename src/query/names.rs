//! From what people call an actor to its code.

use super::{QueryError, Reader};
use crate::error::Result;
use crate::store::Doing;
use crate::text::fold::fold;
use crate::text::near::distance;

/// A function that knows the codes of a name, such as a lexicon's.
pub type Resolver<'c> = &'c (dyn Fn(&str) -> Option<String> + Sync);

impl Reader<'_> {
    /// The codes `name` stands for: itself where it is a code, or those of the entities so called.
    pub(crate) fn codes(&self, name: &str) -> Result<Vec<String>> {
        let name = name.trim();
        let given = name.split_once('@').map_or(name, |(code, _)| code);
        let connection = self.store().connection()?;
        let known = |sql: &str| {
            connection
                .prepare_cached(sql)
                .and_then(|mut statement| statement.exists([given]))
                .doing("looking up an actor")
        };
        if known("SELECT 1 FROM entity WHERE code = ?")?
            || known("SELECT 1 FROM pair WHERE source = ?1 OR target = ?1")?
        {
            return Ok(vec![given.to_owned()]);
        }
        if let Some(code) = self.resolver().and_then(|resolve| resolve(name)) {
            return Ok(vec![code]);
        }
        let wanted = fold(name);
        let mut codes: Vec<String> = Vec::new();
        let mut near: Option<(usize, String)> = None;
        let mut statement =
            connection.prepare_cached("SELECT DISTINCT code, name FROM entity").doing("looking up an actor")?;
        let mut rows = statement.query([]).doing("looking up an actor")?;
        while let Some(row) = rows.next().doing("looking up an actor")? {
            let (code, called): (String, String) =
                (row.get(0).doing("looking up an actor")?, row.get(1).doing("looking up an actor")?);
            let folded = fold(&called);
            if folded == wanted || fold(&code) == wanted {
                if !codes.contains(&code) {
                    codes.push(code);
                }
                continue;
            }
            let distance = distance(&folded, &wanted);
            if distance <= 2 && near.as_ref().is_none_or(|(best, _)| distance < *best) {
                near = Some((distance, format!("{called} ({code})")));
            }
        }
        if codes.is_empty() && looks_like_a_code(given) {
            codes.push(given.to_owned());
        }
        if codes.is_empty() {
            let name = name.chars().take(80).collect();
            return Err(QueryError::UnknownActor { name, near: near.map(|(_, name)| name) }.into());
        }
        Ok(codes)
    }
}

/// Codes are asked for before anything bears them: then there is nothing, which is no fault.
fn looks_like_a_code(name: &str) -> bool {
    (2..=20).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}
