//! Vouchers and the pick-up counter: what is used once, who may see what, and pictures that machines can read.

use std::process::Command;
use std::sync::Barrier;

use crate::support::{Outlet, Visitor};
use serde_json::{Value, json};

/// Runs the same thing in so many threads that begin together.
fn at_once<T: Send>(count: usize, run: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let gate = Barrier::new(count);
    let (gate, run) = (&gate, &run);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .map(|number| {
                scope.spawn(move || {
                    gate.wait();
                    run(number)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

/// An order of cards that is picked up at the airport; its id and its voucher.
fn picked_up(buyer: &Visitor, pieces: &str) -> (String, Value) {
    let order = buyer.call("order_submit", &[("productid", "1"), ("quantity", pieces)]).result();
    let id = order["order"]["id"].to_string();
    let fields =
        [("orderid", id.as_str()), ("obtainvoucher", "true"), ("outletid", "2"), ("obtaintime", "2016-07-08 10:30:00")];
    assert_eq!(buyer.call("order_shipping", &fields).number(), 0);
    let found =
        vouchers(buyer).into_iter().find(|it| it["orderid"].as_i64() == id.parse().ok() && it["evoucherid"] == 1);
    (id, found.unwrap())
}

fn vouchers(buyer: &Visitor) -> Vec<Value> {
    buyer.call("evoucher_gets", &[]).result()["evouchers"].as_array().unwrap().clone()
}

fn voucher(buyer: &Visitor, id: i64) -> Value {
    vouchers(buyer).into_iter().find(|it| it["id"] == id).unwrap()
}

/// Takes what an order costs at the counter.
fn pay(buyer: &Visitor, boss: &Visitor, id: &str) {
    let order = buyer.order(id.parse().unwrap());
    let fen = |name: &str| (order[name].as_f64().unwrap_or(0.0) * 100.0).round() as i64;
    let due = (fen("payable_amount") + fen("shipping_fee") - fen("voucher_amount")).max(0);
    let amount = format!("{}.{:02}", due / 100, due % 100);
    let paid =
        boss.office("order_paid", &[("orderid", id), ("payvoucher", &format!("slip {id}")), ("amount", &amount)]);
    assert_eq!(paid.result()["order"]["pay_status"], 2, "{}", paid.text());
}

fn order_minutes(buyer: &Visitor, minutes: &str) -> String {
    buyer.call("order_submit", &[("productid", "3"), ("call_duration", minutes)]).result()["order"]["id"].to_string()
}

fn use_voucher(buyer: &Visitor, order: &str, vouchers: &str) -> i64 {
    buyer.call("evoucher_discount", &[("orderid", order), ("evoucherid", vouchers)]).number()
}

#[test]
fn a_voucher_that_is_used_on_ten_orders_at_once_is_used_on_one() {
    let outlet = Outlet::demo();
    let buyer = outlet.traveller();
    let orders: Vec<String> = (0..10).map(|_| order_minutes(&buyer, "400")).collect();
    let mut answers = at_once(10, |number| use_voucher(&buyer, &orders[number], "10"));
    answers.sort_unstable();
    assert_eq!(answers, [vec![0], vec![1200; 9]].concat());
    let with_discount = orders.iter().filter(|id| buyer.order(id.parse().unwrap())["voucher_amount"].is_number());
    assert_eq!(with_discount.count(), 1);
}

/// The twin: two tellers that both looked before either wrote. Without the guard both statements change the row.
#[test]
fn without_its_guard_a_voucher_would_be_used_twice() {
    let outlet = Outlet::demo();
    let buyer = outlet.traveller();
    let (one, two) = (order_minutes(&buyer, "400"), order_minutes(&buyer, "400"));
    let folder = outlet.stop();
    let database = folder.database();
    let set = "update vouchers set order_id = ?1, used_at = 1 where id = 10 and account_id = 7";
    let guard = "and used_at is null and order_id is null";
    let run = |sql: &str, order: &str| database.execute(sql, [order.parse::<i64>().unwrap()]).unwrap();
    assert_eq!([run(set, &one), run(set, &two)], [1, 1], "unguarded: the second order takes the first one's voucher");
    database.execute("update vouchers set order_id = null, used_at = null where id = 10", []).unwrap();
    let guarded = format!("{set} {guard}");
    assert_eq!([run(&guarded, &one), run(&guarded, &two)], [1, 0]);

    // The counter's guard and the codes' are of the same make.
    let change = |sql: &str| database.execute(sql, []).unwrap();
    let (complete, redeem) =
        ("update vouchers set used_at = 2 where id = 6", "update vouchers set account_id = 8 where id = 5");
    assert_eq!([change(complete), change(complete), change(redeem), change(redeem)], [1; 4]);
    change("update vouchers set used_at = null, account_id = -1 where id in (5, 6)");
    let complete = format!("{complete} and used_at is null");
    let redeem = format!("{redeem} and account_id = -1");
    assert_eq!([change(&complete), change(&complete), change(&redeem), change(&redeem)], [1, 0, 1, 0]);
}

#[test]
fn ten_clerks_hand_an_order_over_once() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let clerk = outlet.login("clerk", "demo-clerk");
    let (id, voucher) = picked_up(&buyer, "2");
    pay(&buyer, &boss, &id);
    let serial = voucher["evoucher_sn"].to_string();
    let hand_over = |_| clerk.office("deliveryvoucher_complete", &[("evoucher_sn", &serial)]);
    let mut answers: Vec<i64> = at_once(10, |number| hand_over(number).number());
    answers.sort_unstable();
    assert_eq!(answers, [vec![0], vec![1200; 9]].concat());
    assert_eq!(buyer.order(id.parse().unwrap())["shipping_status"], 2);
    assert!(!hand_over(0).text().contains("result"), "completing never has a result");
    let noted = "select count(*) from audit_trail where action = 'deliveryvoucher_complete' and actor_id = 126";
    assert_eq!(outlet.stop().count(noted), 1);
}

#[test]
fn the_counter_tells_what_is_wrong_with_a_voucher() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let verify = |serial: &str| boss.office("deliveryvoucher_verify", &[("evoucher_sn", serial)]);
    let complete = |serial: &str| boss.office("deliveryvoucher_complete", &[("evoucher_sn", serial)]).number();
    for (serial, no) in [("99999999", 1201), ("0", 1204), ("abc", 1204), ("1.5", 1204), ("16061410", 1201), ("", 1100)]
    {
        let answer = verify(serial);
        assert_eq!(answer.number(), no, "{serial}");
        assert_eq!(answer.json()["result"], json!({"quantity": 0}), "{serial}");
        assert_eq!(complete(serial), no, "{serial}");
    }
    let (id, voucher) = picked_up(&buyer, "3");
    let serial = voucher["evoucher_sn"].to_string();
    let shown = verify(&serial).result();
    assert_eq!((&shown["quantity"], &shown["order"]["pay_status"]), (&json!(3), &json!(0)));
    let user =
        json!({"createTime": shown["user"]["createTime"], "phone": "13800138000", "status": 1, "userid": "traveller"});
    assert_eq!(shown["user"], user);
    assert!(shown["user"]["createTime"].as_i64().unwrap() > 1_000_000_000_000, "epoch milliseconds");
    assert_eq!(complete(&serial), 1307, "nobody has paid");

    assert_eq!(buyer.call("order_cancel", &[("orderid", &id)]).number(), 0);
    assert_eq!((verify(&serial).number(), complete(&serial)), (1202, 1202), "the order was cancelled");
    assert_eq!(verify("1606140254").number(), 1202, "a pick-up voucher without an order");
}

#[test]
fn a_voucher_whose_goods_were_sent_is_shown_and_not_handed_over_again() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let (id, voucher) = picked_up(&buyer, "2");
    pay(&buyer, &boss, &id);
    let serial = voucher["evoucher_sn"].to_string();
    let complete = || boss.office("deliveryvoucher_complete", &[("evoucher_sn", &serial)]).number();
    assert_eq!(boss.office("order_shipped", &[("orderid", &id), ("invoice_no", "SF1")]).number(), 0);
    let shown = boss.office("deliveryvoucher_verify", &[("evoucher_sn", &serial)]).result();
    assert_eq!((&shown["quantity"], &shown["order"]["shipping_status"]), (&json!(2), &json!(1)), "{shown}");
    assert_eq!(complete(), 1307, "a carrier has it");
    assert_eq!(buyer.call("order_received", &[("orderid", &id)]).number(), 0);
    assert_eq!(complete(), 1307, "and the customer after that");
    assert_eq!(
        outlet.stop().count("select count(*) from vouchers where used_at is not null and order_id is not null"),
        0
    );
}

#[test]
fn a_pick_up_voucher_ends_after_thirty_days_even_when_it_was_paid() {
    let outlet = Outlet::demo_at("2016-06-22 06:43:51");
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let (id, voucher) = picked_up(&buyer, "1");
    pay(&buyer, &boss, &id);
    let serial = voucher["evoucher_sn"].to_string();
    let again_at = |at: &str, outlet: Outlet| crate::support::Start::demo(at).on(outlet.stop());
    let outlet = again_at("2016-07-22 06:43:00", outlet);
    let verify =
        |outlet: &Outlet| outlet.admin().office("deliveryvoucher_verify", &[("evoucher_sn", &serial)]).number();
    assert_eq!(verify(&outlet), 0, "the last minute");
    let outlet = again_at("2016-07-22 06:45:00", outlet);
    assert_eq!(verify(&outlet), 1202);
}

/// The codes that zbar reads in a picture, sorted.
fn codes_on(outlet: &Outlet, picture: &[u8]) -> Vec<String> {
    let file = outlet.folder.beside("voucher.png");
    std::fs::write(&file, picture).unwrap();
    let read = Command::new("zbarimg").arg("--quiet").arg(&file).output();
    let read = read.expect("zbarimg is needed: apt-get install zbar-tools");
    let text = String::from_utf8_lossy(&read.stdout);
    let mut codes: Vec<String> = text.lines().map(str::to_owned).collect();
    codes.sort_unstable();
    codes
}

#[test]
fn an_independent_reader_reads_both_codes_of_the_picture() {
    let outlet = Outlet::demo();
    let (_, voucher) = picked_up(&outlet.traveller(), "2");
    let path = format!("/{}", voucher["image"].as_str().unwrap());
    let picture = outlet.get(&path);
    assert_eq!((picture.status, picture.header("content-type")), (200, Some("image/png")));
    let size: Vec<u32> = [16, 20].map(|at| u32::from_be_bytes(picture.body[at..at + 4].try_into().unwrap())).into();
    assert_eq!(size, [1080, 680]);
    let serial = &voucher["evoucher_sn"];
    let both = [format!("CODE-128:{serial}"), format!("QR-Code:{serial}")];
    assert_eq!(codes_on(&outlet, &picture.body), both);
    let english = outlet.get(&format!("{path}?language=en"));
    assert_eq!((english.status, english.header("content-type")), (200, Some("image/png")));
    assert_ne!(english.body, picture.body, "its words are others");
    assert_eq!(codes_on(&outlet, &english.body), both);
    assert_eq!(outlet.get(&format!("{path}?language=zh")).body, picture.body);
    assert_eq!(outlet.get(&path).body, picture.body, "the second time it comes out of the memory");
}

#[test]
fn pictures_are_no_way_to_guess_serials() {
    let outlet = Outlet::demo();
    let (_, voucher) = picked_up(&outlet.traveller(), "1");
    let path = format!("/{}", voucher["image"].as_str().unwrap());
    let serial = voucher["evoucher_sn"].to_string();
    assert_eq!(outlet.get(&format!("/images/201501/evouchers_img/{serial}.PNG")).status, 404, "another month");
    assert_eq!(outlet.get(&path).status, 200);
    for guess in 0..29 {
        assert_eq!(outlet.get(&format!("/images/201607/evouchers_img/9999{guess:04}.PNG")).status, 404);
    }
    let refused = outlet.get(&path);
    assert_eq!(refused.status, 429, "who guesses does not even see the right ones");
    assert_eq!(refused.header("retry-after"), Some("600"));
    assert_eq!(outlet.get("/images/201605/prd_imgs/123.png").status, 200, "other pictures are no secret");
}

#[test]
fn vouchers_are_chosen_as_a_list_and_taken_off_with_zero() {
    let outlet = Outlet::demo();
    let buyer = outlet.traveller();
    let id = order_minutes(&buyer, "2000"); // 200.00 - 5 % = 190.00
    let amount = || buyer.order(id.parse().unwrap())["voucher_amount"].to_string();
    assert_eq!(use_voucher(&buyer, &id, "5"), 0);
    assert_eq!(amount(), "10.00");
    assert_eq!(use_voucher(&buyer, &id, "5"), 0, "a double click");
    assert_eq!(use_voucher(&buyer, &id, "[6,10]"), 0);
    assert_eq!(amount(), "20.00", "the new choice takes the place of the old one");
    assert!(voucher(&buyer, 5)["used_datetime"].is_null(), "which is free again");
    assert_eq!(use_voucher(&buyer, &id, "5,10"), 0);
    assert_eq!(use_voucher(&buyer, &id, "5,999999"), 1201);
    assert_eq!(amount(), "20.00", "a choice that fails changes nothing");
    assert_eq!(use_voucher(&buyer, &id, "3"), 1202, "190.00 is less than 200.00");
    assert_eq!(use_voucher(&buyer, &id, "1"), 1202, "no voucher for money");
    let more = [("orderid", id.as_str()), ("productid", "3"), ("call_duration", "10")];
    assert_eq!(buyer.call("orderdetail_set", &more).number(), 0);
    assert_eq!(amount(), "20.00", "as recorded, vouchers that still fit stay when a line changes");
    let cleared = buyer.call("evoucher_discount", &[("orderid", &id), ("evoucherid", "0")]).result();
    assert!(cleared["myevoucher"].is_null() && cleared["order"]["voucher_amount"].is_null());
    assert_eq!(use_voucher(&buyer, &id, "x"), 1100);
    let refused = buyer.call("evoucher_discount", &[("orderid", &id), ("evoucherid", "3")]);
    assert!(!refused.text().contains("result"), "errors have no result");
}

#[test]
fn limits_of_a_voucher_are_inclusive_and_lines_that_change_are_looked_at_again() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let template = json!({"name": "限额券", "type": 3, "money": 15, "min_amount": 28.5, "max_amount": 28.5});
    let code = make_code(&outlet, &boss, &template, &[]);
    let mine = buyer.call("evouchersn_exchange", &[("evoucher_sn", &code)]).result()["evoucher"]["id"].to_string();
    for (minutes, no) in [("299", 1202), ("301", 1202), ("300", 0)] {
        let id = order_minutes(&buyer, minutes); // 300 minutes are 28.50
        assert_eq!(use_voucher(&buyer, &id, &mine), no, "{minutes}");
    }
    let id = order_minutes(&buyer, "300");
    assert_eq!(use_voucher(&buyer, &id, &mine), 1200);
    let used = voucher(&buyer, mine.parse().unwrap())["orderid"].to_string();
    let changed = buyer.call("orderdetail_set", &[("orderid", &used), ("productid", "3"), ("call_duration", "10")]);
    assert_eq!(changed.number(), 0);
    assert!(voucher(&buyer, mine.parse().unwrap())["orderid"].is_null(), "it does not fit 29.50");
}

#[test]
fn a_days_voucher_takes_days_of_the_product_it_is_for_off() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    // Two days off from five days of traffic on.
    let template = json!({"name": "满五减二", "type": 5, "money": 2, "min_amount": 5});
    let code = make_code(&outlet, &boss, &template, &[2]);
    let mine = buyer.call("evouchersn_exchange", &[("evoucher_sn", &code)]).result()["evoucher"]["id"].to_string();
    let package = |until: &str| {
        let fields = [("productid", "5"), ("areaname", "欧洲"), ("effect_datetime", "2016-07-10 00:00:00")];
        let until = ("failure_datetime", until);
        buyer.call("order_submit", &[&fields[..], &[until]].concat()).result()["order"]["id"].to_string()
    };
    assert_eq!(use_voucher(&buyer, &package("2016-07-13 23:59:59"), &mine), 1202, "four days");
    assert_eq!(use_voucher(&buyer, &order_minutes(&buyer, "300"), &mine), 1202, "no traffic");
    let id = package("2016-07-14 23:59:59");
    assert_eq!(use_voucher(&buyer, &id, &mine), 0);
    assert_eq!(buyer.order(id.parse().unwrap())["voucher_amount"].to_string(), "60.20");
}

/// Makes a template for some products and one code of it.
fn make_code(outlet: &Outlet, boss: &Visitor, template: &Value, products: &[i64]) -> String {
    let body = json!({
        "userid": boss.userid, "sessionid": boss.sessionid, "evoucher": template, "productids": products
    });
    let made = outlet.json("/om/services/evoucher_create", &body).result()["evoucher"]["id"].to_string();
    let codes = boss.office("evouchersn_generate", &[("evoucherid", &made)]).result();
    codes["evoucher_sns"][0].as_str().unwrap().to_owned()
}

#[test]
fn a_thousand_codes_differ_and_ten_customers_redeem_one_once() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let codes = boss.office("evouchersn_generate", &[("evoucherid", "8"), ("quantity", "1000")]).result();
    let serials: std::collections::HashSet<&str> =
        codes["evoucher_sns"].as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect();
    assert_eq!(serials.len(), 1000);
    assert!(serials.iter().all(|serial| serial.len() >= 7), "eight digits, the first may be a zero");
    for (quantity, no) in [("1001", 1100), ("0", 1100), ("-1", 1100), ("x", 1100)] {
        let answer = boss.office("evouchersn_generate", &[("evoucherid", "8"), ("quantity", quantity)]);
        assert_eq!(answer.number(), no, "{quantity}");
    }
    assert_eq!(boss.office("evouchersn_generate", &[("evoucherid", "1")]).number(), 1100, "pick-ups need an order");
    assert_eq!(boss.office("evouchersn_generate", &[("evoucherid", "4711")]).number(), 1201);
    assert_eq!(
        outlet.login("operator", "demo-operator").office("evouchersn_generate", &[("evoucherid", "8")]).number(),
        1103
    );
    let people = [buyer, outlet.companion()];
    let one = *serials.iter().next().unwrap();
    let redeem = |number: usize| people[number % 2].call("evouchersn_exchange", &[("evoucher_sn", one)]).number();
    let mut answers = at_once(10, redeem);
    answers.sort_unstable();
    assert_eq!(answers, [vec![0], vec![1203; 9]].concat());
}

#[test]
fn codes_for_minutes_and_numbers_are_credited_and_used_up() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let template = |name: &str, money: i64| json!({"name": name, "type": 2, "money": money, "location": "evoucher", "description": "活动赠送"});
    let minutes = make_code(&outlet, &boss, &template("百分钟", 100), &[3]);
    let number = make_code(&outlet, &boss, &template("十日号", 10), &[6]);
    for code in [&minutes, &number] {
        let got = buyer.call("evouchersn_exchange", &[("evoucher_sn", code)]).result()["evoucher"].clone();
        assert_eq!((&got["showdetail"], got["used_datetime"].is_string()), (&json!(false), true), "{got}");
        assert_eq!(buyer.call("evouchersn_exchange", &[("evoucher_sn", code)]).number(), 1203);
    }
    let number_of_the_code =
        "select phone from service_grants where phone is not null and ends_at - starts_at = 864000000";
    let folder = outlet.stop();
    assert_eq!(
        folder.count("select minutes from service_grants where account_id = 7 and source = '活动赠送' and minutes > 0"),
        100
    );
    let phone: String = folder.database().query_row(number_of_the_code, [], |row| row.get(0)).unwrap();
    let outlet = crate::support::Start::demo(crate::support::RECORDED_DAY).on(folder);
    let days = [("effect_datetime", "2016-07-10 00:00:00"), ("failure_datetime", "2016-07-12 23:59:59")];
    let wish = [("productid", "6"), ("phone", phone.as_str()), days[0], days[1]];
    let line = outlet.companion().call("order_submit", &wish).result()["order"]["orderdetails"][0].clone();
    assert_ne!(line["phone"], phone.as_str(), "a number that was given is not let to another");
}

#[test]
fn who_tries_codes_hears_for_a_while_that_there_are_none() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let code = make_code(&outlet, &boss, &json!({"name": "券", "type": 3, "money": 1}), &[]);
    for guess in 0..20 {
        let answer = buyer.call("evouchersn_exchange", &[("evoucher_sn", &format!("9990{guess:04}"))]);
        assert_eq!(answer.number(), 1204);
    }
    assert_eq!(buyer.call("evouchersn_exchange", &[("evoucher_sn", &code)]).number(), 1204, "the right one, too late");
    assert_eq!(outlet.companion().call("evouchersn_exchange", &[("evoucher_sn", &code)]).number(), 0, "others may");
}

#[test]
fn the_first_paid_traffic_gives_one_member_voucher_which_the_counter_changes_for_a_card() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let fields = [
        ("productid", "2"),
        ("quantity", "2"),
        ("areaname", "欧洲"),
        ("effect_datetime", "2016-07-10 00:00:00"),
        ("failure_datetime", "2016-07-11 23:59:59"),
        ("genevoucher", "true"),
    ];
    for _ in 0..2 {
        let order = buyer.call("order_submit", &fields).result()["order"].clone();
        pay(&buyer, &boss, &order["id"].to_string());
    }
    let of = |template: i64| vouchers(&buyer).into_iter().filter(|it| it["evoucherid"] == template).collect::<Vec<_>>();
    let recharge: Vec<Value> = of(2).into_iter().filter(|it| it["id"].as_i64().unwrap() > 10).collect();
    assert_eq!(recharge.len(), 4, "one for each piece");
    assert!(
        recharge.iter().all(|it| it["money"].as_f64() == Some(60.2) && it["failure_datetime"] == "2016-07-11 23:59:59")
    );
    let member = of(7);
    assert_eq!(member.len(), 1, "once for each customer");
    let serial = member[0]["evoucher_sn"].to_string();
    let clerk = outlet.login("clerk", "demo-clerk");
    let shown = clerk.office("deliveryvoucher_verify", &[("evoucher_sn", &serial)]).result();
    assert!(shown["order"].is_null() && shown["quantity"] == 1);
    assert_eq!(outlet.get(&format!("/{}", member[0]["image"].as_str().unwrap())).status, 200);
    assert_eq!(clerk.office("deliveryvoucher_complete", &[("evoucher_sn", &serial)]).number(), 0);
    assert_eq!(clerk.office("deliveryvoucher_complete", &[("evoucher_sn", &serial)]).number(), 1200);
    let folder = outlet.stop();
    assert_eq!(folder.count("select stock from products where id = 1"), 99);
    assert_eq!(folder.count("select sum(change) from stock_moves where item = 1 and reason = 'member voucher'"), -1);
}
