//! Receipts as the staff's pages and the books read them.

use super::{Part, Receipt, ReceiptFilter, TaxSum};
use crate::ids::{OrderId, ReceiptId};
use crate::orders::sql::receipts as sql;
use crate::store::{Db, Page, StoreError};

/// The receipt of an id.
pub fn by_id(db: &Db<'_>, id: ReceiptId) -> Result<Option<Receipt>, StoreError> {
    sql::by_id(db, id)
}

/// A page of receipts, the newest first.
pub fn list(db: &Db<'_>, filter: &ReceiptFilter, page: Page) -> Result<Vec<Receipt>, StoreError> {
    sql::list(db, filter, page)
}

/// How many there are.
pub fn count(db: &Db<'_>, filter: &ReceiptFilter) -> Result<i64, StoreError> {
    sql::count(db, filter)
}

/// The receipts of an order in the order of their making.
pub fn of_order(db: &Db<'_>, order: OrderId) -> Result<Vec<Receipt>, StoreError> {
    sql::of_order(db, order)
}

/// Receipts that wait for somebody outside, above an id, the oldest first.
pub fn waiting(db: &Db<'_>, above: ReceiptId, most: i64) -> Result<Vec<Receipt>, StoreError> {
    sql::waiting(db, above, most)
}

/// The parts of a receipt, with the titles of their lines; none where nothing of it is taxed.
pub fn parts_of(db: &Db<'_>, id: ReceiptId) -> Result<Vec<(Part, Option<String>)>, StoreError> {
    sql::parts_of(db, id)
}

/// The names of all tills that made a receipt.
pub fn series(db: &Db<'_>) -> Result<Vec<String>, StoreError> {
    sql::series(db)
}

/// What is taxed of the sales and refunds of a span of business days, by kind and rate.
pub fn tax_sums(db: &Db<'_>, from: &str, to: &str) -> Result<Vec<TaxSum>, StoreError> {
    sql::tax_sums(db, from, to)
}

/// What is not, by kind.
pub fn untaxed_sums(db: &Db<'_>, from: &str, to: &str) -> Result<Vec<TaxSum>, StoreError> {
    sql::untaxed_sums(db, from, to)
}
