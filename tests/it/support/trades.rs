//! What a walk-in orders besides cards: course vouchers and tours.

use serde_json::{Value, json};

use super::{Outlet, encode};

/// The walk-in's phone.
pub const PHONE: &str = "13900000066";

/// A walk-in's session.
pub fn walk_in(outlet: &Outlet) -> Value {
    outlet.form("/api/pages/walk-in", &[("phone", PHONE)]).json()
}

/// A walk-in's order of vouchers of an offer for a course; its id.
pub fn course_order(outlet: &Outlet, course: &str, offer: &str, pieces: &str) -> String {
    course_order_of(outlet, &walk_in(outlet), (course, offer, pieces))
}

/// The same by somebody with a session.
pub fn course_order_of(outlet: &Outlet, session: &Value, (course, offer, pieces): (&str, &str, &str)) -> String {
    let bearer = format!("Bearer {}", session["sessionid"].as_str().unwrap());
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
    let wish = [("mobile", PHONE), ("courses_id", course), ("rebate_id", offer), ("num", pieces)];
    let made = outlet.call("POST", "/v1/order/create", &headers, encode(&wish).as_bytes());
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].to_string()
}

/// A walk-in books two nights and two seats of the demonstration's tour; its id.
pub fn tour_order(outlet: &Outlet) -> String {
    let answer = tour_order_of(outlet, &walk_in(outlet));
    assert_eq!(answer["status"], "success", "{answer}");
    let made = &answer["data"];
    made["order_id"].as_str().map_or_else(|| made["order_id"].to_string(), str::to_owned)
}

/// The same by somebody with a session; the answer.
pub fn tour_order_of(outlet: &Outlet, session: &Value) -> Value {
    let post = |call: &str, more: Value| {
        let mut body =
            json!({"sessionid": session["sessionid"], "uid": session["userid"].to_string(), "version": "kiosk"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        outlet.json(&format!("/v2_0/longtour/{call}"), &body).json()
    };
    let contact = |name: &str, card: &str| {
        let certs = json!([{"cert_type": 1, "cert_no": card}]).to_string();
        let made = post("contact_set", json!({"name": name, "certs": certs}));
        made["data"]["pid"].as_str().map(str::to_owned).unwrap()
    };
    let people = [contact("示例一", "110101199003070134"), contact("示例二", "110101199105080272")].join(",");
    let room = json!({"product_id": "601", "sell_id": "601", "supplier_id": "57", "date": "2026-11-25", "night_num": 2, "num": 1});
    let wish = json!({
        "client_order_no": "ref-1", "product_id": "500", "date": "2026-11-25", "adult_num": "2", "child_num": "0",
        "sum_money": "1700.00", "hotels": [room], "planes": {"combo_id": "65", "goods_price_max": "550.00"}, "scenerys": [],
        "receiver": "示例一", "mobile": PHONE, "email": "family@example.com", "contact_ids": people,
    });
    post("order_submit", wish)
}
