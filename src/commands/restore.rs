//! `outpost restore`: a backup becomes the database again.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::install;
use crate::backup::{self, age::Key};
use crate::clock::Clock;
use crate::store::{KEY_FILE, io_sentence};

/// Put a backup in the place of the database; the server must not be running. The old database is kept.
#[derive(Args)]
pub(super) struct Options {
    /// A file that `outpost backup` has made.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// A file with the secret key (AGE-SECRET-KEY-1...) or the passphrase of an encrypted backup.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// The data folder; it is made if it is not there.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
}

pub(super) fn run(options: &Options) -> Result<(), String> {
    super::server::start_log();
    let key = options.key.as_deref().map(read_key).transpose()?;
    let restored = backup::restore(&options.file, &options.data, Clock::machine().now(), key.as_ref())?;
    let rows: i64 = restored.contents.rows.values().sum();
    match &restored.manifest {
        Some(manifest) => {
            say!("The state of {} UTC is restored: {rows} rows.", manifest.made_at_text);
        }
        None => {
            say!("The database is restored: {rows} rows. It had no manifest, so only its own structure was checked.");
        }
    }
    say!("The database before it, if there was one, is {}/outpost.before-restore-*.db.", options.data.display());
    let key = options.data.join(KEY_FILE);
    if !key.exists() {
        say!("Before the start put the outlet's key file at {}, or ticket partners need new keys.", key.display());
    }
    say!("Start the outlet with: {}", install::how_to_start(&options.data));
    Ok(())
}

fn read_key(file: &Path) -> Result<Key, String> {
    let text = fs::read_to_string(file)
        .map_err(|error| io_sentence(&format!("The key file {} cannot be read", file.display()), &error))?;
    Key::parse(&text).map_err(|rule| format!("{} is of no use: {rule}.", file.display()))
}
