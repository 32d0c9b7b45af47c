//! `multipart/form-data` bodies as named texts. Files are not taken here, but told apart from texts.

use std::collections::HashMap;
use std::convert::Infallible;

use hyper::body::Bytes;
use multer::{Constraints, Multipart, SizeLimit};

use super::fields::{BadField, Limits};

/// What a part holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// A text within the limit.
    Text(String),
    /// A file.
    File,
    /// Bytes that are no UTF-8 text, or more of them than a value may have.
    Unusable,
}

/// The boundary that a `Content-Type` names; `None` where there is none.
pub(crate) fn boundary(content_type: &str) -> Option<String> {
    multer::parse_boundary(content_type).ok().filter(|boundary| !boundary.is_empty())
}

/// The text parts of a body; the last of a repeated name wins.
///
/// # Errors
/// [`BadField`] for a missing boundary, broken parts, a file, text that is no UTF-8, and more than the limits allow.
pub(super) async fn read(body: Bytes, content_type: &str, limits: Limits) -> Result<HashMap<String, String>, BadField> {
    let boundary = multer::parse_boundary(content_type).map_err(|error| bad(&error))?;
    let mut texts = HashMap::new();
    for (name, part) in parts(body, boundary, limits).await? {
        match part {
            Part::Text(text) => texts.insert(name, text),
            Part::File => return Err(BadField(format!("{name} is a file"))),
            Part::Unusable => return Err(BadField(format!("{name} is no text, or too long"))),
        };
    }
    Ok(texts)
}

/// All parts of a body in its order, for an API that has its own answer to files. Lines may end in a bare line feed, as those of
/// a body that was typed by hand do.
///
/// # Errors
/// [`BadField`] for broken parts, too many of them, or a body over the limit.
pub(crate) async fn parts(body: Bytes, boundary: String, limits: Limits) -> Result<Vec<(String, Part)>, BadField> {
    let body = with_line_ends(body, &boundary);
    // Line ends that were added are not the client's: its own bytes were counted by the caller.
    let sizes = SizeLimit::new().whole_stream(limits.body.max(body.len()) as u64);
    let stream = OneChunk(Some(body));
    let mut source = Multipart::with_constraints(stream, boundary, Constraints::new().size_limit(sizes));
    let mut parts = Vec::new();
    while let Some(field) = source.next_field().await.map_err(|error| bad(&error))? {
        if parts.len() >= limits.names {
            return Err(BadField("there are too many parts".to_owned()));
        }
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = field.file_name().is_some();
        let bytes = field.bytes().await.map_err(|error| bad(&error))?;
        parts.push((name, if is_file { Part::File } else { text(&bytes, limits) }));
    }
    Ok(parts)
}

/// The body with the line ends that the format wants, if its first delimiter ends in a bare line feed. Values keep theirs.
fn with_line_ends(body: Bytes, boundary: &str) -> Bytes {
    let delimiter = format!("--{boundary}");
    let last = format!("{delimiter}--");
    let is_bare = body.strip_prefix(delimiter.as_bytes()).is_some_and(|rest| rest.starts_with(b"\n"));
    if !is_bare {
        return body;
    }
    let mut whole = Vec::with_capacity(body.len() + body.len() / 8);
    let (mut in_headers, mut at_start) = (false, true);
    for line in body.split(|byte| *byte == b'\n') {
        let plain = line.trim_ascii_end();
        if plain == delimiter.as_bytes() || plain == last.as_bytes() {
            // The line end before a delimiter is the delimiter's.
            whole.extend_from_slice(if whole.is_empty() { b"" } else { b"\r\n" });
            whole.extend_from_slice(plain);
            whole.extend_from_slice(b"\r\n");
            in_headers = true;
        } else if in_headers {
            whole.extend_from_slice(plain);
            whole.extend_from_slice(b"\r\n");
            (in_headers, at_start) = (!plain.is_empty(), true);
        } else {
            whole.extend_from_slice(if at_start { b"" } else { b"\n" });
            whole.extend_from_slice(line);
            at_start = false;
        }
    }
    whole.into()
}

fn text(bytes: &[u8], limits: Limits) -> Part {
    match std::str::from_utf8(bytes) {
        Ok(text) if bytes.len() <= limits.value && !text.contains('\0') => Part::Text(text.to_owned()),
        _ => Part::Unusable,
    }
}

fn bad(error: &multer::Error) -> BadField {
    BadField(format!("broken multipart body: {error}"))
}

/// A body that is there already, as the stream that the parser wants.
struct OneChunk(Option<Bytes>);

impl futures_core::Stream for OneChunk {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take().map(Ok))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { body: 1000, names: 10, value: 100 };

    async fn texts(body: &str) -> Result<Vec<(String, String)>, BadField> {
        let all = parts(Bytes::copy_from_slice(body.as_bytes()), "XyZ".to_owned(), LIMITS).await?;
        let plain = |(name, part)| match part {
            Part::Text(text) => (name, text),
            other => (name, format!("{other:?}")),
        };
        Ok(all.into_iter().map(plain).collect())
    }

    #[tokio::test]
    async fn lines_may_end_in_a_bare_line_feed_and_values_keep_theirs() {
        let part =
            |name: &str, value: &str| format!("--XyZ\nContent-Disposition: form-data; name=\"{name}\"\n\n{value}\n");
        let body = [part("a", "1"), part("b", "two\nlines\n"), part("c", ""), part("d", "--XyZ?")].concat();
        let wanted = [("a", "1"), ("b", "two\nlines\n"), ("c", ""), ("d", "--XyZ?")];
        let wanted = wanted.map(|(name, value)| (name.to_owned(), value.to_owned()));
        for end in ["--XyZ--\n", "--XyZ--", "--XyZ--\n\n"] {
            assert_eq!(texts(&format!("{body}{end}")).await.unwrap(), wanted, "{end:?}");
        }
        let usual = body.replace("two\nlines\n", "").replace('\n', "\r\n");
        assert_eq!(texts(&format!("{usual}--XyZ--\r\n")).await.unwrap().len(), 4, "the twin");
        assert!(texts(&body).await.is_err(), "it has no end");
    }

    #[tokio::test]
    async fn line_ends_that_were_added_do_not_make_a_body_too_long() {
        let lines = "\n".repeat(90);
        let part = |name: &str| format!("--XyZ\nContent-Disposition: form-data; name=\"{name}\"\nX: y\n\n{lines}\n");
        let body: String = ["a", "b", "c", "d", "e", "f"].map(part).concat() + "--XyZ--";
        assert!(body.len() <= LIMITS.body, "{}", body.len());
        assert_eq!(texts(&body).await.unwrap().len(), 6);
    }
}
