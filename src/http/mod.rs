//! The front door: accepts connections, sets every limit, turns bytes into fields, and answers.
//!
//! A request goes through as a line of small steps: read it within its limits, find its route, run the handler, write the
//! reply. Handlers see [`Request`], [`Fields`] and [`Reply`]; the rules behind them never see HTTP.

mod document;
pub mod embedded;
mod failures;
mod fields;
mod health;
mod missing;
pub(crate) mod multipart;
mod patience;
mod reply;
mod request;
mod rescue;
mod routes;
mod server;
mod tls;
pub mod xml;

pub use document::ROUTES as DOCUMENT_ROUTES;
pub use failures::failure;
pub(crate) use fields::form_pairs;
pub use fields::{BadField, Fields, Limits as FieldLimits};
pub use health::ROUTES as HEALTH_ROUTES;
pub use reply::{Reply, escape_html};
pub use request::Request;
pub use routes::{Handled, Handler, Refusal, Route, Router};
pub use server::{ServerLimits, serve};
pub use tls::Tls;
