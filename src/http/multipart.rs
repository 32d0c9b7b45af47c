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

/// All parts of a body in its order, for an API that has its own answer to files.
///
/// # Errors
/// [`BadField`] for broken parts, too many of them, or a body over the limit.
pub(crate) async fn parts(body: Bytes, boundary: String, limits: Limits) -> Result<Vec<(String, Part)>, BadField> {
    let sizes = SizeLimit::new().whole_stream(limits.body as u64);
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
