//! Statements of refunds.

use crate::clock::Instant;
use crate::ids::{LineId, OrderId, RefundId};
use crate::money::Fen;
use crate::orders::refund::{Origin, Refund};
use crate::orders::{LineStatus, RefundStatus, ReturnStatus};
use crate::store::{Db, Row, RowResult, StoreError, Tx, params, statement};

pub(super) const REFUND: &str =
    "id, order_id, line_id, account_id, origin, reason_id, reason, money, way, trade_no, status,
    shipping_status, carrier, waybill, created_at, shipped_at, received_at, confirmed_at, refunding_at, refunded_at";

pub(super) fn refund(row: &Row<'_>) -> RowResult<Refund> {
    let instant = |column| row.get::<_, Option<i64>>(column).map(|ms| ms.map(Instant));
    Ok(Refund {
        id: row.get(0)?,
        order_id: row.get(1)?,
        line_id: row.get(2)?,
        account_id: row.get(3)?,
        origin: Origin::from_name(&row.get::<_, String>(4)?),
        reason_id: row.get(5)?,
        reason: row.get(6)?,
        money: Fen(row.get(7)?),
        way: row.get(8)?,
        trade_no: row.get(9)?,
        status: row.get(10)?,
        shipping_status: row.get(11)?,
        carrier: row.get(12)?,
        waybill: row.get(13)?,
        created_at: Instant(row.get(14)?),
        shipped_at: instant(15)?,
        received_at: instant(16)?,
        confirmed_at: instant(17)?,
        refunding_at: instant(18)?,
        refunded_at: instant(19)?,
    })
}

pub(in crate::orders) fn by_id(db: &Db<'_>, id: RefundId) -> Result<Option<Refund>, StoreError> {
    db.row(&format!("select {REFUND} from refunds where id = ?1"), [id], refund)
}

/// Refunds that nobody has decided on or that were agreed to and not paid, by id.
pub(in crate::orders) fn waiting(db: &Db<'_>, most: i64) -> Result<Vec<Refund>, StoreError> {
    let sql = format!("select {REFUND} from refunds where status in (?2, ?3) order by id limit ?1");
    db.rows(&sql, params![most, RefundStatus::Open, RefundStatus::Confirmed], refund)
}

pub(in crate::orders) fn of_order(db: &Db<'_>, order: OrderId) -> Result<Vec<Refund>, StoreError> {
    db.rows(&format!("select {REFUND} from refunds where order_id = ?1 order by id"), [order], refund)
}

pub(in crate::orders) fn insert(tx: &Tx<'_>, it: &Refund) -> Result<(), StoreError> {
    tx.run_one(
        "insert into refunds (id, order_id, line_id, account_id, origin, reason_id, reason, money, way, trade_no, status,
            created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params![
            it.id,
            it.order_id,
            it.line_id,
            it.account_id,
            it.origin.name(),
            it.reason_id,
            it.reason,
            it.money.0,
            it.way,
            it.trade_no,
            it.status,
            it.created_at.0,
        ],
    )
}

/// Moves a refund from one state to the next; whether it was in the state that the step starts from.
pub(in crate::orders) fn decide(
    tx: &Tx<'_>,
    id: RefundId,
    from: RefundStatus,
    to: RefundStatus,
    now: Instant,
) -> Result<bool, StoreError> {
    let sql = "update refunds set status = ?3, confirmed_at = ?4 where id = ?1 and status = ?2";
    Ok(tx.run(sql, params![id, from, to, now.0])? == 1)
}

/// Sends a confirmed refund to the provider; whether it was a confirmed one.
pub(in crate::orders) fn send(tx: &Tx<'_>, id: RefundId, now: Instant) -> Result<bool, StoreError> {
    let sql = "update refunds set status = ?3, refunding_at = ?2 where id = ?1 and status = ?4";
    Ok(tx.run(sql, params![id, now.0, RefundStatus::Refunding, RefundStatus::Confirmed])? == 1)
}

/// Marks a refund paid back. One that is paid back or was rejected stays as it is: that is what makes the money go back once.
pub(in crate::orders) fn finish(tx: &Tx<'_>, id: RefundId, now: Instant) -> Result<bool, StoreError> {
    let sql = statement!(
        "update refunds
        set status = {refunded}, confirmed_at = coalesce(confirmed_at, ?2), refunded_at = ?2
        where id = ?1 and status in ({open}, {confirmed}, {refunding})",
        open = RefundStatus::Open,
        confirmed = RefundStatus::Confirmed,
        refunding = RefundStatus::Refunding,
        refunded = RefundStatus::Refunded,
    );
    Ok(tx.run(sql, params![id, now.0])? == 1)
}

/// The customer has sent the goods back; false for a rejected refund and for goods that have arrived.
pub(in crate::orders) fn sent_back(
    tx: &Tx<'_>,
    id: RefundId,
    (carrier, waybill): (&str, &str),
    now: Instant,
) -> Result<bool, StoreError> {
    let sql = statement!(
        "update refunds set shipping_status = {sent_back}, carrier = ?2, waybill = ?3, shipped_at = ?4
        where id = ?1 and origin = 'request' and status <> {rejected} and shipping_status <> {received}",
        sent_back = ReturnStatus::SentBack,
        received = ReturnStatus::Received,
        rejected = RefundStatus::Rejected,
    );
    Ok(tx.run(sql, params![id, carrier, waybill, now.0])? == 1)
}

/// The goods have arrived; false for a rejected refund and for goods that had arrived before.
pub(in crate::orders) fn arrived(tx: &Tx<'_>, id: RefundId, waybill: &str, now: Instant) -> Result<bool, StoreError> {
    let sql = statement!(
        "update refunds set shipping_status = {received}, waybill = ?2, received_at = ?3
        where id = ?1 and origin = 'request' and status <> {rejected} and shipping_status <> {received}",
        received = ReturnStatus::Received,
        rejected = RefundStatus::Rejected,
    );
    Ok(tx.run(sql, params![id, waybill, now.0])? == 1)
}

/// What came in for an order and has not gone back.
pub(in crate::orders) fn balance(db: &Db<'_>, order: OrderId) -> Result<Fen, StoreError> {
    db.number("select coalesce(sum(amount), 0) from money_moves where order_id = ?1", [order]).map(Fen)
}

/// Marks one line of an order refunded; whether its goods were still the customer's.
pub(in crate::orders) fn refund_line(tx: &Tx<'_>, order: OrderId, line: LineId) -> Result<bool, StoreError> {
    let sql = "update order_lines set status = ?3 where order_id = ?1 and id = ?2 and status = ?4";
    Ok(tx.run(sql, params![order, line, LineStatus::Refunded, LineStatus::Done])? == 1)
}

/// Adds what went back for more pieces to a refund that is paid back.
pub(in crate::orders) fn grow(tx: &Tx<'_>, id: RefundId, money: Fen, now: Instant) -> Result<(), StoreError> {
    let sql = "update refunds set money = money + ?2, refunded_at = ?3 where id = ?1 and status = ?4";
    tx.run_one(sql, params![id, money.0, now.0, RefundStatus::Refunded])
}
