//! What the outlet sells, and the interfaces it is sold through: a folder for each channel, and the registry of them all.
//!
//! A channel is one [`Channel`] value, and [`ALL`] is the one list of them: `app`, `check`, `metrics`, `transfer` and `pages` take
//! from it what they need and name no channel. No channel imports another one. `docs/howto/add-a-channel.md` adds one.

mod channel;
pub mod courses;
pub mod desk;
#[cfg(test)]
pub(crate) mod ferry;
pub mod leases;
pub mod page;
pub mod roaming;
pub mod tickets;
pub mod till;
pub mod tours;

use std::collections::BTreeMap;

pub(crate) use channel::page_files;
pub use channel::{Channel, Numbers, PageFile, Pictures, Window, Work};

use crate::ids::PayWayId;
use crate::orders::{ChannelName, Fulfilment, Fulfilments, Order, Terms};
use crate::store::{Db, StoreError};
use desk::{Desk, DeskVoucher, WholeOrders};

/// All channels, in the order in which reports name them.
pub const ALL: &[&Channel] = &[
    &roaming::CHANNEL,
    &leases::CHANNEL,
    &tours::CHANNEL,
    &tickets::CHANNEL,
    &courses::CHANNEL,
    #[cfg(test)]
    &ferry::CHANNEL,
];

/// What each channel gives and takes back besides money.
pub const FULFILMENTS: Fulfilments = Fulfilments::new(&BY_NAME);

static BY_NAME: [(ChannelName, &dyn Fulfilment); ALL.len()] = {
    let mut list = [(ALL[0].name, ALL[0].fulfilment); ALL.len()];
    let mut place = 1;
    while place < ALL.len() {
        list[place] = (ALL[place].name, ALL[place].fulfilment);
        place += 1;
    }
    list
};

/// How an order is served at the counter.
#[must_use]
pub fn desk_of(order: &Order) -> &'static dyn Desk {
    ALL.iter().find(|channel| channel.name == order.channel()).map_or(&WholeOrders, |channel| channel.desk)
}

/// The voucher of a serial, with how the channel that knows it serves its orders.
pub fn desk_with_voucher(
    db: &Db<'_>,
    terms: &Terms,
    serial: i64,
) -> Result<Option<(&'static dyn Desk, DeskVoucher)>, StoreError> {
    for channel in ALL {
        if let Some(voucher) = channel.desk.voucher(db, terms, serial)? {
            return Ok(Some((channel.desk, voucher)));
        }
    }
    Ok(None)
}

/// The names of all ways of paying, by number.
pub fn way_names(db: &Db<'_>) -> Result<BTreeMap<PayWayId, String>, StoreError> {
    let mut names = BTreeMap::new();
    for channel in ALL {
        names.extend((channel.way_names)(db)?);
    }
    Ok(names)
}
