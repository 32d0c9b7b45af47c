//! Statements of exclusive numbers: one holder at a time for overlapping periods.
//!
//! Periods overlap as those of cards do (docs/spec/roaming.md section 10): both comparisons are strict, so that one may
//! begin in the second in which another ends; two that begin together overlap, however short they are.

use crate::clock::Instant;
use crate::ids::{AccountId, LineId, OrderId};
use crate::store::{Db, StoreError, Tx, params};

/// Whether a number is one of the pool.
pub(in crate::channels::roaming) fn is_in_pool(db: &Db<'_>, phone: &str) -> Result<bool, StoreError> {
    db.exists("select 1 from pool_channels where phone = ?1", [phone])
}

/// The numbers of the pool that nobody holds in a period: the account's own earlier ones, the latest first, then by number.
pub(in crate::channels::roaming) fn free_numbers(
    db: &Db<'_>,
    account: AccountId,
    period: (Instant, Instant),
    most: i64,
) -> Result<Vec<String>, StoreError> {
    let sql = "select c.phone
        from (select distinct phone from pool_channels) c
        left join (
            select phone, max(line_id) as latest from number_holds where account_id = ?1 group by phone
        ) mine on mine.phone = c.phone
        where not exists (
            select 1 from number_holds h where h.phone = c.phone
                and ((h.starts_at < ?3 and h.ends_at > ?2) or h.starts_at = ?2)
        )
        and not exists (
            select 1 from service_grants g where g.phone = c.phone
                and ((g.starts_at < ?3 and g.ends_at > ?2) or g.starts_at = ?2)
        )
        order by coalesce(mine.latest, 0) desc, c.phone
        limit ?4";
    db.rows(sql, params![account, period.0.0, period.1.0, most], |row| row.get(0))
}

/// Whose a number is while it is held.
#[derive(Clone, Copy, Debug)]
pub(in crate::channels::roaming) struct Holder {
    pub(in crate::channels::roaming) account: AccountId,
    pub(in crate::channels::roaming) order: OrderId,
    pub(in crate::channels::roaming) line: LineId,
}

/// Holds a number for a line if nobody holds it in that period.
pub(in crate::channels::roaming) fn hold(
    tx: &Tx<'_>,
    by: Holder,
    phone: &str,
    period: (Instant, Instant),
) -> Result<bool, StoreError> {
    let sql = "insert into number_holds (line_id, phone, order_id, account_id, starts_at, ends_at)
        select ?1, ?2, ?3, ?4, ?5, ?6
        where not exists (
            select 1 from number_holds h where h.phone = ?2
                and ((h.starts_at < ?6 and h.ends_at > ?5) or h.starts_at = ?5)
        )
        and not exists (
            select 1 from service_grants g where g.phone = ?2
                and ((g.starts_at < ?6 and g.ends_at > ?5) or g.starts_at = ?5)
        )";
    let is_held = tx.run(sql, params![by.line, phone, by.order, by.account, period.0.0, period.1.0])? == 1;
    debug_assert!(!is_held || holders(tx, phone, period)? == 1, "number {phone} has one holder at a time");
    Ok(is_held)
}

/// The lines that hold a number in a period.
fn holders(db: &Db<'_>, phone: &str, period: (Instant, Instant)) -> Result<i64, StoreError> {
    let sql = "select count(*) from number_holds h
        where h.phone = ?1 and ((h.starts_at < ?3 and h.ends_at > ?2) or h.starts_at = ?2)";
    db.number(sql, params![phone, period.0.0, period.1.0])
}

/// Lets go of the numbers of an order.
pub(in crate::channels::roaming) fn release_order(tx: &Tx<'_>, order: OrderId) -> Result<(), StoreError> {
    let sql = "delete from number_holds where line_id in (select id from order_lines where order_id = ?1)";
    tx.run(sql, [order]).map(|_| ())
}

/// Lets go of the numbers of a line.
pub(in crate::channels::roaming) fn release_line(tx: &Tx<'_>, line: LineId) -> Result<(), StoreError> {
    tx.run("delete from number_holds where line_id = ?1", [line]).map(|_| ())
}
