//! What is worth a second look about a product that is on sale: a price of nothing, days without a price, rows that get into each
//! other's way. All of it is allowed, and most of it is a slip.

use super::product::{Price, Sheet, Tier, is_over};
use super::sql;
use crate::clock::{Instant, Zone};
use crate::ids::ProductId;
use crate::money::Fen;
use crate::store::{Db, StoreError};
use crate::tables::Advice;

const SECOND_MS: i64 = 1000;

/// What is worth a look about a product, by its own rows; nothing about one that is not on sale.
pub(super) fn of_product(db: &Db<'_>, zone: Zone, now: Instant, subject: i64) -> Result<Vec<Advice>, StoreError> {
    let Some(sheet) = sql::sheet(db, ProductId(subject))?.filter(|sheet| sheet.product.is_on_sale()) else {
        return Ok(Vec::new());
    };
    let mut advice = prices(&sheet, zone, now);
    advice.extend(returning(&sheet, zone, now));
    advice.extend(tiers(&sheet.tiers, now));
    Ok(advice)
}

fn said<const N: usize>(word: &'static str, what: [String; N]) -> Advice {
    Advice { word, what: what.into() }
}

/// The spans of time from now on in which nothing or no price holds.
fn prices(sheet: &Sheet, zone: Zone, now: Instant) -> Vec<Advice> {
    let own: Vec<&Price> = own_prices(sheet).collect();
    if own.is_empty() && !sheet.parts.is_empty() {
        return parts(sheet, now);
    }
    let spans = spans(sheet, &own, now);
    let last = spans.len() - 1;
    let told = spans.iter().enumerate().filter_map(|(place, (from, price))| {
        let until = spans.get(place + 1).map_or_else(String::new, |(next, _)| zone.text(next.plus_ms(-SECOND_MS)));
        let from = zone.text(*from);
        match price {
            Some(Fen::ZERO) => Some(said("free", [from, until])),
            None if last == 0 => Some(said("unpriced", [])),
            None if place == last => Some(said("ends", [from])),
            None => Some(said("gap", [from, until])),
            Some(_) => None,
        }
    });
    told.collect()
}

fn own_prices(sheet: &Sheet) -> impl Iterator<Item = &Price> {
    sheet.prices.iter().filter(|row| row.product_id == sheet.product.id)
}

/// A package costs what its parts cost.
fn parts(sheet: &Sheet, now: Instant) -> Vec<Advice> {
    let priced: Option<Vec<Fen>> = sheet.parts.iter().map(|part| sheet.price_at(part.id, now)).collect();
    match priced {
        None => vec![said("unpriced", [])],
        Some(prices) if prices.iter().all(|price| *price == Fen::ZERO) => vec![said("unpriced", [])],
        Some(_) => Vec::new(),
    }
}

/// From when on which price holds, from now on; equal ones that follow each other are one.
fn spans(sheet: &Sheet, own: &[&Price], now: Instant) -> Vec<(Instant, Option<Fen>)> {
    let begins = own.iter().map(|row| row.effect_at);
    let ends = own.iter().filter_map(|row| row.failure_at).map(|end| end.second().plus_ms(SECOND_MS));
    let mut points: Vec<Instant> = begins.chain(ends).filter(|at| *at > now).collect();
    points.push(now);
    points.sort_unstable();
    points.dedup();
    let mut spans: Vec<(Instant, Option<Fen>)> = Vec::new();
    for at in points {
        let price = sheet.price_at(sheet.product.id, at);
        if spans.last().is_none_or(|(_, before)| *before != price) {
            spans.push((at, price));
        }
    }
    spans
}

/// Prices after whose end an earlier one holds again, and prices that begin at one moment: who made them may have meant something else.
fn returning(sheet: &Sheet, zone: Zone, now: Instant) -> Vec<Advice> {
    let mut live: Vec<&Price> = own_prices(sheet).filter(|row| !is_over(row.failure_at, now)).collect();
    live.sort_by_key(|row| (row.effect_at, row.id));
    let mut told = Vec::new();
    for (place, earlier) in live.iter().enumerate() {
        for later in &live[place + 1..] {
            if is_over(earlier.failure_at, later.effect_at) {
                continue;
            }
            let from = zone.text(later.effect_at);
            let (old, new) = (earlier.price.to_string(), later.price.to_string());
            if earlier.effect_at == later.effect_at {
                told.push(said("twice", [from, old, new]));
            } else if let Some(end) = later.failure_at.filter(|end| earlier.failure_at.is_none_or(|old| old > *end)) {
                told.push(said("overlap", [from, zone.text(end), new, old]));
            }
        }
    }
    told
}

/// Discounts that leave nothing to pay, and larger quantities that cost more each than smaller ones.
fn tiers(tiers: &[Tier], now: Instant) -> Vec<Advice> {
    let mut live: Vec<&Tier> = tiers.iter().filter(|it| !is_over(it.failure_at, now)).collect();
    live.sort_by_key(|it| (it.threshold, it.effect_at, it.id));
    let free = live.iter().filter(|it| it.percent == 0).map(|it| said("tier-free", [it.threshold.to_string()]));
    let mut told: Vec<Advice> = free.collect();
    for (place, less) in live.iter().enumerate() {
        for more in live[place + 1..].iter().filter(|more| are_together(less, more)) {
            if more.threshold == less.threshold {
                told.push(said("tier-twice", [more.threshold.to_string()]));
            } else if more.percent > less.percent {
                let (one, other) = (less.threshold.to_string(), more.threshold.to_string());
                told.push(said("tier-worse", [other, one]));
            }
        }
    }
    told
}

/// Whether there is a moment at which both are valid.
fn are_together(one: &Tier, other: &Tier) -> bool {
    !is_over(one.failure_at, other.effect_at) && !is_over(other.failure_at, one.effect_at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{NOW, TestStore};

    /// What is told of the only product after these prices and tiers.
    fn told(prices: &'static str, tiers: &'static str) -> Vec<(&'static str, Vec<String>)> {
        let test = TestStore::with_demo();
        let clear = |tx: &crate::store::Tx<'_>| {
            tx.run("delete from prices where product_id = 1", [])?;
            Ok(tx.run("delete from tier_discounts where product_id = 1", [])?)
        };
        test.write(clear).unwrap();
        let with = |header: &str, rows: &str| {
            let rows: Vec<_> = rows.lines().enumerate().map(|(n, row)| format!("{},1,{row}", 900 + n)).collect();
            format!("{header}\n{}\n", rows.join("\n"))
        };
        if !prices.is_empty() {
            test.import("prices", with("id,product_id,price,effect_at,failure_at", prices)).unwrap();
        }
        if !tiers.is_empty() {
            let header = "id,product_id,threshold,percent,effect_at,failure_at";
            test.import("discounts", with(header, tiers)).unwrap();
        }
        let advice = test.store.read(|db| of_product(db, Zone::china(), NOW, 1)).unwrap();
        advice.into_iter().map(|it| (it.word, it.what)).collect()
    }

    fn one(word: &'static str, what: &[&str]) -> Vec<(&'static str, Vec<String>)> {
        vec![(word, what.iter().map(|it| (*it).to_owned()).collect())]
    }

    #[test]
    fn a_price_without_end_is_nothing_to_look_at() {
        assert_eq!(told("50,2016-01-01,", ""), []);
        assert_eq!(told("50,2016-01-01,\n40,2030-01-01,", ""), [], "a new price takes the place of the old one");
    }

    #[test]
    fn no_price_a_price_of_nothing_and_days_without_one_are_told() {
        assert_eq!(told("", ""), one("unpriced", &[]));
        assert_eq!(told("0,2016-01-01,", "")[0].0, "free");
        let gap = "50,2016-01-01,2029-12-31 23:59:59\n60,2030-02-01,";
        assert_eq!(told(gap, ""), one("gap", &["2030-01-01 00:00:00", "2030-01-31 23:59:59"]));
        assert_eq!(told("50,2016-01-01,2029-12-31 23:59:59", ""), one("ends", &["2030-01-01 00:00:00"]));
    }

    #[test]
    fn a_price_within_another_one_and_two_at_one_moment_are_told() {
        let within = "50,2016-01-01,\n40,2030-01-01,2030-01-31 23:59:59";
        let what = ["2030-01-01 00:00:00", "2030-01-31 23:59:59", "40.00", "50.00"];
        assert_eq!(told(within, ""), one("overlap", &what));
        assert_eq!(told("50,2016-01-01,\n40,2016-01-01,", "")[0].0, "twice");
    }

    #[test]
    fn discounts_that_give_away_or_take_back_are_told() {
        const PRICE: &str = "50,2016-01-01,";
        assert_eq!(told(PRICE, "2,95,2016-01-01,\n10,90,2016-01-01,"), []);
        assert_eq!(told(PRICE, "2,0,2016-01-01,"), one("tier-free", &["2"]));
        assert_eq!(told(PRICE, "2,90,2016-01-01,\n10,95,2016-01-01,"), one("tier-worse", &["10", "2"]));
        assert_eq!(told(PRICE, "2,90,2016-01-01,\n2,95,2017-01-01,"), one("tier-twice", &["2"]));
    }
}
