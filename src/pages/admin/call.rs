//! A call of the manager's page: who may, its fields, and the form of its answer.

use hyper::StatusCode;
use serde_json::Value;

use crate::accounts::Role;
use crate::http::{BadField, FieldLimits, Fields, Reply, Request};
use crate::pages::answer::no_store;
use crate::pages::staff::refusal;
use crate::store::StoreError;

/// Who runs orders, stock and prices.
pub(super) const OPERATORS: &[Role] = &[Role::Operator, Role::Admin];
/// Who may change what the outlet is.
pub(super) const ADMINS: &[Role] = &[Role::Admin];
/// What a form of the page may hold.
const LIMITS: FieldLimits = FieldLimits { body: 16_384, names: 20, value: 4_000 };

/// The fields of a form.
pub(super) async fn form(request: &Request) -> Result<Fields, Reply> {
    Fields::read(request, LIMITS).await.map_err(bad)
}

/// 400 for a field that is missing or unusable.
pub(super) fn bad(field: BadField) -> Reply {
    refusal(StatusCode::BAD_REQUEST, &field.to_string())
}

/// 200 with a value, never kept by the browser.
pub(super) fn ok(value: &Value) -> Reply {
    no_store(Reply::json(StatusCode::OK, value))
}

/// A failure of the store: busy, or something that the log tells.
pub(super) fn failed(error: StoreError) -> Reply {
    crate::http::failure(&error, "the manager's page could not be served");
    Reply::busy()
}
