//! Names for requests: unique over restarts, so that a line of the log leads to one answer.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::random::Ids;

/// Names requests one after another.
pub(super) struct Names {
    boot: String,
    numbered: AtomicU64,
}

impl Names {
    pub(super) fn fresh() -> Self {
        Self { boot: Ids::fresh().uuid()[..8].to_owned(), numbered: AtomicU64::new(0) }
    }

    pub(super) fn next(&self) -> String {
        format!("{}-{}", self.boot, self.numbered.fetch_add(1, Ordering::Relaxed))
    }
}
