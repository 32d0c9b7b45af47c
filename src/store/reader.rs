//! Read-only connections. A look is short and runs in place, so there are never more in use than threads that look.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags};

use super::{Db, StoreError, Vault};

/// Connections that wait for the next look.
pub(super) struct Readers {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
    keep: usize,
    vault: Arc<Vault>,
}

impl Readers {
    pub(super) fn new(file: PathBuf, keep: usize, vault: Arc<Vault>) -> Self {
        Self { file, idle: Mutex::new(Vec::new()), keep, vault }
    }

    pub(super) fn look<T, E>(&self, look: impl FnOnce(&Db<'_>) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => connect(&self.file)?,
        };
        control(&connection, "begin deferred")?;
        let found = look(&Db::new(&connection, &self.vault));
        // A connection whose transaction cannot be ended is dropped instead of kept.
        if control(&connection, "rollback").is_ok() {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < self.keep {
                idle.push(connection);
            }
        }
        found
    }
}

fn control(connection: &Connection, sql: &str) -> Result<(), StoreError> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}

fn connect(file: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.execute_batch(
        "pragma query_only = on;
         pragma trusted_schema = off;
         pragma cache_size = -2000;
         pragma temp_store = memory;",
    )?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}
