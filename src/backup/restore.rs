//! Putting a backup in the place of the database.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, ErrorKind, Read};
use std::path::Path;

use super::age::{self, Key};
use super::manifest::Manifest;
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

/// Puts the backup `file` in the place of the database in `data`, which is made if it is not there. A sealed one is opened with `key`. No Outpost may run on it. The
/// old database stays in the folder as `outpost.before-restore-TIME.db`. A kill at any moment leaves the old or the new one.
///
/// # Errors
/// A sentence that says what to do; the old database is then as it was.
pub fn restore(file: &Path, data: &Path, now: Instant, key: Option<&Key>) -> Result<Restored, String> {
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
        manifest.describes(file)?;
    }
    make_private_folder(data).map_err(|error| format!("The folder {} cannot be made: {error}.", data.display()))?;
    refuse_network_file_system(data)?;
    let _lock = InstanceLock::take(data)?;
    let copy = data.join("outpost.restoring");
    let contents = if is_sealed(file) {
        let key = key.ok_or_else(|| {
            format!("The backup {} is sealed; name the file with its key or passphrase with --key.", file.display())
        });
        key.and_then(|key| take_in_sealed(file, &copy, key, manifest.as_ref()))
    } else {
        take_in(file, &copy)
    };
    let contents = contents.and_then(|contents| judge(contents, manifest.as_ref()));
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

/// Tries a backup out: compares it with its manifest and takes it in as [`restore`] would, into a file in `data` that is then removed.
/// What it holds; nothing for a sealed one, which only its key opens: of that the bytes are compared.
///
/// # Errors
/// A sentence that says what is wrong with it.
pub fn rehearse(file: &Path, data: &Path) -> Result<Option<Contents>, String> {
    let manifest = Manifest::read(file)?;
    if let Some(manifest) = &manifest {
        manifest.describes(file)?;
    }
    if is_sealed(file) {
        return Ok(None);
    }
    let copy = data.join("outpost.rehearsing");
    let contents = take_in(file, &copy).and_then(|contents| judge(contents, manifest.as_ref()));
    clear(&copy);
    contents.map(Some)
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

/// Whether a file begins as sealed ones do.
fn is_sealed(file: &Path) -> bool {
    let mut begin = Vec::new();
    let read = File::open(file).and_then(|file| file.take(age::FIRST_LINE.len() as u64).read_to_end(&mut begin));
    read.is_ok() && begin == age::FIRST_LINE
}

/// Opens a sealed backup beside the database and takes that in. Its manifest must have been made with its key.
fn take_in_sealed(file: &Path, copy: &Path, key: &Key, manifest: Option<&Manifest>) -> Result<Contents, String> {
    let open = with_ending(copy, ".open");
    let made = make_outlet_file(&open).map_err(|error| format!("{} cannot be written: {error}.", open.display()))?;
    let from = File::open(file).map_err(|error| format!("The backup {} cannot be read: {error}.", file.display()))?;
    let opened = age::open(key, BufReader::new(from), BufWriter::new(made));
    let contents = match opened {
        Ok(file_key) if manifest.is_some_and(|it| it.mac != it.vouched_by(&file_key)) => {
            Err("The manifest of the backup was changed since it was made; take another one.".to_owned())
        }
        Ok(_) => take_in(&open, copy),
        Err(error) => Err(format!("The backup {} does not open: {error}.", file.display())),
    };
    clear(&open);
    contents
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
