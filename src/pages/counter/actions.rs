//! What the counter may do with an order in its state: the page offers this and nothing else.

use crate::channels::desk::{Standing, VoucherState};
use crate::channels::desk_of;
use crate::clock::Instant;
use crate::money::Fen;
use crate::orders::{Line, LineStatus, Order, Origin, PayStatus, Refund, RefundStatus, ShippingStatus};
use crate::payments::Way;

/// All that a decision needs to know.
pub(super) struct Situation<'s> {
    pub(super) order: &'s Order,
    pub(super) lines: &'s [Line],
    /// How its channel sees it.
    pub(super) standing: &'s Standing,
    pub(super) refunds: &'s [Refund],
    /// Whether its money, or that of what is left of it, may be wanted back.
    pub(super) goes_back: bool,
    /// Whether the person may decide on refunds.
    pub(super) decides: bool,
    /// Whether the person may take its cash back as a mistake.
    pub(super) may_void: bool,
    pub(super) now: Instant,
}

/// What may be done, the next thing first.
pub(super) fn actions(it: &Situation<'_>) -> Vec<&'static str> {
    let (order, standing) = (it.order, it.standing);
    let lives = !order.has_ended() && !order.has_expired(it.now);
    let unpaid = matches!(order.pay_status(), PayStatus::Unpaid | PayStatus::Paying);
    let is_packed = lives && order.pay_status() == PayStatus::Paid && desk_of(order).is_packed();
    let waits = matches!(order.shipping_status(), ShippingStatus::NotShipped | ShippingStatus::Preparing);
    let to_decide = it.refunds.iter().any(|refund| refund.status() == RefundStatus::Open || waits_for_a_hand(refund));
    let by_courier = order.obtain_voucher() == Some(false);
    // A customer who chose no delivery stands at the counter and has no voucher.
    let voucher = standing.voucher.as_ref().map(|voucher| voucher.state);
    let may_take =
        if order.obtain_voucher().is_none() { voucher.is_none() } else { voucher == Some(VoucherState::Ready) };
    let goods_may_leave = is_packed && !holds_goods_back(it.refunds);
    let table = [
        ("cash", lives && unpaid && standing.is_here && order.due() > Fen::ZERO),
        ("deal", lives && standing.hands_over && !it.refunds.iter().any(is_running)),
        ("card", goods_may_leave && standing.cards.missing + standing.cards.possible > 0),
        ("complete", goods_may_leave && waits && !by_courier && may_take),
        ("ship", goods_may_leave && waits && by_courier),
        ("decide", it.decides && to_decide),
        ("void", it.may_void),
        ("refund", it.goes_back && it.lines.iter().any(|line| can_go_back(line, it.refunds))),
        ("cancel", lives && unpaid && standing.is_here),
    ];
    table.into_iter().filter(|(_, offered)| *offered).map(|(name, _)| name).collect()
}

/// Nothing leaves the house while the whole order's money may go back, or while nobody has decided about a part of it; a
/// refusal offers it again.
fn holds_goods_back(refunds: &[Refund]) -> bool {
    let holds = |it: &Refund| it.status() == RefundStatus::Open || (it.line_id().is_none() && is_running(it));
    refunds.iter().any(|it| it.origin() == Origin::Request && holds(it))
}

/// Whether a refund of a line, alone or with the order, can still be asked for.
pub(super) fn can_go_back(line: &Line, refunds: &[Refund]) -> bool {
    let was_asked = |it: &Refund| it.origin() == Origin::Request && it.status() != RefundStatus::Rejected;
    let covers = |it: &Refund| was_asked(it) && it.line_id().is_none_or(|id| id == line.id());
    line.status() == LineStatus::Done && !refunds.iter().any(covers)
}

/// Whether somebody has asked for a refund and its money is still here.
pub(super) fn is_running(refund: &Refund) -> bool {
    matches!(refund.status(), RefundStatus::Open | RefundStatus::Confirmed | RefundStatus::Refunding)
}

/// Whether a refund was agreed to whose provider tells nobody when it has paid back: staff does it and says so.
pub(super) fn waits_for_a_hand(refund: &Refund) -> bool {
    let tells = Way::of(refund.way()).is_none_or(Way::tells_of_refunds);
    refund.status() == RefundStatus::Refunding && !tells
}
