//! `course_phone_set`, `course_staff_set`: a school's service phone, and who redeems for it.

use super::OFFICE;
use super::error::StaffError;
use crate::accounts::{self, Role};
use crate::channels::courses::ids::SchoolId;
use crate::channels::courses::sql::{catalogue, staff as sql};
use crate::ids::AccountId;
use crate::orders::{self, Terms};
use crate::staff_api::codes;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::Tx;

/// Letters of a phone.
const PHONE_LENGTH: usize = 32;

/// `course_phone_set` {organizationid, phone}: shown on every voucher of the school; a blank one shows none.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn set_phone(call: &Call) -> Outcome {
    call.may(OFFICE)?;
    let school = call.fields.required_number::<SchoolId>("organizationid")?;
    let phone = call.fields.text("phone").map(|text| text.trim().to_owned());
    let actor = call.staff(OFFICE)?.id;
    if !phone.as_deref().is_none_or(is_phone) {
        return Err(codes::PARAMETER);
    }
    let terms = call.terms;
    call.outlet.store.write(move |tx| change_phone(tx, &terms, actor, school, phone.as_deref())).await?;
    Ok(Answer::done())
}

/// Digits and what stands between them, or nothing.
pub(super) fn is_phone(text: &str) -> bool {
    text.len() <= PHONE_LENGTH && text.bytes().all(|letter| letter.is_ascii_digit() || b"+- ()".contains(&letter))
}

fn change_phone(
    tx: &Tx<'_>,
    terms: &Terms,
    actor: AccountId,
    school: SchoolId,
    phone: Option<&str>,
) -> Result<(), StaffError> {
    if !catalogue::has_organisation(tx, school)? {
        return Err(StaffError::Unknown);
    }
    let before = sql::phone_of(tx, school)?;
    sql::set_phone(tx, school, phone)?;
    let object = format!("organisation {school}");
    Ok(orders::audit(
        tx,
        terms.by(actor),
        orders::Deed("course_phone_set"),
        &object,
        orders::Change { before: before.as_deref(), after: phone },
    )?)
}

/// `course_staff_set` {organizationid, staffid, active}: admins alone say who redeems for whom.
///
/// # Errors
/// 1100 for an unknown school or an account that is no staff, 1101, 1103.
pub async fn set_staff(call: &Call) -> Outcome {
    call.may(&[Role::Admin])?;
    let school = call.fields.required_number::<SchoolId>("organizationid")?;
    let member = call.fields.required_number::<AccountId>("staffid")?;
    let redeems = call.fields.truth("active").unwrap_or(true);
    let actor = call.staff(&[Role::Admin])?.id;
    let terms = call.terms;
    call.outlet.store.write(move |tx| change_staff(tx, &terms, actor, (member, school), redeems)).await?;
    Ok(Answer::done())
}

fn change_staff(
    tx: &Tx<'_>,
    terms: &Terms,
    actor: AccountId,
    (member, school): (AccountId, SchoolId),
    redeems: bool,
) -> Result<(), StaffError> {
    let account = accounts::sql::by_id(tx, member)?.filter(|account| account.role != Role::Customer);
    if account.is_none() || !catalogue::has_organisation(tx, school)? {
        return Err(StaffError::Unknown);
    }
    let changed = if redeems { sql::add_staff(tx, member, school)? } else { sql::remove_staff(tx, member, school)? };
    if changed {
        let object = format!("account {member} organisation {school}");
        let (before, after) = if redeems { (None, Some("redeems")) } else { (Some("redeems"), None) };
        orders::audit(
            tx,
            terms.by(actor),
            orders::Deed("course_staff_set"),
            &object,
            orders::Change { before, after },
        )?;
    }
    Ok(())
}
