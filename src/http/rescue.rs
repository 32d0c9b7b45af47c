//! What can be read of a request that as a whole cannot: an error repeats whose request it was all the same.

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::fields::{Fields, Limits, form_pairs, text_of};
use super::request::Request;

impl Fields {
    /// Some fields of a request that as a whole is unusable, as far as they can be read: an error repeats them all the same.
    #[must_use]
    pub fn rescue(request: &Request, names: &[&str], limits: Limits) -> Self {
        let wanted = |(name, value): (String, String)| {
            let fits = names.contains(&name.as_str()) && value.len() <= limits.value && !value.contains('\0');
            fits.then_some((name, value))
        };
        let of_form = |text: &[u8]| {
            let readable = form_pairs(text).filter_map(|(name, value)| Some((name.ok()?, value.ok()?)));
            readable.filter_map(wanted).collect::<HashMap<_, _>>()
        };
        let mut fields = Self::default();
        fields.merge(of_form(request.query().as_bytes()));
        let kind = request.content_type().to_ascii_lowercase();
        if kind.contains("json") {
            fields.merge(readable_members(&request.body).into_iter().filter_map(wanted).collect());
        } else if !kind.starts_with("multipart/") {
            fields.merge(of_form(&request.body));
        }
        fields
    }
}

/// The members of a JSON object whose values can be read, whatever stands in the others.
fn readable_members(body: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(body);
    let members: HashMap<String, &RawValue> = serde_json::from_str(&text).unwrap_or_default();
    let readable = |(name, value): (String, &RawValue)| {
        let value = text_of(&serde_json::from_str(value.get()).ok()?)?;
        (!value.contains(char::REPLACEMENT_CHARACTER)).then_some((name, value))
    };
    members.into_iter().filter_map(readable).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { body: 1000, names: 10, value: 100 };

    #[test]
    fn what_can_be_read_of_an_unusable_request_is_rescued() {
        const FORM: &str = "application/x-www-form-urlencoded";
        let rescued = |query: &str, kind: &'static str, body: &'static [u8]| {
            let mut headers = hyper::HeaderMap::new();
            headers.insert(hyper::header::CONTENT_TYPE, hyper::header::HeaderValue::from_static(kind));
            let request = Request {
                method: hyper::Method::POST,
                uri: format!("/x?{query}").parse().unwrap(),
                tidy: None,
                headers,
                body: hyper::body::Bytes::from_static(body),
                spooled: None,
                peer: std::net::IpAddr::from([127, 0, 0, 1]),
                scheme: None,
                id: String::new(),
            };
            let fields = Fields::rescue(&request, &["userid", "sessionid"], LIMITS);
            let mut all: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
            all.sort();
            all.join("&")
        };
        let json: &[&'static [u8]] = &[
            br#"{"userid":7,"sessionid":"s","a":"\u0000"}"#,
            br#"{"a":"\ud800","userid":7,"sessionid":"s"}"#,
            b"{\"userid\":7,\"sessionid\":\"s\",\"a\":\"\xff\"}",
        ];
        for body in json {
            assert_eq!(rescued("", "application/json", body), "sessionid=s&userid=7");
        }
        assert_eq!(rescued("", FORM, b"userid=7&x=%ff&sessionid=s"), "sessionid=s&userid=7");
        assert_eq!(rescued("sessionid=s&x=%ff&userid=7", FORM, b""), "sessionid=s&userid=7");
        assert_eq!(rescued("userid=7&sessionid=s", FORM, b"x=%00&sessionid=t"), "sessionid=t&userid=7");
        assert_eq!(rescued("userid=7", "application/json", br#"{"sessionid":"\u0000"}"#), "userid=7");
    }
}
