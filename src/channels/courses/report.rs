//! What the till report tells of course vouchers: how many schools have taken, day by day.

use super::sql::vouchers as sql;
use crate::clock::Instant;
use crate::money::Fen;
use crate::store::{Db, StoreError};

/// Course vouchers that schools have taken on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Which day of the span, from 0.
    pub day: i64,
    /// How many.
    pub count: i64,
    /// What they paid for of the schools' fees, not what they were sold for.
    pub amount: Fen,
}

/// The vouchers that were redeemed from an instant on and before another; days last 24 hours from the first instant, and those
/// without any are left out.
pub fn redeemed(db: &Db<'_>, from: Instant, before: Instant) -> Result<Vec<Taken>, StoreError> {
    sql::redeemed_between(db, from, before)
}
