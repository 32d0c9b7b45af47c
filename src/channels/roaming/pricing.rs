//! What a line costs (docs/spec/roaming.md sections 0.6 and 7).

use super::choice::Choice;
use crate::catalogue::{Kind, Product, Sheet};
use crate::clock::{DAY_MS, Instant};
use crate::money::Fen;

/// A line's price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// Price of one piece.
    pub unit_price: Fen,
    /// What is left to pay of a hundred.
    pub percent: i64,
    /// Days of each piece, 1 where there are none: `quantity_per_unit` on the wire.
    pub units: i64,
    /// Taken off the whole line.
    pub discount: Fen,
    /// Whether every part had a price that was valid at the line's start. A part without one costs nothing
    /// (docs/spec/roaming.md section 7): the calls sell it so, the pages do not show it for sale.
    pub is_priced: bool,
}

/// Why a line has no price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PricingError {
    /// More money than can be counted.
    #[error("the amount is too large")]
    TooMuch,
}

/// The price of a choice.
pub fn quote(sheet: &Sheet, choice: &Choice, now: Instant, area_surcharge: bool) -> Result<Quote, PricingError> {
    let start = choice.start.unwrap_or(now);
    let units = days(choice, start);
    let (unit_price, is_priced) = unit_price(sheet, choice, start, units, area_surcharge)?;
    let price = unit_price.times(choice.quantity).ok_or(PricingError::TooMuch)?;
    let percent = sheet.tier_percent(measure(sheet, choice, units), start);
    Ok(Quote { unit_price, percent, units, discount: price - price.percent(percent), is_priced })
}

/// Whole days from start to end, the end's second included; a period under a day is one day, and so is none.
fn days(choice: &Choice, start: Instant) -> i64 {
    choice.end.map_or(1, |end| (end.plus_ms(1000).since(start) / DAY_MS).max(1))
}

/// How often a component's price is charged for one piece.
fn amount(component: &Product, choice: &Choice, days: i64) -> i64 {
    match component.kind {
        Kind::Card | Kind::Goods | Kind::Esim => 1,
        Kind::Voice | Kind::TrafficAndVoice => choice.minutes.unwrap_or(0),
        Kind::Traffic | Kind::Number => (days / component.units).max(1),
    }
}

/// A package with a price of its own has that one; otherwise its components' prices add up. And whether all had one.
fn unit_price(
    sheet: &Sheet,
    choice: &Choice,
    start: Instant,
    days: i64,
    area_surcharge: bool,
) -> Result<(Fen, bool), PricingError> {
    let own = sheet.price_at(sheet.product.id, start);
    let components = if own.is_some() { std::slice::from_ref(&sheet.product) } else { sheet.components() };
    let (mut sum, mut is_priced) = (Fen::ZERO, true);
    for component in components {
        let Some(mut price) = sheet.price_at(component.id, start) else {
            is_priced = false;
            continue;
        };
        if area_surcharge && component.kind.is_data() {
            price = price + surcharge(choice);
        }
        sum = sum + price.times(amount(component, choice, days)).ok_or(PricingError::TooMuch)?;
    }
    Ok((sum, is_priced))
}

fn surcharge(choice: &Choice) -> Fen {
    let texts = choice.attrs.iter().filter_map(|attr| attr.price.as_deref());
    texts.filter_map(|text| Fen::parse(text.trim_start_matches('+'))).sum()
}

/// How much of the product the whole line buys, in the product's own unit.
fn measure(sheet: &Sheet, choice: &Choice, days: i64) -> i64 {
    let each = match sheet.product.kind {
        Kind::Card | Kind::Goods | Kind::Esim => 1,
        Kind::Voice => choice.minutes.unwrap_or(0),
        Kind::Traffic | Kind::TrafficAndVoice | Kind::Number => (days / sheet.product.units).max(1),
    };
    each.saturating_mul(choice.quantity)
}
