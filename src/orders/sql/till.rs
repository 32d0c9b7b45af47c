//! Statements of the till report and of the audit trail's list.

use crate::clock::Instant;
use crate::money::Fen;
use crate::orders::till::{MoveSum, OrderSum};
use crate::orders::trail::AuditEntry;
use crate::orders::{OrderStatus, PayStatus};
use crate::store::{Db, Page, StoreError, params, statement};

/// Orders of a span of business days, by day and channel. One whose money went back was sold and is a refund, no
/// cancelled order.
pub(in crate::orders) fn orders(db: &Db<'_>, from: &str, to: &str) -> Result<Vec<OrderSum>, StoreError> {
    let sql = statement!(
        "select business_date, channel, count(*),
            sum(case when order_status in ({cancelled}, {closed}) and pay_status <> {refunded} then 1 else 0 end),
            sum(case when order_status in ({cancelled}, {closed}) and pay_status <> {refunded} then 0 else payable end)
        from orders
        where business_date >= ?1 and business_date <= ?2
        group by business_date, channel
        order by business_date, channel",
        cancelled = OrderStatus::Cancelled,
        closed = OrderStatus::Closed,
        refunded = PayStatus::Refunded,
    );
    db.rows(sql, [from, to], |row| {
        Ok(OrderSum {
            date: row.get(0)?,
            channel: row.get(1)?,
            count: row.get(2)?,
            ended: row.get(3)?,
            worth: Fen(row.get(4)?),
        })
    })
}

/// Money of a span of business days, by day, channel, kind and way.
pub(in crate::orders) fn moves(db: &Db<'_>, from: &str, to: &str) -> Result<Vec<MoveSum>, StoreError> {
    let sql = "select business_date, channel, kind, way, count(*), sum(amount)
        from money_moves
        where business_date >= ?1 and business_date <= ?2
        group by business_date, channel, kind, way
        order by business_date, channel, kind, way";
    db.rows(sql, [from, to], |row| {
        Ok(MoveSum {
            date: row.get(0)?,
            channel: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
            kind: row.get(2)?,
            way: row.get(3)?,
            count: row.get(4)?,
            amount: Fen(row.get(5)?),
        })
    })
}

/// A page of the audit trail, newest first.
pub(in crate::orders) fn entries(db: &Db<'_>, page: Page) -> Result<Vec<AuditEntry>, StoreError> {
    let sql = "select id, at, actor_id, action, object, before, after from audit_trail
        order by id desc limit ?1 offset ?2";
    db.rows(sql, params![page.size, page.offset], |row| {
        Ok(AuditEntry {
            id: row.get(0)?,
            at: Instant(row.get(1)?),
            actor_id: row.get(2)?,
            action: row.get(3)?,
            object: row.get(4)?,
            before: row.get(5)?,
            after: row.get(6)?,
        })
    })
}

/// How long the audit trail is.
pub(in crate::orders) fn count_entries(db: &Db<'_>) -> Result<i64, StoreError> {
    db.number("select count(*) from audit_trail", [])
}
