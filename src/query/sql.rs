//! SQL of the user's own: read only, one statement, within a time limit.

use super::QueryError;
use super::watch::{Watch, watch};
use crate::error::{Error, Result};
use crate::store::{Doing, Store};
use rusqlite::Statement;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::{Value, ValueRef};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The most that a statement may use on a connection of its own; a file that is not trusted may have lower limits.
const LIMITS: [(Limit, i32); 4] = [
    // No function of SQLite looks at the clock: the longest value, in bytes, bounds what one of them can take.
    (Limit::SQLITE_LIMIT_LENGTH, 64 << 20),
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 1 << 20),
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 500),
    (Limit::SQLITE_LIMIT_ATTACHED, 0),
];

/// How many bytes of rows are held at once, unless told: a result is held whole.
pub const MAX_RESULT: usize = 1 << 30;

/// Settings that tell something and change nothing, given without a value (or with the name of a table).
const TELLING: [&str; 12] = [
    "collation_list",
    "compile_options",
    "data_version",
    "database_list",
    "encoding",
    "foreign_key_list",
    "function_list",
    "index_info",
    "index_list",
    "table_info",
    "table_list",
    "table_xinfo",
];

/// One value of a row, or one to bind.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl From<Cell> for Value {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Null => Self::Null,
            Cell::Int(number) => Self::Integer(number),
            Cell::Float(number) => Self::Real(number),
            Cell::Text(text) => Self::Text(text),
            Cell::Bytes(bytes) => Self::Blob(bytes),
        }
    }
}

/// What a statement gave.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SqlRows {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// Runs SQL that reads.
///
/// It has a connection of its own that cannot write; SQLite's authorizer refuses whatever is not reading, such as
/// `ATTACH`, settings and temporary tables. A corpus in memory has just one connection, which is held to the same
/// rules meanwhile.
///
/// A limit of time is looked at between the steps of SQLite's machine. A single call of a function is not stopped: what
/// bounds it is that no value is longer than 64 MiB. Rows are held to [`MAX_RESULT`] bytes; what is sorted or grouped
/// goes to temporary files, for a corpus in memory to memory.
///
/// ```
/// # use corpus::{query::{Cell, Sql}, store::Store};
/// # let mut store = Store::in_memory()?;
/// let rows = Sql::new(&mut store)?.rows("SELECT count(*) AS n FROM articles WHERE language = ?", &[Cell::Text("fr".into())], &[])?;
/// assert_eq!((rows.columns, rows.rows), (vec!["n".to_owned()], vec![vec![Cell::Int(0)]]));
/// # Ok::<(), corpus::Error>(())
/// ```
#[derive(Debug)]
pub struct Sql<'c> {
    shared: Option<&'c mut Store>,
    own: Option<Store>,
    watch: Watch,
    passed: Arc<AtomicBool>,
    /// The limits of the connection before, and how it was watched.
    limits: Vec<(Limit, i32)>,
    before: Watch,
    most: usize,
}

impl<'c> Sql<'c> {
    /// Prepares to read `store`.
    pub fn new(store: &'c mut Store) -> Result<Self> {
        Self::watched(store, Watch::default())
    }

    /// Prepares to read `store`, stopping as `limits` say.
    pub fn watched(store: &'c mut Store, limits: Watch) -> Result<Self> {
        let own = store.reader()?;
        let before = Watch { limit: None, stop: store.stop() };
        let shared = own.is_none().then_some(store);
        let (watched, passed) = (limits.clone(), Arc::default());
        let mut sql = Self { shared, own, watch: watched, passed, limits: Vec::new(), before, most: MAX_RESULT };
        let is_own = sql.own.is_some();
        let Some(store) = sql.own.as_mut().or(sql.shared.as_deref_mut()) else { return Ok(sql) };
        sql.passed = watch(store, limits)?;
        let connection = store.connection_mut()?;
        if is_own {
            // What is sorted and grouped goes to a temporary file where it is much.
            connection.execute_batch("PRAGMA temp_store = FILE").doing("preparing SQL")?;
        }
        for (limit, most) in LIMITS {
            let before = connection.limit(limit).doing("preparing SQL")?;
            sql.limits.push((limit, before));
            connection.set_limit(limit, most.min(before)).doing("preparing SQL")?;
        }
        connection.authorizer(Some(authorize)).doing("preparing SQL")?;
        Ok(sql)
    }

    /// Holds at most so many bytes of rows ([`MAX_RESULT`] unless told); more of them are
    /// [`QueryError::ResultTooLarge`].
    #[must_use]
    pub fn at_most(mut self, bytes: usize) -> Self {
        self.most = bytes;
        self
    }

    fn store(&self) -> Result<&Store> {
        self.own
            .as_ref()
            .or(self.shared.as_deref())
            .ok_or_else(|| QueryError::BadSql { message: "no connection to read from".into(), at: None }.into())
    }

    /// Runs `sql`, with values for its `?` in order, or for its `:name`s.
    pub fn rows(&self, sql: &str, values: &[Cell], named: &[(String, Cell)]) -> Result<SqlRows> {
        let mut out = SqlRows::default();
        self.run(
            sql,
            values,
            named,
            |columns| out.columns = columns,
            |row| {
                out.rows.push(row.iter().map(|value| cell(*value)).collect());
                Ok(())
            },
        )?;
        Ok(out)
    }

    /// Runs `sql`; its rows as Arrow record batches.
    #[cfg(feature = "arrow")]
    pub fn batches(&self, sql: &str, values: &[Cell], named: &[(String, Cell)]) -> Result<super::Batches> {
        let mut table = super::batches::Loose::default();
        let mut header = Vec::new();
        self.run(
            sql,
            values,
            named,
            |columns| header = columns,
            |row| {
                table.push(row);
                Ok(())
            },
        )?;
        table.finish(&header)
    }

    fn run(
        &self,
        sql: &str,
        values: &[Cell],
        named: &[(String, Cell)],
        columns: impl FnOnce(Vec<String>),
        mut each: impl FnMut(&[ValueRef<'_>]) -> Result<()>,
    ) -> Result<()> {
        let wrong = |error: rusqlite::Error| self.fault(sql, error);
        if sql.contains('\0') {
            return Err(QueryError::BadSql { message: "the character U+0000 in SQL".into(), at: None }.into());
        }
        let connection = self.store()?.connection()?;
        let mut statement = connection.prepare(sql).map_err(wrong)?;
        let width = statement.column_count();
        if width == 0 || !statement.readonly() {
            let message = if width == 0 { "this gives no rows" } else { "this would write" };
            return Err(QueryError::NotReadOnly { message: message.into() }.into());
        }
        bind(&mut statement, values, named)?;
        columns(unique(statement.column_names()));
        let mut rows = statement.raw_query();
        let mut held = 0_usize;
        while let Some(row) = rows.next().map_err(wrong)? {
            let cells = (0..width).map(|index| row.get_ref(index)).collect::<Result<Vec<_>, _>>().map_err(wrong)?;
            held = cells.iter().fold(held, |held, cell| held.saturating_add(size(*cell)));
            if held > self.most {
                return Err(QueryError::ResultTooLarge { most: self.most }.into());
            }
            each(&cells)?;
        }
        Ok(())
    }

    /// What SQLite said, as what is wrong with the user's SQL where it is that.
    fn fault(&self, sql: &str, error: rusqlite::Error) -> Error {
        use rusqlite::ErrorCode::{AuthorizationForStatementDenied, OperationInterrupted, ReadOnly, Unknown};
        if error.sqlite_error_code() == Some(OperationInterrupted) && self.passed.load(Ordering::Relaxed) {
            return QueryError::TimeLimit { limit: self.watch.limit.unwrap_or_default() }.into();
        }
        let code = error.sqlite_error_code();
        match error {
            rusqlite::Error::MultipleStatement => {
                QueryError::BadSql { message: "one statement at a time".into(), at: None }.into()
            }
            rusqlite::Error::SqlInputError { msg, offset, .. } if code != Some(AuthorizationForStatementDenied) => {
                let at =
                    usize::try_from(offset).ok().and_then(|offset| sql.get(..offset)).map(|head| head.chars().count());
                QueryError::BadSql { message: msg, at }.into()
            }
            error if matches!(code, Some(AuthorizationForStatementDenied | ReadOnly)) => {
                QueryError::NotReadOnly { message: error.to_string() }.into()
            }
            error @ rusqlite::Error::SqliteFailure(..) if matches!(code, None | Some(Unknown)) => {
                QueryError::BadSql { message: error.to_string(), at: None }.into()
            }
            rusqlite::Error::SqliteFailure(_, Some(message))
                if matches!(code, Some(rusqlite::ErrorCode::TooBig | rusqlite::ErrorCode::TypeMismatch)) =>
            {
                QueryError::BadSql { message, at: None }.into()
            }
            error => Err::<(), _>(error)
                .doing("running SQL")
                .err()
                .unwrap_or_else(|| QueryError::BadSql { message: "SQLite failed".into(), at: None }.into()),
        }
    }
}

impl Drop for Sql<'_> {
    fn drop(&mut self) {
        // A connection that is shared goes back to writing. In a forked child there is none to give back.
        let Some(store) = self.shared.as_deref_mut() else { return };
        let _ = watch(store, std::mem::take(&mut self.before));
        if let Ok(connection) = store.connection_mut() {
            let none: Option<fn(AuthContext<'_>) -> Authorization> = None;
            let _ = connection.authorizer(none);
            for (limit, before) in &self.limits {
                let _ = connection.set_limit(*limit, *before);
            }
        }
    }
}

/// About how many bytes a value takes where it is held.
fn size(value: ValueRef<'_>) -> usize {
    const OF_ITSELF: usize = 16;
    OF_ITSELF
        + match value {
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.len(),
            ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => 0,
        }
}

/// What reading needs, and no more.
fn authorize(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => Authorization::Allow,
        AuthAction::Function { function_name }
            if !["load_extension", "fts3_tokenizer"].iter().any(|name| function_name.eq_ignore_ascii_case(name)) =>
        {
            Authorization::Allow
        }
        AuthAction::Pragma { pragma_name, pragma_value } => {
            let name = pragma_name.to_ascii_lowercase();
            let numbers = pragma_value.is_none() && matches!(&*name, "user_version" | "application_id");
            if numbers || (TELLING.contains(&&*name) && (name != "encoding" || pragma_value.is_none())) {
                Authorization::Allow
            } else {
                Authorization::Deny
            }
        }
        _ => Authorization::Deny,
    }
}

fn bind(statement: &mut Statement<'_>, values: &[Cell], named: &[(String, Cell)]) -> Result<()> {
    let wrong = |message: String| Error::from(QueryError::BadSql { message, at: None });
    let wanted = statement.parameter_count();
    if values.len() + named.len() != wanted {
        return Err(wrong(format!("{wanted} values to bind, {} given", values.len() + named.len())));
    }
    for (index, value) in values.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, Value::from(value.clone())).doing("binding a value")?;
    }
    for (name, value) in named {
        let mut found = None;
        for prefix in [":", "@", "$"] {
            found = found.or(statement.parameter_index(&format!("{prefix}{name}")).ok().flatten());
        }
        let index = found.ok_or_else(|| wrong(format!("no `:{name}` in this SQL")))?;
        statement.raw_bind_parameter(index, Value::from(value.clone())).doing("binding a value")?;
    }
    Ok(())
}

/// The version of SQLite that is built in.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// Column names, told apart where two are the same: `n`, `n_2`.
fn unique<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for name in names {
        let mut candidate = name.to_owned();
        let mut number = 1;
        while out.contains(&candidate) {
            number += 1;
            candidate = format!("{name}_{number}");
        }
        out.push(candidate);
    }
    out
}

fn cell(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Int(number),
        ValueRef::Real(number) => Cell::Float(number),
        ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Cell::Bytes(bytes.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_that_is_shared_is_watched_again_afterwards() {
        let mut store = Store::in_memory().unwrap();
        watch(&mut store, Watch { limit: None, stop: Some(Arc::new(|| true)) }).unwrap();
        let rows = Sql::new(&mut store).unwrap().rows("SELECT 1", &[], &[]).unwrap();
        assert_eq!(rows.rows, [[Cell::Int(1)]]);
        assert!(store.stop().is_some());
        let endless =
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 100000000) SELECT count(*) FROM c";
        let counted: Result<i64> =
            store.connection().unwrap().query_row(endless, [], |row| row.get(0)).doing("counting");
        assert!(counted.unwrap_err().is_interrupted());
    }
}
