//! The two views of the database that rules get: [`Db`] to look, [`Tx`] to look and change.

use std::cell::Cell;
use std::ops::Deref;

use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Row, ToSql};

use super::counters::Counters;
use super::{RowResult, StoreError, Vault};

/// A consistent state of the database to look at. Statements are prepared once per connection.
pub struct Db<'c> {
    connection: &'c Connection,
    vault: &'c Vault,
    /// What this transaction has drawn ids from; a reader has none.
    counters: Option<&'c Counters>,
    /// Whether a statement found the disk full or read-only, or the file damaged.
    hurt: Cell<bool>,
}

impl<'c> Db<'c> {
    pub(super) fn new(connection: &'c Connection, vault: &'c Vault) -> Self {
        Self { connection, vault, counters: None, hurt: Cell::new(false) }
    }

    /// Whether a statement failed because of the disk since this was asked last: a rule's own error type hides that.
    pub(super) fn take_hurt(&self) -> bool {
        self.hurt.replace(false)
    }

    /// The failure of a statement, noted.
    fn failure(&self, error: rusqlite::Error) -> StoreError {
        let error = StoreError::from(error);
        if error.is_of_the_disk() {
            self.hurt.set(true);
        }
        error
    }

    /// A statement, prepared once for each connection.
    fn prepare(&self, sql: &str) -> rusqlite::Result<CachedStatement<'_>> {
        #[cfg(test)]
        super::testing::note_statement(sql);
        self.connection.prepare_cached(sql)
    }

    /// Seals and opens the secrets that the database keeps.
    #[must_use]
    pub fn vault(&self) -> &'c Vault {
        self.vault
    }

    /// The first row, if there is one.
    pub fn row<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnOnce(&Row<'_>) -> RowResult<T>,
    ) -> Result<Option<T>, StoreError> {
        let run = || self.prepare(sql)?.query_row(params, map).optional();
        run().map_err(|error| self.failure(error))
    }

    /// All rows.
    pub fn rows<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnMut(&Row<'_>) -> RowResult<T>,
    ) -> Result<Vec<T>, StoreError> {
        let run = || self.prepare(sql)?.query_map(params, map)?.collect::<RowResult<Vec<T>>>();
        run().map_err(|error| self.failure(error))
    }

    /// The rows of each key in turn, by a statement whose one parameter the key is: that costs less than one statement for all of
    /// them, whose text and plan differ with their number.
    pub fn rows_of_each<K: ToSql, T>(
        &self,
        sql: &str,
        keys: &[K],
        mut map: impl FnMut(&Row<'_>) -> RowResult<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut run = || {
            let (mut found, mut statement) = (Vec::new(), self.prepare(sql)?);
            for key in keys {
                let mut rows = statement.query([key])?;
                while let Some(row) = rows.next()? {
                    found.push(map(row)?);
                }
            }
            Ok(found)
        };
        run().map_err(|error| self.failure(error))
    }

    /// Hands over one row after the other, so that a table of any length takes the memory of one row.
    ///
    /// # Errors
    /// What `visit` returns, which ends it, or a [`StoreError`].
    pub fn each<E: From<StoreError>>(
        &self,
        sql: &str,
        params: impl Params,
        mut visit: impl FnMut(&Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each_while(sql, params, |row| visit(row).map(|()| true))
    }

    /// The same for as long as `visit` wants more.
    ///
    /// # Errors
    /// As [`Db::each`].
    pub fn each_while<E: From<StoreError>>(
        &self,
        sql: &str,
        params: impl Params,
        mut visit: impl FnMut(&Row<'_>) -> Result<bool, E>,
    ) -> Result<(), E> {
        let failure = |error| self.failure(error);
        let mut statement = self.prepare(sql).map_err(failure)?;
        let mut rows = statement.query(params).map_err(failure)?;
        while let Some(row) = rows.next().map_err(failure)? {
            if !visit(row)? {
                break;
            }
        }
        Ok(())
    }

    /// One whole number: a count, a sum, an id; 0 when there is no row.
    pub fn number(&self, sql: &str, params: impl Params) -> Result<i64, StoreError> {
        Ok(self.row(sql, params, |row| row.get(0))?.unwrap_or(0))
    }

    /// The number that a counter gave last; 0 when it never gave one.
    pub fn last_id(&self, counter: &str) -> Result<i64, StoreError> {
        let next = match self.counters.and_then(|counters| counters.next(counter)) {
            Some(next) => next,
            None => self.number("select next from counters where name = ?1", [counter])?,
        };
        Ok((next - 1).max(0))
    }

    /// The steps of a statement that begins with `explain query plan`; its parameters are not bound.
    #[cfg(test)]
    pub(super) fn plan(&self, sql: &str) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare(sql)?;
        let steps = statement.raw_query().mapped(|row| row.get(3)).collect::<rusqlite::Result<_>>()?;
        Ok(steps)
    }

    /// Whether there is a row.
    pub fn exists(&self, sql: &str, params: impl Params) -> Result<bool, StoreError> {
        let run = || self.prepare(sql)?.exists(params);
        run().map_err(|error| self.failure(error))
    }
}

/// A transaction: everything that [`Db`] does, and changes. It is made by the writer thread alone.
pub struct Tx<'c> {
    db: Db<'c>,
    counters: &'c Counters,
}

impl<'c> Deref for Tx<'c> {
    type Target = Db<'c>;

    fn deref(&self) -> &Self::Target {
        &self.db
    }
}

impl<'c> Tx<'c> {
    pub(super) fn new(connection: &'c Connection, vault: &'c Vault, counters: &'c Counters) -> Self {
        Self { db: Db { counters: Some(counters), ..Db::new(connection, vault) }, counters }
    }

    /// Runs a statement; how many rows it changed.
    ///
    /// # Errors
    /// A [`StoreError`], `Constraint` with its name when one refuses.
    pub fn run(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        let run = || self.prepare(sql)?.execute(params);
        run().map_err(|error| self.failure(error))
    }

    /// Runs a part of the work that is done whole or not at all, within a work that goes on either way.
    ///
    /// # Errors
    /// What `part` returns, after everything that it changed was undone; a [`StoreError`].
    pub fn in_part<T, E: From<StoreError>>(&self, part: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.run("savepoint part", [])?;
        let point = self.counters.point();
        let outcome = part();
        if outcome.is_err() {
            self.run("rollback to part", [])?;
            self.counters.go_back_to(point);
        }
        self.run("release part", [])?;
        outcome
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
    pub fn next_id(&self, counter: &str) -> Result<i64, StoreError> {
        self.counters.draw(self.connection, counter).map_err(|error| self.failure(error))
    }

    /// Raises a counter so that it gives only numbers above `taken`; used when rows come with ids of their own.
    pub fn keep_above(&self, counter: &str, taken: i64) -> Result<(), StoreError> {
        self.counters.keep_above(self.connection, counter, taken).map_err(|error| self.failure(error))
    }
}
