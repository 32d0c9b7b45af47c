//! Statements of tickets that go back.

use crate::channels::tickets::refunds::RefundState;
use crate::channels::tickets::states::Status;
use crate::clock::Instant;
use crate::ids::OrderId;
use crate::store::{Db, StoreError, Tx, params};

/// The letter that an order had before its refund was asked for.
pub(in crate::channels::tickets) fn from(db: &Db<'_>, order: OrderId) -> Result<Option<Status>, StoreError> {
    let sql = "select refund_from from ticket_orders where order_id = ?1";
    let letter: Option<String> = db.row(sql, [order], |row| row.get(0))?.flatten();
    Ok(letter.and_then(|letter| Status::from_letter(&letter)))
}

/// Remembers it, or forgets it.
pub(in crate::channels::tickets) fn set_from(
    tx: &Tx<'_>,
    order: OrderId,
    from: Option<Status>,
) -> Result<(), StoreError> {
    let sql = "update ticket_orders set refund_from = ?2 where order_id = ?1";
    tx.run_one(sql, params![order, from.map(Status::letter)])
}

/// The tickets of an order that are to go back or went back: their running numbers, in order.
pub(in crate::channels::tickets) fn of_order(
    db: &Db<'_>,
    order: OrderId,
) -> Result<Vec<(i64, RefundState)>, StoreError> {
    let sql = "select place, state from ticket_refunds where order_id = ?1 order by place";
    db.rows(sql, [order], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Writes down that a ticket is to go back.
pub(in crate::channels::tickets) fn ask(
    tx: &Tx<'_>,
    order: OrderId,
    place: i64,
    at: Instant,
) -> Result<(), StoreError> {
    let sql = "insert into ticket_refunds (order_id, place, asked_at) values (?1, ?2, ?3)";
    tx.run_one(sql, params![order, place, at.0])
}

/// Moves an order's tickets from one state to the next.
pub(in crate::channels::tickets) fn advance(
    tx: &Tx<'_>,
    order: OrderId,
    from: RefundState,
    to: RefundState,
    at: Instant,
) -> Result<(), StoreError> {
    let sql = "update ticket_refunds set state = ?3, decided_at = coalesce(decided_at, ?4)
        where order_id = ?1 and state = ?2";
    tx.run(sql, params![order, from, to, at.0]).map(|_| ())
}

/// Takes out what waits for the staff: it was refused.
pub(in crate::channels::tickets) fn refuse(tx: &Tx<'_>, order: OrderId) -> Result<(), StoreError> {
    let sql = "delete from ticket_refunds where order_id = ?1 and state = ?2";
    tx.run(sql, params![order, RefundState::Asked]).map(|_| ())
}
