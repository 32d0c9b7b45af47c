//! `account_create`, `account_delete` and the first passwords of the staff.

use serde_json::{Value, json};

use super::outlet::{Outlet, Session};
use super::{NOW, admin, om};

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
    let database = rusqlite::Connection::open(folder.join("outpost.db")).unwrap();
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
