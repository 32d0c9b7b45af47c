//! What reports count: orders, and the money that moved.

use super::ChannelName;
use super::sql::figures as sql;
use crate::clock::Instant;
use crate::store::{Db, StoreError};

/// How many orders of a channel are in a state of payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderCount {
    /// The channel.
    pub channel: ChannelName,
    /// See [`super::status`].
    pub pay_status: i64,
    /// How many.
    pub count: i64,
}

/// The orders of a business date by channel and `pay_status`.
pub fn counts_of(db: &Db<'_>, business_date: &str) -> Result<Vec<OrderCount>, StoreError> {
    sql::counts_of(db, business_date)
}

/// Orders that were ever made. Their counter knows; counting a million rows at each look would not do.
pub fn ever_made(db: &Db<'_>) -> Result<i64, StoreError> {
    db.last_id("orders")
}

/// When money came in last; `None` when none ever did.
pub fn newest_money(db: &Db<'_>) -> Result<Option<Instant>, StoreError> {
    super::sql::money::newest(db)
}
