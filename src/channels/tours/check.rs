//! Whether a choice can be sold: the order and the outcome of the checks of docs/spec/tours.md section 4.
//!
//! A check looks and holds nothing; a submit runs the very same rule inside its transaction before it takes anything. So
//! the rule is one function over a [`PackageOffers`] that knows neither store nor wire.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::package::{Holds, Offer, OfferKind, PackageOffers};
use super::selection::{Form, Item, Selection};
use super::service::{Call, Outcome};
use super::sql::packages;
use super::{addresses, contacts, coupons, group, wire};
use crate::channels::tours::ids::OfferId;
use crate::money::{Fen, MOST};
use crate::store::{Db, StoreError};

/// Why a choice cannot be sold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// There is no such package, it is not sold, or its day is over.
    #[error("the package is not sold for that day")]
    NotForSale,
    /// The sum is beyond what the outlet handles.
    #[error("the amount is out of bounds")]
    Amount,
    /// No such flight on the day, or none for the price.
    #[error("there is no such flight on that day")]
    NoFlight,
    /// A hotel offer does not exist on one of the nights.
    #[error("there is no such hotel on one of the nights")]
    NoHotel,
    /// Seats, add-ons or every room are sold out.
    #[error("something chosen is sold out")]
    SoldOut,
    /// The chosen room is sold out, another one is not.
    #[error("the chosen room is sold out, another is open")]
    RoomSoldOut,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One part of a choice with its price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The offer.
    pub offer_id: OfferId,
    /// What it is called.
    pub title: String,
    /// Its day or first night.
    pub first: NaiveDate,
    /// Nights, 1 for everything but hotels.
    pub nights: u64,
    /// Rooms, seats or pieces.
    pub quantity: i64,
    /// One room for all nights, one seat, one piece.
    pub unit_price: Fen,
}

/// A choice that can be sold now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basket {
    /// Its parts, the flight first.
    pub parts: Vec<Part>,
    /// Nights times rooms times the nightly price.
    pub hotel_total: Fen,
    /// Everything together.
    pub total: Fen,
    /// Pieces of each offer and day, whatever number of parts they come from.
    pub needs: BTreeMap<(OfferId, NaiveDate), i64>,
}

/// `check_pack_free_bydate`.
///
/// # Errors
/// 300001, 300004, 300003, 300050, 300051, in this order.
pub async fn check_pack_free_bydate(call: &Call) -> Outcome {
    let asker = call.asker()?;
    let chosen = Selection::read(&call.fields, call.terms.zone)?;
    let (terms, today) = (call.terms, call.today());
    call.outlet.store.read(|db| {
        let (shelf, basket) = evaluate(db, &chosen, today, Holds::OfLiving(terms.now))?;
        let address = addresses::default_of(db, asker.account)?;
        let contacts = contacts::of(db, asker)?;
        let coupons = coupons::usable(db, asker.account, terms.now, chosen.sum - chosen.reduction)?;
        let form =
            wire::Form { package: &shelf.package, address: address.as_ref(), contacts: &contacts, coupons: &coupons };
        Ok(wire::check(&terms, &form, &basket))
    })
}

/// Reads what a choice needs and judges it.
pub fn evaluate(
    db: &Db<'_>,
    chosen: &Selection,
    today: NaiveDate,
    holds: Holds,
) -> Result<(PackageOffers, Basket), CheckError> {
    let package = packages::package(db, chosen.package_id)?.ok_or(CheckError::NotForSale)?;
    let shelf = packages::shelf(db, package, chosen.span(), holds)?;
    let basket = match chosen.form {
        Form::Free { combo_id, most_for_flight } if !shelf.is_group() => {
            judge(&shelf, chosen, (combo_id, most_for_flight), today)?
        }
        Form::Group if shelf.is_group() => group::judge(&shelf, chosen, today)?,
        _ => return Err(CheckError::NotForSale),
    };
    Ok((shelf, basket))
}

/// The rule itself, of packages whose parts everybody chooses; `flight` is a combination's number and the most that it may cost.
///
/// # Errors
/// The first [`CheckError`] in the order of the document.
pub fn judge(
    shelf: &PackageOffers,
    chosen: &Selection,
    flight: (i64, Fen),
    today: NaiveDate,
) -> Result<Basket, CheckError> {
    let earliest = shelf.package.earliest(today).ok_or(CheckError::NotForSale)?;
    let is_past = chosen.date < earliest || chosen.items.iter().any(|item| item.first < today);
    if is_past || !shelf.package.enabled {
        return Err(CheckError::NotForSale);
    }
    let mut basket = Basket { parts: Vec::new(), hotel_total: Fen::ZERO, total: Fen::ZERO, needs: BTreeMap::new() };
    add_flight(shelf, chosen, flight, &mut basket)?;
    let hotels = || chosen.items.iter().filter(|item| item.kind == OfferKind::Hotel);
    for item in hotels() {
        add_hotel(shelf, item, &mut basket)?;
    }
    for item in chosen.items.iter().filter(|item| item.kind != OfferKind::Hotel) {
        add_piece(shelf, item, &mut basket)?;
    }
    all_but_rooms_are_free(shelf, &basket)?;
    for item in hotels() {
        rooms_are_free(shelf, item, &basket)?;
    }
    if basket.total > MOST { Err(CheckError::Amount) } else { Ok(basket) }
}

/// The flight: every traveller, child or not, takes a seat.
fn add_flight(
    shelf: &PackageOffers,
    chosen: &Selection,
    (combo_id, most): (i64, Fen),
    basket: &mut Basket,
) -> Result<(), CheckError> {
    let flight = shelf.flight(combo_id).ok_or(CheckError::NoFlight)?;
    let day = shelf.day(flight, chosen.date).ok_or(CheckError::NoFlight)?;
    if day.price > most {
        return Err(CheckError::NoFlight);
    }
    add(basket, flight, chosen.date, 1, chosen.party(), day.price).map(|_| ())
}

/// A hotel must exist on every night. A stay ends with the calendar at the latest, so any number of nights is fine here.
fn add_hotel(shelf: &PackageOffers, item: &Item, basket: &mut Basket) -> Result<(), CheckError> {
    let offer = shelf.offer(OfferKind::Hotel, item.key).ok_or(CheckError::NoHotel)?;
    let mut price = Fen::ZERO;
    for night in 0..item.nights {
        let day = nights_day(item.first, night).and_then(|day| shelf.day(offer, day)).ok_or(CheckError::NoHotel)?;
        price = price + day.price;
    }
    let sum = add(basket, offer, item.first, item.nights, item.quantity, price)?;
    basket.hotel_total = basket.hotel_total + sum;
    Ok(())
}

/// An add-on that the package does not have, or not on that day, has no stock (the document knows no other word for it).
fn add_piece(shelf: &PackageOffers, item: &Item, basket: &mut Basket) -> Result<(), CheckError> {
    let offer = shelf.offer(item.kind, item.key).ok_or(CheckError::SoldOut)?;
    let day = shelf.day(offer, item.first).ok_or(CheckError::SoldOut)?;
    add(basket, offer, item.first, 1, item.quantity, day.price).map(|_| ())
}

/// Adds a part; what it costs. Sums saturate here and are refused at the end: whoever asks for so many pieces must hear that
/// they are not free.
fn add(
    basket: &mut Basket,
    offer: &Offer,
    first: NaiveDate,
    nights: u64,
    quantity: i64,
    unit_price: Fen,
) -> Result<Fen, CheckError> {
    for night in 0..nights {
        let day = nights_day(first, night).ok_or(CheckError::Amount)?;
        let need = basket.needs.entry((offer.id, day)).or_default();
        *need = need.saturating_add(quantity);
    }
    let sum = Fen(unit_price.0.saturating_mul(quantity));
    basket.total = basket.total + sum;
    basket.parts.push(Part { offer_id: offer.id, title: offer.name.clone(), first, nights, quantity, unit_price });
    Ok(sum)
}

fn nights_day(first: NaiveDate, night: u64) -> Option<NaiveDate> {
    first.checked_add_days(Days::new(night))
}

fn all_but_rooms_are_free(shelf: &PackageOffers, basket: &Basket) -> Result<(), CheckError> {
    let is_hotel = |id: OfferId| shelf.offers.iter().any(|offer| offer.id == id && offer.kind == OfferKind::Hotel);
    let lacks = |(key, need): (&(OfferId, NaiveDate), &i64)| !is_hotel(key.0) && is_short(shelf, *key, *need);
    if basket.needs.iter().any(lacks) { Err(CheckError::SoldOut) } else { Ok(()) }
}

fn is_short(shelf: &PackageOffers, key: (OfferId, NaiveDate), need: i64) -> bool {
    shelf.days.get(&key).is_none_or(|day| day.free < need)
}

/// The rooms of a stay. Where they are gone it matters whether another offer of the package has any room on all its nights,
/// even if not as many as were asked for.
fn rooms_are_free(shelf: &PackageOffers, item: &Item, basket: &Basket) -> Result<(), CheckError> {
    let chosen = shelf.offer(OfferKind::Hotel, item.key).ok_or(CheckError::NoHotel)?;
    let nights = || (0..item.nights).filter_map(|night| nights_day(item.first, night));
    let need = |day| basket.needs.get(&(chosen.id, day)).copied().unwrap_or(item.quantity);
    if !nights().any(|day| is_short(shelf, (chosen.id, day), need(day))) {
        return Ok(());
    }
    let is_another = |offer: &&Offer| offer.kind == OfferKind::Hotel && offer.id != chosen.id;
    let is_open = |offer: &Offer| nights().all(|day| !is_short(shelf, (offer.id, day), 1));
    let another = shelf.offers.iter().filter(is_another).any(is_open);
    Err(if another { CheckError::RoomSoldOut } else { CheckError::SoldOut })
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
