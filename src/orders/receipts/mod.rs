//! Receipts: one for each move of money, written in its transaction and numbered without gaps for its till.
//!
//! A receipt says what of its money is net and what is tax, part by part: the lines of its order and the delivery. The number is counted
//! up in a row of the till's series, so a transaction that is rolled back takes no number, and two at once get two.

mod fiscal;
mod journal;
mod list;
mod paper;
mod parts;
mod writing;

pub use fiscal::answer;
pub use journal::{BookedMove, BookedPart, SettledMoney, moves, unmatched};
pub use list::{by_id, count, list, of_order, parts_of, series, tax_sums, untaxed_sums, waiting};
pub use paper::{Answered, FiscalError, FiscalState, Part, Receipt, ReceiptFilter, ReceiptKind, TaxSum};
pub(super) use paper::{Booked, NewReceipt};
pub use parts::left;
pub(super) use writing::{of_deposit, of_deposit_back, of_refund, of_sale, of_top_up, of_void};
