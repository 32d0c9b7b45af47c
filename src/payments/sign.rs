//! How the providers sign: the values of a message and a shared secret, hashed with MD5
//! (docs/spec/roaming.md section 12).
//!
//! MD5 is the providers' choice, not this house's; what the sandbox signs for itself is HMAC-SHA256.

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha2::Sha256;

use crate::text::hex;

/// Alipay: names sorted, empty values, `sign` and `sign_type` left out, `k=v` joined with `&`, the key appended directly;
/// lower-case hex.
pub(super) fn alipay<N: AsRef<str>, V: AsRef<str>>(fields: &[(N, V)], key: &str) -> String {
    let text = text(fields, &["sign", "sign_type"]) + key;
    hex(&Md5::digest(text))
}

/// WeChat: as Alipay, but `sign_type` is signed, the key is appended as `&key=...`, and the hex is upper-case.
pub(super) fn wechat<N: AsRef<str>, V: AsRef<str>>(fields: &[(N, V)], key: &str) -> String {
    let text = text(fields, &["sign"]) + "&key=" + key;
    hex(&Md5::digest(text)).to_uppercase()
}

/// Credtrip: names sorted, empty values, `sign` and `signType` left out, the values alone joined, the key appended;
/// lower-case hex.
pub(super) fn credtrip<N: AsRef<str>, V: AsRef<str>>(fields: &[(N, V)], key: &str) -> String {
    let mut text: String = signed(fields, &["sign", "signType"]).iter().map(|(_, value)| *value).collect();
    text.push_str(key);
    hex(&Md5::digest(text))
}

/// What most of them sign: names sorted, empty values and some fields left out, `k=v` joined with `&`, raw.
pub(super) fn text<N: AsRef<str>, V: AsRef<str>>(fields: &[(N, V)], unsigned: &[&str]) -> String {
    joined(&signed(fields, unsigned))
}

/// As [`text`], but with the empty values.
pub(super) fn whole_text<N: AsRef<str>, V: AsRef<str>>(fields: &[(N, V)], unsigned: &[&str]) -> String {
    joined(&sorted(fields, unsigned))
}

/// HMAC-SHA256, for what the sandbox must recognise as its own.
pub(super) fn own(text: &str, key: &str) -> [u8; 32] {
    // A key of the length that HMAC works with inside; any other text is hashed to it, as the standard does with long ones.
    let mut mac = Hmac::<Sha256>::new(&padded(key).into());
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().into()
}

/// The key block of HMAC-SHA256 (RFC 2104): the key itself, or its hash where it is longer than a block.
fn padded(key: &str) -> [u8; 64] {
    let mut block = [0; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key.as_bytes());
    }
    block
}

/// Whether two signatures are the same, in a time that does not tell where they differ.
pub(super) fn same(one: &str, other: &str) -> bool {
    let differences = one.bytes().zip(other.bytes()).fold(0, |all, (a, b)| std::hint::black_box(all | (a ^ b)));
    one.len() == other.len() && differences == 0
}

/// What is signed, sorted by name.
fn signed<'f, N: AsRef<str>, V: AsRef<str>>(fields: &'f [(N, V)], unsigned: &[&str]) -> Vec<(&'f str, &'f str)> {
    let mut pairs = sorted(fields, unsigned);
    pairs.retain(|(_, value)| !value.is_empty());
    pairs
}

fn sorted<'f, N: AsRef<str>, V: AsRef<str>>(fields: &'f [(N, V)], unsigned: &[&str]) -> Vec<(&'f str, &'f str)> {
    let pairs = fields.iter().map(|(name, value)| (name.as_ref(), value.as_ref()));
    let mut pairs: Vec<_> = pairs.filter(|(name, _)| !unsigned.contains(name)).collect();
    pairs.sort_unstable();
    pairs
}

fn joined(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: [(&str, &str); 6] =
        [("b", "二"), ("a", "1 & 2"), ("empty", ""), ("sign", "x"), ("sign_type", "MD5"), ("signType", "MD5")];

    /// Every expectation here was computed with Python's hashlib and hmac over the text in the comment.
    #[test]
    fn each_provider_signs_by_its_own_rule() {
        // a=1 & 2&b=二&signType=MD5secret
        assert_eq!(alipay(&FIELDS, "secret"), "ca954656b986d853636ba16b4d9385d8");
        // a=1 & 2&b=二&signType=MD5&sign_type=MD5&key=secret
        assert_eq!(wechat(&FIELDS, "secret"), "43BBB5A70C24149B0A21CF9F6CB7F43E");
        // 1 & 2二MD5secret, where MD5 is the value of sign_type
        assert_eq!(credtrip(&FIELDS, "secret"), "e818a74f34fe5d8967f00815195f4de7");
    }

    #[test]
    fn the_sandbox_signs_with_hmac_sha256() {
        assert_eq!(
            hex(&own("what is signed", "secret")),
            "8ee9329c417fbce9c6411aa425d809c30c0d210f3025a7f910e2982505556152"
        );
        assert_eq!(
            hex(&own("what is signed", &"long".repeat(30))),
            "d8d3cfb9dee87ea63c882a3c200d87d263a1d043a788d03fe6f99943977c9a3c"
        );
    }

    #[test]
    fn signatures_are_the_same_only_when_they_are() {
        assert!(same("4f27c5", "4f27c5") && same("", ""));
        for other in ["4f27c4", "4f27c", "4f27c55", "", "4F27C5"] {
            assert!(!same("4f27c5", other), "{other}");
        }
    }
}
