//! The actions of this API: each takes parameters, calls a rule, and shapes the answer.

use std::future::Future;
use std::pin::Pin;

use super::booking::{self, NewTickets};
use super::codes::{self, Fault, Refused};
use super::door::Visit;
use super::formats::Content;
use super::orders;
use super::query::{self, Question};
use super::states::Status;
use super::{products, wire};
use crate::clock::{DAY_MS, Instant};
use crate::orders::Order;

mod agents;
mod body;
mod tickets;

/// A content in the making.
pub type Pending<'v> = Pin<Box<dyn Future<Output = Result<Content, Fault>> + Send + 'v>>;

/// One action under one address.
pub struct Action {
    /// Its verb.
    pub verb: &'static str,
    /// Its address, lower-case.
    pub path: &'static str,
    /// One line of the API document.
    pub about: &'static str,
    /// What it does.
    pub run: for<'v> fn(&'v Visit) -> Pending<'v>,
}

/// A table of actions: verb, address, function, what it is for.
macro_rules! actions {
    ($($verb:literal $path:literal => $run:path, $about:literal;)*) => {
        &[$(Action { verb: $verb, path: concat!("/api/", $path), about: $about, run: |visit| Box::pin($run(visit)) }),*]
    };
}

/// All actions; the queries of an order have three addresses each (tickets.md section 1).
pub const ACTIONS: &[Action] = actions! {
    "GET" "webinterface/order/query/deal" => deals, "What was handed over of an order; all parameters in the query.";
    "GET" "webinterface/order/query/deal/{dwlx}/{dwid}/{orderid}" => deals, "What was handed over of an order.";
    "GET" "webinterface/order/query/deal/{dwlx}/{dwid}/{orderid}/{personalid}" => deals, "What was handed over of a member's order.";
    "GET" "webinterface/order/query/logs" => logs, "What happened to an order; all parameters in the query.";
    "GET" "webinterface/order/query/logs/{dwlx}/{dwid}/{orderid}" => logs, "What happened to an order.";
    "GET" "webinterface/order/query/logs/{dwlx}/{dwid}/{orderid}/{personalid}" => logs, "What happened to a member's order.";
    "GET" "webinterface/order/yearcard/query/logs" => logs, "The same for orders of year cards; all parameters in the query.";
    "GET" "webinterface/order/yearcard/query/logs/{dwlx}/{dwid}/{orderid}" => logs, "The same for orders of year cards.";
    "GET" "webinterface/order/yearcard/query/logs/{dwlx}/{dwid}/{orderid}/{personalid}" => logs, "The same for a member's order.";
    "GET" "webinterface/order/query/tickets" => tickets::list, "The tickets of an order, one for each piece handed over.";
    "GET" "webinterface/order/query/ticket" => tickets::one, "One ticket of an order.";
    "POST" "webinterface/order/scenicspot/addorder" => add_order, "Order tickets; the same senderid twice is one order.";
    "POST" "webinterface/order/scenicspot/addorder/forminiprogram" => add_order, "The same for mini programmes.";
    "POST" "webinterface/order/yearcard/cancelorder" => cancel_order, "Cancel an order that is only booked.";
    "POST" "webinterface/order/ticket/refund" => tickets::refund_within, "Ask for tickets of a dealt order to go back.";
    "POST" "order/refundticket" => tickets::refund, "Ask for tickets of a dealt order to go back.";
    "POST" "order/refund" => tickets::refund_payment, "Ask for the money of an order that a third party was paid for.";
    "GET" "webinterface/scenicspot/products" => product_list, "Tickets that can be ordered between two days.";
    "GET" "webinterface/setting/kh_webzh/query" => agents::by_code, "What the outlet knows of the agency.";
    "GET" "setting/kh_webzh/query/byusername" => agents::by_user, "The same by user name; in the query.";
    "GET" "setting/kh_webzh/query/byusername/{username}" => agents::by_user, "The same by user name.";
    "POST" "providerconfig" => agents::configure, "Where and how the agency is told of its orders.";
};

/// Days that the product list covers when it is not told.
const DAYS_AHEAD: i64 = 7;

fn question(visit: &Visit) -> Result<Question, Fault> {
    let arguments = &visit.arguments;
    Ok(Question {
        kind: arguments.required("dwlx")?.to_owned(),
        code: arguments.required("dwid")?.to_owned(),
        number: arguments.required("orderid")?.to_owned(),
        personal_id: arguments.number("personalid")?,
        guide_number: arguments.get("guidernum").unwrap_or_default().to_owned(),
    })
}

async fn deals(visit: &Visit) -> Result<Content, Fault> {
    let question = question(visit)?;
    let deals = visit.outlet.store.read(|db| query::deals(db, &visit.customer, &question))?;
    Ok(wire::deals(&deals, visit.terms.zone))
}

async fn logs(visit: &Visit) -> Result<Content, Fault> {
    let question = question(visit)?;
    let entries = visit.outlet.store.read(|db| query::log(db, &visit.customer, &question))?;
    Ok(wire::log(&entries, visit.terms.zone))
}

async fn product_list(visit: &Visit) -> Result<Content, Fault> {
    let arguments = &visit.arguments;
    let (kind, code) = (arguments.required("dwlx")?, arguments.required("dwid")?);
    let today = visit.terms.zone.start_of(visit.terms.zone.date(visit.terms.now)).unwrap_or(visit.terms.now);
    let first = day(visit, "startdate")?.unwrap_or(today);
    let last = day(visit, "enddate")?.unwrap_or(first.plus_ms(DAYS_AHEAD * DAY_MS));
    if !query::is_caller(&visit.customer, kind, code) {
        return Ok(wire::products(&[], visit.terms.zone));
    }
    let products = visit.outlet.store.read(|db| products::between(db, first, last))?;
    Ok(wire::products(&products, visit.terms.zone))
}

/// A day, written `2026-11-21` or `20261121`.
fn day(visit: &Visit, name: &str) -> Result<Option<Instant>, Fault> {
    let Some(text) = visit.arguments.get(name).map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let dashed = match (text.get(..4), text.get(4..6), text.get(6..)) {
        (Some(year), Some(month), Some(day)) if text.len() == 8 => format!("{year}-{month}-{day}"),
        _ => text.to_owned(),
    };
    let read = visit.terms.zone.parse_date(&dashed);
    read.map(Some).ok_or_else(|| Fault::unusable(format!("The value '{text}' is not valid for {name}.")))
}

/// Reads the order, makes it in the writer, and tells its state: a repeat of the sender's id tells the state that is.
async fn add_order(visit: &Visit) -> Result<Content, Fault> {
    let sent = body::read(&visit.request)?;
    let sender_id = sent.sender_id().map(str::to_owned);
    let refuse = |why: Refused, message: &str| Ok(refused(sender_id.as_deref(), why, message));
    if !query::is_caller(&visit.customer, &sent.customer_kind, &sent.customer_code) {
        return refuse(Refused::OtherCustomer, "dwlx and dwid are not those of the signature");
    }
    let new: NewTickets = match sent.order() {
        Ok(new) => new,
        Err(message) => return refuse(Refused::Incomplete, message),
    };
    let (terms, customer) = (visit.terms, visit.customer.clone());
    match visit.outlet.store.write(move |tx| booking::add(tx, &terms, &customer, &new)).await {
        Ok((order, status)) => Ok(done(&order, status)),
        Err(error) => refuse(codes::of_add(&error)?, &error.to_string()),
    }
}

async fn cancel_order(visit: &Visit) -> Result<Content, Fault> {
    let in_query = visit.arguments.get("orderid").map(str::to_owned);
    let number = in_query.or_else(|| body::member(&visit.request, "orderid")).ok_or_else(Fault::not_found)?;
    let (terms, customer) = (visit.terms, visit.customer.clone());
    match visit.outlet.store.write(move |tx| orders::cancel(tx, &terms, &customer, &number)).await {
        Ok((order, status)) => Ok(done(&order, status)),
        Err(error) => Ok(refused(None, codes::of_move(&error)?, &error.to_string())),
    }
}

fn done(order: &Order, status: Status) -> Content {
    wire::operated(&wire::Operated {
        number: Some(order.number()),
        sender_id: order.client_ref(),
        status: Some(status),
        code: 0,
        message: "",
    })
}

fn refused(sender_id: Option<&str>, why: Refused, message: &str) -> Content {
    wire::operated(&wire::Operated { number: None, sender_id, status: None, code: why.code(), message })
}
