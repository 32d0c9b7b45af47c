//! The shapes on the wire: member names and their order are the recorded document's (docs/spec/tickets.md sections 1
//! and 5).

use super::customers::kind_name;
use super::events;
use super::formats::{Content, Row, Value};
use super::products::Product;
use super::query::{Deal, LogEntry};
use super::states::Status;
use crate::clock::{Instant, Zone};
use crate::money::Fen;

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
        ("customertypename", text(kind_name(deal.customer_kind))),
        ("summary", money(deal.summary)),
        ("unit", text(&deal.unit)),
        ("num", whole(deal.quantity)),
        ("price", money(deal.price)),
        ("productid", text(&deal.product_code)),
        ("productname", text(&deal.product_name)),
        ("dealnum", Value::Decimal(deal.dealt.into())),
    ]
}

/// `OrderLog` rows. Callbacks are not made, so their members say so.
pub(super) fn log(entries: &[LogEntry], zone: Zone) -> Content {
    let row = |entry: &LogEntry| {
        vec![
            ("serialid", whole(entry.id)),
            ("eventtypecode", text(entry.kind.to_string())),
            ("eventtypename", text(events::name(entry.kind))),
            ("orderid", text(&entry.number)),
            ("sellbillid", Value::Null),
            ("ticketid", Value::Null),
            ("datetime", moment(entry.at, zone)),
            ("content", text(&entry.content)),
            ("replaytime", Value::Null),
            ("replayresult", Value::Null),
            ("replaystatuscode", Value::Null),
            ("replaystatus", Value::Null),
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
