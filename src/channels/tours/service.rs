//! The tour calls' transport: JSON, form or XML in, JSON or XML out, and who is asking (docs/spec/tours.md sections 1,
//! 4 and 5).
//!
//! A call is an async function from [`Call`] to a [`Tree`] or a [`Fault`]; this file knows what surrounds it on the wire.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use hyper::StatusCode;
use hyper::header::{HeaderValue, RETRY_AFTER};

use super::fault::{self, Fault};
use super::selection::LISTS;
use super::sql::partners;
use super::tree::Tree;
use super::xml;
use crate::accounts::session_account;
use crate::http::{BadField, FieldLimits, Fields, Handled, Reply, Request};
use crate::orders::Terms;
use crate::outlet::Outlet;
use crate::random::digest;

/// Bytes and names that a call takes.
const LIMITS: FieldLimits = FieldLimits { body: 200_000, names: 500, value: 100_000 };

/// What a call makes of a request.
pub type Outcome = Result<Tree, Fault>;
/// An outcome in the making.
pub type Pending<'c> = Pin<Box<dyn Future<Output = Outcome> + Send + 'c>>;

/// One call. It is served below `/v2_0/longtour/` and `/v2/longtour/`.
#[derive(Clone, Copy)]
pub struct Endpoint {
    /// Both paths.
    pub paths: [&'static str; 2],
    /// One line of the API document.
    pub about: &'static str,
    /// What it does; answers what stands in `data`.
    pub run: for<'c> fn(&'c Call) -> Pending<'c>,
}

/// Whether an answer may show papers in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Papers {
    /// The owner asks.
    Full,
    /// A partner asks.
    Masked,
}

/// A user whom the caller may ask for, and how much the caller may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asker {
    /// The user.
    pub account: i64,
    /// How papers are shown.
    pub papers: Papers,
}

/// A request to a call, with what every call needs.
pub struct Call {
    /// The outlet.
    pub outlet: Arc<Outlet>,
    /// The request as it came.
    pub request: Request,
    /// Its merged parameters.
    pub fields: Fields,
    /// The outlet's rules at this moment.
    pub terms: Terms,
}

impl Call {
    /// The user whom the call is about: `uid`, or whose session it is. A session entitles to its own account, an appkey to the
    /// accounts that the partner is entitled to (docs/spec/tours.md section 5).
    ///
    /// # Errors
    /// 300001 without a credential that entitles to the user, in the same words whatever is wrong with it.
    pub fn asker(&self) -> Result<Asker, Fault> {
        let uid = self.fields.number::<i64>("uid")?;
        if let Some(session) = self.session() {
            let idle = self.outlet.config.session_idle_ms;
            let use_of = &self.outlet.sessions;
            let account = self.outlet.store.read(|db| session_account(db, use_of, session, self.terms.now, idle))?;
            let account = account.ok_or(fault::PARAMETER)?.id;
            return match uid {
                Some(other) if other != account => Err(fault::PARAMETER),
                _ => Ok(Asker { account, papers: Papers::Full }),
            };
        }
        let key = digest(self.fields.required("appkey")?);
        let account = uid.ok_or(fault::PARAMETER)?;
        let entitled = self.outlet.store.read(|db| partners::is_entitled(db, &key, account))?;
        if entitled { Ok(Asker { account, papers: Papers::Masked }) } else { Err(fault::PARAMETER) }
    }

    /// `sessionid`, `token` or the bearer of the header, the first that is there.
    fn session(&self) -> Option<&str> {
        let bearer = || {
            let (scheme, token) = self.request.authorization()?.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
        };
        self.fields.text("sessionid").or_else(|| self.fields.text("token")).or_else(bearer)
    }

    /// The outlet's local day.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.terms.zone.date(self.terms.now)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Xml,
}

/// `format`, JSON where it is not named.
fn format(fields: &Fields) -> Result<Format, Fault> {
    match fields.text("format").map(str::to_ascii_lowercase).as_deref() {
        None | Some("json") => Ok(Format::Json),
        Some("xml") => Ok(Format::Xml),
        Some(_) => Err(fault::PARAMETER),
    }
}

static BY_PATH: LazyLock<HashMap<&'static str, &'static Endpoint>> = LazyLock::new(|| {
    super::ENDPOINTS.iter().flat_map(|endpoint| endpoint.paths.map(|path| (path, endpoint))).collect()
});

/// Answers any call.
pub fn serve(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let Some(endpoint) = BY_PATH.get(request.path()) else {
            return Reply::empty(StatusCode::NOT_FOUND);
        };
        let terms = outlet.terms();
        let fields = match read(&request).await {
            Ok(fields) => fields,
            Err(bad) => {
                // What the query says of the format counts even when the body is rubbish.
                let mut fields = Fields::default();
                let _ = fields.add_form(request.query().as_bytes(), LIMITS);
                return failure(format(&fields).unwrap_or(Format::Json), &bad.into());
            }
        };
        let format = match format(&fields) {
            Ok(format) => format,
            Err(fault) => return failure(Format::Json, &fault),
        };
        let call = Call { outlet, request, fields, terms };
        match (endpoint.run)(&call).await {
            Ok(data) => {
                let whole = Tree::Object(vec![("status", Tree::text("success")), ("data", data)]);
                write(format, StatusCode::OK, &whole)
            }
            Err(fault) => failure(format, &fault),
        }
    })
}

fn failure(format: Format, fault: &Fault) -> Reply {
    let members = vec![("error_code", Tree::text(fault.code)), ("error_msg", Tree::text(fault.text))];
    let reply = write(format, fault.status, &Tree::Object(members));
    if fault.status == StatusCode::SERVICE_UNAVAILABLE {
        return reply.with(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    reply
}

/// Answers hold personal data, so nothing on the way may keep them.
fn write(format: Format, status: StatusCode, tree: &Tree) -> Reply {
    let reply = match format {
        Format::Json => Reply::json(status, tree),
        Format::Xml => Reply::new(status, "application/xml; charset=utf-8", tree.to_xml("response")),
    };
    reply.with_static("cache-control", "no-store").with_static("x-content-type-options", "nosniff")
}

/// Query and body. The body is what `Content-Type` says; where that names neither JSON nor XML, its first letter tells, because
/// the document's clients post JSON and XML under the type of a form.
async fn read(request: &Request) -> Result<Fields, BadField> {
    let kind = request.content_type().to_ascii_lowercase();
    // Some libraries begin a body with a byte order mark.
    let body = request.body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&request.body);
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
    let is_multipart = kind.starts_with("multipart/");
    let is_json = kind.contains("json") || (!kind.contains("xml") && !is_multipart && first == Some(&b'{'));
    let is_xml = !is_json && (kind.contains("xml") || (!is_multipart && first == Some(&b'<')));
    if !is_json && !is_xml {
        return Fields::read(request, LIMITS).await;
    }
    if request.body.len() > LIMITS.body {
        return Err(BadField("the body is too long".to_owned()));
    }
    let mut fields = Fields::default();
    fields.add_form(request.query().as_bytes(), LIMITS)?;
    if is_json {
        fields.add_json(body, LIMITS)?;
    } else {
        add_xml(&mut fields, body)?;
    }
    Ok(fields)
}

/// Adds the members of an XML document's root, which mirrors the JSON object.
fn add_xml(fields: &mut Fields, body: &[u8]) -> Result<(), BadField> {
    let root = xml::read(body).ok_or_else(|| BadField("the body is no XML that is read here".to_owned()))?;
    fields.add_json(root.to_string().as_bytes(), LIMITS)?;
    // XML cannot tell an empty list from an empty text.
    for (name, _) in LISTS {
        if fields.raw(name).is_some_and(|text| text.trim().is_empty()) {
            fields.set(name, "[]");
        }
    }
    Ok(())
}
