//! `account_create`, `account_delete` and the first passwords of the staff.

use serde_json::{Value, json};

use super::outlet::{Outlet, Session};
use super::{CARD, NOW, admin, companion, om, pay, submit, traveller};

/// What everybody knows that accounts of a demonstration begin with.
const FIRST: &str = "666666";

/// Makes an account; its role is 1 clerk, 2 admin or 3 box user.
fn make(outlet: &Outlet, boss: &Session, role: i64, name: &str, password: Option<&str>) -> Value {
    let fields = json!({"companyid": 1, "roleid": role, "username": name, "password": password});
    outlet.ok(boss, &om("account_create"), fields)["users"][0].take()
}

fn log_in(outlet: &Outlet, name: &str, password: &str) -> Value {
    outlet.call("/uc/services/login", json!({"username": name, "password": password}))
}

#[test]
fn of_a_demonstration_s_new_accounts_clerks_alone_must_change_the_first_password() {
    let outlet = Outlet::at(NOW);
    let boss = admin(&outlet);
    for (role, name, expected) in [(1, "new-clerk", 1014), (2, "new-admin", 0), (3, "new-box", 0)] {
        make(&outlet, &boss, role, name, None);
        assert_eq!(log_in(&outlet, name, FIRST)["error_no"], expected, "{name}");
    }
    let second = outlet.log_in("new-admin", FIRST);
    outlet.ok(&second, &om("order_search"), json!({}));
}

#[test]
fn a_clerk_s_password_that_everybody_knows_is_refused_however_it_came_about() {
    let outlet = Outlet::at(NOW);
    let boss = admin(&outlet);
    make(&outlet, &boss, 1, "given", Some(FIRST));
    make(&outlet, &boss, 1, "chosen", Some("a-password-of-the-admin"));
    make(&outlet, &boss, 2, "manager", Some(FIRST));
    assert_eq!(log_in(&outlet, "given", FIRST)["error_no"], 1014);
    assert_eq!(log_in(&outlet, "manager", FIRST)["error_no"], 0, "other types are not forced");
    let back = outlet.log_in("chosen", "a-password-of-the-admin");
    let verify = |who: &Session| {
        outlet.call_as(who, &om("deliveryvoucher_verify"), json!({"evoucher_sn": 99_999_999}))["error_no"].clone()
    };
    assert_eq!(verify(&back), 1201);
    let fields = json!({"opassword": "a-password-of-the-admin", "npassword": FIRST});
    assert_eq!(outlet.call_as(&back, "/uc/services/change_password", fields)["error_no"], 0);
    assert_eq!(verify(&back), 1014, "at once");
    let answer = log_in(&outlet, "chosen", FIRST);
    assert_eq!((&answer["error_no"], &answer["result"]["type"]), (&json!(1014), &json!(1)), "with its result");
    let fields = json!({"opassword": FIRST, "npassword": "another-one"});
    assert_eq!(outlet.call_as(&Session::of(&answer), "/uc/services/change_password", fields)["error_no"], 0);
    assert_eq!(verify(&outlet.log_in("chosen", "another-one")), 1201);
}

/// A password that was set beside the services, by the command line or an import, is looked at when it is used.
#[test]
fn a_known_password_that_was_set_elsewhere_is_found_at_the_log_in() {
    let outlet = Outlet::at(NOW);
    let folder = outlet.stop();
    let database = folder.database();
    let copy = "update accounts set password_hash = (select password_hash from accounts where id = 125) where id = 126";
    assert_eq!(database.execute(copy, []), Ok(1));
    drop(database);
    let outlet = Outlet::start(NOW, folder);
    let answer = log_in(&outlet, "clerk", FIRST);
    assert_eq!(answer["error_no"], 1014);
    let verify = json!({"evoucher_sn": 99_999_999});
    assert_eq!(outlet.call_as(&Session::of(&answer), &om("deliveryvoucher_verify"), verify)["error_no"], 1014);
}

#[test]
fn an_account_needs_its_company_and_its_role() {
    let outlet = Outlet::at(NOW);
    let boss = admin(&outlet);
    let make = |fields: Value| outlet.call_as(&boss, &om("account_create"), fields)["error_no"].clone();
    assert_eq!(make(json!({"roleid": 1, "username": "x"})), 1100);
    assert_eq!(make(json!({"companyid": "", "roleid": 1, "username": "x"})), 1100);
    assert_eq!(make(json!({"companyid": "one", "roleid": 1, "username": "x"})), 1100);
    assert_eq!(make(json!({"companyid": 1, "username": "x"})), 1100);
    assert_eq!(make(json!({"companyid": 1, "roleid": 9, "username": "x"})), 1100);
    assert_eq!(make(json!({"companyid": 1, "roleid": 1, "username": "x"})), 0);
}

#[test]
fn a_deleted_person_is_unknown_and_what_was_ordered_stays() {
    let outlet = Outlet::at(NOW);
    let (me, boss) = (traveller(&outlet), admin(&outlet));
    let order = submit(&outlet, &me, json!({"productid": 1}));
    pay(&outlet, &me, &boss, &order);
    let delete = |name: &str| outlet.ok(&boss, &om("account_delete"), json!({"username": name}));
    let deleted = delete("traveller");
    let user = &deleted["user"];
    assert_eq!((&user["userid"], &user["username"], &user["status"]), (&json!(7), &json!("traveller"), &json!(2)));
    assert_eq!((delete("traveller"), delete("deleted/7")), (json!({}), json!({})), "it is gone");
    for name in ["traveller", "13800138000", "deleted/7"] {
        assert_eq!(log_in(&outlet, name, "demo-traveller")["error_no"], 1021, "{name}");
    }
    assert_eq!(outlet.call_as(&me, "/uc/services/cart_gets", json!({}))["error_no"], 1101);
    let exists = |call: &str, fields: Value| outlet.call(&format!("/uc/services/{call}"), fields)["result"].take();
    assert_eq!(exists("is_username_exist", json!({"username": "traveller"})), json!({"is_exist": false}));
    let nobody = json!({"is_exist": false, "userid": 0});
    assert_eq!(exists("is_mobile_exist", json!({"phone": "13800138000"})), nobody);

    let again = make(&outlet, &boss, 3, "traveller", Some("another-person"));
    assert_ne!(again["userid"], 7);
    let other = outlet.log_in("traveller", "another-person");
    assert_eq!(outlet.ok(&other, "/uc/services/order_gets", json!({}))["orders"], json!([]), "not the other's orders");
    let found = outlet.ok(&boss, &om("order_search"), json!({"orderid": order["id"]}));
    assert_eq!((&found["orders"][0]["userid"], &found["orders"][0]["pay_status"]), (&json!(7), &json!(2)));
    outlet.ok(&boss, &om("order_shipped"), json!({"orderid": order["id"], "invoice_no": "SF1"}));
    let trail = outlet.page_json(&boss, "/api/pages/audit?size=20");
    let entries = trail["entries"].as_array().unwrap();
    let entry = entries.iter().find(|entry| entry["action"] == "account_delete").unwrap();
    assert!(entry["before"].as_str().unwrap().contains("traveller") && entry["object"] == "account 7", "{entry}");
}

#[test]
fn the_names_of_deleted_accounts_are_nobody_s_and_the_manager_s_page_does_not_bring_them_back() {
    let outlet = Outlet::at(NOW);
    let boss = admin(&outlet);
    outlet.ok(&boss, &om("account_delete"), json!({"username": "operator"}));
    let taken = json!({"companyid": 1, "roleid": 1, "username": "deleted/101", "password": "mine-now"});
    assert_eq!(outlet.call_as(&boss, &om("account_create"), taken)["error_no"], 1000);
    let listed = outlet.page_json(&boss, "/api/pages/admin/users");
    let ids: Vec<i64> = listed["users"].as_array().unwrap().iter().map(|user| user["id"].as_i64().unwrap()).collect();
    assert!(ids.contains(&126) && !ids.contains(&101), "{listed}");
    let headers =
        [("Authorization", &*format!("Bearer {}", boss.id)), ("Content-Type", "application/x-www-form-urlencoded")];
    for to in ["enabled", "new-password", "disabled"] {
        let body = format!("id=101&to={to}");
        assert_eq!(outlet.send("POST", "/api/pages/admin/user-status", &headers, &body).0, 404, "{to}");
    }
}

#[test]
fn a_deleted_partner_s_app_keys_end_and_what_other_rooms_keep_is_no_person() {
    let outlet = Outlet::at(NOW);
    let boss = admin(&outlet);
    let stock = || outlet.call("/api/open/isp_ip_list", json!({"appkey": "demo-appkey"}))["ret"].clone();
    let before = stock();
    outlet.ok(&boss, &om("account_delete"), json!({"username": "demo_user"}));
    assert_ne!(stock(), before, "the key opens nothing any more");
    let keys = outlet.ok(&boss, &om("lease_key_gets"), json!({}));
    assert!(!keys.to_string().contains("3716"), "{keys}");

    let shadow = outlet.ok(&boss, &om("account_delete"), json!({"username": "2/AGENT01"}));
    assert_eq!(shadow, json!({}), "an agency is no user");
    let orders = outlet.ok(&boss, &om("ticket_order_gets"), json!({}));
    assert!(orders.to_string().contains("20261101000001"), "{orders}");
    outlet.ok(&companion(&outlet), "/uc/services/datacard_bind", json!({"datacardid": CARD}));
}
