//! What happened to a ticket order, as its customer may read it in `Order/Query/Logs`.

use super::callbacks::{self, Happened};
use super::sql;
use crate::channels::tickets::ids::EventId;
use crate::ids::OrderId;
use crate::orders::{Order, Terms};
use crate::store::{Db, StoreError, Tx, states};

states! {
    /// A kind of event, `eventtypecode` on the wire; decided here.
    pub enum Event {
        /// The order was made.
        Booked = 1,
        /// See [`super::states::Move`] for these.
        Dealt = 2,
        /// The rebate was returned.
        Rebated = 3,
        /// Cash was taken at the counter.
        PaidCash = 4,
        /// A third party was paid.
        PaidElsewhere = 5,
        /// The money is wanted back.
        RefundRequested = 6,
        /// The refund was granted.
        RefundStarted = 7,
        /// The refund was not granted.
        RefundRejected = 8,
        /// The order ended.
        Closed = 9,
        /// The customer cancelled.
        Cancelled = 10,
        /// The money of some tickets is back; the others are as they were.
        RefundedInPart = 11,
    }
}

impl Event {
    /// Its name on the wire, `eventtypename`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Booked => "预订",
            Self::Dealt => "交割",
            Self::Rebated => "返款",
            Self::PaidCash => "前台现付取票",
            Self::PaidElsewhere => "第三方付款",
            Self::RefundRequested => "退款申请",
            Self::RefundStarted => "退款办理",
            Self::RefundRejected => "退款驳回",
            Self::Closed => "关闭",
            Self::Cancelled => "取消",
            Self::RefundedInPart => "部分退票完成",
        }
    }
}

/// What the booking's event says: the sum of the order.
#[must_use]
pub fn sum(order: &Order) -> String {
    format!("{} 元", order.cost())
}

/// Tells the sum of an order anew in the event of its booking: an order that is imported gets its lines one after another.
pub fn tell_sum(tx: &Tx<'_>, order: &Order) -> Result<(), StoreError> {
    sql::orders::set_event_content(tx, order.id(), Event::Booked, &sum(order))
}

/// Writes an event down, and with it that its customer is to be told, if it wants to be. The order's status is the one after it.
pub fn record(tx: &Tx<'_>, terms: &Terms, order: OrderId, event: Event, content: &str) -> Result<(), StoreError> {
    let id = EventId::next(tx)?;
    sql::orders::insert_event(tx, order, id, terms.now, event, content)?;
    callbacks::owe(tx, terms, order, &Happened { id, kind: event, content })
}

/// Whether the latest event of an order is of this kind.
pub fn is_latest(db: &Db<'_>, order: OrderId, event: Event) -> Result<bool, StoreError> {
    Ok(sql::orders::latest_event(db, order)? == Some(event))
}
