//! Statements of what reports add up: money by order, and the lines of these orders.

use std::collections::{HashMap, HashSet};

use crate::clock::Instant;
use crate::ids::{ItemId, LineId, OrderId, PayWayId, RefundId};
use crate::money::Fen;
use crate::orders::booked::{Counted, Moved, SoldLine};
use crate::orders::refund::Origin;
use crate::orders::{ChannelName, PayStatus, RefundStatus};
use crate::store::{Db, Row, RowResult, StoreError, params, statement};

fn moved(row: &Row<'_>) -> RowResult<Moved> {
    Ok(Moved {
        order: row.get(0)?,
        id: row.get(1)?,
        at: Instant(row.get(2)?),
        date: row.get(3)?,
        channel: ChannelName::new(row.get_ref(4)?.as_str_or_null()?.unwrap_or_default()),
        way: row.get::<_, Option<PayWayId>>(5)?,
        clerk: row.get(6)?,
        amount: Fen(row.get(7)?),
        refund_no: row.get(8)?,
    })
}

/// Money that came in for orders of a span of business days and that went back, and orders that were paid without any.
///
/// That the index by date is taken, and not that of the kinds, in which every move stands, is why the kind is not asked for plainly.
pub(in crate::orders) fn moves(db: &Db<'_>, from: &str, to: &str) -> Result<Vec<Moved>, StoreError> {
    let sql = statement!(
        "select order_id, id, at, business_date, channel, way, actor_id, amount,
            case kind when 'refund' then trade_no end
        from money_moves
        where business_date >= ?1 and business_date <= ?2 and kind || '' in ('payment', 'refund') and order_id is not null
        union all
        select id, 0, coalesce(pay_time, created_at), business_date, channel, null, 0, 0, null
        from orders
        where business_date >= ?1 and business_date <= ?2 and paid = 0 and pay_status in ({paid}, {refunded})",
        paid = PayStatus::Paid,
        refunded = PayStatus::Refunded,
    );
    db.rows(sql, [from, to], moved)
}

/// Payments that came for orders which had ended or were paid otherwise, each by its order, instant and amount.
pub(in crate::orders) fn late(db: &Db<'_>) -> Result<HashSet<(OrderId, Instant, Fen)>, StoreError> {
    let sql = "select order_id, created_at, money from refunds where origin = 'late payment'";
    let rows = db.rows(sql, [], |row| Ok((row.get(0)?, Instant(row.get(1)?), Fen(row.get(2)?))))?;
    Ok(rows.into_iter().collect())
}

/// The refunds of the orders of whose money something went back in a span of business days, by order and id.
pub(in crate::orders) fn refunds(db: &Db<'_>, from: &str, to: &str) -> Result<Vec<Counted>, StoreError> {
    let sql = "select order_id, id, line_id, origin, reason, money, status
        from refunds
        where order_id in (
            select order_id from money_moves
            where business_date >= ?1 and business_date <= ?2 and kind || '' = 'refund' and order_id is not null
        )
        order by order_id, id";
    db.rows(sql, [from, to], |row| {
        Ok(Counted {
            order: row.get(0)?,
            id: row.get::<_, RefundId>(1)?,
            line: row.get(2)?,
            origin: Origin::from_name(row.get_ref(3)?.as_str()?),
            reason: row.get(4)?,
            money: Fen(row.get(5)?),
            went_back: row.get::<_, RefundStatus>(6)? == RefundStatus::Refunded,
        })
    })
}

/// Adds the lines of all orders from one id to another to `found`, by order and id.
pub(in crate::orders) fn lines(
    db: &Db<'_>,
    (first, last): (OrderId, OrderId),
    found: &mut Vec<SoldLine>,
) -> Result<(), StoreError> {
    let sql = "select order_id, id, item, quantity, unit_price * quantity - discount + tax, area
        from order_lines where order_id >= ?1 and order_id <= ?2 order by order_id, id";
    let read = |row: &Row<'_>| -> RowResult<SoldLine> {
        Ok(SoldLine {
            order: row.get(0)?,
            id: row.get(1)?,
            item: row.get(2)?,
            pieces: row.get(3)?,
            net: Fen(row.get(4)?),
            area: row.get(5)?,
        })
    };
    found.extend(db.rows(sql, params![first, last], read)?);
    Ok(())
}

/// What some lines were called when they were sold.
pub fn titles(db: &Db<'_>, lines: &[LineId]) -> Result<Vec<(LineId, String)>, StoreError> {
    db.rows_of_each("select id, title from order_lines where id = ?1", lines, |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The moves of pieces with orders since an instant, by product: how many more left the store than came back.
///
/// Moves have no index by time, as each order would write it; they lie by id, and ids rise with time.
pub fn pieces_gone(db: &Db<'_>, since: Instant) -> Result<HashMap<ItemId, i64>, StoreError> {
    let first = first_since(db, since)?;
    let sql = "select item, change
        from stock_moves
        where id >= ?1 and at >= ?2 and item_kind = 'product' and order_id is not null";
    // The store would sort all of them.
    let mut gone: HashMap<ItemId, i64> = HashMap::new();
    db.each::<StoreError>(sql, [first, since.0], |row| {
        *gone.entry(row.get(0)?).or_default() -= row.get::<_, i64>(1)?;
        Ok(())
    })?;
    Ok(gone)
}

/// The first move of pieces since an instant, looked for as in a book.
fn first_since(db: &Db<'_>, since: Instant) -> Result<i64, StoreError> {
    let sql = "select coalesce(min(id), 1), coalesce(max(id), 0) + 1 from stock_moves";
    let (mut low, mut high) = db.row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?.unwrap_or((1_i64, 1_i64));
    while low < high {
        let middle = low + (high - low) / 2;
        let at = db.row("select at from stock_moves where id >= ?1 order by id limit 1", [middle], |row| row.get(0))?;
        if at.is_none_or(|at: i64| at >= since.0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Ok(low)
}
