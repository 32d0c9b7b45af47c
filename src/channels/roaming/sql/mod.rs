//! Statements of the roaming shop, a file for each room of its tables.

pub(super) mod areas;
pub(super) mod cards;
pub(super) mod carts;
pub(super) mod credtrip;
pub(super) mod devices;
pub(super) mod esims;
pub(super) mod gifts;
pub(super) mod grants;
pub(super) mod held_cards;
pub(super) mod levels;
pub(super) mod numbers;
pub(super) mod packages;
pub(super) mod refunds;
pub(super) mod rules;
pub(super) mod sealed;
pub(super) mod search;
pub(super) mod shop;
pub(super) mod store_room;
pub(super) mod traffic;
pub(super) mod vouchers;
