//! A fast change of clerk at an enrolled counter: who has a PIN is chosen by name and types it.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::json;

use crate::accounts::{self, Account, LoginError, Origin};
use crate::channels::page::{bad, failed, refusal, shown};
use crate::http::{FieldLimits, Fields, Handled, Reply, Request};
use crate::ids::AccountId;
use crate::orders::{self, Actor, Change, Deed};
use crate::outlet::Outlet;
use crate::pages::staff::session_of;
use crate::random::Ids;
use crate::store::{StoreError, Tx};

/// What the forms hold: no PIN is long.
const LIMITS: FieldLimits = FieldLimits { body: 1024, names: 8, value: 200 };

/// `POST clerks`: `device`: who may change to here.
pub(super) fn clerks(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { listed(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn listed(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = Fields::read(request, LIMITS).await.map_err(|field| bad(&field))?;
    counter(outlet, &fields)?;
    let clerks = outlet.store.read(accounts::sql::people::with_pin).map_err(|error| failed(&error))?;
    let clerks: Vec<_> = clerks.iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
    Ok(shown(&json!({"clerks": clerks})))
}

/// The token of an enrolled counter and its name: 403 for any other browser.
fn counter(outlet: &Outlet, fields: &Fields) -> Result<(String, String), Reply> {
    let token = fields.required("device").map_err(|field| bad(&field))?;
    let name = outlet.store.read(|db| accounts::counter_of(db, token)).map_err(|error| failed(&error))?;
    let refused = || refusal(StatusCode::FORBIDDEN, "this browser is no enrolled counter");
    Ok((token.to_owned(), name.ok_or_else(refused)?))
}

/// `POST pin`: `device`, `userid`, `pin`: opens a session that works at the counter alone, and ends the one that the request names.
pub(super) fn change(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { changed(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn changed(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = Fields::read(request, LIMITS).await.map_err(|field| bad(&field))?;
    let id: AccountId = fields.required_number("userid").map_err(|field| bad(&field))?;
    let pin = fields.required("pin").map_err(|field| bad(&field))?;
    let before = session_of(request, &fields).map(str::to_owned);
    let (token, name) = counter(outlet, &fields)?;
    let opened = outlet.logins.log_in_with_pin(&outlet.store, (&token, outlet.now()), id, pin).await;
    let account = opened.map_err(told)?;
    let before = who_was(outlet, before)?;
    let (session, now) = (Ids::fresh().uuid(), outlet.now());
    let (fresh, origin) = (session.clone(), Origin { by_pin: true, ..Origin::of(request) });
    let run = move |tx: &Tx<'_>| {
        let was = before.as_ref().map(|(account, _)| account.username.as_str());
        if let Some((account, old)) = &before {
            accounts::close_session(tx, account.id, old)?;
        }
        accounts::open_session(tx, account.id, &fresh, now, &origin)?;
        let change = Change { before: was, after: Some(&account.username) };
        orders::audit(tx, Actor { now, id: account.id }, Deed("clerk_change"), &format!("counter {name}"), change)?;
        Ok::<_, StoreError>(account.clone())
    };
    let account = outlet.store.write(run).await.map_err(|error| failed(&error))?;
    Ok(shown(&json!({"sessionid": session, "userid": account.id})))
}

/// Who worked at the counter until now, if anybody did.
fn who_was(outlet: &Outlet, session: Option<String>) -> Result<Option<(Account, String)>, Reply> {
    let Some(session) = session else { return Ok(None) };
    let (now, idle) = (outlet.now(), outlet.config.session_idle_ms);
    let found = accounts::account_of_session(&outlet.store, &outlet.sessions, &session, now, idle);
    Ok(found.map_err(|error| failed(&error))?.map(|account| (account, session)))
}

fn told(error: LoginError) -> Reply {
    match error {
        LoginError::MustWait => refusal(StatusCode::TOO_MANY_REQUESTS, "too many wrong PINs"),
        LoginError::Store(error) => failed(&error),
        LoginError::NotActive => refusal(StatusCode::FORBIDDEN, "this account may not log in"),
        _ => refusal(StatusCode::FORBIDDEN, "the PIN is wrong"),
    }
}
