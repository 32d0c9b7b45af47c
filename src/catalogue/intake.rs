//! Rows of the catalogue that come in as a table.

use super::sql::prices as sql;
use crate::clock::Instant;
use crate::store::{StoreError, Tx};
use crate::tables::{NewRow, RowRefused};

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
