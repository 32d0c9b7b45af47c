//! What may happen to an order in which state (docs/spec/roaming.md section 0.7).

use super::{Order, OrderError, Terms, sql};
use super::{OrderStatus, PayStatus, ShippingStatus};
use crate::clock::Instant;
use crate::money::Fen;
use crate::orders::LineStatus;
use crate::store::{StoreError, Tx};

/// Refuses to change the lines or the delivery of an order that is paid, cancelled, closed or out of time.
///
/// # Errors
/// [`OrderError::WrongState`].
pub fn editable(order: &Order, now: Instant) -> Result<(), OrderError> {
    if order.is_unpaid() && !order.has_expired(now) { Ok(()) } else { Err(OrderError::WrongState) }
}

/// Cancels an order that is not paid and gives everything back; cancelling twice changes nothing.
///
/// # Errors
/// [`OrderError::WrongState`] for a paid, shipped or closed one: that is a refund.
pub fn cancel(tx: &Tx<'_>, terms: &Terms, order: &mut Order) -> Result<(), OrderError> {
    if order.order_status == OrderStatus::Cancelled {
        return Ok(());
    }
    if !order.is_unpaid() || order.shipping_status != ShippingStatus::NotShipped {
        return Err(OrderError::WrongState);
    }
    Ok(end(tx, terms, order)?)
}

/// Cancels an order as [`cancel`] does, and one that counts as paid because vouchers covered it whole: no money came in, so none
/// has to go back, and nothing stays of its payment.
///
/// # Errors
/// [`OrderError::WrongState`] as [`cancel`].
pub fn cancel_without_money(tx: &Tx<'_>, terms: &Terms, order: &mut Order) -> Result<(), OrderError> {
    if order.has_ended() || order.pay_status != PayStatus::Paid || order.paid != Some(Fen::ZERO) {
        return cancel(tx, terms, order);
    }
    order.pay_status = PayStatus::Unpaid;
    order.shipping_status = ShippingStatus::NotShipped;
    (order.pay_way, order.pay_ref, order.pay_time, order.paid) = (None, None, None, None);
    Ok(end(tx, terms, order)?)
}

/// Ends an order without goods; what it still holds goes back first.
pub(super) fn end(tx: &Tx<'_>, terms: &Terms, order: &mut Order) -> Result<(), StoreError> {
    let goods = terms.fulfilments.of(order)?;
    if order.holds_goods() {
        goods.let_go(tx, terms, order)?;
    }
    goods.released(tx, terms, order)?;
    order.order_status = OrderStatus::Cancelled;
    order.stop_clock();
    sql::set_line_status(tx, order.id, LineStatus::Cancelled)?;
    sql::save(tx, order)
}

/// Confirms an order that has not ended.
///
/// # Errors
/// [`OrderError::WrongState`].
pub fn confirm(tx: &Tx<'_>, terms: &Terms, order: &mut Order) -> Result<(), OrderError> {
    if order.has_ended() || order.has_expired(terms.now) {
        return Err(OrderError::WrongState);
    }
    order.order_status = OrderStatus::Confirmed;
    Ok(sql::save(tx, order)?)
}
