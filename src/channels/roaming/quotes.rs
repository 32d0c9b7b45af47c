//! Today's prices for the pages, worked out by the same rules as a line's.

use super::choice::{self, Choice};
use super::pricing;
use crate::catalogue::{self, Kind, Sheet, is_valid};
use crate::clock::Instant;
use crate::http::Fields;
use crate::ids::ProductId;
use crate::money::Fen;
use crate::outlet::Outlet;
use crate::store::{Db, StoreError};

/// What a product costs today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShopPrice {
    /// The product.
    pub product_id: ProductId,
    /// Price of the first piece, day, minute or period.
    pub price: Fen,
    /// piece, item, day, minute or period.
    pub unit: &'static str,
    /// Days of a period.
    pub days: i64,
    /// The product's place among those of its category.
    pub sort: i64,
    /// The first tier that is valid: from how many on, and what is left to pay of a hundred.
    pub tier: Option<(i64, i64)>,
}

/// What a choice would cost as an order line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChoicePrice {
    /// Before discount.
    pub price: Fen,
    /// Taken off.
    pub discount: Fen,
    /// What is left to pay.
    pub payable: Fen,
    /// What is left to pay of a hundred.
    pub percent: i64,
    /// Days of each piece.
    pub units: i64,
}

/// Prices the choice that a request's parameters make, as `cart_set` would; `None` where that would refuse it or sell it for nothing.
pub fn quote(outlet: &Outlet, fields: &Fields) -> Result<Option<ChoicePrice>, StoreError> {
    let Ok(product) = fields.required_number::<ProductId>("productid") else { return Ok(None) };
    let (now, zone) = (outlet.now(), outlet.config.zone);
    let Some(sheet) = outlet.store.read(|db| catalogue::sheet(db, product))? else { return Ok(None) };
    let Ok(choice) = choice::read(fields, &sheet, now, zone) else { return Ok(None) };
    if choice::check(&choice, &sheet).is_err() || (choice.minutes.unwrap_or(0) == 0 && is_minutes(&sheet)) {
        return Ok(None);
    }
    let quote = pricing::quote(&sheet, &choice, now, outlet.config.area_surcharge).ok();
    Ok(quote.filter(|it| it.is_priced && sheet.product.is_on_sale()).map(|quote| {
        let price = Fen(quote.unit_price.0 * choice.quantity);
        ChoicePrice {
            price,
            discount: quote.discount,
            payable: price - quote.discount,
            percent: quote.percent,
            units: quote.units,
        }
    }))
}

/// The prices of all products on sale.
pub fn prices_today(db: &Db<'_>, now: Instant, area_surcharge: bool) -> Result<Vec<ShopPrice>, StoreError> {
    let mut prices = Vec::new();
    for sheet in catalogue::sheets_on_sale(db)? {
        let product = &sheet.product;
        let choice = Choice { quantity: 1, minutes: minutes_of(&sheet), ..Choice::default() };
        if let Some(quote) = pricing::quote(&sheet, &choice, now, area_surcharge).ok().filter(|it| it.is_priced) {
            prices.push(ShopPrice {
                product_id: product.id,
                price: quote.unit_price,
                unit: unit_of(product.kind),
                days: product.units,
                sort: product.sort,
                tier: first_tier(&sheet, now),
            });
        }
    }
    Ok(prices)
}

/// Whether it is call minutes and nothing else: none of them are for nothing (docs/spec/roaming.md section 7), and
/// nothing to show for sale.
fn is_minutes(sheet: &Sheet) -> bool {
    sheet.components().iter().all(|part| part.kind == Kind::Voice)
}

fn minutes_of(sheet: &Sheet) -> Option<i64> {
    let voice = sheet.components().iter().any(|part| matches!(part.kind, Kind::Voice | Kind::TrafficAndVoice));
    voice.then_some(1)
}

fn unit_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Card => "piece",
        Kind::Goods | Kind::Esim => "item",
        Kind::Traffic | Kind::TrafficAndVoice => "day",
        Kind::Voice => "minute",
        Kind::Number => "period",
    }
}

fn first_tier(sheet: &Sheet, now: Instant) -> Option<(i64, i64)> {
    let valid = sheet.tiers.iter().filter(|tier| is_valid(tier.effect_at, tier.failure_at, now));
    valid.min_by_key(|tier| tier.threshold).map(|tier| (tier.threshold, tier.percent))
}
