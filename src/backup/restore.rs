//! Putting a backup in the place of the database.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::manifest::{Manifest, measure};
use crate::clock::{Instant, Zone};
use crate::store::files::{make_outlet_file, make_private_folder, remove_if_there, with_ending};
use crate::store::{
    Contents, InstanceLock, Need, StoreError, copy_database, inspect, may_use, refuse_network_file_system,
    replace_database, schema_version,
};

/// What was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What the database holds now.
    pub contents: Contents,
    /// Whether a manifest vouched for the file; without one the database alone was looked over.
    pub manifest: Option<Manifest>,
}

/// Puts the backup `file` in the place of the database in `data`, which is made if it is not there. No Outpost may run on it. The
/// old database stays in the folder as `outpost.before-restore-TIME.db`. A kill at any moment leaves the old or the new one.
///
/// # Errors
/// A sentence that says what to do; the old database is then as it was.
pub fn restore(file: &Path, data: &Path, now: Instant) -> Result<Restored, String> {
    may_use(data, Need::Write)?;
    if let Err(error) = fs::metadata(file)
        && error.kind() == ErrorKind::PermissionDenied
    {
        return Err(format!("The backup {} cannot be read: {error}; run this as root.", file.display()));
    }
    if !file.is_file() {
        return Err(format!("There is no backup {}; name a file that `outpost backup` has made.", file.display()));
    }
    let manifest = Manifest::read(file)?;
    if let Some(manifest) = &manifest {
        vouch(file, manifest)?;
    }
    make_private_folder(data).map_err(|error| format!("The folder {} cannot be made: {error}.", data.display()))?;
    refuse_network_file_system(data)?;
    let _lock = InstanceLock::take(data)?;
    let copy = data.join("outpost.restoring");
    let contents = take_in(file, &copy).and_then(|contents| judge(contents, manifest.as_ref()));
    let contents = match contents {
        Ok(contents) => contents,
        Err(sentence) => {
            clear(&copy);
            return Err(sentence);
        }
    };
    let stamp = Zone::utc().format(now, "%Y%m%d-%H%M%S");
    replace_database(data, &copy, &stamp)
        .map_err(|error| format!("The backup cannot be put in place: {error}; start again."))?;
    Ok(Restored { contents, manifest })
}

fn vouch(file: &Path, manifest: &Manifest) -> Result<(), String> {
    let (bytes, sha256) =
        measure(file).map_err(|error| format!("The backup {} cannot be read: {error}.", file.display()))?;
    if (bytes, sha256.as_str()) == (manifest.bytes, manifest.sha256.as_str()) {
        return Ok(());
    }
    Err(format!("The backup {} is not the file that its manifest describes; take another one.", file.display()))
}

fn take_in(file: &Path, copy: &Path) -> Result<Contents, String> {
    clear(copy);
    make_outlet_file(copy).map_err(|error| format!("{} cannot be written: {error}.", copy.display()))?;
    let read = copy_database(file, copy).and_then(|()| inspect(copy));
    read.map_err(|error| match error {
        StoreError::Full => "The disk has no room for the restored database; make some first.".to_owned(),
        StoreError::Corrupt => format!("The backup {} is damaged; take another one.", file.display()),
        error => format!("The backup {} cannot be taken in: {error}.", file.display()),
    })
}

fn judge(contents: Contents, manifest: Option<&Manifest>) -> Result<Contents, String> {
    let known = schema_version();
    match contents.schema {
        0 => return Err("That file is no database of Outpost.".to_owned()),
        newer if newer > known => {
            return Err(format!(
                "The backup has schema {newer}, this program knows {known}; restore it with the newer program that made it."
            ));
        }
        _ => {}
    }
    match manifest {
        Some(manifest) if manifest.rows != contents.rows => {
            Err("The backup does not hold the rows that its manifest counts; take another one.".to_owned())
        }
        _ => Ok(contents),
    }
}

fn clear(copy: &Path) {
    for ending in ["", "-journal", "-wal", "-shm"] {
        // What cannot be removed makes the next step fail, which says why.
        let _ = remove_if_there(&with_ending(copy, ending));
    }
}
