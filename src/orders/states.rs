//! What may happen to an order in which state (docs/spec/roaming.md section 0.7).

use super::OrderStatus;
use super::transitions::Event;
use super::{Order, OrderError, Terms, sql};
use crate::clock::Instant;
use crate::money::Fen;
use crate::orders::LineStatus;
use crate::store::Tx;

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
    if order.order_status() == OrderStatus::Cancelled {
        return Ok(());
    }
    order.states.after(Event::Cancel)?;
    end(tx, terms, order)
}

/// Cancels an order as [`cancel`] does, and one that counts as paid because vouchers covered it whole: no money came in, so none
/// has to go back, and nothing stays of its payment.
///
/// # Errors
/// [`OrderError::WrongState`] as [`cancel`].
pub fn cancel_without_money(tx: &Tx<'_>, terms: &Terms, order: &mut Order) -> Result<(), OrderError> {
    if !order.is_paid() || order.paid != Some(Fen::ZERO) {
        return cancel(tx, terms, order);
    }
    order.unpay()?;
    end(tx, terms, order)
}

/// Ends an order without goods; what it still holds goes back first.
pub(super) fn end(tx: &Tx<'_>, terms: &Terms, order: &mut Order) -> Result<(), OrderError> {
    order.states.after(Event::End)?;
    let goods = terms.fulfilments.of(order)?;
    if order.holds_goods() {
        goods.let_go(tx, terms, order)?;
    }
    goods.released(tx, terms, order)?;
    order.apply(Event::End)?;
    order.stop_clock();
    sql::set_line_status(tx, order.id, LineStatus::Cancelled)?;
    Ok(sql::save(tx, order)?)
}

/// Confirms an order that has not ended.
///
/// # Errors
/// [`OrderError::WrongState`].
pub fn confirm(tx: &Tx<'_>, terms: &Terms, order: &mut Order) -> Result<(), OrderError> {
    if order.has_expired(terms.now) {
        return Err(OrderError::WrongState);
    }
    order.apply(Event::Confirm)?;
    Ok(sql::save(tx, order)?)
}

/// Hides an order that was cancelled from its customer: closed ones are not listed. The row stays, because money that comes late
/// must find its order; whoever holds this copy still sees it cancelled.
///
/// # Errors
/// [`OrderError::WrongState`] for one that was not cancelled.
pub fn hide(tx: &Tx<'_>, order: &Order) -> Result<(), OrderError> {
    let mut hidden = order.clone();
    hidden.apply(Event::Hide)?;
    Ok(sql::save(tx, &hidden)?)
}

/// Gives a paid order to its carrier.
///
/// # Errors
/// [`OrderError::WrongState`] for one that is not paid, has left the house, or whose money is asked back.
pub fn ship(tx: &Tx<'_>, now: Instant, order: &mut Order, waybill: &str) -> Result<(), OrderError> {
    refuse_pending_refund(tx, order)?;
    order.ship(waybill, now)?;
    Ok(sql::save(tx, order)?)
}

/// It was said by mistake that a carrier has an order: it waits for one again.
///
/// # Errors
/// [`OrderError::WrongState`] for one that no carrier has, or whose money is asked back.
pub fn unship(tx: &Tx<'_>, order: &mut Order) -> Result<(), OrderError> {
    refuse_pending_refund(tx, order)?;
    order.unship()?;
    Ok(sql::save(tx, order)?)
}

/// It was said by mistake that a customer has an order: the outlet still has it. Whoever calls this makes sure that nothing can be
/// handed over twice by it.
///
/// # Errors
/// [`OrderError::WrongState`] for one that its customer has not, or whose money is asked back.
pub fn take_back(tx: &Tx<'_>, order: &mut Order) -> Result<(), OrderError> {
    refuse_pending_refund(tx, order)?;
    order.apply(Event::TakeBack)?;
    Ok(sql::save(tx, order)?)
}

/// The customer has what was sent; saying so twice changes nothing.
///
/// # Errors
/// [`OrderError::WrongState`] for an order that was not sent, or has ended.
pub fn receive(tx: &Tx<'_>, order: &mut Order) -> Result<(), OrderError> {
    order.apply(Event::Receive)?;
    Ok(sql::save(tx, order)?)
}

/// Gives a paid order to its customer; a second time it changes nothing.
///
/// # Errors
/// [`OrderError::WrongState`] for one that is not paid, has ended, or whose money is asked back.
pub fn hand_over(tx: &Tx<'_>, order: &mut Order) -> Result<(), OrderError> {
    refuse_pending_refund(tx, order)?;
    order.apply(Event::HandOver)?;
    Ok(sql::save(tx, order)?)
}

/// Gives an order to a customer who may pay later, which confirms it.
///
/// # Errors
/// [`OrderError::WrongState`] for one that has ended.
pub fn hand_over_on_account(tx: &Tx<'_>, order: &mut Order) -> Result<(), OrderError> {
    order.apply(Event::HandOverOnAccount)?;
    Ok(sql::save(tx, order)?)
}

fn refuse_pending_refund(tx: &Tx<'_>, order: &Order) -> Result<(), OrderError> {
    if super::has_pending_refund(tx, order.id)? { Err(OrderError::WrongState) } else { Ok(()) }
}
