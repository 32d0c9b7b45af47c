//! Doors for the fuzzer: one function for each reader of bytes that strangers send, all by one list ([`TARGETS`]).
//!
//! Nothing in the program calls this. `fuzz/` feeds the functions with what libFuzzer makes up, `tests/it/fuzzing.rs` with the
//! corpus that lies there. A reader may refuse whatever it likes; it must not panic, and what it says twice must be the same.

use std::path::Path;
use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};

use hyper::body::Bytes;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};

use crate::backup::Manifest;
use crate::channels::{courses, roaming, tickets, tours};
use crate::config::Config;
use crate::http::{FieldLimits, Fields, Request};
use crate::payments::Gateways;
use crate::{replay, text, transfer};

/// A reader's name, which is also its folder in `fuzz/corpus`, and the reader.
pub type Target = (&'static str, fn(&[u8]));

/// All readers of foreign bytes.
pub const TARGETS: &[Target] = &[
    ("form", form),
    ("json", json),
    ("multipart", multipart),
    ("xml", xml),
    ("head", head),
    ("hawk", |bytes| with_text(bytes, tickets::fuzzing::hawk)),
    ("accept", |bytes| with_text(bytes, tickets::fuzzing::accept)),
    ("bson", tickets::fuzzing::bson),
    ("tour", tours::fuzzing::xml),
    ("token", |bytes| with_text(bytes, courses::fuzzing::token)),
    ("activation_code", |bytes| with_text(bytes, roaming::fuzzing::activation_code)),
    ("csv", transfer::fuzzing::csv),
    ("outlet", transfer::fuzzing::outlet),
    ("alipay", alipay),
    ("wechat", |bytes| drop(gateways().verify_wechat(bytes))),
    ("credtrip", credtrip),
    ("serial", |bytes| with_text(bytes, serial)),
    ("settings", |bytes| with_text(bytes, settings)),
    ("manifest", manifest),
    ("recording", |bytes| with_text(bytes, recording)),
];

const LIMITS: FieldLimits = FieldLimits { body: 64 * 1024, names: 100, value: 16 * 1024 };

fn with_text(bytes: &[u8], read: fn(&str)) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        read(text);
    }
}

/// A form's fields, as notices bring them.
fn pairs(bytes: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(bytes).into_owned().collect()
}

/// What handlers ask of fields.
fn look_at(fields: &Fields) {
    for (name, _) in fields.iter() {
        let _ = (fields.text(name), fields.number::<i64>(name), fields.saturated(name), fields.money(name));
        let _ = (fields.truth(name), fields.flag(name), fields.ids::<i64>(name), fields.kept_text(name, 100));
        let _ = (fields.time(name, crate::clock::Zone::china()), fields.with_nested(name, LIMITS));
    }
}

fn form(bytes: &[u8]) {
    let mut fields = Fields::default();
    if fields.add_form(bytes, LIMITS).is_ok() {
        look_at(&fields);
    }
}

fn json(bytes: &[u8]) {
    let mut fields = Fields::default();
    if fields.add_json(bytes, LIMITS).is_ok() {
        look_at(&fields);
    }
}

/// A body with the boundary `x`.
fn multipart(bytes: &[u8]) {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("multipart/form-data; boundary=x"));
    read_fields(request("/", headers, bytes));
}

fn xml(bytes: &[u8]) {
    let _ = crate::http::xml::read(bytes, 1000);
}

/// The first line is path and query, each other one a header.
fn head(bytes: &[u8]) {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let Some(target) = lines.next().and_then(|line| std::str::from_utf8(line).ok()) else { return };
    let mut headers = HeaderMap::new();
    for line in lines {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let name = HeaderName::from_bytes(&line[..colon]);
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(line[colon + 1..].trim_ascii())) {
            headers.append(name, value);
        }
    }
    let request = request(target, headers, b"");
    if let Some(request) = &request {
        let _ = (request.path(), request.query(), request.content_type(), request.authorization(), request.host());
    }
    read_fields(request);
}

/// A request as the door hands it on; none for what is no address.
fn request(target: &str, headers: HeaderMap, body: &[u8]) -> Option<Request> {
    Some(Request {
        method: hyper::Method::POST,
        uri: target.parse().ok()?,
        tidy: None,
        headers,
        body: Bytes::copy_from_slice(body),
        spooled: None,
        peer: std::net::Ipv4Addr::LOCALHOST.into(),
        scheme: None,
        id: String::new(),
    })
}

/// Reads query and body. Nothing here waits for anybody, so one look at the future is enough.
fn read_fields(request: Option<Request>) {
    let Some(request) = request else { return };
    let mut read = pin!(Fields::read(&request, LIMITS));
    if let Poll::Ready(Ok(fields)) = read.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        look_at(&fields);
    }
}

fn serial(typed: &str) {
    let _ = (text::serial(typed), text::iccid(typed), text::phone(typed), text::card(typed));
    let _ = (text::is_mobile(typed), text::is_email(typed));
    assert_eq!(text::plain(&text::plain(typed)), text::plain(typed), "what is plain stays as it is");
    courses::fuzzing::promo(typed);
}

/// The sandbox's merchants, whose key the demonstration's document names.
fn gateways() -> &'static Gateways {
    static MADE: LazyLock<Gateways> = LazyLock::new(|| {
        let made =
            Config::load(None, &[]).and_then(|config| Gateways::new(&config, true, "demo-sandbox-key".to_owned()));
        made.unwrap_or_else(|sentence| unreachable!("{sentence}"))
    });
    &MADE
}

fn alipay(bytes: &[u8]) {
    let fields = pairs(bytes);
    drop(gateways().verify_alipay_app(&fields));
    // A demonstration asks nobody back, so that one look at the future is enough.
    let mut check = pin!(gateways().verify_alipay(&fields));
    let answer = check.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(answer.is_ready(), "a check waits");
}

fn credtrip(bytes: &[u8]) {
    let fields = pairs(bytes);
    drop((gateways().verify_credtrip_pay(&fields), gateways().verify_credtrip_open(&fields)));
}

fn settings(file: &str) {
    let _ = Config::of_text(Path::new("outpost.toml"), file);
}

fn manifest(bytes: &[u8]) {
    let _ = Manifest::parse(bytes);
}

fn recording(file: &str) {
    let _ = replay::read(file);
}
