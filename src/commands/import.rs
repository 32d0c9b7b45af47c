//! `outpost import`: a table from CSV, or a whole outlet from JSON lines. The server must not be running.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use super::{progress, values};
use crate::clock::{Clock, Zone};
use crate::config::Config;
use crate::outlet;
use crate::store::files::{make_outlet_file, make_private_folder, remove_if_there, with_ending};
use crate::store::{
    DATABASE_FILE, InstanceLock, KEY_FILE, LOCK_FILE, Need, OpenMode, Store, StoreError, StoreOptions, inspect,
    io_sentence, may_use, refuse_network_file_system, replace_database,
};
use crate::transfer::whole::{self, Secrets};
use crate::transfer::{self, ImportError, Imported, Kind};

/// The largest CSV file that is taken: it is held in memory while every line is checked.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// Take a table in from CSV (UTF-8 or GB18030), all of it or nothing; with `all` a whole outlet into a new folder.
#[derive(Args)]
pub(super) struct Options {
    /// The kind of table, or `all`; a wrong one shows them all.
    #[arg(value_name = "KIND", value_parser = values::kind)]
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
    super::server::start_log();
    super::preflight::warn_of_variables();
    if options.kind == "all" {
        return import_outlet(options);
    }
    let kind = find_kind(&options.kind)?;
    let config = Config::load(options.config.as_deref(), &[])?;
    let csv = contents(&options.file)?;
    let store = Store::open(&options.data, OpenMode::Existing, &StoreOptions::default())?;
    let unreadable = |error: StoreError| error.sentence("The settings cannot be read");
    let zone = store.read(|db| outlet::with_given(&config, db)).map_err(unreadable)?.zone;
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

/// The kind of a name, which the command line was asked for.
pub(super) fn find_kind(name: &str) -> Result<&'static Kind, String> {
    transfer::kind(name).ok_or_else(|| format!("There is no kind {name}."))
}

fn contents(file: &Path) -> Result<Vec<u8>, String> {
    let cannot = |error: io::Error| format!("{} cannot be read: {error}.", file.display());
    let mut csv = Vec::new();
    let read = if file.as_os_str() == "-" {
        io::stdin().take(LARGEST_FILE + 1).read_to_end(&mut csv)
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
        Err(Undone::Failed(error)) => Err(error.sentence("Nothing was imported")),
    }
}

fn import_outlet(options: &Options) -> Result<(), String> {
    may_use(&options.data, Need::Write)?;
    let database = options.data.join(DATABASE_FILE);
    if database.exists() {
        return Err(format!("There is an outlet in {} already; name a new folder.", options.data.display()));
    }
    let made = MadeFolder::make(&options.data)?;
    let read = take_in(options)?;
    if options.dry_run {
        say!("The outlet is whole: {} rows. Nothing was imported.", read.rows);
        return Ok(());
    }
    made.keep();
    say!("The outlet is in {}: {} rows.", options.data.display(), read.rows);
    match read.secrets {
        Secrets::LeftOut => {
            say!("Its accounts have no passwords: give them new ones with outpost user passwd NAME --data ...");
        }
        Secrets::Included => say!(
            "Put the old outlet's key file at {} before the start, or what is sealed stays closed.",
            options.data.join(KEY_FILE).display()
        ),
    }
    Ok(())
}

fn take_in(options: &Options) -> Result<whole::Read, String> {
    refuse_network_file_system(&options.data)?;
    let _lock = InstanceLock::take(&options.data)?;
    let new = options.data.join("outpost.importing");
    let made = make(&options.file, &new);
    if made.is_err() || options.dry_run {
        clear(&new);
        return made;
    }
    let stamp = Zone::utc().format(Clock::machine().now(), "%Y%m%d-%H%M%S");
    replace_database(&options.data, &new, &stamp)
        .map_err(|error| io_sentence("The new database cannot be put in place", &error))?;
    made
}

/// A data folder with what an import that does not come to its end leaves in it: nothing.
struct MadeFolder {
    /// Folders that were made, the outermost first.
    made: Vec<PathBuf>,
    /// The lock file, if it was not there before.
    lock: Option<PathBuf>,
}

impl MadeFolder {
    fn make(folder: &Path) -> Result<Self, String> {
        let missing = folder.ancestors().take_while(|it| !it.as_os_str().is_empty() && !it.exists());
        let mut made: Vec<PathBuf> = missing.map(Path::to_owned).collect();
        made.reverse();
        make_private_folder(folder)
            .map_err(|error| io_sentence(&format!("The folder {} cannot be made", folder.display()), &error))?;
        let lock = Some(folder.join(LOCK_FILE)).filter(|lock| !lock.exists());
        Ok(Self { made, lock })
    }

    /// The outlet is there: everything stays.
    fn keep(mut self) {
        self.made.clear();
        self.lock = None;
    }
}

impl Drop for MadeFolder {
    fn drop(&mut self) {
        // What cannot be removed, because somebody has put something there meanwhile, stays and harms nobody.
        if let Some(lock) = &self.lock {
            let _ = remove_if_there(lock);
        }
        for folder in self.made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

fn make(file: &Path, new: &Path) -> Result<whole::Read, String> {
    clear(new);
    let source: Box<dyn Read> = if file.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(file).map_err(|error| format!("{} cannot be read: {error}.", file.display()))?)
    };
    make_outlet_file(new).map_err(|error| io_sentence(&format!("{} cannot be written", new.display()), &error))?;
    let tell = |rows| progress::show("outlet", rows);
    let read = whole::read(BufReader::with_capacity(64 * 1024, source), new, tell);
    progress::end();
    let read = read?;
    inspect(new).map_err(|error| format!("The tables do not fit together ({error}); nothing was imported."))?;
    Ok(read)
}

fn clear(new: &Path) {
    for ending in ["", "-journal", "-wal", "-shm"] {
        // What cannot be removed makes the next step fail, which says why.
        let _ = remove_if_there(&with_ending(new, ending));
    }
}
