//! Cancelling and moving ticket orders, and what is handed over of them.

use super::customers::Customer;
use super::events::{self, Event};
use super::own_outlet;
use super::refunds::{self, RefundRequest};
use super::shop;
use super::sql;
use super::states::{self, Move, Moved, Status};
pub use super::visitors::read as visitors;
use crate::channels::tickets::name::NAME;
use crate::ids::{AccountId, LineId, OrderId, PayWayId};
use crate::money::Fen;
use crate::orders::{self, Change, Line, Order, OrderError, PayStatus, Settled, Settlement, Terms, audit};
use crate::store::{Db, StoreError, Tx};

/// Why an order cannot be moved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoveError {
    /// There is no such order, or it is another customer's.
    #[error("there is no such order")]
    Unknown,
    /// Its status does not allow it.
    #[error("the order's status does not allow it")]
    Status,
    /// The order has no such product, or not so many tickets of it.
    #[error("the order has no such tickets")]
    Tickets,
    /// The money is not what is due, or the payment is another order's.
    #[error("the payment does not fit the order")]
    Payment,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<OrderError> for MoveError {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Unknown | OrderError::NotYours => Self::Unknown,
            OrderError::WrongState | OrderError::Gone(_) | OrderError::TooMuch => Self::Status,
            OrderError::Store(error) => Self::Store(error),
        }
    }
}

/// An order by its number, with its status.
///
/// # Errors
/// [`MoveError::Unknown`].
pub fn by_number(db: &Db<'_>, number: &str) -> Result<(Order, Status), MoveError> {
    let order = orders::by_number(db, NAME, number)?.ok_or(MoveError::Unknown)?;
    let status = sql::orders::status(db, order.id())?.ok_or(MoveError::Unknown)?;
    Ok((order, status))
}

/// The customer cancels its own order, which is possible while nothing became of it; twice changes nothing.
///
/// # Errors
/// [`MoveError::Unknown`], [`MoveError::Status`].
pub fn cancel(tx: &Tx<'_>, terms: &Terms, customer: &Customer, number: &str) -> Result<(Order, Status), MoveError> {
    end(tx, terms, own(tx, customer, number)?, Move::Cancel)
}

/// An order of the customer's own; anybody else's is as if it were not there.
fn own(db: &Db<'_>, customer: &Customer, number: &str) -> Result<Order, MoveError> {
    let (order, _) = by_number(db, number)?;
    let owner = sql::orders::by_id(db, order.id())?.map(|ticket_order| ticket_order.customer_id);
    if owner == Some(customer.id) { Ok(order) } else { Err(MoveError::Unknown) }
}

/// Ends an order: [`Move::Close`] or [`Move::Cancel`].
///
/// # Errors
/// [`MoveError::Status`].
pub fn end(tx: &Tx<'_>, terms: &Terms, mut order: Order, by: Move) -> Result<(Order, Status), MoveError> {
    match states::advance(tx, terms, order.id(), by, "")? {
        Moved::Refused => Err(MoveError::Status),
        Moved::Before => Ok((order, Status::Closed)),
        Moved::From(_) => {
            orders::cancel(tx, terms, &mut order)?;
            Ok((order, Status::Closed))
        }
    }
}

/// The customer asks for what of its order goes back: tickets that were handed over, or what a third party was paid.
pub fn ask_refund(
    tx: &Tx<'_>,
    terms: &Terms,
    customer: &Customer,
    number: &str,
    asked: &(Back, RefundRequest),
) -> Result<(Order, Status), MoveError> {
    let order = own(tx, customer, number)?;
    let status = match asked {
        (Back::Tickets, wanted) => refunds::ask_tickets(tx, terms, &order, wanted)?,
        (Back::Payment, wanted) => refunds::ask_payment(tx, terms, &order, wanted)?,
    };
    Ok((order, status))
}

/// What goes back of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Back {
    /// Tickets that were handed over.
    Tickets,
    /// What a third party was paid, before anything was handed over.
    Payment,
}

/// What the staff wants to do to an order.
#[derive(Clone, Debug)]
pub struct StaffMove {
    /// The order's number.
    pub number: String,
    /// What is done.
    pub by: Move,
    /// Of a deal: product codes with how many of each are handed over in all; empty for all that was ordered.
    pub tickets: Vec<(String, i64)>,
    /// Of a refund that is asked for: which tickets, and why.
    pub refund: RefundRequest,
    /// Of a payment: its way and its slip or trade number.
    pub payment: Option<(PayWayId, String)>,
    /// Of cash: how much.
    pub amount: Option<Fen>,
    /// Of cash: what was handed over, where somebody said it.
    pub tendered: Option<Fen>,
    /// Who does it.
    pub actor: AccountId,
}

impl StaffMove {
    /// A move of a whole order, without what only some of them have.
    #[must_use]
    pub fn plain(number: String, by: Move, actor: AccountId) -> Self {
        let (tickets, refund) = (Vec::new(), RefundRequest::all());
        Self { number, by, tickets, refund, payment: None, amount: None, tendered: None, actor }
    }
}

/// Does what the staff wants; a retry changes nothing.
pub fn staff_move(tx: &Tx<'_>, terms: &Terms, wanted: &StaffMove) -> Result<(Order, Status), MoveError> {
    let (order, before) = by_number(tx, &wanted.number)?;
    let id = order.id();
    let is_dealt = matches!(before, Status::Dealt | Status::DealtWithRebate | Status::PaidCash);
    if wanted.by == Move::RequestRefund
        && (order.pay_status() == PayStatus::Paid || is_dealt)
        && own_outlet::has_sold(tx, id)?
    {
        shop::ask_refund(tx, terms, wanted.actor, &order, "退票")?;
        return Ok((order, before));
    }
    let mut handed_over = false;
    match wanted.by {
        Move::Deal | Move::DealWithRebate => handed_over = deal(tx, terms, &order, before, wanted)?,
        Move::TakeCash => take_cash(tx, terms, &order, before, wanted)?,
        Move::PayElsewhere => pay_elsewhere(tx, terms, order, wanted)?,
        Move::Close if refunds::is_under_way(tx, id)? => refunds::finish(tx, terms, wanted.actor, &order)?,
        // A second click: the tickets that went back are booked, and the others are the customer's.
        Move::Close if is_dealt && events::is_latest(tx, id, Event::RefundedInPart)? => {}
        Move::Close | Move::Cancel => end(tx, terms, order, wanted.by).map(|_| ())?,
        Move::RequestRefund => refunds::ask(tx, terms, &order, &wanted.refund).map(|_| ())?,
        Move::StartRefund => refunds::grant(tx, terms, &order)?,
        Move::RejectRefund => refunds::refuse(tx, terms, &order)?,
    }
    let (order, after) = by_number(tx, &wanted.number)?;
    if after != before || handed_over {
        let rest = if after == before && wanted.tickets.is_empty() { ", the rest" } else { "" };
        let after = format!("{}{}{rest}", after.letter(), told(wanted));
        let change = Change::between(before.letter(), &after);
        audit(tx, terms.by(wanted.actor), wanted.by.deed(), &format!("order {id}"), change)?;
    }
    Ok((order, after))
}

/// What the trail says beside the state: the money that came, and which tickets left if not all of them did.
fn told(wanted: &StaffMove) -> String {
    let amount = wanted.amount.map(|amount| format!(", {amount}")).unwrap_or_default();
    let payment = wanted.payment.as_ref().map(|(way, slip)| format!(" by way {way}, {slip}")).unwrap_or_default();
    let tickets = wanted.tickets.iter().map(|(code, quantity)| format!(", {quantity} of {code}"));
    format!("{amount}{payment}{}", tickets.collect::<Vec<_>>().concat())
}

/// Tickets of a line that are to be handed over.
struct Handing {
    line_id: LineId,
    title: String,
    /// How many they will be in all, with those that were handed over before.
    quantity: i64,
}

/// Hands tickets over, and more of them where the order was dealt before; whether any were. The numbers say how many of a product
/// are handed over in all, so the same call again changes nothing, and two clerks at once hand nothing over twice.
fn deal(tx: &Tx<'_>, terms: &Terms, order: &Order, before: Status, wanted: &StaffMove) -> Result<bool, MoveError> {
    let handing = handing(tx, order.id(), before, wanted);
    let is_part = !wanted.tickets.is_empty() || matches!(before, Status::Dealt | Status::DealtWithRebate);
    let content = handing.as_ref().ok().filter(|_| is_part).map(|handing| listed(handing)).unwrap_or_default();
    let from = match states::advance(tx, terms, order.id(), wanted.by, &content)? {
        Moved::From(from) => Some(from),
        Moved::Before => None,
        // What is left of an order whose rebate went back already is handed over like that of any other.
        Moved::Refused if (before, wanted.by) == (Status::DealtWithRebate, Move::Deal) => None,
        Moved::Refused => return Err(MoveError::Status),
    };
    let handing = handing?;
    if !handing.is_empty() && from != Some(Status::PaidElsewhere) && own_outlet::has_sold(tx, order.id())? {
        shop::may_hand_over(tx, order)?;
    }
    for it in &handing {
        if !sql::orders::raise_deal(tx, order.id(), it.line_id, terms.now, it.quantity)? {
            return Err(MoveError::Tickets);
        }
    }
    if !matches!(from, Some(Status::Booked | Status::PaidElsewhere)) {
        // The move told nothing of tickets, if there was one: they follow an earlier deal.
        if !handing.is_empty() {
            events::record(tx, terms, order.id(), Event::Dealt, &content)?;
        }
        return Ok(!handing.is_empty());
    }
    if from == Some(Status::PaidElsewhere) && order.pay_status() != PayStatus::Paid {
        approve(tx, terms, order, wanted.actor)?;
    }
    let mut order = orders::by_id(tx, order.id())?.ok_or(MoveError::Unknown)?;
    orders::hand_over_on_account(tx, &mut order)?;
    Ok(!handing.is_empty())
}

impl Handing {
    fn of(line: &Line, quantity: i64) -> Self {
        Self { line_id: line.id(), title: line.title().to_owned(), quantity }
    }
}

/// What a deal hands over that was not handed over before. A rebate that follows a deal names its tickets or hands over none.
fn handing(tx: &Tx<'_>, order: OrderId, before: Status, wanted: &StaffMove) -> Result<Vec<Handing>, MoveError> {
    let lines = orders::lines_of(tx, order)?;
    let dealt = sql::orders::dealt(tx, order)?;
    let dealt = |line: LineId| dealt.iter().find(|(known, _)| *known == line).map_or(0, |(_, quantity)| *quantity);
    if wanted.tickets.is_empty() {
        let is_rebate_alone =
            wanted.by == Move::DealWithRebate && matches!(before, Status::Dealt | Status::DealtWithRebate);
        let open = lines.into_iter().filter(|line| !is_rebate_alone && dealt(line.id()) < line.quantity());
        return Ok(open.map(|line| Handing::of(&line, line.quantity())).collect());
    }
    let mut handing = Vec::new();
    for (code, quantity) in &wanted.tickets {
        let product = sql::product_by_code(tx, code)?.ok_or(MoveError::Tickets)?;
        let line = lines.iter().find(|line| line.item() == product.id.item()).ok_or(MoveError::Tickets)?;
        // Tickets that are gone do not come back by a smaller number.
        if !(dealt(line.id()).max(1)..=line.quantity()).contains(quantity) {
            return Err(MoveError::Tickets);
        }
        if dealt(line.id()) < *quantity {
            handing.push(Handing::of(line, *quantity));
        }
    }
    Ok(handing)
}

/// What the order's log says of tickets that are handed over in parts.
fn listed(handing: &[Handing]) -> String {
    handing.iter().map(|it| format!("{} {}", it.title, it.quantity)).collect::<Vec<_>>().join(", ")
}

/// Books the money that the third party reported: with the approval it is the outlet's.
fn approve(tx: &Tx<'_>, terms: &Terms, order: &Order, actor: AccountId) -> Result<(), MoveError> {
    let (Some(way), Some(trade_no)) = (order.pay_way(), order.pay_ref().map(str::to_owned)) else {
        return Err(MoveError::Payment);
    };
    let money = Settlement { order_id: order.id(), way, trade_no, amount: order.due(), actor, tendered: None };
    match orders::settle(tx, terms, &money)? {
        Settled::Paid(_) | Settled::Before(_) => Ok(()),
        Settled::MustGoBack(_) | Settled::Refused => Err(MoveError::Payment),
    }
}

/// Takes cash; what the payment does to the order stands in `goods`.
fn take_cash(tx: &Tx<'_>, terms: &Terms, order: &Order, before: Status, wanted: &StaffMove) -> Result<(), MoveError> {
    if before != Status::PaidCash && states::target(before, Move::TakeCash).is_none() {
        return Err(MoveError::Status);
    }
    let ((_, slip), amount) = wanted.payment.clone().zip(wanted.amount).ok_or(MoveError::Payment)?;
    let money = Settlement {
        order_id: order.id(),
        way: orders::COUNTER,
        trade_no: slip,
        amount,
        actor: wanted.actor,
        tendered: wanted.tendered,
    };
    match orders::settle(tx, terms, &money)? {
        Settled::Paid(_) | Settled::Before(_) => Ok(()),
        Settled::MustGoBack(_) | Settled::Refused => Err(MoveError::Payment),
    }
}

fn pay_elsewhere(tx: &Tx<'_>, terms: &Terms, mut order: Order, wanted: &StaffMove) -> Result<(), MoveError> {
    let (way, trade_no) = wanted.payment.clone().ok_or(MoveError::Payment)?;
    match states::advance(tx, terms, order.id(), Move::PayElsewhere, &format!("{} 元", order.due()))? {
        Moved::Refused => Err(MoveError::Status),
        Moved::Before => Ok(()),
        Moved::From(_) => Ok(orders::begin_paying(tx, terms, &mut order, way, Some(trade_no))?),
    }
}

/// Hands over everything that an order has.
pub fn hand_over_all(tx: &Tx<'_>, terms: &Terms, order: OrderId) -> Result<(), StoreError> {
    for line in orders::lines_of(tx, order)? {
        sql::orders::put_deal(tx, order, line.id(), terms.now, line.quantity())?;
    }
    Ok(())
}

/// Hands over so many tickets of a product.
///
/// # Errors
/// [`MoveError::Tickets`].
pub fn hand_over(tx: &Tx<'_>, terms: &Terms, order: OrderId, code: &str, quantity: i64) -> Result<(), MoveError> {
    let product = sql::product_by_code(tx, code)?.ok_or(MoveError::Tickets)?;
    let lines = orders::lines_of(tx, order)?;
    let line = lines.iter().find(|line| line.item() == product.id.item() && (1..=line.quantity()).contains(&quantity));
    let line = line.ok_or(MoveError::Tickets)?;
    Ok(sql::orders::put_deal(tx, order, line.id(), terms.now, quantity)?)
}
