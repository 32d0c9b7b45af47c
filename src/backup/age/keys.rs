//! Keys: what a backup is sealed with, and what opens it.

use x25519_dalek::{PublicKey, StaticSecret};

use super::{AgeError, bech32};
use crate::random::Ids;

/// How a secret key begins.
const IDENTITY: &str = "age-secret-key-";
/// How a public key begins.
const RECIPIENT: &str = "age";
/// Letters of the shortest passphrase: it may be guessed at by whoever finds a backup.
const SHORTEST: usize = 12;

/// Somebody for whom backups are sealed, known by a public key: `age1...`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient(PublicKey);

impl Recipient {
    /// Reads a public key.
    ///
    /// # Errors
    /// A sentence that says how one looks.
    pub fn parse(text: &str) -> Result<Self, String> {
        let key = bech32::decode(RECIPIENT, text.trim()).map(|bytes| Self(PublicKey::from(bytes)));
        key.ok_or_else(|| {
            "a recipient is a public key such as age1..., as `outpost backup --new-key FILE` shows it".to_owned()
        })
    }

    pub(super) fn public(&self) -> &PublicKey {
        &self.0
    }
}

/// What a backup is sealed with. It has no `Debug`, so that no log can show it.
#[derive(Clone)]
pub enum Lock {
    /// The public key of whoever may open it: the outlet's machine can not.
    Recipient(Recipient),
    /// A passphrase.
    Passphrase(String),
}

/// What opens a backup.
pub enum Key {
    /// Secret keys.
    Identities(Vec<StaticSecret>),
    /// A passphrase.
    Passphrase(String),
}

impl Key {
    /// Reads a key file: secret keys, one a line, or a passphrase alone. Lines that begin with # are remarks.
    ///
    /// # Errors
    /// A sentence that says what such a file holds.
    pub fn parse(text: &str) -> Result<Self, String> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let lines: Vec<&str> = lines.collect();
        let identities: Option<Vec<_>> = lines.iter().map(|line| bech32::decode(IDENTITY, line)).collect();
        match (identities, &lines[..]) {
            (Some(keys), [_, ..]) => Ok(Self::Identities(keys.into_iter().map(StaticSecret::from).collect())),
            (_, [line]) if !line.to_ascii_lowercase().starts_with(IDENTITY) => Ok(Self::Passphrase((*line).to_owned())),
            _ => {
                Err("a key file holds lines that begin with AGE-SECRET-KEY-1, or one line with a passphrase".to_owned())
            }
        }
    }
}

impl Lock {
    /// Reads a file with a passphrase for sealing.
    ///
    /// # Errors
    /// A sentence: it holds none, or one that can be guessed.
    pub fn passphrase(text: &str) -> Result<Self, String> {
        match Key::parse(text)? {
            Key::Passphrase(text) if text.chars().count() >= SHORTEST => Ok(Self::Passphrase(text)),
            Key::Passphrase(_) => Err(format!("a passphrase has {SHORTEST} letters at least")),
            Key::Identities(_) => {
                Err("it holds a secret key; name its public key as backup.recipient instead".to_owned())
            }
        }
    }
}

/// A new pair of keys: the secret one and the public one, as texts.
#[must_use]
pub fn new_identity(random: &mut Ids) -> (String, String) {
    let bytes = random.bytes();
    let public = PublicKey::from(&StaticSecret::from(bytes));
    (bech32::encode(IDENTITY, &bytes).to_ascii_uppercase(), bech32::encode(RECIPIENT, public.as_bytes()))
}

/// The key that scrypt makes of a passphrase, with 2 to the power of `work` rounds.
pub(super) fn stretched(passphrase: &str, salt: &[u8], work: u8) -> Result<[u8; 32], AgeError> {
    let params = scrypt::Params::new(work, 8, 1).map_err(|_| AgeError::Format)?;
    let salt = [b"age-encryption.org/v1/scrypt".as_slice(), salt].concat();
    let mut key = [0; 32];
    scrypt::scrypt(passphrase.as_bytes(), &salt, &params, &mut key).map_err(|_| AgeError::Format)?;
    Ok(key)
}
