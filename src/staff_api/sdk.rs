//! The SDK clients' way to say who they are: `Authorization: Basic base64(package:sessionid)`
//! (docs/spec/roaming.md section 1).

use base64ct::{Base64, Encoding};

use super::codes::{Fault, ILL_FORMED};
use crate::http::{Fields, Request};

/// Puts the header's session into the fields of a request that names none; whether it did. The package is not looked at: this
/// outlet keeps no register of apps.
///
/// # Errors
/// 1601 under HTTP 401.
pub(super) fn take_session(request: &Request, fields: &mut Fields) -> Result<bool, Fault> {
    let Some(header) = request.authorization() else { return Ok(false) };
    let session = session_of(header).ok_or(ILL_FORMED)?;
    if fields.text("sessionid").is_some() {
        return Ok(false);
    }
    fields.set("sessionid", session);
    Ok(true)
}

fn session_of(header: &str) -> Option<String> {
    let (scheme, credentials) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(Base64::decode_vec(credentials.trim()).ok()?).ok()?;
    let (_, session) = text.split_once(':')?;
    (!session.trim().is_empty()).then(|| session.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_stands_behind_the_package() {
        assert_eq!(session_of("Basic Y29tLmV4YW1wbGU6YWJjLTE="), Some("abc-1".to_owned()));
        assert_eq!(session_of("basic Y29tLmV4YW1wbGU6YWJjLTE="), Some("abc-1".to_owned()));
        for header in ["Bearer abc", "Basic", "Basic !!!", "Basic Y29tLmV4YW1wbGU=", "Basic Y29tLmV4YW1wbGU6"] {
            assert_eq!(session_of(header), None, "{header}");
        }
    }
}
