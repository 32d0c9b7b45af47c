//! Statements of the answers to wishes that may come again.

use crate::clock::Instant;
use crate::ids::AccountId;
use crate::orders::IdempotencyKey;
use crate::store::{Db, StoreError, Tx, params};

/// The sealed answer to a wish of an account, if it was granted before.
pub(in crate::orders) fn answer(
    db: &Db<'_>,
    account: AccountId,
    service: &str,
    client_ref: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "select answer from staff_repeats where account_id = ?1 and service = ?2 and client_ref = ?3";
    db.row(sql, params![account, service, client_ref], |row| row.get(0))
}

/// Writes the sealed answer to a key down.
pub(in crate::orders) fn insert(tx: &Tx<'_>, key: &IdempotencyKey, answer: &[u8]) -> Result<(), StoreError> {
    let sql = "insert into staff_repeats (account_id, service, client_ref, answer, created_at)
        values (?1, ?2, ?3, ?4, ?5)";
    tx.run_one(sql, params![key.account_id, key.service, key.client_ref, answer, key.now.0])
}

/// Whether there are answers from before an instant.
pub(in crate::orders) fn has_older(db: &Db<'_>, before: Instant) -> Result<bool, StoreError> {
    db.exists("select 1 from staff_repeats where created_at < ?1", [before.0])
}

/// Deletes the answers from before an instant; how many there were.
pub(in crate::orders) fn delete_older(tx: &Tx<'_>, before: Instant) -> Result<usize, StoreError> {
    tx.run("delete from staff_repeats where created_at < ?1", [before.0])
}
