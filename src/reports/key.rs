//! What the rows of a report are told apart by.

use crate::catalogue::Goal;
use crate::ids::{AccountId, CategoryId, ItemId, PayWayId};
use crate::orders::ChannelName;
use crate::store::words;

words! {
    /// What a report is looked at by.
    pub enum By {
        /// Business days.
        Day = "day",
        /// Hours of the clock.
        Hour = "hour",
        /// What was sold.
        Product = "product",
        /// Categories of the shop's products, and the channels that have none.
        Category = "category",
        /// Channels.
        Channel = "channel",
        /// Who of the staff took or gave the money.
        Clerk = "clerk",
        /// Ways of paying.
        Way = "way",
        /// Where travellers go.
        Destination = "destination",
        /// Why money went back.
        RefundReason = "refund-reason",
        /// Who of the staff gave it back.
        RefundClerk = "refund-clerk",
        /// For which goods it went back.
        RefundProduct = "refund-product",
    }
}

impl By {
    /// Whether it is about what went back.
    #[must_use]
    pub const fn is_of_refunds(self) -> bool {
        matches!(self, Self::RefundReason | Self::RefundClerk | Self::RefundProduct)
    }

    /// Whether a booking's money is looked at line by line.
    #[must_use]
    pub const fn is_of_lines(self) -> bool {
        matches!(self, Self::Product | Self::Category | Self::Destination | Self::RefundProduct)
    }

    /// Whether its rows stand in the order of time.
    #[must_use]
    pub const fn is_of_time(self) -> bool {
        matches!(self, Self::Day | Self::Hour)
    }
}

/// What a row is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// The day of this place in its span, from 0.
    Day(i64),
    /// An hour: its place in the business day, and what the clock shows.
    Hour(i64, i64),
    /// A channel.
    Channel(ChannelName),
    /// Whoever of the staff; nobody for providers.
    Clerk(AccountId),
    /// A way of paying.
    Way(PayWayId),
    /// No money: vouchers covered it, or it cost nothing.
    NoMoney,
    /// A thing of a channel.
    Item(ChannelName, ItemId),
    /// A category of the shop.
    Category(CategoryId),
    /// Where it went.
    Goal(Goal),
    /// A reason, by its place among those that were met.
    Reason(usize),
    /// Deliveries.
    Delivery,
    /// Money that came for no goods.
    NoGoods,
}
