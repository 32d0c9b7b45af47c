//! Doors for `crate::fuzzing`: what an app of this API sends.

/// A body in XML.
pub(crate) fn xml(body: &[u8]) {
    drop(super::xml::read(body));
}
