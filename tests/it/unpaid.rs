//! How much one customer may leave unpaid at once: so much that nobody who buys is stopped, and too little to empty the shelves.

use std::thread;

use crate::support::trades::{PHONE, walk_in};
use crate::support::{Outlet, RECORDED_DAY, Start, Visitor};

/// Somebody who walked in, with an account of this visit.
fn stranger(outlet: &Outlet) -> Visitor {
    let session = walk_in(outlet);
    Visitor::with_session(&outlet.address, session["userid"].as_i64().unwrap(), session["sessionid"].as_str().unwrap())
}

/// Orders so many cards; the answer's number.
fn cards(visitor: &Visitor, pieces: &str) -> i64 {
    visitor.call("order_submit", &[("productid", "1"), ("quantity", pieces)]).number()
}

/// Orders minutes, which are never sold out; the answer's number.
fn minutes(visitor: &Visitor) -> i64 {
    visitor.call("order_submit", &[("productid", "3"), ("call_duration", "40")]).number()
}

fn stock(outlet: &Outlet) -> i64 {
    outlet.folder.count("select stock from products where id = 1")
}

/// The ids of a visitor's orders, the oldest first.
fn ids(visitor: &Visitor) -> Vec<String> {
    let orders = visitor.call("order_gets", &[("pagesize", "100")]).result()["orders"].clone();
    let mut ids: Vec<_> = orders.as_array().unwrap().iter().map(|order| order["id"].as_i64().unwrap()).collect();
    ids.sort_unstable();
    ids.iter().map(i64::to_string).collect()
}

#[test]
fn a_stranger_leaves_five_orders_and_twenty_pieces_unpaid_and_no_more() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let many = stranger(&outlet);
    assert_eq!([cards(&many, "21"), cards(&many, "20"), cards(&many, "1")], [1402, 0, 1402], "twenty pieces");
    assert_eq!(minutes(&many), 0, "of another product there are none yet");
    let often = stranger(&outlet);
    let answers: Vec<_> = (0..6).map(|_| minutes(&often)).collect();
    assert_eq!(answers, [0, 0, 0, 0, 0, 1310], "five orders");
    assert_eq!(cards(&often, "1"), 1402, "whatever they are for");
    let line = [("orderid", ids(&many)[0].clone()), ("productid", "1".to_owned())];
    let line: Vec<_> = line.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(many.call("orderdetail_set", &line).number(), 1402, "nor do they grow beyond it");
    assert_eq!(stock(&outlet), 80, "what is refused takes nothing");

    // Whoever pays or cancels may order again.
    often.call("order_cancel", &[("orderid", &ids(&often)[0])]).result();
    assert_eq!([minutes(&often), minutes(&often)], [0, 1310]);
    let paid = [("orderid", ids(&many)[0].clone()), ("payvoucher", "S-1".to_owned()), ("amount", "950.00".to_owned())];
    let paid: Vec<_> = paid.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert!(outlet.admin().office("order_paid", &paid).result()["order"].is_object());
    assert_eq!(cards(&many, "20"), 0);
    outlet.stop().check();
}

/// The twin: without the caps the same calls take what they want.
#[test]
fn without_caps_a_stranger_takes_all_there_is() {
    let settings = ["orders.walk_in_orders", "orders.walk_in_pieces"];
    let outlet = settings.iter().fold(Start::demo(RECORDED_DAY), |start, name| start.set(name, "0")).run();
    let many = stranger(&outlet);
    assert_eq!((cards(&many, "79"), cards(&many, "21"), stock(&outlet)), (0, 0, 0));
    assert!((0..10).all(|_| minutes(&many) == 0));
}

#[test]
fn a_registered_customer_may_leave_more_unpaid_and_the_staff_as_much_as_it_likes() {
    let settings = [("orders.customer_orders", "3"), ("orders.customer_pieces", "4")];
    let start = settings.iter().fold(Start::demo(RECORDED_DAY), |start, (name, value)| start.set(name, value));
    let outlet = start.run();
    let traveller = outlet.companion();
    assert_eq!([cards(&traveller, "5"), cards(&traveller, "4"), cards(&traveller, "1")], [1402, 0, 1402]);
    assert_eq!([minutes(&traveller), minutes(&traveller), minutes(&traveller)], [0, 0, 1310]);
    let boss = outlet.admin();
    assert!((0..4).all(|_| minutes(&boss) == 0), "the staff orders for others");

    // The twin: the usual caps let a customer do all of it.
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let traveller = outlet.companion();
    assert_eq!([cards(&traveller, "5"), cards(&traveller, "4"), cards(&traveller, "91")], [0, 0, 0]);
    assert!((0..47).all(|_| minutes(&traveller) == 0));
    assert_eq!(minutes(&traveller), 1310, "fifty, and no more");
}

#[test]
fn hundreds_of_orders_of_one_stranger_at_once_are_not_taken() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let visitor = stranger(&outlet);
    let taken: usize = thread::scope(|scope| {
        let twenty = || (0..20).filter(|_| minutes(&visitor) == 0).count();
        let hands: Vec<_> = (0..15).map(|_| scope.spawn(twenty)).collect();
        hands.into_iter().map(|hand| hand.join().unwrap()).sum()
    });
    assert_eq!(taken, 5);
    let made = format!("select count(*) from orders where account_id = {}", visitor.userid);
    assert_eq!(outlet.folder.count(&made), 5);
}

#[test]
fn two_hundred_travellers_an_hour_at_one_kiosk_are_all_served() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    for number in 0..200 {
        let traveller = stranger(&outlet);
        assert_eq!(minutes(&traveller), 0, "traveller {number}");
    }
}

#[test]
fn goods_of_begun_payments_come_back_and_taking_them_again_counts() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let strangers: Vec<_> = (0..5).map(|_| stranger(&outlet)).collect();
    for visitor in &strangers {
        assert_eq!(cards(visitor, "20"), 0);
        let id = ids(visitor)[0].clone();
        let form = visitor.call("order_paying", &[("orderid", &id), ("payid", "2")]);
        assert!(form.text().starts_with("<form"), "{}", form.text());
    }
    assert_eq!((stock(&outlet), cards(&outlet.traveller(), "1")), (0, 1402));

    // After two hours the shelf is full again, the orders are open, and what is held counts, not what is open.
    let outlet = Start::demo("2016-07-06 17:30:00").on(outlet.stop());
    assert_eq!(cards(&outlet.traveller(), "1"), 0);
    let stranger = strangers[0].at(&outlet.address);
    let first = ids(&stranger)[0].clone();
    assert_eq!(stranger.order(first.parse().unwrap())["order_status"], 0);
    assert_eq!(cards(&stranger, "20"), 0, "the first twenty went back");
    let pay = |id: &str| stranger.call("order_paying", &[("orderid", id), ("payid", "2")]);
    assert_eq!(pay(&first).number(), 1310, "forty are too many");
    let second = ids(&stranger)[1].clone();
    stranger.call("order_cancel", &[("orderid", &second)]).result();
    assert!(pay(&first).text().starts_with("<form"), "the twin: twenty are not");
    outlet.stop().check();
}

#[test]
fn a_ticket_order_that_somebody_began_to_pay_ends_too() {
    let begun = |at: &str, folder| {
        let start = Start::demo(at);
        match folder {
            Some(folder) => start.on(folder),
            None => start.run(),
        }
    };
    let outlet = begun("2026-11-21 10:00:00", None);
    let traveller = Visitor::of(&outlet, &walk_in(&outlet));
    let post = |outlet: &Outlet, path: &str, fields: &[(&str, &str)]| {
        traveller.at(&outlet.address).page_form(&format!("/api/pages/tickets/{path}"), fields)
    };
    let wish = [("client_ref", "tap"), ("lines", r#"[{"productid":"T001","quantity":2}]"#), ("phone", PHONE)];
    let made = post(&outlet, "order", &wish);
    assert_eq!(made.status, 200, "{}", made.text());
    let id = made.json()["order"]["id"].to_string();
    assert_eq!(post(&outlet, "pay", &[("orderid", &id), ("payid", "1")]).status, 200);
    let ended = format!("select count(*) from orders where id = {id} and order_status = 2");
    let outlet = begun("2026-11-21 11:50:00", Some(outlet.stop()));
    assert_eq!(outlet.get("/healthz").status, 200);
    assert_eq!(outlet.folder.count(&ended), 0, "for two hours it waits");
    let outlet = begun("2026-11-21 12:10:00", Some(outlet.stop()));
    assert_eq!(post(&outlet, "pay", &[("orderid", &id), ("payid", "1")]).status, 409, "then it has ended");
    let folder = outlet.stop();
    assert_eq!(folder.count(&ended), 1);
    folder.check();
}

#[test]
fn courses_tickets_and_tours_have_the_same_caps() {
    let outlet = Start::demo("2026-11-21 10:00:00").set("orders.walk_in_orders", "1").run();
    let traveller = Visitor::of(&outlet, &walk_in(&outlet));
    let post = |path: &str, fields: &[(&str, &str)]| traveller.page_form(path, fields);
    let course = || {
        let wish = [("mobile", PHONE), ("courses_id", "52"), ("rebate_id", "2"), ("num", "1")];
        post("/v1/order/create", &wish)
    };
    let ticket = |tap: &str| {
        let wish = [("client_ref", tap), ("lines", r#"[{"productid":"T001","quantity":1}]"#), ("phone", PHONE)];
        post("/api/pages/tickets/order", &wish)
    };
    let first = course();
    assert_eq!(first.status, 201, "{}", first.text());
    let second = course();
    assert!(second.text().contains("10001"), "{}", second.text());
    let refused = ticket("tap-1");
    assert_eq!((refused.status, refused.json()["error"].as_str()), (409, Some("sold-out")));
    let made = "select count(*) from orders where channel in ('course', 'ticket') and client_ref like 'tap%'";
    assert_eq!(outlet.folder.count(made), 0);

    // The twin: another stranger has a cap of his own.
    crate::support::trades::tour_order(&outlet);
}
