//! What is taxed by which rate, and how much a rate is of an amount.
//!
//! Rates are the owner's: without any, nothing is taxed and nobody pays for the question. A rate counts for a product where the product
//! says so, else for its channel, and for the fee of a delivery. Tax is worked out for each line by itself, half a fen rounded up, so
//! that the parts of an order are always its whole ([why](../../docs/decisions/tax-by-line.md)). The order book calls this; what came of
//! it stands in its own tables.

mod accounts;
mod rate;
mod rates;
mod sql;
mod tables;
mod terms;

pub use accounts::{Account, AccountMap, What};
pub use rate::Rate;
pub use rates::{DELIVERY, default_rate, in_use, names, rate_of};
pub use tables::KINDS;
pub use terms::{TaxTerms, Till};
