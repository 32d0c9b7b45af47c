//! The tour calls' transport: JSON, form or XML in, JSON or XML out, and who is asking (docs/spec/tours.md sections 1,
//! 4 and 5).
//!
//! A call is an async function from [`Call`] to a [`Tree`] or a [`Fault`]; this file knows what surrounds it on the wire.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use chrono::NaiveDate;
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{HeaderValue, RETRY_AFTER};

use super::codes::{self, Fault};
use super::selection::LISTS;
use super::sign;
use super::sql::{apps, partners};
use super::tree::Tree;
use super::xml;
use crate::accounts::account_of_session;
use crate::channels::tours::ids::AppId;
use crate::http::{BadField, FieldLimits, Fields, Handled, Reply, Request};
use crate::ids::AccountId;
use crate::orders::Terms;
use crate::outlet::Outlet;
use crate::random::digest;

/// Bytes and names that a call takes.
pub(super) const LIMITS: FieldLimits = FieldLimits { body: 200_000, names: 500, value: 100_000 };

/// What a call makes of a request.
pub type Outcome = Result<Tree, Fault>;
/// An outcome in the making.
pub type Pending<'c> = Pin<Box<dyn Future<Output = Outcome> + Send + 'c>>;

/// One call. It is served below `/v2_0/longtour/` and `/v2/longtour/`.
#[derive(Clone, Copy)]
pub struct Endpoint {
    /// Its paths, in lower case.
    pub paths: &'static [&'static str],
    /// One line of the API document.
    pub about: &'static str,
    /// Whether the members of its answer stand beside `status`, without `data` around them.
    pub is_bare: bool,
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
    pub account: AccountId,
    /// How papers are shown.
    pub papers: Papers,
}

/// A request to a call, with what every call needs.
pub struct Call {
    /// The outlet.
    pub outlet: Arc<Outlet>,
    /// The request as it came.
    pub request: Request,
    /// Its parameters: query and body, or of a signed call the body alone, which is what the signature is over.
    pub fields: Fields,
    /// The session that the request shows.
    pub session: Option<String>,
    /// The partner's app that signed it.
    pub app: Option<AppId>,
    /// The outlet's rules at this moment.
    pub terms: Terms,
}

impl Call {
    /// The user whom the call is about: `uid`, or whose session it is. A session entitles to its own account, an appkey to the
    /// accounts that the partner is entitled to, a signature to those that logged in through the app lately (docs/spec/tours.md
    /// sections 5 and 6).
    ///
    /// # Errors
    /// 300001 without a credential that entitles to the user, in the same words whatever is wrong with it.
    pub fn asker(&self) -> Result<Asker, Fault> {
        let uid = self.fields.number::<AccountId>("uid")?;
        if let Some(account) = self.session_owner()? {
            return match uid {
                Some(other) if other != account => Err(codes::PARAMETER),
                _ => Ok(Asker { account, papers: Papers::Full }),
            };
        }
        let account = uid.filter(|uid| uid.0 > 0).ok_or(codes::PARAMETER)?;
        let entitled = if let Some(app) = self.app {
            self.outlet.store.read(|db| apps::is_entitled(db, app, account, self.terms.now))?
        } else {
            let key = digest(self.fields.required("appkey")?);
            self.outlet.store.read(|db| partners::is_entitled(db, &key, account))?
        };
        if entitled { Ok(Asker { account, papers: Papers::Masked }) } else { Err(codes::PARAMETER) }
    }

    /// The account of the session, if the request shows one.
    fn session_owner(&self) -> Result<Option<AccountId>, Fault> {
        let Some(session) = &self.session else { return Ok(None) };
        let (idle, use_of) = (self.outlet.config.session_idle_ms, &self.outlet.sessions);
        let account = account_of_session(&self.outlet.store, use_of, session, self.terms.now, idle)?;
        Ok(Some(account.filter(|account| !account.by_pin).ok_or(codes::PARAMETER)?.id))
    }

    /// Somebody with a credential, whoever it is.
    ///
    /// # Errors
    /// 300001 without a valid one.
    pub fn anybody(&self) -> Result<(), Fault> {
        if self.session_owner()?.is_some() || self.app.is_some() {
            return Ok(());
        }
        let key = digest(self.fields.required("appkey")?);
        let known = self.outlet.store.read(|db| partners::is_known(db, &key))?;
        if known { Ok(()) } else { Err(codes::PARAMETER) }
    }

    /// The outlet's local day.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.terms.zone.date(self.terms.now)
    }
}

/// `sessionid`, `token` or the bearer of the header, the first that is there.
fn session(request: &Request, fields: &Fields) -> Option<String> {
    let bearer = || {
        let (scheme, token) = request.authorization()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    };
    fields.text("sessionid").or_else(|| fields.text("token")).or_else(bearer).map(str::to_owned)
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
        Some(_) => Err(codes::PARAMETER),
    }
}

/// Answers a call.
pub fn serve(endpoint: Option<&'static Endpoint>, outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let Some(endpoint) = endpoint else {
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
        match answer(endpoint, outlet, request, fields, terms).await {
            Ok(whole) => write(format, StatusCode::OK, &whole),
            Err(fault) => failure(format, &fault),
        }
    })
}

/// Looks who is asking, and makes the whole answer.
async fn answer(endpoint: &Endpoint, outlet: Arc<Outlet>, request: Request, fields: Fields, terms: Terms) -> Outcome {
    let session = session(&request, &fields);
    let (app, fields) = match signed(&outlet, &request, &fields).await? {
        Some((app, signed)) => (Some(app), signed),
        None => (None, fields),
    };
    let call = Call { outlet, request, fields, session, app, terms };
    let status = ("status", Tree::text("success"));
    match (endpoint.run)(&call).await? {
        Tree::Object(members) if endpoint.is_bare => Ok(Tree::Object(std::iter::once(status).chain(members).collect())),
        data => Ok(Tree::Object(vec![status, ("data", data)])),
    }
}

/// The app that signed a call and what it signed; nothing for a call that names no app.
///
/// # Errors
/// 300001 for an unknown app and for a signature that does not hold, as for any missing credential.
async fn signed(outlet: &Outlet, request: &Request, fields: &Fields) -> Result<Option<(AppId, Fields)>, Fault> {
    if fields.text("appid").is_none() && fields.text("sign").is_none() {
        return Ok(None);
    }
    let form = BodyForm::of(request);
    let sent = sign::sent(request, form).await.ok_or(codes::PARAMETER)?;
    let (appid, sign) = (sent.get("appid").ok_or(codes::PARAMETER)?, sent.get("sign").ok_or(codes::PARAMETER)?);
    let found = outlet.store.read(|db| apps::signing(db, appid.trim()))?;
    let (app, key) = found.ok_or(codes::PARAMETER)?;
    if !sign::is_right(&sent, &key, sign) {
        return Err(codes::PARAMETER);
    }
    let mut fields = Fields::default();
    for (name, value) in &sent {
        fields.set(name, value);
    }
    if form == BodyForm::Xml {
        fill_lists(&mut fields);
    }
    Ok(Some((app, fields)))
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
    let form = BodyForm::of(request);
    if matches!(form, BodyForm::Multipart | BodyForm::Urlencoded) {
        return Fields::read(request, LIMITS).await;
    }
    if request.body.len() > LIMITS.body {
        return Err(BadField("the body is too long".to_owned()));
    }
    let mut fields = Fields::default();
    fields.add_form(request.query().as_bytes(), LIMITS)?;
    if form == BodyForm::Json {
        fields.add_json(&form.body(request), LIMITS)?;
    } else {
        add_xml(&mut fields, &form.body(request))?;
    }
    Ok(fields)
}

/// How the parameters stand in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyForm {
    Json,
    Xml,
    Multipart,
    Urlencoded,
}

impl BodyForm {
    fn of(request: &Request) -> Self {
        let kind = request.content_type().to_ascii_lowercase();
        let body = without_mark(request);
        let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
        let is_multipart = kind.starts_with("multipart/");
        if kind.contains("json") || (!kind.contains("xml") && !is_multipart && first == Some(&b'{')) {
            Self::Json
        } else if kind.contains("xml") || (!is_multipart && first == Some(&b'<')) {
            Self::Xml
        } else if is_multipart {
            Self::Multipart
        } else {
            Self::Urlencoded
        }
    }

    /// The body as this form is read: texts without a byte order mark.
    pub(super) fn body(self, request: &Request) -> Bytes {
        match self {
            Self::Json | Self::Xml => without_mark(request),
            Self::Multipart | Self::Urlencoded => request.body.clone(),
        }
    }
}

/// Some libraries begin a body with a byte order mark.
fn without_mark(request: &Request) -> Bytes {
    let mark = "\u{feff}".len();
    if request.body.starts_with("\u{feff}".as_bytes()) { request.body.slice(mark..) } else { request.body.clone() }
}

/// Adds the members of an XML document's root, which mirrors the JSON object.
fn add_xml(fields: &mut Fields, body: &[u8]) -> Result<(), BadField> {
    let root = xml::read(body).ok_or_else(|| BadField("the body is no XML that is read here".to_owned()))?;
    fields.add_json(root.to_string().as_bytes(), LIMITS)?;
    fill_lists(fields);
    Ok(())
}

/// XML cannot tell an empty list from an empty text.
fn fill_lists(fields: &mut Fields) {
    for (name, _) in LISTS {
        if fields.raw(name).is_some_and(|text| text.trim().is_empty()) {
            fields.set(name, "[]");
        }
    }
}
