//! What a clock that was ahead has left: sessions and check codes of a time that has not come. They count as ended, or somebody who was
//! logged in then would be for years.

use super::{CODE_LIFE_MS, sql};
use crate::clock::{CLOCK_DOUBT_MS, Instant};
use crate::store::{Db, StoreError, Tx};

/// The last instant of use, and of a code's end, that is possible now.
fn latest(now: Instant) -> (Instant, Instant) {
    (now.plus_ms(CLOCK_DOUBT_MS), now.plus_ms(CLOCK_DOUBT_MS + CODE_LIFE_MS))
}

/// How many sessions and codes are of the future.
pub fn of_the_future(db: &Db<'_>, now: Instant) -> Result<(i64, i64), StoreError> {
    let (used, ends) = latest(now);
    Ok((sql::sessions_used_after(db, used)?, sql::codes_ending_after(db, ends)?))
}

/// Ends them.
pub fn end_those_of_the_future(tx: &Tx<'_>, now: Instant) -> Result<(), StoreError> {
    let (used, ends) = latest(now);
    sql::delete_sessions_used_after(tx, used)?;
    sql::delete_codes_ending_after(tx, ends)
}
