//! What the outlet sells, and the five interfaces it is sold through: a folder for each.

pub mod courses;
pub mod leases;
pub mod roaming;
pub mod tickets;
pub mod tours;

use crate::orders::{Channel, Fulfilment, Fulfilments};

/// What each channel gives and takes back besides money.
pub const FULFILMENTS: Fulfilments = Fulfilments::new(LIST);

static LIST: &[(Channel, &dyn Fulfilment)] = &[
    (Channel::Roaming, &roaming::FULFILMENT),
    (Channel::Lease, &leases::FULFILMENT),
    (Channel::Course, &courses::FULFILMENT),
    (Channel::Tour, &tours::FULFILMENT),
    (Channel::Ticket, &tickets::FULFILMENT),
];
