//! `outpost backup`: a copy of the database, made beside whatever serves it.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::backup::age::new_identity;
use crate::backup::{self, BackupFolder, Sealing};
use crate::clock::Clock;
use crate::config::Config;
use crate::random::Ids;
use crate::store::files::make_private_file;
use crate::store::io_sentence;

/// Copy the database, while it is served or not; the copy is verified, encrypted where a setting says so, and gets a manifest
/// (FILE.json).
#[derive(Args)]
pub(super) struct Options {
    /// A file that is not there yet, or a folder in which the backup is named by its time.
    #[arg(value_name = "FILE|FOLDER", required_unless_present = "new_key")]
    target: Option<PathBuf>,
    /// The data folder.
    #[arg(long, value_name = "FOLDER", required_unless_present = "new_key")]
    data: Option<PathBuf>,
    /// A TOML file with settings, which say whether backups are encrypted.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// In a folder: keep so many of the newest backups and remove the others.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    keep: Option<u32>,
    /// Make a secret key for encrypted backups in this file and show its public key, for backup.recipient; copy nothing.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["target", "data", "config", "keep"])]
    new_key: Option<PathBuf>,
}

pub(super) fn run(options: &Options) -> Result<(), String> {
    if let Some(file) = &options.new_key {
        return make_key(file);
    }
    let (Some(target), Some(data)) = (&options.target, &options.data) else { return Ok(()) };
    if options.keep.is_some() && !target.is_dir() {
        return Err("--keep removes old backups of a folder; name a folder that is there.".to_owned());
    }
    let lock = Sealing::of(&Config::load(options.config.as_deref(), &[])?).lock()?;
    let (file, manifest) = backup::make(data, target, Clock::machine().now(), lock.as_ref())?;
    let rows: i64 = manifest.rows.values().sum();
    let sealed = if lock.is_some() { ", encrypted" } else { "" };
    say!("{}: {} bytes, {rows} rows, schema {}{sealed}.", file.display(), manifest.bytes, manifest.schema);
    if let Some(missing) = manifest.missing_commits {
        return Err(format!(
            "{missing} acknowledged writes are missing in {} and so in this copy, because the log was damaged. No older backup was \
             removed; keep the folder as it is and run `outpost check`.",
            data.display()
        ));
    }
    if let Some(keep) = options.keep {
        let pruned = BackupFolder::new(target.clone()).prune(keep as usize);
        let count = pruned.map_err(|error| format!("Old backups cannot be removed: {error}."))?;
        if count > 0 {
            say!("{count} older backups were removed.");
        }
    }
    Ok(())
}

fn make_key(file: &Path) -> Result<(), String> {
    if file.exists() {
        return Err(format!("{} is there already; name another file.", file.display()));
    }
    let (secret, public) = new_identity(&mut Ids::fresh());
    let text = format!("# Opens the backups that are encrypted for {public}\n{secret}\n");
    let written =
        make_private_file(file).and_then(|mut out| out.write_all(text.as_bytes()).and_then(|()| out.sync_all()));
    written.map_err(|error| io_sentence(&format!("The key {} cannot be written", file.display()), &error))?;
    say!("{public}");
    say!(
        "Set backup.recipient to this public key. Keep {} away from the outlet's machine: backups are lost without it.",
        file.display()
    );
    Ok(())
}
