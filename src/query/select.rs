//! The one place where questions become SQL. Its text is made of literals of this crate; every value is bound.

use super::QueryError;
use crate::error::Result;
use crate::store::{Doing, Store};
use rusqlite::types::Value;
use rusqlite::{Row, Statement, params_from_iter};
use std::ops::ControlFlow;

/// What a column holds, and how it is handed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers.
    Int,
    /// Numbers.
    Float,
    /// Text of its own in nearly every row.
    Text,
    /// Text of few different values: a dictionary in Arrow, a categorical in pandas.
    Category,
    /// Days in ISO form: `date32` in Arrow.
    Day,
    /// Yes or no, 1 or 0 in SQL.
    Flag,
}

/// A column of a public view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name in SQL, Arrow and Python.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

/// A row of a public view as a record.
pub trait Record: Sized {
    /// The view it is a row of.
    const VIEW: &'static str;
    /// The columns, in the order of the record's fields.
    const COLUMNS: &'static [Column];
    /// Reads the record from a row that holds these columns.
    #[doc(hidden)]
    fn read(row: &Row<'_>) -> rusqlite::Result<Self>;
}

/// A condition with the values it binds, put together from literals.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Condition {
    sql: String,
    values: Vec<Value>,
}

impl Condition {
    /// A condition that binds `values` to the `?` of `sql`, in order.
    pub fn new(sql: &'static str, values: impl IntoIterator<Item = Value>) -> Self {
        Self { sql: sql.to_owned(), values: values.into_iter().collect() }
    }

    /// A condition without values.
    pub fn plain(sql: &'static str) -> Self {
        Self::new(sql, [])
    }

    /// `column` is one of `texts`.
    pub fn one_of(column: &'static str, texts: &[String]) -> Self {
        let mut sql = String::from(column);
        sql.push_str(" IN (");
        for index in 0..texts.len() {
            sql.push_str(if index == 0 { "?" } else { ", ?" });
        }
        sql.push(')');
        Self { sql, values: texts.iter().cloned().map(Value::Text).collect() }
    }

    /// Both hold.
    pub fn and(self, other: Self) -> Self {
        self.join(" AND ", other)
    }

    /// One of the two holds, or both.
    pub fn or(self, other: Self) -> Self {
        let mut joined = self.join(" OR ", other);
        joined.sql.insert(0, '(');
        joined.sql.push(')');
        joined
    }

    /// `head` (a literal that opens a bracket, such as `id IN (SELECT … WHERE `), this condition, and the bracket's end.
    pub fn within(self, head: &'static str) -> Self {
        let mut sql = String::from(head);
        sql.push_str(if self.sql.is_empty() { "true" } else { &self.sql });
        sql.push(')');
        Self { sql, values: self.values }
    }

    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.sql.is_empty()
    }

    fn join(mut self, word: &'static str, other: Self) -> Self {
        if self.is_empty() || other.is_empty() {
            return if self.is_empty() { other } else { self };
        }
        self.sql.push_str(word);
        self.sql.push_str(&other.sql);
        self.values.extend(other.values);
        self
    }
}

/// Which rows, in which order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Page {
    pub columns: Vec<String>,
    pub order: Vec<String>,
    pub limit: Option<u64>,
    pub offset: u64,
}

/// A finished statement and its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Select {
    sql: String,
    values: Vec<Value>,
    columns: Vec<Column>,
}

impl Select {
    /// The rows of `view` that meet `condition`.
    pub(crate) fn view(
        view: &'static str,
        all: &'static [Column],
        default_order: &'static str,
        condition: Condition,
        page: &Page,
    ) -> Result<Self, QueryError> {
        let columns = if page.columns.is_empty() {
            all.to_vec()
        } else {
            page.columns.iter().map(|name| find(all, "column", name)).collect::<Result<Vec<_>, _>>()?
        };
        let mut sql = String::from("SELECT ");
        for (index, column) in columns.iter().enumerate() {
            sql.push_str(if index == 0 { "\"" } else { ", \"" });
            sql.push_str(column.name);
            sql.push('"');
        }
        sql.push_str(" FROM ");
        sql.push_str(view);
        if !condition.is_empty() {
            sql.push_str(" WHERE ");
            sql.push_str(&condition.sql);
        }
        let mut values = condition.values;
        push_order(&mut sql, all, default_order, &page.order)?;
        push_limit(&mut sql, &mut values, page.limit, page.offset);
        Ok(Self { sql, values, columns })
    }

    /// A statement spelled out in this crate, with a condition in its middle.
    pub(crate) fn literal(head: &'static str, condition: Condition, tail: &'static str, columns: &[Column]) -> Self {
        let mut sql = String::from(head);
        sql.push_str(if condition.is_empty() { "true" } else { &condition.sql });
        sql.push_str(tail);
        Self { sql, values: condition.values, columns: columns.to_vec() }
    }

    /// Appends a limit.
    pub(crate) fn limited(mut self, limit: Option<u64>, offset: u64) -> Self {
        push_limit(&mut self.sql, &mut self.values, limit, offset);
        self
    }

    /// The SQL, its values in place, as it could be typed into the sqlite3 shell.
    pub fn to_sql(&self) -> String {
        let mut out = String::with_capacity(self.sql.len() + 64);
        let mut values = self.values.iter();
        for piece in self.sql.split_inclusive('?') {
            let Some(head) = piece.strip_suffix('?') else {
                out.push_str(piece);
                continue;
            };
            out.push_str(head);
            match values.next() {
                Some(Value::Integer(number)) => out.push_str(&number.to_string()),
                Some(Value::Real(number)) => out.push_str(&number.to_string()),
                Some(Value::Text(text)) => {
                    out.push('\'');
                    out.push_str(&text.replace('\'', "''"));
                    out.push('\'');
                }
                Some(Value::Null | Value::Blob(_)) | None => out.push_str("NULL"),
            }
        }
        out
    }

    /// The columns it gives.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Prepares it and binds its values.
    pub(crate) fn prepare<'s>(&self, store: &'s Store) -> Result<Statement<'s>> {
        let mut statement = store.connection()?.prepare(&self.sql).doing("preparing a query")?;
        for (index, value) in self.values.iter().enumerate() {
            statement.raw_bind_parameter(index + 1, value).doing("preparing a query")?;
        }
        Ok(statement)
    }

    /// Calls `each` with every row.
    pub(crate) fn each<T>(
        &self,
        store: &Store,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
        mut each: impl FnMut(T) -> Result<()>,
    ) -> Result<()> {
        self.each_while(store, read, |row| each(row).map(ControlFlow::Continue))
    }

    /// Calls `each` with every row, until it breaks.
    pub(crate) fn each_while<T>(
        &self,
        store: &Store,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
        mut each: impl FnMut(T) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let mut statement = self.prepare(store)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().doing("reading")? {
            if each(read(row).doing("reading")?)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Every row.
    pub(crate) fn all<T>(&self, store: &Store, read: impl Fn(&Row<'_>) -> rusqlite::Result<T>) -> Result<Vec<T>> {
        let mut out = Vec::new();
        self.each(store, read, |row| {
            out.push(row);
            Ok(())
        })?;
        Ok(out)
    }

    /// How many rows there are.
    pub(crate) fn count(&self, store: &Store) -> Result<u64> {
        let mut sql = String::from("SELECT count(*) FROM (");
        sql.push_str(&self.sql);
        sql.push(')');
        let count: i64 = store
            .connection()?
            .query_row(&sql, params_from_iter(self.values.iter()), |row| row.get(0))
            .doing("counting")?;
        Ok(count.unsigned_abs())
    }
}

/// The column called `name`.
fn find(all: &'static [Column], what: &'static str, name: &str) -> Result<Column, QueryError> {
    all.iter().find(|column| column.name == name).copied().ok_or_else(|| QueryError::NotAllowed {
        what,
        given: name.chars().take(80).collect(),
        allowed: all.iter().map(|column| column.name).collect(),
    })
}

/// `ORDER BY` over columns of the view; `-name` is descending. What is missing comes last either way.
fn push_order(
    sql: &mut String,
    all: &'static [Column],
    default: &'static str,
    order: &[String],
) -> Result<(), QueryError> {
    sql.push_str(" ORDER BY ");
    for name in order {
        let (name, descending) = name.strip_prefix('-').map_or((name.as_str(), false), |name| (name, true));
        sql.push('"');
        sql.push_str(find(all, "order", name)?.name);
        sql.push_str(if descending { "\" DESC NULLS LAST, " } else { "\" NULLS LAST, " });
    }
    sql.push_str(default);
    Ok(())
}

fn push_limit(sql: &mut String, values: &mut Vec<Value>, limit: Option<u64>, offset: u64) {
    if limit.is_none() && offset == 0 {
        return;
    }
    // A negative limit is no limit.
    let limit = limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
    sql.push_str(" LIMIT ? OFFSET ?");
    values.push(Value::Integer(limit));
    values.push(Value::Integer(i64::try_from(offset).unwrap_or(i64::MAX)));
}
