//! The clerk's page: who may work there, what it finds, and that every action may be sent twice.

use std::sync::Barrier;

use crate::support::desk::{Desk, offered, refusal};
use crate::support::{Outlet, Visitor};
use serde_json::{Value, json};

const CARD: &str = "8944200012789700101";
const PHONE: &str = "13900000077";

/// A walk-in customer's order of one card, picked up at the airport: its id and its voucher's serial.
fn order_of_a_walk_in(outlet: &Outlet) -> (String, String) {
    let session = outlet.form("/api/pages/walk-in", &[("phone", PHONE)]).json();
    let (userid, sessionid) = (session["userid"].to_string(), session["sessionid"].as_str().unwrap().to_owned());
    let call = |name: &str, fields: &[(&str, &str)]| {
        let own = [("userid", userid.as_str()), ("sessionid", sessionid.as_str())];
        outlet.form(&format!("/uc/services/{name}"), &[&own, fields].concat()).result()
    };
    let order = call("order_submit", &[("productid", "1"), ("quantity", "1")])["order"]["id"].to_string();
    let pick_up = [("obtainvoucher", "true"), ("outletid", "2"), ("obtaintime", "2016-07-06 18:00:00")];
    call("order_shipping", &[&[("orderid", order.as_str())][..], &pick_up].concat());
    let vouchers = call("evoucher_gets", &[("orderid", &order)]);
    let serial = &vouchers["evouchers"][0]["evoucher_sn"];
    (order, serial.as_str().map_or_else(|| serial.to_string(), str::to_owned))
}

#[test]
fn only_staff_that_has_chosen_its_password_works_at_the_counter() {
    let outlet = Outlet::demo();
    let posts = ["cash", "card", "complete", "deal", "redeem", "ship", "cancel", "refund", "refund/decide"];
    let gets = ["me", "find?text=1", "order?orderid=1", "today", "refund/quote?orderid=1"];
    let statuses = |desk: &Desk<'_>| -> Vec<u16> {
        let looks = gets.iter().map(|path| desk.get(path).status);
        looks.chain(posts.iter().map(|path| desk.post(path, &[]).status)).collect()
    };
    let nobody = Desk::with(&outlet, "nobody");
    let customer = Desk::of(&outlet, "traveller", "demo-traveller");
    let new_clerk = Desk::of(&outlet, "82936715", "666666");
    assert_eq!(statuses(&nobody), [401; 14]);
    assert_eq!(statuses(&customer), [403; 14]);
    assert_eq!(statuses(&new_clerk), [403; 14]);
    let clerk = statuses(&Desk::clerk(&outlet));
    assert!(clerk[..13].iter().all(|status| !matches!(status, 401 | 403)), "{clerk:?}");
    assert_eq!(clerk[13], 403, "a clerk does not decide on refunds");
    let operator = statuses(&Desk::operator(&outlet));
    assert!(operator.iter().all(|status| !matches!(status, 401 | 403)), "{operator:?}");
}

#[test]
fn what_works_as_it_is_does_not_wait_to_be_handed_over() {
    let outlet = Outlet::demo();
    let (traveller, admin) = (outlet.traveller(), outlet.admin());
    let days = [("effect_datetime", "2016-07-10 00:00:00"), ("failure_datetime", "2016-07-11 23:59:59")];
    let paid = |product: &str| {
        let line = [&[("productid", product)][..], &days].concat();
        let order = traveller.call("order_submit", &line).result()["order"].clone();
        let (id, amount) = (order["id"].to_string(), order["payable_amount"].to_string());
        let pay = [("orderid", id.as_str()), ("payvoucher", id.as_str()), ("amount", amount.as_str())];
        assert_eq!(admin.office("order_paid", &pay).number(), 0);
        id
    };
    let (traffic, with_card) = (paid("2"), paid("5"));
    let today = Desk::clerk(&outlet).get("today").json();
    let pick_ups: Vec<String> =
        today["pick_ups"].as_array().unwrap().iter().map(|order| order["id"].to_string()).collect();
    assert_eq!(pick_ups, [with_card], "traffic alone, order {traffic}, is ready to use");
}

#[test]
fn an_order_is_found_by_its_voucher_its_number_its_card_and_the_phone_of_a_walk_in() {
    let outlet = Outlet::demo();
    let (order, serial) = order_of_a_walk_in(&outlet);
    let clerk = Desk::clerk(&outlet);
    for (text, kind) in [(serial.as_str(), "voucher"), (&order, "order"), (PHONE, "phone")] {
        let found = clerk.find(text);
        assert_eq!(found["kind"], kind, "{text}");
        assert_eq!(found["order"]["id"].to_string(), order, "{text}");
        assert_eq!(found["order"]["phones"], json!([PHONE]), "{text}");
    }
    let card = clerk.find(CARD);
    assert_eq!((&card["card"]["in_store"], &card["order"]), (&json!(true), &Value::Null));
    clerk.cash(&order, "50.00", "slip");
    clerk.post("card", &[("orderid", &order), ("iccid", CARD)]);
    let card = clerk.find(CARD);
    assert_eq!((&card["card"]["in_store"], card["order"]["id"].to_string()), (&json!(false), order));
    let nothing = clerk.find("4711000");
    assert_eq!((&nothing["kind"], &nothing["orders"]), (&json!("nothing"), &json!([])));
}

#[test]
fn cash_is_booked_once_however_often_the_page_sends_it() {
    let outlet = Outlet::demo();
    let (order, _) = order_of_a_walk_in(&outlet);
    let clerk = Desk::clerk(&outlet);
    assert_eq!(refusal(&clerk.cash(&order, "49.99", "slip")), (409, "amount".to_owned()));
    assert_eq!(refusal(&clerk.cash("4711", "50.00", "slip")), (409, "1305".to_owned()));
    assert_eq!(clerk.cash(&order, "-50.00", "slip").status, 400);
    for _ in 0..2 {
        let paid = clerk.cash(&order, "50.00", "slip");
        assert_eq!((paid.status, &paid.json()["order"]["state"]), (200, &json!("paid")), "{}", paid.text());
    }
    assert_eq!(refusal(&clerk.cash(&order, "50.00", "another slip")), (409, "1307".to_owned()));
    assert_eq!(outlet.folder.count("select count(*) from money_moves"), 1);
    assert_eq!(outlet.folder.count("select count(*) from audit_trail where action = 'counter_cash'"), 1);
    assert_eq!(outlet.folder.count("select actor_id from money_moves"), 126, "the clerk took it");
}

/// It can fail: without the look at the order's state in the payment's own transaction each of the ten would be booked, as the
/// ledger takes any number of slips for one order.
#[test]
fn of_ten_clerks_who_take_the_same_money_one_does() {
    let outlet = Outlet::demo();
    let (order, _) = order_of_a_walk_in(&outlet);
    let clerk = Desk::clerk(&outlet);
    let gate = Barrier::new(10);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let take = |number: usize| {
            let (clerk, order, gate) = (&clerk, &order, &gate);
            scope.spawn(move || {
                gate.wait();
                clerk.cash(order, "50.00", &format!("slip {number}")).status
            })
        };
        let threads: Vec<_> = (0..10).map(take).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 9, "{statuses:?}");
    assert_eq!(outlet.folder.count("select sum(amount) from money_moves"), 5000);
}

#[test]
fn each_step_offers_what_makes_sense_and_a_card_handed_over_twice_is_one() {
    let outlet = Outlet::demo();
    let (order, serial) = order_of_a_walk_in(&outlet);
    let clerk = Desk::clerk(&outlet);
    let card = [("orderid", order.as_str()), ("iccid", CARD)];
    assert_eq!(offered(&clerk.find(&order)["order"]), ["cash", "cancel"]);
    assert_eq!(refusal(&clerk.post("card", &card)), (409, "1307".to_owned()), "nothing leaves before it is paid");
    assert_eq!(refusal(&clerk.post("complete", &[("serial", &serial)])), (409, "1307".to_owned()));
    let paid = clerk.cash(&order, "50.00", "slip").json();
    assert_eq!(offered(&paid["order"]), ["card", "complete", "void", "refund"]);
    for _ in 0..2 {
        let given = clerk.post("card", &card);
        assert_eq!(given.status, 200, "{}", given.text());
        assert_eq!(offered(&given.json()["order"]), ["complete", "refund"]);
        assert_eq!(given.json()["order"]["lines"][0]["cards"], json!([CARD]));
    }
    assert_eq!(outlet.folder.count("select count(*) from card_moves where to_state = 'handed over'"), 1);
    let second = [("orderid", order.as_str()), ("iccid", "8944200012789700102")];
    assert_eq!(refusal(&clerk.post("card", &second)), (409, "1302".to_owned()), "one card was bought");
    let done = clerk.post("complete", &[("serial", &serial)]).json();
    assert_eq!((&done["order"]["state"], offered(&done["order"])), (&json!("received"), vec!["refund"]));
    assert_eq!(refusal(&clerk.post("complete", &[("serial", &serial)])), (409, "1200".to_owned()));
}

#[test]
fn a_clerk_asks_for_a_refund_and_an_operator_decides() {
    let outlet = Outlet::demo();
    let (order, _) = order_of_a_walk_in(&outlet);
    let (clerk, operator) = (Desk::clerk(&outlet), Desk::operator(&outlet));
    clerk.cash(&order, "50.00", "slip");
    for _ in 0..2 {
        let asked = clerk.post("refund", &[("orderid", &order), ("reason", "Trip cancelled")]).json();
        assert_eq!(offered(&asked["order"]), [""; 0], "nothing leaves the house while the refund is looked at");
    }
    let seen = operator.find(&order);
    assert_eq!(offered(&seen["order"]), ["decide"]);
    let refund = seen["order"]["refunds"][0]["id"].to_string();
    for _ in 0..2 {
        let agreed = operator.post("refund/decide", &[("refundid", &refund), ("agreed", "true")]).json();
        assert_eq!((&agreed["order"]["state"], offered(&agreed["order"])), (&json!("refunded"), vec![]));
    }
    assert_eq!(outlet.folder.count("select sum(amount) from money_moves"), 0);
    assert_eq!(outlet.folder.count("select count(*) from audit_trail where action = 'refund_asked'"), 1);
    assert_eq!(outlet.folder.count("select count(*) from audit_trail where action = 'refund_audit'"), 1);
}

#[test]
fn a_parcel_is_sent_once_and_an_order_without_delivery_is_handed_over_without_a_voucher() {
    let outlet = Outlet::demo();
    let traveller = Visitor::login(&outlet.address, "/uc/services/login", "traveller", "demo-traveller");
    let clerk = Desk::clerk(&outlet);
    let order = traveller.order_card().to_string();
    let courier = [("orderid", order.as_str()), ("shipping_address", "3"), ("shipping_id", "1")];
    assert_eq!(traveller.call("order_shipping", &courier).number(), 0);
    let paid = clerk.cash(&order, "55.00", "slip").json();
    assert!(offered(&paid["order"]).contains(&"ship"), "{paid}");
    assert_eq!(refusal(&clerk.post("complete", &[("orderid", &order)])), (409, "1307".to_owned()));
    let today = clerk.get("today").json();
    assert_eq!(today["shipments"][0]["id"].to_string(), order);
    for _ in 0..2 {
        let sent = clerk.post("ship", &[("orderid", &order), ("waybill", "SF1000")]).json();
        assert_eq!((&sent["order"]["state"], &sent["order"]["waybill"]), (&json!("shipped"), &json!("SF1000")));
    }
    let other = clerk.post("ship", &[("orderid", &order), ("waybill", "SF2000")]);
    assert_eq!(refusal(&other), (409, "1307".to_owned()));

    let bare = traveller.order_card().to_string();
    assert_eq!(refusal(&clerk.post("complete", &[("orderid", &bare)])), (409, "1307".to_owned()), "not paid");
    clerk.cash(&bare, "50.00", "slip");
    for _ in 0..2 {
        assert_eq!(clerk.post("complete", &[("orderid", &bare)]).json()["order"]["state"], "received");
    }
    let handed_over = "select count(*) from audit_trail where action = 'counter_handed_over'";
    assert_eq!(outlet.folder.count(handed_over), 1);
}

#[test]
fn the_page_is_there_and_keeps_foreign_scripts_out() {
    let outlet = Outlet::demo();
    let page = outlet.get("/counter");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("/web/counter/main.js"));
    assert!(page.header("content-security-policy").unwrap().starts_with("default-src 'self'"));
}
