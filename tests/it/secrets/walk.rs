//! A walk over every route of the outlet, as everybody, with fields that fit and fields that do not.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::search::Said;
use crate::support::{Answer, Outlet, Visitor, encode};
use crate::tickets::agent::Agent;

/// Somebody who walks.
pub struct Walker {
    pub name: &'static str,
    /// The session at the shop; nobody's for a guest.
    pub visitor: Option<Visitor>,
    /// A token of the course API.
    pub token: Option<String>,
    /// An app key of the lease and tour APIs.
    pub app_key: Option<String>,
    /// A key of the ticket API.
    pub agent: Option<Agent>,
}

impl Walker {
    /// Somebody with a session alone.
    pub fn new(name: &'static str, visitor: Option<Visitor>) -> Self {
        Self { name, visitor, token: None, app_key: None, agent: None }
    }

    /// Whether a route can be of use: keys and tokens fit their own APIs alone.
    fn takes(&self, path: &str) -> bool {
        let of_tickets = path.starts_with("/api/webinterface");
        let of_partners = path.starts_with("/api/open") || path.starts_with("/v2");
        let of_the_shop = ["/uc/", "/om/", "/api/pages/"].iter().any(|start| path.starts_with(start));
        match self {
            Self { agent: Some(_), .. } => of_tickets,
            Self { app_key: Some(_), .. } => of_partners,
            Self { token: Some(_), .. } => !of_the_shop && !of_partners && !of_tickets,
            _ => true,
        }
    }
}

/// Routes that end the walk of whoever takes them, whoever freezes the own account among them, and files that are the same for everybody.
const LEFT_OUT: &[&str] =
    &["/uc/services/logout", "/uc/services/freeze", "/om/services/freeze", "/web/{file}", "/images/{file}"];

/// Fields that fit somewhere; every call is sent all of them and takes what it knows.
const FITTING: &str = r#"{
        "account": 3716, "accountid": 7, "active": true, "address": "滨江大道88号", "agreed": true, "amount": "50.00",
        "areaname": "美国", "batchid": 1, "call_duration": 400, "cartids": [1], "check": 1, "choice": "pay",
        "city": 383, "claimid": 1, "code": "AGENT02", "confirmed": true, "consignee": "林晓舟", "count": 1,
        "courseid": 60, "courses_id": 60, "customerid": "AGENT02", "customername": "杭州示例旅行社",
        "customertypecode": 2, "datacardid": "8944200012789700105", "date": "2026-12-01", "days": 5,
        "devid": "touchdev01", "discount": 95, "district": 3233, "duration": "month", "dwid": "AGENT01", "dwlx": 2,
        "effect_datetime": "2026-12-01 00:00:00", "email": "walker@example.com", "evoucher_sn": 1606140254,
        "evoucherid": 10, "failure_datetime": "2026-12-12 23:59:59", "format": "json", "from": "2026-11-21",
        "group": 1, "groupid": 1, "host": "192.0.2.9", "hostname": "box", "iccid": "8944200012789700106", "id": 7,
        "inv_content": "旅行", "inv_payee": "林晓舟", "invoice_no": "SF1", "ip": "192.0.2.97", "kind": "isp",
        "limit": 10, "list": "mobile", "location": "headlines", "megabytes": 10, "mobile": "13800138000",
        "name": "林晓舟", "num": 1, "offerid": 5, "orderdetailid": 1, "orderid": 1, "organizationid": 41,
        "outletid": 2, "packageid": 500, "page": 1, "pageindex": 0, "pagesize": 10, "payid": 2, "payvoucher": "slip",
        "phone": "13800138000", "pid": 500, "price": "1.00", "product_id": 500, "productid": 1, "productname": "票",
        "province": 31, "quantity": 1, "reason": "行程取消", "reasonid": 1, "rebate_id": 5, "receipt": true,
        "refundid": 1, "refundids": [1], "reference": "r", "region": "hk", "search": "a", "seconds": 60,
        "serial": 1606140254, "shipping_address": 3, "shipping_id": 1, "shipping_name": "顺丰", "shippingid": 1,
        "simid": "8944200012789700105", "staffid": 126, "stock": 3, "terminaltype": 1, "text": "traveller",
        "title": "杭州四日自由行", "trafficid": 1, "type": 1, "uid": 629, "unit": "张", "username": "nobody-knows",
        "waybill": "SF1"
    }"#;

fn fitting() -> Value {
    serde_json::from_str(FITTING).unwrap()
}

/// Fields that fit nowhere.
fn unfitting() -> Value {
    let Value::Object(names) = fitting() else { unreachable!("an object") };
    let rubbish = ["'; --", "{", "-9223372036854775808", "1e400", "２", "\u{202e}x", "2026-02-30 25:61:00"];
    names
        .keys()
        .zip(rubbish.iter().cycle())
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect::<Map<_, _>>()
        .into()
}

/// A path with something in the places of its parameters.
fn filled(path: &str) -> String {
    [
        ("{order}", "1"),
        ("{kind}", "1"),
        ("{dwlx}", "2"),
        ("{dwid}", "AGENT01"),
        ("{orderid}", "20261101000001"),
        ("{personalid}", "0"),
        ("{voucher}", "1"),
        ("{account}", "72"),
        ("{rest}", "nothing"),
    ]
    .iter()
    .fold(path.to_owned(), |path, (name, value)| path.replace(name, value))
}

/// All routes that the outlet tells of, with their methods.
pub fn routes(outlet: &Outlet) -> Vec<(String, String)> {
    let document = outlet.get("/openapi.json").json();
    let mut routes = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let known = methods.as_object().unwrap().keys().filter(|method| ["get", "post"].contains(&method.as_str()));
        routes.extend(known.map(|method| (method.to_ascii_uppercase(), path.clone())));
    }
    routes.retain(|(_, path)| !LEFT_OUT.contains(&path.as_str()));
    assert!(routes.len() > 350, "{} routes", routes.len());
    routes
}

/// A request and what came back.
pub struct Asked<'a> {
    pub by: &'a str,
    pub method: &'a str,
    pub path: &'a str,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Asked<'_> {
    /// Sends the request and writes down what was said.
    pub fn send(&self, outlet: &Outlet, all: &mut Vec<Said>) -> Answer {
        let headers: Vec<(&str, &str)> = self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = outlet.call(self.method, self.path, &headers, self.body.as_bytes());
        let request = format!("{} {} {:?} {}", self.method, self.path, self.headers, self.body);
        note(all, self.by, self.path, request, &answer);
        answer
    }
}

/// Writes an answer down.
fn note(all: &mut Vec<Said>, by: &str, path: &str, request: String, answer: &Answer) {
    let mut text = format!("{} ", answer.status);
    for (name, value) in &answer.headers {
        writeln!(text, "{name}: {value}").unwrap();
    }
    text.push_str(&String::from_utf8_lossy(&answer.body));
    let path = path.split('?').next().unwrap_or_default().to_owned();
    all.push(Said { by: format!("the answer to {by}: {request:.200}"), path, request, text });
}

/// One call of a route as a walker, with fields.
fn step(outlet: &Outlet, who: &Walker, (method, path): (&str, &str), fields: &Value, all: &mut Vec<Said>) {
    let mut fields = fields.clone();
    let mut headers = Vec::new();
    let path = filled(path);
    if let Some(visitor) = &who.visitor {
        if path.starts_with("/api/pages/") {
            headers.push(("Authorization", format!("Bearer {}", visitor.sessionid)));
        } else {
            fields["userid"] = visitor.userid.into();
            fields["sessionid"] = visitor.sessionid.clone().into();
        }
    }
    if let Some(token) = &who.token {
        headers.push(("Authorization", format!("Bearer {token}")));
    }
    if let Some(key) = &who.app_key {
        fields["appkey"] = key.clone().into();
    }
    if let Some(agent) = &who.agent {
        let method = if method == "GET" { "GET" } else { "POST" };
        let mut signed = agent.sign(outlet, method, &path);
        signed.body = if method == "GET" { Vec::new() } else { fields.to_string().into_bytes() };
        let answer = signed.with("Content-Type", "application/json").send(outlet);
        return note(all, who.name, &path, format!("{method} {path} {fields}"), &answer);
    }
    let Value::Object(members) = &fields else { unreachable!("an object") };
    let texts: Vec<(String, String)> = members
        .iter()
        .map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect();
    let pairs: Vec<(&str, &str)> = texts.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let (path, body) = if method == "GET" {
        (format!("{path}?{}", encode(&pairs)), String::new())
    } else if path.len().is_multiple_of(2) {
        headers.push(("Content-Type", "application/x-www-form-urlencoded".to_owned()));
        (path, encode(&pairs))
    } else {
        headers.push(("Content-Type", "application/json".to_owned()));
        (path, fields.to_string())
    };
    Asked { by: who.name, method, path: &path, headers, body }.send(outlet, all);
}

/// Everybody takes every route, with fields that fit, with none, and with rubbish.
pub fn walk(outlet: &Outlet, walkers: &[Walker], all: &mut Vec<Said>) {
    for (method, path) in routes(outlet) {
        for who in walkers.iter().filter(|who| who.takes(&path)) {
            for fields in [fitting(), json!({}), unfitting()] {
                step(outlet, who, (&method, &path), &fields, all);
            }
        }
    }
}
