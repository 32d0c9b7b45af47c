//! `POST org/admin/verify/rebate/code` and `.../coupon/code`: the school takes a voucher, once (docs/spec/courses.md sections 3, 6
//! and 7).

use super::codes::CourseError;
use super::offer::yuan;
use super::promo;
use super::scope::Module;
use super::service::{Answer, Call, Outcome};
use super::sql::{bindings, orders as order_sql, staff, vouchers as sql};
use super::vouchers::{Voucher, Worth};
use super::wire::{Flags, Redemption};
use crate::accounts::Account;
use crate::channels::courses::ids::SchoolId;
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::orders;
use crate::store::{Db, StoreError, Tx};

/// 202 with flags for `{weixin_account, coupon_code}`; a filled `course_name` means that the voucher was redeemed by this call.
///
/// # Errors
/// 1000, 1004 for customers.
pub async fn verify(call: &Call) -> Outcome {
    Ok(Answer::accepted(&run(call).await?))
}

/// The same act, answered with the flags alone.
///
/// # Errors
/// As [`verify`].
pub async fn verify_coupon(call: &Call) -> Outcome {
    Ok(Answer::accepted(&run(call).await?.flags))
}

async fn run(call: &Call) -> Result<Redemption, CourseError> {
    let staff = call.staff(Module::Organisation)?;
    let fields = call.fields()?;
    let name = fields.required("weixin_account")?.trim().to_owned();
    let code = promo::read_code(fields.required("coupon_code")?);
    let now = call.terms.now;
    let redeem = move |tx: &Tx<'_>| {
        let organisations = organisations_of(tx, &staff, &name)?;
        redeem(tx, now, Redeemer { account: staff.id, schools: &organisations }, &code)
    };
    Ok(call.outlet.store.write::<_, StoreError, _>(redeem).await?)
}

/// The schools that a name redeems for when a staff account sends it: its own user name for all of the account's, a bound
/// `WeChat` account for its school, if that is among them. None for any other name.
fn organisations_of(db: &Db<'_>, staff: &Account, name: &str) -> Result<Vec<SchoolId>, StoreError> {
    let mut own = staff::organisations_of(db, staff.id)?;
    if name != staff.username {
        let bound = bindings::of_weixin(db, name)?.map(|binding| binding.organization_id);
        own.retain(|organisation| Some(*organisation) == bound);
    }
    Ok(own)
}

/// Who redeems a voucher, and for which schools.
#[derive(Clone, Copy, Debug)]
pub struct Redeemer<'s> {
    /// The member of the staff.
    pub account: AccountId,
    /// The schools that this one redeems for.
    pub schools: &'s [SchoolId],
}

/// Uses the voucher of a code if it is of one of the schools that somebody redeems for; the flags say what stood in the way.
pub fn redeem(tx: &Tx<'_>, now: Instant, by: Redeemer<'_>, code: &str) -> Result<Redemption, StoreError> {
    if by.schools.is_empty() {
        return Ok(Redemption::default());
    }
    let bound = Flags { is_bind: true, ..Flags::default() };
    let Some(voucher) = sql::by_code(tx, code)? else {
        return Ok(Redemption { flags: bound, ..Redemption::default() });
    };
    let known = Flags { is_verify: true, ..bound };
    if !by.schools.contains(&voucher.organisation_id) {
        return Ok(Redemption { flags: known, ..Redemption::default() });
    }
    let flags = Flags { has_teaching_course: !voucher.course_gone, ..known };
    if voucher.worth(tx, now)? != Worth::Ready || !sql::take(tx, &voucher, now, by.account)? {
        let (is_used, is_out_of_date) = (voucher.used_at.is_some(), voucher.is_out_of_date(now));
        return Ok(Redemption { flags: Flags { is_out_of_date, is_used, ..flags }, ..Redemption::default() });
    }
    order_sql::count_use(tx, voucher.order_id)?;
    debug_assert!(order_sql::counts_its_uses(tx, voucher.order_id)?, "voucher {} is spent once", voucher.id);
    write_down(tx, now, by.account, &voucher)?;
    Ok(Redemption {
        flags,
        course_name: voucher.course_name,
        value: yuan(voucher.value),
        rebate_value: yuan(voucher.rebate_value),
        is_redeemed: true,
    })
}

fn write_down(tx: &Tx<'_>, now: Instant, actor: AccountId, voucher: &Voucher) -> Result<(), StoreError> {
    let object = format!("course voucher {}", voucher.id);
    orders::audit(
        tx,
        orders::Actor { now, id: actor },
        orders::Deed("course_redeem"),
        &object,
        orders::Change::between("unused", "used"),
    )
}
