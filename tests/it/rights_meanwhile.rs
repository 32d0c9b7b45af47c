//! Rights that end while a call is on its way, and rows that are changed without saying so.

use std::thread;

use crate::support::{Answer, Outlet, Visitor};
use serde_json::{Value, json};

fn post(who: &Visitor, path: &str, fields: &[(&str, &str)]) -> Answer {
    who.page_form(&format!("/api/pages/admin/{path}"), fields)
}

fn trail(outlet: &Outlet) -> Vec<Value> {
    outlet.admin().page("/api/pages/audit?size=200").json()["entries"].as_array().unwrap().clone()
}

/// A password is hashed between the first look at who asks and the change: whoever is disabled meanwhile makes no account any more.
#[test]
fn nobody_makes_an_account_after_being_disabled() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let made = post(&admin, "user", &[("username", "second-admin"), ("role", "4")]).json();
    let (id, password) = (made["id"].to_string(), made["password"].as_str().unwrap().to_owned());
    let second = outlet.login("second-admin", &password);
    let changed = second.call("change_password", &[("opassword", &password), ("npassword", "seven-gates-of-glass")]);
    assert_eq!(changed.number(), 0);
    let second = outlet.login("second-admin", "seven-gates-of-glass");
    let late = &|number: i32| post(&second, "user", &[("username", &format!("late-{number}")), ("role", "4")]).status;
    let statuses: Vec<u16> = thread::scope(|scope| {
        let calls: Vec<_> = (0..8).map(|number| scope.spawn(move || late(number))).collect();
        assert_eq!(post(&admin, "user-status", &[("id", &id), ("to", "disabled")]).status, 200);
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    });
    assert!(statuses.iter().all(|status| [200, 401, 403].contains(status)), "{statuses:?}");
    // The newest first: what stands before the disabling came after it.
    let entries = trail(&outlet);
    let disabled = entries.iter().position(|entry| entry["action"] == "account_disable").unwrap();
    let after: Vec<_> = entries[..disabled].iter().filter(|entry| entry["action"] == "account_create").collect();
    assert_eq!(after, Vec::<&Value>::new(), "{statuses:?}");
}

#[test]
fn a_row_that_brings_the_number_of_one_that_is_there_changes_that_one_and_the_trail_says_so() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let before = outlet.folder.count("select price from prices where id = 3");
    let row = json!([{"kind": "prices", "cells": {
        "id": "3", "product_id": "1", "price": "0.01", "effect_at": "2017-01-01 00:00:00", "failure_at": ""
    }}]);
    let answer = post(&admin, "rows", &[("rows", &row.to_string()), ("agreed", "true")]);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["rows"][0]["became"], "changed");
    let entry = trail(&outlet).into_iter().find(|entry| entry["object"] == "prices 3").unwrap();
    assert_eq!(entry["action"], "row_changed");
    let old = format!("{}.{:02}", before / 100, before % 100);
    assert!(entry["before"].as_str().unwrap().contains(&old), "{entry}");
}

#[test]
fn a_text_has_something_to_see_and_no_nul() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    for name in ["a\0b", "\0", "\u{202e}", "\u{200b} \u{200b}"] {
        let row = json!([{"kind": "brands", "cells": {"name": name}}]).to_string();
        let answer = post(&admin, "rows", &[("rows", &row)]);
        assert_eq!(answer.status, 422, "{name:?}: {}", answer.text());
    }
    for username in ["13800138000", "+86 138 0013 8000", "clerk@example.com"] {
        assert_eq!(post(&admin, "user", &[("username", username), ("role", "1")]).status, 400, "{username}");
    }
}
