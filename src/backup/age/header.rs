//! The lines at the head of a file: for whom it is sealed.

use std::io::BufRead;

use base64ct::{Base64Unpadded, Encoding};
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use x25519_dalek::{PublicKey, StaticSecret};

use super::{AgeError, FIRST_LINE, FileKey, Key, Lock, derive, keys, mac};
use crate::random::Ids;

/// Bytes that a header may have: ours has some two hundred, one for many recipients has more.
const MOST: usize = 64 * 1024;
/// The work of a passphrase as a power of two: about a tenth of a second, and 32 MiB.
const WORK: u8 = 15;
/// More of it than this is somebody who wants to keep the machine busy.
const MOST_WORK: u8 = 20;

/// The header of a new file.
pub(super) fn written(lock: &Lock, key: &FileKey, random: &mut Ids) -> Result<Vec<u8>, AgeError> {
    let (arguments, wrapping) = match lock {
        Lock::Recipient(recipient) => {
            let secret = StaticSecret::from(random.bytes());
            let share = PublicKey::from(&secret);
            (
                format!("X25519 {}", encode(share.as_bytes())),
                agreed(&secret, &share, recipient.public(), recipient.public()),
            )
        }
        Lock::Passphrase(passphrase) => {
            let mut salt = [0; 16];
            salt.copy_from_slice(&random.bytes()[..16]);
            (format!("scrypt {} {WORK}", encode(&salt)), keys::stretched(passphrase, &salt, WORK)?)
        }
    };
    let body = cipher(&wrapping).encrypt(&Nonce::default(), key.0.as_slice()).map_err(|_| AgeError::Format)?;
    let mut header = FIRST_LINE.to_vec();
    header.extend_from_slice(format!("-> {arguments}\n{}\n---", encode(&body)).as_bytes());
    let checksum = mac(&derive(&key.0, b"", b"header"), &header);
    header.extend_from_slice(format!(" {}\n", encode(&checksum)).as_bytes());
    Ok(header)
}

/// One way in which the file's key is sealed.
struct Stanza {
    arguments: Vec<String>,
    body: Vec<u8>,
}

/// Reads the header of a file; the file's key.
pub(super) fn read(key: &Key, from: &mut impl BufRead) -> Result<FileKey, AgeError> {
    let Header { stanzas, signed, checksum } = parts(from)?;
    let found = stanzas.iter().find_map(|stanza| unwrapped(key, stanza, stanzas.len()).transpose());
    let file_key = found.unwrap_or(Err(AgeError::WrongKey))?;
    // What differs here was changed by somebody who has not the file's key.
    if mac(&derive(&file_key.0, b"", b"header"), &signed) == checksum { Ok(file_key) } else { Err(AgeError::Changed) }
}

/// What stands before the pieces.
struct Header {
    stanzas: Vec<Stanza>,
    /// The bytes that the checksum is of.
    signed: Vec<u8>,
    checksum: [u8; 32],
}

fn parts(from: &mut impl BufRead) -> Result<Header, AgeError> {
    let mut signed = Vec::new();
    if line(from, &mut signed)?.as_bytes() != FIRST_LINE.trim_ascii_end() {
        return Err(AgeError::Format);
    }
    let mut stanzas = Vec::new();
    loop {
        let text = line(from, &mut signed)?;
        if let Some(checksum) = text.strip_prefix("--- ") {
            signed.truncate(signed.len() - checksum.len() - 2);
            let checksum = decode(checksum)?.try_into().map_err(|_| AgeError::Format)?;
            return Ok(Header { stanzas, signed, checksum });
        }
        let arguments = text.strip_prefix("-> ").ok_or(AgeError::Format)?.split(' ').map(str::to_owned).collect();
        let mut body = String::new();
        loop {
            let text = line(from, &mut signed)?;
            body.push_str(&text);
            // The last line of a body is shorter than the others.
            if text.len() < 64 {
                break;
            }
        }
        stanzas.push(Stanza { arguments, body: decode(&body)? });
    }
}

fn line(from: &mut impl BufRead, signed: &mut Vec<u8>) -> Result<String, AgeError> {
    let start = signed.len();
    let left = MOST.saturating_sub(start) as u64;
    std::io::Read::take(from, left).read_until(b'\n', signed)?;
    let text = signed[start..].strip_suffix(b"\n").ok_or(AgeError::Format)?;
    String::from_utf8(text.to_vec()).map_err(|_| AgeError::Format)
}

/// The file's key out of a stanza; `None` where it is not sealed for this key.
fn unwrapped(key: &Key, stanza: &Stanza, stanzas: usize) -> Result<Option<FileKey>, AgeError> {
    let arguments: Vec<&str> = stanza.arguments.iter().map(String::as_str).collect();
    let wrappings = match (key, &arguments[..]) {
        (Key::Identities(identities), ["X25519", share]) => {
            let share: [u8; 32] = decode(share)?.try_into().map_err(|_| AgeError::Format)?;
            let share = PublicKey::from(share);
            identities.iter().map(|it| agreed(it, &share, &share, &PublicKey::from(it))).collect()
        }
        // A passphrase stands alone: who knows it could else have sealed for others in its owner's name.
        (Key::Passphrase(passphrase), ["scrypt", salt, work]) if stanzas == 1 => {
            let work = work.parse().ok().filter(|work| *work <= MOST_WORK).ok_or(AgeError::Format)?;
            vec![keys::stretched(passphrase, &decode(salt)?, work)?]
        }
        _ => return Ok(None),
    };
    let opened = wrappings.iter().find_map(|it| cipher(it).decrypt(&Nonce::default(), stanza.body.as_slice()).ok());
    Ok(opened.and_then(|bytes| bytes.try_into().ok()).map(FileKey))
}

/// The key that sender and recipient agree on: `with` is the other side's, and both public halves are mixed in.
fn agreed(secret: &StaticSecret, share: &PublicKey, with: &PublicKey, recipient: &PublicKey) -> [u8; 32] {
    let shared = secret.diffie_hellman(with);
    let salt = [share.as_bytes().as_slice(), recipient.as_bytes()].concat();
    derive(shared.as_bytes(), &salt, b"age-encryption.org/v1/X25519")
}

fn cipher(key: &[u8; 32]) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(&(*key).into())
}

fn encode(bytes: &[u8]) -> String {
    Base64Unpadded::encode_string(bytes)
}

fn decode(text: &str) -> Result<Vec<u8>, AgeError> {
    Base64Unpadded::decode_vec(text).map_err(|_| AgeError::Format)
}
