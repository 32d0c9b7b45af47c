//! How often somebody may do something that costs, in the span that began with the first time.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::clock::Instant;

/// Milliseconds of an hour, the span of most limits.
pub const HOUR_MS: i64 = 3_600_000;
/// Keys that are remembered.
const REMEMBERED: usize = 20_000;

/// What costs and can be had without an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Errand {
    /// A check code is made and sent.
    CheckCode,
    /// An account with a password is made.
    Register,
    /// A password is set with a check code.
    ResetPassword,
    /// An account of a traveller at the kiosk is made.
    WalkIn,
    /// Somebody is told whether a name, phone or address has an account.
    LookUp,
}

/// How often callers did what in the running hour.
pub type Errands = Allowance<(Errand, IpAddr)>;

/// So many times in so many milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Quota {
    /// Times at most.
    pub most: u32,
    /// Milliseconds since the first of them.
    pub span_ms: i64,
}

/// How often each did it in the running span.
pub struct Allowance<K> {
    by_key: Mutex<HashMap<K, Used>>,
}

#[derive(Clone, Copy)]
struct Used {
    since: Instant,
    times: u32,
    span_ms: i64,
}

impl Used {
    /// A clock that was set back begins a new span.
    fn counts(self, now: Instant) -> bool {
        now.since(self.since).abs() < self.span_ms
    }
}

impl<K> Default for Allowance<K> {
    fn default() -> Self {
        Self { by_key: Mutex::default() }
    }
}

impl<K: Hash + Eq + Clone> Allowance<K> {
    /// Counts one more; whether it is still one of those that are allowed in this span.
    pub fn allows(&self, key: K, now: Instant, quota: Quota) -> bool {
        let mut by_key = self.lock();
        make_room(&mut by_key, &key, now);
        let fresh = Used { since: now, times: 0, span_ms: quota.span_ms };
        let used = by_key.entry(key).or_insert(fresh);
        if !used.counts(now) {
            *used = fresh;
        }
        used.times = used.times.saturating_add(1);
        used.times <= quota.most
    }

    /// Takes one back that need not count.
    pub fn give_back(&self, key: &K) {
        if let Some(used) = self.lock().get_mut(key) {
            used.times = used.times.saturating_sub(1);
        }
    }

    /// Counts one more of each, or of none where one of them is used up; what was counted.
    pub fn take_each(&self, wanted: Vec<(K, Quota)>, now: Instant) -> Option<Vec<K>> {
        let mut counted = Vec::new();
        for (key, quota) in wanted {
            let is_allowed = self.allows(key.clone(), now, quota);
            counted.push(key);
            if !is_allowed {
                self.give_each_back(&counted);
                return None;
            }
        }
        Some(counted)
    }

    /// Takes one of each back that need not count.
    pub fn give_each_back(&self, counted: &[K]) {
        for key in counted {
            self.give_back(key);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, Used>> {
        self.by_key.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn make_room<K: Hash + Eq + Clone>(by_key: &mut HashMap<K, Used>, key: &K, now: Instant) {
    if by_key.len() < REMEMBERED || by_key.contains_key(key) {
        return;
    }
    by_key.retain(|_, used| used.counts(now));
    if by_key.len() < REMEMBERED {
        return;
    }
    let oldest = by_key.iter().min_by_key(|(_, used)| used.since).map(|(key, _)| key.clone());
    oldest.map(|key| by_key.remove(&key));
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUOTA: Quota = Quota { most: 2, span_ms: HOUR_MS };

    #[test]
    fn each_caller_has_an_allowance_of_each_errand_for_an_hour() {
        let errands = Errands::default();
        let [one, other] = [1, 2].map(|last| IpAddr::from([192, 0, 2, last]));
        let allowed = |errand, caller, at| errands.allows((errand, caller), Instant(at), QUOTA);
        let codes: Vec<_> = (0..3).map(|at| allowed(Errand::CheckCode, one, at)).collect();
        assert_eq!(codes, [true, true, false]);
        assert!(allowed(Errand::CheckCode, other, 3) && allowed(Errand::Register, one, 3));
        assert!(allowed(Errand::CheckCode, one, HOUR_MS) && allowed(Errand::CheckCode, one, -HOUR_MS));
    }

    #[test]
    fn what_is_given_back_may_be_had_again() {
        let allowance = Allowance::default();
        for _ in 0..9 {
            assert!(allowance.allows("right", Instant(0), QUOTA));
            allowance.give_back(&"right");
        }
    }

    #[test]
    fn a_crowd_does_not_fill_the_memory() {
        let allowance = Allowance::default();
        for caller in 0..REMEMBERED + 500 {
            allowance.allows(caller, Instant(i64::try_from(caller).unwrap()), QUOTA);
        }
        assert_eq!(allowance.lock().len(), REMEMBERED);
        assert!(
            !allowance.lock().contains_key(&499) && allowance.lock().contains_key(&500),
            "the oldest were forgotten"
        );
    }
}
