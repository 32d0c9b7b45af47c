//! Figures of the running outlet for `GET /metrics`, in the text format of Prometheus.
//!
//! Rooms count with histograms and atomic numbers of their own; the front door counts what it answers. A scrape
//! gathers all of it and asks the database for levels and orders. Nothing here is kept over a restart, which is what
//! Prometheus expects.

mod page;
mod sql;
mod text;

pub use page::ROUTES;

/// What callers are told of them.
pub const API: &str = include_str!("api.toml");
