//! Files that are being written: each is held by a lock for as long as its writer lives, so that what a killed one has left is
//! told from what somebody is writing just now, and goes with the next backup or start.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use crate::random::Ids;
use crate::store::files::{make_new_outlet_file, remove_if_there, with_ending};

use super::Manifest;

/// What stands behind the name that a file will have.
const ENDING: &str = ".partial-";

/// An unfinished file, removed with this unless it got its name.
pub(super) struct Partial {
    path: PathBuf,
    /// Held for its lock.
    _file: File,
}

impl Partial {
    /// Makes an empty file for what will be called `place`; its name is its own, so that two that are written at once do not meet.
    ///
    /// # Errors
    /// As the operating system says.
    pub(super) fn make(place: &Path) -> io::Result<Self> {
        loop {
            let path = with_ending(place, &format!("{ENDING}{}", &Ids::fresh().uuid()[..8]));
            let file = match make_new_outlet_file(&path) {
                // A share that knows no rights of Unix takes the file all the same.
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied && path.exists() => {
                    OpenOptions::new().write(true).mode(0o600).open(&path)?
                }
                made => made?,
            };
            // Where there are no locks, nobody sweeps either: see `is_left`.
            let _ = flock(&file, FlockOperation::NonBlockingLockExclusive);
            // Somebody may have swept it away before it was locked.
            let is_there = |there: fs::Metadata| file.metadata().is_ok_and(|own| own.ino() == there.ino());
            if fs::metadata(&path).is_ok_and(is_there) {
                return Ok(Self { path, _file: file });
            }
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        for left in [self.path.clone(), with_ending(&self.path, "-journal"), Manifest::path_of(&self.path)] {
            // What cannot be removed now is removed by the next sweep.
            let _ = remove_if_there(&left);
        }
    }
}

/// Removes what killed writers have left of files whose names begin with `prefix`; how many files.
///
/// # Errors
/// As the operating system says.
pub(super) fn sweep(folder: &Path, prefix: &str) -> io::Result<usize> {
    let mut swept = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with(prefix) && main_of(name).is_some_and(|main| is_left(&folder.join(main))) {
            remove_if_there(&path)?;
            swept += 1;
        }
    }
    Ok(swept)
}

/// The name of the unfinished file that a file belongs to: itself, or without what its journal and its manifest have behind it.
fn main_of(name: &str) -> Option<&str> {
    let (place, rest) = name.rsplit_once(ENDING)?;
    let id = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
    let is_own = matches!(&rest[id..], "" | "-journal" | ".json");
    (is_own && id == 8).then(|| &name[..place.len() + ENDING.len() + id])
}

/// Whether nobody writes a file: it is gone, or its lock can be had.
fn is_left(main: &Path) -> bool {
    match File::open(main) {
        Ok(file) => flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_stays_and_what_was_left_goes() {
        let folder = std::env::temp_dir().join(format!("outpost-partial-{}", Ids::fresh().uuid()));
        fs::create_dir_all(&folder).unwrap();
        let writing = Partial::make(&folder.join("outpost-1.db")).unwrap();
        let names = [
            "outpost-2.db.partial-0123abcd",
            "outpost-2.db.partial-0123abcd.json",
            "outpost-3.db.age.partial-0123abcd-journal",
        ];
        for name in names.iter().chain(&["outpost-4.db", "outpost-5.db.partial-x", "mine.partial-0123abcd"]) {
            fs::write(folder.join(name), "x").unwrap();
        }
        fs::write(Manifest::path_of(writing.path()), "x").unwrap();
        assert_eq!(sweep(&folder, "outpost-").unwrap(), names.len());
        assert!(writing.path().exists() && Manifest::path_of(writing.path()).exists());
        drop(writing);
        let left: Vec<_> = fs::read_dir(&folder).unwrap().collect();
        assert_eq!(left.len(), 3, "{left:?}");
        fs::remove_dir_all(&folder).unwrap();
    }
}
