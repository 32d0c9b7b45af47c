//! A store with the demonstration's ticket orders, for this room's tests.

use super::intake::terms;
use crate::channels::tickets::name::NAME;
use crate::clock::{Instant, Zone};
use crate::ids::OrderId;
use crate::orders::{self, Terms};
use crate::store::testing::TestStore;
use crate::store::{StoreError, Tx};

/// 2026-11-21 10:00:00 in China.
const NOW: Instant = Instant(1_795_226_400_000);

/// Runs `work` in a store of its own, with the id of the demonstration's booked order.
pub(super) fn with_order(work: impl Fn(&Tx<'_>, &Terms, OrderId) -> Result<(), StoreError> + Send + 'static) {
    let test = TestStore::with_demo_at(NOW);
    let terms = terms(Zone::china(), NOW);
    let run = move |tx: &Tx<'_>| {
        let order = orders::by_number(tx, NAME, "20261101000002")?.unwrap();
        work(tx, &terms, order.id())
    };
    test.run(run);
}
