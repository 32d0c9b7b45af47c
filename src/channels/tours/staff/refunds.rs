//! `tour_order_refund`: the money of a paid tour goes back, with it every room, seat and ticket, and the coupon.

use crate::channels::tours::name::NAME;
use crate::staff_api::refunds::refund_at_once;
use crate::staff_api::{Call, Outcome};

/// `tour_order_refund` {orderid, reason}: the whole order's money goes back the way it came. A second time answers the first
/// one's refund. Whether a journey has begun nobody tells the outlet, so that is for the staff to judge.
///
/// # Errors
/// 1100, 1101, 1103, 1305, 1307 for an order that is not paid.
pub async fn refund(call: &Call) -> Outcome {
    refund_at_once(call, NAME, crate::orders::Deed("tour_order_refund")).await
}
