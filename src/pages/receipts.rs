//! Receipts as JSON, for the counter's print and for the manager's page.

use serde_json::{Value, json};

use crate::clock::Zone;
use crate::ids::OrderId;
use crate::orders::receipts::{self, Part, Receipt};
use crate::store::{Db, StoreError};
use crate::tax::Rate;

/// The receipts of an order with their tax by rate.
pub(super) fn of_order(db: &Db<'_>, order: OrderId, zone: Zone) -> Result<Vec<Value>, StoreError> {
    receipts::of_order(db, order)?.iter().map(|it| with_rates(db, it, zone)).collect()
}

/// A receipt with its tax by rate.
pub(super) fn with_rates(db: &Db<'_>, it: &Receipt, zone: Zone) -> Result<Value, StoreError> {
    let parts: Vec<Part> = receipts::parts_of(db, it.id)?.into_iter().map(|(part, _)| part).collect();
    let mut shape = shape(it, zone);
    shape["rates"] = by_rate(&parts).into();
    Ok(shape)
}

/// A receipt without them.
pub(super) fn shape(it: &Receipt, zone: Zone) -> Value {
    json!({
        "at": zone.text(it.at), "date": it.business_date, "fiscal": it.fiscal_state, "fiscal_number": it.fiscal_number,
        "fiscal_signature": it.fiscal_signature, "gross": it.gross.to_string(), "id": it.id, "kind": it.kind, "net": (it.gross - it.tax).to_string(),
        "number": it.text, "order": it.order_number, "orderid": it.order_id, "tax": it.tax.to_string(), "way": it.way
    })
}

/// The taxed parts by rate, the largest first.
fn by_rate(parts: &[Part]) -> Vec<Value> {
    let mut rates: Vec<Rate> = parts.iter().filter_map(|part| part.rate).collect();
    rates.sort_unstable_by(|one, other| other.cmp(one));
    rates.dedup();
    let of = |rate: Rate| {
        let own = || parts.iter().filter(move |part| part.rate == Some(rate));
        let (gross, tax) = (own().map(|part| part.gross).sum::<crate::money::Fen>(), own().map(|part| part.tax).sum());
        json!({"gross": gross.to_string(), "net": (gross - tax).to_string(), "rate": rate.percent(), "tax": tax.to_string()})
    };
    rates.into_iter().map(of).collect()
}
