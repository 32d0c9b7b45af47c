//! The shop window: which tours can be bought now.

use serde_json::{Value, json};

use super::catalogue::on_sale;
use super::package::Package;
use crate::money::Fen;
use crate::orders::Terms;
use crate::store::{Db, StoreError};

/// Tours on sale, each with its lowest price.
pub fn window(db: &Db<'_>, terms: &Terms) -> Result<Vec<Value>, StoreError> {
    let shape = |(it, price): &(Package, Fen)| json!({"id": it.id, "image": it.banner, "name": it.title, "price": price.to_string(), "subname": it.sub_title});
    Ok(on_sale(db, terms)?.iter().map(shape).collect())
}
