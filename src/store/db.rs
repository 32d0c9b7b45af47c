//! The two views of the database that rules get: [`Db`] to look, [`Tx`] to look and change.

use std::ops::Deref;

use rusqlite::{Connection, OptionalExtension, Params, Row};

use super::{RowResult, StoreError, Vault};

/// A consistent state of the database to look at. Statements are prepared once per connection.
pub struct Db<'c> {
    connection: &'c Connection,
    vault: &'c Vault,
}

impl<'c> Db<'c> {
    pub(super) fn new(connection: &'c Connection, vault: &'c Vault) -> Self {
        Self { connection, vault }
    }

    /// Seals and opens the secrets that the database keeps.
    #[must_use]
    pub fn vault(&self) -> &'c Vault {
        self.vault
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// A [`StoreError`].
    pub fn row<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnOnce(&Row<'_>) -> RowResult<T>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.connection.prepare_cached(sql)?.query_row(params, map).optional()?)
    }

    /// All rows.
    ///
    /// # Errors
    /// A [`StoreError`].
    pub fn rows<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnMut(&Row<'_>) -> RowResult<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params, map)?;
        Ok(rows.collect::<RowResult<Vec<T>>>()?)
    }

    /// One whole number: a count, a sum, an id; 0 when there is no row.
    ///
    /// # Errors
    /// A [`StoreError`].
    pub fn number(&self, sql: &str, params: impl Params) -> Result<i64, StoreError> {
        Ok(self.row(sql, params, |row| row.get(0))?.unwrap_or(0))
    }

    /// Whether there is a row.
    ///
    /// # Errors
    /// A [`StoreError`].
    pub fn exists(&self, sql: &str, params: impl Params) -> Result<bool, StoreError> {
        Ok(self.connection.prepare_cached(sql)?.exists(params)?)
    }
}

/// A transaction: everything that [`Db`] does, and changes. It is made by the writer thread alone.
pub struct Tx<'c> {
    db: Db<'c>,
}

impl<'c> Deref for Tx<'c> {
    type Target = Db<'c>;

    fn deref(&self) -> &Self::Target {
        &self.db
    }
}

impl<'c> Tx<'c> {
    pub(super) fn new(connection: &'c Connection, vault: &'c Vault) -> Self {
        Self { db: Db::new(connection, vault) }
    }

    /// Runs a statement; how many rows it changed.
    ///
    /// # Errors
    /// A [`StoreError`], `Constraint` with its name when one refuses.
    pub fn run(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        Ok(self.connection.prepare_cached(sql)?.execute(params)?)
    }

    /// Runs a statement that must change exactly one row.
    ///
    /// # Errors
    /// [`StoreError::Other`] when it changed none or several.
    pub fn run_one(&self, sql: &str, params: impl Params) -> Result<(), StoreError> {
        match self.run(sql, params)? {
            1 => Ok(()),
            changed => Err(StoreError::Other(format!("{changed} rows changed instead of one by: {sql}"))),
        }
    }

    /// The next number of a counter, from 1 on. A number is given once, whatever becomes of the row.
    ///
    /// # Errors
    /// A [`StoreError`].
    pub fn next_id(&self, counter: &str) -> Result<i64, StoreError> {
        let sql = "insert into counters (name, next) values (?1, 2)
            on conflict (name) do update set next = next + 1
            returning next - 1";
        let id = self.row(sql, [counter], |row| row.get(0))?;
        id.ok_or_else(|| StoreError::Other(format!("counter {counter} gave no number")))
    }

    /// Raises a counter so that it gives only numbers above `taken`; used when rows come with ids of their own.
    ///
    /// # Errors
    /// A [`StoreError`].
    pub fn keep_above(&self, counter: &str, taken: i64) -> Result<(), StoreError> {
        let sql = "insert into counters (name, next) values (?1, ?2)
            on conflict (name) do update set next = max(next, excluded.next)";
        self.run(sql, rusqlite::params![counter, taken + 1]).map(|_| ())
    }
}
