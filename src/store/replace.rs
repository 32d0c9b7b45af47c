//! Putting another database in the place of a folder's own, so that a kill at any moment leaves the one or the other.
//!
//! A database is its file and the log beside it (`-wal`), and two files cannot be renamed at once. So the new one is first made
//! whole beside the old one and then given the name `outpost.db.restored.STAMP`: that rename decides. What is left to do
//! can be done again and again until it is finished, and [`finish`] does it at every opening of the folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::files::{remove_if_there, sync_file, sync_folder_of, with_ending};
use super::{DATABASE_FILE, mark};

const DECIDED: &str = "outpost.db.restored.";

/// Puts `new`, a closed and sound database in the data folder, in the place of its database. The old one stays beside it as
/// `outpost.before-restore-STAMP.db`. The caller holds the folder's lock.
///
/// # Errors
/// As the operating system says; the old database is then in place, or the new one will be at the next opening.
pub fn replace_database(folder: &Path, new: &Path, stamp: &str) -> io::Result<()> {
    fold_log_in(&folder.join(DATABASE_FILE));
    sync_file(new)?;
    let decided = folder.join(format!("{DECIDED}{stamp}"));
    fs::rename(new, &decided)?;
    sync_folder_of(&decided)?;
    finish(folder)
}

/// Best effort: with its log folded in, the old file is whole by itself. A damaged one keeps its log under its new name.
fn fold_log_in(file: &Path) {
    if file.exists()
        && let Ok(connection) = Connection::open(file)
    {
        let _ = connection.execute_batch("pragma wal_checkpoint(truncate)");
    }
}

/// Whether a replacement was decided and cut off.
pub(super) fn is_decided(folder: &Path) -> bool {
    find_decided(folder).is_ok_and(|found| found.is_some())
}

/// Finishes a replacement that was decided and cut off; does nothing when there is none.
///
/// # Errors
/// As the operating system says; it is tried again at the next opening.
pub(super) fn finish(folder: &Path) -> io::Result<()> {
    let Some((decided, stamp)) = find_decided(folder)? else { return Ok(()) };
    let file = folder.join(DATABASE_FILE);
    let kept = folder.join(format!("outpost.before-restore-{stamp}.db"));
    if file.exists() && !kept.exists() {
        fs::hard_link(&file, &kept)?;
    }
    let log = with_ending(&file, "-wal");
    if log.exists() {
        fs::rename(&log, with_ending(&kept, "-wal"))?;
    }
    remove_if_there(&with_ending(&file, "-shm"))?;
    mark::forget(folder)?;
    sync_folder_of(&file)?;
    fs::rename(&decided, &file)?;
    sync_folder_of(&file)
}

fn find_decided(folder: &Path) -> io::Result<Option<(PathBuf, String)>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if let Some(stamp) = name.to_str().and_then(|name| name.strip_prefix(DECIDED)) {
            return Ok(Some((entry.path(), stamp.to_owned())));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path =
                std::env::temp_dir().join(format!("outpost-replace-{name}-{}", crate::random::Ids::fresh().uuid()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        /// A database with one word in it, and its log beside it, as a killed program leaves them.
        fn database(&self, name: &str, word: &str) -> PathBuf {
            let file = self.0.join(name);
            let making = self.0.join("making");
            let connection = Connection::open(&making).unwrap();
            connection.execute_batch("pragma journal_mode = wal; create table words (word text);").unwrap();
            connection.execute("insert into words values (?1)", [word]).unwrap();
            fs::copy(with_ending(&making, "-wal"), with_ending(&file, "-wal")).unwrap();
            fs::copy(&making, &file).unwrap();
            drop(connection);
            for ending in ["", "-wal", "-shm"] {
                remove_if_there(&with_ending(&making, ending)).unwrap();
            }
            file
        }

        fn word(&self, name: &str) -> String {
            let connection = Connection::open(self.0.join(name)).unwrap();
            connection.query_row("select word from words", [], |row| row.get(0)).unwrap()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    fn alone(file: &Path) {
        Connection::open(file).unwrap().execute_batch("pragma journal_mode = delete").unwrap();
    }

    #[test]
    fn the_new_database_is_in_place_and_the_old_one_beside_it() {
        let folder = Folder::new("place");
        folder.database("outpost.db", "old");
        let new = folder.database("new.db", "new");
        alone(&new);
        replace_database(&folder.0, &new, "1").unwrap();
        assert_eq!(folder.word("outpost.db"), "new");
        assert_eq!(folder.word("outpost.before-restore-1.db"), "old");
    }

    /// Without [`finish`] the old log beside the new file would be taken for the new file's own: the second half shows it.
    #[test]
    fn a_replacement_that_was_cut_off_is_finished_at_the_next_opening() {
        let folder = Folder::new("cut");
        folder.database("outpost.db", "old");
        let new = folder.database("new.db", "new");
        alone(&new);
        fs::copy(&new, folder.0.join("mixture.db")).unwrap();
        fs::copy(folder.0.join("outpost.db-wal"), folder.0.join("mixture.db-wal")).unwrap();
        fs::rename(&new, folder.0.join(format!("{DECIDED}7"))).unwrap();
        finish(&folder.0).unwrap();
        finish(&folder.0).unwrap();
        assert_eq!(
            (folder.word("outpost.db"), folder.word("outpost.before-restore-7.db")),
            ("new".into(), "old".into())
        );
        assert_eq!(folder.word("mixture.db"), "old", "a stale log would have undone the restore");
    }
}
