//! Tickets that go back (tickets.md section 9): asked for by the agency, decided by the staff, closed when the money is back.
//!
//! An order that was dealt (3, X, D) waits in 7 for the staff and in B for the money, with the tickets that are meant. Then it is
//! closed if all its tickets went back, else it is what it was before. An order that a third party was paid for (5) has no tickets
//! yet and goes the same way as a whole. What is asked for again while it waits, or after it was granted, changes nothing.

use super::events::{self, Event};
use super::fulfilment::TicketFulfilment;
use super::orders::MoveError;
use super::pieces::{self, MAX_AT_ONCE, Ticket};
use super::sql;
use super::states::{self, Move, Moved, Status};
use crate::ids::{AccountId, OrderId};
use crate::money::Fen;
use crate::orders::{self, Fulfilment, Order, PayStatus, Pieces, Terms};
use crate::store::{StoreError, Tx, states};

/// Codes that an event names; of more it tells the number alone.
const NAMED: usize = 10;

states! {
    /// How a ticket that goes back stands.
    pub enum RefundState {
        /// The staff has not decided.
        Asked = 0,
        /// It was granted: the ticket is good for nothing any more.
        Granted = 1,
        /// Its money is back.
        Back = 2,
    }
}

/// Which tickets are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    /// All that the order still has.
    All,
    /// These, by their codes.
    Codes(Vec<String>),
}

/// What is wanted back, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundRequest {
    /// Which tickets.
    pub meant: Meant,
    /// `memory`: a remark for the staff.
    pub remark: String,
}

impl RefundRequest {
    /// Everything, without a remark.
    #[must_use]
    pub fn all() -> Self {
        Self { meant: Meant::All, remark: String::new() }
    }
}

/// Asks for tickets of a dealt order to go back; where the order stands then.
///
/// # Errors
/// [`MoveError::Status`] for an order that was not dealt, [`MoveError::Tickets`] for tickets that are not the order's or went back.
pub fn ask_tickets(tx: &Tx<'_>, terms: &Terms, order: &Order, wanted: &RefundRequest) -> Result<Status, MoveError> {
    let status = sql::orders::status(tx, order.id())?.ok_or(MoveError::Unknown)?;
    let was_dealt = |status| matches!(status, Status::Dealt | Status::PaidCash | Status::DealtWithRebate);
    let began = sql::refunds::from(tx, order.id())?;
    let is_under_way = began.is_some_and(was_dealt);
    if !was_dealt(status) && !is_under_way {
        return Err(MoveError::Status);
    }
    if pieces::count(tx, order.id())? > MAX_AT_ONCE {
        return Err(MoveError::Tickets);
    }
    let known = pieces::of_order(tx, order.id())?;
    let new = new_ones(&known, &wanted.meant)?;
    if new.is_empty() {
        return if known.iter().any(|ticket| ticket.refund.is_some()) { Ok(status) } else { Err(MoveError::Status) };
    }
    let told = told(&new, known.len(), &wanted.remark);
    if status == Status::RefundRequested {
        events::record(tx, terms, order.id(), Event::RefundRequested, &told)?;
    } else {
        if states::target(status, Move::RequestRefund).is_none() {
            return Err(MoveError::Status);
        }
        sql::refunds::set_from(tx, order.id(), Some(status))?;
        states::advance(tx, terms, order.id(), Move::RequestRefund, &told)?;
    }
    for ticket in new {
        sql::refunds::ask(tx, order.id(), ticket.place, terms.now)?;
    }
    Ok(Status::RefundRequested)
}

/// The meant tickets that nobody has asked for yet. None of them where all were asked for before: a repeat.
fn new_ones<'t>(known: &'t [Ticket], meant: &Meant) -> Result<Vec<&'t Ticket>, MoveError> {
    let Meant::Codes(codes) = meant else {
        return Ok(known.iter().filter(|ticket| ticket.refund.is_none()).collect());
    };
    let find = |code: &String| known.iter().find(|ticket| ticket.code == *code).ok_or(MoveError::Tickets);
    let mut found = codes.iter().map(find).collect::<Result<Vec<_>, _>>()?;
    found.sort_by_key(|ticket| ticket.place);
    found.dedup_by_key(|ticket| ticket.place);
    let is_any_refunded = found.iter().any(|ticket| ticket.is_refunded());
    found.retain(|ticket| ticket.refund.is_none());
    if found.is_empty() || !is_any_refunded { Ok(found) } else { Err(MoveError::Tickets) }
}

fn told(tickets: &[&Ticket], all: usize, remark: &str) -> String {
    let which = match tickets.len() {
        count if count == all => format!("全部 {count} 张"),
        count if count > NAMED => format!("{count} 张"),
        _ => tickets.iter().map(|ticket| ticket.code.as_str()).collect::<Vec<_>>().join(", "),
    };
    if remark.is_empty() { which } else { format!("{which}: {remark}") }
}

/// Asks for the money of an order that a third party was paid for; where the order stands then.
///
/// # Errors
/// [`MoveError::Status`] for any other order, [`MoveError::Tickets`] for single tickets, which it has not.
pub fn ask_payment(tx: &Tx<'_>, terms: &Terms, order: &Order, wanted: &RefundRequest) -> Result<Status, MoveError> {
    let status = sql::orders::status(tx, order.id())?.ok_or(MoveError::Unknown)?;
    let is_under_way = sql::refunds::from(tx, order.id())? == Some(Status::PaidElsewhere);
    if status != Status::PaidElsewhere && !is_under_way {
        return Err(MoveError::Status);
    }
    if wanted.meant != Meant::All {
        return Err(MoveError::Tickets);
    }
    if status != Status::PaidElsewhere {
        return Ok(status);
    }
    sql::refunds::set_from(tx, order.id(), Some(status))?;
    match states::advance(tx, terms, order.id(), Move::RequestRefund, &wanted.remark)? {
        Moved::Refused => Err(MoveError::Status),
        Moved::Before | Moved::From(_) => Ok(Status::RefundRequested),
    }
}

/// The staff asks in a customer's name, for whichever kind of order it is.
///
/// # Errors
/// As [`ask_tickets`] and [`ask_payment`].
pub fn ask(tx: &Tx<'_>, terms: &Terms, order: &Order, wanted: &RefundRequest) -> Result<Status, MoveError> {
    let status = sql::orders::status(tx, order.id())?;
    let began = sql::refunds::from(tx, order.id())?;
    if status == Some(Status::PaidElsewhere) || began == Some(Status::PaidElsewhere) {
        ask_payment(tx, terms, order, wanted)
    } else {
        ask_tickets(tx, terms, order, wanted)
    }
}

/// The staff grants what was asked for: the tickets are good for nothing from now on.
///
/// # Errors
/// [`MoveError::Status`].
pub fn grant(tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), MoveError> {
    match states::advance(tx, terms, order.id(), Move::StartRefund, "")? {
        Moved::Refused => Err(MoveError::Status),
        Moved::Before => Ok(()),
        Moved::From(_) => {
            Ok(sql::refunds::advance(tx, order.id(), RefundState::Asked, RefundState::Granted, terms.now)?)
        }
    }
}

/// The staff refuses what was asked for: the order is what it was before. Refusing twice changes nothing.
///
/// # Errors
/// [`MoveError::Status`].
pub fn refuse(tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), MoveError> {
    let status = sql::orders::status(tx, order.id())?.ok_or(MoveError::Unknown)?;
    if status != Status::RefundRequested {
        let is_repeat = states::can_ask_refund(status) && events::is_latest(tx, order.id(), Event::RefundRejected)?;
        return if is_repeat { Ok(()) } else { Err(MoveError::Status) };
    }
    let before = sql::refunds::from(tx, order.id())?.unwrap_or(Status::PaidElsewhere);
    sql::refunds::refuse(tx, order.id())?;
    Ok(return_to(tx, terms, order.id(), (status, before), Event::RefundRejected, "")?)
}

/// Brings an order back to what it was before its refund was asked for.
fn return_to(
    tx: &Tx<'_>,
    terms: &Terms,
    order: OrderId,
    (from, to): (Status, Status),
    event: Event,
    content: &str,
) -> Result<(), StoreError> {
    sql::refunds::set_from(tx, order, None)?;
    if sql::orders::change_status(tx, order, from, to)? {
        events::record(tx, terms, order, event, content)?;
    }
    Ok(())
}

/// Whether an order is one whose tickets are going back: its end is [`finish`]'s business.
pub fn is_under_way(tx: &Tx<'_>, order: OrderId) -> Result<bool, StoreError> {
    let is_refunding = sql::orders::status(tx, order)? == Some(Status::Refunding);
    Ok(is_refunding && sql::refunds::from(tx, order)?.is_some_and(|from| from != Status::PaidElsewhere))
}

/// The money of the granted tickets is back: the till books it if it had come in here, and the order is closed, or what it was
/// before if it has other tickets.
///
/// # Errors
/// [`MoveError::Payment`] where more would go back than came in.
pub fn finish(tx: &Tx<'_>, terms: &Terms, actor: AccountId, order: &Order) -> Result<(), MoveError> {
    let known = pieces::of_order(tx, order.id())?;
    let granted: Vec<&Ticket> = known.iter().filter(|ticket| ticket.refund == Some(RefundState::Granted)).collect();
    let money: Fen = granted.iter().map(|ticket| ticket.price).sum();
    let told = told(&granted, known.len(), "");
    let is_last = known.iter().all(Ticket::is_refunded);
    sql::refunds::advance(tx, order.id(), RefundState::Granted, RefundState::Back, terms.now)?;
    if order.pay_status() == PayStatus::Paid {
        let pieces = Pieces { prices: money, are_last: is_last };
        orders::give_part_back(tx, terms, order, pieces, &told, actor)?;
    }
    if !is_last {
        let before = sql::refunds::from(tx, order.id())?.unwrap_or(Status::Dealt);
        return Ok(return_to(tx, terms, order.id(), (Status::Refunding, before), Event::RefundedInPart, &told)?);
    }
    states::advance(tx, terms, order.id(), Move::Close, &told)?;
    let mut order = orders::by_id(tx, order.id())?.ok_or(MoveError::Unknown)?;
    TicketFulfilment.released(tx, terms, &order)?;
    orders::close_given_back(tx, &mut order)?;
    Ok(())
}
