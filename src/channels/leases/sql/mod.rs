//! Statements of the lease room, a file for each of its tables' families.

pub(super) mod addresses;
pub(super) mod flow;
pub(super) mod orders;
pub(super) mod prices;
pub(super) mod rules;
pub(super) mod wallets;
