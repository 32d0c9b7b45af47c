//! Brings the log into the database file on a thread of its own, so that no order waits for it.
//!
//! A bit of the log is copied at a time while others write, and brought to the disk at once: a disk that is given much makes the next
//! commit wait behind it. As long as others write the log only grows; so when it is long enough, the last bit, which has come meanwhile,
//! is copied while the desk is held: the next write begins the log anew (sqlite.org/wal.html, "Avoiding excessively large WAL files").

use std::fs::File;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::hooks::Wal;
use rusqlite::{Connection, OpenFlags};

use super::connection::open_beside;
use super::desk::Desk;
use super::error::StoreError;
use super::writer::lock;

/// Pages that the log grows by between two copies, 2 MB: pages that many commits change are copied once.
const BIT: u64 = 500;
/// Pages in the log from which on it is to begin anew, 12 MB. All of them still have their places in the first block of the log's index
/// (sqlite.org/walformat.html).
const PAGES: u64 = 3000;

/// Pages from which on the writer does it itself, 64 MB: the thread has not come to it.
const TOO_MANY: u64 = 16_000;
/// So few pages are copied while the desk is held: about a millisecond.
const FEW: u64 = 100;
/// How often it is tried to leave no more.
const PASSES: usize = 3;

/// When the log is brought into the file.
pub(super) struct Checkpoints {
    file: PathBuf,
    /// The same file, to sync it. It must outlive every connection: closing it takes their locks away (sqlite.org/howtocorrupt.html).
    database: File,
    /// Pages that the log had when it was last copied.
    copied: AtomicU64,
    /// Pages that it had when a look kept it from beginning anew, or none.
    kept: AtomicU64,
    wake: Mutex<Option<SyncSender<()>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// How far one got.
struct Progress {
    /// Pages in the log.
    log: u64,
    /// Those of them that are in the file.
    done: u64,
}

impl Checkpoints {
    /// Of the database that `connection` writes, which no longer does it by itself.
    pub(super) fn of(connection: &mut Connection, file: PathBuf) -> Result<Arc<Self>, StoreError> {
        let database = File::open(&file).map_err(|error| StoreError::Other(error.to_string()))?;
        let made = Self {
            file,
            database,
            copied: AtomicU64::new(0),
            kept: AtomicU64::new(0),
            wake: Mutex::new(None),
            thread: Mutex::new(None),
        };
        let checkpoints = Arc::new(made);
        let noted = Arc::downgrade(&checkpoints);
        connection.wal_hook(Some(move |log: &mut Wal, pages: i32| {
            let pages = u64::from(pages.unsigned_abs());
            if noted.upgrade().is_some_and(|checkpoints| checkpoints.note(pages)) && pages >= TOO_MANY {
                // The thread may be at it this very moment, which will do.
                let _ = log.checkpoint();
            }
            Ok(())
        }))?;
        Ok(checkpoints)
    }

    /// Begins to wait for a log that is long enough.
    pub(super) fn start(self: &Arc<Self>, desk: Arc<Mutex<Desk>>) -> Result<(), String> {
        let (wake, woken) = mpsc::sync_channel(1);
        let checkpoints = Arc::clone(self);
        let thread = std::thread::Builder::new()
            .name("checkpoints".to_owned())
            .spawn(move || checkpoints.make_until_stopped(&woken, &desk))
            .map_err(|error| format!("The thread for checkpoints cannot be started: {error}."))?;
        *lock(&self.wake) = Some(wake);
        *lock(&self.thread) = Some(thread);
        Ok(())
    }

    /// Waits until one that is under way is done, and makes no more.
    pub(super) fn stop(&self) {
        lock(&self.wake).take();
        if lock(&self.thread).take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the thread for checkpoints ended with a panic");
        }
    }

    /// After each commit: the log has so many pages. Whether there is something to copy.
    fn note(&self, pages: u64) -> bool {
        let copied = self.copied.load(Ordering::Relaxed);
        if pages < BIT || (copied..copied + BIT).contains(&pages) {
            return false;
        }
        if let Some(wake) = &*lock(&self.wake) {
            // One that waits already will do.
            let _ = wake.try_send(());
        }
        true
    }

    fn make_until_stopped(&self, woken: &Receiver<()>, desk: &Mutex<Desk>) {
        let mut connection = None;
        while woken.recv().is_ok() {
            if let Err(error) = self.make(&mut connection, desk) {
                // Nothing is lost: what is not in the file is in the log, and a disk that is full is told by every write.
                tracing::debug!(%error, "a checkpoint failed");
                connection = None;
            }
            // Commits that came meanwhile have asked for this very one.
            while woken.try_recv().is_ok() {}
        }
    }

    fn make(&self, connection: &mut Option<Connection>, desk: &Mutex<Desk>) -> Result<(), StoreError> {
        let connection = match connection {
            Some(connection) => connection,
            // It does nothing else, as durably as the writer would.
            None => connection.insert(open_beside(
                &self.file,
                OpenFlags::SQLITE_OPEN_READ_WRITE,
                Duration::from_secs(5),
                "pragma synchronous = full; pragma cache_size = -100;",
            )?),
        };
        let mut pages = self.copy(connection)?;
        if pages < self.kept.load(Ordering::Relaxed) + PAGES {
            return Ok(());
        }
        for _ in 0..PASSES {
            let before = std::mem::replace(&mut pages, self.copy(connection)?);
            if pages.saturating_sub(before) < FEW {
                break;
            }
        }
        let desk = lock(desk);
        let progress = fold(connection)?;
        let begins_anew = progress.done == progress.log;
        self.copied.store(progress.log, Ordering::Relaxed);
        // One that a long look keeps is tried again when it has grown as much once more.
        self.kept.store(if begins_anew { 0 } else { progress.log }, Ordering::Relaxed);
        drop(desk);
        if !begins_anew {
            tracing::debug!(pages = progress.log, done = progress.done, "a look keeps the log from beginning anew");
        }
        Ok(())
    }

    /// Copies what others have written so far, and how long the log was then. `SQLite` brings the copies to the disk only when the whole
    /// log is copied, which is while the desk is held; all of them at once would keep the desk for as long as the disk takes.
    fn copy(&self, connection: &Connection) -> Result<u64, StoreError> {
        let pages = fold(connection)?.log;
        self.copied.store(pages, Ordering::Relaxed);
        if let Err(error) = self.database.sync_data() {
            tracing::debug!(%error, "copied pages could not be brought to the disk yet");
        }
        Ok(pages)
    }
}

/// Copies what it can of the log.
fn fold(connection: &Connection) -> Result<Progress, StoreError> {
    let progress = connection.prepare_cached("pragma wal_checkpoint(passive)")?.query_row([], |row| {
        let (log, done): (i64, i64) = (row.get(1)?, row.get(2)?);
        Ok(Progress { log: log.max(0).unsigned_abs(), done: done.max(0).unsigned_abs() })
    })?;
    Ok(progress)
}
