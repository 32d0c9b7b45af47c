//! Every payment has a row: what a provider's verified notice brings is a payment, a refund that is due, or money that the staff sees
//! until somebody says what became of it; and no payment is under way for an amount that is not due any more.

use crate::support::{Outlet, RECORDED_DAY, Start, Visitor, encode, notices, run};
use md5::{Digest, Md5};
use serde_json::Value;

const FORM: &str = "application/x-www-form-urlencoded";

/// The manager's page with the operator's session.
fn page(outlet: &Outlet, method: &str, path: &str, fields: &[(&str, &str)]) -> (u16, Value) {
    let operator = outlet.login("operator", "demo-operator");
    let answer = operator.send(method, &format!("/api/pages/{path}"), FORM, &encode(fields));
    (answer.status, answer.json())
}

/// The money without an order that the till lists: number, trade number, amount, whether it went back.
fn unmatched(outlet: &Outlet) -> Vec<(Value, Value, String, Value)> {
    let till = page(outlet, "GET", "till", &[]).1;
    let shape =
        |it: &Value| (it["number"].clone(), it["tradeno"].clone(), it["amount"].to_string(), it["went_back"].clone());
    till["unmatched"].as_array().unwrap().iter().map(shape).collect()
}

fn settle(outlet: &Outlet, id: &Value, more: &[(&str, &str)]) -> u16 {
    let id = id.to_string();
    page(outlet, "POST", "admin/unmatched", &[&[("id", id.as_str())], more].concat()).0
}

/// The ids of what the till lists.
fn ids(outlet: &Outlet) -> Vec<Value> {
    let till = page(outlet, "GET", "till", &[]).1;
    till["unmatched"].as_array().unwrap().iter().map(|it| it["id"].clone()).collect()
}

/// Alipay's notice that all of a payment went back.
fn paid_back(outlet: &Outlet, order: &str, trade_no: &str, amount: &str) -> String {
    paid_back_of(outlet, order, trade_no, (amount, amount, "TRADE_CLOSED"))
}

/// Alipay's notice that so much went back of a payment of so much, which leaves the trade in a state.
fn paid_back_of(outlet: &Outlet, order: &str, trade_no: &str, (amount, paid, state): (&str, &str, &str)) -> String {
    let mut fields = vec![
        ("out_trade_no", order),
        ("refund_fee", amount),
        ("seller_id", "2088000000000000"),
        ("total_fee", paid),
        ("trade_no", trade_no),
        ("trade_status", state),
    ];
    let said = fields.iter().filter(|(_, value)| !value.is_empty()); // what is empty is not signed
    let signed: Vec<String> = said.map(|(name, value)| format!("{name}={value}")).collect();
    let digest = Md5::digest(format!("{}demo-sandbox-key", signed.join("&")));
    let sign = digest.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    fields.extend([("sign", sign.as_str()), ("sign_type", "MD5")]);
    outlet.form("/uc/services/alipay/notify", &fields).text().to_owned()
}

/// `WeChat`'s notice that so many fen came in.
fn wechat_paid(outlet: &Outlet, order: &str, trade_no: &str, fen: &str) -> String {
    let fields = [
        ("appid", "wx2088000000000000"),
        ("mch_id", "2088000000000000"),
        ("out_trade_no", order),
        ("result_code", "SUCCESS"),
        ("return_code", "SUCCESS"),
        ("total_fee", fen),
        ("transaction_id", trade_no),
    ];
    let text: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let digest = Md5::digest(format!("{}&key=demo-sandbox-key", text.join("&")));
    let sign: Vec<_> = digest.iter().map(|byte| format!("{byte:02X}")).collect();
    let xml: Vec<_> = fields.iter().map(|(name, value)| format!("<{name}><![CDATA[{value}]]></{name}>")).collect();
    let xml = format!("<xml>{}<sign>{}</sign></xml>", xml.concat(), sign.concat());
    outlet.call("POST", "/uc/services/wxpay/notify", &[("Content-Type", "text/xml")], xml.as_bytes()).text().to_owned()
}

fn begin(buyer: &Visitor, id: &str) {
    let form = buyer.call("order_paying", &[("orderid", id), ("payid", "2")]);
    assert!(form.text().starts_with("<form"), "{}", form.text());
}

/// Two cards that a traveller begins to pay with Alipay, 100.00 in all.
fn being_paid(buyer: &Visitor) -> String {
    let order = buyer.call("order_submit", &[("productid", "1"), ("quantity", "2")]).result();
    let id = order["order"]["id"].to_string();
    begin(buyer, &id);
    id
}

/// What waits to go back for an order: money and trade number.
fn due_back(buyer: &Visitor, id: &str) -> Vec<(String, Value)> {
    let refunds = buyer.call("refund_gets", &[("orderid", id)]).result()["refunds"].clone();
    refunds.as_array().unwrap().iter().map(|it| (it["money"].to_string(), it["payvoucher"].clone())).collect()
}

const COURIER: [(&str, &str); 2] = [("shipping_address", "4"), ("shipping_id", "1")];

/// A call, its fields, and what is due then.
type Edit<'e> = (&'static str, Vec<(&'e str, &'e str)>, &'static str);

/// Edits that change what is due.
fn edits<'e>(id: &'e str, line: &'e str) -> Vec<Edit<'e>> {
    vec![
        ("evoucher_discount", vec![("orderid", id), ("evoucherid", "10")], "90.00"),
        ("order_shipping", [&[("orderid", id)], &COURIER[..]].concat(), "105.00"),
        ("orderdetail_set", vec![("orderdetailid", line), ("productid", "1"), ("quantity", "3")], "150.00"),
        ("orderdetail_set", vec![("orderid", id), ("productid", "3"), ("call_duration", "40")], "104.00"),
    ]
}

#[test]
fn an_order_whose_amount_changes_is_not_being_paid_any_more_and_the_old_form_s_money_goes_back() {
    for edit in 0..4 {
        let outlet = Outlet::demo_at(RECORDED_DAY);
        let buyer = outlet.traveller();
        let id = being_paid(&buyer);
        let before = buyer.order(id.parse().unwrap());
        assert_eq!((&before["pay_status"], &before["payid"]), (&Value::from(1), &Value::from(2)));
        let line = before["orderdetails"][0]["id"].to_string();
        let (call, fields, due) = edits(&id, &line).swap_remove(edit);
        assert_eq!(buyer.call(call, &fields).number(), 0, "{call}");
        let order = buyer.order(id.parse().unwrap());
        assert_eq!((&order["pay_status"], order.get("payid")), (&Value::from(0), None), "{call}: {order}");

        // Who pays the old form all the same gets the money back, and the order stays to be paid.
        assert_eq!(notices::alipay_paid(&outlet, &id, "T-old", "100.00").text(), "success");
        assert_eq!(due_back(&buyer, &id), [("100.00".to_owned(), "T-old".into())], "{call}");
        assert_eq!(buyer.order(id.parse().unwrap())["pay_status"], 0, "{call}");
        begin(&buyer, &id);
        assert_eq!(notices::alipay_paid(&outlet, &id, "T-new", due).text(), "success");
        assert_eq!(buyer.order(id.parse().unwrap())["pay_status"], 2, "{call}");
        assert_eq!(due_back(&buyer, &id).len(), 1, "{call}");
        outlet.stop().check();
    }
}

/// The twin: an edit that leaves the amount as it was leaves the payment under way, and so does any edit of who pays in cash: he is
/// asked for what is due then, as recorded.
#[test]
fn an_edit_that_changes_no_amount_or_is_paid_in_cash_ends_no_payment() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let buyer = outlet.traveller();
    let id = being_paid(&buyer);
    let pick_up = [("obtainvoucher", "true"), ("outletid", "2"), ("obtaintime", "2016-07-07 10:30:00")];
    assert_eq!(buyer.call("order_shipping", &[&[("orderid", id.as_str())], &pick_up[..]].concat()).number(), 0);
    assert_eq!(buyer.order(id.parse().unwrap())["pay_status"], 1);

    let cash = buyer.order_card().to_string();
    buyer.call("order_paying", &[("orderid", &cash), ("payid", "1"), ("payvoucher", "V1")]).result();
    buyer.call("order_shipping", &[&[("orderid", cash.as_str())], &COURIER[..]].concat()).result();
    let order = buyer.order(cash.parse().unwrap());
    assert_eq!((&order["pay_status"], &order["payvoucher"]), (&Value::from(1), &Value::from("V1")));
}

#[test]
fn money_for_no_order_stands_in_the_till_and_in_check_until_somebody_says_what_became_of_it() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    for _ in 0..2 {
        assert_eq!(notices::alipay_paid(&outlet, "987654", "T-1", "28.50").text(), "success");
        assert!(wechat_paid(&outlet, "987654", "W-1", "2850").contains("FAIL"), "no order, as the document says");
    }
    let wanted = |trade: &str| (Value::from("987654"), Value::from(trade), "28.50".to_owned(), Value::from(false));
    assert_eq!(unmatched(&outlet), [wanted("T-1"), wanted("W-1")], "once, however often the notice comes");
    let data = outlet.folder.data();
    let report = run(&["check", "--data", data.to_str().unwrap()]);
    let text = String::from_utf8_lossy(&report.stdout).into_owned();
    assert!(!report.status.success() && text.contains("of order number 987654"), "{text}");

    let found = ids(&outlet);
    assert_eq!(settle(&outlet, &found[0], &[]), 400, "a note is wanted");
    assert_eq!(settle(&outlet, &999.into(), &[("note", "x")]), 404);
    assert_eq!(settle(&outlet, &found[0], &[("note", "paid back on Alipay's page")]), 200);
    assert_eq!(unmatched(&outlet), [wanted("W-1")]);
    assert_eq!(settle(&outlet, &found[1], &[("note", "paid back")]), 200);
    assert_eq!(settle(&outlet, &found[1], &[("note", "again")]), 200, "a second click changes nothing");
    assert_eq!(notices::alipay_paid(&outlet, "987654", "T-1", "28.50").text(), "success");
    assert_eq!(unmatched(&outlet), [], "a settled notice that comes again is settled");
    let trail = outlet.folder.count("select count(*) from audit_trail where action = 'money_settled'");
    assert_eq!(trail, 2);
    outlet.stop().check();
}

#[test]
fn money_under_a_trade_number_that_was_booked_otherwise_is_not_lost() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let buyer = outlet.traveller();
    let (one, other) = (being_paid(&buyer), being_paid(&buyer));
    assert_eq!(notices::alipay_paid(&outlet, &one, "T-1", "100.00").text(), "success");
    assert_eq!(notices::alipay_paid(&outlet, &one, "T-1", "100.00").text(), "success");
    assert_eq!(unmatched(&outlet), [], "the twin: the same payment again is no other money");
    assert_eq!(notices::alipay_paid(&outlet, &one, "T-1", "120.00").text(), "success");
    assert_eq!(notices::alipay_paid(&outlet, &other, "T-1", "100.00").text(), "success");
    let found = unmatched(&outlet);
    assert_eq!(found.iter().map(|it| it.2.as_str()).collect::<Vec<_>>(), ["120.00", "100.00"], "{found:?}");
    assert_eq!(buyer.order(other.parse().unwrap())["pay_status"], 1);
}

#[test]
fn money_that_a_provider_paid_back_by_itself_in_part_is_not_lost() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let buyer = outlet.traveller();
    let id = being_paid(&buyer);
    notices::alipay_paid(&outlet, &id, "T-1", "100.00");
    for (order, trade_no, amount) in [(id.as_str(), "T-1", "30.00"), (&id, "T-2", "100.00"), ("987654", "T-1", "1.00")]
    {
        for _ in 0..2 {
            assert_eq!(paid_back(&outlet, order, trade_no, amount), "success");
        }
    }
    let amounts: Vec<_> = unmatched(&outlet).into_iter().map(|it| (it.2, it.3)).collect();
    let back = |amount: &str| (amount.to_owned(), Value::from(true));
    assert_eq!(amounts, [back("30.00"), back("100.00"), back("1.00")]);
    // The twin: what goes back whole is booked with the order and stands nowhere else.
    assert_eq!(paid_back(&outlet, &id, "T-1", "100.00"), "success");
    assert_eq!(buyer.order(id.parse().unwrap())["pay_status"], 3);
    assert_eq!(unmatched(&outlet).len(), 3);
}

#[test]
fn a_part_that_went_back_is_no_repeat_of_the_payment_though_alipay_calls_the_trade_a_success() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let buyer = outlet.traveller();
    let id = being_paid(&buyer);
    assert_eq!(notices::alipay_paid(&outlet, &id, "T-1", "100.00").text(), "success");
    let part = |amount: &str| paid_back_of(&outlet, &id, "T-1", (amount, "100.00", "TRADE_SUCCESS"));
    assert_eq!([part("30.00"), part("30.00")], ["success", "success"]);
    let went_back = (id.clone().into(), "T-1".into(), "30.00".to_owned(), true.into());
    assert_eq!(unmatched(&outlet), [went_back], "nobody here asked for it");
    assert_eq!(buyer.order(id.parse().unwrap())["pay_status"], 2);

    // The twin: nothing went back, and it is the payment again.
    assert_eq!([part("0.00"), part("")], ["success", "success"]);
    assert_eq!(unmatched(&outlet).len(), 1);
    // A refund that waits for the provider is booked by it.
    let other = being_paid(&buyer);
    assert_eq!(notices::alipay_paid(&outlet, &other, "T-2", "100.00").text(), "success");
    assert_eq!(notices::alipay_paid(&outlet, &other, "T-3", "100.00").text(), "success");
    assert_eq!(due_back(&buyer, &other), [("100.00".to_owned(), "T-3".into())], "paid twice");
    assert_eq!(paid_back_of(&outlet, &other, "T-3", ("100.00", "100.00", "TRADE_SUCCESS")), "success");
    assert_eq!(unmatched(&outlet).len(), 1);
    let booked = "select count(*) from money_moves where amount = -10000 or (kind = 'refund' and amount = 10000)";
    assert_eq!(outlet.folder.count(booked), 1);
}

#[test]
fn money_whose_order_is_found_is_booked_there() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let buyer = outlet.traveller();
    let (paid, closed) = (buyer.order_card().to_string(), buyer.order_card().to_string());
    buyer.call("order_cancel", &[("orderid", &closed)]).result();
    for trade_no in ["T-1", "T-2", "T-3"] {
        notices::alipay_paid(&outlet, "987654", trade_no, "50.00");
    }
    let found = ids(&outlet);
    let book = |money: &Value, order: &str| settle(&outlet, money, &[("note", "a wrong number"), ("orderid", order)]);
    assert_eq!(book(&found[0], "999999"), 404);
    assert_eq!(book(&found[0], &paid), 200);
    assert_eq!(buyer.order(paid.parse().unwrap())["pay_status"], 2, "it pays the order");
    assert_eq!(book(&found[1], &closed), 200);
    assert_eq!(due_back(&buyer, &closed), [("50.00".to_owned(), "T-2".into())], "it must go back");
    assert_eq!(ids(&outlet), [found[2].clone()], "the twin: what nobody has settled stays");
    let clerk = outlet.login("clerk", "demo-clerk").sessionid;
    let fields = [("id", found[2].to_string()), ("note", "mine".to_owned()), ("sessionid", clerk)];
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(outlet.form("/api/pages/admin/unmatched", &fields).status, 403, "clerks settle no money");
}

/// A merchant with a key of his own.
fn real_merchant() -> Outlet {
    let gateway = [
        ("gateways.alipay_key", "a key of 2016"),
        ("gateways.alipay_partner", "2088111"),
        ("gateways.alipay_seller", "2088111"),
    ];
    gateway.iter().fold(Start::demo(RECORDED_DAY), |start, (name, value)| start.set(name, value)).run()
}

#[test]
fn the_form_for_a_real_provider_holds_nothing_that_opens_anything() {
    let outlet = real_merchant();
    let buyer = outlet.traveller();
    let id = buyer.order_card().to_string();
    let form = buyer.call("order_paying", &[("orderid", &id), ("payid", "2")]).text().to_owned();
    assert!(form.contains(&format!(r#"name="body" value="order {id}""#)), "{form}");
    assert!(!form.contains(&buyer.sessionid), "{form}");
    // The twin: the sandbox's form, which never leaves this server, is the recorded one.
    let sandbox = Outlet::demo_at(RECORDED_DAY);
    let buyer = sandbox.traveller();
    let id = buyer.order_card().to_string();
    let form = buyer.call("order_paying", &[("orderid", &id), ("payid", "2")]).text().to_owned();
    assert!(form.contains(&format!(r#"name="body" value="7:{}""#, buyer.sessionid)), "{form}");
}

#[test]
fn a_client_s_reference_with_other_content_is_refused() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let buyer = outlet.traveller();
    let submit = |more: &[(&str, &str)]| buyer.call("order_submit", &[&[("client_ref", "tap-1")], more].concat());
    let first = submit(&[("productid", "1"), ("quantity", "2")]).result();
    let again = submit(&[("quantity", "2"), ("productid", "1")]);
    assert_eq!(again.result(), first, "the twin: the same wish is the same order");
    for other in [
        &[("productid", "1"), ("quantity", "5")][..],
        &[("productid", "3"), ("quantity", "2"), ("call_duration", "40")],
        &[("productid", "1"), ("quantity", "2"), ("pay_id", "2")],
        &[("productid", "1"), ("quantity", "2"), COURIER[0], COURIER[1]],
    ] {
        assert_eq!(submit(other).number(), 1100, "{other:?}");
    }
    let cart = buyer.call("cart_set", &[("productid", "1"), ("quantity", "2")]).result()["cart"]["id"].to_string();
    assert_eq!(submit(&[("cartids", &cart)]).number(), 1100);
    // An order that was changed since is still what the reference asked for.
    let line = first["order"]["orderdetails"][0]["id"].to_string();
    let edit = [("orderdetailid", line.as_str()), ("productid", "1"), ("quantity", "1")];
    buyer.call("orderdetail_set", &edit).result();
    assert_eq!(submit(&[("productid", "1"), ("quantity", "2")]).result()["order"]["id"], first["order"]["id"]);
    let mine = "select count(*) from orders where client_ref = 'tap-1'";
    assert_eq!(outlet.folder.count(mine), 1);
    // A cart's lines leave the cart with the first answer; the repeat names them again.
    let from_cart = |reference: &str| buyer.call("order_submit", &[("client_ref", reference), ("cartids", &cart)]);
    let ordered = from_cart("tap-2").result();
    assert_eq!(from_cart("tap-2").result(), ordered);
    assert_eq!(from_cart("tap-3").number(), 1100, "the twin: another reference finds the cart empty");
}

#[test]
fn who_may_settle_money_without_an_order_sees_it_at_the_counter_and_a_clerk_does_not() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    notices::alipay_paid(&outlet, "987654", "T-1", "28.50");
    let seen = |name: &str| {
        outlet.login(name, &format!("demo-{name}")).page("/api/pages/counter/today").json()["unmatched"].clone()
    };
    let till = page(&outlet, "GET", "till", &[]).1["unmatched"].clone();
    assert_eq!(till[0]["tradeno"], "T-1");
    assert_eq!((seen("operator"), seen("admin")), (till.clone(), till));
    assert_eq!(seen("clerk"), serde_json::json!([]), "the twin");
    let found = ids(&outlet);
    assert_eq!(settle(&outlet, &found[0], &[("note", "paid back")]), 200);
    assert_eq!(seen("operator"), serde_json::json!([]));
}
