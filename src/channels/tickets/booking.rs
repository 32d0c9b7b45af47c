//! Making ticket orders: what is wanted, the lines of it, and the ticket part beside the order of the book.

use super::customers::{self, Customer, CustomerKind};
use super::events::{self, Event};
use super::sql::{self, orders::NewTicketOrder};
use super::states::Status;
use super::visitors;
use crate::channels::tickets::ids::TicketProductId;
use crate::channels::tickets::name::NAME;
use crate::ids::AccountId;
use crate::money::Fen;
use crate::orders::{self, NewLine, Order, Terms};
use crate::store::{StoreError, Tx};

/// Tickets of one product that an order may have.
pub const MAX_TICKETS: i64 = 99_999;

/// What a customer orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTickets {
    /// Made by the customer: the same one twice is the same order. Without one each request is an order of its own.
    pub sender_id: Option<String>,
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

/// Makes an order, or finds the one that the same sender's id made before, whatever it holds
/// (docs/spec/tickets.md section 5).
pub fn add(tx: &Tx<'_>, terms: &Terms, customer: &Customer, new: &NewTickets) -> Result<(Order, Status), AddError> {
    if customer.kind == CustomerKind::OfficialWebsite && new.personal_id == 0 {
        return Err(AddError::MemberMissing);
    }
    // Read again inside the transaction: another order of this moment may have made the account.
    let customer = customers::by_code(tx, customer.kind, &customer.code)
        .map_err(|error| StoreError::Other(format!("a customer has gone: {error}")))?;
    let account_id = customers::account(tx, terms.now, &customer)?;
    if let Some(sender_id) = &new.sender_id
        && let Some(known) = orders::by_client_ref(tx, account_id, NAME, sender_id)?
    {
        let status = sql::orders::status(tx, known.id())?.unwrap_or(Status::Closed);
        return Ok((known, status));
    }
    let mut order = open(tx, terms, account_id, new.sender_id.as_deref())?;
    let tickets = add_lines(tx, terms, &mut order, &new.tickets)?;
    if !sql::take_of_day(tx, customer.id, &terms.business_date(), tickets)? {
        return Err(AddError::DayLimit);
    }
    let visitors = visitors::seal(tx, order.id(), &new.visitors)?;
    let ticket_order = NewTicketOrder {
        order_id: order.id(),
        customer_id: customer.id,
        personal_id: i64::from(new.personal_id),
        guide_number: &new.guide_number,
        visitors: Some(visitors),
    };
    book(tx, terms, &mut order, &ticket_order)?;
    Ok((order, Status::Booked))
}

/// Opens an order under the local day and the next number of a row that never begins again.
pub fn open(tx: &Tx<'_>, terms: &Terms, account_id: AccountId, client_ref: Option<&str>) -> Result<Order, StoreError> {
    let opening = orders::NewOrder {
        account_id,
        channel: NAME,
        number: Some(format!("{}{:06}", terms.zone.format(terms.now, "%Y%m%d"), tx.next_id("ticket_orders")?)),
        client_ref: client_ref.map(str::to_owned),
    };
    Ok(orders::open(tx, terms, &opening)?.0)
}

/// Adds a line for each product; how many tickets they are.
///
/// # Errors
/// [`AddError::UnknownProduct`], [`AddError::Amount`].
pub fn add_lines(tx: &Tx<'_>, terms: &Terms, order: &mut Order, wanted: &[(String, i64)]) -> Result<i64, AddError> {
    let day = terms.zone.start_of(terms.zone.date(terms.now)).unwrap_or(terms.now);
    for (code, quantity) in wanted {
        let product = sql::product_by_code(tx, code)?.filter(|product| product.can_be_ordered(day));
        let product = product.ok_or_else(|| AddError::UnknownProduct(code.clone()))?;
        if !(1..=MAX_TICKETS).contains(quantity) || product.price.times(*quantity).is_none() {
            return Err(AddError::Amount);
        }
        orders::add_line(tx, terms, order, &line(product.id, &product.name, *quantity, product.price))?;
    }
    match wanted.iter().map(|(_, quantity)| *quantity).sum() {
        0 => Err(AddError::Amount),
        tickets => Ok(tickets),
    }
}

/// Writes a new order's ticket part down. A partner's booking stays until somebody comes for it, so it does not expire.
pub fn book(
    tx: &Tx<'_>,
    terms: &Terms,
    order: &mut Order,
    ticket_order: &NewTicketOrder<'_>,
) -> Result<(), StoreError> {
    order.stop_clock();
    write_down(tx, terms, order, ticket_order)
}

/// Writes a new order and its ticket part down.
pub fn write_down(
    tx: &Tx<'_>,
    terms: &Terms,
    order: &Order,
    ticket_order: &NewTicketOrder<'_>,
) -> Result<(), StoreError> {
    orders::save(tx, order)?;
    sql::orders::insert(tx, ticket_order)?;
    events::record(tx, terms, order.id(), Event::Booked, &events::sum(order))
}

/// The line of a product.
#[must_use]
pub fn line(product: TicketProductId, name: &str, quantity: i64, price: Fen) -> NewLine {
    NewLine::plain(product.item(), name, quantity, 1, price)
}
