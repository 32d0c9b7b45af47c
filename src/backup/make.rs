//! Making a backup.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::age::{self, Lock};
use super::backup_folder::{PREFIX, file_name};
use super::manifest::{Manifest, measure};
use super::partial::{self, Partial};
use crate::clock::{Instant, Zone};
use crate::random::Ids;
use crate::store::files::{make_new_outlet_file, remove_if_there, sync_file, sync_folder_of};
use crate::store::{
    DATABASE_FILE, Need, StoreError, copy_database, inspect, io_sentence, marked_commits, may_use, refuse_empty,
    refuse_own_file,
};

/// Copies the database of the data folder `data`, whether it is being served or not, to `target`: a file that is not there yet,
/// or a folder, in which the backup gets a name by its time. With a lock it is sealed, and no copy that lies open leaves the data
/// folder. The copy has its name only when it is whole, found sound, and on the disk with its manifest. Gives the backup's path
/// and manifest.
///
/// # Errors
/// A sentence that says what to do. A backup that was there before is left as it was.
pub fn make(data: &Path, target: &Path, now: Instant, lock: Option<&Lock>) -> Result<(PathBuf, Manifest), String> {
    make_marked(data, target, now, lock, false)
}

/// As [`make()`]; its manifest says whether it was made by hand.
///
/// # Errors
/// As [`make()`].
pub(super) fn make_marked(
    data: &Path,
    target: &Path,
    now: Instant,
    lock: Option<&Lock>,
    by_hand: bool,
) -> Result<(PathBuf, Manifest), String> {
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
    let name = file_name(now, 0, lock.is_some());
    let place = if is_folder { target.join(&name) } else { named };
    sweep(&place, is_folder);
    let partial = Partial::make(&place).map_err(|error| cannot_write(&place, &error))?;
    let from = Original { database: &database, marked: marked_commits(data), now, by_hand };
    let manifest = match lock {
        None => copy(&from, partial.path())?,
        Some(lock) => copy_sealed(&from, &data.join(name), partial.path(), lock)?,
    };
    let file = publish(
        partial.path(),
        is_folder.then_some(FolderName { folder: target, at: now, is_sealed: lock.is_some() }),
        &place,
        &manifest,
    )?;
    Ok((file, manifest))
}

/// Removes what killed backups have left where this one goes. That it cannot be removed keeps nobody from a backup.
fn sweep(place: &Path, is_folder: bool) {
    let name = place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let prefix = if is_folder { PREFIX } else { &name };
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Err(error) = partial::sweep(folder, prefix) {
        tracing::warn!(%error, folder = %folder.display(), "what killed backups have left cannot be removed");
    }
}

fn taken(file: &Path) -> String {
    format!("{} is there already; name another file, or a folder.", file.display())
}

/// What is copied.
struct Original<'d> {
    database: &'d Path,
    /// The last commit that was acknowledged before the copy was begun.
    marked: u64,
    /// When it was begun.
    now: Instant,
    /// Whether somebody has it made.
    by_hand: bool,
}

/// Copies the database into an empty file that is there.
fn copy(from: &Original<'_>, partial: &Path) -> Result<Manifest, String> {
    copy_database(from.database, partial).map_err(|error| match error {
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
        made_at: from.now.0,
        made_at_text: Zone::utc().text(from.now),
        schema: contents.schema,
        bytes,
        sha256,
        rows: contents.rows,
        missing_commits: from.marked.checked_sub(contents.commits).filter(|missing| *missing > 0),
        by_hand: from.by_hand,
        sealed: None,
        mac: None,
    })
}

/// The same, sealed: the open copy lies beside the database, whose rights it has, for as long as this takes.
fn copy_sealed(original: &Original<'_>, open: &Path, partial: &Path, lock: &Lock) -> Result<Manifest, String> {
    sweep(open, true);
    let open = Partial::make(open).map_err(|error| cannot_write(open, &error))?;
    let bare = copy(original, open.path())?;
    let failed = |error: io::Error| cannot_write(partial, &error);
    let from = File::open(open.path()).map_err(failed)?;
    let to = io::BufWriter::new(OpenOptions::new().write(true).open(partial).map_err(failed)?);
    let key = age::seal(lock, &mut Ids::fresh(), from, to)
        .map_err(|error| format!("The backup cannot be sealed: {error}."))?;
    sync_file(partial).map_err(failed)?;
    let (bytes, sha256) = measure(partial).map_err(failed)?;
    let sealed = Manifest { bytes, sha256, sealed: Some("age".to_owned()), ..bare };
    Ok(Manifest { mac: sealed.vouched_by(&key), ..sealed })
}

/// What gives a backup its name in a folder.
#[derive(Clone, Copy)]
struct FolderName<'f> {
    folder: &'f Path,
    at: Instant,
    is_sealed: bool,
}

/// Gives manifest and backup their names, by its folder's way or at `place`. The manifest goes first: a backup that has its name has a manifest too.
fn publish(
    partial: &Path,
    folder: Option<FolderName<'_>>,
    place: &Path,
    manifest: &Manifest,
) -> Result<PathBuf, String> {
    let written = Manifest::path_of(partial);
    manifest.write(&written).map_err(|error| cannot_write(place, &error))?;
    let file = match folder {
        Some(name) => claim_free(name).map_err(|error| cannot_write(place, &error))?,
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
fn claim_free(name: FolderName<'_>) -> io::Result<PathBuf> {
    for count in 0..1000 {
        let file = name.folder.join(file_name(name.at, count, name.is_sealed));
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
