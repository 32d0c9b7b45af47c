//! An order that nobody pays ends after thirty minutes and gives back what it held; one that is being paid does not.

use std::time::Duration;

use crate::support::{Outlet, RECORDED_DAY, Start, Visitor};
use outpost::clock::Stopwatch;
use serde_json::Value;

/// The outlet again, on the same folder, at another time of the recorded day.
fn later(outlet: Outlet, at: &str) -> Outlet {
    Start::demo(&format!("2016-07-06 {at}")).on(outlet.stop())
}

/// Orders so many cards.
fn order_cards(visitor: &Visitor, pieces: &str) -> (i64, Value) {
    let answer = visitor.call("order_submit", &[("productid", "1"), ("quantity", pieces)]);
    (answer.number(), answer.json()["result"]["order"]["id"].clone())
}

/// Orders so many exclusive numbers for the same three days.
fn order_numbers(visitor: &Visitor, pieces: &str) -> i64 {
    visitor.call("order_submit", &number_line(pieces)).number()
}

/// A line of so many numbers for three days.
fn number_line(pieces: &str) -> [(&'static str, &str); 4] {
    let days = [("effect_datetime", "2016-07-10 00:00:00"), ("failure_datetime", "2016-07-12 23:59:59")];
    [("productid", "6"), ("quantity", pieces), days[0], days[1]]
}

/// Waits until the outlet has cancelled an order; it looks every second.
fn wait_for_end(visitor: &Visitor, id: i64) -> Value {
    let watch = Stopwatch::start();
    loop {
        let order = visitor.order(id);
        if order["order_status"] == 2 {
            return order;
        }
        assert!(watch.elapsed() < Duration::from_mins(1), "still open: {order}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn an_unpaid_order_ends_and_its_cards_go_back_to_the_shelf() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let traveller = outlet.traveller();
    let (number, id) = order_cards(&traveller, "100");
    assert_eq!(number, 0);
    assert_eq!(order_cards(&outlet.companion(), "1").0, 1402, "the traveller holds them all");

    let outlet = later(outlet, "15:13:00");
    let companion = outlet.companion();
    assert_eq!(order_cards(&companion, "1").0, 1402, "they are held for half an hour");

    let outlet = later(outlet, "15:14:40");
    let ended = wait_for_end(&traveller.at(&outlet.address), id.as_i64().unwrap());
    assert_eq!((&ended["pay_status"], &ended["shipping_status"]), (&0.into(), &0.into()));
    assert_eq!(order_cards(&companion.at(&outlet.address), "100").0, 0, "all are free again");
    let folder = outlet.stop();
    let ledger = "select sum(change) from stock_moves where item_kind = 'product' and item = 1";
    assert_eq!((folder.count("select stock from products where id = 1"), folder.count(ledger)), (0, 0));
}

#[test]
fn an_order_that_finds_no_free_number_stays_as_it_was() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let (traveller, companion) = (outlet.traveller(), outlet.companion());
    let id = companion.order_card();
    let order = id.to_string();
    let line = companion.order(id)["orderdetails"][0]["id"].to_string();
    assert_eq!(order_numbers(&traveller, "5"), 0, "all numbers are held");
    let before = companion.order(id);
    for named in [("orderid", order.as_str()), ("orderdetailid", line.as_str())] {
        let fields = [&[named][..], &number_line("1")].concat();
        assert_eq!(companion.call("orderdetail_set", &fields).number(), 1401, "{}", named.0);
        assert_eq!(companion.order(id), before, "{}", named.0);
    }
}

#[test]
fn the_first_answer_after_a_start_knows_what_has_expired() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let (traveller, companion) = (outlet.traveller(), outlet.companion());
    let (number, order) = order_cards(&traveller, "100");
    assert_eq!((number, order_numbers(&traveller, "5")), (0, 0));
    assert_eq!(order_numbers(&companion, "1"), 1401);
    let outlet = later(outlet, "15:14:40");
    assert_eq!(traveller.at(&outlet.address).order(order.as_i64().unwrap())["order_status"], 2);
    let companion = companion.at(&outlet.address);
    assert_eq!((order_cards(&companion, "100").0, order_numbers(&companion, "5")), (0, 0));
}

#[test]
fn an_order_that_is_out_of_time_can_neither_be_paid_nor_changed() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let traveller = outlet.traveller();
    let id = traveller.order_card().to_string();
    let outlet = later(outlet, "15:14:40");
    let traveller = traveller.at(&outlet.address);
    let paying = [("orderid", id.as_str()), ("payid", "1"), ("payvoucher", "1")];
    assert_eq!(traveller.call("order_paying", &paying).number(), 1307);
    let line = [("orderid", id.as_str()), ("productid", "1"), ("quantity", "1")];
    assert_eq!(traveller.call("orderdetail_set", &line).number(), 1307);
}

#[test]
fn an_order_that_is_being_paid_keeps_what_it_holds() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let traveller = outlet.traveller();
    let (number, id) = order_cards(&traveller, "100");
    assert_eq!(number, 0);
    let paying = [("orderid", id.to_string()), ("payid", "1".to_owned()), ("payvoucher", "42".to_owned())];
    let paying: Vec<_> = paying.iter().map(|(name, value)| (*name, value.as_str())).collect();
    traveller.call("order_paying", &paying).result();

    let outlet = later(outlet, "23:00:00");
    let (traveller, companion) = (traveller.at(&outlet.address), outlet.companion());
    assert_eq!(order_cards(&companion, "1").0, 1402);
    let amount = [("orderid", paying[0].1), ("payvoucher", "42"), ("amount", "4750.00")];
    outlet.admin().office("order_paid", &amount).result();
    let order = traveller.order(id.as_i64().unwrap());
    assert_eq!((&order["order_status"], &order["pay_status"]), (&0.into(), &2.into()));
}
