//! A mark outside the log of how far it was acknowledged: `outpost.mark` beside the database.
//!
//! `SQLite` takes the log as far as its checksums are right and drops the rest without a word, which is what a torn write needs. But where
//! the disk has damaged what was synced, acknowledged commits are in that rest. Every commit therefore counts itself, in the
//! database and in this file; at the start the two must agree. The file is written before the commit is answered, so that a killed
//! program leaves it right, and synced once a second, so that no commit waits for a second sync.

use std::cell::Cell;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::files::{make_outlet_file, remove_if_there, sync_folder_of};
use super::{Db, StoreError};
use crate::clock::Stopwatch;

/// The mark's name in the data folder.
pub const MARK_FILE: &str = "outpost.mark";
/// What remembers a loss until somebody has looked into it.
pub const LOSS_FILE: &str = "outpost.lost-commits";
/// How long the mark may be ahead of the disk.
const SYNC_EVERY: Duration = Duration::from_secs(1);

/// The mark of a folder whose database is open.
pub(super) struct Mark {
    file: Option<File>,
    /// Since when it is ahead of the disk.
    unsynced: Cell<Option<Stopwatch>>,
}

impl Mark {
    /// Opens the mark, at the number of the last commit that is there. Without it the outlet serves all the same.
    pub(super) fn open(folder: &Path, commits: u64) -> Self {
        let mark = Self { file: opened(folder).map_err(|error| warn(&error)).ok(), unsynced: Cell::new(None) };
        mark.note(commits);
        mark.sync();
        mark
    }

    /// Writes down that a commit is on the disk.
    pub(super) fn note(&self, commits: u64) {
        let Some(file) = &self.file else { return };
        if let Err(error) = file.write_all_at(line(commits).as_bytes(), 0) {
            warn(&error);
        }
        let since = self.unsynced.get().unwrap_or_else(Stopwatch::start);
        self.unsynced.set(Some(since));
        self.sync_if_due();
    }

    /// How long the writer may wait for work until the mark must be synced; nothing when it is.
    pub(super) fn patience(&self) -> Option<Duration> {
        self.unsynced.get().map(|since| SYNC_EVERY.saturating_sub(since.elapsed()))
    }

    /// Brings the mark to the disk if it is ahead of it for long enough.
    pub(super) fn sync_if_due(&self) {
        if self.patience().is_some_and(|left| left.is_zero()) {
            self.sync();
        }
    }

    /// Brings the mark to the disk.
    pub(super) fn sync(&self) {
        self.unsynced.set(None);
        if let Some(Err(error)) = self.file.as_ref().map(File::sync_data) {
            warn(&error);
        }
    }
}

fn warn(error: &io::Error) {
    tracing::warn!(%error, "the mark of acknowledged commits cannot be written");
}

/// The file as it lies there; a new one gets its name on the disk at once.
fn opened(folder: &Path) -> io::Result<File> {
    let path = folder.join(MARK_FILE);
    if !path.exists() {
        let made = make_outlet_file(&path)?;
        sync_folder_of(&path)?;
        return Ok(made);
    }
    OpenOptions::new().write(true).open(path)
}

/// The number with a checksum: half a line counts as none.
fn line(commits: u64) -> String {
    let number = format!("{commits:020}");
    let sum = Sha256::digest(number.as_bytes());
    format!("{number} {}\n", crate::text::hex(&sum[..4]))
}

/// The last commit that was acknowledged; nothing where no mark can be read.
fn read(folder: &Path) -> Option<u64> {
    let text = fs::read_to_string(folder.join(MARK_FILE)).ok()?;
    let commits = text.split(' ').next()?.parse().ok()?;
    (text == line(commits)).then_some(commits)
}

/// The number of the last commit in a database.
pub(super) fn commits_in(connection: &Connection) -> Result<u64, StoreError> {
    let sql = "select coalesce(max(next) - 1, 0) from counters where name = 'commits'";
    let commits: i64 = connection.query_row(sql, [], |row| row.get(0))?;
    Ok(commits.unsigned_abs())
}

/// The last commit that was acknowledged in a folder, to be read before the database is; 0 where no mark can be read.
#[must_use]
pub fn marked_commits(folder: &Path) -> u64 {
    read(folder).unwrap_or(0)
}

/// How many acknowledged commits a database lacks.
pub fn missing_commits(db: &Db<'_>, marked: u64) -> Result<u64, StoreError> {
    Ok(marked.saturating_sub(db.last_id("commits")?.unsigned_abs()))
}

/// Compares the mark with the database that was just opened; what is missing is told, and remembered in a file.
pub(super) fn tell_losses(folder: &Path, commits: u64) {
    let lost = read(folder).map_or(0, |marked| marked.saturating_sub(commits));
    if lost == 0 {
        return;
    }
    tracing::error!(lost, "acknowledged writes are missing: the database's log was damaged; see `outpost check`");
    let text = format!("{lost}\n");
    let written = make_outlet_file(&folder.join(LOSS_FILE))
        .and_then(|file| file.write_all_at(text.as_bytes(), 0).and_then(|()| file.sync_all()));
    if let Err(error) = written {
        tracing::error!(%error, "the loss cannot be written down");
    }
}

/// How many acknowledged commits were missing at a start, as long as nobody has removed the file that says so.
#[must_use]
pub fn lost_commits(folder: &Path) -> Option<u64> {
    let text = fs::read_to_string(folder.join(LOSS_FILE)).ok()?;
    Some(text.trim().parse().unwrap_or(1))
}

/// Forgets the mark: another database takes the place of the one that it was of.
///
/// # Errors
/// As the operating system says.
pub(super) fn forget(folder: &Path) -> io::Result<()> {
    remove_if_there(&folder.join(MARK_FILE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written_and_half_of_it_is_none() {
        let folder = std::env::temp_dir().join(format!("outpost-mark-{}", crate::random::Ids::fresh().uuid()));
        fs::create_dir_all(&folder).unwrap();
        assert_eq!(read(&folder), None);
        Mark::open(&folder, 7).note(12);
        assert_eq!(read(&folder), Some(12));
        tell_losses(&folder, 12);
        assert_eq!(lost_commits(&folder), None);
        tell_losses(&folder, 9);
        assert_eq!(lost_commits(&folder), Some(3));
        let whole = fs::read(folder.join(MARK_FILE)).unwrap();
        for place in 0..whole.len() {
            let mut wrong = whole.clone();
            wrong[place] ^= 1;
            fs::write(folder.join(MARK_FILE), &wrong).unwrap();
            assert_eq!(read(&folder), None, "byte {place}");
        }
        forget(&folder).unwrap();
        assert_eq!(read(&folder), None);
        fs::remove_dir_all(&folder).unwrap();
    }
}
