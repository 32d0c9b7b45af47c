//! Data cards: serialised things with one holder at a time, tied to trips.
//!
//! A card's state is changed by [`pass`] alone, which knows what may follow on what and writes each change down; a trip gets
//! its card by [`tie`] alone. Called by the customers' card services, the back office and the orders' goods.

use crate::channels::roaming::areas::CardKind;
use crate::channels::roaming::ids::{CardId, TripId};
use crate::clock::Instant;
use crate::ids::{AccountId, LineId, OrderId};
use crate::orders::Actor;
use crate::orders::{self, Terms};
use crate::store::{Db, StoreError, Tx, words};

use super::sql::cards as sql;

words! {
    /// Where a data card is.
    pub enum CardState {
        /// In the outlet's store.
        InStock = "in stock",
        /// Set aside for somebody.
        Reserved = "reserved",
        /// Handed over with an order.
        HandedOver = "handed over",
        /// Bound by its owner.
        Owned = "owned",
        /// Came back from a customer and was not looked over yet.
        Returned = "returned",
        /// Taken out of use.
        Blocked = "blocked",
    }
}

/// Expired orders that are cleared away at most for somebody whose card looks busy.
const CLEAR_AT_MOST: i64 = 100;

/// A data card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Its id.
    pub id: CardId,
    /// The number printed on it.
    pub iccid: String,
    /// 1 Europe, 2 Hong Kong, 3 dual.
    pub kind: CardKind,
    /// Its subscriber number, for staff alone.
    pub imsi: Option<String>,
    /// Where it is.
    pub state: CardState,
    /// Whose it is.
    pub account_id: Option<AccountId>,
    /// The order line that it was handed over with.
    pub line_id: Option<LineId>,
}

impl Card {
    /// Whether it is an account's own: bound by it, or handed over with its order (docs/spec/roaming.md section 0.12).
    #[must_use]
    pub fn is_of(&self, account: AccountId) -> bool {
        matches!(self.state, CardState::Owned | CardState::HandedOver) && self.account_id == Some(account)
    }

    /// Whether staff may give it to a customer, or it is one already: what is reserved, came back or is blocked may not.
    #[must_use]
    pub fn may_be_given(&self) -> bool {
        matches!(self.state, CardState::InStock | CardState::Owned | CardState::HandedOver)
    }

    /// What it is when its owner lets go of it. A card that left the house with an order does not come back into the store by
    /// that: it stays handed over and is nobody's, so that somebody else may bind it.
    #[must_use]
    pub fn let_go(&self) -> Holding {
        if self.state == CardState::Owned && self.line_id.is_none() {
            Holding { state: CardState::InStock, account: None, line: None }
        } else {
            Holding { state: CardState::HandedOver, account: None, line: self.line_id }
        }
    }
}

/// Where a card is and whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Where it is.
    pub state: CardState,
    /// Whose it is.
    pub account: Option<AccountId>,
    /// The order line that it was handed over with.
    pub line: Option<LineId>,
}

/// What may follow on a state.
fn may_become(from: CardState, to: CardState) -> bool {
    use CardState::{Blocked, HandedOver, InStock, Owned, Reserved, Returned};
    match from {
        InStock => matches!(to, Reserved | HandedOver | Owned | Blocked),
        Reserved => matches!(to, InStock | HandedOver | Returned | Blocked),
        HandedOver => matches!(to, HandedOver | Owned | InStock | Returned | Blocked),
        Owned => matches!(to, HandedOver | InStock | Returned | Blocked),
        Returned => matches!(to, InStock | Blocked),
        Blocked => to == InStock,
    }
}

/// Changes where a card is and whose it is, and writes the change down. False, and nothing changed, where the one state
/// cannot follow on the other or the card is no longer as it was read.
pub fn pass(tx: &Tx<'_>, actor: Actor, card: &mut Card, to: Holding) -> Result<bool, StoreError> {
    if !may_become(card.state, to.state) || !sql::change(tx, card, to)? {
        return Ok(false);
    }
    sql::insert_move(tx, actor, card.id, Some(card.state), to)?;
    card.state = to.state;
    card.account_id = to.account;
    card.line_id = to.line;
    Ok(true)
}

/// Takes the cards of an order that has ended back: into the store when they have not left it, else as returned, to be looked
/// over. Blocked ones stay blocked.
pub fn take_back(tx: &Tx<'_>, actor: Actor, order: &orders::Order) -> Result<(), StoreError> {
    sql::of_order(tx, order.id())?.into_iter().try_for_each(|card| take_card_back(tx, actor, order, card))
}

/// Takes the cards of one line of an order back, as [`take_back`].
pub fn take_back_of_line(tx: &Tx<'_>, actor: Actor, order: &orders::Order, line: LineId) -> Result<(), StoreError> {
    let mut of_line = sql::of_order(tx, order.id())?.into_iter().filter(|card| card.line_id == Some(line));
    of_line.try_for_each(|card| take_card_back(tx, actor, order, card))
}

fn take_card_back(tx: &Tx<'_>, actor: Actor, order: &orders::Order, mut card: Card) -> Result<(), StoreError> {
    let in_store = !order.goods_left() && matches!(card.state, CardState::HandedOver | CardState::Reserved);
    let to = if in_store { CardState::InStock } else { CardState::Returned };
    pass(tx, actor, &mut card, Holding { state: to, account: None, line: None }).map(|_| ())
}

/// One piece of a data line: the days that one card may be used in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trip {
    /// Its id.
    pub id: TripId,
    /// The order.
    pub order_id: OrderId,
    /// The line.
    pub line_id: LineId,
    /// Whose it is.
    pub account_id: AccountId,
    /// Where to.
    pub area: Option<String>,
    /// First instant.
    pub starts_at: Option<Instant>,
    /// Last instant.
    pub ends_at: Option<Instant>,
    /// The card that it is tied to.
    pub card_id: Option<CardId>,
    /// That card's iccid.
    pub iccid: Option<String>,
    /// Whether the order was paid.
    pub paid: bool,
}

/// The period of two ends; a missing end is as far away as can be.
#[must_use]
pub fn period(starts_at: Option<Instant>, ends_at: Option<Instant>) -> (Instant, Instant) {
    (starts_at.unwrap_or(Instant(i64::MIN)), ends_at.unwrap_or(Instant(i64::MAX)))
}

/// Whether a card is on another line's trip in a period. Orders whose time is over do not count.
pub fn is_busy(
    tx: &Tx<'_>,
    terms: &Terms,
    card: CardId,
    period: (Instant, Instant),
    but_line: LineId,
) -> Result<bool, StoreError> {
    let busy = || sql::is_busy(tx, card, period, but_line);
    Ok(busy()? && (orders::clear_overdue(tx, terms, CLEAR_AT_MOST)? == 0 || busy()?))
}

/// Ties a card to a trip that has none; false where the trip has one, or the card is on another trip in these days.
pub fn tie(tx: &Tx<'_>, terms: &Terms, trip: &Trip, card: CardId) -> Result<bool, StoreError> {
    let period = period(trip.starts_at, trip.ends_at);
    let tie = || sql::tie(tx, trip.id, card, period);
    let is_tied = tie()? || (orders::clear_overdue(tx, terms, CLEAR_AT_MOST)? > 0 && tie()?);
    debug_assert!(!is_tied || !sql::is_shared(tx, trip.id, card, period)?, "card {card} is on one trip at a time");
    Ok(is_tied)
}

/// The card of an iccid or, failing that, of a numeric id (`00210003` is 210003).
pub fn find(db: &Db<'_>, name: &str) -> Result<Option<Card>, StoreError> {
    let name = crate::text::card(name);
    if let Some(card) = sql::by_iccid(db, &name)? {
        return Ok(Some(card));
    }
    match name.parse() {
        Ok(id) if name.len() < 20 => sql::by_id(db, id),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(state: CardState, line: Option<LineId>) -> Card {
        let iccid = "100200300400500".to_owned();
        Card {
            id: CardId(1),
            iccid,
            kind: CardKind::Europe,
            imsi: None,
            state,
            account_id: Some(AccountId(7)),
            line_id: line,
        }
    }

    #[test]
    fn a_card_that_was_handed_over_with_an_order_does_not_become_stock_when_its_owner_lets_go() {
        for state in [CardState::HandedOver, CardState::Owned] {
            let left = card(state, Some(LineId(5))).let_go();
            assert_eq!(
                (left.state, left.account, left.line),
                (CardState::HandedOver, None, Some(LineId(5))),
                "{state}"
            );
        }
        assert_eq!(card(CardState::Owned, None).let_go().state, CardState::InStock, "it never left the house");
        assert_eq!(card(CardState::HandedOver, None).let_go().state, CardState::HandedOver);
    }

    #[test]
    fn a_blocked_card_and_a_returned_one_go_through_the_store_before_anybody_has_them() {
        for from in [CardState::Blocked, CardState::Returned] {
            for to in [CardState::Owned, CardState::HandedOver, CardState::Reserved] {
                assert!(!may_become(from, to), "{from} became {to}");
            }
            assert!(may_become(from, CardState::InStock));
        }
    }

    #[test]
    fn only_a_card_that_was_bound_or_handed_over_is_its_accounts_own() {
        for (state, own) in [(CardState::Owned, true), (CardState::HandedOver, true), (CardState::Blocked, false)] {
            assert_eq!(
                (card(state, None).is_of(AccountId(7)), card(state, None).is_of(AccountId(8))),
                (own, false),
                "{state}"
            );
        }
    }
}
