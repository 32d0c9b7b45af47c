//! Statements of the till report.

use crate::money::Fen;
use crate::orders::till::{MoveSum, OrderSum};
use crate::orders::{OrderStatus, PayStatus};
use crate::store::{Db, StoreError, statement};

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
    // A payment of less than nothing is one that was taken back.
    let sql = "select business_date, channel, case when kind = 'payment' and amount < 0 then 'void' else kind end as what, way,
            count(*), sum(amount)
        from money_moves
        where business_date >= ?1 and business_date <= ?2
        group by business_date, channel, what, way
        order by business_date, channel, what, way";
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
