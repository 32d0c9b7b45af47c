//! Statements of minutes and numbers that were given without an order.

use crate::channels::roaming::grants::{Grant, Service};
use crate::channels::roaming::packages::NumberHold;
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::store::{Db, StoreError, Tx, params};

/// Writes a grant down.
pub(in crate::channels::roaming) fn insert(tx: &Tx<'_>, it: &Grant) -> Result<(), StoreError> {
    let (minutes, phone) = match &it.service {
        Service::Minutes(minutes) => (Some(*minutes), None),
        Service::Number(phone) => (None, Some(phone)),
    };
    tx.run_one(
        "insert into service_grants (id, account_id, voucher_id, source, minutes, phone, starts_at, ends_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![it.id, it.account_id, it.voucher_id, it.source, minutes, phone, it.starts_at.0, it.ends_at.0],
    )
}

/// The minutes that an account was given and that are valid at an instant.
pub(in crate::channels::roaming) fn minutes(db: &Db<'_>, account: AccountId, now: Instant) -> Result<i64, StoreError> {
    let sql = "select coalesce(sum(minutes), 0) from service_grants
        where account_id = ?1 and minutes is not null and starts_at <= ?2 and ends_at >= ?2";
    db.number(sql, params![account, now.0])
}

/// The numbers that an account was given that end after `now` and begin until `latest_start`, by id.
pub(in crate::channels::roaming) fn numbers(
    db: &Db<'_>,
    account: AccountId,
    now: Instant,
    latest_start: Instant,
) -> Result<Vec<NumberHold>, StoreError> {
    let sql = "select phone, starts_at, ends_at from service_grants
        where account_id = ?1 and phone is not null and ends_at > ?2 and starts_at <= ?3
        order by id";
    db.rows(sql, params![account, now.0, latest_start.0], |row| {
        Ok(NumberHold {
            phone: row.get(0)?,
            starts_at: Instant(row.get(1)?),
            ends_at: Instant(row.get(2)?),
            bought: None,
        })
    })
}
