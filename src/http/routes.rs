//! One table of routes for the whole house: the router is built from it, and the API document too.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use hyper::header::{ALLOW, HeaderValue};
use hyper::{Method, StatusCode};

use super::{Reply, Request, missing};
use crate::app::App;
use crate::clock::Stopwatch;

/// An answer in the making.
pub type Handled = Pin<Box<dyn Future<Output = Reply> + Send>>;
/// What answers a route.
pub type Handler = fn(Arc<App>, Request) -> Handled;

/// How a room words what the door refuses below the room's addresses: no such address (404), another method (405), too large a
/// body (413). `None` for what is not the room's.
pub type Refusal = fn(&App, &Method, &str, StatusCode) -> Option<Reply>;

/// One line of the route table.
#[derive(Clone, Copy)]
pub struct Route {
    /// Methods that it answers, separated by blanks; `*` for any, as the recorded services do.
    pub methods: &'static str,
    /// The path; `{name}` is one part of it, `{*rest}` all that follows.
    pub path: &'static str,
    /// What it is for, one line of the API document.
    pub about: &'static str,
    /// What answers it.
    pub handler: Handler,
}

/// Finds the handler of a request.
pub struct Router {
    tree: matchit::Router<Vec<Route>>,
    table: Vec<Route>,
    refusals: Vec<Refusal>,
}

impl Router {
    /// Builds the router.
    ///
    /// # Errors
    /// The name of a path that stands twice or contradicts another; a mistake of the program, found by its first test.
    pub fn new(routes: impl IntoIterator<Item = Route>) -> Result<Self, String> {
        let table: Vec<Route> = routes.into_iter().collect();
        let mut by_path: Vec<(&'static str, Vec<Route>)> = Vec::new();
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
        Ok(Self { tree, table, refusals: Vec::new() })
    }

    /// The same router, where rooms word the refusals below their addresses.
    #[must_use]
    pub fn with_refusals(self, refusals: impl IntoIterator<Item = Refusal>) -> Self {
        Self { refusals: refusals.into_iter().collect(), ..self }
    }

    /// A refusal in the words of the room whose address it is, with the headers that it has; as it is where no room words it.
    pub fn refuse(&self, app: &App, method: &Method, path: &str, refusal: Reply) -> Reply {
        let worded = self.refusals.iter().find_map(|word| word(app, method, path, refusal.status));
        match worded {
            Some(mut worded) => {
                worded.headers.extend(refusal.headers);
                worded
            }
            None => refusal,
        }
    }

    /// Every route that it knows, in the order of the table.
    #[must_use]
    pub fn routes(&self) -> &[Route] {
        &self.table
    }

    /// Runs the handler of a request; 404 where there is none, 405 for another method, in the room's words where it has any. Every
    /// answer is counted, and a slow one is told in the log with its route.
    pub async fn answer(&self, app: Arc<App>, request: Request) -> Reply {
        let watch = Stopwatch::start();
        let id = request.id.clone();
        let (route, reply) = match self.find(&request) {
            Ok(route) => (route.path, (route.handler)(Arc::clone(&app), request).await),
            Err(refusal) => ("", self.refuse(&app, &request.method, request.path(), refusal)),
        };
        let took = watch.elapsed();
        app.requests.count(route, reply.status.as_u16(), took);
        if took > app.config.slow_request {
            let status = reply.status.as_u16();
            tracing::warn!(request = %id, route, status, elapsed = took.as_millis(), "a request was slow");
        }
        reply
    }

    fn find(&self, request: &Request) -> Result<Route, Reply> {
        let path = as_routed(request.path());
        let found = self.tree.at(&path).map_err(|_| missing::reply(request))?;
        let method = request.method.as_str();
        let fits = |route: &&Route| route.methods == "*" || route.methods.split(' ').any(|known| known == method);
        found.value.iter().find(fits).copied().ok_or_else(|| not_allowed(found.value))
    }
}

/// 405, with the methods that the path does answer.
fn not_allowed(routes: &[Route]) -> Reply {
    let known: Vec<&str> = routes.iter().flat_map(|route| route.methods.split(' ')).collect();
    let reply = Reply::empty(StatusCode::METHOD_NOT_ALLOWED);
    match HeaderValue::from_str(&known.join(", ")) {
        Ok(known) => reply.with(ALLOW, known),
        Err(_) => reply,
    }
}

/// Addresses that may be written in any letter case; their routes are lower-case (docs/spec/tickets.md section 1).
const ANY_CASE: &str = "/api/webinterface";

/// The path that is looked up in the table. The place above those addresses is as little an action as any other wrong address
/// below it, and is answered like one.
fn as_routed(path: &str) -> Cow<'_, str> {
    match path.split_at_checked(ANY_CASE.len()) {
        Some((start, "" | "/")) if start.eq_ignore_ascii_case(ANY_CASE) => format!("{ANY_CASE}/none").into(),
        Some((start, rest)) if start.eq_ignore_ascii_case(ANY_CASE) && rest.starts_with('/') => {
            path.to_ascii_lowercase().into()
        }
        _ => path.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_ticket_addresses_are_found_in_any_case() {
        assert_eq!(as_routed("/API/WebInterface/Order/Query/A%2F"), "/api/webinterface/order/query/a%2f");
        for path in ["/API/WebInterface", "/api/webINTERFACE/"] {
            assert_eq!(as_routed(path), "/api/webinterface/none");
        }
        for path in ["/UC/services/login", "/api/WebInterfac\u{e9}", "/api/WebInterfaceX/y", "/api/open/X", "/"] {
            assert_eq!(as_routed(path), path);
        }
    }
}
