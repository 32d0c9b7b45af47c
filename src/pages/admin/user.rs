//! Accounts: the staff's list, new ones, disabling and enabling, one-time passwords.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::json;

use super::{ADMINS, bad, failed, form, ok, people};
use crate::accounts::{self, Account, AccountError, AccountStatus, NewAccount, Role, USERNAME_RULE};
use crate::http::{BadField, Fields, Handled, Reply, Request};
use crate::ids::AccountId;
use crate::orders;
use crate::orders::Actor;
use crate::outlet::Outlet;
use crate::pages::staff::{query, refusal, staff};
use crate::random::Ids;
use crate::store::{Db, StoreError, Tx};
use crate::text;

/// Accounts on one answer.
const MAX_USERS: i64 = 200;
/// Digits of a one-time password.
const ONE_TIME_DIGITS: usize = 12;

/// Why an account cannot be changed.
#[derive(Debug, thiserror::Error)]
pub(super) enum UserError {
    #[error("there is no such account")]
    Unknown,
    #[error("nobody may do this to the own account")]
    Oneself,
    #[error("the last admin must stay")]
    LastAdmin,
    /// Whoever asks was disabled or demoted while the call was on its way.
    #[error("this role may not see it")]
    NoAdmin,
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<UserError> for Reply {
    fn from(error: UserError) -> Self {
        let status = match &error {
            UserError::Unknown | UserError::Account(AccountError::Unknown) => StatusCode::NOT_FOUND,
            UserError::NoAdmin => StatusCode::FORBIDDEN,
            UserError::Oneself | UserError::LastAdmin | UserError::Account(AccountError::UsernameTaken) => {
                StatusCode::CONFLICT
            }
            UserError::Store(error) | UserError::Account(AccountError::Store(error)) => return failed(error.clone()),
            UserError::Account(_) => StatusCode::BAD_REQUEST,
        };
        refusal(status, &error.to_string())
    }
}

/// `GET /api/pages/admin/users?search=`.
pub(super) fn list(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { found(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn found(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    staff(outlet, request, &fields, ADMINS)?;
    let search = fields.text("search").unwrap_or_default().trim();
    let read = outlet.store.read(|db| {
        let users = accounts::sql::users(db, search, MAX_USERS)?;
        let may = users.iter().map(|it| permissions(db, it)).collect::<Result<Vec<_>, _>>()?;
        Ok::<_, StoreError>((users, may))
    });
    let (users, may) = read.map_err(failed)?;
    let zone = outlet.config.zone;
    let shape = |(it, may): (&accounts::sql::User, Vec<&str>)| {
        json!({
            "created": zone.text(it.created_at), "display": it.display, "first_password": it.must_change_password, "id": it.id,
            "may": may, "phone": it.phone, "pin": it.has_pin, "role": it.role, "status": it.status, "username": it.username
        })
    };
    let users: Vec<_> = users.iter().zip(may).map(shape).collect();
    Ok(ok(&json!({"users": users})))
}

/// The words of what somebody may do; of customers nothing.
fn permissions(db: &Db<'_>, user: &accounts::sql::User) -> Result<Vec<&'static str>, StoreError> {
    let role = Role::from_number(user.role).unwrap_or(Role::Customer);
    if role == Role::Customer {
        return Ok(Vec::new());
    }
    let all = accounts::permissions_of(db, user.id, role)?;
    Ok(all.into_iter().filter(|(_, allowed)| *allowed).map(|(permission, _)| permission.word()).collect())
}

/// `POST /api/pages/admin/user`: `username`, `role` 1 clerk, 3 operator, 4 admin. Answers a one-time password that is shown
/// here alone; 409 for a name that is taken.
pub(super) fn add(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { added(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn added(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let actor = staff(outlet, request, &fields, ADMINS)?.id;
    let (username, role) = read_new(&fields).map_err(bad)?;
    let password = Ids::fresh().digits(ONE_TIME_DIGITS);
    let password_hash = outlet.logins.passwords.hash(&password).await.map_err(failed)?;
    let new = NewAccount { username, phone: None, email: None, password_hash, role, must_change_password: true };
    let now = outlet.now();
    let run = move |tx: &Tx<'_>| {
        still_admin(tx, actor)?;
        let account = accounts::create(tx, now, &new)?;
        let after = json!({"type": account.role.number(), "username": account.username}).to_string();
        orders::audit(
            tx,
            orders::Actor { now, id: actor },
            orders::Deed("account_create"),
            &format!("account {}", account.id),
            orders::Change::made(&after),
        )?;
        Ok::<_, UserError>(account)
    };
    let account = outlet.store.write(run).await?;
    Ok(ok(&json!({"id": account.id, "password": password, "username": account.username})))
}

/// Whoever logs in with such a name is looked for among the telephones and addresses of customers first.
pub(super) fn is_phone_or_mail(username: &str) -> bool {
    text::is_mobile(&text::phone(username)) || text::is_email(username)
}

/// What is said of such a name.
pub(super) const NAME_IS_TAKEN_AS_ONE: &str = "a user name of the staff is no mobile number and no e-mail address";

fn read_new(fields: &Fields) -> Result<(String, Role), BadField> {
    let username = fields.required("username")?.trim();
    if !accounts::is_username(username) {
        return Err(BadField(USERNAME_RULE.to_owned()));
    }
    let staff = [Role::Clerk, Role::Operator, Role::Admin];
    if is_phone_or_mail(username) {
        return Err(BadField(NAME_IS_TAKEN_AS_ONE.to_owned()));
    }
    let role = Role::from_number(fields.required_number("role")?).filter(|role| staff.contains(role));
    Ok((username.to_owned(), role.ok_or_else(|| BadField("role is 1, 3 or 4".to_owned()))?))
}

/// `POST /api/pages/admin/user-status`: `id` and `to`: `disabled`, `enabled`, `no-second-factor`, `no-pin`, or `new-password`, which answers a one-time
/// password that is shown here alone. Nobody does this to the own account, and one admin stays.
pub(super) fn change(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { changed(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn changed(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let actor = staff(outlet, request, &fields, ADMINS)?.id;
    let id = fields.required_number::<AccountId>("id").map_err(bad)?;
    let actor = Actor { now: outlet.now(), id: actor };
    match fields.text("to") {
        Some("disabled") => Ok(answer(&outlet.store.write(move |tx| disable(tx, actor, id)).await?)),
        Some("enabled") => Ok(answer(&outlet.store.write(move |tx| enable(tx, actor, id)).await?)),
        Some("new-password") => {
            let password = Ids::fresh().digits(ONE_TIME_DIGITS);
            let hash = outlet.logins.passwords.hash(&password).await.map_err(failed)?;
            let account = outlet.store.write(move |tx| renew(tx, actor, id, &hash)).await?;
            Ok(ok(&json!({"id": id, "password": password, "username": account.username})))
        }
        Some("no-second-factor") => Ok(answer(&outlet.store.write(move |tx| drop_factor(tx, actor, id)).await?)),
        Some("no-pin") => Ok(answer(&outlet.store.write(move |tx| people::drop_pin(tx, actor, id)).await?)),
        _ => Err(people::no_such_state()),
    }
}

fn answer(account: &Account) -> Reply {
    ok(&json!({"id": account.id, "status": account.status}))
}

/// Looks once more whether somebody is an admin, in the transaction that changes accounts: between the first look and this one a
/// password is hashed, and others of the call may have waited.
///
/// # Errors
/// [`UserError::NoAdmin`].
pub(super) fn still_admin(tx: &Tx<'_>, id: AccountId) -> Result<(), UserError> {
    let is_one = |it: &Account| it.role == Role::Admin && it.status == AccountStatus::Active;
    let found = accounts::sql::by_id(tx, id)?.filter(is_one);
    found.map(|_| ()).ok_or(UserError::NoAdmin)
}

pub(super) fn other(tx: &Tx<'_>, actor: Actor, id: AccountId) -> Result<Account, UserError> {
    still_admin(tx, actor.id)?;
    let found = accounts::sql::by_id(tx, id)?.filter(|found| !accounts::is_deleted_name(&found.username));
    let account = found.ok_or(UserError::Unknown)?;
    if account.id == actor.id { Err(UserError::Oneself) } else { Ok(account) }
}

fn disable(tx: &Tx<'_>, actor: Actor, id: AccountId) -> Result<Account, UserError> {
    let account = other(tx, actor, id)?;
    if !accounts::sql::freeze(tx, id)? {
        return Err(UserError::LastAdmin);
    }
    accounts::close_sessions(tx, id, None)?;
    note(tx, actor, orders::Deed("account_disable"), &account)
}

fn enable(tx: &Tx<'_>, actor: Actor, id: AccountId) -> Result<Account, UserError> {
    let account = other(tx, actor, id)?;
    accounts::sql::set_status(tx, id, AccountStatus::Active)?;
    note(tx, actor, orders::Deed("account_enable"), &account)
}

fn renew(tx: &Tx<'_>, actor: Actor, id: AccountId, hash: &str) -> Result<Account, UserError> {
    let account = other(tx, actor, id)?;
    accounts::set_password(tx, id, hash, true)?;
    accounts::close_sessions(tx, id, None)?;
    // Whoever may know the password may know the PIN.
    accounts::sql::people::drop_pin(tx, id)?;
    let object = format!("account {id}");
    orders::audit(tx, actor, orders::Deed("account_password"), &object, orders::Change::made("one-time password"))?;
    Ok(account)
}

/// For somebody who has lost the telephone and the recovery codes.
fn drop_factor(tx: &Tx<'_>, actor: Actor, id: AccountId) -> Result<Account, UserError> {
    let account = other(tx, actor, id)?;
    if accounts::drop_second_factor(tx, id)? {
        orders::audit(tx, actor, orders::Deed("second_factor_off"), &format!("account {id}"), orders::Change::NONE)?;
    }
    Ok(account)
}

/// Writes a change of status into the audit trail, unless it changed nothing; answers the account as it is now.
fn note(tx: &Tx<'_>, actor: Actor, deed: orders::Deed, before: &Account) -> Result<Account, UserError> {
    let after = accounts::sql::by_id(tx, before.id)?.ok_or(UserError::Unknown)?;
    if after.status != before.status {
        let status = |it: &Account| json!({"status": it.status}).to_string();
        let object = format!("account {}", before.id);
        let (was, is) = (status(before), status(&after));
        orders::audit(tx, actor, deed, &object, orders::Change::between(&was, &is))?;
    }
    Ok(after)
}
