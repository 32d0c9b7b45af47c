//! One traveller's whole journey through the outlet, and books that add up at its end.

use crate::support::{HtmlForm, Outlet, Visitor, run};

const PHONE: &str = "13900000007";
const CARD: &str = "8944200012789700101";

/// Registers with the check code that stands in the outlet's log.
fn register(outlet: &Outlet) -> Visitor {
    let (id, code) = outlet.check_code(PHONE);
    let fields =
        [("username", PHONE), ("password", "a journey"), ("phone", PHONE), ("checkid", &id), ("checkcode", &code)];
    assert_eq!(outlet.form("/uc/services/register", &fields).number(), 0);
    outlet.login(PHONE, "a journey")
}

/// Orders a card with five days of traffic out of the cart, to be picked up at the airport; the order's id.
fn order(me: &Visitor) -> String {
    let line = [
        ("productid", "5"),
        ("areaname", "泰国"),
        ("effect_datetime", "2016-07-06 00:00:00"),
        ("failure_datetime", "2016-07-10 23:59:59"),
    ];
    let cart = me.call("cart_set", &line).result()["cart"]["id"].to_string();
    let order = me.call("order_submit", &[("cartids", &cart)]).result()["order"]["id"].to_string();
    let pick_up = [
        ("orderid", order.as_str()),
        ("obtainvoucher", "true"),
        ("outletid", "2"),
        ("obtaintime", "2016-07-06 18:00:00"),
    ];
    assert_eq!(me.call("order_shipping", &pick_up).number(), 0);
    order
}

/// Pays on the sandbox's page.
fn pay(outlet: &Outlet, me: &Visitor, order: &str) {
    let form = HtmlForm::read(me.call("order_paying", &[("orderid", order), ("payid", "2")]).text());
    let choice = HtmlForm::read(form.send(outlet).text());
    assert_eq!(choice.with("choice", "pay").send(outlet).status, 200);
}

/// The counter sees the voucher, hands the card over and completes the pick-up.
fn hand_over(outlet: &Outlet, me: &Visitor, order: &str) {
    let vouchers = me.call("evoucher_gets", &[("orderid", order)]).result();
    let serial = vouchers["evouchers"][0]["evoucher_sn"].to_string();
    let (clerk, admin) = (outlet.login("clerk", "demo-clerk"), outlet.admin());
    let seen = clerk.office("deliveryvoucher_verify", &[("evoucher_sn", &serial)]).result();
    assert_eq!((seen["order"]["id"].to_string(), seen["order"]["pay_status"].as_i64()), (order.to_owned(), Some(2)));
    assert_eq!(admin.office("cardorder_bind", &[("orderid", order), ("simid", CARD)]).number(), 0);
    assert_eq!(clerk.office("deliveryvoucher_complete", &[("evoucher_sn", &serial)]).number(), 0);
    assert_eq!(clerk.office("deliveryvoucher_complete", &[("evoucher_sn", &serial)]).number(), 1200);
}

#[test]
fn a_traveller_registers_buys_pays_picks_up_travels_and_gets_the_money_back() {
    let outlet = Outlet::demo();
    let me = register(&outlet);
    let order = order(&me);
    pay(&outlet, &me, &order);
    hand_over(&outlet, &me, &order);

    assert_eq!(me.call("datacard_bind", &[("datacardid", CARD)]).number(), 0);
    let packages = me.call("trafficvoice_get", &[]).result();
    assert_eq!(packages["servicepackages"][0]["simids"][0], CARD, "{packages}");

    let refund = me.call("refund", &[("orderid", &order), ("reason", "行程取消")]).result()["refund"]["id"].to_string();
    assert_eq!(outlet.admin().office("refund_audit", &[("refundid", &refund), ("confirmed", "true")]).number(), 0);
    let id = order.parse().unwrap();
    assert_eq!(me.order(id)["pay_status"], 3, "the sandbox gave the money back");
    assert_eq!(me.call("trafficvoice_get", &[]).result()["servicepackages"], serde_json::json!([]));

    let stock = || me.call("product_gets", &[("productids", "1")]).result()["products"][0]["stock_number"].clone();
    assert_eq!(stock(), 99, "the card is still with the traveller");
    outlet.admin().office("refund_received", &[("refundids", &refund), ("invoice_no", "SF1")]).result();

    let folder = outlet.stop();
    assert_eq!(folder.count("select sum(amount) from money_moves"), 0, "all that came in went back");
    assert_eq!(folder.count("select count(*) from money_moves"), 2);
    assert_eq!(folder.count("select stock from products where id = 1"), 100);
    let data = folder.data();
    let report = run(&["check".as_ref(), "--data".as_ref(), data.as_os_str()]);
    let lines = String::from_utf8(report.stdout).unwrap();
    assert!(lines.lines().count() > 20 && !lines.contains("WRONG"), "{lines}");
    assert_eq!(report.status.code(), Some(0));
}
