//! Who asks: the session of the services, sent as `Authorization: Bearer` or as the field `sessionid`.

use hyper::StatusCode;
use serde_json::json;

use super::no_store;
use crate::accounts::{self, Account, Permission, Role, account_of_session};
use crate::http::{FieldLimits, Fields, Reply, Request, failure};
use crate::outlet::Outlet;

/// What a page's query may hold.
const LIMITS: FieldLimits = FieldLimits { body: 0, names: 20, value: 200 };

/// The query of a page.
///
/// # Errors
/// 400.
pub fn query(request: &Request) -> Result<Fields, Reply> {
    let mut fields = Fields::default();
    match fields.add_form(request.query().as_bytes(), LIMITS) {
        Ok(()) => Ok(fields),
        Err(bad) => Err(refusal(StatusCode::BAD_REQUEST, &bad.to_string())),
    }
}

/// The session id of a request.
pub fn session_of<'r>(request: &'r Request, fields: &'r Fields) -> Option<&'r str> {
    let bearer = request.authorization().and_then(|text| text.strip_prefix("Bearer ")).map(str::trim);
    bearer.or(fields.text("sessionid"))
}

/// As [`signed_in`], for work that nobody may do without the second factor that is demanded.
///
/// # Errors
/// As [`signed_in`]; 403 without the second factor.
pub fn staff(outlet: &Outlet, request: &Request, fields: &Fields, roles: &[Role]) -> Result<Account, Reply> {
    let account = signed_in(outlet, request, fields, roles)?;
    match outlet.lacks_second_factor(&account) {
        Ok(false) => Ok(account),
        Ok(true) => Err(refusal(StatusCode::FORBIDDEN, "set up the second factor")),
        Err(error) => {
            failure(&error, "a second factor could not be looked up");
            Err(Reply::busy())
        }
    }
}

/// Refuses somebody who was denied this, whatever the role.
///
/// # Errors
/// 403.
pub fn permitted(outlet: &Outlet, account: &Account, permission: Permission) -> Result<(), Reply> {
    match outlet.store.read(|db| accounts::may(db, account, permission)) {
        Ok(true) => Ok(()),
        Ok(false) => Err(refusal(StatusCode::FORBIDDEN, "this was not allowed to the account")),
        Err(error) => {
            failure(&error, "a permission could not be looked up");
            Err(Reply::busy())
        }
    }
}

/// The account of the request's session if it has one of these roles.
///
/// # Errors
/// 401 without a session that lives, 403 for another role and for staff that must change its first password.
pub fn signed_in(outlet: &Outlet, request: &Request, fields: &Fields, roles: &[Role]) -> Result<Account, Reply> {
    let Some(session) = session_of(request, fields) else {
        return Err(refusal(StatusCode::UNAUTHORIZED, "log in first"));
    };
    let (now, idle) = (outlet.now(), outlet.config.session_idle_ms);
    match account_of_session(&outlet.store, &outlet.sessions, session, now, idle) {
        Err(error) => {
            failure(&error, "a session could not be looked up");
            Err(Reply::busy())
        }
        Ok(None) => Err(refusal(StatusCode::UNAUTHORIZED, "the session has ended")),
        Ok(Some(account)) if !roles.contains(&account.role) => {
            Err(refusal(StatusCode::FORBIDDEN, "this role may not see it"))
        }
        Ok(Some(account)) if account.must_change_password => {
            Err(refusal(StatusCode::FORBIDDEN, "change the first password"))
        }
        Ok(Some(account)) => Ok(account),
    }
}

/// An error as a page reads it.
pub fn refusal(status: StatusCode, why: &str) -> Reply {
    no_store(Reply::json(status, &json!({"error": why})))
}
