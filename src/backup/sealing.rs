//! Whether backups are encrypted, and with what.

use std::fs;
use std::path::PathBuf;

use super::age::{Lock, Recipient};
use crate::config::Config;
use crate::store::io_sentence;

/// What the settings say of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Sealing {
    /// Backups are databases as they are.
    #[default]
    Open,
    /// They are sealed for somebody whose secret key is elsewhere.
    For(Recipient),
    /// They are sealed with the passphrase in this file.
    With(PathBuf),
    /// That cannot be known, for this reason: none are made.
    Wrong(String),
}

impl Sealing {
    /// What the settings say, of which one may be set.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        match (config.text("backup.recipient"), config.text("backup.passphrase_file")) {
            ("", "") => Self::Open,
            (recipient, "") => Recipient::parse(recipient).map_or_else(
                |rule| Self::Wrong(format!("The setting backup.recipient is no public key: {rule}.")),
                Self::For,
            ),
            ("", file) => Self::With(PathBuf::from(file)),
            _ => Self::Wrong(
                "backup.recipient and backup.passphrase_file are both set; leave one of them out.".to_owned(),
            ),
        }
    }

    /// What seals a backup now; nothing where they are not sealed. The file is read each time: a changed passphrase counts from the
    /// next backup on.
    ///
    /// # Errors
    /// A sentence: the settings are wrong, or the file cannot be read or holds no passphrase that is good enough.
    pub fn lock(&self) -> Result<Option<Lock>, String> {
        match self {
            Self::Open => Ok(None),
            Self::Wrong(sentence) => Err(sentence.clone()),
            Self::For(recipient) => Ok(Some(Lock::Recipient(recipient.clone()))),
            Self::With(file) => {
                let text = fs::read_to_string(file).map_err(|error| {
                    io_sentence(&format!("The passphrase file {} cannot be read", file.display()), &error)
                })?;
                let lock =
                    Lock::passphrase(&text).map_err(|rule| format!("{} is of no use: {rule}.", file.display()))?;
                Ok(Some(lock))
            }
        }
    }
}
