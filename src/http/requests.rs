//! What the front door has answered.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use crate::histogram::Histogram;

/// Microseconds.
const TIMES: &[u64] = &[500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 5_000_000];

/// Route (as in its table, so that a client cannot make up names) and status.
type Key = (&'static str, u16);

/// Answers by route and status.
#[derive(Debug, Default)]
pub struct Requests {
    /// Locked for writing only when a route answers with a status for the first time.
    series: RwLock<HashMap<Key, Arc<Histogram>>>,
}

impl Requests {
    /// Counts an answer.
    pub fn count(&self, route: &'static str, status: u16, took: Duration) {
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let key = (route, status);
        if let Some(histogram) = self.series.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return histogram.count(took);
        }
        let mut series = self.series.write().unwrap_or_else(PoisonError::into_inner);
        series.entry(key).or_insert_with(|| Arc::new(Histogram::new(TIMES))).count(took);
    }

    /// All counts, by route and status.
    #[must_use]
    pub fn all(&self) -> Vec<(Key, Arc<Histogram>)> {
        let series = self.series.read().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = series.iter().map(|(key, histogram)| (*key, Arc::clone(histogram))).collect();
        all.sort_unstable_by_key(|(key, _)| *key);
        all
    }
}
