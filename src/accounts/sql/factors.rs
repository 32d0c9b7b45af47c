//! Statements of second factors, recovery codes and counters.

use crate::clock::Instant;
use crate::ids::AccountId;
use crate::store::{Db, Sealed, StoreError, Tx, params};

/// The sealed secrets.
pub const SEALED: Sealed = Sealed {
    name: "secrets of second factors",
    statement: "select 'second_factors/' || account_id, secret_sealed from second_factors order by account_id",
};

/// A row of the second factors.
pub(in crate::accounts) struct Factor {
    pub(in crate::accounts) secret_sealed: Vec<u8>,
    pub(in crate::accounts) is_enabled: bool,
    pub(in crate::accounts) last_step: i64,
}

pub(in crate::accounts) fn factor(db: &Db<'_>, account: AccountId) -> Result<Option<Factor>, StoreError> {
    let sql = "select secret_sealed, enabled_at is not null, last_step from second_factors where account_id = ?1";
    db.row(sql, [account], |row| {
        Ok(Factor { secret_sealed: row.get(0)?, is_enabled: row.get(1)?, last_step: row.get(2)? })
    })
}

pub(in crate::accounts) fn put(tx: &Tx<'_>, account: AccountId, sealed: &[u8]) -> Result<(), StoreError> {
    let sql = "insert into second_factors (account_id, secret_sealed) values (?1, ?2)
        on conflict (account_id) do update set secret_sealed = excluded.secret_sealed, last_step = 0";
    tx.run_one(sql, params![account, sealed])
}

pub(in crate::accounts) fn enable(tx: &Tx<'_>, account: AccountId, now: Instant, step: i64) -> Result<(), StoreError> {
    let sql = "update second_factors set enabled_at = ?2, last_step = ?3 where account_id = ?1";
    tx.run_one(sql, params![account, now.0, step])
}

/// Uses a step up; whether nobody has used it or a later one before, up to the latest that can be used now.
pub(in crate::accounts) fn use_step(
    tx: &Tx<'_>,
    account: AccountId,
    step: i64,
    latest: i64,
) -> Result<bool, StoreError> {
    let sql = "update second_factors set last_step = ?2 where account_id = ?1 and (last_step < ?2 or last_step > ?3)";
    Ok(tx.run(sql, params![account, step, latest])? == 1)
}

pub(in crate::accounts) fn put_recovery(tx: &Tx<'_>, account: AccountId, hash: &[u8; 32]) -> Result<(), StoreError> {
    let sql = "insert into recovery_codes (code_hash, account_id) values (?1, ?2)";
    tx.run_one(sql, params![hash.as_slice(), account])
}

pub(in crate::accounts) fn use_recovery(tx: &Tx<'_>, account: AccountId, hash: &[u8; 32]) -> Result<bool, StoreError> {
    let sql = "delete from recovery_codes where code_hash = ?1 and account_id = ?2";
    Ok(tx.run(sql, params![hash.as_slice(), account])? == 1)
}

pub(in crate::accounts) fn remove(tx: &Tx<'_>, account: AccountId) -> Result<bool, StoreError> {
    tx.run("delete from recovery_codes where account_id = ?1", [account])?;
    Ok(tx.run("delete from second_factors where account_id = ?1", [account])? == 1)
}

/// A browser that is a counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// What people call it.
    pub name: String,
    /// When it was enrolled.
    pub enrolled_at: Instant,
    /// The user name of who did it.
    pub enrolled_by: String,
}

/// All enrolled counters by name.
pub fn devices(db: &Db<'_>) -> Result<Vec<Device>, StoreError> {
    let sql = "select d.name, d.enrolled_at, a.username
        from counter_devices d
        join accounts a on a.id = d.enrolled_by
        order by d.name";
    db.rows(sql, [], |row| {
        Ok(Device { name: row.get(0)?, enrolled_at: Instant(row.get(1)?), enrolled_by: row.get(2)? })
    })
}

/// Whether a token is one of an enrolled counter.
pub(in crate::accounts) fn has_device(db: &Db<'_>, hash: &[u8; 32]) -> Result<bool, StoreError> {
    db.exists("select 1 from counter_devices where token_hash = ?1", [hash.as_slice()])
}

/// Enrols a counter; whether its name was free.
pub(in crate::accounts) fn put_device(
    tx: &Tx<'_>,
    hash: &[u8; 32],
    name: &str,
    now: Instant,
    by: AccountId,
) -> Result<bool, StoreError> {
    let sql = "insert into counter_devices (token_hash, name, enrolled_at, enrolled_by) values (?1, ?2, ?3, ?4)
        on conflict (name) do nothing";
    Ok(tx.run(sql, params![hash.as_slice(), name, now.0, by])? == 1)
}

/// Takes a counter away; whether there was one of that name.
pub fn remove_device(tx: &Tx<'_>, name: &str) -> Result<bool, StoreError> {
    Ok(tx.run("delete from counter_devices where name = ?1", [name])? == 1)
}
