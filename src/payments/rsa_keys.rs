//! The RSA keys of Alipay's app: the merchant's own, which signs, and Alipay's, which verifies
//! (docs/spec/roaming.md section 12). Both are read out of files once, at the start. Nothing is ever decrypted with
//! them.

use std::convert::Infallible;
use std::fs;

use base64ct::{Base64, Encoding};
use rsa::pkcs1::{DecodeRsaPrivateKey, DecodeRsaPublicKey};
use rsa::pkcs8::{DecodePrivateKey, DecodePublicKey};
use rsa::rand_core::{TryCryptoRng, TryRng};
use rsa::{Pkcs1v15Sign, RsaPrivateKey, RsaPublicKey};
use sha1::{Digest, Sha1};
use sha2::Sha256;

use crate::random::Ids;

/// A file with a key is smaller than this by far.
const MAX_FILE_LEN: u64 = 64 * 1024;

/// How a message is hashed before RSA signs it (PKCS#1 v1.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    /// SHA1withRSA, what docs/spec/roaming.md section 12 gives.
    Rsa,
    /// SHA256withRSA, what Alipay gives to newer apps.
    Rsa2,
}

impl Algorithm {
    pub(super) fn parse(text: &str) -> Option<Self> {
        [Self::Rsa, Self::Rsa2].into_iter().find(|algorithm| algorithm.name() == text)
    }

    /// `sign_type` on the wire.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Rsa => "RSA",
            Self::Rsa2 => "RSA2",
        }
    }

    fn hashed(self, text: &str) -> (Pkcs1v15Sign, Vec<u8>) {
        match self {
            Self::Rsa => (Pkcs1v15Sign::new::<Sha1>(), Sha1::digest(text).to_vec()),
            Self::Rsa2 => (Pkcs1v15Sign::new::<Sha256>(), Sha256::digest(text).to_vec()),
        }
    }
}

/// The two keys and how they are used.
pub(super) struct Keys {
    algorithm: Algorithm,
    own: RsaPrivateKey,
    alipay: RsaPublicKey,
}

impl Keys {
    /// Reads the merchant's private key and Alipay's public one; each setting is the path of a file.
    ///
    /// # Errors
    /// One sentence that names the setting and the file and says what is wrong with it.
    pub(super) fn read(algorithm: Algorithm, own: (&str, &str), alipay: (&str, &str)) -> Result<Self, String> {
        let wrong = |(setting, path): (&str, &str), what: &str| format!("The file {path} of {setting} {what}.");
        let text = |at: (&str, &str)| read_file(at.1).map_err(|error| wrong(at, &error));
        let own_key = private_key(&text(own)?).map_err(|what| wrong(own, what))?;
        let alipay_key = public_key(&text(alipay)?).map_err(|what| wrong(alipay, what))?;
        if own_key.as_public_key() == &alipay_key {
            return Err(wrong(alipay, "is the public half of your own key; it must be the key that Alipay shows you"));
        }
        Ok(Self { algorithm, own: own_key, alipay: alipay_key })
    }

    pub(super) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The merchant's signature in base64, blinded with randomness of `ids`; the signature itself is the same each time. It takes
    /// milliseconds.
    pub(super) fn sign(&self, text: &str, ids: &mut Ids) -> Option<String> {
        let (scheme, hash) = self.algorithm.hashed(text);
        let signature = self.own.sign_with_rng(&mut Blinding(ids), scheme, &hash).ok()?;
        Some(Base64::encode_string(&signature))
    }

    /// Whether the text was signed by Alipay.
    pub(super) fn verifies(&self, text: &str, signature: &str) -> bool {
        let (scheme, hash) = self.algorithm.hashed(text);
        let signature = Base64::decode_vec(signature.trim());
        signature.is_ok_and(|signature| self.alipay.verify(scheme, &hash, &signature).is_ok())
    }
}

fn read_file(path: &str) -> Result<String, String> {
    match fs::metadata(path) {
        Ok(file) if file.len() > MAX_FILE_LEN => return Err("is too long for a key".to_owned()),
        Ok(_) => {}
        Err(error) => return Err(format!("cannot be read: {error}")),
    }
    fs::read_to_string(path).map_err(|error| format!("cannot be read: {error}"))
}

fn private_key(text: &str) -> Result<RsaPrivateKey, &'static str> {
    if text.contains("ENCRYPTED") {
        return Err("is locked with a password; write the key without one");
    }
    let der = der(text).ok_or("has no key; it must be an RSA private key in PEM form")?;
    let key = RsaPrivateKey::from_pkcs8_der(&der).ok().or_else(|| RsaPrivateKey::from_pkcs1_der(&der).ok());
    key.ok_or("is no RSA private key (PKCS#8 or PKCS#1) of 1024 bits or more")
}

fn public_key(text: &str) -> Result<RsaPublicKey, &'static str> {
    if text.contains("PRIVATE KEY") {
        return Err("holds a private key; it must be Alipay's public key");
    }
    if text.contains("CERTIFICATE") {
        return Err("holds a certificate; it must be Alipay's public key");
    }
    let der = der(text).ok_or("has no key; it must be Alipay's public key in PEM form or base64")?;
    let key = RsaPublicKey::from_public_key_der(&der).ok().or_else(|| RsaPublicKey::from_pkcs1_der(&der).ok());
    key.ok_or("is no RSA public key of 1024 bits or more")
}

/// What a key file holds in base64, between its armour lines or without them, as Alipay's site shows keys.
fn der(text: &str) -> Option<Vec<u8>> {
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim).filter(|line| !line.starts_with("-----"));
    let base64: String = lines.flat_map(str::split_whitespace).collect();
    Base64::decode_vec(&base64).ok().filter(|der| !der.is_empty())
}

/// Randomness for blinding, out of the one place that asks for it.
struct Blinding<'i>(&'i mut Ids);

impl TryRng for Blinding<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes).map(|()| u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes).map(|()| u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, to: &mut [u8]) -> Result<(), Infallible> {
        for part in to.chunks_mut(32) {
            part.copy_from_slice(&self.0.bytes()[..part.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for Blinding<'_> {}

#[cfg(test)]
mod tests;
