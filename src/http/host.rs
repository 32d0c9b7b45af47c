//! What a `Host` may be: a name or an address, and a port (RFC 9112 section 3.2, RFC 3986 section 3.2.2).

use std::net::Ipv6Addr;

/// Bytes that a host name may have.
const LONGEST: usize = 255;

/// Whether a value of `Host` is one. An empty one is allowed, as for an address that has no host.
pub(super) fn is_host(value: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(value) else { return false };
    let (host, port) = match text.rfind(':') {
        // The colons of an IPv6 address stand in brackets.
        Some(at) if !text[at..].contains(']') => (&text[..at], &text[at + 1..]),
        _ => (text, ""),
    };
    is_name(host) && (port.is_empty() || port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok())
}

fn is_name(host: &str) -> bool {
    match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']').is_some_and(|inner| inner.parse::<Ipv6Addr>().is_ok()),
        None => host.len() <= LONGEST && is_registered_name(host.as_bytes()),
    }
}

/// Letters, digits, the marks that a name may have, and bytes written as `%XX`.
fn is_registered_name(host: &[u8]) -> bool {
    let mut rest = host;
    while let Some((byte, after)) = rest.split_first() {
        rest = match (byte, after) {
            (b'%', [first, second, after @ ..]) if first.is_ascii_hexdigit() && second.is_ascii_hexdigit() => after,
            (byte, after) if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(byte) => after,
            _ => return false,
        };
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_with_and_without_a_port_are_hosts() {
        for host in
            ["", "a", "shop.example", "a_b:8050", "127.0.0.1:80", "[::1]:8050", "[fd00::7]", "shop.example:", "x%41"]
        {
            assert!(is_host(host.as_bytes()), "{host}");
        }
    }

    #[test]
    fn whatever_else_stands_there_is_none() {
        let wrong = [
            "a b",
            "a/b",
            "a@b",
            "a:b",
            "a:70000",
            "a:1:2",
            "[::1",
            "::1",
            "[1.2.3.4]",
            "a\tb",
            "a?b",
            "a#b",
            "%zz",
            "a\\b",
            "<a>",
            "a:+1",
            "\u{ff41}",
        ];
        for host in wrong {
            assert!(!is_host(host.as_bytes()), "{host}");
        }
        assert!(!is_host(&[b'a', 0xff]) && !is_host("a".repeat(256).as_bytes()));
    }
}
