//! From a provider's name to its addresses.

use std::io;
use std::net::SocketAddr;

use super::address::Address;

/// The addresses of a host; without TLS those of this machine alone, whatever a name server says.
pub(super) async fn look_up(address: &Address) -> io::Result<Vec<SocketAddr>> {
    if let Some(ip) = address.ip() {
        return Ok(vec![SocketAddr::new(ip, address.port)]);
    }
    let found = tokio::net::lookup_host((address.host.as_str(), address.port)).await?;
    Ok(found.filter(|socket| address.secure || socket.ip().is_loopback()).collect())
}
