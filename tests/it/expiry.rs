//! An order that nobody pays gives back what it held after half an hour and stays open for fifteen days: whoever pays it then takes
//! the goods again, if they are there; money that comes in is never lost.

use std::time::Duration;

use crate::support::{Outlet, RECORDED_DAY, Start, Visitor, notices};
use outpost::clock::Stopwatch;
use serde_json::Value;

/// The outlet again, on the same folder, at another time of the recorded day.
fn later(outlet: Outlet, at: &str) -> Outlet {
    on_day(outlet, &format!("2016-07-06 {at}"))
}

/// The outlet again, on the same folder, at another time.
fn on_day(outlet: Outlet, at: &str) -> Outlet {
    Start::demo(at).on(outlet.stop())
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

/// Begins to pay an order at the counter; the answer's number.
fn pay_later(visitor: &Visitor, id: &str) -> i64 {
    visitor.call("order_paying", &[("orderid", id), ("payid", "1"), ("payvoucher", "42")]).number()
}

/// The counter takes money for an order; the answer.
fn take_cash(outlet: &Outlet, id: &str, amount: &str) -> Value {
    outlet.admin().office("order_paid", &[("orderid", id), ("payvoucher", "S-1"), ("amount", amount)]).json()
}

/// Waits until something is as it should be; the outlet looks at its clock every second.
fn wait_for(what: &str, is_so: impl Fn() -> bool) {
    let watch = Stopwatch::start();
    while !is_so() {
        assert!(watch.elapsed() < Duration::from_mins(1), "it never came to this: {what}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// What waits to go back to a visitor: order, money, trade number, state.
fn due_back(visitor: &Visitor) -> Vec<(Value, String, Value, Value)> {
    let refunds = visitor.call("refund_gets", &[]).result()["refunds"].clone();
    let shape =
        |it: &Value| (it["orderid"].clone(), it["money"].to_string(), it["payvoucher"].clone(), it["status"].clone());
    refunds.as_array().unwrap().iter().map(shape).collect()
}

#[test]
fn the_cards_of_an_unpaid_order_go_back_to_the_shelf_and_the_order_stays_as_it_is() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let traveller = outlet.traveller();
    let (number, id) = order_cards(&traveller, "100");
    assert_eq!(number, 0);
    let before = traveller.order(id.as_i64().unwrap());
    assert_eq!(order_cards(&outlet.companion(), "1").0, 1402, "the traveller holds them all");

    let outlet = later(outlet, "15:14:33");
    let companion = outlet.companion();
    assert_eq!(order_cards(&companion, "1").0, 1402, "they are held for half an hour");
    wait_for("the cards are free", || order_cards(&companion, "1").0 == 0);
    assert_eq!(traveller.at(&outlet.address).order(id.as_i64().unwrap()), before, "the order is as it was");
    let folder = outlet.stop();
    let ledger = "select sum(change) from stock_moves where item_kind = 'product' and item = 1";
    assert_eq!((folder.count("select stock from products where id = 1"), folder.count(ledger)), (99, 99));
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
fn the_first_answer_after_a_start_knows_what_went_back() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let (traveller, companion) = (outlet.traveller(), outlet.companion());
    let (number, _) = order_cards(&traveller, "100");
    assert_eq!((number, order_numbers(&traveller, "5")), (0, 0));
    assert_eq!(order_numbers(&companion, "1"), 1401);
    let outlet = later(outlet, "15:14:40");
    let companion = companion.at(&outlet.address);
    assert_eq!((order_cards(&companion, "100").0, order_numbers(&companion, "5")), (0, 0));
}

#[test]
fn two_orders_that_gave_the_last_cards_back_fight_for_them_and_the_first_who_pays_has_them() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let traveller = outlet.traveller();
    let first = order_cards(&traveller, "60").1.to_string();
    let outlet = later(outlet, "15:14:40");
    let companion = outlet.companion();
    let second = order_cards(&companion, "60").1.to_string();
    let outlet = later(outlet, "15:45:00");
    let (traveller, companion) = (traveller.at(&outlet.address), companion.at(&outlet.address));
    assert_eq!(pay_later(&companion, &second), 0, "the younger order is the faster one");
    let before = traveller.order(first.parse().unwrap());
    assert_eq!(pay_later(&traveller, &first), 1402);
    assert_eq!(take_cash(&outlet, &first, "2850.00")["error_no"], 1402, "nor at the counter");
    assert_eq!(traveller.order(first.parse().unwrap()), before, "nothing has changed");
    companion.call("order_cancel", &[("orderid", &second)]).result();
    assert_eq!(take_cash(&outlet, &first, "2850.00")["result"]["order"]["pay_status"], 2);
    assert_eq!(outlet.stop().count("select stock from products where id = 1"), 40);
}

#[test]
fn an_order_that_gave_its_goods_back_can_be_edited_and_takes_nothing_by_it() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let traveller = outlet.traveller();
    let id = order_cards(&traveller, "2").1.to_string();
    let outlet = later(outlet, "15:14:40");
    let (traveller, companion) = (traveller.at(&outlet.address), outlet.companion());
    let line = traveller.order(id.parse().unwrap())["orderdetails"][0]["id"].to_string();
    traveller.call("orderdetail_set", &[("orderid", &id), ("productid", "1"), ("quantity", "5")]).result();
    traveller.call("orderdetail_set", &[("orderdetailid", &line), ("productid", "1"), ("quantity", "3")]).result();
    let numbers = [&[("orderid", id.as_str())][..], &number_line("2")].concat();
    traveller.call("orderdetail_set", &numbers).result();
    assert_eq!(order_numbers(&companion, "5"), 0, "its numbers are anybody's");
    let pick_up =
        [("orderid", id.as_str()), ("obtainvoucher", "true"), ("outletid", "1"), ("obtaintime", "2016-07-20 10:00:00")];
    let order = traveller.call("order_shipping", &pick_up).result();
    assert_eq!(order["order"]["obtainvoucher"], true);
    assert_eq!(pay_later(&traveller, &id), 1401);
    let others = companion.call("order_gets", &[]).result()["orders"][0]["id"].to_string();
    companion.call("order_cancel", &[("orderid", &others)]).result();
    assert_eq!(pay_later(&traveller, &id), 0);
    let folder = outlet.stop();
    assert_eq!(folder.count("select stock from products where id = 1"), 92, "three and five");
    assert_eq!(folder.count("select count(*) from number_holds"), 2);
    folder.check();
}

#[test]
fn numbers_come_back_as_they_were_one_by_one_and_others_take_the_place_of_those_that_are_gone() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let traveller = outlet.traveller();
    let order = traveller.call("order_submit", &number_line("3")).result()["order"].clone();
    let (id, phone) = (order["id"].to_string(), order["orderdetails"][0]["phone"].clone());
    let outlet = later(outlet, "15:14:40");
    let companion = outlet.companion();
    let rival = companion.call("order_submit", &number_line("1")).result()["order"]["orderdetails"][0]["phone"].clone();
    assert_eq!(rival, phone, "the first number of the pool was free again");
    let traveller = traveller.at(&outlet.address);
    assert_eq!(pay_later(&traveller, &id), 0);
    let line = traveller.order(id.parse().unwrap())["orderdetails"][0].clone();
    let attrs = line["odprdattrs"].as_array().unwrap().clone();
    let phones: Vec<_> = attrs.iter().filter(|it| it["varname"] == "phone").map(|it| it["value"].clone()).collect();
    assert_eq!(phones, ["13900139002", "13900139003", "13900139004"], "two of its own and another one");
    assert_eq!(line["phone"], "13900139002", "the line shows what it has");
    outlet.stop().check();
}

#[test]
fn a_card_that_another_trip_has_now_is_no_more_to_be_paid_for() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let traveller = outlet.traveller();
    traveller.call("datacard_bind", &[("datacardid", "210001")]).result();
    let days = [("effect_datetime", "2016-07-10 00:00:00"), ("failure_datetime", "2016-07-12 23:59:59")];
    let trip = [("productid", "2"), ("areaname", "欧洲"), ("simid", "210001"), days[0], days[1]];
    let old = traveller.call("order_submit", &trip).result()["order"]["id"].to_string();
    let outlet = later(outlet, "15:14:40");
    let traveller = traveller.at(&outlet.address);
    let new = traveller.call("order_submit", &trip).result()["order"]["id"].to_string();
    assert_eq!(traveller.order(old.parse().unwrap())["order_status"], 0, "it was in nobody's way");
    assert_eq!(take_cash(&outlet, &old, "90.30")["error_no"], 1304);
    traveller.call("order_cancel", &[("orderid", &new)]).result();
    assert_eq!(take_cash(&outlet, &old, "90.30")["result"]["order"]["pay_status"], 2);
    outlet.stop().check();
}

#[test]
fn begun_payments_hold_the_goods_for_two_hours_from_the_latest_one_on() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let traveller = outlet.traveller();
    let id = order_cards(&traveller, "100").1.to_string();
    assert_eq!(pay_later(&traveller, &id), 0);
    let outlet = later(outlet, "16:30:00");
    assert_eq!(pay_later(&traveller.at(&outlet.address), &id), 0, "and again");
    let outlet = later(outlet, "18:29:50");
    let companion = outlet.companion();
    assert_eq!(order_cards(&companion, "1").0, 1402, "two hours from the second time on");
    wait_for("the cards are free", || order_cards(&companion, "1").0 == 0);
    let order = traveller.at(&outlet.address).order(id.parse().unwrap());
    assert_eq!((&order["order_status"], &order["pay_status"]), (&0.into(), &1.into()), "it is still being paid");
}

#[test]
fn an_order_ends_after_fifteen_days_to_the_second_whether_it_was_begun_to_be_paid_or_not() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let traveller = outlet.traveller();
    let (minutes, begun) = (traveller.order_minutes(), traveller.order_minutes());
    assert_eq!(pay_later(&traveller, &begun.to_string()), 0);
    let outlet = on_day(outlet, "2016-07-21 14:44:30");
    let traveller = outlet.traveller();
    assert_eq!(traveller.order(minutes)["order_status"], 0, "it can be paid all the time");
    wait_for("both have ended", || [minutes, begun].iter().all(|id| traveller.order(*id)["order_status"] == 2));
    assert_eq!(pay_later(&traveller, &minutes.to_string()), 1307);
    let line = [("orderid", minutes.to_string()), ("productid", "1".to_owned())];
    let line: Vec<_> = line.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(traveller.call("orderdetail_set", &line).number(), 1307);
}

#[test]
fn days_that_are_over_cannot_be_paid_but_their_last_second_can() {
    for (at, number) in [("2016-07-12 23:59:30", 0), ("2016-07-13 00:00:00", 1307)] {
        let outlet = Outlet::demo_at(RECORDED_DAY);
        let id = outlet.traveller().call("order_submit", &number_line("1")).result()["order"]["id"].to_string();
        let outlet = on_day(outlet, at);
        assert_eq!(pay_later(&outlet.traveller(), &id), number, "{at}");
        if number != 0 {
            assert_eq!(take_cash(&outlet, &id, "1.90")["error_no"], number, "{at}, at the counter");
        }
    }
}

#[test]
fn a_notice_for_goods_that_are_gone_ends_the_order_and_its_money_goes_back_once() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let traveller = outlet.traveller();
    let id = order_cards(&traveller, "60").1.to_string();
    let outlet = later(outlet, "15:14:40");
    let (traveller, companion) = (traveller.at(&outlet.address), outlet.companion());
    let rival = order_cards(&companion, "41").1.to_string();
    for _ in 0..3 {
        assert_eq!(notices::alipay_paid(&outlet, &id, "T-1", "2850.00").text(), "success");
    }
    assert_eq!(due_back(&traveller), [(id.parse().unwrap(), "2850.00".to_owned(), "T-1".into(), 0.into())]);
    let order = traveller.order(id.parse().unwrap());
    assert_eq!((&order["order_status"], &order["pay_status"]), (&2.into(), &0.into()));
    let office = outlet.admin().office("refund_gets", &[]).result();
    assert_eq!(office["refunds"].as_array().unwrap().len(), 1);
    companion.call("order_cancel", &[("orderid", &rival)]).result();
    let folder = outlet.stop();
    assert_eq!(folder.count("select stock from products where id = 1"), 100, "nothing was half taken");
    folder.check();
}

#[test]
fn a_notice_of_another_amount_is_kept_for_its_sender_and_leaves_the_order_to_be_paid() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let traveller = outlet.traveller();
    let id = traveller.order_card().to_string();
    for (trade, amount) in [("T-1", "49.99"), ("T-2", "500.00"), ("T-1", "49.99")] {
        assert_eq!(notices::alipay_paid(&outlet, &id, trade, amount).text(), "success");
    }
    assert_eq!(due_back(&traveller).len(), 2, "the same notice again adds nothing");
    assert_eq!(traveller.order(id.parse().unwrap())["pay_status"], 0);
    assert_eq!(notices::alipay_paid(&outlet, &id, "T-3", "50.00").text(), "success");
    assert_eq!(traveller.order(id.parse().unwrap())["paidmoney"].to_string(), "50.00");
    assert_eq!(notices::alipay_paid(&outlet, &id, "T-4", "50.00").text(), "success");
    assert_eq!(due_back(&traveller).len(), 3, "it was paid already");
    outlet.stop().check();
}

#[test]
fn a_notice_for_days_that_are_over_or_an_order_of_the_past_goes_back() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let traveller = outlet.traveller();
    let days = traveller.call("order_submit", &number_line("1")).result()["order"]["id"].to_string();
    let outlet = on_day(outlet, "2016-07-13 00:00:00");
    assert_eq!(notices::alipay_paid(&outlet, &days, "T-1", "1.90").text(), "success");
    let traveller = outlet.traveller();
    assert_eq!(traveller.order(days.parse().unwrap())["order_status"], 2);
    let minutes = traveller.order_minutes().to_string();
    let outlet = on_day(outlet, "2016-08-01 00:00:00");
    assert_eq!(notices::alipay_paid(&outlet, &minutes, "T-2", "4.00").text(), "success");
    let back = due_back(&outlet.traveller());
    let trades: Vec<_> =
        back.iter().map(|(_, _, trade, status)| (trade.as_str().unwrap(), status.as_i64().unwrap())).collect();
    assert_eq!(trades, [("T-1", 0), ("T-2", 0)]);
    outlet.stop().check();
}
