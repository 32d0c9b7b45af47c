//! Rows of the catalogue that come in as a table.

use super::product::Kind;
use super::sql::{cards, catalogue, prices as sql};
use crate::clock::Instant;
use crate::orders;
use crate::store::{StoreError, Tx};
use crate::tables::{NewRow, RowRefused};

/// Refuses a price that ends before it begins, as `price_set` does.
///
/// # Errors
/// [`RowRefused`].
pub fn price_row(tx: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
    ends_after_it_begins(row, || Ok(sql::price(tx, row.number("id"))?.and_then(|it| it.failure_at)))
}

/// Refuses a discount that ends before it begins, as `discount_set` does.
///
/// # Errors
/// [`RowRefused`].
pub fn discount_row(tx: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
    ends_after_it_begins(row, || Ok(sql::tier(tx, row.number("id"))?.and_then(|it| it.failure_at)))
}

/// A new card in stock is one piece more of the product that the row names. Without that column it is one of the only product
/// that is a card, unless that came with a stock of its own: then the cards were counted there.
///
/// # Errors
/// [`RowRefused`] for a product that is no card.
pub fn card_row(tx: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
    if cards::by_id(tx, row.number("id"))?.is_some() || row.text("state") != super::cards::state::IN_STOCK {
        return Ok(());
    }
    let named = row.number("product_id");
    let product = if named > 0 { Some(named) } else { catalogue::counted_by_cards(tx, Kind::Card.number())? };
    let Some(product) = product else { return Ok(()) };
    if !catalogue::is_of_kind(tx, product, Kind::Card.number())? {
        return Err(RowRefused::Because(format!("product {product} is no card, so cards are no pieces of it")));
    }
    catalogue::give_back_stock(tx, product, 1)?;
    Ok(orders::stock_moved(tx, row.now, ("product", product), 1, None, "card imported")?)
}

fn ends_after_it_begins(
    row: &NewRow<'_>,
    kept: impl FnOnce() -> Result<Option<Instant>, StoreError>,
) -> Result<(), RowRefused> {
    // A file without the column leaves a known row's end as it is.
    let end = if row.says("failure_at") { row.instant("failure_at") } else { kept()? };
    if end.is_some_and(|end| end < Instant(row.number("effect_at"))) {
        return Err(RowRefused::Because("failure_at must not come before effect_at".to_owned()));
    }
    Ok(())
}
