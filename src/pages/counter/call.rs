//! A call of the counter's page: who asks and with which fields, and the form of its answer.

use hyper::StatusCode;
use serde_json::Value;

use crate::accounts::{Account, Role};
use crate::http::{FieldLimits, Fields, Reply, Request};
use crate::outlet::Outlet;
use crate::pages::answer::no_store;
use crate::pages::staff::{query, refusal, staff};
use crate::staff_api::codes::Fault;

/// Who works at the counter.
pub(super) const STAFF: [Role; 3] = [Role::Clerk, Role::Operator, Role::Admin];
/// Who decides on refunds.
pub(super) const DECIDERS: [Role; 2] = [Role::Operator, Role::Admin];
/// What a form of this page may hold.
const LIMITS: FieldLimits = FieldLimits { body: 4096, names: 20, value: 400 };

/// Who asks, and the query.
pub(super) fn looked(outlet: &Outlet, request: &Request) -> Result<(Account, Fields), Reply> {
    let fields = query(request)?;
    Ok((staff(outlet, request, &fields, &STAFF)?, fields))
}

/// Who changes something, and the form.
pub(super) async fn sent(outlet: &Outlet, request: &Request, roles: &[Role]) -> Result<(Account, Fields), Reply> {
    let read = Fields::read(request, LIMITS).await;
    let fields = read.map_err(|bad| refusal(StatusCode::BAD_REQUEST, &bad.to_string()))?;
    Ok((staff(outlet, request, &fields, roles)?, fields))
}

/// 200 with a value, never kept by the browser.
pub(super) fn shown(body: &Value) -> Reply {
    no_store(Reply::json(StatusCode::OK, body))
}

/// A refusal by a rule: 409 with its number; a failure of the store stays what it is.
pub(super) fn refused(fault: Fault) -> Reply {
    match fault.status {
        StatusCode::OK => refusal(StatusCode::CONFLICT, &fault.no.to_string()),
        StatusCode::SERVICE_UNAVAILABLE => Reply::busy(),
        status => refusal(status, &fault.no.to_string()),
    }
}
