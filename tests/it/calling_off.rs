//! The staff cancels what nobody will pay for: an order of any channel, whoever began to pay it and however.

use serde_json::Value;

use crate::support::desk::{Desk, offered, refusal};
use crate::support::trades::{course_order, tour_order};
use crate::support::{HtmlForm, Outlet, Visitor};

const NO_SESSION: i64 = 1101;
const NOT_THE_ROLE: i64 = 1103;
const UNKNOWN: i64 = 1305;
const ANOTHER_STATE: i64 = 1307;

fn stock_of(outlet: &Outlet, product: i64) -> i64 {
    outlet.folder.count(&format!("select stock from products where id = {product}"))
}

/// How often the trail says that an order was cancelled by the staff.
fn noted(outlet: &Outlet, order: &str) -> i64 {
    outlet
        .folder
        .count(&format!("select count(*) from audit_trail where action = 'order_cancel' and object = 'order {order}'"))
}

/// A customer's cards of the whole stock with a voucher on them, to be paid at the counter; the customer has left.
fn abandoned(buyer: &Visitor, pieces: &str) -> String {
    let order = buyer.call("order_submit", &[("productid", "1"), ("quantity", pieces)]).result();
    let id = order["order"]["id"].to_string();
    assert_eq!(buyer.call("evoucher_discount", &[("orderid", &id), ("evoucherid", "10")]).number(), 0);
    let paying = [("orderid", id.as_str()), ("payid", "1"), ("payvoucher", "to be paid at the counter")];
    assert_eq!(buyer.call("order_paying", &paying).number(), 0);
    id
}

#[test]
fn an_abandoned_order_is_cancelled_at_the_counter_and_its_goods_and_voucher_are_free() {
    let outlet = Outlet::demo();
    let (buyer, clerk) = (outlet.traveller(), Desk::clerk(&outlet));
    let before = stock_of(&outlet, 1);
    let id = abandoned(&buyer, "3");
    assert_eq!(stock_of(&outlet, 1), before - 3);
    let found = clerk.find(&id)["order"].clone();
    assert_eq!(offered(&found), ["cash", "cancel"], "cash is the next thing");
    let answer = clerk.post("cancel", &[("orderid", &id)]).json()["order"].clone();
    assert_eq!((answer["state"].as_str(), offered(&answer).len()), (Some("cancelled"), 0));
    assert_eq!(stock_of(&outlet, 1), before, "the cards are on the shelf again");
    assert_eq!(clerk.post("cancel", &[("orderid", &id)]).status, 200, "a second click changes nothing");
    assert_eq!((stock_of(&outlet, 1), noted(&outlet, &id)), (before, 1));
    let used = outlet.folder.count("select count(*) from vouchers where id = 10 and used_at is not null");
    assert_eq!(used, 0, "the voucher is the customer's again");
    abandoned(&buyer, "3");
    assert_eq!(refusal(&clerk.cash(&id, "140.00", "slip-1")), (409, ANOTHER_STATE.to_string()));
}

#[test]
fn the_call_is_for_the_staff_and_for_orders_that_are_not_paid() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let id = buyer.order_card().to_string();
    let cancel = |who: &Visitor, id: &str| who.office("order_cancel", &[("orderid", id)]).number();
    assert_eq!(cancel(&buyer, &id), NOT_THE_ROLE, "a customer has a call of its own");
    let nobody = [("userid", "7"), ("sessionid", "nobody"), ("orderid", id.as_str())];
    assert_eq!(outlet.form("/om/services/order_cancel", &nobody).number(), NO_SESSION);
    assert_eq!(cancel(&boss, "77777"), UNKNOWN);
    assert_eq!(boss.office("order_cancel", &[]).number(), 1100);
    for (name, password) in [("clerk", "demo-clerk"), ("operator", "demo-operator"), ("admin", "demo-admin")] {
        let id = buyer.order_card().to_string();
        let staff = outlet.login(name, password);
        let answer = staff.office("order_cancel", &[("orderid", &id)]);
        assert_eq!((answer.number(), &answer.result()["order"]["order_status"]), (0, &Value::from(2)), "{name}");
        assert_eq!((cancel(&staff, &id), noted(&outlet, &id)), (0, 1), "{name}");
    }
    let paid = [("orderid", id.as_str()), ("payvoucher", "S1"), ("amount", "50.00")];
    assert_eq!(boss.office("order_paid", &paid).number(), 0);
    assert_eq!((cancel(&boss, &id), noted(&outlet, &id)), (ANOTHER_STATE, 0), "a paid order is a refund");
    assert!(outlet.get("/openapi.json").text().contains("/om/services/order_cancel"));
}

#[test]
fn orders_of_tours_courses_and_tickets_are_cancelled_the_same_way() {
    let outlet = Outlet::demo_at("2026-11-21 09:00:00");
    let clerk = Desk::clerk(&outlet);
    let seats = || outlet.folder.count("select coalesce(sum(taken), 0) from tour_calendar");
    let before = seats();
    let tour = tour_order(&outlet);
    assert!(seats() > before);
    let course = course_order(&outlet, "52", "2", "2");
    // An agency's order that nobody has collected.
    let ticket = outlet.folder.count("select id from orders where number = '20261101000002'").to_string();
    for id in [&tour, &course, &ticket] {
        let shown = clerk.get(&format!("order?orderid={id}")).json()["order"].clone();
        assert!(offered(&shown).contains(&"cancel"), "{shown}");
        let answer = clerk.post("cancel", &[("orderid", id)]).json()["order"].clone();
        assert_eq!((answer["state"].as_str(), noted(&outlet, id)), (Some("cancelled"), 1), "{answer}");
    }
    assert_eq!(seats(), before, "the days are free again");
    let closed = format!("select count(*) from ticket_orders where order_id = {ticket} and status = '4'");
    assert_eq!(outlet.folder.count(&closed), 1, "its agency reads that it is closed");
}

#[test]
fn tickets_that_an_agency_has_on_account_are_not_cancelled() {
    let outlet = Outlet::demo_at("2026-11-21 09:00:00");
    let clerk = Desk::clerk(&outlet);
    let id = outlet.folder.count("select id from orders where number = '20261101000001'").to_string();
    let shown = clerk.get(&format!("order?orderid={id}")).json()["order"].clone();
    assert_eq!((shown["paid"].as_str(), offered(&shown).contains(&"cancel")), (None, false), "{shown}");
    assert_eq!(refusal(&clerk.post("cancel", &[("orderid", &id)])), (409, ANOTHER_STATE.to_string()));
    assert_eq!(noted(&outlet, &id), 0);
}

#[test]
fn money_that_comes_in_after_the_order_was_cancelled_is_a_refund_that_is_due() {
    let outlet = Outlet::demo();
    let (buyer, boss, clerk) = (outlet.traveller(), outlet.admin(), Desk::clerk(&outlet));
    let id = buyer.order_card().to_string();
    let page = buyer.call("order_paying", &[("orderid", &id), ("payid", "2")]);
    let choice = HtmlForm::read(HtmlForm::read(page.text()).send(&outlet).text());
    assert_eq!(clerk.post("cancel", &[("orderid", &id)]).status, 200, "whoever began to pay it");
    assert_eq!(choice.with("choice", "pay").send(&outlet).status, 200);
    let due = boss.office("refund_gets", &[("status", "0")]).result()["refunds"].clone();
    let of_it = due.as_array().unwrap().iter().find(|it| it["orderid"] == id.parse::<i64>().unwrap()).cloned();
    assert_eq!(of_it.expect("a refund")["money"].to_string(), "50.00");
}
