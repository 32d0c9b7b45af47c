//! `POST token` and `POST token/info`: an account's secret becomes a token for three days
//! (docs/spec/courses.md section 2).

use super::access::token_account;
use super::codes::CourseError;
use super::scope::Scope;
use super::service::{Answer, Call, Outcome};
use super::token::{self, Keys, Payload};
use super::wire;
use crate::accounts::{self, PASSWORD_LENGTH};
use crate::ids::AccountId;
use crate::outlet;
use crate::random::Ids;
use crate::store::Tx;

/// `POST token` {account, secret, type, device}; `device` is not needed for anything.
///
/// # Errors
/// 1000; 1005 for a wrong account or secret, too many tries, or a type that the account may not have.
pub async fn make(call: &Call) -> Outcome {
    let fields = call.fields()?;
    let name = fields.required("account")?.trim();
    let secret = fields.required("secret")?;
    let code = fields.required_number::<i64>("type")?;
    let scope = Scope::of_type(code).ok_or_else(|| CourseError::Parameter(format!("type {code} is none")))?;
    if !PASSWORD_LENGTH.contains(&secret.len()) {
        return Err(CourseError::NotAuthenticated);
    }
    let account = call.outlet.log_in(&call.request, name, (secret, fields.text("otp"))).await?;
    if !scope.fits(account.role) || account.must_change_password {
        return Err(CourseError::NotAuthenticated);
    }
    let payload = Payload { uid: account.id, kind: code, scope: scope.name().to_owned() };
    let (outlet, hash) = keys(call, account.id).await?;
    let token = token::make(&payload, call.terms.now, Keys { outlet: &outlet, password_hash: &hash });
    Ok(Answer::created(&wire::Token { token: &token.ok_or(CourseError::NotAuthenticated)? }))
}

/// The outlet's key, made at the first token, and the account's password hash.
async fn keys(call: &Call, account: AccountId) -> Result<(String, String), CourseError> {
    let (key, found) = call
        .outlet
        .store
        .read::<_, CourseError>(|db| Ok((outlet::token_key(db)?, accounts::sql::with_hash(db, account)?)))?;
    let (_, hash) = found.ok_or(CourseError::NotAuthenticated)?;
    if let Some(key) = key {
        return Ok((key, hash));
    }
    let ids = Ids::fresh();
    let make = move |tx: &Tx<'_>| Ok::<_, CourseError>(outlet::make_token_key(tx, &mut ids.clone())?);
    Ok((call.outlet.store.write(make).await?, hash))
}

/// `POST token/info` {token}: what it is good for and for whom, and from when to when (unix seconds). Nobody has to say who asks.
///
/// # Errors
/// 1000 without a token, 1002, 1003.
pub async fn info(call: &Call) -> Outcome {
    let text = call.fields()?.required("token")?.trim();
    let (_, verified) = call.outlet.store.read(|db| token_account(db, text, call.terms.now))?;
    Ok(Answer::ok(&wire::TokenInfo {
        create_at: verified.created,
        expire_in: verified.expires,
        scope: &verified.payload.scope,
        uid: verified.payload.uid,
    }))
}
