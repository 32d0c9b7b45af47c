//! A request that has been read whole.

use std::net::IpAddr;

use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap};
use hyper::{Method, Uri};

use super::Spooled;

/// How many times as large as it was sent a packed file may be; no table is packed better.
const UNPACKED_TIMES: usize = 16;

/// Headers by which a proxy says that the request is somebody else's.
const FORWARDED: [&str; 4] = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

/// A request with its whole body, within the limits of the door.
#[derive(Clone, Debug)]
pub struct Request {
    /// GET, POST, ...
    pub method: Method,
    /// Path and query exactly as sent.
    pub uri: Uri,
    /// The path as it is looked up, where it was written with slashes too many; see [`Request::path`].
    pub tidy: Option<String>,
    /// All headers.
    pub headers: HeaderMap,
    /// The body, at most as long as its route takes; empty where it lies in a file.
    pub body: Bytes,
    /// The body of a route that takes large ones.
    pub spooled: Option<Spooled>,
    /// The client: the other end of the connection, or whom a trusted proxy there has named.
    pub peer: IpAddr,
    /// `http` or `https` where a trusted proxy has said how the client speaks to it.
    pub scheme: Option<&'static str>,
    /// Names this request in the log and in the `X-Request-Id` header of its answer.
    pub id: String,
}

impl Request {
    /// The path, not decoded, without slashes that stand twice or at its end: some clients join a base address and a path so. What
    /// was sent stands in `uri`.
    #[must_use]
    pub fn path(&self) -> &str {
        self.tidy.as_deref().unwrap_or(self.uri.path())
    }

    /// The query, not decoded; empty where there is none.
    #[must_use]
    pub fn query(&self) -> &str {
        self.uri.query().unwrap_or_default()
    }

    /// A header as text; `None` when it is missing or no text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// `Content-Type`, empty where there is none.
    #[must_use]
    pub fn content_type(&self) -> &str {
        self.header(CONTENT_TYPE.as_str()).unwrap_or_default()
    }

    /// `Authorization`; none where it stands twice, because nobody knows which of the two is meant.
    #[must_use]
    pub fn authorization(&self) -> Option<&str> {
        let mut sent = self.headers.get_all(AUTHORIZATION).iter();
        sent.next().filter(|_| sent.next().is_none())?.to_str().ok()
    }

    /// The body, wherever it lies, unpacked.
    ///
    /// # Errors
    /// When its file cannot be read, or is not packed as its headers say.
    pub fn whole_body(&self) -> std::io::Result<Bytes> {
        let Some(spooled) = &self.spooled else { return Ok(self.body.clone()) };
        let packed = spooled.read()?;
        let most = packed.len().saturating_mul(UNPACKED_TIMES);
        let unpacked = super::coding::unpacked(&mut self.headers.clone(), packed.into(), most, |_| true);
        unpacked.map_err(|bad| std::io::Error::other(format!("its coding is wrong: {bad:?}")))
    }

    /// The client as limits count it.
    #[must_use]
    pub fn caller(&self) -> IpAddr {
        crate::networks::household(self.peer)
    }

    /// Whether it was sent on this machine, and not through a proxy that speaks for somebody else.
    #[must_use]
    pub fn is_from_here(&self) -> bool {
        let is_direct = FORWARDED.iter().all(|name| self.header(name).is_none());
        is_direct && self.peer.to_canonical().is_loopback()
    }

    /// The host and port that the client asked for, when they look like such; used to make links back to this server.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        let host = self.header(HOST.as_str())?;
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']' | b'_');
        (!host.is_empty() && host.len() <= 255 && host.bytes().all(plain)).then_some(host)
    }
}
