//! Stands between a client and an outlet, hands everything on, and writes it down as a file that can be replayed.

use std::convert::Infallible;
use std::fs::File;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderMap};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use super::recording::text_of;
use super::request::Request;
use super::send::{Base, Reply};
use crate::clock::{Clock, Zone};

/// Bytes of a body that is written down.
const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;
/// Headers that say what was asked; the rest is the connection's own business.
const KEPT_HEADERS: [&str; 6] =
    ["content-type", "accept", "authorization", "idempotency-key", "x-requested-with", "soapaction"];

/// Why nothing can be recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The address of the outlet is none.
    #[error("{0:?} is no address of an outlet; write it like http://127.0.0.1:8050.")]
    Outlet(String),
    /// A connection could not be taken.
    #[error("No connection can be taken: {0}.")]
    Listen(#[from] std::io::Error),
}

struct Recorder {
    outlet: Base,
    zone: Zone,
    clock: Clock,
    file: Mutex<File>,
}

/// Serves until it is ended: each request goes to the outlet at `url`, and its exchange is written to the file. Secrets in it are
/// written down as they were sent.
pub async fn record(listener: TcpListener, url: &str, zone: Zone, file: File) -> Result<(), RecordError> {
    let outlet = Base::parse(url).ok_or_else(|| RecordError::Outlet(url.to_owned()))?;
    let recorder = Arc::new(Recorder { outlet, zone, clock: Clock::machine(), file: Mutex::new(file) });
    loop {
        let (stream, _) = listener.accept().await?;
        let recorder = Arc::clone(&recorder);
        tokio::spawn(async move {
            let serve = service_fn(move |request| {
                let recorder = Arc::clone(&recorder);
                async move { Ok::<_, Infallible>(recorder.answer(request).await) }
            });
            // A client that goes away in the middle is its own business.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), serve).await;
        });
    }
}

impl Recorder {
    async fn answer(&self, request: hyper::Request<Incoming>) -> Response<Full<Bytes>> {
        let (head, body) = request.into_parts();
        let Ok(body) = Limited::new(body, MAX_BODY_BYTES).collect().await else {
            return plain(StatusCode::PAYLOAD_TOO_LARGE, "This body is too large to be recorded.");
        };
        let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
        let headers = kept(&head.headers);
        let request = Request::new(head.method.to_string(), target, headers, body.to_bytes().to_vec());
        match self.outlet.send(&request).await {
            Ok(reply) => {
                self.write_down(&request, &reply);
                let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::BAD_GATEWAY);
                let answer = Response::builder().status(status).header(CONTENT_TYPE, reply.content_type);
                answer.body(Full::from(reply.body)).unwrap_or_else(|_| plain(StatusCode::BAD_GATEWAY, "no answer"))
            }
            Err(error) => plain(StatusCode::BAD_GATEWAY, &error.to_string()),
        }
    }

    fn write_down(&self, request: &Request, reply: &Reply) {
        let text = exchange_text(&self.zone.text(self.clock.now()), request, reply);
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = file.write_all(text.as_bytes()).and_then(|()| file.flush()) {
            // Whoever closed standard error does not want to know.
            let _ = writeln!(io::stderr(), "outpost: an exchange could not be written down: {error}");
        }
    }
}

/// An exchange as it stands in a file.
fn exchange_text(at: &str, request: &Request, reply: &Reply) -> String {
    let headers: Vec<String> = request.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    format!(
        "### at {at}\n{} {} HTTP/1.1\n{}\n{}\n### answer {}\n{}\n\n",
        request.method,
        request.target,
        headers.concat(),
        text_of(&request.body),
        reply.status,
        text_of(&reply.body)
    )
}

fn kept(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |(name, value): (&hyper::header::HeaderName, &hyper::header::HeaderValue)| {
        Some((name.to_string(), value.to_str().ok()?.to_owned()))
    };
    headers.iter().filter(|(name, _)| KEPT_HEADERS.contains(&name.as_str())).filter_map(text).collect()
}

fn plain(status: StatusCode, text: &str) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::from(text.to_owned()));
    *answer.status_mut() = status;
    answer
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replay::read;

    #[test]
    fn what_is_written_down_is_read_as_it_was() {
        let headers = vec![("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned())];
        let request = Request::new("POST".to_owned(), "/uc/services/x?a=1", headers, b"b=2&c={".to_vec());
        let reply = Reply { status: 201, content_type: String::new(), body: vec![0, 159, 146, 150] };
        let text = exchange_text("2016-07-06 14:44:34", &request, &reply);
        let Ok(recording) = read(&text) else { panic!("{text}") };
        let exchange = &recording.0[0];
        assert_eq!(exchange.request, request);
        assert_eq!((exchange.status, exchange.answer.as_deref()), (Some(201), Some("base64:AJ+Slg==")));
        assert_eq!(exchange.at.as_deref(), Some("2016-07-06 14:44:34"));
    }
}
