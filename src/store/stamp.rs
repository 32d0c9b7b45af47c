//! The state that something was made of.

/// A state of one or several bases (`basis.rs`). The same bases have the same stamp only as long as nothing of them has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stamp(u64);

impl Stamp {
    /// The stamp after so many changes.
    pub(super) fn of(changes: u64) -> Self {
        Self(changes)
    }
}
