//! Statements of the ferry: what its migration would be, its rule, and what it has left.

use crate::orders::OrderStatus;
use crate::store::{Db, Level, Rule, StoreError, statement};

/// What a channel's migration does besides making its own tables.
pub(crate) const MIGRATION: &str = "insert into channels (name, place) values ('ferry', 6)";

pub(super) const RULES: &[Rule] = &[Rule {
    name: "no more seats of the ferry are sold than it has",
    broken_by: statement!(
        "select 'order ' || max(o.id)
        from orders o
        join order_lines l on l.order_id = o.id
        where o.channel = 'ferry' and o.order_status not in ({cancelled}, {closed})
        group by o.channel
        having sum(l.quantity) > 40",
        cancelled = OrderStatus::Cancelled,
        closed = OrderStatus::Closed,
    ),
    remedy: "give the money of the last orders back",
}];

/// The deck, and how many of its seats nobody has.
const LEFT: &str = statement!(
    "select 'deck', 40 - coalesce(sum(l.quantity), 0)
    from orders o
    join order_lines l on l.order_id = o.id
    where o.channel = 'ferry' and o.order_status not in ({cancelled}, {closed})",
    cancelled = OrderStatus::Cancelled,
    closed = OrderStatus::Closed,
);

pub(super) const LEVELS: &[Level] = &[Level { kind: "ferry seat", statement: LEFT }];

/// How many seats nobody has.
pub(super) fn seats_left(db: &Db<'_>) -> Result<i64, StoreError> {
    Ok(db.row(LEFT, [], |row| row.get(1))?.unwrap_or_default())
}
