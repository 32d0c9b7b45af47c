//! The staff's second click: calls that make something make it once for a `client_ref`.

use crate::support::{Outlet, Visitor};
use serde_json::{Value, json};

/// Calls that make something, with what they are asked for, and what counts what they have made.
fn makers() -> Vec<(&'static str, Value, &'static str)> {
    let template = json!({"name": "n", "type": 3, "money": 1, "location": "onlinecoupon"});
    vec![
        ("tour_coupon_issue", json!({"batchid": 3, "count": 2}), "select count(*) from tour_coupons"),
        ("evoucher_create", json!({"evoucher": template}), "select count(*) from voucher_templates"),
        ("evouchersn_generate", json!({"evoucherid": 3, "quantity": 3}), "select count(*) from vouchers"),
        (
            "prdunitprice_set",
            json!({"productid": 1, "price": 40, "effect_datetime": "2016-08-01 00:00:00"}),
            "select count(*) from prices",
        ),
        (
            "prddiscount_set",
            json!({"productid": 1, "quantity": 3, "discount": 90, "effect_datetime": "2016-08-01 00:00:00"}),
            "select count(*) from tier_discounts",
        ),
        ("account_create", json!({"companyid": 1, "roleid": 1, "quantity": 2}), "select count(*) from accounts"),
        (
            "account_create",
            json!({"companyid": 1, "roleid": 1, "username": "second-clerk"}),
            "select count(*) from accounts",
        ),
    ]
}

fn ask(outlet: &Outlet, who: &Visitor, call: &str, fields: &Value, client_ref: Option<&str>) -> Value {
    let mut fields = fields.clone();
    fields["sessionid"] = json!(who.sessionid);
    if let Some(client_ref) = client_ref {
        fields["client_ref"] = json!(client_ref);
    }
    outlet.json(&format!("/om/services/{call}"), &fields).json()
}

#[test]
fn a_call_with_the_same_reference_makes_something_once_and_answers_twice() {
    let outlet = Outlet::demo();
    let boss = outlet.admin();
    for (number, (call, fields, made)) in makers().iter().enumerate() {
        let before = outlet.folder.count(made);
        let click = format!("click-{number}");
        let first = ask(&outlet, &boss, call, fields, Some(&click));
        let after = outlet.folder.count(made);
        assert!(first["error_no"] == 0 && after > before, "{call}: {first}");
        let again = ask(&outlet, &outlet.admin(), call, fields, Some(&click));
        assert_eq!((&again["result"], outlet.folder.count(made)), (&first["result"], after), "{call}");
        let mut other = fields.clone();
        other["note"] = json!("something else");
        assert_eq!(ask(&outlet, &boss, call, &other, Some(&click))["error_no"], 1100, "{call}");
        assert_eq!(ask(&outlet, &boss, call, fields, Some(&"r".repeat(65)))["error_no"], 1100, "{call}");
        assert_eq!(outlet.folder.count(made), after, "{call}");
    }
}

/// The twin: what the reference stands for is why nothing is made twice.
#[test]
fn without_a_reference_or_with_another_one_the_same_call_makes_something_again() {
    let outlet = Outlet::demo();
    let boss = outlet.admin();
    let makers = makers();
    // An account of a given name exists once, whoever asks how often.
    for (call, fields, made) in makers.iter().filter(|(_, fields, _)| fields.get("username").is_none()) {
        let before = outlet.folder.count(made);
        for client_ref in [Some("one"), None, None, Some("another")] {
            assert_eq!(ask(&outlet, &boss, call, fields, client_ref)["error_no"], 0, "{call}");
        }
        let quantity = fields["quantity"].as_i64().filter(|_| *call != "prddiscount_set");
        let each = fields["count"].as_i64().or(quantity).unwrap_or(1);
        assert_eq!(outlet.folder.count(made), before + 4 * each, "{call}");
        outlet.folder.database().execute("delete from staff_repeats", []).unwrap();
    }
}

#[test]
fn ten_clicks_at_the_same_moment_are_one_wish() {
    let outlet = Outlet::demo();
    let boss = outlet.admin();
    let before = outlet.folder.count("select count(*) from tour_coupons");
    let answers: Vec<Value> = std::thread::scope(|scope| {
        let click = || ask(&outlet, &boss, "tour_coupon_issue", &json!({"batchid": 3}), Some("same"))["result"].take();
        let clicks: Vec<_> = (0..10).map(|_| scope.spawn(click)).collect();
        clicks.into_iter().map(|click| click.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|answer| *answer == answers[0] && answer["coupon_sns"].is_array()), "{answers:?}");
    assert_eq!(outlet.folder.count("select count(*) from tour_coupons"), before + 1);
}
