//! A call's parameters out of its query and body (docs/spec/courses.md section 1).

use serde::de::IgnoredAny;

use super::codes::CourseError;
use crate::http::{FieldLimits, Fields, Request};

/// Bytes and names that a call takes: more than any form of this API has.
const LIMITS: FieldLimits = FieldLimits { body: 64 * 1024, names: 100, value: 16 * 1024 };
/// What some editors put before a text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads the parameters; the body's win over the query's.
///
/// # Errors
/// [`CourseError::BadJson`] for a body that is meant to be JSON and is none; [`CourseError::Parameter`] for what can be read and
/// not be used: a text that is too long or no text, too many of them, JSON that is no object, a file.
pub async fn read(request: &Request) -> Result<Fields, CourseError> {
    let body = request.body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&request.body);
    if !is_meant_as_json(request.content_type(), body) {
        return Ok(Fields::read(request, LIMITS).await?);
    }
    let mut fields = Fields::default();
    fields.add_form(request.query().as_bytes(), LIMITS)?;
    if body.len() > LIMITS.body {
        return Err(CourseError::Parameter("the body is too long".to_owned()));
    }
    if !body.trim_ascii().is_empty() && !is_well_formed(body) {
        return Err(CourseError::BadJson("the body is no JSON text".to_owned()));
    }
    fields.add_json(body, LIMITS)?;
    Ok(fields)
}

/// Whether the type says JSON, or says nothing that can be read and the body looks like an object.
fn is_meant_as_json(content_type: &str, body: &[u8]) -> bool {
    let kind = content_type.to_ascii_lowercase();
    let is_form = kind.starts_with("application/x-www-form-urlencoded") || kind.starts_with("multipart/form-data");
    kind.contains("json") || (!is_form && body.trim_ascii_start().starts_with(b"{"))
}

fn is_well_formed(body: &[u8]) -> bool {
    std::str::from_utf8(body).is_ok() && serde_json::from_slice::<IgnoredAny>(body).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_that_says_nothing_leaves_it_to_the_body() {
        for (content_type, body, is_json) in [
            ("application/json; charset=utf-8", "a=1", true),
            ("", " \n{\"a\":1}", true),
            ("text/plain;charset=UTF-8", "{", true),
            ("", "a={}", false),
            ("", "", false),
            ("application/x-www-form-urlencoded", "{}", false),
            ("multipart/form-data; boundary=x", "{}", false),
        ] {
            assert_eq!(is_meant_as_json(content_type, body.as_bytes()), is_json, "{content_type} {body}");
        }
    }

    #[test]
    fn what_is_well_formed_is_a_matter_of_syntax_alone() {
        for body in [r#"{"a":"\u0000"}"#, r#"{"a":"\ud800"}"#, "[1]", "1e999", "\"a\""] {
            assert!(is_well_formed(body.as_bytes()), "{body}");
        }
        for body in [&b"{"[..], b"{'a':1}", b"{\"a\":1,}", b"{} x", b"{\"a\":\"\xff\"}", b"\"a"] {
            assert!(!is_well_formed(body), "{body:?}");
        }
    }
}
