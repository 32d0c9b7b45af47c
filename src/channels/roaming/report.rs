//! What the till report tells of this shop besides money: vouchers that were redeemed, cards that left the store.

use super::sql::{cards, shop as shop_sql, vouchers};
use crate::clock::Instant;
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

/// What was handed out in a span of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandedOut {
    /// Vouchers that were used, by sort; pick-up vouchers among them.
    pub vouchers: Vec<Redeemed>,
    /// Data cards that left the store with an order.
    pub cards: i64,
}

/// What was handed out from an instant on and before another.
pub fn handed_out(db: &Db<'_>, from: Instant, before: Instant) -> Result<HandedOut, StoreError> {
    let vouchers = vouchers::redeemed_between(db, from, before)?;
    Ok(HandedOut { vouchers, cards: cards::handed_over_between(db, from, before)? })
}

/// The names of the payment ways by number.
pub fn payment_way_names(db: &Db<'_>) -> Result<Vec<(i64, String)>, StoreError> {
    shop_sql::payment_way_names(db)
}
