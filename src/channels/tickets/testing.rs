//! A store with the demonstration's ticket orders, for this room's tests.

use crate::channels::tickets::name::NAME;
use crate::clock::{Instant, Zone};
use crate::orders::{self, ChannelName, Fulfilment, Fulfilments, Terms};
use crate::random::Ids;
use crate::store::{OpenMode, Store, StoreError, StoreOptions, Tx};
use crate::transfer;

/// An order here is of this channel alone.
const OWN: Fulfilments = Fulfilments::new(LIST);
static LIST: &[(ChannelName, &dyn Fulfilment)] = &[(NAME, &super::FULFILMENT)];

/// Runs `work` in a store of its own, with the id of the demonstration's booked order.
pub(super) fn with_order(work: impl Fn(&Tx<'_>, &Terms, i64) -> Result<(), StoreError> + Send + 'static) {
    let folder = std::env::temp_dir().join(format!("outpost-tickets-{}", Ids::fresh().uuid()));
    let store = Store::open(&folder, OpenMode::New, &StoreOptions::default()).unwrap();
    let zone = Zone::china();
    let terms = Terms {
        now: Instant(1_795_226_400_000),
        zone,
        cutoff_minutes: 0,
        unpaid_ms: 0,
        paying_ms: 0,
        open_ms: 0,
        fulfilments: OWN,
    };
    let load = move |tx: &Tx<'_>| {
        transfer::load_seed(tx, zone, terms.now)?;
        transfer::load_demo(tx, zone, terms.now)
    };
    store.write_blocking(load).unwrap();
    let run = move |tx: &Tx<'_>| {
        let order = orders::by_number(tx, NAME, "20261101000002")?.unwrap();
        work(tx, &terms, order.id)
    };
    store.write_blocking(run).unwrap();
    drop(store);
    std::fs::remove_dir_all(&folder).unwrap();
}
