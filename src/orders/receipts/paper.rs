//! What a receipt is: on its way into its table, and as it is read.

use crate::clock::Instant;
use crate::ids::{AccountId, LineId, MoveId, OrderId, PayWayId, ReceiptId, RefundId};
use crate::money::Fen;
use crate::store::{StoreError, words};
use crate::tax::Rate;

words! {
    /// What a receipt is for.
    pub enum ReceiptKind {
        /// An order was paid.
        Sale = "sale",
        /// Money of a sale went back.
        Refund = "refund",
        /// Money came for an order that could not take it: nothing was sold.
        Deposit = "deposit",
        /// It went back.
        DepositBack = "deposit back",
        /// Money for a wallet.
        TopUp = "top-up",
    }

    /// What somebody outside makes of a receipt.
    pub enum FiscalState {
        /// Nobody was asked.
        None = "none",
        /// It waits for a number.
        Waiting = "waiting",
        /// It has one.
        Done = "done",
    }
}

/// A move of money that was booked just now.
#[derive(Clone, Copy, Debug)]
pub(in crate::orders) struct Booked {
    pub(in crate::orders) id: MoveId,
    /// Out is negative.
    pub(in crate::orders) amount: Fen,
    pub(in crate::orders) way: PayWayId,
    pub(in crate::orders) actor: AccountId,
}

/// A receipt on its way into its table.
pub(in crate::orders) struct NewReceipt {
    pub(in crate::orders) id: ReceiptId,
    pub(in crate::orders) series: i64,
    pub(in crate::orders) number: i64,
    pub(in crate::orders) kind: ReceiptKind,
    pub(in crate::orders) of: Booked,
    pub(in crate::orders) order: Option<OrderId>,
    pub(in crate::orders) refund: Option<RefundId>,
    pub(in crate::orders) parts: Vec<Part>,
}

impl NewReceipt {
    /// All tax in it.
    pub(in crate::orders) fn tax(&self) -> Fen {
        self.parts.iter().map(|part| part.tax).sum()
    }

    /// What no rate counts for.
    pub(in crate::orders) fn untaxed(&self) -> Fen {
        let taxed: Fen = self.parts.iter().filter(|part| part.rate.is_some()).map(|part| part.gross).sum();
        self.of.amount - taxed
    }
}

/// A part of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The line; none for the delivery.
    pub line: Option<LineId>,
    /// By what it is taxed.
    pub rate: Option<Rate>,
    /// What of the money is its own; of a refund negative.
    pub gross: Fen,
    /// The tax in that.
    pub tax: Fen,
}

impl Part {
    pub(super) fn new(line: Option<LineId>, rate: Option<Rate>, gross: Fen) -> Self {
        Self { line, rate, gross, tax: tax_in(rate, gross) }
    }

    /// What is left of it without its tax.
    #[must_use]
    pub fn net(&self) -> Fen {
        self.gross - self.tax
    }
}

pub(super) fn tax_in(rate: Option<Rate>, gross: Fen) -> Fen {
    rate.map_or(Fen::ZERO, |rate| rate.within(gross))
}

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
    pub channel: Option<String>,
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

/// What came back from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The receipt.
    pub id: ReceiptId,
    /// What it is called outside.
    pub number: String,
    /// What signs it, where something does.
    pub signature: String,
}

/// Why an answer is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FiscalError {
    /// No receipt has this id.
    #[error("there is no such receipt")]
    Unknown,
    /// It was never asked for.
    #[error("the receipt waits for no number")]
    NotAsked,
    /// It has another number.
    #[error("the receipt has another number: {0}")]
    Other(String),
    /// Another receipt has this number.
    #[error("the receipt {0} has this number")]
    Taken(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
