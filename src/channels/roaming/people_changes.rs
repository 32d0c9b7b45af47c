//! What a person may change about an account: phone, e-mail address, a second account, and whether it may be used at all
//! (docs/spec/roaming.md section 0.22).

use super::check_codes::{CheckAnswer, count_answer};
use super::people::allow;
use crate::accounts::{self, Account, AccountError, AccountStatus, CodeAnswer, Errand, LoginError, Role, links, sql};
use crate::ids::AccountId;
use crate::orders;
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{StoreError, Tx};
use crate::text::{self, is_email, is_mobile};

/// The code that was sent to what is new, if the caller gave one.
fn proof(call: &Call) -> Result<Option<CheckAnswer>, Fault> {
    let digits = call.fields.text("checkcode").map(str::to_owned);
    Ok(call.fields.number("checkid")?.zip(digits).map(|(id, digits)| CheckAnswer { id, digits }))
}

/// `change_mobile`: the phone that the account logs in with; one that it has bound already needs no code.
///
/// # Errors
/// 1100 (also for what is no mobile number), 1101, 1001, 1005; 1023 for a caller who has asked or been wrong too often.
pub async fn change_mobile(call: &Call) -> Outcome {
    let mobile = text::phone(call.fields.required("mobile")?);
    if !is_mobile(&mobile) {
        return Err(codes::PARAMETER);
    }
    let proof = proof(call)?;
    let account = call.signed_in()?;
    let answer = counted(call, &account, proof.as_ref(), &mobile)?;
    let (now, id) = (call.terms.now, account.id);
    let run = move |tx: &Tx<'_>| {
        if sql::by_phone(tx, &mobile)?.is_some_and(|(owner, _)| owner.id != id) {
            return Ok(Err(AccountError::PhoneTaken));
        }
        let is_bound = sql::phones(tx, id)?.iter().any(|it| it.verified && it.phone == mobile);
        if !is_bound && !is_proven(tx, now, &mobile, proof.as_ref())? {
            return Ok(Err(AccountError::WrongCode));
        }
        accounts::choose_phone(tx, id, &mobile).map(Ok)
    };
    // A wrong code costs a try, so it is no error that rolls back.
    call.outlet.store.write::<_, AccountError, _>(run).await??;
    if let Some(answer) = answer {
        answer.was_right();
    }
    Ok(Answer::done())
}

/// `change_email`: the address that the account logs in with; its own one needs no code.
///
/// # Errors
/// 1100 (also for what is no address), 1101, 1002, 1005; 1023 for a caller who has asked or been wrong too often.
pub async fn change_email(call: &Call) -> Outcome {
    let email = call.fields.required("email")?.trim().to_owned();
    if !is_email(&email) {
        return Err(codes::PARAMETER);
    }
    let proof = proof(call)?;
    let account = call.signed_in()?;
    let answer = counted(call, &account, proof.as_ref(), &email)?;
    let now = call.terms.now;
    let run = move |tx: &Tx<'_>| {
        if sql::by_email(tx, &email)?.is_some_and(|(owner, _)| owner.id != account.id) {
            return Ok(Err(AccountError::EmailTaken));
        }
        let is_own = account.email.as_deref() == Some(email.as_str());
        if !is_own && !is_proven(tx, now, &email, proof.as_ref())? {
            return Ok(Err(AccountError::WrongCode));
        }
        Ok(Ok(sql::set_email(tx, account.id, &email)?))
    };
    call.outlet.store.write::<_, AccountError, _>(run).await??;
    if let Some(answer) = answer {
        answer.was_right();
    }
    Ok(Answer::done())
}

/// Counts the call as a question whether somebody else has the phone or address, and its code as a wrong one before it is looked at.
fn counted(
    call: &Call,
    account: &Account,
    proof: Option<&CheckAnswer>,
    target: &str,
) -> Result<Option<CodeAnswer>, Fault> {
    allow(call, Errand::LookUp)?;
    proof.map(|it| count_answer(call, Some(account), it.id, Some(target))).transpose()
}

fn is_proven(
    tx: &Tx<'_>,
    now: crate::clock::Instant,
    target: &str,
    proof: Option<&CheckAnswer>,
) -> Result<bool, StoreError> {
    proof.map_or(Ok(false), |it| accounts::check_code(tx, now, it.id, target, &it.digits))
}

/// Why two accounts cannot be linked.
#[derive(Debug, thiserror::Error)]
pub(super) enum LinkError {
    /// 1026.
    #[error("the account is linked already")]
    Linked,
    /// 1028.
    #[error("the other account is linked to a third")]
    OtherLinked,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// `account_associate`: links the account with another one of the same person, whose password proves it. Nothing else is shared.
///
/// # Errors
/// 1100, 1101, 1026, 1021, 1011 (1023 for whoever guesses), 1027 for oneself, 1028 for staff and an account that is linked to a third.
pub async fn associate(call: &Call) -> Outcome {
    let name = call.fields.required("username")?.trim().to_owned();
    let password = call.fields.required("password")?.to_owned();
    let account = call.signed_in()?.id;
    if call.outlet.store.read(|db| links::of(db, account))?.is_some() {
        return Err(LinkError::Linked.into());
    }
    let other = match call.outlet.log_in(&call.request, &name, (&password, None)).await {
        Err(LoginError::NotActive) => return Err(LinkError::OtherLinked.into()),
        other => other?,
    };
    if other.id == account {
        return Err(codes::SELF_LINK);
    }
    if other.role != Role::Customer {
        return Err(LinkError::OtherLinked.into());
    }
    let (now, target) = (call.terms.now, other.id);
    let link = move |tx: &Tx<'_>| {
        if links::of(tx, account)?.is_some() {
            return Err(LinkError::Linked);
        }
        if links::of(tx, target)?.is_some() {
            return Err(LinkError::OtherLinked);
        }
        Ok(links::make(tx, account, target, now)?)
    };
    call.outlet.store.write(link).await?;
    Answer::of("associated_username", &other.username)
}

/// `freeze`: the caller's own account, or by an admin any account of that name. Its sessions end; its orders and packages stay.
///
/// # Errors
/// 1100 (also for an admin's own name), 1101, 1103 for another's account, 1021.
pub async fn freeze(call: &Call) -> Outcome {
    let Some(name) = call.fields.text("username").map(str::trim) else {
        let account = call.signed_in()?;
        if account.role == Role::Admin {
            return Err(codes::PARAMETER);
        }
        let (id, now) = (account.id, call.terms.now);
        call.outlet.store.write(move |tx| set_frozen(tx, now, id, id, true)).await?;
        return Ok(Answer::done());
    };
    change_status(call, name, true).await
}

/// `unfreeze`: an admin lets an account in again.
///
/// # Errors
/// 1100 (also for an admin's own name), 1101, 1103, 1021.
pub async fn unfreeze(call: &Call) -> Outcome {
    let actor = call.staff(&[Role::Admin]);
    if let Err(fault) = actor
        && fault != codes::PARAMETER
    {
        return Err(fault);
    }
    let name = call.fields.required("username")?.trim();
    change_status(call, name, false).await
}

async fn change_status(call: &Call, name: &str, frozen: bool) -> Outcome {
    let actor = call.staff(&[Role::Admin])?;
    let found = call.outlet.store.read(|db| accounts::by_login_name(db, name))?;
    let account: Account = found.map(|(account, _)| account).ok_or(codes::NO_ACCOUNT)?;
    if account.id == actor.id || accounts::is_deleted_name(&account.username) {
        return Err(if account.id == actor.id { codes::PARAMETER } else { codes::NO_ACCOUNT });
    }
    let (now, by, id) = (call.terms.now, actor.id, account.id);
    call.outlet.store.write(move |tx| set_frozen(tx, now, by, id, frozen)).await?;
    Ok(Answer::done())
}

fn set_frozen(
    tx: &Tx<'_>,
    now: crate::clock::Instant,
    actor: AccountId,
    account: AccountId,
    frozen: bool,
) -> Result<(), StoreError> {
    let freezes = (orders::Deed("freeze"), "active", "frozen");
    let frees = (orders::Deed("unfreeze"), "frozen", "active");
    let (deed, before, after) = if frozen { freezes } else { frees };
    if frozen {
        sql::freeze(tx, account)?;
        accounts::close_sessions(tx, account, None)?;
    } else {
        sql::set_status(tx, account, AccountStatus::Active)?;
    }
    orders::audit(
        tx,
        orders::Actor { now, id: actor },
        deed,
        &format!("account {account}"),
        orders::Change::between(before, after),
    )
}
