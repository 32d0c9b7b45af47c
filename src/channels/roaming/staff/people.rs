//! `account_create` and `account_delete`: the outlet's staff and devices.
//!
//! Companies are not kept; `companyid` must be sent (docs/spec/roaming.md section 15) and is ignored.

use std::collections::VecDeque;

use serde_json::json;

use super::{ADMINS, note};
use crate::accounts::{self, Account, AccountError, FIRST_PASSWORD, Holder, NewAccount, PASSWORD_LENGTH, Role};
use crate::channels::roaming::cards::{self};
use crate::channels::roaming::serial;
use crate::channels::roaming::sql::{cards as card_sql, devices};
use crate::channels::roaming::wire::people as wire;
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::orders;
use crate::orders::Actor;
use crate::random::Ids;
use crate::staff_api::codes;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{StoreError, Tx};

/// Accounts that one call makes: each costs a password hash.
const MAX_AT_ONCE: usize = 20;
/// Digits of a one-time password.
const ONE_TIME_DIGITS: usize = 12;

/// What becomes of the first password.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FirstPassword {
    /// The admin chose it.
    Chosen,
    /// It is the one that everybody knows, in a demonstration. Outside it no account begins with a known password.
    Recorded,
    /// It was drawn and is shown once.
    OneTime,
}

/// `account_create`: `roleid` 1 clerk, 2 admin, 3 box user; `quantity` accounts with made names, or one of the given name. A
/// name that is taken answers that account, unchanged. Without a password new accounts of a demonstration get the recorded one,
/// which clerks must change; elsewhere everybody gets a one-time password that must be changed and that this answer alone
/// shows, as `initial_password`. Once for a `client_ref`.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn create(call: &Call) -> Outcome {
    call.may(ADMINS)?;
    call.fields.required_number::<i64>("companyid")?;
    let role = match call.fields.required_number::<i64>("roleid")? {
        1 => Role::Clerk,
        2 => Role::Admin,
        3 => Role::Customer,
        _ => return Err(codes::PARAMETER),
    };
    let quantity = call.fields.number::<usize>("quantity")?.unwrap_or(1);
    let name = call.fields.text("username").map(|name| name.trim().to_owned());
    let password = call.fields.text("password").map(str::to_owned);
    let fits = name.as_ref().is_none_or(|name| accounts::is_username(name))
        && password.as_ref().is_none_or(|password| PASSWORD_LENGTH.contains(&password.len()));
    if !(1..=MAX_AT_ONCE).contains(&quantity) || !fits {
        return Err(codes::PARAMETER);
    }
    let actor = call.staff(ADMINS)?.id;
    if let Some(password) = &password {
        let holder = Holder { role, username: name.as_deref().unwrap_or_default(), has_second_factor: false };
        call.outlet.check_password(password, holder).map_err(|_| codes::PARAMETER)?;
    }
    let quantity = if name.is_some() { 1 } else { quantity };
    make(call, actor, role, name, password, quantity).await
}

async fn make(
    call: &Call,
    actor: AccountId,
    role: Role,
    name: Option<String>,
    password: Option<String>,
    quantity: usize,
) -> Outcome {
    let mut ids = Ids::fresh();
    let first = match &password {
        Some(_) => FirstPassword::Chosen,
        None if call.outlet.demo => FirstPassword::Recorded,
        None => FirstPassword::OneTime,
    };
    let (mut passwords, mut hashes) = (Vec::new(), VecDeque::new());
    for _ in 0..quantity {
        let text = match first {
            FirstPassword::Recorded => FIRST_PASSWORD.to_owned(),
            _ => password.clone().unwrap_or_else(|| ids.digits(ONE_TIME_DIGITS)),
        };
        hashes.push_back(call.outlet.logins.passwords.hash(&text).await?);
        passwords.push(text);
    }
    let must_change_password =
        first == FirstPassword::OneTime || passwords.iter().any(|text| accounts::must_change(role, text));
    let now = call.terms.now;
    let run = move |tx: &Tx<'_>| {
        if let Some(name) = &name
            && let Some((account, _)) = accounts::sql::by_username(tx, name)?
        {
            return Ok(json!({"users": [wire::user(&account, None)]}));
        }
        let (mut ids, mut hashes) = (ids.clone(), hashes.clone());
        let mut made = Vec::new();
        while let Some(password_hash) = hashes.pop_front() {
            let username = name.clone().map_or_else(|| made_name(tx, &mut ids), Ok)?;
            let new = NewAccount { username, phone: None, email: None, password_hash, role, must_change_password };
            made.push(put(tx, now, actor, &new)?);
        }
        let shown = |place: usize| (first == FirstPassword::OneTime).then(|| passwords[place].as_str());
        let users: Vec<_> = made.iter().enumerate().map(|(place, account)| wire::user(account, shown(place))).collect();
        Ok::<_, AccountError>(json!({"users": users}))
    };
    call.run_once(actor, run).await
}

fn put(tx: &Tx<'_>, now: Instant, actor: AccountId, new: &NewAccount) -> Result<Account, AccountError> {
    let account = accounts::create(tx, now, new)?;
    let after = note(&json!({"type": account.role.number(), "username": account.username}));
    orders::audit(
        tx,
        orders::Actor { now, id: actor },
        orders::Deed("account_create"),
        &format!("account {}", account.id),
        orders::Change::made(&after),
    )?;
    Ok(account)
}

/// A name of eight digits that nobody has, made like the recorded ones: the serial of a running number.
fn made_name(tx: &Tx<'_>, ids: &mut Ids) -> Result<String, StoreError> {
    loop {
        let name = serial::of(tx.next_id("account_names")?, ids.below(10)).to_string();
        if accounts::sql::by_username(tx, &name)?.is_none() {
            return Ok(name);
        }
    }
}

/// `account_delete`: the account is no more for anybody: its name, phone and e-mail address are free, its sessions and keys end,
/// its cards and devices are nobody's. Its orders and what was booked for it stay. An unknown name, and one that was deleted
/// before, answers an empty object.
///
/// # Errors
/// 1100, 1101, 1103, and 1103 for oneself and for the last admin.
pub async fn delete(call: &Call) -> Outcome {
    call.may(ADMINS)?;
    let name = call.fields.required("username")?.trim().to_owned();
    let actor = call.staff(ADMINS)?.id;
    let actor = call.terms.by(actor);
    let deleted = call.outlet.store.write(move |tx| remove(tx, actor, &name)).await?;
    match deleted {
        Removed::Nobody => Answer::object(&json!({})),
        Removed::Refused => Err(codes::PRIVILEGE),
        Removed::Account(account) => Answer::of("user", &wire::user(&account, None)),
    }
}

/// What became of an account that was to be removed.
enum Removed {
    Nobody,
    Refused,
    /// As it was, with the status that it has now.
    Account(Account),
}

fn remove(tx: &Tx<'_>, actor: Actor, name: &str) -> Result<Removed, StoreError> {
    let Some((account, password_hash)) = accounts::sql::by_username(tx, name)? else { return Ok(Removed::Nobody) };
    // What another room keeps its partners' orders under is nobody's account: it never had a password.
    if password_hash.is_empty() {
        return Ok(Removed::Nobody);
    }
    if account.id == actor.id || !accounts::delete(tx, account.id)? {
        return Ok(Removed::Refused);
    }
    for mut card in card_sql::of_account(tx, account.id)? {
        let to = card.let_go();
        cards::pass(tx, actor, &mut card, to)?;
    }
    devices::free_of_account(tx, account.id)?;
    let status = accounts::sql::by_id(tx, account.id)?.map_or(account.status, |after| after.status);
    let before = note(&json!({"status": account.status, "type": account.role.number(), "username": account.username}));
    let (after, object) = (note(&json!({"status": status})), format!("account {}", account.id));
    orders::audit(tx, actor, orders::Deed("account_delete"), &object, orders::Change::between(&before, &after))?;
    Ok(Removed::Account(Account { status, ..account }))
}
