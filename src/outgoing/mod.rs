//! Calls to others: the one place from which anything leaves the outlet.
//!
//! A call has a time, an answer has a size, only so many run at once, and no redirect is followed. What fails is logged with the
//! host and nothing of what was said. [`Reach`] says how far a call may go. Calls are made by handlers and by the regular work, never
//! inside a transaction; `payments` asks providers where `gateways.outgoing` is on, `outbox` tells partners what they asked for.

mod address;
mod names;
mod question;
mod tls;

use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, CONNECTION, CONTENT_TYPE, HOST, USER_AGENT};
use hyper::rt::{Read, Write};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;
use tokio_rustls::TlsConnector;

use self::address::Address;
pub use self::address::Reach;
use crate::config::Config;

/// Calls to providers that run at the same time; more wait within their own time.
const AT_ONCE: usize = 8;
/// Time for a connection, with the name and TLS.
const CONNECT_TIME: Duration = Duration::from_secs(5);
/// Bytes of an answer; providers' have hundreds.
const MAX_ANSWER_LEN: usize = 64 * 1024;
/// Bytes of an answer's headers.
const MAX_HEAD_LEN: usize = 16 * 1024;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// `GET`; the address says it all.
    Get,
    /// `POST` of a form text.
    Form(String),
    /// `POST` of XML.
    Xml(String),
    /// `POST` of JSON, with headers that sign it.
    Signed {
        /// The body.
        json: String,
        /// Names and values.
        headers: Vec<(&'static str, String)>,
    },
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its status, whatever it is.
    pub status: StatusCode,
    /// Its body.
    pub text: String,
}

/// Why there is no answer. None of them repeats what was sent or received.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The host's name has no address.
    #[error("its name is not known: {0}")]
    Name(std::io::Error),
    /// None of its addresses takes a connection.
    #[error("no connection: {0}")]
    Connect(std::io::Error),
    /// It is not who it should be.
    #[error("it is not who it should be, or speaks no TLS: {0}")]
    Tls(std::io::Error),
    /// It speaks no good HTTP.
    #[error("it answers with no good HTTP: {0}")]
    Http(#[from] hyper::Error),
    /// A provider answers with an error.
    #[error("it answers with status {0}")]
    Status(StatusCode),
    /// Its answer is too long or breaks off.
    #[error("its answer is too long or breaks off")]
    Body,
    /// Its answer is no text.
    #[error("its answer is no text")]
    Text,
    /// It takes too long.
    #[error("it is too slow, or too many calls run already")]
    Slow,
    /// Its address is none, or lies where the call may not go.
    #[error("its address cannot be used")]
    Address,
    /// There is no file of trusted certificates, so nobody could be believed.
    #[error("no certificates are trusted; see gateways.outgoing_roots")]
    NoRoots,
}

/// Whoever calls.
pub struct Outgoing {
    time: Duration,
    slots: Semaphore,
    tls: Option<TlsConnector>,
}

impl Outgoing {
    /// Reads the settings `gateways.outgoing*`; nothing where calls to providers are off.
    ///
    /// # Errors
    /// One sentence about a setting, or about the file of trusted certificates.
    pub fn to_providers(config: &Config) -> Result<Option<Self>, String> {
        match config.text("gateways.outgoing") {
            "off" => return Ok(None),
            "on" => {}
            other => return Err(format!("The setting gateways.outgoing is {other:?}; it must be on or off.")),
        }
        let seconds = config.text("gateways.outgoing_seconds");
        let time = seconds.parse().ok().filter(|seconds| (1..=60).contains(seconds)).map(Duration::from_secs);
        let wrong =
            || format!("The setting gateways.outgoing_seconds is {seconds:?}; it must be a number from 1 to 60.");
        let tls = tls::connector(config.text("gateways.outgoing_roots"))?;
        Ok(Some(Self { time: time.ok_or_else(wrong)?, slots: Semaphore::new(AT_ONCE), tls: Some(tls) }))
    }

    /// Calls to partners, with a time for each, so many at the same time. An outlet without trusted certificates starts all the same: its partners' plain
    /// addresses can be called.
    #[must_use]
    pub fn to_partners(config: &Config, time: Duration, at_once: usize) -> Self {
        let tls = tls::connector(config.text("gateways.outgoing_roots"));
        if let Err(sentence) = &tls {
            tracing::debug!(%sentence, "partners cannot be called over TLS");
        }
        Self { time, slots: Semaphore::new(at_once), tls: tls.ok() }
    }

    /// Whether an address may be called, as far as can be told before its name is looked up.
    ///
    /// # Errors
    /// What it must be.
    pub fn permits(url: &str, reach: Reach) -> Result<(), &'static str> {
        Address::parse(url, reach).map(|_| ())
    }

    /// Asks a provider and hands on what it says, which must be a success.
    ///
    /// # Errors
    /// [`CallError`]; it is logged here.
    pub async fn ask(&self, url: &str, question: Question) -> Result<String, CallError> {
        let answer = self.call(url, question, Reach::Provider).await.and_then(|answer| match answer.status {
            StatusCode::OK => Ok(answer.text),
            other => Err(CallError::Status(other)),
        });
        if let Err(error) = &answer {
            let host = Address::parse(url, Reach::Provider).map(|address| address.host).unwrap_or_default();
            tracing::warn!(provider = %host, %error, "a payment provider did not answer a call");
        }
        answer
    }

    /// Calls an address, and hands on whatever is answered.
    pub async fn call(&self, url: &str, question: Question, reach: Reach) -> Result<Answer, CallError> {
        let address = Address::parse(url, reach).map_err(|_| CallError::Address)?;
        let whole = async {
            // The semaphore is never closed.
            let _slot = self.slots.acquire().await.map_err(|_| CallError::Slow)?;
            self.exchange(&address, question, reach).await
        };
        tokio::time::timeout(self.time, whole).await.unwrap_or(Err(CallError::Slow))
    }

    async fn exchange(&self, address: &Address, question: Question, reach: Reach) -> Result<Answer, CallError> {
        let request = request(address, question)?;
        let connecting = tokio::time::timeout(CONNECT_TIME, connect(address, reach));
        let stream = connecting.await.unwrap_or(Err(CallError::Slow))?;
        if !address.secure {
            return speak(TokioIo::new(stream), request).await;
        }
        let name = address.server_name().ok_or(CallError::Address)?;
        let tls = self.tls.as_ref().ok_or(CallError::NoRoots)?;
        let greeting = tokio::time::timeout(CONNECT_TIME, tls.connect(name, stream));
        let stream = greeting.await.map_err(|_| CallError::Slow)?.map_err(CallError::Tls)?;
        speak(TokioIo::new(stream), request).await
    }
}

/// A connection to the first of the host's addresses that takes one. What a name stands for is only known here: a public name
/// may lead to a private address.
async fn connect(address: &Address, reach: Reach) -> Result<TcpStream, CallError> {
    let mut found = names::look_up(address).await.map_err(CallError::Name)?;
    found.retain(|socket| address.may_lead_to(socket.ip(), reach));
    if found.is_empty() {
        return Err(CallError::Address);
    }
    let mut last = std::io::Error::from(std::io::ErrorKind::NotFound);
    for socket in found {
        match TcpStream::connect(socket).await {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(CallError::Connect(last))
}

fn request(address: &Address, question: Question) -> Result<Request<Full<Bytes>>, CallError> {
    let (method, content_type, body, headers) = match question {
        Question::Get => ("GET", None, String::new(), Vec::new()),
        Question::Form(text) => ("POST", Some("application/x-www-form-urlencoded; charset=utf-8"), text, Vec::new()),
        Question::Xml(text) => ("POST", Some("text/xml; charset=utf-8"), text, Vec::new()),
        Question::Signed { json, headers } => ("POST", Some("application/json; charset=utf-8"), json, headers),
    };
    let mut request = Request::builder().method(method).uri(&address.target).header(HOST, &address.authority);
    request = request.header(USER_AGENT, "outpost").header(ACCEPT, "*/*").header(CONNECTION, "close");
    if let Some(content_type) = content_type {
        request = request.header(CONTENT_TYPE, content_type);
    }
    for (name, value) in headers {
        request = request.header(name, value);
    }
    request.body(Full::from(body)).map_err(|_| CallError::Address)
}

/// One request on a connection of its own, which ends with it.
async fn speak<S>(stream: S, request: Request<Full<Bytes>>) -> Result<Answer, CallError>
where
    S: Read + Write + Unpin + Send + 'static,
{
    let mut builder = http1::Builder::new();
    builder.max_buf_size(MAX_HEAD_LEN);
    let (mut sender, connection) = builder.handshake(stream).await?;
    let _driver = Driver(tokio::spawn(connection).abort_handle());
    let answer = sender.send_request(request).await?;
    let status = answer.status();
    let body = Limited::new(answer.into_body(), MAX_ANSWER_LEN).collect().await.map_err(|_| CallError::Body)?;
    let text = String::from_utf8(body.to_bytes().to_vec()).map_err(|_| CallError::Text)?;
    Ok(Answer { status, text })
}

/// The task that moves a connection's bytes; it ends with the call, however that ends.
struct Driver(AbortHandle);

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.abort();
    }
}
