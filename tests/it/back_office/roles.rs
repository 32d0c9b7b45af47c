//! Who may make which call of the back office, all rooms' calls together.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::outlet::{Outlet, Session};
use super::{NOW, OM, admin, clerk, om, operator, traveller};

/// A call, fields that get past its parameters, and the types that may make it.
type Row = (&'static str, Value, &'static [i64]);

const STAFF: &[i64] = &[3, 4];
const ADMIN: &[i64] = &[4];
const COUNTER: &[i64] = &[1, 4];
const WHOEVER_IS_THERE: &[i64] = &[1, 3, 4];
const ANYBODY: &[i64] = &[0, 1, 2, 3, 4];

/// The id of nothing.
const NOTHING: i64 = 999_999;

/// Every call of the back office.
fn role_table() -> Vec<Row> {
    let mut all = shop();
    all.extend(store_room());
    all.extend(leases());
    all.extend(courses());
    all.extend(tours());
    all.extend(tickets());
    all
}

/// Orders, money, vouchers, people (docs/spec/roaming.md section 4).
fn shop() -> Vec<Row> {
    vec![
        ("login", json!({"username": "nobody", "password": "nothing"}), ANYBODY),
        ("order_gets", json!({"group": 1}), STAFF),
        ("order_search", json!({}), STAFF),
        ("order_cancel", json!({"orderid": NOTHING}), WHOEVER_IS_THERE),
        ("order_shipped", json!({"orderid": NOTHING, "invoice_no": "1"}), STAFF),
        ("order_paid", json!({"orderid": NOTHING, "payvoucher": "1", "amount": "1.00"}), ADMIN),
        ("account_create", json!({"companyid": 1, "roleid": 1, "username": "clerk"}), ADMIN),
        ("account_delete", json!({"username": "nobody"}), ADMIN),
        ("freeze", json!({"username": "nobody"}), ADMIN),
        ("unfreeze", json!({"username": "nobody"}), ADMIN),
        ("call_record_gets", json!({}), STAFF),
        ("deliveryvoucher_verify", json!({"evoucher_sn": 99_999_999}), COUNTER),
        ("deliveryvoucher_complete", json!({"evoucher_sn": 99_999_999}), COUNTER),
        ("refund_gets", json!({}), STAFF),
        ("refund_audit", json!({"refundid": NOTHING, "confirmed": true}), STAFF),
        ("refund_received", json!({"refundids": [NOTHING], "invoice_no": "1"}), STAFF),
        (
            "evoucher_create",
            json!({"evoucher": {"name": "n", "type": 3, "money": 1, "location": "onlinecoupon"}}),
            ADMIN,
        ),
        ("evouchersn_generate", json!({"evoucherid": NOTHING}), ADMIN),
    ]
}

/// Cards, prices, devices.
fn store_room() -> Vec<Row> {
    vec![
        ("cardorder_bind", json!({"orderid": NOTHING, "simid": "1"}), STAFF),
        ("prdunitprice_set", json!({"productid": NOTHING, "price": 1, "effect_datetime": NOW}), STAFF),
        (
            "prddiscount_set",
            json!({"productid": NOTHING, "quantity": 1, "discount": 95, "effect_datetime": NOW}),
            STAFF,
        ),
        ("datatraffic_gets", json!({}), STAFF),
        ("datacard_gets", json!({}), STAFF),
        ("touchdev_search", json!({}), STAFF),
        ("voice_usage_set", json!({"accountid": NOTHING, "seconds": 1, "reference": "r"}), STAFF),
        ("datacard_set", json!({"iccid": "100200300400999"}), ADMIN),
        ("touchchans_set", json!({"devid": NOTHING, "chans": [{"subid": 1, "phone": "1"}]}), ADMIN),
        ("touchdev_gets", json!({"devid": "touchdev01"}), ANYBODY),
        ("touchdev_set", json!({"hostname": "box", "host": "192.0.2.9"}), ANYBODY),
    ]
}

fn leases() -> Vec<Row> {
    let flow = json!({"account": NOTHING, "list": "mobile", "megabytes": 1, "price": "1.00", "reference": "r"});
    let addresses =
        json!({"account": NOTHING, "kind": "isp", "region": "hk", "duration": "week", "num": 1, "reference": "r"});
    let more = json!({"kind": "isp", "region": "hk", "pool_tag": "渠道九", "addresses": "192.0.2.250"});
    vec![
        ("lease_stock", json!({}), STAFF),
        ("lease_price_gets", json!({}), STAFF),
        ("lease_price_set", json!({"kind": "static", "region": "nowhere", "duration": "1d", "price": "1.00"}), STAFF),
        ("lease_wallet_gets", json!({}), STAFF),
        ("lease_topup", json!({"account": NOTHING, "amount": "1.00", "reference": "r"}), STAFF),
        ("lease_retire", json!({"ip": "192.0.2.254"}), STAFF),
        ("lease_unretire", json!({"ip": "192.0.2.254"}), STAFF),
        ("lease_address_add", more, STAFF),
        ("lease_flow_sell", flow, STAFF),
        ("lease_ip_sell", addresses, STAFF),
        ("lease_traffic_gets", json!({"account": NOTHING}), STAFF),
        ("lease_warning_gets", json!({}), STAFF),
        ("lease_refund", json!({"orderid": NOTHING, "reason": "x"}), STAFF),
        ("lease_key_gets", json!({}), STAFF),
        ("lease_key_add", json!({"account": NOTHING}), STAFF),
        ("lease_key_remove", json!({"account": NOTHING}), STAFF),
    ]
}

fn courses() -> Vec<Row> {
    vec![
        ("course_school_gets", json!({}), STAFF),
        ("course_school_set", json!({"organizationid": NOTHING, "name": "x"}), STAFF),
        ("course_gets", json!({}), STAFF),
        ("course_set", json!({"courseid": NOTHING, "name": "x"}), STAFF),
        ("course_gift_gets", json!({}), STAFF),
        ("course_gift_set", json!({"giftid": NOTHING, "detail": "x"}), STAFF),
        ("course_offer_gets", json!({}), STAFF),
        ("course_offer_set", json!({"offerid": NOTHING, "active": true}), STAFF),
        ("course_offer_extend", json!({"offerid": NOTHING, "days": 1}), STAFF),
        ("course_binding_set", json!({"courseid": NOTHING, "offerid": NOTHING}), STAFF),
        ("course_claim_gets", json!({}), STAFF),
        ("course_claim_review", json!({"claimid": NOTHING, "check": 1}), STAFF),
        ("course_order_gets", json!({}), STAFF),
        ("course_order_confirm", json!({"orderid": NOTHING}), STAFF),
        ("course_order_delete", json!({"orderid": NOTHING}), STAFF),
        ("course_order_refund", json!({"orderid": NOTHING, "reason": "x"}), STAFF),
        ("course_phone_set", json!({"organizationid": NOTHING, "phone": "13800138000"}), STAFF),
        ("course_staff_set", json!({"organizationid": NOTHING, "staffid": NOTHING}), ADMIN),
    ]
}

fn tours() -> Vec<Row> {
    let day = json!({"offerid": NOTHING, "date": "2016-08-01", "price": "1.00", "stock": 1});
    vec![
        ("tour_app_gets", json!({}), STAFF),
        ("tour_app_set", json!({"appid": "an-app"}), ADMIN),
        ("tour_trip_gets", json!({"packageid": NOTHING}), STAFF),
        ("tour_trip_set", json!({"packageid": NOTHING, "days": "[]"}), STAFF),
        ("tour_batch_gets", json!({}), STAFF),
        ("tour_batch_set", json!({"batchid": NOTHING}), STAFF),
        ("tour_calendar_gets", json!({"packageid": NOTHING}), STAFF),
        ("tour_calendar_set", day, STAFF),
        ("tour_coupon_gets", json!({"batchid": 1}), STAFF),
        ("tour_coupon_issue", json!({"batchid": NOTHING}), STAFF),
        ("tour_offer_gets", json!({"packageid": 500}), STAFF),
        ("tour_offer_set", json!({"offerid": NOTHING}), STAFF),
        ("tour_order_refund", json!({"orderid": NOTHING, "reason": "x"}), STAFF),
        ("tour_package_gets", json!({}), STAFF),
        ("tour_package_set", json!({"packageid": NOTHING, "title": "t"}), STAFF),
        ("tour_partner_gets", json!({}), STAFF),
        ("tour_partner_set", json!({"name": "a partner", "uids": [100]}), ADMIN),
    ]
}

fn tickets() -> Vec<Row> {
    let customer = json!({"customertypecode": 2, "customerid": "NEW", "customername": "n", "username": "new-agent"});
    vec![
        ("ticket_customer_gets", json!({}), STAFF),
        ("ticket_customer_set", customer, STAFF),
        ("ticket_key_rotate", json!({"customertypecode": 2, "customerid": "NOBODY"}), STAFF),
        ("ticket_callback_set", json!({"customertypecode": 2, "customerid": "NOBODY", "replayurl": ""}), STAFF),
        ("ticket_callback_gets", json!({}), STAFF),
        ("ticket_callback_resend", json!({"serialid": NOTHING}), STAFF),
        ("ticket_product_gets", json!({}), STAFF),
        ("ticket_product_set", json!({"productid": "T9", "productname": "n", "unit": "u", "price": "1.00"}), STAFF),
        ("ticket_order_gets", json!({}), STAFF),
        ("ticket_order_get", json!({"orderid": "NOTHING"}), WHOEVER_IS_THERE),
        ("ticket_order_deal", json!({"orderid": "NOTHING"}), WHOEVER_IS_THERE),
        ("ticket_order_cash", json!({"orderid": "NOTHING", "amount": "1.00", "payvoucher": "s"}), WHOEVER_IS_THERE),
        ("ticket_order_paid", json!({"orderid": "NOTHING", "payid": 2, "payvoucher": "s"}), STAFF),
        ("ticket_order_close", json!({"orderid": "NOTHING"}), STAFF),
        ("ticket_refund_request", json!({"orderid": "NOTHING", "reason": "r"}), STAFF),
        ("ticket_refund_start", json!({"orderid": "NOTHING"}), STAFF),
        ("ticket_refund_reject", json!({"orderid": "NOTHING"}), STAFF),
    ]
}

/// The names of the calls below `/om/services/` that the outlet tells of itself.
fn calls_of(outlet: &Outlet) -> BTreeSet<String> {
    let (status, document) = outlet.send("GET", "/openapi.json", &[], "");
    assert_eq!(status, 200);
    let document: Value = serde_json::from_str(&document).unwrap();
    let paths = document["paths"].as_object().unwrap().keys();
    paths.filter_map(|path| path.strip_prefix(OM)).map(str::to_owned).collect()
}

#[test]
fn every_call_has_its_row_and_every_row_its_call() {
    let (outlet, table) = (Outlet::at(NOW), role_table());
    let rows: BTreeSet<String> = table.iter().map(|(name, _, _)| (*name).to_owned()).collect();
    assert_eq!(rows.len(), table.len(), "a call has two rows");
    assert_eq!(calls_of(&outlet), rows);
}

#[test]
fn the_document_names_the_roles_of_the_table() {
    let outlet = Outlet::at(NOW);
    let (_, document) = outlet.send("GET", "/openapi.json", &[], "");
    let document: Value = serde_json::from_str(&document).unwrap();
    for (name, _, allowed) in role_table() {
        let call = &document["paths"][om(name)]["post"];
        let told: Vec<&str> = call["x-roles"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let names = [(1, "clerk"), (3, "operator"), (4, "admin")];
        let wanted = names.into_iter().filter(|(kind, _)| allowed != ANYBODY && allowed.contains(kind));
        assert_eq!(told, wanted.map(|(_, name)| name).collect::<Vec<_>>(), "{name}");
    }
}

/// How an answer says that the caller may not make the call; nothing where it does not say so.
fn refusal(answer: &Value) -> Option<i64> {
    answer["error_no"].as_i64().filter(|number| [1101, 1103].contains(number))
}

#[test]
fn every_call_is_open_to_the_roles_of_its_table_and_to_nobody_else() {
    let outlet = Outlet::at(NOW);
    let expired = admin(&outlet);
    let folder = outlet.stop();
    let database = folder.database();
    // The demonstration has no employee: one of its customers is made one.
    assert_eq!(database.execute("update accounts set kind = 2 where username = 'family'", []), Ok(1));
    drop(database);
    let outlet = Outlet::start("2016-07-14 14:44:35", folder);
    let sessions = BTreeMap::from([
        (0, traveller(&outlet)),
        (1, clerk(&outlet)),
        (2, outlet.log_in("family", "demo-family")),
        (3, operator(&outlet)),
        (4, admin(&outlet)),
    ]);
    let unknown = Session { user: 100, id: "00000000-0000-4000-8000-000000000000".to_owned() };
    for (name, fields, allowed) in role_table() {
        for (kind, who) in &sessions {
            let answer = outlet.call_as(who, &om(name), fields.clone());
            let wanted = (!allowed.contains(kind)).then_some(1103);
            assert_eq!(refusal(&answer), wanted, "{name} by type {kind}: {answer}");
        }
        let (stranger, expired, unknown) = (
            outlet.call(&om(name), fields.clone()),
            outlet.call_as(&expired, &om(name), fields.clone()),
            outlet.call_as(&unknown, &om(name), fields.clone()),
        );
        let of_another = Session { user: sessions[&0].user, id: sessions[&4].id.clone() };
        let of_another = outlet.call_as(&of_another, &om(name), fields);
        let numbers = [stranger, expired, unknown, of_another].map(|answer| answer["error_no"].as_i64());
        if allowed.contains(&0) {
            assert!(!numbers.contains(&Some(1101)), "{name}: {numbers:?}");
        } else {
            assert_eq!(numbers, [Some(1100), Some(1101), Some(1101), Some(1101)], "{name}");
        }
    }
}

#[test]
fn whoever_may_not_make_a_call_hears_that_and_not_what_its_parameters_lack() {
    let outlet = Outlet::at(NOW);
    let sessions = BTreeMap::from([(0, traveller(&outlet)), (1, clerk(&outlet)), (3, operator(&outlet))]);
    // Without a name everybody freezes the own account.
    for (name, _, allowed) in role_table().into_iter().filter(|(name, _, _)| *name != "freeze") {
        for (kind, who) in sessions.iter().filter(|(kind, _)| !allowed.contains(kind)) {
            assert_eq!(outlet.call_as(who, &om(name), json!({}))["error_no"], 1103, "{name} by type {kind}");
        }
    }
}

#[test]
fn a_clerk_with_the_first_password_may_make_no_call_of_the_counter() {
    let outlet = Outlet::at(NOW);
    let login = outlet.call("/uc/services/login", json!({"username": "82936715", "password": "666666"}));
    assert_eq!(login["error_no"], 1014);
    let fresh = Session::of(&login);
    for (name, fields, allowed) in role_table().into_iter().filter(|(_, _, allowed)| *allowed != ANYBODY) {
        let wanted = if allowed.contains(&1) { 1014 } else { 1103 };
        assert_eq!(outlet.call_as(&fresh, &om(name), fields)["error_no"], wanted, "{name}");
    }
}

/// The twin of the expired session: an hour earlier the same one is let in.
#[test]
fn a_session_that_is_not_yet_expired_is_let_in() {
    let outlet = Outlet::at(NOW);
    let boss = admin(&outlet);
    let outlet = Outlet::start("2016-07-13 13:44:34", outlet.stop());
    for name in ["order_search", "lease_stock", "tour_package_gets", "ticket_customer_gets"] {
        assert_eq!(outlet.call_as(&boss, &om(name), json!({}))["error_no"], 0, "{name}");
    }
}

#[test]
fn a_call_without_its_parameters_changes_nothing_and_is_1100() {
    let outlet = Outlet::at(NOW);
    let boss = admin(&outlet);
    let wants_nothing: Vec<&str> =
        role_table().iter().filter(|(_, fields, _)| *fields == json!({})).map(|(name, _, _)| *name).collect();
    for (name, _, _) in role_table() {
        let gets = wants_nothing.contains(&name) || ["order_gets", "touchdev_gets"].contains(&name);
        assert_eq!(outlet.call_as(&boss, &om(name), json!({}))["error_no"], if gets { 0 } else { 1100 }, "{name}");
    }
    let trail = outlet.page_json(&boss, "/api/pages/audit");
    assert_eq!(trail["total"], 0, "{trail}");
}
