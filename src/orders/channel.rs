//! The channels, and what each of them gives and takes back besides money.

use std::fmt;

use crate::clock::Instant;
use crate::ids::{ItemId, LineId, TaxRateId};
use crate::money::Fen;
use crate::store::{Db, StoreError, Tx};

use super::{Line, Order, ReclaimError, Terms};

/// The name of the channel that an order was made in: what the order book keeps of it, and all that it knows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChannelName {
    // Short enough to be copied with every order.
    bytes: [u8; MAX_CHANNEL_NAME],
    length: usize,
}

/// Bytes of a channel's name.
const MAX_CHANNEL_NAME: usize = 16;

impl ChannelName {
    /// The channel of this name. A name is at most 16 bytes; a longer one is cut off, which no channel's constant survives: it
    /// would not be in the table `channels`.
    #[must_use]
    pub const fn new(name: &str) -> Self {
        let (from, mut bytes, mut length) = (name.as_bytes(), [0; MAX_CHANNEL_NAME], 0);
        while length < from.len() && length < MAX_CHANNEL_NAME {
            bytes[length] = from[length];
            length += 1;
        }
        Self { bytes, length }
    }

    /// The name in the store.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

impl fmt::Debug for ChannelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

/// What an order holds besides money: it is made the customer's when the order is paid, and given back when it ends.
pub trait Fulfilment: Sync {
    /// The order was paid in this transaction: hand over what the payment buys. Returns whether something must still be shipped
    /// or picked up.
    fn paid(&self, tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<bool, StoreError>;

    /// Whether a paid order can be unpaid again, as if nobody had paid it: nothing that its payment bought has left the house, was
    /// shown to somebody who keeps it, or was used.
    fn may_be_unpaid(&self, _: &Db<'_>, _: &Order) -> Result<bool, StoreError> {
        Ok(false)
    }

    /// The payment was taken back in this transaction: undo what [`Fulfilment::paid`] did. The goods stay the order's.
    fn unpaid(&self, _: &Tx<'_>, _: &Terms, _: &Order) -> Result<(), StoreError> {
        Ok(())
    }

    /// The scarce goods of an order go back, so that others can have them: its time to be paid is over, or it ends. Not what is
    /// still with the customer ([`Order::goods_left`]), nor lines of status [`super::LineStatus::Refunded`]. An order that stays
    /// open keeps everything else: its vouchers, its prices, what it asked for. Channels without scarce goods need not say
    /// anything.
    fn let_go(&self, _: &Tx<'_>, _: &Terms, _: &Order) -> Result<(), StoreError> {
        Ok(())
    }

    /// The order is paid, or begins to be, after [`Fulfilment::let_go`]: take all of it again. Where something is gone the caller rolls
    /// everything back.
    ///
    /// # Errors
    /// What is gone, or a [`StoreError`].
    fn take_again(&self, _: &Tx<'_>, _: &Terms, _: &Order) -> Result<(), ReclaimError> {
        Ok(())
    }

    /// Whether a line is for a time that is over, so that its order cannot be paid any more.
    fn is_over(&self, line: &Line, now: Instant) -> bool {
        line.ends_at.is_some_and(|end| end < now.second())
    }

    /// Whether an unpaid order stays open after its goods went back. One that is for today alone ends with them.
    fn outlives_hold(&self) -> bool {
        true
    }

    /// The order was cancelled, has expired, or its money went back: give back whatever is left of it besides what
    /// [`Fulfilment::let_go`] gave back before this. Called once for an order.
    fn released(&self, tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), StoreError>;

    /// Whether the staff may cancel an order that is not paid: not once its goods are with a customer who pays later.
    fn may_be_cancelled(&self, _: &Db<'_>, _: &Order) -> Result<bool, StoreError> {
        Ok(true)
    }

    /// Whether the money of a paid order may still be asked back, and agreed to: not once something of it was used up that cannot
    /// come back. Money that a provider has paid back is booked without this question, because it is gone.
    fn may_go_back(&self, _: &Db<'_>, _: &Order) -> Result<bool, StoreError> {
        Ok(true)
    }

    /// Whether the money of one line of a paid order, or of all of them, may be asked back: not of one of which something was used
    /// up that cannot come back, though the rest of the order may.
    fn line_may_go_back(&self, _: &Db<'_>, _: &Order, _: Option<LineId>) -> Result<bool, StoreError> {
        Ok(true)
    }

    /// The money of one line of a paid order went back: give back what the line holds. When the last line's went back
    /// [`Fulfilment::released`] follows, which must leave out lines of status [`super::LineStatus::Refunded`]. Channels that refund
    /// orders as a whole need not say anything.
    fn line_released(&self, _: &Tx<'_>, _: &Terms, _: &Order, _: &Line) -> Result<(), StoreError> {
        Ok(())
    }

    /// The goods of a line whose money went back (at `booked_at`, or just now) have come back from the customer, once. Only called
    /// for orders whose goods had left the house.
    fn line_arrived(&self, _: &Tx<'_>, _: &Terms, _: &Order, _: &Line, _: Instant) -> Result<(), StoreError> {
        Ok(())
    }

    /// The rate that an item names itself; of those that name none the channel's counts.
    fn tax_rate(&self, _: &Db<'_>, _: ItemId) -> Result<Option<TaxRateId>, StoreError> {
        Ok(None)
    }

    /// What the order's vouchers took off single lines, with the lines' ids; all else of its voucher amount is shared by price.
    fn vouchers_of_lines(&self, _: &Db<'_>, _: &Order) -> Result<Vec<(LineId, Fen)>, StoreError> {
        Ok(Vec::new())
    }
}

/// The fulfilments of all channels. The order book knows none of them: the list comes in with [`Terms`], from the registry of
/// channels.
#[derive(Clone, Copy)]
pub struct Fulfilments(&'static [(ChannelName, &'static dyn Fulfilment)]);

impl Fulfilments {
    /// The fulfilments of these channels.
    #[must_use]
    pub const fn new(list: &'static [(ChannelName, &'static dyn Fulfilment)]) -> Self {
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
