//! E-ticket orders of agencies and what became of them (`/api/WebInterface/*`), with the staff's calls for them.
//!
//! [`door`] lets requests in (`hawk` says who sent them, `formats` how they are answered) and finds their action; the
//! rules stand in `booking`, `orders`, `states`, `customers` and `products` and know neither HTTP nor formats.
//! Specified by docs/spec/tickets.md; other rooms come in through [`CHANNEL`] and the rows that `transfer` brings to [`intake`].
//! [`shop`] sells the outlet's own tickets to people at the kiosk, which calls [`kiosk`].

mod actions;
mod at_the_counter;
mod booking;
mod callbacks;
mod codes;
mod customers;
mod desk;
mod door;
mod events;
mod formats;
mod fulfilment;
pub(crate) mod fuzzing;
mod hawk;
mod ids;
pub mod intake;
mod kiosk;
mod name;
mod orders;
mod own_outlet;
mod pieces;
mod products;
mod query;
mod refunds;
mod restart;
mod shop;
mod sql;
mod staff;
mod states;
mod tables;
#[cfg(test)]
mod testing;
mod visitors;
mod window;
mod wire;

use crate::channels::{Channel, Numbers, PageFile, Window, page_files};
use customers::CustomerKind;
use door::{ANY_CASE, BODIES, routes};
pub use fulfilment::TicketFulfilment;
pub use hawk::ReplayMemory;
use name::NAME;
use restart::{begin_serving, end_serving};
use sql::rules::RULES;
use sql::sealed::SEALED;
use staff::STAFF_CALLS;

/// What it puts on the pages.
const PAGES: &[PageFile] = page_files![
    "tickets":
    "admin-callbacks.js",
    "admin-orders.js",
    "admin-room.js",
    "admin-words.js",
    "admin.js",
    "counter.js",
    "kiosk-ticket.js",
    "kiosk-words.js",
    "kiosk.js",
];

/// What the rest of the house asks of this channel.
pub static CHANNEL: Channel = Channel {
    routes: || routes().chain(kiosk::ROUTES).collect(),
    staff_calls: &[STAFF_CALLS],
    texts: &[include_str!("api.toml"), include_str!("staff/api.toml"), include_str!("pages/api.toml")],
    pages: PAGES,
    numbers: &[CUSTOMERS],
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

/// Who is who among the customers.
const CUSTOMERS: Numbers = Numbers {
    name: "TICKETS",
    about: "Kinds of customers of tickets: what sells at the kiosk.",
    numbers: &[("OWN_CUSTOMER", CustomerKind::OfficialWebsite.number())],
};
