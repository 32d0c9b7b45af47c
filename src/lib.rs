//! Outpost: a travel outlet's whole back end in one executable.
//!
//! The modules in the order to read them:
//!
//! 1. [`money`], [`clock`], [`ids`]: fen, instants and randomness, each asked for in one place;
//! 2. [`store`]: the strong room, one writer thread and several readers over one `SQLite` file;
//! 3. [`orders`]: the one order book of all channels, payments, stock, refunds, the audit trail;
//! 4. [`accounts`], [`places`]: people and keys, cities and outlets;
//! 5. [`roaming`]: the travel-SIM shop and its back office; the other four APIs are rooms like it: [`leases`], [`tours`],
//!    [`tickets`], [`courses`];
//! 6. [`gateways`]: payment providers and the sandbox that stands in for them;
//! 7. [`transfer`]: tables as CSV, in and out; the demonstration is loaded through it;
//! 8. [`http`], [`pages`]: the front door and what people see;
//! 9. [`config`], [`facts`], [`app`], [`commands`]: settings, what the outlet remembers of itself, the running outlet, the
//!    command line.

pub mod accounts;
pub mod app;
pub mod clock;
pub mod commands;
pub mod config;
pub mod courses;
pub mod facts;
pub mod gateways;
pub mod http;
pub mod ids;
pub mod leases;
pub mod money;
pub mod orders;
pub mod pages;
pub mod places;
pub mod roaming;
pub mod store;
pub mod tickets;
pub mod tours;
pub mod transfer;
