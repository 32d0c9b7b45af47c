//! The golden numbers of docs/spec/roaming.md section 7, and the edges around them.

use super::choice::Choice;
use super::pricing::{Quote, quote};
use crate::catalogue::{Kind, Price, Product, Sheet, Tier, is_over};
use crate::clock::{Instant, Zone};
use crate::ids::{BrandId, CategoryId, PriceId, ProductGroupId, ProductId, StoreId, TierId};
use crate::money::Fen;

fn at(text: &str) -> Instant {
    Zone::china().parse_text(text).unwrap()
}

fn product(id: i64, kind: Kind, units: i64) -> Product {
    Product {
        id: ProductId(id),
        name: String::new(),
        subname: String::new(),
        description: String::new(),
        image: String::new(),
        kind,
        category_id: CategoryId(1),
        brand_id: BrandId(1),
        store_id: StoreId(1),
        group_id: ProductGroupId(0),
        units,
        display_price: Fen::ZERO,
        is_real: false,
        sale_state: 1,
        stock: 100,
        sell_count: 0,
        validity: -1,
        deleted: false,
        created_at: Instant(0),
        sort: 0,
        modified_at: Instant(0),
    }
}

fn price(id: i64, product: i64, fen: i64, from: &str, until: Option<&str>) -> Price {
    Price {
        id: PriceId(id),
        product_id: ProductId(product),
        price: Fen(fen),
        effect_at: at(from),
        failure_at: until.map(at),
    }
}

/// The demonstration's products 1, 2, 3, 5, 6 and 7 with their prices and tiers.
fn sheet(id: i64) -> Sheet {
    let from = "2016-05-25 00:00:00";
    let simple = |id| match id {
        1 => product(1, Kind::Card, 1),
        2 => product(2, Kind::Traffic, 1),
        3 => product(3, Kind::Voice, 1),
        5 => product(5, Kind::Traffic, 1),
        6 => product(6, Kind::Number, 30),
        _ => product(7, Kind::Voice, 1),
    };
    let parts = match id {
        5 => vec![simple(1), simple(2)],
        7 => vec![simple(6), simple(3)],
        _ => Vec::new(),
    };
    let threshold = if matches!(id, 3 | 7) { 300 } else { 10 };
    Sheet {
        product: simple(id),
        parts,
        attributes: Vec::new(),
        prices: vec![
            price(1, 1, 5000, from, Some("2016-07-25 23:59:59")),
            price(2, 1, 1, "2016-07-26 00:00:00", Some("2016-12-31 23:59:59")),
            price(3, 1, 5000, "2017-01-01 00:00:00", None),
            price(4, 2, 3010, from, None),
            price(5, 3, 10, from, None),
            price(7, 6, 190, from, None),
        ],
        tiers: vec![Tier {
            id: TierId(id),
            product_id: ProductId(id),
            threshold,
            percent: 95,
            effect_at: at(from),
            failure_at: None,
        }],
    }
}

fn quoted(id: i64, quantity: i64, dates: Option<(&str, &str)>, minutes: Option<i64>) -> Quote {
    let choice = Choice {
        quantity,
        start: dates.map(|(start, _)| at(&format!("{start} 00:00:00"))),
        end: dates.map(|(_, end)| at(&format!("{end} 23:59:59"))),
        minutes,
        ..Choice::default()
    };
    quote(&sheet(id), &choice, at("2016-07-06 14:44:34"), false).unwrap()
}

/// Price, discount and days of a line.
fn line(quote: Quote, quantity: i64) -> (i64, i64, i64) {
    (quote.unit_price.0 * quantity, quote.discount.0, quote.units)
}

#[test]
fn a_package_of_card_and_traffic_has_the_recorded_prices() {
    assert_eq!(line(quoted(5, 1, Some(("2016-07-25", "2016-08-05")), None), 1), (41120, 2056, 12));
    assert_eq!(line(quoted(5, 1, Some(("2016-07-13", "2016-07-14")), None), 1), (11020, 0, 2));
    assert_eq!(line(quoted(5, 1, Some(("2016-09-28", "2016-11-28")), None), 1), (186_621, 9331, 62));
    assert_eq!(line(quoted(5, 1, Some(("2016-07-28", "2016-07-28")), None), 1), (3011, 0, 1));
}

#[test]
fn minutes_have_the_recorded_prices() {
    for (minutes, price, discount) in [(40, 400, 0), (200, 2000, 0), (300, 3000, 150), (900, 9000, 450)] {
        assert_eq!(line(quoted(3, 1, None, Some(minutes)), 1), (price, discount, 1));
    }
}

#[test]
fn number_and_minutes_have_the_recorded_prices() {
    assert_eq!(line(quoted(7, 1, Some(("2016-07-18", "2016-07-25")), Some(300)), 1), (3190, 159, 8));
    assert_eq!(line(quoted(7, 1, Some(("2016-07-14", "2016-07-15")), Some(400)), 1), (4190, 209, 2));
}

#[test]
fn the_tier_counts_quantity_and_begins_at_its_threshold() {
    let five_days = Some(("2016-07-20", "2016-07-24"));
    assert_eq!(quoted(2, 1, five_days, None).percent, 100);
    assert_eq!(quoted(2, 2, five_days, None).percent, 95, "two times five days are ten days");
    assert_eq!(quoted(1, 9, None, None).percent, 100);
    assert_eq!(quoted(1, 10, None, None).percent, 95);
    assert_eq!(quoted(3, 1, None, Some(299)).percent, 100);
}

#[test]
fn a_number_costs_by_the_period_begun_or_whole() {
    assert_eq!(line(quoted(6, 1, Some(("2016-08-01", "2016-08-10")), None), 1), (190, 0, 10));
    assert_eq!(line(quoted(6, 1, Some(("2016-08-01", "2017-05-27")), None), 1), (1900, 95, 300));
}

#[test]
fn the_price_is_that_of_the_start_to_the_second() {
    for (start, fen) in [("2016-07-25", 5000), ("2016-07-26", 1), ("2016-12-31", 1), ("2017-01-01", 5000)] {
        assert_eq!(quoted(1, 1, Some((start, start)), None).unit_price, Fen(fen), "{start}");
    }
    let last_second = Choice { quantity: 1, ..Choice::default() };
    let now = at("2016-07-25 23:59:59").plus_ms(999);
    assert_eq!(quote(&sheet(1), &last_second, now, false).unwrap().unit_price, Fen(5000));
}

#[test]
fn a_price_is_listed_until_the_end_of_its_last_second() {
    let test = crate::store::testing::TestStore::with_demo();
    let end = at("2016-07-25 23:59:59");
    let listed = |ms: i64| {
        let found = test.store.read(|db| crate::catalogue::prices(db, ProductId(1), end.plus_ms(ms))).unwrap();
        found.iter().any(|row| row.id == PriceId(1))
    };
    assert_eq!([0, 999, 1000].map(listed), [true, true, false]);
    let over = [0, 999, 1000].map(|ms| is_over(Some(end), end.plus_ms(ms)));
    assert_eq!((over, is_over(None, end)), ([false, false, true], false));
}

#[test]
fn without_a_valid_price_a_line_costs_nothing_and_says_so() {
    let choice = Choice { quantity: 1, ..Choice::default() };
    let before = quote(&sheet(1), &choice, at("2016-05-24 23:59:59"), false).unwrap();
    assert_eq!((before.unit_price, before.is_priced), (Fen::ZERO, false), "no row at all is price 0");
    assert!(quote(&sheet(1), &choice, at("2016-05-25 00:00:00"), false).unwrap().is_priced);
}
