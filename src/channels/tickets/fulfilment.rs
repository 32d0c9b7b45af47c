//! What ticket orders hold besides money: their place in the customer's day, and the tickets themselves.

use super::events::{self, Event};
use super::orders::hand_over_all;
use super::sql;
use super::states::{Move, Moved, Status, advance};
use crate::orders::{self, COUNTER, Fulfilment, Order, Terms};
use crate::store::{Db, StoreError, Tx};

/// The tickets' part of the order book.
pub struct TicketFulfilment;

impl Fulfilment for TicketFulfilment {
    /// Cash at the counter hands the tickets over there and then; any other money changes nothing but the till.
    fn paid(&self, tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<bool, StoreError> {
        if order.pay_way() == Some(COUNTER)
            && let Moved::From(_) = advance(tx, terms, order.id(), Move::TakeCash, "")?
        {
            hand_over_all(tx, terms, order.id())?;
            return Ok(false);
        }
        let status = sql::orders::status(tx, order.id())?;
        Ok(!matches!(status, Some(Status::Dealt | Status::DealtWithRebate | Status::PaidCash)))
    }

    /// Agencies collect tickets on their account: those are with them before anybody has paid.
    fn may_be_cancelled(&self, db: &Db<'_>, order: &Order) -> Result<bool, StoreError> {
        Ok(matches!(sql::orders::status(db, order.id())?, None | Some(Status::Booked)))
    }

    /// Tickets are counted by day and priced for it: an order that nobody pays in time ends.
    fn outlives_hold(&self) -> bool {
        false
    }

    /// The tickets count no longer against the day that they were ordered on, and the order is closed for its customer too.
    fn released(&self, tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), StoreError> {
        let Some(ticket_order) = sql::orders::by_id(tx, order.id())? else { return Ok(()) };
        if ticket_order.status != Status::Closed {
            // Money that goes back ends an order outside the table of moves, whatever it was.
            sql::orders::change_status(tx, order.id(), ticket_order.status, Status::Closed)?;
            events::record(tx, terms, order.id(), Event::Closed, "")?;
        }
        let ordered = Terms { now: order.created_at(), ..*terms };
        let tickets: i64 = orders::lines_of(tx, order.id())?.iter().map(orders::Line::quantity).sum();
        sql::give_back_to_day(tx, ticket_order.customer_id, &ordered.business_date(), tickets)
    }
}
