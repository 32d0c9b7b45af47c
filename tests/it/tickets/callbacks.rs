//! Agencies are told of what happens to their orders: signed, in sequence, once more where it failed, and over a power cut.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::agency::Agency;
use super::agent::{API, Agent, log_of};
use super::{TODAY, number, operator, outlet};
use crate::support::{Folder, Outlet, Start, Visitor};

const CONFIG: &str = "/api/ProviderConfig";

fn wants(agent: &Agent, outlet: &Outlet, url: &str, format: &str, method: &str) -> Value {
    agent.tell(outlet, CONFIG, &json!({"replayurl": url, "replaydatatype": format, "replaymethod": method}))
}

fn buy(agent: &Agent, outlet: &Outlet, sender: &str) -> String {
    number(&agent.buy(outlet, &agent.id.to_uppercase(), sender, &[("T001", 2)]))
}

/// The callbacks' members of an order's log, once all of them are in that state.
fn log_until(agent: &Agent, outlet: &Outlet, order: &str, state: &str) -> Vec<Value> {
    for _ in 0..400 {
        let log = agent.rows(outlet, &log_of(2, &agent.id.to_uppercase(), order));
        if log.iter().all(|row| row["replaystatuscode"] == state) {
            return log;
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("not all calls of {order} are in state {state}");
}

#[test]
fn every_step_of_an_order_is_told_in_its_sequence_and_shown_in_the_log() {
    let (outlet, agency, agent) = (outlet(), Agency::new(), Agent::first());
    wants(&agent, &outlet, &agency.url, "JSON", "POST");
    let order = buy(&agent, &outlet, "told-1");
    let office = operator(&outlet);
    office.office("ticket_order_deal", &[("orderid", &order), ("productid", "T001"), ("num", "1")]).result();
    office.office("ticket_order_deal", &[("orderid", &order)]).result();
    office.office("ticket_order_deal", &[("orderid", &order), ("rebate", "1")]).result();
    let told = agency.wait_for(4);
    let events: Vec<Value> = told.iter().map(|told| told.event(&agent)).collect();
    let steps: Vec<_> =
        events.iter().map(|it| (it["eventtypename"].as_str().unwrap(), it["orderstatus"].as_str().unwrap())).collect();
    assert_eq!(steps, [("预订", "0"), ("交割", "3"), ("交割", "3"), ("返款", "D")], "each with the state after it");
    for event in &events {
        assert_eq!([&event["orderid"], &event["senderid"]], [&json!(order), &json!("told-1")]);
    }
    assert_eq!(told[0].content_type.as_deref(), Some("application/x-www-form-urlencoded; charset=utf-8"));
    let log = log_until(&agent, &outlet, &order, "1");
    let serials = |rows: &[Value]| rows.iter().map(|row| row["serialid"].clone()).collect::<Vec<_>>();
    assert_eq!(serials(&log), serials(&events));
    assert!(log.iter().all(|row| row["replayresult"] == "success" && row["replaystatus"] == "回调成功"), "{log:?}");
    assert!(log.iter().all(|row| row["replaytime"].as_str().unwrap().starts_with("20261121")), "{log:?}");
}

#[test]
fn what_nobody_asked_for_is_told_to_nobody() {
    let (outlet, agency) = (outlet(), Agency::new());
    let (agent, other) = (Agent::first(), Agent::second());
    let before = buy(&agent, &outlet, "before");
    wants(&agent, &outlet, &agency.url, "", "");
    let silent = agent.order(
        &outlet,
        &json!({"dwid": "AGENT01", "dwlx": 2, "orderinfo": {"orderdetails": [{"productid": "T001", "amount": 1}]}}),
    );
    let silent = number(&silent.json());
    let foreign = buy(&other, &outlet, "foreign");
    let order = buy(&agent, &outlet, "after");
    let told = agency.wait_for(1);
    assert_eq!(told[0].event(&agent)["orderid"], json!(order));
    for (agent, order) in [(&agent, &before), (&agent, &silent), (&other, &foreign)] {
        let log = agent.rows(&outlet, &log_of(2, &agent.id.to_uppercase(), order));
        let members = ["replaytime", "replayresult", "replaystatuscode", "replaystatus"];
        assert!(members.iter().all(|name| log[0][name].is_null()), "{log:?}");
    }
    agent.cancel(&outlet, &before);
    assert_eq!(agency.wait_for(2)[1].event(&agent)["eventtypename"], "取消", "of the old order the new event");
    wants(&agent, &outlet, "", "", "");
    agent.cancel(&outlet, &order);
    let log = agent.rows(&outlet, &log_of(2, "AGENT01", &order));
    assert_eq!([&log[0]["replaystatuscode"], &log[1]["replaystatuscode"]], [&json!("1"), &Value::Null]);
    assert_eq!(agency.told().len(), 2);
}

#[test]
fn the_query_and_xml_are_signed_as_the_form_and_json_are() {
    let (outlet, agency, agent) = (outlet(), Agency::new(), Agent::second());
    wants(&agent, &outlet, &format!("{}?agency=2", agency.url), "xml", "get");
    buy(&agent, &outlet, "a&b=<c> 票");
    let told = agency.wait_for(1).remove(0);
    assert_eq!((told.method.as_str(), told.content_type), ("GET", None));
    assert!(told.target.starts_with("/replay?agency=2&parm="), "{}", told.target);
    assert_eq!(told.sign, super::agent::digest(&format!("{}{}", told.parm, agent.key)));
    let head = "<OrderEvent xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns=\"http://schemas.datacontract.org/2004/07/DigitalScience.DataTransfer.Tour.V5.Result.WebInterface\"><content>240.00 元</content>";
    assert!(told.parm.starts_with(head), "{}", told.parm);
    assert!(told.parm.contains("<senderid>a&amp;b=&lt;c&gt; 票</senderid><serialid>"), "{}", told.parm);
}

/// A later event waits for the earlier one of its order; other orders and other agencies do not.
#[test]
fn an_order_that_cannot_be_told_holds_up_no_other() {
    let outlet = outlet();
    let (agent, other) = (Agent::first(), Agent::second());
    let sulking =
        Agency::answering(|told| if told.parm.contains("stuck") { (500, "no") } else { (200, "{\"resultcode\":0}") });
    let polite = Agency::new();
    wants(&agent, &outlet, &sulking.url, "JSON", "POST");
    wants(&other, &outlet, &polite.url, "JSON", "POST");
    let stuck = buy(&agent, &outlet, "stuck");
    sulking.wait_for(1);
    agent.cancel(&outlet, &stuck);
    let free = buy(&agent, &outlet, "free");
    agent.cancel(&outlet, &free);
    buy(&other, &outlet, "elsewhere");
    polite.wait_for(1);
    log_until(&agent, &outlet, &free, "1");
    let of_stuck = |told: &super::agency::Told| told.parm.contains("stuck");
    let events: Vec<_> = sulking
        .told()
        .iter()
        .filter(|told| of_stuck(told))
        .map(|told| told.event(&agent)["eventtypename"].clone())
        .collect();
    assert!(events.iter().all(|name| name == "预订"), "the cancelling waits: {events:?}");
    let log = agent.rows(&outlet, &log_of(2, "AGENT01", &stuck));
    assert_eq!([&log[0]["replaystatuscode"], &log[1]["replaystatuscode"]], [&json!("2"), &json!("0")]);
    assert_eq!((&log[0]["replayresult"], &log[1]["replaytime"]), (&json!("HTTP 500 no"), &Value::Null));
}

/// A power cut while an agency is down: the calls are made after the next start, with the same numbers. Without the outbox they would
/// be gone with the process.
#[test]
fn a_power_cut_loses_no_call_and_repeats_keep_their_number() {
    let folder = Arc::new(Folder::new());
    let agent = Agent::first();
    let down = Agency::answering(|_| (503, "closed"));
    let outlet = Start::demo(TODAY).on(Arc::clone(&folder));
    wants(&agent, &outlet, &down.url, "JSON", "POST");
    let order = buy(&agent, &outlet, "cut");
    let first = down.wait_for(1)[0].event(&agent);
    agent.cancel(&outlet, &order);
    drop(outlet.kill());
    let up = Agency::new();
    // Later than the first pause, and than the memory of signed requests.
    let outlet = Start::demo("2026-11-21 10:03:00").on(folder);
    let office = operator(&outlet);
    set_by_staff(&office, "AGENT01", &up.url);
    let events: Vec<Value> = up.wait_for(2).iter().map(|told| told.event(&agent)).collect();
    assert_eq!(events[0], first, "the very same event");
    assert_eq!([&events[1]["eventtypename"], &events[1]["orderid"]], [&json!("取消"), &json!(order)]);
    assert!(events[1]["serialid"].as_i64() > first["serialid"].as_i64());
}

fn set_by_staff(office: &Visitor, code: &str, url: &str) {
    let fields = [("customertypecode", "2"), ("customerid", code), ("replayurl", url)];
    let set = office.office("ticket_callback_set", &fields).result();
    assert_eq!(set["callback"]["replayurl"], url);
}

#[test]
fn the_staff_sees_what_failed_and_tells_it_once_more() {
    let outlet = outlet();
    let (agent, office) = (Agent::first(), operator(&outlet));
    let mut calls = 0;
    let agency = Agency::answering(move |_| {
        calls += 1;
        if calls == 1 { (302, "success") } else { (200, "Success") }
    });
    set_by_staff(&office, "AGENT01", &agency.url);
    let order = buy(&agent, &outlet, "again");
    agency.wait_for(1);
    log_until(&agent, &outlet, &order, "2");
    let failed = office.office("ticket_callback_gets", &[]).result();
    assert_eq!(failed["count"], 1);
    let row = &failed["callbacks"][0];
    assert_eq!(
        [&row["orderid"], &row["replayresult"]],
        [&json!(order), &json!("HTTP 302 success")],
        "no redirect is followed"
    );
    let serial = row["serialid"].to_string();
    assert_eq!(office.office("ticket_callback_resend", &[("serialid", &serial)]).number(), 0);
    agency.wait_for(2);
    log_until(&agent, &outlet, &order, "1");
    assert_eq!(
        office.office("ticket_callback_resend", &[("serialid", &serial)]).number(),
        0,
        "even one that was taken"
    );
    let told = agency.wait_for(3);
    assert_eq!(told[0].parm, told[2].parm);
    assert_eq!(office.office("ticket_callback_resend", &[("serialid", "999999")]).number(), 1100);
    assert_eq!(office.office("ticket_callback_gets", &[("replaystatuscode", "4")]).number(), 1100);
    log_until(&agent, &outlet, &order, "1");
    let taken = office.office("ticket_callback_gets", &[("replaystatuscode", "1")]).result();
    assert_eq!((&taken["count"], &taken["callbacks"][0]["replaystatus"]), (&json!(1), &json!("回调成功")));
}

#[test]
fn a_disabled_customer_and_one_without_an_address_are_told_nothing_more() {
    let outlet = outlet();
    let (agent, office) = (Agent::first(), operator(&outlet));
    let down = Agency::answering(|_| (500, ""));
    set_by_staff(&office, "AGENT01", &down.url);
    let order = buy(&agent, &outlet, "disabled");
    down.wait_for(1);
    log_until(&agent, &outlet, &order, "2");
    let customer = |enabled: &str| {
        let name =
            [("customertypecode", "2"), ("customerid", "AGENT01"), ("customername", "上海"), ("username", "agent01")];
        office.office("ticket_customer_set", &[&name[..], &[("enabled", enabled)]].concat()).result();
    };
    customer("0");
    office.office("ticket_order_close", &[("orderid", &order)]).result();
    let serial = office.office("ticket_callback_gets", &[]).result()["callbacks"][0]["serialid"].to_string();
    office.office("ticket_callback_resend", &[("serialid", &serial)]);
    let mut state = Value::Null;
    for _ in 0..400 {
        let found = office.office("ticket_callback_gets", &[("replaystatuscode", "3")]).result();
        if found["count"] == 1 {
            state = found["callbacks"][0]["replayresult"].clone();
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(state, "the customer is disabled");
    assert_eq!(down.told().len(), 1, "the closing of a disabled customer's order is owed to nobody");
}

#[test]
fn an_address_must_be_a_public_one_unless_the_owner_says_otherwise() {
    let outlet = Start::demo(TODAY).run();
    let agent = Agent::first();
    let refused = |url: &str| wants(&agent, &outlet, url, "JSON", "POST")["resultcode"].clone();
    for url in [
        "ftp://a.example/",
        "javascript:alert(1)",
        "http://user:pw@a.example/",
        "//a.example/",
        "a.example",
        "http://",
        "http://票.example/",
        "http://a b/",
        " ",
    ] {
        assert_eq!(refused(url) == json!(0), url == " ", "{url}: a blank one is none");
    }
    assert_eq!(refused(&format!("http://a.example/{}", "x".repeat(239))), json!(0), "256 characters");
    assert_eq!(refused(&format!("http://a.example/{}", "x".repeat(240))), json!(2));
    for (name, value) in
        [("replaydatatype", "CSV"), ("replaymethod", "PUT"), ("sendofficiallysnotify", &"x".repeat(33))]
    {
        let mut body = json!({"replayurl": "http://a.example/"});
        body[name] = json!(value);
        assert_eq!(agent.tell(&outlet, CONFIG, &body)["resultcode"], 2, "{name}");
    }
    assert_eq!(agent.tell(&outlet, CONFIG, &json!({}))["resultcode"], 2, "nothing said is not an empty address");
    for port in ["0", "99999", "", "+80"] {
        assert_eq!(refused(&format!("http://a.example:{port}/")), json!(2), "port {port:?}");
    }
    for (name, value) in [
        ("replayurl", json!(["http://a.example/"])),
        ("replayurl", json!({})),
        ("replayurl", json!(false)),
        ("replaydatatype", json!(["XML"])),
        ("replaymethod", json!({"a": "GET"})),
    ] {
        let mut body = json!({"replayurl": "http://a.example/"});
        body[name] = value;
        assert_eq!(agent.tell(&outlet, CONFIG, &body)["resultcode"], 2, "what is no text is not nothing: {body}");
    }
    assert_eq!(agent.post(&outlet, CONFIG, "application/json", b"{").status, 400);
    assert_eq!(agent.post(&outlet, CONFIG, "text/plain", b"x").status, 415);
    let xml =
        "<ProviderConfig><ReplayUrl>http://a.example/r</ReplayUrl><ReplayMethod>GET</ReplayMethod></ProviderConfig>";
    let set = agent.post(&outlet, "/API/providerCONFIG/", "text/xml", xml.as_bytes());
    assert!(
        set.text().contains("<orderid i:nil=\"true\" /><orderstatus i:nil=\"true\" /><resultcode>0</resultcode>"),
        "{}",
        set.text()
    );
    assert_eq!(agent.get(&outlet, CONFIG).status, 405);
    let office = operator(&outlet);
    let shown = office.office("ticket_customer_gets", &[]).result()["customers"][0]["callback"].clone();
    assert_eq!(
        shown,
        json!({"replayurl": "http://a.example/r", "replaymethod": "GET", "replaydatatype": "JSON", "sendofficiallysnotify": ""})
    );
    let trail = "select count(*) from audit_trail where action = 'ticket_callback_set' and actor_id = 0";
    assert!(outlet.folder.count(trail) >= 2);
    let house = [("customertypecode", "8"), ("customerid", "OUTPOST"), ("replayurl", "http://a.example/")];
    assert_eq!(office.office("ticket_callback_set", &house).number(), 1021, "the outlet itself is told nothing");
    let folder = outlet.stop();
    let database = std::fs::read(folder.data().join("outpost.db")).unwrap();
    assert!(!database.windows(18).any(|part| part == b"http://a.example/r"), "the address is kept sealed");
}

/// Outside a demonstration an agency leads no call into the outlet's own network, however it got there.
#[test]
fn an_outlet_without_the_setting_calls_no_private_address() {
    let outlet = outlet();
    let agency = Agency::new();
    set_by_staff(&operator(&outlet), "AGENT01", &agency.url);
    let folder = outlet.stop();
    folder.database().execute("update facts set value = 'outlet' where name = 'kind'", []).unwrap();
    let outlet = Start::serve().on(folder);
    let office = operator(&outlet);
    let set = |url: &str| {
        office
            .office("ticket_callback_set", &[("customertypecode", "2"), ("customerid", "AGENT01"), ("replayurl", url)])
            .number()
    };
    for url in
        ["http://127.0.0.1/", "http://localhost/", "http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/x"]
    {
        assert_eq!(set(url), 1100, "{url}");
    }
    let order = [("orderid", super::BOOKED)];
    outlet
        .folder
        .database()
        .execute("update orders set client_ref = 'kept' where number = '20261101000002'", [])
        .unwrap();
    office.office("ticket_order_deal", &order).result();
    let mut told = Value::Null;
    for _ in 0..400 {
        let failed = office.office("ticket_callback_gets", &[]).result();
        if failed["count"] == 1 {
            told = failed["callbacks"][0]["replayresult"].clone();
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(told, "its address cannot be used");
    assert!(agency.told().is_empty());
    let _ = API;
}
