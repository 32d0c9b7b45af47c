//! What the writer thread has done, for `/metrics`.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::histogram::Histogram;

/// Counts since the start.
#[derive(Debug)]
pub struct Figures {
    /// Time of each commit, from the beginning of its transaction until it is on the disk.
    pub commit_time: Histogram,
    /// Writes that shared each commit.
    pub commit_size: Histogram,
    refused: AtomicU64,
    failed: AtomicU64,
    failing: AtomicBool,
    hurt: AtomicBool,
}

/// Microseconds: a disk with a cache needs hundreds, a card with flash tens of thousands.
const COMMIT_TIMES: &[u64] = &[500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 250_000, 1_000_000];
/// Writes.
const COMMIT_SIZES: &[u64] = &[1, 2, 4, 8, 16, 32, 64, 128, 256];

impl Default for Figures {
    fn default() -> Self {
        Self {
            commit_time: Histogram::new(COMMIT_TIMES),
            commit_size: Histogram::new(COMMIT_SIZES),
            refused: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            failing: AtomicBool::new(false),
            hurt: AtomicBool::new(false),
        }
    }
}

impl Figures {
    pub(super) fn count_refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_failed(&self) {
        self.failed.fetch_add(1, Ordering::Relaxed);
        self.failing.store(true, Ordering::Relaxed);
    }

    pub(super) fn note_hurt(&self) {
        self.hurt.store(true, Ordering::Relaxed);
    }

    /// Whether the disk refused a write since this was forgotten; a small one that is kept meanwhile changes nothing.
    pub fn was_hurt(&self) -> bool {
        self.hurt.load(Ordering::Relaxed)
    }

    /// Forgets that the disk refused a write: there is room again.
    pub fn forget_hurt(&self) {
        self.hurt.store(false, Ordering::Relaxed);
    }

    pub(super) fn note_kept(&self) {
        self.failing.store(false, Ordering::Relaxed);
    }

    /// Whether the store could not keep the last write that had something to keep.
    pub fn failing(&self) -> bool {
        self.failing.load(Ordering::Relaxed)
    }

    /// Writes that found the queue full.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Writes that the store could not keep.
    pub fn failed(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }
}
