//! What lies in the store: for how much it would be sold, what it cost, and for how many days it lasts.

use crate::catalogue::{Stocked, stocked};
use crate::clock::{DAY_MS, Instant};
use crate::money::Fen;
use crate::orders::pieces_gone;
use crate::store::{Db, StoreError, words};

/// Days of sales that tell how fast a thing sells.
const DAYS: i64 = 28;
/// What lasts longer than this sells slowly, in days.
const SLOW: i64 = 180;
/// Within how many days something runs out where nobody has said another number.
pub const USUAL_DAYS: i64 = 14;

words! {
    /// How long a thing lasts.
    pub enum Lasts {
        /// Nothing is left.
        Out = "out",
        /// It runs out within the days that are asked for.
        Soon = "soon",
        /// It lasts longer.
        Enough = "enough",
        /// Nothing of it was sold of late, or it lasts for half a year.
        Slow = "slow",
    }
}

/// A thing in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockRow {
    /// What it is, how much of it is left, and its prices.
    pub it: Stocked,
    /// Pieces that left with orders in the last four weeks and did not come back.
    pub sold: i64,
    /// Days that it lasts if it sells on so; nothing where nothing was sold.
    pub days_left: Option<i64>,
    /// What that means.
    pub lasts: Lasts,
}

impl StockRow {
    /// What all of it would be sold for.
    #[must_use]
    pub fn worth(&self) -> Option<Fen> {
        self.it.price.map(|price| Fen(price.0.saturating_mul(self.it.left)))
    }

    /// What all of it cost.
    #[must_use]
    pub fn cost(&self) -> Option<Fen> {
        self.it.cost.map(|cost| Fen(cost.0.saturating_mul(self.it.left)))
    }
}

/// All that lies in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockReport {
    /// Within how many days something runs out.
    pub within: i64,
    /// What runs out first stands first, what sells slowly last.
    pub rows: Vec<StockRow>,
}

impl StockReport {
    /// Pieces in all.
    #[must_use]
    pub fn pieces(&self) -> i64 {
        self.rows.iter().map(|row| row.it.left).sum()
    }

    /// What all of it would be sold for, as far as it has prices.
    #[must_use]
    pub fn worth(&self) -> Fen {
        self.rows.iter().filter_map(StockRow::worth).sum()
    }

    /// What all of it cost, as far as anybody has said it.
    #[must_use]
    pub fn cost(&self) -> Fen {
        self.rows.iter().filter_map(StockRow::cost).sum()
    }

    /// Things in store of which nobody has said what they cost.
    #[must_use]
    pub fn without_cost(&self) -> usize {
        self.rows.iter().filter(|row| row.it.left > 0 && row.it.cost.is_none()).count()
    }

    /// Things that last so long.
    #[must_use]
    pub fn count(&self, lasts: Lasts) -> usize {
        self.rows.iter().filter(|row| row.lasts == lasts).count()
    }
}

/// Reads what lies in the store now.
pub fn stock(db: &Db<'_>, now: Instant, within: i64) -> Result<StockReport, StoreError> {
    let gone = pieces_gone(db, now.plus_ms(-DAYS * DAY_MS))?;
    let row = |it: Stocked| {
        let sold = gone.get(&it.id.item()).copied().unwrap_or_default().max(0);
        // What is new has not had four weeks to sell.
        let days = (now.since(it.created_at) / DAY_MS + 1).clamp(1, DAYS);
        let days_left = (sold > 0).then(|| it.left.saturating_mul(days) / sold);
        let lasts = lasts(it.left, days_left, within, days == DAYS);
        StockRow { it, sold, days_left, lasts }
    };
    let mut rows: Vec<StockRow> = stocked(db, now)?.into_iter().map(row).collect();
    // What is not sold any more and is gone is missed by nobody.
    rows.retain(|row| row.it.is_on_sale || row.it.left > 0);
    rows.sort_by_key(|row| (row.lasts, row.days_left.unwrap_or(i64::MAX)));
    Ok(StockReport { within, rows })
}

fn lasts(left: i64, days_left: Option<i64>, within: i64, has_had_time: bool) -> Lasts {
    match days_left {
        _ if left <= 0 => Lasts::Out,
        Some(days) if days <= within => Lasts::Soon,
        Some(days) if days > SLOW => Lasts::Slow,
        None if has_had_time => Lasts::Slow,
        _ => Lasts::Enough,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_out_within_the_days_is_soon_and_what_nobody_buys_is_slow() {
        assert_eq!(lasts(0, Some(0), 14, true), Lasts::Out);
        assert_eq!(lasts(0, None, 14, true), Lasts::Out, "whether it was sold or not");
        assert_eq!([lasts(5, Some(14), 14, true), lasts(5, Some(15), 14, true)], [Lasts::Soon, Lasts::Enough]);
        assert_eq!([lasts(5, Some(180), 14, true), lasts(5, Some(181), 14, true)], [Lasts::Enough, Lasts::Slow]);
        assert_eq!(
            [lasts(5, None, 14, true), lasts(5, None, 14, false)],
            [Lasts::Slow, Lasts::Enough],
            "what is new has time"
        );
    }
}
