//! Statements of minutes and numbers that were given without an order.

use crate::clock::Instant;
use crate::roaming::grants::{Grant, Service};
use crate::store::{Db, StoreError, Tx, params};

/// Writes a grant down.
pub(in crate::roaming) fn insert(tx: &Tx<'_>, it: &Grant) -> Result<(), StoreError> {
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

/// All grants of an account, by id.
pub(in crate::roaming) fn of_account(db: &Db<'_>, account: i64) -> Result<Vec<Grant>, StoreError> {
    let sql = "select id, account_id, voucher_id, source, minutes, phone, starts_at, ends_at from service_grants
        where account_id = ?1
        order by id";
    db.rows(sql, [account], |row| {
        let (minutes, phone): (Option<i64>, Option<String>) = (row.get(4)?, row.get(5)?);
        Ok(Grant {
            id: row.get(0)?,
            account_id: row.get(1)?,
            voucher_id: row.get(2)?,
            source: row.get(3)?,
            service: phone.map_or(Service::Minutes(minutes.unwrap_or(0)), Service::Number),
            starts_at: Instant(row.get(6)?),
            ends_at: Instant(row.get(7)?),
        })
    })
}
