//! The shop window: which courses can be bought now.

use serde_json::{Value, json};

use super::catalogue::on_sale;
use crate::orders::Terms;
use crate::store::{Db, StoreError};

/// Courses on sale, each with its offer.
pub fn window(db: &Db<'_>, terms: &Terms) -> Result<Vec<Value>, StoreError> {
    let found = on_sale(db, terms.now)?;
    let shapes = found.iter().map(|(it, offer)| {
        json!({
            "id": it.id, "image": it.picture, "name": it.name, "offer": offer.id, "price": offer.terms.value.to_string(),
            "subname": offer.terms.name, "worth": offer.terms.rebate_value.to_string()
        })
    });
    Ok(shapes.collect())
}
