//! `prdunitprice_set` and `prddiscount_set`: dated prices and tier discounts. Rows may overlap; of those that are valid the one
//! that took effect last counts.

use serde_json::json;

use super::{OPERATORS, note};
use crate::channels::roaming::pricing;
use crate::channels::roaming::product::{Price, Tier};
use crate::channels::roaming::sql::{catalogue, prices as sql};
use crate::channels::roaming::wire::catalogue as wire;
use crate::clock::Instant;
use crate::orders;
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Call, Outcome};
use crate::store::{StoreError, Tx};

/// Pieces, days or minutes that a discount may begin at.
const MAX_THRESHOLD: i64 = 1_000_000_000;
/// What is left to pay of a hundred where nothing is taken off.
const WHOLE: i64 = 100;

/// Why a row cannot be set.
#[derive(Debug, thiserror::Error)]
pub(in crate::channels::roaming) enum PriceError {
    #[error("there is no such product, or no such row")]
    Unknown,
    #[error("the row would end before it begins")]
    EndsBefore,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What both services read: the product, the row to change, from when, until when.
struct Dated {
    product: i64,
    row: Option<i64>,
    effect_at: Instant,
    end: End,
}

/// Until when a row is to be valid.
#[derive(Clone, Copy)]
enum End {
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

/// `without_end` is this outlet's own: what is not sent stays as it is, so that an end must be taken away by word.
fn dated(call: &Call, row: &str) -> Result<Dated, Fault> {
    let (fields, zone) = (&call.fields, call.terms.zone);
    let end = match fields.time("failure_datetime", zone)? {
        Some(end) => End::At(end),
        None if fields.flag("without_end")? == Some(true) => End::Never,
        None => End::Kept,
    };
    Ok(Dated {
        product: fields.required_number("productid")?,
        row: fields.number::<i64>(row)?.filter(|id| *id != 0),
        effect_at: fields.time("effect_datetime", zone)?.ok_or(codes::PARAMETER)?,
        end,
    })
}

/// `prdunitprice_set`: makes a price row, or changes the one of `unitpriceid`, which may be another product's until then (as
/// recorded). What is not sent stays as it is; a new row without a price goes on with the one that is valid at its start, or
/// else with the one that the product shows. Once for a `client_ref`.
///
/// # Errors
/// 1100, also for a product or row that is not there; 1101, 1103.
pub async fn unit_price_set(call: &Call) -> Outcome {
    call.may(OPERATORS)?;
    let given = dated(call, "unitpriceid")?;
    let price = call.fields.money("price")?;
    let actor = call.staff(OPERATORS)?.id;
    let (now, zone) = (call.terms.now, call.terms.zone);
    let run = move |tx: &Tx<'_>| {
        let sheet = catalogue::sheet(tx, given.product)?.ok_or(PriceError::Unknown)?;
        let before = known_row(given.row, |id| sql::price(tx, id))?;
        let usual = || pricing::price_at(&sheet, given.product, given.effect_at).unwrap_or(sheet.product.display_price);
        let row = Price {
            id: given.row.map_or_else(|| tx.next_id("prices"), Ok)?,
            product_id: given.product,
            price: price.or(before.as_ref().map(|row| row.price)).unwrap_or_else(usual),
            effect_at: given.effect_at,
            failure_at: given.end.after(before.as_ref().and_then(|row| row.failure_at), given.effect_at)?,
        };
        sql::put_price(tx, &row)?;
        let (before, object) = (before.as_ref().map(price_note), format!("price {}", row.id));
        orders::audit(tx, now, actor, "prdunitprice_set", &object, (before.as_deref(), Some(&price_note(&row))))?;
        Ok::<_, PriceError>(json!({"prdunitprice": wire::unit_price(&row, zone)}))
    };
    call.run_once(actor, run).await
}

/// `prddiscount_set`: makes a tier discount, or changes the one of `discountid`, which may be another product's until then. What
/// is not sent stays as it is; a new row begins at one and takes nothing off. Once for a `client_ref`. `discount` is what is
/// left to pay of a hundred.
///
/// # Errors
/// 1100, also for a product or row that is not there; 1101, 1103.
pub async fn discount_set(call: &Call) -> Outcome {
    call.may(OPERATORS)?;
    let given = dated(call, "discountid")?;
    let threshold = call.fields.number::<i64>("quantity")?;
    let percent = call.fields.number::<i64>("discount")?;
    if threshold.is_some_and(|from| !(1..=MAX_THRESHOLD).contains(&from))
        || percent.is_some_and(|left| !(0..=WHOLE).contains(&left))
    {
        return Err(codes::PARAMETER);
    }
    let actor = call.staff(OPERATORS)?.id;
    let (now, zone) = (call.terms.now, call.terms.zone);
    let run = move |tx: &Tx<'_>| {
        catalogue::product_of(tx, given.product)?.ok_or(PriceError::Unknown)?;
        let before = known_row(given.row, |id| sql::tier(tx, id))?;
        let tier = Tier {
            id: given.row.map_or_else(|| tx.next_id("tier_discounts"), Ok)?,
            product_id: given.product,
            threshold: threshold.or(before.as_ref().map(|row| row.threshold)).unwrap_or(1),
            percent: percent.or(before.as_ref().map(|row| row.percent)).unwrap_or(WHOLE),
            effect_at: given.effect_at,
            failure_at: given.end.after(before.as_ref().and_then(|row| row.failure_at), given.effect_at)?,
        };
        sql::put_tier(tx, &tier)?;
        let (before, object) = (before.as_ref().map(tier_note), format!("tier discount {}", tier.id));
        orders::audit(tx, now, actor, "prddiscount_set", &object, (before.as_deref(), Some(&tier_note(&tier))))?;
        Ok::<_, PriceError>(json!({"prddiscount": wire::discount(&tier, zone)}))
    };
    call.run_once(actor, run).await
}

/// The row that is changed, if one is; it must be there.
fn known_row<T>(
    row: Option<i64>,
    find: impl Fn(i64) -> Result<Option<T>, StoreError>,
) -> Result<Option<T>, PriceError> {
    let Some(id) = row else { return Ok(None) };
    find(id)?.map(Some).ok_or(PriceError::Unknown)
}

fn price_note(it: &Price) -> String {
    let ends = it.failure_at.map(|at| at.0);
    note(&json!({"from": it.effect_at.0, "price": it.price, "product": it.product_id, "until": ends}))
}

fn tier_note(it: &Tier) -> String {
    let ends = it.failure_at.map(|at| at.0);
    note(&json!({
        "from": it.effect_at.0, "percent": it.percent, "product": it.product_id, "threshold": it.threshold, "until": ends
    }))
}
