//! The only place that asks the time.
//!
//! Instants are epoch milliseconds UTC. Days and texts are the outlet's local time, a fixed offset from UTC
//! (`outlet.zone`), because the wire APIs write local time without a zone.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike};

/// Milliseconds of a day.
pub const DAY_MS: i64 = 86_400_000;
/// UTC+08:00; the match is decided at compile time.
const CHINA: FixedOffset = match FixedOffset::east_opt(8 * 3600) {
    Some(offset) => offset,
    None => unreachable!(),
};

const UTC: FixedOffset = match FixedOffset::east_opt(0) {
    Some(offset) => offset,
    None => unreachable!(),
};

/// Milliseconds of a minute.
pub const MINUTE_MS: i64 = 60_000;

/// How far a clock is put back without anybody noticing: time servers do that. What is further ahead is of a clock that was wrong.
pub const CLOCK_DOUBT_MS: i64 = 10 * MINUTE_MS;

/// An instant in epoch milliseconds UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

impl Instant {
    /// The instant so many milliseconds later; saturates at the ends of time.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds since `earlier`, negative when this comes first.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The first instant of its second. Ends that people write down are whole seconds, and the last second counts to its end:
    /// an end is over when `now.second()` is after it.
    #[must_use]
    pub fn second(self) -> Self {
        Self(self.0.saturating_sub(self.0.rem_euclid(1000)))
    }

    /// Whole seconds since 1970.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }
}

/// The outlet's zone: turns instants into local texts and back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(FixedOffset);

impl Zone {
    /// China Standard Time, UTC+08:00, the default of `outlet.zone`.
    #[must_use]
    pub fn china() -> Self {
        Self(CHINA)
    }

    /// UTC, for the names of backups and logs, which people compare between machines.
    #[must_use]
    pub fn utc() -> Self {
        Self(UTC)
    }

    /// Reads `+08:00` or `-04:00`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, rest) = match text.as_bytes().first()? {
            b'+' => (1, &text[1..]),
            b'-' => (-1, &text[1..]),
            _ => return None,
        };
        let (hours, minutes) = rest.split_once(':')?;
        let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
        if !(0..=14).contains(&hours) || !(0..60).contains(&minutes) {
            return None;
        }
        FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60)).map(Self)
    }

    fn local(self, at: Instant) -> DateTime<FixedOffset> {
        let utc = DateTime::from_timestamp_millis(at.0).unwrap_or_default();
        utc.with_timezone(&self.0)
    }

    fn instant(self, local: NaiveDateTime) -> Option<Instant> {
        self.0.from_local_datetime(&local).single().map(|t| Instant(t.timestamp_millis()))
    }

    /// `2016-07-06 14:44:34`, the form of every wire API of the roaming shop.
    #[must_use]
    pub fn text(self, at: Instant) -> String {
        let local = self.local(at);
        let [hour, minute, second] = [local.hour(), local.minute(), local.second()].map(two_digits);
        let mut text = self.date_text(at);
        text.reserve_exact(9);
        for (mark, [tens, ones]) in [(' ', hour), (':', minute), (':', second)] {
            text.extend([mark, tens, ones]);
        }
        text
    }

    /// `2016-07-06`.
    #[must_use]
    pub fn date_text(self, at: Instant) -> String {
        let local = self.local(at);
        let Some(year) = u32::try_from(local.year()).ok().filter(|year| *year < 10_000) else {
            return local.format("%Y-%m-%d").to_string();
        };
        // Lists hold hundreds of them, so no format is read for each.
        let [century, year, month, day] = [year / 100, year % 100, local.month(), local.day()].map(two_digits);
        let mut text = String::with_capacity(19);
        text.extend(century);
        text.extend(year);
        for [tens, ones] in [month, day] {
            text.extend(['-', tens, ones]);
        }
        text
    }

    /// Any chrono format, for wire shapes of their own.
    #[must_use]
    pub fn format(self, at: Instant, format: &str) -> String {
        self.local(at).format(format).to_string()
    }

    /// The local hour of the day, 0 to 23.
    #[must_use]
    pub fn hour(self, at: Instant) -> u32 {
        self.local(at).hour()
    }

    /// The local calendar day.
    #[must_use]
    pub fn date(self, at: Instant) -> NaiveDate {
        self.local(at).date_naive()
    }

    /// The first instant of a local day.
    #[must_use]
    pub fn start_of(self, day: NaiveDate) -> Option<Instant> {
        self.instant(day.and_time(NaiveTime::MIN))
    }

    /// Reads `yyyy-MM-dd HH:mm:ss`; `None` for anything else, the 30th of February and a second 60 included.
    #[must_use]
    pub fn parse_text(self, text: &str) -> Option<Instant> {
        let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok()?;
        // The library takes a second 60 in every minute, as a leap second.
        let plausible = looks_like(text, "0000-00-00 00:00:00") && local.year() >= 1970 && !text.ends_with("60");
        plausible.then(|| self.instant(local)).flatten()
    }

    /// Reads `yyyy-MM-dd` as the day's first instant.
    #[must_use]
    pub fn parse_date(self, text: &str) -> Option<Instant> {
        calendar_day(text).filter(|day| day.year() >= 1970).and_then(|day| self.start_of(day))
    }

    /// The business date of an instant: a day that begins `cutoff_minutes` after local midnight.
    #[must_use]
    pub fn business_date(self, at: Instant, cutoff_minutes: i64) -> String {
        self.date_text(at.plus_ms(-cutoff_minutes * MINUTE_MS))
    }
}

/// The two digits of a number below a hundred.
fn two_digits(number: u32) -> [char; 2] {
    [number / 10, number % 10].map(|digit| char::from_digit(digit, 10).unwrap_or('?'))
}

/// Reads `yyyy-MM-dd` as a day of the calendar, of any year: a birthday for one.
#[must_use]
pub fn calendar_day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| looks_like(text, "0000-00-00"))
}

/// Whether a text has digits where the form has a nought, and the form's own letters elsewhere: the library takes blanks for
/// leading noughts.
fn looks_like(text: &str, form: &str) -> bool {
    let fits = |(byte, known): (u8, u8)| if known == b'0' { byte.is_ascii_digit() } else { byte == known };
    text.len() == form.len() && text.bytes().zip(form.bytes()).all(fits)
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The outlet's clock: the machine's, or one that was started at a given instant and runs on from there (`--at`).
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    shift_ms: i64,
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn machine() -> Self {
        Self { shift_ms: 0 }
    }

    /// A clock that shows `at` now and runs on.
    #[must_use]
    pub fn started_at(at: Instant) -> Self {
        Self { shift_ms: at.since(machine_now()) }
    }

    /// The outlet's present.
    #[must_use]
    pub fn now(&self) -> Instant {
        machine_now().plus_ms(self.shift_ms)
    }
}

/// A stopwatch for durations, which must not jump with the wall clock.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(std::time::Instant);

impl Stopwatch {
    /// Starts now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this module is where the time is asked")]
    pub fn start() -> Self {
        Self(std::time::Instant::now())
    }

    /// Time since the start.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

#[expect(clippy::disallowed_methods, reason = "this module is where the time is asked")]
fn machine_now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    Instant(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_the_outlets_local_time() {
        let zone = Zone::china();
        let at = zone.parse_text("2016-05-25 00:00:00").unwrap();
        assert_eq!(at, Instant(1_464_105_600_000));
        assert_eq!(zone.text(at), "2016-05-25 00:00:00");
        assert_eq!(Zone::parse("-04:00").unwrap().text(at), "2016-05-24 12:00:00");
    }

    #[test]
    fn texts_are_what_a_format_gives_for_every_instant() {
        let years = [-1, 0, 999, 1970, 2016, 2024, 9999, 10_000, 20_000];
        for zone in ["+08:00", "-04:30", "+00:00"].map(|text| Zone::parse(text).unwrap()) {
            for (place, year) in years.into_iter().enumerate() {
                let start = NaiveDate::from_ymd_opt(year, 12, 31).unwrap().and_hms_opt(3, 4, 5).unwrap();
                let at = Instant(start.and_utc().timestamp_millis() + 12_345_678 * i64::try_from(place).unwrap());
                assert_eq!(zone.text(at), zone.format(at, "%Y-%m-%d %H:%M:%S"));
                assert_eq!(zone.date_text(at), zone.format(at, "%Y-%m-%d"));
            }
        }
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        let zone = Zone::china();
        for text in [
            "2016-02-30 00:00:00",
            "2016-07-32 00:00:00",
            "2016-07-06 23:59:60",
            "tomorrow",
            "2016-07-06",
            "2016-7-6 1:2:3",
            "",
        ] {
            assert_eq!(zone.parse_text(text), None, "{text}");
        }
        for text in ["2016-07-06 10:00:60", "2016-07-06 23:59:60", "2016-07-06 24:00:00", "2016-07-06 10:60:00"] {
            assert_eq!(zone.parse_text(text), None, "{text}");
        }
        for text in ["2016- 7- 6 01:02:03", "2016-07-06  1: 2: 3", "2016-07-06\t01:02:03", "+016-07-06 01:02:03"] {
            assert_eq!(zone.parse_text(text), None, "{text}");
        }
        for text in ["2016-02-30", "2019-02-29", "2016- 7- 6", "2016-7-6", "1969-12-31"] {
            assert_eq!(zone.parse_date(text), None, "{text}");
        }
        assert_eq!(
            zone.parse_text("2016-02-29 23:59:59").map(|at| zone.text(at)).as_deref(),
            Some("2016-02-29 23:59:59")
        );
    }

    #[test]
    fn a_second_has_one_first_instant() {
        let first = |at: i64| Instant(at).second().0;
        assert_eq!([0, 999, 1000, 1999, -1, -1000].map(first), [0, 0, 1000, 1000, -1000, -1000]);
        assert_eq!([first(i64::MIN), first(i64::MAX)], [i64::MIN, i64::MAX - 807]);
    }

    #[test]
    fn the_business_day_begins_at_the_cutoff() {
        let zone = Zone::china();
        let at = zone.parse_text("2016-07-06 03:59:59").unwrap();
        assert_eq!(zone.business_date(at, 240), "2016-07-05");
        assert_eq!(zone.business_date(at.plus_ms(1000), 240), "2016-07-06");
        assert_eq!(zone.business_date(at, 0), "2016-07-06");
    }

    #[test]
    fn a_clock_started_at_an_instant_runs_on_from_there() {
        let at = Instant(1_464_105_600_000);
        let passed = Clock::started_at(at).now().since(at);
        assert!((0..5_000).contains(&passed), "{passed} ms");
    }
}
