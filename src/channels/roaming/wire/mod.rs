//! The shapes on the wire. Fields stand in alphabetical order, because keys do (docs/spec/roaming.md section 0.1);
//! `None` is left out.

pub(super) mod catalogue;
pub(super) mod devices;
pub(super) mod orders;
pub(super) mod packages;
pub(super) mod people;
pub(super) mod refunds;
pub(super) mod search;
pub(super) mod vouchers;
