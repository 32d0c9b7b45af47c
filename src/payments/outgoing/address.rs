//! The address of a provider.

use std::net::IpAddr;

use hyper::Uri;
use tokio_rustls::rustls::pki_types::ServerName;

/// What a web address of a provider says.
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

/// What an address must be.
const WANTED: &str = "begin with https://, or with http:// for a gateway on this machine, and name a host";

impl Address {
    /// Reads a web address. Without TLS only this machine may be called.
    ///
    /// # Errors
    /// What it must be.
    pub(super) fn parse(url: &str) -> Result<Self, &'static str> {
        let uri: Uri = url.parse().map_err(|_| WANTED)?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(WANTED),
        };
        let authority = uri.authority().ok_or(WANTED)?;
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        if host.is_empty() || authority.as_str().contains('@') {
            return Err(WANTED);
        }
        let port = authority.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let target = uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
        let address = Self { secure, port, authority: authority.to_string(), target, host };
        if secure || address.is_of_this_machine() { Ok(address) } else { Err(WANTED) }
    }

    /// The host if it is an IP address.
    pub(super) fn ip(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }

    /// The name that the provider's certificate must be for.
    pub(super) fn server_name(&self) -> Option<ServerName<'static>> {
        ServerName::try_from(self.host.clone()).ok()
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
        let address = Address::parse("https://api.mch.example/pay/unifiedorder?a=1").unwrap();
        assert_eq!((address.secure, address.host.as_str(), address.port), (true, "api.mch.example", 443));
        assert_eq!((address.authority.as_str(), address.target.as_str()), ("api.mch.example", "/pay/unifiedorder?a=1"));
        let local = Address::parse("http://127.0.0.1:9000").unwrap();
        assert_eq!((local.port, local.target.as_str(), local.authority.as_str()), (9000, "/", "127.0.0.1:9000"));
        let six = Address::parse("http://[::1]:9000/a").unwrap();
        assert_eq!((six.host.as_str(), six.ip().is_some()), ("::1", true));
        assert!(Address::parse("https://[2001:db8::1]/").unwrap().server_name().is_some());
    }

    #[test]
    fn without_tls_only_this_machine_is_called() {
        for url in ["http://localhost/", "http://LOCALHOST:80/", "http://127.1.2.3/"] {
            assert!(Address::parse(url).is_ok(), "{url}");
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
            "",
        ] {
            assert!(Address::parse(url).is_err(), "{url}");
        }
    }
}
