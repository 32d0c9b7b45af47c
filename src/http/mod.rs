//! The front door: accepts connections, sets every limit, turns bytes into fields, and answers.
//!
//! A request goes through as a line of small steps: read it within its limits, find its route, run the handler, write the
//! reply. Handlers see [`Request`], [`Fields`] and [`Reply`]; the rules behind them never see HTTP. The door knows neither the outlet nor
//! any address of a room: it hands on a state `S` of its owner's choice, and rooms register what they want of it with [`Router`].

mod body;
mod budget;
mod client;
mod coding;
mod connections;
pub mod contract;
mod document;
pub mod embedded;
mod exchange;
mod failures;
mod fields;
mod health;
mod host;
mod missing;
pub(crate) mod multipart;
mod names;
mod packing;
mod patience;
pub(crate) mod reads;
mod reply;
mod request;
mod requests;
mod rescue;
mod routes;
mod sending;
mod server;
mod tls;
pub mod xml;

pub use body::Spooled;
pub use document::{API, DOCUMENT_PAGE, Documented, document_routes};
pub use failures::failure;
pub use fields::{BadField, Fields, Limits as FieldLimits};
pub(crate) use fields::{form_pairs, whole};
pub use health::{Health, Readiness, health_routes};
use names::Names;
pub use packing::Packed;
pub use reply::{JSON, Reply, escape_html};
pub use request::Request;
pub use requests::Requests;
pub use routes::{Guard, Handled, Handler, Refusal, Route, Router};
pub use sending::SentFile;
pub use server::Server;
pub use tls::Tls;
