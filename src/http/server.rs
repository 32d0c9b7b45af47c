//! Connections: how many, how long, how large; and an end that finishes what was begun.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::time::timeout;

use super::budget::Budget;
use super::connections::{Connections, Guest, Phase, Place};
use super::exchange::{Exchange, HEAD_BYTES};
use super::patience::Patient;
use super::{Router, Tls};
use crate::clock::Stopwatch;
use crate::config::ServerLimits;

/// Time for the first request of a connection that was let in as the stop came; within the grace of all.
const FIRST_REQUEST: Duration = Duration::from_secs(2);
/// Time between two lines of the log about connections that could not be accepted.
const TELLING: Duration = Duration::from_mins(1);
/// Time for others to close a socket when there are no more.
const BREATH: Duration = Duration::from_millis(50);

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
    /// Where large bodies lie while they are read.
    pub spool: PathBuf,
}

/// A running server.
struct Door<S> {
    exchange: Exchange<S>,
    connections: Arc<Connections>,
    tls: Option<Arc<Tls>>,
}

impl<S: Send + Sync + 'static> Server<S> {
    /// Serves until `stop` says so, then lets running requests end.
    pub async fn serve(self, listener: TcpListener, mut stop: watch::Receiver<bool>) {
        let Self { state, router, limits, tls, spool } = self;
        let (grace, connections) = (limits.grace, Connections::new(&limits));
        let budget = Budget::new(limits.body_memory);
        let exchange = Exchange { state, router, limits, budget, spool };
        let door = Arc::new(Door { exchange, connections: Arc::clone(&connections), tls });
        let mut failures = AcceptFailures::default();
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = stop.changed() => break,
            };
            match accepted {
                Ok((stream, peer)) => {
                    tokio::spawn(Arc::clone(&door).receive(stream, peer, stop.clone()));
                }
                Err(error) => {
                    // Out of file descriptors, most likely: somebody who says nothing gives one back.
                    failures.tell(&error);
                    connections.make_room();
                    tokio::time::sleep(BREATH).await;
                }
            }
        }
        drop(listener);
        if timeout(grace, connections.all_gone()).await.is_err() {
            tracing::warn!("stopped while requests were running");
        }
    }
}

/// Failures to accept a connection, told once a minute.
#[derive(Default)]
struct AcceptFailures {
    told: Option<Stopwatch>,
    since: u64,
}

impl AcceptFailures {
    fn tell(&mut self, error: &std::io::Error) {
        if let Some(failures) = self.count(self.told.map(|told| told.elapsed())) {
            tracing::warn!(%error, failures, "connections could not be accepted");
            self.told = Some(Stopwatch::start());
        }
    }

    /// Counts a failure; how many there are to be told of, so long after the last line.
    fn count(&mut self, quiet: Option<Duration>) -> Option<u64> {
        self.since += 1;
        quiet.is_none_or(|quiet| quiet >= TELLING).then(|| std::mem::take(&mut self.since))
    }
}

impl<S: Send + Sync + 'static> Door<S> {
    async fn receive(self: Arc<Self>, stream: TcpStream, peer: SocketAddr, stop: watch::Receiver<bool>) {
        let patience = self.exchange.limits.header_time;
        let Some(place) = self.place(peer.ip(), patience, stop.clone()).await else { return };
        let guest = Arc::clone(&place.guest);
        tokio::select! {
            () = self.welcome(stream, peer, Arc::clone(&guest), stop) => {}
            () = guest.asked_to_leave() => {}
        }
    }

    /// A place, unless the stop comes before it.
    async fn place(&self, peer: IpAddr, patience: Duration, mut stop: watch::Receiver<bool>) -> Option<Place> {
        tokio::select! {
            biased;
            place = self.connections.enter_within(peer, patience) => place,
            _ = stop.changed() => None,
        }
    }

    async fn welcome(
        self: Arc<Self>,
        stream: TcpStream,
        peer: SocketAddr,
        guest: Arc<Guest>,
        stop: watch::Receiver<bool>,
    ) {
        // Small answers must not wait for more to send; a socket that cannot be told still works.
        let _ = stream.set_nodelay(true);
        let Some(tls) = &self.tls else { return self.converse(stream, peer, guest, stop).await };
        // Who does not finish the handshake in time, or speaks something else, is hung up on.
        if let Ok(Ok(stream)) = timeout(self.exchange.limits.header_time, tls.acceptor().accept(stream)).await {
            self.converse(stream, peer, guest, stop).await;
        }
    }

    async fn converse(
        self: Arc<Self>,
        stream: impl AsyncRead + AsyncWrite + Unpin,
        peer: SocketAddr,
        guest: Arc<Guest>,
        mut stop: watch::Receiver<bool>,
    ) {
        let (header_time, body_time) = (self.exchange.limits.header_time, self.exchange.limits.body_time);
        let begun = Arc::new(Notify::new());
        let (begins, watched) = (Arc::clone(&begun), Arc::clone(&guest));
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let (door, guest) = (Arc::clone(&self), Arc::clone(&guest));
            begins.notify_one();
            async move {
                guest.comes_to(Phase::Reading);
                let answer = door.exchange.handle(request, peer.ip(), &guest).await;
                guest.comes_to(Phase::Answering);
                Ok::<_, Infallible>(answer)
            }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(header_time)
            .max_buf_size(HEAD_BYTES)
            // Who has said all and shut that half of the connection still hears the answer.
            .half_close(true)
            .serve_connection(TokioIo::new(Patient::new(stream, body_time, watched)), service);
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_to_accept_are_told_at_once_and_then_once_a_minute_with_their_number() {
        let mut failures = AcceptFailures::default();
        assert_eq!(failures.count(None), Some(1));
        let within = (1..60).map(|second| failures.count(Some(Duration::from_secs(second))));
        assert!(within.eq(std::iter::repeat_n(None, 59)), "the minute is not over");
        assert_eq!(failures.count(Some(TELLING)), Some(60), "those of the minute, and this one");
        assert_eq!(failures.count(Some(Duration::ZERO)), None);
    }
}
