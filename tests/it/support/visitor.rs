//! Somebody who is logged in at the roaming shop.

use serde_json::Value;

use super::http::{Answer, call, encode, try_call};

const FORM: &str = "application/x-www-form-urlencoded";

/// A session of the roaming services.
#[derive(Clone, Debug)]
pub struct Visitor {
    address: String,
    /// The account's id.
    pub userid: i64,
    /// The session's id.
    pub sessionid: String,
}

impl Visitor {
    /// Logs in through a service.
    pub fn login(address: &str, target: &str, username: &str, password: &str) -> Self {
        let form = encode(&[("username", username), ("password", password)]);
        let answer = call(address, "POST", target, &[("Content-Type", FORM)], form.as_bytes()).json();
        let sessionid = answer["sessionid"].as_str().unwrap_or_else(|| panic!("{username} cannot log in: {answer}"));
        let userid = answer["userid"].as_i64().expect("a userid");
        Self { address: address.to_owned(), userid, sessionid: sessionid.to_owned() }
    }

    /// Somebody whose session is known.
    pub fn with_session(address: &str, userid: i64, sessionid: &str) -> Self {
        Self { address: address.to_owned(), userid, sessionid: sessionid.to_owned() }
    }

    /// Somebody whom an answer gave a session: who walked in, who logged in.
    pub fn of(outlet: &super::Outlet, session: &Value) -> Self {
        let sessionid = session["sessionid"].as_str().expect("a sessionid");
        Self::with_session(&outlet.address, session["userid"].as_i64().expect("a userid"), sessionid)
    }

    /// The same session at another address: the outlet was started again.
    #[must_use]
    pub fn at(&self, address: &str) -> Self {
        Self { address: address.to_owned(), ..self.clone() }
    }

    /// Calls a service of the shop, `/uc/services/{name}`, with a form.
    pub fn call(&self, name: &str, fields: &[(&str, &str)]) -> Answer {
        self.form(&format!("/uc/services/{name}"), fields)
    }

    /// As [`Visitor::call`]; `None` when the server died before it answered.
    pub fn try_call(&self, name: &str, fields: &[(&str, &str)]) -> Option<Answer> {
        let kind = [("Content-Type", FORM)];
        try_call(&self.address, "POST", &format!("/uc/services/{name}"), &kind, self.fields(fields).as_bytes()).ok()?
    }

    /// Calls a service of the back office, `/om/services/{name}`, with a form.
    pub fn office(&self, name: &str, fields: &[(&str, &str)]) -> Answer {
        self.form(&format!("/om/services/{name}"), fields)
    }

    fn form(&self, target: &str, fields: &[(&str, &str)]) -> Answer {
        call(&self.address, "POST", target, &[("Content-Type", FORM)], self.fields(fields).as_bytes())
    }

    /// The fields of a call with the visitor's user and session before them.
    fn fields(&self, fields: &[(&str, &str)]) -> String {
        let userid = self.userid.to_string();
        let mut all = vec![("userid", userid.as_str()), ("sessionid", self.sessionid.as_str())];
        all.extend_from_slice(fields);
        encode(&all)
    }

    /// Calls a service of the shop with a query; the parameters are sent as they stand.
    pub fn query(&self, name: &str, raw: &str) -> Answer {
        let separator = if raw.is_empty() { "" } else { "&" };
        let (userid, sessionid) = (self.userid, &self.sessionid);
        let target = format!("/uc/services/{name}?userid={userid}&sessionid={sessionid}{separator}{raw}");
        call(&self.address, "GET", &target, &[], b"")
    }

    /// Calls a service of the shop with a JSON object; user and session are added.
    pub fn json(&self, name: &str, mut body: Value) -> Answer {
        body["userid"] = self.userid.into();
        body["sessionid"] = self.sessionid.clone().into();
        let kind = [("Content-Type", "application/json; charset=utf8")];
        call(&self.address, "POST", &format!("/uc/services/{name}"), &kind, body.to_string().as_bytes())
    }

    /// Asks for what a page asks for, with the session in the header as the pages send it.
    pub fn page(&self, target: &str) -> Answer {
        self.send("GET", target, FORM, "")
    }

    /// Sends a page's form.
    pub fn page_form(&self, target: &str, fields: &[(&str, &str)]) -> Answer {
        self.send("POST", target, FORM, &encode(fields))
    }

    /// Sends a page's JSON.
    pub fn page_json(&self, target: &str, body: &Value) -> Answer {
        self.send("POST", target, "application/json", &body.to_string())
    }

    /// Sends anything with the session in the header.
    pub fn send(&self, method: &str, target: &str, kind: &str, body: &str) -> Answer {
        let bearer = self.bearer();
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", kind)];
        call(&self.address, method, target, &headers, body.as_bytes())
    }

    /// The header's value.
    pub fn bearer(&self) -> String {
        format!("Bearer {}", self.sessionid)
    }

    /// Orders one data card and gives the order's id.
    pub fn order_card(&self) -> i64 {
        let order = self.call("order_submit", &[("productid", "1"), ("quantity", "1")]).result();
        order["order"]["id"].as_i64().expect("an order id")
    }

    /// Orders call minutes, which are never sold out, and gives the order's id.
    pub fn order_minutes(&self) -> i64 {
        let order = self.call("order_submit", &[("productid", "3"), ("call_duration", "40")]).result();
        order["order"]["id"].as_i64().expect("an order id")
    }

    /// One order as `order_gets` shows it.
    pub fn order(&self, id: i64) -> Value {
        let found = self.call("order_gets", &[("orderid", &id.to_string())]).result();
        found["orders"][0].clone()
    }
}
