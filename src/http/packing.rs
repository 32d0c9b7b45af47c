//! Answers compressed for clients that ask for it (RFC 9110, sections 8.4 and 12.5.3). Who does not ask gets what was always sent.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, VARY};
use tokio::task::block_in_place;

use super::Reply;

/// Bytes up to which an answer is sent as it is: one packet holds it either way.
const SMALL: usize = 1024;
/// Bytes from which the thread that compresses hands its other connections to another one.
const LARGE: usize = 128 * 1024;
/// The same where it is done as well as can be, which takes five times as long.
const LARGE_FOR_BEST: usize = 24 * 1024;
/// The request from which on a body that is kept is worth it: stock changes with each sale, and an answer that is too long is not kept.
const OFTEN: u32 = 16;
/// Thousandths, as weights are written.
const WHOLE: u16 = 1000;

/// The compressed forms of a body that is sent more than once: one that is made quickly for the first who ask for it, and the shortest.
#[derive(Clone, Debug, Default)]
pub struct Packed(Arc<Forms>);

#[derive(Debug, Default)]
struct Forms {
    asked: AtomicU32,
    quick: OnceLock<Bytes>,
    best: OnceLock<Bytes>,
}

impl Packed {
    /// The shortest form there is by now. Nobody waits for a form that somebody else is making.
    fn of(&self, plain: &Bytes) -> io::Result<Bytes> {
        let forms = &self.0;
        if let Some(best) = forms.best.get() {
            return Ok(best.clone());
        }
        if forms.asked.fetch_add(1, Ordering::Relaxed) + 1 == OFTEN {
            let best = gzip_aside(plain, Compression::best(), LARGE_FOR_BEST)?;
            return Ok(forms.best.get_or_init(|| best).clone());
        }
        if let Some(quick) = forms.quick.get() {
            return Ok(quick.clone());
        }
        let quick = gzip_aside(plain, Compression::fast(), LARGE)?;
        Ok(forms.quick.get_or_init(|| quick).clone())
    }
}

/// What a client says of compressed answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// Nothing.
    Unsaid,
    /// It wants none.
    Plain,
    /// It takes gzip.
    Gzip,
}

/// What a request's `Accept-Encoding` says: gzip where it is named, or anything is, with a weight that is neither 0 nor below that of the
/// body as it is.
pub(super) fn wish(headers: &HeaderMap) -> Wish {
    let mut lines = headers.get_all(ACCEPT_ENCODING).iter().peekable();
    if lines.peek().is_none() {
        return Wish::Unsaid;
    }
    let (mut gzip, mut any, mut identity) = (None, None, None);
    for coding in lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')) {
        let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
        let place = match name.trim().to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => &mut gzip,
            "identity" => &mut identity,
            "*" => &mut any,
            _ => continue,
        };
        *place = Some(weight(parameters));
    }
    let packed = gzip.or(any).unwrap_or(0);
    if packed > 0 && packed >= identity.unwrap_or(0) { Wish::Gzip } else { Wish::Plain }
}

/// A weight in thousandths: `q=0.8`; 0 for what is none, so that nobody gets what they may not have wanted.
fn weight(parameters: &str) -> u16 {
    let mut named = parameters.split(';').filter_map(|parameter| parameter.split_once('='));
    let Some((_, text)) = named.find(|(name, _)| name.trim().eq_ignore_ascii_case("q")) else { return WHOLE };
    let (whole, rest) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    if rest.len() > 3 || !rest.bytes().all(|digit| digit.is_ascii_digit()) {
        return 0;
    }
    match whole {
        "1" => WHOLE,
        "0" => format!("{rest:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

/// The answer as its client wishes it.
pub(super) fn packed(reply: Reply, wish: Wish) -> Reply {
    if wish == Wish::Unsaid || !is_worth_it(&reply) {
        return reply;
    }
    let reply = reply.with(VARY, HeaderValue::from_name(ACCEPT_ENCODING));
    if wish == Wish::Plain {
        return reply;
    }
    let Some(body) = gzip_of(&reply) else { return reply };
    let reply = Reply { body, ..reply };
    reply.with(CONTENT_ENCODING, HeaderValue::from_static("gzip"))
}

/// Whether an answer gets shorter: a text of some length, sent whole, which nobody has compressed or forbidden to change.
fn is_worth_it(reply: &Reply) -> bool {
    let has = |name| reply.headers.iter().any(|(known, _)| known == name);
    let is_fixed = || {
        let mut rules = reply.headers.iter().filter(|(name, _)| name == CACHE_CONTROL);
        rules.any(|(_, rule)| rule.to_str().is_ok_and(|rule| rule.contains("no-transform")))
    };
    reply.body.len() > SMALL
        && reply.status != StatusCode::PARTIAL_CONTENT
        && is_text(reply)
        && !has(CONTENT_ENCODING)
        && !has(VARY)
        && !is_fixed()
}

fn is_text(reply: &Reply) -> bool {
    let kind = reply.headers.iter().find(|(name, _)| name == CONTENT_TYPE).and_then(|(_, kind)| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    kind.starts_with("text/")
        || ["json", "xml", "javascript", "ndjson"]
            .iter()
            .any(|ending| kind.strip_suffix(ending).is_some_and(|start| start.ends_with(['/', '+', '-'])))
}

/// The body compressed; nothing where it does not get shorter.
fn gzip_of(reply: &Reply) -> Option<Bytes> {
    let plain = &reply.body;
    let made = match &reply.packed {
        Some(kept) => kept.of(plain),
        None => gzip_aside(plain, Compression::fast(), LARGE),
    };
    made.ok().filter(|made| made.len() < plain.len())
}

/// Compresses, so that a body of `large` bytes keeps nobody else on this thread waiting.
fn gzip_aside(plain: &[u8], level: Compression, large: usize) -> io::Result<Bytes> {
    if plain.len() < large { gzip(plain, level) } else { block_in_place(|| gzip(plain, level)) }
}

/// Memory cannot fail to be written, so this does not either.
pub(super) fn gzip(plain: &[u8], level: Compression) -> io::Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 4), level);
    encoder.write_all(plain)?;
    Ok(encoder.finish()?.into())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    fn wished(lines: &[&str]) -> Wish {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(ACCEPT_ENCODING, line.parse().unwrap());
        }
        wish(&headers)
    }

    fn text(bytes: usize) -> Reply {
        Reply::new(StatusCode::OK, "application/json; charset=utf-8", "x".repeat(bytes))
    }

    fn header<'r>(reply: &'r Reply, name: &str) -> Option<&'r str> {
        reply.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.to_str().unwrap())
    }

    #[test]
    fn gzip_is_sent_to_whoever_takes_it_and_likes_it_no_less_than_the_plain_text() {
        assert_eq!(wished(&[]), Wish::Unsaid);
        for takes in [
            "gzip",
            "GZIP",
            "x-gzip",
            "deflate, gzip;q=1.0, *;q=0.5",
            "*",
            "br, *;q=0.1",
            "gzip;q=0.001",
            "gzip; q=0.5, identity;q=0.5",
            "br;q=1.0, gzip;q=0.8, *;q=0.1",
        ] {
            assert_eq!(wished(&[takes]), Wish::Gzip, "{takes}");
        }
        for refuses in [
            "",
            "br",
            "identity",
            "gzip;q=0",
            "gzip;q=0.000",
            "gzip;q=0, *",
            "*;q=0",
            "gzip;q=0.2, identity",
            "gzip;q=x",
            "gzip;q=2",
            "gzip;q=0.12345",
        ] {
            assert_eq!(wished(&[refuses]), Wish::Plain, "{refuses}");
        }
        assert_eq!(wished(&["br", "gzip"]), Wish::Gzip, "a list may stand in several lines");
    }

    #[test]
    fn a_long_text_is_compressed_and_says_what_it_depends_on() {
        let reply = packed(text(SMALL + 1), Wish::Gzip);
        assert_eq!(
            (header(&reply, "content-encoding"), header(&reply, "vary")),
            (Some("gzip"), Some("accept-encoding"))
        );
        let mut plain = String::new();
        GzDecoder::new(&reply.body[..]).read_to_string(&mut plain).unwrap();
        assert_eq!(plain, "x".repeat(SMALL + 1));
        let reply = packed(text(SMALL + 1), Wish::Plain);
        assert_eq!((header(&reply, "content-encoding"), header(&reply, "vary")), (None, Some("accept-encoding")));
    }

    #[test]
    fn whoever_says_nothing_gets_what_was_always_sent() {
        let reply = packed(text(SMALL + 1), Wish::Unsaid);
        assert_eq!((reply.headers.len(), reply.body.len()), (1, SMALL + 1));
    }

    #[test]
    fn what_is_short_or_packed_already_or_may_not_be_changed_is_left_as_it_is() {
        let long = "x".repeat(SMALL + 1);
        let picture = |kind: &'static str| Reply::new(StatusCode::OK, kind, long.clone());
        let fixed = text(SMALL + 1).with(CACHE_CONTROL, HeaderValue::from_static("no-store, no-transform"));
        let coded = text(SMALL + 1).with(CONTENT_ENCODING, HeaderValue::from_static("br"));
        for reply in
            [text(SMALL), picture("image/png"), picture("font/woff2"), picture("application/zip"), fixed, coded]
        {
            let (before, body) = (reply.headers.clone(), reply.body.clone());
            let reply = packed(reply, Wish::Gzip);
            assert_eq!((reply.headers, reply.body), (before, body));
        }
        for kind in ["application/xml; charset=utf-8", "text/csv", "application/problem+json", "application/x-ndjson"] {
            assert_eq!(header(&packed(picture(kind), Wish::Gzip), "content-encoding"), Some("gzip"), "{kind}");
        }
    }

    #[test]
    fn a_body_that_is_kept_is_compressed_quickly_at_first_and_once_as_well_as_can_be_when_many_ask() {
        let kept = Packed::default();
        let body = (0..2000).map(|number| (number * 7919 % 1000).to_string()).collect::<Vec<_>>().join(" ");
        let reply = || Reply { packed: Some(kept.clone()), body: body.clone().into(), ..text(0) };
        let sent: Vec<_> = (0..OFTEN + 2).map(|_| packed(reply(), Wish::Gzip).body).collect();
        let (first, last) = (&sent[0], &sent[sent.len() - 1]);
        assert!(last.len() < first.len());
        let often = usize::try_from(OFTEN).unwrap() - 1;
        assert!(sent[..often].iter().all(|body| body.as_ptr() == first.as_ptr()), "made once");
        assert!(sent[often..].iter().all(|body| body.as_ptr() == last.as_ptr()), "made once");
    }
}
