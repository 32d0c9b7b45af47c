//! `order_detail`, `order_list`, `order_cancel`: a user's own tour orders.

use super::TourOrder;
use crate::channels::tours::input;
use crate::channels::tours::name::NAME;
use crate::channels::tours::service::{Call, Outcome};
use crate::channels::tours::sql::orders as sql;
use crate::channels::tours::tree::Tree;
use crate::channels::tours::wire::orders as wire;
use crate::ids::{AccountId, OrderId};
use crate::orders::{self, Order, OrderError, OrderQuery, OrderSort, OrderStates, editable};
use crate::payments::Way;
use crate::store::{Db, Page, Tx};

/// The provider whose page the payment address leads to.
const PAY_WAY: Way = Way::AlipayWeb;

/// The answer of a submit.
pub(super) fn submitted(call: &Call, order: &Order) -> Tree {
    wire::submitted(order, &pay_url(call, order))
}

/// Where the order can be paid; empty where nothing is to pay, or where no page of this outlet takes the money. The page's
/// notice is booked as those of every channel are.
fn pay_url(call: &Call, order: &Order) -> String {
    let gateways = &call.outlet.gateways;
    if editable(order, call.terms.now).is_err() || order.due().0 == 0 || !gateways.in_sandbox(PAY_WAY) {
        return String::new();
    }
    let (base, way) = (call.outlet.base_url(&call.request), PAY_WAY.id());
    let subject = format!("自由行 {}", order.number());
    gateways.sandbox_pay_url(&base, way, order.number(), order.due(), &subject, PAY_WAY.notify_path())
}

/// A tour order that is the account's own; one of another channel is unknown here.
fn own_tour(db: &Db<'_>, account: AccountId, id: OrderId) -> Result<(Order, TourOrder), OrderError> {
    let order = orders::own_order(db, account, id)?;
    let tour = sql::tour_order_of(db, id)?.filter(|_| order.channel() == NAME);
    Ok((order, tour.ok_or(OrderError::Unknown)?))
}

/// `order_detail`.
///
/// # Errors
/// 300001 for an order that is not the user's.
pub async fn detail(call: &Call) -> Outcome {
    let account = call.asker()?.account;
    let id = call.fields.required_number::<OrderId>("order_id")?;
    let (order, tour, lines, travellers) = call.outlet.store.read(|db| {
        let (order, tour) = own_tour(db, account, id)?;
        let (lines, travellers) = (orders::lines_of(db, id)?, sql::travellers(db, id)?);
        Ok::<_, OrderError>((order, tour, lines, travellers))
    })?;
    Ok(wire::detail(&order, &tour, &lines, &travellers, &pay_url(call, &order), call.terms.zone))
}

/// `order_list`: the user's tour orders, the newest first.
///
/// # Errors
/// 300001.
pub async fn list(call: &Call) -> Outcome {
    let account = call.asker()?.account;
    let (page, size) = input::page(&call.fields)?;
    let query = OrderQuery {
        channel: Some(NAME),
        account: Some(account),
        states: OrderStates::Listed,
        sort: OrderSort::NewestFirst,
        page: Page { size, offset: (page - 1) * size },
    };
    let (count, orders, tours) = call.outlet.store.read(|db| {
        let orders = orders::orders(db, &query)?;
        let tours = sql::tour_orders(db, &orders)?;
        Ok::<_, OrderError>((orders::count_orders(db, &query)?, orders, tours))
    })?;
    Ok(wire::list(&orders, &tours, count, (page, size), call.terms.zone))
}

/// `order_cancel`: an order that no money came in for, not paid at all or by its coupon alone; stock and coupon go back. Cancelling
/// twice changes nothing.
///
/// # Errors
/// 300001 for an order that is not the user's, 300006 for one that money was paid for, and for a coupon's after the travel date.
pub async fn cancel(call: &Call) -> Outcome {
    let account = call.asker()?.account;
    let id = call.fields.required_number::<OrderId>("order_id")?;
    let terms = call.terms;
    let run = move |tx: &Tx<'_>| {
        let (mut order, tour) = own_tour(tx, account, id)?;
        // Whoever has travelled does not get the coupon back.
        let was_used = tour.travel_date < terms.zone.date_text(terms.now);
        let cancel = if was_used { orders::cancel } else { orders::cancel_without_money };
        cancel(tx, &terms, &mut order)?;
        Ok::<_, OrderError>(order)
    };
    let order = call.outlet.store.write(run).await?;
    Ok(wire::cancelled(&order))
}
