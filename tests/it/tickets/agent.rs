//! A Hawk client for tests, written from the scheme's description and not from the server's code.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use serde_json::{Value, json};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::support::{Answer, Outlet};

/// Where the calls stand.
pub const API: &str = "/api/WebInterface";
/// The outlet's clock at the start: Unix seconds of [`super::TODAY`].
const START: i64 = 1_795_226_400;

/// Somebody with a key.
#[derive(Clone)]
pub struct Agent {
    pub id: String,
    pub key: String,
    pub sha1: bool,
}

/// A signed request before it is sent; tests change what they like.
#[derive(Clone)]
pub struct Signed {
    pub method: &'static str,
    pub target: String,
    pub attributes: Vec<(&'static str, String)>,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    pub text: String,
}

/// UPPER(MD5(password)), and of any other text.
pub fn digest(password: &str) -> String {
    Md5::digest(password.as_bytes()).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02X}").unwrap();
        text
    })
}

impl Agent {
    pub fn new(id: &str, session_key: &str, password: &str) -> Self {
        Self { id: id.to_owned(), key: session_key.to_owned() + &digest(password), sha1: false }
    }

    /// AGENT01 of the demonstration.
    pub fn first() -> Self {
        Self::new("agent01", "S3ss10nK3y", "demo-agent")
    }

    /// AGENT02 of the demonstration.
    pub fn second() -> Self {
        Self::new("agent02", "K3yS3ss10n", "demo-agent-2")
    }

    pub fn mac(&self, text: &str) -> String {
        fn code<M: Mac + KeyInit>(key: &str, text: &str) -> String {
            let mut mac = <M as KeyInit>::new_from_slice(key.as_bytes()).unwrap();
            mac.update(text.as_bytes());
            Base64::encode_string(&mac.finalize().into_bytes())
        }
        if self.sha1 { code::<Hmac<Sha1>>(&self.key, text) } else { code::<Hmac<Sha256>>(&self.key, text) }
    }

    /// Signs with the outlet's clock `away` seconds off, for a host.
    pub fn sign_for(&self, host: (&str, u16), method: &'static str, target: &str, away: i64) -> Signed {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let nonce = format!("n{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let ts = (START + away).to_string();
        let text = format!("{ts}\n{nonce}\n{method}\n{target}\n{}\n{}\n", host.0, host.1);
        let mac = self.mac(&format!("hawk.1.header\n{text}\n\n"));
        let attributes = vec![("id", self.id.clone()), ("ts", ts), ("nonce", nonce), ("mac", mac)];
        Signed { method, target: target.to_owned(), attributes, headers: Vec::new(), body: Vec::new(), text }
    }

    pub fn sign(&self, outlet: &Outlet, method: &'static str, target: &str) -> Signed {
        let (host, port) = outlet.address.split_once(':').unwrap();
        self.sign_for((host, port.parse().unwrap()), method, target, 0)
    }

    pub fn get(&self, outlet: &Outlet, target: &str) -> Answer {
        self.sign(outlet, "GET", target).send(outlet)
    }

    pub fn get_as(&self, outlet: &Outlet, target: &str, accept: &str) -> Answer {
        self.sign(outlet, "GET", target).with("Accept", accept).send(outlet)
    }

    /// The rows of a list in JSON.
    pub fn rows(&self, outlet: &Outlet, target: &str) -> Vec<Value> {
        let answer = self.get(outlet, target);
        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
        answer.json().as_array().unwrap_or_else(|| panic!("no list: {}", answer.text())).clone()
    }

    /// `AddOrder` with a body.
    pub fn order(&self, outlet: &Outlet, body: &Value) -> Answer {
        let mut signed = self.sign(outlet, "POST", &format!("{API}/Order/ScenicSpot/AddOrder"));
        signed.body = body.to_string().into_bytes();
        signed.with("Content-Type", "application/json").send(outlet)
    }

    /// Orders tickets for a customer with a sender's id; the result.
    pub fn buy(&self, outlet: &Outlet, code: &str, sender: &str, tickets: &[(&str, i64)]) -> Value {
        self.order(outlet, &new_order(2, code, sender, tickets)).json()
    }

    /// A signed `POST` of a body of a type.
    pub fn post(&self, outlet: &Outlet, target: &str, content_type: &str, body: &[u8]) -> Answer {
        let mut signed = self.sign(outlet, "POST", target);
        signed.body = body.to_vec();
        signed.with("Content-Type", content_type).send(outlet)
    }

    /// A signed `POST` of JSON; what came of it.
    pub fn tell(&self, outlet: &Outlet, target: &str, body: &Value) -> Value {
        let answer = self.post(outlet, target, "application/json", body.to_string().as_bytes());
        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
        answer.json()
    }

    pub fn cancel(&self, outlet: &Outlet, number: &str) -> Value {
        let target = format!("{API}/Order/YearCard/CancelOrder?orderid={number}");
        self.sign(outlet, "POST", &target).send(outlet).json()
    }

    /// What the answer's `Server-Authorization` must be.
    pub fn answers(&self, signed: &Signed, answer: &Answer) -> String {
        let mut hash = Sha256::new();
        let kind = answer.header("content-type").unwrap().split(';').next().unwrap();
        hash.update(format!("hawk.1.payload\n{kind}\n"));
        hash.update(&answer.body);
        hash.update("\n");
        let hash = Base64::encode_string(&hash.finalize());
        let mac = self.mac(&format!("hawk.1.response\n{}{hash}\n\n", signed.text));
        format!("Hawk mac=\"{mac}\", hash=\"{hash}\"")
    }
}

impl Signed {
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    #[must_use]
    pub fn attribute(mut self, name: &'static str, value: &str) -> Self {
        self.attributes.retain(|(known, _)| *known != name);
        self.attributes.push((name, value.to_owned()));
        self
    }

    pub fn send(&self, outlet: &Outlet) -> Answer {
        let attributes: Vec<_> = self.attributes.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
        let authorization = format!("Hawk {}", attributes.join(", "));
        let mut headers = vec![("Authorization", authorization.as_str())];
        headers.extend(self.headers.iter().map(|(name, value)| (*name, value.as_str())));
        outlet.call(self.method, &self.target, &headers, &self.body)
    }
}

/// The body of `AddOrder`.
pub fn new_order(kind: i64, code: &str, sender: &str, tickets: &[(&str, i64)]) -> Value {
    let details: Vec<Value> = tickets
        .iter()
        .map(|(product, amount)| json!({"productid": product, "amount": amount, "fullname": "林晓舟"}))
        .collect();
    json!({"dwid": code, "dwlx": kind, "orderinfo": {"senderid": sender, "orderdetails": details}})
}

/// The address of an order's deals, and of its log.
pub fn deals_of(kind: i64, code: &str, number: &str) -> String {
    format!("{API}/Order/Query/Deal/{kind}/{code}/{number}/0?guidernum=")
}

pub fn log_of(kind: i64, code: &str, number: &str) -> String {
    format!("{API}/Order/Query/Logs/{kind}/{code}/{number}?personalid=0")
}
