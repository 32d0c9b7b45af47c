//! What all connections to the file have in common.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::StoreError;

/// Opens a file that is there, beside the connection that writes, and sets it up with `pragmas`. It waits `patience` for a lock.
pub(super) fn open_beside(
    file: &Path,
    rights: OpenFlags,
    patience: Duration,
    pragmas: &str,
) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(file, rights | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(patience)?;
    keep_plans(&connection)?;
    connection.execute_batch("pragma trusted_schema = off")?;
    connection.execute_batch(pragmas)?;
    Ok(connection)
}

/// Lets a statement be planned once: else `SQLite` plans some anew for each value that is bound, which costs more than they do.
pub(super) fn keep_plans(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

/// Begins or ends a transaction, or a part of one.
pub(super) fn control(connection: &Connection, sql: &str) -> Result<(), StoreError> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}
