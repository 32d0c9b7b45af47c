//! Tour packages, from outside: the recorded exchange, the errors, selling, formats, and who may see what.

mod apps;
mod check;
mod formats;
mod making;
mod office;
mod people;
mod privacy;
mod refunds;
mod selling;

use crate::support::{Answer, Outlet, Visitor};
use serde_json::{Value, json};

/// The moment at which the recorded exchange works.
pub(crate) const RECORDED: &str = "2016-01-25 10:00:00";

/// The calls of the room.
pub(crate) const CALLS: [&str; 17] = [
    "check_pack_free_bydate",
    "check_pack_group_bydate",
    "get_trip_schedule",
    "get_product_list_long",
    "get_product_detail",
    "address_list",
    "address_set",
    "address_delete",
    "contact_list",
    "contact_set",
    "contact_delete",
    "coupon_list",
    "coupon_claim",
    "order_submit",
    "order_list",
    "order_detail",
    "order_cancel",
];

/// An outlet on the day of the recorded exchange.
pub(crate) fn outlet() -> Outlet {
    Outlet::demo_at(RECORDED)
}

/// The customer of the recorded exchange.
pub(crate) fn family(outlet: &Outlet) -> Visitor {
    outlet.login("family", "demo-family")
}

/// A room of an offer.
pub(crate) fn room(offer: i64, date: &str, nights: i64, rooms: i64) -> Value {
    let offer = offer.to_string();
    json!({"product_id": offer, "sell_id": offer, "supplier_id": "57", "date": date, "night_num": nights, "num": rooms})
}

/// A choice that succeeds: two grown-ups, two nights, the flight, three tickets.
pub(crate) fn choice(who: &Visitor, date: &str) -> Value {
    json!({
        "sessionid": who.sessionid, "uid": "629", "version": "2.0.1", "date": date, "adult_num": "2", "child_num": "0",
        "product_id": "500", "sum_money": "2000.00", "hotels": [room(601, date, 2, 1)],
        "planes": {"goods_price_max": "550.00", "combo_id": "65"},
        "scenerys": [{"product_id": "305", "sell_id": "319", "supplier_id": "57", "date": date, "num": "3"}],
    })
}

/// The same with what an order needs, too.
pub(crate) fn order(who: &Visitor, date: &str, number: &str) -> Value {
    let more = json!({
        "client_order_no": number, "address_id": "1471", "email": "family@example.com", "contact_ids": "183,191",
    });
    with(choice(who, date), &more)
}

/// An object with other members added or replaced; null takes one out.
pub(crate) fn with(mut object: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().expect("changes") {
        if value.is_null() {
            object.as_object_mut().expect("an object").remove(name);
        } else {
            object[name] = value.clone();
        }
    }
    object
}

/// Posts an object to a call.
pub(crate) fn post(outlet: &Outlet, call: &str, body: &Value) -> Answer {
    outlet.json(&format!("/v2_0/longtour/{call}"), body)
}

/// `data` of an answer that must be a success.
pub(crate) fn data(answer: &Answer) -> Value {
    let value = answer.json();
    assert_eq!((answer.status, value["status"].as_str()), (200, Some("success")), "{value}");
    value["data"].clone()
}

/// The code of an answer that must be an error object of two texts and nothing else; empty for a success.
pub(crate) fn code(answer: &Answer) -> String {
    let value = answer.json();
    if value["status"] == "success" {
        return String::new();
    }
    let members = value.as_object().expect("an object");
    assert!(answer.status == 200 && members.len() == 2 && members["error_msg"].is_string(), "{value}");
    members["error_code"].as_str().expect("a text").to_owned()
}

/// Submits and gives the order's id.
pub(crate) fn submit(outlet: &Outlet, body: &Value) -> String {
    data(&post(outlet, "order_submit", body))["order_id"].as_str().expect("an id").to_owned()
}

/// What is said of an order by the session's owner.
pub(crate) fn of_order(who: &Visitor, id: &str) -> Value {
    json!({"sessionid": who.sessionid, "uid": "629", "order_id": id})
}
