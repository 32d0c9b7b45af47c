//! Callbacks: agencies are told of what happens to their orders (tickets.md section 9).
//!
//! [`owe`] writes a message into the outbox beside each event; [`CALLBACKS`] says where it goes when it leaves, signed with the
//! customer's key of that moment, and what counts as taken. [`Replay`] is what a customer has said about it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::customers::{self, Customer};
use super::events::Event;
use crate::channels::tickets::ids::{CustomerId, EventId};
use crate::ids::OrderId;

use super::formats::{self, Content, Format};
use super::sql;
use crate::clock::{DAY_MS, Instant};
use crate::config::Config;
use crate::orders::Terms;
use crate::outbox::{self, Errand, Message, Owed, Topic};
use crate::outgoing::{Answer, Outgoing, Question, Reach};
use crate::outlet::Outlet;
use crate::store::{Db, StoreError, Tx};

/// The topic of the outbox.
pub const TOPIC: &str = "ticket_event";
/// Characters of an address.
const MAX_URL_LEN: usize = 256;
/// Characters of `sendofficiallysnotify`, whose meaning the published page does not say.
const MAX_NOTIFY_LEN: usize = 32;
/// What stands as it is in a query and in a form.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// How an event is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplayFormat {
    /// As a JSON object.
    Json,
    /// As an element `OrderEvent`.
    Xml,
}

impl ReplayFormat {
    /// The name on the wire and in the store.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Xml => "XML",
        }
    }

    /// The format of a name in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Json, Self::Xml].into_iter().find(|format| format.name().eq_ignore_ascii_case(name))
    }
}

/// How a customer is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplayMethod {
    /// With a form.
    Post,
    /// With a query.
    Get,
}

impl ReplayMethod {
    /// The name on the wire and in the store.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Get => "GET",
        }
    }

    /// The method of a name in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Post, Self::Get].into_iter().find(|method| method.name().eq_ignore_ascii_case(name))
    }
}

/// Where a customer wants to be told, and how. It has no `Debug`, because an address may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Replay {
    /// `replayurl`.
    pub url: String,
    /// `replaydatatype`.
    pub format: ReplayFormat,
    /// `replaymethod`.
    pub method: ReplayMethod,
    /// `sendofficiallysnotify`, as it was sent.
    pub notify: String,
}

impl Replay {
    /// What is wanted in the words of the wire: none for an empty address, with which nobody is called.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(
        config: &Config,
        url: &str,
        format: &str,
        method: &str,
        notify: &str,
    ) -> Result<Option<Self>, &'static str> {
        Self::within(reach(config), url, format, method, notify)
    }

    /// As [`Replay::read`], for a file of the owner's: how far calls may go is asked when they are made.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of_import(url: &str, format: &str, method: &str, notify: &str) -> Result<Option<Self>, &'static str> {
        Self::within(Reach::Anywhere, url, format, method, notify)
    }

    fn within(reach: Reach, url: &str, format: &str, method: &str, notify: &str) -> Result<Option<Self>, &'static str> {
        if url.is_empty() {
            return Ok(None);
        }
        let format = if format.is_empty() { Some(ReplayFormat::Json) } else { ReplayFormat::from_name(format) };
        let method = if method.is_empty() { Some(ReplayMethod::Post) } else { ReplayMethod::from_name(method) };
        if url.chars().count() > MAX_URL_LEN {
            return Err("replayurl is longer than 256 characters");
        }
        if notify.chars().count() > MAX_NOTIFY_LEN {
            return Err("sendofficiallysnotify is too long");
        }
        Outgoing::permits(url, reach)
            .map_err(|_| "replayurl must be a public address of http or https without a user")?;
        Ok(Some(Self {
            url: url.to_owned(),
            format: format.ok_or("replaydatatype must be JSON or XML")?,
            method: method.ok_or("replaymethod must be POST or GET")?,
            notify: notify.to_owned(),
        }))
    }

    /// What the audit trail says of it: of the address the host alone, for the rest may hold a password.
    pub(super) fn told(&self) -> String {
        let host: Vec<&str> = self.url.split(['/', '?', '#']).take(3).collect();
        format!("{} {}, {}", self.method.name(), host.join("/"), self.format.name())
    }
}

/// How far callbacks may go: an agency in the outlet's own network is the exception that its owner knows of.
fn reach(config: &Config) -> Reach {
    if config.tickets_replay_private { Reach::Anywhere } else { Reach::Public }
}

/// What happened.
pub(super) struct Happened<'e> {
    /// The event's number.
    pub(super) id: EventId,
    /// What kind of event it is.
    pub(super) kind: Event,
    /// What it is about.
    pub(super) content: &'e str,
}

/// Writes down that an order's customer is to be told, if it is to be.
pub(super) fn owe(tx: &Tx<'_>, terms: &Terms, order: OrderId, event: &Happened<'_>) -> Result<(), StoreError> {
    let Some(told) = sql::orders::told(tx, order)? else { return Ok(()) };
    let payload = json!({
        "serialid": event.id,
        "eventtypecode": event.kind.to_string(),
        "eventtypename": event.kind.name(),
        "orderid": told.number,
        "senderid": told.sender_id,
        "orderstatus": told.status.letter(),
        "datetime": terms.zone.format(terms.now, "%Y%m%d%H%M%S"),
        "content": event.content,
    });
    let owed = Owed {
        topic: TOPIC,
        owner: told.customer.number(),
        queue: order.0,
        reference: event.id.number(),
        payload: &payload.to_string(),
        at: terms.now,
    };
    outbox::owe(tx, &owed)
}

/// Takes back what an order's customer is owed for facts up to an instant, as far as nobody has tried to tell it: they came in by
/// a file.
pub(super) fn no_news(tx: &Tx<'_>, order: OrderId, until: Instant) -> Result<(), StoreError> {
    outbox::forget_untried(tx, TOPIC, order.0, until)
}

/// The callbacks as a topic of the outbox.
pub static CALLBACKS: Callbacks = Callbacks;

/// See [`CALLBACKS`].
pub struct Callbacks;

impl Topic for Callbacks {
    fn name(&self) -> &'static str {
        TOPIC
    }

    fn errand(&self, outlet: &Outlet, db: &Db<'_>, message: &Message) -> Result<Errand, StoreError> {
        let owner = CustomerId(message.owner);
        let customer = sql::customer_by_id(db, owner)?;
        if !customer.as_ref().is_some_and(|customer: &Customer| customer.enabled) {
            return Ok(Errand::Nothing("the customer is disabled"));
        }
        let Some(replay) = customers::replay(db, owner)? else {
            return Ok(Errand::Nothing("the customer has no address for callbacks any more"));
        };
        let Some(key) = customers::signing_key(db, owner)? else {
            return Ok(Errand::Nothing("the customer has no key to sign with"));
        };
        Ok(call(&replay, &key, &message.payload, reach(&outlet.config)))
    }

    /// Agencies look into the log of an order long after it: a little more than a year.
    fn keeps_ms(&self) -> i64 {
        400 * DAY_MS
    }

    /// tickets.md section 9: 200, and `success` in any case or JSON with the result code 0.
    fn is_taken(&self, answer: &Answer) -> bool {
        let text = answer.text.trim_start_matches('\u{feff}').trim();
        let is_zero = |value: &Value| value == &json!(0) || value == &json!("0");
        let by_code = || serde_json::from_str::<Value>(text).is_ok_and(|body| is_zero(&body["resultcode"]));
        answer.status == 200
            && (text.eq_ignore_ascii_case("success") || text.eq_ignore_ascii_case("\"success\"") || by_code())
    }
}

fn call(replay: &Replay, key: &str, payload: &str, reach: Reach) -> Errand {
    let parm = written(payload, replay.format);
    let sign = customers::password_digest(&format!("{parm}{key}"));
    let escaped = |text: &str| utf8_percent_encode(text, PLAIN).to_string();
    let fields = format!("parm={}&sign={}", escaped(&parm), escaped(&sign));
    // Whatever stands behind a `#` never leaves a client.
    let url = replay.url.split('#').next().unwrap_or_default();
    match replay.method {
        ReplayMethod::Post => Errand::Call { url: url.to_owned(), question: Question::Form(fields), reach },
        ReplayMethod::Get => {
            let joint = if url.contains('?') { '&' } else { '?' };
            Errand::Call { url: format!("{url}{joint}{fields}"), question: Question::Get, reach }
        }
    }
}

/// The members of an event, in the order of the published page.
const MEMBERS: [&str; 8] =
    ["serialid", "eventtypecode", "eventtypename", "orderid", "senderid", "orderstatus", "datetime", "content"];

/// An event in its format.
fn written(payload: &str, format: ReplayFormat) -> String {
    let event: Value = serde_json::from_str(payload).unwrap_or_default();
    let member = |name: &'static str| {
        let value = match &event[name] {
            Value::Number(number) => formats::Value::Long(number.as_i64().unwrap_or_default()),
            Value::String(text) => formats::Value::Text(text.clone()),
            _ => formats::Value::Null,
        };
        (name, value)
    };
    let content = Content::One("OrderEvent", MEMBERS.map(member).to_vec());
    let format = match format {
        ReplayFormat::Json => Format::Json,
        ReplayFormat::Xml => Format::Xml,
    };
    String::from_utf8(content.write(format)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use hyper::StatusCode;
    use md5::{Digest, Md5};

    use super::*;

    const PAYLOAD: &str = r#"{"serialid":7,"eventtypecode":"1","eventtypename":"预订","orderid":"1","senderid":"a&b","orderstatus":"0","datetime":"20261121100000","content":"1 元"}"#;

    fn replay(url: &str, format: ReplayFormat, method: ReplayMethod) -> Replay {
        Replay { url: url.to_owned(), format, method, notify: String::new() }
    }

    #[test]
    fn an_event_is_signed_over_its_text_and_the_whole_key() {
        let Errand::Call { url, question: Question::Form(form), .. } = call(
            &replay("http://a.example/r#x", ReplayFormat::Json, ReplayMethod::Post),
            "KEY",
            PAYLOAD,
            Reach::Public,
        ) else {
            panic!("a form");
        };
        assert_eq!(url, "http://a.example/r");
        let (_, sign) = form.rsplit_once("&sign=").unwrap();
        let wanted = Md5::digest(format!("{PAYLOAD}KEY"));
        let told: Vec<u8> = (0..32).step_by(2).map(|at| u8::from_str_radix(&sign[at..at + 2], 16).unwrap()).collect();
        assert_eq!((told.as_slice(), sign), (wanted.as_slice(), sign.to_ascii_uppercase().as_str()));
        assert!(form.starts_with("parm=%7B%22serialid%22%3A7%2C"), "{form}");
    }

    #[test]
    fn a_query_is_joined_to_the_one_that_is_there() {
        for (known, joined) in [
            ("http://a.example/r", "http://a.example/r?parm=%3COrderEvent"),
            ("http://a.example/r?x=1", "http://a.example/r?x=1&parm=%3COrderEvent"),
        ] {
            let errand = call(&replay(known, ReplayFormat::Xml, ReplayMethod::Get), "KEY", PAYLOAD, Reach::Public);
            assert!(
                matches!(&errand, Errand::Call { url, question: Question::Get, .. } if url.starts_with(joined)),
                "{errand:?}"
            );
        }
        assert!(written(PAYLOAD, ReplayFormat::Xml).contains("<senderid>a&amp;b</senderid><serialid>7</serialid>"));
    }

    #[test]
    fn only_a_clear_success_counts_as_taken() {
        let answer =
            |status: u16, text: &str| Answer { status: StatusCode::from_u16(status).unwrap(), text: text.to_owned() };
        for text in [
            "success",
            "SUCCESS\r\n",
            "\u{feff}Success",
            "\"success\"",
            r#"{"resultcode":0}"#,
            r#"{"resultcode":"0","x":1}"#,
        ] {
            assert!(CALLBACKS.is_taken(&answer(200, text)), "{text}");
        }
        for text in ["", "ok", "successful", "not success", r#"{"resultcode":1}"#, "{}", "0", "[0]", "<success/>"] {
            assert!(!CALLBACKS.is_taken(&answer(200, text)), "{text}");
        }
        for status in [201, 204, 302, 404, 500] {
            assert!(!CALLBACKS.is_taken(&answer(status, "success")), "{status}");
        }
    }
}
