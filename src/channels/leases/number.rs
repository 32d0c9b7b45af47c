//! Order numbers: sixteen digits, the local second and four digits more (docs/spec/leases.md section 5).

use crate::channels::leases::name::NAME;
use crate::orders::{self, Terms};
use crate::random::Ids;
use crate::store::{StoreError, Tx};

/// Numbers that one second has.
const NUMBERS_PER_SECOND: u64 = 10_000;

/// A number that no order has: the present second, a random place, and from there the first free one.
///
/// # Errors
/// [`StoreError::Busy`] when the second has no number left.
pub(super) fn fresh(tx: &Tx<'_>, terms: &Terms, ids: &mut Ids) -> Result<String, StoreError> {
    let second = terms.zone.format(terms.now, "%y%m%d%H%M%S");
    let start = ids.below(NUMBERS_PER_SECOND);
    for step in 0..NUMBERS_PER_SECOND {
        let number = format!("{second}{:04}", (start + step) % NUMBERS_PER_SECOND);
        if orders::by_number(tx, NAME, &number)?.is_none() {
            return Ok(number);
        }
    }
    Err(StoreError::Busy)
}
