//! What goes back: status, headers, bytes.

use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use serde::Serialize;

use super::packing::Packed;
use super::sending::SentFile;

/// An answer, ready to be written.
#[derive(Clone, Debug)]
pub struct Reply {
    /// HTTP status.
    pub status: StatusCode,
    /// Headers in the order they are written.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The body.
    pub body: Bytes,
    /// Where the body's compressed form is kept, for one that is sent more than once.
    pub packed: Option<Packed>,
    /// A file that leaves in the place of the body.
    pub file: Option<SentFile>,
}

/// The `Content-Type` of JSON.
pub const JSON: &str = "application/json; charset=utf-8";

impl Reply {
    /// A status and nothing else.
    #[must_use]
    pub fn empty(status: StatusCode) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new(), packed: None, file: None }
    }

    /// A body of a kind.
    #[must_use]
    pub fn new(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let kind = (CONTENT_TYPE, HeaderValue::from_static(content_type));
        Self { status, headers: vec![kind], body: body.into(), packed: None, file: None }
    }

    /// A file of a kind, which is read while it leaves.
    #[must_use]
    pub fn file(content_type: &'static str, file: SentFile) -> Self {
        Self { file: Some(file), ..Self::new(StatusCode::OK, content_type, Bytes::new()) }
    }

    /// Says that it is a file of this name for the client's downloads; a name that no header can hold is not said.
    #[must_use]
    pub fn attachment(self, name: &str) -> Self {
        match HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
            Ok(name) => self.with(CONTENT_DISPOSITION, name),
            Err(_) => self,
        }
    }

    /// A value as compact JSON. Values here are plain data, for which serialisation cannot fail.
    #[must_use]
    pub fn json(status: StatusCode, value: &impl Serialize) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => Self::new(status, JSON, body),
            Err(error) => {
                tracing::error!(%error, "an answer could not be written as JSON");
                Self::empty(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }

    /// A page.
    #[must_use]
    pub fn html(body: impl Into<Bytes>) -> Self {
        Self::new(StatusCode::OK, "text/html;charset=UTF-8", body)
    }

    /// 303 to another page.
    #[must_use]
    pub fn see_other(target: &str) -> Self {
        let reply = Self::empty(StatusCode::SEE_OTHER);
        match HeaderValue::from_str(target) {
            Ok(target) => reply.with(LOCATION, target),
            Err(_) => Self::empty(StatusCode::BAD_REQUEST),
        }
    }

    /// 503 with Retry-After: the write queue is full, or the server is stopping.
    #[must_use]
    pub fn busy() -> Self {
        Self::empty(StatusCode::SERVICE_UNAVAILABLE).with(RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// Adds a header.
    #[must_use]
    pub fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Adds a header whose name and value are known when the program is written.
    #[must_use]
    pub fn with_static(self, name: &'static str, value: &'static str) -> Self {
        self.with(HeaderName::from_static(name), HeaderValue::from_static(value))
    }
}

/// Text made safe for an HTML page or attribute.
#[must_use]
pub fn escape_html(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
