//! What the outlet sells, and the interfaces it is sold through: a folder for each channel, and the registry of them all.
//!
//! A channel is one [`Channel`] value, and [`ALL`] is the one list of them: `app`, `check`, `metrics`, `transfer` and the counter take
//! from it what they need and name no channel. No channel imports another one. `docs/howto/add-a-channel.md` adds one.

mod channel;
pub mod courses;
pub mod desk;
#[cfg(test)]
pub(crate) mod ferry;
pub mod leases;
pub mod roaming;
pub mod tickets;
pub mod tours;

pub use channel::{Channel, Window, Work};

use crate::orders::{ChannelName, Fulfilment, Fulfilments, Order};
use desk::{Desk, WholeOrders};

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
    ALL.iter().find(|channel| channel.name == order.channel).map_or(&WholeOrders, |channel| channel.desk)
}
