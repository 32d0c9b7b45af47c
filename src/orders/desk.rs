//! What the counter asks the order book: orders by any mark, what waits, and what an order's money did.

use super::refund::{Refund, RefundRequest};
use super::refund_allocation::money_of;
use super::refunds::{live_requests, may_go_back, new_refund, request_refund};
use super::sql::desk as sql;
use super::sql::ledger::audit;
use super::sql::refunds;
use super::{Change, ChannelName, Deed, MoneyMove, Order, OrderError, Terms};
use crate::clock::Instant;
use crate::ids::{AccountId, LineId, OrderId, RefundId};
use crate::money::Fen;
use crate::orders::OrderStatus;
use crate::store::{Db, StoreError, Tx};

/// The orders that wait at the counter: to be paid there, to be picked up, to be sent; those due first come first.
pub fn waiting(db: &Db<'_>, most: i64) -> Result<Vec<Order>, StoreError> {
    sql::waiting(db, most)
}

/// Orders of these channels that nobody has begun to pay and that still can be paid, the newest at most so many. Customers of
/// the other channels say that they pay at the counter.
pub fn not_begun(db: &Db<'_>, now: Instant, channels: &[ChannelName], most: i64) -> Result<Vec<Order>, StoreError> {
    sql::not_begun(db, now, channels, most)
}

/// Refunds that the counter has to do with: nobody has decided on them, or their money is still here. By id.
pub fn refunds_waiting(db: &Db<'_>, most: i64) -> Result<Vec<Refund>, StoreError> {
    refunds::waiting(db, most)
}

/// The newest orders of some accounts, of all channels.
pub fn of_accounts(db: &Db<'_>, accounts: &[AccountId], most: i64) -> Result<Vec<Order>, StoreError> {
    if accounts.is_empty() { Ok(Vec::new()) } else { sql::of_accounts(db, accounts, most) }
}

/// The orders that people call by a number: one a channel at most.
pub fn of_number(db: &Db<'_>, number: &str) -> Result<Vec<Order>, StoreError> {
    super::sql::of_number(db, number)
}

/// As [`of_number`], and the order of this id, which the slips of tours and courses show.
pub fn of_number_or_id(db: &Db<'_>, text: &str) -> Result<Vec<Order>, StoreError> {
    let mut found = of_number(db, text)?;
    let id: Option<OrderId> = text.parse().ok();
    if let Some(id) = id.filter(|id| found.iter().all(|order| order.id != *id)) {
        found.extend(super::by_id(db, id)?);
    }
    Ok(found)
}

/// The money of an order in the order of its booking.
pub fn money_moves(db: &Db<'_>, order: OrderId) -> Result<Vec<MoneyMove>, StoreError> {
    super::sql::money::of_order(db, order)
}

/// The refunds of an order by id, rejected ones too.
pub fn refunds_of(db: &Db<'_>, order: OrderId) -> Result<Vec<Refund>, StoreError> {
    refunds::of_order(db, order)
}

/// What would go back if these lines of a paid order (`None` for all that is left) were asked for one after the other; nothing
/// is written down.
///
/// # Errors
/// As [`super::request_refund`]; a line that is being looked at already is [`OrderError::WrongState`] here.
pub fn quote_refund(
    db: &Db<'_>,
    terms: &Terms,
    order: &Order,
    wanted: &[Option<LineId>],
) -> Result<Vec<Fen>, OrderError> {
    if !may_go_back(db, terms, order)? {
        return Err(OrderError::WrongState);
    }
    let (mut live, lines) = (live_requests(db, order.id)?, super::lines_of(db, order.id)?);
    let mut sums = Vec::new();
    for line_id in wanted {
        if live.iter().any(|it| it.line_id == *line_id) {
            return Err(OrderError::WrongState);
        }
        let money = money_of(db, terms, order, (&lines, &live), *line_id)?;
        let request = RefundRequest { line_id: *line_id, reason_id: None, reason: String::new() };
        live.push(new_refund(RefundId(0), terms, order, &request, money));
        sums.push(money);
    }
    Ok(sums)
}

/// Asks in a customer's name for the money of a paid order, or of one of its lines, and writes down who of the staff did. Asking
/// again for what is being looked at changes nothing.
///
/// # Errors
/// As [`super::request_refund`].
pub fn ask_refund(
    tx: &Tx<'_>,
    terms: &Terms,
    actor: AccountId,
    order: &Order,
    (line_id, reason): (Option<LineId>, &str),
) -> Result<(), OrderError> {
    let known = refunds_of(tx, order.id)?;
    let wanted = RefundRequest { line_id, reason_id: None, reason: reason.to_owned() };
    let refund = request_refund(tx, terms, order, &wanted)?;
    if known.iter().any(|it| it.id == refund.id) {
        return Ok(());
    }
    let what = line_id.map_or_else(String::new, |line| format!(" of line {line}"));
    let after = format!("refund {}, {}{what}: {}", refund.id, refund.money, refund.reason);
    Ok(audit(tx, terms.by(actor), Deed("refund_asked"), &format!("order {}", order.id), Change::made(&after))?)
}

/// Cancels an order of any channel that is not paid, whoever began to pay it and however: its goods and vouchers are free again, and
/// who of the staff did it is written down. Cancelling again changes nothing. Money that comes in afterwards is a refund that is
/// due ([`super::settle()`]).
///
/// # Errors
/// [`OrderError::Unknown`], and [`OrderError::WrongState`] for an order that is paid, was shipped, has ended otherwise, or whose goods
/// are with a customer who pays later.
pub fn cancel_unpaid(tx: &Tx<'_>, terms: &Terms, actor: AccountId, id: OrderId) -> Result<Order, OrderError> {
    let mut order = super::by_id(tx, id)?.ok_or(OrderError::Unknown)?;
    if order.order_status() == OrderStatus::Cancelled {
        return Ok(order);
    }
    if !terms.fulfilments.of(&order)?.may_be_cancelled(tx, &order)? {
        return Err(OrderError::WrongState);
    }
    let before = format!("pay_status {}, {} due", order.pay_status(), order.due());
    super::cancel(tx, terms, &mut order)?;
    audit(tx, terms.by(actor), Deed("order_cancel"), &format!("order {id}"), Change::between(&before, "cancelled"))?;
    Ok(order)
}
