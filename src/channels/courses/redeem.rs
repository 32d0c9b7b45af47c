//! `POST org/admin/verify/rebate/code`: the school takes a voucher, once (docs/spec/courses.md sections 3 and 6).

use super::fault::CourseError;
use super::offer::yuan;
use super::scope::Module;
use super::service::{Answer, Call, Outcome};
use super::sql::{manage, orders as order_sql, vouchers as sql};
use super::vouchers::{Voucher, Worth};
use super::wire::Redemption;
use crate::clock::Instant;
use crate::orders;
use crate::store::{StoreError, Tx};

/// Letters of a promo code at most; what is longer is none.
const LONGEST_CODE: usize = 64;

/// Why a voucher cannot even be looked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedeemError {
    /// No voucher has this code.
    #[error("no voucher has this code")]
    UnknownCode,
    /// The staff account works for other organisations alone.
    #[error("the staff account works for another organisation")]
    OtherOrganisation,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// 202 with flags for `{weixin_account, coupon_code}`; a filled `course_name` means that the voucher was redeemed by this call.
///
/// # Errors
/// 1000, 1004 for customers and for another's `weixin_account`, 10003, 10005.
pub async fn verify(call: &Call) -> Outcome {
    let staff = call.staff(Module::Organisation)?;
    let fields = call.fields()?;
    let name = fields.required("weixin_account")?.trim();
    let code = fields.required("coupon_code")?.trim().to_owned();
    if code.len() > LONGEST_CODE {
        return Err(CourseError::NoVoucher);
    }
    if name != staff.username {
        return Err(CourseError::OutOfScope);
    }
    let (now, actor) = (call.terms.now, staff.id);
    let done = call.outlet.store.write(move |tx| redeem(tx, now, actor, &code)).await?;
    Ok(Answer::accepted(&done))
}

/// Uses the voucher of a code if the staff account works for the course's organisation; the flags say what stood in the way.
///
/// # Errors
/// [`RedeemError`].
pub fn redeem(tx: &Tx<'_>, now: Instant, actor: i64, code: &str) -> Result<Redemption, RedeemError> {
    let organisations = manage::organisations_of(tx, actor)?;
    if organisations.is_empty() {
        return Ok(Redemption::default());
    }
    let voucher = sql::by_code(tx, code)?.ok_or(RedeemError::UnknownCode)?;
    if !organisations.contains(&voucher.organisation_id) {
        return Err(RedeemError::OtherOrganisation);
    }
    let state = Redemption {
        is_bind: 1,
        has_teaching_course: (!voucher.course_gone).into(),
        is_out_of_date: voucher.is_out_of_date(now).into(),
        is_used: voucher.used_at.is_some().into(),
        ..Redemption::default()
    };
    if voucher.worth(tx, now)? != Worth::Ready || !sql::take(tx, &voucher, now, actor)? {
        return Ok(state);
    }
    order_sql::count_use(tx, voucher.order_id)?;
    write_down(tx, now, actor, &voucher)?;
    Ok(Redemption {
        is_verify: 1,
        course_name: voucher.course_name,
        value: yuan(voucher.value),
        rebate_value: yuan(voucher.rebate_value),
        ..state
    })
}

fn write_down(tx: &Tx<'_>, now: Instant, actor: i64, voucher: &Voucher) -> Result<(), StoreError> {
    let object = format!("course voucher {}", voucher.id);
    orders::audit(tx, now, actor, "course_redeem", &object, (Some("unused"), Some("used")))
}
