//! A recorded request, and how it is put for the outlet that is asked now.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::json::Node;
use super::names::{Names, class};

/// What a browser would not send bare in a request line.
const NOT_BARE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'{').add(b'}');

/// One request as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub(super) method: String,
    /// Path and query, percent-encoded where a request line needs it.
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Request {
    /// A request to an address; its host is of no interest, because another one is asked.
    pub(super) fn new(method: String, url: &str, headers: Vec<(String, String)>, body: Vec<u8>) -> Self {
        let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
        let target = utf8_percent_encode(after_scheme, NOT_BARE).to_string();
        let target = if target.starts_with('/') { target } else { format!("/{target}") };
        Self { method, target, headers, body }
    }

    /// The path without its query.
    pub(super) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or("/")
    }

    /// A header's value.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn is_json(&self) -> bool {
        let first = self.body.iter().find(|byte| !byte.is_ascii_whitespace());
        matches!(first, Some(b'{' | b'['))
    }

    /// The values of fields of a class, from the query, a form or a JSON object, in this order.
    pub(super) fn values(&self, wanted: &str) -> Vec<String> {
        let mut found = Vec::new();
        self.map(&mut |key, value| {
            if class("", key) == wanted {
                found.push(value.to_owned());
            }
            None
        });
        found
    }

    /// The same request with the names that things have in the outlet that is asked now.
    pub(super) fn translated(&self, names: &Names) -> Self {
        self.map(&mut |key, value| {
            let class = class("", key);
            if !Names::are_assigned(&class) {
                return None;
            }
            let parts: Vec<&str> = value.split(',').map(|part| names.now(&class, part).unwrap_or(part)).collect();
            Some(parts.join(","))
        })
    }

    /// The request with every field's value looked at, and replaced where `change` says by what.
    fn map(&self, change: &mut dyn FnMut(&str, &str) -> Option<String>) -> Self {
        let mut request = self.clone();
        if let Some((path, query)) = self.target.split_once('?') {
            request.target = format!("{path}?{}", pairs(query, change));
        }
        if self.is_json() {
            if let Some(node) = std::str::from_utf8(&self.body).ok().and_then(Node::read) {
                request.body = json("", node, change).to_string().into_bytes();
            }
        } else if self.header("content-type").is_some_and(|value| value.contains("form-urlencoded")) {
            let text = String::from_utf8_lossy(&self.body).into_owned();
            request.body = pairs(&text, change).into_bytes();
        }
        request
    }
}

fn pairs(text: &str, change: &mut dyn FnMut(&str, &str) -> Option<String>) -> String {
    let one = |pair: &str| {
        let Some((key, value)) = pair.split_once('=') else { return pair.to_owned() };
        change(key, value).map_or_else(|| pair.to_owned(), |value| format!("{key}={value}"))
    };
    text.split('&').map(one).collect::<Vec<_>>().join("&")
}

fn json(key: &str, node: Node, change: &mut dyn FnMut(&str, &str) -> Option<String>) -> Node {
    match node {
        Node::Object(fields) => {
            Node::Object(fields.into_iter().map(|(key, value)| (key.clone(), json(&key, value, change))).collect())
        }
        Node::Array(items) => Node::Array(items.into_iter().map(|item| json(key, item, change)).collect()),
        Node::Text(text) => Node::Text(change(key, &text).unwrap_or(text)),
        Node::Number(text) => match change(key, &text) {
            // A session is text, whatever stood there.
            Some(new) if new.bytes().all(|byte| byte.is_ascii_digit()) => Node::Number(new),
            Some(new) => Node::Text(new),
            None => Node::Number(text),
        },
        word @ Node::Word(_) => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_the_record_are_put_as_they_are_called_now() {
        let mut names = Names::default();
        names.learn("orderid", "6", "4");
        names.learn("cartid", "10", "1");
        names.learn("sessionid", "aa", "bb");
        let url =
            "http://outlet.example:8050/uc/x?sessionid=aa&orderid=6&payid=6&cartids=10,11&day=2016-05-25 18:49:20";
        let request = Request::new("GET".to_owned(), url, Vec::new(), Vec::new()).translated(&names);
        assert_eq!(request.target, "/uc/x?sessionid=bb&orderid=4&payid=6&cartids=1,11&day=2016-05-25%2018:49:20");
        let body = br#"{"sessionid":"aa","orderid":6,"quantity":6}"#.to_vec();
        let request = Request::new("POST".to_owned(), "/x", Vec::new(), body).translated(&names);
        assert_eq!(request.body, br#"{"sessionid":"bb","orderid":4,"quantity":6}"#);
    }
}
