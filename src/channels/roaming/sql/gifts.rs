//! Statements of pieces that one customer paid and another one redeemed.

use crate::channels::roaming::ids::{TripId, VoucherId};
use crate::clock::Instant;
use crate::ids::{AccountId, LineId, OrderId};
use crate::orders::Line;
use crate::orders::LineStatus;
use crate::store::{Db, StoreError, Tx, params, statement};

/// Writes down who has redeemed a piece.
pub(in crate::channels::roaming) fn insert(
    tx: &Tx<'_>,
    voucher: VoucherId,
    line: &Line,
    account: AccountId,
    trip: Option<TripId>,
    now: Instant,
) -> Result<(), StoreError> {
    let sql = "insert into redeemed_gifts (voucher_id, order_id, line_id, account_id, trip_id, redeemed_at)
        values (?1, ?2, ?3, ?4, ?5, ?6)";
    tx.run_one(sql, params![voucher, line.order_id(), line.id(), account, trip, now.0])
}

/// Whether a piece's days were redeemed.
pub(in crate::channels::roaming) fn has_trip(db: &Db<'_>, trip: TripId) -> Result<bool, StoreError> {
    db.exists("select 1 from redeemed_gifts where trip_id = ?1", [trip])
}

/// Whether a piece of a line of an order was redeemed, or of any line where none is named.
pub(in crate::channels::roaming) fn exists(
    db: &Db<'_>,
    order: OrderId,
    line: Option<LineId>,
) -> Result<bool, StoreError> {
    let sql = "select 1 from redeemed_gifts where order_id = ?1 and (?2 is null or line_id = ?2)";
    db.exists(sql, params![order, line])
}

/// The minutes that an account has redeemed and that are valid at an instant.
pub(in crate::channels::roaming) fn minutes(db: &Db<'_>, account: AccountId, now: Instant) -> Result<i64, StoreError> {
    let sql = statement!(
        "select coalesce(sum(l.minutes), 0)
        from redeemed_gifts g
        join order_lines l on l.order_id = g.order_id and l.id = g.line_id
        where g.account_id = ?1 and l.status = {done} and l.minutes > 0 and l.starts_at <= ?2 and l.ends_at > ?2",
        done = LineStatus::Done,
    );
    db.number(sql, params![account, now.0])
}
