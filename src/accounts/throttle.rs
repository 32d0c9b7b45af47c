//! Log-ins that are many, counted in memory for each account at each address: a guesser is slowed down, and nobody else is.
//!
//! An attempt is counted before its password is looked at, so that many at once are not all tried. The owner of an account who
//! comes from an address where it was logged in before is not slowed down by what happens at other addresses; from a new address
//! guesses of everybody at that account count, too.

use std::net::IpAddr;

use super::turns::{Pace, Turns};
use crate::clock::Instant;

/// Attempts at one account from all addresses where nobody has logged in as it, in free attempts of one address.
const ADDRESSES_OF_FREE_ATTEMPTS: u32 = 10;

/// The attempts of the last minutes.
#[derive(Default)]
pub struct Throttle {
    pairs: Turns<(i64, IpAddr)>,
    accounts: Turns<i64>,
    addresses: Turns<IpAddr>,
}

/// How many attempts are free, for how long they count, and how slow the others are.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// For one account at one address.
    pub tries: u32,
    /// From one address.
    pub address_tries: u32,
    /// Milliseconds since the latest attempt.
    pub window_ms: i64,
    /// Milliseconds between two attempts beyond the free ones, at most.
    pub delay_ms: i64,
}

/// An attempt to log in.
#[derive(Clone, Copy, Debug)]
pub struct Attempt {
    /// The account; none where nobody has the name.
    pub account: Option<i64>,
    /// The caller as limits count it.
    pub caller: IpAddr,
    /// Whether somebody has logged in as this account from there before.
    pub is_known: bool,
}

impl Throttle {
    /// Counts an attempt: the milliseconds until its turn, or nothing for one too many at once.
    pub fn take(&self, attempt: Attempt, now: Instant, rule: Rule) -> Option<i64> {
        let Attempt { account, caller, is_known } = attempt;
        let pace = |free| Pace { free, delay_ms: rule.delay_ms, window_ms: rule.window_ms };
        let mut wait = match account {
            Some(account) => self.pairs.take((account, caller), now, pace(rule.tries))?,
            None => 0,
        };
        if is_known {
            return Some(wait);
        }
        let address = self.addresses.take(caller, now, pace(rule.address_tries));
        let all = account.map_or(Some(0), |account| {
            let free = rule.tries.saturating_mul(ADDRESSES_OF_FREE_ATTEMPTS);
            self.accounts.take(account, now, pace(free))
        });
        match (address, all) {
            (Some(address), Some(all)) => wait = wait.max(address).max(all),
            (address, all) => {
                self.give_back(attempt, address.is_some(), all.is_some());
                return None;
            }
        }
        Some(wait)
    }

    /// Takes an attempt back that nobody has looked at, or that was right: the latter forgets those before it at this address.
    pub fn undo(&self, attempt: Attempt, was_right: bool) {
        self.give_back(attempt, !attempt.is_known, !attempt.is_known);
        if let Some(account) = attempt.account.filter(|_| was_right) {
            self.pairs.forget(&(account, attempt.caller));
        }
    }

    fn give_back(&self, attempt: Attempt, of_address: bool, of_account: bool) {
        if of_address {
            self.addresses.give_back(&attempt.caller);
        }
        let Some(account) = attempt.account else { return };
        self.pairs.give_back(&(account, attempt.caller));
        if of_account {
            self.accounts.give_back(&account);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule { tries: 3, address_tries: 5, window_ms: 60_000, delay_ms: 3_600_000 };

    fn at(account: i64, last: u8) -> Attempt {
        Attempt { account: Some(account), caller: IpAddr::from([192, 0, 2, last]), is_known: false }
    }

    fn known(account: i64, last: u8) -> Attempt {
        Attempt { is_known: true, ..at(account, last) }
    }

    fn tried(throttle: &Throttle, attempt: Attempt, attempts: usize) -> usize {
        (0..attempts).filter(|_| throttle.take(attempt, Instant(0), RULE).is_some()).count()
    }

    #[test]
    fn guesses_at_one_address_keep_nobody_out_at_another() {
        let throttle = Throttle::default();
        assert_eq!(tried(&throttle, at(7, 1), 60), 3, "however many come at once");
        assert_eq!(tried(&throttle, at(7, 2), 1), 1);
        assert_eq!(tried(&throttle, at(8, 1), 1), 1, "another account at the guesser's address");
    }

    #[test]
    fn an_address_is_slowed_down_whatever_names_it_tries() {
        let throttle = Throttle::default();
        let nobody = Attempt { account: None, ..at(0, 1) };
        assert_eq!(tried(&throttle, nobody, 60), 5);
        assert_eq!(tried(&throttle, at(9, 1), 1), 0);
        assert_eq!(tried(&throttle, known(9, 1), 1), 1, "but not who has logged in there");
    }

    #[test]
    fn guesses_from_everywhere_slow_new_addresses_down_and_not_the_owner_s() {
        let throttle = Throttle::default();
        let guesses = (0..=255).map(|last| tried(&throttle, at(7, last), 1)).sum::<usize>();
        assert_eq!(guesses, 30);
        assert_eq!(tried(&throttle, Attempt { caller: IpAddr::from([198, 51, 100, 1]), ..known(7, 1) }, 1), 1);
    }

    #[test]
    fn who_logs_in_was_no_guesser() {
        let throttle = Throttle::default();
        for _ in 0..50 {
            assert_eq!(throttle.take(at(7, 1), Instant(0), RULE), Some(0));
            throttle.undo(at(7, 1), true);
        }
        assert_eq!(tried(&throttle, at(7, 1), 2), 2);
        throttle.undo(at(7, 1), false);
        assert_eq!(tried(&throttle, at(7, 1), 9), 2, "what nobody has looked at does not count");
    }
}
