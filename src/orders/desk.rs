//! What the counter asks the order book: orders by any mark, what waits, and what an order's money did.

use super::order::Line;
use super::refund::Refund;
use super::sql::desk as sql;
use super::sql::refunds;
use super::{Channel, Order};
use crate::store::{Db, StoreError, ToSql};

/// The orders that wait at the counter: to be paid there, to be picked up, to be sent; those due first come first.
///
/// # Errors
/// A [`StoreError`].
pub fn waiting(db: &Db<'_>, most: i64) -> Result<Vec<Order>, StoreError> {
    sql::waiting(db, most)
}

/// The newest orders of some accounts, of all channels.
///
/// # Errors
/// A [`StoreError`].
pub fn of_accounts(db: &Db<'_>, accounts: &[i64], most: i64) -> Result<Vec<Order>, StoreError> {
    if accounts.is_empty() { Ok(Vec::new()) } else { sql::of_accounts(db, accounts, most) }
}

/// The orders that people call by a number: one a channel at most.
///
/// # Errors
/// A [`StoreError`].
pub fn of_number(db: &Db<'_>, number: &str) -> Result<Vec<Order>, StoreError> {
    let mut found = Vec::new();
    for channel in Channel::ALL {
        found.extend(super::sql::by_number(db, channel, number)?);
    }
    Ok(found)
}

/// The lines of some orders, by order and id, in one look.
///
/// # Errors
/// A [`StoreError`].
pub fn lines_of_all(db: &Db<'_>, orders: &[Order]) -> Result<Vec<Line>, StoreError> {
    let ids: Vec<&dyn ToSql> = orders.iter().map(|order| -> &dyn ToSql { &order.id }).collect();
    super::sql::lines(db, &sql::places(ids.len()), &ids)
}

/// The refunds of an order by id, rejected ones too.
///
/// # Errors
/// A [`StoreError`].
pub fn refunds_of(db: &Db<'_>, order: i64) -> Result<Vec<Refund>, StoreError> {
    refunds::of_order(db, order)
}
