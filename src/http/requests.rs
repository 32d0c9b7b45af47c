//! What the front door has answered.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::histogram::Histogram;

/// Microseconds.
const TIMES: &[u64] = &[500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 5_000_000];

/// Route (as in its table, so that a client cannot make up names) and status.
type Key = (&'static str, u16);

/// Answers by route and status.
#[derive(Debug, Default)]
pub struct Requests {
    series: Mutex<BTreeMap<Key, Arc<Histogram>>>,
}

impl Requests {
    /// Counts an answer.
    pub fn count(&self, route: &'static str, status: u16, took: Duration) {
        let mut series = self.series.lock().unwrap_or_else(PoisonError::into_inner);
        let histogram = Arc::clone(series.entry((route, status)).or_insert_with(|| Arc::new(Histogram::new(TIMES))));
        drop(series);
        histogram.count(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    }

    /// All counts, by route and status.
    #[must_use]
    pub fn all(&self) -> Vec<(Key, Arc<Histogram>)> {
        let series = self.series.lock().unwrap_or_else(PoisonError::into_inner);
        series.iter().map(|(key, histogram)| (*key, Arc::clone(histogram))).collect()
    }
}
