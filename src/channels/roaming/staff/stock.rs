//! `datacard_set`: data cards come into the store, and are taken out of use or put back.
//!
//! The cards' secret keys (`ki`, `ki_hk`) are kept sealed; neither the answer nor the audit trail shows one.

use serde_json::json;

use super::{ADMINS, note};
use crate::channels::roaming::areas::CardKind;
use crate::channels::roaming::card_keys::{self, CardKeys, Known};
use crate::channels::roaming::cards::{self, Card, CardState, Holding};
use crate::channels::roaming::ids::CardId;
use crate::channels::roaming::sql::cards as sql;
use crate::channels::roaming::wire::vouchers as wire;
use crate::clock::{DAY_MS, Instant, Zone};
use crate::orders::Actor;
use crate::orders::{self, Terms};
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{StoreError, Tx};
use crate::text;

/// Card ids are 32-bit in the app that reads them.
const LARGEST_ID: i64 = i32::MAX as i64;
/// The day that generated ids count from, 2016-06-01 in China, and what the later recorded ids add to the days.
const FIRST_DAY: Instant = Instant(1_464_710_400_000);
const DAYS_ADDED: i64 = 1000;
/// Ids of one day; two servers shared them, so that each takes every second one (recorded).
const IDS_A_DAY: i64 = 10_000;
const ID_STEP: i64 = 2;
/// Letters of an iccid or imsi.
const NUMBER_LENGTH: std::ops::RangeInclusive<usize> = 1..=32;

/// A card as it is brought.
#[derive(Clone)]
struct StockCard {
    id: Option<CardId>,
    iccid: String,
    kind: CardKind,
    imsi: Option<String>,
    imsi_hk: Option<String>,
    keys: CardKeys,
    state: Option<CardState>,
}

/// Why a card cannot be taken into the store.
#[derive(Debug, thiserror::Error)]
pub(in crate::channels::roaming) enum StockError {
    #[error("the id is another card's")]
    IdTaken,
    #[error("all ids of the day are used")]
    NoId,
    #[error("the card cannot change into that state")]
    State,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// `datacard_set`: a new card goes into stock under the given id or a made one. A known iccid fills in the subscriber numbers
/// and secret keys that the card has none of and answers the card as it is; one that came back goes into stock again. `state` (ours) is
/// `blocked`, `in stock` or `returned`.
///
/// # Errors
/// 1100, also for an id that is another card's and a state that cannot follow; 1101, 1103.
pub async fn set(call: &Call) -> Outcome {
    call.may(ADMINS)?;
    let brought = read(call)?;
    let actor = Actor { now: call.terms.now, id: call.staff(ADMINS)?.id };
    let terms = call.terms;
    let card = call.outlet.store.write(move |tx| run(tx, &terms, actor, &brought)).await?;
    Answer::of("datacard", &wire::stock_card(&card))
}

fn read(call: &Call) -> Result<StockCard, Fault> {
    let fields = &call.fields;
    let number = |name: &str| match fields.text(name).map(text::plain) {
        Some(text) if !is_number(&text) => Err(codes::PARAMETER),
        text => Ok(text),
    };
    let iccid = text::iccid(fields.required("iccid")?).ok_or(codes::PARAMETER)?;
    let id = fields.number::<CardId>("datacardid")?;
    let kind = CardKind::from_number(fields.number("type")?.unwrap_or(CardKind::Europe.number()));
    let kind = kind.ok_or(codes::PARAMETER)?;
    if id.is_some_and(|id| !(1..=LARGEST_ID).contains(&id.number())) {
        return Err(codes::PARAMETER);
    }
    let known = [CardState::InStock, CardState::Blocked, CardState::Returned];
    let wanted = fields.text("state").map(str::trim);
    let state =
        wanted.map(|text| known.into_iter().find(|state| state.word() == text).ok_or(codes::PARAMETER)).transpose()?;
    let keys = CardKeys::read(fields.text("ki"), fields.text("ki_hk")).ok_or(codes::PARAMETER)?;
    Ok(StockCard { id, iccid, kind, imsi: number("imsi")?, imsi_hk: number("imsi_hk")?, keys, state })
}

fn is_number(text: &str) -> bool {
    NUMBER_LENGTH.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn run(tx: &Tx<'_>, terms: &Terms, actor: Actor, brought: &StockCard) -> Result<Card, StockError> {
    let known = sql::by_iccid(tx, &brought.iccid)?;
    let before = known.as_ref().map(|card| described(card, &[]));
    let card = match known {
        Some(card) => update(tx, actor, card, brought)?,
        None => insert(tx, terms, actor, brought)?,
    };
    let after = described(&card, &card_keys::keep(tx, card.id, &brought.keys, Known::Stays)?);
    if before.as_ref() != Some(&after) {
        let object = format!("data card {}", card.id);
        orders::audit(
            tx,
            actor,
            orders::Deed("datacard_set"),
            &object,
            orders::Change { before: before.as_deref(), after: Some(&after) },
        )?;
    }
    Ok(card)
}

/// A card as the audit trail has it; of keys that were set it has the names alone.
fn described(card: &Card, keys: &[&str]) -> String {
    let mut it = json!({"iccid": card.iccid, "imsi": card.imsi, "state": card.state, "type": card.kind,
        "userid": card.account_id});
    for key in keys {
        it[*key] = "set".into();
    }
    note(&it)
}

fn insert(tx: &Tx<'_>, terms: &Terms, actor: Actor, brought: &StockCard) -> Result<Card, StockError> {
    let id = match brought.id {
        Some(id) if sql::by_id(tx, id)?.is_some() => return Err(StockError::IdTaken),
        Some(id) => id,
        None => made_id(tx, terms.now)?,
    };
    let state = brought.state.unwrap_or(CardState::InStock);
    let card = Card {
        id,
        iccid: brought.iccid.clone(),
        kind: brought.kind,
        imsi: brought.imsi.clone(),
        state,
        account_id: None,
        line_id: None,
    };
    sql::insert(tx, &card, brought.imsi_hk.as_deref())?;
    sql::insert_move(tx, actor, id, None, Holding { state, account: None, line: None })?;
    Ok(card)
}

fn update(tx: &Tx<'_>, actor: Actor, mut card: Card, brought: &StockCard) -> Result<Card, StockError> {
    sql::fill_blanks(tx, card.id, brought.imsi.as_deref(), brought.imsi_hk.as_deref())?;
    card.imsi = card.imsi.or(brought.imsi.clone());
    let back_in_store = (card.state == CardState::Returned).then_some(CardState::InStock);
    let Some(to) = brought.state.or(back_in_store).filter(|to| *to != card.state) else { return Ok(card) };
    // A blocked card stays whose it was, so that its owner sees it; what is back in the house is nobody's.
    let held = Holding { state: to, account: card.account_id, line: card.line_id };
    let held = if to == CardState::Blocked { held } else { Holding { account: None, line: None, ..held } };
    if cards::pass(tx, actor, &mut card, held)? { Ok(card) } else { Err(StockError::State) }
}

/// Four digits of days and four of the day's sequence 1, 3, 5 (docs/spec/roaming.md section 10).
fn made_id(tx: &Tx<'_>, now: Instant) -> Result<CardId, StockError> {
    let first = (days_since_first(now) + DAYS_ADDED) * IDS_A_DAY;
    let last = first + IDS_A_DAY - 1;
    let id = sql::largest_id(tx, first, last)?.map_or(first + 1, |id| id + ID_STEP);
    if id <= last && last <= LARGEST_ID { Ok(CardId(id)) } else { Err(StockError::NoId) }
}

/// Ids are the same whatever zone the outlet is in: the days are China's.
fn days_since_first(now: Instant) -> i64 {
    debug_assert_eq!(Zone::china().text(FIRST_DAY), "2016-06-01 00:00:00");
    now.since(FIRST_DAY).div_euclid(DAY_MS).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_ids_count_days_from_the_first_of_june_2016() {
        let at = |text| Zone::china().parse_text(text).unwrap();
        assert_eq!(days_since_first(at("2016-06-01 00:00:00")), 0);
        assert_eq!(days_since_first(at("2016-06-22 12:00:00")), 21);
        assert_eq!(days_since_first(at("2016-07-08 23:59:59")), 37);
    }

    #[test]
    fn numbers_of_cards_are_letters_and_digits() {
        assert!(is_number("8944200012789714353") && is_number("89442000127897143F"));
        for text in ["", " ", "1 2", "100200300400500'", "１２３", &"1".repeat(33)] {
            assert!(!is_number(text), "{text}");
        }
    }
}
