//! The business days of a report, and the days before that it is compared with.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::clock::calendar_day;
use crate::store::words;

/// Days of one report at most.
pub const MAX_DAYS: i64 = 400;

words! {
    /// Spans that people ask for by name.
    pub enum Usual {
        /// The business day that it is.
        Today = "today",
        /// The one before.
        Yesterday = "yesterday",
        /// Seven days up to today.
        SevenDays = "7-days",
        /// Thirty days up to today.
        ThirtyDays = "30-days",
        /// From the first of the month to today.
        ThisMonth = "this-month",
        /// The whole month before.
        LastMonth = "last-month",
    }
}

/// Business days from one to another, both counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
}

impl Span {
    /// How many days they are.
    #[must_use]
    pub fn days(self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    /// Both ends as `yyyy-mm-dd`.
    #[must_use]
    pub fn texts(self) -> (String, String) {
        (self.from.to_string(), self.to.to_string())
    }

    fn from_days_before(to: NaiveDate, days: u64) -> Option<Self> {
        Some(Self { from: to.checked_sub_days(Days::new(days))?, to })
    }
}

/// The days of a report and those before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spans {
    /// What is asked for.
    pub now: Span,
    /// What it is compared with.
    pub before: Span,
}

impl Spans {
    /// The days of a name on a business day, `yyyy-mm-dd`. A month is compared with the month before: one that has not ended with as many
    /// days of it, as far as it has so many.
    #[must_use]
    pub fn usual(name: Usual, today: &str) -> Option<Self> {
        let today = calendar_day(today)?;
        let first = today.with_day(1)?;
        let month_ago = |day: NaiveDate| day.checked_sub_months(Months::new(1));
        match name {
            Usual::Today => Self::of(Span { from: today, to: today }),
            Usual::Yesterday => Self::of(Span::from_days_before(today.pred_opt()?, 0)?),
            Usual::SevenDays => Self::of(Span::from_days_before(today, 6)?),
            Usual::ThirtyDays => Self::of(Span::from_days_before(today, 29)?),
            Usual::ThisMonth => Some(Self {
                now: Span { from: first, to: today },
                before: Span { from: month_ago(first)?, to: month_ago(today)? },
            }),
            Usual::LastMonth => {
                let last = month_ago(first)?;
                let before = month_ago(last)?;
                Some(Self {
                    now: Span { from: last, to: first.pred_opt()? },
                    before: Span { from: before, to: last.pred_opt()? },
                })
            }
        }
    }

    /// Days that somebody has chosen, compared with as many days before; a whole month with the month before. Nothing where the ends
    /// are no days, the wrong way round or too far from each other.
    #[must_use]
    pub fn own(from: &str, to: &str) -> Option<Self> {
        let now = Span { from: calendar_day(from)?, to: calendar_day(to)? };
        if !(1..=MAX_DAYS).contains(&now.days()) || now.from.year() < 1970 {
            return None;
        }
        let is_month = now.from.day() == 1 && now.from.checked_add_months(Months::new(1))?.pred_opt()? == now.to;
        if is_month {
            let before = now.from.checked_sub_months(Months::new(1))?;
            return Some(Self { now, before: Span { from: before, to: now.from.pred_opt()? } });
        }
        Self::of(now)
    }

    fn of(now: Span) -> Option<Self> {
        let days = u64::try_from(now.days()).ok()?;
        let before = Span { from: now.from.checked_sub_days(Days::new(days))?, to: now.from.pred_opt()? };
        Some(Self { now, before })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(spans: Option<Spans>) -> String {
        let Some(Spans { now, before }) = spans else { return "none".to_owned() };
        format!("{} {} | {} {}", now.from, now.to, before.from, before.to)
    }

    #[test]
    fn days_are_compared_with_as_many_days_before() {
        let on = |name, today| texts(Spans::usual(name, today));
        assert_eq!(on(Usual::Today, "2024-03-01"), "2024-03-01 2024-03-01 | 2024-02-29 2024-02-29");
        assert_eq!(on(Usual::Yesterday, "2024-03-01"), "2024-02-29 2024-02-29 | 2024-02-28 2024-02-28");
        assert_eq!(on(Usual::SevenDays, "2024-03-07"), "2024-03-01 2024-03-07 | 2024-02-23 2024-02-29");
        assert_eq!(on(Usual::ThirtyDays, "2024-03-30"), "2024-03-01 2024-03-30 | 2024-01-31 2024-02-29");
    }

    #[test]
    fn months_are_compared_with_the_month_before() {
        let on = |name, today| texts(Spans::usual(name, today));
        assert_eq!(on(Usual::LastMonth, "2024-03-31"), "2024-02-01 2024-02-29 | 2024-01-01 2024-01-31");
        assert_eq!(on(Usual::LastMonth, "2024-01-05"), "2023-12-01 2023-12-31 | 2023-11-01 2023-11-30");
        assert_eq!(on(Usual::ThisMonth, "2024-03-10"), "2024-03-01 2024-03-10 | 2024-02-01 2024-02-10");
        assert_eq!(
            on(Usual::ThisMonth, "2024-03-31"),
            "2024-03-01 2024-03-31 | 2024-02-01 2024-02-29",
            "as far as it goes"
        );
        assert_eq!(on(Usual::ThisMonth, "2024-03-01"), "2024-03-01 2024-03-01 | 2024-02-01 2024-02-01");
    }

    #[test]
    fn a_span_of_ones_own_has_an_end_after_its_beginning_and_is_not_too_long() {
        let own = |from, to| texts(Spans::own(from, to));
        assert_eq!(own("2024-02-10", "2024-02-12"), "2024-02-10 2024-02-12 | 2024-02-07 2024-02-09");
        assert_eq!(own("2024-03-01", "2024-03-31"), "2024-03-01 2024-03-31 | 2024-02-01 2024-02-29", "a whole month");
        assert_eq!(own("2024-02-12", "2024-02-10"), "none");
        assert_eq!(own("2024-02-30", "2024-03-01"), "none");
        assert_eq!(own("2023-01-01", "2024-02-04"), "2023-01-01 2024-02-04 | 2021-11-27 2022-12-31", "400 days");
        assert_eq!(own("2023-01-01", "2024-02-05"), "none");
        assert_eq!(own("1969-01-01", "1969-01-02"), "none");
    }
}
