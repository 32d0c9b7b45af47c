//! Whether a payment that the kiosk waits for was refused: the traveller who refused it on the phone is told what to do next.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::json;

use super::staff::{query, refusal, staff as account_of};
use crate::accounts::Role;
use crate::http::{Handled, Reply, Request};
use crate::ids::OrderId;
use crate::orders::{self, OrderError};
use crate::outlet::Outlet;

/// `GET /api/pages/refusals?orderid=`: `{"refusals": 2}`, a number that only grows while the outlet serves. Somebody else's
/// order is unknown.
pub(super) fn show(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { answer(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn answer(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    let account = account_of(outlet, request, &fields, &[Role::Customer])?;
    let id = fields.required_number::<OrderId>("orderid");
    let id = id.map_err(|bad| refusal(StatusCode::BAD_REQUEST, &bad.to_string()))?;
    match outlet.store.read(|db| orders::own_order(db, account.id, id)) {
        Ok(order) => {
            let body = json!({"refusals": outlet.gateways.refusals.of(order.number())});
            Ok(super::no_store(Reply::json(StatusCode::OK, &body)))
        }
        Err(OrderError::Store(_)) => Err(Reply::busy()),
        Err(_) => Err(refusal(StatusCode::NOT_FOUND, "order")),
    }
}
