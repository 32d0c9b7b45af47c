//! The strong room: one `SQLite` file, one desk that writes with group commit, several readers.
//!
//! Everything that is kept is kept here, and nobody outside `store` and the `sql.rs` files sees `SQLite`. A use case is one
//! function over [`Tx`], handed to [`Store::write`]; it is answered after its commit is on the disk. A function that
//! only looks takes a [`Db`], handed to [`Store::read`], and never waits for the writer. Secrets are kept
//! sealed, under a key that lies in a file beside the database ([`Vault`]).

mod access;
mod basis;
mod bulk;
mod checkpoint;
mod conditions;
mod connection;
mod copy;
mod counters;
mod db;
mod desk;
mod digests;
mod error;
mod figures;
pub mod files;
mod instance;
mod kept;
mod level;
mod mark;
mod memories;
mod migrations;
mod open;
mod reader;
mod replace;
mod rule;
mod seal;
mod sealed;
mod stamp;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
pub mod typed;
mod writer;

pub use access::{Need, may_use, refuse_own_file};
pub use basis::{Basis, Columns};
pub use bulk::{Cell, Loading, Table, each_row, schema_of, tables};
pub use conditions::{Conditions, Page, containing};
pub use copy::{Contents, copy_database, inspect};
pub use db::{Db, Tx};
pub use digests::{Digested, compare_digests};
pub use error::{StoreError, io_sentence};
pub use figures::Figures;
pub use files::{DATABASE_FILE, KEY_FILE, LOCK_FILE};
pub use instance::{InstanceLock, refuse_network_file_system};
pub use kept::Kept;
pub use level::Level;
pub use mark::{LOSS_FILE, MARK_FILE, lost_commits, marked_commits, missing_commits};
pub use memories::Memories;
pub use migrations::{schema_faults, schema_version};
pub use open::{OpenMode, StoreOptions, refuse_empty};
pub use reader::Reader;
pub use replace::replace_database;
pub use rule::Rule;
pub use rusqlite::types::ToSql;
pub use rusqlite::{Row, params};
pub use seal::{SealError, Vault};
pub use sealed::{Sealed, Unsealing};
pub use stamp::Stamp;
pub use typed::Id;
pub(crate) use typed::{ids, statement, states, words};

use std::path::{Path, PathBuf};
use std::sync::Arc;

use basis::Stamps;
use checkpoint::Checkpoints;
use reader::Readers;
use writer::Writer;

/// What a row mapper returns; an alias so that `sql.rs` files need not name the database crate.
pub type RowResult<T> = rusqlite::Result<T>;

/// Why a row cannot be read, or a value not be bound.
pub type RowError = rusqlite::Error;

/// An open outlet database. Cheap to clone; the file is closed when the last clone is gone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    writer: Writer,
    readers: Readers,
    /// After the connections, because it holds a file that they have locks on.
    stamps: Arc<Stamps>,
    /// As well.
    _checkpoints: Arc<Checkpoints>,
    folder: PathBuf,
    /// Held for as long as the store is open: a second instance on the folder is refused.
    _lock: instance::InstanceLock,
}

impl Store {
    /// Opens (and where needed migrates) the database of a data folder.
    ///
    /// # Errors
    /// A sentence for the person at the command line: no database there, another instance runs, a network file system, a newer
    /// schema, a damaged file.
    pub fn open(folder: &Path, mode: OpenMode, options: &StoreOptions) -> Result<Self, String> {
        open::open(folder, mode, options)
    }

    /// Runs `work` in a transaction, which it may share with its neighbours but in a savepoint of its own, on this thread or the writer's,
    /// and answers when the transaction is on the disk. `work` may be run more than once: it must not ask the time or draw random
    /// numbers that were not handed in.
    ///
    /// # Errors
    /// What `work` returns (its changes are then rolled back), or a [`StoreError`]: `Busy` when the queue is full.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnMut(&Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.inner.writer.submit(work)?.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// As [`Store::write`], for threads that are not the runtime's: commands, tests.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnMut(&Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.inner.writer.submit(work)?.blocking_recv().unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// Runs `look` on a read-only connection that sees one consistent state.
    ///
    /// # Errors
    /// What `look` returns, or a [`StoreError`].
    pub fn read<T, E>(&self, look: impl FnOnce(&Db<'_>) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        self.inner.readers.look(look)
    }

    /// The stamp of these bases now: what was made of them under the same stamp is still what the database says. Nothing while a
    /// commit is on its way, and for a basis that [`StoreOptions::bases`] did not name: then the database must be read.
    #[must_use]
    pub fn stamp(&self, bases: &[&'static Basis]) -> Option<Stamp> {
        self.inner.stamps.of(bases)
    }

    /// Makes the digests that are due, for as long as no other write waits; a day that is busy throughout gets them in the night.
    ///
    /// # Errors
    /// A [`StoreError`]; what was made until then is kept.
    pub async fn make_digests(&self) -> Result<(), StoreError> {
        let mut turns = 0;
        while turns < digests::TURNS && self.queue_length() == 0 && self.read(digests::are_due)? {
            self.write(digests::make_some).await?;
            turns += 1;
        }
        if turns > 1 {
            // Whole tables went through the desk's memory, which nobody will ask for.
            self.write(|tx| tx.run("pragma shrink_memory", []).map(drop)).await?;
        }
        Ok(())
    }

    /// What [`Db::kept`] keeps of these bases for a key, if it is of the state that a look would see now: without one.
    #[must_use]
    pub fn remembered<K, V>(&self, bases: &[&'static Basis], key: &K) -> Option<V>
    where
        K: Eq + std::hash::Hash + Send + Sync + 'static,
        V: Clone + Send + Sync + 'static,
    {
        let stamp = self.inner.stamps.of(bases)?;
        self.inner.stamps.memories.get::<Kept<K, V>>().get(key, stamp)
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// What the writer has done since the start.
    #[must_use]
    pub fn figures(&self) -> &Figures {
        self.inner.writer.figures()
    }

    /// How many writes wait now.
    #[must_use]
    pub fn queue_length(&self) -> usize {
        self.inner.writer.queue_length()
    }

    /// `SQLite`'s own quick look over the whole file.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when something is wrong.
    pub fn quick_check(&self) -> Result<(), StoreError> {
        self.inner.readers.check_quickly()
    }
}
