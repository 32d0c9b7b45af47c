//! Making a backup.

use std::fs;
use std::path::{Path, PathBuf};

use super::manifest::{Manifest, measure};
use super::shelf::file_name;
use crate::clock::{Instant, Zone};
use crate::store::files::{make_private_file, remove_if_there, sync_file, sync_folder_of, with_ending};
use crate::store::{DATABASE_FILE, StoreError, copy_database, inspect};

/// Copies the database of the data folder `data`, whether it is being served or not, to `target`: a file that is not there yet,
/// or a folder, in which the backup gets a name by its time. The copy has its name only when it is whole, found sound, and
/// on the disk with its manifest. Gives the backup's path and manifest.
///
/// # Errors
/// A sentence that says what to do. A backup that was there before is left as it was.
pub fn make(data: &Path, target: &Path, now: Instant) -> Result<(PathBuf, Manifest), String> {
    let database = data.join(DATABASE_FILE);
    if !database.is_file() {
        return Err(format!("There is no database in {}; name its folder with --data.", data.display()));
    }
    let file = if target.is_dir() { free_name(target, now) } else { target.to_owned() };
    if file.exists() {
        return Err(format!("{} is there already; name another file, or a folder.", file.display()));
    }
    let partial = with_ending(&file, ".partial");
    let made = copy(&database, &partial, now).and_then(|manifest| {
        publish(&partial, &file, &manifest).map_err(|error| cannot_write(&file, &error))?;
        Ok(manifest)
    });
    if made.is_err() {
        for left in [partial.clone(), with_ending(&partial, "-journal"), Manifest::path_of(&partial)] {
            // What cannot be removed now is removed by the next try.
            let _ = remove_if_there(&left);
        }
    }
    made.map(|manifest| (file, manifest))
}

/// The first name of this second that is free; a thousand backups in one second are none of ours.
fn free_name(folder: &Path, now: Instant) -> PathBuf {
    let names = (0..1000).map(|count| folder.join(file_name(now, count)));
    let is_free = |file: &PathBuf| !file.exists() && !Manifest::path_of(file).exists();
    names.into_iter().find(is_free).unwrap_or_else(|| folder.join(file_name(now, 0)))
}

fn copy(database: &Path, partial: &Path, now: Instant) -> Result<Manifest, String> {
    make_private_file(partial).map_err(|error| cannot_write(partial, &error))?;
    copy_database(database, partial).map_err(|error| match error {
        StoreError::Full => "The disk has no room for a backup; make some, or name another disk.".to_owned(),
        error => format!("The database cannot be copied: {error}."),
    })?;
    let contents = inspect(partial).map_err(|error| match error {
        StoreError::Corrupt => "The database is damaged, so no backup was made of it; see `outpost check`.".to_owned(),
        error => format!("The backup cannot be looked over: {error}."),
    })?;
    sync_file(partial).map_err(|error| cannot_write(partial, &error))?;
    let (bytes, sha256) = measure(partial).map_err(|error| cannot_write(partial, &error))?;
    Ok(Manifest {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: now.0,
        made_at_text: Zone::utc().text(now),
        schema: contents.schema,
        bytes,
        sha256,
        rows: contents.rows,
    })
}

/// Gives manifest and backup their names. The manifest goes first: a backup that has its name has a manifest too.
fn publish(partial: &Path, file: &Path, manifest: &Manifest) -> std::io::Result<()> {
    let written = Manifest::path_of(partial);
    manifest.write(&written)?;
    fs::rename(&written, Manifest::path_of(file))?;
    fs::rename(partial, file)?;
    sync_folder_of(file)
}

fn cannot_write(file: &Path, error: &std::io::Error) -> String {
    format!("The backup {} cannot be written: {error}.", file.display())
}
