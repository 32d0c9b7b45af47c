//! The times that list filters take (docs/spec/leases.md section 7): days and instants with or without leading zeros,
//! unix seconds.

use crate::clock::{DAY_MS, Instant, Zone};

/// The last second that four-digit years have, 9999-12-31 23:59:59 UTC.
const LAST_SECOND: i64 = 253_402_300_799;

/// The first and the last instant that a text means.
pub(super) type Span = (Instant, Instant);

/// The first and the last instant that a filter's text means; `None` for a text that means none.
pub(super) fn span(text: &str, zone: Zone) -> Option<Span> {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds: i64 = text.parse().ok().filter(|seconds| *seconds <= LAST_SECOND)?;
        return Some(lasting(Instant(seconds * 1000), 1000));
    }
    let (day, time) = match text.split_once(' ') {
        Some((day, time)) => (day, Some(time.trim_start())),
        None => (text, None),
    };
    let [year, month, date] = numbers(day, '-')?;
    let [hour, minute, second] = time.map_or(Some([0; 3]), |time| numbers(time, ':'))?;
    let padded = format!("{year:04}-{month:02}-{date:02} {hour:02}:{minute:02}:{second:02}");
    let first = zone.parse_text(&padded)?;
    Some(lasting(first, if time.is_some() { 1000 } else { DAY_MS }))
}

fn lasting(first: Instant, ms: i64) -> Span {
    (first, first.plus_ms(ms - 1))
}

/// Three plain numbers of at most four digits.
fn numbers(text: &str, between: char) -> Option<[u16; 3]> {
    let mut parts = text.split(between).map(|part| {
        let is_plain = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        is_plain.then(|| part.parse().ok()).flatten()
    });
    let found = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Option<[String; 2]> {
        let zone = Zone::china();
        span(text, zone).map(|(first, last)| [zone.text(first), zone.text(last)])
    }

    #[test]
    fn a_day_lasts_to_its_last_second_and_an_instant_for_one() {
        let day = ["2022-05-01 00:00:00", "2022-05-01 23:59:59"].map(str::to_owned);
        for text in ["2022-5-1", "2022-05-01", " 2022-05-1 "] {
            assert_eq!(texts(text).as_ref(), Some(&day), "{text}");
        }
        let instant = ["2022-05-21 01:02:03", "2022-05-21 01:02:03"].map(str::to_owned);
        for text in ["2022-05-21 01:02:03", "2022-5-21 1:2:3", "1653066123"] {
            assert_eq!(texts(text).as_ref(), Some(&instant), "{text}");
        }
        assert_eq!(span("1653066123", Zone::china()), Some((Instant(1_653_066_123_000), Instant(1_653_066_123_999))));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "2022-13-45",
            "tomorrow",
            "2022-2-30",
            "2022-5",
            "2022-5-1-1",
            "-5",
            "2022/5/1",
            "2022-5-1T00:00:00",
            "2022-5-1 25:0:0",
            "2022-5-1 1:2",
            "+2022-5-1",
            "99999999999999999999",
            "22022-1-1",
            "2022-5-1 ",
        ] {
            assert_eq!(texts(text).is_some(), text == "2022-5-1 ", "{text}");
        }
    }
}
