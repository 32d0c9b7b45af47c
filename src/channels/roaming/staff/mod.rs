//! The back office (`/om/services/*`, docs/spec/roaming.md sections 4, 10 and 15): orders to hand out, the store room,
//! prices, people.
//!
//! Every service here asks for a role first and writes what it changed into the audit trail, in the same transaction. Called
//! through the tables in `roaming` alone.

pub(super) mod channels;
pub(super) mod devices;
pub(super) mod handover;
mod orders;
mod people;
pub(super) mod prices;
mod search;
pub(super) mod stock;
mod traffic;
pub(super) mod usage;

pub use channels::channels_set;
pub use devices::{DeviceReports, device_gets, device_search, device_set};
pub use handover::bind as card_bind;
pub(super) use handover::hand_over as hand_over_card;
pub(super) use orders::ship as ship_order;
pub use orders::{cancel as order_cancel, gets as order_gets, shipped as order_shipped};
pub use people::{create as account_create, delete as account_delete};
pub use prices::{discount_set, unit_price_set};
pub use search::search as order_search;
pub use stock::set as card_set;
pub use traffic::{card_gets, traffic_gets};
pub use usage::set as usage_set;

use crate::accounts::Role;

/// Who runs orders, stock and prices.
pub(super) const OPERATORS: &[Role] = &[Role::Operator, Role::Admin];
/// Who works at the counter.
const AT_THE_COUNTER: &[Role] = &[Role::Clerk, Role::Operator, Role::Admin];
/// Who may change what the outlet is.
const ADMINS: &[Role] = &[Role::Admin];

/// Values as one line of text for the audit trail.
fn note(value: &serde_json::Value) -> String {
    value.to_string()
}
