//! Two accounts of one person that know of each other (docs/spec/roaming.md section 0.22).

use crate::clock::Instant;
use crate::store::{Db, StoreError, Tx, params};

/// The user name of the account that an account is linked with.
///
/// # Errors
/// A [`StoreError`].
pub fn of(db: &Db<'_>, account: i64) -> Result<Option<String>, StoreError> {
    let sql = "select a.username from account_links l join accounts a on a.id = l.other_id where l.account_id = ?1";
    db.row(sql, [account], |row| row.get(0))
}

/// Links two accounts, both ways.
///
/// # Errors
/// A [`StoreError`], of a constraint when one of them is linked.
pub fn make(tx: &Tx<'_>, account: i64, other: i64, now: Instant) -> Result<(), StoreError> {
    let sql = "insert into account_links (account_id, other_id, linked_at) values (?1, ?2, ?3), (?2, ?1, ?3)";
    tx.run(sql, params![account, other, now.0]).map(|_| ())
}
