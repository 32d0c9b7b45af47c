//! Facts about the outlet itself that the database remembers.

pub(crate) mod sql;

pub use sql::{
    is_demo, is_open, is_unserved, keep_requests, kept_requests, make_token_key, mark_served, open_outlet, probe,
    sandbox_key, token_key,
};
