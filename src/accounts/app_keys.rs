//! App keys: what the programs of a partner show instead of a password.

use super::account::AccountStatus;
use super::{Account, AccountError, sql};
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::random::digest;
use crate::store::{Db, Page, StoreError, Tx};
use crate::text::hex;

/// What is kept of an app key: its SHA-256 as lower-case hex.
#[must_use]
pub fn app_key_hash(key: &str) -> String {
    hex(&digest(key))
}

/// The active account of an app key.
pub fn app_key_account(db: &Db<'_>, key: &str) -> Result<Option<Account>, StoreError> {
    Ok(sql::by_app_key(db, &app_key_hash(key))?.filter(|account| account.status == AccountStatus::Active))
}

/// Gives an account one more app key.
///
/// # Errors
/// [`AccountError::Unknown`].
pub fn add_app_key(tx: &Tx<'_>, now: Instant, account: AccountId, key: &str) -> Result<(), AccountError> {
    if sql::by_id(tx, account)?.is_none() {
        return Err(AccountError::Unknown);
    }
    Ok(sql::insert_app_key(tx, &app_key_hash(key), account, now)?)
}

/// Takes all app keys of an account away; how many there were.
pub fn remove_app_keys(tx: &Tx<'_>, account: AccountId) -> Result<usize, StoreError> {
    sql::delete_app_keys(tx, account)
}

/// An account that has app keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyHolder {
    /// The account.
    pub account_id: AccountId,
    /// Its user name.
    pub username: String,
    /// How many keys it has.
    pub keys: i64,
    /// When the newest was made.
    pub newest: Instant,
}

/// How many accounts have app keys, and a page of them by id.
pub fn app_key_holders(db: &Db<'_>, page: Page) -> Result<(i64, Vec<KeyHolder>), StoreError> {
    Ok((sql::count_key_holders(db)?, sql::key_holders(db, page)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_a_key_is_its_sha_256() {
        assert_eq!(app_key_hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
