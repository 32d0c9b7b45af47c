//! The calls around the recorded ones that partners' clients make: traffic left and used, white list, authentication accounts,
//! the warning, and what an unknown call is answered.

use std::sync::Arc;

use serde_json::{Value, json};

use super::outlet::{Folder, Outlet, Partner, START, Visitor};

/// Takes a file in while no server runs on the folder.
fn import(folder: &Folder, kind: &str, csv: &str) {
    let file = folder.data().join(format!("{kind}.csv"));
    std::fs::write(&file, csv).unwrap();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_outpost"))
        .args(["import", kind])
        .arg(&file)
        .arg("--data")
        .arg(folder.data())
        .env_clear()
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

/// `GET` or any other method; the answer's whole head and body.
fn ask(outlet: &Outlet, method: &str, target: &str, headers: &str) -> (String, Value) {
    let text = outlet.raw(&format!("{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n"));
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    (head.to_ascii_lowercase(), serde_json::from_str(body).unwrap_or_else(|_| panic!("{text}")))
}

fn left(partner: &Partner<'_>) -> i64 {
    partner.call("flow_left", &[])["ret_data"]["flow_left"].as_i64().unwrap()
}

#[test]
fn usage_lessens_what_is_left_by_the_days_after_the_payment_and_never_below_nothing() {
    let folder = Outlet::demo().stop();
    let usage = "uid,sub_id,day,mb\n3716,,2022-05-20,900\n3716,,2022-05-21,800\n3716,1,2022-05-22,100\n3716,,2022-05-22,7\n8,,2022-05-22,50\n";
    import(&folder, "lease-usage", usage);
    let outlet = Outlet::on(Arc::clone(&folder), START);
    let partner = Partner::demo(&outlet);
    assert_eq!(left(&partner), 31_950 - 107, "the day of the payment and the one before do not count");
    let days = |fields: &[(&str, &str)]| partner.call("flow_use_record", fields)["ret_data"].clone();
    assert_eq!(days(&[])["total_flow"], 1807);
    let second = json!({"total_flow": 107, "list": [{"date": "2022-05-22", "flow": 107}]});
    for at in ["2022-05-22 12:00:00", "1653148800", "2022-5-22"] {
        assert_eq!(days(&[("start_time", at)]), second, "times mean their day: {at}");
    }
    assert_eq!(days(&[("end_time", "2022-05-20 00:00:01")])["total_flow"], 900);
    assert_eq!(days(&[("start_time", "2022-5-23")]), json!({"total_flow": 0, "list": []}));
    assert_eq!(partner.call("flow_use_record", &[("start_time", "soon")])["ret"], 1002);
    drop(outlet);
    import(&folder, "lease-usage", "uid,sub_id,day,mb\n3716,,2022-05-23,31842\n");
    assert_eq!(left(&Partner::demo(&Outlet::on(Arc::clone(&folder), START))), 1);
    import(&folder, "lease-usage", "uid,sub_id,day,mb\n3716,,2022-05-23,99999\n");
    assert_eq!(left(&Partner::demo(&Outlet::on(folder, START))), 0);
}

#[test]
fn traffic_ends_after_its_last_second_and_a_new_package_is_put_on_top_of_what_is_left() {
    let folder = Outlet::demo().stop();
    // sub_expire_time of the recorded order is 2022-06-20 11:02:46.
    let at = |moment: &str| left(&Partner::demo(&Outlet::on(Arc::clone(&folder), moment)));
    assert_eq!(at("2022-06-20 11:02:30"), 31_950);
    assert_eq!(at("2022-06-20 11:02:48"), 0);
    import(&folder, "lease-usage", "uid,sub_id,day,mb\n3716,,2022-05-30,1950\n");
    let outlet = Outlet::on(Arc::clone(&folder), START);
    let operator = Visitor::log_in(&outlet, "operator", "demo-operator");
    let sale = [("account", "3716"), ("list", "mobile"), ("megabytes", "500"), ("price", "5"), ("reference", "S-1")];
    operator.result("lease_flow_sell", &sale);
    let partner = Partner::demo(&outlet);
    assert_eq!(left(&partner), 30_000, "an unpaid package brings nothing");
    let mut paid = sale.to_vec();
    paid[4] = ("reference", "S-2");
    paid.push(("payvoucher", "slip-2"));
    operator.result("lease_flow_sell", &paid);
    assert_eq!(left(&partner), 30_500);
    let row = &partner.rows("mobile_flow_order_list", &[("pay_status", "1")])[0];
    assert_eq!((&row["old_balance"], &row["new_balance"]), (&json!(30_000_000_000_i64), &json!(30_500_000_000_i64)));
    assert_eq!(row["first_order"], 0);
}

#[test]
fn a_white_list_grows_to_a_hundred_and_keeps_its_order_whatever_is_sent_twice() {
    let outlet = Outlet::demo();
    let partner = Partner::demo(&outlet);
    let list = || partner.call("white_list", &[])["ret_data"].clone();
    let block = |from: usize, to: usize| (from..to).map(|n| format!("10.0.0.{n}")).collect::<Vec<_>>().join(",");
    assert_eq!(partner.call("white_add", &[("white_ips", &block(0, 99))])["ret"], 0);
    let full = partner.call("white_add", &[("white_ips", "10.0.0.5,10.0.1.1,10.0.0.6")]);
    assert_eq!((&full["ret"], &full["msg"]), (&json!(0), &json!("添加成功!")));
    assert_eq!(partner.call("white_add", &[("ip", "10.0.1.2")])["ret"], 1002);
    assert_eq!(partner.call("white_add", &[("ip", "10.0.0.1,10.0.1.2")])["ret"], 1002, "all or nothing");
    assert_eq!((&list()["total"], &list()["list"][99]), (&json!(100), &json!("10.0.1.1")));
    assert_eq!(partner.call("white_add", &[("ip", "10.0.1.1")])["ret"], 0, "it is there already");
    assert_eq!(partner.call("white_del", &[("white_ips", "10.0.0.0,nonsense")])["ret"], 1002);
    assert_eq!(list()["total"], 100);
    for _ in 0..2 {
        let rest = partner.call("white_del", &[("white_ips", &block(0, 99))]);
        assert_eq!((&rest["msg"], &rest["ret_data"]), (&json!("success"), &json!({"list": ["10.0.1.1"]})));
    }
    assert_eq!(partner.call("white_add", &[("ip", "10.0.0.7")])["ret_data"]["list"], json!(["10.0.1.1", "10.0.0.7"]));
}

#[test]
fn the_manager_sees_who_runs_out_of_traffic_and_what_a_partner_keeps_here() {
    let outlet = Outlet::demo();
    let (partner, operator) = (Partner::demo(&outlet), Visitor::log_in(&outlet, "operator", "demo-operator"));
    let warned = || operator.result("lease_warning_gets", &[])["warnings"].clone();
    for (warning, status, listed) in [("31950", "1", 0), ("31951", "1", 1), ("31951", "0", 0), ("31951", "", 1)] {
        let set = [("flow_warning", warning), ("phone", "０086-138 0013 8000"), ("status", status)];
        assert_eq!(partner.call("flow_warning_set", &set)["ret_data"]["phone"], "13800138000");
        assert_eq!(warned().as_array().unwrap().len(), listed, "{warning} {status}");
    }
    let row = json!({"account": 3716, "flow_left": 31950, "flow_warning": 31951, "phone": "13800138000", "username": "demo_user"});
    assert_eq!(warned(), json!([row]));
    for (name, wrong) in [
        ("phone", "12345"),
        ("status", "2"),
        ("flow_warning", "x"),
        ("flow_warning", "1.5"),
        ("flow_warning", "99999999999999999999"),
        ("flow_warning", ""),
    ] {
        let mut set = vec![("flow_warning", "5"), ("phone", "13800138000"), ("status", "1")];
        set.iter_mut().filter(|field| field.0 == name).for_each(|field| field.1 = wrong);
        assert_eq!(partner.call("flow_warning_set", &set)["ret"], 1002, "{name} {wrong}");
    }
    assert_eq!(warned(), json!([row]), "what was refused changed nothing");
    partner.call("white_add", &[("ip", "198.51.100.7")]);
    let kept = operator.result("lease_traffic_gets", &[("account", "3716")]);
    assert_eq!((&kept["flow_left"], &kept["white_list"]), (&json!(31950), &json!(["198.51.100.7"])));
    assert_eq!((&kept["accounts"][0]["account"], &kept["usage"]), (&json!("demo_sub"), &json!([])));
    assert_eq!(operator.call("lease_traffic_gets", &[("account", "4711")])["error_no"], 1021);
    let customer = Visitor::log_in(&outlet, "companion", "demo-companion");
    for call in ["lease_warning_gets", "lease_traffic_gets"] {
        assert_eq!(customer.call(call, &[])["error_no"], 1103, "{call}: rights come before parameters");
    }
}

#[test]
fn what_is_unknown_or_asked_in_another_way_is_json_too() {
    let outlet = Outlet::demo();
    for target in ["/api/open/nothing", "/api/open/", "/api/open", "/api/open/isp_ip_list/x", "/api/open/ISP_IP_LIST"] {
        let (head, answer) = ask(&outlet, "GET", target, "Accept: text/html\r\n");
        assert!(head.starts_with("http/1.1 404"), "{target}: {head}");
        assert_eq!((&answer["ret"], &answer["code"], &answer["ret_data"]), (&json!(1009), &json!("0"), &json!({})));
        let kinds: Vec<_> = head.lines().filter(|line| line.starts_with("content-type:")).collect();
        assert_eq!(kinds, ["content-type: application/json; charset=utf-8"], "{target}");
    }
    for (method, target, allow) in [
        ("GET", "/api/open/isp_ip_open", "post"),
        ("GET", "/api/open/flow_warning_set", "post"),
        ("GET", "/api/open/white_del", "post"),
        ("PUT", "/api/open/flow_left", "post, get"),
        ("DELETE", "/api/open/white_list", "post, get"),
    ] {
        let (head, answer) = ask(&outlet, method, &format!("{target}?appkey=demo-appkey"), "");
        assert!(head.starts_with("http/1.1 405") && head.contains(&format!("\r\nallow: {allow}\r\n")), "{head}");
        assert_eq!(answer["ret"], 1010, "{target}");
    }
    let (head, slash) = ask(&outlet, "GET", "/api/open/isp_ip_list/", "");
    assert!(head.starts_with("http/1.1 200") && slash["ret"] == 1001, "a slash at the end is the call itself: {slash}");
    let none = json!({"total": 0, "list": []});
    for (call, data) in [
        ("flow_left", json!({"flow_left": 31950})),
        ("white_list", none),
        ("flow_use_record", json!({"total_flow": 0, "list": []})),
    ] {
        let (head, answer) = ask(&outlet, "GET", &format!("/api/open/{call}?appkey=demo-appkey&uid=3716.0"), "");
        assert!(head.starts_with("http/1.1 200"), "{head}");
        assert_eq!(answer["ret_data"], data, "{call}");
        assert_eq!(ask(&outlet, "GET", &format!("/api/open/{call}?appkey=wrong"), "").1["ret"], 1001, "{call}");
    }
}
