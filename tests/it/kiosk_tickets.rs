//! Tickets at the kiosk: bought by a traveller without an account, handed over at the counter, and nobody else's business.

use std::sync::Barrier;
use std::thread;

use crate::support::desk::Desk;
use crate::support::{Answer, HtmlForm, Outlet, Start, Visitor, run};
use crate::tickets::agent::{API, Agent, deals_of, log_of};
use serde_json::{Value, json};

/// The outlet's clock in these tests, which the agents' signatures count from.
const TODAY: &str = "2026-11-21 10:00:00";
const PHONE: &str = "13900000077";
/// Two of the lake and three of the boat: 2 x 120 + 3 x 55.
const LINES: &str = r#"[{"productid":"T001","quantity":2},{"productid":"T002","quantity":3}]"#;
const ONE: &str = r#"[{"productid":"T002","quantity":1}]"#;

/// A traveller at the kiosk with a walk-in account.
#[derive(Clone)]
struct Traveller(Visitor);

impl Traveller {
    fn at(outlet: &Outlet) -> Self {
        Self(Visitor::of(outlet, &outlet.form("/api/pages/walk-in", &[("phone", PHONE)]).json()))
    }

    fn post(&self, outlet: &Outlet, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.0.at(&outlet.address).page_form(&format!("/api/pages/tickets/{path}"), fields)
    }

    fn get(&self, outlet: &Outlet, path: &str) -> Answer {
        self.0.at(&outlet.address).page(&format!("/api/pages/{path}"))
    }

    fn order(&self, outlet: &Outlet, client_ref: &str, lines: &str) -> Answer {
        self.post(outlet, "order", &[("client_ref", client_ref), ("lines", lines), ("phone", PHONE)])
    }

    /// A new order's id.
    fn ordered(&self, outlet: &Outlet, client_ref: &str, lines: &str) -> String {
        let answer = self.order(outlet, client_ref, lines);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["order"]["id"].to_string()
    }

    fn pay(&self, outlet: &Outlet, id: &str, way: &str) -> Answer {
        self.post(outlet, "pay", &[("orderid", id), ("payid", way)])
    }

    fn cancel(&self, outlet: &Outlet, id: &str) -> Answer {
        self.post(outlet, "cancel", &[("orderid", id)])
    }

    fn state(&self, outlet: &Outlet, id: &str) -> Value {
        let answer = self.get(outlet, &format!("tickets/order/state?orderid={id}"));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["order"].clone()
    }

    fn refusals(&self, outlet: &Outlet, id: &str) -> Answer {
        self.get(outlet, &format!("refusals?orderid={id}"))
    }
}

fn outlet() -> Outlet {
    Outlet::demo_at(TODAY)
}

fn operator(outlet: &Outlet) -> Visitor {
    outlet.login("operator", "demo-operator")
}

/// Status and word of a refusal.
fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["error"].as_str().unwrap_or_default().to_owned())
}

/// What the phone does with the code: opens the page, and pays or refuses.
fn on_the_phone(outlet: &Outlet, paying: &Answer, choice: &str) -> u16 {
    let url = paying.json()["pay_url"].as_str().unwrap().to_owned();
    let path = url.strip_prefix(&format!("http://{}", outlet.address)).unwrap();
    HtmlForm::read(outlet.get(path).text()).with("choice", choice).send(outlet).status
}

/// Lets the kiosk sell so many tickets a day.
fn limit(outlet: &Outlet, tickets: &str) {
    let house = [("customertypecode", "8"), ("customerid", "OUTPOST"), ("customername", "官网")];
    let fields = [&house[..], &[("username", "kiosk"), ("daylimit", tickets)]].concat();
    assert_eq!(operator(outlet).office("ticket_customer_set", &fields).number(), 0);
}

fn left(outlet: &Outlet) -> Value {
    outlet.get("/api/pages/window").json()["tickets"][0]["left"].clone()
}

#[test]
fn the_shelf_shows_what_can_be_ordered_today() {
    let outlet = outlet();
    let shelf = outlet.get("/api/pages/window").json()["tickets"].clone();
    let wanted = json!([
        {"from": null, "id": "T001", "left": null, "name": "湖区门票", "price": "120.00", "unit": "张", "until": null},
        {"from": null, "id": "T002", "left": null, "name": "游船票", "price": "55.00", "unit": "张", "until": null},
    ]);
    assert_eq!(shelf, wanted);
    let operator = operator(&outlet);
    let product = [("productid", "T001"), ("productname", "湖区门票"), ("unit", "张"), ("price", "120")];
    for (day, sold) in [("2026-11-20", false), ("2026-11-21", true)] {
        operator.office("ticket_product_set", &[&product[..], &[("enddate", day)]].concat()).result();
        assert_eq!(outlet.get("/api/pages/window").json()["tickets"][0]["id"] == "T001", sold, "until {day}");
        let answer = Traveller::at(&outlet).order(&outlet, "ref", LINES);
        if sold {
            assert_eq!(answer.status, 200);
        } else {
            assert_eq!(refusal(&answer), (409, "gone".to_owned()));
        }
    }
}

#[test]
fn a_paid_order_waits_for_its_tickets_and_gets_them_at_the_counter() {
    let outlet = outlet();
    let traveller = Traveller::at(&outlet);
    let made = traveller.order(&outlet, "ref", LINES).json()["order"].clone();
    assert_eq!((&made["due"], &made["state"], &made["paid"]), (&"405.00".into(), &"unpaid".into(), &false.into()));
    assert_eq!(made["number"], "20261121000004", "it is numbered with the agencies' orders");
    assert_eq!(
        made["lines"][1],
        json!({"name": "游船票", "price": "55.00", "productid": "T002", "quantity": 3, "unit": "张"})
    );
    let (id, number) = (made["id"].to_string(), made["number"].as_str().unwrap());

    let operator = operator(&outlet);
    assert_eq!(operator.office("ticket_order_deal", &[("orderid", number)]).number(), 1307, "nothing is paid");
    let paying = traveller.pay(&outlet, &id, "5");
    assert_eq!(on_the_phone(&outlet, &paying, "pay"), 200);
    let paid = traveller.state(&outlet, &id);
    assert_eq!((&paid["state"], &paid["ticketstatus"]), (&"paid".into(), &"0".into()));
    assert_eq!(traveller.pay(&outlet, &id, "5").json()["pay_url"], Value::Null, "it is paid once");

    let shown = operator.office("ticket_order_get", &[("orderid", number)]).result();
    let visitor = json!({"amount": 2, "fullname": null, "mobile": PHONE, "productid": "T001"});
    assert_eq!(shown["order"]["visitors"][0], visitor);
    for _ in 0..2 {
        assert_eq!(operator.office("ticket_order_deal", &[("orderid", number)]).number(), 0);
    }
    let dealt = traveller.state(&outlet, &id);
    assert_eq!((&dealt["state"], &dealt["ticketstatus"]), (&"received".into(), &"3".into()));
    assert_eq!(refusal(&traveller.cancel(&outlet, &id)), (409, "state".to_owned()));
    let folder = outlet.stop();
    assert_eq!(folder.count("select sum(quantity) from ticket_deals where order_id = 4"), 5);
    let report = run(&["check", "--data", folder.data().to_str().unwrap()]);
    assert_eq!(report.status.code(), Some(0), "{}", String::from_utf8_lossy(&report.stdout));
}

#[test]
fn cash_at_the_counter_pays_and_hands_over_in_one() {
    let outlet = outlet();
    let traveller = Traveller::at(&outlet);
    let id = traveller.ordered(&outlet, "ref", LINES);
    let begun = traveller.pay(&outlet, &id, "1").json();
    assert_eq!((&begun["order"]["state"], &begun["pay_url"]), (&"paying".into(), &Value::Null));
    let clerk = outlet.login("clerk", "demo-clerk");
    let today = clerk.page("/api/pages/counter/today").json();
    assert_eq!(today["to_pay"][0]["id"].to_string(), id, "the clerk sees who comes");
    let cash = [("orderid", id.as_str()), ("amount", "405.00"), ("reference", "slip 1")];
    let taken = clerk.page_form("/api/pages/counter/cash", &cash);
    assert_eq!(taken.status, 200, "{}", taken.text());
    let found = traveller.state(&outlet, &id);
    assert_eq!((&found["state"], &found["ticketstatus"]), (&"received".into(), &"X".into()));
    let sums = ("405.00".to_owned(), "405.00".to_owned());
    let till = operator(&outlet).page("/api/pages/till").json();
    assert_eq!((till["channels"][3]["paid"].to_string(), till["cash_expected"].to_string()), sums);
}

#[test]
fn one_reference_is_one_order_even_from_sixteen_taps_at_once() {
    let outlet = outlet();
    let traveller = Traveller::at(&outlet);
    let start = Barrier::new(16);
    let ids: Vec<String> = thread::scope(|scope| {
        let taps: Vec<_> = (0..16)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    traveller.ordered(&outlet, "ref", LINES)
                })
            })
            .collect();
        taps.into_iter().map(|tap| tap.join().unwrap()).collect()
    });
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    let other_order =
        r#"[{"productid":"T002","quantity":3},{"productid":"T001","quantity":1},{"productid":"T001","quantity":1}]"#;
    assert_eq!(traveller.ordered(&outlet, "ref", other_order), ids[0], "the same tickets in another order");
    for (lines, phone) in [(ONE, PHONE), (LINES, "13900000078")] {
        let fields = [("client_ref", "ref"), ("lines", lines), ("phone", phone)];
        assert_eq!(refusal(&traveller.post(&outlet, "order", &fields)), (409, "other-content".to_owned()));
    }
    assert_ne!(traveller.ordered(&outlet, "another", LINES), ids[0]);
    assert_ne!(Traveller::at(&outlet).ordered(&outlet, "ref", LINES), ids[0], "a reference is an account's own");
    let folder = outlet.stop();
    assert_eq!(folder.count("select count(*) from orders where channel = 'ticket'"), 3 + 3, "three are the agencies'");
    assert_eq!(folder.count("select count(*) from ticket_customers"), 3, "the outlet is one customer");
}

#[test]
fn what_may_be_sold_on_a_day_is_sold_to_the_last_ticket_and_no_further() {
    let outlet = outlet();
    limit(&outlet, "10");
    assert_eq!(left(&outlet), 10);
    let buyers: Vec<Traveller> = (0..16).map(|_| Traveller::at(&outlet)).collect();
    let start = Barrier::new(16);
    let answers: Vec<(u16, String)> = thread::scope(|scope| {
        let orders: Vec<_> = buyers
            .iter()
            .map(|buyer| {
                let (outlet, start) = (&outlet, &start);
                scope.spawn(move || {
                    start.wait();
                    refusal(&buyer.order(outlet, "ref", ONE))
                })
            })
            .collect();
        orders.into_iter().map(|order| order.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|(status, _)| *status == 200).count(), 10, "{answers:?}");
    assert_eq!(answers.iter().filter(|answer| **answer == (409, "sold-out".to_owned())).count(), 6);
    assert_eq!(left(&outlet), 0);

    let lucky = answers.iter().position(|(status, _)| *status == 200).unwrap();
    let id = buyers[lucky].ordered(&outlet, "ref", ONE);
    for _ in 0..2 {
        assert_eq!(buyers[lucky].cancel(&outlet, &id).json()["order"]["state"], "cancelled");
    }
    assert_eq!(left(&outlet), 1, "a ticket that is given back twice is back once");
    let next = Traveller::at(&outlet);
    assert_eq!(next.order(&outlet, "ref", ONE).status, 200);
    assert_eq!(refusal(&next.order(&outlet, "more", ONE)), (409, "sold-out".to_owned()));
}

#[test]
fn money_that_is_wanted_back_keeps_the_tickets_and_a_refund_ends_the_order() {
    let outlet = outlet();
    limit(&outlet, "5");
    let traveller = Traveller::at(&outlet);
    let made = traveller.order(&outlet, "ref", LINES).json()["order"].clone();
    let (id, number) = (made["id"].to_string(), made["number"].as_str().unwrap().to_owned());
    let operator = operator(&outlet);
    let office = |call: &str| operator.office(call, &[("orderid", &number)]).number();
    let decide = |agreed: &str| {
        let open = operator.office("refund_gets", &[]).result()["refunds"].as_array().unwrap().clone();
        assert_eq!(open.len(), 1, "asking twice is one refund");
        let refund = open[0]["id"].to_string();
        operator.office("refund_audit", &[("refundid", &refund), ("confirmed", agreed)]).number()
    };
    assert_eq!(office("ticket_refund_request"), 1307, "nothing is paid");
    on_the_phone(&outlet, &traveller.pay(&outlet, &id, "5"), "pay");
    let listed = |list: &str| {
        let today = Desk::operator(&outlet).get("today").json();
        today[list].as_array().unwrap().iter().filter(|row| row["number"] == *number).count()
    };
    assert_eq!((listed("tickets"), listed("refunds")), (1, 0));
    assert_eq!([office("ticket_refund_request"), office("ticket_refund_request")], [0, 0]);
    assert_eq!(office("ticket_order_deal"), 1307, "the money may go back");
    assert_eq!((listed("tickets"), listed("refunds")), (0, 1), "the counter's lists say what waits");
    assert_eq!(decide("false"), 0);
    assert_eq!((listed("tickets"), listed("refunds")), (1, 0), "a refusal brings it back");
    assert_eq!(office("ticket_refund_request"), 0);
    assert_eq!(decide("true"), 0);
    let refunded = traveller.state(&outlet, &id);
    assert_eq!((&refunded["state"], &refunded["ticketstatus"]), (&"refunded".into(), &"4".into()));
    assert_eq!(office("ticket_order_deal"), 1307);
    assert_eq!(left(&outlet), 5, "the tickets may be sold again");
    let folder = outlet.stop();
    let report = run(&["check", "--data", folder.data().to_str().unwrap()]);
    assert_eq!(report.status.code(), Some(0), "{}", String::from_utf8_lossy(&report.stdout));
}

/// The twin of the test above: a refusal, and an agency's order that nobody has paid here, hold nothing back.
#[test]
fn tickets_are_handed_over_after_a_refusal_and_to_agencies_without_a_payment() {
    let outlet = outlet();
    let traveller = Traveller::at(&outlet);
    let made = traveller.order(&outlet, "ref", ONE).json()["order"].clone();
    let number = made["number"].as_str().unwrap();
    on_the_phone(&outlet, &traveller.pay(&outlet, &made["id"].to_string(), "5"), "pay");
    let operator = operator(&outlet);
    assert_eq!(operator.office("ticket_refund_request", &[("orderid", number)]).number(), 0);
    let refund = operator.office("refund_gets", &[]).result()["refunds"][0]["id"].to_string();
    assert_eq!(operator.office("refund_audit", &[("refundid", &refund), ("confirmed", "false")]).number(), 0);
    for order in [number, "20261101000002"] {
        assert_eq!(operator.office("ticket_order_deal", &[("orderid", order)]).number(), 0, "{order}");
    }
    let again = operator.office("ticket_refund_request", &[("orderid", number)]);
    assert_eq!(again.number(), 1307, "the tickets are out of the house");
}

/// The twin of the limit's test: without a limit nothing is refused.
#[test]
fn without_a_limit_everybody_gets_a_ticket() {
    let outlet = outlet();
    assert!((0..16).all(|_| Traveller::at(&outlet).order(&outlet, "ref", ONE).status == 200));
}

#[test]
fn an_order_that_nobody_pays_expires_and_its_tickets_can_be_sold_again() {
    let outlet = outlet();
    limit(&outlet, "5");
    let traveller = Traveller::at(&outlet);
    let id = traveller.ordered(&outlet, "ref", LINES);
    let held = Traveller::at(&outlet);
    assert_eq!(refusal(&held.order(&outlet, "ref", ONE)), (409, "sold-out".to_owned()));
    let folder = outlet.stop();
    let outlet = Start::demo("2026-11-21 10:31:00").on(folder);
    // The first call comes before the regular work: a buyer does not wait for it.
    let next = Traveller::at(&outlet);
    assert_eq!(next.order(&outlet, "ref", LINES).status, 200);
    let traveller = Traveller(traveller.0.at(&outlet.address));
    let ended = traveller.state(&outlet, &id);
    assert_eq!((&ended["state"], &ended["ticketstatus"]), (&"cancelled".into(), &"4".into()));
    assert_eq!(refusal(&traveller.pay(&outlet, &id, "5")), (409, "state".to_owned()));
    let booked = operator(&outlet).office("ticket_order_get", &[("orderid", "20261101000002")]).result();
    assert_eq!(booked["order"]["status"], "0", "an agency's booking stays");
}

#[test]
fn money_that_comes_too_late_goes_back() {
    let outlet = outlet();
    let traveller = Traveller::at(&outlet);
    let id = traveller.ordered(&outlet, "ref", ONE);
    let paying = traveller.pay(&outlet, &id, "5");
    assert_eq!(traveller.cancel(&outlet, &id).status, 200);
    assert_eq!(on_the_phone(&outlet, &paying, "pay"), 200);
    let found = traveller.state(&outlet, &id);
    assert_eq!((&found["state"], &found["paid"]), (&"cancelled".into(), &false.into()));
    let folder = outlet.stop();
    assert_eq!(folder.count("select money from refunds where origin = 'late payment'"), 5500);
    let report = run(&["check", "--data", folder.data().to_str().unwrap()]);
    assert_eq!(report.status.code(), Some(0), "{}", String::from_utf8_lossy(&report.stdout));
}

#[test]
fn somebody_elses_order_is_unknown_to_every_call() {
    let outlet = outlet();
    let (owner, other) = (Traveller::at(&outlet), Traveller::at(&outlet));
    let id = owner.ordered(&outlet, "ref", LINES);
    let minutes = outlet.traveller().order_minutes().to_string();
    for (who, order) in [(&other, id.as_str()), (&owner, "1"), (&owner, &minutes), (&owner, "999"), (&owner, "-1")] {
        let unknown = (404, "order".to_owned());
        assert_eq!(refusal(&who.get(&outlet, &format!("tickets/order/state?orderid={order}"))), unknown, "{order}");
        assert_eq!(refusal(&who.pay(&outlet, order, "5")), unknown, "{order}");
        assert_eq!(refusal(&who.pay(&outlet, order, "1")), unknown, "{order}");
        assert_eq!(refusal(&who.cancel(&outlet, order)), unknown, "{order}");
        assert_eq!(refusal(&who.refusals(&outlet, order)), unknown, "{order}");
    }
    // The twin: the owner may do all that.
    assert_eq!(owner.refusals(&outlet, &id).json(), json!({"refusals": 0}));
    assert_eq!(owner.pay(&outlet, &id, "1").status, 200);
    assert_eq!(owner.cancel(&outlet, &id).status, 200);
}

#[test]
fn nobody_orders_without_a_customers_session() {
    let outlet = outlet();
    let nobody = Traveller(Visitor::with_session(&outlet.address, 0, "made-up"));
    let clerk = Traveller(outlet.login("clerk", "demo-clerk"));
    for (who, status) in [(nobody, 401), (clerk, 403)] {
        assert_eq!(who.order(&outlet, "ref", LINES).status, status);
        assert_eq!(who.get(&outlet, "tickets/order/state?orderid=1").status, status);
        assert_eq!(who.pay(&outlet, "1", "5").status, status);
        assert_eq!(who.cancel(&outlet, "1").status, status);
        assert_eq!(who.refusals(&outlet, "1").status, status);
    }
    let form = [("client_ref", "ref"), ("lines", ONE)];
    assert_eq!(outlet.form("/api/pages/tickets/order", &form).status, 401);
}

#[test]
fn what_makes_no_sense_is_refused_and_leaves_nothing() {
    let outlet = outlet();
    let traveller = Traveller::at(&outlet);
    for lines in [
        "",
        "x",
        "{}",
        "[]",
        "[1]",
        "[{}]",
        r#"[{"productid":"T001"}]"#,
        r#"[{"productid":"T001","quantity":0}]"#,
        r#"[{"productid":"T001","quantity":100}]"#,
        r#"[{"productid":"T001","quantity":-1}]"#,
        r#"[{"productid":"T001","quantity":1.5}]"#,
        r#"[{"productid":"T001","quantity":"2"}]"#,
        r#"[{"productid":"T001","quantity":50},{"productid":"T001","quantity":50}]"#,
        r#"[{"productid":1,"quantity":1}]"#,
        r#"[{"productid":" ","quantity":1}]"#,
        r#"[{"productid":"T001","quantity":99999999999999999999}]"#,
    ] {
        assert_eq!(traveller.order(&outlet, "ref", lines).status, 400, "{lines}");
    }
    let unknown = r#"[{"productid":"T001","quantity":1},{"productid":"T009","quantity":1}]"#;
    assert_eq!(refusal(&traveller.order(&outlet, "ref", unknown)), (409, "gone".to_owned()));
    let long = "x".repeat(65);
    for wrong in [("client_ref", long.as_str()), ("client_ref", ""), ("phone", "12345"), ("name", &long)] {
        let fields: Vec<_> = [("client_ref", "ref"), ("lines", ONE)].into_iter().filter(|it| it.0 != wrong.0).collect();
        assert_eq!(traveller.post(&outlet, "order", &[&fields[..], &[wrong]].concat()).status, 400, "{wrong:?}");
    }
    let id = traveller.ordered(&outlet, "ref", ONE);
    for way in ["2", "0", "x", ""] {
        assert_eq!(traveller.pay(&outlet, &id, way).status, 400, "{way}");
    }
    let folder = outlet.stop();
    assert_eq!(folder.count("select count(*) from orders where channel = 'ticket'"), 4);
}

#[test]
fn agencies_neither_see_nor_cancel_what_the_kiosk_sold_and_nobody_signs_in_as_the_kiosk() {
    let outlet = outlet();
    let traveller = Traveller::at(&outlet);
    let made = traveller.order(&outlet, "ref", LINES).json()["order"].clone();
    let (id, number) = (made["id"].to_string(), made["number"].as_str().unwrap().to_owned());
    traveller.pay(&outlet, &id, "5");
    let empty = |answer: &Answer| answer.status == 200 && answer.json() == json!([]);
    for (kind, code) in [(2, "AGENT01"), (8, "OUTPOST")] {
        assert!(empty(&Agent::first().get(&outlet, &deals_of(kind, code, &number))), "{kind}/{code}");
        assert!(empty(&Agent::first().get(&outlet, &log_of(kind, code, &number))), "{kind}/{code}");
    }
    // The staff may give it a key by mistake: it lets nobody in.
    let operator = operator(&outlet);
    let house = [("customertypecode", "8"), ("customerid", "OUTPOST")];
    let named = [("customername", "官网"), ("username", "house"), ("password", "secret")];
    let set = operator.office("ticket_customer_set", &[&house[..], &named].concat()).result();
    assert_eq!((&set["customer"]["enabled"], &set["customer"]["haskey"]), (&true.into(), &false.into()));
    let key = operator.office("ticket_key_rotate", &house).result()["sessionkey"].as_str().unwrap().to_owned();
    let question = format!("{API}/Order/Query/Deal/8/OUTPOST/{number}/1?guidernum=");
    let answer = Agent::new("house", &key, "secret").get(&outlet, &question);
    assert_eq!(answer.header("www-authenticate"), Some("Hawk error=\"Unknown credentials\""), "{}", answer.text());
    // The twin: another official website with a key is let in.
    let other = [("customertypecode", "8"), ("customerid", "SITE")];
    let named = [("customername", "网"), ("username", "site"), ("password", "secret")];
    operator.office("ticket_customer_set", &[&other[..], &named].concat()).result();
    let key = operator.office("ticket_key_rotate", &other).result()["sessionkey"].as_str().unwrap().to_owned();
    let question = format!("{API}/Order/Query/Deal/8/SITE/{number}/1?guidernum=");
    assert!(empty(&Agent::new("site", &key, "secret").get(&outlet, &question)));
}

#[test]
fn a_kiosk_that_the_staff_has_closed_sells_no_tickets() {
    let outlet = outlet();
    let traveller = Traveller::at(&outlet);
    let house = [("customertypecode", "8"), ("customerid", "OUTPOST"), ("customername", "官网"), ("username", "kiosk")];
    let set =
        |enabled| operator(&outlet).office("ticket_customer_set", &[&house[..], &[("enabled", enabled)]].concat());
    set("false").result();
    assert_eq!(outlet.get("/api/pages/window").json()["tickets"], json!([]));
    assert_eq!(refusal(&traveller.order(&outlet, "ref", ONE)), (409, "gone".to_owned()));
    set("true").result();
    assert_eq!(traveller.order(&outlet, "ref", ONE).status, 200);
}

#[test]
fn free_tickets_need_no_payment_and_wait_at_the_counter() {
    let outlet = outlet();
    let product = [("productid", "T000"), ("productname", "开放日"), ("unit", "张"), ("price", "0")];
    operator(&outlet).office("ticket_product_set", &product).result();
    let traveller = Traveller::at(&outlet);
    let id = traveller.ordered(&outlet, "ref", r#"[{"productid":"T000","quantity":2}]"#);
    let paid = traveller.pay(&outlet, &id, "1").json();
    assert_eq!((&paid["order"]["state"], &paid["order"]["ticketstatus"]), (&"paid".into(), &"0".into()));
    assert_eq!(paid["pay_url"], Value::Null);
}

#[test]
fn a_refused_payment_is_told_to_the_one_who_waits_for_it() {
    let outlet = outlet();
    let traveller = Traveller::at(&outlet);
    let id = traveller.ordered(&outlet, "ref", ONE);
    let paying = traveller.pay(&outlet, &id, "5");
    assert_eq!(traveller.refusals(&outlet, &id).json()["refusals"], 0);
    for count in 1..=2 {
        assert_eq!(on_the_phone(&outlet, &paying, "refuse"), 200);
        assert_eq!(traveller.refusals(&outlet, &id).json()["refusals"], count);
    }
    assert_eq!(traveller.state(&outlet, &id)["state"], "paying", "it changes nothing else");
    assert_eq!(on_the_phone(&outlet, &paying, "pay"), 200);
    assert_eq!(traveller.state(&outlet, &id)["state"], "paid");
}

#[test]
fn an_outlet_without_a_provider_takes_the_money_at_the_counter() {
    let outlet = Start::demo(TODAY).set("gateways.sandbox", "off").run();
    let traveller = Traveller::at(&outlet);
    let id = traveller.ordered(&outlet, "ref", ONE);
    assert_eq!(refusal(&traveller.pay(&outlet, &id, "5")), (409, "no-provider".to_owned()));
    assert_eq!(traveller.state(&outlet, &id)["state"], "unpaid", "it expires as any other");
    assert_eq!(traveller.pay(&outlet, &id, "1").json()["order"]["state"], "paying");
}

#[test]
fn an_order_that_was_answered_is_there_after_a_power_cut() {
    let outlet = outlet();
    let traveller = Traveller::at(&outlet);
    let id = traveller.ordered(&outlet, "ref", LINES);
    let outlet = Start::demo(TODAY).on(outlet.kill());
    let traveller = Traveller(traveller.0.at(&outlet.address));
    assert_eq!(traveller.ordered(&outlet, "ref", LINES), id);
}
