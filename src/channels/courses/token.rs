//! Timed tokens: `header.payload.signature`, each part base64url, signed with HMAC-SHA256
//! (docs/spec/courses.md section 2).
//!
//! The signature also covers the account's password hash, so that a new password ends every token that the old one made. Pure
//! functions; [`super::access`] and [`super::login`] call them.

use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::codes::CourseError;
use crate::clock::Instant;
use crate::ids::AccountId;

/// How long a token lives, in seconds: three days, as the documented sample.
pub const LIFE_SECONDS: i64 = 259_200;
/// Bytes that a token may have; those made here are far shorter.
const LONGEST: usize = 1024;
const ALGORITHM: &str = "HS256";

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    alg: String,
    iat: i64,
    exp: i64,
}

/// Whom a token is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// The account.
    pub uid: AccountId,
    /// The type code that it was asked for with.
    #[serde(rename = "type")]
    pub kind: i64,
    /// The name of what it may do.
    pub scope: String,
}

/// A token whose payload can be read, but whose signature was not checked yet.
#[derive(Debug)]
pub struct Unverified<'t> {
    signed: &'t str,
    signature: Vec<u8>,
    header: Header,
    /// Whom it says it is for.
    pub payload: Payload,
}

/// A token that this outlet made and that is valid now.
#[derive(Debug, PartialEq, Eq)]
pub struct Verified {
    /// Whom it is for.
    pub payload: Payload,
    /// When it was made, unix seconds.
    pub created: i64,
    /// When it ends, unix seconds.
    pub expires: i64,
}

/// What signs the tokens of one account.
#[derive(Clone, Copy)]
pub struct Keys<'k> {
    /// The outlet's key.
    pub outlet: &'k str,
    /// The account's password hash.
    pub password_hash: &'k str,
}

impl Keys<'_> {
    fn mac(self, signed: &str) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.outlet.as_bytes()).ok()?;
        mac.update(signed.as_bytes());
        mac.update(b"\n");
        mac.update(self.password_hash.as_bytes());
        Some(mac)
    }
}

/// A token for three days from now; `None` when the key cannot sign, which no key of this outlet does.
#[must_use]
pub fn make(payload: &Payload, now: Instant, keys: Keys<'_>) -> Option<String> {
    let iat = now.unix_seconds();
    let header = Header { alg: ALGORITHM.to_owned(), iat, exp: iat.saturating_add(LIFE_SECONDS) };
    let part = |json: Vec<u8>| Base64UrlUnpadded::encode_string(&json);
    let signed = format!("{}.{}", part(serde_json::to_vec(&header).ok()?), part(serde_json::to_vec(payload).ok()?));
    let signature = keys.mac(&signed)?.finalize().into_bytes();
    Some(format!("{signed}.{}", Base64UrlUnpadded::encode_string(&signature)))
}

/// Reads a token without trusting it.
///
/// # Errors
/// [`CourseError::BadToken`].
pub fn read(token: &str) -> Result<Unverified<'_>, CourseError> {
    if token.len() > LONGEST {
        return Err(CourseError::BadToken);
    }
    parts(token).ok_or(CourseError::BadToken)
}

fn parts(token: &str) -> Option<Unverified<'_>> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, payload) = signed.split_once('.')?;
    let bytes = |part: &str| Base64UrlUnpadded::decode_vec(part).ok();
    Some(Unverified {
        signed,
        signature: bytes(signature)?,
        header: serde_json::from_slice(&bytes(header)?).ok()?,
        payload: serde_json::from_slice(&bytes(payload)?).ok()?,
    })
}

impl Unverified<'_> {
    /// Checks signature, then time.
    ///
    /// # Errors
    /// [`CourseError::BadToken`], [`CourseError::ExpiredToken`].
    pub fn verify(self, now: Instant, keys: Keys<'_>) -> Result<Verified, CourseError> {
        let mac = keys.mac(self.signed).ok_or(CourseError::BadToken)?;
        // Compares in a time that does not tell where the signatures differ.
        mac.verify_slice(&self.signature).map_err(|_| CourseError::BadToken)?;
        if self.header.alg != ALGORITHM {
            return Err(CourseError::BadToken);
        }
        if self.header.exp <= now.unix_seconds() {
            return Err(CourseError::ExpiredToken);
        }
        Ok(Verified { payload: self.payload, created: self.header.iat, expires: self.header.exp })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: Keys<'static> = Keys { outlet: "0123456789abcdef", password_hash: "$argon2id$one" };
    const NOW: Instant = Instant(1_475_888_400_000);

    fn payload() -> Payload {
        Payload { uid: AccountId(72), kind: 200, scope: "UserScope".to_owned() }
    }

    fn check(token: &str, now: Instant, keys: Keys<'_>) -> Result<Verified, CourseError> {
        read(token)?.verify(now, keys)
    }

    #[test]
    fn a_token_lives_three_days_to_the_second() {
        let token = make(&payload(), NOW, KEYS).unwrap();
        let verified = check(&token, NOW, KEYS).unwrap();
        assert_eq!((verified.payload, verified.expires - verified.created), (payload(), LIFE_SECONDS));
        let end = NOW.plus_ms(LIFE_SECONDS * 1000);
        assert!(check(&token, end.plus_ms(-1), KEYS).is_ok());
        assert_eq!(check(&token, end, KEYS), Err(CourseError::ExpiredToken));
    }

    #[test]
    fn a_changed_letter_another_key_or_another_password_spoil_it() {
        let token = make(&payload(), NOW, KEYS).unwrap();
        for at in 0..token.len() {
            let mut letters = token.clone().into_bytes();
            letters[at] = if letters[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(letters).unwrap();
            assert_eq!(check(&changed, NOW, KEYS), Err(CourseError::BadToken), "{changed}");
        }
        for keys in [Keys { outlet: "0123456789abcdee", ..KEYS }, Keys { password_hash: "$argon2id$two", ..KEYS }] {
            assert_eq!(check(&token, NOW, keys), Err(CourseError::BadToken));
        }
    }

    #[test]
    fn rubbish_is_no_token() {
        for text in ["", ".", "..", "x.y.z", "a.b", "令.牌.符", &"a".repeat(5000), "e30.e30.e30"] {
            assert_eq!(read(text).err(), Some(CourseError::BadToken), "{text}");
        }
    }
}
