//! A question to a name server and the addresses in its answer (RFC 1035).

use std::net::IpAddr;

/// Which addresses are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// IPv4, `A`.
    Four,
    /// IPv6, `AAAA`.
    Six,
}

impl Kind {
    fn number(self) -> u16 {
        match self {
            Self::Four => 1,
            Self::Six => 28,
        }
    }

    fn address(self, data: &[u8]) -> Option<IpAddr> {
        match self {
            Self::Four => <[u8; 4]>::try_from(data).ok().map(IpAddr::from),
            Self::Six => <[u8; 16]>::try_from(data).ok().map(IpAddr::from),
        }
    }
}

/// Bytes of a message before its question.
const HEAD: usize = 12;
/// The class of internet addresses.
const INTERNET: u16 = 1;
/// Bytes of a name, and of one of its parts.
const MAX_NAME_LEN: usize = 253;
const MAX_PART_LEN: usize = 63;

/// One question as it is sent.
pub(super) struct Query {
    message: Vec<u8>,
    kind: Kind,
}

impl Query {
    /// The question for a host's addresses; `None` for what is no host name.
    pub(super) fn new(id: u16, host: &str, kind: Kind) -> Option<Self> {
        let host = host.trim_end_matches('.');
        // Recursion is wanted; there is one question.
        let mut message = [&id.to_be_bytes()[..], &[1, 0, 0, 1, 0, 0, 0, 0, 0, 0]].concat();
        for part in host.split('.') {
            let fits = part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
            let length =
                u8::try_from(part.len()).ok().filter(|length| (1..=MAX_PART_LEN).contains(&usize::from(*length)))?;
            if !fits || host.len() > MAX_NAME_LEN {
                return None;
            }
            message.push(length);
            message.extend_from_slice(part.as_bytes());
        }
        message.push(0);
        message.extend_from_slice(&kind.number().to_be_bytes());
        message.extend_from_slice(&INTERNET.to_be_bytes());
        Some(Self { message, kind })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.message
    }

    /// The addresses in an answer, none where there are none; `None` for what is no answer to this question.
    pub(super) fn answers(&self, answer: &[u8]) -> Option<Vec<IpAddr>> {
        let head = answer.get(..HEAD)?;
        let is_answer = head[..2] == self.message[..2] && head[2] & 0x80 != 0 && head[4..6] == [0, 1];
        let question = answer.get(HEAD..self.message.len())?;
        if !is_answer || !question.eq_ignore_ascii_case(&self.message[HEAD..]) {
            return None;
        }
        let mut rest = &answer[self.message.len()..];
        let mut found = Vec::new();
        for _ in 0..u16::from_be_bytes([head[6], head[7]]) {
            let Some((address, after)) = self.record(rest) else { break };
            found.extend(address);
            rest = after;
        }
        Some(found)
    }

    /// The address of one record, where it has one of this kind, and what comes after it.
    fn record<'a>(&self, bytes: &'a [u8]) -> Option<(Option<IpAddr>, &'a [u8])> {
        let fixed = after_name(bytes)?;
        let (fixed, rest) = fixed.split_at_checked(10)?;
        let number = |at: usize| u16::from_be_bytes([fixed[at], fixed[at + 1]]);
        let (data, rest) = rest.split_at_checked(usize::from(number(8)))?;
        let wanted = number(0) == self.kind.number() && number(2) == INTERNET;
        Some((wanted.then(|| self.kind.address(data)).flatten(), rest))
    }
}

/// What comes after a name, which ends with an empty part or with a reference to another name.
fn after_name(mut bytes: &[u8]) -> Option<&[u8]> {
    loop {
        let (length, rest) = bytes.split_first()?;
        match length {
            0 => return Some(rest),
            0xc0.. => return rest.get(1..),
            length => bytes = rest.get(usize::from(*length)..)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(kind: Kind) -> Query {
        Query::new(0x1234, "pay.example", kind).unwrap()
    }

    /// An answer to a question with these records behind it.
    fn answer(query: &Query, records: &[&[u8]]) -> Vec<u8> {
        let mut answer = query.bytes().to_vec();
        (answer[2], answer[3], answer[7]) = (0x81, 0x80, u8::try_from(records.len()).unwrap());
        answer.extend(records.concat());
        answer
    }

    const ALIAS: &[u8] = &[0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 4, 1, b'b', 0xc0, 16];
    const FOUR: &[u8] = &[1, b'b', 0xc0, 16, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 7];
    const SIX: &[u8] =
        &[0xc0, 12, 0, 28, 0, 1, 0, 0, 0, 60, 0, 16, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

    #[test]
    fn a_question_is_written_as_the_standard_says() {
        let wanted = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03pay\x07example\x00\x00\x01\x00\x01";
        assert_eq!(query(Kind::Four).bytes(), wanted);
        let (part, name) = (format!("{}.a", "a".repeat(64)), "a.".repeat(130));
        for host in ["", ".", "a..b", "a b", "a\0", "支付.example", &part, &name] {
            assert!(Query::new(1, host, Kind::Four).is_none(), "{host}");
        }
    }

    #[test]
    fn addresses_are_found_behind_aliases() {
        let four = query(Kind::Four);
        let ip: IpAddr = "10.0.0.7".parse().unwrap();
        assert_eq!(four.answers(&answer(&four, &[ALIAS, FOUR, SIX])), Some(vec![ip]));
        assert_eq!(four.answers(&answer(&four, &[SIX])), Some(vec![]));
        assert_eq!(four.answers(&answer(&four, &[])), Some(vec![]));
        let six = query(Kind::Six);
        assert_eq!(six.answers(&answer(&six, &[SIX])), Some(vec!["2001:db8::1".parse().unwrap()]));
    }

    #[test]
    fn what_is_no_answer_to_the_question_is_none() {
        let four = query(Kind::Four);
        let good = answer(&four, &[FOUR]);
        for (at, bit) in [(0, 1), (2, 0x80), (5, 1), (13, 1), (26, 1)] {
            let mut changed = good.clone();
            changed[at] ^= bit;
            assert_eq!(four.answers(&changed), None, "{at}");
        }
        // Cut anywhere it is no address of ours, and nothing is read beyond its end.
        for length in 0..good.len() {
            assert!(four.answers(&good[..length]).unwrap_or_default().is_empty(), "{length}");
        }
        assert!(after_name(&[3, b'a']).is_none() && after_name(&[0xc0]).is_none() && after_name(&[]).is_none());
    }
}
