//! When a message is tried again (tickets.md section 9; other topics have no reason to differ).

use crate::clock::{DAY_MS, Instant, MINUTE_MS};

/// Milliseconds after the first failures; later ones wait as long as the last of these.
const PAUSES_MS: [i64; 5] = [15_000, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS];

/// The last instant at which a message of that moment may be tried.
pub(super) fn until(owed_at: Instant) -> Instant {
    owed_at.plus_ms(DAY_MS)
}

/// When a message is tried again that has failed `tries` times, the last time now; `None` once its time is over.
pub(super) fn next_try(tries: i64, now: Instant, until: Instant) -> Option<Instant> {
    let place = usize::try_from(tries - 1).unwrap_or(0).min(PAUSES_MS.len() - 1);
    Some(now.plus_ms(PAUSES_MS[place])).filter(|next| *next <= until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pauses_grow_to_half_an_hour_and_end_after_a_day() {
        let (start, end) = (Instant(0), until(Instant(0)));
        let pauses: Vec<i64> = (1..=7).map(|tries| next_try(tries, start, end).unwrap().0 / 1000).collect();
        assert_eq!(pauses, [15, 60, 300, 900, 1800, 1800, 1800]);
        assert_eq!(next_try(9, Instant(DAY_MS - 30 * MINUTE_MS), end), Some(end));
        assert_eq!(next_try(9, Instant(DAY_MS - 30 * MINUTE_MS + 1), end), None);
    }
}
