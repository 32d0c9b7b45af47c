//! Settings that a manager gives on the page: the rules and sentences of the file, in effect at once, below what file, environment and
//! flags say, in the trail, and never so that nobody can come in again.

use std::sync::Arc;

use crate::support::{Answer, Folder, Outlet, RECORDED_DAY, Start, Visitor};
use serde_json::{Value, json};

fn give(outlet: &Outlet, who: &Visitor, values: &Value) -> Answer {
    who.at(&outlet.address).page_form("/api/pages/admin/settings", &[("values", &values.to_string())])
}

fn setting(outlet: &Outlet, name: &str) -> Value {
    let all = outlet.admin().page("/api/pages/admin/settings").json();
    all["settings"].as_array().unwrap().iter().find(|it| it["name"] == name).cloned().unwrap()
}

fn name_of(outlet: &Outlet) -> Value {
    outlet.get("/api/pages/today").json()["outlet"].clone()
}

#[test]
fn what_the_page_gives_counts_at_once_and_after_a_restart_and_is_taken_back_by_nothing() {
    let outlet = Outlet::demo();
    let given = give(
        &outlet,
        &outlet.admin(),
        &json!({"outlet.name": "Gate 7", "outlet.zone": "+09:00", "orders.unpaid_minutes": "45"}),
    );
    assert_eq!(given.status, 200, "{}", given.text());
    let today = outlet.get("/api/pages/today").json();
    assert_eq!((&today["outlet"], &today["hold_minutes"]), (&json!("Gate 7"), &json!(45)));
    assert!(today["now"].as_str().unwrap().starts_with("2016-07-06 15:44"), "the zone is an hour further: {today}");
    assert_eq!(setting(&outlet, "outlet.name")["source"], "page");
    let outlet = Start::demo(RECORDED_DAY).on(outlet.stop());
    assert_eq!(name_of(&outlet), "Gate 7");
    assert_eq!(give(&outlet, &outlet.admin(), &json!({"outlet.name": null})).status, 200);
    assert_eq!(
        (name_of(&outlet), setting(&outlet, "outlet.name")["source"].clone()),
        (json!("Outpost"), json!("default"))
    );
    let trail = outlet.admin().page("/api/pages/audit?size=50").json();
    let changes: Vec<_> =
        trail["entries"].as_array().unwrap().iter().filter(|it| it["action"] == "setting_changed").collect();
    assert_eq!(changes.len(), 4, "{trail}");
    assert_eq!(
        (&changes[0]["object"], &changes[0]["before"], &changes[0]["after"]),
        (&json!("outlet.name"), &json!("Gate 7"), &json!(null))
    );
}

#[test]
fn what_a_file_the_environment_or_a_flag_says_wins_and_its_place_is_told() {
    let folder = Arc::new(Folder::new());
    let file = folder.beside("outpost.toml");
    std::fs::write(&file, "# ours\n[outlet]\nname = \"from the file\"\n").unwrap();
    let start = Start::demo(RECORDED_DAY).config(&file).set("orders.open_days", "9");
    let outlet = start.environment("OUTPOST_OUTLET_ZONE", "+07:00").on(folder);
    for (name, source, place) in [
        ("outlet.name", "file", "outpost.toml:3"),
        ("outlet.zone", "environment", "OUTPOST_OUTLET_ZONE"),
        ("orders.open_days", "flag", ""),
    ] {
        let it = setting(&outlet, name);
        assert_eq!((&it["source"], &it["place"]), (&json!(source), &json!(place)), "{it}");
        let refused = give(&outlet, &outlet.admin(), &json!({name: "+01:00"}));
        assert_eq!(refused.status, 409, "{name}: {}", refused.text());
    }
    assert_eq!(name_of(&outlet), "from the file");
}

#[test]
fn a_wrong_value_is_refused_in_the_words_of_the_start_and_nothing_of_the_call_is_kept() {
    let outlet = Outlet::demo();
    let folder = Folder::new();
    for (name, value) in [
        ("outlet.zone", "Shanghai"),
        ("orders.unpaid_minutes", "0"),
        ("outlet.name", ""),
        ("outlet.day_cutoff", "25:00"),
        ("outlet.day_cutoff", "+14:00"),
        ("gateways.outgoing_seconds", "x"),
        ("gateways.outgoing_seconds", "61"),
    ] {
        let refused = give(&outlet, &outlet.admin(), &json!({"kiosk.idle_seconds": "60", name: value}));
        let set = format!("{name}={value}");
        let start = crate::support::run(&["serve", "--data", folder.data().to_str().unwrap(), "--set", &set]);
        let said = String::from_utf8(start.stderr).unwrap();
        assert_eq!(refused.status, 422, "{name}");
        let sentence = refused.json()["error"].as_str().unwrap().trim_end_matches('.').to_owned();
        assert!(said.contains(&sentence), "{said} and {}", refused.text());
    }
    assert_eq!(setting(&outlet, "kiosk.idle_seconds")["value"], "90");
    for values in
        [json!({"outlet.colour": "red"}), json!({"server.listen": "0.0.0.0:80"}), json!([1]), json!({"outlet.name": 7})]
    {
        assert_eq!(give(&outlet, &outlet.admin(), &values).status, 400, "{values}");
    }
}

#[test]
fn nothing_that_would_shut_the_owner_out_is_kept() {
    let outlet = Outlet::demo();
    let refused = give(&outlet, &outlet.admin(), &json!({"login.office_networks": "192.0.2.0/24"}));
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("shut you out"), "{}", refused.text());
    let kept = give(&outlet, &outlet.admin(), &json!({"login.office_networks": "192.0.2.0/24, 127.0.0.1"}));
    assert_eq!(kept.status, 200, "{}", kept.text());
    // A provider that could not be made would keep the outlet from opening.
    let half = give(&outlet, &outlet.admin(), &json!({"gateways.wechat_key": "k".repeat(32)}));
    assert_eq!(half.status, 422, "{}", half.text());
    assert_eq!(name_of(&Start::demo(RECORDED_DAY).on(outlet.stop())), "Outpost", "it opens again");
}

#[test]
fn a_secret_is_sealed_shown_to_nobody_and_in_effect_after_the_next_start() {
    let outlet = Outlet::demo();
    let key = "0123456789abcdefghijklmnopqrstuv";
    let values = json!({
        "gateways.wechat_key": key, "gateways.wechat_app": "wx1234567890abcdef", "gateways.wechat_merchant": "1900000109"
    });
    let given = give(&outlet, &outlet.admin(), &values);
    assert_eq!(given.status, 200, "{}", given.text());
    let it = setting(&outlet, "gateways.wechat_key");
    assert_eq!((&it["value"], &it["waits"]), (&json!("••••••••"), &json!(true)));
    let trail = outlet.admin().page("/api/pages/audit?size=50");
    assert!(!trail.text().contains(key) && !given.text().contains(key), "{}", trail.text());
    let folder = outlet.stop();
    let file = std::fs::read(folder.data().join("outpost.db")).unwrap();
    assert!(!file.windows(key.len()).any(|bytes| bytes == key.as_bytes()), "the key does not lie open in the database");
    folder.check();
    let outlet = Start::demo(RECORDED_DAY).on(folder);
    let it = setting(&outlet, "gateways.wechat_key");
    assert_eq!((&it["source"], &it["waits"]), (&json!("page"), &json!(false)));
}

#[test]
fn settings_are_given_by_admins_alone() {
    let outlet = Outlet::demo();
    for (name, password) in [("operator", "demo-operator"), ("clerk", "demo-clerk"), ("traveller", "demo-traveller")] {
        let who = outlet.login(name, password);
        assert_eq!(give(&outlet, &who, &json!({"outlet.name": "Mine"})).status, 403, "{name}");
    }
    assert_eq!(outlet.form("/api/pages/admin/settings", &[("values", "{}")]).status, 401);
    assert_eq!(name_of(&outlet), "Outpost");
}

#[test]
fn the_command_line_reads_times_in_the_zone_that_the_page_gave() {
    let outlet = Outlet::demo();
    assert_eq!(give(&outlet, &outlet.admin(), &json!({"outlet.zone": "+00:00"})).status, 200);
    let folder = outlet.stop();
    let prices = crate::support::run(&["export", "prices", "--data", folder.data().to_str().unwrap()]);
    let text = String::from_utf8(prices.stdout).unwrap();
    assert!(text.contains("2016-05-24 16:00:00"), "midnight in China is the afternoon before in UTC: {text}");
}

#[test]
fn an_outlet_that_opens_without_what_the_page_gave_says_so_until_it_is_mended() {
    let outlet = Outlet::demo();
    assert_eq!(give(&outlet, &outlet.admin(), &json!({"outlet.name": "Gate 7"})).status, 200);
    let all = |outlet: &Outlet| outlet.admin().page("/api/pages/admin/settings").json();
    assert_eq!(all(&outlet)["left_out"], Value::Null);
    let folder = outlet.stop();
    assert_eq!(folder.change("insert into settings (name, value) values ('gateways.outgoing', 'on')"), 1);
    let outlet = Start::demo(RECORDED_DAY).set("gateways.outgoing_roots", "/nowhere").on(folder);
    assert_eq!(name_of(&outlet), "Outpost", "nothing that the page gave is in effect");
    let told = all(&outlet)["left_out"].as_str().unwrap().to_owned();
    assert!(told.contains("gateways.outgoing_roots"), "{told}");
    let (name, calls) = (setting(&outlet, "outlet.name"), setting(&outlet, "gateways.outgoing"));
    assert_eq!((&name["value"], &calls["value"]), (&json!("Gate 7"), &json!("on")), "they are shown to be mended");
    let still = give(&outlet, &outlet.admin(), &json!({"kiosk.idle_seconds": "60"}));
    assert_eq!(still.status, 422, "{}", still.text());
    let mended = give(&outlet, &outlet.admin(), &json!({"gateways.outgoing": null}));
    assert_eq!((mended.status, &mended.json()["left_out"]), (200, &Value::Null), "{}", mended.text());
    assert_eq!(name_of(&outlet), "Gate 7");
}
