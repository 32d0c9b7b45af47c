//! Files that are part of the executable: pages, pictures, seed data.

use std::sync::Arc;

use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{CACHE_CONTROL, ETAG, HeaderValue, IF_NONE_MATCH};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::{Handled, Reply, Request};
use crate::app::App;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Assets;

/// What the pages may load: nothing but this server, no inline script or style.
pub(super) const CONTENT_SECURITY_POLICY: &str =
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// The text of a seed or demo file.
#[must_use]
pub fn text(path: &str) -> Option<String> {
    let file = Assets::get(path)?;
    String::from_utf8(file.data.into_owned()).ok()
}

/// The bytes of a file.
#[must_use]
pub fn bytes(path: &str) -> Option<Vec<u8>> {
    Assets::get(path).map(|file| file.data.into_owned())
}

/// Answers a picture under its recorded path (`images/201605/prd_imgs/123.png`).
pub fn picture(_: Arc<App>, request: Request) -> Handled {
    Box::pin(async move { file(&request, request.path().trim_start_matches('/')) })
}

/// Answers a file, or 304 when the client has this very one.
#[must_use]
pub fn file(request: &Request, path: &str) -> Reply {
    // Data of the demo and the seeds are assets too, but nothing to serve.
    let public = path.starts_with("web/") || path.starts_with("images/");
    match Assets::get(path).filter(|_| public) {
        Some(found) => answer(request, path, found),
        None => Reply::empty(StatusCode::NOT_FOUND),
    }
}

fn answer(request: &Request, path: &str, file: EmbeddedFile) -> Reply {
    let hash = u128::from_be_bytes(std::array::from_fn(|place| file.metadata.sha256_hash()[place]));
    let tag = format!("\"{hash:032x}\"");
    let known = request.header(IF_NONE_MATCH.as_str()).is_some_and(|tags| tags.contains(&tag));
    let reply = if known {
        Reply::empty(StatusCode::NOT_MODIFIED)
    } else {
        Reply::new(StatusCode::OK, content_type(path), Bytes::from(file.data.into_owned()))
    };
    let reply = reply.with(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    let reply = match HeaderValue::from_str(&tag) {
        Ok(tag) => reply.with(ETAG, tag),
        Err(_) => reply,
    };
    reply
        .with_static("content-security-policy", CONTENT_SECURITY_POLICY)
        .with_static("x-content-type-options", "nosniff")
        .with_static("referrer-policy", "no-referrer")
        .with_static("x-frame-options", "DENY")
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" | "PNG" => "image/png",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
