//! Paying through the built-in sandbox, from the form of `order_paying` to the paid order.

use crate::support::{HtmlForm, Outlet, RECORDED_DAY, Start, Visitor};
use md5::{Digest, Md5};
use serde_json::Value;

/// What the demonstration signs its sandbox with.
const KEY: &str = "demo-sandbox-key";
const SELLER: &str = "2088000000000000";

/// Orders one card and begins to pay it on the web; the order's id and the form that goes to the gateway.
fn begin(buyer: &Visitor) -> (i64, HtmlForm) {
    let id = buyer.order_card();
    let page = buyer.call("order_paying", &[("orderid", &id.to_string()), ("payid", "2")]);
    (id, HtmlForm::read(page.text()))
}

fn pay_status(buyer: &Visitor, id: i64) -> Value {
    buyer.order(id)["pay_status"].clone()
}

/// Every movement of money, as the ledger has it.
fn payments(outlet: Outlet) -> i64 {
    outlet.stop().count("select count(*) from money_moves where kind = 'payment'")
}

#[test]
fn a_customer_pays_on_the_sandbox_s_page() {
    let outlet = Outlet::demo();
    let buyer = outlet.traveller();
    let (id, form) = begin(&buyer);
    assert_eq!(pay_status(&buyer, id), 1);

    let page = form.send(&outlet);
    assert_eq!(page.status, 200);
    assert!(page.text().contains("¥50.00"), "{}", page.text());

    let paid = HtmlForm::read(page.text()).with("choice", "pay").send(&outlet);
    assert_eq!(paid.status, 200, "{}", paid.text());
    let order = buyer.order(id);
    assert_eq!((&order["pay_status"], &order["payid"]), (&2.into(), &2.into()));
    assert_eq!(order["paidmoney"].to_string(), "50.00");
    assert!(paid.text().contains(order["payvoucher"].as_str().unwrap()), "the page names the trade number");
}

#[test]
fn a_customer_who_refuses_has_not_paid_and_may_pay_after_all() {
    let outlet = Outlet::demo();
    let buyer = outlet.traveller();
    let (id, form) = begin(&buyer);
    let choice = HtmlForm::read(form.send(&outlet).text());
    assert_eq!(choice.clone().with("choice", "refuse").send(&outlet).status, 200);
    assert_eq!(pay_status(&buyer, id), 1);
    choice.with("choice", "pay").send(&outlet);
    assert_eq!(pay_status(&buyer, id), 2);
}

#[test]
fn a_double_click_pays_once() {
    let outlet = Outlet::demo();
    let buyer = outlet.traveller();
    let (id, form) = begin(&buyer);
    let pay = HtmlForm::read(form.send(&outlet).text()).with("choice", "pay");
    std::thread::scope(|scope| {
        let clicks: Vec<_> = (0..4).map(|_| scope.spawn(|| pay.send(&outlet).status)).collect();
        for click in clicks {
            assert_eq!(click.join().unwrap(), 200, "each click is told that it is paid");
        }
    });
    let first = buyer.order(id);
    pay.send(&outlet);
    assert_eq!(buyer.order(id), first, "another click later changes nothing");
    assert_eq!(payments(outlet), 1);
}

#[test]
fn a_form_with_another_amount_or_order_is_not_the_shop_s() {
    let outlet = Outlet::demo();
    let buyer = outlet.traveller();
    let (id, form) = begin(&buyer);
    for changed in [form.clone().with("total_fee", "0.01"), form.clone().with("out_trade_no", "2")] {
        assert_eq!(changed.send(&outlet).status, 400);
    }
    let choice = HtmlForm::read(form.send(&outlet).text()).with("choice", "pay");
    for changed in [choice.clone().with("amount", "0.01"), choice.with("notify", "/uc/services/wxpay/notify")] {
        assert_eq!(changed.send(&outlet).status, 400);
    }
    assert_eq!(pay_status(&buyer, id), 1);
}

/// The number of a demonstration's next order: three orders of tickets are there from the start.
const FIRST_ORDER: i64 = 4;

/// A notice of Alipay for that order, signed with a key.
fn notice(changes: &[(&str, &str)], key: &str) -> Vec<(String, String)> {
    let first_order = FIRST_ORDER.to_string();
    let mut fields = vec![
        ("out_trade_no", first_order.as_str()),
        ("seller_id", SELLER),
        ("total_fee", "50.00"),
        ("trade_no", "2016070621001004"),
        ("trade_status", "TRADE_SUCCESS"),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields.sort_unstable();
    let text: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let hash: Vec<_> = Md5::digest(text.join("&") + key).iter().map(|byte| format!("{byte:02x}")).collect();
    let sign = hash.concat();
    fields.extend([("sign", sign.as_str()), ("sign_type", "MD5")]);
    fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn send(outlet: &Outlet, fields: &[(String, String)]) -> String {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    outlet.form("/uc/services/alipay/notify", &fields).text().to_owned()
}

#[test]
fn a_forged_notice_changes_nothing_and_the_true_one_pays_once() {
    let outlet = Outlet::demo();
    let buyer = outlet.traveller();
    let (id, _) = begin(&buyer);
    assert_eq!(id, FIRST_ORDER);
    let before = buyer.order(id);
    let mut forged = notice(&[], KEY);
    forged[2].1 = "0.01".to_owned();
    for fields in [
        forged,
        notice(&[], "another key"),
        notice(&[], ""),
        notice(&[("seller_id", "2088000000000001")], KEY),
        notice(&[("trade_status", "WAIT_BUYER_PAY")], KEY),
        notice(&[("out_trade_no", "999")], KEY),
    ] {
        send(&outlet, &fields);
        assert_eq!(buyer.order(id), before, "{fields:?}");
    }
    // The twin: the same notice with nothing wrong in it pays, so each refusal above was for what was wrong.
    assert_eq!(send(&outlet, &notice(&[], KEY)), "success");
    let paid = buyer.order(id);
    assert_eq!(paid["pay_status"], 2);
    assert_eq!(send(&outlet, &notice(&[], KEY)), "success", "a provider repeats its notices until it hears this");
    assert_eq!(buyer.order(id), paid);
    assert_eq!(payments(outlet), 1);
}

#[test]
fn a_notice_for_a_cancelled_order_books_money_that_must_go_back() {
    let outlet = Outlet::demo();
    let buyer = outlet.traveller();
    let (id, _) = begin(&buyer);
    buyer.call("order_cancel", &[("orderid", &id.to_string())]).result();
    assert_eq!(send(&outlet, &notice(&[], KEY)), "success");
    assert_eq!(buyer.order(id)["order_status"], 2);
    let folder = outlet.stop();
    assert_eq!(folder.count("select count(*) from refunds where origin = 'late payment' and money = 5000"), 1);
}

#[test]
fn a_payment_that_cannot_begin_leaves_the_order_as_it_was() {
    // With a key of the outlet's own WeChat would have to be asked, and this outlet calls nobody.
    let merchant = [("wechat_app", "wx1"), ("wechat_merchant", "1900000109"), ("wechat_key", "a key of 2016")];
    let start = Start::demo(RECORDED_DAY);
    let outlet =
        merchant.iter().fold(start, |start, (name, value)| start.set(&format!("gateways.{name}"), value)).run();
    let buyer = outlet.traveller();
    let id = buyer.order_card();
    let before = buyer.order(id);
    let paying = |way: &str| buyer.call("order_paying", &[("orderid", &id.to_string()), ("payid", way)]);
    assert_eq!(paying("5").number(), 1500);
    assert_eq!(buyer.order(id), before, "it is unpaid and will expire");
    // The twin: a way that can begin does change it.
    paying("2");
    assert_ne!(buyer.order(id), before);
}
