//! Statements of the lease room, a file for each of its tables' families.

pub(super) mod addresses;
pub(super) mod flow;
pub(super) mod orders;
pub(super) mod partners;
pub(super) mod prices;
pub(super) mod rules;
pub(super) mod usage;
pub(super) mod wallets;
