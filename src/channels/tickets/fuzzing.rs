//! Doors for `crate::fuzzing`: what an agency's program sends.

use super::formats::{Asked, negotiate, read_bson};
use super::hawk::Header;

/// An `Authorization` header.
pub(crate) fn hawk(header: &str) {
    drop(Header::parse(header));
}

/// An `Accept` header.
pub(crate) fn accept(header: &str) {
    for requested_with in [None, Some("XMLHttpRequest")] {
        let _ = negotiate(&Asked { accept: Some(header), requested_with, body_type: Some(header) });
    }
}

/// A body in BSON.
pub(crate) fn bson(body: &[u8]) {
    drop(read_bson(body));
}
