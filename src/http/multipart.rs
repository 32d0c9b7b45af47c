//! `multipart/form-data` bodies as named texts. Files are not taken here.

use std::collections::HashMap;
use std::convert::Infallible;

use hyper::body::Bytes;
use multer::{Constraints, Multipart, SizeLimit};

use super::fields::{BadField, Limits};

/// The text parts of a body; the last of a repeated name wins.
///
/// # Errors
/// [`BadField`] for a missing boundary, broken parts, a file, text that is no UTF-8, and more than the limits allow.
pub(super) async fn read(body: Bytes, content_type: &str, limits: Limits) -> Result<HashMap<String, String>, BadField> {
    let boundary = multer::parse_boundary(content_type).map_err(bad)?;
    let sizes = SizeLimit::new().whole_stream(limits.body as u64).per_field(limits.value as u64);
    let stream = OneChunk(Some(body));
    let mut parts = Multipart::with_constraints(stream, boundary, Constraints::new().size_limit(sizes));
    let mut texts = HashMap::new();
    while let Some(part) = parts.next_field().await.map_err(bad)? {
        let name = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_some() || texts.len() >= limits.names {
            return Err(BadField(format!("{name} is a file, or there are too many parts")));
        }
        let bytes = part.bytes().await.map_err(bad)?;
        let text = String::from_utf8(bytes.to_vec()).ok().filter(|text| !text.contains('\0'));
        let text = text.ok_or_else(|| BadField(format!("{name} is no UTF-8 text")))?;
        texts.insert(name, text);
    }
    Ok(texts)
}

fn bad(error: multer::Error) -> BadField {
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
