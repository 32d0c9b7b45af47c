//! Moves of money as the ledger takes and shows them.

use super::PayWay;
use crate::clock::{Instant, MINUTE_MS};
use crate::ids::{AccountId, MoveId, PayWayId};
use crate::money::Fen;

/// The payment way of the counter.
pub const COUNTER: PayWayId = PayWay::Counter.id();

/// The payment way of a wallet.
pub const WALLET: PayWayId = PayWay::Wallet.id();

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

/// Money for a wallet.
#[derive(Clone, Copy, Debug)]
pub struct TopUpMoney<'t> {
    /// Whose wallet.
    pub account_id: AccountId,
    /// How much.
    pub amount: Fen,
    /// The number of the receipt.
    pub reference: &'t str,
    /// The staff account that took it.
    pub actor: AccountId,
}

/// So long whoever took the money may take it back alone.
pub const OWN_VOID_MS: i64 = 2 * MINUTE_MS;

/// Cash that was taken for an order at the counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CashPayment {
    /// Its move in the ledger.
    pub id: MoveId,
    /// When.
    pub at: Instant,
    /// How much.
    pub amount: Fen,
    /// What the customer handed over; `None` where nobody said it.
    pub tendered: Option<Fen>,
    /// The counter's slip.
    pub slip: String,
    /// Who took it.
    pub actor: AccountId,
    /// Whether it was taken back.
    pub is_voided: bool,
}

impl CashPayment {
    /// Whether somebody took it so short a time ago that he may take it back alone.
    #[must_use]
    pub fn is_own(&self, who: AccountId, now: Instant) -> bool {
        self.actor == who && now.since(self.at) <= OWN_VOID_MS
    }

    /// What the customer got back of what he handed over.
    #[must_use]
    pub fn change(&self) -> Option<Fen> {
        self.tendered.map(|tendered| tendered - self.amount)
    }
}
