//! Exchanges that were recorded once, sent again: whether an outlet still answers as it, or its forerunner, once did.
//!
//! [`read`] takes a file of exchanges, [`run()`] sends them and compares, [`record()`] writes such a
//! file. What an outlet draws for itself (ids, sessions, serials, instants, hosts) is compared by meaning, everything else to the
//! letter. Only the command line calls this; it knows no channel and talks to an outlet as any client does.

mod compare;
mod curl;
mod form;
mod hawk;
mod json;
mod names;
mod own_demo;
mod record;
mod recording;
mod request;
mod run;
mod send;

pub use record::{RecordError, record};
pub use recording::{Exchange, MAX_RECORDING_BYTES, Recording, RecordingError, read};
pub use run::{Outcome, Place, ReplayError, Terms, Verdict, beside, run};
pub use send::{Reply, is_address};
