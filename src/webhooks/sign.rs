//! The signature of a message: HMAC-SHA256 over the time of sending and the body, so that neither can be changed and an old message
//! cannot be sent once more later.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::clock::Instant;
use crate::text::hex;

/// The header that it stands in.
pub(super) const HEADER: &str = "outpost-signature";

/// `t=<unix seconds>,v1=<hex>`, with a further `v1` for each further secret that is still good.
pub(super) fn header(secrets: &[String], at: Instant, body: &str) -> String {
    let seconds = at.unix_seconds();
    let marks = secrets.iter().map(|secret| format!(",v1={}", mark(secret, seconds, body)));
    format!("t={seconds}{}", marks.collect::<String>())
}

fn mark(secret: &str, seconds: i64, body: &str) -> String {
    // An HMAC takes a key of any length.
    let Ok(mut hash) = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_bytes()) else { return String::new() };
    hash.update(format!("{seconds}.{body}").as_bytes());
    hex(&hash.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac whsec_test` has it.
    #[test]
    fn a_receiver_works_the_same_mark_out() {
        let header = header(&["whsec_test".to_owned()], Instant(1_700_000_000_999), "{\"a\":1}");
        assert_eq!(header, "t=1700000000,v1=38877139021993b830af32feea6e18a8da83eb2f6e49ee50bd9e4cf4ca4d3789");
    }

    #[test]
    fn during_a_change_of_secrets_both_sign() {
        let both = header(&["new".to_owned(), "old".to_owned()], Instant(0), "{}");
        assert_eq!(both.matches(",v1=").count(), 2);
        assert_ne!(mark("new", 0, "{}"), mark("old", 0, "{}"));
        assert_ne!(mark("new", 0, "{}"), mark("new", 1, "{}"));
    }
}
