//! The shop's order services: submit, lines, delivery, paying, states, lists. One verb, one function.

pub(super) mod delivery;
pub(super) mod lines;
mod list;
pub(super) mod paying;
mod states;
pub(super) mod submit;

pub use delivery::shipping;
pub use lines::set as line_set;
pub use list::gets;
pub(in crate::channels::roaming) use list::{
    Whole, is_deleted, own_roaming, read_one, shape, shown_attrs, whole, whole_one,
};
pub use paying::{om_paid, paying};
pub use states::{cancel, confirm, invoice, received};
pub use submit::submit;
