//! Statements of the manager's page: lists that no service of the rooms offers, and a product's texts and stock. A file for
//! each group of tables.

pub(super) mod catalogue;
pub(super) mod people;
pub(super) mod store_room;
