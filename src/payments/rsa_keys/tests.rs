//! The key files of Alipay's app, in all forms in which they are handed out, and every mistake that is made with them.

use super::*;
use crate::payments::trial::key;

const OWN: &str = "gateways.alipay_app_key";
const ALIPAY: &str = "gateways.alipay_public_key";

fn read(own: &str, alipay: &str) -> Result<Keys, String> {
    Keys::read(Algorithm::Rsa, (OWN, &key(own)), (ALIPAY, &key(alipay)))
}

/// SHA1withRSA of `openssl dgst -sha1 -sign` over these words.
const WORDS: &str = "全球通话时长 & 更多";

#[test]
fn one_key_in_any_of_its_forms_signs_the_same() {
    let signatures = ["own-pkcs8.pem", "own-pkcs1.pem", "own-base64.txt"].map(|own| {
        let keys = read(own, "alipay-public.pem").unwrap();
        let (one, other) = (keys.sign(WORDS, &mut Ids::seeded(1)).unwrap(), keys.sign(WORDS, &mut Ids::seeded(2)));
        assert_eq!(Some(&one), other.as_ref(), "blinding does not change a signature");
        one
    });
    assert!(signatures.iter().all(|signature| *signature == signatures[0]));
}

#[test]
fn alipay_s_key_may_be_bare_base64() {
    let pem = read("own-pkcs8.pem", "alipay-public.pem").unwrap();
    let bare = read("own-pkcs8.pem", "alipay-public.txt").unwrap();
    assert_eq!(pem.alipay, bare.alipay);
}

#[test]
fn a_wrong_file_is_refused_with_its_setting() {
    for (own, alipay, setting, what) in [
        ("nowhere.pem", "alipay-public.pem", OWN, "cannot be read"),
        ("own-public.pem", "alipay-public.pem", OWN, "is no RSA private key"),
        ("provider-key.pem", "alipay-public.pem", OWN, "is no RSA private key"),
        ("README.md", "alipay-public.pem", OWN, "has no key"),
        ("own-pkcs8.pem", "nowhere.pem", ALIPAY, "cannot be read"),
        ("own-pkcs8.pem", "alipay-private.pem", ALIPAY, "holds a private key"),
        ("own-pkcs8.pem", "provider.pem", ALIPAY, "holds a certificate"),
        ("own-pkcs8.pem", "README.md", ALIPAY, "has no key"),
        ("own-pkcs8.pem", "own-base64.txt", ALIPAY, "is no RSA public key"),
        ("own-pkcs8.pem", "own-public.pem", ALIPAY, "is the public half of your own key"),
    ] {
        let Err(error) = read(own, alipay) else { panic!("{own} and {alipay} are taken") };
        assert!(error.contains(setting) && error.contains(what), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
        assert!(!error.contains("MII"), "nothing of a key is shown: {error}");
    }
    let locked = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIE\n-----END ENCRYPTED PRIVATE KEY-----\n";
    assert!(private_key(locked).unwrap_err().contains("password"));
    assert!(private_key("").is_err() && public_key("").is_err());
}

#[test]
fn a_signature_of_somebody_else_or_in_another_way_is_none() {
    let keys = read("own-pkcs8.pem", "alipay-public.pem").unwrap();
    let own = keys.sign(WORDS, &mut Ids::seeded(1)).unwrap();
    for signature in ["", "x", "AAAA", &own] {
        assert!(!keys.verifies(WORDS, signature), "{signature}");
    }
    // The twin: read as Alipay's, the same key's signature counts.
    let turned =
        Keys { alipay: keys.own.as_public_key().clone(), ..read("own-pkcs8.pem", "alipay-public.pem").unwrap() };
    assert!(turned.verifies(WORDS, &own) && !turned.verifies("else", &own));
    assert!(!Keys { algorithm: Algorithm::Rsa2, ..turned }.verifies(WORDS, &own));
}
