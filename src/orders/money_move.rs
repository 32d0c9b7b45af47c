//! What the ledger shows of a move of money.

use crate::clock::Instant;
use crate::ids::{AccountId, PayWayId};
use crate::money::Fen;

/// Money that moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyMove {
    /// When.
    pub at: Instant,
    /// payment, refund, top-up, or void for a payment that was taken back.
    pub kind: String,
    /// The payment way.
    pub way: PayWayId,
    /// How much; below nothing when it went back.
    pub amount: Fen,
    /// The provider's trade number or the counter's slip.
    pub trade_no: String,
    /// Who of the staff took or gave it; 0 for nobody.
    pub actor_id: AccountId,
    /// What the customer handed over for a payment in cash, where somebody said it.
    pub tendered: Option<Fen>,
}
