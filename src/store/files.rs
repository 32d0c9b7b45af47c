//! Steps on files that hold through a power cut: what was written is on the disk before something else relies on it.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::access::{folder_of, give_to_owner_of};

/// The lock file's name in the data folder.
pub const LOCK_FILE: &str = "outpost.lock";
/// The key file's name in the data folder.
pub const KEY_FILE: &str = "outpost.key";
/// The database file's name in its folder.
pub const DATABASE_FILE: &str = "outpost.db";

/// Makes an empty file that only its owner may read; one that is there already is cut to nothing. It is the caller's own.
pub fn make_private_file(file: &Path) -> io::Result<File> {
    let _ = fs::remove_file(file); // one with wider rights would keep them
    make_new(file)
}

/// The rights are set once more when the file is there: a umask may have taken away what its owner needs.
fn make_new(file: &Path) -> io::Result<File> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    made.set_permissions(fs::Permissions::from_mode(0o600))?;
    Ok(made)
}

/// As [`make_private_file`], for files of an outlet: one that root makes is given to the folder's owner.
pub fn make_outlet_file(file: &Path) -> io::Result<File> {
    let _ = fs::remove_file(file);
    make_new_outlet_file(file)
}

/// As [`make_outlet_file`], but refuses a name that is taken.
pub fn make_new_outlet_file(file: &Path) -> io::Result<File> {
    let made = make_new(file)?;
    give_to_owner_of(folder_of(file), &made);
    Ok(made)
}

/// Makes a folder of an outlet, and those above it, that only its owner may enter: that is the owner of the folder that was there.
pub fn make_private_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = folder_of(folder);
    make_private_folder(above)?;
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        // Somebody else was quicker.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => return Ok(()),
        made => made?,
    }
    // As with files: the umask.
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    give_to_owner_of(above, &File::open(folder)?);
    Ok(())
}

/// Waits until a file's bytes are on the disk.
pub fn sync_file(file: &Path) -> io::Result<()> {
    File::open(file)?.sync_all()
}

/// Waits until the names in a file's folder are on the disk: a rename that was not synced may be undone by a power cut.
pub fn sync_folder_of(file: &Path) -> io::Result<()> {
    File::open(folder_of(file))?.sync_all()
}

/// The path of the same folder whose name ends in `ending` as well: `outpost.db` and `-wal` give `outpost.db-wal`.
#[must_use]
pub fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Removes a file; that there was none is as good.
pub fn remove_if_there(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
