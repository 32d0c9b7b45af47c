//! Checks of the data folder and its database file.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::{Checkup, Finding, sql};
use crate::backup::BackupFolder;
use crate::clock::{Clock, DAY_MS};
use crate::config::Config;
use crate::store::{
    DATABASE_FILE, KEY_FILE, StoreError, refuse_network_file_system, schema_faults, schema_of, schema_version,
};

/// Rights that others than the owner and its group have.
const OTHERS: u32 = 0o007;
/// Rights that the group has.
const GROUP: u32 = 0o070;

/// Whether others may enter the folder.
pub(super) fn folder_rights(checkup: &Checkup) -> Finding {
    rights(&checkup.folder, "chmod 700")
}

/// Whether others may read the database, which has customers' names and phones.
pub(super) fn file_rights(checkup: &Checkup) -> Finding {
    // A folder that nobody else may enter protects what is in it.
    let may_enter = fs::metadata(&checkup.folder).map_or(0, |data| data.mode());
    let file = checkup.folder.join(DATABASE_FILE);
    let reach = [OTHERS, GROUP].into_iter().filter(|who| may_enter & who != 0).sum();
    rights_of(&file, "chmod 600", reach)
}

/// Whether the key of sealed values is there, for its owner alone: without the latter the outlet does not start.
pub(super) fn key_file(checkup: &Checkup) -> Finding {
    let file = checkup.folder.join(KEY_FILE);
    match fs::metadata(&file) {
        Ok(data) if data.mode() & 0o077 != 0 => {
            Finding::Wrong(format!("others may read {0}; run `chmod 600 {0}`.", file.display()))
        }
        Ok(_) => Finding::Good("the owner alone may read it".to_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => Finding::Note(format!(
            "{} is not there; put the outlet's own there before the start, or ticket partners need new keys.",
            file.display()
        )),
        Err(error) => Finding::Wrong(format!("{} cannot be looked at: {error}.", file.display())),
    }
}

/// Whether everything in the folder belongs to the folder's owner, who serves the outlet.
pub(super) fn owners(checkup: &Checkup) -> Finding {
    let folder = &checkup.folder;
    let owner = fs::metadata(folder).map_or(0, |data| data.uid());
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let foreign =
        entries.map(|entry| entry.path()).find(|path| fs::metadata(path).is_ok_and(|data| data.uid() != owner));
    match foreign {
        None => Finding::Good("all files belong to the folder's owner".to_owned()),
        Some(path) => Finding::Wrong(format!(
            "{} does not belong to the folder's owner; run `chown -R --reference={folder} {folder}` as root.",
            path.display(),
            folder = folder.display()
        )),
    }
}

fn rights(path: &Path, remedy: &str) -> Finding {
    rights_of(path, remedy, OTHERS | GROUP)
}

/// Whether anybody of those in `reach` may open something, and whether this account can write it.
fn rights_of(path: &Path, remedy: &str, reach: u32) -> Finding {
    match fs::metadata(path) {
        Ok(data) if data.mode() & OTHERS & reach != 0 => {
            Finding::Wrong(format!("others may open {0}; run `{remedy} {0}`.", path.display()))
        }
        Ok(data) => match (writable(path), data.mode() & GROUP & reach) {
            (Ok(()), 0) => Finding::Good("the owner alone may open it".to_owned()),
            (Ok(()), _) => Finding::Note(format!(
                "the group may open {0} too; run `{remedy} {0}` unless that is meant.",
                path.display()
            )),
            (Err(sentence), _) => Finding::Wrong(sentence),
        },
        Err(error) => Finding::Wrong(format!("{} cannot be looked at: {error}.", path.display())),
    }
}

fn writable(path: &Path) -> Result<(), String> {
    use rustix::fs::{Access, access};
    access(path, Access::READ_OK | Access::WRITE_OK).map_err(|error| {
        format!(
            "{} cannot be written by this account ({error}); run the check as the outlet's account, or give it the file.",
            path.display()
        )
    })
}

/// Whether the folder lies on a disk of this machine.
pub(super) fn disk(checkup: &Checkup) -> Finding {
    match refuse_network_file_system(&checkup.folder) {
        Ok(()) => Finding::Good("of this machine".to_owned()),
        Err(sentence) => Finding::Wrong(sentence),
    }
}

/// Whether this program and the database belong together.
pub(super) fn schema(checkup: &Checkup) -> Finding {
    let known = schema_version();
    match checkup.reader.look(schema_of) {
        Ok(schema) if schema == known => Finding::Good(format!("version {schema}")),
        Ok(schema) if schema < known => {
            Finding::Note(format!("version {schema}; the next start makes it {known} and keeps the old file."))
        }
        Ok(schema) => Finding::Wrong(format!("version {schema}, this program knows {known}; use the newer program.")),
        Err(error) => unreadable(&error),
    }
}

/// Whether every table and index is there as the migrations make it.
pub(super) fn tables(checkup: &Checkup) -> Finding {
    match checkup.reader.look(schema_of) {
        Ok(schema) if schema == schema_version() => {}
        _ => return Finding::Note("not looked at, because the schema is another program's.".to_owned()),
    }
    listed(checkup.reader.look(schema_faults), "all are as this program makes them", "restore a backup")
}

/// The file, page by page.
pub(super) fn integrity(checkup: &Checkup) -> Finding {
    listed(checkup.reader.look(sql::damage), "every page is sound", "stop the outlet and restore a backup")
}

/// Rows that point to nothing.
pub(super) fn foreign_keys(checkup: &Checkup) -> Finding {
    listed(checkup.reader.look(sql::dangling), "every row points to one that is there", "restore a backup")
}

/// Numbers that would be given twice.
pub(super) fn counters(checkup: &Checkup) -> Finding {
    let found = checkup.reader.look(sql::counters_behind);
    listed(found, "no number is given twice", "import a file of that kind again, which raises its counter")
}

fn listed(found: Result<Vec<String>, StoreError>, good: &str, remedy: &str) -> Finding {
    match found {
        Ok(found) if found.is_empty() => Finding::Good(good.to_owned()),
        Ok(found) => Finding::Wrong(format!("{}; {remedy}.", found.join(", "))),
        Err(error) => unreadable(&error),
    }
}

fn unreadable(error: &StoreError) -> Finding {
    Finding::Wrong(error.sentence("the database cannot be read"))
}

/// Whether there is a backup that is not too old, and is still as it was made.
pub(super) fn backup(checkup: &Checkup) -> Finding {
    let Ok(config) = &checkup.config else { return Finding::Note("not looked at without settings.".to_owned()) };
    newest_in(config, &config.backup_folder(&checkup.folder), "a serving outlet makes one by itself")
}

/// The same of the place where they lie once more.
pub(super) fn second_backup(checkup: &Checkup) -> Finding {
    let Ok(config) = &checkup.config else { return Finding::Note("not looked at without settings.".to_owned()) };
    match config.second_backup_folder() {
        None => Finding::Good("no setting names a second place".to_owned()),
        Some(folder) if !folder.is_dir() => {
            Finding::Wrong(format!("{} is not there; mount what it lies on, or make it.", folder.display()))
        }
        Some(folder) => newest_in(config, &folder, "a serving outlet copies its next one"),
    }
}

fn newest_in(config: &Config, folder: &Path, how: &str) -> Finding {
    let Some((path, manifest)) = BackupFolder::new(folder.to_owned()).backups().into_iter().next() else {
        return Finding::Note(format!("none in {}; {how}.", folder.display()));
    };
    if let Err(sentence) = manifest.describes(&path) {
        return Finding::Wrong(sentence);
    }
    let age = Clock::machine().now().0.saturating_sub(manifest.made_at);
    let days = age / DAY_MS;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let sealed = if manifest.sealed.is_some() { ", encrypted" } else { "" };
    if config.backup_every_ms > 0 && age > config.backup_every_ms.saturating_mul(2).saturating_add(DAY_MS) {
        return Finding::Note(format!(
            "the newest is {name}, {days} days old; look into the log why there is none since."
        ));
    }
    Finding::Good(format!("the newest is {name}, {days} days old and as it was made{sealed}"))
}
