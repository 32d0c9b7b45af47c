//! `datatraffic_gets` and `datacard_gets` of the back office: which card is on which trip.

use super::OPERATORS;
use super::search::range_with_ends;
use crate::channels::roaming::areas::CardTypes;
use crate::channels::roaming::sql::traffic::{self as sql, Cards, Marks, Traffic};
use crate::channels::roaming::wire::search as wire;
use crate::staff_api::codes;
use crate::staff_api::{Answer, Call, Outcome};
use crate::staff_api::{page_from_1, page_of};
use crate::store::{Db, StoreError};

/// `datatraffic_gets`: a row for each piece that was paid. Group 0 all, 1 without a card, 2 with one; `unexpired` leaves out
/// what has ended; pages count from 0.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn traffic_gets(call: &Call) -> Outcome {
    call.may(OPERATORS)?;
    let cards = match call.fields.number::<i64>("group")?.unwrap_or(0) {
        0 => Cards::Any,
        1 => Cards::Without,
        2 => Cards::With,
        _ => return Err(codes::PARAMETER),
    };
    let unexpired = call.fields.truth("unexpired") == Some(true);
    let page = page_of(call)?;
    call.staff(OPERATORS)?;
    let marks = Marks { paid: Some(true), cards, ends_after: unexpired.then_some(call.terms.now), ..Marks::default() };
    let (found, types) = call.outlet.store.read(|db| {
        let found = sql::rows(db, &marks, page)?;
        let types = types_of(db, &found)?;
        Ok::<_, StoreError>((found, types))
    })?;
    let shapes: Vec<_> = found.iter().map(|row| wire::traffic(row, &types, call.terms.zone)).collect();
    Answer::of("datatraffics", &shapes)
}

/// `datacard_gets`: a page of all trips, paid or not, by the customer's phone and by days; pages count from 1, the ends of
/// ranges count.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn card_gets(call: &Call) -> Outcome {
    call.may(OPERATORS)?;
    let marks = Marks {
        phone: call.fields.text("phone").map(crate::text::phone),
        starts: range_with_ends(call, "effect_datetime")?,
        ends: range_with_ends(call, "failure_datetime")?,
        ..Marks::default()
    };
    let page = page_from_1(call)?;
    call.staff(OPERATORS)?;
    let (found, types, total) = call.outlet.store.read(|db| {
        let found = sql::rows(db, &marks, page)?;
        let types = types_of(db, &found)?;
        Ok::<_, StoreError>((found, types, sql::count(db, &marks)?))
    })?;
    let rows = found.iter().map(|row| wire::traffic_with_phone(row, &types, call.terms.zone)).collect();
    Answer::of("datacards", &wire::page(rows, page, total))
}

/// The card types of the areas that trips go to.
fn types_of(db: &Db<'_>, found: &[Traffic]) -> Result<CardTypes, StoreError> {
    CardTypes::of(db, found.iter().filter_map(|row| row.trip.area.as_deref()))
}
