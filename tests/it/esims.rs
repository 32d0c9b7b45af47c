//! eSIMs: a code belongs to one buyer, is shown to nobody else, and what was shown is not given back by itself.

use std::thread;

use serde_json::{Value, json};

use crate::support::desk::Desk;
use crate::support::trades::walk_in;
use crate::support::{Answer, Outlet, Start, Visitor};

const DAY: &str = "2016-07-06 14:44:34";
const CODE: &str = "LPA:1$smdp.example$QR-7H2K9-00A";

/// A product of codes at ¥20.00; its id.
fn product(outlet: &Outlet) -> String {
    let rows = json!([
        {"kind": "products", "cells": {
            "name": "日本 eSIM", "subname": "5 GB", "image": "", "kind": "esim", "category_id": "2", "brand_id": "1", "store_id": "1",
            "units": "1", "display_price": "20.00", "is_real": "0", "sale_state": "1"
        }},
        {"kind": "prices", "cells": {"price": "20.00", "effect_at": "2016-01-01"}, "of": {"product_id": 0}},
    ]);
    let text = rows.to_string();
    let form = [("rows", text.as_str()), ("agreed", "true")];
    let answer = outlet.admin().page_form("/api/pages/admin/rows", &form);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["rows"][0]["key"]["id"].as_str().unwrap().to_owned()
}

fn add(outlet: &Outlet, product: &str, codes: &str) -> Answer {
    outlet.admin().page_form("/api/pages/admin/esims", &[("product", product), ("codes", codes)])
}

/// An outlet with so many codes of one product; its id.
fn with_codes(outlet: &Outlet, count: usize) -> String {
    let id = product(outlet);
    let codes: Vec<String> = (0..count).map(|at| format!("{CODE}{at}")).collect();
    let added = add(outlet, &id, &codes.join("\n"));
    assert_eq!((added.status, added.json()["taken"].clone()), (200, json!(count)), "{}", added.text());
    id
}

fn stranger(outlet: &Outlet) -> Visitor {
    Visitor::of(outlet, &walk_in(outlet))
}

fn order(buyer: &Visitor, product: &str, pieces: &str) -> Answer {
    buyer.call("order_submit", &[("productid", product), ("quantity", pieces)])
}

fn ordered(buyer: &Visitor, product: &str) -> i64 {
    let answer = order(buyer, product, "1");
    answer.result()["order"]["id"].as_i64().unwrap_or_else(|| panic!("{}", answer.text()))
}

fn pay(outlet: &Outlet, buyer: &Visitor, id: i64) {
    let amount = buyer.order(id)["payable_amount"].to_string();
    let slip = [("orderid", id.to_string()), ("payvoucher", format!("S-{id}")), ("amount", amount)];
    let slip: Vec<_> = slip.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(outlet.admin().office("order_paid", &slip).number(), 0);
}

fn bought(outlet: &Outlet, buyer: &Visitor, product: &str) -> i64 {
    let id = ordered(buyer, product);
    pay(outlet, buyer, id);
    id
}

fn show(who: &Visitor, order: i64) -> Answer {
    who.page_form("/api/pages/esims", &[("orderid", &order.to_string())])
}

fn stock(outlet: &Outlet) -> i64 {
    outlet.folder.count("select stock from products where kind = 7")
}

fn in_state(outlet: &Outlet, state: &str) -> i64 {
    outlet.folder.count(&format!("select count(*) from esims where state = '{state}'"))
}

fn esims(buyer: &Visitor, order: i64) -> Value {
    buyer.order(order)["orderdetails"][0]["esims"].clone()
}

#[test]
fn a_paid_order_shows_its_code_to_its_customer_and_a_later_call_shows_it_again() {
    let outlet = Outlet::demo_at(DAY);
    let product = with_codes(&outlet, 2);
    let buyer = stranger(&outlet);
    let id = ordered(&buyer, &product);
    assert_eq!((stock(&outlet), in_state(&outlet, "sold")), (1, 1), "it is held from the submit on");
    assert_eq!(show(&buyer, id).status, 409, "nobody has paid");
    pay(&outlet, &buyer, id);
    assert_eq!(buyer.order(id)["shipping_status"], 2, "nothing is to be handed over");
    let before = esims(&buyer, id);
    assert!(before[0]["id"].is_i64() && before[0].as_object().unwrap().len() == 1, "a look shows nothing: {before}");
    assert_eq!(outlet.folder.count("select count(*) from esims where shown_at is not null"), 0);

    let shown = show(&buyer, id).json();
    assert_eq!(shown["esims"][0]["code"], format!("{CODE}0"));
    assert!(shown["esims"][0]["qr"]["path"].as_str().unwrap().starts_with('M'));
    assert_eq!(esims(&buyer, id)[0]["activation_code"], format!("{CODE}0"));
    assert_eq!(esims(&buyer, id)[0]["showtime"].as_str().unwrap().len(), 19);
    let listed = buyer.call("order_gets", &[]).result()["orders"][0]["orderdetails"][0]["esims"].clone();
    assert_eq!(listed[0]["activation_code"], Value::Null, "a list of orders shows no code");
    show(&buyer, id);
    let trail = "select count(*) from audit_trail where action = 'esim_shown'";
    assert_eq!(outlet.folder.count(trail), 1, "the first time is written down");
    outlet.stop().check();
}

#[test]
fn the_recorded_call_shows_a_code_with_a_field_of_ours_and_other_lines_have_no_such_field() {
    let outlet = Outlet::demo_at(DAY);
    let product = with_codes(&outlet, 1);
    let buyer = outlet.traveller();
    let id = bought(&outlet, &buyer, &product);
    let asked = buyer.call("order_gets", &[("orderid", &id.to_string()), ("show_esims", "true")]).result();
    assert_eq!(asked["orders"][0]["orderdetails"][0]["esims"][0]["activation_code"], format!("{CODE}0"));
    let minutes = buyer.order_minutes();
    assert!(buyer.order(minutes)["orderdetails"][0].get("esims").is_none());
    let none = buyer.call("order_gets", &[("orderid", &minutes.to_string()), ("show_esims", "true")]);
    assert_eq!(none.number(), 1307, "{}", none.text());
}

#[test]
fn nobody_else_sees_a_code_and_staff_that_does_is_written_down() {
    let outlet = Outlet::demo_at(DAY);
    let product = with_codes(&outlet, 1);
    let (buyer, other) = (stranger(&outlet), stranger(&outlet));
    let id = bought(&outlet, &buyer, &product);
    assert_eq!(show(&other, id).status, 409);
    let raised = other.call("order_gets", &[("orderid", &id.to_string()), ("show_esims", "true")]);
    assert_eq!(raised.number(), 1306);
    assert_eq!(outlet.form("/api/pages/esims", &[("orderid", &id.to_string())]).status, 401);
    assert_eq!(outlet.folder.count("select count(*) from esims where shown_at is not null"), 0);
    let clerk = outlet.login("clerk", "demo-clerk");
    for _ in 0..2 {
        assert_eq!(show(&clerk, id).json()["esims"][0]["code"], format!("{CODE}0"));
    }
    let by_clerk = "select count(*) from audit_trail t join accounts a on a.id = t.actor_id
        where t.action = 'esim_shown' and a.username = 'clerk'";
    assert_eq!(outlet.folder.count(by_clerk), 2, "each time that staff looks");
}

#[test]
fn of_twenty_buyers_one_has_the_last_code() {
    let outlet = Start::demo(DAY).set("orders.walk_in_orders", "0").run();
    let product = with_codes(&outlet, 1);
    let buyers: Vec<Visitor> = (0..20).map(|_| stranger(&outlet)).collect();
    let answers: Vec<i64> = thread::scope(|scope| {
        let tasks: Vec<_> = buyers.iter().map(|buyer| scope.spawn(|| order(buyer, &product, "1").number())).collect();
        tasks.into_iter().map(|task| task.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|number| **number == 0).count(), 1, "{answers:?}");
    assert_eq!((stock(&outlet), in_state(&outlet, "sold")), (0, 1));
    outlet.stop().check();
}

#[test]
fn an_order_that_is_cancelled_or_not_paid_in_time_gives_its_code_back() {
    let outlet = Outlet::demo_at(DAY);
    let product = with_codes(&outlet, 1);
    let buyer = stranger(&outlet);
    let id = ordered(&buyer, &product);
    assert_eq!(buyer.call("order_cancel", &[("orderid", &id.to_string())]).number(), 0);
    assert_eq!((stock(&outlet), in_state(&outlet, "in stock")), (1, 1));
    ordered(&buyer, &product);
    let folder = outlet.stop();
    let outlet = Start::demo("2016-07-06 17:00:00").on(folder);
    assert_eq!((stock(&outlet), in_state(&outlet, "in stock")), (1, 1), "a start clears away what is out of time");
    outlet.stop().check();
}

fn refund(outlet: &Outlet, buyer: &Visitor, id: i64) -> i64 {
    let asked = buyer.call("refund", &[("orderid", &id.to_string()), ("reason", "不去了")]);
    if asked.number() == 0 {
        let refund = asked.result()["refund"]["id"].to_string();
        assert_eq!(outlet.admin().office("refund_audit", &[("refundid", &refund)]).number(), 0);
    }
    asked.number()
}

#[test]
fn the_money_of_a_code_that_nobody_has_seen_goes_back_and_the_code_into_stock() {
    let outlet = Outlet::demo_at(DAY);
    let product = with_codes(&outlet, 1);
    let buyer = stranger(&outlet);
    let id = bought(&outlet, &buyer, &product);
    let asked = buyer.call("refund", &[("orderid", &id.to_string()), ("reason", "不去了")]);
    assert_eq!(asked.number(), 0, "{}", asked.text());
    assert_eq!(show(&buyer, id).status, 409, "while the money may go back nobody sees the code");
    let refund = asked.result()["refund"]["id"].to_string();
    assert_eq!(outlet.admin().office("refund_audit", &[("refundid", &refund)]).number(), 0);
    assert_eq!((stock(&outlet), in_state(&outlet, "in stock")), (1, 1));
    assert_eq!(show(&buyer, id).status, 409);
    outlet.stop().check();
}

#[test]
fn the_money_of_a_code_that_was_shown_goes_back_only_if_staff_says_why_and_the_code_is_never_sold_again() {
    let outlet = Outlet::demo_at(DAY);
    let product = with_codes(&outlet, 1);
    let buyer = stranger(&outlet);
    let id = bought(&outlet, &buyer, &product);
    assert_eq!(show(&buyer, id).status, 200);
    assert_eq!(refund(&outlet, &buyer, id), 1307);
    let number = id.to_string();
    let excuse = |who: &Visitor, reason: &str| {
        who.page_form("/api/pages/esims/excuse", &[("orderid", &number), ("reason", reason)]).status
    };
    assert_eq!(excuse(&buyer, "x"), 403);
    assert_eq!(excuse(&outlet.login("clerk", "demo-clerk"), "x"), 403);
    let operator = outlet.login("operator", "demo-operator");
    assert_eq!(excuse(&operator, " "), 400, "a reason belongs to it");
    assert_eq!(excuse(&operator, "手机不支持"), 200);
    assert_eq!(refund(&outlet, &buyer, id), 0);
    assert_eq!((stock(&outlet), in_state(&outlet, "spent")), (0, 1));
    assert_eq!(outlet.folder.count("select count(*) from audit_trail where action = 'esim_excused'"), 1);
    assert_eq!(order(&stranger(&outlet), &product, "1").number(), 1310);
    outlet.stop().check();
}

#[test]
fn the_counter_sees_how_the_codes_of_an_order_stand_and_none_of_them() {
    let outlet = Outlet::demo_at(DAY);
    let product = with_codes(&outlet, 1);
    let buyer = stranger(&outlet);
    let id = bought(&outlet, &buyer, &product);
    let desk = Desk::clerk(&outlet);
    let glance = || desk.get(&format!("order?orderid={id}")).json()["order"].clone();
    let before = glance();
    assert_eq!(
        (before["esims"][0]["shown_at"].clone(), before["esims"][0]["state"].clone()),
        (Value::Null, json!("sold"))
    );
    show(&buyer, id);
    let after = glance();
    assert!(after["esims"][0]["shown_at"].is_string());
    assert!(!after.to_string().contains("LPA:"), "{after}");
}

#[test]
fn typed_codes_are_taken_once_and_each_mistake_is_told_by_its_line_alone() {
    let outlet = Outlet::demo_at(DAY);
    let id = product(&outlet);
    let typed = format!("{CODE}\n\nLPA:1$smdp.example$lower\n{CODE}\nLPA:1$smdp.example$QR-2$$1 4711");
    let answer = add(&outlet, &id, &typed).json();
    assert_eq!(answer["taken"], 2);
    assert_eq!(answer["known"], json!([4]));
    assert_eq!(
        (answer["wrong"][0]["line"].clone(), answer["wrong"][0]["fault"].clone()),
        (json!(3), json!("matching id"))
    );
    assert!(!answer.to_string().contains("LPA:1$smdp") && !answer.to_string().contains("lower"), "{answer}");
    assert_eq!(add(&outlet, &id, &typed).json()["taken"], 0, "a second click changes nothing");
    assert_eq!(stock(&outlet), 2);
    assert_eq!(add(&outlet, "1", &format!("{CODE}9")).status, 409, "a card is no eSIM");
    let admin = outlet.admin();
    let list = admin.page("/api/pages/admin/esims").json();
    assert_eq!(list["esims"].as_array().unwrap().len(), 2);
    assert!(!list.to_string().contains("QR-7H2K9"), "{list}");
    assert!(list.to_string().contains("smdp.example …"), "{list}");
    for who in [outlet.traveller(), outlet.login("clerk", "demo-clerk")] {
        assert_eq!(who.page("/api/pages/admin/esims").status, 403);
    }
    let esim = list["esims"][0]["id"].to_string();
    let set = |state: &str| admin.page_form("/api/pages/admin/esim-state", &[("id", &esim), ("state", state)]).status;
    assert_eq!((set("blocked"), set("blocked"), stock(&outlet)), (200, 200, 1));
    assert_eq!((set("in stock"), stock(&outlet), set("sold")), (200, 2, 400));
    let count = [("id", id.as_str()), ("seen", "2"), ("counted", "9")];
    assert_eq!(admin.page_form("/api/pages/admin/product-stock", &count).status, 404, "codes are not counted by hand");
    let log = outlet.log();
    assert!(!log.contains("LPA:"), "{log}");
    outlet.stop().check();
}

#[test]
fn a_file_without_secrets_has_no_code() {
    let outlet = Outlet::demo_at(DAY);
    with_codes(&outlet, 1);
    let admin = outlet.admin();
    let whole = admin.page("/api/pages/admin/export?kind=all");
    assert_eq!(whole.status, 200);
    assert!(whole.text().contains("\"esims\"") || whole.text().contains("esims"), "the table goes along");
    assert!(!whole.text().contains("LPA:"));
    assert_eq!(admin.page("/api/pages/admin/export?kind=esims").status, 400, "codes never leave as a table");
}
