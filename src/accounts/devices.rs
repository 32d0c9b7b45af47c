//! Browsers that are counters: each keeps a token, of which the outlet keeps the hash.

use super::sql::factors as sql;
pub use super::sql::factors::{Device, devices, remove_device};
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::random::digest;
use crate::store::{Db, StoreError, Tx};

/// Enrols a browser under a token that was drawn for it; whether its name was free.
pub fn enrol_device(tx: &Tx<'_>, now: Instant, token: &str, name: &str, by: AccountId) -> Result<bool, StoreError> {
    sql::put_device(tx, &digest(token), name, now, by)
}

/// Whether a token is one of an enrolled counter.
pub fn is_device(db: &Db<'_>, token: &str) -> Result<bool, StoreError> {
    sql::has_device(db, &digest(token))
}
