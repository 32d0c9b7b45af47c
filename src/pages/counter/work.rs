//! What a clerk does with an order. Every answer is the order as it is afterwards; every action may be sent twice.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::json;

use super::find::glance;
use super::{DECIDERS, STAFF, refusal, refused, sent, shown};
use crate::accounts::Account;
use crate::app::App;
use crate::http::{BadField, Fields, Handled, Reply, Request};
use crate::orders::{self, COUNTER, Order, OrderError, Settled, Settlement, Terms, status};
use crate::roaming::desk;
use crate::roaming::fault::Fault;
use crate::store::Tx;

/// Letters of what is typed or scanned.
const LONGEST: usize = 100;

/// Why cash is not taken.
#[derive(Debug, thiserror::Error)]
enum CashError {
    #[error("another amount is due")]
    Amount,
    #[error(transparent)]
    Order(#[from] OrderError),
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
}

/// The answer after an action: the order as it is now.
fn afterwards(app: &App, account: &Account, order: i64) -> Result<Reply, Reply> {
    let order = glance(app, order, DECIDERS.contains(&account.role)).map_err(refused)?;
    Ok(shown(&json!({"order": order})))
}

fn bad(field: &BadField) -> Reply {
    refusal(StatusCode::BAD_REQUEST, &field.to_string())
}

/// A text that must be there and is not too long.
fn short(fields: &Fields, name: &str) -> Result<String, Reply> {
    let text = fields.required(name).map_err(|field| bad(&field))?.trim();
    if text.chars().count() > LONGEST { Err(refusal(StatusCode::BAD_REQUEST, name)) } else { Ok(text.to_owned()) }
}

fn order_id(fields: &Fields) -> Result<i64, Reply> {
    fields.required_number("orderid").map_err(|field| bad(&field))
}

/// `POST cash`: `orderid`, `amount` (exactly what is due), `reference` (made by the page: the same one pays once).
pub(super) fn cash(app: Arc<App>, request: Request) -> Handled {
    Box::pin(async move { take_cash(&app, &request).await.unwrap_or_else(|refused| refused) })
}

async fn take_cash(app: &App, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = sent(app, request, &STAFF).await?;
    let (order_id, trade_no) = (order_id(&fields)?, short(&fields, "reference")?);
    let amount = fields.money("amount").map_err(|field| bad(&field))?;
    let amount = amount.ok_or_else(|| refusal(StatusCode::BAD_REQUEST, "amount"))?;
    let money = Settlement { order_id, way: COUNTER, trade_no, amount, actor: account.id };
    let terms = app.terms();
    match app.store.write(move |tx| settle(tx, &terms, &money)).await {
        Ok(()) => afterwards(app, &account, order_id),
        Err(CashError::Amount) => Err(refusal(StatusCode::CONFLICT, "amount")),
        Err(CashError::Order(error)) => Err(refused(error.into())),
        Err(CashError::Store(error)) => Err(refused(error.into())),
    }
}

fn settle(tx: &Tx<'_>, terms: &Terms, money: &Settlement) -> Result<(), CashError> {
    let before = orders::by_id(tx, money.order_id)?.ok_or(OrderError::Unknown)?;
    match orders::settle(tx, terms, money)? {
        Settled::Paid(order) => note_cash(tx, terms, &order, money),
        Settled::Before(_) => Ok(()),
        Settled::Refused if before.due() != money.amount && is_unpaid(&before) => Err(CashError::Amount),
        Settled::Refused | Settled::MustGoBack(_) => Err(OrderError::WrongState.into()),
    }
}

fn is_unpaid(order: &Order) -> bool {
    !order.has_ended() && matches!(order.pay_status, status::UNPAID | status::PAYING)
}

fn note_cash(tx: &Tx<'_>, terms: &Terms, order: &Order, money: &Settlement) -> Result<(), CashError> {
    let after = format!("paid, {} by slip {}", money.amount, money.trade_no);
    let object = format!("order {}", order.id);
    Ok(orders::audit(tx, terms.now, money.actor, "counter_cash", &object, (Some("unpaid"), Some(&after)))?)
}

/// Runs a rule on an order in the writer and answers with the order.
async fn act<F>(app: &App, account: &Account, order: i64, mut rule: F) -> Result<Reply, Reply>
where
    F: FnMut(&Tx<'_>, &Terms) -> Result<(), Fault> + Send + 'static,
{
    let terms = app.terms();
    app.store.write(move |tx| rule(tx, &terms)).await.map_err(refused)?;
    afterwards(app, account, order)
}

/// `POST card`: `orderid`, `iccid`.
pub(super) fn card(app: Arc<App>, request: Request) -> Handled {
    Box::pin(async move { hand_card_over(&app, &request).await.unwrap_or_else(|refused| refused) })
}

async fn hand_card_over(app: &App, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = sent(app, request, &STAFF).await?;
    let (order, iccid, actor) = (order_id(&fields)?, short(&fields, "iccid")?, account.id);
    act(app, &account, order, move |tx, terms| desk::hand_card_over(tx, terms, actor, order, &iccid)).await
}

/// `POST complete`: `serial` of a pick-up or member voucher, or `orderid` of an order that has none.
pub(super) fn complete(app: Arc<App>, request: Request) -> Handled {
    Box::pin(async move { use_voucher(&app, &request).await.unwrap_or_else(|refused| refused) })
}

async fn use_voucher(app: &App, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = sent(app, request, &STAFF).await?;
    let (terms, actor) = (app.terms(), account.id);
    let Some(serial) = fields.number::<i64>("serial").map_err(|field| bad(&field))? else {
        let order = order_id(&fields)?;
        let rule = move |tx: &Tx<'_>, terms: &Terms| desk::complete_without_voucher(tx, terms, actor, order);
        return act(app, &account, order, rule).await;
    };
    app.store.write(move |tx| desk::complete(tx, &terms, actor, serial)).await.map_err(refused)?;
    let voucher =
        app.store.read(|db| desk::voucher(db, &app.terms(), serial)).map_err(|error| refused(error.into()))?;
    match voucher.and_then(|voucher| voucher.order_id) {
        Some(order) => afterwards(app, &account, order),
        None => Ok(shown(&json!({"order": null}))),
    }
}

/// `POST ship`: `orderid`, `waybill`.
pub(super) fn ship(app: Arc<App>, request: Request) -> Handled {
    Box::pin(async move { give_to_carrier(&app, &request).await.unwrap_or_else(|refused| refused) })
}

async fn give_to_carrier(app: &App, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = sent(app, request, &STAFF).await?;
    let (order, waybill, actor) = (order_id(&fields)?, short(&fields, "waybill")?, account.id);
    act(app, &account, order, move |tx, terms| desk::ship(tx, terms, actor, order, &waybill)).await
}

/// `POST refund`: `orderid`, `reason`: asks for the money of the whole order in the customer's name.
pub(super) fn refund(app: Arc<App>, request: Request) -> Handled {
    Box::pin(async move { ask_refund(&app, &request).await.unwrap_or_else(|refused| refused) })
}

async fn ask_refund(app: &App, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = sent(app, request, &STAFF).await?;
    let (order, reason, actor) = (order_id(&fields)?, short(&fields, "reason")?, account.id);
    act(app, &account, order, move |tx, terms| desk::ask_refund(tx, terms, actor, order, &reason)).await
}

/// `POST refund/decide`: `refundid`, `agreed`. Operators and admins.
pub(super) fn decide(app: Arc<App>, request: Request) -> Handled {
    Box::pin(async move { decide_refund(&app, &request).await.unwrap_or_else(|refused| refused) })
}

async fn decide_refund(app: &Arc<App>, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = sent(app, request, &DECIDERS).await?;
    let id: i64 = fields.required_number("refundid").map_err(|field| bad(&field))?;
    let agreed = fields.truth("agreed").ok_or_else(|| refusal(StatusCode::BAD_REQUEST, "agreed"))?;
    let refund = desk::decide_refund(app, account.id, id, agreed).await.map_err(refused)?;
    afterwards(app, &account, refund.order_id)
}
