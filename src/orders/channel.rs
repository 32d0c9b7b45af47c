//! The channels, and what each of them gives and takes back besides money.

use std::fmt;

use crate::clock::Instant;
use crate::money::Fen;
use crate::store::{Db, StoreError, Tx};

use super::{Line, Order, Terms};

/// Where an order was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// The travel-SIM shop.
    Roaming,
    /// IP leases and traffic packages.
    Lease,
    /// Course vouchers.
    Course,
    /// Tour packages.
    Tour,
    /// E-tickets.
    Ticket,
}

/// What an order holds besides money: it is made the customer's when the order is paid, and given back when it ends.
pub trait Fulfilment: Sync {
    /// The order was paid in this transaction: hand over what the payment buys. Returns whether something must still be shipped
    /// or picked up.
    ///
    /// # Errors
    /// A [`StoreError`].
    fn paid(&self, tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<bool, StoreError>;

    /// The order was cancelled, has expired, or its money went back: give back all that it holds, but not what is still with the
    /// customer ([`Order::goods_left`]).
    ///
    /// # Errors
    /// A [`StoreError`].
    fn released(&self, tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), StoreError>;

    /// Whether the staff may cancel an order that is not paid: not once its goods are with a customer who pays later.
    ///
    /// # Errors
    /// A [`StoreError`].
    fn may_be_cancelled(&self, _: &Db<'_>, _: &Order) -> Result<bool, StoreError> {
        Ok(true)
    }

    /// Whether the money of a paid order may still be asked back, and agreed to: not once something of it was used up that cannot
    /// come back. Money that a provider has paid back is booked without this question, because it is gone.
    ///
    /// # Errors
    /// A [`StoreError`].
    fn may_go_back(&self, _: &Db<'_>, _: &Order) -> Result<bool, StoreError> {
        Ok(true)
    }

    /// The money of one line of a paid order went back: give back what the line holds. When the last line's went back
    /// [`Fulfilment::released`] follows, which must leave out lines of status [`super::status::LINE_REFUNDED`]. Channels that refund
    /// orders as a whole need not say anything.
    ///
    /// # Errors
    /// A [`StoreError`].
    fn line_released(&self, _: &Tx<'_>, _: &Terms, _: &Order, _: &Line) -> Result<(), StoreError> {
        Ok(())
    }

    /// The goods of a line whose money went back (at `booked_at`, or just now) have come back from the customer, once. Only called
    /// for orders whose goods had left the house.
    ///
    /// # Errors
    /// A [`StoreError`].
    fn line_arrived(&self, _: &Tx<'_>, _: &Terms, _: &Order, _: &Line, _: Instant) -> Result<(), StoreError> {
        Ok(())
    }

    /// What the order's vouchers took off single lines, with the lines' ids; all else of its voucher amount is shared by price.
    ///
    /// # Errors
    /// A [`StoreError`].
    fn vouchers_of_lines(&self, _: &Db<'_>, _: &Order) -> Result<Vec<(i64, Fen)>, StoreError> {
        Ok(Vec::new())
    }
}

impl Channel {
    /// All channels, for reports.
    pub const ALL: [Self; 5] = [Self::Roaming, Self::Lease, Self::Tour, Self::Ticket, Self::Course];

    /// The name in the store.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Roaming => "roaming",
            Self::Lease => "lease",
            Self::Course => "course",
            Self::Tour => "tour",
            Self::Ticket => "ticket",
        }
    }

    /// The channel of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.name() == name)
    }
}

/// The fulfilments of all channels. The order book knows none of them: the list comes in with [`Terms`], from the registry of
/// channels.
#[derive(Clone, Copy)]
pub struct Fulfilments(&'static [(Channel, &'static dyn Fulfilment)]);

impl Fulfilments {
    /// The fulfilments of these channels.
    #[must_use]
    pub const fn new(list: &'static [(Channel, &'static dyn Fulfilment)]) -> Self {
        Self(list)
    }

    /// # Errors
    /// [`StoreError::Corrupt`] for an order of a channel that this program has not.
    pub(super) fn of(self, order: &Order) -> Result<&'static dyn Fulfilment, StoreError> {
        let found = self.0.iter().find(|(channel, _)| *channel == order.channel);
        found.map(|(_, fulfilment)| *fulfilment).ok_or(StoreError::Corrupt)
    }
}

impl fmt::Debug for Fulfilments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(channel, _)| channel)).finish()
    }
}
