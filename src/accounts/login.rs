//! Logging in by name and password, the same for every API: the right account, or why not, and guessers have to wait.

use std::net::IpAddr;

use super::{Account, ThrottleRule, by_login_name};
use crate::outlet::Outlet;
use crate::store::StoreError;

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

/// The active account of a login name and its password.
///
/// # Errors
/// [`LoginError`]; wrong passwords and unknown names count against account and address.
pub async fn log_in(outlet: &Outlet, peer: IpAddr, name: &str, password: &str) -> Result<Account, LoginError> {
    let rule = ThrottleRule {
        tries: outlet.config.login_tries,
        address_tries: outlet.config.login_address_tries,
        window_ms: outlet.config.login_window_ms,
    };
    let now = outlet.now();
    let found = outlet.store.read(|db| by_login_name(db, name))?;
    let id = found.as_ref().map_or(0, |(account, _)| account.id);
    // Nobody's name is throttled by address alone: id 0 stands for all of them.
    let applied = if id == 0 { ThrottleRule { tries: u32::MAX, ..rule } } else { rule };
    if outlet.throttle.must_wait(id, peer, now, applied) {
        return Err(LoginError::MustWait);
    }
    let right = outlet.passwords.verify(password, found.as_ref().map(|(_, hash)| hash.as_str())).await?;
    let Some((account, _)) = found else {
        outlet.throttle.failed(0, peer, now, rule);
        return Err(LoginError::Unknown);
    };
    if !right {
        outlet.throttle.failed(account.id, peer, now, rule);
        return Err(LoginError::WrongPassword);
    }
    outlet.throttle.succeeded(account.id);
    if account.status == super::account::ACTIVE { Ok(account) } else { Err(LoginError::NotActive) }
}
