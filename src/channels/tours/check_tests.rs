//! The rule on a small shelf: two hotels, a flight, a car.

use std::collections::HashMap;

use super::*;
use crate::channels::tours::ids::{OfferId, PackageId};
use crate::channels::tours::package::{Day, OfferKey, Package, PackageKind};

const TODAY: &str = "2016-01-25";
/// The flight, and what it costs.
const FLIGHT: (i64, Fen) = (65, Fen(30_000));

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn key(number: i64) -> OfferKey {
    OfferKey { product_id: number, sell_id: number, supplier_id: 57 }
}

fn package() -> Package {
    Package {
        id: PackageId(500),
        title: String::new(),
        sub_title: String::new(),
        banner: String::new(),
        kind: PackageKind::Long,
        city_id: 2,
        destination_id: 383,
        destination: String::new(),
        cat_id: 0,
        activity_type: 1,
        is_official: false,
        ticket_type: 0,
        market_price: Fen::ZERO,
        certificate_types: "1".to_owned(),
        email_needed: true,
        email_required: true,
        weixin_needed: false,
        weixin_required: true,
        lead_days: 0,
        enabled: true,
        sold: 0,
    }
}

/// Every offer on every day from the 28th to the 31st: price 300.00, five pieces; the flight has twenty seats.
fn shelf() -> PackageOffers {
    let offer = |id, kind| Offer { id: OfferId(id), kind, key: key(id), name: id.to_string() };
    let offers = vec![
        offer(65, OfferKind::Flight),
        offer(304, OfferKind::Car),
        offer(601, OfferKind::Hotel),
        offer(602, OfferKind::Hotel),
    ];
    let mut days = HashMap::new();
    for day in date("2016-01-28").iter_days().take(4) {
        for offer in &offers {
            let free = if offer.kind == OfferKind::Flight { 20 } else { 5 };
            days.insert((offer.id, day), Day { price: Fen(30_000), free });
        }
    }
    PackageOffers { package: package(), offers, days }
}

fn item(kind: OfferKind, number: i64, nights: u64, quantity: i64) -> Item {
    Item { kind, key: key(number), first: date("2016-01-28"), nights, quantity }
}

fn room(number: i64, nights: u64, quantity: i64) -> Item {
    item(OfferKind::Hotel, number, nights, quantity)
}

fn chosen(items: Vec<Item>) -> Selection {
    Selection {
        package_id: PackageId(500),
        date: date("2016-01-28"),
        adults: 2,
        children: 1,
        form: Form::Free { combo_id: FLIGHT.0, most_for_flight: FLIGHT.1 },
        items,
        sum: Fen::ZERO,
        reduction: Fen::ZERO,
    }
}

fn outcome(shelf: &PackageOffers, items: Vec<Item>) -> Result<Basket, CheckError> {
    judge(shelf, &chosen(items), FLIGHT, date(TODAY))
}

fn free(shelf: &mut PackageOffers, offer: OfferId, day: &str, free: i64) {
    shelf.days.get_mut(&(offer, date(day))).unwrap().free = free;
}

#[test]
fn a_basket_is_priced_by_the_server() {
    let basket = outcome(&shelf(), vec![room(601, 2, 3), item(OfferKind::Car, 304, 1, 1)]).unwrap();
    assert_eq!((basket.hotel_total, basket.total), (Fen(180_000), Fen(180_000 + 90_000 + 30_000)));
    assert_eq!(basket.needs[&(OfferId(601), date("2016-01-29"))], 3);
    assert_eq!(basket.needs[&(OfferId(65), date("2016-01-28"))], 3, "every traveller takes a seat");
}

#[test]
fn the_flight_comes_before_the_hotel_and_that_before_stock() {
    let mut bare = shelf();
    bare.days.retain(|(offer, _), _| !matches!(offer.number(), 65 | 601));
    assert_eq!(outcome(&bare, vec![room(601, 1, 1)]), Err(CheckError::NoFlight));
    let mut bare = shelf();
    free(&mut bare, OfferId(65), "2016-01-28", 0);
    assert_eq!(outcome(&bare, vec![room(699, 1, 1)]), Err(CheckError::NoHotel));
    free(&mut bare, OfferId(601), "2016-01-28", 0);
    assert_eq!(outcome(&bare, vec![room(601, 1, 1)]), Err(CheckError::SoldOut));
}

#[test]
fn a_flight_that_costs_more_than_was_shown_is_none() {
    let wish = chosen(vec![]);
    assert_eq!(judge(&shelf(), &wish, (65, Fen(29_999)), date(TODAY)), Err(CheckError::NoFlight));
    assert!(outcome(&shelf(), vec![]).is_ok());
}

#[test]
fn a_stay_longer_than_the_calendar_has_no_hotel_however_long_it_is() {
    for nights in [5, 1000, u64::MAX] {
        assert_eq!(outcome(&shelf(), vec![room(601, nights, 1)]), Err(CheckError::NoHotel), "{nights}");
    }
    assert!(outcome(&shelf(), vec![room(601, 4, 5)]).is_ok());
}

#[test]
fn another_room_must_be_open_on_every_night() {
    let mut shelf = shelf();
    free(&mut shelf, OfferId(601), "2016-01-29", 0);
    assert_eq!(outcome(&shelf, vec![room(601, 2, 1)]), Err(CheckError::RoomSoldOut));
    assert!(outcome(&shelf, vec![room(601, 1, 1)]).is_ok());
    free(&mut shelf, OfferId(602), "2016-01-28", 0);
    assert_eq!(outcome(&shelf, vec![room(601, 2, 1)]), Err(CheckError::SoldOut));
    shelf.days.remove(&(OfferId(602), date("2016-01-28")));
    assert_eq!(outcome(&shelf, vec![room(601, 2, 1)]), Err(CheckError::SoldOut));
}

#[test]
fn more_rooms_than_any_offer_has_is_a_matter_of_the_other_having_one() {
    let mut shelf = shelf();
    assert_eq!(outcome(&shelf, vec![room(601, 1, 6)]), Err(CheckError::RoomSoldOut));
    free(&mut shelf, OfferId(602), "2016-01-28", 0);
    assert_eq!(outcome(&shelf, vec![room(601, 1, 6)]), Err(CheckError::SoldOut));
}

#[test]
fn two_entries_of_one_offer_need_the_sum_of_both() {
    assert!(outcome(&shelf(), vec![room(601, 1, 3), room(601, 1, 2)]).is_ok());
    assert_eq!(outcome(&shelf(), vec![room(601, 1, 3), room(601, 1, 3)]), Err(CheckError::RoomSoldOut));
    let cars = |quantity| item(OfferKind::Car, 304, 1, quantity);
    assert_eq!(outcome(&shelf(), vec![cars(3), cars(3)]), Err(CheckError::SoldOut));
    assert_eq!(outcome(&shelf(), vec![cars(i64::MAX), cars(i64::MAX)]), Err(CheckError::SoldOut));
}

#[test]
fn a_day_that_is_over_or_too_near_is_not_sold() {
    let mut shelf = shelf();
    assert_eq!(judge(&shelf, &chosen(vec![]), FLIGHT, date("2016-01-29")), Err(CheckError::NotForSale));
    let yesterday = Item { first: date("2016-01-24"), ..room(601, 1, 1) };
    assert_eq!(outcome(&shelf, vec![yesterday]), Err(CheckError::NotForSale));
    shelf.package.lead_days = 3;
    assert!(outcome(&shelf, vec![]).is_ok());
    shelf.package.lead_days = 4;
    assert_eq!(outcome(&shelf, vec![]), Err(CheckError::NotForSale));
    shelf.package.lead_days = 0;
    shelf.package.enabled = false;
    assert_eq!(outcome(&shelf, vec![]), Err(CheckError::NotForSale));
}

#[test]
fn a_sum_that_nobody_could_pay_is_refused() {
    let mut shelf = shelf();
    for day in shelf.days.values_mut() {
        *day = Day { price: MOST, free: i64::MAX };
    }
    let wish = chosen(vec![room(601, 2, 1_000_000)]);
    assert_eq!(judge(&shelf, &wish, (65, MOST), date(TODAY)), Err(CheckError::Amount));
}

/// A group with three seats left, and its two other prices.
fn group_shelf() -> PackageOffers {
    let offer = |id, kind| Offer { id: OfferId(id), kind, key: key(id), name: "group".to_owned() };
    let offers = vec![offer(611, OfferKind::Seat), offer(612, OfferKind::Child), offer(613, OfferKind::Single)];
    let prices = [(611, 68_000), (612, 38_000), (613, 20_000)];
    let days = prices.map(|(id, price)| ((OfferId(id), date("2016-01-28")), Day { price: Fen(price), free: 3 }));
    PackageOffers { package: package(), offers, days: days.into() }
}

fn group(shelf: &PackageOffers, adults: i64, children: i64) -> Result<i64, CheckError> {
    let wish = Selection { adults, children, form: Form::Group, ..chosen(Vec::new()) };
    super::group::judge(shelf, &wish, date(TODAY)).map(|basket| basket.total.0)
}

#[test]
fn an_odd_number_of_adults_pays_for_one_single_room_and_everybody_takes_a_seat() {
    let shelf = group_shelf();
    for (adults, children, total) in [(1, 0, 88_000), (2, 0, 136_000), (2, 1, 174_000), (3, 0, 224_000), (0, 2, 76_000)]
    {
        assert_eq!(group(&shelf, adults, children), Ok(total), "{adults} and {children}");
    }
    for (adults, children) in [(4, 0), (1, 3), (0, 4), (i64::MAX, i64::MAX)] {
        assert_eq!(group(&shelf, adults, children), Err(CheckError::SoldOut), "{adults} and {children}");
    }
    let wish = Selection { form: Form::Group, ..chosen(Vec::new()) };
    let basket = super::group::judge(&shelf, &wish, date(TODAY)).unwrap();
    assert_eq!(basket.needs, BTreeMap::from([((OfferId(611), date("2016-01-28")), 3)]));
    let sum: i64 = basket.parts.iter().map(|part| part.unit_price.0 * part.quantity).sum();
    assert_eq!(sum, basket.total.0, "the lines are the total");
}

#[test]
fn a_group_that_says_nothing_of_children_takes_them_as_adults() {
    let mut shelf = group_shelf();
    shelf.days.remove(&(OfferId(612), date("2016-01-28")));
    shelf.days.remove(&(OfferId(613), date("2016-01-28")));
    assert_eq!(group(&shelf, 1, 1), Ok(136_000));
    shelf.days.remove(&(OfferId(611), date("2016-01-28")));
    assert_eq!(group(&shelf, 1, 1), Err(CheckError::NotForSale), "a day without a seat is none");
}
