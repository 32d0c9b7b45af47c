//! E-ticket orders of agencies and what became of them (`/api/WebInterface/*`), with the staff's calls for them.
//!
//! [`door`] lets requests in (`hawk` says who sent them, `formats` how they are answered) and finds their action; the
//! rules stand in `booking`, `orders`, `states`, `customers` and `products` and know neither HTTP nor formats.
//! Specified by docs/spec/tickets.md; other rooms come in through [`CHANNEL`], the staff's [`STAFF_CALLS`], the clerk's
//! page's [`desk`], the rows that `transfer` brings to [`intake`], and [`shop`], which sells the outlet's own tickets
//! to people at the kiosk.

mod actions;
mod at_the_counter;
mod booking;
mod callbacks;
mod codes;
mod customers;
pub mod desk;
mod door;
mod events;
mod formats;
mod fulfilment;
pub(crate) mod fuzzing;
mod hawk;
pub mod intake;
mod name;
mod orders;
mod own_outlet;
mod pieces;
mod products;
mod query;
mod refunds;
mod restart;
pub mod shop;
mod sql;
mod staff;
mod states;
mod tables;
#[cfg(test)]
mod testing;
mod visitors;
mod window;
mod wire;

use crate::channels::{Channel, Window};
pub use customers::OFFICIAL;
use door::{ANY_CASE, BODIES, routes};
pub use fulfilment::TicketFulfilment;
pub use hawk::ReplayMemory;
use name::NAME;
pub use orders::MoveError;

use restart::{begin_serving, end_serving};
use sql::rules::RULES;
use sql::sealed::SEALED;
use staff::STAFF_CALLS;
pub use states::Status;

/// What the rest of the house asks of this channel.
pub static CHANNEL: Channel = Channel {
    routes: || routes().collect(),
    staff_calls: &[STAFF_CALLS],
    texts: &[include_str!("api.toml"), include_str!("staff/api.toml")],
    any_case: &ANY_CASE,
    bodies: &BODIES,
    topics: &[&callbacks::CALLBACKS],
    rules: RULES,
    sealed: SEALED,
    tables: &[tables::KINDS],
    window: Some(Window { name: "tickets", on_sale: window::window }),
    desk: &at_the_counter::TicketDesk,
    begin: begin_serving,
    end: |outlet| Box::pin(end_serving(outlet)),
    ..Channel::new(NAME, &FULFILMENT)
};

/// The tickets' part of the order book.
static FULFILMENT: TicketFulfilment = TicketFulfilment;
