//! The recorded services' transport: fields in, envelope out (docs/spec/roaming.md sections 0.1, 1 and 2).
//!
//! An endpoint is an async function from [`Call`] to [`Answer`] or [`Fault`]; this file knows what surrounds it on the wire.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use hyper::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, EXPIRES, HeaderValue, PRAGMA, RETRY_AFTER};
use hyper::{Method, StatusCode};
use serde::Serialize;
use serde_json::value::RawValue;

use super::codes::{self, Fault};
use super::ready::Ready;
use super::sdk;
use crate::accounts::{self, Account, Permission, Role, account_of_session};
use crate::http::{FieldLimits, Fields, Handled, JSON, Reply, Request};
use crate::ids::AccountId;
use crate::orders::Terms;
use crate::outlet::Outlet;
use crate::store::StoreError;

/// Bytes and names that a service takes (docs/spec/roaming.md section 1).
pub const LIMITS: FieldLimits = FieldLimits { body: 200_000, names: 1000, value: 100_000 };

/// What the addresses of the services begin with.
const PLACES: [&str; 2] = ["/uc/services/", "/om/services/"];

/// What an endpoint makes of a call.
pub type Outcome = Result<Answer, Fault>;
/// An outcome in the making.
pub type Pending<'c> = Pin<Box<dyn Future<Output = Outcome> + Send + 'c>>;

/// Which of the caller's ids an answer repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Echo {
    /// User and session, the rule.
    Both,
    /// The user alone.
    User,
    /// Neither.
    Nothing,
}

/// What stands for the result of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnError {
    /// `"result":{}`, the rule.
    Empty,
    /// No result.
    Absent,
    /// A result of its own, as JSON text.
    Json(&'static str),
}

/// What stands behind the path of a service.
#[derive(Clone, Copy)]
pub struct Endpoint {
    /// What it does.
    pub run: for<'c> fn(&'c Call) -> Pending<'c>,
    /// Which ids its answers repeat.
    pub echo: Echo,
    /// What stands for the result of an error.
    pub on_error: OnError,
}

/// A request to a service, with what every endpoint needs.
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
    /// The session id, blank as missing.
    #[must_use]
    pub fn session(&self) -> Option<&str> {
        self.fields.text("sessionid")
    }

    /// The account of the call's session: 1100 without a session id or with a userid that is none, 1101 for a session that
    /// does not live or is another user's.
    ///
    /// # Errors
    /// As said.
    pub fn signed_in(&self) -> Result<Account, Fault> {
        let session = self.fields.required("sessionid")?;
        let userid = self.fields.number::<AccountId>("userid")?.filter(|id| *id != AccountId::NOBODY);
        let account = self.account_of(session)?.ok_or(codes::SESSION)?;
        if userid.is_some_and(|id| id != account.id) {
            return Err(codes::SESSION);
        }
        // What a PIN opened works at the counter's page alone: to the services it is no session.
        if account.by_pin { Err(codes::SESSION) } else { Ok(account) }
    }

    /// The account whose session is to end, whatever opened it.
    ///
    /// # Errors
    /// When the store fails.
    pub fn leaving(&self) -> Result<Option<AccountId>, Fault> {
        let Some(session) = self.session() else { return Ok(None) };
        let userid = self.fields.number::<AccountId>("userid").ok().flatten().filter(|id| *id != AccountId::NOBODY);
        let account = self.account_of(session)?.map(|account| account.id);
        Ok(account.filter(|id| userid.is_none_or(|given| given == *id)))
    }

    /// Refuses somebody who was denied this, whatever the role.
    ///
    /// # Errors
    /// 1103.
    pub fn permitted(&self, account: &Account, permission: Permission) -> Result<(), Fault> {
        let may = self.outlet.store.read(|db| accounts::may(db, account, permission))?;
        if may { Ok(()) } else { Err(codes::PRIVILEGE) }
    }

    /// The account of the call's session if it has one of these roles: 1100, 1101, then 1103; 1014 for staff that still has its
    /// first password.
    ///
    /// # Errors
    /// As said.
    pub fn staff(&self, roles: &[Role]) -> Result<Account, Fault> {
        let account = self.signed_in()?;
        if !roles.contains(&account.role) {
            return Err(codes::PRIVILEGE);
        }
        if account.must_change_password {
            return Err(codes::FIRST_PASSWORD);
        }
        if self.outlet.lacks_second_factor(&account)? {
            return Err(codes::SECOND_FACTOR);
        }
        Ok(account)
    }

    /// Refuses whoever may not make this call, before anything else of it is looked at: somebody without the right to it hears
    /// that, and not what is wrong with the parameters. Without a living session the call goes on to say so itself.
    ///
    /// # Errors
    /// 1103.
    pub fn may(&self, roles: &[Role]) -> Result<(), Fault> {
        match self.signed_in() {
            Ok(account) if !roles.contains(&account.role) => Err(codes::PRIVILEGE),
            _ => Ok(()),
        }
    }

    fn account_of(&self, session: &str) -> Result<Option<Account>, StoreError> {
        let idle = self.outlet.config.session_idle_ms;
        account_of_session(&self.outlet.store, &self.outlet.sessions, session, self.terms.now, idle)
    }

    /// The user id that answers repeat: the request's, or its session's, or 0.
    fn echoed_user(&self) -> AccountId {
        let given = self.fields.number::<AccountId>("userid").ok().flatten().filter(|id| *id != AccountId::NOBODY);
        let of_session = || self.session().and_then(|session| self.account_of(session).ok().flatten());
        given.or_else(|| of_session().map(|account| account.id)).unwrap_or(AccountId::NOBODY)
    }

    /// How customers reach this server, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.outlet.base_url(&self.request)
    }
}

/// What an endpoint answers.
#[derive(Debug, Default)]
pub struct Answer {
    no: u16,
    result: Option<Box<RawValue>>,
    page: Option<String>,
    ready: Option<Arc<Ready>>,
    ids: Option<(AccountId, Option<String>)>,
}

impl Answer {
    /// Success without a result.
    #[must_use]
    pub fn done() -> Self {
        Self::default()
    }

    /// Success with a whole result object.
    ///
    /// # Errors
    /// When the value is no plain data, a mistake of the program.
    pub fn object(result: &impl Serialize) -> Outcome {
        let result = serde_json::value::to_raw_value(result).map_err(|error| StoreError::Other(error.to_string()))?;
        Ok(Self { result: Some(result), ..Self::default() })
    }

    /// Success with a result of one member.
    ///
    /// # Errors
    /// As [`Answer::object`].
    pub fn of(name: &str, value: &impl Serialize) -> Outcome {
        // The member first: the object around it is then compiled once and not for each kind of member.
        let member = serde_json::value::to_raw_value(value).map_err(|error| StoreError::Other(error.to_string()))?;
        Self::object(&HashMap::from([(name, member)]))
    }

    /// A bare page instead of JSON.
    #[must_use]
    pub fn page(html: String) -> Self {
        Self { page: Some(html), ..Self::default() }
    }

    /// Success with a result that is kept ready.
    pub(super) fn ready(ready: Arc<Ready>) -> Self {
        Self { ready: Some(ready), ..Self::default() }
    }

    /// The result of a success that anybody may get.
    pub(super) fn plain_result(&self) -> Option<&RawValue> {
        let is_plain = self.no == 0 && self.page.is_none() && self.ids.is_none();
        self.result.as_deref().filter(|_| is_plain)
    }

    /// Says whose answer this is, instead of repeating what the request said.
    #[must_use]
    pub fn for_user(mut self, userid: AccountId, session: Option<String>) -> Self {
        self.ids = Some((userid, session));
        self
    }

    /// An error number that comes with a result all the same (1014).
    #[must_use]
    pub fn with_number(mut self, no: u16) -> Self {
        self.no = no;
        self
    }
}

/// What stands around every result. The result comes before all that is the caller's own: [`Ready`] lives by that.
#[derive(Serialize)]
pub(super) struct Envelope<'e> {
    pub(super) error_info: &'e str,
    pub(super) error_no: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) result: Option<&'e RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sessionid: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) userid: Option<AccountId>,
}

/// Answers a request to a service.
pub fn answer(endpoint: &'static Endpoint, outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        if request.method == Method::OPTIONS {
            return cors(Reply::empty(StatusCode::OK));
        }
        let terms = outlet.terms();
        let (fields, unusable) = read(&request).await;
        let mut call = Call { outlet, request, fields, terms };
        let outcome = match unusable {
            Some(fault) => Err(fault),
            None => run(endpoint, &mut call).await,
        };
        reply(endpoint, &call, outcome)
    })
}

/// The fields of a request; or, where one of them is unusable, whose request it is: that is echoed all the same.
async fn read(request: &Request) -> (Fields, Option<Fault>) {
    match Fields::read(request, LIMITS).await {
        Ok(fields) => (fields, None),
        Err(bad) => (Fields::rescue(request, &["userid", "sessionid"], LIMITS), Some(bad.into())),
    }
}

async fn run(endpoint: &Endpoint, call: &mut Call) -> Outcome {
    let from_header = sdk::take_session(&call.request, &mut call.fields)?;
    if from_header && call.signed_in().is_err() {
        return Err(codes::NO_SESSION);
    }
    // A userid that is no number is refused even where nothing is done with it (docs/spec/roaming.md section 0.2).
    call.fields.number::<AccountId>("userid")?;
    (endpoint.run)(call).await
}

fn reply(endpoint: &Endpoint, call: &Call, outcome: Outcome) -> Reply {
    match outcome {
        Ok(Answer { page: Some(html), .. }) => with_origin(Reply::html(html)),
        Ok(Answer { ready: Some(ready), .. }) => answered_ready(endpoint, call, &ready),
        Ok(answer) => success(endpoint, call, &answer),
        Err(fault) => failure(endpoint, call, fault),
    }
}

/// As [`success`] for a result that is kept ready; the endpoints that keep one repeat both ids.
fn answered_ready(endpoint: &Endpoint, call: &Call, ready: &Ready) -> Reply {
    debug_assert_eq!(endpoint.echo, Echo::Both, "the end of a ready answer repeats user and session");
    let (body, packed) = ready.body(call.session(), call.echoed_user());
    with_service_headers(Reply { packed, ..Reply::new(StatusCode::OK, JSON, body) })
}

fn success(endpoint: &Endpoint, call: &Call, answer: &Answer) -> Reply {
    let (userid, sessionid) = match (&answer.ids, endpoint.echo) {
        (Some((userid, session)), _) => (Some(*userid), session.as_deref()),
        (None, Echo::Both) => (Some(call.echoed_user()), call.session()),
        (None, Echo::User) => (Some(call.echoed_user()), None),
        (None, Echo::Nothing) => (None, None),
    };
    let result = answer.result.as_deref();
    service_reply(
        StatusCode::OK,
        &Envelope { error_info: codes::text(answer.no), error_no: answer.no, result, sessionid, userid },
    )
}

fn failure(endpoint: &Endpoint, call: &Call, fault: Fault) -> Reply {
    let text = match endpoint.on_error {
        OnError::Absent => None,
        OnError::Empty => Some("{}"),
        OnError::Json(text) => Some(text),
    };
    let result = text.and_then(|text| serde_json::from_str::<&RawValue>(text).ok());
    let (userid, sessionid) = match endpoint.echo {
        Echo::Both => (Some(call.echoed_user()), call.session()),
        Echo::User => (Some(call.echoed_user()), None),
        Echo::Nothing => (None, None),
    };
    let envelope = Envelope { error_info: codes::text(fault.no), error_no: fault.no, result, sessionid, userid };
    let reply = service_reply(fault.status, &envelope);
    if fault.status == StatusCode::SERVICE_UNAVAILABLE {
        return reply.with(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    reply
}

/// How the services word what the door refuses below their addresses: a body that is too large is a wrong parameter, and with no
/// room for it the caller should come again.
pub fn refusal(_: &Outlet, _: &Method, path: &str, status: StatusCode) -> Option<Reply> {
    let no = match status {
        _ if !PLACES.iter().any(|place| path.starts_with(place)) => return None,
        StatusCode::PAYLOAD_TOO_LARGE => codes::PARAMETER.no,
        StatusCode::SERVICE_UNAVAILABLE => codes::FAILED,
        _ => return None,
    };
    let envelope = Envelope { error_info: codes::text(no), error_no: no, result: None, sessionid: None, userid: None };
    Some(service_reply(status, &envelope))
}

fn service_reply(status: StatusCode, envelope: &Envelope<'_>) -> Reply {
    with_service_headers(Reply::json(status, envelope))
}

fn with_service_headers(reply: Reply) -> Reply {
    with_origin(reply)
        .with(PRAGMA, HeaderValue::from_static("no-cache"))
        .with(CACHE_CONTROL, HeaderValue::from_static("no-cache"))
        .with(EXPIRES, HeaderValue::from_static("Thu, 01 Jan 1970 00:00:00 GMT"))
}

fn with_origin(reply: Reply) -> Reply {
    reply.with(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"))
}

fn cors(reply: Reply) -> Reply {
    with_origin(reply)
        .with_static("access-control-allow-credentials", "true")
        .with_static("access-control-allow-methods", "GET, POST, OPTIONS")
        .with_static(
            "access-control-allow-headers",
            "Authorization,DNT,X-Mx-ReqToken,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type",
        )
}
