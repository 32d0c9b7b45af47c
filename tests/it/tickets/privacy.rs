//! Every call of the API document, asked about another customer's things.

use serde_json::{Value, json};

use super::agent::{API, Agent, new_order};
use super::{number, operator, outlet};
use crate::support::Outlet;

/// Where the calls of this API stand.
const TREES: [&str; 4] = ["/api/webinterface/", "/api/order/", "/api/setting/", "/api/providerconfig"];

/// What a foreign question is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    /// An empty list, where its owner gets rows.
    Rows,
    /// Null, where its owner gets an object.
    One,
    /// A result number that is not 0.
    Result,
}

/// The calls of the API document, without the one that stands for every address that is none: verb and lower-case address.
fn documented(outlet: &Outlet) -> Vec<(&'static str, String)> {
    let document = outlet.get("/openapi.json").json();
    let paths = document["paths"].as_object().unwrap();
    let is_ours = |path: &str| TREES.iter().any(|tree| path.starts_with(tree)) && !path.contains("{rest}");
    let ours = paths.iter().filter(|(path, _)| is_ours(path));
    let verbs = |(path, it): (&String, &Value)| {
        let known = ["get", "post"].into_iter().filter(|verb| it.get(*verb).is_some());
        known.map(|verb| (if verb == "get" { "GET" } else { "POST" }, path.clone())).collect::<Vec<_>>()
    };
    ours.flat_map(verbs).collect()
}

/// What is sent to a call to get at an order of AGENT02: targets and bodies, and what AGENT02 itself is answered with.
/// A call that is not here makes the test below fail: say what it must not show.
fn attempts(call: (&str, &str), order: &str) -> Option<(Vec<(String, Value)>, Shows)> {
    let who = [("2", "AGENT02"), ("2", "AGENT01"), ("2", "agent02"), ("8", "AGENT02")];
    let name = call.1.trim_start_matches("/api/webinterface/");
    let all = |target: &dyn Fn(&str, &str) -> String| {
        who.iter().map(|(kind, code)| (format!("{API}/{}", target(kind, code)), Value::Null)).collect::<Vec<_>>()
    };
    let found = match (call.0, name) {
        ("GET", "order/query/deal" | "order/query/logs" | "order/yearcard/query/logs") => {
            (all(&|kind, code| format!("{name}?dwlx={kind}&dwid={code}&orderid={order}&personalid=0")), Shows::Rows)
        }
        ("GET", path) if path.ends_with("/{dwid}/{orderid}") => {
            let short = path.split("/{").next()?;
            (all(&|kind, code| format!("{short}/{kind}/{code}/{order}")), Shows::Rows)
        }
        ("GET", path) if path.ends_with("/{orderid}/{personalid}") => {
            let short = path.split("/{").next()?;
            (all(&|kind, code| format!("{short}/{kind}/{code}/{order}/0?guidernum=")), Shows::Rows)
        }
        ("GET", "scenicspot/products") => {
            // AGENT01 asks for its own list, which is the same for everybody, so only the others are attempts.
            let mut list = all(&|kind, code| format!("{name}?dwlx={kind}&dwid={code}"));
            list.remove(1);
            (list, Shows::Rows)
        }
        ("GET", "order/query/tickets" | "order/query/ticket") => {
            let ask = |user: &str| format!("{API}/{name}?username={user}&orderid={order}&ticketid={order}001");
            let shows = if name.ends_with('s') { Shows::Rows } else { Shows::One };
            (["agent02", "agent01", "AGENT02"].map(|user| (ask(user), Value::Null)).to_vec(), shows)
        }
        ("GET", "setting/kh_webzh/query") => {
            let mut list = all(&|kind, code| format!("{name}?dwlx={kind}&dwid={code}"));
            list.remove(1);
            (list, Shows::One)
        }
        ("GET", path) if path.starts_with("/api/setting/") => {
            let path = path.replace("{username}", "agent02");
            (vec![(format!("{path}?username=agent02"), Value::Null)], Shows::One)
        }
        ("POST", "order/ticket/refund") => {
            let parm = json!({"orderid": order, "refundallticket": "1"});
            let body = |user: &str| (format!("{API}/{name}"), json!({"username": user, "refundparm": parm}));
            (vec![body("agent02"), body("agent01")], Shows::Result)
        }
        ("POST", "/api/order/refundticket" | "/api/order/refund") => {
            let some = json!({"orderid": order, "refundallticket": "0", "ticketids": [format!("{order}001")]});
            let bodies = [json!({"orderid": order, "refundallticket": "1"}), some];
            (bodies.map(|body| (name.to_owned(), body)).to_vec(), Shows::Result)
        }
        // It names nobody but the caller: see `callbacks`.
        ("POST", "/api/providerconfig") => (Vec::new(), Shows::Result),
        ("POST", "order/scenicspot/addorder" | "order/scenicspot/addorder/forminiprogram") => {
            let bodies = [(2, "AGENT02"), (2, "agent02"), (8, "AGENT02")];
            let body = |(kind, code)| (format!("{API}/{name}"), new_order(kind, code, "s-1", &[("T001", 1)]));
            (bodies.map(body).to_vec(), Shows::Result)
        }
        ("POST", "order/yearcard/cancelorder") => {
            (vec![(format!("{API}/{name}?orderid={order}"), Value::Null)], Shows::Result)
        }
        _ => return None,
    };
    Some(found)
}

#[test]
fn every_documented_call_shows_and_changes_nothing_of_another_customer() {
    let outlet = outlet();
    let (first, second) = (Agent::first(), Agent::second());
    let foreign = number(&second.buy(&outlet, "AGENT02", "s-1", &[("T001", 1)]));
    operator(&outlet).office("ticket_order_deal", &[("orderid", &foreign)]).result();
    let calls = documented(&outlet);
    assert!(calls.len() >= 9, "{calls:?}");
    let send = |agent: &Agent, verb: &'static str, target: &str, body: &Value| {
        let mut signed = agent.sign(&outlet, verb, target);
        if body.is_object() {
            signed.body = body.to_string().into_bytes();
            signed = signed.with("Content-Type", "application/json");
        }
        signed.send(&outlet)
    };
    let book = "select count(*) from orders where channel = 'ticket'";
    let (orders, events) = (outlet.folder.count(book), outlet.folder.count("select count(*) from ticket_events"));
    for (verb, path) in &calls {
        let found = attempts((verb, path), &foreign);
        let (attempts, shows) = found.unwrap_or_else(|| panic!("what must {verb} {path} not show? see attempts()"));
        for (place, (target, body)) in attempts.iter().enumerate() {
            let answer = send(&first, verb, target, body);
            let nothing = match shows {
                Shows::Rows => answer.json() == json!([]),
                Shows::One => answer.json().is_null(),
                Shows::Result => answer.json()["resultcode"] != 0,
            };
            assert!(answer.status == 200 && nothing, "{verb} {target}: {}", answer.text());
            for word in [foreign.as_str(), "s-1", "杭州"] {
                assert!(
                    shows != Shows::Result || word == "s-1" || !answer.text().contains(word),
                    "{target}: {}",
                    answer.text()
                );
            }
            for stranger in [Agent::new("agent99", "x", "y"), Agent::new("agent02", "S3ss10nK3y", "demo-agent")] {
                assert_eq!(send(&stranger, verb, target, body).status, 401, "{verb} {target}");
            }
            assert_eq!(outlet.call(verb, target, &[], b"").status, 401, "{verb} {target} unsigned");
            // The twin: the owner gets rows from the very same target, so an empty list means something.
            if place == 0 && shows != Shows::Result {
                let own = second.get(&outlet, target).json();
                assert!(own.is_object() || own.as_array().is_some_and(|rows| !rows.is_empty()), "{target}: {own}");
            }
        }
    }
    assert_eq!(
        (outlet.folder.count(book), outlet.folder.count("select count(*) from ticket_events")),
        (orders, events)
    );
}
