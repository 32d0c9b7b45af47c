//! Wrong guesses of the last minutes, counted in memory by whoever made them. What a serial opens is worth money, and serials
//! are short: a few wrong ones are a slip of the finger, many are somebody trying them all.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::clock::{Instant, MINUTE_MS};

/// Milliseconds in which guesses count, from the first of them.
const WINDOW_MS: i64 = 10 * MINUTE_MS;
/// Guessers that are remembered; beyond it those whose window began first are forgotten.
const REMEMBERED: usize = 10_000;

/// Counters of wrong guesses.
pub struct Guesses<K> {
    most: u32,
    by_guesser: Mutex<HashMap<K, (u32, Instant)>>,
}

impl<K: Hash + Eq + Clone> Guesses<K> {
    /// Counters that allow so many wrong guesses in ten minutes.
    #[must_use]
    pub fn new(most: u32) -> Self {
        Self { most, by_guesser: Mutex::default() }
    }

    /// Whether somebody has guessed wrong too often and must wait.
    pub fn too_many(&self, guesser: &K, now: Instant) -> bool {
        let counts = self.lock();
        counts.get(guesser).is_some_and(|(count, since)| *count >= self.most && now.since(*since) < WINDOW_MS)
    }

    /// Counts a wrong guess.
    pub fn count(&self, guesser: K, now: Instant) {
        let mut counts = self.lock();
        if counts.len() >= REMEMBERED && !counts.contains_key(&guesser) {
            counts.retain(|_, (_, since)| now.since(*since) < WINDOW_MS);
            if counts.len() >= REMEMBERED {
                let first = counts.iter().min_by_key(|(_, (_, since))| *since).map(|(guesser, _)| guesser.clone());
                first.map(|guesser| counts.remove(&guesser));
            }
        }
        let entry = counts.entry(guesser).or_insert((0, now));
        if now.since(entry.1) >= WINDOW_MS {
            *entry = (0, now);
        }
        entry.0 = entry.0.saturating_add(1);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, (u32, Instant)>> {
        self.by_guesser.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guesser_waits_after_too_many_and_only_for_the_window() {
        let guesses = Guesses::new(3);
        for at in 0..3 {
            assert!(!guesses.too_many(&"near", Instant(at)));
            guesses.count("near", Instant(at));
        }
        assert!(guesses.too_many(&"near", Instant(3)));
        assert!(!guesses.too_many(&"far", Instant(3)), "others may");
        assert!(!guesses.too_many(&"near", Instant(WINDOW_MS)), "the window has passed");
        guesses.count("near", Instant(WINDOW_MS));
        assert!(!guesses.too_many(&"near", Instant(WINDOW_MS + 1)), "and counting starts anew");
    }

    #[test]
    fn a_crowd_of_guessers_does_not_fill_the_memory() {
        let guesses = Guesses::new(3);
        for guesser in 0..REMEMBERED + 500 {
            guesses.count(guesser, Instant(i64::try_from(guesser).unwrap()));
        }
        assert_eq!(guesses.lock().len(), REMEMBERED);
    }
}
