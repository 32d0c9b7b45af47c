//! What staff writes about products.

use serde_json::json;

use super::sql::texts as sql;
use crate::ids::ProductId;
use crate::orders::{self, Change};
use crate::store::{StoreError, Tx};

/// What staff may write about a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    /// Its name.
    pub name: String,
    /// Its second name.
    pub subname: String,
    /// What it is, for customers.
    pub description: String,
    /// [`super::ON_SALE`], or off sale.
    pub sale_state: i64,
}

/// A product in the list of all, with its category's name.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its id.
    pub id: ProductId,
    /// What staff writes about it.
    pub texts: Texts,
    /// Path of its picture.
    pub image: String,
    /// See [`super::Kind`].
    pub kind: i64,
    /// Its category's name.
    pub category: String,
    /// Pieces left.
    pub stock: i64,
}

/// Writes a product's texts; whether there is such a product. The same texts a second time change nothing.
pub fn set_texts(tx: &Tx<'_>, by: orders::Actor, id: ProductId, texts: &Texts) -> Result<bool, StoreError> {
    let Some(before) = sql::texts(tx, id)? else { return Ok(false) };
    if before != *texts {
        sql::set_texts(tx, id, texts, by.now)?;
        let (before, after) = (note(&before), note(texts));
        orders::audit(tx, by, "product_set", &format!("product {id}"), Change::between(&before, &after))?;
    }
    Ok(true)
}

fn note(it: &Texts) -> String {
    json!({"description": it.description, "name": it.name, "sale_state": it.sale_state, "subname": it.subname})
        .to_string()
}
