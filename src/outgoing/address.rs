//! Where a call goes, and how far it may go.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hyper::Uri;
use tokio_rustls::rustls::pki_types::ServerName;

/// How far a call may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// To a provider that the outlet's owner has named: over TLS, or on this machine.
    Provider,
    /// To a target that the outlet's owner has named: over TLS to the public network, or on this machine.
    Named,
    /// To whoever a partner has named: never to this machine or a private network, where the partner has no business.
    Public,
    /// Wherever a partner has named, because the outlet's owner trusts its partners that far.
    Anywhere,
}

/// Whether an address is one of the public network.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => match embedded(ip) {
            Some(four) => is_public_v4(four),
            None => is_public_v6(ip),
        },
    }
}

/// The older address that stands in a newer one: mapped, behind the well-known prefix of a translator, or in front of a 6to4
/// network.
fn embedded(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let parts = ip.segments();
    let four = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match parts {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => Some(four(high, low)),
        _ => ip.to_ipv4_mapped(),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [first, second, third, _] = ip.octets();
    let of_carriers = first == 100 && (64..128).contains(&second);
    let of_protocols = (first, second, third) == (192, 0, 0) || (first, second & 0xfe) == (198, 18);
    let is_near = ip.is_loopback() || ip.is_private() || ip.is_link_local() || first == 0;
    !(is_near || of_carriers || of_protocols || first >= 224)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    // All that is given out to networks of the world begins with 001; Teredo's tunnels and the documents' examples are none.
    first & 0xe000 == 0x2000 && !matches!((first, second), (0x2001, 0 | 0xdb8))
}

/// What a web address says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// Whether it is spoken to with TLS.
    pub(super) secure: bool,
    /// A name, or an IP address without brackets.
    pub(super) host: String,
    pub(super) port: u16,
    /// Host and port as in the `Host` header.
    pub(super) authority: String,
    /// Path and query.
    pub(super) target: String,
}

/// A port as it is written; one that is none must not become the scheme's own.
fn port_of(digits: &str) -> Option<u16> {
    let is_number = digits.bytes().all(|digit| digit.is_ascii_digit());
    digits.parse().ok().filter(|port| is_number && *port > 0)
}

/// What a provider's address must be.
const WANTED: &str = "begin with https://, or with http:// for a gateway on this machine, and name a host";
/// What a partner's address must be.
const WANTED_OF_PARTNER: &str = "begin with http:// or https:// and name a public host without a user";

impl Address {
    /// Reads a web address that may be called as far as `reach` goes.
    ///
    /// # Errors
    /// What it must be.
    pub(super) fn parse(url: &str, reach: Reach) -> Result<Self, &'static str> {
        let wanted = match reach {
            Reach::Provider | Reach::Named => WANTED,
            Reach::Public | Reach::Anywhere => WANTED_OF_PARTNER,
        };
        let address = Self::read(url).ok_or(wanted)?;
        let is_in_reach = match reach {
            Reach::Provider => address.secure || address.is_of_this_machine(),
            Reach::Named => address.is_of_this_machine() || (address.secure && address.may_be_public()),
            Reach::Public => address.may_be_public(),
            Reach::Anywhere => true,
        };
        if is_in_reach { Ok(address) } else { Err(wanted) }
    }

    fn read(url: &str) -> Option<Self> {
        let uri: Uri = url.parse().ok()?;
        let secure = match uri.scheme_str()? {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let authority = uri.authority()?;
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        if host.is_empty() || authority.as_str().contains('@') {
            return None;
        }
        let port = match authority.as_str().strip_prefix(authority.host())? {
            "" if secure => 443,
            "" => 80,
            port => port_of(port.strip_prefix(':')?)?,
        };
        let target = uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
        Some(Self { secure, port, authority: authority.to_string(), target, host })
    }

    /// Whether the host may be one of the public network: an address of it, or a name that is not one of this machine or its
    /// neighbours. Other spellings of addresses (`127.1`, `0x7f000001`) are no names.
    fn may_be_public(&self) -> bool {
        if let Some(ip) = self.ip() {
            return is_public(ip);
        }
        let host = self.host.trim_end_matches('.').to_ascii_lowercase();
        let last = host.rsplit('.').next().unwrap_or_default();
        let is_number = last.starts_with(|first: char| first.is_ascii_digit());
        host.contains('.')
            && !is_number
            && !matches!(last, "localhost" | "local" | "internal" | "lan" | "home" | "arpa")
    }

    /// The host if it is an IP address.
    pub(super) fn ip(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }

    /// The name that the provider's certificate must be for.
    pub(super) fn server_name(&self) -> Option<ServerName<'static>> {
        ServerName::try_from(self.host.clone()).ok()
    }

    /// Whether a call may go to what the host's name stands for: a public name may lead to a private address.
    pub(super) fn may_lead_to(&self, ip: IpAddr, reach: Reach) -> bool {
        match reach {
            Reach::Provider | Reach::Anywhere => true,
            Reach::Named if self.is_of_this_machine() => ip.is_loopback(),
            Reach::Named | Reach::Public => is_public(ip),
        }
    }

    fn is_of_this_machine(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost") || self.ip().is_some_and(|ip| ip.is_loopback())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_host_a_port_and_a_target() {
        let address = Address::parse("https://api.mch.example/pay/unifiedorder?a=1", Reach::Provider).unwrap();
        assert_eq!((address.secure, address.host.as_str(), address.port), (true, "api.mch.example", 443));
        assert_eq!((address.authority.as_str(), address.target.as_str()), ("api.mch.example", "/pay/unifiedorder?a=1"));
        let local = Address::parse("http://127.0.0.1:9000", Reach::Provider).unwrap();
        assert_eq!((local.port, local.target.as_str(), local.authority.as_str()), (9000, "/", "127.0.0.1:9000"));
        let six = Address::parse("http://[::1]:9000/a", Reach::Provider).unwrap();
        assert_eq!((six.host.as_str(), six.ip().is_some()), ("::1", true));
        assert!(Address::parse("https://[2001:db8::1]/", Reach::Provider).unwrap().server_name().is_some());
    }

    #[test]
    fn without_tls_only_this_machine_is_called() {
        for url in ["http://localhost/", "http://LOCALHOST:80/", "http://127.1.2.3/"] {
            assert!(Address::parse(url, Reach::Provider).is_ok(), "{url}");
        }
        for url in [
            "http://api.mch.example/",
            "http://192.168.1.2/",
            "http://localhost.example/",
            "http://localhost@api.mch.example/",
            "https://user:pass@api.mch.example/",
            "ftp://localhost/",
            "/pay",
            "localhost:80",
            "https://",
            "https:///pay",
            "https://api.mch.example:99999/",
            "https://api.mch.example:0/",
            "https://api.mch.example:/",
            "https://api.mch.example:+443/",
            "",
        ] {
            assert!(Address::parse(url, Reach::Provider).is_err(), "{url}");
        }
    }

    #[test]
    fn a_partner_leads_nobody_into_the_house() {
        for url in [
            "http://agency.example/replay?a=1",
            "https://agency.example:8443/",
            "http://8.8.8.8/",
            "http://[2606:4700::1111]/",
        ] {
            assert!(Address::parse(url, Reach::Public).is_ok(), "{url}");
        }
        for url in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0.0.0.0/",
            "http://localhost/",
            "http://a.localhost/",
            "http://printer/",
            "http://printer.local/",
            "http://10.1.2.3/",
            "http://172.31.0.1/",
            "http://192.168.1.1/",
            "http://169.254.169.254/",
            "http://100.64.0.1/",
            "http://198.19.0.1/",
            "http://224.0.0.1/",
            "http://255.255.255.255/",
            "http://[::1]/",
            "http://[fe80::1]/",
            "http://[fd00::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[2002:7f00:1::]/",
            "http://[2001:0:7f00:1::]/",
            "http://[2001:db8::1]/",
            "http://[::]/",
            "http://user@agency.example/",
            "ftp://agency.example/",
            "agency.example",
            "http://",
            "http://10.0.0.1.:80/",
        ] {
            assert!(Address::parse(url, Reach::Public).is_err(), "{url}");
        }
        let private = "http://192.168.1.1:8080/replay";
        assert!(Address::parse(private, Reach::Anywhere).is_ok() && Address::parse(private, Reach::Provider).is_err());
        assert!(Address::parse("http://user:pw@127.0.0.1/x", Reach::Anywhere).is_err());
    }

    /// A public name may stand for a private address: that is seen when it is looked up.
    #[test]
    fn what_a_name_leads_to_is_looked_at_again() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let named = Address::parse("https://agency.example/", Reach::Public).unwrap();
        let leads = |text: &str, reach| named.may_lead_to(ip(text), reach);
        assert!(!leads("127.0.0.1", Reach::Public) && !leads("fe80::1", Reach::Public));
        assert!(leads("8.8.8.8", Reach::Public) && leads("10.0.0.1", Reach::Anywhere));
        assert!(
            !leads("10.0.0.1", Reach::Named) && !leads("127.0.0.1", Reach::Named) && leads("8.8.8.8", Reach::Named)
        );
        let here = Address::parse("http://localhost:9000/", Reach::Named).unwrap();
        assert!(here.may_lead_to(ip("127.0.0.1"), Reach::Named) && !here.may_lead_to(ip("8.8.8.8"), Reach::Named));
    }

    #[test]
    fn a_target_of_the_owners_is_called_over_tls_or_on_this_machine() {
        for url in
            ["https://hooks.example/in?a=1", "http://127.0.0.1:8080/in", "http://[::1]/in", "https://localhost/in"]
        {
            assert!(Address::parse(url, Reach::Named).is_ok(), "{url}");
        }
        for url in [
            "http://hooks.example/in",
            "https://10.0.0.1/in",
            "https://169.254.169.254/in",
            "https://printer.local/in",
            "https://user:pw@hooks.example/in",
        ] {
            assert!(Address::parse(url, Reach::Named).is_err(), "{url}");
        }
        assert!(Address::parse("https://10.0.0.1/in", Reach::Provider).is_ok(), "where the owner says so");
    }
}
