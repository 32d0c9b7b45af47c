//! How long an unpaid order holds its scarce goods, and how it gets them again (roaming.md section 0.17).
//!
//! An order holds what it bought from its submit on. If nobody pays, the goods go back after a while ([`release_goods`]) and the
//! order stays open, as it is; paying takes them again ([`reclaim_goods`]), in the transaction that pays. After more days the order
//! itself ends. What the goods are is the channel's business ([`super::Fulfilment::let_go`], [`super::Fulfilment::take_again`]).

use super::{Order, OrderError, Scarce, Terms, sql, states};
use crate::clock::Instant;
use crate::store::{Db, StoreError, Tx};

/// Why the goods of an order cannot be had again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReclaimError {
    /// Somebody else has them.
    #[error("what the order held is gone: {0:?}")]
    Gone(Scarce),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ReclaimError> for OrderError {
    fn from(error: ReclaimError) -> Self {
        match error {
            ReclaimError::Gone(what) => Self::Gone(what),
            ReclaimError::Store(error) => Self::Store(error),
        }
    }
}

/// Gives the scarce goods of an open order back; everything else of it stays. An order that holds nothing stays as it is.
pub fn release_goods(tx: &Tx<'_>, terms: &Terms, order: &mut Order) -> Result<(), StoreError> {
    if !order.is_unpaid() || !order.holds_goods() {
        return Ok(());
    }
    terms.fulfilments.of(order)?.let_go(tx, terms, order)?;
    (order.holds_until, order.released_at) = (None, Some(terms.now));
    sql::save(tx, order)
}

/// Takes the goods of an open order again that went back, so that it can be paid. An order that holds them stays as it is. The
/// caller says how long it holds them now.
///
/// # Errors
/// [`OrderError::Gone`]: the caller must roll back what was taken.
pub fn reclaim_goods(tx: &Tx<'_>, terms: &Terms, order: &mut Order) -> Result<(), OrderError> {
    if order.holds_goods() {
        return Ok(());
    }
    // Written first: lines of this very order are in each other's way again.
    order.released_at = None;
    sql::save(tx, order)?;
    Ok(terms.fulfilments.of(order)?.take_again(tx, terms, order)?)
}

/// Looks whether an order may be changed, and brings it up to the present: goods that are to go back by now go back before
/// anything else happens to it, so that nobody's copy of it still counts them.
///
/// # Errors
/// [`OrderError::WrongState`] as [`states::editable`].
pub fn open_for_change(tx: &Tx<'_>, terms: &Terms, order: &mut Order) -> Result<(), OrderError> {
    states::editable(order, terms.now)?;
    if order.is_overdue(terms.now) {
        release_goods(tx, terms, order)?;
    }
    Ok(())
}

/// Makes an order ready to be paid: it is open, none of its lines is for a time that is over, and its goods are its own.
///
/// # Errors
/// [`OrderError::WrongState`], [`OrderError::Gone`]; the caller must roll back.
pub(super) fn ready_to_pay(tx: &Tx<'_>, terms: &Terms, order: &mut Order) -> Result<(), OrderError> {
    open_for_change(tx, terms, order)?;
    let goods = terms.fulfilments.of(order)?;
    if super::lines_of(tx, order.id)?.iter().any(|line| goods.is_over(line, terms.now)) {
        return Err(OrderError::WrongState);
    }
    reclaim_goods(tx, terms, order)
}

/// Whether an order could be paid now, without changing anything: asked before a provider is.
///
/// # Errors
/// What [`super::begin_paying`] would meet.
pub fn could_be_paid(tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), OrderError> {
    enum Trial {
        Passed,
        Failed(OrderError),
    }
    impl From<StoreError> for Trial {
        fn from(error: StoreError) -> Self {
            Self::Failed(error.into())
        }
    }
    let trial: Result<(), Trial> = tx.in_part(|| match ready_to_pay(tx, terms, &mut order.clone()) {
        Ok(()) => Err(Trial::Passed), // an error, so that everything is undone
        Err(error) => Err(Trial::Failed(error)),
    });
    match trial {
        Ok(()) | Err(Trial::Passed) => Ok(()),
        Err(Trial::Failed(error)) => Err(error),
    }
}

/// Does what the clock asks for by now: goods of unpaid orders go back, orders that nobody paid end, at most `most` of each; how
/// many there were. What they held is free at once, so a buyer who would have found nothing left calls this first.
pub fn clear_overdue(tx: &Tx<'_>, terms: &Terms, most: i64) -> Result<usize, StoreError> {
    let expired = sql::expired(tx, terms.now, most)?;
    let mut count = expired.len();
    for mut order in expired {
        match states::end(tx, terms, &mut order) {
            Ok(()) => tracing::debug!(order = order.id, "an unpaid order has ended"),
            Err(OrderError::Store(error)) => return Err(error),
            Err(_) => stop_wrong_clock(tx, &mut order)?,
        }
    }
    let overdue = sql::overdue(tx, terms.now, most)?;
    count += overdue.len();
    for mut order in overdue {
        release_goods(tx, terms, &mut order)?;
        tracing::debug!(order = order.id, "the goods of an unpaid order went back");
    }
    Ok(count)
}

/// An order that does not wait for its money must not stand in the way of those that do.
fn stop_wrong_clock(tx: &Tx<'_>, order: &mut Order) -> Result<(), StoreError> {
    tracing::error!(order = order.id, "an order that does not wait for its money had a time to end");
    order.stop_clock();
    sql::save(tx, order)
}

/// When the clock next asks for something.
pub fn next_overdue(db: &Db<'_>) -> Result<Option<Instant>, StoreError> {
    Ok(sql::next_ends(db)?.into_iter().flatten().min())
}
