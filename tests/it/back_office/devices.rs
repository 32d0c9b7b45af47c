//! Pool devices that report themselves, and the numbers on their channels.

use serde_json::{Value, json};

use super::outlet::{Outlet, Session};
use super::{NOW, admin, om, operator, traveller};

/// What the recorded call says of the device that an admin has verified.
fn recorded() -> Value {
    json!({"devid": 20_160_614, "hostname": "touchdev01", "host": "192.0.2.20", "domain": "192.0.2.10"})
}

fn with(mut fields: Value, more: Value) -> Value {
    fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    fields
}

/// The device as somebody sees it.
fn seen(outlet: &Outlet, who: &Session) -> Value {
    outlet.ok(who, &om("touchdev_gets"), json!({"devid": "touchdev01"}))["touchs"][0].take()
}

/// Who set devices, newest first.
fn trail(outlet: &Outlet, boss: &Session) -> Vec<Value> {
    let entries = outlet.page_json(boss, "/api/pages/audit?size=100")["entries"].take();
    entries.as_array().unwrap().iter().filter(|entry| entry["action"] == "touchdev_set").cloned().collect()
}

#[test]
fn the_recorded_report_of_a_customer_changes_nothing_and_is_answered_as_recorded() {
    let outlet = Outlet::at(NOW);
    let (me, boss) = (traveller(&outlet), admin(&outlet));
    let answer = outlet.call_as(&me, &om("touchdev_set"), recorded());
    let touch = &answer["result"]["touch"];
    for (name, value) in [
        ("devid", json!("touchdev01")),
        ("domain", json!("192.0.2.10")),
        ("host", json!("192.0.2.20")),
        ("id", json!(20_160_614)),
        ("userid", json!(0)),
        ("verified", json!(true)),
    ] {
        assert_eq!(touch[name], value, "{answer}");
    }
    assert_eq!((&answer["error_no"], &answer["userid"]), (&json!(0), &json!(7)), "{answer}");
    assert_eq!(trail(&outlet, &boss), Vec::<Value>::new(), "it changed nothing");
}

#[test]
fn what_anybody_but_an_admin_changes_is_unverified_and_the_trail_tells_who() {
    let outlet = Outlet::at(NOW);
    let (me, worker, boss) = (traveller(&outlet), operator(&outlet), admin(&outlet));
    let moved = |host: &str| with(recorded(), json!({"host": host}));
    let set = |who: &Session, host: &str| outlet.ok(who, &om("touchdev_set"), moved(host))["touch"]["verified"].clone();
    assert_eq!(set(&me, "192.0.2.21"), false);
    assert_eq!(set(&me, "192.0.2.20"), false, "nobody but an admin makes it good again");
    assert_eq!(set(&boss, "192.0.2.20"), true);
    assert_eq!(set(&worker, "192.0.2.22"), false);
    assert_eq!(set(&boss, "192.0.2.22"), true);
    assert_eq!(outlet.call(&om("touchdev_set"), moved("192.0.2.23"))["result"]["touch"]["verified"], false);
    let forged = with(moved("192.0.2.24"), json!({"userid": 100, "sessionid": me.id}));
    assert_eq!(outlet.call(&om("touchdev_set"), forged)["result"]["touch"]["verified"], false);
    let actors: Vec<Value> = trail(&outlet, &boss).iter().map(|entry| entry["actor_id"].clone()).collect();
    assert_eq!(actors, [0, 0, 100, 101, 100, 7, 7], "the newest first");
}

#[test]
fn a_device_keeps_what_is_not_sent_and_says_it_to_the_staff_alone() {
    let outlet = Outlet::at(NOW);
    let (me, boss) = (traveller(&outlet), admin(&outlet));
    let all = json!({"sgroup": 3, "transport": "tcp", "lan_netmask": "255.255.255.0", "wan_ip": "192.0.2.30",
        "wifi_ssid": "outlet", "wifi_password": "let-me-in", "phone": "13900139099"});
    let set = outlet.ok(&boss, &om("touchdev_set"), with(recorded(), all))["touch"].take();
    assert!(set.get("wifi_password").is_none(), "{set}");
    outlet.ok(&boss, &om("touchdev_set"), with(recorded(), json!({"wan_ip": "192.0.2.31"})));
    let now = seen(&outlet, &boss);
    for (name, value) in [
        ("sgroup", json!(3)),
        ("transport", json!("tcp")),
        ("lan_netmask", json!("255.255.255.0")),
        ("wan_ip", json!("192.0.2.31")),
        ("wifi_ssid", json!("outlet")),
        ("phone", json!("13900139099")),
    ] {
        assert_eq!(now[name], value, "{now}");
    }
    assert_eq!(now["touchchans"].as_array().unwrap().len(), 5);
    let public = seen(&outlet, &me);
    assert_eq!(
        (&public["sgroup"], &public["transport"], &public["host"]),
        (&now["sgroup"], &now["transport"], &now["host"])
    );
    let told = outlet.ok(&me, &om("touchdev_set"), with(recorded(), json!({"wan_type": "dhcp"})))["touch"].take();
    assert_eq!(told["wan_type"], "dhcp", "who says it may see it");
    for other in [public, told] {
        for hidden in ["lan_netmask", "wan_ip", "wifi_ssid", "phone", "touchchans"] {
            assert!(other.get(hidden).is_none(), "{hidden} in {other}");
        }
    }
    assert_eq!(seen(&outlet, &boss)["wan_ip"], "192.0.2.31", "and it was added to what is there");
    let bad = with(recorded(), json!({"sgroup": "many"}));
    assert_eq!(outlet.call_as(&me, &om("touchdev_set"), bad)["error_no"], 1100);
}

#[test]
fn nobody_fills_the_disk_with_devices() {
    let outlet = Outlet::at(NOW);
    let (me, boss) = (traveller(&outlet), admin(&outlet));
    let report = |fields: Value| outlet.call(&om("touchdev_set"), fields)["error_no"].as_i64().unwrap();
    let long = |letters: usize| "x".repeat(letters);
    assert_eq!(report(json!({"hostname": long(129), "host": "h"})), 1100);
    assert_eq!(report(json!({"hostname": "box", "host": "h", "wan_ip": long(129)})), 1100);
    assert_eq!(report(json!({"hostname": "box", "host": "h", "devid": i64::MAX})), 1100);
    let many: Vec<(String, Value)> = (0..30).map(|number| (format!("lan_{number}"), json!(long(100)))).collect();
    let many = with(json!({"hostname": "box", "host": "h"}), Value::Object(many.into_iter().collect()));
    assert_eq!(report(many), 1100, "3000 letters of settings");

    let made: Vec<i64> =
        (0..101).map(|number| report(json!({"hostname": format!("box-{number}"), "host": "h"}))).collect();
    assert!(made[..100].iter().all(|no| *no == 0) && made[100] == 1102, "{made:?}");
    assert_eq!(report(json!({"hostname": "box-1", "host": "other"})), 1102, "nor may it change one");
    assert_eq!(report(json!({"hostname": "box-1", "host": "h"})), 0, "what changes nothing is no change");
    assert_eq!(outlet.call_as(&me, &om("touchdev_set"), json!({"hostname": "mine", "host": "h"}))["error_no"], 1102);
    outlet.ok(&boss, &om("touchdev_set"), json!({"hostname": "mine", "host": "h"}));
}

#[test]
fn a_channel_keeps_what_is_not_sent_and_a_new_one_gets_the_next_place() {
    let outlet = Outlet::at(NOW);
    let boss = admin(&outlet);
    let set = |chans: Value| outlet.call_as(&boss, &om("touchchans_set"), json!({"devid": 20_160_614, "chans": chans}));
    let one = |chans: Value| set(chans)["result"]["touchchans"][0].take();
    let first =
        json!({"devid": 20_160_614, "domain": "192.0.2.10", "id": 1, "phone": "13900139001", "subid": 1, "userid": 7});
    assert_eq!(one(json!([{"subid": 1, "domain": "192.0.2.10", "userid": 7}])), first, "told by its place");
    let moved =
        json!({"devid": 20_160_614, "domain": "192.0.2.10", "id": 1, "phone": "13900139091", "subid": 1, "userid": 7});
    assert_eq!(one(json!([{"chanid": 1, "phone": "13900139091"}])), moved, "told by its number");
    let new = one(json!([{"phone": "13900139006"}]));
    assert_eq!((&new["subid"], &new["phone"], &new["userid"]), (&json!(6), &json!("13900139006"), &json!(0)), "{new}");
    assert_eq!(one(json!([{"phone": "13900139007"}, {"phone": "13900139008"}]))["subid"], 7);
    let bad =
        [json!([{}]), json!([{"subid": 9}]), json!([{"chanid": 99, "phone": "1"}]), json!([{"chanid": 1, "subid": 2}])];
    for bad in bad {
        assert_eq!(set(bad.clone())["error_no"], 1100, "{bad}");
    }
    let recorded = one(json!([{"subid": 1, "phone": "13900139001"}]));
    assert_eq!((&recorded["id"], &recorded["phone"]), (&json!(1), &json!("13900139001")));
}
