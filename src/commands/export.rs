//! `outpost export`: a table as CSV, or the whole outlet as JSON lines; the outlet may be serving meanwhile.

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::export_target::Target;
use super::import::find_kind;
use super::values;
use crate::clock::Zone;
use crate::config::Config;
use crate::outlet;
use crate::store::{Reader, io_sentence, refuse_empty};
use crate::transfer::whole::{self, Secrets, WholeError};
use crate::transfer::{self, ExportError, Kind};

/// Write a table as CSV, or with `all` the whole outlet as JSON lines. It may be serving meanwhile.
#[derive(Args)]
pub(super) struct Options {
    /// The kind of table, or `all`; a wrong one shows them all.
    #[arg(value_name = "KIND", value_parser = values::kind)]
    kind: String,
    /// The file, replaced when the new one is whole; without it, or with -, standard output. A pipe or a device is written to.
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
    /// Give up when nobody reads on from a pipe for so many seconds: the outlet's log grows as long as this takes.
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    patience: u64,
    /// With `all`: put password hashes and sealed keys into the file; with `ticket-keys`: the keys in clear. Keep it like a key.
    #[arg(long)]
    with_secrets: bool,
}

enum What {
    Table(&'static Kind),
    Whole(Secrets),
}

pub(super) fn run(options: &Options) -> Result<(), String> {
    super::server::start_log();
    super::preflight::warn_of_variables();
    let what = match options.kind.as_str() {
        "all" if options.with_secrets => What::Whole(Secrets::Included),
        "all" => What::Whole(Secrets::LeftOut),
        name => What::Table(table(find_kind(name)?, options.with_secrets)?),
    };
    let config = Config::load(options.config.as_deref(), &[])?;
    // Before the database is looked at: looking makes files beside it, which a name may mean.
    let target = Target::of(options.file.as_deref(), &options.data)?;
    let reader = match &what {
        What::Table(kind) if kind.is_kept_otherwise() => Reader::open_with_key(&options.data)?,
        _ => Reader::open(&options.data)?,
    };
    refuse_empty(&options.data)?;
    // A database that no newer program has served has no such settings.
    let zone = reader.look(|db| outlet::with_given(&config, db)).map_or(config.zone, |whole| whole.zone);
    if matches!(&what, What::Table(kind) if kind.is_kept_otherwise()) {
        // Whether the key opens every value is known when all were opened: no line may have left by then.
        write(&reader, &what, zone, options.bom, io::sink())?;
    }
    let rows =
        target.fill(Duration::from_secs(options.patience), |out| write(&reader, &what, zone, options.bom, out))?;
    if let Some(name) = target.name() {
        say!("{}: {rows} rows.", name.display());
    }
    Ok(())
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
                io::stderr(),
                "Warning: whoever reads {name} can sign in their customers' names. Keep it like a key, and delete it after use."
            );
            Ok(kind)
        }
        (true, _) => Ok(kind),
        (false, true) => Err(format!("{name} are keys in clear; say --with-secrets if you want them in a file.")),
        (false, false) => Err(format!("{name} is only taken in; `export all` has what became of it.")),
    }
}

const NOTHING: &str = "Nothing was exported";

fn write(reader: &Reader, what: &What, zone: Zone, bom: bool, mut out: impl Write) -> Result<u64, String> {
    match what {
        What::Whole(secrets) => reader.look(|db| whole::write(db, *secrets, out)).map_err(|error| match error {
            WholeError::Store(error) => error.sentence(NOTHING),
            WholeError::Write(error) => io_sentence(NOTHING, &error),
        }),
        What::Table(kind) => {
            let mark: &[u8] = if bom { "\u{feff}".as_bytes() } else { b"" };
            out.write_all(mark).map_err(|error| io_sentence(NOTHING, &error))?;
            let rows = reader.look(|db| transfer::export(db, zone, kind, out));
            rows.map(i64::unsigned_abs).map_err(|error| match error {
                ExportError::Store(error) => error.sentence(NOTHING),
                ExportError::Write(error) => io_sentence(NOTHING, &error),
                error => format!("{NOTHING}: {error}."),
            })
        }
    }
}
