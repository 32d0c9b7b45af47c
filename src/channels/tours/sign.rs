//! How a partner's app signs its calls (docs/spec/tours.md section 6): MD5 of the body's parameters and its key. MD5 is the published
//! clients' choice; the key before and behind the text would be no better with it.

use std::collections::BTreeMap;

use hyper::body::Bytes;
use md5::{Digest, Md5};
use serde_json::{Map, Value};

use super::service::{BodyForm, LIMITS};
use super::xml;
use crate::http::multipart::{self, Part};
use crate::http::{Request, form_pairs};
use crate::random::digest;

/// The parameters of a body, as they were sent before they were encoded.
pub(super) type Sent = BTreeMap<String, String>;

/// The signature over everything but `appid` and `sign`: lower-case hex.
pub(super) fn signature(sent: &Sent, key: &str) -> String {
    let signed = sent.iter().filter(|(name, _)| !matches!(name.as_str(), "appid" | "sign"));
    let pairs: Vec<String> = signed.map(|(name, value)| format!("{name}={value}")).collect();
    let sum = Md5::digest(pairs.join("&") + key).iter().fold(0_u128, |sum, byte| sum << 8 | u128::from(*byte));
    format!("{sum:032x}")
}

/// Whether `sign` is the signature, in either letter case. Compared by their hashes, in a time that does not tell where they differ.
pub(super) fn is_right(sent: &Sent, key: &str, sign: &str) -> bool {
    digest(&signature(sent, key)) == digest(&sign.trim().to_ascii_lowercase())
}

/// The parameters of a body; nothing where one of them is neither a text nor a number, because then no signature can hold.
pub(super) async fn sent(request: &Request, form: BodyForm) -> Option<Sent> {
    let body = form.body(request);
    if body.len() > LIMITS.body {
        return None;
    }
    match form {
        BodyForm::Json => of_object(serde_json::from_slice(&body).ok()?),
        BodyForm::Xml => match xml::read(&body)? {
            Value::Object(members) => of_object(members),
            _ => None,
        },
        BodyForm::Multipart => of_parts(body, multipart::boundary(request.content_type())?).await,
        BodyForm::Urlencoded => {
            form_pairs(&body).take(LIMITS.names).map(|(name, value)| Some((name.ok()?, value.ok()?))).collect()
        }
    }
}

fn of_object(members: Map<String, Value>) -> Option<Sent> {
    let text = |(name, value)| match value {
        Value::String(text) => Some((name, text)),
        Value::Number(number) => Some((name, number.to_string())),
        _ => None,
    };
    members.into_iter().map(text).collect()
}

async fn of_parts(body: Bytes, boundary: String) -> Option<Sent> {
    let text = |(name, part)| match part {
        Part::Text(text) => Some((name, text)),
        _ => None,
    };
    multipart::parts(body, boundary, LIMITS).await.ok()?.into_iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent_of(pairs: &[(&str, &str)]) -> Sent {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn names_are_sorted_by_code_points_and_empty_values_count() {
        let sent = sent_of(&[("b", ""), ("a", "1 +&="), ("Z", "中"), ("sign", "x"), ("appid", "7")]);
        let text = "Z=中&a=1 +&=&b=key";
        let sum = crate::text::hex(&Md5::digest(text));
        assert_eq!(signature(&sent, "key"), sum);
        assert!(is_right(&sent, "key", &sum) && is_right(&sent, "key", &sum.to_uppercase()));
        for (other, key) in [(sent_of(&[("b", ""), ("a", "1 +&=")]), "key"), (sent.clone(), "kez"), (sent, "")] {
            assert!(!is_right(&other, key, &sum));
        }
    }

    #[test]
    fn a_json_body_with_anything_but_texts_and_numbers_cannot_be_signed() {
        let read = |text: &str| of_object(serde_json::from_str(text).unwrap());
        assert_eq!(read(r#"{"a":1.50,"b":"x"}"#), Some(sent_of(&[("a", "1.50"), ("b", "x")])));
        for text in [r#"{"a":null}"#, r#"{"a":true}"#, r#"{"a":[]}"#, r#"{"a":{}}"#] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
