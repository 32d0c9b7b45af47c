//! E-ticket orders of agencies and what became of them (`/api/WebInterface/*`), with the staff's calls for them.
//!
//! [`door`] lets requests in (`hawk` says who sent them, `formats` how they are answered) and finds their action; the
//! rules stand in `booking`, `orders`, `states`, `customers` and `products` and know neither HTTP nor formats.
//! Specified by docs/spec/tickets.md; other rooms come in through [`FULFILMENT`], the staff's [`STAFF_CALLS`], the clerk's
//! page's [`desk`], the rows that `transfer` brings to [`intake`], and [`shop`], which sells the outlet's own tickets
//! to people at the kiosk.

mod actions;
mod booking;
mod customers;
pub mod desk;
mod door;
mod events;
mod fault;
mod formats;
mod fulfilment;
mod hawk;
mod house;
pub mod intake;
mod office;
mod orders;
mod products;
mod query;
mod restart;
pub mod shop;
mod sql;
mod states;
#[cfg(test)]
mod testing;
mod visitors;
mod wire;

pub use customers::OFFICIAL;
pub use door::{ANY_CASE, routes};
pub use fulfilment::TicketFulfilment;
pub use hawk::ReplayMemory;
pub use office::STAFF_CALLS;
pub use orders::MoveError;
pub use products::Product;
pub use restart::{begin_serving, end_serving};
pub use sql::rules::RULES;
pub use sql::sealed::SEALED;
pub use states::Status;

/// The tickets' part of the order book.
pub static FULFILMENT: TicketFulfilment = TicketFulfilment;
