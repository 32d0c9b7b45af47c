//! Single tickets: what they are, and asking for them to go back (tickets.md section 9).

use super::body::{self, SentRefund};
use super::{done, refused};
use crate::channels::tickets::codes::{self, Fault, Refused};
use crate::channels::tickets::door::Visit;
use crate::channels::tickets::formats::Content;
use crate::channels::tickets::orders::{self, Back};
use crate::channels::tickets::pieces::{self, MAX_AT_ONCE, Ticket};
use crate::channels::tickets::query::{self, Named};
use crate::channels::tickets::wire;

/// `Order/Query/Tickets`.
///
/// # Errors
/// 404 without `username`, 400 without `orderid` and `senderid`.
pub(super) async fn list(visit: &Visit) -> Result<Content, Fault> {
    Ok(wire::tickets(&found(visit, None)?, visit.terms.zone))
}

/// `Order/Query/Ticket`: none where the caller's order has no such ticket.
///
/// # Errors
/// 404 without `username` or `ticketid`.
pub(super) async fn one(visit: &Visit) -> Result<Content, Fault> {
    let code = visit.arguments.required("ticketid")?.trim();
    let found = found(visit, Some(code))?;
    Ok(wire::ticket(found.iter().find(|ticket| ticket.code == code), visit.terms.zone))
}

/// The tickets of the order that a request names, or that its ticket's code begins with.
fn found(visit: &Visit, code: Option<&str>) -> Result<Vec<Ticket>, Fault> {
    let arguments = &visit.arguments;
    let username = arguments.required("username")?;
    let text = |name: &str| arguments.get(name).unwrap_or_default().trim();
    let named = Named {
        customer: visit.customer.id,
        number: text("orderid"),
        sender_id: text("senderid"),
        personal_id: i64::from(arguments.number("personalid")?),
        guide_number: arguments.get("guidernum").unwrap_or_default(),
    };
    let numbers = match code {
        _ if !named.number.is_empty() || !named.sender_id.is_empty() => vec![named.number],
        None => return Err(Fault::unusable("orderid or senderid is required.")),
        Some(code) => pieces::orders_in(code),
    };
    let look = |number| {
        let named = Named { number, ..named };
        visit.outlet.store.read(|db| query::order_of_tickets(db, &visit.customer, username, &named))
    };
    let mut order = None;
    for number in numbers {
        order = order.or(look(number)?);
    }
    let Some(order) = order else { return Ok(Vec::new()) };
    if visit.outlet.store.read(|db| pieces::count(db, order))? > MAX_AT_ONCE {
        return Err(Fault::unusable("The order has more tickets than one answer can hold."));
    }
    Ok(visit.outlet.store.read(|db| pieces::of_order(db, order))?)
}

/// `Order/RefundTicket`.
///
/// # Errors
/// 415, 400 for a body that cannot be read.
pub(super) async fn refund(visit: &Visit) -> Result<Content, Fault> {
    ask(visit, body::read_refund(&visit.request, None)?, Back::Tickets).await
}

/// `Order/Refund`.
///
/// # Errors
/// As [`refund`].
pub(super) async fn refund_payment(visit: &Visit) -> Result<Content, Fault> {
    ask(visit, body::read_refund(&visit.request, None)?, Back::Payment).await
}

/// `Order/Ticket/Refund`: the same, with the caller's user name, and the rest in a member of its own.
///
/// # Errors
/// As [`refund`].
pub(super) async fn refund_within(visit: &Visit) -> Result<Content, Fault> {
    let sent = body::read_refund(&visit.request, Some("refundparm"))?;
    if !query::is_user(&visit.customer, &sent.username) {
        return Ok(refused(None, Refused::OtherCustomer, "username is not that of the signature"));
    }
    ask(visit, sent, Back::Tickets).await
}

async fn ask(visit: &Visit, sent: SentRefund, back: Back) -> Result<Content, Fault> {
    let wanted = match sent.wanted {
        Ok(wanted) => wanted,
        Err(message) => return Ok(refused(None, Refused::Incomplete, message)),
    };
    let (terms, customer, asked) = (visit.terms, visit.customer.clone(), (back, wanted));
    let write =
        visit.outlet.store.write(move |tx| orders::ask_refund(tx, &terms, &customer, &sent.number, &asked)).await;
    match write {
        Ok((order, status)) => Ok(done(&order, status)),
        Err(error) => Ok(refused(None, codes::of_move(&error)?, &error.to_string())),
    }
}
