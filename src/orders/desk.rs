//! What the counter asks the order book: orders by any mark, what waits, and what an order's money did.

use super::order::{Line, status};
use super::refund::{Refund, RefundRequest};
use super::refunds::{live_requests, new_refund};
use super::shares::money_of;
use super::sql::desk as sql;
use super::sql::refunds;
use super::{Channel, Order, OrderError, Terms};
use crate::clock::Instant;
use crate::money::Fen;
use crate::store::{Db, StoreError, ToSql};

/// The orders that wait at the counter: to be paid there, to be picked up, to be sent; those due first come first.
///
/// # Errors
/// A [`StoreError`].
pub fn waiting(db: &Db<'_>, most: i64) -> Result<Vec<Order>, StoreError> {
    sql::waiting(db, most)
}

/// Orders of tours and courses that nobody has begun to pay and that still can be paid, the newest at most so many. Customers of
/// the other channels say that they pay at the counter.
///
/// # Errors
/// A [`StoreError`].
pub fn not_begun(db: &Db<'_>, now: Instant, most: i64) -> Result<Vec<Order>, StoreError> {
    sql::not_begun(db, now, most)
}

/// The orders of some ids, by id.
///
/// # Errors
/// A [`StoreError`].
pub fn of_ids(db: &Db<'_>, ids: &[i64]) -> Result<Vec<Order>, StoreError> {
    if ids.is_empty() { Ok(Vec::new()) } else { sql::of_ids(db, ids) }
}

/// Refunds that the counter has to do with: nobody has decided on them, or their money is still here. By id.
///
/// # Errors
/// A [`StoreError`].
pub fn refunds_waiting(db: &Db<'_>, most: i64) -> Result<Vec<Refund>, StoreError> {
    refunds::page(db, refunds::WAITING, &[&most])
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

/// What would go back if these lines of a paid order (`None` for all that is left) were asked for one after the other; nothing
/// is written down.
///
/// # Errors
/// As [`super::request_refund`]; a line that is being looked at already is [`OrderError::WrongState`] here.
pub fn quote_refund(db: &Db<'_>, terms: &Terms, order: &Order, wanted: &[Option<i64>]) -> Result<Vec<Fen>, OrderError> {
    if order.pay_status != status::PAID || order.has_ended() {
        return Err(OrderError::WrongState);
    }
    let (mut live, lines) = (live_requests(db, order.id)?, super::lines_of(db, order.id)?);
    let mut sums = Vec::new();
    for line_id in wanted {
        if live.iter().any(|it| it.line_id == *line_id) {
            return Err(OrderError::WrongState);
        }
        let money = money_of(db, order, &lines, &live, *line_id)?;
        let request = RefundRequest { line_id: *line_id, reason_id: None, reason: String::new() };
        live.push(new_refund(0, terms, order, &request, money));
        sums.push(money);
    }
    Ok(sums)
}
