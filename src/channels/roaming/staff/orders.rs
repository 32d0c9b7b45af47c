//! `order_gets`, `order_shipped` and `order_cancel` of the back office: what is to be handed out, that it was sent, and that nobody will
//! pay for it.

use crate::channels::roaming::name::NAME;
use crate::ids::{AccountId, OrderId};
use serde_json::json;

use super::{AT_THE_COUNTER, OPERATORS, note};
use crate::channels::roaming::orders as shop;
use crate::channels::roaming::wire::orders as wire;
use crate::clock::Instant;
use crate::orders::{self, Order, OrderError, OrderQuery, OrderSort, OrderStates};
use crate::staff_api::codes;
use crate::staff_api::{Answer, Call, Outcome, page_of};
use crate::store::{Db, Tx};

/// Letters of a carrier's number.
const MAX_WAYBILL_LEN: usize = 100;

/// `order_gets`: paid orders that were not handed out, with their lines, by id. Group 1 goes by courier (an order for pick-up
/// that has a carrier too is recorded among them), group 2 is picked up; any other group is an empty object.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn gets(call: &Call) -> Outcome {
    call.may(OPERATORS)?;
    let group = call.fields.number::<i64>("group")?;
    let page = page_of(call)?;
    call.staff(OPERATORS)?;
    let states = match group {
        Some(1) => OrderStates::ToShip,
        Some(2) => OrderStates::ToPickUp,
        _ => return Answer::object(&json!({})),
    };
    let query = OrderQuery { channel: Some(NAME), account: None, states, sort: OrderSort::Id, page };
    let found = call.outlet.store.read(|db| shop::whole(db, orders::orders(db, &query)?))?;
    let shapes: Vec<_> = found.iter().map(|whole| whole.shape(call.terms.zone)).collect();
    Answer::of("orders", &shapes)
}

/// `order_shipped`: the goods were given to the carrier.
///
/// # Errors
/// 1100, 1101, 1103, 1305, and 1307 for an order that is not paid, was sent already, has ended or whose money is going back.
pub async fn shipped(call: &Call) -> Outcome {
    call.may(OPERATORS)?;
    let id = call.fields.required_number::<OrderId>("orderid")?;
    let waybill = call.fields.required("invoice_no")?.trim().to_owned();
    if waybill.chars().count() > MAX_WAYBILL_LEN {
        return Err(codes::PARAMETER);
    }
    let actor = call.staff(OPERATORS)?.id;
    let now = call.terms.now;
    let order = call.outlet.store.write(move |tx| ship(tx, now, actor, id, &waybill)).await?;
    Answer::of("order", &wire::order(&order, None, call.terms.zone))
}

/// `order_cancel`: an order of any channel that is not paid, whoever began to pay it. Its goods and vouchers are free again; a second
/// time changes nothing.
///
/// # Errors
/// 1100, 1101, 1103, 1305, and 1307 for an order that is paid or has ended otherwise, and for tickets that were handed over on account.
pub async fn cancel(call: &Call) -> Outcome {
    call.may(AT_THE_COUNTER)?;
    let id = call.fields.required_number::<OrderId>("orderid")?;
    let actor = call.staff(AT_THE_COUNTER)?.id;
    let terms = call.terms;
    let order = call.outlet.store.write(move |tx| orders::desk::cancel_unpaid(tx, &terms, actor, id)).await?;
    Answer::of("order", &wire::order(&order, None, call.terms.zone))
}

/// Writes down that an order was given to the carrier. Its pick-up voucher cannot be completed then: the goods are not at the
/// counter any more.
///
/// # Errors
/// As the answers of [`shipped`].
pub(in crate::channels::roaming) fn ship(
    tx: &Tx<'_>,
    now: Instant,
    actor: AccountId,
    id: OrderId,
    waybill: &str,
) -> Result<Order, OrderError> {
    let mut order = roaming_order(tx, id)?;
    let before = note(&json!({"shipping_status": order.shipping_status()}));
    orders::ship(tx, now, &mut order, waybill)?;
    let after = note(&json!({"invoice_no": waybill, "shipping_status": order.shipping_status()}));
    orders::audit(
        tx,
        orders::Actor { now, id: actor },
        orders::Deed("order_shipped"),
        &format!("order {id}"),
        orders::Change::between(&before, &after),
    )?;
    Ok(order)
}

/// An order of this shop, whosever it is.
///
/// # Errors
/// [`OrderError::Unknown`] where there is none, or it is another channel's.
pub(super) fn roaming_order(db: &Db<'_>, id: OrderId) -> Result<Order, OrderError> {
    orders::by_id(db, id)?.filter(|order| order.channel() == NAME).ok_or(OrderError::Unknown)
}
