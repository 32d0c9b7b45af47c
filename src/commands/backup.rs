//! `outpost backup`: a copy of the database, made beside whatever serves it.

use std::path::PathBuf;

use clap::Args;

use crate::backup::{self, BackupFolder};
use crate::clock::Clock;

/// Copy the database, while it is served or not; the copy is verified and gets a manifest (FILE.json).
#[derive(Args)]
pub(super) struct Options {
    /// A file that is not there yet, or a folder in which the backup is named by its time.
    #[arg(value_name = "FILE|FOLDER")]
    target: PathBuf,
    /// The data folder.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
    /// In a folder: keep so many of the newest backups and remove the others.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    keep: Option<u32>,
}

pub(super) fn run(options: &Options) -> Result<(), String> {
    if options.keep.is_some() && !options.target.is_dir() {
        return Err("--keep removes old backups of a folder; name a folder that is there.".to_owned());
    }
    let now = Clock::machine().now();
    let (file, manifest) = backup::make(&options.data, &options.target, now)?;
    let rows: i64 = manifest.rows.values().sum();
    say!("{}: {} bytes, {rows} rows, schema {}.", file.display(), manifest.bytes, manifest.schema);
    if let Some(keep) = options.keep {
        let pruned = BackupFolder::new(options.target.clone()).prune(keep as usize, now);
        let count = pruned.map_err(|error| format!("Old backups cannot be removed: {error}."))?;
        if count > 0 {
            say!("{count} older backups were removed.");
        }
    }
    Ok(())
}
