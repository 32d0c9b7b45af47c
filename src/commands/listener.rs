//! Where the server listens: an address of its own, or a socket that the service manager holds for it over restarts.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use listenfd::ListenFd;
use tokio::net::TcpListener;

use crate::clock::Stopwatch;
use crate::config::SETTINGS;

/// Time for all that wait at the socket when the outlet does not open.
const TURNING_AWAY: Duration = Duration::from_secs(2);
/// Time for one of them to say what it wants.
const ONE: Duration = Duration::from_millis(200);
/// What each of them is told.
const CLOSED: &str = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 60\r\n\
    Content-Type: text/plain; charset=utf-8\r\nContent-Length: 57\r\n\r\n\
    The outlet does not open; its log says why and what helps";

/// The socket that the service manager has handed over, else a new one on `address`.
///
/// # Errors
/// A sentence that says what to do.
pub(super) async fn open(address: &str) -> Result<TcpListener, String> {
    let handed = |error: std::io::Error| format!("The socket of the service manager cannot be used: {error}.");
    match ListenFd::from_env().take_tcp_listener(0).map_err(handed)? {
        Some(socket) => {
            tell_what_counts(address, &socket.local_addr().map_err(handed)?.to_string());
            socket.set_nonblocking(true).map_err(handed)?;
            TcpListener::from_std(socket).map_err(handed)
        }
        None => TcpListener::bind(address)
            .await
            .map_err(|error| format!("{address} cannot be listened on: {error}; choose another with --listen.")),
    }
}

/// Says that the setting has no effect, to whoever has chosen an address and wonders why nobody listens there.
fn tell_what_counts(setting: &str, socket: &str) {
    let default = SETTINGS.iter().find(|known| known.name == "server.listen").map(|known| known.default);
    if setting != socket && Some(setting) != default {
        tracing::warn!(
            setting,
            socket,
            "server.listen is ignored: the service manager's socket counts (outpost.socket)"
        );
    }
}

/// Answers whoever waits at the service manager's socket when the outlet does not open. Without that they would wait for a server
/// that never comes, and the manager would start it for them again and again.
pub(super) fn turn_away() {
    let Ok(Some(socket)) = ListenFd::from_env().take_tcp_listener(0) else { return };
    if socket.set_nonblocking(true).is_err() {
        return;
    }
    let watch = Stopwatch::start();
    while watch.elapsed() < TURNING_AWAY
        && let Ok((caller, _)) = socket.accept()
    {
        // Whoever has left meanwhile need not be told.
        let _ = tell_closed(caller);
    }
}

/// The request is read first: bytes that nobody has read would take the answer back.
fn tell_closed(mut caller: TcpStream) -> std::io::Result<()> {
    caller.set_nonblocking(false)?;
    caller.set_read_timeout(Some(ONE))?;
    caller.set_write_timeout(Some(ONE))?;
    let _ = caller.read(&mut [0; 16 * 1024]);
    caller.write_all(CLOSED.as_bytes())?;
    caller.shutdown(Shutdown::Write)
}
