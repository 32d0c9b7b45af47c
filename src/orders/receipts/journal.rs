//! What the books are made of: each move of money with what its receipt says, and money that fitted no order.

use super::super::sql::journal as sql;
use super::ReceiptKind;
use crate::clock::Instant;
use crate::ids::{PayWayId, UnmatchedId};
use crate::money::Fen;
use crate::store::{Db, StoreError};
use crate::tax::Rate;

/// A move of money as the ledger has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedMove {
    /// The business day.
    pub date: String,
    /// Its receipt's number; the provider's or the slip's of a move that has none, because it is older than receipts.
    pub paper: String,
    /// What people call the order.
    pub order: Option<String>,
    /// The order's channel; empty for money into a wallet.
    pub channel: String,
    /// What it is for.
    pub kind: ReceiptKind,
    /// The way of paying.
    pub way: PayWayId,
    /// In positive, out negative.
    pub amount: Fen,
    /// The parts of it that are taxed or told apart; what they do not explain is the channel's, without tax.
    pub parts: Vec<BookedPart>,
}

/// A part of a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookedPart {
    /// Whether it is the delivery's.
    pub is_delivery: bool,
    /// By what it is taxed.
    pub rate: Option<Rate>,
    /// With tax.
    pub gross: Fen,
    /// The tax.
    pub tax: Fen,
}

/// Money that fitted no order: when it came, and when somebody said what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettledMoney {
    /// Its id.
    pub id: UnmatchedId,
    /// The business day.
    pub date: String,
    /// When it was settled.
    pub settled_at: Option<Instant>,
    /// The way of paying.
    pub way: PayWayId,
    /// In positive, out negative.
    pub amount: Fen,
    /// The provider's number.
    pub trade_no: String,
}

/// The moves of a span of business days in the order of their booking.
pub fn moves(db: &Db<'_>, from: &str, to: &str) -> Result<Vec<BookedMove>, StoreError> {
    sql::moves(db, from, to)
}

/// Money that fitted no order and came in a span of business days, or was settled between two instants.
pub fn unmatched(
    db: &Db<'_>,
    (from, to): (&str, &str),
    (begins, ends): (Instant, Instant),
) -> Result<Vec<SettledMoney>, StoreError> {
    sql::unmatched(db, (from, to), (begins, ends))
}
