//! A backup once more in another place: another disk, a mounted share.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{Advice, fadvise};

use super::manifest::{Manifest, measure};
use super::partial::{self, Partial};
use super::{BackupFolder, backup_folder};
use crate::config::Config;
use crate::store::files::sync_folder_of;
use crate::store::io_sentence;

impl Config {
    /// Where each backup lies once more, if anywhere.
    #[must_use]
    pub fn second_backup_folder(&self) -> Option<PathBuf> {
        Some(self.text("backup.second_folder")).filter(|folder| !folder.is_empty()).map(PathBuf::from)
    }
}

/// Copies a backup with its manifest into a folder and reads it back from there. The folder must be there: where a share is not
/// mounted, its place would take the copies, on the disk that they are to survive.
///
/// # Errors
/// A sentence that says what to do.
pub(super) fn copy_to(folder: &Path, file: &Path, manifest: &Manifest) -> Result<PathBuf, String> {
    if !folder.is_dir() {
        return Err(format!(
            "The second backup folder {} is not there; mount what it lies on, or make it.",
            folder.display()
        ));
    }
    let failed = |error: io::Error| io_sentence(&format!("The second backup in {} failed", folder.display()), &error);
    partial::sweep(folder, backup_folder::PREFIX).map_err(failed)?;
    let place = folder.join(file.file_name().unwrap_or_default());
    let partial = Partial::make(&place).map_err(failed)?;
    copy(file, partial.path()).map_err(failed)?;
    let read_back = measure(partial.path()).map_err(failed)?;
    if read_back != (manifest.bytes, manifest.sha256.clone()) {
        return Err(format!(
            "What was read back from {} is not what was written there; look at that disk.",
            folder.display()
        ));
    }
    let written = Manifest::path_of(partial.path());
    manifest.write(&written).map_err(failed)?;
    fs::rename(&written, Manifest::path_of(&place))
        .and_then(|()| fs::rename(partial.path(), &place))
        .map_err(failed)?;
    match sync_folder_of(&place) {
        // Some shares know no syncing of folders.
        Err(error) if !matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            Err(failed(error))
        }
        _ => Ok(place),
    }
}

/// Copies, waits until it is on the disk, and forgets what the machine remembers of it, so that what is read next comes from there.
fn copy(file: &Path, to: &Path) -> io::Result<()> {
    let (mut from, mut out) = (File::open(file)?, fs::OpenOptions::new().write(true).open(to)?);
    io::copy(&mut from, &mut out)?;
    out.sync_all()?;
    // Not every file system forgets; then the copy was compared with itself, as it was written.
    let _ = fadvise(&out, 0, None, Advice::DontNeed);
    Ok(())
}

/// The newest backup of a folder that is whole there.
pub(super) fn newest(folder: &BackupFolder) -> Option<Manifest> {
    folder
        .backups()
        .into_iter()
        .find(|(path, it)| path.metadata().is_ok_and(|data| data.len() == it.bytes))
        .map(|(_, it)| it)
}
