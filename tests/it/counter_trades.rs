//! The counter's page and what is not of the SIM shop: course vouchers, tours and tickets; and refunds line by line.

use std::sync::Barrier;

use crate::support::desk::{Desk, offered, refusal};
use crate::support::trades::{PHONE, course_order, tour_order, walk_in};
use crate::support::{HtmlForm, Outlet, Start, Visitor, run};
use crate::tickets::agent::Agent;
use serde_json::{Value, json};

/// The outlet's clock in these tests, which the agents' signatures count from.
const TODAY: &str = "2026-11-21 10:00:00";
/// An agency's order of the demonstration that nobody has collected.
const BOOKED: &str = "20261101000002";

/// A voucher of the colour course, paid at the counter: its order and its code.
fn voucher(outlet: &Outlet) -> (String, String) {
    let order = course_order(outlet, "52", "2", "1");
    let paid = Desk::clerk(outlet).cash(&order, "200.00", "slip").json();
    (order, paid["order"]["coupons"][0]["code"].as_str().unwrap().to_owned())
}

fn redeem(desk: &Desk<'_>, code: &str) -> (u16, Value) {
    let answer = desk.post("redeem", &[("code", code)]);
    (answer.status, answer.json())
}

fn used(outlet: &Outlet) -> (i64, i64) {
    let vouchers = outlet.folder.count("select count(*) from course_vouchers where used_at is not null");
    (vouchers, outlet.folder.count("select count(*) from audit_trail where action = 'course_redeem'"))
}

#[test]
fn a_course_voucher_is_shown_by_its_code_and_its_address_and_redeemed_once() {
    let outlet = Outlet::demo_at(TODAY);
    let (order, code) = voucher(&outlet);
    let clerk = Desk::clerk(&outlet);
    for text in [code.clone(), format!("http://{}/counter?coupon={code}", outlet.address)] {
        let found = clerk.find(&text);
        let coupon = &found["coupon"];
        assert_eq!((&found["kind"], &coupon["state"]), (&json!("coupon"), &json!("ready")), "{text}");
        assert_eq!((&coupon["course"], &coupon["school"]), (&json!("色彩基础"), &json!("远帆设计学院")));
        assert_eq!((&coupon["value"], &coupon["worth"]), (&json!("200.00"), &json!("2000.00")));
        assert_eq!((coupon["orderid"].to_string(), &coupon["phones"]), (order.clone(), &json!([PHONE])));
    }
    let (status, done) = redeem(&clerk, &code);
    assert_eq!((status, &done["coupon"]["state"], &done["coupon"]["used_by"]), (200, &json!("used"), &json!("clerk")));
    let (status, again) = redeem(&clerk, &code);
    assert_eq!((status, &again["error"]), (409, &json!("coupon used")));
    assert_eq!(again["coupon"]["used_at"], done["coupon"]["used_at"], "the page tells when it was used");
    assert_eq!(used(&outlet), (1, 1));
    assert_eq!(clerk.find(&order)["order"]["coupons"], json!([{"code": code, "used": true}]));
    assert_eq!(redeem(&clerk, "0800000000000000"), (409, json!({"error": "coupon"})));
    assert_eq!(clerk.post("redeem", &[("code", "1234")]).status, 400);
}

/// It can fail: the use case reads the voucher before it takes it, and without the condition in the statement that takes it
/// each of the ten would have read an unused one.
#[test]
fn of_ten_clerks_who_redeem_one_voucher_one_does() {
    let outlet = Outlet::demo_at(TODAY);
    let (_, code) = voucher(&outlet);
    let (clerk, gate) = (Desk::clerk(&outlet), Barrier::new(10));
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let take = |_| {
            scope.spawn(|| {
                gate.wait();
                redeem(&clerk, &code).0
            })
        };
        let threads: Vec<_> = (0..10).map(take).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(used(&outlet), (1, 1));
}

/// The till report of a span as JSON, and its lines as CSV that tell of course vouchers.
fn till(outlet: &Outlet, from: &str, to: &str) -> (String, Vec<String>) {
    let boss = outlet.login("operator", "demo-operator");
    let ask = |more: &str| boss.page(&format!("/api/pages/till?from={from}&to={to}{more}"));
    let csv = ask("&format=csv");
    let told = csv.text().lines().filter(|line| line.contains("course vouchers")).map(str::to_owned).collect();
    (ask("").json()["course_vouchers_redeemed"].to_string(), told)
}

#[test]
fn the_till_tells_of_course_vouchers_on_the_business_day_on_which_they_were_redeemed() {
    let start = |at: &str| Start::demo(at).set("outlet.day_cutoff", "04:00");
    let outlet = start(TODAY).run();
    let codes = [(); 4].map(|()| voucher(&outlet).1);
    let take = |outlet: &Outlet, code: &str| assert_eq!(redeem(&Desk::clerk(outlet), code).0, 200);
    take(&outlet, &codes[0]);
    let outlet = start("2026-11-22 03:59:00").on(outlet.stop()); // the day before still
    take(&outlet, &codes[1]);
    let outlet = start("2026-11-22 04:01:00").on(outlet.stop());
    take(&outlet, &codes[2]);
    // The fourth is nobody's yet. Each was sold for 200 yuan.
    let first = r#"{"amount":4000.00,"count":2,"date":"2026-11-21"}"#;
    let second = r#"{"amount":2000.00,"count":1,"date":"2026-11-22"}"#;
    let (told, lines) = till(&outlet, "2026-11-20", "2026-11-22");
    assert_eq!(told, format!(r#"{{"amount":6000.00,"count":3,"days":[{first},{second}]}}"#));
    let days =
        ["2026-11-21,2,4000.00", "2026-11-22,1,2000.00"].map(|day| format!("day course vouchers redeemed,{day}"));
    assert_eq!(lines, [&["course vouchers redeemed,all,3,6000.00".to_owned()], &days[..]].concat());
    let (told, _) = till(&outlet, "2026-11-22", "2026-11-22");
    assert_eq!(told, format!(r#"{{"amount":2000.00,"count":1,"days":[{second}]}}"#));
    let (told, lines) = till(&outlet, "2026-11-20", "2026-11-20");
    assert_eq!(told, r#"{"amount":0.00,"count":0,"days":[]}"#);
    assert_eq!(lines, ["course vouchers redeemed,all,0,0.00"]);
}

#[test]
fn a_voucher_that_is_not_good_says_why_and_stays_unused() {
    let outlet = Outlet::demo_at("2016-09-25 10:00:00");
    let order = course_order(&outlet, "30", "4", "1");
    let clerk = Desk::clerk(&outlet);
    let paid = clerk.cash(&order, "50.00", "slip").json();
    let code = paid["order"]["coupons"][0]["code"].as_str().unwrap().to_owned();
    let state = |outlet: &Outlet, who: &str, password: &str| {
        let desk = Desk::of(outlet, who, password);
        let state = desk.find(&code)["coupon"]["state"].as_str().unwrap().to_owned();
        assert_eq!(redeem(&desk, &code).1["error"], format!("coupon {state}"));
        state
    };
    assert_eq!(state(&outlet, "operator", "demo-operator"), "school", "the operator works for no school");
    let outlet = Start::demo("2016-10-02 10:00:00").on(outlet.stop());
    assert_eq!(state(&outlet, "clerk", "demo-clerk"), "expired");
    let folder = outlet.stop();
    let change = |sql: &str| assert_eq!(folder.database().execute(sql, []).unwrap(), 1, "{sql}");
    change("update courses set deleted = 1 where id = 30");
    let outlet = Start::demo("2016-09-26 10:00:00").on(folder.clone());
    assert_eq!(state(&outlet, "clerk", "demo-clerk"), "disabled");
    let _ = outlet.stop();
    change("update courses set deleted = 0 where id = 30");
    change("update course_offers set use_from = use_until where id = 4");
    let outlet = Start::demo("2016-09-26 10:00:00").on(folder.clone());
    assert_eq!(state(&outlet, "clerk", "demo-clerk"), "early");
    let _ = outlet.stop();
    change("update course_vouchers set voided_at = 1");
    let outlet = Start::demo("2016-09-26 10:00:00").on(folder);
    assert_eq!(state(&outlet, "clerk", "demo-clerk"), "void");
    assert_eq!(used(&outlet), (0, 0));
}

#[test]
fn tours_and_courses_of_walk_ins_wait_to_be_paid_and_are_found_by_id_number_and_phone() {
    let outlet = Outlet::demo_at(TODAY);
    let (tour, course) = (tour_order(&outlet), course_order(&outlet, "52", "2", "3"));
    // Somebody at home who pays online is none of the counter's.
    let at_home = outlet.login("student", "demo-student");
    let wish = [("mobile", "13800138002"), ("courses_id", "52"), ("rebate_id", "2"), ("num", "1")];
    at_home.page_form("/v1/order/create", &wish);
    let clerk = Desk::clerk(&outlet);
    let today = clerk.get("today").json();
    let waiting: Vec<String> = today["to_pay"].as_array().unwrap().iter().map(|row| row["id"].to_string()).collect();
    assert_eq!(waiting, [tour.clone(), course.clone()]);
    assert_eq!(clerk.find(PHONE)["orders"].as_array().unwrap().len(), 2);
    // A course's codes are with the customer as soon as it is paid, so that payment is no mistake that can be taken back.
    let (of_tour, of_course) = (vec!["void", "refund"], vec!["refund"]);
    for (order, due, wrong, offers) in
        [(&tour, "1700.00", "1699.99", of_tour), (&course, "600.00", "200.00", of_course)]
    {
        let found = clerk.find(order)["order"].clone();
        assert_eq!((&found["due"], offered(&found)), (&json!(due), vec!["cash", "cancel"]));
        let number = found["number"].as_str().unwrap().to_owned();
        assert_eq!(clerk.find(&number)["order"]["id"], found["id"], "{number}");
        assert_eq!(refusal(&clerk.cash(order, wrong, "slip")), (409, "amount".to_owned()));
        for _ in 0..2 {
            let paid = clerk.cash(order, due, "slip").json()["order"].clone();
            assert_eq!((&paid["paid"], offered(&paid)), (&json!(due), offers.clone()), "nothing is handed out: {paid}");
        }
    }
    assert_eq!(clerk.find(&course)["order"]["coupons"].as_array().unwrap().len(), 3, "the receipt has every code");
    assert_eq!(clerk.get("today").json()["to_pay"], json!([]));
    assert_eq!(outlet.folder.count("select sum(amount) from money_moves where actor_id = 126"), 230_000);
}

#[test]
fn tickets_are_paid_in_cash_or_leave_on_an_agencys_account_once() {
    let outlet = Outlet::demo_at(TODAY);
    let visitor =
        json!({"productid": "T002", "amount": 2, "fullname": "林晓舟", "identificationnumber": "110101199003070134"});
    let body = json!({"dwlx": 2, "dwid": "AGENT01", "orderinfo": {"senderid": "s1", "orderdetails": [visitor]}});
    let number = Agent::first().order(&outlet, &body).json()["orderid"].as_str().unwrap().to_owned();
    let (clerk, operator) = (Desk::clerk(&outlet), Desk::operator(&outlet));
    let today = clerk.get("today").json();
    let waiting: Vec<&str> =
        today["tickets"].as_array().unwrap().iter().map(|it| it["number"].as_str().unwrap()).collect();
    assert_eq!(waiting, [number.as_str(), BOOKED], "the newest comes first");

    let booked = clerk.find(BOOKED)["order"].clone();
    assert_eq!(offered(&booked), ["cash", "deal", "cancel"]);
    let id = booked["id"].to_string();
    assert_eq!(refusal(&clerk.cash(&id, "119.00", "slip")), (409, "amount".to_owned()));
    for _ in 0..2 {
        let paid = clerk.cash(&id, "120.00", "slip").json()["order"].clone();
        assert_eq!((&paid["state"], &paid["tickets"]["status"]), (&json!("received"), &json!("X")));
    }
    assert_eq!(refusal(&clerk.cash(&id, "120.00", "another")), (409, "1307".to_owned()));
    assert_eq!(refusal(&clerk.post("deal", &[("orderid", &id)])), (409, "1307".to_owned()), "cash handed them over");

    let seen = |desk: &Desk<'_>| desk.find(&number)["order"]["tickets"]["visitors"][0]["document"].clone();
    assert_eq!((seen(&clerk), seen(&operator)), (json!("**************0134"), json!("110101199003070134")));
    let id = clerk.find(&number)["order"]["id"].to_string();
    for _ in 0..2 {
        let dealt = clerk.post("deal", &[("orderid", &id)]).json()["order"].clone();
        assert_eq!((&dealt["state"], &dealt["paid"], offered(&dealt)), (&json!("received"), &Value::Null, vec![]));
    }
    assert_eq!(clerk.get("today").json()["tickets"], json!([]));
    let audited =
        |action: &str| outlet.folder.count(&format!("select count(*) from audit_trail where action = '{action}'"));
    assert_eq!((audited("ticket_order_cash"), audited("ticket_order_deal")), (1, 1));
    assert_eq!(outlet.folder.count("select sum(amount) from money_moves where actor_id = 126"), 12_000);
    let card = outlet.traveller().order_card().to_string();
    assert_eq!(refusal(&clerk.post("deal", &[("orderid", &card)])), (409, "1305".to_owned()), "it has no tickets");
}

/// A kiosk's order of three boat tickets, paid by code: its id and number.
fn kiosk_tickets(outlet: &Outlet) -> (String, String) {
    let traveller = Visitor::of(outlet, &walk_in(outlet));
    let post =
        |path: &str, fields: &[(&str, &str)]| traveller.page_form(&format!("/api/pages/tickets/{path}"), fields).json();
    let lines = r#"[{"productid":"T002","quantity":3}]"#;
    let made = post("order", &[("client_ref", "trip"), ("lines", lines), ("phone", PHONE)])["order"].clone();
    let id = made["id"].to_string();
    let url = post("pay", &[("orderid", &id), ("payid", "5")])["pay_url"].as_str().unwrap().to_owned();
    let page = outlet.get(url.strip_prefix(&format!("http://{}", outlet.address)).unwrap());
    assert_eq!(HtmlForm::read(page.text()).with("choice", "pay").send(outlet).status, 200);
    (id, made["number"].as_str().unwrap().to_owned())
}

#[test]
fn tickets_of_the_kiosk_are_paid_back_from_the_counter_once_and_everybody_sees_the_same() {
    let outlet = Outlet::demo_at(TODAY);
    let (id, number) = kiosk_tickets(&outlet);
    let (clerk, operator) = (Desk::clerk(&outlet), Desk::operator(&outlet));
    let found = clerk.find(&number)["order"].clone();
    assert_eq!(offered(&found), ["deal", "refund"]);
    let quote = clerk.get(&format!("refund/quote?orderid={id}")).json();
    assert_eq!((&quote["money"], &quote["cash"]), (&json!("165.00"), &json!(false)));
    let line = found["lines"][0]["id"].to_string();
    let part = [("orderid", id.as_str()), ("reason", "行程取消"), ("lines", &line)];
    assert_eq!(refusal(&clerk.post("refund", &part)), (409, "1307".to_owned()), "they go back together");
    for _ in 0..2 {
        let asked = clerk.post("refund", &part[..2]).json()["order"].clone();
        assert_eq!(asked["refunds"].as_array().map(Vec::len), Some(1));
        assert_eq!(offered(&asked), Vec::<&str>::new(), "nothing is handed over, and a clerk does not decide");
    }
    assert_eq!(refusal(&clerk.post("deal", &[("orderid", &id)])), (409, "1307".to_owned()));
    let waiting = operator.find(&number)["order"].clone();
    assert_eq!((offered(&waiting), &waiting["refunds"][0]["reason"]), (vec!["decide"], &json!("行程取消")));
    let refund = waiting["refunds"][0]["id"].to_string();
    let ended = operator.post("refund/decide", &[("refundid", &refund), ("agreed", "true")]).json()["order"].clone();
    assert_eq!((&ended["state"], &ended["tickets"]["status"]), (&json!("refunded"), &json!("4")));
    assert_eq!(refusal(&clerk.post("refund", &part[..2])), (409, "1307".to_owned()), "once");

    // The manager finds the order by its number and by the id on the slip, with the phone that was left at the kiosk.
    let admin = outlet.admin();
    let page = |path: &str| admin.page(&format!("/api/pages/{path}")).json();
    for name in [&number, &id] {
        let seen = page(&format!("admin/order?number={name}"))["orders"][0].clone();
        assert_eq!((&seen["number"], &seen["customer"]["phone"]), (&json!(number), &json!(PHONE)));
        let money: Vec<String> = seen["money"].as_array().unwrap().iter().map(|it| it["amount"].to_string()).collect();
        assert_eq!(money, ["165.00", "-165.00"]);
    }
    let till = page("till");
    let tickets = till["channels"].as_array().unwrap().iter().find(|it| it["channel"] == "ticket").unwrap().clone();
    assert_eq!(
        (tickets["paid"].to_string(), tickets["refunded"].to_string()),
        ("165.00".to_owned(), "165.00".to_owned())
    );
    assert_eq!(till["cash_expected"].to_string(), "0.00");
    assert!(till["refunds"][0]["name"].is_string(), "{till}");
    assert!(run(&["check", "--data", outlet.folder.data().to_str().unwrap()]).status.success());
}

/// Tickets that have left go back by no click of the counter.
#[test]
fn collected_tickets_and_an_agencys_are_not_offered_to_go_back() {
    let outlet = Outlet::demo_at(TODAY);
    let (id, _) = kiosk_tickets(&outlet);
    let clerk = Desk::clerk(&outlet);
    assert_eq!(offered(&clerk.post("deal", &[("orderid", &id)]).json()["order"]), Vec::<&str>::new());
    let agencys = clerk.find(BOOKED)["order"]["id"].to_string();
    for order in [&id, &agencys] {
        let asked = clerk.post("refund", &[("orderid", order), ("reason", "行程取消")]);
        assert_eq!(refusal(&asked), (409, "1307".to_owned()));
        assert_eq!(refusal(&clerk.get(&format!("refund/quote?orderid={order}"))), (409, "1307".to_owned()));
    }
    assert_eq!(outlet.folder.count("select count(*) from refunds"), 0);
}

/// A paid order of two lines, 50 and 100: its id and the lines'.
fn order_of_two_lines(outlet: &Outlet) -> (String, [String; 2]) {
    let traveller = outlet.traveller();
    let id = traveller.order_card().to_string();
    traveller.call("orderdetail_set", &[("orderid", &id), ("productid", "1"), ("quantity", "2")]).result();
    let paid = Desk::clerk(outlet).cash(&id, "150.00", "slip").json();
    let line = |at: usize| paid["order"]["lines"][at]["id"].to_string();
    (id, [line(0), line(1)])
}

#[test]
fn a_quote_says_what_goes_back_and_writes_nothing_down() {
    let outlet = Outlet::demo_at(TODAY);
    let (id, [first, second]) = order_of_two_lines(&outlet);
    let clerk = Desk::clerk(&outlet);
    let quote = |lines: &str| clerk.get(&format!("refund/quote?orderid={id}&lines={lines}"));
    for (lines, money) in
        [(first.clone(), "50.00"), (second.clone(), "100.00"), (format!("{first},{second}"), "150.00")]
    {
        assert_eq!(quote(&lines).json(), json!({"cash": true, "money": money, "way": 1}), "{lines}");
    }
    assert_eq!(quote("").json()["money"], "150.00");
    assert_eq!(quote(&format!("{first},{first}")).json()["money"], "50.00", "a line is one line");
    assert_eq!(refusal(&quote("4711")), (409, "1305".to_owned()), "a line of nobody's");
    assert_eq!(quote("x").status, 400);
    let other = outlet.traveller().order_card().to_string();
    assert_eq!(
        refusal(&clerk.get(&format!("refund/quote?orderid={other}"))),
        (409, "1307".to_owned()),
        "nothing is paid"
    );
    assert_eq!(outlet.folder.count("select count(*) from refunds"), 0);
}

#[test]
fn one_line_goes_back_when_an_operator_agrees_and_the_other_stays() {
    let outlet = Outlet::demo_at(TODAY);
    let (id, [first, second]) = order_of_two_lines(&outlet);
    let (clerk, operator) = (Desk::clerk(&outlet), Desk::operator(&outlet));
    let ask = |lines: &str| clerk.post("refund", &[("orderid", &id), ("reason", "Trip cancelled"), ("lines", lines)]);
    for _ in 0..2 {
        let asked = ask(&second).json()["order"].clone();
        assert_eq!(offered(&asked), ["refund"], "nothing leaves the house before somebody has decided");
        assert_eq!((&asked["lines"][0]["refundable"], &asked["lines"][1]["refundable"]), (&json!(true), &json!(false)));
    }
    assert_eq!(refusal(&ask("")), (409, "1307".to_owned()), "the whole is more than the line that is looked at");
    let waiting = clerk.get("today").json()["refunds"].clone();
    assert_eq!((waiting[0]["id"].to_string(), waiting.as_array().unwrap().len()), (id.clone(), 1));
    assert_eq!((&waiting[0]["refund"]["money"], &waiting[0]["refund"]["cash"]), (&json!("100.00"), &json!(true)));
    let refund = waiting[0]["refund"]["id"].to_string();
    let agree = [("refundid", refund.as_str()), ("agreed", "true")];
    assert_eq!(clerk.post("refund/decide", &agree).status, 403);
    for _ in 0..2 {
        let agreed = operator.post("refund/decide", &agree).json()["order"].clone();
        assert_eq!((&agreed["state"], &agreed["lines"][1]["refunded"]), (&json!("paid"), &json!(true)));
        assert_eq!((offered(&agreed), &agreed["cards_missing"]), (vec!["card", "complete", "refund"], &json!(1)));
    }
    assert_eq!(clerk.get("today").json()["refunds"], json!([]));
    let audited =
        |action: &str| outlet.folder.count(&format!("select count(*) from audit_trail where action = '{action}'"));
    assert_eq!((audited("refund_asked"), audited("refund_audit")), (1, 1));
    assert_eq!(outlet.folder.count("select sum(amount) from money_moves"), 5000);
    // The rest goes back as a whole, and the order ends with it.
    assert_eq!(ask("").status, 200);
    let rest = clerk.get("today").json()["refunds"][0]["refund"].clone();
    assert_eq!((&rest["money"], &rest["line"]), (&json!("50.00"), &Value::Null));
    let ended = operator.post("refund/decide", &[("refundid", &rest["id"].to_string()), ("agreed", "true")]).json();
    assert_eq!(ended["order"]["state"], "refunded");
    assert_eq!(refusal(&ask(&first)), (409, "1307".to_owned()));
    assert_eq!(outlet.folder.count("select sum(amount) from money_moves"), 0);
}
