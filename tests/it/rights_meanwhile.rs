//! Rights that end while a call is on its way, and rows that are changed without saying so.

use std::sync::Arc;
use std::thread;

use crate::support::{Answer, Outlet, Visitor, encode};
use serde_json::{Value, json};

fn post(outlet: &Outlet, who: &Visitor, path: &str, fields: &[(&str, &str)]) -> Answer {
    let bearer = format!("Bearer {}", who.sessionid);
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
    outlet.call("POST", &format!("/api/pages/admin/{path}"), &headers, encode(fields).as_bytes())
}

fn trail(outlet: &Outlet) -> Vec<Value> {
    let bearer = format!("Bearer {}", outlet.admin().sessionid);
    let answer = outlet.call("GET", "/api/pages/audit?size=200", &[("Authorization", bearer.as_str())], b"");
    answer.json()["entries"].as_array().unwrap().clone()
}

/// A password is hashed between the first look at who asks and the change: whoever is disabled meanwhile makes no account any more.
#[test]
fn nobody_makes_an_account_after_being_disabled() {
    let outlet = Arc::new(Outlet::demo());
    let admin = outlet.admin();
    let made = post(&outlet, &admin, "user", &[("username", "second-admin"), ("role", "4")]).json();
    let (id, password) = (made["id"].to_string(), made["password"].as_str().unwrap().to_owned());
    let second = outlet.login("second-admin", &password);
    let changed = second.call("change_password", &[("opassword", &password), ("npassword", "seven-gates-of-glass")]);
    assert_eq!(changed.number(), 0);
    let second = outlet.login("second-admin", "seven-gates-of-glass");
    let session = second.sessionid.clone();
    let calls: Vec<_> = (0..8)
        .map(|number| {
            let (outlet, session) = (Arc::clone(&outlet), session.clone());
            thread::spawn(move || {
                let bearer = format!("Bearer {session}");
                let headers =
                    [("Authorization", bearer.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
                let name = format!("late-{number}");
                let body = encode(&[("username", name.as_str()), ("role", "4")]);
                outlet.call("POST", "/api/pages/admin/user", &headers, body.as_bytes()).status
            })
        })
        .collect();
    assert_eq!(post(&outlet, &admin, "user-status", &[("id", &id), ("to", "disabled")]).status, 200);
    let statuses: Vec<u16> = calls.into_iter().map(|call| call.join().unwrap()).collect();
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
    let answer = post(&outlet, &admin, "rows", &[("rows", &row.to_string()), ("agreed", "true")]);
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
        let answer = post(&outlet, &admin, "rows", &[("rows", &row)]);
        assert_eq!(answer.status, 422, "{name:?}: {}", answer.text());
    }
    for username in ["13800138000", "+86 138 0013 8000", "clerk@example.com"] {
        assert_eq!(post(&outlet, &admin, "user", &[("username", username), ("role", "1")]).status, 400, "{username}");
    }
}
