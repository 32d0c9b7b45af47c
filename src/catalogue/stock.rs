//! The stock of pieces. Whatever changes it has a line in the ledger, so that it is the ledger's sum.

use serde_json::json;

use super::sql::stock as sql;
use crate::clock::Instant;
use crate::ids::{OrderId, ProductId};
use crate::orders;
use crate::store::{StoreError, Tx, words};

/// When and why pieces move, and with which order.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    /// Now.
    pub now: Instant,
    /// The order that they move with.
    pub order: Option<OrderId>,
    /// The ledger's word for it.
    pub reason: &'static str,
}

/// Takes pieces out of a product's stock; whether there were so many.
pub fn take(tx: &Tx<'_>, product: ProductId, pieces: i64, why: Move) -> Result<bool, StoreError> {
    if !sql::take(tx, product, pieces)? {
        return Ok(false);
    }
    moved(tx, product, -pieces, why)?;
    Ok(true)
}

/// Puts pieces into a product's stock.
pub fn put(tx: &Tx<'_>, product: ProductId, pieces: i64, why: Move) -> Result<(), StoreError> {
    sql::put(tx, product, pieces)?;
    moved(tx, product, pieces, why)
}

fn moved(tx: &Tx<'_>, product: ProductId, change: i64, why: Move) -> Result<(), StoreError> {
    debug_assert!(!sql::is_short(tx, product)?, "product {product} has no fewer pieces than none");
    orders::stock_moved(
        tx,
        why.now,
        orders::StockItem { kind: "product", id: product.item() },
        change,
        why.order,
        why.reason,
    )
}

/// A data card that came into the store is one piece more of a product: of the one that is named, else of the only product that
/// is a card, unless that came with a stock of its own: then the cards were counted there. `Err` inside for a product that is no
/// card.
pub fn add_card(tx: &Tx<'_>, named: Option<ProductId>, why: Move) -> Result<Result<(), ProductId>, StoreError> {
    let product = if named.is_some() { named } else { sql::counted_by_cards(tx)? };
    let Some(product) = product else { return Ok(Ok(())) };
    if !sql::is_card(tx, product)? {
        return Ok(Err(product));
    }
    put(tx, product, 1, why).map(Ok)
}

/// An activation code that came is one piece more of its product; whether that is an eSIM.
pub fn add_esim(tx: &Tx<'_>, product: ProductId, why: Move) -> Result<bool, StoreError> {
    let is_esim = sql::is_esim(tx, product)?;
    if is_esim {
        put(tx, product, 1, why)?;
    }
    Ok(is_esim)
}

words! {
    /// Why staff sets a stock to another number: the ledger's word for it.
    pub enum CountReason {
        /// It was counted.
        Counted = "adjusted",
        /// New pieces came.
        Delivered = "delivered",
        /// Some cannot be sold any more.
        Damaged = "damaged",
        /// Some are not to be found.
        Lost = "lost",
        /// The house took some for itself.
        OwnUse = "own use",
    }
}

/// What a count of the stock comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// No such product is counted.
    Unknown,
    /// The stock is what was counted.
    Done,
    /// It was not what was seen any more: it is this.
    Moved(i64),
}

/// Sets a stock to what staff has counted. One that has moved since it was seen is not overwritten; the same count a second time
/// changes nothing.
pub fn count(
    tx: &Tx<'_>,
    by: orders::Actor,
    product: ProductId,
    (seen, counted): (i64, i64),
    why: CountReason,
) -> Result<Counted, StoreError> {
    let Some(stock) = sql::left(tx, product)? else { return Ok(Counted::Unknown) };
    if stock == counted {
        return Ok(Counted::Done);
    }
    if !sql::set(tx, product, seen, counted)? {
        return Ok(Counted::Moved(stock));
    }
    moved(tx, product, counted - seen, Move { now: by.now, order: None, reason: why.word() })?;
    let (before, after) =
        (json!({"stock": seen}).to_string(), json!({"reason": why.word(), "stock": counted}).to_string());
    let object = format!("product {product}");
    orders::audit(tx, by, orders::Deed("stock_adjust"), &object, orders::Change::between(&before, &after))?;
    Ok(Counted::Done)
}
