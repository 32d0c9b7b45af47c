//! Statements of what was used: a figure for each account and day.

use serde::Serialize;

use crate::channels::leases::ids::SubId;
use crate::ids::AccountId;
use crate::store::{Db, Row, RowResult, StoreError, Tx, params};

/// What the column has where an account used traffic itself, without an authentication account.
const OF_ITSELF: i64 = 0;

/// The days of a record, the ends included; none where the client names none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::channels::leases) struct Days {
    pub(in crate::channels::leases) first: Option<String>,
    pub(in crate::channels::leases) last: Option<String>,
}

/// What was used on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(in crate::channels::leases) struct DayUse {
    /// `yyyy-mm-dd`.
    pub(in crate::channels::leases) date: String,
    /// Megabytes.
    pub(in crate::channels::leases) flow: i64,
}

/// Puts a day's figure, new or in the place of the one that is there; without `sub` it is the main account's own.
pub(in crate::channels::leases) fn put(
    tx: &Tx<'_>,
    account: AccountId,
    sub: Option<SubId>,
    day: &str,
    megabytes: i64,
) -> Result<(), StoreError> {
    tx.run_one(
        "insert into lease_usage (account_id, day, sub_id, megabytes) values (?1, ?2, ?3, ?4)
         on conflict (account_id, day, sub_id) do update set megabytes = excluded.megabytes",
        params![account, day, sub.map_or(OF_ITSELF, SubId::number), megabytes],
    )
}

/// What an account and its authentication accounts used on the days after one.
pub(in crate::channels::leases) fn after(db: &Db<'_>, account: AccountId, day: &str) -> Result<i64, StoreError> {
    let sql = "select coalesce(sum(megabytes), 0) from lease_usage where account_id = ?1 and day > ?2";
    db.number(sql, params![account, day])
}

/// The days on which an account, or one of its authentication accounts, used anything, the first day first.
pub(in crate::channels::leases) fn by_day(
    db: &Db<'_>,
    account: AccountId,
    sub: Option<SubId>,
    days: &Days,
) -> Result<Vec<DayUse>, StoreError> {
    let sql = "select day, sum(megabytes)
        from lease_usage
        where account_id = ?1
          and (?2 is null or sub_id = ?2)
          and (?3 is null or day >= ?3)
          and (?4 is null or day <= ?4)
        group by day
        having sum(megabytes) > 0
        order by day";
    let read = |row: &Row<'_>| -> RowResult<DayUse> { Ok(DayUse { date: row.get(0)?, flow: row.get(1)? }) };
    db.rows(sql, params![account, sub, days.first, days.last], read)
}

/// A row as it is kept; no `sub` for the main account itself.
pub(in crate::channels::leases) struct KeptUse {
    pub(in crate::channels::leases) account_id: AccountId,
    pub(in crate::channels::leases) sub: Option<SubId>,
    pub(in crate::channels::leases) day: String,
    pub(in crate::channels::leases) megabytes: i64,
}

/// Gives all rows out, by account, day and authentication account.
pub(in crate::channels::leases) fn each<E: From<StoreError>>(
    db: &Db<'_>,
    mut give: impl FnMut(KeptUse) -> Result<(), E>,
) -> Result<(), E> {
    let sql = "select account_id, sub_id, day, megabytes from lease_usage order by account_id, day, sub_id";
    db.each(sql, [], |row| {
        let kept = kept(row).map_err(StoreError::from)?;
        give(kept)
    })
}

fn kept(row: &Row<'_>) -> RowResult<KeptUse> {
    let sub = row.get::<_, SubId>(1)?;
    Ok(KeptUse {
        account_id: row.get(0)?,
        sub: Some(sub).filter(|sub| sub.number() != OF_ITSELF),
        day: row.get(2)?,
        megabytes: row.get(3)?,
    })
}
