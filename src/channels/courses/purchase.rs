//! A purchase: what an order of course vouchers is besides money, and in what state it stands
//! (docs/spec/courses.md sections 1 and 3).
//!
//! Rules without HTTP. [`super::orders`], [`super::paying`] and the back office call them.

use super::sql::orders as sql;
use crate::channels::courses::ids::{CourseId, OfferId, SchoolId, VoucherId};
use crate::channels::courses::name::NAME;
use crate::clock::Instant;
use crate::ids::{AccountId, OrderId};
use crate::money::Fen;
use crate::orders::{self, Order, PayStatus};
use crate::store::{Db, StoreError, states};

/// The offer as it was when it was ordered, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// The order in the order book.
    pub order_id: OrderId,
    /// Whose it is.
    pub account_id: AccountId,
    /// The course.
    pub course_id: CourseId,
    /// The offer.
    pub offer_id: OfferId,
    /// The offer's name.
    pub name: String,
    /// Whom the school calls.
    pub mobile: String,
    /// How many vouchers it buys.
    pub num: i64,
    /// How many of them were redeemed.
    pub used: i64,
    /// Price of one voucher.
    pub value: Fen,
    /// What one voucher pays for.
    pub rebate_value: Fen,
    /// Random text out of which the promo codes are made.
    pub code_seed: String,
    /// When staff confirmed the enrolment.
    pub enrolled_at: Option<Instant>,
    /// Whether staff took it out of the lists.
    pub hidden: bool,
}

/// What has become of its course and offer since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The course's name.
    pub course_name: String,
    /// The address of its picture.
    pub course_picture: String,
    /// Who teaches it.
    pub organisation_id: SchoolId,
    /// Whether the course is gone.
    pub course_gone: bool,
    /// What the offer costs now.
    pub offer_value: Fen,
    /// Whether the house sells the offer.
    pub offer_active: bool,
    /// First instant at which its vouchers are taken.
    pub use_from: Instant,
    /// Last second in which its vouchers are taken.
    pub use_until: Instant,
    /// Whether the offer is bound to the course.
    pub bound: bool,
    /// The first voucher of the order, once it is paid.
    pub first_voucher: Option<VoucherId>,
}

/// A purchase with its order.
#[derive(Clone, Debug)]
pub struct Whole {
    /// Money and states.
    pub order: Order,
    /// What was ordered.
    pub purchase: Purchase,
    /// What has become of it.
    pub standing: Standing,
}

states! {
    /// How far a purchase is, `order_status` on the wire. Nothing here makes one 3, reviewed.
    pub enum PurchaseStatus {
        /// Not paid, or its money went back.
        Unpaid = 0,
        /// Paid.
        Paid = 1,
        /// Paid, and all vouchers were used.
        Used = 2,
    }
}

impl Whole {
    /// How far it is. The document has no number for money that went back: such an order is unpaid and disabled.
    #[must_use]
    pub fn status(&self) -> PurchaseStatus {
        match self.order.pay_status() {
            PayStatus::Paid if self.purchase.used == self.purchase.num => PurchaseStatus::Used,
            PayStatus::Paid => PurchaseStatus::Paid,
            _ => PurchaseStatus::Unpaid,
        }
    }

    /// Whether the offer's time is over.
    #[must_use]
    pub fn is_out_of_date(&self, now: Instant) -> bool {
        now.second() > self.standing.use_until
    }

    /// Whether the order was cancelled, is out of time or its money went back, the course or the offer is gone, the binding is
    /// off, the offer has expired, or its price is another one now.
    #[must_use]
    pub fn is_disabled(&self, now: Instant) -> bool {
        let (order, standing) = (&self.order, &self.standing);
        let ended = order.has_ended() || order.has_expired(now);
        let withdrawn = ended || standing.course_gone || !standing.offer_active || !standing.bound;
        withdrawn || self.is_out_of_date(now) || standing.offer_value != self.purchase.value
    }
}

/// An order of this channel, whoever made it; one that staff hid is not there any more.
pub fn find(db: &Db<'_>, order: OrderId) -> Result<Option<Whole>, StoreError> {
    let Some((purchase, standing)) = sql::by_order(db, order)?.filter(|(purchase, _)| !purchase.hidden) else {
        return Ok(None);
    };
    let order = orders::by_id(db, order)?.filter(|order| order.channel() == NAME);
    Ok(order.map(|order| Whole { order, purchase, standing }))
}

/// An order of this channel that is the account's own; anybody else's is as if it were not there.
pub fn find_own(db: &Db<'_>, account: AccountId, order: OrderId) -> Result<Option<Whole>, StoreError> {
    Ok(find(db, order)?.filter(|whole| whole.order.account_id() == account))
}

/// Purchases with their orders, in the purchases' order.
pub fn with_orders(db: &Db<'_>, purchases: Vec<(Purchase, Standing)>) -> Result<Vec<Whole>, StoreError> {
    let ids: Vec<OrderId> = purchases.iter().map(|(purchase, _)| purchase.order_id).collect();
    let orders = orders::by_ids(db, &ids)?.into_iter();
    let mut by_id: std::collections::HashMap<OrderId, Order> = orders.map(|order| (order.id(), order)).collect();
    let whole = |(purchase, standing): (Purchase, Standing)| {
        let order = by_id.remove(&purchase.order_id)?;
        Some(Whole { order, purchase, standing })
    };
    Ok(purchases.into_iter().filter_map(whole).collect())
}
