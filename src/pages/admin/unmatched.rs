//! Money that a provider told of and no order explains: somebody of the staff says what became of it. The till report lists it.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::json;

use super::{OPERATORS, bad, failed, form, ok};
use crate::http::{Handled, Reply, Request};
use crate::ids::{OrderId, UnmatchedId};
use crate::orders::{self, Became, OrderError};
use crate::outlet::Outlet;
use crate::pages::staff::{refusal, staff};
use crate::store::Tx;

/// Characters of a note.
const MAX_NOTE_LEN: usize = 200;

/// `POST /api/pages/admin/unmatched`: `id`, `note`, and with `orderid` the order that the money is booked for.
pub(super) fn settle(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { settle_one(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn settle_one(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let actor = staff(outlet, request, &fields, OPERATORS)?.id;
    let id = fields.required_number::<UnmatchedId>("id").map_err(bad)?;
    let note = fields.required("note").map_err(bad)?.trim().to_owned();
    let order = fields.number::<OrderId>("orderid").map_err(bad)?;
    if note.is_empty() || note.chars().count() > MAX_NOTE_LEN {
        return Err(refusal(StatusCode::BAD_REQUEST, "note has 1 to 200 characters"));
    }
    let terms = outlet.terms();
    let settle = move |tx: &Tx<'_>| orders::settle_unmatched(tx, &terms, actor, id, &Became { order, note: &note });
    match outlet.store.write(settle).await {
        Ok(()) => Ok(ok(&json!({"settled": id}))),
        Err(OrderError::Store(error)) => Err(failed(error)),
        Err(OrderError::Unknown) => Err(refusal(StatusCode::NOT_FOUND, "there is no such money or order")),
        Err(_) => Err(refusal(StatusCode::CONFLICT, "the money does not fit this order")),
    }
}
