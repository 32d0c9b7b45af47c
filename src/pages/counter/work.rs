//! What a clerk does with an order. Every answer is the order as it is afterwards; every action may be sent twice.
//!
//! Refunds stand in a file of their own.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::json;

use super::find::glance;
use crate::accounts::{self, Account};
use crate::channels::desk::CashError;
use crate::channels::page::{COUNTER_STAFF, bad, failed, refusal, refused, sent, short, shown};
use crate::channels::{desk_of, desk_with_voucher};
use crate::http::{Fields, Handled, Reply, Request};
use crate::ids::OrderId;
use crate::orders::{self, COUNTER, Order, OrderError, Settlement, Terms};
use crate::outlet::Outlet;
use crate::staff_api::codes::{self, Fault};
use crate::store::{Db, StoreError, Tx};
use crate::tax::Till;

/// The answer after an action: the order as it is now.
pub(super) fn afterwards(outlet: &Outlet, account: &Account, order: OrderId) -> Result<Reply, Reply> {
    let order = glance(outlet, order, account).map_err(refused)?;
    Ok(shown(&json!({"order": order})))
}

/// The outlet's terms at the till that a form names: an enrolled counter sends its token as `device`.
pub(super) fn at_this_till(outlet: &Outlet, fields: &Fields) -> Result<Terms, Reply> {
    let mut terms = outlet.terms();
    if let Some(token) = fields.text("device") {
        let known = outlet.store.read(|db| accounts::counter_of(db, token)).map_err(|error| failed(&error))?;
        terms.tax.till = known.map_or(terms.tax.till, |name| Till::of_device(&name));
    }
    Ok(terms)
}

/// The order that a form names.
pub(super) fn order_id(fields: &Fields) -> Result<OrderId, Reply> {
    fields.required_number("orderid").map_err(|field| bad(&field))
}

/// `POST cash`: `orderid`, `amount` (exactly what is due), `reference` (made by the page: the same one pays once), `tendered`, what the
/// customer handed over, and `device` of an enrolled counter, which numbers its receipts by itself.
pub(super) fn cash(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { take_cash(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn take_cash(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = sent(outlet, request, &COUNTER_STAFF).await?;
    let (order_id, trade_no) = (order_id(&fields)?, short(&fields, "reference")?);
    let amount = fields.money("amount").map_err(|field| bad(&field))?;
    let amount = amount.ok_or_else(|| refusal(StatusCode::BAD_REQUEST, "amount"))?;
    let tendered = fields.money("tendered").map_err(|field| bad(&field))?;
    if tendered.is_some_and(|tendered| tendered < amount) {
        return Err(refusal(StatusCode::BAD_REQUEST, "tendered"));
    }
    let money = Settlement { order_id, way: COUNTER, trade_no, amount, actor: account.id, tendered };
    let terms = at_this_till(outlet, &fields)?;
    match outlet.store.write(move |tx| settle(tx, &terms, &money)).await {
        Ok(()) => afterwards(outlet, &account, order_id),
        Err(CashError::Amount) => Err(refusal(StatusCode::CONFLICT, "amount")),
        Err(CashError::Order(error)) => Err(refused(error.into())),
        Err(CashError::Store(error)) => Err(refused(error.into())),
    }
}

fn settle(tx: &Tx<'_>, terms: &Terms, money: &Settlement) -> Result<(), CashError> {
    let order = known(tx, money.order_id)?;
    desk_of(&order).take_cash(tx, terms, &order, money)
}

/// An order of any channel.
fn known(db: &Db<'_>, id: OrderId) -> Result<Order, OrderError> {
    orders::by_id(db, id)?.ok_or(OrderError::Unknown)
}

/// Runs a rule on an order in the writer and answers with the order.
pub(super) async fn act<F>(outlet: &Outlet, account: &Account, order: OrderId, mut rule: F) -> Result<Reply, Reply>
where
    F: FnMut(&Tx<'_>, &Terms) -> Result<(), Fault> + Send + 'static,
{
    let terms = outlet.terms();
    outlet.store.write(move |tx| rule(tx, &terms)).await.map_err(refused)?;
    afterwards(outlet, account, order)
}

/// `POST receipt`: `orderid`, `client_ref`: its receipt is printed; `copy` tells whether another one was before.
pub(super) fn receipt(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { print_receipt(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn print_receipt(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = sent(outlet, request, &COUNTER_STAFF).await?;
    let (order, reference) = (order_id(&fields)?, short(&fields, "client_ref")?);
    let (terms, actor) = (outlet.terms(), account.id);
    let printed = outlet.store.write(move |tx| {
        let found = known(tx, order)?;
        orders::print_receipt(tx, &terms, actor, &found, &reference)
    });
    let copy = printed.await.map_err(|error: OrderError| refused(error.into()))?;
    let order = glance(outlet, order, &account).map_err(refused)?;
    Ok(shown(&json!({"copy": copy, "order": order})))
}

/// `POST card`: `orderid`, `iccid`.
pub(super) fn card(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { hand_card_over(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn hand_card_over(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = sent(outlet, request, &COUNTER_STAFF).await?;
    let (order, iccid, actor) = (order_id(&fields)?, short(&fields, "iccid")?, account.id);
    let rule = move |tx: &Tx<'_>, terms: &Terms| {
        let found = known(tx, order)?;
        desk_of(&found).give_card(tx, terms, actor, &found, &iccid)
    };
    act(outlet, &account, order, rule).await
}

/// `POST complete`: `serial` of a pick-up or member voucher, or `orderid` of an order that has none.
pub(super) fn complete(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { use_voucher(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn use_voucher(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = sent(outlet, request, &COUNTER_STAFF).await?;
    let actor = account.id;
    let Some(serial) = fields.number::<i64>("serial").map_err(|field| bad(&field))? else {
        let order = order_id(&fields)?;
        let rule = move |tx: &Tx<'_>, terms: &Terms| {
            let found = known(tx, order)?;
            desk_of(&found).complete(tx, terms, actor, &found)
        };
        return act(outlet, &account, order, rule).await;
    };
    let terms = outlet.terms();
    let take = move |tx: &Tx<'_>| match desk_with_voucher(tx, &terms, serial)? {
        Some((desk, _)) => desk.use_voucher(tx, &terms, actor, serial),
        None => Err(codes::NO_VOUCHER),
    };
    outlet.store.write(take).await.map_err(refused)?;
    let taken = outlet.store.read(|db| desk_with_voucher(db, &outlet.terms(), serial));
    let taken = taken.map_err(|error: StoreError| refused(error.into()))?;
    match taken.and_then(|(_, voucher)| voucher.order_id) {
        Some(order) => afterwards(outlet, &account, order),
        None => Ok(shown(&json!({"order": null}))),
    }
}

/// `POST deal`: `orderid` of an order that its channel hands over as a whole.
pub(super) fn deal(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { hand_all_over(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn hand_all_over(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = sent(outlet, request, &COUNTER_STAFF).await?;
    let (order, actor) = (order_id(&fields)?, account.id);
    let rule = move |tx: &Tx<'_>, terms: &Terms| {
        let found = known(tx, order)?;
        desk_of(&found).hand_over(tx, terms, actor, &found)
    };
    act(outlet, &account, order, rule).await
}

/// `POST ship`: `orderid`, `waybill`.
pub(super) fn ship(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { give_to_carrier(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn give_to_carrier(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = sent(outlet, request, &COUNTER_STAFF).await?;
    let (order, waybill, actor) = (order_id(&fields)?, short(&fields, "waybill")?, account.id);
    let rule = move |tx: &Tx<'_>, terms: &Terms| {
        let found = known(tx, order)?;
        desk_of(&found).ship(tx, terms, actor, &found, &waybill)
    };
    act(outlet, &account, order, rule).await
}

/// `POST cancel`: `orderid` of an order of any channel that is not paid.
pub(super) fn cancel(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { cancel_unpaid(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn cancel_unpaid(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = sent(outlet, request, &COUNTER_STAFF).await?;
    let (order, actor) = (order_id(&fields)?, account.id);
    let rule = move |tx: &Tx<'_>, terms: &Terms| Ok(orders::desk::cancel_unpaid(tx, terms, actor, order).map(|_| ())?);
    act(outlet, &account, order, rule).await
}
