//! Outpost: a travel outlet's whole back end in one executable.
//!
//! The modules in the order to read them:
//!
//! 1. [`money`], [`clock`], [`random`], [`text`]: fen, instants, randomness, phones and addresses, each asked for in one place;
//! 2. [`store`]: the strong room, one writer thread and several readers over one `SQLite` file; [`ids`]: what names a thing;
//! 3. [`orders`]: the one order book of all channels, payments, stock, refunds, the audit trail;
//! 4. [`accounts`], [`places`]: people and keys, cities and outlets; [`catalogue`]: what a shop sells, its prices and stock;
//! 5. [`channels::roaming`]: the travel-SIM shop and its back office; the other four APIs are rooms like it: [`channels::leases`], [`channels::tours`],
//!    [`channels::tickets`], [`channels::courses`];
//! 6. [`payments`]: payment providers and the sandbox that stands in for them;
//!    [`outgoing`]: calls that leave the house; [`outbox`]: what partners are owed to be told; [`webhooks`]: targets that the owner has named;
//! 7. [`transfer`]: tables as CSV, in and out; the demonstration is loaded through it;
//! 8. [`http`], [`pages`]: the front door and what people see;
//! 9. [`backup`]: copies that can be trusted, made while serving, put back while not; [`check`]: whether all is well;
//!    [`metrics`]: figures of what goes on; [`reports`]: what was sold and what lies in the store;
//!    [`replay`]: recorded exchanges, sent again;
//! 10. [`config`], [`outlet`], [`app`], [`commands`]: settings, what the outlet remembers of itself, the running outlet, the
//!     command line.

pub mod accounting;
pub mod accounts;
pub mod app;
pub mod backup;
pub mod catalogue;
pub mod channels;
pub mod check;
pub mod clock;
pub mod commands;
pub mod config;
#[doc(hidden)]
pub mod fuzzing;
pub mod histogram;
pub mod http;
pub mod ids;
pub mod metrics;
pub mod money;
pub mod nearest;
pub mod networks;
pub mod orders;
pub mod outbox;
pub mod outgoing;
pub mod outlet;
pub mod pages;
pub mod payments;
pub mod places;
pub mod random;
pub mod raster;
pub mod replay;
pub mod reports;
pub mod staff_api;
pub mod store;
pub mod tables;
pub mod tax;
pub mod text;
pub mod transfer;
pub mod translations;
pub mod webhooks;
