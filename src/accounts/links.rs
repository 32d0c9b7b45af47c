//! Two accounts of one person that know of each other (docs/spec/roaming.md section 0.22).

use super::sql;
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::store::{Db, StoreError, Tx};

/// The user name of the account that an account is linked with.
pub fn of(db: &Db<'_>, account: AccountId) -> Result<Option<String>, StoreError> {
    sql::linked_with(db, account)
}

/// Links two accounts, both ways.
///
/// # Errors
/// A [`StoreError`], of a constraint when one of them is linked.
pub fn make(tx: &Tx<'_>, account: AccountId, other: AccountId, now: Instant) -> Result<(), StoreError> {
    sql::link(tx, account, other, now)
}
