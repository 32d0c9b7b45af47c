//! Somebody at the counter's page, and what it answers.

use serde_json::Value;

use super::{Answer, Outlet, Visitor, encode};

/// Somebody at the counter.
pub struct Desk<'o> {
    outlet: &'o Outlet,
    session: String,
}

impl<'o> Desk<'o> {
    /// With a session, of whomever.
    pub fn with(outlet: &'o Outlet, session: &str) -> Self {
        Self { outlet, session: session.to_owned() }
    }

    pub fn of(outlet: &'o Outlet, username: &str, password: &str) -> Self {
        let visitor = Visitor::login(&outlet.address, "/uc/services/login", username, password);
        Self { outlet, session: visitor.sessionid }
    }

    pub fn clerk(outlet: &'o Outlet) -> Self {
        Self::of(outlet, "clerk", "demo-clerk")
    }

    pub fn operator(outlet: &'o Outlet) -> Self {
        Self::of(outlet, "operator", "demo-operator")
    }

    pub fn get(&self, path: &str) -> Answer {
        let bearer = format!("Bearer {}", self.session);
        self.outlet.call("GET", &format!("/api/pages/counter/{path}"), &[("Authorization", &bearer)], b"")
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let bearer = format!("Bearer {}", self.session);
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        self.outlet.call("POST", &format!("/api/pages/counter/{path}"), &headers, encode(fields).as_bytes())
    }

    pub fn find(&self, text: &str) -> Value {
        let answer = self.get(&format!("find?{}", encode(&[("text", text)])));
        assert_eq!(answer.status, 200, "{text}: {}", answer.text());
        answer.json()
    }

    pub fn cash(&self, order: &str, amount: &str, reference: &str) -> Answer {
        self.post("cash", &[("orderid", order), ("amount", amount), ("reference", reference)])
    }
}

/// Status and the word or number of a refusal.
pub fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["error"].as_str().unwrap_or_default().to_owned())
}

/// What the page offers for an order.
pub fn offered(order: &Value) -> Vec<&str> {
    order["actions"].as_array().unwrap().iter().filter_map(Value::as_str).collect()
}
