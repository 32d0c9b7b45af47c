//! IP leases as partners' programs and the staff meet them: the real executable, its recorded exchanges, and what must hold
//! when many of them come at once.

mod foreign;
mod input;
mod office;
mod outlet;
mod sisters;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Barrier};

use outlet::{Folder, Outlet, Partner, START, Visitor};
use outpost::channels::leases::unbalanced_wallets;
use outpost::store::params;
use serde_json::{Value, json};

const DAY: i64 = 86_400;

/// The recorded row, in the recorded order of its members.
const RECORDED_ROW: &str = r#"{"recharge_id":4055,"recharge_type":1,"uid":3716,"order_id":"2205211052185894","money":"0.01","client_type":0,"pay_type":"13","pay_status":1,"description":"全球HTTP-demo_user-30000M流量-0.01元","exec_data":"{\"TYPE\":\"CHARGE\",\"EXEC_DATA\":{\"VALUE\":0.01},\"MD5\":\"029b4c75432e13c3849d4840fad46ebd\"}","created_at":"1653101538","updated_at":"1653102165","close_time":"1653103338","pay_time":1653102165,"back_coin":0,"coin":30000,"back_expire_time":0,"mark":null,"creat_admin_id":null,"check_status":"0","check_admin_id":null,"old_balance":1950000000,"new_balance":31950000000,"sign_id":0,"sign_time":null,"status":1,"creat_admin":"","check_admin":null,"have_in_account":0,"pay_account":"","pay_sn":"6L699932KB115191F","give_orderid":null,"worn":"0","houzhui":null,"isnewyear":0,"apply_user":null,"oa_order_no":null,"sign_user":null,"is_give":1,"six_id":null,"package_type":2,"first_order":1,"origin":"","order_type":2,"sub_expire_time":1655694166,"sub_finish":1,"new_all_flow":32050000000,"last_flow":0,"order_type2":1,"buyer_type":1,"old_all_buy":2050000000,"new_all_buy":32050000000,"package_id":568,"coupon_id":0,"coupon_money":"0","pool_type":0}"#;

/// `run(n)` for every n below `count`, all at the same moment.
fn together<T: Send>(count: usize, run: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let gate = Barrier::new(count);
    let one = |n| {
        gate.wait();
        run(n)
    };
    std::thread::scope(|threads| {
        let one = &one;
        let running: Vec<_> = (0..count).map(|n| threads.spawn(move || one(n))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

/// Another partner: account 8 with a key of its own and a wallet.
fn second_partner<'o>(outlet: &'o Outlet, amount: &str) -> Partner<'o> {
    let operator = Visitor::log_in(outlet, "operator", "demo-operator");
    let made = operator.result("lease_key_add", &[("account", "8")]);
    let top_up = [("account", "8"), ("amount", amount), ("reference", "TOP-8")];
    assert_eq!(operator.result("lease_topup", &top_up)["balance"].to_string(), amount);
    Partner { outlet, key: made["appkey"].as_str().unwrap().to_owned() }
}

/// What a partner can see of itself.
fn everything(partner: &Partner<'_>) -> Vec<Vec<Value>> {
    let lists = ["isp_order_list", "datacenter_order_list", "flow_order_list", "mobile_flow_order_list"];
    let addresses = ["isp_ip_list", "datacenter_ip_list"];
    lists.iter().chain(&addresses).map(|name| partner.rows(name, &[])).collect()
}

fn assert_wallets_add_up(folder: &Folder) {
    assert_eq!(folder.store().read(unbalanced_wallets), Ok(Vec::new()));
    assert_eq!(folder.count("select count(*) from wallets where balance < 0"), 0);
}

#[test]
fn the_recorded_calls_typed_literally_are_answered_as_recorded() {
    let outlet = Outlet::demo();
    let open =
        |word| format!(r#"{{"region": "hk","duration": "{word}","num": "1","remark": "测试","pool_tag": "渠道一"}}"#);
    let renew = |list: &str, word| format!(r#"{{"renew_ip_list": "{list}","duration": "{word}","remark": "测试"}}"#);
    let literal = |name: &str, body: &str| {
        let headers = [("Content-Type", "multipart/form-data"), ("Accept", "*/*")];
        outlet.post(&format!("/api/open/{name}?appkey=demo-appkey"), &headers, body.as_bytes())
    };
    let ordered = |name: &str, body: &str| {
        let answer = literal(name, body).text;
        let rest = answer.strip_prefix(r#"{"ret":0,"code":"1","msg":"添加成功!","ret_data":{"order_id":"220601"#);
        let (number, rest) = rest.unwrap_or_else(|| panic!("{answer}")).split_once(r#""},"timestamp":16540"#).unwrap();
        assert!(number.len() == 10 && number.bytes().all(|byte| byte.is_ascii_digit()), "{answer}");
        assert!(rest.len() == 6 && rest.ends_with('}'), "{answer}");
    };
    ordered("isp_ip_open", &open("weekly"));
    ordered("static_ip_open", &open("week"));
    ordered("static_ip_renew", &renew("192.0.2.97,192.0.2.98", "week"));
    let opened = Partner::demo(&outlet).rows("isp_ip_list", &[]);
    assert_eq!((&opened[0]["remark"], &opened[0]["pool_tag"]), (&json!("测试"), &json!("渠道一")));
    let held = Partner::demo(&outlet).addresses("isp_ip_list");
    ordered("isp_ip_renew", &renew(&held.join(","), "weekly"));

    let list = r#"{"order_id": "","start_time": "2022-5-1","end_time": "2022-5-31","pay_status": "1","page": "1","limit": "15"}"#;
    let listed = |name: &str, data: &str| {
        let answer = literal(name, list).text;
        let wanted = format!(r#"{{"ret":0,"code":"1","msg":"success","ret_data":{data},"timestamp":16540"#);
        assert!(answer.starts_with(&wanted), "{name}: {answer}");
    };
    let none = r#"{"total":0,"per_page":"15","current_page":1,"last_page":0,"data":[]}"#;
    let one = format!(r#"{{"total":1,"per_page":"15","current_page":1,"last_page":1,"data":[{RECORDED_ROW}]}}"#);
    listed("isp_order_list", none);
    listed("datacenter_order_list", none);
    listed("flow_order_list", &one);
    listed("mobile_flow_order_list", &one);
}

#[test]
fn sixteen_partners_at_once_lease_no_address_twice_and_overdraw_no_wallet() {
    let outlet = Outlet::demo();
    let partners = [Partner::demo(&outlet), second_partner(&outlet, "1000.00")];
    let outcomes = together(16, |n| {
        let partner = &partners[n % 2];
        let region = ["hk", "us", "jp", "sg"][n / 2 % 4];
        let ask = [("region", region), ("duration", "season"), ("num", "3")];
        (0..4).map(|_| partner.call("isp_ip_open", &ask)["ret"].as_i64().unwrap()).collect::<Vec<_>>()
    });
    let outcomes: Vec<i64> = outcomes.into_iter().flatten().collect();
    assert!(outcomes.iter().all(|ret| [0, 1005, 1006].contains(ret)), "{outcomes:?}");
    assert!(outcomes.contains(&1006), "the small wallet did not run out: {outcomes:?}");
    let held: Vec<_> = partners.iter().flat_map(|partner| partner.opened("isp_ip_list")).collect();
    let held: Vec<String> = held.iter().map(|row| row["eip"].to_string()).collect();
    let sold = outcomes.iter().filter(|ret| **ret == 0).count();
    assert_eq!(held.len(), 3 * sold);
    assert_eq!(held.iter().collect::<BTreeSet<_>>().len(), held.len(), "an address is held twice: {held:?}");
    let folder = outlet.stop();
    assert_wallets_add_up(&folder);
    let double = "select count(*) from lease_periods a join lease_periods b
        on a.address = b.address and a.order_id < b.order_id and a.ends_at > b.starts_at";
    assert_eq!(folder.count(double), 0);
}

#[test]
fn the_last_address_goes_to_one_of_sixteen_and_the_others_keep_their_money() {
    let outlet = Outlet::demo();
    let partner = Partner::demo(&outlet);
    partner.ordered("isp_ip_open", &[("region", "jp"), ("duration", "week"), ("num", "19")]);
    let ask = [("region", "jp"), ("duration", "week"), ("num", "1")];
    let outcomes = together(16, |_| partner.call("isp_ip_open", &ask)["ret"].as_i64().unwrap());
    assert_eq!(outcomes.iter().filter(|ret| **ret == 0).count(), 1, "{outcomes:?}");
    assert_eq!(outcomes.iter().filter(|ret| **ret == 1005).count(), 15, "{outcomes:?}");
    let folder = outlet.stop();
    assert_eq!(folder.count("select balance from wallets where account_id = 3716"), 1_000_000 - 20 * 1500);
    assert_wallets_add_up(&folder);
}

/// The twin of the test above: what two buyers do who look first and take then.
#[test]
fn without_the_guard_of_the_claim_two_buyers_get_the_last_address() {
    let folder = Outlet::demo().stop();
    let database = Folder::open(Path::new(":memory:")).unwrap();
    let file = folder.store().folder().join(outpost::store::DATABASE_FILE);
    database.execute("attach ?1 as outlet", params![file.to_str().unwrap()]).unwrap();
    database
        .execute_batch("create table stock as select * from outlet.lease_addresses where address = '198.51.100.1'")
        .unwrap();
    let look =
        || database.query_row("select address from stock where leased_until <= 0", [], |row| row.get::<_, String>(0));
    let seen = [look().unwrap(), look().unwrap()];
    let take = |buyer: i64, address: &str, guard: &str| {
        let sql = format!("update stock set account_id = ?1, leased_until = 9 where address = ?2 {guard}");
        database.execute(&sql, params![buyer, address]).unwrap()
    };
    assert_eq!([take(7, &seen[0], ""), take(8, &seen[1], "")], [1, 1], "both were told that they have it");
    database.execute("update stock set leased_until = 0", []).unwrap();
    let guard = "and leased_until <= 0";
    assert_eq!([take(7, &seen[0], guard), take(8, &seen[1], guard)], [1, 0]);
}

#[test]
fn a_repeated_key_is_one_order_however_many_send_it_at_once() {
    let outlet = Outlet::demo();
    let partner = Partner::demo(&outlet);
    let ask = [("region", "sg"), ("duration", "month"), ("num", "2")];
    let key = [("Idempotency-Key", "c0ffee")];
    let numbers = together(16, |_| partner.call_once("isp_ip_open", &ask, &key)["ret_data"]["order_id"].to_string());
    assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), 1, "{numbers:?}");
    let renew = [("renew_ip_list", "192.0.2.98,192.0.2.97"), ("duration", "week"), ("out_order_id", "r-1")];
    let again = [("renew_ip_list", "192.0.2.97, 192.0.2.98"), ("duration", "week"), ("out_order_id", "r-1")];
    assert_eq!(partner.ordered("static_ip_renew", &renew), partner.ordered("static_ip_renew", &again));

    let other = [("region", "sg"), ("duration", "month"), ("num", "3")];
    assert_eq!(partner.call_once("isp_ip_open", &other, &key)["ret"], 1002);
    assert_eq!(partner.call_once("static_ip_open", &ask, &key)["ret"], 1002);
    let second = second_partner(&outlet, "1000.00");
    let theirs = second.call_once("isp_ip_open", &ask, &key);
    assert_ne!(theirs["ret_data"]["order_id"].to_string(), numbers[0], "a key belongs to its account");
    assert_eq!(second.addresses("isp_ip_list").len(), 2);

    let folder = outlet.stop();
    assert_eq!(folder.count("select balance from wallets where account_id = 3716"), 1_000_000 - 9000 - 3000);
    assert_wallets_add_up(&folder);
}

#[test]
fn a_repeat_finds_its_order_when_nothing_is_left() {
    let outlet = Outlet::demo();
    let partner = Partner::demo(&outlet);
    let ask = [("region", "us"), ("duration", "week"), ("num", "20"), ("out_order_id", "all")];
    let first = partner.ordered("isp_ip_open", &ask);
    assert_eq!(partner.ordered("isp_ip_open", &ask), first);
    let refused = [("region", "us"), ("duration", "week"), ("num", "1"), ("out_order_id", "late")];
    assert_eq!(partner.call("isp_ip_open", &refused)["ret"], 1005);
    let admin = Visitor::log_in(&outlet, "admin", "demo-admin");
    let price = [("kind", "isp"), ("region", "us"), ("duration", "week")];
    admin.result("lease_price_set", &price);
    assert_eq!(partner.ordered("isp_ip_open", &ask), first, "a repeat asks for nothing new");
    assert_eq!(partner.call("isp_ip_open", &[("region", "us"), ("duration", "week"), ("num", "1")])["ret"], 1004);
}

#[test]
fn a_refused_open_or_renewal_changes_nothing() {
    let outlet = Outlet::demo();
    let partner = second_partner(&outlet, "50.00");
    partner.ordered("static_ip_open", &[("region", "hk"), ("duration", "week"), ("num", "1")]);
    let mine = partner.addresses("datacenter_ip_list").remove(0);
    let before = everything(&partner);
    let open = |fields: &[(&str, &str)]| partner.call("static_ip_open", fields)["ret"].as_i64().unwrap();
    let renew = |list: &str, word: &str| {
        partner.call("static_ip_renew", &[("renew_ip_list", list), ("duration", word)])["ret"].as_i64().unwrap()
    };
    assert_eq!(open(&[("region", "hk"), ("duration", "week"), ("num", "3")]), 1006);
    assert_eq!(open(&[("region", "hk"), ("duration", "week"), ("num", "20")]), 1005, "stock is checked before money");
    assert_eq!(open(&[("region", "hk"), ("duration", "week"), ("num", "2"), ("pool_tag", "渠道六")]), 1002);
    assert_eq!(open(&[("region", "xx"), ("duration", "daily"), ("num", "2")]), 1003, "the region before the duration");
    assert_eq!(renew(&format!("{mine},192.0.2.97"), "week"), 1007);
    assert_eq!(renew(&mine, "daily"), 1004);
    assert_eq!(renew(&mine, "season"), 1006);
    assert_eq!(everything(&partner), before);
    let folder = outlet.stop();
    assert_eq!(folder.count("select balance from wallets where account_id = 8"), 3500);
    assert_eq!(folder.count("select count(*) from orders where channel = 'lease'"), 1);
    assert_eq!(folder.count("select count(*) from lease_periods"), 1);
    assert_eq!(folder.count("select count(*) from lease_addresses where account_id = 8"), 1);
}

#[test]
fn an_app_key_ends_with_its_account_or_when_the_staff_takes_it_away() {
    let outlet = Outlet::demo();
    let second = second_partner(&outlet, "10.00");
    assert_eq!(second.call("isp_ip_list", &[])["ret"], 0);
    let admin = Visitor::log_in(&outlet, "admin", "demo-admin");
    assert_eq!(admin.result("lease_key_remove", &[("account", "8")])["removed"], 1);
    assert_eq!(second.call("isp_ip_list", &[])["ret"], 1001);
    assert_eq!(Partner::demo(&outlet).call("isp_ip_list", &[])["ret"], 0);
    let folder = outlet.stop();
    folder.change("update accounts set status = 2 where id = 3716");
    let outlet = Outlet::on(folder, START);
    assert_eq!(Partner::demo(&outlet).call("isp_ip_list", &[])["ret"], 1001, "the account is frozen");
}

#[test]
fn an_expired_address_rests_for_a_week_in_which_its_holder_alone_may_renew_it() {
    let held = |partner: &Partner<'_>, status| partner.rows("datacenter_ip_list", &[("status", status)]).len();
    let folder = Outlet::demo().stop();

    // A day after the 30 days: expired, renewable, not for sale.
    let outlet = Outlet::on(folder, "2022-07-02 10:00:01");
    let partner = Partner::demo(&outlet);
    assert_eq!((held(&partner, "1"), held(&partner, "2"), held(&partner, "3")), (0, 2, 0));
    let ask = [("region", "hk"), ("duration", "week"), ("num", "21")];
    assert_eq!(partner.call("static_ip_open", &ask)["ret"], 1005);
    partner.ordered("static_ip_renew", &[("renew_ip_list", "192.0.2.97"), ("duration", "week")]);
    let renewed = partner.rows("datacenter_ip_list", &[]).remove(0);
    let now = outpost::clock::Zone::china().parse_text("2022-07-02 10:00:01").unwrap().unix_seconds();
    let left = renewed["expire_time"].as_i64().unwrap() - now;
    assert!((7 * DAY..7 * DAY + 30).contains(&left), "an expired lease is renewed from now on: {left}");
    let folder = outlet.stop();

    // 37 days and a second after the start: the other one is back in stock, whether or not anything has released it.
    let outlet = Outlet::on(folder, "2022-07-08 10:00:10");
    let partner = Partner::demo(&outlet);
    assert_eq!((held(&partner, "1"), held(&partner, "2")), (1, 0));
    let renew = [("renew_ip_list", "192.0.2.98"), ("duration", "week")];
    assert_eq!(partner.call("static_ip_renew", &renew)["ret"], 1007);
    let second = second_partner(&outlet, "1000.00");
    second.ordered("static_ip_open", &[("region", "hk"), ("duration", "week"), ("num", "21")]);
    assert!(second.addresses("datacenter_ip_list").contains(&"192.0.2.98".to_owned()));
    assert_eq!(partner.addresses("datacenter_ip_list"), ["192.0.2.97"]);
    assert_wallets_add_up(&outlet.stop());
}

#[test]
fn the_staff_sees_the_stock_and_a_retired_address_is_neither_leased_nor_renewed() {
    let outlet = Outlet::demo();
    let (partner, operator) = (Partner::demo(&outlet), Visitor::log_in(&outlet, "operator", "demo-operator"));
    let pool = |tag: &str| {
        let rows = operator.result("lease_stock", &[])["stock"].as_array().unwrap().clone();
        let found = rows.into_iter().find(|row| {
            (&row["kind"], &row["region"], &row["pool_tag"]) == (&json!("datacenter"), &json!("hk"), &json!(tag))
        });
        let row = found.unwrap();
        ["free", "leased", "cooling", "retired"].map(|state| row[state].as_i64().unwrap())
    };
    assert_eq!((pool("渠道一"), pool("")), ([4, 0, 0, 0], [0, 2, 0, 0]));
    operator.result("lease_retire", &[("ip", "192.0.2.97")]);
    operator.result("lease_retire", &[("ip", "203.0.113.1")]);
    operator.result("lease_retire", &[("ip", "203.0.113.1")]);
    assert_eq!((pool("渠道一"), pool("")), ([3, 0, 0, 1], [0, 1, 0, 1]));
    assert_eq!(operator.call("lease_retire", &[("ip", "192.0.2.200")])["error_no"], 1100);
    let all = [("region", "hk"), ("duration", "week"), ("num", "4"), ("pool_tag", "渠道一")];
    assert_eq!(partner.call("static_ip_open", &all)["ret"], 1005);
    let renew = [("renew_ip_list", "192.0.2.97"), ("duration", "week")];
    assert_eq!(partner.call("static_ip_renew", &renew)["ret"], 1007);
    assert!(partner.addresses("datacenter_ip_list").contains(&"192.0.2.97".to_owned()), "its holder keeps it");
    let folder = outlet.stop();
    assert_eq!(folder.count("select count(*) from audit_trail where action = 'lease_retire' and actor_id = 101"), 2);
}

#[test]
fn a_top_up_counts_once_and_stands_in_the_ledger_and_the_audit_trail() {
    let outlet = Outlet::demo();
    let operator = Visitor::log_in(&outlet, "operator", "demo-operator");
    let top_up = [("account", "3716"), ("amount", "12.50"), ("reference", "R-1"), ("note", "cash")];
    let balances = together(8, |_| operator.result("lease_topup", &top_up)["balance"].to_string());
    assert_eq!(balances, vec!["10012.50"; 8]);
    for (field, value) in
        [("account", "8"), ("amount", "12.51"), ("amount", "0"), ("amount", "-1"), ("account", "4711")]
    {
        let other: Vec<_> =
            top_up.iter().map(|(name, old)| (*name, if *name == field { value } else { *old })).collect();
        let number = operator.call("lease_topup", &other)["error_no"].as_i64().unwrap();
        assert_eq!(number, if value == "4711" { 1021 } else { 1100 }, "{field} {value}");
    }
    let folder = outlet.stop();
    assert_eq!(folder.count("select amount from money_moves where kind = 'top-up' and account_id = 3716"), 1250);
    assert_eq!(folder.count("select count(*) from audit_trail where action = 'lease_topup'"), 1);
    assert_wallets_add_up(&folder);
}

#[test]
fn a_price_that_the_staff_sets_is_what_the_next_order_costs() {
    let outlet = Outlet::demo();
    let (partner, admin) = (Partner::demo(&outlet), Visitor::log_in(&outlet, "admin", "demo-admin"));
    let set = [("kind", "isp"), ("region", "de"), ("duration", "weekly"), ("price", "9.90")];
    let ask = [("region", "de"), ("duration", "weekly"), ("num", "1")];
    assert_eq!(partner.call("isp_ip_open", &ask)["ret"], 1003);
    admin.result("lease_price_set", &set);
    assert_eq!(partner.call("isp_ip_open", &ask)["ret"], 1005, "there is a price, but no address");
    admin.result("lease_price_set", &[("kind", "isp"), ("region", "hk"), ("duration", "weekly"), ("price", "9.90")]);
    partner.ordered("isp_ip_open", &[("region", "hk"), ("duration", "weekly"), ("num", "3")]);
    assert_eq!(partner.rows("isp_order_list", &[])[0]["money"], "29.70");
    for wrong in [("kind", "flow"), ("duration", "daily"), ("price", "-1"), ("price", "1.005")] {
        let fields: Vec<_> = set.iter().map(|old| if old.0 == wrong.0 { wrong } else { *old }).collect();
        assert_eq!(admin.call("lease_price_set", &fields)["error_no"], 1100, "{wrong:?}");
    }
    let folder = outlet.stop();
    assert_eq!(folder.count("select sum(amount) from money_moves where kind = 'payment' and way = 7"), 2970);
}

#[test]
fn a_traffic_package_is_the_accounts_when_it_is_paid() {
    let outlet = Outlet::demo();
    let (partner, admin) = (Partner::demo(&outlet), Visitor::log_in(&outlet, "admin", "demo-admin"));
    let sale = [
        ("account", "3716"),
        ("list", "flow"),
        ("megabytes", "500"),
        ("price", "25.00"),
        ("package_id", "9"),
        ("reference", "S-1"),
    ];
    let sold = together(8, |_| admin.result("lease_flow_sell", &sale)["number"].as_str().unwrap().to_owned());
    assert_eq!(sold.iter().collect::<BTreeSet<_>>().len(), 1, "one reference is one sale");
    let row = || partner.rows("flow_order_list", &[("order_id", &sold[0])]).remove(0);
    let number = |row: &Value, key: &str| row[key].as_i64().unwrap();
    let unpaid = row();
    assert_eq!((number(&unpaid, "pay_status"), number(&unpaid, "pay_time"), number(&unpaid, "new_balance")), (0, 0, 0));
    assert_eq!(partner.rows("flow_order_list", &[("pay_status", "0")]).len(), 1);
    assert_eq!(partner.rows("mobile_flow_order_list", &[]).len(), 1, "it is in its own list alone");

    let order = admin.result("lease_flow_sell", &sale)["orderid"].to_string();
    let slip = [("orderid", order.as_str()), ("payvoucher", "SLIP-1"), ("amount", "25.00")];
    for _ in 0..2 {
        admin.result("order_paid", &slip);
    }
    let paid = row();
    let created: i64 = paid["created_at"].as_str().unwrap().parse().unwrap();
    let close: i64 = paid["close_time"].as_str().unwrap().parse().unwrap();
    assert_eq!((number(&paid, "pay_status"), close - created, &paid["pay_sn"]), (1, 1800, &json!("SLIP-1")));
    assert_eq!(number(&paid, "sub_expire_time"), number(&paid, "pay_time") + 30 * DAY + 1);
    assert_eq!((number(&paid, "old_balance"), number(&paid, "new_balance")), (31_950_000_000, 32_450_000_000));
    assert_eq!((number(&paid, "old_all_buy"), number(&paid, "new_all_buy")), (32_050_000_000, 32_550_000_000));
    assert_eq!((number(&paid, "first_order"), number(&paid, "coin"), &paid["money"]), (0, 500, &json!("25.00")));
    let recorded: Value = serde_json::from_str(RECORDED_ROW).unwrap();
    assert_eq!(partner.rows("flow_order_list", &[])[1], recorded, "the older row is as it was");

    let other: Vec<_> = sale.iter().map(|field| if field.0 == "price" { ("price", "26.00") } else { *field }).collect();
    assert_eq!(admin.call("lease_flow_sell", &other)["error_no"], 1100);
    let folder = outlet.stop();
    assert_eq!(folder.count("select balance from wallets where account_id = 3716"), 1_000_000, "the counter was paid");
    assert_wallets_add_up(&folder);
}

#[test]
fn a_package_sold_with_a_slip_is_paid_at_once() {
    let outlet = Outlet::demo();
    let operator = Visitor::log_in(&outlet, "operator", "demo-operator");
    let second = second_partner(&outlet, "10.00");
    let sale = [
        ("account", "8"),
        ("list", "mobile"),
        ("megabytes", "100"),
        ("price", "3.00"),
        ("days", "7"),
        ("reference", "S-2"),
        ("payvoucher", "SLIP-2"),
    ];
    assert_eq!(operator.result("lease_flow_sell", &sale)["paid"], true);
    let row = second.rows("mobile_flow_order_list", &[("pay_status", "1")]).remove(0);
    assert_eq!((&row["first_order"], &row["new_balance"]), (&json!(1), &json!(100_000_000)));
    let lasts = row["sub_expire_time"].as_i64().unwrap() - row["pay_time"].as_i64().unwrap();
    assert_eq!(lasts, 7 * DAY + 1);
}

#[test]
fn the_staffs_services_are_for_operators_and_admins() {
    let outlet = Outlet::demo();
    for (name, password) in [("traveller", "demo-traveller"), ("clerk", "demo-clerk")] {
        let visitor = Visitor::log_in(&outlet, name, password);
        for service in [
            "lease_stock",
            "lease_price_set",
            "lease_topup",
            "lease_retire",
            "lease_flow_sell",
            "lease_key_add",
            "lease_key_remove",
            "lease_key_gets",
            "lease_price_gets",
            "lease_wallet_gets",
            "lease_address_add",
            "lease_unretire",
            "lease_refund",
        ] {
            let fields = [("account", "7"), ("amount", "1.00"), ("reference", "x"), ("ip", "192.0.2.97")];
            assert_eq!(visitor.call(service, &fields)["error_no"], 1103, "{name} {service}");
        }
    }
    let folder = outlet.stop();
    assert_eq!(folder.count("select count(*) from audit_trail"), 0);
}

#[test]
fn the_app_key_is_asked_for_before_anything_else_that_is_wrong() {
    let outlet = Outlet::demo();
    let json = [("Content-Type", "application/json")];
    let post = |target: &str, body: &str| {
        let answer = outlet.post(&format!("/api/open/isp_ip_open{target}"), &json, body.as_bytes());
        (answer.status, answer.json()["ret"].as_i64().unwrap())
    };
    let long = "x".repeat(8 * 1024 + 1);
    let with = |key: &str, remark: &str| format!(r#"{{"appkey":"{key}","num":"1","remark":"{remark}"}}"#);
    assert_eq!(post("", r#"{"region":{"a":1}}"#), (200, 1001));
    assert_eq!(post("?appkey=demo-appkey", r#"{"region":{"a":1}}"#), (200, 1002));
    assert_eq!(post("", &with("wrong", &long)), (200, 1001));
    assert_eq!(post("", &with("demo-appkey", &long)), (200, 1002));
    assert_eq!(post("?appkey=demo-appkey", "{\"region\":"), (400, 1002));
    assert_eq!(post("?appkey=demo-appkey", &with("demo-appkey", &"x".repeat(64 * 1024))), (400, 1002));
    assert_eq!(post("?appkey=demo-appkey", r#"{"appkey":null,"region":"xx","duration":"week","num":1}"#), (200, 1003));
    assert_eq!(post("?appkey=demo-appkey&uid=7", "{}"), (200, 1001));
}

#[test]
fn limits_and_pages_are_put_within_bounds_and_nonsense_is_refused() {
    let outlet = Outlet::demo();
    let partner = Partner::demo(&outlet);
    let page = |fields: &[(&str, &str)]| {
        let answer = partner.call("flow_order_list", fields);
        let data = &answer["ret_data"];
        (answer["ret"].as_i64().unwrap(), data["per_page"].as_str().map(str::to_owned), data["current_page"].as_i64())
    };
    assert_eq!(page(&[("limit", "1000"), ("page", "0")]), (0, Some("100".to_owned()), Some(1)));
    assert_eq!(page(&[("limit", "0"), ("page", "9223372036854775807")]).1, Some("1".to_owned()));
    let huge = "99999999999999999999";
    assert_eq!(page(&[("limit", huge), ("page", huge)]), (0, Some("100".to_owned()), Some(i64::MAX)));
    assert_eq!(page(&[("page", "-99999999999999999999")]).2, Some(1));
    for wrong in
        [("limit", "x"), ("page", "1.5"), ("pay_status", "2"), ("start_time", "2022-2-30"), ("end_time", "soon")]
    {
        assert_eq!(page(&[wrong]), (1002, None, None), "{wrong:?}");
    }
    assert_eq!(partner.call("isp_ip_list", &[("status", "9")])["ret"], 1002);
    let folder: Arc<Folder> = outlet.stop();
    assert_wallets_add_up(&folder);
}
