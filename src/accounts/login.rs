//! Logging in by name and password, the same for every API: the right account, or why not, and guessers are slowed down.

use std::net::IpAddr;

use super::password::Urgency;
use super::throttle::Attempt;
use super::turns::{Pace, Turn, Turns, Verdict};
use super::{Account, Passwords, Pins, Throttle, ThrottleRule, by_login_name, sql};
use crate::clock::Instant;
use crate::config::Config;
use crate::ids::AccountId;
use crate::store::{Store, StoreError};

/// Wrong codes of a second factor before there must be a pause.
const FREE_CODES: u32 = 5;
/// Addresses that are remembered of an account.
const ADDRESSES: i64 = 20;

/// Why somebody is not let in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// Too many attempts at this account wait at this address already.
    #[error("too many failed logins")]
    MustWait,
    /// Nobody is called that.
    #[error("there is no such account")]
    Unknown,
    /// The password is another one.
    #[error("the password is wrong")]
    WrongPassword,
    /// The account has a second factor, and its code is missing.
    #[error("the code of the second factor is missing")]
    NoSecondFactor,
    /// The code of the second factor is another one, or was used.
    #[error("the code of the second factor is wrong")]
    WrongSecondFactor,
    /// The account is inactive or frozen.
    #[error("the account may not log in")]
    NotActive,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The log-ins of an outlet: how passwords are hashed, and who is slowed down.
pub struct Logins {
    /// Password hashing, a few at a time.
    pub passwords: Passwords,
    throttle: Throttle,
    rule: ThrottleRule,
    codes: Turns<(AccountId, Option<IpAddr>)>,
    pins: Pins,
}

impl Logins {
    /// No attempts yet.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        let rule = ThrottleRule {
            tries: config.login_tries,
            address_tries: config.login_address_tries,
            window_ms: config.login_window_ms,
            delay_ms: config.login_delay_ms,
        };
        Self {
            passwords: Passwords::default(),
            throttle: Throttle::default(),
            rule,
            codes: Turns::default(),
            pins: Pins::default(),
        }
    }

    /// The active account of a login name and its password.
    ///
    /// # Errors
    /// [`LoginError`]; wrong passwords and unknown names count against the account at this address, and against the address.
    pub async fn log_in(
        &self,
        store: &Store,
        (caller, now): (IpAddr, Instant),
        name: &str,
        password: &str,
    ) -> Result<Account, LoginError> {
        let found = store.read(|db| by_login_name(db, name))?;
        let (account, hash) = found.map_or((None, None), |(account, hash)| (Some(account), Some(hash)));
        let is_right =
            self.is_right(store, (caller, now), account.as_ref().map(|it| it.id), password, hash.as_deref()).await?;
        let account = account.ok_or(LoginError::Unknown)?;
        if !is_right {
            return Err(LoginError::WrongPassword);
        }
        if account.status == super::AccountStatus::Active { Ok(account) } else { Err(LoginError::NotActive) }
    }

    /// The account of a PIN that was typed at the counter of a token.
    ///
    /// # Errors
    /// As [`Pins::open`].
    pub async fn log_in_with_pin(
        &self,
        store: &Store,
        (token, now): (&str, Instant),
        account: AccountId,
        pin: &str,
    ) -> Result<Account, LoginError> {
        self.pins.open((store, &self.passwords), (token, now), account, pin).await
    }

    /// Whether somebody who knows the password has the second factor, where the account has one.
    ///
    /// # Errors
    /// [`LoginError::NoSecondFactor`], [`LoginError::WrongSecondFactor`]; [`LoginError::MustWait`] after too many wrong codes. They
    /// count for the account, but at an address where it was logged in before for that address alone.
    pub async fn check_second_factor(
        &self,
        store: &Store,
        (caller, now): (IpAddr, Instant),
        account: AccountId,
        code: Option<&str>,
    ) -> Result<(), LoginError> {
        if !store.read(|db| super::has_second_factor(db, account))? {
            return Ok(());
        }
        let code = code.map(str::trim).filter(|code| !code.is_empty()).ok_or(LoginError::NoSecondFactor)?.to_owned();
        let place = caller.to_string();
        let is_known = store.read(|db| sql::logged_in_with_code(db, account, &place))?;
        let guesser = (account, is_known.then_some(caller));
        let pace = Pace { free: FREE_CODES, delay_ms: i64::MAX / 4, window_ms: self.rule.window_ms };
        if self.codes.take(guesser, now, pace) != Turn::After(0) {
            return Err(LoginError::MustWait);
        }
        // It counts until it was right: a code is used once, nobody has cause to send several at a time.
        self.codes.end(&guesser, Verdict::Wrong);
        let right = store.write(move |tx| {
            let right = super::use_second_factor(tx, now, account, &code)?;
            if right {
                sql::note_code(tx, account, &place)?;
            }
            Ok::<_, StoreError>(right)
        });
        if right.await? {
            self.codes.forgive(&guesser);
            return Ok(());
        }
        Err(LoginError::WrongSecondFactor)
    }

    /// Forgets what somebody tried who has shown in another way that the account is his.
    pub fn forgive(&self, account: AccountId, caller: IpAddr) {
        self.throttle.forgive(account, caller);
    }

    /// Whether a password is the one of the hash, for an attempt at an account that counts before it is looked at.
    ///
    /// # Errors
    /// [`LoginError::MustWait`], and what the store or a full queue of passwords says; then it does not count.
    pub async fn is_right(
        &self,
        store: &Store,
        (caller, now): (IpAddr, Instant),
        account: Option<AccountId>,
        password: &str,
        hash: Option<&str>,
    ) -> Result<bool, LoginError> {
        let place = caller.to_string();
        let known_at = |account| store.read(|db| sql::logged_in_at(db, account, &place));
        let last = account.map(known_at).transpose()?.flatten();
        let attempt = Attempt { account, caller, is_known: last.is_some() };
        let ticket = self.throttle.admit(attempt, now, self.rule).await.ok_or(LoginError::MustWait)?;
        let urgency = match account {
            Some(_) if attempt.is_known => Urgency::Known,
            Some(_) => Urgency::LogIn,
            None => Urgency::Other,
        };
        match self.passwords.verify(password, hash, urgency).await {
            Ok(true) => {
                ticket.settle(Verdict::Right);
                if let Some(account) = account.filter(|_| is_news(last, now)) {
                    store.write(move |tx| sql::note_address(tx, account, &place, now, ADDRESSES)).await?;
                }
                Ok(true)
            }
            Ok(false) => Ok(false),
            Err(error) => {
                ticket.settle(Verdict::Unseen);
                Err(error.into())
            }
        }
    }
}

/// Whether it is worth a write that somebody logged in from an address: the first time, and then once a day.
fn is_news(last: Option<Instant>, now: Instant) -> bool {
    last.is_none_or(|last| now.since(last).abs() >= crate::clock::DAY_MS)
}
