//! Attempts that are counted before they are looked at, and slowed down where they are many: each then gets a turn, the turns lie
//! further and further apart, and whoever would have to wait too long for one is refused.
//!
//! An attempt that is being looked at takes a place of the free ones, and gives it back unless it was wrong: those who know it are
//! not refused because many of them come at once, they wait for each other.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::clock::Instant;

/// Callers that are remembered at most; beyond it the one whose latest attempt is the oldest goes first.
const REMEMBERED: usize = 20_000;
/// Nobody is held longer than this for a turn; a page gives its server ten seconds.
const PATIENCE_MS: i64 = 8_000;
/// The first turn comes after an eighth of the longest delay, each further one after twice as long, up to the whole.
const DOUBLINGS: u32 = 3;

/// How many attempts are free, and how the others are slowed down.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Attempts that are looked at at once.
    pub free: u32,
    /// Milliseconds between two turns at most.
    pub delay_ms: i64,
    /// Milliseconds since the latest attempt in which attempts count.
    pub window_ms: i64,
}

/// When an attempt is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// After so many milliseconds; it is counted, and [`Turns::end`] is owed.
    After(i64),
    /// Not before one of those ends that are being looked at: it is not known yet whether they count.
    Crowded,
    /// Not at all, as it would have to wait too long; it is not counted.
    Refused,
}

/// What an attempt turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It counts.
    Wrong,
    /// It was none, or nobody has looked at it.
    Unseen,
    /// Whoever made it knew it after all: the wrong ones before it are forgotten.
    Right,
}

#[derive(Clone, Copy)]
struct Slot {
    wrong: u32,
    in_flight: u32,
    latest: Instant,
    turn: Instant,
}

/// The attempts of the last minutes.
pub struct Turns<K> {
    by_key: Mutex<HashMap<K, Slot>>,
}

impl<K> Default for Turns<K> {
    fn default() -> Self {
        Self { by_key: Mutex::default() }
    }
}

impl<K: Hash + Eq + Clone> Turns<K> {
    /// Counts an attempt, and says when its turn is.
    pub fn take(&self, key: K, now: Instant, pace: Pace) -> Turn {
        let mut slots = self.lock();
        make_room(&mut slots, &key);
        let slot = slots.entry(key).or_insert(Slot { wrong: 0, in_flight: 0, latest: now, turn: now });
        // A clock that was set back must not make anybody wait until it has caught up.
        if now.since(slot.latest).abs() >= pace.window_ms {
            *slot = Slot { wrong: 0, turn: now, ..*slot };
        }
        let Some(over) = slot.wrong.saturating_add(slot.in_flight).checked_sub(pace.free) else {
            slot.in_flight += 1;
            slot.latest = now;
            return Turn::After(0);
        };
        if slot.wrong < pace.free {
            return Turn::Crowded;
        }
        let gap = pace.delay_ms >> DOUBLINGS.saturating_sub(over);
        let turn = slot.turn.max(now).plus_ms(gap);
        let wait = turn.since(now);
        if wait > PATIENCE_MS {
            return Turn::Refused;
        }
        *slot = Slot { in_flight: slot.in_flight.saturating_add(1), latest: now, turn, ..*slot };
        Turn::After(wait)
    }

    /// Ends an attempt that had its turn.
    pub fn end(&self, key: &K, verdict: Verdict) {
        if let Some(slot) = self.lock().get_mut(key) {
            slot.in_flight = slot.in_flight.saturating_sub(1);
            match verdict {
                Verdict::Wrong => slot.wrong = slot.wrong.saturating_add(1),
                Verdict::Unseen => {}
                Verdict::Right => slot.wrong = 0,
            }
        }
    }

    /// Forgets the wrong attempts of somebody who has shown that he knows it.
    pub fn forgive(&self, key: &K) {
        if let Some(slot) = self.lock().get_mut(key) {
            slot.wrong = 0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, Slot>> {
        self.by_key.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn make_room<K: Hash + Eq + Clone>(slots: &mut HashMap<K, Slot>, key: &K) {
    if slots.len() < REMEMBERED || slots.contains_key(key) {
        return;
    }
    let oldest = slots.iter().min_by_key(|(_, slot)| slot.latest).map(|(key, _)| key.clone());
    oldest.map(|key| slots.remove(&key));
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace = Pace { free: 3, delay_ms: 4_000, window_ms: 60_000 };

    /// Wrong attempts, one after another.
    fn wrong(turns: &Turns<u8>, at: i64, attempts: usize) -> Vec<Turn> {
        let one = |_| {
            let turn = turns.take(7, Instant(at), PACE);
            if let Turn::After(_) = turn {
                turns.end(&7, Verdict::Wrong);
            }
            turn
        };
        (0..attempts).map(one).collect()
    }

    #[test]
    fn attempts_beyond_the_free_ones_wait_longer_and_longer_and_too_many_at_once_are_refused() {
        let turns = Turns::default();
        let mut wanted = [0, 0, 0, 500, 1500, 3500, 7500].map(Turn::After).to_vec();
        wanted.extend([Turn::Refused; 2]);
        assert_eq!(wrong(&turns, 0, 9), wanted);
        assert_eq!(turns.take(8, Instant(0), PACE), Turn::After(0), "others may");
        assert_eq!(wrong(&turns, 8_000, 1), [Turn::After(4_000)], "one after another they are slow and not refused");
        assert_eq!(wrong(&turns, 68_000, 1), [Turn::After(0)], "the window has passed");
    }

    #[test]
    fn attempts_at_once_wait_for_each_other_until_it_is_known_whether_they_count() {
        let turns = Turns::default();
        let take = || turns.take(7, Instant(0), PACE);
        assert_eq!([take(), take(), take(), take()], [[Turn::After(0); 3].as_slice(), &[Turn::Crowded]].concat()[..]);
        turns.end(&7, Verdict::Right);
        assert_eq!([take(), take()], [Turn::After(0), Turn::Crowded], "one place for the one that was right");
        turns.end(&7, Verdict::Wrong);
        assert_eq!(take(), Turn::Crowded, "a wrong one keeps its place");
        turns.end(&7, Verdict::Wrong);
        turns.end(&7, Verdict::Wrong);
        assert_eq!(take(), Turn::After(500), "all were wrong: the next one is slowed down");
    }

    #[test]
    fn an_attempt_that_was_right_or_none_does_not_count() {
        let turns = Turns::default();
        wrong(&turns, 0, 2);
        turns.take(7, Instant(0), PACE);
        turns.end(&7, Verdict::Unseen);
        assert_eq!(wrong(&turns, 1, 1), [Turn::After(0)]);
        turns.forgive(&7);
        assert_eq!(wrong(&turns, 2, 3), [Turn::After(0); 3]);
    }

    #[test]
    fn a_clock_that_was_set_back_makes_nobody_wait() {
        let turns = Turns::default();
        wrong(&turns, 10_000_000, 6);
        assert_eq!(turns.take(7, Instant(0), PACE), Turn::After(0));
    }
}
