//! Whose a data folder is, and what an account that may not use it is told.
//!
//! An outlet is set up and restored by root and served by an account of its own. What root makes in its folder is therefore given
//! to the folder's owner, and who is refused by the operating system hears as whom to run the command, not that nothing is there.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{MetadataExt, fchown};
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

use super::files::{DATABASE_FILE, KEY_FILE, LOCK_FILE, with_ending};

/// How the names of an outlet's files begin: database, logs, key, lock, and databases that were kept or are put in place.
const OWN_FILES: &str = "outpost.";

/// What a command wants of a data folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// To look at the database.
    Read,
    /// To change it, and to make files beside it.
    Write,
}

/// Gives a file or folder that root has just made to the owner of the folder that it lies in. Nothing changes for other accounts,
/// in root's own folders, or where the machine does not let root do it: then the next start says so.
pub(super) fn give_to_owner_of(folder: &Path, made: &File) {
    let (Ok(owner), Ok(now)) = (fs::metadata(folder), made.metadata()) else { return };
    // A second name of the file would give away what lies elsewhere.
    let is_alone = now.is_dir() || now.nlink() == 1;
    if now.uid() == 0
        && owner.uid() != 0
        && is_alone
        && let Err(error) = fchown(made, Some(owner.uid()), Some(owner.gid()))
    {
        tracing::warn!(%error, folder = %folder.display(), "a new file could not be given to the folder's owner");
    }
}

/// The folder that a file lies in.
pub(super) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Refuses an account that may not use a data folder. A folder or a database that is not there is no matter of rights, and a
/// disk that is mounted read-only is told by whoever writes.
///
/// # Errors
/// A sentence that names the file and the command that mends it, or the account to run this command as.
pub fn may_use(folder: &Path, need: Need) -> Result<(), String> {
    match fs::metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            return Err(format!(
                "Permission denied: {} cannot be reached by this account; run it as root: `{}`.",
                folder.display(),
                command_line()
            ));
        }
        Err(_) => return Ok(()),
        Ok(data) if !data.is_dir() => {
            return Err(format!("{} is no folder; name the outlet's data folder.", folder.display()));
        }
        Ok(_) => {}
    }
    let inside = [Access::READ_OK | Access::EXEC_OK, Access::WRITE_OK | Access::EXEC_OK];
    let [read, write] = [Access::READ_OK, Access::WRITE_OK];
    let wants = |reading, writing| if need == Need::Read { reading } else { reading | writing };
    if is_denied(folder, wants(inside[0], inside[1])) {
        return Err(refusal(folder, folder));
    }
    let database = folder.join(DATABASE_FILE);
    let logs = ["-wal", "-shm"].map(|ending| with_ending(&database, ending));
    let own = [folder.join(LOCK_FILE), folder.join(KEY_FILE)];
    let files: Vec<PathBuf> = match need {
        Need::Read => [database].into_iter().chain(logs).collect(),
        Need::Write => [database].into_iter().chain(logs).chain(own).collect(),
    };
    match files.into_iter().find(|file| is_denied(file, wants(read, write))) {
        Some(file) => Err(refusal(folder, &file)),
        None => Ok(()),
    }
}

/// Refuses a name that is, or would be, one of an outlet's own files: what somebody wrote there would be taken for the database,
/// its log or its key.
///
/// # Errors
/// A sentence that names the file.
pub fn refuse_own_file(folder: &Path, file: &Path) -> Result<(), String> {
    let is_beside = match (folder_of(file).canonicalize(), folder.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    };
    let is_own = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with(OWN_FILES);
    if is_beside && file.file_name().is_some_and(is_own) {
        return Err(format!("{} is a file of the outlet itself; name another one.", file.display()));
    }
    Ok(())
}

fn is_denied(path: &Path, wanted: Access) -> bool {
    matches!(access(path, wanted), Err(rustix::io::Errno::ACCESS | rustix::io::Errno::PERM))
}

/// What an account hears that may not use `path`, which is a data folder or lies in one.
fn refusal(folder: &Path, path: &Path) -> String {
    let own = rustix::process::geteuid().as_raw();
    let owner_of = |path: &Path| fs::metadata(path).map_or(0, |data| data.uid());
    let (of_folder, of_path) = (owner_of(folder), owner_of(path));
    let name = account(of_path);
    if of_folder != own && of_folder != 0 {
        return format!(
            "Permission denied: {} belongs to {name}; run it as `runuser -u {} -- {}`.",
            path.display(),
            account(of_folder),
            command_line()
        );
    }
    if of_path == own {
        return format!(
            "{} cannot be written, because its rights do not let its owner; run `chmod -R u+rwX {}`.",
            path.display(),
            folder.display()
        );
    }
    format!(
        "{} cannot be written, because it belongs to {name}; run `chown -R {}: {}` as root.",
        path.display(),
        account(own),
        folder.display()
    )
}

/// The account's name, or its number where it has none. The C library would ask services of the machine, which a static program
/// does not have.
fn account(id: u32) -> String {
    let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(id)).then(|| name.to_owned())
    });
    named.unwrap_or_else(|| format!("#{id}"))
}

/// The command that runs, as it would be typed.
fn command_line() -> String {
    let quoted = |word: std::ffi::OsString| {
        let word = word.to_string_lossy().into_owned();
        let is_plain = |letter: char| letter.is_alphanumeric() || "-_./:=,+@%".contains(letter);
        if !word.is_empty() && word.chars().all(is_plain) { word } else { format!("'{}'", word.replace('\'', r"'\''")) }
    };
    std::env::args_os().map(quoted).collect::<Vec<_>>().join(" ")
}
