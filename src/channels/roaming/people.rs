//! The account services: log in and out, register, check codes, passwords, phones (docs/spec/roaming.md section 14).

use super::check_codes::{CheckAnswer, answer_of, count_answer, spend_try};
use super::wire::people as wire;
use crate::accounts::{
    self, Account, AccountError, Errand, FIRST_PASSWORD, Holder, NewAccount, NewPassword, Origin, PASSWORD_LENGTH,
    Role, sql,
};
use crate::ids::{AccountId, CheckCodeId};
use crate::random::{Ids, digest};
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{Db, StoreError, Tx};
use crate::text::{self, is_email, is_mobile};

/// `login` of the shop: everybody. 1014 comes with a session: for a password that is shown once, and for a clerk's that is
/// still, or again, the one that everybody knows (docs/spec/roaming.md section 4), whichever way it was set.
///
/// # Errors
/// 1100, 1021, 1011, 1013, and 1023 for an account or address that has failed too often.
pub async fn login(call: &Call) -> Outcome {
    let device = call.fields.text("device");
    let mut account = authenticate(call).await?;
    check_device(call, &account, device)?;
    if !account.must_change_password && accounts::must_change(account.role, call.fields.required("password")?) {
        let id = account.id;
        call.outlet.store.write::<(), StoreError, _>(move |tx| sql::demand_change(tx, id)).await?;
        account.must_change_password = true;
    }
    let session = open_session(call, &account).await?;
    let answer = Answer::object(&wire::login(&account))?.for_user(account.id, Some(session));
    Ok(if account.must_change_password { answer.with_number(codes::FIRST_PASSWORD.no) } else { answer })
}

/// `login` of the back office: operators and admins alone.
///
/// # Errors
/// 1100, 1021, 1011, 1103, 1013, 1023.
pub async fn om_login(call: &Call) -> Outcome {
    let account = authenticate(call).await?;
    if !matches!(account.role, Role::Operator | Role::Admin) {
        return Err(codes::PRIVILEGE);
    }
    let session = open_session(call, &account).await?;
    Ok(Answer::object(&wire::login(&account))?.for_user(account.id, Some(session)))
}

async fn authenticate(call: &Call) -> Result<Account, Fault> {
    let name = call.fields.required("username")?.trim();
    let password = call.fields.required("password")?;
    Ok(call.outlet.log_in(&call.request, name, (password, call.fields.text("otp"))).await?)
}

/// Where the settings say so, the staff works at counters that were enrolled: 1102 for another browser.
fn check_device(call: &Call, account: &Account, device: Option<&str>) -> Result<(), Fault> {
    if !call.outlet.config.counter_devices || account.role == Role::Customer {
        return Ok(());
    }
    let is_counter = |token: &str| call.outlet.store.read(|db| accounts::is_device(db, token));
    match device.map(is_counter).transpose()? {
        Some(true) => Ok(()),
        _ => Err(codes::NO_DEVICE),
    }
}

async fn open_session(call: &Call, account: &Account) -> Result<String, Fault> {
    let session = Ids::fresh().uuid();
    let (id, now, token, origin) = (account.id, call.terms.now, session.clone(), Origin::of(&call.request));
    let open = move |tx: &Tx<'_>| accounts::open_session(tx, id, &token, now, &origin);
    call.outlet.store.write::<(), StoreError, _>(open).await?;
    Ok(session)
}

/// `logout`: ends this session alone; a session that does not live any more, or is another user's, is left as it is.
///
/// # Errors
/// 1100 without a userid and a session that tells it.
pub async fn logout(call: &Call) -> Outcome {
    let named = call.fields.number::<AccountId>("userid")?.filter(|id| *id != AccountId::NOBODY);
    let Some(session) = call.session().map(str::to_owned) else {
        return named.map(|_| Answer::done()).ok_or(codes::PARAMETER);
    };
    if let Some(account) = call.leaving()? {
        let end = move |tx: &Tx<'_>| accounts::close_session(tx, account, &session);
        call.outlet.store.write::<(), StoreError, _>(end).await?;
    }
    Ok(Answer::done())
}

/// `register_precheck`: whether a name and a phone are free.
///
/// # Errors
/// 1100, 1000, 1001; 1023 for a caller who has asked too often.
pub async fn register_precheck(call: &Call) -> Outcome {
    let name = call.fields.required("username")?.trim();
    allow(call, Errand::LookUp)?;
    let phone = call.fields.text("phone").map(text::phone);
    call.outlet.store.read(|db| {
        if sql::by_username(db, name)?.is_some() {
            return Err(codes::USERNAME_TAKEN);
        }
        match phone.map(|phone| sql::by_phone(db, &phone)).transpose()?.flatten() {
            Some(_) => Err(codes::PHONE_TAKEN),
            None => Ok(Answer::done()),
        }
    })
}

/// `register`: a new customer with a verified phone.
///
/// # Errors
/// 1100, 1003, 1004, then 1000, 1002, 1001, 1005; 1023 for a caller who has asked too often.
pub async fn register(call: &Call) -> Outcome {
    let name = call.fields.required("username")?.trim().to_owned();
    let password = new_password(call, "password")?;
    let phone = text::phone(call.fields.required("phone")?);
    let CheckAnswer { id: check, digits: code } = answer_of(call)?;
    let email = call.fields.text("email").map(|email| email.trim().to_owned());
    if !accounts::is_username(&name) {
        return Err(codes::PARAMETER);
    }
    if !is_mobile(&phone) {
        return Err(codes::BAD_PHONE);
    }
    if email.as_deref().is_some_and(|email| !is_email(email)) {
        return Err(codes::BAD_EMAIL);
    }
    allow(call, Errand::Register)?;
    let answer = count_answer(call, None, check, Some(&phone))?;
    // What is refused anyway is refused before a password is hashed for it.
    let now = call.terms.now;
    let look = |db: &Db<'_>| {
        accounts::check_free(db, &name, email.as_deref(), Some(&phone))?;
        Ok::<_, AccountError>(accounts::is_right_code(db, now, check, &phone, &code)?)
    };
    if !call.outlet.store.read(look)? {
        return Err(spend_try(call, codes::WRONG_CODE, check, phone).await);
    }
    if let Err(weak) = check_rule(call, &password, Role::Customer, &name, AccountId::NOBODY) {
        return Err(spend_try(call, weak, check, phone).await);
    }
    let password_hash = call.outlet.logins.passwords.hash(&password).await?;
    let new = NewAccount {
        username: name,
        phone: Some(phone.clone()),
        email,
        password_hash,
        role: Role::Customer,
        must_change_password: false,
    };
    let session = Ids::fresh().uuid();
    let (token, sent_to, origin) = (session.clone(), phone.clone(), Origin::of(&call.request));
    let run = move |tx: &Tx<'_>| {
        let account = accounts::create(tx, now, &new)?;
        if !accounts::check_code(tx, now, check, &phone, &code)? {
            return Err(AccountError::WrongCode);
        }
        accounts::open_session(tx, account.id, &token, now, &origin)?;
        Ok(account)
    };
    match call.outlet.store.write(run).await {
        Ok(account) => {
            answer.was_right();
            Ok(Answer::object(&wire::login(&account))?.for_user(account.id, Some(session)))
        }
        // A wrong code rolls the whole registration back; that it cost a try is written on its own.
        Err(AccountError::WrongCode) => Err(spend_try(call, codes::WRONG_CODE, check, sent_to).await),
        Err(error) => Err(error.into()),
    }
}

/// A password as it is set.
async fn hashed(call: &Call, password: &str) -> Result<NewPassword, Fault> {
    Ok(NewPassword { hash: call.outlet.logins.passwords.hash(password).await?, is_first: password == FIRST_PASSWORD })
}

/// Refuses a caller who has asked for this too often.
pub(super) fn allow(call: &Call, errand: Errand) -> Result<(), Fault> {
    if call.outlet.allows(errand, &call.request) { Ok(()) } else { Err(codes::MUST_WAIT) }
}

/// Refuses a password that this outlet lets nobody choose.
fn check_rule(call: &Call, password: &str, role: Role, username: &str, account: AccountId) -> Result<(), Fault> {
    let has_second_factor = call.outlet.store.read(|db| accounts::has_second_factor(db, account))?;
    let holder = Holder { role, username, has_second_factor };
    call.outlet.check_password(password, holder).map_err(|_| codes::PARAMETER)
}

fn new_password(call: &Call, name: &str) -> Result<String, Fault> {
    let password = call.fields.required(name)?;
    if PASSWORD_LENGTH.contains(&password.len()) { Ok(password.to_owned()) } else { Err(codes::PARAMETER) }
}

/// `change_password`: needs the old one; ends the user's other sessions. No result, ever: a client depends on it. A clerk may
/// choose the first password again, and must then change it again.
///
/// # Errors
/// 1100, 1101, 1015, 1012, 1023.
pub async fn change_password(call: &Call) -> Outcome {
    let old = call.fields.required("opassword")?;
    let new = new_password(call, "npassword")?;
    let account = call.signed_in()?;
    if old == new {
        return Err(codes::SAME_PASSWORD);
    }
    let (caller, now) = (call.request.caller(), call.terms.now);
    let known = call.outlet.store.read(|db| sql::with_hash(db, account.id))?.map(|(_, hash)| hash);
    let (store, logins) = (&call.outlet.store, &call.outlet.logins);
    if !logins.is_right(store, (caller, now), Some(account.id), old, known.as_deref()).await? {
        return Err(codes::WRONG_OLD_PASSWORD);
    }
    check_rule(call, &new, account.role, &account.username, account.id)?;
    let new = hashed(call, &new).await?;
    let (id, keep) = (account.id, call.session().map(digest));
    call.outlet.store.write(move |tx| accounts::choose_password(tx, id, &new, keep)).await?;
    Ok(Answer::done())
}

/// `reset_password`: with a code that was sent to the account's own phone or e-mail address; ends all sessions.
///
/// # Errors
/// 1100, 1005, 1021; 1023 for a caller who has asked too often.
pub async fn reset_password(call: &Call) -> Outcome {
    let given = call.fields.number::<AccountId>("userid")?.filter(|id| *id != AccountId::NOBODY);
    let CheckAnswer { id: check, digits: code } = answer_of(call)?;
    let new = new_password(call, "npassword")?;
    allow(call, Errand::ResetPassword)?;
    let counted = count_answer(call, None, check, None)?;
    let now = call.terms.now;
    let answer = code.clone();
    let look = |db: &Db<'_>| {
        let right = match accounts::code_target(db, check)? {
            Some(target) => accounts::is_right_code(db, now, check, &target, &answer)?,
            None => false,
        };
        Ok::<_, AccountError>(if right { owner_of_code(db, given, check)? } else { Err(codes::WRONG_CODE) })
    };
    // Nothing is hashed for a wrong code; that it costs a try is written by the same use case.
    let new = match call.outlet.store.read(look)? {
        Ok(owner) => {
            if let Err(weak) = check_rule(call, &new, owner.role, &owner.username, owner.id) {
                let sent_to = call.outlet.store.read(|db| accounts::code_target(db, check))?.unwrap_or_default();
                return Err(spend_try(call, weak, check, sent_to).await);
            }
            Some(hashed(call, &new).await?)
        }
        Err(_) => None,
    };
    let run = move |tx: &Tx<'_>| {
        // A wrong code costs a try, so it is no error that rolls back.
        let Some(target) = accounts::code_target(tx, check)? else { return Ok(Err(codes::WRONG_CODE)) };
        if !accounts::check_code(tx, now, check, &target, &code)? {
            return Ok(Err(codes::WRONG_CODE));
        }
        match (owner_of_code(tx, given, check)?, &new) {
            (Ok(owner), Some(new)) => accounts::choose_password(tx, owner.id, new, None).map(|()| Ok(owner.id)),
            (Ok(_), None) => Ok(Err(codes::WRONG_CODE)),
            (Err(fault), _) => Ok(Err(fault)),
        }
    };
    let owner = call.outlet.store.write::<_, AccountError, _>(run).await??;
    counted.was_right();
    // Whoever mistyped the old password until it was slow may come in with the new one.
    call.outlet.logins.forgive(owner, call.request.caller());
    Ok(Answer::done())
}

/// Whose password a code may reset: the account that was named, or that of the phone or address which the code went to; 1021 for
/// none, 1005 where the code went to somebody else's.
fn owner_of_code(
    db: &Db<'_>,
    given: Option<AccountId>,
    check: CheckCodeId,
) -> Result<Result<Account, Fault>, AccountError> {
    let Some(target) = accounts::code_target(db, check)? else { return Ok(Err(codes::WRONG_CODE)) };
    let owner = match given {
        Some(id) => sql::by_id(db, id)?,
        None => accounts::by_login_name(db, &target)?.map(|(account, _)| account),
    };
    let Some(owner) = owner else { return Ok(Err(codes::NO_ACCOUNT)) };
    let sent_to = Some(target.as_str());
    let is_own = owner.phone.as_deref() == sent_to || owner.email.as_deref() == sent_to;
    Ok(if is_own { Ok(owner) } else { Err(codes::WRONG_CODE) })
}

/// `is_username_exist`.
///
/// # Errors
/// 1100; 1023 for a caller who has asked too often.
pub async fn is_username_exist(call: &Call) -> Outcome {
    let name = call.fields.required("username")?.trim();
    allow(call, Errand::LookUp)?;
    let found = call.outlet.store.read(|db| sql::by_username(db, name))?;
    Answer::of("is_exist", &found.is_some())
}

/// `is_mobile_exist`: also tells whose it is, as the app's password reset needs; a text that is no phone exists nowhere.
///
/// # Errors
/// 1023 for a caller who has asked too often.
pub async fn is_mobile_exist(call: &Call) -> Outcome {
    let phone = call.fields.text("phone").map(text::phone).filter(|phone| is_mobile(phone));
    existence(call, phone.as_deref(), sql::by_phone)
}

/// `is_email_exist`.
///
/// # Errors
/// 1100; 1023 for a caller who has asked too often.
pub async fn is_email_exist(call: &Call) -> Outcome {
    let email = call.fields.required("email")?.trim();
    existence(call, Some(email), sql::by_email)
}

type Finder = fn(&crate::store::Db<'_>, &str) -> Result<Option<(Account, String)>, StoreError>;

fn existence(call: &Call, value: Option<&str>, find: Finder) -> Outcome {
    allow(call, Errand::LookUp)?;
    let found = value.map(|value| call.outlet.store.read(|db| find(db, value))).transpose()?.flatten();
    let userid = found.as_ref().map_or(AccountId::NOBODY, |(account, _)| account.id);
    Answer::object(&serde_json::json!({"is_exist": found.is_some(), "userid": userid}))
}

/// `phone_gets`: the user's phones.
///
/// # Errors
/// 1100, 1101.
pub async fn phone_gets(call: &Call) -> Outcome {
    let account = call.signed_in()?.id;
    Answer::of("phones", &phones(call, account)?)
}

pub(super) fn phones(call: &Call, account: AccountId) -> Result<Vec<wire::Phone>, Fault> {
    let rows = call.outlet.store.read(|db| sql::phones(db, account))?;
    let shape = |it: sql::AccountPhone| wire::Phone {
        phone: it.phone,
        phone_type: it.kind,
        userid: account,
        verified: it.verified,
    };
    Ok(rows.into_iter().map(shape).collect())
}

/// `phone_bind`: adds a phone that a code was sent to.
///
/// # Errors
/// 1100, 1003, 1101, 1005; 1023 for a caller who has been wrong too often. 1005, too, for a phone of another account: whoever guesses at
/// its codes must not be told which one is right.
pub async fn phone_bind(call: &Call) -> Outcome {
    let phone = text::phone(call.fields.required("phone")?);
    let CheckAnswer { id: check, digits: code } = answer_of(call)?;
    let caller = call.signed_in()?;
    if !is_mobile(&phone) {
        return Err(codes::BAD_PHONE);
    }
    let answer = count_answer(call, Some(&caller), check, Some(&phone))?;
    let (now, account) = (call.terms.now, caller.id);
    let run = move |tx: &Tx<'_>| {
        if !accounts::check_code(tx, now, check, &phone, &code)? {
            return Ok(Err(AccountError::WrongCode));
        }
        match accounts::bind_phone(tx, account, &phone) {
            // No error that rolls back: the right code is used up all the same.
            Err(AccountError::PhoneTaken) => Ok(Err(AccountError::WrongCode)),
            bound => bound.map(Ok),
        }
    };
    call.outlet.store.write::<_, AccountError, _>(run).await??;
    answer.was_right();
    Ok(Answer::done())
}
