//! The course API's transport: a request comes in, JSON and a status go out (docs/spec/courses.md section 2).
//!
//! A call is an async function from [`Call`] to [`Answer`] or [`CourseError`]; this file knows what surrounds it on the wire.
//! Called by the routes of this room alone.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use hyper::header::{HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use hyper::{Method, StatusCode};
use serde::Serialize;

use super::codes::{CourseError, Fault};
use super::input;
use crate::http::{Fields, Handled, Reply, Request};
use crate::orders::Terms;
use crate::outlet::Outlet;
use crate::store::Page;

/// A challenge that no browser recognises, so that none of them asks its user for a password; the
/// published clients know it.
const CHALLENGE: HeaderValue = HeaderValue::from_static("xBasic realm=\"\"");
/// What the paths of this API begin with; everything below is its own.
const TREES: [&str; 7] = ["v1", "order", "user", "pay", "courses", "token", "org"];
/// Rows on a page where the request does not say.
const ON_A_PAGE: i64 = 20;
/// Rows on a page at most.
const MAX_ON_A_PAGE: i64 = 100;

/// What a call comes to.
pub type Outcome = Result<Answer, CourseError>;
/// An outcome in the making.
pub type Pending<'c> = Pin<Box<dyn Future<Output = Outcome> + Send + 'c>>;

/// What a call answers: a status and its JSON.
#[derive(Debug)]
pub struct Answer(Reply);

impl Answer {
    /// 200.
    #[must_use]
    pub fn ok(body: &impl Serialize) -> Self {
        Self(Reply::json(StatusCode::OK, body))
    }

    /// 201: something was made.
    #[must_use]
    pub fn created(body: &impl Serialize) -> Self {
        Self(Reply::json(StatusCode::CREATED, body))
    }

    /// 202: taken note of; the body says what came of it.
    #[must_use]
    pub fn accepted(body: &impl Serialize) -> Self {
        Self(Reply::json(StatusCode::ACCEPTED, body))
    }
}

/// A request to this API, with what every call needs.
pub struct Call {
    /// The outlet.
    pub outlet: Arc<Outlet>,
    /// The request as it came.
    pub request: Request,
    /// The outlet's rules at this moment.
    pub terms: Terms,
    /// The merged parameters, or why they cannot be read. Who calls is asked before this is.
    fields: Result<Fields, CourseError>,
}

impl Call {
    /// The merged parameters.
    ///
    /// # Errors
    /// [`CourseError::BadJson`] and [`CourseError::Parameter`].
    pub fn fields(&self) -> Result<&Fields, CourseError> {
        self.fields.as_ref().map_err(Clone::clone)
    }

    /// `page` from 1 and `per_page`; numbers out of range are brought into it.
    ///
    /// # Errors
    /// [`CourseError::Parameter`] for what is no number.
    pub fn page(&self) -> Result<Page, CourseError> {
        let fields = self.fields()?;
        let number = fields.saturated("page")?.unwrap_or(1).max(1);
        let size = fields.saturated("per_page")?.unwrap_or(ON_A_PAGE).clamp(1, MAX_ON_A_PAGE);
        Ok(Page { size, offset: (number - 1).saturating_mul(size) })
    }

    /// The number that stands in a part of the path behind the prefix, counted from 0; the part may be percent-encoded. A number
    /// too long is the largest one, which no row, type or way of paying has.
    ///
    /// # Errors
    /// [`CourseError::NotFound`] for what is no number: there is no such address.
    pub fn id_in_path(&self, place: usize) -> Result<i64, CourseError> {
        let path = self.request.path();
        let path = path.strip_prefix("/v1/").or_else(|| path.strip_prefix('/')).unwrap_or(path);
        let part = path.split('/').nth(place).unwrap_or_default();
        number_of_part(part).ok_or(CourseError::NotFound)
    }
}

fn number_of_part(part: &str) -> Option<i64> {
    let part = percent_encoding::percent_decode_str(part).decode_utf8().ok()?;
    let is_number = !part.is_empty() && part.bytes().all(|letter| letter.is_ascii_digit());
    is_number.then(|| part.parse().unwrap_or(i64::MAX))
}

#[derive(Serialize)]
struct ErrorBody<'e> {
    msg: &'e str,
    code: u16,
    request: String,
}

/// Answers a request with a call of this API.
pub fn answer(outlet: Arc<Outlet>, request: Request, run: for<'c> fn(&'c Call) -> Pending<'c>) -> Handled {
    Box::pin(async move {
        let fields = input::read(&request).await;
        let terms = outlet.terms();
        let call = Call { outlet, request, terms, fields };
        match run(&call).await {
            Ok(Answer(reply)) => reply,
            Err(error) => failure(&call.request, &error),
        }
    })
}

fn failure(request: &Request, error: &CourseError) -> Reply {
    let fault = Fault::from(error);
    tracing::debug!(%error, code = fault.code, "a course call was refused");
    reply(&request.method, request.path(), fault)
}

fn reply(method: &Method, path: &str, fault: Fault) -> Reply {
    // Two blanks, as recorded.
    let body = ErrorBody { msg: fault.text(), code: fault.code, request: format!("{method}  {path}") };
    let reply = Reply::json(fault.status, &body);
    match fault.status {
        StatusCode::UNAUTHORIZED => reply.with(WWW_AUTHENTICATE, CHALLENGE),
        StatusCode::SERVICE_UNAVAILABLE => reply.with(RETRY_AFTER, HeaderValue::from_static("1")),
        _ => reply,
    }
}

/// How this API words what the door refuses below its addresses: not found, whatever else was wrong with the address, and a
/// wrong parameter for a body that is too large.
pub fn refusal(_: &Outlet, method: &Method, path: &str, status: StatusCode) -> Option<Reply> {
    let first = path.split('/').nth(1).unwrap_or_default();
    let error = match status {
        _ if !TREES.contains(&first) => return None,
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => CourseError::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => CourseError::Parameter(String::new()),
        _ => return None,
    };
    Some(reply(method, path, Fault { status, ..Fault::from(&error) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_paths_are_decoded_and_never_wrap() {
        for (part, number) in [("0", 0), ("007", 7), ("%31%30", 10), ("99999999999999999999", i64::MAX)] {
            assert_eq!(number_of_part(part), Some(number), "{part}");
        }
        for part in ["", "-1", "+1", "1.0", "%", "%00", "%ff", "%2531", "\u{ff11}", "1%2F2"] {
            assert_eq!(number_of_part(part), None, "{part}");
        }
    }
}
