//! What can go wrong in the store, told apart as far as callers act differently.

use std::io;

use hyper::StatusCode;
use rusqlite::ErrorCode;

const WRITABLE: &str =
    "let the outlet's account write the data folder and the files in it, on a disk that is not mounted read-only";

const WRITABLE_FILE: &str =
    "give the account that runs this the right to write there, on a disk that is not mounted read-only";

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
    #[error("the database's folder or a file in it cannot be written")]
    ReadOnly,
    /// The machine gives no more memory.
    #[error("there is too little memory")]
    Memory,
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
        Self::from(&error)
    }
}

impl From<&rusqlite::Error> for StoreError {
    fn from(error: &rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, message) = error else {
            return Self::Other(error.to_string());
        };
        match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::OutOfMemory => Self::Memory,
            // The same, said of a file that is read.
            ErrorCode::SystemIoFailure if failure.extended_code == rusqlite::ffi::SQLITE_IOERR_NOMEM => Self::Memory,
            ErrorCode::DiskFull => Self::Full,
            // The file beside the log cannot grow.
            ErrorCode::SystemIoFailure if failure.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE => Self::Full,
            // A disk that has turned read-only or is gone gives I/O errors on files that are open already.
            ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::SystemIoFailure => {
                Self::ReadOnly
            }
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Corrupt,
            ErrorCode::ConstraintViolation => {
                let text = message.as_deref().unwrap_or_default();
                Self::Constraint(text.rsplit(": ").next().unwrap_or_default().to_owned())
            }
            _ => Self::Other(error.to_string()),
        }
    }
}

impl StoreError {
    /// What the person at the command line can do about it, as the end of a sentence without its full stop.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Busy => "another program uses it; try again in a moment",
            Self::Full => "make room on that disk and try again",
            Self::ReadOnly => WRITABLE,
            Self::Memory => "give the program more memory, or end others that use it",
            Self::Corrupt => "restore a backup with `outpost restore`",
            Self::Closed => "try again",
            Self::Constraint(_) | Self::Other(_) => "see what `outpost check` says",
        }
    }

    /// The HTTP status of every API: 503 to try again, 507 while nothing can be kept, else 500.
    #[must_use]
    pub fn http_status(&self) -> StatusCode {
        match self {
            Self::Busy | Self::Closed | Self::Memory => StatusCode::SERVICE_UNAVAILABLE,
            Self::Full | Self::ReadOnly => StatusCode::INSUFFICIENT_STORAGE,
            Self::Corrupt | Self::Constraint(_) | Self::Other(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// One sentence for the person at the command line: what was not done, why, and what to do.
    #[must_use]
    pub fn sentence(&self, what: &str) -> String {
        format!("{what}: {self}; {}.", self.remedy())
    }

    /// Whether no other write would fare better: the disk is full or read-only, or the file is damaged.
    #[must_use]
    pub(super) fn is_of_the_disk(&self) -> bool {
        matches!(self, Self::Full | Self::ReadOnly | Self::Corrupt)
    }

    /// Whether this is the refusal of the constraint of that name.
    #[must_use]
    pub fn is_constraint(&self, name: &str) -> bool {
        matches!(self, Self::Constraint(refused) if refused == name)
    }
}

/// One sentence about a file for the person at the command line: what was not done, why, and what to do where that is known.
#[must_use]
pub fn io_sentence(what: &str, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            format!("{what}: {error}; {}.", StoreError::Full.remedy())
        }
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
            format!("{what}: {error}; {WRITABLE_FILE}.")
        }
        _ => format!("{what}: {error}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_has_its_own_remedy() {
        assert!(StoreError::Full.sentence("It failed").starts_with("It failed: the disk is full; make room"));
        assert!(!StoreError::ReadOnly.remedy().contains("backup"), "nothing is wrong with the database");
        assert!(StoreError::Corrupt.remedy().contains("outpost restore"));
        for code in [rusqlite::ffi::SQLITE_NOMEM, rusqlite::ffi::SQLITE_IOERR_NOMEM] {
            let error = StoreError::from(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None));
            let told = error.sentence("It failed");
            assert!(told.contains("too little memory") && !told.contains("damaged"), "{told}");
        }
        let read_only = io::Error::from(io::ErrorKind::ReadOnlyFilesystem);
        assert!(io_sentence("It failed", &read_only).contains("not mounted read-only"));
        assert_eq!(io_sentence("It failed", &io::Error::other("x")), "It failed: x.");
    }
}
