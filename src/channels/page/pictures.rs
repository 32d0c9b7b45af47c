//! Pictures that are no part of the executable: those that the owner gave, and those that stand for a name.

use std::sync::Arc;

use hyper::StatusCode;
use hyper::header::{ETAG, HeaderValue, IF_NONE_MATCH};
use percent_encoding::percent_decode_str;

use crate::catalogue::{self, OWN};
use crate::http::{Handled, Reply, Request, embedded};
use crate::outlet::Outlet;

/// What paths of pictures begin with that stand for a name: `images/name/<the name>.svg`.
const NAMED: &str = "images/name/";
/// What a path shows never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Answers a picture: the owner's, one that stands for a name, or one of the house.
pub fn picture(outlet: Arc<Outlet>, request: Request) -> Handled {
    let path = request.path().trim_start_matches('/').to_owned();
    if path.starts_with(OWN) {
        return Box::pin(async move { own(&outlet, &request, &path) });
    }
    match path.strip_prefix(NAMED).and_then(|rest| rest.strip_suffix(".svg")) {
        Some(name) => {
            let name = percent_decode_str(name).decode_utf8_lossy().into_owned();
            Box::pin(async move { shown("image/svg+xml", catalogue::placeholder(&name)) })
        }
        None => embedded::picture(outlet, request),
    }
}

fn own(outlet: &Outlet, request: &Request, path: &str) -> Reply {
    let tag = format!("\"{}\"", path.trim_start_matches(OWN).trim_end_matches(".png"));
    let found = match outlet.store.read(|db| catalogue::picture_bytes(db, path)) {
        Ok(Some(found)) => found,
        Ok(None) => return embedded::file(request, path),
        Err(error) => {
            crate::http::failure(&error, "a picture could not be read");
            return Reply::busy();
        }
    };
    let known = request.header(IF_NONE_MATCH.as_str()).is_some_and(|tags| tags.trim() == "*" || tags.contains(&tag));
    let reply = if known {
        Reply::empty(StatusCode::NOT_MODIFIED).with_static("cache-control", FOR_EVER)
    } else {
        shown("image/png", found)
    };
    match HeaderValue::from_str(&tag) {
        Ok(tag) => reply.with(ETAG, tag),
        Err(_) => reply,
    }
}

fn shown(kind: &'static str, body: impl Into<hyper::body::Bytes>) -> Reply {
    Reply::new(StatusCode::OK, kind, body.into())
        .with_static("cache-control", FOR_EVER)
        .with_static("content-security-policy", "default-src 'none'")
        .with_static("x-content-type-options", "nosniff")
}
