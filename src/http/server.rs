//! Connections: how many, how long, how large; and an end that finishes what was begun.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{EXPECT, HOST, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Response, StatusCode, Version};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use super::failures::collected;
use super::patience::Patient;
use super::{Reply, Request, Router, Tls};
use crate::app::App;
use crate::clock::Stopwatch;

/// Bytes of a request's line and headers.
const HEAD_BYTES: usize = 64 * 1024;

/// The limits of the door; the defaults are right for one outlet.
#[derive(Clone, Debug)]
pub struct ServerLimits {
    /// Connections at the same time; further ones wait.
    pub connections: usize,
    /// Time for a request's line and headers.
    pub header_time: Duration,
    /// Time for a request's body, and for a client to take some of its answer.
    pub body_time: Duration,
    /// Bytes of a body.
    pub body_bytes: usize,
    /// Time that running requests get when the server stops.
    pub grace: Duration,
}

impl Default for ServerLimits {
    fn default() -> Self {
        Self {
            connections: 512,
            header_time: Duration::from_secs(10),
            body_time: Duration::from_secs(20),
            body_bytes: 1024 * 1024,
            grace: Duration::from_secs(3),
        }
    }
}

/// Serves until `stop` says so, then lets running requests end. With a certificate it speaks HTTPS alone.
pub async fn serve(
    app: Arc<App>,
    router: Arc<Router>,
    listener: TcpListener,
    tls: Option<Arc<Tls>>,
    mut stop: watch::Receiver<bool>,
) {
    let limits = app.config.server.clone();
    let free = Arc::new(Semaphore::new(limits.connections));
    loop {
        let Ok(place) = Arc::clone(&free).acquire_owned().await else { return };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let (app, router, tls, stop) = (Arc::clone(&app), Arc::clone(&router), tls.clone(), stop.clone());
                tokio::spawn(async move {
                    welcome(app, router, stream, peer, tls, stop).await;
                    drop(place);
                });
            }
            Err(error) => {
                // Out of file descriptors, most likely: others will close some.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    if timeout(limits.grace, free.acquire_many(all)).await.is_err() {
        tracing::warn!("stopped while requests were running");
    }
}

async fn welcome(
    app: Arc<App>,
    router: Arc<Router>,
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<Arc<Tls>>,
    stop: watch::Receiver<bool>,
) {
    // Small answers must not wait for more to send; a socket that cannot be told still works.
    let _ = stream.set_nodelay(true);
    let Some(tls) = tls else { return converse(app, router, stream, peer, stop).await };
    // Who does not finish the handshake in time, or speaks something else, is hung up on.
    if let Ok(Ok(stream)) = timeout(app.config.server.header_time, tls.acceptor().accept(stream)).await {
        converse(app, router, stream, peer, stop).await;
    }
}

async fn converse(
    app: Arc<App>,
    router: Arc<Router>,
    stream: impl AsyncRead + AsyncWrite + Unpin,
    peer: SocketAddr,
    mut stop: watch::Receiver<bool>,
) {
    let (header_time, body_time) = (app.config.server.header_time, app.config.server.body_time);
    let service = service_fn(move |request| {
        let (app, router) = (Arc::clone(&app), Arc::clone(&router));
        async move { Ok::<_, Infallible>(handle(app, router, request, peer.ip()).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(header_time)
        .max_buf_size(HEAD_BYTES)
        // Who has said all and shut that half of the connection still hears the answer.
        .half_close(true)
        .serve_connection(TokioIo::new(Patient::new(stream, body_time)), service);
    tokio::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => {}
        _ = stop.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

async fn handle(
    app: Arc<App>,
    router: Arc<Router>,
    request: hyper::Request<Incoming>,
    peer: IpAddr,
) -> Response<Full<Bytes>> {
    let watch = Stopwatch::start();
    let id = app.request_id();
    let (parts, body) = request.into_parts();
    let limits = &app.config.server;
    if let Some(status) = fault_of_head(&parts) {
        return write(Reply::empty(status), &id);
    }
    if parts.headers.contains_key(EXPECT) && body.size_hint().lower() > limits.body_bytes as u64 {
        // Asked before anything was sent: the client need not send it in vain.
        return write(too_large(&app, &router, &parts), &id);
    }
    let mut cause = None;
    let reply = match timeout(limits.body_time, Limited::new(body, limits.body_bytes).collect()).await {
        Ok(Ok(body)) => {
            let request = Request {
                method: parts.method.clone(),
                uri: parts.uri.clone(),
                headers: parts.headers,
                body: body.to_bytes(),
                peer,
                id: id.clone(),
            };
            // A handler of its own task: its panic is an answer, and a client that hangs up does not cut a use case short.
            let handled = tokio::spawn(collected(async move { router.answer(app, request).await }));
            let (reply, noted) =
                handled.await.unwrap_or_else(|_| (Reply::empty(StatusCode::INTERNAL_SERVER_ERROR), None));
            cause = noted;
            reply
        }
        Ok(Err(error)) if error.is::<LengthLimitError>() => too_large(&app, &router, &parts),
        Ok(Err(_)) => Reply::empty(StatusCode::BAD_REQUEST),
        Err(_) => Reply::empty(StatusCode::REQUEST_TIMEOUT),
    };
    // Some APIs tell a failure in the body of a 200.
    if reply.status.is_server_error() || cause.is_some() {
        let elapsed = watch.elapsed().as_millis();
        let (status, path, cause) = (reply.status.as_u16(), parts.uri.path(), cause.unwrap_or_default());
        tracing::error!(request = %id, status, path, elapsed, cause, "a request failed");
    }
    write(reply, &id)
}

/// 413 in the words of the room that was asked.
fn too_large(app: &App, router: &Router, parts: &Parts) -> Reply {
    router.refuse(app, &parts.method, parts.uri.path(), Reply::empty(StatusCode::PAYLOAD_TOO_LARGE))
}

/// What is wrong with a request's line and headers, which the parser lets pass: too much of them in one piece, or not just one
/// `Host` (RFC 9112 section 3.2).
fn fault_of_head(parts: &Parts) -> Option<StatusCode> {
    let path = parts.uri.path_and_query().map_or(0, |path| path.as_str().len());
    // Each line has a colon, a blank and two bytes at its end.
    let lines = parts.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    if path + lines.sum::<usize>() > HEAD_BYTES {
        return Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    }
    let hosts = parts.headers.get_all(HOST).iter().count();
    let is_old = parts.version < Version::HTTP_11;
    (hosts > 1 || (hosts == 0 && !is_old)).then_some(StatusCode::BAD_REQUEST)
}

fn write(reply: Reply, id: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(reply.body));
    *response.status_mut() = reply.status;
    response.headers_mut().extend(reply.headers);
    if let Ok(id) = HeaderValue::from_str(id) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), id);
    }
    response
}
