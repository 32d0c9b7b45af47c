//! Refunds at the counter: what would go back, asking for it in the customer's name, and the decision on it.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::json;

use super::DECIDERS;
use super::work::{act, afterwards, at_this_till, order_id};
use crate::accounts::Permission;
use crate::channels::desk_of;
use crate::channels::page::{COUNTER_STAFF, bad, looked, refusal, refused, sent, short, shown};
use crate::http::{Fields, Handled, Reply, Request};
use crate::ids::{AccountId, LineId, OrderId, RefundId};
use crate::orders::{self, COUNTER, OrderError, Terms};
use crate::outlet::Outlet;
use crate::pages::staff::permitted;
use crate::staff_api::codes::Fault;
use crate::staff_api::refunds::{self, Decision};
use crate::store::Tx;

/// Lines of one refund; an order of more goes back whole.
const MAX_LINES: usize = 100;

/// The chosen lines; none stands for all that is left of the order.
fn lines(fields: &Fields) -> Result<Vec<LineId>, Reply> {
    let lines = fields.ids("lines").map_err(|field| bad(&field))?.unwrap_or_default();
    if lines.len() > MAX_LINES { Err(refusal(StatusCode::BAD_REQUEST, "lines")) } else { Ok(lines) }
}

/// `GET refund/quote?orderid=&lines=`: what goes back for these lines, or without them for all that is left, and whether it is
/// handed back in cash.
pub(super) fn quote(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { work_out(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn work_out(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let (_, fields) = looked(outlet, request)?;
    let (id, lines) = (order_id(&fields)?, lines(&fields)?);
    let found = outlet.store.read(|db| {
        let order = orders::by_id(db, id)?.ok_or(OrderError::Unknown)?;
        Ok::<_, Fault>((desk_of(&order).quote_refund(db, &outlet.terms(), &order, &lines)?, order.pay_way()))
    });
    let (money, way) = found.map_err(refused)?;
    Ok(shown(&json!({"cash": way.unwrap_or(COUNTER) == COUNTER, "money": money.to_string(), "way": way})))
}

/// Asks for it, as it was quoted.
fn want(tx: &Tx<'_>, terms: &Terms, actor: AccountId, id: OrderId, wanted: (&[LineId], &str)) -> Result<(), Fault> {
    let order = orders::by_id(tx, id)?.ok_or(OrderError::Unknown)?;
    desk_of(&order).ask_refund(tx, terms, actor, &order, wanted)
}

/// `POST refund`: `orderid`, `reason`, `lines`: asks in the customer's name for the money of these lines, or without them of
/// all that is left.
pub(super) fn ask(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { ask_for(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn ask_for(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = sent(outlet, request, &COUNTER_STAFF).await?;
    permitted(outlet, &account, Permission::Refund)?;
    let (order, reason, lines) = (order_id(&fields)?, short(&fields, "reason")?, lines(&fields)?);
    let actor = account.id;
    act(outlet, &account, order, move |tx, terms| want(tx, terms, actor, order, (&lines, &reason))).await
}

/// `POST refund/decide`: `refundid`, `agreed`, with it `goods_back` where the goods are here, too; or `refunded`: its money was sent
/// back by hand. Operators and admins.
pub(super) fn decide(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { decide_on(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn decide_on(outlet: &Arc<Outlet>, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = sent(outlet, request, &DECIDERS).await?;
    permitted(outlet, &account, Permission::Refund)?;
    let id: RefundId = fields.required_number("refundid").map_err(|field| bad(&field))?;
    let refund = refunds::decide(outlet, at_this_till(outlet, &fields)?, account.id, (id, decision(&fields)?))
        .await
        .map_err(refused)?;
    afterwards(outlet, &account, refund.order_id())
}

fn decision(fields: &Fields) -> Result<Decision, Reply> {
    if fields.truth("refunded") == Some(true) {
        return Ok(Decision::SentByHand);
    }
    let agreed = fields.truth("agreed").ok_or_else(|| refusal(StatusCode::BAD_REQUEST, "agreed"))?;
    let goods_back = fields.truth("goods_back").unwrap_or(false);
    Ok(if agreed { Decision::Agree { goods_back } } else { Decision::Refuse })
}
