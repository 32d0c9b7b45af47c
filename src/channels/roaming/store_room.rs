//! The store room at a glance, for the manager's eye: data cards by state, numbers and who holds them, voucher templates.

pub use super::sql::store_room::{
    Card, Hold, PoolNumber, Template, card_states, cards, holds, pool_numbers, templates,
};
