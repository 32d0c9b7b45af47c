//! A part of a list, as statements and answers take it.

/// A part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Rows on it at most.
    pub size: i64,
    /// Rows before it.
    pub offset: i64,
}
