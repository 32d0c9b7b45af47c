//! Data cards that come in as a table.

use super::sql::cards;
use crate::catalogue::{self, Move};
use crate::ids::ProductId;
use crate::store::Tx;
use crate::tables::{NewRow, RowRefused};

/// A new card in stock is one piece more of the product that the row names ([`catalogue::add_card`]).
///
/// # Errors
/// [`RowRefused`] for a product that is no card.
pub fn card_row(tx: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
    if cards::by_id(tx, row.id("id"))?.is_some() || row.text("state") != super::cards::CardState::InStock.word() {
        return Ok(());
    }
    let named = Some(ProductId(row.number("product_id"))).filter(|id| id.0 > 0);
    let why = Move { now: row.now, order: None, reason: "card imported" };
    let no_card = |product| RowRefused::Because(format!("product {product} is no card, so cards are no pieces of it"));
    catalogue::add_card(tx, named, why)?.map_err(no_card)
}
