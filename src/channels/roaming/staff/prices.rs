//! `prdunitprice_set` and `prddiscount_set`: dated prices and tier discounts.

use serde_json::json;

use super::OPERATORS;
use crate::catalogue::{self, Dated, End, PriceError};
use crate::channels::roaming::wire::catalogue as wire;
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Call, Outcome};
use crate::store::{Id, Tx};

/// Pieces, days or minutes that a discount may begin at.
const MAX_THRESHOLD: i64 = 1_000_000_000;

/// `without_end` is this outlet's own: what is not sent stays as it is, so that an end must be taken away by word.
fn dated<RowId: Id>(call: &Call, row: &str) -> Result<Dated<RowId>, Fault> {
    let (fields, zone) = (&call.fields, call.terms.zone);
    let end = match fields.time("failure_datetime", zone)? {
        Some(end) => End::At(end),
        None if fields.flag("without_end")? == Some(true) => End::Never,
        None => End::Kept,
    };
    Ok(Dated {
        product: fields.required_number("productid")?,
        row: fields.number::<RowId>(row)?.filter(|id| id.number() != 0),
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
    let (by, zone) = (call.terms.by(actor), call.terms.zone);
    let run = move |tx: &Tx<'_>| {
        let row = catalogue::set_price(tx, by, given, price)?;
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
        || percent.is_some_and(|left| !(0..=100).contains(&left))
    {
        return Err(codes::PARAMETER);
    }
    let actor = call.staff(OPERATORS)?.id;
    let (by, zone) = (call.terms.by(actor), call.terms.zone);
    let run = move |tx: &Tx<'_>| {
        let tier = catalogue::set_discount(tx, by, given, threshold, percent)?;
        Ok::<_, PriceError>(json!({"prddiscount": wire::discount(&tier, zone)}))
    };
    call.run_once(actor, run).await
}
