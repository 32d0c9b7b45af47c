//! One request: its head is looked at, its body taken within the limits of its route, its handler run, its answer written.

use std::future::{Future, poll_fn};
use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::task::Poll;

use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{EXPECT, HOST, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Response, StatusCode, Version};

use super::body::{self, BadBody};
use super::budget::{Budget, Held};
use super::client::client;
use super::coding::{BadCoding, unpacked};
use super::connections::{Guest, Phase};
use super::failures::collected;
use super::host::is_host;
use super::packing::{packed, wish};
use super::sending::Sending;
use super::{Reply, Request, Router};
use crate::clock::Stopwatch;
use crate::config::ServerLimits;
use crate::networks::household;

/// Bytes of a request's line and headers.
pub(super) const HEAD_BYTES: usize = 64 * 1024;

/// What every request is answered with.
pub(super) struct Exchange<S> {
    pub(super) state: Arc<S>,
    pub(super) router: Arc<Router<S>>,
    pub(super) limits: ServerLimits,
    pub(super) budget: Arc<Budget>,
    pub(super) spool: PathBuf,
}

impl<S: Send + Sync + 'static> Exchange<S> {
    pub(super) async fn handle(
        &self,
        request: hyper::Request<Incoming>,
        peer: IpAddr,
        guest: &Guest,
    ) -> Response<Sending> {
        let watch = Stopwatch::start();
        let id = self.router.name_request();
        let (parts, body) = request.into_parts();
        let wish = wish(&parts.headers);
        if let Some(status) = fault_of_head(&parts) {
            return write(Reply::empty(status), &id);
        }
        let client = client(peer, &parts.headers, &self.limits.trusted_proxies);
        let mut held = self.budget.open(household(client.address));
        let uri = parts.uri.clone();
        let mut request = Request {
            method: parts.method,
            uri: parts.uri,
            tidy: None,
            headers: parts.headers,
            body: Bytes::new(),
            spooled: None,
            peer: client.address,
            scheme: client.scheme,
            id: id.clone(),
        };
        if let Err(refusal) = self.take_body(&mut request, body, &mut held).await {
            return write(refusal, &id);
        }
        guest.comes_to(Phase::Working);
        let (reply, cause) = self.run(request, held).await;
        // Some APIs tell a failure in the body of a 200.
        if reply.status.is_server_error() || cause.is_some() {
            let elapsed = watch.elapsed().as_millis();
            let (status, path, cause) = (reply.status.as_u16(), uri.path(), cause.unwrap_or_default());
            tracing::error!(request = %id, status, path, elapsed, cause, "a request failed");
        }
        write(packed(reply, wish), &id)
    }

    /// Runs the handler so that its panic is an answer, and a client that hangs up does not cut a use case short. Most handlers only look
    /// and have their answer without waiting for anything; those that wait go on in a task of their own.
    async fn run(&self, request: Request, held: Held) -> (Reply, Option<String>) {
        let (router, state) = (Arc::clone(&self.router), Arc::clone(&self.state));
        let mut handled = Box::pin(async move {
            let answer = collected(async move { router.answer(state, request).await }).await;
            drop(held);
            answer
        });
        let at_once = poll_fn(|cx| Poll::Ready(catch_unwind(AssertUnwindSafe(|| handled.as_mut().poll(cx)))));
        let answer = match at_once.await {
            Ok(Poll::Ready(answer)) => Ok(answer),
            Ok(Poll::Pending) => tokio::spawn(handled).await.map_err(|_| ()),
            Err(_) => Err(()),
        };
        answer.unwrap_or_else(|()| (Reply::empty(StatusCode::INTERNAL_SERVER_ERROR), None))
    }

    /// Takes the body of a request within the limit of its route, in memory or, where the route says so and its guard lets the
    /// caller, in a file.
    async fn take_body(&self, request: &mut Request, body: Incoming, held: &mut Held) -> Result<(), Reply> {
        let guard = self.router.spooling(request).filter(|_| !body.is_end_stream());
        let most = self.router.body_limit(request);
        let is_too_large = body.size_hint().lower() > most as u64;
        let refusal = guard.and_then(|guard| guard(&self.state, request).err());
        let refusal = refusal.or_else(|| is_too_large.then(|| self.refusal(request, BadBody::TooLarge)));
        if let Some(refusal) = refusal {
            // Whoever asks before sending anything need not send it in vain.
            if !request.headers.contains_key(EXPECT) {
                body::hear_out(body).await;
            }
            return Err(refusal);
        }
        let time = self.limits.body_time;
        if guard.is_some() {
            let spooled = body::spool(body, most, &self.spool, time).await;
            request.spooled = Some(spooled.map_err(|bad| self.refusal(request, bad))?);
            return Ok(());
        }
        let bytes = body::read(body, most, held, time).await.map_err(|bad| self.refusal(request, bad))?;
        self.unpack(request, bytes, most, held)
    }

    fn unpack(&self, request: &mut Request, bytes: Bytes, most: usize, held: &mut Held) -> Result<(), Reply> {
        let packed = bytes.len();
        let plain = unpacked(&mut request.headers, bytes, most, |plain| held.covers(packed + plain));
        let plain = plain.map_err(|bad| {
            let status = match bad {
                BadCoding::Unknown => StatusCode::UNSUPPORTED_MEDIA_TYPE,
                BadCoding::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
                BadCoding::Broken => StatusCode::BAD_REQUEST,
                BadCoding::NoRoom => return self.refusal(request, BadBody::NoRoom),
            };
            self.worded(request, Reply::empty(status))
        })?;
        request.body = plain;
        Ok(())
    }

    fn refusal(&self, request: &Request, bad: BadBody) -> Reply {
        match bad {
            BadBody::TooLarge => self.worded(request, Reply::empty(StatusCode::PAYLOAD_TOO_LARGE)),
            BadBody::NoRoom => self.worded(request, Reply::busy()),
            BadBody::Broken => Reply::empty(StatusCode::BAD_REQUEST),
            BadBody::TooSlow => Reply::empty(StatusCode::REQUEST_TIMEOUT),
            BadBody::Unkept => Reply::empty(StatusCode::INSUFFICIENT_STORAGE),
        }
    }

    /// A refusal in the words of the room that was asked.
    fn worded(&self, request: &Request, refusal: Reply) -> Reply {
        self.router.refuse(&self.state, &request.method, request.uri.path(), refusal)
    }
}

/// What is wrong with a request's line and headers, which the parser lets pass: too much of them in one piece, or not just one
/// `Host` that is one (RFC 9112 section 3.2).
fn fault_of_head(parts: &Parts) -> Option<StatusCode> {
    let path = parts.uri.path_and_query().map_or(0, |path| path.as_str().len());
    // Each line has a colon, a blank and two bytes at its end.
    let lines = parts.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    if path + lines.sum::<usize>() > HEAD_BYTES {
        return Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    }
    let mut hosts = parts.headers.get_all(HOST).iter();
    let is_old = parts.version < Version::HTTP_11;
    let is_well_named = match (hosts.next(), hosts.next()) {
        (None, _) => is_old,
        (Some(host), None) => is_host(host.as_bytes()),
        (Some(_), Some(_)) => false,
    };
    (!is_well_named).then_some(StatusCode::BAD_REQUEST)
}

fn write(reply: Reply, id: &str) -> Response<Sending> {
    let mut response = Response::new(Sending::of(reply.file, reply.body));
    *response.status_mut() = reply.status;
    response.headers_mut().extend(reply.headers);
    if let Ok(id) = HeaderValue::from_str(id) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), id);
    }
    response
}
