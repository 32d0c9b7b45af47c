//! Log-ins that are many, counted in memory for each account at each address: a guesser is slowed down, and nobody else is.
//!
//! An attempt is counted before its password is looked at, so that many at once are not all tried; one that was right gives its
//! place to the next. The owner of an account who
//! comes from an address where it was logged in before is not slowed down by what happens at other addresses; from a new address
//! guesses of everybody at that account count, too.

use std::net::IpAddr;
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};

use super::turns::{Pace, Turn, Turns, Verdict};
use crate::clock::Instant;
use crate::ids::AccountId;

/// Attempts at one account from all addresses where nobody has logged in as it, in free attempts of one address.
const ADDRESSES_OF_FREE_ATTEMPTS: u32 = 10;

/// Milliseconds between two attempts at most where somebody has logged in as the account from the address before: the owner, who may
/// share it with a guesser, must get a turn. That is two guesses a second, and each of them is counted.
const KNOWN_DELAY_MS: i64 = 500;

/// How many attempts may wait until it is known of others whether they count.
const CROWD: usize = 256;

/// The attempts of the last minutes.
pub struct Throttle {
    pairs: Turns<(AccountId, IpAddr)>,
    accounts: Turns<AccountId>,
    addresses: Turns<IpAddr>,
    /// Told whenever an attempt ends, for those who wait for its place.
    ended: Notify,
    /// Places for them.
    crowd: Semaphore,
}

impl Default for Throttle {
    fn default() -> Self {
        let (pairs, accounts, addresses) = (Turns::default(), Turns::default(), Turns::default());
        Self { pairs, accounts, addresses, ended: Notify::new(), crowd: Semaphore::new(CROWD) }
    }
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
    pub account: Option<AccountId>,
    /// The caller as limits count it.
    pub caller: IpAddr,
    /// Whether somebody has logged in as this account from there before.
    pub is_known: bool,
}

impl Throttle {
    /// Counts an attempt and waits until it may be looked at; nothing for one too many. `now` is the moment it came.
    pub async fn admit(&self, attempt: Attempt, now: Instant, rule: Rule) -> Option<Ticket<'_>> {
        let came = tokio::time::Instant::now();
        let after = |ms: i64| came + Duration::from_millis(u64::try_from(ms).unwrap_or(0));
        let mut place = None;
        loop {
            // Made before the look at the places: whoever ends in between is not missed.
            let ended = self.ended.notified();
            match self.take(attempt, now, rule) {
                Turn::Refused => {
                    // What it took for a moment may have kept another one waiting.
                    self.ended.notify_waiters();
                    return None;
                }
                Turn::Crowded => {
                    // Those at work end as fast as this machine hashes: who waits for them is no faster or slower than they are.
                    place = Some(place.map_or_else(|| self.crowd.try_acquire().ok(), Some)?);
                    ended.await;
                }
                Turn::After(wait) => {
                    let ticket = Ticket { throttle: self, attempt, verdict: Verdict::Wrong };
                    if wait > 0 {
                        tokio::time::sleep_until(after(wait)).await;
                    }
                    return Some(ticket);
                }
            }
        }
    }

    /// Forgets what was tried at an account from an address.
    pub fn forgive(&self, account: AccountId, caller: IpAddr) {
        self.pairs.forgive(&(account, caller));
        self.ended.notify_waiters();
    }

    fn take(&self, attempt: Attempt, now: Instant, rule: Rule) -> Turn {
        let Attempt { account, caller, is_known } = attempt;
        let pace = |free| Pace { free, delay_ms: rule.delay_ms, window_ms: rule.window_ms };
        let of_strangers = rule.tries.saturating_mul(ADDRESSES_OF_FREE_ATTEMPTS);
        let address = || (!is_known).then(|| self.addresses.take(caller, now, pace(rule.address_tries)));
        let all = || account.filter(|_| !is_known).map(|account| self.accounts.take(account, now, pace(of_strangers)));
        let mut of_pair = pace(rule.tries);
        if is_known {
            of_pair.delay_ms = of_pair.delay_ms.min(KNOWN_DELAY_MS);
        }
        let pair = || account.map(|account| self.pairs.take((account, caller), now, of_pair));
        let (mut taken, mut wait) = ([false; 3], 0);
        for (place, turn) in [&address as &dyn Fn() -> Option<Turn>, &all, &pair].into_iter().enumerate() {
            match turn() {
                None => {}
                Some(Turn::After(ms)) => (taken[place], wait) = (true, wait.max(ms)),
                Some(kept_out) => {
                    self.end(attempt, taken, Verdict::Unseen);
                    return kept_out;
                }
            }
        }
        Turn::After(wait)
    }

    /// Ends what was taken of the account at the address, of the address and of the account.
    fn end(&self, attempt: Attempt, [of_address, of_account, of_pair]: [bool; 3], verdict: Verdict) {
        // Whoever knows one account may still guess at others.
        let of_others = if verdict == Verdict::Right { Verdict::Unseen } else { verdict };
        if of_address {
            self.addresses.end(&attempt.caller, of_others);
        }
        let Some(account) = attempt.account else { return };
        if of_pair {
            self.pairs.end(&(account, attempt.caller), verdict);
        }
        if of_account {
            self.accounts.end(&account, of_others);
        }
    }
}

/// An attempt that may be looked at. It counts unless something else is said before it goes, also where its caller hangs up.
pub struct Ticket<'a> {
    throttle: &'a Throttle,
    attempt: Attempt,
    verdict: Verdict,
}

impl Ticket<'_> {
    /// Says what the attempt was.
    pub fn settle(mut self, verdict: Verdict) {
        self.verdict = verdict;
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        let of_strangers = !self.attempt.is_known;
        self.throttle.end(self.attempt, [of_strangers, of_strangers, true], self.verdict);
        self.throttle.ended.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule { tries: 3, address_tries: 5, window_ms: 60_000, delay_ms: 3_600_000 };

    fn at(account: AccountId, last: u8) -> Attempt {
        Attempt { account: Some(account), caller: IpAddr::from([192, 0, 2, last]), is_known: false }
    }

    fn known(account: AccountId, last: u8) -> Attempt {
        Attempt { is_known: true, ..at(account, last) }
    }

    /// How many of so many wrong ones are looked at.
    async fn tried(throttle: &Throttle, attempt: Attempt, attempts: usize) -> usize {
        let mut tried = 0;
        for _ in 0..attempts {
            tried += usize::from(throttle.admit(attempt, Instant(0), RULE).await.is_some());
        }
        tried
    }

    #[tokio::test]
    async fn guesses_at_one_address_keep_nobody_out_at_another() {
        let throttle = Throttle::default();
        assert_eq!(tried(&throttle, at(AccountId(7), 1), 60).await, 3);
        assert_eq!(tried(&throttle, at(AccountId(7), 2), 1).await, 1);
        assert_eq!(tried(&throttle, at(AccountId(8), 1), 1).await, 1, "another account at the guesser's address");
    }

    #[tokio::test]
    async fn an_address_is_slowed_down_whatever_names_it_tries() {
        let throttle = Throttle::default();
        let nobody = Attempt { account: None, ..at(AccountId::NOBODY, 1) };
        assert_eq!(tried(&throttle, nobody, 60).await, 5);
        assert_eq!(tried(&throttle, at(AccountId(9), 1), 1).await, 0);
        assert_eq!(tried(&throttle, known(AccountId(9), 1), 1).await, 1, "but not who has logged in there");
    }

    #[tokio::test]
    async fn guesses_from_everywhere_slow_new_addresses_down_and_not_the_owner_s() {
        let throttle = Throttle::default();
        let mut guesses = 0;
        for last in 0..=255 {
            guesses += tried(&throttle, at(AccountId(7), last), 1).await;
        }
        assert_eq!(guesses, 30);
        let owner = Attempt { caller: IpAddr::from([198, 51, 100, 1]), ..known(AccountId(7), 1) };
        assert_eq!(tried(&throttle, owner, 1).await, 1);
    }

    #[test]
    fn a_guesser_at_the_owner_s_own_address_slows_the_owner_down_and_keeps_nobody_out() {
        let throttle = Throttle::default();
        let owner = known(AccountId(7), 1);
        for wrong in 0..60 {
            let come = Instant(wrong * 1000);
            assert!(matches!(throttle.take(owner, come, RULE), Turn::After(wait) if wait <= KNOWN_DELAY_MS), "{wrong}");
            throttle.end(owner, [false, false, true], Verdict::Wrong);
        }
        // Six loops that ask again at once, and the owner after them.
        let at_once: Vec<Turn> = (0..7).map(|_| throttle.take(owner, Instant(60_000), RULE)).collect();
        assert!(at_once.iter().all(|turn| matches!(turn, Turn::After(1..=4_000))), "{at_once:?}");
        let stranger = at(AccountId(7), 1);
        assert_eq!(throttle.take(stranger, Instant(60_000), RULE), Turn::Refused, "whom nobody has seen there");
    }

    #[tokio::test]
    async fn who_logs_in_was_no_guesser() {
        let throttle = Throttle::default();
        let settle =
            async |verdict| throttle.admit(at(AccountId(7), 1), Instant(0), RULE).await.unwrap().settle(verdict);
        for _ in 0..50 {
            settle(Verdict::Right).await;
            settle(Verdict::Unseen).await;
        }
        assert_eq!(tried(&throttle, at(AccountId(7), 1), 2).await, 2);
        settle(Verdict::Right).await;
        assert_eq!(tried(&throttle, at(AccountId(7), 1), 9).await, 3, "the wrong ones before it are forgotten");
        throttle.forgive(AccountId(7), at(AccountId(7), 1).caller);
        assert_eq!(
            tried(&throttle, known(AccountId(7), 1), 3).await,
            3,
            "and so they are for who shows it in another way"
        );
        let next = throttle.take(known(AccountId(7), 1), Instant(0), RULE);
        assert!(matches!(next, Turn::After(1..)), "only three are free: {next:?}");
    }

    #[tokio::test]
    async fn those_who_come_at_once_wait_for_each_other() {
        let throttle = Throttle::default();
        let admit = || throttle.admit(at(AccountId(7), 1), Instant(0), RULE);
        let mut inside = vec![admit().await.unwrap(), admit().await.unwrap(), admit().await.unwrap()];
        let (next, ()) = tokio::join!(admit(), async { inside.pop().unwrap().settle(Verdict::Right) });
        inside.push(next.unwrap());
        // A caller who hangs up has guessed: nothing is won by leaving early.
        let (next, ()) = tokio::join!(admit(), async { inside.clear() });
        assert!(next.is_none());
    }
}
