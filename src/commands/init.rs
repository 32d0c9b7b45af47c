//! `outpost init`: a new outlet, empty but for the seeds, with its first admin.

use std::path::PathBuf;

use clap::Args;

use super::{install, values};
use crate::accounts::{self, AccountError, NewAccount, Role};
use crate::clock::Clock;
use crate::config::Config;
use crate::outlet;
use crate::random::Ids;
use crate::store::{OpenMode, Store};
use crate::transfer;

/// Create the database and the first admin; its one-time password is printed once.
#[derive(Args)]
pub(super) struct Options {
    /// The folder to make the database in.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
    /// A TOML file with settings.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// User name of the first admin.
    #[arg(long, value_name = "NAME", default_value = "admin", value_parser = values::username)]
    admin: String,
}

/// How its sentences begin.
const FAILED: &str = "The outlet cannot be set up";

pub(super) fn run(options: &Options) -> Result<(), String> {
    super::server::start_log();
    super::preflight::warn_of_variables();
    let config = Config::load(options.config.as_deref(), &[])?;
    let store = Store::open(&options.data, OpenMode::New, &config.store)?;
    let mut ids = Ids::fresh();
    let password = ids.digits(12);
    let admin = NewAccount {
        username: options.admin.clone(),
        phone: None,
        email: None,
        password_hash: accounts::hash_password(&password, &mut ids)?,
        role: Role::Admin,
        must_change_password: true,
    };
    let (now, zone) = (Clock::machine().now(), config.zone);
    store
        .write_blocking(move |tx| transfer::load_seed(tx, zone, now))
        .map_err(|error: transfer::ImportError| error.sentence(FAILED))?;
    store
        .write_blocking(move |tx| {
            accounts::create(tx, now, &admin)?;
            Ok(outlet::open_outlet(tx, false)?)
        })
        .map_err(|error: AccountError| match error {
            AccountError::Store(error) => error.sentence(FAILED),
            error => format!("{FAILED}: {error}."),
        })?;
    say!("The outlet is ready in {}.", options.data.display());
    say!("Log in as {} with the one-time password {password}; it must be changed at the first login.", options.admin);
    say!("Start it with: {}", install::how_to_start(&options.data));
    Ok(())
}
