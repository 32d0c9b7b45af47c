//! Who calls: a token as the user name of HTTP Basic, a Bearer token, or the account's shop session
//! (docs/spec/courses.md section 6).
//!
//! Every call but `token`, `token/info` and the notices asks [`Call::caller`] before it looks at its parameters.

use base64ct::{Base64, Base64Unpadded, Encoding};

use super::codes::CourseError;
use super::scope::{Module, Scope};
use super::service::Call;
use super::token::{self, Keys, Verified};
use crate::accounts::{self, Account, Role, account_of_session};
use crate::clock::Instant;
use crate::http::Request;
use crate::outlet;
use crate::store::Db;

/// Bytes that the value of `Authorization` may have.
const LONGEST: usize = 2048;

impl Call {
    /// The account that calls, if its scope covers the module and its password is its own: who still has the first one is known,
    /// but may do nothing before it is changed, and gets no token either.
    ///
    /// # Errors
    /// [`CourseError::BadToken`] for none, a wrong one, or one of an account that is not active any more,
    /// [`CourseError::ExpiredToken`], [`CourseError::OutOfScope`].
    pub fn caller(&self, module: Module) -> Result<Account, CourseError> {
        let in_fields = || self.fields().ok().and_then(|fields| fields.text("sessionid")).map(str::to_owned);
        let credential = credential(&self.request).or_else(in_fields).ok_or(CourseError::BadToken)?;
        let (account, scope) = self.known(&credential)?;
        let may = scope.covers(module) && !account.must_change_password;
        if may { Ok(account) } else { Err(CourseError::OutOfScope) }
    }

    /// As [`Call::caller`] for members of the staff.
    ///
    /// # Errors
    /// As [`Call::caller`].
    pub fn staff(&self, module: Module) -> Result<Account, CourseError> {
        let account = self.caller(module)?;
        let may = account.role != Role::Customer && !self.outlet.lacks_second_factor(&account)?;
        if may { Ok(account) } else { Err(CourseError::OutOfScope) }
    }

    /// A token has dots, a session id has none.
    fn known(&self, credential: &str) -> Result<(Account, Scope), CourseError> {
        if credential.contains('.') {
            let (account, verified) = self.outlet.store.read(|db| token_account(db, credential, self.terms.now))?;
            let scope = Scope::of_type(verified.payload.kind).ok_or(CourseError::BadToken)?;
            // The role may have changed since the token was made.
            return if scope.fits(account.role) { Ok((account, scope)) } else { Err(CourseError::OutOfScope) };
        }
        let idle = self.outlet.config.session_idle_ms;
        let account = account_of_session(&self.outlet.store, &self.outlet.sessions, credential, self.terms.now, idle)?;
        // What a PIN opened works at the counter's page alone.
        let account = account.filter(|account| !account.by_pin).ok_or(CourseError::BadToken)?;
        let scope = Scope::of_session(account.role);
        Ok((account, scope))
    }
}

/// The active account of a token.
///
/// # Errors
/// [`CourseError::BadToken`], [`CourseError::ExpiredToken`].
pub fn token_account(db: &Db<'_>, text: &str, now: Instant) -> Result<(Account, Verified), CourseError> {
    let unverified = token::read(text)?;
    let outlet = outlet::token_key(db)?.ok_or(CourseError::BadToken)?;
    let (account, hash) = accounts::sql::with_hash(db, unverified.payload.uid)?.ok_or(CourseError::BadToken)?;
    let verified = unverified.verify(now, Keys { outlet: &outlet, password_hash: &hash })?;
    if account.status == accounts::AccountStatus::Active { Ok((account, verified)) } else { Err(CourseError::BadToken) }
}

/// The token or session id of the `Authorization` header; the password of HTTP Basic means nothing.
fn credential(request: &Request) -> Option<String> {
    let value = request.authorization().filter(|value| value.len() <= LONGEST)?;
    let (scheme, rest) = value.split_once(' ')?;
    let rest = rest.trim();
    let text = if scheme.eq_ignore_ascii_case("bearer") {
        rest.to_owned()
    } else if scheme.eq_ignore_ascii_case("basic") {
        user_name(rest)?
    } else {
        return None;
    };
    (!text.is_empty()).then_some(text)
}

fn user_name(encoded: &str) -> Option<String> {
    let bytes = Base64::decode_vec(encoded).or_else(|_| Base64Unpadded::decode_vec(encoded)).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    Some(text.split_once(':').map_or(text.as_str(), |(user, _)| user).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_name_of_basic_is_the_token_whatever_the_password() {
        for (encoded, user) in [("YS5iLmM6", "a.b.c"), ("YS5iLmM6eDp5", "a.b.c"), ("YS5iLmM", "a.b.c"), ("Og==", "")] {
            assert_eq!(user_name(encoded).as_deref(), Some(user), "{encoded}");
        }
        for encoded in ["%%%", "/w==", "YS5iLmM6=", "\u{7f}"] {
            assert_eq!(user_name(encoded), None, "{encoded}");
        }
    }
}
