//! The shop window: which tickets can be bought now.

use serde_json::{Value, json};

use super::products::Product;
use super::shop::on_sale;
use crate::clock::Instant;
use crate::orders::Terms;
use crate::store::{Db, StoreError};

/// Tickets on sale; `left` is how many may still be sold today, null for no limit, `from` and `until` the days on which they
/// are good, null for no limit.
pub fn window(db: &Db<'_>, terms: &Terms) -> Result<Vec<Value>, StoreError> {
    let (products, left) = on_sale(db, terms)?;
    let day = |at: Option<Instant>| at.map(|at| terms.zone.date_text(at));
    let row = |it: &Product| {
        json!({
            "from": day(it.valid_from), "id": it.code, "left": left, "name": it.name, "price": it.price.to_string(),
            "unit": it.unit, "until": day(it.valid_until)
        })
    };
    Ok(products.iter().map(row).collect())
}
