//! What people do with the rows of a table on the manager's page: which columns a list shows, which a form asks for, how a row ends,
//! and what is worth a second look before a change is kept.

use crate::clock::{Instant, Zone};
use crate::store::{Db, StoreError};

/// How the rows of a kind are shown, made, changed and ended by hand.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// The columns of a list; the first names a row.
    pub list: &'static [&'static str],
    /// The columns that no form asks for: the row keeps what it has, a new one gets the default.
    pub hidden: &'static [&'static str],
    /// The column that names the row to which this one belongs, where it is listed with that.
    pub within: Option<&'static str>,
    /// How a row ends.
    pub end: End,
    /// Who may change them.
    pub who: Who,
}

/// Who may change rows by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Operators and admins: what is sold.
    Operators,
    /// Admins alone: what the outlet is.
    Admins,
    /// Nobody here, as a page of the trade does it; other rows may name them.
    Elsewhere,
}

/// How a row ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It stays, because what was sold may name it, and a column says so: its name, the cell of an ended row, the cell of one that
    /// lives.
    Says(&'static str, &'static str, &'static str),
    /// It stays, and a column says since when it has ended; the name of the column, a time that rows need not have.
    At(&'static str),
    /// It goes. One that other rows name stays until these have gone.
    Goes,
}

impl Form {
    /// A form with these columns in its list.
    #[must_use]
    pub const fn new(list: &'static [&'static str], end: End) -> Self {
        Self { list, hidden: &[], within: None, end, who: Who::Operators }
    }

    /// The same form, which does not ask for these.
    #[must_use]
    pub const fn without(self, hidden: &'static [&'static str]) -> Self {
        Self { hidden, ..self }
    }

    /// The same form, for admins alone.
    #[must_use]
    pub const fn for_admins(self) -> Self {
        Self { who: Who::Admins, ..self }
    }

    /// Rows that other forms may name, and a page of the trade makes: what they are called.
    #[must_use]
    pub const fn elsewhere(name: &'static [&'static str]) -> Self {
        Self { who: Who::Elsewhere, ..Self::new(name, End::Goes) }
    }

    /// The same form for rows that belong to the one that a column names.
    #[must_use]
    pub const fn within(self, column: &'static str) -> Self {
        Self { within: Some(column), ..self }
    }
}

/// Something that is allowed, and worth a second look before it is kept: a word that the pages have a sentence for, and what stands
/// in its gaps.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Advice {
    /// The word.
    pub word: &'static str,
    /// What stands in the sentence's gaps.
    pub what: Vec<String>,
}

/// What a room says of the rows of a kind: which column names the subject, and what is worth a look about it.
#[derive(Clone, Copy, Debug)]
pub struct Advised {
    /// What is looked at: kinds that name the same are looked at once.
    pub subject: &'static str,
    /// The column that has its number.
    pub column: &'static str,
    /// What is worth a look about the subject of that number, as the rows stand now.
    pub of: GiveAdvice,
}

/// What is worth a look about a subject of a number, as the rows stand at an instant.
pub type GiveAdvice = fn(&Db<'_>, Zone, Instant, i64) -> Result<Vec<Advice>, StoreError>;
