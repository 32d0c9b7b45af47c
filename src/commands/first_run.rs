//! `serve` on a new folder: an outlet that waits for its owner at the browser.

use std::path::Path;

use crate::clock::Clock;
use crate::config::Config;
use crate::outlet::{self, Outlet};
use crate::random::Ids;
use crate::store::Store;
use crate::transfer::{self, ImportError};

/// Whether a folder is one that an outlet may be made in without being asked twice: it is empty, or is not there while the one above
/// it is. A slip in a longer path makes nothing.
pub(super) fn is_new_folder(folder: &Path) -> bool {
    if let Ok(mut entries) = std::fs::read_dir(folder) {
        return entries.next().is_none();
    }
    let above = folder.parent().map(|above| if above.as_os_str().is_empty() { Path::new(".") } else { above });
    !folder.exists() && above.is_some_and(Path::is_dir)
}

/// Fills a new store with what every outlet needs, and nobody.
///
/// # Errors
/// A sentence that says what to do.
pub(super) fn fill(store: &Store, config: &Config) -> Result<(), String> {
    let (zone, now) = (config.zone, Clock::machine().now());
    store
        .write_blocking(move |tx| {
            transfer::load_seed(tx, zone, now)?;
            outlet::open_outlet(tx, false)?;
            outlet::await_owner(tx)?;
            Ok::<_, ImportError>(())
        })
        .map_err(|error| error.sentence("The outlet cannot be set up"))
}

/// Says how the owner comes in, where the outlet waits for one.
///
/// # Errors
/// A sentence that says what to do.
pub(super) fn invite(outlet: &Outlet, url: &str) -> Result<(), String> {
    if let Some(code) = outlet.make_set_up_code(&mut Ids::fresh())? {
        complain!("This outlet is new. Open {url}/admin in a browser on this machine to set it up.");
        complain!("From another machine it asks for the set-up code {code}, which is in the data folder, too.");
    }
    Ok(())
}
