//! Figures of the running outlet for `GET /metrics`, in the text format of Prometheus.
//!
//! Rooms count with [`Histogram`]s and atomic numbers of their own; [`Requests`] counts what the front door answers. A scrape
//! gathers all of it and asks the database for levels and orders. Nothing here is kept over a restart, which is what
//! Prometheus expects.

mod histogram;
mod page;
mod requests;
mod sql;
mod text;

pub use histogram::Histogram;
pub use page::ROUTES;
pub use requests::Requests;
