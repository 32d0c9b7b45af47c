//! What all request bodies together may take of the memory.
//!
//! The first bytes of each body are free: the number of connections bounds them, so that ordinary calls are served whatever
//! others send. What goes beyond is taken out of one budget for all callers, of which no caller may have more than a share.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes of a body that are free.
const FREE: usize = 16 * 1024;
/// What is taken at a time.
const STEP: usize = 16 * 1024;
/// Into how many shares the budget is divided.
const SHARES: usize = 4;

/// The budget of all bodies.
pub(super) struct Budget {
    most: usize,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    bytes: usize,
    by_caller: HashMap<IpAddr, usize>,
}

/// What one request has taken; given back when it is dropped.
pub(super) struct Held {
    budget: Arc<Budget>,
    caller: IpAddr,
    bytes: usize,
}

impl Budget {
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most, taken: Mutex::default() })
    }

    /// Nothing yet, for a request of a caller.
    pub(super) fn open(self: &Arc<Self>, caller: IpAddr) -> Held {
        Held { budget: Arc::clone(self), caller, bytes: 0 }
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// Whether a body of so many bytes in all may be kept; what it needs is taken.
    pub(super) fn covers(&mut self, body: usize) -> bool {
        let Some(more) = body.checked_sub(FREE + self.bytes).filter(|more| *more > 0) else { return true };
        let more = more.next_multiple_of(STEP);
        let mut taken = self.budget.lock();
        let own = taken.by_caller.get(&self.caller).copied().unwrap_or(0);
        if taken.bytes + more > self.budget.most || own + more > self.budget.most / SHARES {
            return false;
        }
        taken.bytes += more;
        taken.by_caller.insert(self.caller, own + more);
        drop(taken);
        self.bytes += more;
        true
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.bytes == 0 {
            return;
        }
        let mut taken = self.budget.lock();
        taken.bytes = taken.bytes.saturating_sub(self.bytes);
        let left = taken.by_caller.get(&self.caller).copied().unwrap_or(0).saturating_sub(self.bytes);
        if left == 0 {
            taken.by_caller.remove(&self.caller);
        } else {
            taken.by_caller.insert(self.caller, left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn all_bodies_together_stay_within_the_budget_and_one_caller_within_a_share() {
        let budget = Budget::new(1 << 20);
        let mut greedy: Vec<_> = (0..100).map(|_| budget.open(ip(1))).collect();
        let covered = greedy.iter_mut().filter_map(|held| held.covers(FREE + (64 << 10)).then_some(())).count();
        assert_eq!(covered, 4, "a quarter of a mebibyte in pieces of 64 kibibytes");
        assert!(greedy.iter_mut().all(|held| held.covers(held.bytes + FREE)), "a small body is always taken");
        let mut others: Vec<_> = (2..=9).map(|last| budget.open(ip(last))).collect();
        let covered = others.iter_mut().filter_map(|held| held.covers(FREE + (256 << 10)).then_some(())).count();
        assert_eq!(covered, 3);
        drop((greedy, others));
        let mut later = budget.open(ip(1));
        assert!(later.covers(FREE + (256 << 10)) && !later.covers(FREE + (256 << 10) + 1));
        drop(later);
        let taken = budget.lock();
        assert_eq!((taken.bytes, taken.by_caller.len()), (0, 0));
    }
}
