//! Sealing: what must stay readable for the program, but not for whoever finds the database file.
//!
//! A sealed value is XChaCha20-Poly1305 under a key that lies beside the database in a file of its own, so that neither the
//! database nor a backup of it gives the secret away. Every value is bound to the place that it is kept in: moved to another
//! row it does not open. Rules reach the vault through [`Db::vault`](super::Db::vault).

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::files::{KEY_FILE, make_outlet_file};
use super::{StoreError, io_sentence};
use crate::random::Ids;

/// Bytes of the key.
const KEY_BYTES: usize = 32;
/// Bytes of a nonce, which stands before the sealed text.
const NONCE_BYTES: usize = 24;

/// Seals and opens values with the outlet's key. It has no `Debug`, so that no log can show it.
pub struct Vault {
    cipher: XChaCha20Poly1305,
    nonces: Hmac<Sha256>,
    lots: Hmac<Sha256>,
    digests: Hmac<Sha256>,
}

impl Vault {
    /// The vault of a data folder; its key is made at the first start, readable for its owner alone.
    ///
    /// # Errors
    /// A sentence for the person at the command line: the key cannot be read or made, or others may read it.
    pub fn open(folder: &Path) -> Result<Self, String> {
        let file = folder.join(KEY_FILE);
        let failed =
            |error: std::io::Error| io_sentence(&format!("The key file {} cannot be used", file.display()), &error);
        if !file.try_exists().map_err(failed)? {
            make_key(folder, &file).map_err(failed)?;
        }
        Self::read(&file)
    }

    /// The vault of a data folder that has a key file; none is made.
    ///
    /// # Errors
    /// A sentence for the person at the command line: there is no key file, or it cannot be read.
    pub fn open_existing(folder: &Path) -> Result<Self, String> {
        Self::read(&folder.join(KEY_FILE))
    }

    fn read(file: &Path) -> Result<Self, String> {
        let failed =
            |error: std::io::Error| io_sentence(&format!("The key file {} cannot be used", file.display()), &error);
        let mode = fs::metadata(file).map_err(failed)?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(format!("Others may read the key file {0}; run `chmod 600 {0}`.", file.display()));
        }
        let mut key = Vec::with_capacity(KEY_BYTES);
        File::open(file).and_then(|file| file.take(1024).read_to_end(&mut key)).map_err(failed)?;
        let key: [u8; KEY_BYTES] = key.try_into().map_err(|_| {
            format!("The key file {} is damaged; put the one that belongs to this outlet in its place.", file.display())
        })?;
        Ok(Self::with_key(&key))
    }

    /// A vault that opens nothing: for looks at a database from outside, which must not need its secrets.
    #[must_use]
    pub fn without_key() -> Self {
        Self::with_key(&Ids::fresh().bytes())
    }

    fn with_key(key: &[u8; KEY_BYTES]) -> Self {
        Self {
            cipher: XChaCha20Poly1305::new(&(*key).into()),
            nonces: keyed(key, b"outpost nonce"),
            lots: keyed(key, b"outpost lot"),
            digests: keyed(key, b"outpost digest"),
        }
    }

    /// A number below `bound` (up to 2^31) that goes with a name and that nobody can work out without the key. The same name has the
    /// same number, so that a write that runs again writes the same.
    #[must_use]
    pub fn lot(&self, name: &str, bound: u64) -> u64 {
        let mut hash = self.lots.clone();
        hash.update(name.as_bytes());
        let whole: [u8; 32] = hash.finalize().into_bytes().into();
        let mut low = [0; 8];
        low.copy_from_slice(&whole[..8]);
        u64::from_be_bytes(low) % bound.max(1)
    }

    /// What tells two values of a purpose apart, and gives neither away: nobody can work it out, or try values, without the key.
    #[must_use]
    pub fn digest(&self, purpose: &str, value: &[u8]) -> [u8; 32] {
        let mut hash = self.digests.clone();
        hash.update(&(purpose.len() as u64).to_be_bytes());
        hash.update(purpose.as_bytes());
        hash.update(value);
        hash.finalize().into_bytes().into()
    }

    /// Seals a value for a place, such as `ticket_customers/7/session_key`. The same value for the same place gives the same
    /// bytes, so that a write that runs again writes the same.
    ///
    /// # Errors
    /// [`SealError`] for values of more than gigabytes, which nobody has.
    pub fn seal(&self, place: &str, value: &[u8]) -> Result<Vec<u8>, SealError> {
        let nonce = self.nonce(place, value);
        let payload = Payload { msg: value, aad: place.as_bytes() };
        let text = self.cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| SealError)?;
        Ok([nonce.as_slice(), &text].concat())
    }

    /// Opens what was sealed for a place; `None` when it was sealed for another place, with another key, or was changed.
    #[must_use]
    pub fn unseal(&self, place: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        self.cipher.decrypt(&XNonce::from(*nonce), Payload { msg: text, aad: place.as_bytes() }).ok()
    }

    /// A nonce out of place and value instead of chance: two different values never share one.
    fn nonce(&self, place: &str, value: &[u8]) -> [u8; NONCE_BYTES] {
        let mut hash = self.nonces.clone();
        hash.update(&(place.len() as u64).to_be_bytes());
        hash.update(place.as_bytes());
        hash.update(value);
        let whole: [u8; 32] = hash.finalize().into_bytes().into();
        let mut nonce = [0; NONCE_BYTES];
        nonce.copy_from_slice(&whole[..NONCE_BYTES]);
        nonce
    }
}

/// A value could not be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a value cannot be sealed")]
pub struct SealError;

impl From<SealError> for StoreError {
    fn from(error: SealError) -> Self {
        Self::Other(error.to_string())
    }
}

/// An HMAC whose key is derived from the outlet's, so that one key serves one purpose.
fn keyed(key: &[u8; KEY_BYTES], purpose: &[u8]) -> Hmac<Sha256> {
    // An HMAC takes a key of any length; a block of exactly its size cannot be refused.
    let mut block = [0; 64];
    block[..KEY_BYTES].copy_from_slice(key);
    let mut derive = <Hmac<Sha256> as KeyInit>::new(&block.into());
    derive.update(purpose);
    let derived: [u8; 32] = derive.finalize().into_bytes().into();
    block[..32].copy_from_slice(&derived);
    <Hmac<Sha256> as KeyInit>::new(&block.into())
}

/// Writes a new key under another name first: a power cut leaves a whole key or none.
fn make_key(folder: &Path, file: &Path) -> std::io::Result<()> {
    let unfinished = file.with_extension("key-new");
    let mut new = make_outlet_file(&unfinished)?;
    new.write_all(&Ids::fresh().bytes())?;
    new.sync_all()?;
    fs::rename(&unfinished, file)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(key: u8) -> Vault {
        Vault::with_key(&[key; KEY_BYTES])
    }

    #[test]
    fn a_value_opens_in_its_own_place_with_its_own_key_alone() {
        let sealed = vault(1).seal("cards/7/ki", b"secret").unwrap();
        assert_eq!(vault(1).unseal("cards/7/ki", &sealed).as_deref(), Some(b"secret".as_slice()));
        assert_eq!(vault(1).unseal("cards/8/ki", &sealed), None, "another row");
        assert_eq!(vault(2).unseal("cards/7/ki", &sealed), None, "another key");
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
    }

    #[test]
    fn a_changed_or_cut_value_does_not_open() {
        let sealed = vault(1).seal("a", b"secret").unwrap();
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert_eq!(vault(1).unseal("a", &changed), None, "byte {place}");
            assert_eq!(vault(1).unseal("a", &sealed[..place]), None, "cut at {place}");
        }
    }

    #[test]
    fn sealing_can_run_again_and_different_values_have_different_nonces() {
        let (one, again) = (vault(1).seal("a", b"x").unwrap(), vault(1).seal("a", b"x").unwrap());
        assert_eq!(one, again);
        for (place, value) in [("a", b"y".as_slice()), ("b", b"x"), ("ax", b"")] {
            assert_ne!(vault(1).seal(place, value).unwrap()[..NONCE_BYTES], one[..NONCE_BYTES], "{place}");
        }
    }

    #[test]
    fn a_digest_is_the_same_for_the_same_value_purpose_and_key_alone() {
        let one = vault(1).digest("a", b"x");
        assert_eq!(one, vault(1).digest("a", b"x"));
        for other in [
            vault(1).digest("a", b"y"),
            vault(1).digest("b", b"x"),
            vault(1).digest("ax", b""),
            vault(2).digest("a", b"x"),
        ] {
            assert_ne!(other, one);
        }
    }

    #[test]
    fn the_key_is_made_once_for_its_owner_alone_and_a_readable_one_is_refused() {
        let folder = std::env::temp_dir().join(format!("outpost-seal-{}", Ids::fresh().uuid()));
        fs::create_dir(&folder).unwrap();
        let sealed = Vault::open(&folder).unwrap().seal("a", b"x").unwrap();
        let file = folder.join(KEY_FILE);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(Vault::open(&folder).unwrap().unseal("a", &sealed).is_some(), "a second start has the same key");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(Vault::open(&folder).err().unwrap().contains("chmod 600"));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&file, b"short").unwrap();
        assert!(Vault::open(&folder).err().unwrap().contains("damaged"));
        fs::remove_dir_all(&folder).unwrap();
    }
}
