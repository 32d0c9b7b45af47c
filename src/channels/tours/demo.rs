//! The demonstration's calendar (docs/spec/demo.md, "Tour packages"): too many days for a file, so they are made from
//! the offers.
//!
//! Called by the loading of the demonstration, after the offers' file.

use chrono::NaiveDate;

use super::sql::calendar::{self, Template};
use crate::channels::tours::ids::OfferId;
use crate::clock::{Instant, Zone};
use crate::store::{StoreError, Tx};

/// Days from the clock's today on.
const DAYS_AHEAD: usize = 180;

/// Opens every day of 2016 and the days ahead for every offer, but for the days on which the recorded errors can be met. Days
/// that are open stay as they are.
pub fn open_demo_calendar(tx: &Tx<'_>, zone: Zone, now: Instant) -> Result<(), StoreError> {
    let recorded = NaiveDate::from_ymd_opt(2016, 1, 1).map(|first| first.iter_days().take(366));
    let ahead = zone.date(now).iter_days().take(DAYS_AHEAD);
    let mut days: Vec<String> = recorded.into_iter().flatten().chain(ahead).map(|day| day.to_string()).collect();
    days.sort_unstable();
    days.dedup();
    for offer in calendar::templates(tx)? {
        for day in &days {
            if let Some(stock) = stock_on(&offer, day) {
                calendar::open_day(tx, &offer, day, stock)?;
            }
        }
    }
    Ok(())
}

/// Pieces of an offer on a day; nothing where it does not exist.
fn stock_on(offer: &Template, day: &str) -> Option<i64> {
    match (day, offer.kind.as_str(), offer.offer_id) {
        ("2016-02-08", "flight", _) | ("2016-02-09", "hotel" | "seat", _) => None,
        ("2016-02-10", "flight" | "seat", _) | ("2016-02-11", _, OfferId(601)) => Some(0),
        _ => Some(offer.stock),
    }
}
