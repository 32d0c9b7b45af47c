//! What is kept ready of a shop's tables, and when it is old.

use crate::store::{Basis, Columns};

/// Columns of `products` that sales change.
const MOVING: &[&str] = &["stock", "sell_count"];

/// Everything that is told of what is for sale, but for how many pieces there are.
pub static SHELF: Basis = Basis {
    name: "catalogue",
    tables: &[
        ("products", Columns::Without(MOVING)),
        ("product_parts", Columns::All),
        ("attributes", Columns::All),
        ("product_attributes", Columns::All),
        ("prices", Columns::All),
        ("tier_discounts", Columns::All),
        ("categories", Columns::All),
        ("brands", Columns::All),
        ("stores", Columns::All),
    ],
};

/// How many pieces there are, and how many were sold.
pub static STOCK: Basis = Basis { name: "stock of pieces", tables: &[("products", Columns::Only(MOVING))] };
