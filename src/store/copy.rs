//! Whole copies of a database file, and what is in one. Used for backups and restores, never for rules.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::connection::open_beside;
use super::{StoreError, mark, migrations};

/// Pages that are copied in one step; it decides no more than how often the loop turns.
const PAGES_A_STEP: i32 = 1000;

/// What a database file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The schema version.
    pub schema: i64,
    /// Rows of each table.
    pub rows: BTreeMap<String, i64>,
    /// The number of the last commit.
    pub commits: u64,
}

/// Copies the database `source`, in use or not, to the file `target`, which is one file without a log beside it.
///
/// The copy is of one moment: a read transaction is held while it is made, so writers go on beside it and never make it begin
/// anew, which they would do for a copy of a file that changes all the time.
///
/// # Errors
/// A [`StoreError`]; what was begun at `target` is then of no use.
pub fn copy_database(source: &Path, target: &Path) -> Result<(), StoreError> {
    let source = open_to_read(source)?;
    source.execute_batch("begin deferred; select 1 from sqlite_schema limit 1;")?;
    let mut copy = Connection::open(target)?;
    // Nobody relies on the copy before it is synced and renamed, so its making need not be safe.
    copy.execute_batch("pragma synchronous = off; pragma cache_size = -2000;")?;
    let backup = Backup::new(&source, &mut copy)?;
    loop {
        match backup.step(PAGES_A_STEP)? {
            StepResult::Done => break,
            StepResult::More => {}
            _ => std::thread::sleep(Duration::from_millis(20)),
        }
    }
    drop(backup);
    copy.execute_batch("pragma journal_mode = delete;")?;
    copy.close().map_err(|(_, error)| error.into())
}

/// Looks a database file over from end to end and counts its rows.
///
/// # Errors
/// [`StoreError::Corrupt`] when `SQLite` finds damage or a row that points to nothing, and other [`StoreError`]s.
pub fn inspect(file: &Path) -> Result<Contents, StoreError> {
    let connection = open_to_read(file)?;
    let sound: String = connection.query_row("pragma integrity_check(1)", [], |row| row.get(0))?;
    let dangling = connection.prepare("pragma foreign_key_check")?.exists([])?;
    if sound != "ok" || dangling {
        return Err(StoreError::Corrupt);
    }
    let schema = migrations::version_of(&connection).map_err(StoreError::Other)?;
    // A file of another program has no such counter.
    let commits = mark::commits_in(&connection).unwrap_or(0);
    Ok(Contents { schema, rows: count_rows(&connection)?, commits })
}

fn count_rows(connection: &Connection) -> Result<BTreeMap<String, i64>, StoreError> {
    let names = "select name from sqlite_schema where type = 'table' and name not like 'sqlite%' order by name";
    let mut statement = connection.prepare(names)?;
    let names = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let mut rows = BTreeMap::new();
    for name in names {
        let count = connection.query_row(&format!("select count(*) from \"{name}\""), [], |row| row.get(0))?;
        rows.insert(name, count);
    }
    Ok(rows)
}

fn open_to_read(file: &Path) -> Result<Connection, StoreError> {
    open_beside(file, OpenFlags::SQLITE_OPEN_READ_ONLY, Duration::from_secs(30), "pragma cache_size = -4000")
}
