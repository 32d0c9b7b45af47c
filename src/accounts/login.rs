//! Logging in by name and password, the same for every API: the right account, or why not, and guessers have to wait.

use std::net::IpAddr;

use super::{Account, Passwords, Throttle, ThrottleRule, by_login_name};
use crate::clock::Instant;
use crate::config::Config;
use crate::store::{Store, StoreError};

/// Why somebody is not let in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// This account or address has failed too often lately.
    #[error("too many failed logins")]
    MustWait,
    /// Nobody is called that.
    #[error("there is no such account")]
    Unknown,
    /// The password is another one.
    #[error("the password is wrong")]
    WrongPassword,
    /// The account is inactive or frozen.
    #[error("the account may not log in")]
    NotActive,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The log-ins of an outlet: how passwords are hashed, and who must wait after too many failures.
pub struct Logins {
    /// Password hashing, a few at a time.
    pub passwords: Passwords,
    /// Failed log-ins.
    pub throttle: Throttle,
    /// How many failures are too many.
    pub rule: ThrottleRule,
}

impl Logins {
    /// No failures yet.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        let rule = ThrottleRule {
            tries: config.login_tries,
            address_tries: config.login_address_tries,
            window_ms: config.login_window_ms,
        };
        Self { passwords: Passwords::default(), throttle: Throttle::default(), rule }
    }

    /// The active account of a login name and its password.
    ///
    /// # Errors
    /// [`LoginError`]; wrong passwords and unknown names count against account and address.
    pub async fn log_in(
        &self,
        store: &Store,
        (peer, now): (IpAddr, Instant),
        name: &str,
        password: &str,
    ) -> Result<Account, LoginError> {
        let found = store.read(|db| by_login_name(db, name))?;
        let id = found.as_ref().map_or(0, |(account, _)| account.id);
        // Nobody's name is throttled by address alone: id 0 stands for all of them.
        let applied = if id == 0 { ThrottleRule { tries: u32::MAX, ..self.rule } } else { self.rule };
        if self.throttle.must_wait(id, peer, now, applied) {
            return Err(LoginError::MustWait);
        }
        let right = self.passwords.verify(password, found.as_ref().map(|(_, hash)| hash.as_str())).await?;
        let Some((account, _)) = found else {
            self.throttle.failed(0, peer, now, self.rule);
            return Err(LoginError::Unknown);
        };
        if !right {
            self.throttle.failed(account.id, peer, now, self.rule);
            return Err(LoginError::WrongPassword);
        }
        self.throttle.succeeded(account.id);
        if account.status == super::AccountStatus::Active { Ok(account) } else { Err(LoginError::NotActive) }
    }
}
