//! `outpost export`: a table as CSV, or the whole outlet as JSON lines; the outlet may be serving meanwhile.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::import::find_kind;
use crate::clock::Zone;
use crate::config::Config;
use crate::store::Reader;
use crate::store::files::{make_private_file, sync_folder_of, with_ending};
use crate::transfer::whole::{self, Secrets};
use crate::transfer::{self, Kind};

/// Write a table as CSV, or with `all` the whole outlet as JSON lines. It may be serving meanwhile.
#[derive(Args)]
pub(super) struct Options {
    /// The kind of table, or `all`; a wrong one shows them all.
    #[arg(value_name = "KIND")]
    kind: String,
    /// The file; without it standard output.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// The data folder.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
    /// A TOML file with settings.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Begin with a byte order mark, which spreadsheets need to see that the file is UTF-8.
    #[arg(long)]
    bom: bool,
    /// With `all`: put password hashes and sealed keys into the file; with `ticket-keys`: the keys in clear. Keep it like a key.
    #[arg(long)]
    with_secrets: bool,
}

enum What {
    Table(&'static Kind),
    Whole(Secrets),
}

pub(super) fn run(options: &Options) -> Result<(), String> {
    let what = match options.kind.as_str() {
        "all" if options.with_secrets => What::Whole(Secrets::Included),
        "all" => What::Whole(Secrets::LeftOut),
        name => What::Table(table(find_kind(name)?, options.with_secrets)?),
    };
    let zone = Config::load(options.config.as_deref(), &[])?.zone;
    let reader = match &what {
        What::Table(kind) if kind.is_kept_otherwise() => Reader::open_with_key(&options.data)?,
        _ => Reader::open(&options.data)?,
    };
    let Some(file) = &options.file else {
        return write(&reader, &what, zone, options.bom, std::io::stdout().lock()).map(|_| ());
    };
    let partial = with_ending(file, ".partial");
    let rows = write_file(&reader, &what, zone, options.bom, &partial);
    match rows {
        Ok(rows) => {
            let placed = fs::rename(&partial, file).and_then(|()| sync_folder_of(file));
            placed.map_err(|error| format!("{} cannot be written: {error}.", file.display()))?;
            say!("{}: {rows} rows.", file.display());
            Ok(())
        }
        Err(sentence) => {
            // What was written is of no use; that it cannot be removed harms nobody.
            let _ = fs::remove_file(&partial);
            Err(sentence)
        }
    }
}

/// The table if it may leave; keys leave where they are asked for in so many words, and not without a warning.
fn table(kind: &'static Kind, with_secrets: bool) -> Result<&'static Kind, String> {
    let name = kind.name;
    match (kind.can_leave(), kind.can_leave_as_secret()) {
        (true, _) if with_secrets => {
            Err(format!("--with-secrets goes with `export all` and with kinds that are keys; {name} has none."))
        }
        (false, true) if with_secrets => {
            let _ = writeln!(
                std::io::stderr(),
                "Warning: whoever reads {name} can sign in their customers' names. Keep it like a key, and delete it after use."
            );
            Ok(kind)
        }
        (true, _) => Ok(kind),
        (false, true) => Err(format!("{name} are keys in clear; say --with-secrets if you want them in a file.")),
        (false, false) => Err(format!("{name} is only taken in; `export all` has what became of it.")),
    }
}

fn write_file(reader: &Reader, what: &What, zone: Zone, bom: bool, file: &Path) -> Result<u64, String> {
    let cannot = |error: std::io::Error| format!("{} cannot be written: {error}.", file.display());
    let out: File = make_private_file(file).map_err(cannot)?;
    let mut buffered = BufWriter::with_capacity(64 * 1024, &out);
    let rows = write(reader, what, zone, bom, &mut buffered)?;
    buffered.flush().map_err(cannot)?;
    drop(buffered);
    out.sync_all().map_err(cannot)?;
    Ok(rows)
}

fn write(reader: &Reader, what: &What, zone: Zone, bom: bool, mut out: impl Write) -> Result<u64, String> {
    match what {
        What::Whole(secrets) => {
            reader.look(|db| whole::write(db, *secrets, out)).map_err(|error| format!("Nothing was exported: {error}."))
        }
        What::Table(kind) => {
            let mark: &[u8] = if bom { "\u{feff}".as_bytes() } else { b"" };
            out.write_all(mark).map_err(|error| format!("Nothing was exported: {error}."))?;
            let rows = reader.look(|db| transfer::export(db, zone, kind, out));
            rows.map(i64::unsigned_abs).map_err(|error| format!("Nothing was exported: {error}."))
        }
    }
}
