//! Making a backup.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::backup_folder::file_name;
use super::manifest::{Manifest, measure};
use crate::clock::{Instant, Zone};
use crate::random::Ids;
use crate::store::files::{
    make_new_outlet_file, make_outlet_file, remove_if_there, sync_file, sync_folder_of, with_ending,
};
use crate::store::{
    DATABASE_FILE, Need, StoreError, copy_database, inspect, io_sentence, may_use, refuse_empty, refuse_own_file,
};

/// Copies the database of the data folder `data`, whether it is being served or not, to `target`: a file that is not there yet,
/// or a folder, in which the backup gets a name by its time. The copy has its name only when it is whole, found sound, and
/// on the disk with its manifest. Gives the backup's path and manifest.
///
/// # Errors
/// A sentence that says what to do. A backup that was there before is left as it was.
pub fn make(data: &Path, target: &Path, now: Instant) -> Result<(PathBuf, Manifest), String> {
    let database = data.join(DATABASE_FILE);
    may_use(data, Need::Read)?;
    if !database.is_file() {
        return Err(format!("There is no database in {}; name its folder with --data.", data.display()));
    }
    refuse_empty(data)?;
    let (is_folder, named) = (target.is_dir(), target.to_owned());
    if !is_folder && named.exists() {
        return Err(taken(&named));
    }
    if !is_folder {
        refuse_own_file(data, &named)?;
    }
    // A name of its own: two that run at once must not write into each other's file.
    let place = if is_folder { target.join(file_name(now, 0)) } else { named };
    let partial = with_ending(&place, &format!(".partial-{}", &Ids::fresh().uuid()[..8]));
    let made = copy(&database, &partial, now).and_then(|manifest| {
        let file = publish(&partial, is_folder.then_some((target, now)), &place, &manifest)?;
        Ok((file, manifest))
    });
    if made.is_err() {
        for left in [partial.clone(), with_ending(&partial, "-journal"), Manifest::path_of(&partial)] {
            // What cannot be removed now is removed by the next try.
            let _ = remove_if_there(&left);
        }
    }
    made
}

fn taken(file: &Path) -> String {
    format!("{} is there already; name another file, or a folder.", file.display())
}

fn copy(database: &Path, partial: &Path, now: Instant) -> Result<Manifest, String> {
    make_outlet_file(partial).map_err(|error| cannot_write(partial, &error))?;
    copy_database(database, partial).map_err(|error| match error {
        StoreError::Full => "The disk has no room for a backup; make some, or name another disk.".to_owned(),
        error => error.sentence("The database cannot be copied"),
    })?;
    let contents = inspect(partial).map_err(|error| match error {
        StoreError::Corrupt => "The database is damaged, so no backup was made of it; see `outpost check`.".to_owned(),
        error => error.sentence("The backup cannot be looked over"),
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
fn publish(
    partial: &Path,
    folder: Option<(&Path, Instant)>,
    place: &Path,
    manifest: &Manifest,
) -> Result<PathBuf, String> {
    let written = Manifest::path_of(partial);
    manifest.write(&written).map_err(|error| cannot_write(place, &error))?;
    let file = match folder {
        Some((folder, now)) => claim_free(folder, now).map_err(|error| cannot_write(place, &error))?,
        None => match claim(place) {
            Ok(()) => place.to_owned(),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(taken(place)),
            Err(error) => return Err(cannot_write(place, &error)),
        },
    };
    let named = fs::rename(&written, Manifest::path_of(&file))
        .and_then(|()| fs::rename(partial, &file))
        .and_then(|()| sync_folder_of(&file));
    named.map(|()| file.clone()).map_err(|error| {
        if !file.exists() {
            // The name is free again for the next try; if it cannot be removed either, that one takes another.
            let _ = remove_if_there(&Manifest::path_of(&file));
        }
        cannot_write(&file, &error)
    })
}

/// Takes the first name of this second that is free; a thousand backups in one second are none of ours.
fn claim_free(folder: &Path, now: Instant) -> io::Result<PathBuf> {
    for count in 0..1000 {
        let file = folder.join(file_name(now, count));
        match claim(&file) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            outcome => return outcome.map(|()| file),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Takes a name for this backup alone, by making its manifest, which nothing but its own replaces.
fn claim(file: &Path) -> io::Result<()> {
    if file.exists() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    make_new_outlet_file(&Manifest::path_of(file)).map(drop)
}

fn cannot_write(file: &Path, error: &std::io::Error) -> String {
    io_sentence(&format!("The backup {} cannot be written", file.display()), error)
}
