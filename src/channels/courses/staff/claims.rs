//! `course_claim_gets`, `course_claim_review`: gift claims wait for the staff.

use serde::Serialize;

use super::OFFICE;
use super::error::StaffError;
use crate::channels::courses::gifts::{Claim, ClaimStatus};
use crate::channels::courses::ids::ClaimId;
use crate::channels::courses::sql::{gifts as sql, vouchers as voucher_sql};
use crate::channels::courses::wire::ClaimShape;
use crate::ids::AccountId;
use crate::orders::{self, Terms};
use crate::staff_api::codes;
use crate::staff_api::page_of;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{StoreError, Tx};

#[derive(Serialize)]
struct Listed<'c> {
    count: i64,
    claims: Vec<ClaimShape<'c>>,
}

/// `course_claim_gets` {check, pageindex, pagesize}: the oldest first.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn gets(call: &Call) -> Outcome {
    call.may(OFFICE)?;
    let status = call.fields.number::<i64>("check")?;
    let page = page_of(call)?;
    call.staff(OFFICE)?;
    let look = |db: &crate::store::Db<'_>| Ok::<_, StoreError>((sql::count(db, status)?, sql::page(db, status, page)?));
    let (count, found) = call.outlet.store.read(look)?;
    Answer::object(&Listed { count, claims: found.iter().map(Claim::shape).collect() })
}

/// `course_claim_review` {claimid, check}: 1 approved, 2 sent. A claim never goes back.
///
/// # Errors
/// 1100 (for a withdrawn one, too), 1101, 1103, 1307 for a claim that is further already, or whose voucher's money is asked back.
pub async fn review(call: &Call) -> Outcome {
    call.may(OFFICE)?;
    let id = call.fields.required_number::<ClaimId>("claimid")?;
    let to = ClaimStatus::from_number(call.fields.required_number("check")?);
    let actor = call.staff(OFFICE)?.id;
    let to = to.filter(|to| *to != ClaimStatus::Pending).ok_or(codes::PARAMETER)?;
    let terms = call.terms;
    let claim = call.outlet.store.write(move |tx| move_on(tx, &terms, actor, id, to)).await?;
    Answer::of("claim", &claim.shape())
}

/// Moves a claim on; saying the same twice changes nothing.
fn move_on(tx: &Tx<'_>, terms: &Terms, actor: AccountId, id: ClaimId, to: ClaimStatus) -> Result<Claim, StaffError> {
    let claim = sql::by_id(tx, id)?.ok_or(StaffError::Unknown)?;
    if claim.status == to {
        return Ok(claim);
    }
    let voucher = voucher_sql::by_id(tx, claim.voucher_id)?.ok_or(StaffError::WrongState)?;
    if claim.status > to || voucher.money_goes_back(tx)? || !sql::set_status(tx, id, claim.status, to)? {
        return Err(StaffError::WrongState);
    }
    let (before, after) = (format!("check {}", claim.status), format!("check {to}"));
    let object = format!("gift claim {id}");
    orders::audit(
        tx,
        terms.by(actor),
        orders::Deed("course_claim_review"),
        &object,
        orders::Change::between(&before, &after),
    )?;
    Ok(Claim { status: to, ..claim })
}
