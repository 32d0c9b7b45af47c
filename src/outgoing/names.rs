//! From a provider's name to its addresses: this machine's own table, then its name servers.
//!
//! The C library's resolver is passed by. A static executable would load shared libraries of the machine with it, which may be of
//! another version. What a name server says is not trusted further than TLS confirms it.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::time::timeout;

use super::address::Address;
use super::question::{Kind, Query};
use crate::random::Ids;

/// This machine's own table.
const HOSTS: &str = "/etc/hosts";
/// Which name servers it asks.
const SERVERS: &str = "/etc/resolv.conf";
/// Name servers that are asked, one after the other.
const MAX_SERVERS: usize = 3;
/// Time for a name server's answer.
const TIME: Duration = Duration::from_millis(1500);

/// The addresses of a host, at least one.
pub(super) async fn look_up(address: &Address) -> io::Result<Vec<SocketAddr>> {
    let sockets = |ips: Vec<IpAddr>| ips.into_iter().map(|ip| SocketAddr::new(ip, address.port)).collect();
    if let Some(ip) = address.ip() {
        return Ok(sockets(vec![ip]));
    }
    // Whatever a table or a server says, this is the machine itself.
    if address.host.eq_ignore_ascii_case("localhost") {
        return Ok(sockets(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]));
    }
    let own = in_table(&std::fs::read_to_string(HOSTS).unwrap_or_default(), &address.host);
    if !own.is_empty() {
        return Ok(sockets(own));
    }
    let servers = servers(&std::fs::read_to_string(SERVERS).unwrap_or_default());
    ask_in_turn(&servers, &address.host, &mut Ids::fresh()).await.map(sockets)
}

async fn ask_in_turn(servers: &[SocketAddr], host: &str, ids: &mut Ids) -> io::Result<Vec<IpAddr>> {
    let mut last = io::Error::other("no name server knows it");
    for server in servers {
        for kind in [Kind::Four, Kind::Six] {
            match timeout(TIME, ask(*server, host, kind, ids)).await.unwrap_or_else(|slow| Err(slow.into())) {
                Ok(found) if !found.is_empty() => return Ok(found),
                Ok(_) => {}
                // A server that does not answer one question will not answer the other.
                Err(error) => {
                    last = error;
                    break;
                }
            }
        }
    }
    Err(last)
}

/// One question to one server. Answers to other questions are waited past: somebody may be guessing.
async fn ask(server: SocketAddr, host: &str, kind: Kind, ids: &mut Ids) -> io::Result<Vec<IpAddr>> {
    let [high, low, ..] = ids.bytes();
    let wrong = || io::Error::new(io::ErrorKind::InvalidInput, "it is no host name");
    let query = Query::new(u16::from_be_bytes([high, low]), host, kind).ok_or_else(wrong)?;
    let any: IpAddr = if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind((any, 0)).await?;
    socket.connect(server).await?;
    socket.send(query.bytes()).await?;
    let mut answer = [0; 4096];
    loop {
        let length = socket.recv(&mut answer).await?;
        if let Some(found) = query.answers(&answer[..length]) {
            return Ok(found);
        }
    }
}

/// The addresses of a host in a table of lines with an address and names.
fn in_table(table: &str, host: &str) -> Vec<IpAddr> {
    let line = |line: &str| {
        let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
        let ip = words.next()?.parse().ok()?;
        words.any(|name| name.eq_ignore_ascii_case(host)).then_some(ip)
    };
    table.lines().filter_map(line).collect()
}

/// The name servers of a resolver's configuration; without any it is this machine.
fn servers(configuration: &str) -> Vec<SocketAddr> {
    let server = |line: &str| {
        let mut words = line.split_whitespace();
        // An address may carry the name of an interface behind it, which is not understood here.
        let ip = words.next().filter(|word| *word == "nameserver").and_then(|_| words.next());
        ip.and_then(|ip| ip.parse().ok()).map(|ip: IpAddr| SocketAddr::new(ip, 53))
    };
    let mut found: Vec<_> = configuration.lines().filter_map(server).take(MAX_SERVERS).collect();
    if found.is_empty() {
        found.push(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 53));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_s_own_table_is_read() {
        let table = "# own\n127.0.0.1 localhost\n10.0.0.7\tpay.example  PAY # here\n::1 pay.example\nnonsense\n10.0.0.8 # pay\n";
        let found = in_table(table, "Pay.Example");
        assert_eq!(found, ["10.0.0.7".parse::<IpAddr>().unwrap(), "::1".parse().unwrap()]);
        assert!(in_table(table, "pay.exampl").is_empty());
        let two =
            servers("search a\nnameserver 10.0.0.1\n#nameserver 10.0.0.2\nnameserver fe80::1%eth0\nnameserver ::1\n");
        assert_eq!(two, ["10.0.0.1:53".parse().unwrap(), "[::1]:53".parse().unwrap()]);
        assert_eq!(servers(""), ["127.0.0.1:53".parse().unwrap()]);
        assert_eq!(servers(&"nameserver ::1\n".repeat(9)).len(), MAX_SERVERS);
    }

    #[tokio::test]
    async fn a_server_that_is_silent_is_passed_over_and_forged_answers_are_waited_past() {
        let (silent, speaking) =
            (UdpSocket::bind("127.0.0.1:0").await.unwrap(), UdpSocket::bind("127.0.0.1:0").await.unwrap());
        let servers = [silent.local_addr().unwrap(), speaking.local_addr().unwrap()];
        let server = tokio::spawn(async move {
            let mut asked = [0; 512];
            let (length, from) = speaking.recv_from(&mut asked).await.unwrap();
            let mut answer = asked[..length].to_vec();
            (answer[2], answer[7]) = (0x81, 1);
            answer.extend_from_slice(&[0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 7]);
            let mut forged = answer.clone();
            forged[0] ^= 1;
            *forged.last_mut().unwrap() = 66;
            speaking.send_to(&forged, from).await.unwrap();
            speaking.send_to(&answer, from).await.unwrap();
        });
        let found = ask_in_turn(&servers, "pay.example", &mut Ids::seeded(1)).await.unwrap();
        assert_eq!(found, ["10.0.0.7".parse::<IpAddr>().unwrap()]);
        server.await.unwrap();
        assert!(ask_in_turn(&servers[..1], "no host", &mut Ids::seeded(1)).await.is_err());
    }
}
