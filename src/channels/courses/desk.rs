//! What the clerk's page asks this channel: a voucher by its code, its redemption, and the vouchers that an order bought.
//!
//! The rules are those of [`super::redeem`]; nothing here redeems by another way.

use super::promo;
use super::redeem::{self, Redeemer};
use super::sql::{catalogue, staff, vouchers as sql};
use super::vouchers::{Voucher, Worth};
use crate::clock::Instant;
use crate::ids::{AccountId, OrderId};
use crate::money::Fen;
use crate::store::{Db, StoreError, Tx};

/// Digits of a promo code (docs/spec/courses.md section 3).
const DIGITS: usize = 16;
/// What a promo code begins with.
const PREFIX: &str = "08";
/// What stands before the code in the address that vouchers carry when no other is set.
const COUPON_FIELD: &str = "coupon=";

/// What a course voucher is good for when this clerk takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CouponState {
    /// What it is good for by itself.
    Itself(Worth),
    /// The clerk does not redeem for its school.
    OtherSchool,
}

/// A course voucher as the counter sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskCoupon {
    /// Its promo code.
    pub code: String,
    /// The course.
    pub course: String,
    /// Who teaches it.
    pub school: Option<String>,
    /// The offer.
    pub offer: String,
    /// What it cost.
    pub value: Fen,
    /// What it pays for.
    pub rebate_value: Fen,
    /// First instant at which it is taken.
    pub use_from: Instant,
    /// Last second in which it is taken.
    pub use_until: Instant,
    /// When it was redeemed.
    pub used_at: Option<Instant>,
    /// Who redeemed it.
    pub used_by: Option<AccountId>,
    /// The order that bought it.
    pub order_id: OrderId,
    /// What it is good for.
    pub state: CouponState,
}

/// Why a voucher is not redeemed at the counter.
#[derive(Debug, thiserror::Error)]
pub enum CouponError {
    /// It is not good for this; what it is good for stands in its [`DeskCoupon::state`].
    #[error("the voucher cannot be redeemed here and now")]
    Refused,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The promo code in a text: the code itself as people copy it, or the address that a voucher carries (`prefix` is the setting for
/// it).
#[must_use]
pub fn code_in(text: &str, prefix: &str) -> Option<String> {
    let own = if prefix.is_empty() { None } else { text.strip_prefix(prefix) };
    let behind_field = || text.split_once(COUPON_FIELD).map(|(_, rest)| rest);
    let rest = own.or_else(behind_field).unwrap_or(text);
    let code = promo::read_code(rest.split(['&', '#']).next().unwrap_or(rest));
    let fits = code.len() == DIGITS && code.starts_with(PREFIX) && code.bytes().all(|digit| digit.is_ascii_digit());
    fits.then_some(code)
}

/// The voucher of a promo code, for a clerk.
pub fn coupon(db: &Db<'_>, now: Instant, clerk: AccountId, code: &str) -> Result<Option<DeskCoupon>, StoreError> {
    let Some(voucher) = sql::by_code_ever(db, code)? else { return Ok(None) };
    let is_theirs = staff::organisations_of(db, clerk)?.contains(&voucher.organisation_id);
    let school = catalogue::organisation_name(db, voucher.organisation_id)?;
    let worth = voucher.worth(db, now)?;
    // Of a voucher that nobody can redeem the clerk's school does not matter.
    let is_others = worth == Worth::Ready && !is_theirs;
    let state = if is_others { CouponState::OtherSchool } else { CouponState::Itself(worth) };
    Ok(Some(shown(voucher, school, state)))
}

fn shown(it: Voucher, school: Option<String>, state: CouponState) -> DeskCoupon {
    DeskCoupon {
        code: it.promo_code,
        course: it.course_name,
        school,
        offer: it.name,
        value: it.value,
        rebate_value: it.rebate_value,
        use_from: it.use_from,
        use_until: it.use_until,
        used_at: it.used_at,
        used_by: it.used_by,
        order_id: it.order_id,
        state,
    }
}

/// Codes of the vouchers that an order bought, each with whether it was used; their customer gets them printed.
pub fn codes_of(db: &Db<'_>, order: OrderId) -> Result<Vec<(String, bool)>, StoreError> {
    let vouchers = sql::of_order(db, order)?;
    Ok(vouchers.into_iter().map(|voucher| (voucher.promo_code, voucher.used_at.is_some())).collect())
}

/// Redeems the voucher of a code, once, by the rules of `POST org/admin/verify/rebate/code`.
pub fn redeem(tx: &Tx<'_>, now: Instant, clerk: AccountId, code: &str) -> Result<(), CouponError> {
    let organisations = staff::organisations_of(tx, clerk)?;
    let done = redeem::redeem(tx, now, Redeemer { account: clerk, schools: &organisations }, code)?;
    if done.is_redeemed { Ok(()) } else { Err(CouponError::Refused) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_alone_and_in_the_address_that_a_voucher_carries() {
        let code = "0800000726408296";
        let addresses = [
            "http://127.0.0.1:8050/counter?coupon=0800000726408296",
            "/counter?coupon=0800000726408296&x=1",
            "０８００ 0007-2640 8296 ",
        ];
        for text in addresses.iter().chain(&[code]) {
            assert_eq!(code_in(text, "").as_deref(), Some(code), "{text}");
        }
        let known = "https://school.example/v/";
        assert_eq!(code_in("https://school.example/v/0800000726408296", known).as_deref(), Some(code));
        let others =
            ["", "080000072640829", "08000007264082966", "1600000726408296", "080000072640829x", "http://x/?coupon="];
        for text in others {
            assert_eq!(code_in(text, "https://school.example/v/"), None, "{text}");
        }
    }
}
