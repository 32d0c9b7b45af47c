//! What a coupon is (docs/spec/tours.md section 4).

use crate::channels::tours::ids::CouponId;
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::money::Fen;
use crate::store::states;

states! {
    /// What a coupon is, `coupon_type` on the wire.
    pub enum CouponKind {
        /// It takes its money off any order.
        Voucher = 1,
        /// It takes its money off an order that reaches an amount.
        Threshold = 2,
    }
}

impl CouponKind {
    /// Its name on the wire, `coupon_type_cn`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Voucher => "代金券",
            Self::Threshold => "满减券",
        }
    }
}

/// A coupon with what its batch says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coupon {
    /// Its id.
    pub id: CouponId,
    /// `coupon_sn`.
    pub serial: String,
    /// Whose it is; nobody's until it is claimed.
    pub account_id: Option<AccountId>,
    /// When it was spent.
    pub used_at: Option<Instant>,
    /// The order that it was spent on, empty for none.
    pub order_sn: String,
    /// What it is worth, from when until when, and on what.
    pub terms: CouponTerms,
}

/// What all coupons of a batch are worth, from when until when, and on what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CouponTerms {
    /// The coupons' name.
    pub name: String,
    /// What it is.
    pub kind: CouponKind,
    /// What a coupon takes off.
    pub money: Fen,
    /// The least amount that it can be spent on.
    pub min_amount: Fen,
    /// The first instant at which it can be spent.
    pub starts_at: Instant,
    /// The last second in which it can be spent.
    pub ends_at: Instant,
    /// `coupon_tag`.
    pub tag: String,
    /// The platform that it is tied to, 0 for none.
    pub plat_id: i64,
    /// That platform's name.
    pub plat: String,
    /// `limit_type`, as recorded.
    pub limit_type: i64,
    /// The activity that it is tied to, 0 for none.
    pub activity_id: i64,
    /// `use_limit`, as recorded.
    pub use_limit: i64,
}
