//! The manager's list of orders: what narrows it, what its file holds, what is put right of an order, and what the trail says of that.

use std::collections::BTreeSet;

use crate::support::{Answer, Outlet, Start, Visitor, encode};
use serde_json::{Value, json};

const FORM: &str = "application/x-www-form-urlencoded";
const TODAY: &str = "2026-11-21 10:00:00";

struct Office<'o> {
    outlet: &'o Outlet,
    operator: Visitor,
}

impl<'o> Office<'o> {
    fn of(outlet: &'o Outlet) -> Self {
        Self { outlet, operator: outlet.login("operator", "demo-operator") }
    }

    fn get(&self, path: &str) -> Answer {
        self.operator.at(&self.outlet.address).send("GET", &format!("/api/pages/{path}"), FORM, "")
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.operator.at(&self.outlet.address).send("POST", &format!("/api/pages/{path}"), FORM, &encode(fields))
    }

    /// The numbers of the orders that a query shows, and what the list says how many they are.
    fn listed(&self, fields: &[(&str, &str)]) -> (BTreeSet<i64>, i64) {
        let answer = self.get(&format!("admin/orders?{}", encode(fields)));
        assert_eq!(answer.status, 200, "{fields:?}: {}", answer.text());
        let answer = answer.json();
        let ids = answer["orders"].as_array().unwrap().iter().map(|order| order["id"].as_i64().unwrap()).collect();
        (ids, answer["total"].as_i64().unwrap())
    }

    fn finds(&self, text: &str) -> BTreeSet<i64> {
        self.listed(&[("text", text)]).0
    }

    fn glance(&self, order: &str) -> Value {
        self.get(&format!("admin/order?number={order}")).json()["orders"][0].clone()
    }

    fn pays(&self, order: &str, amount: &str) {
        let slip = format!("slip {order}");
        let fields = [("orderid", order), ("amount", amount), ("reference", slip.as_str())];
        let paid = self.post("counter/cash", &fields);
        assert_eq!(paid.status, 200, "{}", paid.text());
    }

    /// What the trail says of an order, the newest first.
    fn trail(&self, order: &str) -> Vec<String> {
        let admin = self.outlet.admin();
        let entries = admin.page("/api/pages/audit?size=200").json()["entries"].as_array().unwrap().clone();
        let object = format!("order {order}");
        let of = entries.iter().filter(|entry| entry["object"] == object);
        of.map(|entry| entry["action"].as_str().unwrap().to_owned()).collect()
    }
}

fn submit(buyer: &Visitor, more: &[(&str, &str)]) -> String {
    let id = buyer.call("order_submit", &[("productid", "1")]).result()["order"]["id"].to_string();
    if !more.is_empty() {
        buyer.call("order_shipping", &[&[("orderid", id.as_str())], more].concat()).result();
    }
    id
}

const PICK_UP: [(&str, &str); 3] =
    [("obtainvoucher", "true"), ("outletid", "2"), ("obtaintime", "2026-11-23 10:30:00")];
const COURIER: [(&str, &str); 2] = [("shipping_address", "1"), ("shipping_id", "1")];

#[test]
fn orders_are_found_by_any_part_of_a_number_a_telephone_or_a_name_however_it_is_typed() {
    let outlet = Start::demo(TODAY).run();
    let office = Office::of(&outlet);
    let card = outlet.traveller().order_card();
    let theirs = office.finds("traveller");
    assert!(theirs.contains(&card), "a part of the user name: {theirs:?}");
    for typed in ["8000", "８０００", "138 0013 8000", "+86 138-0013-8000", "0013800", "TRAVEL", " traveller "] {
        assert!(office.finds(typed).contains(&card), "{typed}");
    }
    assert!(!office.finds("8008").contains(&card), "the last digits of somebody else");
    assert!(office.finds(&card.to_string()).contains(&card), "its number");
    let agency = office.finds("2026 1101 0000 01");
    assert_eq!(agency.len(), 1, "an agency's order, whose number was read out in groups");
    assert_eq!(office.finds("20261101"), office.finds("２０２６１１０１"), "a part of it, in full-width digits");
    assert_eq!(office.finds("%"), BTreeSet::new(), "a sign of the database is a sign");
    assert_eq!(office.finds("no such name"), BTreeSet::new());
}

#[test]
fn the_filters_narrow_together_and_the_total_is_that_of_all_pages() {
    let outlet = Start::demo(TODAY).run();
    let office = Office::of(&outlet);
    let buyer = outlet.traveller();
    let (picked, sent, open) = (submit(&buyer, &PICK_UP), submit(&buyer, &COURIER), submit(&buyer, &[]));
    let due = office.glance(&sent)["due"].to_string();
    office.pays(&picked, "50.00");
    office.pays(&sent, &due);
    let id = |text: &str| text.parse::<i64>().unwrap();
    let only = |fields: &[(&str, &str)]| office.listed(&[fields, &[("from", "2026-11-21")]].concat()).0;
    assert_eq!(only(&[("state", "to-hand-over")]), BTreeSet::from([id(&picked), id(&sent)]));
    assert_eq!(only(&[("state", "unpaid")]), BTreeSet::from([id(&open)]));
    assert_eq!(only(&[("delivery", "pick-up")]), BTreeSet::from([id(&picked)]));
    assert_eq!(only(&[("delivery", "courier"), ("way", "1")]), BTreeSet::from([id(&sent)]));
    assert_eq!(only(&[("delivery", "none")]), BTreeSet::from([id(&open)]));
    assert_eq!(only(&[("clerk", "101")]), BTreeSet::from([id(&picked), id(&sent)]), "the operator took their money");
    assert_eq!(only(&[("clerk", "100")]), BTreeSet::new());
    assert!(!office.listed(&[("to", "2026-11-20")]).0.contains(&id(&open)));
    for _ in 0..60 {
        submit(&buyer, &[]);
        let newest = office.listed(&[]).0.last().copied().unwrap().to_string();
        buyer.call("order_cancel", &[("orderid", &newest)]).result();
    }
    let (first, total) = office.listed(&[("state", "cancelled"), ("from", "2026-11-21")]);
    let (second, again) = office.listed(&[("state", "cancelled"), ("from", "2026-11-21"), ("page", "2")]);
    assert_eq!((first.len(), second.len(), total, again), (50, 10, 60, 60));
    assert!(first.is_disjoint(&second) && first.first() > second.last(), "the newest come first");
    for wrong in ["from=today", "state=lost", "delivery=drone", "channel=nothing", "clerk=x", "way=x"] {
        assert_eq!(office.get(&format!("admin/orders?{wrong}")).status, 400, "{wrong}");
    }
}

#[test]
fn a_file_holds_what_the_filters_show_and_no_formula() {
    let outlet = Start::demo(TODAY).run();
    let office = Office::of(&outlet);
    let paid = submit(&outlet.traveller(), &PICK_UP);
    office.pays(&paid, "50.00");
    let query = "admin/order-export?from=2026-11-21&state=to-hand-over";
    let csv = office.get(&format!("{query}&format=csv&language=en"));
    assert_eq!(csv.header("content-disposition"), Some("attachment; filename=\"orders.csv\""));
    let lines: Vec<&str> = csv.text().lines().collect();
    assert_eq!(lines.len(), 2, "{}", csv.text());
    assert!(lines[0].starts_with("\u{feff}Order,Channel,Created,Goods,Customer,Phone,Due,Paid,"), "{}", lines[0]);
    assert!(lines[1].starts_with(&format!("{paid},roaming,2026-11-21 ")), "{}", lines[1]);
    assert!(lines[1].contains(",13800138000,50.00,50.00,Paid,") && lines[1].ends_with(",operator"), "{}", lines[1]);
    let book = office.get(&format!("{query}&format=xlsx"));
    assert!(book.body.starts_with(b"PK\x03\x04"), "a workbook is a ZIP file");
    assert_eq!(office.get(&format!("{query}&format=pdf")).status, 400);
    let admin = outlet.admin();
    let newest = admin.page("/api/pages/audit?size=1").json()["entries"][0].clone();
    assert_eq!((&newest["action"], &newest["object"]), (&json!("export"), &json!("orders")), "nothing leaves unseen");
}

#[test]
fn a_note_is_kept_once_seen_by_the_counter_and_written_into_the_trail() {
    let outlet = Start::demo(TODAY).run();
    let office = Office::of(&outlet);
    let order = submit(&outlet.traveller(), &[]);
    let add = |note: &str, reference: &str| {
        office.post("counter/note", &[("orderid", &order), ("note", note), ("client_ref", reference)])
    };
    for _ in 0..2 {
        assert_eq!(add("下午来取", "a").status, 200);
    }
    assert_eq!(add("call first", "b").status, 200);
    let notes = office.glance(&order)["notes"].clone();
    let told: Vec<_> = notes.as_array().unwrap().iter().map(|note| (&note["by"], &note["note"])).collect();
    let (operator, first, second) = (json!("operator"), json!("下午来取"), json!("call first"));
    assert_eq!(told, [(&operator, &first), (&operator, &second)]);
    let clerk = outlet.login("clerk", "demo-clerk");
    let seen = clerk.page(&format!("/api/pages/counter/order?orderid={order}")).json();
    assert_eq!(seen["order"]["notes"], notes);
    assert_eq!(office.trail(&order), ["order_note", "order_note"], "a double click is one note");
    assert_eq!((add(" ", "c").status, add(&"x".repeat(501), "d").status), (400, 400));
    let lost = office.post("counter/note", &[("orderid", "999999"), ("note", "x")]);
    assert_eq!((lost.status, &lost.json()["error"]), (409, &json!("1305")));
}

#[test]
fn a_shipment_that_was_none_is_taken_back_and_the_order_can_be_sent_once_more() {
    let outlet = Start::demo(TODAY).run();
    let office = Office::of(&outlet);
    let buyer = outlet.traveller();
    let order = submit(&buyer, &COURIER);
    office.pays(&order, &office.glance(&order)["due"].to_string());
    let ship = |waybill: &str| office.post("counter/ship", &[("orderid", &order), ("waybill", waybill)]).status;
    let undo = |to: &str| office.post("admin/order-change", &[("orderid", &order), ("to", to)]).status;
    assert_eq!(undo("take-back"), 200, "it is here: nothing to take back");
    assert_eq!(ship("SF1"), 200);
    assert_eq!(office.glance(&order)["corrections"], json!(["unship"]));
    assert_eq!((undo("take-back"), undo("unship"), undo("unship")), (409, 200, 200), "a double click is one");
    let here = office.glance(&order);
    assert_eq!((&here["shipping_status"], &here["waybill"]), (&json!(0), &Value::Null));
    assert_eq!(ship("SF2"), 200);
    buyer.call("order_received", &[("orderid", &order)]).result();
    assert_eq!(undo("unship"), 409, "what has arrived was sent");
    let trail = office.trail(&order);
    assert_eq!(trail.iter().filter(|action| *action == "order_unshipped").count(), 1, "{trail:?}");
    outlet.stop().check();
}

#[test]
fn a_hand_over_that_was_none_is_taken_back_on_its_day_and_its_voucher_works_once_more_and_not_twice() {
    let outlet = Start::demo(TODAY).run();
    let office = Office::of(&outlet);
    let buyer = outlet.traveller();
    let order = submit(&buyer, &PICK_UP);
    office.pays(&order, "50.00");
    let vouchers = buyer.call("evoucher_gets", &[("orderid", &order)]).result();
    let serial = vouchers["evouchers"][0]["evoucher_sn"].to_string();
    let complete = || office.post("counter/complete", &[("serial", &serial)]).status;
    let undo = || office.post("admin/order-change", &[("orderid", &order), ("to", "take-back")]).status;
    assert_eq!((complete(), complete()), (200, 409), "a voucher hands over once");
    assert_eq!((undo(), undo()), (200, 200));
    assert_eq!((complete(), complete()), (200, 409), "and once more after it was taken back");
    assert_eq!(undo(), 200);
    // With a card the goods are known by their number: the card must come back first.
    let fields = [("orderid", order.as_str()), ("iccid", "8944200012789714353")];
    let card = office.post("counter/card", &fields);
    assert_eq!((card.status, complete()), (200, 200), "{}", card.text());
    assert_eq!(undo(), 409);
    assert_eq!(office.glance(&order)["corrections"], json!([]));
    outlet.stop().check();
}

#[test]
fn a_delivery_is_changed_while_the_goods_are_here_and_no_paid_fee_changes() {
    let outlet = Start::demo(TODAY).run();
    let office = Office::of(&outlet);
    let buyer = outlet.traveller();
    let order = submit(&buyer, &PICK_UP);
    let change =
        |fields: &[(&str, &str)]| office.post("admin/order-change", &[&[("orderid", order.as_str())], fields].concat());
    let pick_up = |outlet: &str, at: &str| change(&[("to", "pick-up"), ("outletid", outlet), ("at", at)]).status;
    let courier = || change(&[("to", "courier"), ("addressid", "1"), ("carrierid", "1")]);
    assert_eq!(courier().status, 200, "an open order's fee follows");
    let fee = office.glance(&order)["fee"].clone();
    assert_ne!(fee.to_string(), "0.00");
    assert_eq!((pick_up("2", "2026-11-24 09:00:00"), pick_up("2", "2026-11-24 09:00:00")), (200, 200));
    office.pays(&order, "50.00");
    assert_eq!(pick_up("2", "2026-11-25 09:00:00"), 200, "another time costs nothing");
    let refused = courier();
    assert_eq!((refused.status, &refused.json()["error"]), (409, &json!("1307")), "a carrier's fee was not paid");
    let now = office.glance(&order);
    assert_eq!((&now["pick_up"], &now["obtain_at"]), (&json!(true), &json!("2026-11-25 09:00:00")));
    assert_eq!(now["due"].to_string(), "50.00");
    assert_eq!((pick_up("99", "2026-11-25 09:00:00"), pick_up("2", "2026-11-01 09:00:00")), (409, 400));
    let ways = office.get(&format!("admin/order-ways?orderid={order}")).json();
    assert!(
        !ways["outlets"].as_array().unwrap().is_empty() && !ways["carriers"].as_array().unwrap().is_empty(),
        "{ways}"
    );
    let trail = office.trail(&order);
    assert_eq!(trail.iter().filter(|action| *action == "order_delivery").count(), 3, "{trail:?}");
    let slip = office.post("admin/order-slip", &[("orderid", &order)]).json();
    assert!(slip["order"]["voucher"]["serial"].is_string(), "{slip}");
    assert_eq!(office.trail(&order)[0], "slip_printed");
    outlet.stop().check();
}
