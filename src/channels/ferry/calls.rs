//! The ferry's API: two calls, answered in JSON.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::json;

use crate::http::{FieldLimits, Fields, Handled, Reply, Request};
use crate::ids::{AccountId, ItemId};
use crate::money::Fen;
use crate::orders::{self, ChannelName, NewLine, NewOrder, Order, OrderError, Terms};
use crate::outlet::Outlet;
use crate::store::{StoreError, Tx};

/// The name of this channel's orders.
pub(super) const NAME: ChannelName = ChannelName::new("ferry");
const LIMITS: FieldLimits = FieldLimits { body: 4096, names: 10, value: 100 };
/// What a seat costs.
pub(super) const SEAT: Fen = Fen(4500);

/// `POST /ferry/order`: `account`, `seats`.
pub(super) fn order(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let Some((account, seats)) = wanted(&request).await else { return refused(StatusCode::BAD_REQUEST) };
        let terms = outlet.terms();
        match outlet.store.write(move |tx| sell(tx, &terms, account, seats)).await {
            Ok(order) => Reply::json(StatusCode::CREATED, &json!({"id": order.id(), "due": order.due()})),
            Err(_) => Reply::busy(),
        }
    })
}

async fn wanted(request: &Request) -> Option<(AccountId, i64)> {
    let fields = Fields::read(request, LIMITS).await.ok()?;
    let seats = fields.required_number("seats").ok().filter(|seats| (1..=40).contains(seats));
    Some((fields.required_number("account").ok()?, seats?))
}

fn sell(tx: &Tx<'_>, terms: &Terms, account_id: AccountId, seats: i64) -> Result<Order, StoreError> {
    let new = NewOrder { account_id, channel: NAME, number: None, client_ref: None };
    let (mut order, _) = orders::open(tx, terms, &new)?;
    orders::add_line(tx, terms, &mut order, &NewLine::plain(ItemId(1), "A seat on the ferry", seats, 1, SEAT))?;
    orders::save(tx, &order)?;
    Ok(order)
}

/// `POST /ferry/cancel`: `id`.
pub(super) fn cancel(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let read = Fields::read(&request, LIMITS).await.and_then(|fields| fields.required_number("id"));
        let Ok(id) = read else { return refused(StatusCode::BAD_REQUEST) };
        let terms = outlet.terms();
        let run = move |tx: &Tx<'_>| {
            let mut order = orders::by_id(tx, id)?.filter(|it| it.channel() == NAME).ok_or(OrderError::Unknown)?;
            orders::cancel(tx, &terms, &mut order)
        };
        match outlet.store.write(run).await {
            Ok(()) => Reply::json(StatusCode::OK, &json!({"cancelled": id})),
            Err(OrderError::Store(_)) => Reply::busy(),
            Err(_) => refused(StatusCode::CONFLICT),
        }
    })
}

fn refused(status: StatusCode) -> Reply {
    Reply::json(status, &json!({}))
}
