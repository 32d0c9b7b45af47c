//! Goods that were with the customer when their money went back: they are the house's again when staff has them in hand.

use super::RefundStatus;
use super::refund::Refund;
use super::sql;
use super::sql::refunds as rows;
use super::{Order, Terms, pending_refunds};
use crate::ids::RefundId;
use crate::store::{StoreError, Tx};

/// The goods of a refund have arrived; whether they had not before. Where the money went back before them they are in stock
/// again now, else with the money: until then staff may still refuse, and they are the customer's.
pub fn goods_arrived(tx: &Tx<'_>, terms: &Terms, id: RefundId, waybill: &str) -> Result<bool, StoreError> {
    if !rows::arrived(tx, id, waybill, terms.now)? {
        return Ok(false);
    }
    let Some(refund) = rows::by_id(tx, id)?.filter(|it| it.status == RefundStatus::Refunded) else { return Ok(true) };
    if let Some(order) = sql::by_id(tx, refund.order_id)? {
        take_in(tx, terms, &order, &refund)?;
    }
    Ok(true)
}

/// The money of a refund went back just now: where its goods had arrived before, they are in stock again.
pub(super) fn came_first(tx: &Tx<'_>, terms: &Terms, order: &Order, refund: &Refund) -> Result<(), StoreError> {
    if refund.goods_arrived() { take_in(tx, terms, order, refund) } else { Ok(()) }
}

fn take_in(tx: &Tx<'_>, terms: &Terms, order: &Order, refund: &Refund) -> Result<(), StoreError> {
    if !order.goods_left() {
        return Ok(()); // they came back with the money
    }
    let mut lines = super::lines_of(tx, order.id)?;
    // Lines that went back by themselves have refunds of their own.
    let apart =
        if refund.line_id.is_none() { pending_refunds::lines_with_pending_refund(tx, order.id)? } else { Vec::new() };
    lines.retain(|line| refund.line_id.is_none_or(|id| id == line.id) && !apart.contains(&line.id));
    let booked_at = refund.refunded_at.unwrap_or(terms.now);
    lines.iter().try_for_each(|line| terms.fulfilments.of(order)?.line_arrived(tx, terms, order, line, booked_at))
}
