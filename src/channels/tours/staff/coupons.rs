//! Coupons of a batch: made here, claimed and spent by customers.

use serde_json::{Value, json};

use super::{STAFF, StaffError, accounts_exist, id};
use crate::channels::tours::coupon::Coupon;
use crate::channels::tours::ids::{BatchId, CouponId};
use crate::channels::tours::sql::{batches, coupons as sql};
use crate::clock::Zone;
use crate::ids::AccountId;
use crate::orders::{Change, Deed, Terms, audit};
use crate::random::Ids;
use crate::staff_api::codes;
use crate::staff_api::page_of;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::Tx;

/// Coupons that one call issues.
const MAX_COUPONS: i64 = 1000;

/// What coupon numbers are made of.
const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// `tour_coupon_gets`: a page (`pageindex` from 0, `pagesize` 10) of the coupons of `batchid`, the newest first.
///
/// # Errors
/// 1100 also for no such batch, 1101, 1103.
pub async fn gets(call: &Call) -> Outcome {
    call.may(&STAFF)?;
    let batch = call.fields.required_number::<BatchId>("batchid")?;
    let page = page_of(call)?;
    call.staff(&STAFF)?;
    let (count, found) = call.outlet.store.read(|db| {
        let count = batches::by_id(db, batch)?.ok_or(StaffError::Unknown)?.issued;
        Ok::<_, StaffError>((count, sql::of_batch(db, batch, page)?))
    })?;
    let zone = call.terms.zone;
    let coupons: Vec<Value> = found.iter().map(|coupon| shape(coupon, zone)).collect();
    Answer::object(&json!({"count": count, "coupons": coupons}))
}

/// `uid` is 0 until somebody claims the coupon.
fn shape(it: &Coupon, zone: Zone) -> Value {
    json!({
        "coupon_sn": it.serial, "couponid": it.id, "order_sn": it.order_sn, "uid": it.account_id.unwrap_or(AccountId::NOBODY),
        "used_at": it.used_at.map(|at| zone.text(at)),
    })
}

/// `tour_coupon_issue`: `count` coupons of `batchid`, for the customer `uid` or for whoever claims them; once for a `client_ref`.
///
/// # Errors
/// 1100 also for no such batch and no such customer, 1101, 1103.
pub async fn issue(call: &Call) -> Outcome {
    call.may(&STAFF)?;
    let batch = call.fields.required_number::<BatchId>("batchid")?;
    let count = call.fields.number::<i64>("count")?.unwrap_or(1);
    let owner = id::<AccountId>(&call.fields, "uid")?;
    if !(1..=MAX_COUPONS).contains(&count) {
        return Err(codes::PARAMETER);
    }
    let (actor, terms, ids) = (call.staff(&STAFF)?.id, call.terms, Ids::fresh());
    let run = move |tx: &Tx<'_>| {
        let serials = make(tx, &terms, &mut ids.clone(), actor, Issue { batch, count, owner })?;
        Ok::<_, StaffError>(json!({"coupon_sns": serials}))
    };
    call.run_once(actor, run).await
}

/// Coupons that are to be made.
#[derive(Clone, Copy)]
struct Issue {
    batch: BatchId,
    count: i64,
    /// Whose they are; whoever claims them where this is none.
    owner: Option<AccountId>,
}

fn make(tx: &Tx<'_>, terms: &Terms, ids: &mut Ids, actor: AccountId, wanted: Issue) -> Result<Vec<String>, StaffError> {
    let Issue { batch, count, owner } = wanted;
    if batches::by_id(tx, batch)?.is_none() || !accounts_exist(tx, owner.as_slice())? {
        return Err(StaffError::Unknown);
    }
    let mut serials = Vec::new();
    for _ in 0..count {
        let serial = serial(ids);
        sql::insert(tx, CouponId::next(tx)?, batch, &serial, owner)?;
        serials.push(serial);
    }
    let whom = owner.map_or("whoever claims them".to_owned(), |uid| format!("account {uid}"));
    let made = format!("{count} coupons for {whom}");
    audit(tx, terms.by(actor), Deed("tour_coupon_issue"), &format!("coupon batch {batch}"), Change::made(&made))?;
    Ok(serials)
}

/// A coupon's number: twelve letters and digits, more than seventy bits that nobody guesses.
fn serial(ids: &mut Ids) -> String {
    let letter = |ids: &mut Ids| LETTERS[usize::try_from(ids.below(62)).unwrap_or(0)];
    (0..12).map(|_| char::from(letter(ids))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coupon_numbers_have_twelve_letters_and_digits() {
        let mut ids = Ids::seeded(1);
        let (one, two) = (serial(&mut ids), serial(&mut ids));
        assert!(one.len() == 12 && one.bytes().all(|letter| letter.is_ascii_alphanumeric()), "{one}");
        assert_ne!(one, two);
    }
}
