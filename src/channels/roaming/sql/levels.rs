//! What the roaming shop has left.

use crate::store::Level;

/// The roaming shop's levels. Numbers and minutes are let by the day and have none.
pub const LEVELS: &[Level] = &[
    Level {
        kind: "product",
        statement: "select cast(id as text), stock from products where deleted = 0 and kind = 1 order by id",
    },
    Level { kind: "data card", statement: "select state, count(*) from data_cards group by state order by state" },
];
