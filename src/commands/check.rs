//! `outpost check`: one line for each thing that can be wrong, with what to do.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::check::{self, Checkup};
use crate::config::Config;
use crate::outlet;
use crate::store::{InstanceLock, LOCK_FILE, Reader};

/// Look the outlet over: file, ledgers, rights, disk, clock, settings, port. It may be serving meanwhile.
#[derive(Args)]
pub(super) struct Options {
    /// The data folder.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
    /// A TOML file with settings.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

pub(super) fn run(options: &Options) -> Result<(), String> {
    // Without the key, or with one that others may read, everything else can be looked at all the same.
    let (reader, has_key) = match Reader::open_with_key(&options.data) {
        Ok(reader) => (reader, true),
        Err(_) => (Reader::open(&options.data)?, false),
    };
    // An existing lock file can be tried without changing anything; without one, nobody has ever served the folder.
    let serving = options.data.join(LOCK_FILE).exists() && InstanceLock::take(&options.data).is_err();
    let mut config = Config::load(options.config.as_deref(), &[]);
    // An older database has no such settings; what else is wrong with it the checks say.
    let whole = config.as_ref().ok().and_then(|base| reader.look(|db| outlet::with_given(base, db)).ok());
    if let Some(whole) = whole {
        config = Ok(whole);
    }
    let settings_file = options.config.clone();
    let checkup = Checkup { folder: options.data.clone(), reader, has_key, settings_file, config, serving };
    let mut out = std::io::stdout();
    // Who closes the pipe early (`| head`) has seen enough; the exit code still counts.
    let well = check::examine(&checkup, |line| drop(writeln!(out, "{line}")));
    if well {
        return Ok(());
    }
    Err("Something is wrong; the lines that begin with WRONG say what to do.".to_owned())
}
