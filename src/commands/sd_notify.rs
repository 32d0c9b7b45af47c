//! Word to the service manager (`systemd`, Type=notify): that the server is ready, alive, stopping.
//!
//! The protocol is a datagram of `NAME=value` lines to the socket that `NOTIFY_SOCKET` names (`sd_notify(3)`). Without that
//! variable nobody waits for word and nothing is sent.

use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::sync::Arc;
use std::time::Duration;

use crate::outlet::Outlet;
use crate::store::StoreError;

/// The service manager that has started the server, if one did.
pub(super) struct Manager {
    socket: Option<(UnixDatagram, SocketAddr)>,
    /// Time without word after which it restarts the server.
    patience: Option<Duration>,
}

impl Manager {
    pub(super) fn from_environment() -> Self {
        let name = std::env::var("NOTIFY_SOCKET").ok();
        let address = name.and_then(|name| match name.strip_prefix('@') {
            Some(name) => SocketAddr::from_abstract_name(name).ok(),
            None => SocketAddr::from_pathname(name).ok(),
        });
        let socket = address.and_then(|address| Some((UnixDatagram::unbound().ok()?, address)));
        Self { socket, patience: patience() }
    }

    pub(super) fn tell(&self, word: &str) {
        if let Some((socket, address)) = &self.socket
            && let Err(error) = socket.send_to_addr(word.as_bytes(), address)
        {
            tracing::warn!(%error, word, "the service manager cannot be told");
        }
    }

    /// Tells again and again that the server lives, as long as the writer thread answers: whatever it answers, a full disk is no
    /// reason to restart, but one that hangs is. Ends only when it is dropped.
    pub(super) async fn keep_telling(&self, outlet: &Arc<Outlet>) {
        let Some(patience) = self.patience else { return std::future::pending().await };
        let pause = patience / 3;
        loop {
            let probe = outlet.store.write(|_| Ok::<_, StoreError>(()));
            if tokio::time::timeout(pause, probe).await.is_ok() {
                self.tell("WATCHDOG=1");
            } else {
                tracing::error!("the writer thread does not answer; the service manager will restart the server");
            }
            tokio::time::sleep(pause).await;
        }
    }
}

/// The time is meant for this process alone, not for one that it was started by.
fn patience() -> Option<Duration> {
    let number = |name| std::env::var(name).ok()?.parse::<u64>().ok();
    let meant = number("WATCHDOG_PID").is_none_or(|id| id == u64::from(std::process::id()));
    number("WATCHDOG_USEC").filter(|micros| meant && *micros > 0).map(Duration::from_micros)
}
