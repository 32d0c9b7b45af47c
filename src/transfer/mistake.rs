//! What is wrong in a file, told so that the person who made the file can put it right.

use std::fmt;

use crate::store::StoreError;

/// The most mistakes of one file that are told: who has more of them has one reason for all.
pub const MAX_MISTAKES: usize = 50;

/// Letters of a value that a message repeats.
const SHOWN: usize = 60;

/// One thing that is wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The line of the file, from 1 on; the line where a row begins if it has several.
    pub line: usize,
    /// The column's name in the file; empty when the whole line is meant.
    pub column: String,
    /// What stands there, shortened; empty for secrets and for whole lines.
    pub value: String,
    /// What is wrong and what to do, without a full stop.
    pub sentence: String,
}

impl Mistake {
    /// A mistake of a whole line.
    pub(super) fn of_line(line: usize, sentence: impl Into<String>) -> Self {
        Self { line, column: String::new(), value: String::new(), sentence: sentence.into() }
    }

    /// A mistake of one cell.
    pub(super) fn of_cell(line: usize, column: &str, value: &str, sentence: impl Into<String>) -> Self {
        let mut shown: String = value.chars().take(SHOWN).collect();
        if shown.len() < value.len() {
            shown.push('…');
        }
        Self { line, column: column.to_owned(), value: shown, sentence: sentence.into() }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        if !self.value.is_empty() {
            write!(f, ", value \"{}\"", self.value.escape_debug())?;
        }
        write!(f, ": {}", self.sentence)
    }
}

/// Why nothing was imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportError {
    /// What is wrong in the file, in its order, [`MAX_MISTAKES`] at most.
    Refused(Vec<Mistake>),
    /// The store failed.
    Store(StoreError),
}

impl std::error::Error for ImportError {}

impl ImportError {
    /// What to tell the person at the command line: the mistakes, or one sentence on the store.
    #[must_use]
    pub fn sentence(&self, what: &str) -> String {
        match self {
            Self::Refused(_) => self.to_string(),
            Self::Store(error) => error.sentence(what),
        }
    }
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Mistake> for ImportError {
    fn from(mistake: Mistake) -> Self {
        Self::Refused(vec![mistake])
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::Refused(mistakes) => {
                match mistakes.len() {
                    1 => write!(f, "The file has one mistake")?,
                    MAX_MISTAKES => write!(f, "The file has {MAX_MISTAKES} mistakes or more")?,
                    count => write!(f, "The file has {count} mistakes")?,
                }
                write!(f, "; nothing was imported.")?;
                mistakes.iter().try_for_each(|mistake| write!(f, "\n  {mistake}."))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_the_place_and_repeats_no_more_than_a_glance_of_the_value() {
        let mistake = Mistake::of_cell(3, "fee", &"9".repeat(500), "this must be an amount");
        let error = ImportError::from(mistake);
        let shown = error.to_string();
        assert!(
            shown.starts_with("The file has one mistake; nothing was imported.\n  line 3, column fee, value \"999")
        );
        assert!(shown.ends_with("9…\": this must be an amount.") && shown.len() < 200, "{shown}");
    }

    #[test]
    fn control_characters_of_a_file_do_not_reach_the_terminal() {
        let shown = Mistake::of_cell(2, "name", "\u{1b}[2J", "no").to_string();
        assert!(!shown.contains('\u{1b}'), "{shown}");
    }
}
