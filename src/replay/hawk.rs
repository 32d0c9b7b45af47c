//! A Hawk signature as a client makes it (the scheme's own description, version 1.1).

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::request::Request;
use super::send::Base;

/// The `Authorization` header of a request at an instant, in Unix seconds.
pub(super) fn header(
    request: &Request,
    base: &Base,
    (id, key): (&str, &str),
    (at, nonce): (i64, &str),
) -> Option<String> {
    let (host, port) = base.host_and_port();
    let text = format!(
        "hawk.1.header\n{at}\n{nonce}\n{}\n{}\n{}\n{port}\n\n\n",
        request.method,
        request.target,
        host.to_ascii_lowercase()
    );
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).ok()?;
    mac.update(text.as_bytes());
    let mac = Base64::encode_string(&mac.finalize().into_bytes());
    Some(format!(r#"Hawk id="{id}", ts="{at}", nonce="{nonce}", mac="{mac}""#))
}
