//! Who may have a card that he did not buy here, and who has it where staff has it in hand.
//!
//! Customers bind cards by the printed number or by a counted id (docs/spec/roaming.md section 10), so a number alone proves little. A
//! few cards may be somebody's without more; beyond them each needs a paid order. A card that was merely bound is still the store's if
//! it lies there: what staff holds in its hand was never with its binder.

use super::cards::{self, Card, CardState, Holding};
use super::sql::{cards as card_sql, held_cards as sql};
use crate::catalogue;
use crate::ids::AccountId;
use crate::orders::{self, Actor};
use crate::store::{Db, StoreError, Tx};

/// Cards of an account that no paid order of its own explains, less what it paid for and has no card for yet.
pub fn unexplained(db: &Db<'_>, account: AccountId) -> Result<i64, StoreError> {
    let owed = sql::owed(db, account, &catalogue::with_a_card(db)?)?;
    Ok(sql::without_reason(db, account)? - sql::open_trips(db, account)? - owed)
}

/// Whether staff may hand a card out that it has in hand: it is in the store, or it left the store by its binder's word alone. A card
/// that came with an order or is on a paid trip is its holder's.
pub fn may_be_handed_out(db: &Db<'_>, card: &Card) -> Result<bool, StoreError> {
    match card.state {
        CardState::InStock => Ok(card.account_id.is_none()),
        CardState::Owned => Ok(card.line_id.is_none() && !sql::is_on_a_paid_trip(db, card.id)?),
        _ => Ok(false),
    }
}

/// Makes a card that staff has in hand the store's again where somebody has bound it without more: it leaves its binder's list and unpaid
/// orders. False, and nothing changed, for a card that may not be handed out.
pub fn take_in_hand(tx: &Tx<'_>, actor: Actor, card: &mut Card) -> Result<bool, StoreError> {
    if !may_be_handed_out(tx, card)? {
        return Ok(false);
    }
    let Some(binder) = card.account_id else { return Ok(true) };
    if !cards::pass(tx, actor, card, Holding { state: CardState::InStock, account: None, line: None })? {
        return Ok(false);
    }
    card_sql::untie_unpaid(tx, card.id, binder)?;
    let (before, object) = (format!("iccid {}, account {binder}", card.iccid), format!("data card {}", card.id));
    orders::audit(
        tx,
        actor,
        orders::Deed("data_card_taken_back"),
        &object,
        orders::Change::between(&before, "in stock"),
    )?;
    Ok(true)
}
