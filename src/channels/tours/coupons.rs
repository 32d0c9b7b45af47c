//! `coupon_list`, `coupon_claim`, and the rule of which coupon may be spent on what (docs/spec/tours.md section 4).
//!
//! A coupon is spent by an order in that order's transaction, and is unspent again when the order ends.

use super::coupon::Coupon;
use super::service::{Call, Outcome};
use super::sql::coupons as sql;
use super::tree::Tree;
use super::wire;
use crate::accounts::Named;
use crate::clock::Instant;
use crate::ids::{AccountId, OrderId};
use crate::money::Fen;
use crate::store::{Db, StoreError, Tx};

/// Coupons that one answer shows.
const MOST: i64 = 200;

/// Why a coupon cannot be spent or claimed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CouponError {
    /// There is no such coupon, it is another's, spent, not valid now, tied to something else, or the amount is too small.
    #[error("the coupon cannot be used")]
    Unusable,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The coupons that an account may spend now on an amount, the dearest first.
pub fn usable(db: &Db<'_>, account: AccountId, now: Instant, amount: Fen) -> Result<Vec<Coupon>, StoreError> {
    sql::usable(db, account, now, amount, MOST)
}

/// Spends an account's coupon on an order.
///
/// # Errors
/// [`CouponError::Unusable`].
pub fn spend(
    tx: &Tx<'_>,
    now: Instant,
    account: AccountId,
    serial: &str,
    amount: Fen,
    order: OrderId,
) -> Result<Coupon, CouponError> {
    let coupon = sql::by_serial(tx, serial)?.ok_or(CouponError::Unusable)?;
    let its = &coupon.terms;
    let free_to_use = its.plat_id == 0 && its.activity_id == 0 && its.min_amount <= amount;
    if !free_to_use || now < its.starts_at || now.second() > its.ends_at {
        return Err(CouponError::Unusable);
    }
    // Owner and use are judged by the statement itself, so that a coupon cannot be spent twice.
    if sql::spend(tx, coupon.id, account, order, now)? { Ok(coupon) } else { Err(CouponError::Unusable) }
}

/// `coupon_list`: all of the user's coupons, spent and expired ones, too.
///
/// # Errors
/// 300001.
pub async fn list(call: &Call) -> Outcome {
    let account = call.asker()?.account;
    let found = call.outlet.store.read(|db| sql::of_account(db, account, MOST))?;
    Ok(wire::coupons(&found, call.terms.zone, call.terms.now))
}

/// `coupon_claim`: a coupon that was handed out on paper becomes the user's. Its number may be one that can be counted: whoever tries
/// many hears for a while that there is none.
///
/// # Errors
/// 300001 for a number that is unknown or somebody's already.
pub async fn claim(call: &Call) -> Outcome {
    let account = call.asker()?.account;
    let serial = call.fields.required("coupon_sn")?.trim().to_owned();
    let claim = |may_guess: bool| async move {
        if !may_guess {
            return Err(CouponError::Unusable);
        }
        call.outlet.store.write(move |tx| make_own(tx, account, &serial)).await
    };
    let is_wrong = |error: &CouponError| matches!(error, CouponError::Unusable);
    let coupon = call.outlet.guess(&call.request, account, Named::Code, claim, is_wrong).await?;
    Ok(Tree::Object(vec![("coupon", wire::coupon(&coupon, call.terms.zone, call.terms.now))]))
}

/// Claiming one's own coupon again changes nothing.
fn make_own(tx: &Tx<'_>, account: AccountId, serial: &str) -> Result<Coupon, CouponError> {
    let mut coupon = sql::by_serial(tx, serial)?.ok_or(CouponError::Unusable)?;
    if coupon.account_id == Some(account) || sql::claim(tx, coupon.id, account)? {
        coupon.account_id = Some(account);
        return Ok(coupon);
    }
    Err(CouponError::Unusable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Zone;
    use crate::store::testing::TestStore;

    const FAMILY: AccountId = AccountId(629);

    #[test]
    fn a_coupon_can_be_spent_until_the_end_of_its_last_second() {
        let test = TestStore::with_demo();
        // The only one of the three that is left then: until 2016-11-23 23:59:59.
        let end = Zone::china().parse_text("2016-11-23 23:59:59").unwrap();
        for (ms, is_over) in [(0, false), (999, false), (1000, true)] {
            let now = end.plus_ms(ms);
            let found = test.store.read(|db| usable(db, FAMILY, now, Fen(100_000))).unwrap();
            assert_eq!(found.is_empty(), is_over, "{ms}");
            let all = test.store.read(|db| sql::of_account(db, FAMILY, MOST)).unwrap();
            let shown = format!("{:?}", wire::coupons(&all, Zone::china(), now));
            assert_eq!(shown.contains("未使用"), !is_over, "{ms}");
            let spent: Result<(), CouponError> = test.store.write_blocking(move |tx| {
                spend(tx, now, FAMILY, "abrxUWpKmJCB", Fen(100_000), OrderId(1))
                    .and(Err(CouponError::Store(StoreError::Busy)))
            });
            assert_eq!(spent == Err(CouponError::Unusable), is_over, "{ms}: {spent:?}");
        }
    }
}
