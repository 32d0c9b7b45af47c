//! Receipts: one for each move of money, written in its transaction and numbered without gaps for its till.
//!
//! A receipt says what of its money is net and what is tax, part by part: the lines of its order and the delivery. The number is counted
//! up in a row of the till's series, so a transaction that is rolled back takes no number, and two at once get two.

mod fiscal;
mod journal;
mod list;
mod parts;

pub use fiscal::{Answered, FiscalError, answer};
pub use journal::{BookedMove, BookedPart, SettledMoney, moves, unmatched};
pub use list::{Receipt, ReceiptFilter, by_id, count, list, of_order, parts_of, series, tax_sums, untaxed_sums};
pub use list::{TaxSum, waiting};
pub use parts::{Part, left};

use super::sql::receipts as sql;
use super::{Order, OrderError, Refund, Terms, WALLET};
use crate::ids::{AccountId, MoveId, OrderId, PayWayId, ReceiptId, RefundId};
use crate::money::Fen;
use crate::store::{StoreError, Tx, words};
use crate::tax::Till;

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
pub(super) struct Booked {
    pub(super) id: MoveId,
    /// Out is negative.
    pub(super) amount: Fen,
    pub(super) way: PayWayId,
    pub(super) actor: AccountId,
}

/// A receipt on its way into its table.
pub(super) struct NewReceipt {
    pub(super) id: ReceiptId,
    pub(super) series: i64,
    pub(super) number: i64,
    pub(super) kind: ReceiptKind,
    pub(super) of: Booked,
    pub(super) order: Option<OrderId>,
    pub(super) refund: Option<RefundId>,
    pub(super) parts: Vec<Part>,
}

/// The receipt of an order that was paid.
pub(super) fn of_sale(tx: &Tx<'_>, terms: &Terms, order: &Order, of: Booked) -> Result<(), OrderError> {
    let parts = parts::sold(tx, terms, order, of.amount)?;
    Ok(write(tx, terms, ReceiptKind::Sale, of, (Some(order.id), None), parts)?)
}

/// The receipt of money of a sale that went back, for a line or for what is left of all.
pub(super) fn of_refund(tx: &Tx<'_>, terms: &Terms, refund: &Refund, of: Booked) -> Result<(), StoreError> {
    let parts = parts::given_back(tx, refund.order_id, refund.line_id, of.amount)?;
    write(tx, terms, ReceiptKind::Refund, of, (Some(refund.order_id), Some(refund.id)), parts)
}

/// The receipt of money that came for an order that could not take it.
pub(super) fn of_deposit(tx: &Tx<'_>, terms: &Terms, order: OrderId, of: Booked) -> Result<(), StoreError> {
    write(tx, terms, ReceiptKind::Deposit, of, (Some(order), None), Vec::new())
}

/// The receipt of such money that went back.
pub(super) fn of_deposit_back(tx: &Tx<'_>, terms: &Terms, refund: &Refund, of: Booked) -> Result<(), StoreError> {
    write(tx, terms, ReceiptKind::DepositBack, of, (Some(refund.order_id), Some(refund.id)), Vec::new())
}

/// The receipt of money for a wallet.
pub(super) fn of_top_up(tx: &Tx<'_>, terms: &Terms, of: Booked) -> Result<(), StoreError> {
    write(tx, terms, ReceiptKind::TopUp, of, (None, None), Vec::new())
}

fn write(
    tx: &Tx<'_>,
    terms: &Terms,
    kind: ReceiptKind,
    of: Booked,
    (order, refund): (Option<OrderId>, Option<RefundId>),
    parts: Vec<Part>,
) -> Result<(), StoreError> {
    let (series, number) = sql::next_number(tx, till_of(terms, of).name())?;
    let id = ReceiptId::next(tx)?;
    sql::insert(tx, terms, &NewReceipt { id, series, number, kind, of, order, refund, parts })
}

/// Where money was taken or given: at the staff's till, or by nobody.
fn till_of(terms: &Terms, of: Booked) -> Till {
    if of.actor == AccountId::NOBODY || of.way == WALLET { Till::ONLINE } else { terms.tax.till }
}

impl NewReceipt {
    /// All tax in it.
    pub(super) fn tax(&self) -> Fen {
        self.parts.iter().map(|part| part.tax).sum()
    }

    /// What no rate counts for.
    pub(super) fn untaxed(&self) -> Fen {
        let taxed: Fen = self.parts.iter().filter(|part| part.rate.is_some()).map(|part| part.gross).sum();
        self.of.amount - taxed
    }
}
