//! Failed logins, counted per account and per address in memory: a guesser has to wait, a customer with the right password
//! hardly ever does.

use std::net::IpAddr;

use super::guesses::{Guesses, Limit};
use crate::clock::Instant;

/// The failed logins of the last minutes.
#[derive(Default)]
pub struct Throttle {
    accounts: Guesses<i64>,
    addresses: Guesses<IpAddr>,
}

impl Throttle {
    /// Whether this account or address has used up its tries and must wait.
    pub fn must_wait(&self, account: i64, address: IpAddr, now: Instant, rule: Rule) -> bool {
        self.accounts.too_many(&account, now, rule.account()) || self.addresses.too_many(&address, now, rule.address())
    }

    /// Counts a failed login.
    pub fn failed(&self, account: i64, address: IpAddr, now: Instant, rule: Rule) {
        self.accounts.count(account, now, rule.account());
        self.addresses.count(address, now, rule.address());
    }

    /// Forgets an account's failures: its owner knows the password.
    pub fn succeeded(&self, account: i64) {
        self.accounts.forget(&account);
    }
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

impl Rule {
    fn account(self) -> Limit {
        Limit { tries: self.tries, window_ms: self.window_ms }
    }

    fn address(self) -> Limit {
        Limit { tries: self.address_tries, window_ms: self.window_ms }
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
    fn an_address_waits_whatever_names_it_tries() {
        let throttle = Throttle::default();
        let near = IpAddr::from([127, 0, 0, 1]);
        for account in 0..5 {
            throttle.failed(account, near, Instant(0), RULE);
        }
        assert!(throttle.must_wait(99, near, Instant(1), RULE));
    }
}
