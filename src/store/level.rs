//! How much of something scarce is left.

/// A statement of a room that counts what is left; `/metrics` shows it.
#[derive(Clone, Copy, Debug)]
pub struct Level {
    /// What is counted, as part of a metric's label.
    pub kind: &'static str,
    /// Gives rows of a name (text) and a count (whole number).
    pub statement: &'static str,
}
