//! What lists ask the order book for: which orders or refunds, in which order, which page of them.

use super::sql::query as sql;
use super::{ChannelName, Line, Order, Refund};
use crate::ids::{AccountId, ItemId, LineId, OrderId, RefundId};
use crate::store::{Db, Page, StoreError};

/// In what state the orders of a list are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderStates {
    /// In any.
    #[default]
    Any,
    /// In any but closed: what customers see of their own.
    Listed,
    /// With this `pay_status`.
    Pay(i64),
    /// Paid, and a carrier is to fetch them.
    ToShip,
    /// Paid, and their customer is to fetch them.
    ToPickUp,
}

/// The order of a list of orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderSort {
    /// By id.
    Id,
    /// The highest id first.
    NewestFirst,
    /// The newest second first, and within a second the lower id (docs/spec/roaming.md section 0.7).
    NewestSecondFirst,
}

/// Which orders a list shows.
#[derive(Clone, Copy, Debug)]
pub struct OrderQuery {
    /// Of this channel; `None` for all.
    pub channel: Option<ChannelName>,
    /// Of this account; `None` for everybody's.
    pub account: Option<AccountId>,
    /// In which states.
    pub states: OrderStates,
    /// In which order.
    pub sort: OrderSort,
    /// Which part of them.
    pub page: Page,
}

/// Whether refunds are for one of some items.
#[derive(Clone, Debug)]
pub enum RefundItems {
    /// For any.
    Any,
    /// For a line with one of these items of a channel, or for an order with such a line, and asked for.
    Of(ChannelName, Vec<ItemId>),
    /// For none of them.
    NotOf(ChannelName, Vec<ItemId>),
}

/// Which refunds a list shows; they come by id.
#[derive(Clone, Debug)]
pub struct RefundQuery {
    /// Of this account; `None` for everybody's.
    pub account: Option<AccountId>,
    /// Of this order.
    pub order: Option<OrderId>,
    /// Of this line.
    pub line: Option<LineId>,
    /// With this status.
    pub status: Option<i64>,
    /// For which items.
    pub items: RefundItems,
    /// Which part of them; `None` for all.
    pub page: Option<Page>,
}

impl RefundQuery {
    /// Every refund there is, to be narrowed.
    pub const ALL: Self =
        Self { account: None, order: None, line: None, status: None, items: RefundItems::Any, page: None };
}

/// The orders that a query asks for.
pub fn orders(db: &Db<'_>, query: &OrderQuery) -> Result<Vec<Order>, StoreError> {
    sql::orders(db, query)
}

/// How many orders a query asks for, over all its pages.
pub fn count_orders(db: &Db<'_>, query: &OrderQuery) -> Result<i64, StoreError> {
    sql::count_orders(db, query)
}

/// The orders of some ids, by id.
pub fn by_ids(db: &Db<'_>, ids: &[OrderId]) -> Result<Vec<Order>, StoreError> {
    if ids.is_empty() { Ok(Vec::new()) } else { sql::by_ids(db, ids) }
}

/// The lines of some orders, by order and id, in one look.
pub fn lines_of_all(db: &Db<'_>, orders: &[Order]) -> Result<Vec<Line>, StoreError> {
    let ids: Vec<OrderId> = orders.iter().map(|order| order.id).collect();
    if ids.is_empty() { Ok(Vec::new()) } else { sql::lines(db, &ids) }
}

/// The refunds that a query asks for.
pub fn refunds(db: &Db<'_>, query: &RefundQuery) -> Result<Vec<Refund>, StoreError> {
    sql::refunds(db, query)
}

/// What the refunds of some ids that somebody asked for are for: each with the item of every line that its money belongs to, of a
/// channel's orders.
pub fn items_of_refunds(
    db: &Db<'_>,
    channel: ChannelName,
    refunds: &[RefundId],
) -> Result<Vec<(RefundId, ItemId)>, StoreError> {
    if refunds.is_empty() { Ok(Vec::new()) } else { sql::items_of_refunds(db, channel, refunds) }
}
