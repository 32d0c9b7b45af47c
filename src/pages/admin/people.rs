//! People of the staff: other names, another role, permissions of their own.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Map, Value, json};

use super::user::{NAME_IS_TAKEN_AS_ONE, UserError, is_phone_or_mail, other, still_admin};
use super::{ADMINS, bad, form, ok};
use crate::accounts::sql::people as sql;
use crate::accounts::{self, Account, AccountError, Permission, Role, USERNAME_RULE};
use crate::http::{BadField, Fields, Handled, Reply, Request};
use crate::ids::AccountId;
use crate::orders::{self, Actor, Change, Deed};
use crate::outlet::Outlet;
use crate::pages::staff::{refusal, staff};
use crate::store::Tx;
use crate::text::is_invisible;

/// Letters of a name for the eye.
const MAX_NAME_LEN: usize = 40;

/// What a form wants changed; what it does not say stays.
#[derive(Clone, Default)]
struct Wanted {
    username: Option<String>,
    /// Empty for the user name itself.
    display: Option<String>,
    role: Option<Role>,
    permissions: Vec<(Permission, bool)>,
}

/// `POST /api/pages/admin/user-change`: `id`, and of `username`, `display`, `role` and the permissions `discount`, `refund`, `price`, `till`
/// what is to change. Another role ends the account's sessions; the own role nobody changes, and one admin stays.
pub(super) fn change(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { changed(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn changed(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let actor = staff(outlet, request, &fields, ADMINS)?.id;
    let id = fields.required_number::<AccountId>("id").map_err(bad)?;
    let (wanted, by) = (read(&fields).map_err(bad)?, Actor { now: outlet.now(), id: actor });
    let run = move |tx: &Tx<'_>| apply(tx, by, id, &wanted);
    let account = outlet.store.write(run).await?;
    Ok(ok(&json!({"id": account.id, "role": account.role, "username": account.username})))
}

fn read(fields: &Fields) -> Result<Wanted, BadField> {
    let username = fields.text("username").map(str::trim).filter(|name| !name.is_empty());
    if username.is_some_and(|name| !accounts::is_username(name)) {
        return Err(BadField(USERNAME_RULE.to_owned()));
    }
    if username.is_some_and(is_phone_or_mail) {
        return Err(BadField(NAME_IS_TAKEN_AS_ONE.to_owned()));
    }
    let display = fields.raw("display").map(str::trim);
    let is_name = |name: &str| {
        name.chars().count() <= MAX_NAME_LEN && !name.chars().any(|it| it.is_control() || is_invisible(it))
    };
    if display.is_some_and(|name| !is_name(name)) {
        return Err(BadField(format!("a name has at most {MAX_NAME_LEN} letters")));
    }
    let role = fields.number("role")?.map(|number| Role::from_number(number).filter(|role| STAFF.contains(role)));
    let role = role.map(|role| role.ok_or_else(|| BadField("role is 1, 3 or 4".to_owned()))).transpose()?;
    let permissions = Permission::ALL.iter().filter_map(|it| Some((*it, fields.truth(it.word())?))).collect();
    Ok(Wanted { username: username.map(str::to_owned), display: display.map(str::to_owned), role, permissions })
}

const STAFF: [Role; 3] = [Role::Clerk, Role::Operator, Role::Admin];

fn apply(tx: &Tx<'_>, by: Actor, id: AccountId, wanted: &Wanted) -> Result<Account, UserError> {
    still_admin(tx, by.id)?;
    let account = known(tx, id)?;
    rename(tx, by, &account, wanted)?;
    let account = match wanted.role.filter(|role| *role != account.role) {
        Some(role) => promote(tx, by, id, role)?,
        None => known(tx, id)?,
    };
    permit(tx, by, &account, &wanted.permissions)?;
    Ok(account)
}

/// Somebody of the staff.
fn known(tx: &Tx<'_>, id: AccountId) -> Result<Account, UserError> {
    let found = accounts::sql::by_id(tx, id)?.filter(|it| !accounts::is_deleted_name(&it.username));
    found.filter(|account| account.role != Role::Customer).ok_or(UserError::Unknown)
}

fn rename(tx: &Tx<'_>, by: Actor, account: &Account, wanted: &Wanted) -> Result<(), UserError> {
    let known = sql::display_name(tx, account.id)?;
    let username = wanted.username.as_deref().unwrap_or(&account.username);
    let display = match wanted.display.as_deref() {
        None => known.as_deref(),
        Some(name) => Some(name).filter(|name| !name.is_empty() && *name != username),
    };
    if username == account.username && display == known.as_deref() {
        return Ok(());
    }
    let taken = username != account.username && accounts::sql::by_username(tx, username)?.is_some();
    if taken || accounts::is_deleted_name(username) {
        return Err(AccountError::UsernameTaken.into());
    }
    sql::rename(tx, account.id, username, display)?;
    let told = |username: &str, display: Option<&str>| json!({"display": display, "username": username}).to_string();
    let (before, after) = (told(&account.username, known.as_deref()), told(username, display));
    note(tx, by, Deed("account_rename"), account.id, &before, &after)
}

/// Another role: open sessions end, so that nobody goes on with rights that are gone.
fn promote(tx: &Tx<'_>, by: Actor, id: AccountId, role: Role) -> Result<Account, UserError> {
    let account = other(tx, by, id)?;
    if !sql::set_role(tx, id, role)? {
        return Err(UserError::LastAdmin);
    }
    accounts::close_sessions(tx, id, None)?;
    let told = |role: Role| json!({"type": role.number()}).to_string();
    note(tx, by, Deed("account_role"), id, &told(account.role), &told(role))?;
    known(tx, id)
}

fn permit(tx: &Tx<'_>, by: Actor, account: &Account, wanted: &[(Permission, bool)]) -> Result<(), UserError> {
    let before = accounts::permissions_of(tx, account.id, account.role)?;
    for (permission, allowed) in wanted.iter().filter(|it| !before.contains(it)) {
        accounts::set_permission(tx, (account.id, account.role), *permission, *allowed)?;
    }
    let after = accounts::permissions_of(tx, account.id, account.role)?;
    if after == before {
        return Ok(());
    }
    note(tx, by, Deed("account_permission"), account.id, &told(&before), &told(&after))
}

fn told(permissions: &[(Permission, bool)]) -> String {
    let pair = |(permission, allowed): &(Permission, bool)| (permission.word().to_owned(), Value::from(*allowed));
    Value::Object(permissions.iter().map(pair).collect::<Map<_, _>>()).to_string()
}

fn note(tx: &Tx<'_>, by: Actor, deed: Deed, id: AccountId, before: &str, after: &str) -> Result<(), UserError> {
    Ok(orders::audit(tx, by, deed, &format!("account {id}"), Change::between(before, after))?)
}

/// Takes somebody's PIN away.
pub(super) fn drop_pin(tx: &Tx<'_>, by: Actor, id: AccountId) -> Result<Account, UserError> {
    let account = known(tx, id)?;
    if sql::drop_pin(tx, id)? {
        orders::audit(tx, by, Deed("pin_off"), &format!("account {id}"), Change::NONE)?;
    }
    Ok(account)
}

/// The refusal of a state that is none.
pub(super) fn no_such_state() -> Reply {
    refusal(StatusCode::BAD_REQUEST, "to is disabled, enabled, new-password, no-second-factor or no-pin")
}
