//! Who acts, and what an action changes, for the audit trail.

use crate::clock::Instant;
use crate::ids::AccountId;

/// Who does something, and when.
#[derive(Clone, Copy, Debug)]
pub struct Actor {
    /// The outlet's present.
    pub now: Instant,
    /// A staff account or the customer, 0 for a rule.
    pub id: AccountId,
}

/// What somebody of the staff did, by the word that the trail keeps for it. Each is written as `Deed("...")` where it is done, and the
/// manager's page has a sentence for each: `tests/it/house/deeds.rs` looks for both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deed(pub &'static str);

/// What an action did to its object, in texts that hold no secret.
#[derive(Clone, Copy, Debug)]
pub struct Change<'c> {
    /// What the object was before, if it was.
    pub before: Option<&'c str>,
    /// What it is after, if it is.
    pub after: Option<&'c str>,
}

impl<'c> Change<'c> {
    /// It happened, and there is nothing to compare.
    pub const NONE: Self = Self { before: None, after: None };

    /// Something was made that was not there before.
    #[must_use]
    pub const fn made(after: &'c str) -> Self {
        Self { before: None, after: Some(after) }
    }

    /// Something is another thing now.
    #[must_use]
    pub const fn between(before: &'c str, after: &'c str) -> Self {
        Self { before: Some(before), after: Some(after) }
    }
}
