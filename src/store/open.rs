//! Opening a data folder: what is checked before the first order is taken.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;

use super::access::{Need, may_use};
use super::basis::{Basis, Stamps};
use super::checkpoint::Checkpoints;
use super::connection::keep_plans;
use super::desk::Parts;
use super::instance::{InstanceLock, refuse_network_file_system};
use super::mark::Mark;
use super::reader::Readers;
use super::writer::Writer;
use super::{DATABASE_FILE, Inner, Store, StoreError, Vault, digests, files, io_sentence, mark, migrations, replace};

/// The oldest `SQLite` that is trusted (3.51.3): older ones have a known fault in WAL resets.
const OLDEST_SQLITE: i32 = 3_051_003;

/// Whether a folder must hold a database already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenMode {
    /// `serve`: refuse a folder without one.
    Existing,
    /// `init`: refuse a folder with one.
    New,
    /// `demo`: either.
    Any,
}

/// Sizes that the store is opened with.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// The most writes that wait; one more is answered `Busy`.
    pub queue: usize,
    /// Read connections that are kept open.
    pub readers: usize,
    /// A transaction that holds the store for longer is told in the log, with what held it.
    pub slow: Duration,
    /// The tables that something is kept ready of.
    pub bases: Vec<&'static Basis>,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self { queue: 1024, readers: 4, slow: Duration::from_millis(500), bases: Vec::new() }
    }
}

pub(super) fn open(folder: &Path, mode: OpenMode, options: &StoreOptions) -> Result<Store, String> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(format!("SQLite {} is too old for Outpost; rebuild it with a current one.", rusqlite::version()));
    }
    let file = folder.join(DATABASE_FILE);
    may_use(folder, Need::Write)?;
    finish_restore(folder)?;
    prepare_folder(folder, &file, mode)?;
    refuse_network_file_system(folder)?;
    let lock = InstanceLock::take(folder)?;
    if is_new(&file) {
        // Before SQLite makes it with wider rights; the files beside it get the same.
        let made = files::make_outlet_file(&file);
        made.and_then(|_| mark::forget(folder))
            .map_err(|error| io_sentence(&format!("The database {} cannot be made", file.display()), &error))?;
    } else {
        migrations::migrate(&file, &folder.join("backups"))?;
    }
    let vault = Arc::new(Vault::open(folder)?);
    let mut connection = connect(&file)?;
    let failed = |error: StoreError| error.sentence("The database cannot be read");
    let commits = mark::commits_in(&connection).map_err(failed)?;
    digests::prepare(&connection, &vault).map_err(failed)?;
    mark::tell_losses(folder, commits);
    let mark = Mark::open(folder, commits);
    let stamps = Arc::new(Stamps::watch(&connection, &file, &options.bases));
    let checkpoints = Checkpoints::of(&mut connection, file.clone()).map_err(failed)?;
    let parts = Parts { connection, vault: Arc::clone(&vault), mark, stamps: Arc::clone(&stamps) };
    let writer = Writer::start(parts, Arc::clone(&checkpoints), options.queue, options.slow)?;
    let readers = Readers::new(file, options.readers, options.slow, vault).with_stamps(Arc::clone(&stamps));
    let folder = folder.to_owned();
    Ok(Store { inner: Arc::new(Inner { writer, readers, stamps, _checkpoints: checkpoints, folder, _lock: lock }) })
}

/// Finishes a restore that was cut off. It comes first, because only then there may be a database.
fn finish_restore(folder: &Path) -> Result<(), String> {
    if !replace::is_decided(folder) {
        return Ok(());
    }
    let _lock = InstanceLock::take(folder)?;
    replace::finish(folder).map_err(|error| io_sentence("The restored database cannot be put in place", &error))
}

fn is_new(file: &Path) -> bool {
    std::fs::metadata(file).map_or(true, |data| data.len() == 0)
}

/// Refuses a folder whose database file is there and empty: somebody, or a full disk, has emptied it.
///
/// # Errors
/// A sentence that says what to do.
pub fn refuse_empty(folder: &Path) -> Result<(), String> {
    let file = folder.join(DATABASE_FILE);
    if !(is_new(&file) && file.exists()) {
        return Ok(());
    }
    Err(format!(
        "The database {} is empty; put a backup in its place with `outpost restore FILE --data {}`, or remove it if nothing was \
         ever in it.",
        file.display(),
        folder.display()
    ))
}

fn prepare_folder(folder: &Path, file: &Path, mode: OpenMode) -> Result<(), String> {
    match (mode, is_new(file)) {
        (OpenMode::Existing | OpenMode::New, true) if file.exists() => refuse_empty(folder),
        (OpenMode::Existing | OpenMode::New, true) if has_backups(folder) => Err(format!(
            "There is no database in {0}, but there are backups of one; put one in its place with \
             `outpost restore FILE --data {0}`, or name another folder for a new outlet.",
            folder.display()
        )),
        (OpenMode::Existing, true) => Err(format!(
            "There is no database in {}; make one with `outpost init --data {}`.",
            folder.display(),
            folder.display()
        )),
        (OpenMode::New, false) => Err(format!(
            "There is a database in {} already; start that outlet, or name another folder for a new one.",
            folder.display()
        )),
        (OpenMode::Existing, false) => Ok(()),
        (OpenMode::New | OpenMode::Any, _) => make_private_folder(folder),
    }
}

/// Whether the folder has copies of a database: backups, or what a restore or a migration has kept.
fn has_backups(folder: &Path) -> bool {
    let is_copy = |entry: std::fs::DirEntry| entry.path().extension().is_some_and(|ending| ending == "db");
    let holds_one =
        |folder: &Path| std::fs::read_dir(folder).is_ok_and(|entries| entries.filter_map(Result::ok).any(is_copy));
    holds_one(&folder.join("backups")) || holds_one(folder)
}

fn make_private_folder(folder: &Path) -> Result<(), String> {
    files::make_private_folder(folder)
        .map_err(|error| io_sentence(&format!("The data folder {} cannot be made", folder.display()), &error))
}

fn connect(file: &Path) -> Result<Connection, String> {
    let damaged = |error: rusqlite::Error| {
        StoreError::from(error).sentence(&format!("The database {} cannot be opened", file.display()))
    };
    let mut connection = Connection::open(file).map_err(damaged)?;
    connection.busy_timeout(Duration::from_secs(5)).map_err(damaged)?;
    keep_plans(&connection).map_err(damaged)?;
    // Power loss must not undo an acknowledged order: FULL syncs the log at each commit. What is deleted or changed is
    // overwritten on its page, so that personal data that has gone does not lie about in the file.
    connection
        .execute_batch(
            "pragma journal_mode = wal;
             pragma synchronous = full;
             pragma foreign_keys = on;
             pragma secure_delete = fast;
             pragma trusted_schema = off;
             pragma temp_store = memory;
             pragma cache_size = -4000;
             pragma journal_size_limit = 16777216;",
        )
        .map_err(damaged)?;
    connection.set_prepared_statement_cache_capacity(512);
    if migrations::version_of(&connection)? == 0 {
        migrations::create(&mut connection)?;
    }
    Ok(connection)
}
