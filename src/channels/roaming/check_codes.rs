//! The check codes of the account services: asking for one, and what an answer costs (docs/spec/roaming.md section 0.14).

use crate::accounts::{self, Account, CodeAnswer, PostedCode, sql};
use crate::ids::{AccountId, CheckCodeId};
use crate::random::Ids;
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{StoreError, Tx};
use crate::text::{self, is_email, is_mobile};

/// `checkcode_get`: sends a code to a phone or an e-mail address.
///
/// # Errors
/// 1100, 1003, 1004; 1006 when the caller had too many sent lately, to this one or at all.
pub async fn checkcode_get(call: &Call) -> Outcome {
    let (target, is_phone) = match (call.fields.text("phone"), call.fields.text("email")) {
        (Some(phone), _) => (text::phone(phone), true),
        (None, Some(email)) => (email.trim().to_owned(), false),
        (None, None) => return Err(codes::PARAMETER),
    };
    if !(if is_phone { is_mobile(&target) } else { is_email(&target) }) {
        return Err(if is_phone { codes::BAD_PHONE } else { codes::BAD_EMAIL });
    }
    let given = call.fields.number::<AccountId>("userid")?.filter(|id| *id != AccountId::NOBODY);
    let session = call.signed_in().ok();
    if !call.outlet.allows_code(&call.request, session.as_ref(), &target)? {
        return Err(codes::CODE_NOT_SENT);
    }
    let (ids, now, to) = (Ids::fresh(), call.terms.now, target.clone());
    let make = move |tx: &Tx<'_>| {
        let owner = if is_phone { sql::by_phone(tx, &to)? } else { sql::by_email(tx, &to)? };
        let code = accounts::make_code(tx, now, &mut ids.clone(), &to)?;
        Ok::<_, StoreError>((code, owner.map_or(AccountId::NOBODY, |(account, _)| account.id)))
    };
    let (code, owner) = call.outlet.store.write(make).await?;
    call.outlet.codes.deliver(PostedCode { target, code: code.digits, at: now, asked_by: call.request.caller() });
    Ok(Answer::of("checkid", &code.id)?.for_user(given.unwrap_or(owner), None))
}

/// An answer to a check code.
#[derive(Clone, Debug)]
pub(super) struct CheckAnswer {
    /// The code's id.
    pub(super) id: CheckCodeId,
    /// The digits that the caller gave.
    pub(super) digits: String,
}

/// The answer that a call must give.
pub(super) fn answer_of(call: &Call) -> Result<CheckAnswer, Fault> {
    let id = call.fields.required_number("checkid")?;
    Ok(CheckAnswer { id, digits: call.fields.required("checkcode")?.to_owned() })
}

/// Counts an answer as a wrong one before it is looked at. `claimed` is the phone or address that it is for; without it the one that
/// the code was sent to.
///
/// # Errors
/// 1023 for a caller who has been wrong too often.
pub(super) fn count_answer(
    call: &Call,
    account: Option<&Account>,
    check: CheckCodeId,
    claimed: Option<&str>,
) -> Result<CodeAnswer, Fault> {
    call.outlet.count_answer(&call.request, account, check, claimed)?.ok_or(codes::MUST_WAIT)
}

/// Takes a try off a code for an answer that changed nothing else; why it did not.
pub(super) async fn spend_try(call: &Call, why: Fault, check: CheckCodeId, target: String) -> Fault {
    let spend = move |tx: &Tx<'_>| accounts::miss_code(tx, check, &target);
    match call.outlet.store.write::<(), StoreError, _>(spend).await {
        Ok(()) => why,
        Err(error) => error.into(),
    }
}
