//! The document of all APIs, out of the same route table that answers them: `/openapi.json` for programs, `/docs` for people.

use std::sync::Arc;

use hyper::header::{CACHE_CONTROL, HeaderValue};

use super::{Handled, Reply, Request, Route, Router, embedded};

/// What the document needs of the state that handlers get.
pub trait Documented: Sized + Send + Sync + 'static {
    /// Whose APIs they are.
    fn title(&self) -> &str;
    /// What answers; none before the server begins to listen.
    fn router(&self) -> Option<&Router<Self>>;
}

/// The page of the document.
pub const DOCUMENT_PAGE: &str = "/docs";

/// What is told of the calls that every server has.
pub const API: &str = include_str!("api.toml");

/// The routes of the document.
#[must_use]
pub fn document_routes<S: Documented>() -> [Route<S>; 2] {
    [
        Route {
            methods: "GET HEAD",
            path: "/openapi.json",
            about: "This document, as OpenAPI 3.1.",
            handler: open_api,
        },
        Route { methods: "GET HEAD", path: DOCUMENT_PAGE, about: "This document, as a page.", handler: page },
    ]
}

fn open_api<S: Documented>(state: Arc<S>, _: Request) -> Handled {
    Box::pin(async move {
        let Some(bytes) = state.router().and_then(|router| router.document(state.title())) else {
            return Reply::busy();
        };
        Reply::new(hyper::StatusCode::OK, "application/json; charset=utf-8", bytes)
            .with(CACHE_CONTROL, HeaderValue::from_static("no-cache"))
    })
}

fn page<S: Documented>(_: Arc<S>, request: Request) -> Handled {
    Box::pin(async move { embedded::file(&request, "web/docs/index.html") })
}
