//! Data cards: serialised things with one holder at a time, tied to trips.

use crate::clock::Instant;
use crate::store::{Db, StoreError};

use super::sql::cards as sql;

/// The states of a card, as stored.
pub mod state {
    /// In the outlet's store.
    pub const IN_STOCK: &str = "in stock";
    /// Handed over with an order.
    pub const HANDED_OVER: &str = "handed over";
    /// Taken out of use.
    pub const BLOCKED: &str = "blocked";
    /// Bound by its owner.
    pub const OWNED: &str = "owned";
}

/// A data card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Its id.
    pub id: i64,
    /// The number printed on it.
    pub iccid: String,
    /// 1 Europe, 2 Hong Kong, 3 dual.
    pub kind: i64,
    /// Its subscriber number, for staff alone.
    pub imsi: Option<String>,
    /// See [`state`].
    pub state: String,
    /// Whose it is.
    pub account_id: Option<i64>,
    /// The order line that it was handed over with.
    pub line_id: Option<i64>,
}

/// One piece of a data line: the days that one card may be used in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trip {
    /// Its id.
    pub id: i64,
    /// The order.
    pub order_id: i64,
    /// The line.
    pub line_id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// Where to.
    pub area: Option<String>,
    /// First instant.
    pub starts_at: Option<Instant>,
    /// Last instant.
    pub ends_at: Option<Instant>,
    /// The card that it is tied to.
    pub card_id: Option<i64>,
    /// That card's iccid.
    pub iccid: Option<String>,
    /// Whether the order was paid.
    pub paid: bool,
}

/// The card of an iccid or, failing that, of a numeric id (`00210003` is 210003).
///
/// # Errors
/// A [`StoreError`].
pub fn find(db: &Db<'_>, name: &str) -> Result<Option<Card>, StoreError> {
    if let Some(card) = sql::by_iccid(db, name)? {
        return Ok(Some(card));
    }
    match name.parse() {
        Ok(id) if name.len() < 20 => sql::by_id(db, id),
        _ => Ok(None),
    }
}
