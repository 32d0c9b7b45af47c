//! `outpost import`: a table from CSV, or a whole outlet from JSON lines. The server must not be running.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use super::progress;
use crate::clock::{Clock, Zone};
use crate::config::Config;
use crate::store::files::{make_private_file, make_private_folder, remove_if_there, with_ending};
use crate::store::{
    DATABASE_FILE, InstanceLock, OpenMode, Store, StoreOptions, inspect, refuse_network_file_system, replace_database,
};
use crate::transfer::whole;
use crate::transfer::{self, ImportError, Imported, Kind};

/// The largest CSV file that is taken: it is held in memory while every line is checked.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// Take a table in from CSV (UTF-8 or GB18030), all of it or nothing; with `all` a whole outlet into a new folder.
#[derive(Args)]
pub(super) struct Options {
    /// The kind of table, or `all`; a wrong one shows them all.
    #[arg(value_name = "KIND")]
    kind: String,
    /// The file, or - for standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The data folder.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
    /// A TOML file with settings.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Check everything and say what would happen, but change nothing.
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(options: &Options) -> Result<(), String> {
    super::running::start_log();
    if options.kind == "all" {
        return import_outlet(options);
    }
    let kind = find_kind(&options.kind)?;
    let zone = Config::load(options.config.as_deref(), &[])?.zone;
    let csv = contents(&options.file)?;
    let store = Store::open(&options.data, OpenMode::Existing, &StoreOptions::default())?;
    let imported = import_table(&store, kind, zone, csv, options.dry_run)?;
    let changed = imported.rows - imported.added;
    let (added, rows) = (imported.added, imported.rows);
    if options.dry_run {
        say!(
            "{}: {rows} rows are right; {added} would be new, {changed} would change. Nothing was imported.",
            kind.name
        );
    } else {
        say!("{}: {rows} rows imported, {added} of them new, {changed} changed.", kind.name);
    }
    Ok(())
}

/// The kind of a name.
pub(super) fn find_kind(name: &str) -> Result<&'static Kind, String> {
    let known = || transfer::kinds().map(|kind| kind.name).collect::<Vec<_>>().join(", ");
    transfer::kind(name).ok_or_else(|| format!("There is no kind {name}; there are: all, {}.", known()))
}

fn contents(file: &Path) -> Result<Vec<u8>, String> {
    let cannot = |error: std::io::Error| format!("{} cannot be read: {error}.", file.display());
    let mut csv = Vec::new();
    let read = if file.as_os_str() == "-" {
        std::io::stdin().take(LARGEST_FILE + 1).read_to_end(&mut csv)
    } else {
        File::open(file).map_err(cannot)?.take(LARGEST_FILE + 1).read_to_end(&mut csv)
    };
    read.map_err(cannot)?;
    if csv.len() as u64 > LARGEST_FILE {
        return Err(format!("{} has more than 64 MB; import it in several parts.", file.display()));
    }
    Ok(csv)
}

/// Why a write was undone.
enum Undone {
    /// It was a rehearsal, and would have done this.
    Rehearsed(Imported),
    Failed(ImportError),
}

impl<E: Into<ImportError>> From<E> for Undone {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

fn import_table(
    store: &Store,
    kind: &'static Kind,
    zone: Zone,
    csv: Vec<u8>,
    rehearse: bool,
) -> Result<Imported, String> {
    let now = Clock::machine().now();
    let outcome = store.write_blocking(move |tx| {
        let tell = |rows: i64| progress::show(kind.name, rows.unsigned_abs());
        let imported = transfer::import_telling(tx, zone, now, kind, &csv, tell)?;
        if rehearse { Err(Undone::Rehearsed(imported)) } else { Ok(imported) }
    });
    progress::end();
    match outcome {
        Ok(imported) | Err(Undone::Rehearsed(imported)) => Ok(imported),
        Err(Undone::Failed(error)) => Err(error.to_string()),
    }
}

fn import_outlet(options: &Options) -> Result<(), String> {
    let database = options.data.join(DATABASE_FILE);
    if database.exists() {
        return Err(format!("There is an outlet in {} already; name a new folder.", options.data.display()));
    }
    make_private_folder(&options.data)
        .map_err(|error| format!("The folder {} cannot be made: {error}.", options.data.display()))?;
    refuse_network_file_system(&options.data)?;
    let _lock = InstanceLock::take(&options.data)?;
    let new = options.data.join("outpost.importing");
    let made = make(&options.file, &new);
    if made.is_err() || options.dry_run {
        clear(&new);
    }
    let rows = made?;
    if options.dry_run {
        say!("The outlet is whole: {rows} rows. Nothing was imported.");
        return Ok(());
    }
    let stamp = Zone::utc().format(Clock::machine().now(), "%Y%m%d-%H%M%S");
    replace_database(&options.data, &new, &stamp)
        .map_err(|error| format!("The new database cannot be put in place: {error}."))?;
    say!("The outlet is in {}: {rows} rows.", options.data.display());
    say!("Accounts whose passwords did not come along need new ones: outpost user passwd NAME --data ...");
    Ok(())
}

fn make(file: &Path, new: &Path) -> Result<u64, String> {
    clear(new);
    make_private_file(new).map_err(|error| format!("{} cannot be written: {error}.", new.display()))?;
    let source = File::open(file).map_err(|error| format!("{} cannot be read: {error}.", file.display()))?;
    let tell = |rows| progress::show("outlet", rows);
    let rows = whole::read(BufReader::with_capacity(64 * 1024, source), new, tell);
    progress::end();
    let rows = rows?;
    inspect(new).map_err(|error| format!("The tables do not fit together ({error}); nothing was imported."))?;
    Ok(rows)
}

fn clear(new: &Path) {
    for ending in ["", "-journal", "-wal", "-shm"] {
        // What cannot be removed makes the next step fail, which says why.
        let _ = remove_if_there(&with_ending(new, ending));
    }
}
