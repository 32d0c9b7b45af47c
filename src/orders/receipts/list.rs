//! Receipts as the staff's pages and the books read them.

use super::{FiscalState, Part, ReceiptKind, sql};
use crate::clock::Instant;
use crate::ids::{AccountId, OrderId, PayWayId, ReceiptId};
use crate::money::Fen;
use crate::orders::ChannelName;
use crate::store::{Db, Page, StoreError};
use crate::tax::Rate;

/// A receipt with what its move of money says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Its id.
    pub id: ReceiptId,
    /// Its number as people read it: `C0-00000012`.
    pub text: String,
    /// When it was made.
    pub at: Instant,
    /// The business day.
    pub business_date: String,
    /// What it is for.
    pub kind: ReceiptKind,
    /// The order; none for money into a wallet.
    pub order_id: Option<OrderId>,
    /// What people call that.
    pub order_number: Option<String>,
    /// The order's channel.
    pub channel: Option<ChannelName>,
    /// The way of paying.
    pub way: PayWayId,
    /// Who of the staff took or gave it.
    pub actor_id: AccountId,
    /// The money; what went back is negative.
    pub gross: Fen,
    /// The tax in it.
    pub tax: Fen,
    /// The part of it that no rate counts for.
    pub untaxed: Fen,
    /// What somebody outside makes of it.
    pub fiscal_state: FiscalState,
    /// What it is called outside.
    pub fiscal_number: Option<String>,
    /// What signs it.
    pub fiscal_signature: Option<String>,
    /// When that came.
    pub fiscal_at: Option<Instant>,
}

/// What narrows a list of receipts.
#[derive(Clone, Debug, Default)]
pub struct ReceiptFilter {
    /// From this business day.
    pub from: Option<String>,
    /// To this one.
    pub to: Option<String>,
    /// For this.
    pub kind: Option<ReceiptKind>,
    /// In this state outside.
    pub fiscal: Option<FiscalState>,
    /// The number of a receipt or an order, or what a receipt is called outside.
    pub sought: Option<String>,
}

/// What receipts of a day, a kind and a rate add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxSum {
    /// The kind.
    pub kind: ReceiptKind,
    /// The rate; none for what is not taxed.
    pub rate: Option<Rate>,
    /// With tax.
    pub gross: Fen,
    /// The tax.
    pub tax: Fen,
    /// Receipts, where they were counted.
    pub count: i64,
}

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
