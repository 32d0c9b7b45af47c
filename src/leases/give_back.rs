//! `lease_refund`: the money of a lease that could not be delivered goes back the way it came, to the wallet, once.
//!
//! leases.md knows no refunds, but a business that takes money in advance must be able to return it. The common order book does
//! it: the refund stands in the money ledger, and [`super::goods`] ends the leases and fills the wallet.

use serde_json::{Value, json};

use super::back_office::{staff, text};
use super::sale::Action;
use super::sql::{addresses, orders as lease_orders, wallets};
use crate::gateways::Way;
use crate::orders::{
    self, Channel, Order, OrderError, Origin, PayBack, Refund, RefundRequest, Terms, refund_state, status,
};
use crate::roaming::service::{Answer, Call, Outcome};
use crate::store::{StoreError, Tx};

/// `lease_refund` {orderid, reason}: the whole order's money goes back. Addresses that it opened and that have not expired cool
/// from now on; a renewal is taken off again. A second time answers the first one's refund.
///
/// # Errors
/// 1100, 1101, 1103, 1305, 1307 for an order that is not paid, and for one whose addresses were renewed: those orders first.
pub(super) async fn lease_refund(call: &Call) -> Outcome {
    let actor = staff(call)?.id;
    let id = call.fields.required_number::<i64>("orderid")?;
    let reason = text(call, "reason")?;
    let terms = call.terms;
    let shown = call.app.store.write(move |tx| give_back(tx, &terms, actor, id, &reason)).await?;
    Answer::object(&shown)
}

/// Gives the money of a lease order back; an order whose money went back before stays as it is.
///
/// # Errors
/// [`OrderError::Unknown`], [`OrderError::WrongState`].
pub(super) fn give_back(tx: &Tx<'_>, terms: &Terms, actor: i64, id: i64, reason: &str) -> Result<Value, OrderError> {
    let order = orders::by_id(tx, id)?.filter(|order| order.channel == Channel::Lease).ok_or(OrderError::Unknown)?;
    if let Some(before) = given_back(tx, &order)? {
        return Ok(shape(tx, &order, &before)?);
    }
    let was_opened = lease_orders::action(tx, id)?.as_deref() == Some(Action::Open.name());
    if was_opened && addresses::were_renewed(tx, id)? {
        return Err(OrderError::WrongState);
    }
    let wanted = RefundRequest { line_id: None, reason_id: None, reason: reason.to_owned() };
    let asked = orders::request_refund(tx, terms, &order, &wanted)?;
    let agreed = orders::confirm_refund(tx, terms, &asked)?;
    let how = if Way::from_number(agreed.way).is_some() { PayBack::ByProvider } else { PayBack::AtTheCounter };
    let done = orders::pay_back(tx, terms, &agreed, how, actor)?;
    let (before, after) = (format!("paid {}", done.money), format!("refund {} of {}: {reason}", done.id, done.money));
    orders::audit(tx, terms.now, actor, "lease_refund", &format!("order {id}"), (Some(&before), Some(&after)))?;
    Ok(shape(tx, &order, &done)?)
}

/// The refund of an order whose money went back, or is on its way.
fn given_back(tx: &Tx<'_>, order: &Order) -> Result<Option<Refund>, StoreError> {
    if !matches!(order.pay_status, status::PAID | status::REFUNDED) {
        return Ok(None);
    }
    let known = orders::desk::refunds_of(tx, order.id)?;
    let went = |it: &Refund| it.origin == Origin::Request && it.status >= refund_state::REFUNDING;
    Ok(known.into_iter().find(went))
}

fn shape(tx: &Tx<'_>, order: &Order, refund: &Refund) -> Result<Value, StoreError> {
    Ok(json!({
        "account": order.account_id, "balance": wallets::balance(tx, order.account_id)?, "money": refund.money,
        "number": order.number, "orderid": order.id, "refundid": refund.id, "status": refund.status, "way": refund.way,
    }))
}
