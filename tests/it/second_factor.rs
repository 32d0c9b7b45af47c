//! The staff's second factor, its sessions, where the back office may be used from, and which browsers are counters.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha1::Sha1;

use crate::support::{Answer, Outlet, RECORDED_DAY, Start, Visitor, run};

/// The day of the recorded exchanges in seconds of UTC; the outlet's clock runs on from there.
const NOW: i64 = 1_467_787_474;
const STEP: i64 = 30;

/// The code that a telephone shows for a secret, some steps from the start of the outlet's clock.
fn code(secret: &str, steps: i64) -> String {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits = secret.chars().flat_map(|letter| {
        let value = letters.find(letter).unwrap();
        (0..5).rev().map(move |bit| value >> bit & 1)
    });
    let bits: Vec<usize> = bits.collect();
    let key: Vec<u8> = bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |all, bit| all << 1 | *bit as u8)).collect();
    let mut mac = Hmac::<Sha1>::new_from_slice(&key).unwrap();
    mac.update(&(NOW / STEP + steps).to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 15);
    let number = u32::from_be_bytes(hash[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

fn ask(who: &Visitor, name: &str, fields: &[(&str, &str)]) -> Answer {
    who.page_form(&format!("/api/pages/security/{name}"), fields)
}

fn state(who: &Visitor) -> Value {
    who.page("/api/pages/security").json()
}

/// Sets a second factor up; the secret and the recovery codes. A slow machine may come a step later.
fn enrol(who: &Visitor) -> (String, Vec<String>) {
    let begun = ask(who, "begin", &[]).json();
    let secret = begun["secret"].as_str().unwrap().to_owned();
    assert!(begun["uri"].as_str().unwrap().contains(&secret) && begun["path"].as_str().unwrap().starts_with('M'));
    let enabled = (0..4).map(|steps| ask(who, "enable", &[("code", &code(&secret, steps))]));
    let enabled = enabled.into_iter().find(|answer| answer.status == 200).expect("one of the codes is right").json();
    let codes = enabled["recovery"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned());
    (secret, codes.collect())
}

fn login(outlet: &Outlet, api: &str, name: &str, otp: Option<&str>) -> i64 {
    let password = format!("demo-{name}");
    let mut fields = vec![("username", name), ("password", password.as_str())];
    fields.extend(otp.map(|otp| ("otp", otp)));
    outlet.form(api, &fields).number()
}

#[test]
fn whoever_has_a_second_factor_is_asked_for_it_at_every_door() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    assert_eq!(ask(&admin, "enable", &[("code", "123456")]).status, 409, "nothing was begun");
    let (secret, recovery) = enrol(&admin);
    for api in ["/om/services/login", "/uc/services/login"] {
        assert_eq!(login(&outlet, api, "admin", None), 1030);
        assert_eq!(login(&outlet, api, "admin", Some("")), 1030);
        assert_eq!(login(&outlet, api, "admin", Some("no-code")), 1005);
    }
    let token = json!({"account": "admin", "secret": "demo-admin", "type": 300, "device": "x"});
    assert_ne!(outlet.json("/token", &token).status, 201, "the course API's door");
    assert_eq!(login(&outlet, "/om/services/login", "admin", Some(&recovery[0])), 0);
    assert_eq!(login(&outlet, "/om/services/login", "admin", Some(&recovery[0])), 1005, "it works once");
    assert_eq!(login(&outlet, "/uc/services/login", "operator", None), 0, "the twin: others are asked for nothing");
    // Neither the secret nor a recovery code lies readable in the folder.
    let folder = outlet.stop();
    for file in crate::support::files_below(&folder.data()) {
        let bytes = std::fs::read(&file).unwrap();
        for text in [&secret, &recovery[1]] {
            assert!(!bytes.windows(text.len()).any(|part| part == text.as_bytes()), "{}", file.display());
        }
    }
    folder.check();
}

#[test]
fn codes_of_a_second_factor_cannot_be_guessed_and_are_switched_off_with_one_alone() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let (_, recovery) = enrol(&admin);
    for _ in 0..5 {
        assert_eq!(login(&outlet, "/om/services/login", "admin", Some("000000")), 1005);
    }
    assert_eq!(
        login(&outlet, "/om/services/login", "admin", Some(&recovery[0])),
        1023,
        "even the right one has to wait"
    );
    assert_eq!(ask(&admin, "disable", &[("code", "000000")]).status, 409);
    // The twin, on an outlet where nobody has guessed.
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let (_, recovery) = enrol(&admin);
    assert_eq!(ask(&admin, "disable", &[("code", &recovery[0])]).status, 200);
    assert_eq!(login(&outlet, "/om/services/login", "admin", None), 0);
}

#[test]
fn a_second_factor_that_is_demanded_of_a_role_comes_before_its_work() {
    let outlet = Outlet::demo();
    let (admin, operator) = (outlet.admin(), outlet.login("operator", "demo-operator"));
    let works = |who: &Visitor| who.office("refund_gets", &[]).number();
    let sees = |who: &Visitor| who.page("/api/pages/admin/products").status;
    assert_eq!((works(&operator), sees(&operator)), (0, 200));
    assert_eq!(ask(&operator, "roles", &[("roles", "3")]).status, 403, "admins alone");
    assert_eq!(ask(&admin, "roles", &[("roles", "0")]).status, 400, "customers have none");
    assert_eq!(ask(&admin, "roles", &[("roles", "3")]).status, 200);
    assert_eq!((works(&operator), sees(&operator)), (1030, 403));
    assert_eq!((works(&admin), sees(&admin)), (0, 200), "the twin: nobody demands it of this role");
    let outlet = Start::demo(RECORDED_DAY).on(outlet.stop());
    let operator = operator.at(&outlet.address);
    assert_eq!(operator.office("refund_gets", &[]).number(), 1030, "over a restart");
    enrol(&operator);
    assert_eq!(operator.office("refund_gets", &[]).number(), 0);
}

#[test]
fn lost_telephones_are_helped_by_an_admin_or_at_the_command_line() {
    let outlet = Outlet::demo();
    let (admin, operator) = (outlet.admin(), outlet.login("operator", "demo-operator"));
    enrol(&operator);
    let whose = operator.userid.to_string();
    let form = [("id", whose.as_str()), ("to", "no-second-factor")];
    assert_eq!(admin.page_form("/api/pages/admin/user-status", &form).status, 200);
    assert_eq!(login(&outlet, "/om/services/login", "operator", None), 0);
    enrol(&admin);
    let folder = outlet.stop();
    let data = folder.data();
    assert!(run(&["user", "no-second-factor", "admin", "--data", data.to_str().unwrap()]).status.success());
    let outlet = Start::demo(RECORDED_DAY).on(folder);
    assert_eq!(login(&outlet, "/om/services/login", "admin", None), 0);
}

#[test]
fn people_see_their_own_sessions_and_end_one_of_them() {
    let outlet = Outlet::demo();
    let (here, other) = (outlet.admin(), outlet.login("operator", "demo-operator"));
    let agent = [("User-Agent", "Tablet at the gate"), ("Content-Type", "application/x-www-form-urlencoded")];
    let there = outlet.call("POST", "/om/services/login", &agent, b"username=admin&password=demo-admin").json();
    let there = Visitor::with_session(&outlet.address, here.userid, there["sessionid"].as_str().unwrap());
    let sessions = state(&here)["sessions"].as_array().unwrap().clone();
    assert_eq!(sessions.len(), 2, "{sessions:?}");
    let far = sessions.iter().find(|it| it["own"] == false).unwrap();
    assert_eq!((&far["address"], &far["agent"]), (&json!("127.0.0.1"), &json!("Tablet at the gate")));
    assert_eq!(&far["begun"].as_str().unwrap()[..10], "2016-07-06");
    let id = far["id"].as_str().unwrap();
    assert!(!sessions.iter().any(|it| it.to_string().contains(&here.sessionid)), "a name opens nothing");
    assert_eq!(ask(&other, "end", &[("id", id)]).status, 404, "somebody else's");
    assert_eq!(there.office("refund_gets", &[]).number(), 0);
    assert_eq!(ask(&here, "end", &[("id", id)]).status, 200);
    assert_eq!((there.office("refund_gets", &[]).number(), here.office("refund_gets", &[]).number()), (1101, 0));
    let customer = outlet.traveller();
    assert_eq!(ask(&customer, "end", &[("id", id)]).status, 403, "the page is for the staff");
}

#[test]
fn the_back_office_is_used_from_its_networks_alone() {
    let fenced = Start::demo(RECORDED_DAY).set("login.office_networks", "192.0.2.0/24, 10.0.0.7");
    let outlet = fenced.set("server.trusted_proxies", "127.0.0.1").run();
    let status = |path: &str, from: &str| outlet.call("GET", path, &[("X-Forwarded-For", from)], b"").status;
    for path in ["/admin", "/admin/", "/api/pages/admin/products", "/om/services/order_search", "//om//services/login"]
    {
        assert_eq!(status(path, "203.0.113.9"), 403, "{path}");
        assert_ne!(status(path, "192.0.2.44"), 403, "{path}: the twin");
    }
    for path in ["/", "/counter", "/uc/services/payment_gets"] {
        assert_eq!(status(path, "203.0.113.9"), 200, "{path}");
    }
}

#[test]
fn the_staff_logs_in_at_enrolled_counters_alone_where_the_settings_say_so() {
    let outlet = Start::demo(RECORDED_DAY).set("login.counter_devices", "true").run();
    let clerk = |device: &str| {
        let fields = [("username", "clerk"), ("password", "demo-clerk"), ("device", device)];
        outlet.form("/uc/services/login", &fields).number()
    };
    assert_eq!((clerk(""), clerk("invented")), (1102, 1102));
    assert_eq!(login(&outlet, "/uc/services/login", "traveller", None), 0, "customers log in anywhere");
    let admin = Visitor::login(&outlet.address, "/om/services/login", "admin", "demo-admin");
    let enrolled = ask(&admin, "enrol", &[("name", "Gate 7")]);
    let token = enrolled.json()["token"].as_str().unwrap().to_owned();
    assert_eq!(ask(&admin, "enrol", &[("name", "Gate 7")]).status, 409);
    assert_eq!(clerk(&token), 0);
    assert_eq!(state(&admin)["devices"][0]["name"], "Gate 7");
    assert_eq!(ask(&admin, "remove", &[("name", "Gate 7")]).status, 200);
    assert_eq!(clerk(&token), 1102);
    // The twin: without the setting every browser may be a counter.
    assert_eq!(login(&Outlet::demo(), "/uc/services/login", "clerk", None), 0);
}
