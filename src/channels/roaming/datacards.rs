//! The data card services: bind, list, unbind (docs/spec/roaming.md section 10).

use super::cards::{self, Card, CardState, Holding};
use super::sql::cards as sql;
use super::wire::vouchers as wire;
use crate::ids::AccountId;
use crate::orders::Actor;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{StoreError, Tx};

/// Why a card cannot be bound.
#[derive(Debug, thiserror::Error)]
pub(super) enum BindError {
    #[error("there is no such data card")]
    Unknown,
    #[error("the data card is somebody else's")]
    Taken,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// `datacard_bind`: makes a free card the user's; binding one's own again changes nothing. A reserved, returned or blocked card
/// is not free.
///
/// # Errors
/// 1100, 1101, 1301, 1300.
pub async fn bind(call: &Call) -> Outcome {
    let name = call.fields.required("datacardid")?.trim().to_owned();
    let account = call.signed_in()?.id;
    let actor = call.terms.by(account);
    let card = call.outlet.store.write(move |tx| bind_card(tx, actor, account, &name)).await?;
    Answer::of("datacard", &wire::data_card(&card))
}

fn bind_card(tx: &Tx<'_>, actor: Actor, account: AccountId, name: &str) -> Result<Card, BindError> {
    let mut card = cards::find(tx, name)?.ok_or(BindError::Unknown)?;
    if card.state == CardState::Owned && card.account_id == Some(account) {
        return Ok(card);
    }
    let free = card.account_id.is_none_or(|owner| owner == account);
    let owned = Holding { state: CardState::Owned, account: Some(account), line: card.line_id };
    if free && cards::pass(tx, actor, &mut card, owned)? { Ok(card) } else { Err(BindError::Taken) }
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
