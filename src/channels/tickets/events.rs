//! What happened to a ticket order, as its customer may read it in `Order/Query/Logs`.

use super::callbacks::{self, Happened};
use super::sql;
use crate::ids::OrderId;
use crate::orders::{Order, Terms};
use crate::store::{Db, StoreError, Tx};

/// A kind of event; code and name are the wire's `eventtypecode` and `eventtypename`, decided here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The order was made.
    Booked,
    /// See [`super::states::Move`] for these.
    Dealt,
    /// The rebate was returned.
    Rebated,
    /// Cash was taken at the counter.
    PaidCash,
    /// A third party was paid.
    PaidElsewhere,
    /// The money is wanted back.
    RefundRequested,
    /// The refund was granted.
    RefundStarted,
    /// The refund was not granted.
    RefundRejected,
    /// The order ended.
    Closed,
    /// The customer cancelled.
    Cancelled,
    /// The money of some tickets is back; the others are as they were.
    RefundedInPart,
}

const TABLE: [(Event, i64, &str); 11] = [
    (Event::Booked, 1, "预订"),
    (Event::Dealt, 2, "交割"),
    (Event::Rebated, 3, "返款"),
    (Event::PaidCash, 4, "前台现付取票"),
    (Event::PaidElsewhere, 5, "第三方付款"),
    (Event::RefundRequested, 6, "退款申请"),
    (Event::RefundStarted, 7, "退款办理"),
    (Event::RefundRejected, 8, "退款驳回"),
    (Event::Closed, 9, "关闭"),
    (Event::Cancelled, 10, "取消"),
    (Event::RefundedInPart, 11, "部分退票完成"),
];

impl Event {
    fn code(self) -> i64 {
        TABLE.iter().find(|(event, _, _)| *event == self).map_or(0, |(_, code, _)| *code)
    }
}

/// The wire's name of an event's code.
#[must_use]
pub fn name(code: i64) -> &'static str {
    TABLE.iter().find(|(_, known, _)| *known == code).map_or("", |(_, _, name)| name)
}

/// What the booking's event says: the sum of the order.
#[must_use]
pub fn sum(order: &Order) -> String {
    format!("{} 元", order.payable())
}

/// Tells the sum of an order anew in the event of its booking: an order that is imported gets its lines one after another.
pub fn tell_sum(tx: &Tx<'_>, order: &Order) -> Result<(), StoreError> {
    sql::orders::set_event_content(tx, order.id, Event::Booked.code(), &sum(order))
}

/// Writes an event down, and with it that its customer is to be told, if it wants to be. The order's status is the one after it.
pub fn record(tx: &Tx<'_>, terms: &Terms, order: OrderId, event: Event, content: &str) -> Result<(), StoreError> {
    let id = tx.next_id("ticket_events")?;
    sql::orders::insert_event(tx, order, id, terms.now, event.code(), content)?;
    callbacks::owe(tx, terms, order, &Happened { id, kind: event.code(), content })
}

/// Whether the latest event of an order is of this kind.
pub fn is_latest(db: &Db<'_>, order: OrderId, event: Event) -> Result<bool, StoreError> {
    Ok(sql::orders::latest_event(db, order)? == Some(event.code()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_a_code_of_its_own() {
        for (place, (event, code, text)) in TABLE.iter().enumerate() {
            assert_eq!((event.code(), name(*code)), (*code, *text));
            assert!(!TABLE[..place].iter().any(|(_, other, _)| other == code), "{code}");
        }
        assert_eq!(name(99), "");
    }
}
