//! Who may try a password how often, what is hashed for whom, and what a password must be.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rusqlite::Connection;
use serde_json::Value;

use crate::support::{Outlet, RECORDED_DAY, Start, encode};

/// A turn comes after an hour, for which nobody is kept waiting: who has no free attempt left is refused at once.
fn strict(tries: &str) -> Start {
    Start::demo(RECORDED_DAY).set("login.tries", tries).set("login.delay_seconds", "86400")
}

fn login_from(own: &str, outlet: &Outlet, name: &str, password: &str) -> i64 {
    outlet.form_from(own, "/uc/services/login", &[("username", name), ("password", password)]).number()
}

#[test]
fn guesses_at_one_address_do_not_keep_the_owner_out_at_another() {
    let outlet = strict("3").run();
    for _ in 0..8 {
        assert_ne!(login_from("127.0.0.9", &outlet, "admin", "guess"), 0);
    }
    assert_eq!(login_from("127.0.0.1", &outlet, "admin", "demo-admin"), 0);
    // The twin: at the guesser's own address even the right one has to wait.
    assert_eq!(login_from("127.0.0.9", &outlet, "admin", "demo-admin"), 1023);
}

#[test]
fn guesses_from_everywhere_do_not_keep_the_owner_out_where_he_was_before() {
    let outlet = strict("1").run();
    assert_eq!(login_from("127.0.0.1", &outlet, "admin", "demo-admin"), 0);
    // Where the owner was is known over a restart.
    let outlet = strict("1").on(outlet.stop());
    for last in 1..=20 {
        login_from(&format!("127.0.1.{last}"), &outlet, "admin", "guess");
    }
    assert_eq!(login_from("127.0.0.1", &outlet, "admin", "demo-admin"), 0);
    // The twin: from a new address the account is slowed down for everybody.
    assert_eq!(login_from("127.0.2.1", &outlet, "admin", "demo-admin"), 1023);
}

fn tried_of_60_at_once(tries: &str) -> usize {
    let outlet = strict(tries).run();
    let answers: Vec<i64> = thread::scope(|scope| {
        let guess = || outlet.form("/uc/services/login", &[("username", "operator"), ("password", "guess")]);
        let guessing: Vec<_> = (0..60).map(|_| scope.spawn(guess)).collect();
        guessing.into_iter().map(|one| one.join().unwrap().number()).collect()
    });
    assert!(answers.iter().all(|number| [1011, 1023].contains(number)), "{answers:?}");
    answers.iter().filter(|number| **number == 1011).count()
}

#[test]
fn guesses_that_come_at_once_are_counted_before_they_are_tried() {
    assert_eq!(tried_of_60_at_once("10"), 10);
    assert_eq!(tried_of_60_at_once("60"), 60, "the twin");
}

#[test]
fn who_guesses_one_after_another_is_slowed_down_and_not_refused() {
    let outlet = Start::demo(RECORDED_DAY).set("login.tries", "2").set("login.delay_seconds", "1").run();
    let login = |password: &str| outlet.form("/uc/services/login", &[("username", "admin"), ("password", password)]);
    let watch = outpost::clock::Stopwatch::start();
    for _ in 0..5 {
        assert_eq!(login("guess").number(), 1011);
    }
    assert!(watch.elapsed() >= Duration::from_millis(125 + 250 + 500), "{:?}", watch.elapsed());
    assert_eq!(login("demo-admin").number(), 0);
    let watch = outpost::clock::Stopwatch::start();
    assert_eq!(login("demo-admin").number(), 0, "what was right is not counted");
    assert!(watch.elapsed() < Duration::from_secs(30));
}

#[test]
fn strangers_who_have_passwords_hashed_keep_nobody_out() {
    let outlet = Arc::new(Start::demo(RECORDED_DAY).set("login.hourly_requests", "1000000").run());
    let (id, _) = outlet.check_code("13900000001");
    let strangers = |path: &'static str, name: &'static str| {
        let (outlet, id) = (Arc::clone(&outlet), id.clone());
        thread::spawn(move || {
            let fields = [
                ("username", name),
                ("password", "a new one"),
                ("npassword", "a new one"),
                ("phone", "13900000001"),
                ("checkid", id.as_str()),
                ("checkcode", "no-code"),
            ];
            (0..5).map(|_| outlet.form(path, &fields).status).collect::<Vec<_>>()
        })
    };
    let many: Vec<_> = (0..8)
        .flat_map(|_| {
            [
                strangers("/uc/services/register", "stranger"),
                strangers("/uc/services/reset_password", ""),
                strangers("/uc/services/login", "nobody-is-called-so"),
            ]
        })
        .collect();
    for _ in 0..5 {
        let answer = outlet.form("/uc/services/login", &[("username", "traveller"), ("password", "demo-traveller")]);
        assert_eq!((answer.status, answer.number()), (200, 0), "{}", answer.text());
    }
    for (place, stranger) in many.into_iter().enumerate() {
        let statuses = stranger.join().unwrap();
        // A wrong code is refused without hashing, so nobody is ever turned away for want of a place.
        assert!(place % 3 == 2 || statuses.iter().all(|status| *status == 200), "{statuses:?}");
    }
}

#[test]
fn what_costs_and_needs_no_account_is_counted_for_each_address() {
    let codes = |limit: &str| {
        let outlet = Start::demo(RECORDED_DAY).set("login.hourly_requests", limit).run();
        let ask = |place: usize| {
            outlet.form("/uc/services/checkcode_get", &[("phone", &format!("1390000{place:04}"))]).number()
        };
        let asked: Vec<i64> = (0..4).map(ask).collect();
        let walk_in = |_| outlet.form("/api/pages/walk-in", &[("phone", "13900000001")]).status;
        let walked: Vec<u16> = (0..4).map(walk_in).collect();
        let reset = |_| {
            let fields = [("checkid", "7"), ("checkcode", "123456"), ("npassword", "a new one")];
            outlet.form("/uc/services/reset_password", &fields).number()
        };
        let reset: Vec<i64> = (0..4).map(reset).collect();
        let register = |_| {
            let fields = [
                ("username", "stranger"),
                ("password", "a new one"),
                ("phone", "13900000001"),
                ("checkid", "7"),
                ("checkcode", "123456"),
            ];
            outlet.form("/uc/services/register", &fields).number()
        };
        let registered: Vec<i64> = (0..4).map(register).collect();
        let elsewhere = outlet.form_from("127.0.0.9", "/uc/services/checkcode_get", &[("phone", "13900009999")]);
        assert_eq!(elsewhere.number(), 0, "another address");
        (asked, walked, reset, registered)
    };
    let limited = (vec![0, 0, 0, 1006], vec![200, 200, 200, 429], vec![1005, 1005, 1005, 1023]);
    assert_eq!(codes("3"), (limited.0, limited.1, limited.2.clone(), limited.2));
    assert_eq!(codes("4"), (vec![0; 4], vec![200; 4], vec![1005; 4], vec![1005; 4]), "the twin");
}

/// What anybody may have written without a session, each limited for its caller: docs/reference/security.md lists them.
const LIMITED: [&str; 2] = ["/uc/services/checkcode_get", "/api/pages/walk-in"];

#[test]
fn every_call_that_writes_for_nobody_in_particular_has_a_limit() {
    let outlet = Outlet::demo();
    let document: Value = outlet.get("/openapi.json").json();
    let database: Connection = outlet.folder.database();
    let version = || database.query_row("pragma data_version", [], |row| row.get::<_, i64>(0)).unwrap();
    let fields = [
        ("phone", "13900000001"),
        ("mobile", "13900000001"),
        ("username", "stranger"),
        ("password", "a new one"),
        ("productid", "1"),
        ("quantity", "1"),
        ("id", "1"),
        ("orderid", "1"),
        ("code", "123456"),
        ("deviceid", "1"),
    ];
    let mut writers = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        if path.starts_with("/sandbox") {
            continue; // Pays a demonstration's invented money, and is not there in a real outlet.
        }
        let target = path.replace(['{', '}', '*'], "");
        for method in methods
            .as_object()
            .unwrap()
            .keys()
            .filter(|method| ["post", "put", "delete", "get"].contains(&method.as_str()))
        {
            let call = || {
                let before = version();
                let form = encode(&fields);
                let kind = [("Content-Type", "application/x-www-form-urlencoded")];
                let answer = outlet.call(&method.to_uppercase(), &target, &kind, form.as_bytes());
                assert!(answer.status < 500, "{method} {path}: {}", answer.status);
                version() != before
            };
            // The outlet's own work beside the calls may write once in a while, and not three times in a row.
            if (0..3).all(|_| call()) {
                writers.push(path.clone());
            }
        }
    }
    writers.sort();
    writers.dedup();
    let unlimited: Vec<_> = writers.iter().filter(|path| !LIMITED.contains(&path.as_str())).collect();
    assert!(unlimited.is_empty(), "they write for anybody without a limit: {unlimited:?}");
    assert_eq!(writers.len(), LIMITED.len(), "the walk finds those that write: {writers:?}");
}

#[test]
fn a_new_password_is_long_enough_and_none_that_everybody_tries() {
    let outlet = Start::demo(RECORDED_DAY).set("login.password_rule", "on").run();
    let change = |who: &crate::support::Visitor, old: &str, new: &str| {
        who.call("change_password", &[("opassword", old), ("npassword", new)]).number()
    };
    let traveller = outlet.traveller();
    for weak in ["seven77", "password1", "12345678", "traveller"] {
        assert_eq!(change(&traveller, "demo-traveller", weak), 1100, "{weak}");
    }
    assert_eq!(change(&traveller, "demo-traveller", "a journey"), 0);
    let admin = outlet.admin();
    assert_eq!(change(&admin, "demo-admin", "a journey"), 1100, "the staff's have twelve letters");
    assert_eq!(change(&admin, "demo-admin", "a long journey"), 0);
    let (id, code) = outlet.check_code("13800138000");
    let reset = |password: &str| {
        let fields = [("userid", "7"), ("checkid", &id), ("checkcode", &code), ("npassword", password)];
        outlet.form("/uc/services/reset_password", &fields).number()
    };
    assert_eq!((reset("short"), reset("a journey home")), (1100, 0), "a refused one leaves the code alive");
    // The twin: a demonstration takes what its recorded clients choose.
    let demo = Outlet::demo();
    assert_eq!(change(&demo.traveller(), "demo-traveller", "x"), 0);
}

/// Two hundred travellers at kiosks behind one address, within an hour, each from the first look to the slip; how many of them were
/// refused anything. Every second one changes his mind before he pays.
fn refused_of_200_travellers(hourly_requests: Option<&str>) -> usize {
    let start = Start::demo(RECORDED_DAY);
    let outlet = match hourly_requests {
        Some(requests) => start.set("login.hourly_requests", requests).run(),
        None => start.run(),
    };
    (0..200).filter(|place| is_refused(&outlet, *place)).count()
}

fn is_refused(outlet: &Outlet, place: usize) -> bool {
    let phone = format!("1390000{place:04}");
    let quote = outlet.form("/api/pages/quote", &[("productid", "1"), ("quantity", "1")]);
    let catalogue = outlet.form("/uc/services/product_gets", &[]);
    let walk_in = outlet.form("/api/pages/walk-in", &[("phone", &phone)]);
    if (quote.status, catalogue.number(), walk_in.status) != (200, 0, 200) {
        return true;
    }
    let session = walk_in.json();
    let userid = session["userid"].to_string();
    let own = [("userid", userid.as_str()), ("sessionid", session["sessionid"].as_str().unwrap())];
    let call = |name: &str, fields: &[(&str, &str)]| {
        outlet.form(&format!("/uc/services/{name}"), &[&own[..], fields].concat())
    };
    let submitted = call("order_submit", &[("productid", "1"), ("quantity", "1")]);
    if submitted.number() != 0 {
        return true;
    }
    let order = submitted.result()["order"]["id"].to_string();
    let order = ("orderid", order.as_str());
    let rest = if place.is_multiple_of(2) {
        vec![call("order_cancel", &[order])]
    } else {
        let pick_up = [order, ("obtainvoucher", "true"), ("outletid", "2"), ("obtaintime", "2016-07-06 18:00:00")];
        vec![
            call("order_shipping", &pick_up),
            call("order_paying", &[order, ("payid", "5")]),
            call("order_gets", &[order]),
            outlet.form("/uc/services/checkcode_get", &[("phone", &phone)]),
        ]
    };
    rest.iter().any(|answer| (answer.status, answer.number()) != (200, 0))
}

#[test]
fn two_hundred_travellers_an_hour_at_kiosks_behind_one_address_are_all_served() {
    assert_eq!(refused_of_200_travellers(None), 0);
    assert_eq!(refused_of_200_travellers(Some("150")), 50, "the twin");
}
