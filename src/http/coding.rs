//! Request bodies that come compressed: gzip is unpacked within the door's limit, so that a small body cannot become a huge one.

use std::io::Read;

use flate2::bufread::GzDecoder;
use hyper::body::Bytes;
use hyper::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap};

/// Why a body cannot be unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadCoding {
    /// 415: a coding that this server does not know.
    Unknown,
    /// 413: more than the door takes.
    TooLarge,
    /// 400: not what it says.
    Broken,
    /// 503: nobody has the memory for it now.
    NoRoom,
}

/// The body as it was before it was compressed; the headers then say nothing of it any more. `has_room` is asked before as many
/// bytes as an unpacked body may have are made.
pub(super) fn unpacked(
    headers: &mut HeaderMap,
    body: Bytes,
    most: usize,
    has_room: impl FnOnce(usize) -> bool,
) -> Result<Bytes, BadCoding> {
    let mut codings = headers.get_all(CONTENT_ENCODING).iter();
    let (Some(coding), None) = (codings.next(), codings.next()) else {
        return if headers.contains_key(CONTENT_ENCODING) { Err(BadCoding::Unknown) } else { Ok(body) };
    };
    let coding = coding.to_str().unwrap_or("?").trim().to_ascii_lowercase();
    let plain = match coding.as_str() {
        "" | "identity" => body,
        "gzip" | "x-gzip" => {
            if !has_room(most) {
                return Err(BadCoding::NoRoom);
            }
            gunzip(&body, most)?
        }
        _ => return Err(BadCoding::Unknown),
    };
    headers.remove(CONTENT_ENCODING);
    headers.remove(CONTENT_LENGTH);
    Ok(plain)
}

/// One member, as every client sends it. A file may have many (RFC 1952, section 2.2), of which ten thousand that are empty have no size
/// and cost much.
fn gunzip(body: &[u8], most: usize) -> Result<Bytes, BadCoding> {
    let mut plain = Vec::new();
    let one_more = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut member = GzDecoder::new(body);
    member.by_ref().take(one_more).read_to_end(&mut plain).map_err(|_| BadCoding::Broken)?;
    if plain.len() > most {
        return Err(BadCoding::TooLarge);
    }
    if member.into_inner().is_empty() { Ok(plain.into()) } else { Err(BadCoding::Broken) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(text: &[u8]) -> Bytes {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap().into()
    }

    fn sent(coding: &'static str, body: Bytes) -> Result<Bytes, BadCoding> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_ENCODING, coding.parse().unwrap());
        let found = unpacked(&mut headers, body, 1000, |_| true);
        assert!(found.is_err() || headers.is_empty());
        found
    }

    #[test]
    fn a_compressed_body_is_unpacked_within_the_limit() {
        for coding in ["gzip", "GZIP", "x-gzip"] {
            assert_eq!(sent(coding, gzip(b"{\"userid\":7}")).unwrap(), "{\"userid\":7}");
        }
        assert_eq!(sent("identity", Bytes::from_static(b"a=1")).unwrap(), "a=1");
        let bomb = gzip(&vec![b' '; 1_000_000]);
        assert!(bomb.len() < 2000);
        assert_eq!(sent("gzip", bomb), Err(BadCoding::TooLarge));
        assert_eq!(sent("gzip", gzip(&[b'x'; 1000])).unwrap().len(), 1000, "the limit itself is allowed");
        assert_eq!(sent("gzip", Bytes::from_static(b"no gzip")), Err(BadCoding::Broken));
        let two = [gzip(b"a=1"), gzip(b"")].concat();
        assert_eq!(sent("gzip", two.into()), Err(BadCoding::Broken), "members without end would cost without end");
        for coding in ["br", "deflate", "gzip, gzip", "zstd"] {
            assert_eq!(sent(coding, Bytes::from_static(b"x")), Err(BadCoding::Unknown), "{coding}");
        }
    }
}
