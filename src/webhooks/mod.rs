//! Webhooks: targets outside the house that its owner has named, told of what happens in it.
//!
//! Triggers of the schema note what happened in the transaction of the fact, and nothing while no target is switched on.
//! [`keep_spreading`] makes messages of the outbox out of it, one for each target that wants it; the outbox sends them, again and again for
//! a day, signed by [`sign`]. Only `pages` and `app` call it.

mod news;
mod sign;
mod sql;
mod target;
mod topic;

pub use news::keep_spreading;
pub use sql::SEALED;
pub use target::{Change, Event, Target, TargetError, change, end, make, read_events, rotate, targets, try_out};
pub use topic::{TOPIC, WEBHOOKS};
