//! PINs: a fast change of clerk at a counter that was enrolled. A PIN is short, so it is worth little: it works on enrolled counters alone,
//! opens a session with a clerk's rights and nothing else, and after a few wrong ones there is a pause.

use super::password::Urgency;
use super::sql::people as sql;
use super::turns::{Pace, Turn, Turns, Verdict};
use super::{Account, AccountStatus, LoginError, Passwords, Role, rule};
use crate::clock::{Instant, MINUTE_MS};
use crate::ids::AccountId;
use crate::random::digest;
use crate::store::{Db, Store, StoreError};

/// Digits of a PIN.
pub const PIN_LENGTH: std::ops::RangeInclusive<usize> = 4..=8;
/// How long wrong ones count, and how long the pause is.
const WINDOW_MS: i64 = 15 * MINUTE_MS;
/// Wrong ones of one account at one counter, of one counter, and of one account at all counters, before the pause.
const FREE: [u32; 3] = [5, 15, 10];

/// Who guesses at what.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Guesser {
    Pair([u8; 32], AccountId),
    Counter([u8; 32]),
    Account(AccountId),
}

/// Why a text is no PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPin {
    /// It is too short, too long, or no digits.
    #[error("a PIN has 4 to 8 digits")]
    Form,
    /// Everybody tries it first.
    #[error("this PIN is one of those that everybody tries first")]
    Common,
}

/// Whether a text may be a PIN.
///
/// # Errors
/// [`BadPin`].
pub fn check_pin(pin: &str) -> Result<(), BadPin> {
    if !PIN_LENGTH.contains(&pin.len()) || !pin.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(BadPin::Form);
    }
    if rule::is_monotonous(pin) { Err(BadPin::Common) } else { Ok(()) }
}

/// The name of the enrolled counter that a token is of.
pub fn counter_of(db: &Db<'_>, token: &str) -> Result<Option<String>, StoreError> {
    sql::device_name(db, &digest(token))
}

/// The tries of the last minutes.
#[derive(Default)]
pub struct Pins {
    tried: Turns<Guesser>,
}

impl Pins {
    /// The account of a PIN that was typed at a counter.
    ///
    /// # Errors
    /// [`LoginError::MustWait`] after too many wrong ones; [`LoginError::WrongPassword`] for a wrong one and for an account that has
    /// none; [`LoginError::NotActive`].
    pub async fn open(
        &self,
        (store, passwords): (&Store, &Passwords),
        (token, now): (&str, Instant),
        account: AccountId,
        pin: &str,
    ) -> Result<Account, LoginError> {
        let attempt = self.begin(digest(token), account, now).ok_or(LoginError::MustWait)?;
        let found = store.read(|db| sql::pin(db, account))?;
        let (account, hash) = found.map_or((None, None), |(account, hash)| (Some(account), Some(hash)));
        if !passwords.verify(pin, hash.as_deref(), Urgency::Known).await? {
            return Err(LoginError::WrongPassword);
        }
        let account = account.ok_or(LoginError::WrongPassword)?;
        attempt.was_right();
        let may = account.status == AccountStatus::Active && account.role != Role::Customer;
        if may && !account.must_change_password { Ok(account) } else { Err(LoginError::NotActive) }
    }

    /// Counts a try before it is looked at; nothing for one too many.
    fn begin(&self, counter: [u8; 32], account: AccountId, now: Instant) -> Option<PinTry<'_>> {
        let keys = [Guesser::Pair(counter, account), Guesser::Counter(counter), Guesser::Account(account)];
        let mut taken = PinTry { pins: self, keys: Vec::new(), verdict: Verdict::Unseen };
        for (key, free) in keys.into_iter().zip(FREE) {
            let pace = Pace { free, delay_ms: i64::MAX / 4, window_ms: WINDOW_MS };
            if self.tried.take(key, now, pace) != Turn::After(0) {
                return None;
            }
            taken.keys.push(key);
        }
        taken.verdict = Verdict::Wrong;
        Some(taken)
    }
}

/// A try that counts as a wrong one unless something else is said, also where its caller hangs up.
struct PinTry<'p> {
    pins: &'p Pins,
    keys: Vec<Guesser>,
    verdict: Verdict,
}

impl PinTry<'_> {
    /// Wrong ones before it are forgotten of this account at this counter alone: whoever knows one PIN may guess at others.
    fn was_right(mut self) {
        self.verdict = Verdict::Right;
    }
}

impl Drop for PinTry<'_> {
    fn drop(&mut self) {
        for key in &self.keys {
            let is_pair = matches!(key, Guesser::Pair(..));
            let verdict = if self.verdict == Verdict::Right && !is_pair { Verdict::Unseen } else { self.verdict };
            self.pins.tried.end(key, verdict);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tries(pins: &Pins, counter: u8, who: AccountId, at: i64, times: usize) -> usize {
        (0..times).filter(|_| pins.begin([counter; 32], who, Instant(at)).is_some()).count()
    }

    #[test]
    fn a_pin_is_digits_and_none_that_everybody_tries_first() {
        assert_eq!((check_pin("2580"), check_pin("13579246")), (Ok(()), Ok(())));
        for pin in ["258", "258025802", "25a0", "２５８０", ""] {
            assert_eq!(check_pin(pin), Err(BadPin::Form), "{pin}");
        }
        for pin in ["0000", "1234", "9876", "11111111"] {
            assert_eq!(check_pin(pin), Err(BadPin::Common), "{pin}");
        }
    }

    #[test]
    fn wrong_pins_of_an_account_of_a_counter_and_of_all_counters_end_in_a_pause() {
        let pins = Pins::default();
        assert_eq!(tries(&pins, 1, AccountId(7), 0, 9), 5, "one account at one counter");
        assert_eq!(tries(&pins, 2, AccountId(7), 0, 9), 5, "the same account at another: ten in all");
        assert_eq!(tries(&pins, 3, AccountId(7), 0, 9), 0);
        assert_eq!(
            (8..20).map(|id| tries(&pins, 1, AccountId(id), 0, 5)).sum::<usize>(),
            10,
            "one counter, all accounts"
        );
        assert_eq!(tries(&pins, 3, AccountId(7), WINDOW_MS, 1), 1, "after the pause");
    }

    #[test]
    fn a_right_pin_is_no_guess() {
        let pins = Pins::default();
        for _ in 0..60 {
            pins.begin([1; 32], AccountId(7), Instant(0)).unwrap().was_right();
        }
        assert_eq!(tries(&pins, 1, AccountId(7), 0, 9), 5);
    }
}
