//! `prdunitprice_set` and `prddiscount_set`: dated prices and tier discounts. Rows may overlap; of those that are valid the one
//! that took effect last counts.

use serde_json::json;

use super::{OPERATORS, note};
use crate::clock::Instant;
use crate::orders;
use crate::roaming::fault::{self, Fault};
use crate::roaming::product::{Price, Tier};
use crate::roaming::service::{Call, Outcome};
use crate::roaming::sql::{catalogue, prices as sql};
use crate::roaming::wire::catalogue as wire;
use crate::store::{StoreError, Tx};

/// Pieces, days or minutes that a discount may begin at.
const MOST_THRESHOLD: i64 = 1_000_000_000;

/// Why a row cannot be set.
#[derive(Debug, thiserror::Error)]
enum PriceError {
    #[error("there is no such product, or no such row of it")]
    Unknown,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<PriceError> for Fault {
    fn from(error: PriceError) -> Self {
        match error {
            PriceError::Unknown => fault::PARAMETER,
            PriceError::Store(error) => error.into(),
        }
    }
}

/// What both services read: the product, the row to change, from when, until when.
struct Dated {
    product: i64,
    row: Option<i64>,
    effect_at: Instant,
    failure_at: Option<Instant>,
}

fn dated(call: &Call, row: &str) -> Result<Dated, Fault> {
    let (fields, zone) = (&call.fields, call.terms.zone);
    let read = Dated {
        product: fields.required_number("productid")?,
        row: fields.number::<i64>(row)?.filter(|id| *id != 0),
        effect_at: fields.time("effect_datetime", zone)?.ok_or(fault::PARAMETER)?,
        failure_at: fields.time("failure_datetime", zone)?,
    };
    if read.failure_at.is_some_and(|end| end < read.effect_at) { Err(fault::PARAMETER) } else { Ok(read) }
}

/// `prdunitprice_set`: makes a price row, or with `unitpriceid` replaces one of the product's; once for a `client_ref`.
///
/// # Errors
/// 1100, also for a product or row that is not there; 1101, 1103.
pub async fn unit_price_set(call: &Call) -> Outcome {
    let given = dated(call, "unitpriceid")?;
    let price = call.fields.money("price")?.ok_or(fault::PARAMETER)?;
    let actor = call.staff(OPERATORS)?.id;
    let (now, zone, row) = (call.terms.now, call.terms.zone, given.row);
    let wanted = Price {
        id: row.unwrap_or(0),
        product_id: given.product,
        price,
        effect_at: given.effect_at,
        failure_at: given.failure_at,
    };
    let run = move |tx: &Tx<'_>| {
        let before = check_row(tx, wanted.product_id, row, |id| sql::price(tx, id), |price| price.product_id)?;
        let id = row.map_or_else(|| tx.next_id("prices"), Ok)?;
        let price = Price { id, ..wanted };
        sql::put_price(tx, &price)?;
        let before = before.as_ref().map(price_note);
        let object = format!("price {id}");
        orders::audit(tx, now, actor, "prdunitprice_set", &object, (before.as_deref(), Some(&price_note(&price))))?;
        Ok::<_, PriceError>(json!({"prdunitprice": wire::unit_price(&price, zone)}))
    };
    call.once(actor, run).await
}

/// `prddiscount_set`: makes a tier discount, or with `discountid` replaces one of the product's; once for a `client_ref`.
/// `discount` is what is left to pay of a hundred.
///
/// # Errors
/// 1100, also for a product or row that is not there; 1101, 1103.
pub async fn discount_set(call: &Call) -> Outcome {
    let given = dated(call, "discountid")?;
    let threshold = call.fields.required_number::<i64>("quantity")?;
    let percent = call.fields.required_number::<i64>("discount")?;
    if !(1..=MOST_THRESHOLD).contains(&threshold) || !(0..=100).contains(&percent) {
        return Err(fault::PARAMETER);
    }
    let actor = call.staff(OPERATORS)?.id;
    let (now, zone, row) = (call.terms.now, call.terms.zone, given.row);
    let wanted = Tier {
        id: row.unwrap_or(0),
        product_id: given.product,
        threshold,
        percent,
        effect_at: given.effect_at,
        failure_at: given.failure_at,
    };
    let run = move |tx: &Tx<'_>| {
        let before = check_row(tx, wanted.product_id, row, |id| sql::tier(tx, id), |tier| tier.product_id)?;
        let id = row.map_or_else(|| tx.next_id("tier_discounts"), Ok)?;
        let tier = Tier { id, ..wanted };
        sql::put_tier(tx, &tier)?;
        let before = before.as_ref().map(tier_note);
        let object = format!("tier discount {id}");
        orders::audit(tx, now, actor, "prddiscount_set", &object, (before.as_deref(), Some(&tier_note(&tier))))?;
        Ok::<_, PriceError>(json!({"prddiscount": wire::discount(&tier, zone)}))
    };
    call.once(actor, run).await
}

/// The row that is replaced, if one is; it must be of the product, which must be there.
fn check_row<T>(
    tx: &Tx<'_>,
    product: i64,
    row: Option<i64>,
    find: impl Fn(i64) -> Result<Option<T>, StoreError>,
    product_of: impl Fn(&T) -> i64,
) -> Result<Option<T>, PriceError> {
    catalogue::product_of(tx, product)?.ok_or(PriceError::Unknown)?;
    let Some(id) = row else { return Ok(None) };
    let found = find(id)?.filter(|found| product_of(found) == product);
    found.map(Some).ok_or(PriceError::Unknown)
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
