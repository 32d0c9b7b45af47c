//! The folder in which a serving outlet keeps its backups.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Manifest, partial};
use crate::clock::{Instant, Zone};
use crate::store::files::{make_private_folder, remove_if_there};

/// How the names of backups begin.
pub(super) const PREFIX: &str = "outpost-";
const SUFFIX: &str = ".db";
/// How the names of sealed ones end.
const SEALED_SUFFIX: &str = ".db.age";

/// The name of a backup made at an instant: UTC, so that names sort as they were made. `count` tells those of one second apart.
#[must_use]
pub fn file_name(now: Instant, count: u32, sealed: bool) -> String {
    let stamp = Zone::utc().format(now, "%Y%m%d-%H%M%S");
    let suffix = if sealed { SEALED_SUFFIX } else { SUFFIX };
    match count {
        0 => format!("{PREFIX}{stamp}{suffix}"),
        count => format!("{PREFIX}{stamp}.{count}{suffix}"),
    }
}

/// A folder of backups with names of [`file_name`].
#[derive(Clone, Debug)]
pub struct BackupFolder {
    folder: PathBuf,
}

impl BackupFolder {
    /// The folder in a folder, which is made when it is first needed.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The folder, made if it was not there.
    pub fn folder(&self) -> io::Result<&Path> {
        make_private_folder(&self.folder)?;
        Ok(&self.folder)
    }

    /// The backups that have a manifest, the newest first.
    #[must_use]
    pub fn backups(&self) -> Vec<(PathBuf, Manifest)> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let is_backup = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            name.starts_with(PREFIX) && (name.ends_with(SUFFIX) || name.ends_with(SEALED_SUFFIX))
        };
        let paths = entries.filter_map(Result::ok).map(|entry| entry.path()).filter(is_backup);
        let mut found: Vec<_> =
            paths.filter_map(|path| Manifest::read(&path).ok().flatten().map(|manifest| (path, manifest))).collect();
        found.sort_by(|(one_path, one), (other_path, other)| (other.made_at, other_path).cmp(&(one.made_at, one_path)));
        found
    }

    /// The backup of a name, if there is one: no name leads out of the folder.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<PathBuf> {
        let is_named = |path: &Path| path.file_name().is_some_and(|it| it.to_str() == Some(name));
        self.backups().into_iter().map(|(path, _)| path).find(|path| is_named(path))
    }

    /// Removes all but the newest `keep` backups, and what backups that were cut off have left; how many backups went. Files of
    /// other names are never touched.
    pub fn prune(&self, keep: usize) -> io::Result<usize> {
        partial::sweep(&self.folder, PREFIX)?;
        remove_older(self.backups(), keep)
    }

    /// The same of those that the outlet made by itself and of those that were made by hand, so many of each: clicks push out none
    /// of another day.
    pub(super) fn prune_each(&self, keep: usize) -> io::Result<usize> {
        partial::sweep(&self.folder, PREFIX)?;
        let (by_hand, by_itself) = self.backups().into_iter().partition(|(_, manifest)| manifest.by_hand);
        Ok(remove_older(by_hand, keep)? + remove_older(by_itself, keep)?)
    }
}

/// Removes all but the first `keep` of some backups; how many went.
fn remove_older(mut backups: Vec<(PathBuf, Manifest)>, keep: usize) -> io::Result<usize> {
    let old = backups.split_off(keep.min(backups.len()));
    for (path, _) in &old {
        // The manifest goes last: what has none is no backup and would never be pruned.
        remove_if_there(path)?;
        remove_if_there(&Manifest::path_of(path))?;
    }
    Ok(old.len())
}

/// When a file was written last.
pub(super) fn modified_at(path: &Path) -> Option<Instant> {
    let written = fs::metadata(path).and_then(|data| data.modified()).ok()?;
    let since = written.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).ok().map(Instant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_as_backups_are_made() {
        let at = Instant(1_467_787_474_000);
        assert_eq!(file_name(at, 0, false), "outpost-20160706-064434.db");
        assert_eq!(file_name(at, 2, true), "outpost-20160706-064434.2.db.age");
        assert!(file_name(at, 1, true) < file_name(at.plus_ms(1000), 0, false));
    }
}
