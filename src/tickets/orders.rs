//! Making, cancelling and moving ticket orders.

use super::customers::{self, Customer, OFFICIAL};
use super::events::{self, Event};
use super::sql::{self, orders::NewTicketOrder};
use super::states::{self, Move, Moved, Status};
use crate::money::Fen;
use crate::orders::{self, Channel, NewLine, Order, OrderError, Settled, Settlement, Terms, audit, status};
use crate::store::{Db, StoreError, Tx};

/// Tickets of one product that an order may have.
pub const MOST_TICKETS: i64 = 99_999;

/// What a customer orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTickets {
    /// Made by the customer: the same one twice is the same order.
    pub sender_id: String,
    /// The member who orders at the official website; 0 for none.
    pub personal_id: i32,
    /// The guide's number; empty for none.
    pub guide_number: String,
    /// Product codes with how many of each, every code once.
    pub tickets: Vec<(String, i64)>,
    /// Who will come, as it was sent; kept sealed.
    pub visitors: String,
}

/// Why an order cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddError {
    /// The official website did not say which of its members orders.
    #[error("personalid is required for customers of type 8")]
    MemberMissing,
    /// There is no such product, or it cannot be ordered today.
    #[error("there is no product {0} to order today")]
    UnknownProduct(String),
    /// No tickets, or more than an order may have.
    #[error("an order has 1 to 99999 tickets of each product")]
    Amount,
    /// The customer has ordered what it may for today.
    #[error("the limit of this day is reached")]
    DayLimit,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

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
            OrderError::WrongState => Self::Status,
            OrderError::Store(error) => Self::Store(error),
        }
    }
}

/// Makes an order, or finds the one that the same sender's id made before, whatever it holds (tickets.md section 5). Its
/// number is the local day and the next number of a row that never begins again.
///
/// # Errors
/// [`AddError`].
pub fn add(tx: &Tx<'_>, terms: &Terms, customer: &Customer, new: &NewTickets) -> Result<(Order, Status), AddError> {
    if customer.kind == OFFICIAL && new.personal_id == 0 {
        return Err(AddError::MemberMissing);
    }
    // Read again inside the transaction: another order of this moment may have made the account.
    let customer = customers::by_code(tx, customer.kind, &customer.code)
        .map_err(|error| StoreError::Other(format!("a customer has gone: {error}")))?;
    let account_id = customers::account(tx, terms.now, &customer)?;
    if let Some(known) = orders::by_client_ref(tx, account_id, Channel::Ticket, &new.sender_id)? {
        let status = sql::orders::status(tx, known.id)?.unwrap_or(Status::Closed);
        return Ok((known, status));
    }
    let opening = orders::NewOrder {
        account_id,
        channel: Channel::Ticket,
        number: Some(format!("{}{:06}", terms.zone.format(terms.now, "%Y%m%d"), tx.next_id("ticket_orders")?)),
        client_ref: Some(new.sender_id.clone()),
    };
    let (mut order, _) = orders::open(tx, terms, &opening)?;
    let tickets = add_lines(tx, terms, &mut order, &new.tickets)?;
    if !sql::take_of_day(tx, customer.id, &terms.business_date(), tickets)? {
        return Err(AddError::DayLimit);
    }
    let visitors = tx.vault().seal(&visitors_place(order.id), new.visitors.as_bytes()).map_err(StoreError::from)?;
    let ticket_order = NewTicketOrder {
        order_id: order.id,
        customer_id: customer.id,
        personal_id: i64::from(new.personal_id),
        guide_number: &new.guide_number,
        visitors: Some(visitors),
    };
    book(tx, terms, &mut order, &ticket_order)?;
    Ok((order, Status::Booked))
}

/// Adds a line for each product; how many tickets they are.
fn add_lines(tx: &Tx<'_>, terms: &Terms, order: &mut Order, wanted: &[(String, i64)]) -> Result<i64, AddError> {
    let day = terms.zone.start_of(terms.zone.date(terms.now)).unwrap_or(terms.now);
    for (code, quantity) in wanted {
        let product = sql::product_by_code(tx, code)?.filter(|product| product.can_be_ordered(day));
        let product = product.ok_or_else(|| AddError::UnknownProduct(code.clone()))?;
        if !(1..=MOST_TICKETS).contains(quantity) || product.price.times(*quantity).is_none() {
            return Err(AddError::Amount);
        }
        orders::add_line(tx, order, &line(product.id, &product.name, *quantity, product.price))?;
    }
    match wanted.iter().map(|(_, quantity)| *quantity).sum() {
        0 => Err(AddError::Amount),
        tickets => Ok(tickets),
    }
}

/// Writes a new order's ticket part down. A booking stays until somebody comes for it, so it does not expire.
///
/// # Errors
/// A [`StoreError`].
pub fn book(
    tx: &Tx<'_>,
    terms: &Terms,
    order: &mut Order,
    ticket_order: &NewTicketOrder<'_>,
) -> Result<(), StoreError> {
    order.expires_at = None;
    orders::save(tx, order)?;
    sql::orders::insert(tx, ticket_order)?;
    events::record(tx, terms, order.id, Event::Booked, &format!("{} 元", order.payable))
}

/// The line of a product.
#[must_use]
pub fn line(product: i64, name: &str, quantity: i64, price: Fen) -> NewLine {
    NewLine {
        item: product,
        title: name.to_owned(),
        quantity,
        units: 1,
        unit_price: price,
        discount: Fen::ZERO,
        starts_at: None,
        ends_at: None,
        area: None,
        minutes: None,
        source: None,
        attrs: "[]".to_owned(),
    }
}

fn visitors_place(order: i64) -> String {
    format!("ticket_orders/{order}/visitors")
}

/// Who will come with an order, as it was sent; none where nothing is known or the key file has changed.
///
/// # Errors
/// A [`StoreError`].
pub fn visitors(db: &Db<'_>, order: i64) -> Result<Option<String>, StoreError> {
    let sealed = sql::orders::visitors(db, order)?;
    let open = |sealed: Vec<u8>| db.vault().unseal(&visitors_place(order), &sealed);
    Ok(sealed.and_then(open).and_then(|text| String::from_utf8(text).ok()))
}

/// An order by its number, with its status.
///
/// # Errors
/// [`MoveError::Unknown`].
pub fn by_number(db: &Db<'_>, number: &str) -> Result<(Order, Status), MoveError> {
    let order = orders::by_number(db, Channel::Ticket, number)?.ok_or(MoveError::Unknown)?;
    let status = sql::orders::status(db, order.id)?.ok_or(MoveError::Unknown)?;
    Ok((order, status))
}

/// The customer cancels its own order, which is possible while nothing became of it; twice changes nothing.
///
/// # Errors
/// [`MoveError::Unknown`], [`MoveError::Status`].
pub fn cancel(tx: &Tx<'_>, terms: &Terms, customer: &Customer, number: &str) -> Result<(Order, Status), MoveError> {
    let (order, _) = by_number(tx, number)?;
    let owner = sql::orders::by_id(tx, order.id)?.map(|ticket_order| ticket_order.customer_id);
    if owner != Some(customer.id) {
        return Err(MoveError::Unknown);
    }
    end(tx, terms, order, Move::Cancel)
}

/// Ends an order: [`Move::Close`] or [`Move::Cancel`].
///
/// # Errors
/// [`MoveError::Status`].
pub fn end(tx: &Tx<'_>, terms: &Terms, mut order: Order, by: Move) -> Result<(Order, Status), MoveError> {
    match states::advance(tx, terms, order.id, by, "")? {
        Moved::Refused => Err(MoveError::Status),
        Moved::Before => Ok((order, Status::Closed)),
        Moved::From(_) => {
            orders::cancel(tx, terms, &mut order)?;
            Ok((order, Status::Closed))
        }
    }
}

/// What the staff wants to do to an order.
#[derive(Clone, Debug)]
pub struct StaffMove {
    /// The order's number.
    pub number: String,
    /// What is done.
    pub by: Move,
    /// Of a deal: product codes with how many were handed over; empty for all that was ordered.
    pub tickets: Vec<(String, i64)>,
    /// Of a payment: its way and its slip or trade number.
    pub payment: Option<(i64, String)>,
    /// Of cash: how much.
    pub amount: Option<Fen>,
    /// Who does it.
    pub actor: i64,
}

/// Does what the staff wants; a retry changes nothing.
///
/// # Errors
/// [`MoveError`].
pub fn staff_move(tx: &Tx<'_>, terms: &Terms, wanted: &StaffMove) -> Result<(Order, Status), MoveError> {
    let (order, before) = by_number(tx, &wanted.number)?;
    let id = order.id;
    match wanted.by {
        Move::Deal | Move::DealWithRebate => deal(tx, terms, &order, wanted)?,
        Move::TakeCash => take_cash(tx, terms, &order, before, wanted)?,
        Move::PayElsewhere => pay_elsewhere(tx, terms, order, wanted)?,
        Move::Close | Move::Cancel => end(tx, terms, order, wanted.by).map(|_| ())?,
        by => {
            if states::advance(tx, terms, id, by, "")? == Moved::Refused {
                return Err(MoveError::Status);
            }
        }
    }
    let (order, after) = by_number(tx, &wanted.number)?;
    if after != before {
        let change = (Some(before.letter()), Some(after.letter()));
        audit(tx, terms.now, wanted.actor, wanted.by.name(), &format!("order {id}"), change)?;
    }
    Ok((order, after))
}

fn deal(tx: &Tx<'_>, terms: &Terms, order: &Order, wanted: &StaffMove) -> Result<(), MoveError> {
    let from = match states::advance(tx, terms, order.id, wanted.by, "")? {
        Moved::Refused => return Err(MoveError::Status),
        Moved::Before => return Ok(()),
        Moved::From(from) => from,
    };
    if from == Status::Dealt {
        return Ok(()); // the tickets were handed over before, only the rebate is new
    }
    if wanted.tickets.is_empty() {
        hand_over_all(tx, terms, order.id)?;
    }
    for (code, quantity) in &wanted.tickets {
        hand_over(tx, terms, order.id, code, *quantity)?;
    }
    let id = order.id;
    if from == Status::PaidElsewhere && order.pay_status != status::PAID {
        approve(tx, terms, order, wanted.actor)?;
    }
    let mut order = orders::by_id(tx, id)?.ok_or(MoveError::Unknown)?;
    order.order_status = status::CONFIRMED;
    order.shipping_status = status::RECEIVED;
    Ok(orders::save(tx, &order)?)
}

/// Books the money that the third party reported: with the approval it is the outlet's.
fn approve(tx: &Tx<'_>, terms: &Terms, order: &Order, actor: i64) -> Result<(), MoveError> {
    let (Some(way), Some(trade_no)) = (order.pay_way, order.pay_ref.clone()) else { return Err(MoveError::Payment) };
    let money = Settlement { order_id: order.id, way, trade_no, amount: order.due(), actor };
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
    let money = Settlement { order_id: order.id, way: orders::COUNTER, trade_no: slip, amount, actor: wanted.actor };
    match orders::settle(tx, terms, &money)? {
        Settled::Paid(_) | Settled::Before(_) => Ok(()),
        Settled::MustGoBack(_) | Settled::Refused => Err(MoveError::Payment),
    }
}

fn pay_elsewhere(tx: &Tx<'_>, terms: &Terms, mut order: Order, wanted: &StaffMove) -> Result<(), MoveError> {
    let (way, trade_no) = wanted.payment.clone().ok_or(MoveError::Payment)?;
    match states::advance(tx, terms, order.id, Move::PayElsewhere, &format!("{} 元", order.due()))? {
        Moved::Refused => Err(MoveError::Status),
        Moved::Before => Ok(()),
        Moved::From(_) => Ok(orders::begin_paying(tx, terms, &mut order, way, Some(trade_no))?),
    }
}

/// Hands over everything that an order has.
///
/// # Errors
/// A [`StoreError`].
pub fn hand_over_all(tx: &Tx<'_>, terms: &Terms, order: i64) -> Result<(), StoreError> {
    for line in orders::lines_of(tx, order)? {
        sql::orders::put_deal(tx, order, line.id, terms.now, line.quantity)?;
    }
    Ok(())
}

/// Hands over so many tickets of a product.
///
/// # Errors
/// [`MoveError::Tickets`].
pub fn hand_over(tx: &Tx<'_>, terms: &Terms, order: i64, code: &str, quantity: i64) -> Result<(), MoveError> {
    let product = sql::product_by_code(tx, code)?.ok_or(MoveError::Tickets)?;
    let lines = orders::lines_of(tx, order)?;
    let line = lines.iter().find(|line| line.item == product.id && (1..=line.quantity).contains(&quantity));
    let line = line.ok_or(MoveError::Tickets)?;
    Ok(sql::orders::put_deal(tx, order, line.id, terms.now, quantity)?)
}
