//! Vouchers: issued when an order is paid, one for each piece, listed and shown to their owner
//! (docs/spec/courses.md sections 1 and 3).

use super::codes::CourseError;
use super::promo::promo_code;
use super::scope::Module;
use super::service::{Answer, Call, Outcome};
use super::sql::{orders as order_sql, vouchers as sql};
use super::wire;
use crate::accounts::Role;
use crate::channels::courses::ids::{CourseId, GiftId, OfferId, SchoolId, VoucherId};
use crate::clock::Instant;
use crate::ids::{AccountId, OrderId};
use crate::money::Fen;
use crate::orders::{self, Fulfilment, Order, Terms};
use crate::store::{Db, StoreError, Tx};

/// Promo codes that are tried for one voucher; with ten million for each owner a second one is rarely needed.
const TRIES: usize = 100;

/// A voucher with what was bought and what has become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voucher {
    /// Its id, `user_rebate_id` on the wire.
    pub id: VoucherId,
    /// Whose it is.
    pub account_id: AccountId,
    /// The order that bought it.
    pub order_id: OrderId,
    /// What the school types in.
    pub promo_code: String,
    /// When it was redeemed.
    pub used_at: Option<Instant>,
    /// Who redeemed it.
    pub used_by: Option<AccountId>,
    /// When its money went back.
    pub voided_at: Option<Instant>,
    /// The course.
    pub course_id: CourseId,
    /// The offer.
    pub offer_id: OfferId,
    /// The offer's name when it was bought.
    pub name: String,
    /// What it cost.
    pub value: Fen,
    /// What it pays for.
    pub rebate_value: Fen,
    /// The course's name.
    pub course_name: String,
    /// The address of its picture.
    pub course_picture: String,
    /// Who teaches it.
    pub organisation_id: SchoolId,
    /// Whether the course is gone.
    pub course_gone: bool,
    /// Customer service of the organisation.
    pub phone: Option<String>,
    /// First instant at which it is taken.
    pub use_from: Instant,
    /// Last second in which it is taken.
    pub use_until: Instant,
    /// Who may use it.
    pub use_condition: String,
    /// How it is used.
    pub use_method: String,
    /// What else is to be known.
    pub use_instruction: String,
    /// Whether the offer is still bound to the course.
    pub bound: bool,
    /// The gift that comes with it.
    pub gift: Option<Gift>,
    /// Whether the gift was claimed.
    pub gift_claimed: bool,
}

/// A gift package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gift {
    /// Its id.
    pub id: GiftId,
    /// When it is given.
    pub introduce: String,
    /// What is given.
    pub detail: String,
}

/// Which vouchers a list is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoucherFilter {
    /// Type 0: not used and not expired.
    Usable,
    /// Any other type: used or expired.
    Past,
    /// Both.
    All,
}

/// What a voucher is good for at its school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// It can be redeemed.
    Ready,
    /// It was redeemed before.
    Used,
    /// The course is not given any more.
    CourseGone,
    /// Its time is over.
    OutOfDate,
    /// Its time has not come.
    TooEarly,
    /// Its money was asked back, and nobody has refused.
    MoneyGoesBack,
    /// Its money went back.
    MoneyWentBack,
}

impl Voucher {
    /// What it is good for, wherever somebody wants to redeem it.
    pub fn worth(&self, db: &Db<'_>, now: Instant) -> Result<Worth, StoreError> {
        Ok(match () {
            () if self.voided_at.is_some() => Worth::MoneyWentBack,
            () if self.used_at.is_some() => Worth::Used,
            () if self.money_goes_back(db)? => Worth::MoneyGoesBack,
            () if self.course_gone => Worth::CourseGone,
            () if self.is_out_of_date(now) => Worth::OutOfDate,
            () if now < self.use_from => Worth::TooEarly,
            () => Worth::Ready,
        })
    }

    /// Whether its order's money was asked back: until staff refuses, nothing is given for it.
    pub fn money_goes_back(&self, db: &Db<'_>) -> Result<bool, StoreError> {
        orders::has_pending_refund(db, self.order_id)
    }

    /// Whether its time is over.
    #[must_use]
    pub fn is_out_of_date(&self, now: Instant) -> bool {
        now.second() > self.use_until
    }
}

/// This channel's part of the order book: a paid order has its vouchers, one that ends has none.
pub struct CourseFulfilment;

impl Fulfilment for CourseFulfilment {
    fn paid(&self, tx: &Tx<'_>, _: &Terms, order: &Order) -> Result<bool, StoreError> {
        let Some((purchase, _)) = order_sql::by_order(tx, order.id())? else {
            return Err(StoreError::Other(format!("order {} has no purchase of vouchers", order.id())));
        };
        for place in 1..=purchase.num {
            let code = free_code(tx, order.account_id(), &purchase.code_seed, place)?;
            sql::insert(tx, order.account_id(), order.id(), place, &code)?;
        }
        Ok(false)
    }

    /// A voucher that a school has taken is paid for.
    fn may_go_back(&self, db: &Db<'_>, order: &Order) -> Result<bool, StoreError> {
        Ok(!sql::any_used(db, order.id())?)
    }

    /// Gift claims need nothing of their own: those of a void voucher are no claims any more ([`super::sql::gifts`]).
    fn released(&self, tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), StoreError> {
        sql::void_unused(tx, order.id(), terms.now).map(|_| ())
    }
}

fn free_code(tx: &Tx<'_>, owner: AccountId, seed: &str, place: i64) -> Result<String, StoreError> {
    for attempt in 0..TRIES {
        let code = promo_code(owner, seed, place, attempt);
        if !sql::has_code(tx, &code)? {
            return Ok(code);
        }
    }
    Err(StoreError::Other(format!("no promo code is free for account {owner}")))
}

/// `GET user/<uid>/rebate/<type>`: vouchers of the caller, or of anybody for an admin.
///
/// # Errors
/// 1000, 1004.
pub async fn list(call: &Call) -> Outcome {
    let caller = call.caller(Module::User)?;
    let (owner, wanted) = (AccountId(call.id_in_path(1)?), call.id_in_path(3)?);
    if owner != caller.id && caller.role != Role::Admin {
        return Err(CourseError::OutOfScope);
    }
    let shelf = if wanted == 0 { VoucherFilter::Usable } else { VoucherFilter::Past };
    let (page, now) = (call.page()?, call.terms.now);
    let (count, found) = call.outlet.store.read::<_, CourseError>(|db| {
        Ok((sql::count(db, owner, shelf, now)?, sql::page(db, owner, shelf, now, page)?))
    })?;
    let data: Vec<_> = found.iter().map(|voucher| wire::voucher_row(voucher, now)).collect();
    Ok(Answer::ok(&wire::VoucherList { data, count }))
}

/// `GET user/<uid>/coupons`: all vouchers of the caller in another published shape, or of anybody for an admin.
///
/// # Errors
/// 1000, 1004.
pub async fn coupons(call: &Call) -> Outcome {
    let caller = call.caller(Module::User)?;
    let owner = AccountId(call.id_in_path(1)?);
    if owner != caller.id && caller.role != Role::Admin {
        return Err(CourseError::OutOfScope);
    }
    let (page, now) = (call.page()?, call.terms.now);
    let (total_count, found) = call.outlet.store.read::<_, CourseError>(|db| {
        Ok((sql::count(db, owner, VoucherFilter::All, now)?, sql::page(db, owner, VoucherFilter::All, now, page)?))
    })?;
    let data = found.iter().map(|voucher| wire::coupon(voucher, now)).collect();
    Ok(Answer::ok(&wire::CouponList { data, total_count }))
}

/// `GET user/rebate/<id>/detail`: one of the caller's vouchers.
///
/// # Errors
/// 10003.
pub async fn detail(call: &Call) -> Outcome {
    let account = call.caller(Module::User)?.id;
    let id = VoucherId(call.id_in_path(2)?);
    let found = call.outlet.store.read(|db| sql::by_id(db, id))?;
    let voucher = found.filter(|voucher| voucher.account_id == account).ok_or(CourseError::NoVoucher)?;
    Ok(Answer::ok(&wire::voucher_detail(&voucher, &promo_url(call), call.terms.now)))
}

/// What a promo code is put behind to be scanned: the setting, or this server's counter page.
fn promo_url(call: &Call) -> String {
    match call.outlet.config.promo_url.as_str() {
        "" => format!("{}/counter?coupon=", call.outlet.base_url(&call.request)),
        url => url.to_owned(),
    }
}
