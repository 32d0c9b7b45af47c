//! `outpost serve`: the outlet of a data folder; of a new one, an outlet that waits for its owner.

use std::path::PathBuf;

use clap::Args;

use super::cli::ServerOptions;
use super::{first_run, listener, preflight, server};
use crate::app;
use crate::config::Config;
use crate::outlet::{self, Opened};
use crate::payments::Gateways;
use crate::random::Ids;
use crate::store::{OpenMode, Store, StoreError};

/// Serve the outlet of a data folder.
#[derive(Args)]
pub(super) struct Options {
    #[command(flatten)]
    server: ServerOptions,
    /// The data folder; a new one is set up in the browser.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
}

pub(super) fn run(options: &Options) -> Result<(), String> {
    let outcome = open(options);
    if outcome.is_err() {
        listener::turn_away();
    }
    outcome
}

fn open(options: &Options) -> Result<(), String> {
    let config = server::config(&options.server)?;
    server::start_server_log(&config);
    preflight::warn_of_variables();
    let clock = server::clock(&options.server, &config)?;
    let is_new = first_run::is_new_folder(&options.data);
    if is_new {
        preflight::try_address(&config)?;
    }
    let mode = if is_new { OpenMode::New } else { OpenMode::Existing };
    let store = Store::open(&options.data, mode, &app::store_options(&config))?;
    if is_new {
        first_run::fill(&store, &config)?;
    }
    let unreadable = |error: StoreError| error.sentence("The data folder cannot be read");
    let (open, demo) = store.read(|db| Ok((outlet::is_open(db)?, outlet::is_demo(db)?))).map_err(unreadable)?;
    if !open {
        return Err("The database was never finished. If nothing was ever sold with it, remove the folder and run `outpost init` again; \
                    otherwise keep the folder as it is, and put a backup into another one with `outpost restore`."
            .to_owned());
    }
    preflight::try_store(&store)?;
    let key = if Gateways::has_sandbox(&config, demo)? {
        sandbox_key(&store, &config).map_err(unreadable)?
    } else {
        String::new()
    };
    let (config, gateways) = server::with_page(&store, config, demo, &key)?;
    server::serve(&app::outlet(Opened { config, clock, store, gateways, demo }))
}

fn sandbox_key(store: &Store, config: &Config) -> Result<String, StoreError> {
    match config.text("gateways.sandbox_key") {
        "" => {
            let ids = Ids::fresh();
            store.write_blocking(move |tx| outlet::sandbox_key(tx, &mut ids.clone()))
        }
        key => Ok(key.to_owned()),
    }
}
