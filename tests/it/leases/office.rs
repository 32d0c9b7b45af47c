//! What the staff sees and does besides selling: prices, wallets, keys, stock, and money that goes back.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Arc;

use serde_json::{Value, json};

use super::outlet::{Folder, Outlet, Partner, START, Visitor};
use super::{DAY, assert_wallets_add_up, second_partner, together};

fn operator(outlet: &Outlet) -> Visitor<'_> {
    Visitor::log_in(outlet, "operator", "demo-operator")
}

/// The order book's number of an order that a partner knows by its own.
fn order_id(partner: &Partner<'_>, list: &str, number: &str) -> String {
    partner.rows(list, &[("order_id", number)])[0]["recharge_id"].to_string()
}

/// `outpost check` over a stopped outlet finds nothing.
fn assert_sound(folder: &Folder) {
    assert_wallets_add_up(folder);
    let found = Command::new(env!("CARGO_BIN_EXE_outpost")).arg("check").arg("--data").arg(folder.data()).output();
    let found = found.unwrap();
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stdout));
}

#[test]
fn prices_are_listed_by_kind_region_and_length() {
    let outlet = Outlet::demo();
    let operator = operator(&outlet);
    let prices = operator.result("lease_price_gets", &[]);
    let prices = prices["prices"].as_array().unwrap();
    let hk: Vec<_> = prices.iter().filter(|it| it["kind"] == "isp" && it["region"] == "hk").collect();
    let durations: Vec<_> = hk.iter().map(|it| it["duration"].as_str().unwrap()).collect();
    assert_eq!(durations, ["week", "month", "quarter"]);
    assert_eq!(hk[0]["price"].to_string(), "15.00");
    operator.result("lease_price_set", &[("kind", "isp"), ("region", "hk"), ("duration", "week")]);
    let left = operator.result("lease_price_gets", &[]);
    assert_eq!(left["prices"].as_array().unwrap().len(), prices.len() - 1);
}

#[test]
fn a_range_of_addresses_comes_into_the_stock_once_and_is_leased_from_there() {
    let outlet = Outlet::demo();
    let (operator, partner) = (operator(&outlet), Partner::demo(&outlet));
    let set = [("kind", "isp"), ("region", "de"), ("duration", "week"), ("price", "10.00")];
    operator.result("lease_price_set", &set);
    let add = |addresses: &str| {
        let pool = [("kind", "isp"), ("region", "de"), ("pool_tag", "渠道二"), ("addresses", addresses)];
        operator.call("lease_address_add", &pool)
    };
    assert_eq!(add("10.9.0.0/29\n10.9.1.1, 10.9.0.3")["result"], json!({"added": 9, "known": 0}));
    assert_eq!(add("10.9.0.0/28")["result"], json!({"added": 8, "known": 8}));
    assert_eq!(add("::ffff:10.9.1.1")["result"], json!({"added": 0, "known": 1}), "the same address in another dress");
    assert_eq!(add("192.0.2.97")["result"], json!({"added": 0, "known": 1}), "a leased one stays what it is");
    for bad in ["", "10.9.0.0/33", "10.9.0.1/29", "10.0.0.0/8", "10.9.9.9,x", "127.0.0.1"] {
        assert_eq!(add(bad)["error_no"], 1100, "{bad}");
    }
    for (name, value) in [("kind", "flow"), ("pool_tag", "渠道九"), ("region", " ")] {
        let mut pool = [("kind", "isp"), ("region", "de"), ("pool_tag", "渠道二"), ("addresses", "10.9.9.9")];
        pool.iter_mut().filter(|field| field.0 == name).for_each(|field| field.1 = value);
        assert_eq!(operator.call("lease_address_add", &pool)["error_no"], 1100, "{name}");
    }
    partner.ordered("isp_ip_open", &[("region", "de"), ("duration", "week"), ("num", "17"), ("pool_tag", "渠道二")]);
    let held = partner.addresses("isp_ip_list");
    assert!(held.contains(&"10.9.0.15".to_owned()) && held.contains(&"10.9.1.1".to_owned()), "{held:?}");
    let ask = [("region", "de"), ("duration", "week"), ("num", "1")];
    assert_eq!(partner.call("isp_ip_open", &ask)["ret"], 1005);
    let folder = outlet.stop();
    assert_eq!(folder.count("select count(*) from audit_trail where action = 'lease_address_add'"), 2);
    assert_sound(&folder);
}

#[test]
fn sixteen_clicks_take_a_range_in_once_and_show_one_key() {
    let outlet = Outlet::demo();
    let operator = operator(&outlet);
    let pool = [("kind", "isp"), ("region", "hk"), ("pool_tag", "渠道一"), ("addresses", "10.9.0.0/24")];
    let answers = together(16, |_| operator.result("lease_address_add", &pool)["added"].as_i64().unwrap());
    assert_eq!(answers.iter().sum::<i64>(), 256, "{answers:?}");
    let click = [("account", "8"), ("client_ref", "click")];
    let keys = together(8, |_| operator.result("lease_key_add", &click)["appkey"].to_string());
    assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), 1, "{keys:?}");
    operator.result("lease_key_add", &[("account", "8")]);
    let listed = operator.result("lease_key_gets", &[]);
    let mine = listed["keys"].as_array().unwrap().iter().find(|it| it["account"] == 8).unwrap().clone();
    assert_eq!((&mine["count"], &mine["username"]), (&json!(2), &json!("companion")), "{listed}");
    assert!(mine["created_at"].as_str().unwrap().starts_with("2022-06-01 10:0"), "{mine}");
    assert!(!listed.to_string().contains(keys[0].trim_matches('"')) && !listed.to_string().contains("hash"));
}

#[test]
fn a_retired_address_comes_back_into_use() {
    let outlet = Outlet::demo();
    let (operator, partner) = (operator(&outlet), Partner::demo(&outlet));
    let renew = [("renew_ip_list", "192.0.2.97"), ("duration", "week")];
    operator.result("lease_retire", &[("ip", "192.0.2.97")]);
    for call in ["static_ip_renew", "isp_ip_renew"] {
        assert_eq!(partner.call(call, &renew)["ret"], 1007, "{call}: it is retired in both stocks");
    }
    operator.result("lease_unretire", &[("ip", "192.0.2.97"), ("kind", "isp")]);
    partner.ordered("isp_ip_renew", &renew);
    assert_eq!(partner.call("static_ip_renew", &renew)["ret"], 1007, "the other stock's is retired still");
    assert_eq!(operator.call("lease_retire", &[("ip", "192.0.2.97"), ("kind", "flow")])["error_no"], 1100);
    assert_eq!(operator.call("lease_retire", &[("ip", "203.0.113.1"), ("kind", "isp")])["error_no"], 1100);
    for _ in 0..2 {
        operator.result("lease_unretire", &[("ip", "192.0.2.97")]);
    }
    partner.ordered("static_ip_renew", &renew);
    assert_eq!(operator.call("lease_unretire", &[("ip", "192.0.2.250")])["error_no"], 1100);
    assert_eq!(operator.call("lease_unretire", &[("ip", "nonsense")])["error_no"], 1100);
    let folder = outlet.stop();
    assert_eq!(folder.count("select count(*) from audit_trail where action = 'lease_unretire'"), 2);
}

#[test]
fn a_wallet_shows_what_came_and_went_and_adds_up() {
    let outlet = Outlet::demo();
    let (operator, partner) = (operator(&outlet), Partner::demo(&outlet));
    let second = second_partner(&outlet, "100.00");
    let number = partner.ordered("isp_ip_open", &[("region", "hk"), ("duration", "week"), ("num", "2")]);
    let gone = second.ordered("isp_ip_open", &[("region", "hk"), ("duration", "week"), ("num", "1")]);
    let gone = order_id(&second, "isp_order_list", &gone);
    operator.result("lease_refund", &[("orderid", &gone), ("reason", "unreachable")]);
    let all = operator.result("lease_wallet_gets", &[]);
    let text = |wallet: &Value| {
        ["account", "username", "balance", "topped_up", "spent"].map(|name| wallet[name].to_string().replace('"', ""))
    };
    assert_eq!(all["count"], 2);
    assert_eq!(text(&all["wallets"][0]), ["8", "companion", "100.00", "100.00", "0.00"]);
    assert_eq!(text(&all["wallets"][1])[2..], ["9970.00", "10000.00", "30.00"]);
    assert_eq!(all["moves"], Value::Null);
    let one = operator.result("lease_wallet_gets", &[("account", "3716")]);
    let moves = one["moves"].as_array().unwrap();
    assert_eq!((moves.len(), &moves[0]["reference"], &moves[0]["kind"]), (2, &json!(number), &json!("payment")));
    assert_eq!((moves[0]["amount"].to_string(), &moves[1]["kind"]), ("-30.00".to_owned(), &json!("top-up")));
    let other = operator.result("lease_wallet_gets", &[("account", "8")]);
    let kinds: Vec<_> = other["moves"].as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds.iter().collect::<BTreeSet<_>>().len(), 3, "{kinds:?}");
    let sum: i64 = other["moves"].as_array().unwrap().iter().map(|it| fen(&it["amount"])).sum();
    assert_eq!(sum, fen(&other["wallets"][0]["balance"]));
    let none = operator.result("lease_wallet_gets", &[("account", "7")]);
    assert_eq!((text(&none["wallets"][0])[2].as_str(), &none["moves"]), ("0.00", &json!([])));
    assert_eq!(operator.call("lease_wallet_gets", &[("account", "4711")])["error_no"], 1021);
    assert_eq!(
        operator.result("lease_wallet_gets", &[("pagesize", "1"), ("pageindex", "1")])["wallets"][0]["account"],
        3716
    );
}

fn fen(amount: &Value) -> i64 {
    amount.to_string().replace('.', "").parse().unwrap()
}

#[test]
fn sixteen_refunds_of_one_order_fill_the_wallet_once_and_end_its_leases() {
    let outlet = Outlet::demo();
    let (operator, partner) = (operator(&outlet), Partner::demo(&outlet));
    let number = partner.ordered("isp_ip_open", &[("region", "hk"), ("duration", "month"), ("num", "3")]);
    let kept = partner.ordered("isp_ip_open", &[("region", "hk"), ("duration", "week"), ("num", "1")]);
    let order = order_id(&partner, "isp_order_list", &number);
    let ask = [("orderid", order.as_str()), ("reason", "not reachable")];
    let answers = together(16, |_| operator.result("lease_refund", &ask).to_string());
    assert_eq!(answers.iter().collect::<BTreeSet<_>>().len(), 1, "{answers:?}");
    let answer: Value = serde_json::from_str(&answers[0]).unwrap();
    assert_eq!((&answer["number"], &answer["way"], &answer["status"]), (&json!(number), &json!(7), &json!(4)));
    let held = partner.opened("isp_ip_list");
    assert_eq!(held.len(), 1, "the other order's address is still held");
    assert_eq!(held[0]["order_id"], json!(kept));
    let row = partner.rows("isp_order_list", &[("order_id", &number)]).remove(0);
    assert_eq!((&row["pay_status"], &row["status"]), (&json!(0), &json!(0)), "its money went back");
    assert!(row["pay_time"].as_i64().unwrap() > 0, "it was paid once");
    let found = |status| partner.rows("isp_order_list", &[("pay_status", status)]);
    assert_eq!([&found("1")[0]["order_id"], &found("0")[0]["order_id"]], [&json!(kept), &json!(number)]);
    let spent: Vec<_> = found("1").iter().map(|row| row["money"].clone()).collect();
    assert_eq!(spent, ["15.00"], "a wallet is its top-ups minus these");
    let stock = operator.result("lease_stock", &[]);
    let cooling: i64 = stock["stock"].as_array().unwrap().iter().map(|row| row["cooling"].as_i64().unwrap()).sum();
    assert_eq!(cooling, 3, "they rest before somebody else gets them");
    let folder = outlet.stop();
    assert_eq!(folder.count("select balance from wallets where account_id = 3716"), 1_000_000 - 1500);
    assert_eq!(folder.count("select count(*) from money_moves where kind = 'refund' and way = 7"), 1);
    assert_eq!(folder.count("select count(*) from audit_trail where action = 'lease_refund'"), 1);
    assert_sound(&folder);
}

/// The twin: the ledger's rule sees a wallet that was filled twice.
#[test]
fn a_refund_that_was_booked_twice_would_be_found() {
    let outlet = Outlet::demo();
    let (operator, partner) = (operator(&outlet), Partner::demo(&outlet));
    let number = partner.ordered("isp_ip_open", &[("region", "hk"), ("duration", "week"), ("num", "1")]);
    let order = order_id(&partner, "isp_order_list", &number);
    operator.result("lease_refund", &[("orderid", &order), ("reason", "x")]);
    let folder = outlet.stop();
    folder.change("update wallets set balance = balance + 1500 where account_id = 3716");
    let found = folder.store().read(outpost::channels::leases::unbalanced_wallets).unwrap();
    assert_eq!(found, ["account 3716"]);
}

#[test]
fn a_refunded_renewal_is_taken_off_and_an_opening_waits_for_its_renewals() {
    let outlet = Outlet::demo();
    let (operator, partner) = (operator(&outlet), Partner::demo(&outlet));
    let opened = partner.ordered("isp_ip_open", &[("region", "hk"), ("duration", "week"), ("num", "1")]);
    let held = || partner.opened("isp_ip_list").remove(0);
    let ends = || held()["expire_time"].as_i64().unwrap();
    let (first_end, address) = (ends(), held()["eip"].as_str().unwrap().to_owned());
    let renewed = partner.ordered("isp_ip_renew", &[("renew_ip_list", &address), ("duration", "monthly")]);
    assert_eq!(ends(), first_end + 30 * DAY);
    let [opened, renewed] = [opened, renewed].map(|number| order_id(&partner, "isp_order_list", &number));
    let refund =
        |order: &str| operator.call("lease_refund", &[("orderid", order), ("reason", "x")])["error_no"].clone();
    assert_eq!(refund(&opened), 1307, "its renewal was paid for too");
    assert_eq!((refund(&renewed), ends()), (json!(0), first_end));
    assert_eq!(refund(&opened), 0);
    assert_eq!(partner.opened("isp_ip_list"), Vec::<Value>::new());
    assert_eq!(refund("999999"), 1305);
    assert_eq!(operator.call("lease_refund", &[("orderid", &opened)])["error_no"], 1100, "a reason must be given");
    let folder = outlet.stop();
    assert_eq!(folder.count("select balance from wallets where account_id = 3716"), 1_000_000);
    assert_sound(&folder);
}

/// Sells twenty addresses, all that there are of a kind and region, and answers the order's id.
fn sell_all(operator: &Visitor<'_>, region: &str, reference: &str, slip: &str) -> Value {
    let what = [("account", "3716"), ("kind", "isp"), ("region", region), ("duration", "week"), ("num", "20")];
    operator.call("lease_ip_sell", &[&what[..], &[("reference", reference), ("payvoucher", slip)]].concat())
}

#[test]
fn addresses_of_an_unpaid_order_go_back_after_half_an_hour_and_paying_takes_others_or_finds_them_gone() {
    let folder = Outlet::demo().stop();
    let outlet = Outlet::on(Arc::clone(&folder), START);
    let one = [("region", "hk"), ("duration", "week"), ("num", "1")];
    let (operator, partner) = (operator(&outlet), Partner::demo(&outlet));
    let before = partner.addresses("isp_ip_list");
    let sold = sell_all(&operator, "hk", "S-1", "");
    assert_eq!((&sold["result"]["paid"], sold["result"]["price"].to_string()), (&json!(false), "300.00".to_owned()));
    assert_eq!(sell_all(&operator, "hk", "S-1", ""), sold, "a second click is the same sale");
    assert_eq!(partner.addresses("isp_ip_list"), before, "nobody has addresses before they are paid for");
    assert_eq!(partner.call("isp_ip_open", &one)["ret"], 1005, "they are held");
    assert_eq!(sell_all(&operator, "hk", "S-2", "")["error_no"], 1310);
    outlet.stop();

    let later = Outlet::on(Arc::clone(&folder), "2022-06-01 10:31:00");
    let (operator, partner) = (self::operator(&later), Partner::demo(&later));
    let opened = partner.ordered("isp_ip_open", &one);
    let order = sold["result"]["orderid"].to_string();
    let admin = Visitor::log_in(&later, "admin", "demo-admin");
    let pay = |slip: &str| {
        admin.call("order_paid", &[("orderid", &order), ("payvoucher", slip), ("amount", "300.00")])["error_no"].clone()
    };
    assert_eq!(pay("SLIP-1"), 1310, "one of the twenty is somebody's");
    let row = |paid: &str| partner.rows("isp_order_list", &[("pay_status", paid)]);
    assert_eq!((row("0").len(), &row("0")[0]["status"]), (1, &json!(1)), "it stays open");
    let opened = order_id(&partner, "isp_order_list", &opened);
    operator.result("lease_refund", &[("orderid", &opened), ("reason", "x")]);
    later.stop();

    let cooled = Outlet::on(Arc::clone(&folder), "2022-06-09 10:00:00");
    let (operator, partner) = (self::operator(&cooled), Partner::demo(&cooled));
    let more = [("kind", "isp"), ("region", "hk"), ("pool_tag", "渠道一"), ("addresses", "10.9.1.1")];
    operator.result("lease_address_add", &more);
    let admin = Visitor::log_in(&cooled, "admin", "demo-admin");
    for _ in 0..2 {
        admin.result("order_paid", &[("orderid", &order), ("payvoucher", "SLIP-1"), ("amount", "300.00")]);
    }
    let held = partner.opened("isp_ip_list");
    assert_eq!(held.len(), 20);
    let row = &partner.rows("isp_order_list", &[("pay_status", "1")])[0];
    let of_order = |it: &&Value| it["order_id"] == row["order_id"];
    let ends: BTreeSet<i64> = held.iter().filter(of_order).map(|it| it["expire_time"].as_i64().unwrap()).collect();
    assert_eq!(ends, BTreeSet::from([row["pay_time"].as_i64().unwrap() + 7 * DAY]), "a week from the payment on");
    let numbered = [("order_id", row["order_id"].as_str().unwrap())];
    assert_eq!(partner.rows("isp_ip_list", &numbered).len(), 20);
    operator.result("lease_refund", &[("orderid", &order), ("reason", "x")]);
    assert_eq!(partner.opened("isp_ip_list"), Vec::<Value>::new());
    let folder = cooled.stop();
    assert_eq!(folder.count("select balance from wallets where account_id = 3716"), 1_000_000, "the counter paid");
    assert_sound(&folder);
}

#[test]
fn sold_addresses_need_an_account_a_price_and_a_new_reference_and_are_paid_at_once_with_a_slip() {
    let outlet = Outlet::demo();
    let (operator, partner) = (operator(&outlet), Partner::demo(&outlet));
    let good = [
        ("account", "3716"),
        ("kind", "datacenter"),
        ("region", "jp"),
        ("duration", "month"),
        ("num", "2"),
        ("pool_tag", "渠道二"),
        ("reference", "S-1"),
        ("payvoucher", "SLIP-1"),
    ];
    let with = |name: &'static str, value: &'static str| {
        good.map(|field| if field.0 == name { (name, value) } else { field }).to_vec()
    };
    for (name, value, fault) in [
        ("account", "999999", 1021),
        ("account", "", 1100),
        ("kind", "static", 1100),
        ("region", "nowhere", 1100),
        ("duration", "day", 1100),
        ("num", "0", 1100),
        ("num", "1001", 1100),
        ("num", "-1", 1100),
        ("num", "5", 1310),
        ("pool_tag", "渠道九", 1100),
        ("reference", "", 1100),
    ] {
        let answer = operator.call("lease_ip_sell", &with(name, value));
        assert_eq!(answer["error_no"], fault, "{name} {value}: {answer}");
    }
    assert_eq!(operator.result("lease_ip_sell", &good)["paid"], true);
    assert_eq!(operator.call("lease_ip_sell", &with("num", "1"))["error_no"], 1100, "another sale of the reference");
    assert_eq!(partner.rows("datacenter_ip_list", &[]).len(), 4);
    let folder = outlet.stop();
    assert_eq!(folder.count("select sum(amount) from money_moves where way = 1"), 9000);
    assert_sound(&folder);
}

#[test]
fn a_traffic_package_is_paid_back_at_the_counter_and_an_unpaid_one_not_at_all() {
    let outlet = Outlet::demo();
    let (operator, partner) = (operator(&outlet), Partner::demo(&outlet));
    let sell = |reference: &str, slip: &str| {
        let sale = [("account", "3716"), ("list", "flow"), ("megabytes", "500"), ("price", "25.00")];
        let rest = [("reference", reference), ("payvoucher", slip)];
        operator.result("lease_flow_sell", &[&sale[..], &rest].concat())["orderid"].to_string()
    };
    let (paid, unpaid) = (sell("S-1", "SLIP-1"), sell("S-2", ""));
    let refund = |order: &str| operator.call("lease_refund", &[("orderid", order), ("reason", "x")]);
    assert_eq!(refund(&unpaid)["error_no"], 1307);
    let done = refund(&paid);
    assert_eq!(
        (&done["result"]["way"], done["result"]["money"].to_string()),
        (&json!(1), "25.00".to_owned()),
        "{done}"
    );
    assert_eq!(refund(&paid), done, "a second time is the same refund");
    let of_price = |status: &str| {
        let rows = partner.rows("flow_order_list", &[("pay_status", status)]);
        rows.into_iter().filter(|row| row["money"] == "25.00").map(|row| row["status"].clone()).collect::<Vec<_>>()
    };
    assert_eq!((of_price("1"), of_price("0")), (vec![], vec![json!(1), json!(0)]), "one open, one closed, none paid");
    let folder = outlet.stop();
    assert_eq!(folder.count("select balance from wallets where account_id = 3716"), 1_000_000);
    assert_eq!(folder.count("select sum(amount) from money_moves where way = 1"), 0);
    assert_sound(&folder);
}

#[test]
fn the_till_report_calls_the_wallet_by_its_name_and_the_shop_does_not_offer_it() {
    let outlet = Outlet::demo();
    let (operator, partner) = (operator(&outlet), Partner::demo(&outlet));
    partner.ordered("isp_ip_open", &[("region", "hk"), ("duration", "week"), ("num", "1")]);
    let till = operator.page("/api/pages/till");
    let way = till["payments"].as_array().unwrap().iter().find(|way| way["way"] == 7).unwrap().clone();
    assert_eq!((&way["name"], way["amount"].to_string()), (&json!("钱包支付"), "15.00".to_owned()));
    for terminal in ["0", "1", "2"] {
        let offered = outlet.form("/uc/services/payment_gets", &[], &[("terminaltype", terminal)]).json();
        assert!(!offered.to_string().contains("钱包"), "{offered}");
    }
}

#[test]
fn sixteen_who_open_renew_and_give_back_at_once_leave_wallets_and_stock_that_add_up() {
    let outlet = Outlet::demo();
    let operator = operator(&outlet);
    let partners = [Partner::demo(&outlet), second_partner(&outlet, "150.00")];
    let ask = [("region", "hk"), ("duration", "week"), ("num", "1")];
    let outcomes = together(16, |n| {
        let partner = &partners[n % 2];
        let mut outcomes = Vec::new();
        for round in 0..3 {
            let opened = partner.call("isp_ip_open", &ask);
            outcomes.push(opened["ret"].as_i64().unwrap());
            for address in partner.addresses("isp_ip_list").iter().take(2) {
                let renew = [("renew_ip_list", address.as_str()), ("duration", "week")];
                outcomes.push(partner.call("isp_ip_renew", &renew)["ret"].as_i64().unwrap());
            }
            let Some(number) = opened["ret_data"]["order_id"].as_str().filter(|_| round % 2 == 0) else { continue };
            let order = order_id(partner, "isp_order_list", number);
            let ask = [("orderid", order.as_str()), ("reason", "x")];
            outcomes.push(operator.call("lease_refund", &ask)["error_no"].as_i64().unwrap());
        }
        outcomes
    });
    let outcomes = outcomes.concat();
    assert!(outcomes.iter().all(|ret| [0, 1005, 1006, 1007, 1307].contains(ret)), "{outcomes:?}");
    let given_back = outcomes.iter().filter(|ret| **ret == 0).count();
    assert!(given_back > 16, "hardly anything happened: {outcomes:?}");
    let held: Vec<String> = partners.iter().flat_map(|partner| partner.addresses("isp_ip_list")).collect();
    assert_eq!(held.iter().collect::<BTreeSet<_>>().len(), held.len(), "an address is held twice: {held:?}");
    let folder = outlet.stop();
    assert!(folder.count("select count(*) from money_moves where kind = 'refund' and way = 7") > 0);
    let booked = "select coalesce(sum(case when kind = 'payment' then -amount when kind = 'refund' then -amount else amount end), 0)
        from money_moves where account_id = 8 and (way = 7 or kind = 'top-up')";
    assert_eq!(folder.count(booked), folder.count("select balance from wallets where account_id = 8"));
    assert_sound(&folder);
}
