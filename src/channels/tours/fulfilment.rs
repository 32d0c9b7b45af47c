//! What tour orders hold besides money: pieces of offers on days, and the coupon that they were paid with.
//!
//! Everything is taken in the transaction that makes the order, each day with one guarded statement, and given back when the
//! order ends, whoever ends it.

use chrono::NaiveDate;

use super::check::Basket;
use super::sql::{calendar, coupons, orders as sql, packages};
use crate::channels::tours::ids::OfferId;
use crate::clock::{DAY_MS, Instant};
use crate::orders::{self, Fulfilment, Line, Order, ReclaimError, Scarce, StockItem, Terms, stock_moved};
use crate::store::{Db, StoreError, Tx};

/// Orders out of time that are cleared away at most for somebody who finds nothing left.
const CLEAR_AT_MOST: i64 = 100;

/// What the stock ledger calls an offer.
const fn tour_offer(offer: OfferId) -> StockItem {
    StockItem { kind: "tour offer", id: offer.item() }
}

/// Takes what a basket needs for an order; whether all of it was free. Where it was not the caller must roll back.
pub fn take(tx: &Tx<'_>, terms: &Terms, order: &Order, basket: &Basket) -> Result<bool, StoreError> {
    for ((offer, day), quantity) in &basket.needs {
        if !calendar::take(tx, *offer, *day, *quantity)? {
            return Ok(false);
        }
        calendar::hold(tx, order.id(), (*offer, *day), *quantity, terms.now)?;
        stock_moved(tx, terms.now, tour_offer(*offer), -quantity, Some(order.id()), "sold")?;
    }
    Ok(true)
}

/// Takes pieces of a day; where none are free, orders whose time is over are cleared away first.
fn take_day(tx: &Tx<'_>, terms: &Terms, (offer, day): (OfferId, NaiveDate), quantity: i64) -> Result<bool, StoreError> {
    let take = || calendar::take(tx, offer, day, quantity);
    Ok(take()? || (orders::clear_overdue(tx, terms, CLEAR_AT_MOST)? > 0 && take()?))
}

/// The tours' part of the order book.
pub struct TourFulfilment;

impl Fulfilment for TourFulfilment {
    /// Everything is the customer's since the order was made; nothing is shipped.
    fn paid(&self, _: &Tx<'_>, _: &Terms, _: &Order) -> Result<bool, StoreError> {
        Ok(false)
    }

    /// Nothing was handed over before the first day.
    fn may_be_unpaid(&self, db: &Db<'_>, order: &Order) -> Result<bool, StoreError> {
        let begun =
            |line: &Line| line.starts_at().is_some_and(|start| order.pay_time().is_none_or(|paid| start <= paid));
        Ok(!orders::lines_of(db, order.id())?.iter().any(begun))
    }

    fn let_go(&self, tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), StoreError> {
        for (offer, quantity) in calendar::held(tx, order.id())? {
            stock_moved(tx, terms.now, tour_offer(offer), quantity, Some(order.id()), "given back")?;
        }
        calendar::release(tx, order.id(), terms.now).map(|_| ())
    }

    fn take_again(&self, tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), ReclaimError> {
        for ((offer, day), quantity) in calendar::let_go_of(tx, order.id())? {
            if !take_day(tx, terms, (offer, day), quantity)? {
                return Err(ReclaimError::Gone(Scarce::Pieces));
            }
            stock_moved(tx, terms.now, tour_offer(offer), -quantity, Some(order.id()), "sold")?;
        }
        Ok(calendar::hold_again(tx, order.id(), terms.now)?)
    }

    /// A seat or a piece is for its day, and good until that day ends; a room until its last night has passed.
    fn is_over(&self, line: &Line, now: Instant) -> bool {
        let day_ends = line.starts_at().map(|start| start.plus_ms(DAY_MS));
        line.ends_at().max(day_ends).is_some_and(|end| end <= now)
    }

    fn released(&self, tx: &Tx<'_>, _: &Terms, order: &Order) -> Result<(), StoreError> {
        coupons::free_of_order(tx, order.id())?;
        match sql::tour_order_of(tx, order.id())? {
            Some(tour) => packages::count_sold(tx, tour.package_id, -1),
            None => Ok(()),
        }
    }
}
