//! Encrypted backups, in the format of age (age-encryption.org/v1): whoever has the key opens them with `age -d` as well, on a
//! machine that has no Outpost.
//!
//! A file begins with lines of text: for whom it is sealed, and a checksum of that under the file's own key, which is drawn for each
//! file. Behind them stand pieces of 64 KiB, each sealed with its number and whether it is the last, so that none can be changed,
//! left out, swapped or cut off. The file's key is sealed with a key that X25519 agrees on with a recipient, or with one
//! that scrypt makes of a passphrase.

mod bech32;
mod header;
mod keys;
mod pieces;

use std::io::{self, BufRead, Read, Write};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

pub use keys::{Key, Lock, Recipient, new_identity};

use crate::random::Ids;

/// What every file begins with.
pub(super) const FIRST_LINE: &[u8] = b"age-encryption.org/v1\n";

/// Why a file does not open.
#[derive(Debug, thiserror::Error)]
pub enum AgeError {
    /// It begins with something else, or its lines are not those of the format.
    #[error("it is no file in age's format")]
    Format,
    /// It was sealed for somebody else.
    #[error("the key does not open it")]
    WrongKey,
    /// It was changed or cut after it was sealed.
    #[error("it was changed or cut off since it was made")]
    Changed,
    /// It, or what is made of it, cannot be read or written.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// The key that one file is sealed with.
pub struct FileKey([u8; 16]);

impl FileKey {
    fn fresh(random: &mut Ids) -> Self {
        let mut key = [0; 16];
        key.copy_from_slice(&random.bytes()[..16]);
        Self(key)
    }

    /// A checksum that nobody can make who does not have this key.
    #[must_use]
    pub fn vouch(&self, purpose: &str, text: &[u8]) -> [u8; 32] {
        mac(&derive(&self.0, b"", purpose.as_bytes()), text)
    }
}

/// Seals everything that `from` gives; the file's key.
///
/// # Errors
/// [`AgeError::Io`].
pub fn seal(lock: &Lock, random: &mut Ids, mut from: impl Read, mut to: impl Write) -> Result<FileKey, AgeError> {
    let key = FileKey::fresh(random);
    to.write_all(&header::written(lock, &key, random)?)?;
    let mut nonce = [0; 16];
    nonce.copy_from_slice(&random.bytes()[..16]);
    to.write_all(&nonce)?;
    pieces::seal(&derive(&key.0, &nonce, b"payload"), &mut from, &mut to)?;
    to.flush()?;
    Ok(key)
}

/// Opens a file that [`seal`] or another program for this format has made; its key.
///
/// # Errors
/// [`AgeError`]; what was written until then is of no use.
pub fn open(key: &Key, mut from: impl BufRead, mut to: impl Write) -> Result<FileKey, AgeError> {
    let file_key = header::read(key, &mut from)?;
    let mut nonce = [0; 16];
    from.read_exact(&mut nonce).map_err(cut)?;
    pieces::open(&derive(&file_key.0, &nonce, b"payload"), &mut from, &mut to)?;
    to.flush()?;
    Ok(file_key)
}

/// A file that ends too early was cut off.
fn cut(error: io::Error) -> AgeError {
    if error.kind() == io::ErrorKind::UnexpectedEof { AgeError::Changed } else { AgeError::Io(error) }
}

/// HKDF-SHA256 with one block of output (RFC 5869).
fn derive(secret: &[u8], salt: &[u8], info: &[u8]) -> [u8; 32] {
    let extracted = mac(salt, secret);
    mac(&extracted, &[info, &[1]].concat())
}

fn mac(key: &[u8], text: &[u8]) -> [u8; 32] {
    // HMAC takes keys of any length: what is too long is hashed, what is too short is filled up with noughts.
    let mut block = [0; 64];
    block[..key.len().min(64)].copy_from_slice(&key[..key.len().min(64)]);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(text);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recipient() -> (Lock, Key) {
        let (identity, recipient) = new_identity(&mut Ids::seeded(3));
        (Lock::Recipient(Recipient::parse(&recipient).unwrap()), Key::parse(&identity).unwrap())
    }

    fn passphrase(text: &str) -> (Lock, Key) {
        (Lock::Passphrase(text.to_owned()), Key::parse(text).unwrap())
    }

    fn sealed(lock: &Lock, text: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        seal(lock, &mut Ids::seeded(5), text, &mut file).unwrap();
        file
    }

    fn opened(key: &Key, file: &[u8]) -> Result<Vec<u8>, AgeError> {
        let mut text = Vec::new();
        open(key, file, &mut text).map(|_| text)
    }

    #[test]
    fn what_was_sealed_opens_with_its_key_and_no_other() {
        let long = vec![7; 3 * 65_536];
        for (lock, key) in [recipient(), passphrase("correct horse battery staple")] {
            for text in [b"".as_slice(), b"x", &long[..65_535], &long[..65_536], &long[..65_537], &long] {
                assert!(opened(&key, &sealed(&lock, text)).unwrap() == text, "{} bytes", text.len());
            }
        }
        let (lock, _) = recipient();
        let (other, _) = new_identity(&mut Ids::seeded(4));
        assert!(matches!(opened(&Key::parse(&other).unwrap(), &sealed(&lock, b"x")), Err(AgeError::WrongKey)));
        let (lock, _) = passphrase("correct horse");
        assert!(matches!(opened(&passphrase("wrong horse").1, &sealed(&lock, b"x")), Err(AgeError::WrongKey)));
    }

    #[test]
    fn a_file_that_was_changed_or_cut_anywhere_does_not_open() {
        let (lock, key) = recipient();
        let file = sealed(&lock, &vec![7; 70_000]);
        for place in (0..file.len()).step_by(97).chain(0..300) {
            let mut changed = file.clone();
            changed[place] ^= 1;
            assert!(opened(&key, &changed).is_err(), "byte {place}");
            assert!(opened(&key, &file[..place]).is_err(), "cut at {place}");
        }
        assert!(opened(&key, &[file.clone(), vec![0]].concat()).is_err(), "something behind its end");
    }

    /// HKDF of RFC 5869, test case 1, as far as one block goes.
    #[test]
    fn keys_are_derived_as_the_standard_says() {
        let salt: Vec<u8> = (0..13).collect();
        let info: Vec<u8> = (0xf0..=0xf9).collect();
        let key = derive(&[0x0b; 22], &salt, &info);
        assert_eq!(crate::text::hex(&key), "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
    }
}
