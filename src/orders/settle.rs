//! Paying: beginning, and money that comes in, once and for the right order, whatever order the notices come in.

use super::LineStatus;
use super::money_move::{COUNTER, TopUpMoney, WALLET};
use super::sql;
use super::sql::money::{self as ledger, Move};
use super::transitions::Event;
use super::{Order, OrderError, Terms, hold, receipts, states};
use crate::ids::{AccountId, OrderId, PayWayId};
use crate::money::Fen;
use crate::store::{StoreError, Tx};

/// Money that came in.
#[derive(Clone, Debug)]
pub struct Settlement {
    /// The order that it is for.
    pub order_id: OrderId,
    /// The payment way.
    pub way: PayWayId,
    /// The provider's trade number or the counter's slip.
    pub trade_no: String,
    /// How much.
    pub amount: Fen,
    /// The staff account that took it, 0 for a provider's notice.
    pub actor: AccountId,
    /// What the customer handed over, where somebody said it: it covers the amount.
    pub tendered: Option<Fen>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The order is paid now.
    Paid(Order),
    /// This very payment was booked before; nothing changed.
    Before(Order),
    /// The order has ended or was paid otherwise, its goods are gone, or another amount is due: the money is booked and must go back.
    MustGoBack(Order),
    /// No such order, another amount than was booked before, a trade number of another order, or money that can be refused for an
    /// order that cannot be paid with it: nothing was booked.
    Refused,
}

/// Records that the customer chose a way and is paying: the order holds its goods, or takes them again, for as long as paying may
/// take from now on. An order that is for today alone ends then, if nobody has paid it.
///
/// # Errors
/// [`OrderError::WrongState`] for an order that is paid, cancelled, closed or out of time; [`OrderError::Gone`];
/// [`OrderError::TooMuch`] where goods are taken again and the customer holds too much unpaid with them.
pub fn begin_paying(
    tx: &Tx<'_>,
    terms: &Terms,
    order: &mut Order,
    way: PayWayId,
    slip: Option<String>,
) -> Result<(), OrderError> {
    hold::ready_to_begin(tx, terms, order)?;
    order.begin_paying(way, slip, terms.now)?;
    Ok(sql::save(tx, order)?)
}

/// Books money that came in. The same trade number twice pays once. Goods that went back are taken again. A provider's money has
/// arrived and is never lost: where it cannot pay the order it becomes a refund that is due, and an order whose goods are gone or
/// whose time is over ends by it (roaming.md section 0.17). Other money is still in somebody's hand and can be refused.
///
/// # Errors
/// For money that can be refused, what [`begin_paying`] meets.
pub fn settle(tx: &Tx<'_>, terms: &Terms, money: &Settlement) -> Result<Settled, OrderError> {
    let Some(mut order) = sql::by_id(tx, money.order_id)? else { return Ok(Settled::Refused) };
    match ledger::paid_by_trade(tx, money.way, &money.trade_no, order.id)? {
        Some((id, amount)) if id == order.id => {
            // Another sum under the same number is not the payment that was booked.
            return Ok(if amount == money.amount { Settled::Before(order) } else { Settled::Refused });
        }
        // The counter's slips are numbered by hand: one number may stand on several orders.
        Some(_) if money.way != COUNTER => return Ok(Settled::Refused),
        _ => {}
    }
    if money.has_arrived() {
        return take_arrived(tx, terms, order, money);
    }
    if money.amount != order.due() || states::editable(&order, terms.now).is_err() {
        return Ok(Settled::Refused);
    }
    receive(tx, terms, &mut order, money)?;
    Ok(Settled::Paid(order))
}

impl Settlement {
    /// Whether the money is with the outlet already, so that it cannot be refused: a provider's notice tells of it.
    fn has_arrived(&self) -> bool {
        self.actor == AccountId::NOBODY && !matches!(self.way, COUNTER | WALLET)
    }
}

/// Pays an order with money that has arrived, or keeps the money as a refund that is due.
fn take_arrived(tx: &Tx<'_>, terms: &Terms, mut order: Order, money: &Settlement) -> Result<Settled, OrderError> {
    if money.amount == order.due() && order.is_unpaid() {
        let paid = tx.in_part(|| {
            let mut paid = order.clone();
            receive(tx, terms, &mut paid, money).map(|()| paid)
        });
        match paid {
            Ok(order) => return Ok(Settled::Paid(order)),
            Err(OrderError::Store(error)) => return Err(error.into()),
            Err(_) => states::end(tx, terms, &mut order)?,
        }
    }
    let entry = payment(terms, &order, money);
    let booked = ledger::insert_move(tx, &entry)?;
    receipts::of_deposit(tx, terms, order.id, booked)?;
    ledger::insert_late_payment(tx, &entry)?;
    Ok(Settled::MustGoBack(order))
}

/// Books the payment of an order that can be paid.
fn receive(tx: &Tx<'_>, terms: &Terms, order: &mut Order, money: &Settlement) -> Result<(), OrderError> {
    hold::ready_to_pay(tx, terms, order)?;
    let booked = ledger::insert_move(tx, &payment(terms, order, money))?;
    receipts::of_sale(tx, terms, order, booked)?;
    mark_paid(tx, terms, order, money)
}

/// Books money that the counter took for a wallet. It is no payment yet: orders are paid from the wallet later.
pub fn take_top_up(tx: &Tx<'_>, terms: &Terms, top_up: &TopUpMoney<'_>) -> Result<(), StoreError> {
    let booked = ledger::insert_top_up(tx, terms, top_up)?;
    receipts::of_top_up(tx, terms, booked)
}

/// Marks an order paid that vouchers cover whole; whether it was one.
///
/// # Errors
/// What [`begin_paying`] meets.
pub fn settle_if_nothing_is_due(
    tx: &Tx<'_>,
    terms: &Terms,
    order: &mut Order,
    reference: &str,
) -> Result<bool, OrderError> {
    if order.due() > Fen::ZERO || states::editable(order, terms.now).is_err() {
        return Ok(false);
    }
    hold::ready_to_pay(tx, terms, order)?;
    let money = Settlement {
        order_id: order.id,
        way: order.pay_way.unwrap_or(COUNTER),
        trade_no: reference.to_owned(),
        amount: Fen::ZERO,
        actor: AccountId::NOBODY,
        tendered: None,
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
        tendered: money.tendered,
        voids: None,
    }
}

fn mark_paid(tx: &Tx<'_>, terms: &Terms, order: &mut Order, money: &Settlement) -> Result<(), OrderError> {
    debug_assert!(money.amount == order.due(), "order {} is paid with what is due", order.id);
    order.pay(money, terms.now)?;
    sql::set_line_status(tx, order.id, LineStatus::Done)?;
    let goods_to_hand_over = terms.fulfilments.of(order)?.paid(tx, terms, order)?;
    if !goods_to_hand_over {
        order.apply(Event::HandOver)?;
    }
    Ok(sql::save(tx, order)?)
}
