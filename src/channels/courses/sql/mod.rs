//! Statements of this room and the rows they give, a file for each group of tables.

pub(super) mod bindings;
pub(super) mod catalogue;
pub(super) mod gifts;
pub(super) mod orders;
pub(super) mod records;
pub(super) mod rules;
pub(super) mod staff;
pub(super) mod vouchers;
