//! The parameters of a request in any of the five ways in which clients send them (docs/spec/leases.md section 3).
//!
//! What cannot be parsed at all is told apart from what is parsed and refused: the app key is looked at in between.

use hyper::body::Bytes;
use serde_json::Value;

use crate::http::multipart::{self, Part};
use crate::http::{BadField, FieldLimits, Fields, Request, form_pairs};

/// Bytes of a body and of a value (docs/spec/leases.md section 3), and names in one source.
const LIMITS: FieldLimits = FieldLimits { body: 64 * 1024, names: 200, value: 8 * 1024 };

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The parameters of a request.
#[derive(Debug, Default)]
pub(super) struct Input {
    /// All that could be taken.
    pub(super) fields: Fields,
    /// The first one that is refused: a nested value, a file, a text that is too long.
    pub(super) refused: Option<BadField>,
}

/// How the parameters stand in a body.
#[derive(Debug, PartialEq, Eq)]
enum Form {
    Json,
    Multipart(String),
    Urlencoded,
}

/// Reads query and body; the body's values win.
///
/// # Errors
/// [`BadField`] for a body that cannot be parsed at all.
pub(super) async fn read(request: &Request) -> Result<Input, BadField> {
    let mut input = Input::default();
    input.add_form(request.query().as_bytes())?;
    let body = without_mark(&request.body);
    if body.len() > LIMITS.body {
        return Err(BadField("the body is too long".to_owned()));
    }
    if body.trim_ascii().is_empty() {
        return Ok(input); // whatever its type says: all parameters stand in the query
    }
    match form_of(request.content_type(), &body) {
        Form::Json => input.add_json(&body)?,
        Form::Urlencoded => input.add_form(&body)?,
        Form::Multipart(boundary) => {
            let start = body.len() - body.trim_ascii_start().len();
            input.add_parts(body.slice(start..), boundary).await?;
        }
    }
    Ok(input)
}

/// The body without the byte order mark that some editors put before a text.
fn without_mark(body: &Bytes) -> Bytes {
    if body.starts_with(BYTE_ORDER_MARK) { body.slice(BYTE_ORDER_MARK.len()..) } else { body.clone() }
}

/// The form that the type names; where it names none that can be read, what the body looks like.
fn form_of(content_type: &str, body: &[u8]) -> Form {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match kind.as_str() {
        "application/x-www-form-urlencoded" => return Form::Urlencoded,
        "application/json" => return Form::Json,
        kind if kind.ends_with("+json") => return Form::Json,
        "multipart/form-data" => {
            if let Some(boundary) = multipart::boundary(content_type) {
                return Form::Multipart(boundary);
            }
        }
        _ => {}
    }
    let text = body.trim_ascii();
    if text.starts_with(b"{") {
        return Form::Json;
    }
    let first_line = text.split(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii_end();
    match first_line.strip_prefix(b"--").map(std::str::from_utf8) {
        Some(Ok(boundary)) if !boundary.is_empty() => Form::Multipart(boundary.to_owned()),
        _ => Form::Urlencoded,
    }
}

impl Input {
    fn take(&mut self, name: &str, value: &str) {
        if value.len() > LIMITS.value || value.contains('\0') {
            self.refuse(name, "is no usable text");
        } else {
            self.fields.set(name, value);
        }
    }

    fn refuse(&mut self, name: &str, why: &str) {
        self.refused.get_or_insert_with(|| BadField(format!("{name} {why}")));
    }

    fn add_form(&mut self, text: &[u8]) -> Result<(), BadField> {
        for (count, (name, value)) in form_pairs(text).enumerate() {
            if count >= LIMITS.names {
                return Err(BadField("there are too many fields".to_owned()));
            }
            self.take(&name?, &value?);
        }
        Ok(())
    }

    /// Null is as if the member were missing, so that the query may still have the value.
    fn add_json(&mut self, body: &[u8]) -> Result<(), BadField> {
        let whole: Value = serde_json::from_slice(body).map_err(|error| BadField(format!("broken JSON: {error}")))?;
        let Value::Object(members) = whole else {
            return Err(BadField("the body is no JSON object".to_owned()));
        };
        if members.len() > LIMITS.names {
            return Err(BadField("there are too many fields".to_owned()));
        }
        for (name, value) in &members {
            match value {
                Value::Null => {}
                Value::String(text) => self.take(name, text),
                Value::Bool(_) | Value::Number(_) => self.take(name, &value.to_string()),
                Value::Array(_) | Value::Object(_) => self.refuse(name, "is nested"),
            }
        }
        Ok(())
    }

    async fn add_parts(&mut self, body: Bytes, boundary: String) -> Result<(), BadField> {
        for (name, part) in multipart::parts(body, boundary, LIMITS).await? {
            match part {
                Part::Text(text) => self.take(&name, &text),
                Part::File => self.refuse(&name, "is a file"),
                Part::Unusable => self.refuse(&name, "is no usable text"),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_decides_and_without_a_usable_one_the_body() {
        let parts = |boundary: &str| Form::Multipart(boundary.to_owned());
        for (content_type, body, form) in [
            ("application/json", "a=1", Form::Json),
            ("application/vnd.outlet+json; charset=utf-8", "", Form::Json),
            ("application/x-www-form-urlencoded", "{}", Form::Urlencoded),
            ("multipart/form-data; boundary=XyZ", "{}", parts("XyZ")),
            ("multipart/form-data", " \n{\"a\":1}", Form::Json),
            ("Multipart/Form-Data", "\r\n--XyZ01\r\nContent-", parts("XyZ01")),
            ("multipart/form-data; boundary=", "--XyZ01\r\n", parts("XyZ01")),
            ("", "a=1", Form::Urlencoded),
            ("text/plain", "{}", Form::Json),
            ("", "--", Form::Urlencoded),
            ("", "", Form::Urlencoded),
        ] {
            assert_eq!(form_of(content_type, body.as_bytes()), form, "{content_type} {body}");
        }
    }

    #[test]
    fn scalars_become_text_null_is_absent_and_nested_values_are_refused() {
        let mut input = Input::default();
        input.add_form(b"num=7&remark=query").unwrap();
        input.add_json(br#"{"num":12,"yes":true,"remark":null,"region":["hk"],"appkey":"k"}"#).unwrap();
        let text = |name| input.fields.text(name);
        assert_eq!([text("num"), text("yes"), text("remark")], [Some("12"), Some("true"), Some("query")]);
        assert_eq!((text("region"), text("appkey")), (None, Some("k")));
        assert_eq!(input.refused, Some(BadField("region is nested".to_owned())));
    }

    #[test]
    fn a_value_may_have_eight_kibibytes_and_no_more() {
        let mut input = Input::default();
        input.take("remark", &"x".repeat(8 * 1024));
        assert_eq!(input.refused, None);
        input.take("remark", &"y".repeat(8 * 1024 + 1));
        assert!(input.refused.is_some());
    }

    #[test]
    fn rubbish_cannot_be_parsed() {
        for body in ["{", "[1]", "\"a\"", "{} x", "{'a': 1}"] {
            assert!(Input::default().add_json(body.as_bytes()).is_err(), "{body}");
        }
        assert!(Input::default().add_form(b"a=%ff").is_err());
    }
}
