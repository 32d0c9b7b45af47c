//! One request to an outlet, on a connection of its own.

use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::Uri;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{CONNECTION, CONTENT_TYPE, HOST};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::request::Request;

/// Time for a request with its answer.
const MAX_TIME: Duration = Duration::from_secs(30);
/// Bytes of an answer.
pub(super) const MAX_ANSWER_BYTES: usize = 64 * 1024 * 1024;

/// Why a request got no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum SendError {
    #[error("there is no outlet: {0}")]
    Connect(#[from] std::io::Error),
    #[error("it answers with no good HTTP: {0}")]
    Http(#[from] hyper::Error),
    #[error("this cannot be sent: {0}")]
    Request(#[from] hyper::http::Error),
    #[error("its answer is too long or breaks off")]
    Body,
    #[error("it does not answer within 30 seconds")]
    Slow,
}

/// An answer as it came.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    pub(super) content_type: String,
    /// The body.
    pub body: Vec<u8>,
}

/// Where an outlet listens: host and port. Only addresses without TLS, because a recording stays in the house.
#[derive(Clone, Debug)]
pub(super) struct Base(String);

/// Whether a text is an address that exchanges can be sent to: `http://host:port`.
#[must_use]
pub fn is_address(text: &str) -> bool {
    Base::parse(text).is_some()
}

impl Base {
    /// Reads `http://host:port`; nothing for anything else.
    pub(super) fn parse(url: &str) -> Option<Self> {
        let uri: Uri = url.parse().ok()?;
        let authority = uri.authority().filter(|_| uri.scheme_str() == Some("http"))?;
        let port = authority.port_u16().unwrap_or(80);
        Some(Self(format!("{}:{port}", authority.host())))
    }

    /// Sends a request.
    pub(super) async fn send(&self, request: &Request) -> Result<Reply, SendError> {
        tokio::time::timeout(MAX_TIME, self.exchange(request)).await.unwrap_or(Err(SendError::Slow))
    }

    async fn exchange(&self, request: &Request) -> Result<Reply, SendError> {
        let stream = TcpStream::connect(&self.0).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let driver = tokio::spawn(connection);
        let method = request.method.as_str();
        let mut made = hyper::Request::builder().method(method).uri(&request.target).header(HOST, &self.0);
        made = made.header(CONNECTION, "close");
        for (name, value) in &request.headers {
            made = made.header(name, value);
        }
        let answer = sender.send_request(made.body(Full::new(Bytes::from(request.body.clone())))?).await?;
        let status = answer.status().as_u16();
        let content_type = answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or_default().to_owned();
        let body = Limited::new(answer.into_body(), MAX_ANSWER_BYTES).collect().await.map_err(|_| SendError::Body)?;
        driver.abort();
        Ok(Reply { status, content_type, body: body.to_bytes().to_vec() })
    }

    /// Host and port, as a signature covers them.
    pub(super) fn host_and_port(&self) -> (&str, &str) {
        self.0.rsplit_once(':').unwrap_or((&self.0, "80"))
    }
}
