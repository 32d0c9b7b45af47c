//! One refund and one order in every format that bodies have, and bodies that are none.

use serde_json::{Value, json};

use super::agent::{API, Agent};
use super::{DEALT, number, outlet};

/// BSON written by hand, as an independent writer would.
fn document(elements: &[Vec<u8>]) -> Vec<u8> {
    let inside = elements.concat();
    [&i32::try_from(inside.len() + 5).unwrap().to_le_bytes()[..], &inside, &[0]].concat()
}

fn bson(value: &Value) -> Vec<u8> {
    match value {
        Value::Object(members) => {
            document(&members.iter().map(|(name, value)| element(name, value)).collect::<Vec<_>>())
        }
        Value::Array(entries) => {
            let numbered = entries.iter().enumerate().map(|(place, value)| element(&place.to_string(), value));
            document(&numbered.collect::<Vec<_>>())
        }
        _ => panic!("no document"),
    }
}

fn element(name: &str, value: &Value) -> Vec<u8> {
    let (kind, bytes) = match value {
        Value::Null => (0x0a, Vec::new()),
        Value::Bool(is) => (0x08, vec![u8::from(*is)]),
        Value::Number(number) if number.is_f64() => (0x01, number.as_f64().unwrap().to_le_bytes().to_vec()),
        Value::Number(number) => (0x10, i32::try_from(number.as_i64().unwrap()).unwrap().to_le_bytes().to_vec()),
        Value::String(text) => {
            let length = i32::try_from(text.len() + 1).unwrap();
            (0x02, [&length.to_le_bytes()[..], text.as_bytes(), &[0]].concat())
        }
        Value::Array(_) => (0x04, bson(value)),
        Value::Object(_) => (0x03, bson(value)),
    };
    [&[kind], name.as_bytes(), &[0], &bytes].concat()
}

#[test]
fn an_order_in_bson_is_the_order_in_json() {
    let (outlet, agent) = (outlet(), Agent::first());
    let target = format!("{API}/Order/ScenicSpot/AddOrder");
    let order = |sender: &str, amount: Value| {
        json!({"Dwid": "AGENT01", "dwlx": 2, "sellstationid": null, "orderinfo": {"senderid": sender, "urgent": false,
            "OrderDetails": [{"ProductId": "T001", "amount": amount, "fullname": "林晓舟"}, {"productid": "T002", "amount": 1}]}})
    };
    for (sender, amount) in [("whole", json!(2)), ("double", json!(2.0)), ("text", json!("2"))] {
        let made = agent.post(&outlet, &target, "application/bson", &bson(&order(sender, amount.clone())));
        assert_eq!(
            made.header("content-type"),
            Some("application/bson; charset=utf-8"),
            "the answer in the same format"
        );
        let again = agent.order(&outlet, &order(sender, json!(2))).json();
        assert!(
            made.body.windows(14).any(|part| part == number(&again).as_bytes()),
            "{sender}: one senderid is one order"
        );
    }
    assert_eq!(outlet.folder.count("select count(*) from orders where channel = 'ticket' and payable = 29500"), 3);
    let refused = agent.post(&outlet, &target, "application/bson; charset=utf-8", &bson(&order("half", json!(1.5))));
    assert!(refused.body.windows(15).any(|part| part == b"\x10resultcode\0\x02\0\0"), "an amount of one and a half");
    let whole = bson(&order("cut", json!(1)));
    for body in [&whole[..whole.len() - 1], &whole[1..], b"", b"{}", b"\x05\0\0\0\x01", &[&whole[..], b"\0"].concat()] {
        assert_eq!(agent.post(&outlet, &target, "application/bson", body).status, 400, "{body:?}");
    }
    assert_eq!(
        agent.post(&outlet, &target, "application/bson", b"\x05\0\0\0\0").status,
        200,
        "an empty one names nobody"
    );
}

#[test]
fn a_refund_reads_the_same_in_every_format() {
    let codes = [format!("{DEALT}001"), format!("{DEALT}004")];
    let json = json!({"OrderID": DEALT, "refundAllTicket": 0, "ticketids": codes, "memory": null});
    let xml = format!(
        "<RefundParm xmlns='x'><memory/><orderid>{DEALT}</orderid><refundallticket>0</refundallticket>\
         <ticketids xmlns:a='y'><a:string>{}</a:string><a:string>{}</a:string></ticketids></RefundParm>",
        codes[0], codes[1]
    );
    let form = format!("orderid={DEALT}&refundallticket=0&ticketids={}%2C{}", codes[0], codes[1]);
    let marked = format!("\u{feff}{json}");
    for (content_type, body) in [
        ("application/json", json.to_string().into_bytes()),
        ("text/json;charset=utf-8", marked.into_bytes()),
        ("application/xml", xml.into_bytes()),
        ("application/x-www-form-urlencoded", form.into_bytes()),
        ("application/bson", bson(&json)),
    ] {
        let (outlet, agent) = (outlet(), Agent::first());
        let mut signed = agent.sign(&outlet, "POST", "/api/order/REFUNDTICKET");
        signed.body = body;
        let answer = signed.with("Content-Type", content_type).with("Accept", "application/json").send(&outlet);
        assert_eq!(answer.json()["resultcode"], 0, "{content_type}: {}", answer.text());
        assert_eq!(outlet.folder.count("select sum(place) from ticket_refunds"), 5, "{content_type}");
    }
}

#[test]
fn a_body_that_is_none_changes_nothing() {
    let (outlet, agent) = (outlet(), Agent::first());
    for target in
        ["/api/Order/RefundTicket", "/api/Order/Refund", "/api/ProviderConfig", "/api/WebInterface/Order/Ticket/Refund"]
    {
        for (content_type, body, status) in [
            ("application/json", &b"{"[..], 400),
            ("application/json", b"[]", 400),
            ("application/json", b"\"x\"", 400),
            ("application/json", b"{\"orderid\":\"\xff\"}", 400),
            ("text/xml", b"<a><b></a>", 400),
            ("text/xml", b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", 400),
            ("application/bson", b"\x06\0\0\0\0", 400),
            ("text/csv", b"a", 415),
            ("", b"a", 415),
        ] {
            let answer = agent.post(&outlet, target, content_type, body);
            assert_eq!(answer.status, status, "{target} {content_type} {body:?}: {}", answer.text());
        }
        assert_eq!(agent.get(&outlet, target).status, 405, "{target}");
    }
    for target in ["/api/Order", "/api/Order/Nothing", "/api/Setting/KH_WEBZH/Query", "/API/setting/x/y"] {
        let answer = agent.get(&outlet, target);
        assert_eq!((answer.status, answer.json()["Message"].is_string()), (404, true), "{target}");
    }
    assert_eq!(outlet.folder.count("select count(*) from ticket_refunds"), 0);
}
