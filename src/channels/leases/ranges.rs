//! Addresses as the staff types them: one by one or in ranges such as `198.51.100.0/28`, between commas, blanks or lines.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::stock;

/// Addresses that one call takes in.
pub(super) const MAX_ADDRESSES: usize = 1024;
/// A range of so many bits has [`MAX_ADDRESSES`] addresses.
const MAX_BITS: u32 = 10;

/// All addresses of a text, each once. A range means each of its addresses, its first and last too: what is routed here is
/// leased. `None` for a text without addresses, with too many, with a range that does not begin where it says, and with
/// addresses that no machine can have.
pub(super) fn addresses(text: &str) -> Option<BTreeSet<IpAddr>> {
    let mut found = BTreeSet::new();
    for entry in text.split([',', ';', '，', '\n', '\r', '\t', ' ']).filter(|entry| !entry.is_empty()) {
        found.extend(range(entry)?);
        if found.len() > MAX_ADDRESSES {
            return None;
        }
    }
    let usable = !found.is_empty() && found.iter().all(|address| is_leasable(*address));
    usable.then_some(found)
}

fn range(entry: &str) -> Option<Vec<IpAddr>> {
    let Some((first, length)) = entry.split_once('/') else { return Some(vec![stock::address(entry)?]) };
    let first = stock::address(first)?;
    let width = if first.is_ipv4() { 32 } else { 128 };
    let is_plain = !length.is_empty() && length.bytes().all(|letter| letter.is_ascii_digit());
    let free = is_plain.then(|| length.parse().ok()).flatten().and_then(|length: u32| width_left(width, length))?;
    let (begin, count) = (number(first), 1_u128 << free);
    let begins_there = begin % count == 0;
    begins_there.then(|| (begin..begin + count).map(|number| of_number(number, first)).collect())
}

/// The bits in which the addresses of a range differ, if these are not too many.
fn width_left(width: u32, length: u32) -> Option<u32> {
    width.checked_sub(length).filter(|bits| *bits <= MAX_BITS)
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits(),
    }
}

/// The address of a number, of the same family as another one.
fn of_number(number: u128, like: IpAddr) -> IpAddr {
    match (like, u32::try_from(number)) {
        (IpAddr::V4(_), Ok(bits)) => Ipv4Addr::from_bits(bits).into(),
        _ => Ipv6Addr::from_bits(number).into(),
    }
}

fn is_leasable(address: IpAddr) -> bool {
    let special = address.is_unspecified() || address.is_loopback() || address.is_multicast();
    !special && address != IpAddr::V4(Ipv4Addr::BROADCAST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Option<Vec<String>> {
        addresses(text).map(|found| found.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn addresses_come_one_by_one_and_in_ranges_each_once() {
        let found = texts("198.51.100.7, 198.51.100.4/30\n198.51.100.5;2001:db8::1\r\n::ffff:198.51.100.7").unwrap();
        assert_eq!(found, ["198.51.100.4", "198.51.100.5", "198.51.100.6", "198.51.100.7", "2001:db8::1"]);
        assert_eq!(texts("192.0.2.9/32").unwrap(), ["192.0.2.9"]);
        assert_eq!(texts("2001:db8::/127").unwrap(), ["2001:db8::", "2001:db8::1"]);
        assert_eq!(texts("10.1.0.0/22").unwrap().len(), 1024);
        assert_eq!(texts("2001:db8::/118").unwrap().len(), 1024);
    }

    #[test]
    fn what_is_no_address_or_too_many_is_refused_as_a_whole() {
        for text in [
            "",
            " ,\n",
            "198.51.100.300",
            "198.51.100.7/33",
            "198.51.100.7/",
            "198.51.100.7/+30",
            "198.51.100.5/30",
            "198.51.100.4/30/30",
            "10.0.0.0/21",
            "10.0.0.0/8",
            "::/0",
            "2001:db8::/117",
            "10.0.0.0/22,192.0.2.1",
            "192.0.2.1,nonsense",
            "0.0.0.0",
            "127.0.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "192.0.2.1-192.0.2.9",
        ] {
            assert_eq!(texts(text), None, "{text}");
        }
    }
}
