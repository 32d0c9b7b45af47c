//! The shapes on the wire: member names and their order are the recorded document's (docs/spec/tickets.md sections 1
//! and 5).

use super::customers::Customer;
use super::formats::{Content, Row, Value};
use super::pieces::Ticket;
use super::products::Product;
use super::query::{Deal, LogEntry};
use super::states::Status;
use crate::clock::{Instant, Zone};
use crate::money::Fen;
use crate::outbox::State;

fn text(value: impl Into<String>) -> Value {
    Value::Text(value.into())
}

fn money(amount: Fen) -> Value {
    Value::Decimal(amount.decimal())
}

fn whole(number: i64) -> Value {
    i32::try_from(number).map_or(Value::Long(number), Value::Int)
}

fn day(at: Instant, zone: Zone) -> String {
    zone.format(at, "%Y%m%d")
}

fn moment(at: Instant, zone: Zone) -> Value {
    text(zone.format(at, "%Y%m%d%H%M%S"))
}

/// `OrderDeal` rows.
pub(super) fn deals(deals: &[Deal], zone: Zone) -> Content {
    Content::List("OrderDeal", deals.iter().map(|deal| deal_row(deal, zone)).collect())
}

fn deal_row(deal: &Deal, zone: Zone) -> Row {
    vec![
        ("orderid", text(&deal.number)),
        ("ordertime", text(day(deal.ordered_at, zone))),
        ("status", text(deal.status.letter())),
        ("dealtime", moment(deal.dealt_at, zone)),
        ("customerid", text(&deal.customer_code)),
        ("customername", text(&deal.customer_name)),
        ("customertypecode", text(deal.customer_kind.to_string())),
        ("customertypename", text(deal.customer_kind.name())),
        ("summary", money(deal.summary)),
        ("unit", text(&deal.unit)),
        ("num", whole(deal.quantity)),
        ("price", money(deal.price)),
        ("productid", text(&deal.product_code)),
        ("productname", text(&deal.product_name)),
        ("dealnum", Value::Decimal(deal.dealt.into())),
    ]
}

/// `Ticket` rows.
pub(super) fn tickets(tickets: &[Ticket], zone: Zone) -> Content {
    Content::List("Ticket", tickets.iter().map(|ticket| ticket_row(ticket, zone)).collect())
}

/// One ticket, or none.
pub(super) fn ticket(ticket: Option<&Ticket>, zone: Zone) -> Content {
    ticket.map_or(Content::Nothing("Ticket"), |ticket| Content::One("Ticket", ticket_row(ticket, zone)))
}

/// The members of the published page; what is not kept of a ticket is null.
fn ticket_row(ticket: &Ticket, zone: Zone) -> Row {
    let (name, document) = ticket.visitor.clone().unwrap_or_default();
    vec![
        ("productid", text(&ticket.product_code)),
        ("productname", text(&ticket.product_name)),
        ("ticketcode", text(&ticket.code)),
        ("personcount", Value::Int(1)),
        ("ticketdate", text(day(ticket.dealt_at, zone))),
        ("freecount", Value::Int(0)),
        ("price", money(ticket.price)),
        ("summary", money(ticket.price)),
        ("servicecode", Value::Null),
        ("servicename", Value::Null),
        ("timespanindex", Value::Int(0)),
        ("starttime", Value::Null),
        ("endtime", Value::Null),
        ("status", text(if ticket.is_refunded() { "2" } else { "1" })),
        ("name", name.map_or(Value::Null, text)),
        ("identitycode", document.map_or(Value::Null, text)),
        // All tickets are handed over at the counter.
        ("dealtype", text("1")),
        ("seatdesc", Value::Null),
        ("eticketimage", Value::Null),
    ]
}

/// `AgentInfoResult`: what a customer is told of itself; of anybody else nothing.
pub(super) fn agent(customer: Option<&Customer>) -> Content {
    const NAME: &str = "AgentInfoResult";
    let Some(customer) = customer else { return Content::Nothing(NAME) };
    let flag = |is: bool| text(if is { "1" } else { "0" });
    let row = vec![
        ("agentid", text(&customer.code)),
        ("username", text(&customer.username)),
        ("useable", flag(customer.enabled)),
        ("useprepaymenttopay", flag(false)),
        ("agenttypecode", text(customer.kind.to_string())),
        ("mobile1", Value::Null),
        ("mobile2", Value::Null),
        ("usecashtopay", flag(true)),
        ("agenttypename", text(customer.kind.name())),
        ("agentname", text(&customer.name)),
        ("daylimit", whole(customer.day_limit.unwrap_or(0))),
        ("userebatetopay", flag(false)),
        ("email", Value::Null),
    ];
    Content::One(NAME, row)
}

/// A callback's state on the wire: code and name.
pub(super) fn callback_state(state: State) -> (&'static str, &'static str) {
    match state {
        State::Waiting => ("0", "待回调"),
        State::Taken => ("1", "回调成功"),
        State::Failed => ("2", "回调失败"),
        State::GivenUp => ("3", "已放弃"),
    }
}

/// `OrderLog` rows. Where no call is owed the members of callbacks are null.
pub(super) fn log(entries: &[LogEntry], zone: Zone) -> Content {
    let row = |entry: &LogEntry| {
        let called = entry.callback.as_ref();
        vec![
            ("serialid", whole(entry.id.number())),
            ("eventtypecode", text(entry.kind.to_string())),
            ("eventtypename", text(entry.kind.name())),
            ("orderid", text(&entry.number)),
            ("sellbillid", Value::Null),
            ("ticketid", Value::Null),
            ("datetime", moment(entry.at, zone)),
            ("content", text(&entry.content)),
            ("replaytime", called.and_then(|it| it.tried_at).map_or(Value::Null, |at| moment(at, zone))),
            ("replayresult", called.and_then(|it| it.result.as_ref()).map_or(Value::Null, text)),
            ("replaystatuscode", called.map_or(Value::Null, |it| text(callback_state(it.state).0))),
            ("replaystatus", called.map_or(Value::Null, |it| text(callback_state(it.state).1))),
        ]
    };
    Content::List("OrderLog", entries.iter().map(row).collect())
}

/// `Product` rows.
pub(super) fn products(products: &[Product], zone: Zone) -> Content {
    let date = |at: Option<Instant>| at.map_or(Value::Null, |at| text(day(at, zone)));
    let row = |product: &Product| {
        vec![
            ("productid", text(&product.code)),
            ("productname", text(&product.name)),
            ("unit", text(&product.unit)),
            ("price", money(product.price)),
            ("initdate", date(product.valid_from)),
            ("enddate", date(product.valid_until)),
        ]
    };
    Content::List("Product", products.iter().map(row).collect())
}

/// What a writing call answers, `OrderOperatorResult`.
pub(super) struct Operated<'o> {
    /// The order's number; none where there is no order.
    pub(super) number: Option<&'o str>,
    /// The id that the sender gave it.
    pub(super) sender_id: Option<&'o str>,
    /// Where it stands.
    pub(super) status: Option<Status>,
    /// 0, or a number of the table in `fault`.
    pub(super) code: i32,
    /// What went wrong; empty for nothing.
    pub(super) message: &'o str,
}

/// `OrderOperatorResult`; the last member's name is the earlier server's spelling.
pub(super) fn operated(result: &Operated<'_>) -> Content {
    let or_null = |value: Option<&str>| value.map_or(Value::Null, text);
    let row = vec![
        ("orderid", or_null(result.number)),
        ("sendid", or_null(result.sender_id)),
        ("orderstatus", or_null(result.status.map(Status::letter))),
        ("resultcode", Value::Int(result.code)),
        ("returnmessgage", text(result.message)),
    ];
    Content::One("OrderOperatorResult", row)
}
