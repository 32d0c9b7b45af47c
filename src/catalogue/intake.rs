//! Rows of the catalogue that come in as a table.

use super::Kind;
use super::sql::prices as sql;
use crate::clock::Instant;
use crate::store::{StoreError, Tx};
use crate::tables::{NewRow, RowRefused};

/// Refuses a stock of pieces for an eSIM, whose stock is its codes, and another kind for what has pieces or codes left.
pub(super) fn product_row(tx: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
    let refused = |sentence: &str| Err(RowRefused::Because(sentence.to_owned()));
    let esim = Kind::Esim.number();
    let known = super::sql::product_of(tx, row.id("id"))?;
    let becomes = |kind: Kind| row.says("kind") && row.number("kind") != kind.number();
    if let Some(known) = &known
        && (known.kind == Kind::Esim || row.number("kind") == esim)
        && becomes(known.kind)
        && known.stock > 0
    {
        return refused("an eSIM stays one, and nothing else becomes one, while some are left");
    }
    let stock = if row.says("stock") { row.number("stock") } else { known.as_ref().map_or(0, |it| it.stock) };
    let is_esim = if row.says("kind") {
        row.number("kind") == esim
    } else {
        known.as_ref().is_some_and(|it| it.kind == Kind::Esim)
    };
    if is_esim && stock != known.map_or(0, |it| it.stock) {
        return refused("the stock of an eSIM is its activation codes: take them in as `esims`");
    }
    Ok(())
}

/// Refuses a price that ends before it begins, as `price_set` does.
pub(super) fn price_row(tx: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
    ends_after_it_begins(row, || Ok(sql::price(tx, row.id("id"))?.and_then(|it| it.failure_at)))
}

/// Refuses a discount that ends before it begins, as `discount_set` does.
pub(super) fn discount_row(tx: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
    ends_after_it_begins(row, || Ok(sql::tier(tx, row.id("id"))?.and_then(|it| it.failure_at)))
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
