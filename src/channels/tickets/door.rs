//! How a request comes in: its action, who sent it, its parameters, and the answer in the format that it asked for.

use std::sync::Arc;

use hyper::StatusCode;
use hyper::header::{ACCEPT, ALLOW, AUTHORIZATION, HOST, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};

use super::actions::{ACTIONS, Action};
use super::codes::Fault;
use super::customers::{self, Customer};
use super::formats::{Asked, Content, Format, negotiate};
use super::hawk::ReplayMemory;
use super::hawk::{Covered, Credential, Header, HeaderError, Refusal, Seen};
use crate::http::{Handled, Reply, Request};
use crate::orders::Terms;
use crate::outlet::{Outlet, Route};

mod arguments;
mod host;

pub use arguments::Arguments;

/// A request that was let in.
pub struct Visit {
    /// The outlet.
    pub outlet: Arc<Outlet>,
    /// The request as it came.
    pub request: Request,
    /// Its parameters.
    pub arguments: Arguments,
    /// Who sent it.
    pub customer: Customer,
    /// The outlet's rules at this moment.
    pub terms: Terms,
}

/// Who sent a request, with what his answer is signed with.
struct Sender {
    customer: Customer,
    credential: Credential,
    header: Header,
    host: host::Host,
}

/// Where these addresses begin; they may be written in any letter case (docs/spec/tickets.md sections 1 and 9).
pub const ANY_CASE: [&str; 4] = ["/api/webinterface", "/api/order", "/api/setting", "/api/providerconfig"];

/// Bytes of a body: orders of many travellers come in one.
const BODY_BYTES: usize = 1024 * 1024;
/// What the addresses take.
pub const BODIES: [(&str, usize); 4] = {
    let [interface, order, setting, provider] = ANY_CASE;
    [(interface, BODY_BYTES), (order, BODY_BYTES), (setting, BODY_BYTES), (provider, BODY_BYTES)]
};

/// The routes: each action with its verb, and for any other verb or address an answer in this API's own form.
pub fn routes() -> impl Iterator<Item = Route> {
    let named = ACTIONS.iter().flat_map(|action| {
        let route = |methods, about| Route { methods, path: action.path, about, handler: serve };
        [route(action.verb, action.about), route("*", "Another verb: 405.")]
    });
    let rest = REST.into_iter().map(|path| Route { methods: "*", path, about: "No action: 404.", handler: serve });
    named.chain(rest)
}

/// All that lies below this API's addresses and is no action.
const REST: [&str; 4] =
    ["/api/webinterface/{*rest}", "/api/order/{*rest}", "/api/setting/{*rest}", "/api/providerconfig/{*rest}"];

/// Answers any request to this API.
fn serve(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let format = negotiate(&Asked {
            accept: joined(&request, ACCEPT.as_str()).as_deref(),
            requested_with: request.header("x-requested-with"),
            body_type: (!request.body.is_empty()).then(|| request.content_type()),
        });
        let action = match action_of(&request) {
            Ok(action) => action,
            Err((fault, allow)) => return refuse(format, &fault, allow),
        };
        let sender = match authenticate(&outlet, &request) {
            Ok(sender) => sender,
            Err(fault) => return refuse(format, &fault, None),
        };
        let covered = (request.method.as_str().to_owned(), resource(&request).to_owned());
        let outcome = run(outlet, request, action, sender.customer.clone()).await;
        let reply = match outcome {
            Ok(content) => Reply::new(StatusCode::OK, format.content_type(), content.write(format)),
            Err(fault) => refuse(format, &fault, None),
        };
        signed(reply, format, &sender, &covered)
    })
}

async fn run(outlet: Arc<Outlet>, request: Request, action: &Action, customer: Customer) -> Result<Content, Fault> {
    let arguments = Arguments::read(action.path, &request)?;
    let terms = outlet.terms();
    (action.run)(&Visit { outlet, request, arguments, customer, terms }).await
}

/// The action of an address and verb; with a wrong verb, the right one.
fn action_of(request: &Request) -> Result<&'static Action, (Fault, Option<&'static str>)> {
    let fits = |action: &&Action| arguments::fits(action.path, request.path());
    let action = ACTIONS.iter().find(fits).ok_or_else(|| (Fault::not_found(), None))?;
    if action.verb == request.method.as_str() {
        return Ok(action);
    }
    Err((Fault::wrong_verb(request.method.as_str()), Some(action.verb)))
}

/// Path and query exactly as sent: the code covers every byte of them.
fn resource(request: &Request) -> &str {
    request.uri.path_and_query().map_or("/", |whole| whole.as_str())
}

/// Who sent a request; the checks in the order of docs/spec/tickets.md section 3.
fn authenticate(outlet: &Outlet, request: &Request) -> Result<Sender, Fault> {
    if request.headers.get_all(AUTHORIZATION).iter().count() > 1 {
        return Err(Fault::unusable("There is more than one Authorization header."));
    }
    let header = match request.headers.get(AUTHORIZATION).map(HeaderValue::to_str) {
        None => return Err(Fault::denied("Hawk")),
        Some(Err(_)) => return Err(Fault::unusable("The Authorization header is no text.")),
        Some(Ok(value)) => Header::parse(value).map_err(|error| match error {
            HeaderError::OtherScheme => Fault::denied("Hawk"),
            HeaderError::Malformed(why) => Fault::unusable(format!("Bad Authorization header: {why}.")),
        })?,
    };
    let asked = request.headers.get(HOST).and_then(|value| value.to_str().ok());
    let host = host::Host::of(&outlet.config.public_url, asked, outlet.config.scheme())
        .ok_or_else(|| Fault::unusable("Invalid Host header."))?;
    let found = outlet.store.read(|db| customers::by_hawk_id(db, &header.id))?;
    let (customer, credential) = found.ok_or_else(|| Fault::denied("Hawk error=\"Unknown credentials\""))?;
    let sender = Sender { customer, credential, header, host };
    let method = request.method.as_str();
    let covered = sender.covered(method, resource(request));
    let refused = |refusal: Refusal| Fault::denied(format!("Hawk error=\"{refusal}\""));
    sender.credential.verify(&covered, request.content_type(), &request.body).map_err(refused)?;
    let now = outlet.now();
    let Header { ts, nonce, seconds, .. } = &sender.header;
    match outlet.memory::<ReplayMemory>().note(sender.customer.id, ts, nonce, now.0) {
        Seen::New => {}
        Seen::Before => return Err(refused(Refusal::Nonce)),
        Seen::TooMany => return Err(Fault::busy()),
    }
    if outlet.memory::<ReplayMemory>().is_in_time(*seconds, now.0) {
        Ok(sender)
    } else {
        Err(Fault::denied(sender.credential.stale_challenge(now.unix_seconds())))
    }
}

impl Sender {
    fn covered<'s>(&'s self, method: &'s str, resource: &'s str) -> Covered<'s> {
        Covered { header: &self.header, method, resource, host: &self.host.name, port: self.host.port }
    }
}

/// Adds the code by which the client knows that the answer is this server's.
fn signed(reply: Reply, format: Format, sender: &Sender, covered: &(String, String)) -> Reply {
    let covered = sender.covered(&covered.0, &covered.1);
    let value = sender.credential.server_authorization(&covered, format.content_type(), &reply.body);
    match HeaderValue::from_str(&value) {
        Ok(value) => reply.with(HeaderName::from_static("server-authorization"), value),
        Err(_) => reply,
    }
}

fn refuse(format: Format, fault: &Fault, allow: Option<&'static str>) -> Reply {
    let body = Content::Error(fault.message.clone()).write(format);
    let mut reply = Reply::new(fault.status, format.content_type(), body);
    if let Some(challenge) = fault.challenge.as_ref().and_then(|text| HeaderValue::from_str(text).ok()) {
        reply = reply.with(WWW_AUTHENTICATE, challenge);
    }
    if let Some(verb) = allow {
        reply = reply.with(ALLOW, HeaderValue::from_static(verb));
    }
    if fault.status == StatusCode::SERVICE_UNAVAILABLE {
        reply = reply.with(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    reply
}

/// All headers of a name as one.
fn joined(request: &Request, name: &str) -> Option<String> {
    let values: Vec<&str> = request.headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
    (!values.is_empty()).then(|| values.join(","))
}
