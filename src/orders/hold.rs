//! How long an unpaid order holds its scarce goods, and how it gets them again (roaming.md section 0.17).
//!
//! An order holds what it bought from its submit on. If nobody pays, the goods go back after a while ([`release_goods`]) and the
//! order stays open, as it is; paying takes them again ([`reclaim_goods`]), in the transaction that pays. After more days the order
//! itself ends. What the goods are is the channel's business ([`super::Fulfilment::let_go`], [`super::Fulfilment::take_again`]).

use std::collections::{BTreeMap, BTreeSet};

use super::caps::Cap;
use super::sql::caps::{Held, Whose, held};
use super::{Order, OrderError, Scarce, Terms, sql, states};
use crate::accounts::{Role, sql as accounts};
use crate::clock::{CLOCK_DOUBT_MS, Instant};
use crate::ids::{ItemId, OrderId};
use crate::store::{Db, StoreError, Tx};

/// Orders out of time that a customer who has too many clears away at most.
const CLEAR_AT_MOST: i64 = 100;

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

/// Says until when an order that nobody is paying holds its goods and stays open, both from its submit on. One that gave its goods
/// back holds none.
pub(super) fn start_clock(terms: &Terms, order: &mut Order) -> Result<(), StoreError> {
    let hold_ends = order.created_at.plus_ms(terms.unpaid_ms);
    let outlives_hold = terms.fulfilments.of(order)?.outlives_hold();
    let order_ends = if outlives_hold { order.created_at.plus_ms(terms.open_ms) } else { hold_ends };
    order.hold_until(hold_ends, Some(order_ends));
    Ok(())
}

/// Says until when an order that somebody pays from now on holds its goods. One that waits for ever goes on waiting: what a third
/// party was paid for an agency's order.
fn restart_clock(terms: &Terms, order: &mut Order) -> Result<(), StoreError> {
    let hold_ends = terms.now.plus_ms(terms.paying_ms);
    if terms.fulfilments.of(order)?.outlives_hold() {
        order.hold_until(hold_ends, order.expires_at);
    } else if order.expires_at.is_some() {
        order.hold_until(hold_ends, Some(hold_ends));
    }
    Ok(())
}

/// Says until when an order waits whose payment was taken back: as long as one that is begun to be paid now. It holds its goods.
pub(super) fn wait_again(terms: &Terms, order: &mut Order) -> Result<(), StoreError> {
    let hold_ends = terms.now.plus_ms(terms.paying_ms);
    let outlives_hold = terms.fulfilments.of(order)?.outlives_hold();
    let order_ends = if outlives_hold { terms.now.plus_ms(terms.open_ms) } else { hold_ends };
    order.hold_until(hold_ends, Some(order_ends));
    Ok(())
}

/// Gives the scarce goods of an open order back; everything else of it stays. An order that holds nothing stays as it is.
pub fn release_goods(tx: &Tx<'_>, terms: &Terms, order: &mut Order) -> Result<(), StoreError> {
    if !order.is_unpaid() || !order.holds_goods() {
        return Ok(());
    }
    terms.fulfilments.of(order)?.let_go(tx, terms, order)?;
    order.let_goods_go(terms.now);
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
    order.have_goods_again();
    sql::save(tx, order)?;
    Ok(terms.fulfilments.of(order)?.take_again(tx, terms, order)?)
}

/// Looks whether an order may be changed, and brings it up to the present: goods that are to go back by now go back before
/// anything else happens to it, so that nobody's copy of it still counts them.
///
/// # Errors
/// [`OrderError::WrongState`] as [`states::editable`].
pub(super) fn open_for_change(tx: &Tx<'_>, terms: &Terms, order: &mut Order) -> Result<(), OrderError> {
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

/// Makes an order ready for a payment that begins: as [`ready_to_pay`], it holds its goods anew from now on, and its customer must not
/// hold too much unpaid with what is taken again.
///
/// # Errors
/// [`OrderError::WrongState`], [`OrderError::Gone`], [`OrderError::TooMuch`]; the caller must roll back.
pub(super) fn ready_to_begin(tx: &Tx<'_>, terms: &Terms, order: &mut Order) -> Result<(), OrderError> {
    let held = order.holds_goods() && !order.is_overdue(terms.now);
    ready_to_pay(tx, terms, order)?;
    restart_clock(terms, order)?;
    if held {
        return Ok(());
    }
    // Until when it holds them is written first: by that it is counted with what others of its address hold.
    sql::save(tx, order)?;
    within_caps(tx, terms, order)
}

/// Refuses an order that holds its goods where its customer leaves too much unpaid with it, or all who walked in from the customer's
/// address do, at the end of the transaction that made it or let it grow.
///
/// # Errors
/// [`OrderError::TooMuch`]; the caller must roll back.
pub fn within_caps(tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), OrderError> {
    if !order.holds_goods() {
        return Ok(());
    }
    let caps = caps_of(tx, terms, order)?;
    let passed = || {
        caps.iter()
            .try_fold(false, |passed, (cap, whose)| Ok::<_, StoreError>(passed || passes(tx, *cap, whose, order)?))
    };
    if passed()? && (clear_overdue(tx, terms, CLEAR_AT_MOST)? == 0 || passed()?) {
        return Err(OrderError::TooMuch);
    }
    Ok(())
}

fn passes(tx: &Tx<'_>, cap: Cap, whose: &Whose, order: &Order) -> Result<bool, StoreError> {
    if cap == Cap::NONE {
        return Ok(false);
    }
    let held = held(tx, whose)?;
    let orders: BTreeSet<OrderId> = held.iter().map(|it| it.order).collect();
    Ok(cap.is_passed_by(orders.len(), &pieces_like_those_of(order, &held)))
}

/// How many pieces of each thing that an order buys they all hold.
fn pieces_like_those_of(order: &Order, held: &[Held]) -> Vec<i64> {
    let of_its_channel = || held.iter().filter(|it| it.channel == order.channel.as_str());
    let own = of_its_channel().filter(|it| it.order == order.id).filter_map(|it| it.bought);
    let mut pieces: BTreeMap<ItemId, i64> = own.map(|(item, _)| (item, 0)).collect();
    for (item, quantity) in of_its_channel().filter_map(|it| it.bought) {
        if let Some(all) = pieces.get_mut(&item) {
            *all += quantity;
        }
    }
    pieces.into_values().collect()
}

/// What the customer of an order may leave unpaid, and what those may whom he is counted with.
fn caps_of(tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<Vec<(Cap, Whose)>, StoreError> {
    let own = Whose::Account(order.account_id);
    Ok(match accounts::by_id(tx, order.account_id)? {
        Some(account) if account.walked_in() => {
            let address = accounts::walked_in_from(tx, account.id, terms.now)?;
            let together = address.map(|address| (terms.caps.address, Whose::WalkIns(address)));
            [(terms.caps.walk_in, own)].into_iter().chain(together).collect()
        }
        Some(account) if account.role != Role::Customer => Vec::new(),
        _ => vec![(terms.caps.customer, own)],
    })
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
    let trial: Result<(), Trial> = tx.in_part(|| match ready_to_begin(tx, terms, &mut order.clone()) {
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
            Ok(()) => tracing::debug!(order = order.id.0, "an unpaid order has ended"),
            Err(OrderError::Store(error)) => return Err(error),
            Err(_) => stop_wrong_clock(tx, &mut order)?,
        }
    }
    let overdue = sql::overdue(tx, terms.now, most)?;
    count += overdue.len();
    for mut order in overdue {
        release_goods(tx, terms, &mut order)?;
        tracing::debug!(order = order.id.0, "the goods of an unpaid order went back");
    }
    Ok(count)
}

/// An order that does not wait for its money must not stand in the way of those that do.
fn stop_wrong_clock(tx: &Tx<'_>, order: &mut Order) -> Result<(), StoreError> {
    tracing::error!(order = order.id.0, "an order that does not wait for its money had a time to end");
    order.stop_clock();
    sql::save(tx, order)
}

/// When the clock next asks for something.
pub fn next_overdue(db: &Db<'_>) -> Result<Option<Instant>, StoreError> {
    Ok(sql::next_ends(db)?.into_iter().flatten().min())
}

/// The last end of a hold that is possible now: a longer one comes of a clock that was ahead.
fn latest_hold(now: Instant, longest_ms: i64) -> Instant {
    now.plus_ms(longest_ms.saturating_add(CLOCK_DOUBT_MS))
}

/// How many orders hold their goods longer than any does that was made by now.
pub fn holds_of_the_future(db: &Db<'_>, now: Instant, longest_ms: i64) -> Result<i64, StoreError> {
    sql::holds_beyond(db, latest_hold(now, longest_ms))
}

/// Ends those holds: the goods go back as those of any order that nobody has paid in time.
pub fn end_holds_of_the_future(tx: &Tx<'_>, terms: &Terms) -> Result<(), StoreError> {
    sql::end_holds_beyond(tx, latest_hold(terms.now, terms.longest_hold_ms()), terms.now)
}
