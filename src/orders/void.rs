//! A payment at the counter that was a mistake is taken back: the cash leaves the till by a move of its own, the order waits for its
//! money again, and nothing else of it changes.
//!
//! It is no refund: nothing was sold. What the customer has already, or asked the money back for, is a refund instead.

use super::money_move::{COUNTER, CashPayment};
use super::sql::ledger::audit;
use super::sql::money::{self as ledger, Move};
use super::{Change, Deed, LineStatus, OrderError, Origin, RefundStatus, Terms, desk, hold, receipts, sql};
use crate::accounts::Account;
use crate::ids::{AccountId, OrderId};
use crate::orders::Order;
use crate::store::{Db, StoreError, Tx};

/// Why a payment is not taken back.
#[derive(Debug, thiserror::Error)]
pub enum VoidError {
    /// No such cash was taken for the order.
    #[error("no such payment was taken at the counter")]
    NoPayment,
    /// What it paid for is with the customer, or was used.
    #[error("what was paid for was handed over")]
    HandedOver,
    /// Its money was asked back, or went back.
    #[error("the money was asked back")]
    Refunded,
    /// Somebody else took it, or it is longer ago: a supervisor may.
    #[error("only a supervisor may take this payment back")]
    Supervisor,
    /// The order book or the store refused.
    #[error(transparent)]
    Order(#[from] OrderError),
}

impl From<StoreError> for VoidError {
    fn from(error: StoreError) -> Self {
        Self::Order(error.into())
    }
}

/// The cash that an order stands paid with now.
pub fn cash_of(db: &Db<'_>, order: &Order) -> Result<Option<CashPayment>, StoreError> {
    let slip = order.pay_ref.as_deref().filter(|_| order.is_paid() && order.pay_way == Some(COUNTER));
    let found = slip.map(|slip| ledger::cash(db, order.id, slip)).transpose()?.flatten();
    Ok(found.filter(|it| !it.is_voided && Some(it.amount) == order.paid))
}

/// Whether the goods of a paid order can be taken back into its being unpaid: nothing left the house, and nobody asked for the money.
pub fn could_be_voided(db: &Db<'_>, terms: &Terms, order: &Order) -> Result<bool, StoreError> {
    Ok(!is_asked_back(db, order)? && terms.fulfilments.of(order)?.may_be_unpaid(db, order)?)
}

fn is_asked_back(db: &Db<'_>, order: &Order) -> Result<bool, StoreError> {
    let refunds = desk::refunds_of(db, order.id)?;
    Ok(refunds.iter().any(|it| it.origin() == Origin::Request && it.status() != RefundStatus::Rejected))
}

/// Takes the cash of a slip back, by whoever took it within two minutes, or by a supervisor. Taking it back again changes nothing.
///
/// # Errors
/// [`VoidError`].
pub fn void_cash(
    tx: &Tx<'_>,
    terms: &Terms,
    (who, supervises): (&Account, bool),
    id: OrderId,
    slip: &str,
) -> Result<(), VoidError> {
    let mut order = sql::by_id(tx, id)?.ok_or(OrderError::Unknown)?;
    let payment = ledger::cash(tx, id, slip)?.ok_or(VoidError::NoPayment)?;
    if payment.is_voided {
        return Ok(());
    }
    if !supervises && !payment.is_own(who.id, terms.now) {
        return Err(VoidError::Supervisor);
    }
    if order.has_ended() || is_asked_back(tx, &order)? {
        return Err(VoidError::Refunded);
    }
    if cash_of(tx, &order)?.is_none_or(|paid| paid.id != payment.id) {
        return Err(VoidError::NoPayment);
    }
    let goods = terms.fulfilments.of(&order)?;
    if !goods.may_be_unpaid(tx, &order)? {
        return Err(VoidError::HandedOver);
    }
    goods.unpaid(tx, terms, &order)?;
    take_out(tx, terms, &order, &payment, who.id)?;
    sql::set_line_status(tx, id, LineStatus::Open)?;
    order.unpay()?;
    hold::wait_again(terms, &mut order)?;
    order.begin_paying(COUNTER, None, terms.now)?;
    sql::save(tx, &order)?;
    let before = format!("paid, {} by slip {slip}", payment.amount);
    let change = Change::between(&before, "unpaid");
    Ok(audit(tx, terms.by(who.id), Deed("counter_void"), &format!("order {id}"), change)?)
}

fn take_out(
    tx: &Tx<'_>,
    terms: &Terms,
    order: &Order,
    payment: &CashPayment,
    actor: AccountId,
) -> Result<(), StoreError> {
    let trade_no = format!("{}-V{}", payment.slip, payment.id);
    let booked = ledger::insert_move(
        tx,
        &Move {
            kind: "payment",
            at: terms.now,
            business_date: terms.business_date(),
            order,
            way: COUNTER,
            amount: -payment.amount,
            trade_no: &trade_no,
            actor,
            tendered: None,
            voids: Some(payment.id),
        },
    )?;
    receipts::of_void(tx, terms, order.id, booked)
}
