//! One table of routes for the whole house: the router is built from it, and the API document too.

use std::borrow::Cow;
use std::future::Future;
use std::net::{IpAddr, Ipv4Addr};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hyper::body::Bytes;
#[cfg(debug_assertions)]
use hyper::header::HeaderName;
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use hyper::{Method, StatusCode};

use super::contract::Contract;
use super::contract::open_api::Publisher;
use super::{Names, Reply, Request, Requests, missing};
use crate::clock::Stopwatch;

/// An answer in the making.
pub type Handled = Pin<Box<dyn Future<Output = Reply> + Send>>;
/// What answers a route, with the state that every handler of a server is given.
pub type Handler<S> = fn(Arc<S>, Request) -> Handled;

/// How a room words what the door refuses below the room's addresses: no such address (404), another method (405), too large a
/// body (413). `None` for what is not the room's.
pub type Refusal<S> = fn(&S, &Method, &str, StatusCode) -> Option<Reply>;

/// Who may send a large body to an address, asked before a byte of it is read.
pub type Guard<S> = fn(&S, &Request) -> Result<(), Reply>;

/// Bytes of a body that a route takes unless it is said otherwise: what the recorded services take (docs/spec/roaming.md section 1).
const BODY_BYTES: usize = 200_000;

/// One line of the route table.
pub struct Route<S> {
    /// Methods that it answers, separated by blanks; `*` for any, as the recorded services do.
    pub methods: &'static str,
    /// The path; `{name}` is one part of it, `{*rest}` all that follows.
    pub path: &'static str,
    /// What it is for, one line of the API document.
    pub about: &'static str,
    /// What answers it.
    pub handler: Handler<S>,
}

// Derived ones would ask the same of `S`, of which a route holds nothing.
impl<S> Clone for Route<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Route<S> {}

/// Finds the handler of a request.
pub struct Router<S> {
    tree: matchit::Router<Vec<Route<S>>>,
    table: Vec<Route<S>>,
    refusals: Vec<Refusal<S>>,
    any_case: Vec<&'static str>,
    pages: Vec<&'static str>,
    bodies: Vec<(&'static str, usize)>,
    spooled: Vec<(&'static str, Guard<S>)>,
    fence: Option<Guard<S>>,
    slow: Duration,
    requests: Requests,
    names: Names,
    texts: Vec<&'static str>,
    contract: OnceLock<Result<Contract, String>>,
    document: OnceLock<Bytes>,
}

impl<S: Send + Sync + 'static> Router<S> {
    /// Builds the router.
    ///
    /// # Errors
    /// The name of a path that stands twice or contradicts another; a mistake of the program, found by its first test.
    pub fn new(routes: impl IntoIterator<Item = Route<S>>) -> Result<Self, String> {
        let table: Vec<Route<S>> = routes.into_iter().collect();
        let mut by_path: Vec<(&'static str, Vec<Route<S>>)> = Vec::new();
        for route in table.iter().copied() {
            match by_path.iter_mut().find(|(path, _)| *path == route.path) {
                Some((_, same)) => same.push(route),
                None => by_path.push((route.path, vec![route])),
            }
        }
        let mut tree = matchit::Router::new();
        for (path, same) in by_path {
            tree.insert(path, same).map_err(|error| format!("route {path}: {error}"))?;
        }
        Ok(Self {
            tree,
            table,
            refusals: Vec::new(),
            any_case: Vec::new(),
            pages: Vec::new(),
            bodies: Vec::new(),
            spooled: Vec::new(),
            fence: None,
            slow: Duration::MAX,
            requests: Requests::default(),
            names: Names::fresh(),
            texts: Vec::new(),
            contract: OnceLock::new(),
            document: OnceLock::new(),
        })
    }

    /// The same router, which knows what its callers are told: the text of an `api.toml` for each API.
    #[must_use]
    pub fn with_texts(self, texts: impl IntoIterator<Item = &'static str>) -> Self {
        Self { texts: texts.into_iter().collect(), ..self }
    }

    /// What its callers are told, read at the first question.
    ///
    /// # Errors
    /// As [`Contract::read`].
    pub fn contract(&self) -> Result<&Contract, String> {
        self.contract.get_or_init(|| Contract::read(self.texts.iter().copied())).as_ref().map_err(Clone::clone)
    }

    /// The `OpenAPI` document, made at the first question; none where the texts cannot be read.
    pub(super) fn document(&self, title: &str) -> Option<Bytes> {
        if let Some(made) = self.document.get() {
            return Some(made.clone());
        }
        let contract = self.contract().inspect_err(|error| tracing::error!(%error, "no API document")).ok()?;
        let publisher = Publisher { title, version: env!("CARGO_PKG_VERSION") };
        let bytes = Bytes::from(contract.document(&publisher, &self.table).to_string());
        Some(self.document.get_or_init(|| bytes).clone())
    }

    /// The same router, where rooms word the refusals below their addresses.
    #[must_use]
    pub fn with_refusals(self, refusals: impl IntoIterator<Item = Refusal<S>>) -> Self {
        Self { refusals: refusals.into_iter().collect(), ..self }
    }

    /// The same router, where the addresses below some places may be written in any letter case; their routes are lower-case.
    #[must_use]
    pub fn with_any_case(self, places: impl IntoIterator<Item = &'static str>) -> Self {
        Self { any_case: places.into_iter().collect(), ..self }
    }

    /// The same router, where people who write a page with a slash behind its name, as they may with a folder, are sent to it.
    #[must_use]
    pub fn with_pages(self, pages: impl IntoIterator<Item = &'static str>) -> Self {
        Self { pages: pages.into_iter().collect(), ..self }
    }

    /// The same router, where the addresses that begin so take bodies of so many bytes.
    #[must_use]
    pub fn with_bodies(self, bodies: impl IntoIterator<Item = (&'static str, usize)>) -> Self {
        Self { bodies: bodies.into_iter().collect(), ..self }
    }

    /// The same router, where bodies for some addresses are written to a file, once the guard has let their caller.
    #[must_use]
    pub fn with_spooled(self, spooled: impl IntoIterator<Item = (&'static str, Guard<S>)>) -> Self {
        Self { spooled: spooled.into_iter().collect(), ..self }
    }

    /// The same router, which asks a guard before every handler.
    #[must_use]
    pub fn with_fence(self, fence: Guard<S>) -> Self {
        Self { fence: Some(fence), ..self }
    }

    /// The same router, which tells the log of requests that take longer.
    #[must_use]
    pub fn with_slow(self, slow: Duration) -> Self {
        Self { slow, ..self }
    }

    /// What was answered since the start.
    #[must_use]
    pub fn requests(&self) -> &Requests {
        &self.requests
    }

    /// Bytes of a body that the address of a request takes.
    pub(super) fn body_limit(&self, request: &Request) -> usize {
        let path = tidied(request.path());
        let path = path.as_deref().unwrap_or(request.path());
        let fits = |start: &str| path.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start));
        self.bodies.iter().find(|(start, _)| fits(start)).map_or(BODY_BYTES, |(_, bytes)| *bytes)
    }

    /// Who may send a body that is written to a file; nothing for an address whose bodies are kept in memory.
    pub(super) fn spooling(&self, request: &Request) -> Option<Guard<S>> {
        let path = tidied(request.path());
        let path = path.as_deref().unwrap_or(request.path());
        self.spooled.iter().find(|(known, _)| *known == path).map(|(_, guard)| *guard)
    }

    /// A name for the next request.
    pub(super) fn name_request(&self) -> String {
        self.names.next()
    }

    /// A refusal in the words of the room whose address it is, with the headers that it has; as it is where no room words it.
    pub fn refuse(&self, state: &S, method: &Method, path: &str, refusal: Reply) -> Reply {
        let worded = self.refusals.iter().find_map(|word| word(state, method, path, refusal.status));
        match worded {
            Some(mut worded) => {
                // What the refusal says of its own body is not true of the room's.
                worded.headers.extend(refusal.headers.into_iter().filter(|(name, _)| *name != CONTENT_TYPE));
                worded
            }
            None => refusal,
        }
    }

    /// Every route that it knows, in the order of the table.
    #[must_use]
    pub fn routes(&self) -> &[Route<S>] {
        &self.table
    }

    /// Runs the handler of a request; 404 where there is none, 405 for another method, in the room's words where it has any. Every
    /// answer is counted, and a slow one is told in the log with its route.
    pub async fn answer(&self, state: Arc<S>, mut request: Request) -> Reply {
        // A page with a slash behind its name is sent to its own address.
        request.tidy = tidied(request.uri.path()).filter(|path| !self.pages.contains(&path.as_str()));
        let watch = Stopwatch::start();
        let id = request.id.clone();
        let fenced = self.fence.and_then(|fence| fence(&state, &request).err());
        let (route, reply) = match fenced.map_or_else(|| self.find(&request), Err) {
            Ok(route) => (route.path, self.handled(route, Arc::clone(&state), request).await),
            Err(refusal) => ("", self.refuse(&state, &request.method, request.path(), refusal)),
        };
        let took = watch.elapsed();
        self.requests.count(route, reply.status.as_u16(), took);
        if took > self.slow {
            let status = reply.status.as_u16();
            tracing::warn!(request = %id, route, status, elapsed = took.as_millis(), "a request was slow");
        }
        reply
    }

    /// Runs a handler. Builds with assertions tell whoever asks with the header `X-Contract` which names the handler read (`X-Reads`) and
    /// what of its reading and answering no `api.toml` tells (`X-Untold`).
    #[cfg(debug_assertions)]
    async fn handled(&self, route: Route<S>, state: Arc<S>, request: Request) -> Reply {
        if !request.headers.contains_key("x-contract") {
            return (route.handler)(state, request).await;
        }
        let method = request.method.clone();
        let (reply, reads) = super::reads::watched((route.handler)(state, request)).await;
        let held = self.contract().and_then(|contract| contract.hold(route.path, &method, &reads, &reply));
        let names: Vec<&str> = reads.iter().map(String::as_str).collect();
        let text = |text: &str| HeaderValue::from_bytes(text.as_bytes()).unwrap_or(HeaderValue::from_static("?"));
        let reply = reply.with(HeaderName::from_static("x-reads"), text(&names.join(" ")));
        match held {
            Ok(()) => reply,
            Err(why) => reply.with(HeaderName::from_static("x-untold"), text(&why)),
        }
    }

    #[cfg(not(debug_assertions))]
    async fn handled(&self, route: Route<S>, state: Arc<S>, request: Request) -> Reply {
        (route.handler)(state, request).await
    }

    /// Asks this server itself, as if it had come through the door: a notice of the sandbox.
    pub async fn deliver(&self, state: Arc<S>, path: &str, content_type: &'static str, body: String) -> Reply {
        let Ok(uri) = path.parse() else { return Reply::busy() };
        let mut headers = hyper::HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        let peer = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let request = Request {
            method: Method::POST,
            uri,
            tidy: None,
            headers,
            body: body.into(),
            spooled: None,
            peer,
            scheme: None,
            id: self.name_request(),
        };
        self.answer(state, request).await
    }

    fn find(&self, request: &Request) -> Result<Route<S>, Reply> {
        let path = as_routed(request.path(), &self.any_case, |place| self.tree.at(place).is_ok());
        let found = self.tree.at(&path).map_err(|_| missing::reply(request, &self.pages))?;
        let method = request.method.as_str();
        let fits = |route: &&Route<S>| route.methods == "*" || route.methods.split(' ').any(|known| known == method);
        found.value.iter().find(fits).copied().ok_or_else(|| not_allowed(found.value))
    }
}

/// 405, with the methods that the path does answer.
fn not_allowed<S>(routes: &[Route<S>]) -> Reply {
    let known: Vec<&str> = routes.iter().flat_map(|route| route.methods.split(' ')).collect();
    let reply = Reply::empty(StatusCode::METHOD_NOT_ALLOWED);
    match HeaderValue::from_str(&known.join(", ")) {
        Ok(known) => reply.with(ALLOW, known),
        Err(_) => reply,
    }
}

/// A path without slashes that stand twice or at its end; `None` for one that has none.
fn tidied(path: &str) -> Option<String> {
    if path.len() < 2 || !(path.contains("//") || path.ends_with('/')) {
        return None;
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    Some(format!("/{}", parts.join("/")))
}

/// The path that is looked up in the table: lower-case below the places of any case. Such a place itself is as little an address as
/// any other wrong one below it, and is answered like one; where it is an address, it is that address.
fn as_routed<'p>(path: &'p str, any_case: &[&'static str], is_address: impl Fn(&str) -> bool) -> Cow<'p, str> {
    for place in any_case.iter().copied() {
        match path.split_at_checked(place.len()) {
            Some((start, "")) if start.eq_ignore_ascii_case(place) && is_address(place) => return place.into(),
            Some((start, "" | "/")) if start.eq_ignore_ascii_case(place) => return format!("{place}/none").into(),
            Some((start, rest)) if start.eq_ignore_ascii_case(place) && rest.starts_with('/') => {
                return path.to_ascii_lowercase().into();
            }
            _ => {}
        }
    }
    path.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_that_stand_twice_or_at_the_end_do_not_count() {
        for (sent, meant) in [
            ("//uc/services/login", "/uc/services/login"),
            ("/uc//services///login/", "/uc/services/login"),
            ("/uc/services/login//", "/uc/services/login"),
            ("//", "/"),
        ] {
            assert_eq!(tidied(sent).as_deref(), Some(meant), "{sent}");
        }
        assert_eq!(["/", "/uc/services/login", ""].map(tidied), [None, None, None]);
    }

    #[test]
    fn only_addresses_below_a_place_of_any_case_are_found_in_any_case() {
        let is_address = |place: &str| place == "/v1/order/submit";
        let places = ["/v0", "/api/webinterface", "/v1/order/submit"];
        let as_routed = |path| as_routed(path, &places, is_address).into_owned();
        assert_eq!(as_routed("/V1/Order/Submit"), "/v1/order/submit");
        assert_eq!(as_routed("/API/WebInterface/Order/Query/A%2F"), "/api/webinterface/order/query/a%2f");
        for path in ["/API/WebInterface", "/api/webINTERFACE/"] {
            assert_eq!(as_routed(path), "/api/webinterface/none");
        }
        for path in
            ["/UC/services/login", "/api/WebInterfac\u{e9}", "/api/WebInterfaceX/y", "/api/open/X", "/V1/order/7", "/"]
        {
            assert_eq!(as_routed(path), path);
        }
    }
}
