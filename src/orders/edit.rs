//! Changing what an unpaid order buys, how it is sent or what vouchers take off it: always through [`edit`], so that no payment is
//! under way for an amount that is not due any more.

use super::{COUNTER, Order, OrderError, PayStatus, Terms, WALLET, hold, sql};
use crate::store::{StoreError, Tx};

/// Changes an order that may be changed ([`hold::open_for_change`]) and saves it. If another amount is due afterwards, a payment that was
/// begun with a provider has ended: its customer begins anew, and money that comes for the old amount goes back
/// ([`super::settle()`]). Who said that he pays at the counter is asked there for what is due then.
///
/// # Errors
/// [`OrderError::WrongState`], and what `change` refuses; the caller must roll back.
pub fn edit<T, E: From<OrderError> + From<StoreError>>(
    tx: &Tx<'_>,
    terms: &Terms,
    order: &mut Order,
    change: impl FnOnce(&mut Order) -> Result<T, E>,
) -> Result<T, E> {
    hold::open_for_change(tx, terms, order)?;
    let due = order.due();
    let made = change(order)?;
    if order.due() != due && is_paid_elsewhere(order) {
        stop_paying(terms, order)?;
    }
    sql::save(tx, order)?;
    Ok(made)
}

/// Whether a provider was told how much to take.
fn is_paid_elsewhere(order: &Order) -> bool {
    let in_hand = [COUNTER, WALLET].map(Some).contains(&order.pay_way);
    order.pay_status() == PayStatus::Paying && !in_hand
}

/// Its goods go back as those of an order that nobody began to pay.
fn stop_paying(terms: &Terms, order: &mut Order) -> Result<(), OrderError> {
    order.stop_paying()?;
    hold::start_clock(terms, order)?;
    Ok(())
}
