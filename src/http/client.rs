//! Who a request comes from, where a proxy stands in front.
//!
//! A proxy that the settings trust names the client in `X-Forwarded-For` or in `Forwarded` (RFC 7239). Each proxy appends whom it
//! heard from, so the list is read from its end: the last address that is no trusted proxy is the client, and whatever stands
//! before it is what that client claims. From others these headers mean nothing.
//!
//! Where a proxy names somebody and it cannot be told whom, the client is [`NOWHERE`]: it stands in no network of the house and is not
//! this machine, and all such clients count as one. To take the proxy's own address instead would let a client choose to be the proxy.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use hyper::header::{FORWARDED, HeaderMap, HeaderName};

use crate::networks::Networks;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The address of a client that a proxy has named and nobody can read.
const NOWHERE: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

/// The other end as a request has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Client {
    /// Its address.
    pub(super) address: IpAddr,
    /// How it speaks to the proxy in front, if a trusted one has said so.
    pub(super) scheme: Option<&'static str>,
}

/// The client of a connection from `peer`.
pub(super) fn client(peer: IpAddr, headers: &HeaderMap, trusted: &Networks) -> Client {
    let own = Client { address: peer, scheme: None };
    if !trusted.contains(peer) {
        return own;
    }
    let (list, elements) = (lines(headers, &FORWARDED_FOR), lines(headers, &FORWARDED));
    let by_list = list.as_deref().map(|text| last_stranger(peer, text.split(',').map(str::trim), trusted));
    let by_element = elements.as_deref().map(|text| {
        let named = text.split(',').map(|element| parameter(element, "for").unwrap_or(""));
        last_stranger(peer, named, trusted)
    });
    let address = match (by_list, by_element) {
        // A proxy writes one of the two and hands the other on as its client has sent it: where they differ, one is invented.
        (Some(list), Some(element)) if list != element => NOWHERE,
        (list, element) => list.or(element).unwrap_or(peer),
    };
    Client { address, scheme: scheme(headers, elements.as_deref()) }
}

/// All lines of a header as one list. What is no text spoils its own element and none that a proxy has appended to it.
fn lines(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let lines: Vec<_> = headers.get_all(name).iter().map(|line| String::from_utf8_lossy(line.as_bytes())).collect();
    (!lines.is_empty()).then(|| lines.join(","))
}

/// The last address of a list that is no trusted proxy; [`NOWHERE`] where what stands before the proxies cannot be read.
fn last_stranger<'l>(peer: IpAddr, named: impl DoubleEndedIterator<Item = &'l str>, trusted: &Networks) -> IpAddr {
    let mut last = peer;
    for text in named.rev() {
        let Some(address) = address(text) else { return NOWHERE };
        last = address;
        if !trusted.contains(address) {
            break;
        }
    }
    last
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`, each with or without quotes.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let found = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    found.map(|address: IpAddr| address.to_canonical())
}

/// The value of a parameter of one element of `Forwarded`.
fn parameter<'e>(element: &'e str, name: &str) -> Option<&'e str> {
    let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(known, value)| (known.trim(), value.trim()))
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|pair| pair.1)
}

/// What the nearest proxy says of the way to it.
fn scheme(headers: &HeaderMap, elements: Option<&str>) -> Option<&'static str> {
    let listed = lines(headers, &FORWARDED_PROTO);
    let of_element = || elements?.rsplit(',').next().and_then(|element| parameter(element, "proto"));
    let said = listed.as_deref().and_then(|text| text.rsplit(',').next()).or_else(of_element)?;
    let said = said.trim().trim_matches('"');
    ["https", "http"].into_iter().find(|known| said.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, trusted: &str, headers: &[(&'static str, &str)]) -> (String, Option<&'static str>) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        let found = client(peer.parse().unwrap(), &map, &Networks::parse(trusted).unwrap());
        (found.address.to_string(), found.scheme)
    }

    #[test]
    fn a_trusted_proxy_names_the_client_and_nobody_else_does() {
        let headers = [("x-forwarded-for", "203.0.113.9"), ("x-forwarded-proto", "https")];
        assert_eq!(seen("10.0.0.1", "10.0.0.0/8", &headers), ("203.0.113.9".to_owned(), Some("https")));
        assert_eq!(seen("192.0.2.1", "10.0.0.0/8", &headers), ("192.0.2.1".to_owned(), None));
        assert_eq!(seen("10.0.0.1", "", &headers), ("10.0.0.1".to_owned(), None));
        let element = [("forwarded", "for=\"[2001:db8::7]:4711\";proto=HTTPS;by=10.0.0.1")];
        assert_eq!(seen("10.0.0.1", "10.0.0.1", &element), ("2001:db8::7".to_owned(), Some("https")));
    }

    #[test]
    fn what_a_client_claims_before_the_proxy_s_own_word_does_not_count() {
        let far = |list: &str| seen("10.0.0.1", "10.0.0.0/8", &[("x-forwarded-for", list)]).0;
        assert_eq!(far("127.0.0.1, 203.0.113.9"), "203.0.113.9");
        assert_eq!(far("198.51.100.1, 203.0.113.9, 10.0.0.2"), "203.0.113.9", "two proxies of ours");
        assert_eq!(far("unknown, 10.0.0.2"), "0.0.0.0", "what cannot be read is nobody");
        assert_eq!(far(""), "0.0.0.0");
        assert_eq!(far("203.0.113.9:5123"), "203.0.113.9");
        let two = [("x-forwarded-for", "198.51.100.1"), ("x-forwarded-for", "203.0.113.9")];
        assert_eq!(seen("10.0.0.1", "10.0.0.1", &two).0, "203.0.113.9");
    }

    #[test]
    fn where_both_headers_stand_they_must_agree() {
        let both = |element: &'static str| {
            seen("10.0.0.1", "10.0.0.1", &[("x-forwarded-for", "203.0.113.9"), ("forwarded", element)]).0
        };
        assert_eq!(both("for=203.0.113.9"), "203.0.113.9");
        assert_eq!(both("for=198.51.100.1"), "0.0.0.0", "one of them is the client's invention");
    }

    #[test]
    fn bytes_that_are_no_text_do_not_hide_what_the_proxy_has_appended() {
        let seen = |list: &[u8]| {
            let mut map = HeaderMap::new();
            map.append(FORWARDED_FOR, hyper::header::HeaderValue::from_bytes(list).unwrap());
            client("10.0.0.1".parse().unwrap(), &map, &Networks::parse("10.0.0.1").unwrap()).address.to_string()
        };
        assert_eq!(seen(b"\xff, 203.0.113.9"), "203.0.113.9");
        assert_eq!(seen(b"203.0.113.9, \xff"), "0.0.0.0", "and the proxy's own address is nobody's to have");
    }
}
