//! Files that are part of the executable: pages, pictures, seed data.
//!
//! `build.rs` compresses them once, what gets smaller by it: a browser gets those bytes as they lie here.

use std::borrow::Cow;
use std::io::{self, Read};
use std::sync::Arc;

use flate2::Compression;
use flate2::read::GzDecoder;
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ETAG, HeaderValue, IF_NONE_MATCH, VARY};
use sha2::{Digest, Sha256};

use super::packing::{Wish, gzip, wish};
use super::{Handled, Reply, Request, missing};

// `Assets`, the folder that build.rs has made.
include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// What the pages may load: nothing but this server, no inline script or style.
pub(super) const CONTENT_SECURITY_POLICY: &str =
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// A file as it lies in the executable.
struct Found {
    data: Cow<'static, [u8]>,
    is_compressed: bool,
    hash: [u8; 32],
}

fn find(path: &str) -> Option<Found> {
    let as_it_is = Assets::get(path).map(|file| (file, false));
    let (file, is_compressed) = as_it_is.or_else(|| Some((Assets::get(&format!("{path}.gz"))?, true)))?;
    Some(Found { hash: file.metadata.sha256_hash(), data: file.data, is_compressed })
}

/// A text that the program makes of its own parts, answered as the files are.
pub struct Text(Found);

impl Text {
    /// Compresses it once.
    ///
    /// # Errors
    /// None that memory can have.
    pub fn of(text: &str) -> io::Result<Self> {
        let packed = gzip(text.as_bytes(), Compression::best())?;
        let hash = Sha256::digest(text.as_bytes()).into();
        Ok(Self(Found { data: Cow::Owned(packed.into()), is_compressed: true, hash }))
    }

    /// Answers it, or 304 when the client has this very one; `path` ends with the kind of file that it is.
    #[must_use]
    pub fn answer(&self, request: &Request, path: &str) -> Reply {
        answer(request, path, &self.0)
    }
}

impl Found {
    fn bytes(&self) -> Option<Vec<u8>> {
        if !self.is_compressed {
            return Some(self.data.to_vec());
        }
        let mut bytes = Vec::new();
        GzDecoder::new(self.data.as_ref()).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }
}

/// The text of a seed or demo file.
#[must_use]
pub fn text(path: &str) -> Option<String> {
    String::from_utf8(bytes(path)?).ok()
}

/// The bytes of a file.
#[must_use]
pub fn bytes(path: &str) -> Option<Vec<u8>> {
    find(path)?.bytes()
}

/// Answers a picture under its recorded path (`images/201605/prd_imgs/123.png`).
pub fn picture<S: Send + Sync + 'static>(_: Arc<S>, request: Request) -> Handled {
    Box::pin(async move { file(&request, request.path().trim_start_matches('/')) })
}

/// Answers a file, or 304 when the client has this very one.
#[must_use]
pub fn file(request: &Request, path: &str) -> Reply {
    // Data of the demo and the seeds are assets too, but nothing to serve.
    let public = path.starts_with("web/") || path.starts_with("images/");
    match find(path).filter(|_| public) {
        Some(found) => answer(request, path, &found),
        None => missing::page(request),
    }
}

fn answer(request: &Request, path: &str, file: &Found) -> Reply {
    let hash = u128::from_be_bytes(std::array::from_fn(|place| file.hash[place]));
    let sends_gzip = file.is_compressed && wish(&request.headers) == Wish::Gzip;
    let tag = if sends_gzip { format!("\"{hash:032x}-gzip\"") } else { format!("\"{hash:032x}\"") };
    // `*` is any file that is there (RFC 9110, section 13.1.2).
    let known = request.header(IF_NONE_MATCH.as_str()).is_some_and(|tags| tags.trim() == "*" || tags.contains(&tag));
    let reply = if known {
        Reply::empty(StatusCode::NOT_MODIFIED)
    } else {
        let Some(body) = body(file, sends_gzip) else { return Reply::empty(StatusCode::NOT_FOUND) };
        let reply = Reply::new(StatusCode::OK, content_type(path), body);
        if sends_gzip { reply.with(CONTENT_ENCODING, HeaderValue::from_static("gzip")) } else { reply }
    };
    let reply = if file.is_compressed { reply.with(VARY, HeaderValue::from_name(ACCEPT_ENCODING)) } else { reply };
    let reply = reply.with(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    let reply = match HeaderValue::from_str(&tag) {
        Ok(tag) => reply.with(ETAG, tag),
        Err(_) => reply,
    };
    locked_up(reply)
}

/// The headers that keep a page to itself.
pub(super) fn locked_up(reply: Reply) -> Reply {
    reply
        .with_static("content-security-policy", CONTENT_SECURITY_POLICY)
        .with_static("x-content-type-options", "nosniff")
        .with_static("referrer-policy", "no-referrer")
        .with_static("x-frame-options", "DENY")
}

/// What is sent: a compressed file to a client that does not take it is unpacked.
fn body(file: &Found, sends_gzip: bool) -> Option<Bytes> {
    match &file.data {
        Cow::Borrowed(data) if sends_gzip || !file.is_compressed => Some(Bytes::from_static(data)),
        Cow::Owned(data) if sends_gzip => Some(Bytes::copy_from_slice(data)),
        _ => file.bytes().map(Bytes::from),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_kept_compressed_and_pictures_as_they_are() {
        let page = find("web/index.html").unwrap();
        assert!(page.is_compressed && text("web/index.html").unwrap().starts_with("<!doctype html>"));
        let picture = find("images/shop/hotel.png").unwrap();
        assert!(!picture.is_compressed && picture.bytes().unwrap().starts_with(b"\x89PNG"));
        assert!(find("web/index.html.gz").is_none_or(|file| !file.is_compressed));
    }
}
