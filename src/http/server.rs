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
use tokio::sync::{Notify, Semaphore, watch};
use tokio::time::timeout;

use super::coding::{BadCoding, unpacked};
use super::failures::collected;
use super::patience::Patient;
use super::{Reply, Request, Router, Tls};
use crate::clock::Stopwatch;
use crate::config::ServerLimits;

/// Bytes of a request's line and headers.
const HEAD_BYTES: usize = 64 * 1024;
/// Time for the first request of a connection that was let in as the stop came; within the grace of all.
const FIRST_REQUEST: Duration = Duration::from_secs(2);

/// What serves connections: handlers get `state`.
pub struct Server<S> {
    /// What every handler is given.
    pub state: Arc<S>,
    /// What answers.
    pub router: Arc<Router<S>>,
    /// The limits of the door.
    pub limits: ServerLimits,
    /// With a certificate it speaks HTTPS alone.
    pub tls: Option<Arc<Tls>>,
}

impl<S: Send + Sync + 'static> Server<S> {
    /// Serves until `stop` says so, then lets running requests end.
    pub async fn serve(self, listener: TcpListener, mut stop: watch::Receiver<bool>) {
        let server = Arc::new(self);
        let free = Arc::new(Semaphore::new(server.limits.connections));
        loop {
            let Ok(place) = Arc::clone(&free).acquire_owned().await else { return };
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = stop.changed() => break,
            };
            match accepted {
                Ok((stream, peer)) => {
                    let (server, stop) = (Arc::clone(&server), stop.clone());
                    tokio::spawn(async move {
                        server.welcome(stream, peer, stop).await;
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
        let all = u32::try_from(server.limits.connections).unwrap_or(u32::MAX);
        if timeout(server.limits.grace, free.acquire_many(all)).await.is_err() {
            tracing::warn!("stopped while requests were running");
        }
    }

    async fn welcome(self: Arc<Self>, stream: TcpStream, peer: SocketAddr, stop: watch::Receiver<bool>) {
        // Small answers must not wait for more to send; a socket that cannot be told still works.
        let _ = stream.set_nodelay(true);
        let Some(tls) = &self.tls else { return self.converse(stream, peer, stop).await };
        // Who does not finish the handshake in time, or speaks something else, is hung up on.
        if let Ok(Ok(stream)) = timeout(self.limits.header_time, tls.acceptor().accept(stream)).await {
            self.converse(stream, peer, stop).await;
        }
    }

    async fn converse(
        self: Arc<Self>,
        stream: impl AsyncRead + AsyncWrite + Unpin,
        peer: SocketAddr,
        mut stop: watch::Receiver<bool>,
    ) {
        let (header_time, body_time) = (self.limits.header_time, self.limits.body_time);
        let begun = Arc::new(Notify::new());
        let begins = Arc::clone(&begun);
        let service = service_fn(move |request| {
            let server = Arc::clone(&self);
            begins.notify_one();
            async move { Ok::<_, Infallible>(server.handle(request, peer.ip()).await) }
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
                // Who was let in just now has a request on the way, which a shutdown before its first byte would lose. Once a request
                // has come there is a permit, and nobody waits.
                tokio::select! {
                    _ = connection.as_mut() => return,
                    () = begun.notified() => {}
                    () = tokio::time::sleep(FIRST_REQUEST) => {}
                }
                connection.as_mut().graceful_shutdown();
                let _ = connection.await;
            }
        }
    }

    async fn handle(&self, request: hyper::Request<Incoming>, peer: IpAddr) -> Response<Full<Bytes>> {
        let watch = Stopwatch::start();
        let id = self.router.name_request();
        let (parts, body) = request.into_parts();
        let limits = &self.limits;
        if let Some(status) = fault_of_head(&parts) {
            return write(Reply::empty(status), &id);
        }
        if parts.headers.contains_key(EXPECT) && body.size_hint().lower() > limits.body_bytes as u64 {
            // Asked before anything was sent: the client need not send it in vain.
            return write(self.too_large(&parts), &id);
        }
        let mut cause = None;
        let reply = match timeout(limits.body_time, Limited::new(body, limits.body_bytes).collect()).await {
            Ok(Ok(body)) => {
                let mut headers = parts.headers.clone();
                let body = match unpacked(&mut headers, body.to_bytes(), limits.body_bytes) {
                    Ok(body) => body,
                    Err(bad) => return write(self.bad_coding(&parts, bad), &id),
                };
                let request = Request {
                    method: parts.method.clone(),
                    uri: parts.uri.clone(),
                    tidy: None,
                    headers,
                    body,
                    peer,
                    id: id.clone(),
                };
                // A handler of its own task: its panic is an answer, and a client that hangs up does not cut a use case short.
                let (router, state) = (Arc::clone(&self.router), Arc::clone(&self.state));
                let handled = tokio::spawn(collected(async move { router.answer(state, request).await }));
                let (reply, noted) =
                    handled.await.unwrap_or_else(|_| (Reply::empty(StatusCode::INTERNAL_SERVER_ERROR), None));
                cause = noted;
                reply
            }
            Ok(Err(error)) if error.is::<LengthLimitError>() => self.too_large(&parts),
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

    /// A body that cannot be unpacked, in the words of the room that was asked.
    fn bad_coding(&self, parts: &Parts, bad: BadCoding) -> Reply {
        let status = match bad {
            BadCoding::Unknown => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            BadCoding::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            BadCoding::Broken => StatusCode::BAD_REQUEST,
        };
        self.router.refuse(&self.state, &parts.method, parts.uri.path(), Reply::empty(status))
    }

    /// 413 in the words of the room that was asked.
    fn too_large(&self, parts: &Parts) -> Reply {
        let refusal = Reply::empty(StatusCode::PAYLOAD_TOO_LARGE);
        self.router.refuse(&self.state, &parts.method, parts.uri.path(), refusal)
    }
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
