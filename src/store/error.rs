//! What can go wrong in the store, told apart as far as callers act differently.

use rusqlite::ErrorCode;

/// A failure of the store, not of a rule. It becomes 503, 507 or the API's server error, and is never shown in detail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The write queue is full, or the file is locked by something else: try again.
    #[error("the store is busy")]
    Busy,
    /// No space left on the disk.
    #[error("the disk is full")]
    Full,
    /// The file or its folder cannot be written.
    #[error("the database cannot be written")]
    ReadOnly,
    /// The file is damaged.
    #[error("the database file is damaged")]
    Corrupt,
    /// A named constraint refused the change; holds the constraint's name, or table.column of a unique one.
    #[error("constraint {0}")]
    Constraint(String),
    /// The store has been closed.
    #[error("the store is closed")]
    Closed,
    /// Anything else, a mistake of the program included.
    #[error("{0}")]
    Other(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, message) = &error else {
            return Self::Other(error.to_string());
        };
        match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::DiskFull => Self::Full,
            ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied => Self::ReadOnly,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Corrupt,
            ErrorCode::ConstraintViolation => {
                let text = message.as_deref().unwrap_or_default();
                Self::Constraint(text.rsplit(": ").next().unwrap_or_default().to_owned())
            }
            _ => Self::Other(error.to_string()),
        }
    }
}

impl From<super::SealError> for StoreError {
    fn from(error: super::SealError) -> Self {
        Self::Other(error.to_string())
    }
}

impl StoreError {
    /// Whether this is the refusal of the constraint of that name.
    #[must_use]
    pub fn is_constraint(&self, name: &str) -> bool {
        matches!(self, Self::Constraint(refused) if refused == name)
    }
}
