//! Where the server listens: an address of its own, or a socket that the service manager holds for it over restarts.

use listenfd::ListenFd;
use tokio::net::TcpListener;

/// The socket that the service manager has handed over, else a new one on `address`.
///
/// # Errors
/// A sentence that says what to do.
pub(super) async fn open(address: &str) -> Result<TcpListener, String> {
    let handed = |error: std::io::Error| format!("The socket of the service manager cannot be used: {error}.");
    match ListenFd::from_env().take_tcp_listener(0).map_err(handed)? {
        Some(socket) => {
            socket.set_nonblocking(true).map_err(handed)?;
            TcpListener::from_std(socket).map_err(handed)
        }
        None => TcpListener::bind(address)
            .await
            .map_err(|error| format!("{address} cannot be listened on: {error}; choose another with --listen.")),
    }
}
