//! What is looked at before an outlet opens, so that nobody finds it out at the first sale.

use std::net::TcpListener;

use crate::check;
use crate::config::Config;
use crate::outlet;
use crate::store::{KEY_FILE, Store, StoreError};

/// Warns of settings in the environment that are none.
pub(super) fn warn_of_variables() {
    for variable in Config::unknown_variables() {
        tracing::warn!(
            variable,
            "there is no such setting, so this changes nothing; docs/reference/settings.md lists them all"
        );
    }
}

/// Whether the address is free, before anything is written for a server that could not listen. A socket that the service
/// manager hands over is listening already.
///
/// # Errors
/// A sentence that says what to do.
pub(super) fn try_address(config: &Config) -> Result<(), String> {
    if std::env::var_os("LISTEN_FDS").is_some() {
        return Ok(());
    }
    let tried = TcpListener::bind(&config.listen);
    tried
        .map(drop)
        .map_err(|error| format!("{} cannot be listened on: {error}; choose another with --listen.", config.listen))
}

/// Whether a change reaches the disk and the key file is the outlet's own.
///
/// # Errors
/// A sentence, for a database that no order could be written to. With a full disk the outlet opens all the same: what is there
/// can be shown, and when there is room it sells.
pub(super) fn try_store(store: &Store) -> Result<(), String> {
    match store.write_blocking(outlet::probe) {
        Ok(()) => {}
        Err(error @ (StoreError::Full | StoreError::Busy)) => {
            tracing::error!(%error, "no order can be written now; {}", error.remedy());
        }
        Err(error) => return Err(error.sentence("No order could be kept")),
    }
    match store.read(check::closed) {
        Ok(None) => {}
        Ok(Some(what)) => tracing::warn!(
            file = %store.folder().join(KEY_FILE).display(),
            "this key file does not open the {what}: put the outlet's own in its place, or they must be given anew"
        ),
        Err(error) => tracing::warn!(%error, "what is sealed could not be looked at"),
    }
    Ok(())
}
