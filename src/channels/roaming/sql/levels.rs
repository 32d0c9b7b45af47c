//! What the roaming shop has left.

use crate::store::Level;

/// The roaming shop's levels beside the catalogue's.
pub const LEVELS: &[Level] =
    &[Level { kind: "data card", statement: "select state, count(*) from data_cards group by state order by state" }];
