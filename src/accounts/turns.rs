//! Attempts that are counted before they are looked at, and slowed down where they are many: each then gets a turn, the turns lie
//! further and further apart, and whoever would have to wait too long for one is refused.

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

#[derive(Clone, Copy)]
struct Slot {
    count: u32,
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
    /// Counts an attempt: the milliseconds until its turn, or nothing where it would have to wait too long; then it is not counted.
    pub fn take(&self, key: K, now: Instant, pace: Pace) -> Option<i64> {
        let mut slots = self.lock();
        make_room(&mut slots, &key);
        let fresh = Slot { count: 0, latest: now, turn: now };
        let slot = slots.entry(key).or_insert(fresh);
        // A clock that was set back must not make anybody wait until it has caught up.
        if now.since(slot.latest).abs() >= pace.window_ms {
            *slot = fresh;
        }
        let Some(over) = slot.count.checked_sub(pace.free) else {
            slot.count += 1;
            slot.latest = now;
            return Some(0);
        };
        let gap = pace.delay_ms >> DOUBLINGS.saturating_sub(over);
        let turn = slot.turn.max(now).plus_ms(gap);
        let wait = turn.since(now);
        if wait > PATIENCE_MS {
            return None;
        }
        *slot = Slot { count: slot.count.saturating_add(1), latest: now, turn };
        Some(wait)
    }

    /// Takes back one attempt that turned out to be none.
    pub fn give_back(&self, key: &K) {
        if let Some(slot) = self.lock().get_mut(key) {
            slot.count = slot.count.saturating_sub(1);
        }
    }

    /// Forgets the attempts of somebody who knew it after all.
    pub fn forget(&self, key: &K) {
        self.lock().remove(key);
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

    fn waits(turns: &Turns<u8>, at: i64, attempts: usize) -> Vec<Option<i64>> {
        (0..attempts).map(|_| turns.take(7, Instant(at), PACE)).collect()
    }

    #[test]
    fn attempts_beyond_the_free_ones_wait_longer_and_longer_and_too_many_at_once_are_refused() {
        let turns = Turns::default();
        let wanted = [Some(0), Some(0), Some(0), Some(500), Some(1500), Some(3500), Some(7500), None, None];
        assert_eq!(waits(&turns, 0, 9), wanted);
        assert_eq!(turns.take(8, Instant(0), PACE), Some(0), "others may");
        assert_eq!(turns.take(7, Instant(8_000), PACE), Some(4_000), "one after another they are slow and not refused");
        assert_eq!(turns.take(7, Instant(68_000), PACE), Some(0), "the window has passed");
    }

    #[test]
    fn an_attempt_that_was_right_or_none_does_not_count() {
        let turns = Turns::default();
        waits(&turns, 0, 3);
        turns.give_back(&7);
        assert_eq!(turns.take(7, Instant(1), PACE), Some(0));
        turns.forget(&7);
        assert_eq!(waits(&turns, 2, 3), [Some(0); 3]);
    }

    #[test]
    fn a_clock_that_was_set_back_makes_nobody_wait() {
        let turns = Turns::default();
        waits(&turns, 10_000_000, 6);
        assert_eq!(turns.take(7, Instant(0), PACE), Some(0));
    }
}
