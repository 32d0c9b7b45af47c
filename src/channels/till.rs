//! What a channel adds to the till report besides money.

use serde_json::Value;

use crate::clock::{DAY_MS, Instant, Zone};
use crate::money::Fen;

/// A span of business days, both ends counted, and the instants that it lasts.
pub struct TillSpan {
    /// The first business date.
    pub from: String,
    /// The last one.
    pub to: String,
    /// Its first instant.
    pub begins: Instant,
    /// The first instant after it.
    pub ends: Instant,
    /// The outlet's zone.
    pub zone: Zone,
    /// Minutes after midnight at which a business date begins.
    pub cutoff_minutes: i64,
}

impl TillSpan {
    /// The business date of one of its days, counted from 0.
    #[must_use]
    pub fn date(&self, day: i64) -> String {
        self.zone.business_date(self.begins.plus_ms(day * DAY_MS), self.cutoff_minutes)
    }
}

/// A row of the report as a table.
pub struct TillRow {
    /// What it is of.
    pub section: &'static str,
    /// Its name there.
    pub name: String,
    /// How many.
    pub count: i64,
    /// How much, where it is money.
    pub amount: Option<Fen>,
}

/// What a channel adds.
#[derive(Default)]
pub struct TillPart {
    /// What the page is told besides, by its name in the answer.
    pub shown: Vec<(&'static str, Value)>,
    /// Rows of the table that stand before the sums of each channel.
    pub rows: Vec<TillRow>,
    /// Rows at its end; whoever reads the table by the place of a row finds the older ones where they were.
    pub last_rows: Vec<TillRow>,
}
