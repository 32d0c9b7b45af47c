//! Money that goes back: once, never more than came in, and with it all that the order held.

mod counter;
mod goods;
mod lines;
mod whole;

use std::sync::Barrier;

use crate::support::{Outlet, Visitor, encode};
use md5::{Digest, Md5};
use serde_json::{Value, json};

/// What the demonstration signs its sandbox with.
const KEY: &str = "demo-sandbox-key";
const SELLER: &str = "2088000000000000";

/// Runs the same thing in so many threads that begin together.
fn at_once<T: Send>(count: usize, run: impl Fn() -> T + Sync) -> Vec<T> {
    let gate = Barrier::new(count);
    let (gate, run) = (&gate, &run);
    std::thread::scope(|scope| {
        let begin = move || {
            gate.wait();
            run()
        };
        let threads: Vec<_> = (0..count).map(|_| scope.spawn(begin)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn submit(buyer: &Visitor, fields: &[(&str, &str)]) -> Value {
    buyer.call("order_submit", fields).result()["order"].clone()
}

/// The form of a notice of Alipay's web payment.
fn signed(fields: &[(&str, &str)]) -> String {
    let mut all = vec![("seller_id", SELLER)];
    all.extend_from_slice(fields);
    all.sort_unstable();
    let plain: Vec<String> = all.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let digest = Md5::digest(format!("{}{KEY}", plain.join("&")));
    let sign = digest.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    all.extend([("sign", sign.as_str()), ("sign_type", "MD5")]);
    encode(&all)
}

fn notice(outlet: &Outlet, fields: &[(&str, &str)]) -> String {
    outlet.raw_form("/uc/services/alipay/notify", &signed(fields)).text().to_owned()
}

fn paid_notice(outlet: &Outlet, id: &str, trade: &str, amount: &str) -> String {
    let fields = [("out_trade_no", id), ("trade_no", trade), ("trade_status", "TRADE_SUCCESS"), ("total_fee", amount)];
    notice(outlet, &fields)
}

fn closed_notice(outlet: &Outlet, id: &str, trade: &str, amount: &str) -> String {
    let fields = [("out_trade_no", id), ("trade_no", trade), ("trade_status", "TRADE_CLOSED"), ("refund_fee", amount)];
    notice(outlet, &fields)
}

/// Takes an exact amount at the counter.
fn take(boss: &Visitor, id: &str, amount: &str) {
    let paid = boss.office("order_paid", &[("orderid", id), ("payvoucher", &format!("slip {id}")), ("amount", amount)]);
    assert_eq!(paid.result()["order"]["pay_status"], 2, "{}", paid.text());
}

fn ask(buyer: &Visitor, what: (&str, &str)) -> Value {
    buyer.call("refund", &[what, ("reason", "行程取消")]).result()["refund"].clone()
}

fn audit(boss: &Visitor, refund: &Value, confirmed: &str) -> i64 {
    boss.office("refund_audit", &[("refundid", &refund["id"].to_string()), ("confirmed", confirmed)]).number()
}

fn refunds(buyer: &Visitor) -> Vec<Value> {
    buyer.call("refund_gets", &[]).result()["refunds"].as_array().unwrap().clone()
}

const LEDGER: &str = "select coalesce(sum(amount), 0) from money_moves";
const BACK: &str = "select count(*) from money_moves where kind = 'refund'";

#[test]
fn a_refund_is_asked_for_ten_times_and_confirmed_ten_times_and_paid_back_once() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let id = submit(&buyer, &[("productid", "1"), ("quantity", "3")])["id"].to_string();
    assert_eq!(buyer.call("evoucher_discount", &[("orderid", &id), ("evoucherid", "10")]).number(), 0);
    take(&boss, &id, "140.00");
    let asked = at_once(10, || ask(&buyer, ("orderid", &id))["id"].to_string());
    assert!(asked.iter().all(|refund| *refund == asked[0]), "one refund: {asked:?}");
    let refund = refunds(&buyer)[0].clone();
    assert_eq!(
        (refund["money"].to_string(), &refund["status"], &refund["is_real"]),
        ("140.00".into(), &json!(0), &json!(true))
    );

    assert!(at_once(10, || audit(&boss, &refund, "true")).iter().all(|no| *no == 0));
    let order = buyer.order(id.parse().unwrap());
    assert_eq!((&order["pay_status"], &order["order_status"]), (&json!(3), &json!(5)));
    assert_eq!(order["orderdetails"][0]["status"], 7);
    let refund = refunds(&buyer)[0].clone();
    assert_eq!((&refund["status"], refund["refundtime"].is_string()), (&json!(4), true));
    assert_eq!(audit(&boss, &refund, "false"), 1307, "too late to refuse");
    assert_eq!(buyer.call("refund", &[("orderid", &id), ("reason", "again")]).number(), 1307);
    let free = buyer.call("evoucher_gets", &[]).result()["evouchers"].as_array().unwrap().clone();
    assert!(free.iter().any(|it| it["id"] == 10 && it["used_datetime"].is_null() && it["orderid"].is_null()));

    let folder = outlet.stop();
    assert_eq!((folder.count(LEDGER), folder.count(BACK)), (0, 1));
    assert_eq!(folder.count("select stock from products where id = 1"), 100);
    assert_eq!(folder.count("select count(*) from audit_trail where action = 'refund_audit'"), 1);
}

/// The twin of the guards: the same statements without them pay twice and ask twice.
#[test]
fn without_their_guards_a_refund_would_be_booked_and_asked_for_twice() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let id = submit(&buyer, &[("productid", "1")])["id"].to_string();
    take(&boss, &id, "50.00");
    ask(&buyer, ("orderid", &id));
    let folder = outlet.stop();
    let database = folder.database();
    let unguarded = "update refunds set status = 4 where id = 1";
    let guarded = "update refunds set status = 4 where id = 1 and status in (0, 1, 3)";
    let run = |sql: &str| database.execute(sql, []).unwrap();
    assert_eq!([run(guarded), run(guarded)], [1, 0]);
    assert_eq!([run(unguarded), run(unguarded)], [1, 1], "each of them would book the money");
    let again = "insert into refunds (id, order_id, account_id, origin, money, way, created_at)
        select id + 100, order_id, account_id, origin, money, way, created_at from refunds where id = 1";
    let refused = database.execute(again, []).unwrap_err().to_string();
    assert!(refused.contains("refunds_one_live"), "{refused}");
    database.execute("drop index refunds_one_live", []).unwrap();
    assert_eq!(run(again), 1, "without the index there are two");
}

#[test]
fn lines_go_back_one_by_one_and_together_no_more_than_was_paid() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let order = submit(&buyer, &[("productid", "3"), ("call_duration", "400")]); // 40.00 - 2.00
    let id = order["id"].to_string();
    assert_eq!(buyer.call("orderdetail_set", &[("orderid", &id), ("productid", "1")]).number(), 0); // 50.00
    assert_eq!(buyer.call("evoucher_discount", &[("orderid", &id), ("evoucherid", "10")]).number(), 0);
    let lines = buyer.order(id.parse().unwrap())["orderdetails"].clone();
    let line = |at: usize| lines[at]["id"].to_string();
    take(&boss, &id, "78.00");

    let first = ask(&buyer, ("orderdetailid", &line(0)));
    assert_eq!(first["money"].to_string(), "33.69", "38.00 less its share of the voucher");
    assert_eq!((&first["orderdetailid"], &first["is_real"]), (&lines[0]["id"], &json!(false)));
    assert_eq!(
        buyer.call("refund", &[("orderid", &id), ("reasonid", "1")]).number(),
        1307,
        "a line is being looked at"
    );
    assert_eq!(audit(&boss, &first, "true"), 0);
    let order = buyer.order(id.parse().unwrap());
    assert_eq!((&order["pay_status"], &order["orderdetails"][0]["status"]), (&json!(2), &json!(7)));
    assert_eq!(buyer.call("refund", &[("orderdetailid", &line(0)), ("reasonid", "1")]).number(), 1307);

    let rest = buyer.call("refund", &[("orderid", &id), ("reasonid", "1")]).result()["refund"].clone();
    assert_eq!((rest["money"].to_string(), &rest["reason"]), ("44.31".into(), &json!("行程取消")));
    assert_eq!(rest["orderdetailid"], -1);
    assert_eq!(audit(&boss, &rest, "true"), 0);
    assert_eq!(buyer.order(id.parse().unwrap())["pay_status"], 3);
    let folder = outlet.stop();
    assert_eq!((folder.count(LEDGER), folder.count(BACK)), (0, 2));
    assert_eq!(folder.count("select stock from products where id = 1"), 100);
    assert_eq!(folder.count("select sum(change) from stock_moves where item = 1 and order_id is not null"), 0);
}

#[test]
fn the_last_line_that_goes_back_ends_the_order() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let order = submit(&buyer, &[("productid", "1"), ("quantity", "2")]);
    let (id, line) = (order["id"].to_string(), order["orderdetails"][0]["id"].to_string());
    take(&boss, &id, "100.00");
    let refund = ask(&buyer, ("orderdetailid", &line));
    assert_eq!(audit(&boss, &refund, "true"), 0);
    let order = buyer.order(id.parse().unwrap());
    assert_eq!((&order["pay_status"], &order["order_status"]), (&json!(3), &json!(5)));
    assert_eq!(outlet.stop().count("select stock from products where id = 1"), 100, "and its goods came back once");
}

#[test]
fn an_order_that_vouchers_paid_gives_them_back() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let id = submit(&buyer, &[("productid", "3"), ("call_duration", "50")])["id"].to_string();
    assert_eq!(buyer.call("evoucher_discount", &[("orderid", &id), ("evoucherid", "10")]).number(), 0);
    let confirmed = buyer.call("order_confirm", &[("orderid", &id)]).result();
    assert_eq!(confirmed["order"]["pay_status"], 2);
    let refund = ask(&buyer, ("orderid", &id));
    assert_eq!(refund["money"].to_string(), "0.00");
    assert_eq!(audit(&boss, &refund, "true"), 0);
    assert_eq!(buyer.order(id.parse().unwrap())["pay_status"], 3);
    assert_eq!(buyer.call("evoucher_gets", &[("orderid", &id)]).result()["evouchers"], json!([]));
    assert_eq!(outlet.stop().count("select count(*) from money_moves"), 0);
}

#[test]
fn money_by_a_provider_goes_back_through_its_sandbox() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let id = submit(&buyer, &[("productid", "1"), ("quantity", "2")])["id"].to_string();
    assert_eq!(paid_notice(&outlet, &id, "trade 1", "100.00"), "success");
    let refund = ask(&buyer, ("orderid", &id));
    assert_eq!((&refund["refund_type"], &refund["payvoucher"]), (&json!(2), &json!("trade 1")));
    let answer = boss.office("refund_audit", &[("refundid", &refund["id"].to_string()), ("confirmed", "true")]);
    assert_eq!(answer.result()["refund"]["status"], 1, "the answer is the decision");
    assert_eq!(refunds(&buyer)[0]["status"], 4, "and the sandbox has paid back");
    assert!(refunds(&buyer)[0]["refundingtime"].is_string());
    assert_eq!(buyer.order(id.parse().unwrap())["pay_status"], 3);
    let folder = outlet.stop();
    assert_eq!((folder.count(LEDGER), folder.count(BACK)), (0, 1));
}

#[test]
fn a_provider_s_notices_a_hundred_times_at_once_pay_once_and_pay_back_once() {
    let outlet = Outlet::demo();
    let buyer = outlet.traveller();
    let id = submit(&buyer, &[("productid", "1"), ("quantity", "2")])["id"].to_string();
    assert!(at_once(100, || paid_notice(&outlet, &id, "trade 1", "100.00")).iter().all(|text| text == "success"));
    assert_eq!(closed_notice(&outlet, &id, "trade 1", "40.00"), "success", "heard, though nobody knows what for");
    assert_eq!(buyer.order(id.parse().unwrap())["pay_status"], 2);
    assert_eq!(closed_notice(&outlet, &id, "trade 2", "100.00"), "success");
    assert_eq!(buyer.order(id.parse().unwrap())["pay_status"], 2, "another trade's money is not this order's");
    assert!(at_once(100, || closed_notice(&outlet, &id, "trade 1", "100.00")).iter().all(|text| text == "success"));
    let order = buyer.order(id.parse().unwrap());
    assert_eq!((&order["pay_status"], &order["order_status"]), (&json!(3), &json!(5)));
    assert_eq!(refunds(&buyer).len(), 1);
    let folder = outlet.stop();
    assert_eq!((folder.count(LEDGER), folder.count("select count(*) from money_moves")), (0, 2));
    assert_eq!(folder.count("select stock from products where id = 1"), 100);
}

#[test]
fn money_that_came_too_late_is_listed_and_goes_back_without_touching_the_order() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let id = submit(&buyer, &[("productid", "1")])["id"].to_string();
    assert_eq!(buyer.call("order_cancel", &[("orderid", &id)]).number(), 0);
    assert_eq!(paid_notice(&outlet, &id, "late trade", "50.00"), "success");
    let listed = boss.office("refund_gets", &[]).result()["refunds"].as_array().unwrap().clone();
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0]["money"].to_string(), &listed[0]["is_real"]), ("50.00".into(), &json!(false)));
    assert_eq!(audit(&boss, &listed[0], "false"), 1307, "it is not ours to keep");
    assert_eq!(audit(&boss, &listed[0], "true"), 0);
    assert_eq!(refunds(&buyer)[0]["status"], 4);
    assert_eq!(buyer.order(id.parse().unwrap())["order_status"], 2);
    let folder = outlet.stop();
    assert_eq!((folder.count(LEDGER), folder.count(BACK)), (0, 1));
    assert_eq!(folder.count("select stock from products where id = 1"), 100);
}

#[test]
fn numbers_pick_up_vouchers_and_gifts_come_back_with_the_money() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let days = [("effect_datetime", "2016-07-10 00:00:00"), ("failure_datetime", "2016-07-12 23:59:59")];
    let id = submit(&buyer, &[("productid", "6"), ("quantity", "5"), days[0], days[1]])["id"].to_string();
    let traffic = [("orderid", id.as_str()), ("productid", "5"), ("areaname", "欧洲"), days[0], days[1]];
    assert_eq!(buyer.call("orderdetail_set", &traffic).number(), 0);
    let place =
        [("orderid", id.as_str()), ("obtainvoucher", "true"), ("outletid", "2"), ("obtaintime", "2016-07-08 10:30:00")];
    assert_eq!(buyer.call("order_shipping", &place).number(), 0);
    let due = buyer.order(id.parse().unwrap())["payable_amount"].to_string();
    take(&boss, &id, &due);
    let mine = |template: i64| {
        let all = buyer.call("evoucher_gets", &[]).result()["evouchers"].as_array().unwrap().clone();
        all.into_iter().rfind(|it| it["evoucherid"] == template && it["id"].as_i64().unwrap() > 10)
    };
    let serial = mine(1).unwrap()["evoucher_sn"].to_string();
    assert!(mine(7).is_some(), "the member voucher of the first traffic");
    let numbers =
        |who: &Visitor| who.call("order_submit", &[("productid", "6"), ("quantity", "5"), days[0], days[1]]).number();
    assert_eq!(numbers(&outlet.companion()), 1401);

    assert_eq!(audit(&boss, &ask(&buyer, ("orderid", &id)), "true"), 0);
    assert_eq!(boss.office("deliveryvoucher_verify", &[("evoucher_sn", &serial)]).number(), 1202);
    assert!(mine(7).is_none());
    assert_eq!(numbers(&outlet.companion()), 0, "the numbers are free");
    assert_eq!(outlet.stop().count("select count(*) from trips where account_id = 7"), 0);
}

#[test]
fn refunds_are_their_owner_s_and_the_office_s() {
    let outlet = Outlet::demo();
    let (buyer, other, boss) = (outlet.traveller(), outlet.companion(), outlet.admin());
    let order = submit(&buyer, &[("productid", "1")]);
    let (id, line) = (order["id"].to_string(), order["orderdetails"][0]["id"].to_string());
    take(&boss, &id, "50.00");
    let wants = |who: &Visitor, what: (&str, &str)| who.call("refund", &[what, ("reason", "其它")]).number();
    assert_eq!([wants(&other, ("orderid", &id)), wants(&other, ("orderdetailid", &line))], [1306, 1306]);
    assert_eq!([wants(&buyer, ("orderid", "4711")), wants(&buyer, ("orderdetailid", "4711"))], [1305, 1303]);
    assert_eq!([wants(&buyer, ("orderid", "x")), wants(&buyer, ("other", "1"))], [1100, 1100]);
    assert_eq!(buyer.call("refund", &[("orderid", &id), ("reasonid", "99")]).number(), 1100, "no such reason");
    let refund = ask(&buyer, ("orderid", &id));
    let number = refund["id"].to_string();
    assert_eq!(other.call("refund_gets", &[]).result()["refunds"], json!([]));
    assert_eq!(other.call("refund_gets", &[("orderid", &id)]).number(), 1306);

    let send = |who: &Visitor, refund: &str| {
        who.call("refund_shipping", &[("refundid", refund), ("shipping_name", "顺丰速运"), ("invoice_no", "SF1")])
    };
    assert_eq!([send(&other, &number).number(), send(&buyer, "4711").number()], [1309, 1308]);
    let on_its_way = send(&buyer, &number).result()["refund"].clone();
    assert_eq!(
        (&on_its_way["shipping_status"], &on_its_way["invoice_no"], on_its_way["shippingtime"].is_string()),
        (&json!(1), &json!("SF1"), true)
    );
    for clerk in [&buyer, &outlet.login("clerk", "demo-clerk")] {
        for name in ["refund_gets", "refund_audit", "refund_received"] {
            let fields = [("refundid", number.as_str()), ("refundids", &number), ("invoice_no", "SF1")];
            assert_eq!(clerk.office(name, &fields).number(), 1103, "{name}");
        }
    }
    let operator = outlet.login("operator", "demo-operator");
    let groups =
        |group: &str| operator.office("refund_gets", &[("group", group)]).result()["refunds"].as_array().unwrap().len();
    assert_eq!([groups("1"), groups("2"), groups("0")], [1, 0, 1], "a card is a thing");
    let ids = format!("[{number},4711]");
    let received = operator.office("refund_received", &[("refundids", &ids), ("invoice_no", "SF1")]).result();
    assert_eq!(received["refunds"].as_array().unwrap().len(), 1, "unknown ones are left out");
    assert_eq!(received["refunds"][0]["shipping_status"], 2);
    assert_eq!(send(&buyer, &number).number(), 1307, "they have arrived");

    assert_eq!(operator.office("refund_audit", &[("refundid", "4711"), ("confirmed", "true")]).number(), 1308);
    assert_eq!([audit(&operator, &refund, "false"), audit(&operator, &refund, "false")], [0, 0]);
    assert_eq!(audit(&operator, &refund, "true"), 1307, "it was refused");
    assert_eq!(refunds(&buyer)[0]["status"], 2);
    assert_eq!(buyer.order(id.parse().unwrap())["pay_status"], 2);
    assert_ne!(ask(&buyer, ("orderid", &id))["id"], refund["id"], "who was refused may ask again");
}
