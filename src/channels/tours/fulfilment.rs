//! What tour orders hold besides money: pieces of offers on days, and the coupon that they were paid with.
//!
//! Everything is taken in the transaction that makes the order, each day with one guarded statement, and given back when the
//! order ends, whoever ends it.

use super::check::Basket;
use super::sql::{calendar, coupons, orders as sql, packages};
use crate::orders::{Fulfilment, Order, Terms, stock_moved};
use crate::store::{StoreError, Tx};

/// What the stock ledger calls an offer.
const OFFER: &str = "tour offer";

/// Takes what a basket needs for an order; whether all of it was free. Where it was not the caller must roll back.
///
/// # Errors
/// A [`StoreError`].
pub fn take(tx: &Tx<'_>, terms: &Terms, order: &Order, basket: &Basket) -> Result<bool, StoreError> {
    for ((offer, day), quantity) in &basket.needs {
        if !calendar::take(tx, *offer, *day, *quantity)? {
            return Ok(false);
        }
        calendar::hold(tx, order.id, (*offer, *day), *quantity, terms.now)?;
        stock_moved(tx, terms.now, (OFFER, *offer), -quantity, Some(order.id), "sold")?;
    }
    Ok(true)
}

/// The tours' part of the order book.
pub struct TourFulfilment;

impl Fulfilment for TourFulfilment {
    /// Everything is the customer's since the order was made; nothing is shipped.
    fn paid(&self, _: &Tx<'_>, _: &Terms, _: &Order) -> Result<bool, StoreError> {
        Ok(false)
    }

    fn released(&self, tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), StoreError> {
        coupons::free_of_order(tx, order.id)?;
        for (offer, quantity) in calendar::held(tx, order.id)? {
            stock_moved(tx, terms.now, (OFFER, offer), quantity, Some(order.id), "given back")?;
        }
        let held = calendar::release(tx, order.id, terms.now)?;
        match sql::tour_order_of(tx, order.id)? {
            Some(tour) if held > 0 => packages::count_sold(tx, tour.package_id, -1),
            _ => Ok(()),
        }
    }
}
