//! The data card services: bind, list, unbind (docs/spec/roaming.md section 10).

use super::cards::{self, Card, CardState, Holding};
use super::held_cards;
use super::sql::cards as sql;
use super::wire::vouchers as wire;
use crate::accounts::{Account, Named, Role};
use crate::ids::AccountId;
use crate::orders::Actor;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{Db, StoreError, Tx};

/// Why a card cannot be bound.
#[derive(Debug, thiserror::Error)]
pub(super) enum BindError {
    #[error("there is no such data card")]
    Unknown,
    #[error("the data card is somebody else's")]
    Taken,
    #[error("the account holds as many cards without an order as it may")]
    TooMany,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// `datacard_bind`: makes a free card the user's; binding one's own again changes nothing. A reserved, returned or blocked card
/// is not free. Whoever tries numbers, or holds as many cards without a paid order as may be, hears of any other card that there is
/// none.
///
/// # Errors
/// 1100, 1101, 1301, 1300.
pub async fn bind(call: &Call) -> Outcome {
    let name = call.fields.required("datacardid")?.trim().to_owned();
    let account = call.signed_in()?;
    let (actor, most) = (call.terms.by(account.id), most_without_order(call, &account));
    let bind = |may_guess| {
        call.outlet.store.write(move |tx: &Tx<'_>| match own_card(tx, account.id, &name)? {
            Some(card) => bind_own(tx, actor, card),
            None if may_guess => bind_free(tx, actor, &name, most),
            None => Err(BindError::Unknown),
        })
    };
    let is_wrong = |error: &BindError| !matches!(error, BindError::Store(_));
    let bound = call.outlet.guess(&call.request, actor.id, Named::Card, bind, is_wrong).await?;
    Answer::of("datacard", &wire::data_card(&bound))
}

/// How many cards, or boxes, somebody may bind without having paid for them; the staff binds what it likes.
pub(super) fn most_without_order(call: &Call, account: &Account) -> Option<i64> {
    let config = &call.outlet.config;
    match account.role {
        Role::Customer if account.walked_in() => Some(config.walk_in_cards),
        Role::Customer => Some(config.customer_cards),
        _ => None,
    }
}

fn own_card(db: &Db<'_>, account: AccountId, name: &str) -> Result<Option<Card>, StoreError> {
    Ok(cards::find(db, name)?.filter(|card| card.is_of(account)))
}

fn bind_own(tx: &Tx<'_>, actor: Actor, mut card: Card) -> Result<Card, BindError> {
    let owned = Holding { state: CardState::Owned, account: card.account_id, line: card.line_id };
    if card.state == CardState::Owned || cards::pass(tx, actor, &mut card, owned)? {
        Ok(card)
    } else {
        Err(BindError::Taken)
    }
}

/// Counted in the transaction that binds: many calls at once bind no more than one after the other.
fn bind_free(tx: &Tx<'_>, actor: Actor, name: &str, most: Option<i64>) -> Result<Card, BindError> {
    let mut card = cards::find(tx, name)?.ok_or(BindError::Unknown)?;
    let owned = Holding { state: CardState::Owned, account: Some(actor.id), line: card.line_id };
    if card.account_id.is_some() || !cards::pass(tx, actor, &mut card, owned)? {
        return Err(BindError::Taken);
    }
    // The caller's transaction takes the card back.
    let is_too_many =
        most.map(|most| Ok::<_, StoreError>(held_cards::unexplained(tx, actor.id)? > most)).transpose()?;
    if is_too_many == Some(true) { Err(BindError::TooMany) } else { Ok(card) }
}

/// `datacard_gets`: the user's cards.
///
/// # Errors
/// 1100, 1101.
pub async fn gets(call: &Call) -> Outcome {
    let account = call.signed_in()?.id;
    let cards = call.outlet.store.read(|db| sql::of_account(db, account))?;
    Answer::of("datacards", &cards.iter().map(wire::data_card).collect::<Vec<_>>())
}

/// `datacard_unbind`: lets go of a card of the user's own; anything else is silently ignored. A card that came with an order
/// stays out of the store: it is handed over and nobody's. The user's orders that are not paid yet do not name it any more, so
/// that it is free for whoever binds it.
///
/// # Errors
/// 1100, 1101.
pub async fn unbind(call: &Call) -> Outcome {
    let name = call.fields.required("datacardid")?.trim().to_owned();
    let account = call.signed_in()?.id;
    let actor = call.terms.by(account);
    let run = move |tx: &Tx<'_>| {
        if let Some(mut card) = cards::find(tx, &name)?.filter(|card| card.is_of(account)) {
            let to = card.let_go();
            if cards::pass(tx, actor, &mut card, to)? {
                sql::untie_unpaid(tx, card.id, account)?;
            }
        }
        Ok(())
    };
    call.outlet.store.write::<(), StoreError, _>(run).await?;
    Ok(Answer::done())
}
