//! Webhooks: nothing leaves unasked; what is asked for leaves signed, again until it was taken, and to nowhere else.

use std::thread;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use outpost::clock::Stopwatch;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::gateways::provider::{Asked, Provider, Reaction};
use crate::support::{Answer, Outlet, Start, Visitor, files_below};

const ALL: &str = "order.paid,order.refunded,order.handed_over,stock.low";
const DAY: &str = "2016-07-06 14:44:34";
/// Time for what a test waits for; the outlet looks every second, a machine with other work takes longer.
const LIMIT: Duration = Duration::from_secs(40);

fn set(who: &Visitor, fields: &[(&str, &str)]) -> Answer {
    who.page_form("/api/pages/admin/webhook", fields)
}

/// A target at a receiver on this machine; its id and secret.
fn target(outlet: &Outlet, receiver: &Provider, events: &str) -> (String, String) {
    let url = format!("http://{}/in?token=hidden", receiver.address);
    let made = set(&outlet.admin(), &[("url", &url), ("events", events)]);
    assert_eq!(made.status, 200, "{}", made.text());
    (made.json()["id"].to_string(), made.json()["secret"].as_str().unwrap().to_owned())
}

fn list(outlet: &Outlet) -> Value {
    outlet.admin().page("/api/pages/admin/webhooks").json()
}

/// Waits until the receiver was called so often since the last look.
fn calls(receiver: &Provider, count: usize) -> Vec<Asked> {
    let (watch, mut found) = (Stopwatch::start(), Vec::new());
    while found.len() < count {
        assert!(watch.elapsed() < LIMIT, "{} calls instead of {count}", found.len());
        thread::sleep(Duration::from_millis(50));
        found.extend(receiver.asked());
    }
    found
}

/// Waits until the newest message stands so.
fn newest(outlet: &Outlet, state: &str) -> Value {
    let watch = Stopwatch::start();
    loop {
        let message = list(outlet)["messages"][0].clone();
        if message["state"] == state {
            return message;
        }
        assert!(watch.elapsed() < LIMIT, "{message}");
        thread::sleep(Duration::from_millis(50));
    }
}

fn body(asked: &Asked) -> Value {
    serde_json::from_str(&asked.body).unwrap()
}

fn header<'a>(asked: &'a Asked, name: &str) -> &'a str {
    asked.headers.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).unwrap().trim()
}

/// Whether one of the marks of a call is that of a secret: what docs/howto/receive-webhooks.md has receivers do.
fn is_signed(asked: &Asked, secret: &str) -> bool {
    let signature = header(asked, "outpost-signature");
    let time = signature.split(',').find_map(|part| part.strip_prefix("t=")).unwrap();
    let mut hash = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_bytes()).unwrap();
    hash.update(format!("{time}.{}", asked.body).as_bytes());
    let mark = hash.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    signature.split(',').any(|part| part.strip_prefix("v1=") == Some(mark.as_str()))
}

fn pay(outlet: &Outlet, buyer: &Visitor, id: i64) {
    let amount = buyer.order(id)["payable_amount"].to_string();
    let slip = [("orderid", id.to_string()), ("payvoucher", format!("S-{id}")), ("amount", amount)];
    let slip: Vec<_> = slip.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(outlet.admin().office("order_paid", &slip).number(), 0);
}

#[test]
fn nothing_is_sent_anywhere_unasked() {
    let receiver = Provider::plain();
    receiver.will_say("ok");
    let outlet = Outlet::demo_at(DAY);
    let buyer = outlet.traveller();
    pay(&outlet, &buyer, buyer.order_minutes());
    assert_eq!(list(&outlet)["targets"], json!([]));
    let written = "select (select count(*) from webhook_news) + (select count(*) from outbox where topic = 'webhook')";
    assert_eq!(outlet.folder.count(written), 0, "nothing is even written down");
    // The twin: with a target the same sale is told of, and of the one before nothing.
    target(&outlet, &receiver, "order.paid");
    let id = buyer.order_minutes();
    pay(&outlet, &buyer, id);
    let told = calls(&receiver, 1);
    assert_eq!(body(&told[0])["data"]["order"]["id"], id);
    newest(&outlet, "taken");
    assert_eq!(outlet.folder.count("select count(*) from outbox where topic = 'webhook'"), 1);
    outlet.stop().check();
}

#[test]
fn what_happens_to_an_order_is_told_in_its_sequence_signed_and_without_its_customer() {
    let receiver = Provider::plain();
    receiver.will_say("ok");
    let outlet = Outlet::demo_at(DAY);
    let (_, secret) = target(&outlet, &receiver, ALL);
    let buyer = outlet.traveller();
    let id = buyer.order_minutes();
    pay(&outlet, &buyer, id);
    let told = calls(&receiver, 2);
    let kinds: Vec<_> = told.iter().map(|it| body(it)["type"].clone()).collect();
    assert_eq!(kinds, ["order.paid", "order.handed_over"]);
    let refund = buyer.call("refund", &[("orderid", &id.to_string()), ("reason", "x")]).result();
    let refund = refund["refund"]["id"].to_string();
    assert_eq!(outlet.admin().office("refund_audit", &[("refundid", &refund)]).number(), 0);
    let back = calls(&receiver, 1).remove(0);
    assert_eq!(
        (body(&back)["type"].clone(), body(&back)["data"]["refund"]["id"].to_string()),
        (json!("order.refunded"), refund)
    );
    for asked in told.iter().chain([&back]) {
        assert!(is_signed(asked, &secret) && !is_signed(asked, "whsec_other"));
        assert_eq!(header(asked, "outpost-event-id"), body(asked)["id"].as_str().unwrap());
        assert!(asked.line.starts_with("POST /in?token=hidden "), "{}", asked.line);
        assert!(!asked.body.contains("phone") && !asked.body.contains("userid"), "{}", asked.body);
    }
    let ids: std::collections::BTreeSet<_> = told.iter().chain([&back]).map(|it| body(it)["id"].to_string()).collect();
    assert_eq!(ids.len(), 3, "each event has an id of its own");
    outlet.stop().check();
}

#[test]
fn few_left_are_told_of_once() {
    let receiver = Provider::plain();
    receiver.will_say("ok");
    let outlet = Outlet::demo_at(DAY);
    let stock = outlet.folder.count("select stock from products where id = 1");
    let outlet = Start::demo(DAY).set("stock.low", &(stock - 2).to_string()).on(outlet.stop());
    target(&outlet, &receiver, "stock.low");
    let buyer = outlet.traveller();
    for _ in 0..3 {
        buyer.order_card();
        thread::sleep(Duration::from_millis(1500));
    }
    let told = calls(&receiver, 1);
    newest(&outlet, "taken");
    assert_eq!(told.len() + receiver.asked().len(), 1, "one time, though more were sold");
    assert_eq!(body(&told[0])["data"]["product"]["left"], stock - 2);
}

#[test]
fn what_is_not_taken_is_sent_again_under_the_same_id_and_stays_to_be_replayed() {
    let receiver = Provider::plain();
    receiver.will(Reaction::Raw("HTTP/1.1 302 X\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n".to_owned()));
    let outlet = Outlet::demo_at(DAY);
    target(&outlet, &receiver, "order.paid");
    let buyer = outlet.traveller();
    pay(&outlet, &buyer, buyer.order_minutes());
    let first = calls(&receiver, 1).remove(0);
    let failed = newest(&outlet, "failed");
    assert_eq!((failed["tries"].clone(), failed["next"].is_string()), (json!(1), true));
    assert!(failed["result"].as_str().unwrap().starts_with("HTTP 302"), "no redirect is followed: {failed}");
    assert_eq!(receiver.asked().len(), 0);
    receiver.will_say("ok");
    let number = failed["number"].to_string();
    assert_eq!(outlet.admin().page_form("/api/pages/admin/webhook-replay", &[("number", &number)]).status, 200);
    let again = calls(&receiver, 1).remove(0);
    assert_eq!(body(&again)["id"], body(&first)["id"]);
    newest(&outlet, "taken");
    assert_eq!(outlet.admin().page_form("/api/pages/admin/webhook-replay", &[("number", "999")]).status, 404);
    assert_eq!(outlet.folder.count("select count(*) from audit_trail where action = 'webhook_replayed'"), 1);
}

#[test]
fn a_new_secret_signs_beside_the_old_one_for_a_day_and_each_is_shown_once() {
    let receiver = Provider::plain();
    receiver.will_say("ok");
    let outlet = Outlet::demo_at(DAY);
    let (id, old) = target(&outlet, &receiver, ALL);
    let admin = outlet.admin();
    let new = set(&admin, &[("id", &id), ("to", "secret")]).json()["secret"].as_str().unwrap().to_owned();
    assert_ne!(new, old);
    assert_eq!(set(&admin, &[("id", &id), ("to", "test")]).status, 200);
    let test = calls(&receiver, 1).remove(0);
    assert!(is_signed(&test, &new) && is_signed(&test, &old), "{}", test.headers);
    assert_eq!(body(&test)["type"], "test");
    let shown = list(&outlet).to_string();
    assert!(!shown.contains("whsec_") && !shown.contains("hidden"), "{shown}");
    let whole = admin.page("/api/pages/admin/export?kind=all");
    let whole = whole.text();
    assert!(!whole.contains("whsec_") && !whole.contains("token=hidden"));
    let log = outlet.log();
    assert!(!log.contains("whsec_") && !log.contains("token=hidden"), "{log}");
    let trail = "select count(*) from audit_trail where action in ('webhook_made', 'webhook_rotated')";
    assert_eq!(outlet.folder.count(trail), 2);
    // A day later the old one is worth nothing.
    let outlet = Start::demo("2016-07-07 14:45:00").on(outlet.stop());
    assert_eq!(set(&outlet.admin(), &[("id", &id), ("to", "test")]).status, 200);
    let test = calls(&receiver, 1).remove(0);
    assert!(is_signed(&test, &new) && !is_signed(&test, &old));
}

#[test]
fn only_an_admin_names_targets_and_only_such_as_may_be_called() {
    let outlet = Outlet::demo_at(DAY);
    let good = [("url", "https://hooks.example/in"), ("events", ALL)];
    for nobody in [outlet.traveller(), outlet.login("clerk", "demo-clerk"), outlet.login("operator", "demo-operator")] {
        assert_eq!(set(&nobody, &good).status, 403);
        assert_eq!(nobody.page("/api/pages/admin/webhooks").status, 403);
        assert_eq!(nobody.page_form("/api/pages/admin/webhook-replay", &[("number", "1")]).status, 403);
    }
    assert_eq!(outlet.form("/api/pages/admin/webhook", &good).status, 401);
    let admin = outlet.admin();
    let status = |fields: &[(&str, &str)]| set(&admin, fields).status;
    for url in [
        "http://hooks.example/",
        "https://10.0.0.1/",
        "https://printer.local/",
        "ftp://hooks.example/",
        "https://a:b@hooks.example/",
        "",
    ] {
        assert_eq!(status(&[("url", url), ("events", ALL)]), 400, "{url}");
    }
    assert_eq!(
        status(&[("url", "https://10.0.0.1/"), ("events", ALL), ("private", "true")]),
        200,
        "its owner names it"
    );
    assert_eq!(status(&[("url", "https://hooks.example/"), ("events", "order.lost")]), 400);
    assert_eq!(status(&[("url", "https://hooks.example/"), ("events", "")]), 400);
    assert_eq!(status(&[("id", "77"), ("to", "test")]), 404);
    assert_eq!(status(&[("id", "1"), ("to", "x")]), 400);
    assert_eq!(status(&[("id", "1"), ("events", "order.paid"), ("enabled", "false"), ("private", "true")]), 200);
    let shown = list(&outlet)["targets"][0].clone();
    assert_eq!(
        (shown["enabled"].clone(), shown["events"].clone(), shown["host"].clone()),
        (json!(false), json!(["order.paid"]), json!("10.0.0.1"))
    );
    another_address_is_in_the_trail_once_and_not_said(&admin);
    let buyer = outlet.traveller();
    pay(&outlet, &buyer, buyer.order_minutes());
    assert_eq!(outlet.folder.count("select count(*) from webhook_news"), 0, "what is off is told of nothing");
    assert_eq!(status(&[("id", "1"), ("to", "end")]), 200);
    assert_eq!(list(&outlet)["targets"], json!([]));
}

/// Of target 1, which is on a private host: its path may be a secret.
fn another_address_is_in_the_trail_once_and_not_said(admin: &Visitor) {
    let url = ("url", "https://10.0.0.1/other?key=hidden");
    let fields = [("id", "1"), url, ("events", "order.paid"), ("enabled", "false"), ("private", "true")];
    let total = || admin.page("/api/pages/audit?size=1").json()["total"].as_i64().unwrap();
    let before = total();
    assert_eq!((set(admin, &fields).status, total()), (200, before + 1));
    let answer = admin.page("/api/pages/audit?size=1");
    let newest = answer.text();
    assert!(newest.contains("another address") && !newest.contains("hidden"), "{newest}");
    assert_eq!((set(admin, &fields).status, total()), (200, before + 1), "nothing has changed");
}

#[test]
fn a_receiver_that_floods_or_is_silent_is_cut_off_and_holds_nothing_up() {
    let (bad, good) = (Provider::plain(), Provider::plain());
    bad.will(Reaction::Floods);
    good.will_say("ok");
    let outlet = Outlet::demo_at(DAY);
    target(&outlet, &bad, "order.paid");
    target(&outlet, &good, "order.paid");
    let buyer = outlet.traveller();
    pay(&outlet, &buyer, buyer.order_minutes());
    assert_eq!(calls(&good, 1).len(), 1);
    let watch = Stopwatch::start();
    loop {
        let messages = list(&outlet)["messages"].clone();
        let failed = messages.as_array().unwrap().iter().find(|it| it["state"] == "failed").cloned();
        if let Some(failed) = failed {
            assert!(failed["result"].as_str().unwrap().contains("too long"), "{failed}");
            break;
        }
        assert!(watch.elapsed() < LIMIT, "{messages}");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_repeat_under_the_same_reference_makes_no_second_target_and_its_secret_is_kept_sealed() {
    let outlet = Outlet::demo_at(DAY);
    let admin = outlet.admin();
    let wish = |reference: &'static str, events: &'static str| {
        [("url", "https://hooks.example/in"), ("events", events), ("client_ref", reference)]
    };
    let first = set(&admin, &wish("a", ALL));
    assert_eq!(first.status, 200, "{}", first.text());
    let again = set(&admin, &wish("a", ALL));
    assert_eq!((again.status, again.json()), (200, first.json()), "the answer that was lost");
    assert_eq!(list(&outlet)["targets"].as_array().unwrap().len(), 1);
    assert_eq!(set(&admin, &wish("a", "order.paid")).status, 409, "the reference was another wish's");
    assert_eq!(set(&admin, &wish("b", ALL)).status, 200, "another dialog is another target");
    assert_eq!(list(&outlet)["targets"].as_array().unwrap().len(), 2);
    let id = first.json()["id"].to_string();
    let renew = || set(&admin, &[("id", &id), ("to", "secret"), ("client_ref", "c")]);
    assert_eq!(renew().json(), renew().json(), "nor is a secret changed twice");
    assert_eq!(set(&admin, &[("events", ALL), ("client_ref", &"x".repeat(65))]).status, 400);
    let secret = first.json()["secret"].as_str().unwrap().to_owned();
    let folder = outlet.stop();
    for file in files_below(&folder.data()) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{} has it", file.display());
    }
}
