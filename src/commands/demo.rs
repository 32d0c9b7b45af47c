//! `outpost demo`: a complete outlet with demonstration data, at once.

use std::path::{Path, PathBuf};

use clap::Args;

use super::cli::ServerOptions;
use super::{preflight, server};
use crate::app;
use crate::clock::Instant;
use crate::config::Config;
use crate::outlet::{self, Opened};
use crate::random::Ids;
use crate::store::{OpenMode, Store};
use crate::transfer;

/// The signing key of the demonstration's sandbox (docs/spec/demo.md, "Gateways").
const DEMO_SANDBOX_KEY: &str = "demo-sandbox-key";

/// Start a complete outlet with demonstration data.
#[derive(Args)]
pub(super) struct Options {
    #[command(flatten)]
    server: ServerOptions,
    /// Keep the data in this folder; without it in a new one that is removed at the end.
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Begin in another state than the demonstration's own: "recorded" is the recorded outlet on the day that --at names.
    #[arg(long = "as", value_name = "STATE", value_parser = transfer::PRESETS)]
    preset: Option<String>,
}

pub(super) fn run(options: &Options) -> Result<(), String> {
    let config = server::config(&options.server)?.of_demonstration();
    server::start_server_log(&config);
    let clock = server::clock(&options.server, &config)?;
    preflight::warn_of_variables();
    preflight::try_address(&config)?;
    let throw_away = options.data.is_none().then(ThrowAway::new);
    let folder = match (&options.data, &throw_away) {
        (Some(folder), _) => folder.as_path(),
        (None, Some(folder)) => folder.0.as_path(),
        (None, None) => return Err("There is no folder for the demonstration.".to_owned()),
    };
    let store = Store::open(folder, OpenMode::Any, &app::store_options(&config))?;
    fill(&store, &config, clock.now(), options.preset.clone())?;
    preflight::try_store(&store)?;
    let key = match config.text("gateways.sandbox_key") {
        "" => DEMO_SANDBOX_KEY.to_owned(),
        key => key.to_owned(),
    };
    let (config, gateways) = server::with_page(&store, config, true, &key)?;
    server::serve(&app::outlet(Opened { config, clock, store, gateways, demo: true }))
}

/// Loads the demonstration into an empty store; one that holds it already goes on with it.
fn fill(store: &Store, config: &Config, now: Instant, preset: Option<String>) -> Result<(), String> {
    let state = store.read(|db| Ok::<_, crate::store::StoreError>((outlet::is_demo(db)?, outlet::is_open(db)?)));
    match state.map_err(|error| error.sentence("The data folder cannot be read"))? {
        (true, _) => return Ok(()),
        (false, true) => {
            return Err("That folder holds a real outlet; choose another for the demonstration.".to_owned());
        }
        (false, false) => {}
    }
    let zone = config.zone;
    store
        .write_blocking(move |tx| {
            transfer::load_seed(tx, zone, now)?;
            transfer::load_demo(tx, zone, now)?;
            if let Some(preset) = &preset {
                transfer::load_preset(tx, zone, now, preset)?;
            }
            outlet::open_outlet(tx, true)?;
            Ok::<_, transfer::ImportError>(())
        })
        .map_err(|error| error.sentence("The demonstration data cannot be loaded"))
}

/// A folder that is removed with the demonstration.
struct ThrowAway(PathBuf);

impl ThrowAway {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("outpost-demo-{}", Ids::fresh().uuid())))
    }
}

impl Drop for ThrowAway {
    fn drop(&mut self) {
        remove(&self.0);
    }
}

fn remove(folder: &Path) {
    if let Err(error) = std::fs::remove_dir_all(folder) {
        tracing::warn!(%error, folder = %folder.display(), "the demonstration's folder could not be removed");
    }
}
