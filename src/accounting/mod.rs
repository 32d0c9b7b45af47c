//! What the bookkeeper and the tax office get of the order book: invoices and credit notes, the report by rate, the journal.
//!
//! Invoices are rows of this module. Report and journal are made of the moves of money and their receipts whenever somebody asks, so they
//! agree with the till's report of the same days. Called by the manager's page.

pub mod invoices;
pub mod journal;
pub mod report;
mod sql;

pub use sql::rules::RULES;
