//! A call that a page makes (`/api/pages/*`): who asks and with which fields, and the form of its answer. The pages' own calls are made of
//! it, and those that a channel brings for its page modules.
//!
//! An error is `{"error": word}` under an HTTP status; the pages have a text for each word. No answer is kept by the browser.

pub mod destinations;
pub mod pictures;
mod qr;
pub mod staff;

use hyper::StatusCode;
use serde_json::Value;

use crate::accounts::{Account, Role};
use crate::clock::Instant;
use crate::http::{BadField, FieldLimits, Fields, Reply, Request};
use crate::orders::{Order, PayStatus, ShippingStatus};
use crate::outlet::Outlet;
use crate::staff_api::codes::Fault;
use crate::store::StoreError;
pub use qr::qr_path;
pub use staff::{query, refusal};

/// Who works at the counter.
pub const COUNTER_STAFF: [Role; 3] = [Role::Clerk, Role::Operator, Role::Admin];
/// Who runs orders, stock and prices.
pub const OPERATORS: &[Role] = &[Role::Operator, Role::Admin];
/// What a form of the counter's page may hold.
const LIMITS: FieldLimits = FieldLimits { body: 4096, names: 20, value: 400 };
/// Letters of what is typed or scanned.
const LONGEST: usize = 100;

/// An answer that no browser keeps.
#[must_use]
pub fn no_store(reply: Reply) -> Reply {
    reply.with_static("cache-control", "no-store")
}

/// 200 with a value, never kept by the browser.
#[must_use]
pub fn shown(body: &Value) -> Reply {
    no_store(Reply::json(StatusCode::OK, body))
}

/// 400 for a field that is missing or makes no sense.
#[must_use]
pub fn bad(field: &BadField) -> Reply {
    refusal(StatusCode::BAD_REQUEST, &field.to_string())
}

/// A refusal by a rule: 409 with its number; a failure of the store stays what it is.
#[must_use]
pub fn refused(fault: Fault) -> Reply {
    match fault.status {
        StatusCode::OK => refusal(StatusCode::CONFLICT, &fault.no.to_string()),
        StatusCode::SERVICE_UNAVAILABLE => Reply::busy(),
        status => refusal(status, &fault.no.to_string()),
    }
}

/// A failure of the store, which the log tells: 507 with a word for a disk that takes no more, which trying again does not mend, else busy.
#[must_use]
pub fn failed(error: &StoreError) -> Reply {
    crate::http::failure(error, "a page could not be served");
    match error {
        StoreError::Full | StoreError::ReadOnly => refusal(StatusCode::INSUFFICIENT_STORAGE, &error.to_string()),
        _ => Reply::busy(),
    }
}

/// Who of the counter's staff asks, and the query.
///
/// # Errors
/// As [`staff::staff`], and 400.
pub fn looked(outlet: &Outlet, request: &Request) -> Result<(Account, Fields), Reply> {
    let fields = query(request)?;
    Ok((staff::staff(outlet, request, &fields, &COUNTER_STAFF)?, fields))
}

/// Who changes something, and the form.
///
/// # Errors
/// As [`staff::staff`], and 400.
pub async fn sent(outlet: &Outlet, request: &Request, roles: &[Role]) -> Result<(Account, Fields), Reply> {
    let fields = Fields::read(request, LIMITS).await.map_err(|field| bad(&field))?;
    Ok((staff::staff(outlet, request, &fields, roles)?, fields))
}

/// A text that must be there and is not too long.
///
/// # Errors
/// 400.
pub fn short(fields: &Fields, name: &str) -> Result<String, Reply> {
    let text = fields.required(name).map_err(|field| bad(&field))?.trim();
    if text.chars().count() > LONGEST { Err(refusal(StatusCode::BAD_REQUEST, name)) } else { Ok(text.to_owned()) }
}

/// The state of an order in one word, for which the pages have a text.
#[must_use]
pub fn state(order: &Order, now: Instant) -> &'static str {
    match (order.pay_status(), order.shipping_status()) {
        (PayStatus::Refunded, _) => "refunded",
        _ if order.has_ended() => "cancelled",
        _ if order.has_expired(now) => "expired",
        (PayStatus::Unpaid, _) => "unpaid",
        (PayStatus::Paying, _) => "paying",
        (_, ShippingStatus::Shipped) => "shipped",
        (_, ShippingStatus::Received) => "received",
        _ => "paid",
    }
}
