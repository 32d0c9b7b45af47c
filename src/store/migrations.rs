//! Bringing a database to this program's schema, or refusing one that is newer.
//!
//! A database with orders in it is never changed in place: it is copied, the copy is migrated and looked over, and takes the
//! old file's place by a rename. A kill at any moment leaves the old file or the new one, never a mixture; the old one stays
//! beside it as a snapshot.

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use super::files::{make_outlet_file, make_private_folder, remove_if_there, sync_file, sync_folder_of, with_ending};
use super::{Db, StoreError, io_sentence};

mod embedded {
    refinery::embed_migrations!("schema/sqlite");
}

/// The schema version that this program writes: the number of the newest migration. A runner knows it too, but makes expressions of half a
/// megabyte to read its files' names by, and keeps them.
#[must_use]
pub fn schema_version() -> i64 {
    const NEWEST: &str = env!("OUTPOST_SCHEMA");
    NEWEST.parse().unwrap_or_default()
}

/// The schema version of a database; 0 for an empty one.
pub(super) fn version_of(connection: &Connection) -> Result<i64, String> {
    let known = connection
        .prepare("select 1 from sqlite_schema where name = 'refinery_schema_history'")
        .and_then(|mut statement| statement.exists([]))
        .map_err(damaged)?;
    if !known {
        return Ok(0);
    }
    connection
        .query_row("select coalesce(max(version), 0) from refinery_schema_history", [], |row| row.get(0))
        .map_err(damaged)
}

fn damaged(error: rusqlite::Error) -> String {
    StoreError::from(error).sentence("The database cannot be read")
}

/// Makes the tables of a new database.
pub(super) fn create(connection: &mut Connection) -> Result<(), String> {
    run(connection, &embedded::migrations::runner())
}

/// Runs migrations without foreign keys: a table that is made anew is dropped meanwhile, and must not take along the rows that name
/// its own. Whoever migrates rows looks for those that point to nothing.
fn run(connection: &mut Connection, runner: &refinery::Runner) -> Result<(), String> {
    let held: bool = connection.query_row("pragma foreign_keys", [], |row| row.get(0)).map_err(damaged)?;
    let hold = |connection: &Connection, held: bool| connection.pragma_update(None, "foreign_keys", held);
    hold(connection, false).map_err(damaged)?;
    runner.run(connection).map_err(|error| not_created(&error))?;
    hold(connection, held).map_err(damaged)
}

/// The library wraps what the database said.
fn not_created(error: &refinery::Error) -> String {
    const WHAT: &str = "The tables cannot be created";
    let cause = match error.kind() {
        refinery::error::Kind::Connection(_, cause) => cause.downcast_ref::<rusqlite::Error>(),
        _ => None,
    };
    match cause.map(StoreError::from) {
        Some(cause) => cause.sentence(WHAT),
        None => format!("{WHAT}: {error}."),
    }
}

/// Tables, indexes and triggers that are missing, or are not as the migrations make them; others are the owner's business.
pub fn schema_faults(db: &Db<'_>) -> Result<Vec<String>, StoreError> {
    let mut made = Connection::open_in_memory()?;
    create(&mut made).map_err(StoreError::Other)?;
    let sql = "select type || ' ' || name, coalesce(sql, '') from sqlite_schema
        where type in ('table', 'index', 'trigger') and name not like 'sqlite%' order by type desc, name";
    let mut statement = made.prepare(sql)?;
    let wanted = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let wanted: Vec<(String, String)> = wanted.collect::<rusqlite::Result<_>>()?;
    let found: HashMap<String, String> = db.rows(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect();
    let fault = |(name, made): (String, String)| match found.get(&name) {
        None => Some(format!("the {name} is missing")),
        Some(sql) if *sql != made => Some(format!("the {name} is not as it was made")),
        Some(_) => None,
    };
    Ok(wanted.into_iter().filter_map(fault).collect())
}

/// Makes the tables of an empty database as they were at a schema version.
pub(super) fn create_at(connection: &mut Connection, schema: i64) -> Result<(), String> {
    let known = schema_version();
    let version = i32::try_from(schema).ok().filter(|_| (1..=known).contains(&schema));
    let version = version
        .ok_or_else(|| format!("The file has schema {schema}, this program knows {known}; use the newer program."))?;
    run(connection, &embedded::migrations::runner().set_target(refinery::Target::Version(version)))
}

/// Migrates `file` if it is older than this program, keeping the old file in `snapshots`.
pub(super) fn migrate(file: &Path, snapshots: &Path) -> Result<(), String> {
    let old = Connection::open(file).map_err(damaged)?;
    let version = version_of(&old)?;
    let wanted = schema_version();
    if version > wanted {
        return Err(format!(
            "The database has schema {version}, this program knows {wanted}; start the newer program that wrote it."
        ));
    }
    if version == wanted {
        return Ok(());
    }
    tracing::info!(from = version, to = wanted, "migrating the database");
    let copy = file.with_extension("migrating");
    copy_and_migrate(&old, &copy)?;
    old.close().map_err(|(_, error)| damaged(error))?;
    // The log is empty by now; one that a reader kept open must not be taken for the new file's.
    for ending in ["-wal", "-shm"] {
        remove_if_there(&with_ending(file, ending)).map_err(|error| cannot("remove the old database's log", &error))?;
    }
    make_private_folder(snapshots).map_err(|error| cannot("make the snapshot folder", &error))?;
    let snapshot = snapshots.join(format!("before-schema-{wanted}.db"));
    let _ = fs::remove_file(&snapshot); // an older try's snapshot of the same file
    fs::hard_link(file, &snapshot)
        .and_then(|()| fs::set_permissions(&snapshot, fs::Permissions::from_mode(0o600)))
        .map_err(|error| cannot("keep the old database as a snapshot", &error))?;
    fs::rename(&copy, file).map_err(|error| cannot("put the migrated database in place", &error))?;
    sync_folder_of(file).map_err(|error| cannot("write the data folder to the disk", &error))
}

fn copy_and_migrate(old: &Connection, copy: &Path) -> Result<(), String> {
    old.busy_timeout(Duration::from_secs(30)).map_err(damaged)?;
    let busy: bool = old.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get(0)).map_err(damaged)?;
    if busy {
        return Err("A backup or a check is reading the database; start again when it has ended.".to_owned());
    }
    for ending in ["", "-journal", "-wal", "-shm"] {
        // Left by a try that was cut off; its journal would be rolled back into the new copy.
        remove_if_there(&with_ending(copy, ending))
            .map_err(|error| cannot("remove an unfinished migration", &error))?;
    }
    // SQLite would make it with the rights that the umask leaves, and as root's.
    make_outlet_file(copy).map_err(|error| cannot("write beside the database", &error))?;
    old.execute("vacuum into ?1", [copy.to_string_lossy()]).map_err(damaged)?;
    let mut new = Connection::open(copy).map_err(damaged)?;
    create(&mut new)?;
    let broken =
        new.prepare("pragma foreign_key_check").and_then(|mut statement| statement.exists([])).map_err(damaged)?;
    if broken {
        return Err("The migrated database has rows that point to nothing; the old one was left as it is.".to_owned());
    }
    new.close().map_err(|(_, error)| damaged(error))?;
    sync_file(copy).map_err(|error| cannot("write the migrated database to the disk", &error))
}

fn cannot(what: &str, error: &std::io::Error) -> String {
    io_sentence(&format!("Outpost cannot {what}"), error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_are_numbered_without_gaps() {
        let runner = embedded::migrations::runner();
        let mut versions: Vec<_> = runner.get_migrations().iter().map(refinery::Migration::version).collect();
        versions.sort_unstable();
        let wanted: Vec<i32> = (1..).take(versions.len()).collect();
        assert_eq!(versions, wanted);
        assert_eq!(versions.last().map(|it| i64::from(*it)), Some(schema_version()));
    }
}
