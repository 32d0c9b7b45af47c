//! What may happen to an order in which state (docs/spec/roaming.md section 0.7).

use super::order::status;
use super::{Order, OrderError, Terms, sql};
use crate::clock::Instant;
use crate::money::Fen;
use crate::store::{Db, StoreError, Tx};

/// Refuses to change the lines or the delivery of an order that is paid, cancelled, closed or out of time.
///
/// # Errors
/// [`OrderError::WrongState`].
pub fn editable(order: &Order, now: Instant) -> Result<(), OrderError> {
    let unpaid = matches!(order.pay_status, status::UNPAID | status::PAYING);
    if unpaid && !order.has_ended() && !order.has_expired(now) { Ok(()) } else { Err(OrderError::WrongState) }
}

/// Cancels an order that is not paid and gives everything back; cancelling twice changes nothing.
///
/// # Errors
/// [`OrderError::WrongState`] for a paid, shipped or closed one: that is a refund.
pub fn cancel(tx: &Tx<'_>, terms: &Terms, order: &mut Order) -> Result<(), OrderError> {
    if order.order_status == status::CANCELLED {
        return Ok(());
    }
    let unpaid = matches!(order.pay_status, status::UNPAID | status::PAYING);
    if !unpaid || order.has_ended() || order.shipping_status != status::NOT_SHIPPED {
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
    if order.has_ended() || order.pay_status != status::PAID || order.paid != Some(Fen::ZERO) {
        return cancel(tx, terms, order);
    }
    order.pay_status = status::UNPAID;
    order.shipping_status = status::NOT_SHIPPED;
    (order.pay_way, order.pay_ref, order.pay_time, order.paid) = (None, None, None, None);
    Ok(end(tx, terms, order)?)
}

fn end(tx: &Tx<'_>, terms: &Terms, order: &mut Order) -> Result<(), StoreError> {
    terms.fulfilments.of(order)?.released(tx, terms, order)?;
    order.order_status = status::CANCELLED;
    order.expires_at = None;
    sql::set_line_status(tx, order.id, status::CANCELLED)?;
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
    order.order_status = status::CONFIRMED;
    Ok(sql::save(tx, order)?)
}

/// Cancels orders whose time to begin paying is over, at most `most` of them; how many there were. What they held is free
/// at once, so a buyer who would have found nothing left calls this first.
///
/// # Errors
/// A [`StoreError`].
pub fn cancel_expired(tx: &Tx<'_>, terms: &Terms, most: i64) -> Result<usize, StoreError> {
    let expired = sql::expired(tx, terms.now, most)?;
    let count = expired.len();
    for mut order in expired {
        // The released goods see what the customer's own cancel would leave behind.
        let voucher_amount = order.voucher_amount;
        end(tx, terms, &mut order)?;
        tracing::debug!(order = order.id, voucher = %voucher_amount, "an unpaid order has expired");
    }
    Ok(count)
}

/// When the next unpaid order expires.
///
/// # Errors
/// A [`StoreError`].
pub fn next_expiry(db: &Db<'_>) -> Result<Option<Instant>, StoreError> {
    sql::first_expiry(db)
}
