//! Wrong guesses of the last minutes, counted in memory by whoever made them: a few are a slip of the finger, many are somebody
//! trying them all.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::clock::Instant;

/// Guessers that are remembered at most; beyond it the one whose latest guess is the oldest goes first.
const REMEMBERED: usize = 10_000;

/// How many wrong guesses are too many, and for how long they count.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Wrong guesses.
    pub tries: u32,
    /// Milliseconds since the latest of them.
    pub window_ms: i64,
}

/// Counters of wrong guesses.
pub struct Guesses<K> {
    by_guesser: Mutex<HashMap<K, (u32, Instant)>>,
}

impl<K> Default for Guesses<K> {
    fn default() -> Self {
        Self { by_guesser: Mutex::default() }
    }
}

impl Limit {
    /// A clock that was set back must not make anybody wait until it has caught up.
    fn counts(self, latest: Instant, now: Instant) -> bool {
        now.since(latest).abs() < self.window_ms
    }
}

impl<K: Hash + Eq + Clone> Guesses<K> {
    /// Whether somebody has guessed wrong too often and must wait.
    pub fn too_many(&self, guesser: &K, now: Instant, limit: Limit) -> bool {
        let known = self.lock().get(guesser).copied();
        known.is_some_and(|(count, latest)| limit.counts(latest, now) && count >= limit.tries)
    }

    /// Counts a wrong guess.
    pub fn count(&self, guesser: K, now: Instant, limit: Limit) {
        let mut counts = self.lock();
        if counts.len() >= REMEMBERED && !counts.contains_key(&guesser) {
            counts.retain(|_, (_, latest)| limit.counts(*latest, now));
            if counts.len() >= REMEMBERED {
                let oldest = counts.iter().min_by_key(|(_, (_, latest))| *latest).map(|(guesser, _)| guesser.clone());
                oldest.map(|guesser| counts.remove(&guesser));
            }
        }
        let entry = counts.entry(guesser).or_insert((0, now));
        let before = if limit.counts(entry.1, now) { entry.0 } else { 0 };
        *entry = (before.saturating_add(1), now);
    }

    /// Forgets the guesses of somebody who knew it after all.
    pub fn forget(&self, guesser: &K) {
        self.lock().remove(guesser);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, (u32, Instant)>> {
        self.by_guesser.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit { tries: 3, window_ms: 1000 };

    #[test]
    fn a_guesser_waits_after_too_many_and_only_for_the_window() {
        let guesses = Guesses::default();
        for at in 0..3 {
            assert!(!guesses.too_many(&"near", Instant(at), LIMIT));
            guesses.count("near", Instant(at), LIMIT);
        }
        assert!(guesses.too_many(&"near", Instant(1001), LIMIT));
        assert!(!guesses.too_many(&"far", Instant(3), LIMIT), "others may");
        assert!(!guesses.too_many(&"near", Instant(1002), LIMIT), "the window has passed");
        guesses.count("near", Instant(1002), LIMIT);
        assert!(!guesses.too_many(&"near", Instant(1003), LIMIT), "and counting starts anew");
    }

    #[test]
    fn nobody_waits_for_a_clock_that_was_set_back() {
        let guesses = Guesses::default();
        for _ in 0..3 {
            guesses.count("near", Instant(1_000_000), LIMIT);
        }
        assert!(guesses.too_many(&"near", Instant(999_500), LIMIT), "a little back is still within the window");
        assert!(!guesses.too_many(&"near", Instant(5), LIMIT));
        guesses.count("near", Instant(5), LIMIT);
        assert!(!guesses.too_many(&"near", Instant(6), LIMIT), "and counting starts anew");
    }

    #[test]
    fn a_crowd_of_guessers_does_not_fill_the_memory() {
        let (guesses, patient) = (Guesses::default(), Limit { window_ms: i64::MAX, ..LIMIT });
        for guesser in 0..REMEMBERED + 500 {
            guesses.count(guesser, Instant(i64::try_from(guesser).unwrap()), patient);
        }
        assert_eq!(guesses.lock().len(), REMEMBERED);
        assert!(!guesses.lock().contains_key(&499) && guesses.lock().contains_key(&500), "the oldest were forgotten");
    }
}
