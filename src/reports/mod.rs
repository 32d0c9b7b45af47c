//! What a manager wants to know: what was sold, by whatever it is looked at; what went back and why; what lies in the store and what runs out.
//!
//! Reports read the order book's bookings ([`crate::orders::booked()`]) of two spans of business days, the one that is asked for and the one
//! before, and add them up by keys. All of them rest on moves of money, so their sums are those of the till report. Called by the
//! manager's page.

mod change;
mod key;
mod names;
mod sales;
mod span;
mod stock;
mod sums;

pub use change::{per_mille, per_mille_of};
pub use key::{By, Key};
pub use names::{Named, Names};
pub use sales::{Report, Row, report};
pub use span::{MAX_DAYS, Span, Spans, Usual};
pub use stock::{Lasts, StockReport, StockRow, USUAL_DAYS, stock};
pub use sums::Sums;
