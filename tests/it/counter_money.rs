//! Money in hand at the counter: what was handed over, payments that were a mistake, and receipts on paper.

use crate::support::desk::{Desk, offered, refusal};
use crate::support::{Outlet, Start};
use serde_json::{Value, json};

const AT: &str = "2026-07-06 10:00:00";
const CARD: &str = "8944200012789700101";

/// A customer's order of one card (50.00) that is paid at the counter.
fn order(outlet: &Outlet) -> String {
    let buyer = outlet.traveller();
    let order = buyer.call("order_submit", &[("productid", "1"), ("quantity", "1")]).result();
    let id = order["order"]["id"].to_string();
    buyer.call("order_paying", &[("orderid", &id), ("payid", "1")]).result();
    id
}

fn take(clerk: &Desk<'_>, order: &str, slip: &str, tendered: &str) -> Value {
    let fields = [("orderid", order), ("amount", "50.00"), ("reference", slip), ("tendered", tendered)];
    let answer = clerk.post("cash", &fields);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["order"].clone()
}

fn void(clerk: &Desk<'_>, order: &str, slip: &str) -> crate::support::Answer {
    clerk.post("void", &[("orderid", order), ("reference", slip)])
}

fn till(outlet: &Outlet) -> Value {
    let session = outlet.login("operator", "demo-operator").sessionid;
    let bearer = format!("Bearer {session}");
    outlet.call("GET", "/api/pages/till", &[("Authorization", &bearer)], b"").json()
}

#[test]
fn what_the_customer_handed_over_and_got_back_stays_with_the_payment() {
    let outlet = Outlet::demo_at(AT);
    let (clerk, order) = (Desk::clerk(&outlet), order(&outlet));
    let short = [("orderid", order.as_str()), ("amount", "50.00"), ("reference", "a"), ("tendered", "49.99")];
    assert_eq!(refusal(&clerk.post("cash", &short)), (400, "tendered".to_owned()));
    let paid = take(&clerk, &order, "a", "100");
    let payment = &paid["payment"];
    let said = [&payment["amount"], &payment["tendered"], &payment["change"], &payment["reference"]];
    assert_eq!(said, [&json!("50.00"), &json!("100.00"), &json!("50.00"), &json!("a")]);
    assert_eq!(outlet.folder.count("select tendered from money_moves where kind = 'payment'"), 10_000);
    // Sent again with another sum in hand it is the payment that was booked.
    assert_eq!(take(&clerk, &order, "a", "200")["payment"]["tendered"], "100.00");
    outlet.stop().check();
}

#[test]
fn a_mistake_is_taken_back_by_whoever_made_it_and_till_ledger_and_order_agree() {
    let outlet = Outlet::demo_at(AT);
    let (clerk, order) = (Desk::clerk(&outlet), order(&outlet));
    let stock = outlet.folder.count("select stock from products where id = 1");
    let paid = take(&clerk, &order, "a", "100");
    assert!(offered(&paid).contains(&"void"), "{paid}");
    assert_eq!(till(&outlet)["cash_expected"].to_string(), "50.00");
    for _ in 0..2 {
        let back = void(&clerk, &order, "a");
        assert_eq!(back.status, 200, "{}", back.text());
        let back = back.json()["order"].clone();
        assert_eq!((&back["state"], &back["paid"], &back["payment"]), (&json!("paying"), &Value::Null, &Value::Null));
        assert_eq!(offered(&back).first(), Some(&"cash"), "it waits for its money again: {back}");
    }
    let report = till(&outlet);
    let total = &report["total"];
    let sums = [&total["paid"], &total["voided"], &report["cash_expected"], &total["voids"], &total["payments"]];
    assert_eq!(sums.map(Value::to_string), ["0.00", "50.00", "0.00", "1", "0"]);
    assert_eq!(report["voids"][0]["amount"].to_string(), "50.00", "{report}");
    assert_eq!(outlet.folder.count("select sum(amount) from money_moves"), 0);
    assert_eq!(outlet.folder.count("select count(*) from money_moves"), 2, "both stay written down");
    assert_eq!(outlet.folder.count("select count(*) from audit_trail where action = 'counter_void'"), 1);
    assert_eq!(outlet.folder.count("select stock from products where id = 1"), stock, "it keeps its card");

    // The old slip again pays nothing anew; a new one does.
    assert_eq!(take(&clerk, &order, "a", "50")["state"], "paying");
    assert_eq!(take(&clerk, &order, "b", "50")["state"], "paid");
    assert_eq!(till(&outlet)["cash_expected"].to_string(), "50.00");
    outlet.stop().check();
}

#[test]
fn somebody_else_or_a_later_minute_needs_a_supervisor() {
    let outlet = Outlet::demo_at(AT);
    let (clerk, order) = (Desk::clerk(&outlet), order(&outlet));
    take(&clerk, &order, "a", "50");
    let at = "2026-07-06 10:05:00";
    let outlet = Start::demo(at).on(outlet.stop());
    let clerk = Desk::clerk(&outlet);
    let shown = clerk.get(&format!("order?orderid={order}")).json();
    assert!(!offered(&shown["order"]).contains(&"void"), "{shown}");
    assert_eq!(refusal(&void(&clerk, &order, "a")), (403, "void: supervisor".to_owned()));
    let operator = Desk::operator(&outlet);
    let shown = operator.get(&format!("order?orderid={order}")).json();
    assert!(offered(&shown["order"]).contains(&"void"), "{shown}");
    // What the operator took the clerk may not take back, however soon.
    let other = self::order(&outlet);
    take(&operator, &other, "o", "50");
    assert_eq!(refusal(&void(&clerk, &other, "o")), (403, "void: supervisor".to_owned()));
    assert_eq!(void(&operator, &order, "a").status, 200);
    assert_eq!(outlet.call("POST", "/api/pages/counter/void", &[], b"").status, 401, "nobody without a session");
    outlet.stop().check();
}

#[test]
fn what_was_handed_over_or_asked_back_is_no_mistake_any_more() {
    let outlet = Outlet::demo_at(AT);
    let clerk = Desk::clerk(&outlet);
    let with_card = order(&outlet);
    take(&clerk, &with_card, "a", "50");
    clerk.post("card", &[("orderid", &with_card), ("iccid", CARD)]);
    assert_eq!(refusal(&void(&clerk, &with_card, "a")), (409, "void: handed over".to_owned()));
    clerk.post("complete", &[("orderid", &with_card)]);
    assert_eq!(refusal(&void(&clerk, &with_card, "a")), (409, "void: handed over".to_owned()));

    let asked_back = order(&outlet);
    take(&clerk, &asked_back, "b", "50");
    clerk.post("refund", &[("orderid", &asked_back), ("reason", "买错了")]);
    assert_eq!(refusal(&void(&clerk, &asked_back, "b")), (409, "void: refunded".to_owned()));
    let shown = clerk.get(&format!("order?orderid={asked_back}")).json();
    let refund = shown["order"]["refunds"][0]["id"].to_string();
    let operator = Desk::operator(&outlet);
    assert_eq!(operator.post("refund/decide", &[("refundid", &refund), ("agreed", "true")]).status, 200);
    assert_eq!(refusal(&void(&operator, &asked_back, "b")), (409, "void: refunded".to_owned()));
    assert_eq!(refusal(&void(&operator, &asked_back, "nothing")), (409, "void: no payment".to_owned()));
    assert_eq!(outlet.folder.count("select count(*) from money_moves where voids is not null"), 0);
    outlet.stop().check();
}

/// It can fail: without the unique index two that come together would both find the payment standing.
#[test]
fn of_many_who_take_one_payment_back_together_one_does() {
    let outlet = Outlet::demo_at(AT);
    let (clerk, order) = (Desk::clerk(&outlet), order(&outlet));
    take(&clerk, &order, "a", "50");
    std::thread::scope(|scope| {
        for _ in 0..8 {
            let (clerk, order) = (&clerk, &order);
            scope.spawn(move || assert_eq!(void(clerk, order, "a").status, 200));
        }
    });
    assert_eq!(outlet.folder.count("select count(*) from money_moves where voids is not null"), 1);
    assert_eq!(outlet.folder.count("select sum(amount) from money_moves"), 0);
    outlet.stop().check();
}

#[test]
fn the_first_receipt_of_a_payment_is_the_receipt_and_the_next_one_a_copy() {
    let outlet = Outlet::demo_at(AT);
    let (clerk, order) = (Desk::clerk(&outlet), order(&outlet));
    let print = |reference: &str| clerk.post("receipt", &[("orderid", &order), ("client_ref", reference)]);
    assert_eq!(refusal(&print("x")), (409, "1307".to_owned()), "nothing is paid yet");
    take(&clerk, &order, "a", "50");
    let copies = ["x", "x", "y", "z"].map(|reference| print(reference).json()["copy"].clone());
    assert_eq!(copies, [json!(false), json!(false), json!(true), json!(true)]);
    assert_eq!(outlet.folder.count("select count(*) from audit_trail where action = 'receipt_printed'"), 1);
    // A payment that took the place of one that was taken back has a receipt of its own.
    assert_eq!(void(&clerk, &order, "a").status, 200);
    take(&clerk, &order, "b", "50");
    assert_eq!(print("w").json()["copy"], false);
    outlet.stop().check();
}
