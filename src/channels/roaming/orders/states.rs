//! `order_confirm`, `order_cancel`, `order_received`, `order_invoice`: what a customer may do to an order.

use crate::channels::roaming::vouchers;
use crate::channels::roaming::wire::orders as wire;
use crate::ids::OrderId;
use crate::orders::{self, Order, OrderError, Terms};
use crate::staff_api::codes;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::Tx;

use super::list::own_roaming;

/// Characters of an invoice's payee and content.
const MAX_RECEIPT_LEN: usize = 200;

/// Runs `rule` on the user's own order in the writer and answers with the order.
async fn change<F>(call: &Call, mut rule: F) -> Outcome
where
    F: FnMut(&Tx<'_>, &Terms, &mut Order) -> Result<(), OrderError> + Send + 'static,
{
    let id = call.fields.required_number::<OrderId>("orderid")?;
    let account = call.signed_in()?.id;
    let terms = call.terms;
    let run = move |tx: &Tx<'_>| {
        let mut order = own_roaming(tx, account, id)?;
        rule(tx, &terms, &mut order)?;
        Ok::<_, OrderError>(order)
    };
    let order = call.outlet.store.write(run).await?;
    Answer::of("order", &wire::order(&order, None, call.terms.zone))
}

/// `order_confirm`: confirms; an order that vouchers cover whole is paid by that.
///
/// # Errors
/// 1100, 1101, 1305, 1306, 1307.
pub async fn confirm(call: &Call) -> Outcome {
    change(call, |tx, terms, order| {
        orders::confirm(tx, terms, order)?;
        let reference = vouchers::reference(tx, order)?;
        orders::settle_if_nothing_is_due(tx, terms, order, &reference)?;
        Ok(())
    })
    .await
}

/// `order_cancel`: an order that is not paid; with `delete` it is gone for its customer, too.
///
/// # Errors
/// 1100, 1101, 1305, 1306, 1307.
pub async fn cancel(call: &Call) -> Outcome {
    let hide = call.fields.truth("delete") == Some(true);
    change(call, move |tx, terms, order| {
        orders::cancel(tx, terms, order)?;
        if hide {
            // Customers find it no more ([`super::list::is_deleted`]). This answer shows it cancelled.
            orders::hide(tx, order)?;
        }
        Ok(())
    })
    .await
}

/// `order_received`: the customer has the goods.
///
/// # Errors
/// 1100, 1101, 1305, 1306, 1307 when they were not sent.
pub async fn received(call: &Call) -> Outcome {
    change(call, |tx, _, order| orders::receive(tx, order)).await
}

/// `order_invoice`: the customer wants an invoice.
///
/// # Errors
/// 1100, 1101, 1305, 1306, 1307 for an order that has ended.
pub async fn invoice(call: &Call) -> Outcome {
    if call.fields.truth("receipt") != Some(true) {
        return Err(codes::PARAMETER);
    }
    let payee = call.fields.required("inv_payee")?.to_owned();
    let content = call.fields.required("inv_content")?.to_owned();
    if payee.chars().count() > MAX_RECEIPT_LEN || content.chars().count() > MAX_RECEIPT_LEN {
        return Err(codes::PARAMETER);
    }
    change(call, move |tx, _, order| {
        if order.has_ended() {
            return Err(OrderError::WrongState);
        }
        order.ask_for_invoice(payee.clone(), content.clone());
        Ok(orders::save(tx, order)?)
    })
    .await
}
