//! Which rate counts.

use std::collections::BTreeMap;

use super::{Rate, sql};
use crate::ids::TaxRateId;
use crate::store::{Db, StoreError};

/// What the fee of a delivery is called among what is taxed.
pub const DELIVERY: &str = "delivery";

/// The rate that counts where nothing says another one: for a channel, or [`DELIVERY`]. In an outlet without rates there is none.
pub fn default_rate(db: &Db<'_>, what: &str) -> Result<Option<Rate>, StoreError> {
    if sql::has_rates(db)? { sql::default_rate(db, what) } else { Ok(None) }
}

/// The rate of a number; none of one that has ended.
pub fn rate_of(db: &Db<'_>, id: TaxRateId) -> Result<Option<Rate>, StoreError> {
    sql::rate(db, id)
}

/// Whether anything is taxed: there is a rate that counts.
pub fn in_use(db: &Db<'_>) -> Result<bool, StoreError> {
    sql::has_rates(db)
}

/// What the rates are called, the newest name of each.
pub fn names(db: &Db<'_>) -> Result<BTreeMap<i64, String>, StoreError> {
    sql::names(db)
}
