//! A call of the manager's page: who may, its fields, and how it fails.

use hyper::StatusCode;

use crate::accounts::Role;
use crate::channels::page::refusal;
use crate::http::{BadField, FieldLimits, Fields, Reply, Request};

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
