//! What is answered where there is nothing: nothing to programs, a page with a way back to people.

use hyper::header::{ACCEPT, CACHE_CONTROL, HeaderValue, LOCATION, VARY};
use hyper::{Method, StatusCode};

use super::{Reply, Request, embedded};

/// 404 for an unknown path, or the way to the page that was meant.
pub(super) fn reply(request: &Request, pages: &[&str]) -> Reply {
    let meant = request.path().strip_suffix('/').filter(|path| pages.contains(path));
    match meant {
        Some(path) if is_look(request) => moved(path, request.query()),
        _ => page(request),
    }
}

/// 404: a page for a browser that wants one, else an empty body, as the recorded services have it.
pub(super) fn page(request: &Request) -> Reply {
    let body = Some("web/missing.html").filter(|_| is_look(request) && takes_html(request)).and_then(embedded::bytes);
    match body {
        Some(body) => embedded::locked_up(Reply::new(StatusCode::NOT_FOUND, "text/html; charset=utf-8", body))
            .with(CACHE_CONTROL, HeaderValue::from_static("no-cache"))
            .with(VARY, HeaderValue::from_name(ACCEPT)),
        None => Reply::empty(StatusCode::NOT_FOUND),
    }
}

fn is_look(request: &Request) -> bool {
    request.method == Method::GET || request.method == Method::HEAD
}

/// 308 to the page beside; relative, because only the browser knows under which address it came here.
fn moved(path: &str, query: &str) -> Reply {
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    match HeaderValue::from_str(&format!("..{path}{query}")) {
        Ok(target) => Reply::empty(StatusCode::PERMANENT_REDIRECT).with(LOCATION, target),
        Err(_) => Reply::empty(StatusCode::NOT_FOUND),
    }
}

/// Whether a client asks for pages by their name; programs say `*/*` or nothing.
fn takes_html(request: &Request) -> bool {
    let kinds = request.header(ACCEPT.as_str()).unwrap_or_default().split(',');
    kinds.map(|kind| kind.split_once(';').unwrap_or((kind, ""))).any(|(kind, weight)| {
        let is_refused =
            weight.trim().strip_prefix("q=").is_some_and(|q| !q.contains(|digit| matches!(digit, '1'..='9')));
        kind.trim().eq_ignore_ascii_case("text/html") && !is_refused
    })
}
