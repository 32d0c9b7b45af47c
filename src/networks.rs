//! Addresses and networks, as settings name them and as limits count them.

use std::net::{IpAddr, Ipv6Addr};

/// Bits of an IPv6 address that name a household or an office; the others are its own to change at will.
const HOUSEHOLD_BITS: u8 = 64;

/// A set of addresses and networks, such as `127.0.0.1, 10.0.0.0/8, fd00::/8`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Vec<(IpAddr, u8)>);

impl Networks {
    /// Reads addresses and networks between commas or blanks; an address alone is a network of one.
    ///
    /// # Errors
    /// The part that is neither.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = text.split([',', ' ', '\t', '\n']).filter(|part| !part.is_empty());
        parts.map(|part| network(part).ok_or_else(|| part.to_owned())).collect::<Result<_, _>>().map(Self)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an address lies in one of them. An IPv4 address is the same however it is written.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|(network, bits)| {
            network.is_ipv4() == address.is_ipv4() && masked(address, *bits) == masked(*network, *bits)
        })
    }
}

fn network(text: &str) -> Option<(IpAddr, u8)> {
    let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
    let address = address.parse::<IpAddr>().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = bits.map_or(Some(most), |bits| bits.parse().ok().filter(|bits| *bits <= most))?;
    Some((address, bits))
}

fn masked(address: IpAddr, bits: u8) -> u128 {
    let (number, width) = match address {
        IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
        IpAddr::V6(address) => (u128::from(address), 128),
    };
    number.checked_shr(width - u32::from(bits.min(width as u8))).unwrap_or(0)
}

/// Whom limits count under an address: an IPv4 address itself, of an IPv6 address the network of 64 bits that one household has, so
/// that nobody is many by having many addresses.
#[must_use]
pub fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(own) => {
            let shift = 128 - u32::from(HOUSEHOLD_BITS);
            IpAddr::V6(Ipv6Addr::from((u128::from(own) >> shift) << shift))
        }
        own @ IpAddr::V4(_) => own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_lies_in_its_networks_alone() {
        let networks = Networks::parse("127.0.0.1, 10.0.0.0/8 fd00::/8,192.0.2.7/32").unwrap();
        for inside in ["127.0.0.1", "10.255.0.1", "fd12::1", "::ffff:10.1.2.3", "192.0.2.7"] {
            assert!(networks.contains(ip(inside)), "{inside}");
        }
        for outside in ["127.0.0.2", "11.0.0.1", "fe80::1", "::1", "192.0.2.8"] {
            assert!(!networks.contains(ip(outside)), "{outside}");
        }
        assert!(Networks::parse("0.0.0.0/0").unwrap().contains(ip("203.0.113.9")));
        assert!(!Networks::parse("").unwrap().contains(ip("127.0.0.1")));
    }

    #[test]
    fn what_is_no_network_is_named() {
        for wrong in ["localhost", "10.0.0.0/33", "10.0.0/8", "fd00::/129", "10.0.0.0/x", "10.0.0.0/"] {
            assert_eq!(Networks::parse(&format!("127.0.0.1,{wrong}")), Err(wrong.to_owned()));
        }
    }

    #[test]
    fn a_household_of_ipv6_is_one_caller_and_two_ipv4_addresses_are_two() {
        assert_eq!(household(ip("2001:db8:1:2:3::4")), household(ip("2001:db8:1:2:ffff::1")));
        assert_ne!(household(ip("2001:db8:1:2::1")), household(ip("2001:db8:1:3::1")));
        assert_ne!(household(ip("192.0.2.1")), household(ip("192.0.2.2")));
        assert_eq!(household(ip("::ffff:192.0.2.1")), ip("192.0.2.1"));
    }
}
