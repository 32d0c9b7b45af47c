//! Group packages: seats of a day, with prices for adults and children and a supplement for a single room
//! (docs/spec/tours.md section 6). They are sold by the same submit as free ones; only the rule differs.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::check::{Basket, CheckError, Part};
use super::package::{Holds, Offer, OfferKind, PackageOffers};
use super::selection::Selection;
use super::service::{Call, Outcome};
use super::{addresses, check, contacts, coupons, wire};
use crate::money::{Fen, MOST};

/// What a day of a group package costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupPrices {
    /// An adult.
    pub adult: Fen,
    /// A child; as an adult where the day has no price for children.
    pub child: Fen,
    /// The single room; nothing where the day has no such price.
    pub single: Fen,
}

/// `check_pack_group_bydate`.
///
/// # Errors
/// 300001 also for a day without a row and for a free package, 300050.
pub async fn check_pack_group_bydate(call: &Call) -> Outcome {
    let asker = call.asker()?;
    let chosen = Selection::read_group(&call.fields, call.terms.zone)?;
    let (terms, today) = (call.terms, call.today());
    call.outlet.store.read(|db| {
        let (shelf, basket) = check::evaluate(db, &chosen, today, Holds::OfLiving(terms.now))?;
        let prices = prices(&shelf, chosen.date).ok_or(CheckError::NotForSale)?;
        let address = addresses::default_of(db, asker.account)?;
        let contacts = contacts::of(db, asker)?;
        let coupons = coupons::usable(db, asker.account, terms.now, chosen.sum - chosen.reduction)?;
        let form =
            wire::Form { package: &shelf.package, address: address.as_ref(), contacts: &contacts, coupons: &coupons };
        Ok(wire::group_check(&terms, &form, basket.total, prices))
    })
}

/// The prices of a day; `None` for a day on which no seat exists.
fn prices(shelf: &PackageOffers, date: NaiveDate) -> Option<GroupPrices> {
    let price = |kind| shelf.of_kind(kind).and_then(|offer| shelf.day(offer, date)).map(|day| day.price);
    let adult = price(OfferKind::Seat)?;
    Some(GroupPrices {
        adult,
        child: price(OfferKind::Child).unwrap_or(adult),
        single: price(OfferKind::Single).unwrap_or_default(),
    })
}

/// The rule: every traveller takes a seat; an odd number of adults needs one single room.
///
/// # Errors
/// The first [`CheckError`] in the order of the document.
pub fn judge(shelf: &PackageOffers, chosen: &Selection, today: NaiveDate) -> Result<Basket, CheckError> {
    let earliest = shelf.package.earliest(today).ok_or(CheckError::NotForSale)?;
    if chosen.date < earliest || !shelf.package.enabled {
        return Err(CheckError::NotForSale);
    }
    let seat = shelf.of_kind(OfferKind::Seat).ok_or(CheckError::NotForSale)?;
    let free = shelf.day(seat, chosen.date).ok_or(CheckError::NotForSale)?.free;
    let prices = prices(shelf, chosen.date).ok_or(CheckError::NotForSale)?;
    if free < chosen.party() {
        return Err(CheckError::SoldOut);
    }
    let part = |offer: Option<&Offer>, words: &str, quantity: i64, unit_price: Fen| Part {
        offer_id: offer.unwrap_or(seat).id,
        title: format!("{} {words}", seat.name),
        first: chosen.date,
        nights: 1,
        quantity,
        unit_price,
    };
    let singles = chosen.adults % 2;
    let parts = [
        part(None, "成人", chosen.adults, prices.adult),
        part(shelf.of_kind(OfferKind::Child), "儿童", chosen.children, prices.child),
        part(shelf.of_kind(OfferKind::Single), "单房差", singles, prices.single),
    ];
    let parts: Vec<Part> = parts.into_iter().filter(|part| part.quantity > 0).collect();
    let total = parts.iter().fold(Fen::ZERO, |sum, part| sum + Fen(part.unit_price.0.saturating_mul(part.quantity)));
    let needs = BTreeMap::from([((seat.id, chosen.date), chosen.party())]);
    if total > MOST { Err(CheckError::Amount) } else { Ok(Basket { parts, hotel_total: Fen::ZERO, total, needs }) }
}
