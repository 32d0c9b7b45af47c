//! Dated prices and tier discounts as staff sets them. Rows may overlap; of those that are valid the one that took effect last
//! counts.

use serde_json::json;

use super::sql::{self, prices};
use super::{Price, Tier};
use crate::clock::Instant;
use crate::ids::{PriceId, ProductId, TierId};
use crate::money::Fen;
use crate::orders::{self, Actor, Change};
use crate::store::{StoreError, Tx};

/// What is left to pay of a hundred where nothing is taken off.
const WHOLE: i64 = 100;

/// Why a row cannot be set.
#[derive(Debug, thiserror::Error)]
pub enum PriceError {
    /// There is no such product, or no such row.
    #[error("there is no such product, or no such row")]
    Unknown,
    /// It would end before it begins.
    #[error("the row would end before it begins")]
    EndsBefore,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The product, the row to change (a price or a tier discount), from when, until when.
#[derive(Clone, Copy, Debug)]
pub struct Dated<RowId> {
    /// The product.
    pub product: ProductId,
    /// The row that is changed; `None` for a new one.
    pub row: Option<RowId>,
    /// First valid instant.
    pub effect_at: Instant,
    /// Until when.
    pub end: End,
}

/// Until when a row is to be valid.
#[derive(Clone, Copy, Debug)]
pub enum End {
    /// As it is; a new row has no end.
    Kept,
    /// To this instant.
    At(Instant),
    /// Without end.
    Never,
}

impl End {
    /// The last valid instant of a row that began so and may have had an end.
    fn after(self, known: Option<Instant>, effect_at: Instant) -> Result<Option<Instant>, PriceError> {
        let end = match self {
            Self::Kept => known,
            Self::At(end) => Some(end),
            Self::Never => None,
        };
        if end.is_some_and(|end| end < effect_at) { Err(PriceError::EndsBefore) } else { Ok(end) }
    }
}

/// Makes a price row, or changes one, which may be another product's until then. What is not given stays as it is; a new row
/// without a price goes on with the one that is valid at its start, or else with the one that the product shows.
pub fn set_price(tx: &Tx<'_>, by: Actor, given: Dated<PriceId>, price: Option<Fen>) -> Result<Price, PriceError> {
    let sheet = sql::sheet(tx, given.product)?.ok_or(PriceError::Unknown)?;
    let before = known_row(given.row, |id| prices::price(tx, id))?;
    let usual = || sheet.price_at(given.product, given.effect_at).unwrap_or(sheet.product.display_price);
    let row = Price {
        id: given.row.map_or_else(|| PriceId::next(tx), Ok)?,
        product_id: given.product,
        price: price.or(before.as_ref().map(|row| row.price)).unwrap_or_else(usual),
        effect_at: given.effect_at,
        failure_at: given.end.after(before.as_ref().and_then(|row| row.failure_at), given.effect_at)?,
    };
    prices::put_price(tx, &row)?;
    let (before, object) = (before.as_ref().map(price_note), format!("price {}", row.id));
    let change = Change { before: before.as_deref(), after: Some(&price_note(&row)) };
    orders::audit(tx, by, orders::Deed("prdunitprice_set"), &object, change)?;
    Ok(row)
}

/// Makes a tier discount, or changes one, which may be another product's until then. What is not given stays as it is; a new row
/// begins at one and takes nothing off. `percent` is what is left to pay of a hundred.
pub fn set_discount(
    tx: &Tx<'_>,
    by: Actor,
    given: Dated<TierId>,
    threshold: Option<i64>,
    percent: Option<i64>,
) -> Result<Tier, PriceError> {
    sql::product_of(tx, given.product)?.ok_or(PriceError::Unknown)?;
    let before = known_row(given.row, |id| prices::tier(tx, id))?;
    let tier = Tier {
        id: given.row.map_or_else(|| TierId::next(tx), Ok)?,
        product_id: given.product,
        threshold: threshold.or(before.as_ref().map(|row| row.threshold)).unwrap_or(1),
        percent: percent.or(before.as_ref().map(|row| row.percent)).unwrap_or(WHOLE),
        effect_at: given.effect_at,
        failure_at: given.end.after(before.as_ref().and_then(|row| row.failure_at), given.effect_at)?,
    };
    prices::put_tier(tx, &tier)?;
    let (before, object) = (before.as_ref().map(tier_note), format!("tier discount {}", tier.id));
    let change = Change { before: before.as_deref(), after: Some(&tier_note(&tier)) };
    orders::audit(tx, by, orders::Deed("prddiscount_set"), &object, change)?;
    Ok(tier)
}

/// The row that is changed, if one is; it must be there.
fn known_row<RowId, T>(
    row: Option<RowId>,
    find: impl Fn(RowId) -> Result<Option<T>, StoreError>,
) -> Result<Option<T>, PriceError> {
    let Some(id) = row else { return Ok(None) };
    find(id)?.map(Some).ok_or(PriceError::Unknown)
}

fn price_note(it: &Price) -> String {
    let ends = it.failure_at.map(|at| at.0);
    json!({"from": it.effect_at.0, "price": it.price, "product": it.product_id, "until": ends}).to_string()
}

fn tier_note(it: &Tier) -> String {
    let ends = it.failure_at.map(|at| at.0);
    json!({
        "from": it.effect_at.0, "percent": it.percent, "product": it.product_id, "threshold": it.threshold, "until": ends
    })
    .to_string()
}
