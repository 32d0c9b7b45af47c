//! What a room has to say about a row before it is written: to refuse it, or to do what goes with it.

use super::cell::Value;
use super::kind::Kind;
use crate::clock::Instant;
use crate::store::{Id, StoreError, Tx};

/// A room's rule for the rows of a kind; it runs before the row is written, in the same transaction.
pub type RowRule = fn(&Tx<'_>, &NewRow<'_>) -> Result<(), RowRefused>;

/// A row that was read and not written yet.
pub struct NewRow<'r> {
    /// The instant of the import.
    pub now: Instant,
    /// What the file is of.
    pub kind: &'r Kind,
    /// Its values in the order of the kind's columns.
    pub values: &'r [Value],
    /// Whether the file has a cell for the kind's column of that place.
    pub in_file: &'r dyn Fn(usize) -> bool,
}

/// Why a row is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowRefused {
    /// A sentence for the person at the file, without a full stop.
    Because(String),
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for RowRefused {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl NewRow<'_> {
    /// The number of a stored column; 0 where it is no number.
    #[must_use]
    pub fn number(&self, stored: &str) -> i64 {
        match self.value(stored) {
            Some(Value::Number(number)) => *number,
            _ => 0,
        }
    }

    /// The id in a stored column; the one of the number 0 where it is no number.
    #[must_use]
    pub fn id<I: Id>(&self, stored: &str) -> I {
        I::new(self.number(stored))
    }

    /// The text of a stored column; empty where it is no text.
    #[must_use]
    pub fn text(&self, stored: &str) -> &str {
        match self.value(stored) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// The instant of a stored column; nothing where the row has none.
    #[must_use]
    pub fn instant(&self, stored: &str) -> Option<Instant> {
        match self.value(stored) {
            Some(Value::Number(ms)) => Some(Instant(*ms)),
            _ => None,
        }
    }

    /// Whether the file has a column; without it known rows keep what they have.
    #[must_use]
    pub fn says(&self, stored: &str) -> bool {
        self.kind.place_of(stored).is_some_and(|place| (self.in_file)(place))
    }

    fn value(&self, stored: &str) -> Option<&Value> {
        self.kind.place_of(stored).map(|place| &self.values[place])
    }
}
