//! What the till report tells of this shop besides money: vouchers that were redeemed, cards that left the store.

use serde_json::{Value, json};

use super::sql::{cards, vouchers};
use crate::channels::till::{TillPart, TillRow, TillSpan};
use crate::money::Fen;
use crate::store::{Db, StoreError};

/// Vouchers of one sort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redeemed {
    /// The name of the sort.
    pub name: String,
    /// How many.
    pub count: i64,
    /// What they took off together.
    pub amount: Fen,
}

/// Vouchers that were used, by sort, pick-up vouchers among them; and how many data cards left the store with an order.
pub(super) fn till(db: &Db<'_>, span: &TillSpan) -> Result<TillPart, StoreError> {
    let sorts = vouchers::redeemed_between(db, span.begins, span.ends)?;
    let handed_over = cards::handed_over_between(db, span.begins, span.ends)?;
    let shown: Vec<Value> =
        sorts.iter().map(|it| json!({"amount": it.amount, "count": it.count, "name": it.name})).collect();
    let row = |it: Redeemed| TillRow {
        section: "vouchers redeemed",
        name: it.name,
        count: it.count,
        amount: Some(it.amount),
    };
    let cards = TillRow { section: "cards handed over", name: "all".to_owned(), count: handed_over, amount: None };
    Ok(TillPart {
        shown: vec![("cards_handed_over", handed_over.into()), ("vouchers_redeemed", shown.into())],
        rows: sorts.into_iter().map(row).chain([cards]).collect(),
        last_rows: Vec::new(),
    })
}
