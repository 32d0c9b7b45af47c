//! A store with the demonstration's ticket orders, for this room's tests.

use crate::channels::tickets::name::NAME;
use crate::clock::{Instant, Zone};
use crate::ids::OrderId;
use crate::orders::{self, Caps, ChannelName, Fulfilment, Fulfilments, Terms};
use crate::store::testing::TestStore;
use crate::store::{StoreError, Tx};
use crate::tax::TaxTerms;

/// An order here is of this channel alone.
const OWN: Fulfilments = Fulfilments::new(LIST);
static LIST: &[(ChannelName, &dyn Fulfilment)] = &[(NAME, &super::FULFILMENT)];

/// 2026-11-21 10:00:00 in China.
const NOW: Instant = Instant(1_795_226_400_000);

/// Runs `work` in a store of its own, with the id of the demonstration's booked order.
pub(super) fn with_order(work: impl Fn(&Tx<'_>, &Terms, OrderId) -> Result<(), StoreError> + Send + 'static) {
    let test = TestStore::with_demo_at(NOW);
    let terms = Terms {
        now: NOW,
        zone: Zone::china(),
        cutoff_minutes: 0,
        unpaid_ms: 0,
        paying_ms: 0,
        open_ms: 0,
        caps: Caps::NONE,
        fulfilments: OWN,
        tax: TaxTerms::USUAL,
    };
    let run = move |tx: &Tx<'_>| {
        let order = orders::by_number(tx, NAME, "20261101000002")?.unwrap();
        work(tx, &terms, order.id())
    };
    test.run(run);
}
