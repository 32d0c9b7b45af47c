//! Somebody with every credential of the demonstration, who calls whatever the document tells of.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value};

use super::calls::{Call, Values};
use crate::support::{Answer, Outlet, Visitor, WATCHED, encode};
use crate::tickets::agent::{Agent, digest};

const FORM: &str = "application/x-www-form-urlencoded";

/// The caller; an outlet that was spoiled by a call (a password was changed, an account was frozen) is replaced.
pub struct Caller {
    outlet: Outlet,
    today: &'static str,
    sessions: HashMap<&'static str, Visitor>,
    /// What was answered that the document does not tell.
    pub untold: BTreeSet<String>,
}

impl Caller {
    pub fn new(today: &'static str) -> Self {
        Self { outlet: Outlet::demo_at(today), today, sessions: HashMap::new(), untold: BTreeSet::new() }
    }

    pub fn document(&self) -> Value {
        self.outlet.get("/openapi.json").json()
    }

    /// The names that a call reads when it is asked with these values.
    pub fn reads(&mut self, call: &Call, values: &Values) -> Vec<String> {
        let role = role_of(call);
        let answer = self.ask(role, call, values);
        self.untold.extend(answer.header("x-untold").map(str::to_owned));
        names(&answer)
    }

    /// How somebody of a role is answered who sends nothing but a session.
    pub fn status_as(&mut self, role: &'static str, call: &Call) -> u16 {
        self.ask(role, call, &Vec::new()).status
    }

    fn ask(&mut self, role: &'static str, call: &Call, values: &Values) -> Answer {
        let session = self.session(role).sessionid;
        let is_staff = call.path.starts_with("/om/");
        let mut values: Values = values.iter().filter(|(name, _)| is_staff || !is_credential(name)).cloned().collect();
        values.retain(|(name, _)| name != "sessionid" && name != "userid");
        if call.path.starts_with("/api/open/") {
            values.push(("appkey".to_owned(), "demo-appkey".to_owned()));
        } else {
            values.push(("sessionid".to_owned(), session));
        }
        self.send(call, &values)
    }

    /// The names that are read of somebody who shows one credential and no session, and of a partner's app.
    pub fn reads_of_strangers(&self, call: &Call, values: &Values) -> Vec<String> {
        let own: Values = values.iter().filter(|(name, _)| !is_credential(name)).cloned().collect();
        let mut asked = Vec::new();
        for credential in values.iter().filter(|(name, _)| is_credential(name)) {
            asked.push(own.iter().chain([credential]).cloned().collect::<Values>());
        }
        if call.security.iter().any(|name| name == "sign") {
            asked.push(signed(own));
        }
        let answers = asked.iter().map(|values| self.send(call, values));
        answers.flat_map(|answer| names(&answer)).collect()
    }

    fn send(&self, call: &Call, values: &Values) -> Answer {
        let mut path = call.path.clone();
        for field in &call.in_path {
            path = path.replace(&format!("{{{}}}", field.name), &encoded(&field.example));
        }
        if call.security.iter().any(|name| name == "hawk") {
            return self.signed(call, &path, values);
        }
        let is_query = |name: &str| call.fields.iter().any(|field| field.name == name && field.is_query);
        let has_body = !call.bodies.is_empty() && call.method != "GET";
        let (body, query): (Values, Values) = values.iter().cloned().partition(|(name, _)| has_body && !is_query(name));
        let target = if query.is_empty() { path } else { format!("{path}?{}", joined(&query)) };
        match call.method.as_str() {
            "GET" => self.outlet.call("GET", &target, &[WATCHED], b""),
            _ => self.outlet.call("POST", &target, &[WATCHED, ("Content-Type", FORM)], joined(&body).as_bytes()),
        }
    }

    fn signed(&self, call: &Call, path: &str, values: &Values) -> Answer {
        let in_query = call.bodies.is_empty() || call.method == "GET";
        let method = if call.method == "GET" { "GET" } else { "POST" };
        let target = if in_query { format!("{path}?{}", joined(values)) } else { path.to_owned() };
        let mut signed = Agent::first().sign(&self.outlet, method, &target).with(WATCHED.0, WATCHED.1);
        if !in_query {
            let member = |text: &String| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text.clone()));
            let body: Map<String, Value> = values.iter().map(|(name, value)| (name.clone(), member(value))).collect();
            signed.body = Value::Object(body).to_string().into_bytes();
            signed = signed.with("Content-Type", "application/json");
        }
        signed.send(&self.outlet)
    }

    /// A session that lives.
    fn session(&mut self, role: &'static str) -> Visitor {
        if let Some(known) = self.sessions.get(role) {
            let lives = self.outlet.form(
                "/uc/services/user_info",
                &[("userid", &known.userid.to_string()), ("sessionid", &known.sessionid)],
            );
            if lives.json()["error_no"] == 0 {
                return known.clone();
            }
        }
        let (name, password) = match role {
            "customer" => ("traveller", "demo-traveller"),
            "family" => ("family", "demo-family"),
            "student" => ("student", "demo-student"),
            "clerk" => ("clerk", "demo-clerk"),
            "operator" => ("operator", "demo-operator"),
            _ => ("admin", "demo-admin"),
        };
        let answer = self.outlet.form("/uc/services/login", &[("username", name), ("password", password)]).json();
        let Some(sessionid) = answer["sessionid"].as_str() else {
            self.outlet = Outlet::demo_at(self.today);
            self.sessions.clear();
            return self.session(role);
        };
        let userid = answer["userid"].as_i64().unwrap();
        let visitor = Visitor::with_session(&self.outlet.address, userid, sessionid);
        self.sessions.insert(role, visitor.clone());
        visitor
    }
}

/// The names that an answer says were read for it.
fn names(answer: &Answer) -> Vec<String> {
    answer.header("x-reads").unwrap_or_default().split_whitespace().map(str::to_owned).collect()
}

fn joined(values: &Values) -> String {
    let pairs: Vec<(&str, &str)> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    encode(&pairs)
}

/// The fields with the signature of the demonstration's partner app (docs/spec/tours.md section 6).
fn signed(mut values: Values) -> Values {
    values.sort();
    let text: Vec<String> = values.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let sign = digest(&format!("{}demo-tour-app-key", text.join("&")));
    values.extend([("appid".to_owned(), "100200300".to_owned()), ("sign".to_owned(), sign)]);
    values
}

/// Who asks where nobody in particular is meant.
fn role_of(call: &Call) -> &'static str {
    let path = call.path.as_str();
    if path.starts_with("/om/") || path.contains("/org/") || !call.roles.is_empty() {
        "admin"
    } else if path.contains("/longtour/") || path == "/v1/order/submit" {
        "family"
    } else if path.starts_with("/uc/") || path.starts_with("/api/") {
        "customer"
    } else {
        "student"
    }
}

fn is_credential(name: &str) -> bool {
    ["sessionid", "userid", "token", "appkey", "appid", "sign"].contains(&name)
}

fn encoded(text: &str) -> String {
    encode(&[("x", text)]).trim_start_matches("x=").to_owned()
}
