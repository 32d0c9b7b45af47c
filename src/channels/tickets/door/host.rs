//! The host and port that a client asked, which its code covers.

/// A host without its port, and the port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// As it was written; brackets around an address of IPv6 stay.
    pub name: String,
    /// The port, by default the scheme's.
    pub port: u16,
}

impl Host {
    /// The configured public address where there is one, because a proxy in front may change the `Host` header; else that header,
    /// whose port is by default that of the `scheme` that this server speaks itself.
    #[must_use]
    pub fn of(public_url: &str, header: Option<&str>, scheme: &str) -> Option<Self> {
        if let Some(rest) = public_url.strip_prefix("https://") {
            return Self::parse(rest.split('/').next()?, 443);
        }
        if let Some(rest) = public_url.strip_prefix("http://") {
            return Self::parse(rest.split('/').next()?, 80);
        }
        Self::parse(header?, if scheme == "https" { 443 } else { 80 })
    }

    fn parse(text: &str, default_port: u16) -> Option<Self> {
        let text = text.trim();
        let end_of_name =
            if text.starts_with('[') { text.find(']')? + 1 } else { text.find(':').unwrap_or(text.len()) };
        let (name, rest) = text.split_at(end_of_name);
        let port = match rest.strip_prefix(':') {
            Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => port.parse().ok()?,
            None if rest.is_empty() => default_port,
            _ => return None,
        };
        (!name.is_empty()).then(|| Self { name: name.to_owned(), port })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(public_url: &str, header: Option<&str>) -> Option<(String, u16)> {
        Host::of(public_url, header, "http").map(|host| (host.name, host.port))
    }

    #[test]
    fn the_host_header_counts_unless_a_public_address_is_configured() {
        let table = [
            ("", Some("127.0.0.1:8080"), Some(("127.0.0.1", 8080))),
            ("", Some("Outlet.example"), Some(("Outlet.example", 80))),
            ("", Some("[::1]:8080"), Some(("[::1]", 8080))),
            ("", Some("[::1]"), Some(("[::1]", 80))),
            ("https://tickets.example", Some("10.0.0.1:8050"), Some(("tickets.example", 443))),
            ("https://tickets.example:8443/base", None, Some(("tickets.example", 8443))),
            ("http://tickets.example", None, Some(("tickets.example", 80))),
            ("", None, None),
            ("", Some(""), None),
            ("", Some(":80"), None),
            ("", Some("a:b"), None),
            ("", Some("a:70000"), None),
            ("", Some("::1"), None),
            ("", Some("[::1"), None),
        ];
        for (public_url, header, wanted) in table {
            let wanted = wanted.map(|(name, port)| (name.to_owned(), port));
            assert_eq!(host(public_url, header), wanted, "{public_url} {header:?}");
        }
    }

    /// A client of a server with a certificate of its own leaves the port out where it is 443, and signs that one.
    #[test]
    fn a_port_that_is_not_named_is_the_one_of_the_servers_scheme() {
        let port = |header, scheme| Host::of("", Some(header), scheme).map(|host| host.port);
        assert_eq!((port("outlet.example", "https"), port("outlet.example", "http")), (Some(443), Some(80)));
        assert_eq!((port("[::1]", "https"), port("outlet.example:8443", "https")), (Some(443), Some(8443)));
    }
}
