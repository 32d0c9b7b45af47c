//! Steps on files that hold through a power cut: what was written is on the disk before something else relies on it.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Makes an empty file that only its owner may read; one that is there already is cut to nothing.
///
/// # Errors
/// As the operating system says.
pub fn make_private_file(file: &Path) -> io::Result<File> {
    let _ = fs::remove_file(file); // one with wider rights would keep them
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)
}

/// Makes a folder, and those above it, that only its owner may enter.
///
/// # Errors
/// As the operating system says.
pub fn make_private_folder(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Waits until a file's bytes are on the disk.
///
/// # Errors
/// As the operating system says.
pub fn sync_file(file: &Path) -> io::Result<()> {
    File::open(file)?.sync_all()
}

/// Waits until the names in a file's folder are on the disk: a rename that was not synced may be undone by a power cut.
///
/// # Errors
/// As the operating system says.
pub fn sync_folder_of(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

/// The path of the same folder whose name ends in `ending` as well: `outpost.db` and `-wal` give `outpost.db-wal`.
#[must_use]
pub fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Removes a file; that there was none is as good.
///
/// # Errors
/// As the operating system says.
pub fn remove_if_there(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
