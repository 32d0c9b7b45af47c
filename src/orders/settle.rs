//! Paying: beginning, and money that comes in, once and for the right order, whatever order the notices come in.

use super::order::status;
use super::sql;
use super::sql::money::{self as ledger, Move};
use super::{Order, OrderError, Terms, states};
use crate::money::Fen;
use crate::store::{Store, StoreError, Tx};

/// The payment way of the counter: cash or balance, with a slip number.
pub const COUNTER: i64 = 1;

/// The payment way of a wallet that was topped up before; no page offers it, because only the lease API debits wallets.
pub const WALLET: i64 = 7;

/// Money that came in.
#[derive(Clone, Debug)]
pub struct Settlement {
    /// The order that it is for.
    pub order_id: i64,
    /// The payment way.
    pub way: i64,
    /// The provider's trade number or the counter's slip.
    pub trade_no: String,
    /// How much.
    pub amount: Fen,
    /// The staff account that took it, 0 for a provider's notice.
    pub actor: i64,
}

/// Money for a wallet.
#[derive(Clone, Copy, Debug)]
pub struct TopUpMoney<'t> {
    /// Whose wallet.
    pub account_id: i64,
    /// How much.
    pub amount: Fen,
    /// The number of the receipt.
    pub reference: &'t str,
    /// The staff account that took it.
    pub actor: i64,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The order is paid now.
    Paid(Order),
    /// This very payment was booked before; nothing changed.
    Before(Order),
    /// The order had ended or was paid otherwise: the money is booked and must go back.
    MustGoBack(Order),
    /// No such order, another amount than is due or than was booked before, or a trade number of another order: nothing was booked.
    Refused,
}

/// Records that the customer chose a way and is paying. The order does not expire any more.
///
/// # Errors
/// [`OrderError::WrongState`] for an order that is paid, cancelled, closed or out of time.
pub fn begin_paying(
    tx: &Tx<'_>,
    terms: &Terms,
    order: &mut Order,
    way: i64,
    slip: Option<String>,
) -> Result<(), OrderError> {
    states::editable(order, terms.now)?;
    order.pay_way = Some(way);
    order.pay_ref = slip;
    order.pay_status = status::PAYING;
    order.pay_time = Some(terms.now);
    order.expires_at = None;
    Ok(sql::save(tx, order)?)
}

/// Books money that came in. The same trade number twice pays once; money for an order that has ended becomes a refund
/// that is due, never a lost payment.
///
/// # Errors
/// A [`StoreError`].
pub fn settle(tx: &Tx<'_>, terms: &Terms, money: &Settlement) -> Result<Settled, StoreError> {
    let Some(mut order) = sql::by_id(tx, money.order_id)? else { return Ok(Settled::Refused) };
    let paid_by_this = ledger::paid_by_trade(tx, money.way, &money.trade_no, order.id)?;
    let at_the_counter = money.way == COUNTER;
    match paid_by_this {
        Some((id, amount)) if id == order.id => {
            // Another sum under the same number is not the payment that was booked.
            return Ok(if amount == money.amount { Settled::Before(order) } else { Settled::Refused });
        }
        // The counter's slips are numbered by hand: one number may stand on several orders.
        Some(_) if !at_the_counter => return Ok(Settled::Refused),
        _ => {}
    }
    if money.amount != order.due() {
        return Ok(Settled::Refused);
    }
    let is_over = order.has_ended() || order.has_expired(terms.now);
    let payable = !is_over && matches!(order.pay_status, status::UNPAID | status::PAYING);
    if !payable && at_the_counter {
        return Ok(Settled::Refused);
    }
    let entry = payment(terms, &order, money);
    ledger::insert_move(tx, &entry)?;
    if !payable {
        ledger::insert_late_payment(tx, &entry)?;
        return Ok(Settled::MustGoBack(order));
    }
    mark_paid(tx, terms, &mut order, money)?;
    Ok(Settled::Paid(order))
}

/// Books money that the counter took for a wallet. It is no payment yet: orders are paid from the wallet later.
///
/// # Errors
/// A [`StoreError`].
pub fn take_top_up(tx: &Tx<'_>, terms: &Terms, top_up: &TopUpMoney<'_>) -> Result<(), StoreError> {
    ledger::insert_top_up(tx, terms, top_up)
}

/// Books what a provider's verified notice says of an order of any channel; whether it fitted one, so that the provider is to
/// be told that it arrived.
///
/// # Errors
/// A [`StoreError`]: the provider must send it again.
pub async fn settle_notice(
    store: &Store,
    terms: Terms,
    way: i64,
    number: String,
    trade_no: String,
    amount: Fen,
) -> Result<bool, StoreError> {
    let book = move |tx: &Tx<'_>| {
        let Some(order) = super::by_out_trade_no(tx, &number)? else { return Ok(Settled::Refused) };
        let money = Settlement { order_id: order.id, way, trade_no: trade_no.clone(), amount, actor: 0 };
        settle(tx, &terms, &money)
    };
    let settled: Result<Settled, StoreError> = store.write(book).await;
    Ok(!matches!(settled?, Settled::Refused))
}

/// Marks an order paid that vouchers cover whole; whether it was one.
///
/// # Errors
/// A [`StoreError`].
pub fn settle_if_nothing_is_due(
    tx: &Tx<'_>,
    terms: &Terms,
    order: &mut Order,
    reference: &str,
) -> Result<bool, StoreError> {
    if order.due() > Fen::ZERO || states::editable(order, terms.now).is_err() {
        return Ok(false);
    }
    let money = Settlement {
        order_id: order.id,
        way: order.pay_way.unwrap_or(COUNTER),
        trade_no: reference.to_owned(),
        amount: Fen::ZERO,
        actor: 0,
    };
    mark_paid(tx, terms, order, &money)?;
    Ok(true)
}

fn payment<'m>(terms: &Terms, order: &'m Order, money: &'m Settlement) -> Move<'m> {
    Move {
        kind: "payment",
        at: terms.now,
        business_date: terms.business_date(),
        order,
        way: money.way,
        amount: money.amount,
        trade_no: &money.trade_no,
        actor: money.actor,
    }
}

fn mark_paid(tx: &Tx<'_>, terms: &Terms, order: &mut Order, money: &Settlement) -> Result<(), StoreError> {
    order.pay_status = status::PAID;
    order.pay_way = Some(money.way);
    order.pay_ref = Some(money.trade_no.clone());
    order.pay_time = Some(terms.now);
    order.paid = Some(money.amount);
    order.expires_at = None;
    sql::set_line_status(tx, order.id, status::LINE_DONE)?;
    let goods_to_hand_over = terms.fulfilments.of(order)?.paid(tx, terms, order)?;
    if !goods_to_hand_over {
        order.shipping_status = status::RECEIVED;
    }
    sql::save(tx, order)
}
