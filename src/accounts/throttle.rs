//! Failed logins, counted per account and per address in memory: a guesser has to wait, a customer with the right password
//! hardly ever does.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use crate::clock::Instant;

/// Keys that are remembered at most; beyond it those with the oldest failures go first.
const REMEMBERED: usize = 10_000;

/// The failed logins of the last minutes.
#[derive(Default)]
pub struct Throttle {
    accounts: Mutex<Failures<i64>>,
    addresses: Mutex<Failures<IpAddr>>,
}

impl Throttle {
    /// Whether this account or address has used up its tries and must wait.
    pub fn must_wait(&self, account: i64, address: IpAddr, now: Instant, rule: Rule) -> bool {
        let count = lock(&self.accounts).count(&account, now, rule.window_ms);
        count >= rule.tries || lock(&self.addresses).count(&address, now, rule.window_ms) >= rule.address_tries
    }

    /// Counts a failed login.
    pub fn failed(&self, account: i64, address: IpAddr, now: Instant, rule: Rule) {
        lock(&self.accounts).add(account, now, rule.window_ms);
        lock(&self.addresses).add(address, now, rule.window_ms);
    }

    /// Forgets an account's failures: its owner knows the password.
    pub fn succeeded(&self, account: i64) {
        lock(&self.accounts).by_key.remove(&account);
    }
}

fn lock<K>(failures: &Mutex<Failures<K>>) -> std::sync::MutexGuard<'_, Failures<K>> {
    failures.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many failures are too many, and for how long they count.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// For one account.
    pub tries: u32,
    /// From one address.
    pub address_tries: u32,
    /// Milliseconds since the latest failure.
    pub window_ms: i64,
}

struct Failures<K> {
    by_key: HashMap<K, (u32, Instant)>,
}

impl<K> Default for Failures<K> {
    fn default() -> Self {
        Self { by_key: HashMap::new() }
    }
}

impl<K: Hash + Eq + Clone> Failures<K> {
    fn count(&self, key: &K, now: Instant, window_ms: i64) -> u32 {
        // A clock that was set back must not make anybody wait until it has caught up.
        self.by_key.get(key).filter(|(_, last)| now.since(*last).abs() < window_ms).map_or(0, |(count, _)| *count)
    }

    fn add(&mut self, key: K, now: Instant, window_ms: i64) {
        let count = self.count(&key, now, window_ms);
        if self.by_key.len() >= REMEMBERED && !self.by_key.contains_key(&key) {
            self.forget_oldest(now, window_ms);
        }
        self.by_key.insert(key, (count + 1, now));
    }

    fn forget_oldest(&mut self, now: Instant, window_ms: i64) {
        self.by_key.retain(|_, (_, last)| now.since(*last).abs() < window_ms);
        if self.by_key.len() >= REMEMBERED {
            let oldest = self.by_key.iter().min_by_key(|(_, (_, last))| *last).map(|(key, _)| key.clone());
            oldest.map(|key| self.by_key.remove(&key));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule { tries: 3, address_tries: 5, window_ms: 1000 };

    #[test]
    fn an_account_waits_after_its_tries_and_is_free_again_later() {
        let throttle = Throttle::default();
        let (near, far) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([192, 0, 2, 1]));
        for at in 0..3 {
            assert!(!throttle.must_wait(7, near, Instant(at), RULE));
            throttle.failed(7, near, Instant(at), RULE);
        }
        assert!(throttle.must_wait(7, far, Instant(10), RULE), "from any address");
        assert!(!throttle.must_wait(8, near, Instant(10), RULE), "others may");
        assert!(!throttle.must_wait(7, near, Instant(1002), RULE), "the window has passed");
        throttle.succeeded(7);
        assert!(!throttle.must_wait(7, near, Instant(10), RULE));
    }

    #[test]
    fn nobody_waits_for_a_clock_that_was_set_back() {
        let throttle = Throttle::default();
        let near = IpAddr::from([127, 0, 0, 1]);
        for _ in 0..3 {
            throttle.failed(7, near, Instant(1_000_000), RULE);
        }
        assert!(throttle.must_wait(7, near, Instant(999_500), RULE), "a little back is still within the window");
        assert!(!throttle.must_wait(7, near, Instant(5), RULE));
    }

    #[test]
    fn an_address_waits_whatever_names_it_tries() {
        let throttle = Throttle::default();
        let near = IpAddr::from([127, 0, 0, 1]);
        for account in 0..5 {
            throttle.failed(account, near, Instant(0), RULE);
        }
        assert!(throttle.must_wait(99, near, Instant(1), RULE));
    }
}
