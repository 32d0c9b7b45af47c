//! Writing receipts down, each in the transaction of its money.

use super::paper::{Booked, NewReceipt};
use super::{FiscalState, Part, ReceiptKind, parts};
use crate::ids::{AccountId, OrderId, ReceiptId, RefundId};
use crate::orders::money_move::WALLET;
use crate::orders::sql::receipts as sql;
use crate::orders::{Order, OrderError, Refund, Terms};
use crate::store::{StoreError, Tx};
use crate::tax::Till;

/// The receipt of an order that was paid.
pub(in crate::orders) fn of_sale(tx: &Tx<'_>, terms: &Terms, order: &Order, of: Booked) -> Result<(), OrderError> {
    let parts = parts::sold(tx, terms, order, of.amount)?;
    Ok(write(tx, terms, ReceiptKind::Sale, of, (Some(order.id), None), parts)?)
}

/// The receipt of money of a sale that went back, for a line or for what is left of all.
pub(in crate::orders) fn of_refund(tx: &Tx<'_>, terms: &Terms, refund: &Refund, of: Booked) -> Result<(), StoreError> {
    let parts = parts::given_back(tx, refund.order_id, refund.line_id, of.amount)?;
    write(tx, terms, ReceiptKind::Refund, of, (Some(refund.order_id), Some(refund.id)), parts)
}

/// The receipt of a sale that was a mistake and was taken back whole: on paper and in the books money that went back, by no refund.
pub(in crate::orders) fn of_void(tx: &Tx<'_>, terms: &Terms, order: OrderId, of: Booked) -> Result<(), StoreError> {
    let parts = parts::given_back(tx, order, None, of.amount)?;
    write(tx, terms, ReceiptKind::Refund, of, (Some(order), None), parts)
}

/// The receipt of money that came for an order that could not take it.
pub(in crate::orders) fn of_deposit(tx: &Tx<'_>, terms: &Terms, order: OrderId, of: Booked) -> Result<(), StoreError> {
    write(tx, terms, ReceiptKind::Deposit, of, (Some(order), None), Vec::new())
}

/// The receipt of such money that went back.
pub(in crate::orders) fn of_deposit_back(
    tx: &Tx<'_>,
    terms: &Terms,
    refund: &Refund,
    of: Booked,
) -> Result<(), StoreError> {
    write(tx, terms, ReceiptKind::DepositBack, of, (Some(refund.order_id), Some(refund.id)), Vec::new())
}

/// The receipt of money for a wallet.
pub(in crate::orders) fn of_top_up(tx: &Tx<'_>, terms: &Terms, of: Booked) -> Result<(), StoreError> {
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
    let fiscal = if terms.tax.fiscal { FiscalState::Waiting } else { FiscalState::None };
    let new = NewReceipt { id, series, number, kind, of, order, refund, parts };
    sql::insert(tx, (terms.now, &terms.business_date()), fiscal, &new)
}

/// Where money was taken or given: at the staff's till, or by nobody.
fn till_of(terms: &Terms, of: Booked) -> Till {
    if of.actor == AccountId::NOBODY || of.way == WALLET { Till::ONLINE } else { terms.tax.till }
}
