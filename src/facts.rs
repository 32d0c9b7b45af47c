//! Facts about the outlet itself that the database remembers.

pub(crate) mod sql;

pub use sql::{is_demo, is_open, make_token_key, open_outlet, sandbox_key, token_key};
