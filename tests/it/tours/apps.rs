//! Partner apps: who signs for whom, groups, trips, and orders in the words of an older app.

use std::collections::BTreeMap;

use md5::{Digest, Md5};
use serde_json::{Value, json};

use super::selling::{held, taken};
use super::{RECORDED, choice, code, data, family, of_order, outlet, post, with};
use crate::support::{Answer, Outlet, Start, Visitor, encode, run};

const APP: &str = "100200300";
const KEY: &str = "demo-tour-app-key";
const DAY: &str = "2016-01-28";
const CHECK: &str = "/v2_0/longtour/check_pack_free_bydate";
const GROUP: &str = "/v2_0/longtour/check_pack_group_bydate";
const LOGIN: &str = "/v2_0/login/login_in";
const SUBMIT: &str = "/v1/order/submit";

/// The parameters of a body as a partner's app sends them: json-typed ones as JSON text, and its signature beside them.
fn signed_by(app: &str, key: &str, body: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut sent: BTreeMap<String, String> =
        body.as_object().unwrap().iter().map(|(name, value)| (name.clone(), text(value))).collect();
    sent.insert("language".to_owned(), "zh".to_owned());
    let pairs: Vec<String> = sent.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let sum = Md5::digest(pairs.join("&") + key);
    let hex: Vec<String> = sum.iter().map(|byte| format!("{byte:02x}")).collect();
    sent.insert("sign".to_owned(), hex.concat());
    sent.insert("appid".to_owned(), app.to_owned());
    sent
}

fn signed(body: &Value) -> BTreeMap<String, String> {
    signed_by(APP, KEY, body)
}

fn send(outlet: &Outlet, path: &str, sent: &BTreeMap<String, String>) -> Answer {
    let fields: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    outlet.raw_form(path, &encode(&fields))
}

fn log_in(outlet: &Outlet, name: &str, password: &str) -> Answer {
    send(outlet, LOGIN, &signed(&json!({"email": name, "password": password})))
}

/// A choice without a session.
fn bare(who: &Visitor) -> Value {
    with(choice(who, DAY), &json!({"sessionid": null}))
}

fn group(who: &Visitor, adults: i64, children: i64) -> Value {
    json!({
        "sessionid": who.sessionid, "uid": "629", "version": "1", "date": DAY, "adult_num": adults, "child_num": children,
        "product_id": 501, "sum_money": "2000",
    })
}

/// An order in the words of the older app, of the group.
fn older(who: &Visitor, number: &str) -> Value {
    json!({
        "sessionid": who.sessionid, "uid": "629", "tid": "501", "num": "2", "date": DAY, "address_id": "1471",
        "receiver_email": "family@example.com", "extend_field": json!({"client_order_no": number, "child_num": "1"}).to_string(),
    })
}

#[test]
fn a_signature_holds_for_the_body_as_it_was_sent_and_for_nothing_else() {
    let outlet = outlet();
    let me = family(&outlet);
    assert_eq!(code(&log_in(&outlet, "family", "demo-family")), "");
    let sent = signed(&bare(&me));
    for path in [CHECK, "/V2/LongTour/Check_Pack_Free_ByDate", &format!("{CHECK}?format=json&uid=7&adult_num=9")] {
        assert_eq!(code(&send(&outlet, path, &sent)), "", "{path}: the query is not part of it, and not read");
    }
    assert_eq!(code(&outlet.json(CHECK, &json!(sent))), "", "as JSON");
    assert_eq!(code(&send(&outlet, CHECK, &sent)), "", "the same again is the same look");
    let change = |name: &str, value: Option<&str>| {
        let mut other = sent.clone();
        match value {
            Some(value) => other.insert(name.to_owned(), value.to_owned()),
            None => other.remove(name),
        };
        code(&send(&outlet, CHECK, &other))
    };
    for (name, value) in [
        ("adult_num", Some("1")),
        ("adult_num", Some("2.0")),
        ("uid", Some("7")),
        ("added", Some("")),
        ("language", None),
        ("sign", None),
        ("sign", Some("")),
        ("sign", Some("no hex at all")),
        ("appid", None),
        ("appid", Some("100200301")),
        ("appid", Some("")),
    ] {
        assert_eq!(change(name, value), "300001", "{name} {value:?}");
    }
    for (app, key) in [(APP, "another"), (APP, ""), ("638", KEY), ("' or 1=1 --", KEY)] {
        assert_eq!(code(&send(&outlet, CHECK, &signed_by(app, key, &bare(&me)))), "300001", "{app} {key}");
    }
    let mut nested = json!(sent);
    nested["hotels"] = serde_json::from_str(&sent["hotels"]).unwrap();
    assert_eq!(code(&outlet.json(CHECK, &nested)), "300001", "a list is no text that could be signed");
    for (name, value) in [("extra", json!(null)), ("extra", json!(true)), ("extra", json!({}))] {
        let mut odd = json!(sent);
        odd[name] = value;
        assert_eq!(code(&outlet.json(CHECK, &odd)), "300001", "{odd}");
    }
    let spaced = with(bare(&me), &json!({"note": " a b+c&d=e % 中 ", "empty": ""}));
    assert_eq!(code(&send(&outlet, CHECK, &signed(&spaced))), "", "values are signed before they are encoded");
}

#[test]
fn an_app_may_ask_for_whoever_logged_in_through_it_for_thirty_days_and_sees_no_numbers() {
    let outlet = outlet();
    let me = family(&outlet);
    let asked = bare(&me);
    assert_eq!(code(&send(&outlet, CHECK, &signed(&asked))), "300001", "nobody logged in through it yet");
    let user = data(&log_in(&outlet, "13800138001", "demo-family"));
    let shown = json!({"uid": "629", "username": "family", "mobile": "13800138001", "email": ""});
    assert_eq!(user["user_info"], shown);
    let masked = send(&outlet, CHECK, &signed(&asked));
    assert_eq!(code(&masked), "");
    assert!(!masked.text().contains("999999199001010111"), "a partner sees papers masked");
    let token = user["token"].as_str().unwrap();
    for how in [json!({"token": token}), json!({"sessionid": me.sessionid})] {
        let whole = send(&outlet, CHECK, &signed(&with(asked.clone(), &how)));
        assert!(whole.text().contains("999999199001010111"), "the owner sees them in full");
    }
    for uid in ["7", "8", "0", "-1", "", "x", "9223372036854775808"] {
        let other = signed(&with(asked.clone(), &json!({"uid": uid})));
        assert_eq!(code(&send(&outlet, CHECK, &other)), "300001", "{uid}");
    }
    let admin = outlet.admin();
    let made = admin.office("tour_app_set", &[("appid", "other"), ("name", "Other")]).result();
    let key = made["app_key"].as_str().unwrap();
    assert_eq!(code(&send(&outlet, CHECK, &signed_by("other", key, &asked))), "300001", "he did not use this one");
    let far = Start::demo("2016-02-25 10:00:30").on(outlet.stop());
    let later = with(asked, &json!({"date": "2016-03-01", "hotels": [], "scenerys": []}));
    assert_eq!(code(&send(&far, CHECK, &signed(&later))), "300001", "thirty days have passed");
}

#[test]
fn guessing_through_an_app_is_throttled_and_only_customers_come_in() {
    let outlet = Start::demo(RECORDED).set("login.delay_seconds", "86400").run();
    for (name, password) in [("family", "wrong"), ("nobody-here", "x"), ("admin", "demo-admin"), ("82936715", "666666")]
    {
        let refused = log_in(&outlet, name, password);
        assert_eq!(code(&refused), "300005", "{name}");
        assert_eq!(refused.json()["error_msg"], "用户名或密码错误", "{name}");
    }
    for missing in [json!({"email": "family"}), json!({"password": "demo-family"}), json!({})] {
        assert_eq!(code(&send(&outlet, LOGIN, &signed(&missing))), "300001");
    }
    let unsigned = json!({"email": "family", "password": "demo-family"});
    assert_eq!(code(&outlet.json(LOGIN, &unsigned)), "300001");
    assert_eq!(outlet.get(LOGIN).status, 405);
    assert_eq!(outlet.folder.count("select count(*) from tour_app_users"), 0);
    for _ in 0..40 {
        log_in(&outlet, "family", "wrong");
    }
    assert_eq!(code(&log_in(&outlet, "family", "demo-family")), "300005", "he has to wait, too");
}

#[test]
fn a_groups_seats_are_sold_once_and_its_order_adds_up() {
    let outlet = outlet();
    let me = family(&outlet);
    let totals = data(&outlet.json(GROUP, &group(&me, 3, 2)));
    assert_eq!((&totals["total_price"], &totals["differ_price"]), (&json!(3000), &json!(200)));
    for (adults, children) in [(0, 0), (-1, 3), (31, -1)] {
        assert_eq!(code(&outlet.json(GROUP, &group(&me, adults, children))), "300001");
    }
    let huge = with(group(&me, 1, 0), &json!({"adult_num": "9223372036854775807"}));
    assert_eq!(code(&outlet.json(GROUP, &huge)), "300050");
    let edge = |date: &str| code(&outlet.json(GROUP, &with(group(&me, 1, 0), &json!({"date": date}))));
    assert_eq!((edge("2016-01-25"), edge("2016-12-31")), (String::new(), String::new()), "today and the last day");
    for date in ["2016-01-24", "2016-02-30", "2017-01-01", "2016-02-09", ""] {
        assert_eq!(edge(date), "300001", "{date}");
    }
    let made = data(&outlet.json(SUBMIT, &older(&me, "G-1")));
    assert_eq!((&made["total_money"], &made["order_status"]), (&json!("1740.00"), &json!("0")));
    assert_eq!((taken(&outlet, 611, DAY), held(&outlet)), (3, 3), "two adults and a child");
    assert_eq!(data(&outlet.json("/V1/Order/Submit", &older(&me, "G-1")))["order_id"], made["order_id"]);
    let other = with(older(&me, "G-1"), &json!({"num": "1"}));
    assert_eq!(code(&outlet.json(SUBMIT, &other)), "300002");
    let many = with(older(&me, "G-2"), &json!({"num": "28"}));
    assert_eq!(code(&outlet.json(SUBMIT, &many)), "300050", "27 seats are left");
    assert_eq!((taken(&outlet, 611, DAY), held(&outlet)), (3, 3));
    let id = made["order_id"].as_str().unwrap();
    let detail = data(&post(&outlet, "order_detail", &of_order(&me, id)));
    let lines: Vec<_> = detail["goods"].as_array().unwrap().iter().map(|line| line["money"].clone()).collect();
    assert_eq!(lines, ["1360.00", "380.00"]);
    assert_eq!(code(&post(&outlet, "order_cancel", &of_order(&me, id))), "");
    assert_eq!((taken(&outlet, 611, DAY), held(&outlet)), (0, 0), "the seats are back");
}

#[test]
fn an_older_apps_order_keeps_its_form_and_cannot_be_bent_by_what_it_extends() {
    let outlet = outlet();
    let (me, other) = (family(&outlet), outlet.traveller());
    let form = json!({
        "inv_type": "2", "inv_content": "旅游费", "postscript": "靠窗", "bed_require": "大床", "play_time": "上午", "shipping_method": "1",
    });
    let made = data(&outlet.json(SUBMIT, &with(older(&me, "F-1"), &form)));
    let detail = data(&post(&outlet, "order_detail", &of_order(&me, made["order_id"].as_str().unwrap())));
    for (name, value) in form.as_object().unwrap() {
        assert_eq!(&detail[name], value, "{name}");
    }
    let bent = json!({"uid": "7", "tid": "500", "product_id": "500", "num": "9", "sessionid": other.sessionid, "sum_money": "0"});
    let bent = data(&outlet.json(SUBMIT, &with(older(&me, ""), &json!({"extend_field": bent.to_string()}))));
    let shown = data(&post(&outlet, "order_detail", &of_order(&me, bent["order_id"].as_str().unwrap())));
    let kept = [&shown["uid"], &shown["product_id"], &shown["adult_num"], &shown["child_num"]];
    assert_eq!(kept, ["629", "501", "2", "0"]);
    let again = data(&outlet.json(SUBMIT, &with(older(&me, ""), &json!({"extend_field": null}))));
    assert_ne!(again["order_id"], bent["order_id"], "without a number each call is an order");
    for wrong in [
        json!({"inv_type": "3"}),
        json!({"extend_field": "[]"}),
        json!({"extend_field": "{"}),
        json!({"extend_field": json!({"hotels": [{"product_id": "601"}]}).to_string()}),
        json!({"cert_info": "[\"183\",\"191\",\"183\"]"}),
        json!({"cert_info": "[\"1\"]"}),
        json!({"cert_info": "[\"183\",\"191\",\"1\",\"2\"]"}),
        json!({"tid": "999"}),
        json!({"tid": "500"}),
        json!({"num": "-1"}),
        json!({"num": "1.5"}),
        json!({"address_id": "1"}),
        json!({"address_id": null}),
        json!({"receiver_email": null}),
        json!({"uid": "7"}),
        json!({"sessionid": other.sessionid}),
        json!({"sessionid": null}),
        json!({"postscript": "x".repeat(501)}),
    ] {
        let refused = code(&outlet.json(SUBMIT, &with(older(&me, "F-2"), &wrong)));
        assert_eq!(refused, "300001", "{wrong}");
    }
    let by_hand = json!({"address_id": null, "receiver": "周远", "mobile": "13800138001", "province": "浙江", "city": "湖州", "address": "莫干山路1号"});
    let made = data(&outlet.json(SUBMIT, &with(older(&me, "F-3"), &by_hand)));
    let shown = data(&post(&outlet, "order_detail", &of_order(&me, made["order_id"].as_str().unwrap())));
    assert_eq!(shown["address"], "浙江湖州莫干山路1号");
    let lines = json!({"postscript": " 靠窗 \r\n\n素食\n"});
    let made = data(&outlet.json(SUBMIT, &with(older(&me, "F-4"), &lines)));
    let shown = data(&post(&outlet, "order_detail", &of_order(&me, made["order_id"].as_str().unwrap())));
    assert_eq!(shown["postscript"], "靠窗 素食", "a remark of several lines is kept in one");
}

#[test]
fn the_nights_of_an_older_apps_package_are_those_of_its_hotels_that_tell_none() {
    let outlet = outlet();
    let me = family(&outlet);
    let chosen = |stay: &Value| {
        let room = json!({"product_id": "601", "sell_id": "601", "supplier_id": "57", "date": DAY, "num": "1"});
        json!({"hotels": [with(room, stay)], "planes": {"combo_id": "65", "goods_price_max": "600"}}).to_string()
    };
    let total = |nights: &str, stay: &Value| {
        let wanted = json!({"tid": "500", "num": "1", "package_night_num": nights, "extend_field": chosen(stay)});
        let made = outlet.json(SUBMIT, &with(older(&me, ""), &wanted));
        if code(&made).is_empty() { data(&made)["total_money"].as_str().unwrap().to_owned() } else { code(&made) }
    };
    for (nights, stay, sum) in [
        ("", json!({}), "850.00"),
        ("0", json!({}), "850.00"),
        ("2", json!({}), "1150.00"),
        ("2.0", json!({}), "1150.00"),
        ("3", json!({"night_num": "1"}), "850.00"),
        ("x", json!({}), "300001"),
        ("-1", json!({}), "300001"),
    ] {
        assert_eq!(total(nights, &stay), sum, "{nights} {stay}");
    }
}

#[test]
fn a_trip_is_shown_to_anybody_with_a_credential_and_kept_by_the_staff() {
    let outlet = outlet();
    let (me, operator) = (family(&outlet), outlet.login("operator", "demo-operator"));
    let ask = |body: Value| post(&outlet, "get_trip_schedule", &body);
    let trip = ask(json!({"pid": "500", "sessionid": me.sessionid})).json();
    assert_eq!((&trip["trip_set"], trip["trip_schedule_list"].as_array().unwrap().len()), (&json!("1"), 4));
    assert!(trip.get("data").is_none(), "as published, without data around it");
    let signed = signed(&json!({"pid": "500"}));
    assert_eq!(send(&outlet, "/v2/longtour/get_trip_schedule", &signed).json()["trip_set"], "1");
    let partner = outlet.admin().office("tour_partner_set", &[("name", "P"), ("uids", "629")]).result();
    assert_eq!(ask(json!({"pid": 500, "appkey": partner["appkey"]})).json()["trip_set"], "1");
    for wrong in [json!({"pid": "500"}), json!({"pid": "500", "appkey": "x"}), json!({"pid": "500", "sessionid": "x"})]
    {
        assert_eq!(code(&ask(wrong)), "300001");
    }
    for pid in ["999", "", "x", "-1", "99999999999999999999"] {
        assert_eq!(code(&ask(json!({"pid": pid, "sessionid": me.sessionid}))), "300001", "{pid}");
    }
    let days = json!([{"title": "出发", "events": [{"event_type": 3, "title": "竹海", "traffic_info": 2, "vehicles_name": "x", "images": "a.png, b.png"}]}]);
    operator.office("tour_trip_set", &[("packageid", "501"), ("days", &days.to_string())]).result();
    let trip = ask(json!({"pid": "501", "sessionid": me.sessionid})).json();
    let event = &trip["trip_schedule_list"][0]["schedule_data"][0];
    assert_eq!((&event["traffic_info"], &event["vehicles_name"]), (&json!(""), &json!("")), "no transport");
    assert_eq!((&event["images"], &event["direction"]), (&json!(["a.png", "b.png"]), &json!("left")));
    for wrong in ["", "{}", "[1]", r#"[{"title":""}]"#, r#"[{"title":"x","events":[{"event_type":7,"title":"y"}]}]"#] {
        let refused = operator.office("tour_trip_set", &[("packageid", "501"), ("days", wrong)]);
        assert_eq!(refused.number(), 1100, "{wrong}");
    }
    assert_eq!(me.office("tour_trip_set", &[]).number(), 1103, "rights come before parameters");
    assert_eq!(operator.office("tour_trip_gets", &[("packageid", "501")]).result()["days"][0]["title"], "出发");
}

#[test]
fn an_apps_key_is_shown_once_sealed_and_left_out_of_files_for_everybody() {
    let outlet = outlet();
    let admin = outlet.admin();
    let made = admin.office("tour_app_set", &[("appid", "42"), ("name", "旅行社")]).result();
    let key = made["app_key"].as_str().unwrap().to_owned();
    assert_eq!(key.len(), 32);
    assert_eq!(admin.office("tour_app_set", &[("appid", "42"), ("enabled", "0")]).result()["app_key"], "");
    let listed = admin.office("tour_app_gets", &[]).result().to_string();
    assert!(listed.contains("旅行社") && !listed.contains(&key), "{listed}");
    let login = json!({"email": "family", "password": "demo-family"});
    assert_eq!(code(&send(&outlet, LOGIN, &signed_by("42", &key, &login))), "300001", "it is switched off");
    admin.office("tour_app_set", &[("appid", "42"), ("enabled", "1")]).result();
    assert_eq!(code(&send(&outlet, LOGIN, &signed_by("42", &key, &login))), "");
    assert_eq!(outlet.login("operator", "demo-operator").office("tour_app_set", &[("appid", "42")]).number(), 1103);
    let folder = outlet.stop();
    let data = folder.data();
    let data = data.to_str().unwrap();
    let sealed = std::fs::read(folder.data().join("outpost.db")).unwrap();
    assert!(!sealed.windows(key.len()).any(|part| part == key.as_bytes()), "the key stands in the file in clear");
    let refused = run(&["export", "tour-apps", "--data", data]);
    assert!(!String::from_utf8_lossy(&refused.stdout).contains(&key));
    let checked = run(&["check", "--data", data]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}
