//! Read-only connections. A look is short and runs in place, so there are never more in use than threads that look.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::access::{Need, may_use};
use super::basis::{Stamps, View};
use super::connection::{control, open_beside};
use super::{Db, StoreError, Vault};
use crate::clock::Stopwatch;

/// How much of the file a connection keeps: 2 MB.
const CACHE: &str = "pragma cache_size = -2000";

/// Connections that wait for the next look.
pub(super) struct Readers {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
    keep: usize,
    slow: Duration,
    vault: Arc<Vault>,
    /// None beside another program: nothing is kept then.
    stamps: Option<Arc<Stamps>>,
}

impl Readers {
    pub(super) fn new(file: PathBuf, keep: usize, slow: Duration, vault: Arc<Vault>) -> Self {
        Self { file, idle: Mutex::new(Vec::new()), keep, slow, vault, stamps: None }
    }

    pub(super) fn with_stamps(self, stamps: Arc<Stamps>) -> Self {
        Self { stamps: Some(stamps), ..self }
    }

    pub(super) fn look<T, E>(&self, look: impl FnOnce(&Db<'_>) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        let (watch, holder) = (Stopwatch::start(), std::any::type_name_of_val(&look));
        // Before the transaction begins: see `View::stamp`.
        let view = self.stamps.as_deref().map(|stamps| View::Look(stamps, stamps.head()));
        let connection = self.begin()?;
        let db = Db::new(&connection, &self.vault);
        let db = match view {
            Some(view) => db.with_view(view),
            None => db,
        };
        let found = look(&db);
        self.end(connection, &watch, holder);
        found
    }

    /// A connection that sees one state. This and [`Readers::end`] are apart so that they are compiled once and not for each of
    /// the program's looks.
    fn begin(&self) -> Result<Connection, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => connect(&self.file)?,
        };
        control(&connection, "begin deferred")?;
        Ok(connection)
    }

    /// `SQLite`'s own quick look over the whole file, beside those who work on it. It has one of the connections that looks use, which
    /// knows the tables already; every page is read once, so next to nothing is kept of them meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when something is wrong.
    pub(super) fn check_quickly(&self) -> Result<(), StoreError> {
        let connection = self.begin()?;
        connection.execute_batch("pragma cache_size = -100")?;
        let found: String = connection.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
        connection.execute_batch(CACHE)?;
        self.put_back(connection);
        if found == "ok" { Ok(()) } else { Err(StoreError::Corrupt) }
    }

    fn end(&self, connection: Connection, watch: &Stopwatch, holder: &str) {
        if watch.elapsed() > self.slow {
            // As long as it lasts, the log beside the file cannot be folded in.
            tracing::warn!(holder, elapsed = watch.elapsed().as_millis(), "a look at the database was slow");
        }
        self.put_back(connection);
    }

    /// A connection whose transaction cannot be ended is dropped instead of kept.
    fn put_back(&self, connection: Connection) {
        if control(&connection, "rollback").is_ok() {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < self.keep {
                idle.push(connection);
            }
        }
    }
}

/// A look at a folder's database beside whatever program serves it: it takes no lock and cannot change anything.
pub struct Reader(Readers);

impl Reader {
    /// A reader of the database in a data folder.
    ///
    /// # Errors
    /// A sentence that says that there is none.
    pub fn open(folder: &Path) -> Result<Self, String> {
        Self::with_vault(folder, Vault::without_key())
    }

    /// The same with the key file of the folder, for what is sealed.
    ///
    /// # Errors
    /// A sentence that says that there is no database or no key file, or that the key cannot be read.
    pub fn open_with_key(folder: &Path) -> Result<Self, String> {
        Self::with_vault(folder, Vault::open_existing(folder)?)
    }

    fn with_vault(folder: &Path, vault: Vault) -> Result<Self, String> {
        let file = folder.join(super::DATABASE_FILE);
        may_use(folder, Need::Read)?;
        if !file.is_file() {
            return Err(format!("There is no database in {}; name its folder with --data.", folder.display()));
        }
        Ok(Self(Readers::new(file, 1, Duration::MAX, Arc::new(vault))))
    }

    /// Runs `look` on one consistent state.
    ///
    /// # Errors
    /// What `look` returns, or a [`StoreError`].
    pub fn look<T, E: From<StoreError>>(&self, look: impl FnOnce(&Db<'_>) -> Result<T, E>) -> Result<T, E> {
        self.0.look(look)
    }
}

fn connect(file: &Path) -> Result<Connection, StoreError> {
    let pragmas = format!("pragma query_only = on; {CACHE}; pragma temp_store = memory;");
    let connection = open_beside(file, OpenFlags::SQLITE_OPEN_READ_ONLY, Duration::from_secs(5), &pragmas)?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}
