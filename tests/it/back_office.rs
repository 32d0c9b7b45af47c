//! The back office, seen from outside: roles, cards, packages, prices, the till.
#![allow(clippy::needless_pass_by_value, reason = "calls read better with their fields written in place")]

mod card_keys;
mod devices;
mod outlet;
mod people;
mod prices;
mod roles;
mod trips;

use std::collections::BTreeSet;
use std::thread;

use md5::{Digest, Md5};
use outlet::{Outlet, Session};
use serde_json::{Value, json};

const NOW: &str = "2016-07-06 14:44:34";
const OM: &str = "/om/services/";
const CARD: &str = "8944200012789714353";

fn traveller(outlet: &Outlet) -> Session {
    outlet.log_in("traveller", "demo-traveller")
}

fn companion(outlet: &Outlet) -> Session {
    outlet.log_in("companion", "demo-companion")
}

fn clerk(outlet: &Outlet) -> Session {
    outlet.log_in("clerk", "demo-clerk")
}

fn operator(outlet: &Outlet) -> Session {
    outlet.log_in("operator", "demo-operator")
}

fn admin(outlet: &Outlet) -> Session {
    outlet.log_in("admin", "demo-admin")
}

fn submit(outlet: &Outlet, who: &Session, fields: Value) -> Value {
    outlet.ok(who, "/uc/services/order_submit", fields)["order"].take()
}

/// The customer says how, the admin takes the money.
fn pay(outlet: &Outlet, who: &Session, boss: &Session, order: &Value) {
    let id = order["id"].as_i64().unwrap();
    let slip = format!("SLIP-{id}");
    outlet.ok(who, "/uc/services/order_paying", json!({"orderid": id, "payid": 1, "payvoucher": slip}));
    let found = outlet.ok(who, "/uc/services/order_gets", json!({"orderid": id}));
    let amount = found["orders"][0]["payable_amount"].to_string();
    let paid = outlet.ok(boss, &om("order_paid"), json!({"orderid": id, "payvoucher": slip, "amount": amount}));
    assert_eq!(paid["order"]["pay_status"], 2, "{paid}");
}

fn om(name: &str) -> String {
    format!("{OM}{name}")
}

fn traffic(from: &str, to: &str) -> Value {
    json!({"productid": 2, "effect_datetime": format!("{from} 00:00:00"), "failure_datetime": format!("{to} 23:59:59"),
        "areaname": "泰国"})
}

// ---------------------------------------------------------------------------------------------------------------
// one thing, one holder

#[test]
fn one_card_for_two_overlapping_trips_goes_to_one_of_many_callers() {
    let outlet = Outlet::at("2016-07-22 18:38:19");
    let (me, boss) = (traveller(&outlet), admin(&outlet));
    outlet.ok(&me, "/uc/services/datacard_bind", json!({"datacardid": CARD}));
    let lines: Vec<i64> = (0..6)
        .map(|_| {
            let order = submit(&outlet, &me, traffic("2016-07-23", "2016-07-25"));
            pay(&outlet, &me, &boss, &order);
            order["orderdetails"][0]["id"].as_i64().unwrap()
        })
        .collect();
    let answers: Vec<i64> = thread::scope(|scope| {
        let call = |line: &i64| {
            let fields = json!({"orderdetailid": line, "simid": CARD});
            outlet.call_as(&me, "/uc/services/cardtraffic_bind", fields)["error_no"].as_i64().unwrap()
        };
        let calls: Vec<_> = lines.iter().map(|line| scope.spawn(move || call(line))).collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|no| **no == 0).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|no| **no == 1304).count(), 5, "{answers:?}");
}

#[test]
fn five_numbers_for_one_period_go_to_five_of_many_callers_each_to_one() {
    let outlet = Outlet::at("2016-07-14 07:00:31");
    let (me, other) = (traveller(&outlet), companion(&outlet));
    let answers: Vec<Value> = thread::scope(|scope| {
        let call = |who: &Session| {
            let fields = json!({"productid": 6, "effect_datetime": "2016-07-15 00:00:00",
                "failure_datetime": "2016-07-25 23:59:59"});
            outlet.call_as(who, "/uc/services/order_submit", fields)
        };
        let callers = [&me, &other].into_iter().cycle().take(12);
        let calls: Vec<_> = callers.map(|who| scope.spawn(move || call(who))).collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    });
    let sold = answers.iter().filter(|answer| answer["error_no"] == 0);
    let phones: Vec<&str> =
        sold.map(|answer| answer["result"]["order"]["orderdetails"][0]["phone"].as_str().unwrap()).collect();
    assert_eq!((phones.len(), phones.iter().collect::<BTreeSet<_>>().len()), (5, 5), "{phones:?}");
    assert!(answers.iter().all(|answer| answer["error_no"] == 0 || answer["error_no"] == 1401), "{answers:?}");
}

#[test]
fn a_card_goes_to_one_line_of_one_order_and_every_piece_gets_one() {
    let outlet = Outlet::at(NOW);
    let (me, worker, boss) = (traveller(&outlet), operator(&outlet), admin(&outlet));
    let order = submit(&outlet, &me, json!({"productid": 1}));
    let id = order["id"].as_i64().unwrap();
    outlet.ok(&me, "/uc/services/orderdetail_set", json!({"orderid": id, "productid": 1}));
    let bind = |order: i64, card: &str| {
        outlet.call_as(&worker, &om("cardorder_bind"), json!({"orderid": order, "simid": card}))
    };
    assert_eq!(bind(id, CARD)["error_no"], 1307, "not paid");
    pay(&outlet, &me, &boss, &order);
    assert_eq!(bind(999_999, CARD)["error_no"], 1305);
    let first = bind(id, CARD);
    let simids = |answer: &Value| -> Vec<usize> {
        let lines = answer["result"]["order"]["orderdetails"].as_array().unwrap();
        lines.iter().map(|line| line["odprdattrs"].as_array().map_or(0, Vec::len)).collect()
    };
    assert_eq!(simids(&first), [1, 0], "{first}");
    assert_eq!(bind(id, CARD)["error_no"], 1301, "it has left the store");
    assert_eq!(simids(&bind(id, "210101")), [1, 1]);
    assert_eq!(bind(id, "210102")["error_no"], 1302, "both lines have theirs");
    let cards = outlet.ok(&me, "/uc/services/datacard_gets", json!({}));
    assert_eq!(cards["datacards"].as_array().unwrap().len(), 2, "what was handed over is the customer's own");
    assert_eq!(
        outlet.call_as(&companion(&outlet), "/uc/services/datacard_bind", json!({"datacardid": CARD}))["error_no"],
        1300
    );
}

#[test]
fn a_card_that_its_customer_lets_go_of_is_not_stock_and_a_blocked_one_cannot_be_bound() {
    let outlet = Outlet::at(NOW);
    let (me, other, boss) = (traveller(&outlet), companion(&outlet), admin(&outlet));
    let order = submit(&outlet, &me, json!({"productid": 1}));
    pay(&outlet, &me, &boss, &order);
    let hand_over = |order: &Value| {
        outlet.call_as(&boss, &om("cardorder_bind"), json!({"orderid": order["id"], "simid": CARD}))["error_no"].clone()
    };
    assert_eq!(hand_over(&order), 0);
    outlet.call_as(&me, "/uc/services/datacard_unbind", json!({"datacardid": CARD}));
    let next = submit(&outlet, &me, json!({"productid": 1}));
    pay(&outlet, &me, &boss, &next);
    assert_eq!(hand_over(&next), 1301, "it is not in the store");
    let bind = |who: &Session| {
        outlet.call_as(who, "/uc/services/datacard_bind", json!({"datacardid": CARD}))["error_no"].clone()
    };
    assert_eq!(bind(&other), 0, "a friend may have it");
    outlet.call_as(&other, "/uc/services/datacard_unbind", json!({"datacardid": CARD}));
    outlet.ok(&boss, &om("datacard_set"), json!({"iccid": CARD, "state": "blocked"}));
    assert_eq!((bind(&me), bind(&other)), (json!(1300), json!(1300)));
}

// ---------------------------------------------------------------------------------------------------------------
// what is bought is there

/// A notice of Alipay's web form, signed as the sandbox signs.
fn alipay_notice(order: &Value, amount: &str) -> String {
    let mut fields = [
        ("notify_id", "N1"),
        ("out_trade_no", &order["id"].to_string()),
        ("seller_id", "2088000000000000"),
        ("total_fee", amount),
        ("trade_no", "T1"),
        ("trade_status", "TRADE_SUCCESS"),
    ]
    .map(|(name, value)| format!("{name}={value}"));
    fields.sort_unstable();
    let text = fields.join("&");
    let digest = Md5::digest(format!("{text}demo-sandbox-key"));
    let sign = digest.iter().fold(String::new(), |sign, byte| format!("{sign}{byte:02x}"));
    format!("{text}&sign={sign}&sign_type=MD5")
}

#[test]
fn a_new_customer_registers_buys_pays_and_finds_the_package() {
    let outlet = Outlet::at("2016-07-15 19:35:52");
    let phone = "13800138777";
    let asked = outlet.call("/uc/services/checkcode_get", json!({"phone": phone}));
    let codes = outlet.page_json(&clerk(&outlet), "/api/pages/checkcodes");
    assert_eq!(codes["codes"][0]["target"], phone, "the clerk reads the code to the customer");
    let register = json!({"username": phone, "password": "a-journey", "phone": phone,
        "checkid": asked["result"]["checkid"], "checkcode": codes["codes"][0]["code"]});
    let me = Session::of(&outlet.call("/uc/services/register", register));

    let cart = outlet.ok(
        &me,
        "/uc/services/cart_set",
        json!({"cart": {"productid": 5, "areaname": "美国",
        "effect_datetime": "2016-07-15 00:00:00", "failure_datetime": "2016-07-25 23:59:59"}}),
    );
    let order = submit(&outlet, &me, json!({"cartids": [cart["cart"]["id"]]}));
    assert_eq!(outlet.ok(&me, "/uc/services/cart_gets", json!({}))["carts"], json!([]));
    let pick_up = json!({"orderid": order["id"], "obtainvoucher": true, "outletid": 2,
        "obtaintime": "2016-07-16 10:30:00"});
    outlet.ok(&me, "/uc/services/order_shipping", pick_up);
    let packages = || outlet.ok(&me, "/uc/services/trafficvoice_get", json!({}))["servicepackages"].take();
    assert_eq!(packages(), json!([]), "nothing before it is paid");

    let amount = order["payable_amount"].to_string();
    let notice = alipay_notice(&order, &amount);
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    for _ in 0..2 {
        assert_eq!(outlet.send("POST", "/uc/services/alipay/notify", &form, &notice), (200, "success".to_owned()));
    }
    let found = packages();
    let package = &found[0];
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    assert_eq!(
        (&package["orderid"], &package["areaname"], &package["type"]),
        (&order["id"], &json!("美国"), &json!(2))
    );
    assert_eq!(package["remainder"].to_string(), "10.18");
    let to_hand_out = outlet.ok(&operator(&outlet), &om("order_gets"), json!({"group": 2}));
    assert_eq!(to_hand_out["orders"][0]["id"], order["id"]);
    let vouchers = outlet.ok(&me, "/uc/services/evoucher_gets", json!({"orderid": order["id"]}));
    assert_eq!(vouchers["evouchers"].as_array().unwrap().len(), 1, "the pick-up voucher");
}

#[test]
fn minutes_count_pieces_and_a_recorded_call_counts_once() {
    let outlet = Outlet::at("2016-07-15 19:35:52");
    let (me, worker, boss) = (companion(&outlet), operator(&outlet), admin(&outlet));
    pay(&outlet, &me, &boss, &submit(&outlet, &me, json!({"productid": 3, "call_duration": 300, "quantity": 2})));
    let record = json!({"accountid": me.user, "seconds": 119, "reference": "call-1", "at": "2016-07-15 19:00:00"});
    for _ in 0..2 {
        outlet.ok(&worker, &om("voice_usage_set"), record.clone());
    }
    let other = json!({"accountid": me.user, "seconds": 120, "reference": "call-1"});
    assert_eq!(outlet.call_as(&worker, &om("voice_usage_set"), other)["error_no"], 1100, "another call");
    let voice = json!({"remaindertime": 599, "totaltime": 600, "usedtime": 1});
    for name in ["trafficvoice_get", "alltrafficvoice_get", "voiceavailable_get", "user_info"] {
        let found = outlet.ok(&me, &format!("/uc/services/{name}"), json!({}));
        assert_eq!(found["voiceavailable"], voice, "{name}");
    }
}

// ---------------------------------------------------------------------------------------------------------------
// search, prices, people

#[test]
fn a_search_takes_wildcards_as_letters_and_sorts_by_known_columns_alone() {
    let outlet = Outlet::at(NOW);
    let (me, other, worker) = (traveller(&outlet), companion(&outlet), operator(&outlet));
    for who in [&me, &other] {
        submit(&outlet, who, json!({"productid": 1}));
    }
    submit(&outlet, &me, traffic("2016-07-18", "2016-07-20"));
    let search = |fields: Value| outlet.ok(&worker, &om("order_search"), fields);
    let count = |fields: Value| search(fields)["totalcount"].as_i64().unwrap();
    assert_eq!(count(json!({})), 3);
    for text in ["%", "_", "1' or '1'='1", "*"] {
        assert_eq!((count(json!({"orderid": text})), count(json!({"phone": text}))), (0, 0), "{text}");
    }
    assert_eq!((count(json!({"phone": "1380013800"})), count(json!({"phone": "13800138008"}))), (3, 1));
    assert_eq!((count(json!({"areaname": "泰国"})), count(json!({"product_type": 1}))), (1, 2));
    let from = json!({"effect_datetime_from": "2016-07-18 00:00:00"});
    assert_eq!(count(from), 0, "the ends of a range do not count");
    assert_eq!(count(json!({"effect_datetime_from": "2016-07-17 23:59:59"})), 1);
    let newest = search(json!({"orderby": "orderid", "desc_or_asc": "DESC", "pagesize": 1, "pageindex": 2}));
    assert_eq!(
        (&newest["orders"][0]["orderid"], &newest["totalcount"]),
        (&json!("5"), &json!(3)),
        "the second of 4, 5, 6"
    );
    for bad in [json!({"orderby": "id; drop table orders"}), json!({"desc_or_asc": "up"}), json!({"pageindex": 0})] {
        assert_eq!(outlet.call_as(&worker, &om("order_search"), bad.clone())["error_no"], 1100, "{bad}");
    }
}

#[test]
fn of_overlapping_prices_the_one_that_took_effect_last_counts() {
    let outlet = Outlet::at(NOW);
    let (me, worker) = (traveller(&outlet), operator(&outlet));
    let price = json!({"productid": 1, "price": "12.34", "effect_datetime": "2016-07-06 00:00:00"});
    outlet.ok(&worker, &om("prdunitprice_set"), price);
    assert_eq!(submit(&outlet, &me, json!({"productid": 1}))["price"].to_string(), "12.34");
    let other =
        json!({"productid": 2, "price": "1.00", "effect_datetime": "2016-07-06 00:00:00", "unitpriceid": 99_999});
    assert_eq!(outlet.call_as(&worker, &om("prdunitprice_set"), other)["error_no"], 1100, "no such row");
    let half = json!({"productid": 1, "quantity": 1, "discount": 50, "effect_datetime": "2016-07-06 00:00:00"});
    outlet.ok(&worker, &om("prddiscount_set"), half);
    assert_eq!(submit(&outlet, &me, json!({"productid": 1}))["payable_amount"].to_string(), "6.17");
    for percent in [-1, 101] {
        let bad = json!({"productid": 1, "quantity": 1, "discount": percent, "effect_datetime": NOW});
        assert_eq!(outlet.call_as(&worker, &om("prddiscount_set"), bad)["error_no"], 1100);
    }
}

#[test]
fn a_new_clerk_must_change_the_first_password_and_a_deleted_one_can_do_nothing() {
    let outlet = Outlet::at(NOW);
    let (boss, me) = (admin(&outlet), traveller(&outlet));
    let made = outlet.ok(&boss, &om("account_create"), json!({"companyid": 1, "roleid": 1, "quantity": 2}));
    let names: BTreeSet<&str> =
        made["users"].as_array().unwrap().iter().map(|user| user["username"].as_str().unwrap()).collect();
    assert!(names.len() == 2 && !made.to_string().contains("password"), "{made}");
    let name = *names.first().unwrap();
    let answer = outlet.call("/uc/services/login", json!({"username": name, "password": "666666"}));
    assert_eq!(answer["error_no"], 1014);
    let fresh = Session::of(&answer);
    outlet.call_as(&fresh, "/uc/services/change_password", json!({"opassword": "666666", "npassword": "counter-2"}));
    let fresh = outlet.log_in(name, "counter-2");
    let again = outlet.ok(&boss, &om("account_create"), json!({"companyid": 1, "roleid": 2, "username": name}));
    assert_eq!(
        (&again["users"][0]["userid"], &again["users"][0]["type"]),
        (&json!(fresh.user), &json!(1)),
        "unchanged"
    );

    outlet.ok(&me, "/uc/services/datacard_bind", json!({"datacardid": CARD}));
    for name in [name, "traveller"] {
        outlet.ok(&boss, &om("account_delete"), json!({"username": name}));
    }
    assert_eq!(outlet.page(Some(&fresh), "/api/pages/checkcodes").0, 401, "the session has ended");
    assert_eq!(outlet.call("/uc/services/login", json!({"username": name, "password": "counter-2"}))["error_no"], 1021);
    outlet.ok(&companion(&outlet), "/uc/services/datacard_bind", json!({"datacardid": CARD}));
    assert_eq!(outlet.call_as(&boss, &om("account_delete"), json!({"username": "admin"}))["error_no"], 1103);
    assert_eq!(outlet.ok(&boss, &om("account_delete"), json!({"username": "nobody"})), json!({}));
}

#[test]
fn two_admins_who_delete_each_other_at_once_leave_one() {
    let outlet = Outlet::at(NOW);
    let boss = admin(&outlet);
    let made = json!({"companyid": 1, "roleid": 2, "username": "second", "password": "second-admin"});
    outlet.ok(&boss, &om("account_create"), made);
    let second = outlet.log_in("second", "second-admin");
    thread::scope(|scope| {
        scope.spawn(|| outlet.call_as(&boss, &om("account_delete"), json!({"username": "second"})));
        scope.spawn(|| outlet.call_as(&second, &om("account_delete"), json!({"username": "admin"})));
    });
    let alive = [&boss, &second].into_iter().filter(|who| outlet.page(Some(who), "/api/pages/audit").0 == 200);
    assert_eq!(alive.count(), 1);
}

// ---------------------------------------------------------------------------------------------------------------
// the till

#[test]
fn the_till_report_adds_up_and_only_operators_see_it() {
    let outlet = Outlet::at(NOW);
    let (me, worker, boss) = (traveller(&outlet), operator(&outlet), admin(&outlet));
    for minutes in [40, 300] {
        pay(&outlet, &me, &boss, &submit(&outlet, &me, json!({"productid": 3, "call_duration": minutes})));
    }
    let web = submit(&outlet, &me, json!({"productid": 1}));
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    outlet.send("POST", "/uc/services/alipay/notify", &form, &alipay_notice(&web, "50.00"));
    outlet.ok(&boss, &om("cardorder_bind"), json!({"orderid": web["id"], "simid": CARD}));
    let gone = submit(&outlet, &me, json!({"productid": 1}));
    outlet.ok(&me, "/uc/services/order_cancel", json!({"orderid": gone["id"]}));

    let till = outlet.page_json(&worker, "/api/pages/till?date=2016-07-06");
    let ways: Vec<String> =
        till["payments"].as_array().unwrap().iter().map(|way| format!("{} {}", way["way"], way["amount"])).collect();
    assert_eq!(ways, ["1 32.50", "2 50.00"], "{till}");
    assert_eq!(till["cash_expected"].to_string(), "32.50");
    let total = &till["total"];
    assert_eq!((&total["orders"], &total["cancelled"], &total["payments"]), (&json!(3), &json!(1), &json!(3)));
    assert_eq!((total["paid"].to_string(), total["ordered"].to_string()), ("82.50".to_owned(), "82.50".to_owned()));
    assert_eq!(till["channels"][0]["paid"], total["paid"]);
    assert_eq!((&till["cards_handed_over"], till["days"].as_array().unwrap().len()), (&json!(1), 1));
    let range = outlet.page_json(&worker, "/api/pages/till?from=2016-07-01&to=2016-07-31");
    assert_eq!((&range["days"], &range["cash_expected"]), (&till["days"], &till["cash_expected"]));
    let before = outlet.page_json(&worker, "/api/pages/till?date=2016-07-05");
    assert_eq!((&before["payments"], before["cash_expected"].to_string()), (&json!([]), "0.00".to_owned()));

    let (_, csv) = outlet.page(Some(&worker), "/api/pages/till?date=2016-07-06&format=csv");
    for row in ["payment,1 柜台现金,2,32.50", "payment,2 支付宝,1,50.00", "cash expected,all,,32.50"] {
        assert!(csv.lines().any(|line| line == row), "{row} is not in {csv}");
    }
    for (who, status) in [(None, 401), (Some(&me), 403), (Some(&clerk(&outlet)), 403)] {
        assert_eq!(outlet.page(who, "/api/pages/till").0, status);
    }
    for bad in ["date=2016-02-30", "from=2016-07-02&to=2016-07-01", "from=2010-01-01&to=2016-01-01", "date=x"] {
        assert_eq!(outlet.page(Some(&worker), &format!("/api/pages/till?{bad}")).0, 400, "{bad}");
    }
}

#[test]
fn the_trail_tells_who_did_what_with_before_and_after() {
    let outlet = Outlet::at(NOW);
    let (boss, worker) = (admin(&outlet), operator(&outlet));
    let price = json!({"productid": 1, "price": "12.34", "effect_datetime": NOW});
    let made = outlet.ok(&worker, &om("prdunitprice_set"), price)["prdunitprice"]["id"].clone();
    let price = json!({"productid": 1, "price": "12.35", "effect_datetime": NOW, "unitpriceid": made});
    outlet.ok(&worker, &om("prdunitprice_set"), price);
    let trail = outlet.page_json(&boss, "/api/pages/audit?size=1");
    let newest = &trail["entries"][0];
    assert_eq!((&trail["total"], &newest["actor"]), (&json!(2), &json!("operator")), "{trail}");
    let text = |name: &str| newest[name].as_str().unwrap().to_owned();
    assert!(text("before").contains("12.34") && text("after").contains("12.35"), "{newest}");
    assert_eq!(outlet.page(Some(&worker), "/api/pages/audit").0, 403);
}
