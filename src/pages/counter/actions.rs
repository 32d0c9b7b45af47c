//! What the counter may do with an order in its state: the page offers this and nothing else.

use crate::clock::Instant;
use crate::money::Fen;
use crate::orders::{Channel, Order, Refund, refund_state, status};
use crate::roaming::desk::{DeskCards, VoucherState};

/// All that a decision needs to know.
pub(super) struct Situation<'s> {
    pub(super) order: &'s Order,
    pub(super) cards: &'s DeskCards,
    pub(super) voucher: Option<VoucherState>,
    pub(super) refunds: &'s [Refund],
    /// Whether the person may decide on refunds.
    pub(super) decides: bool,
    pub(super) now: Instant,
}

/// The state of an order in one word, for which the page has a text.
pub(in crate::pages) fn state(order: &Order, now: Instant) -> &'static str {
    match (order.pay_status, order.shipping_status) {
        (status::REFUNDED, _) => "refunded",
        _ if order.has_ended() => "cancelled",
        _ if order.has_expired(now) => "expired",
        (status::UNPAID, _) => "unpaid",
        (status::PAYING, _) => "paying",
        (_, status::SHIPPED) => "shipped",
        (_, status::RECEIVED) => "received",
        _ => "paid",
    }
}

/// What may be done, the next thing first.
pub(super) fn actions(it: &Situation<'_>) -> Vec<&'static str> {
    let order = it.order;
    let lives = !order.has_ended() && !order.has_expired(it.now);
    let unpaid = matches!(order.pay_status, status::UNPAID | status::PAYING);
    let paid = lives && order.pay_status == status::PAID;
    let of_the_shop = paid && order.channel == Channel::Roaming;
    let waits = matches!(order.shipping_status, status::NOT_SHIPPED | status::PREPARING);
    // Nothing leaves the house while the whole order's money may go back; a refusal offers it again.
    let goes_back = it.refunds.iter().any(|refund| refund.line_id.is_none() && is_running(refund));
    let asked = it.refunds.iter().any(|refund| refund.status != refund_state::REJECTED);
    let to_decide = it.refunds.iter().any(|refund| refund.status == refund_state::OPEN);
    let by_courier = order.obtain_voucher == Some(false);
    // A customer who chose no delivery stands at the counter and has no voucher.
    let may_take =
        if order.obtain_voucher.is_none() { it.voucher.is_none() } else { it.voucher == Some(VoucherState::Ready) };
    let goods_may_leave = of_the_shop && !goes_back;
    let table = [
        ("cash", lives && unpaid && order.due() > Fen::ZERO),
        ("card", goods_may_leave && it.cards.missing + it.cards.possible > 0),
        ("complete", goods_may_leave && waits && !by_courier && may_take),
        ("ship", goods_may_leave && waits && by_courier),
        ("decide", it.decides && to_decide),
        ("refund", of_the_shop && !asked),
    ];
    table.into_iter().filter(|(_, offered)| *offered).map(|(name, _)| name).collect()
}

fn is_running(refund: &Refund) -> bool {
    matches!(refund.status, refund_state::OPEN | refund_state::CONFIRMED | refund_state::REFUNDING)
}
