//! JSON, forms and XML; and what is no good as any of them is refused at once.

use serde_json::{Value, json};

use super::{choice, code, family, outlet, post, with};
use crate::support::Outlet;

const CHECK: &str = "/v2_0/longtour/check_pack_free_bydate";

fn xml_of(name: &str, value: &Value) -> String {
    let inner = match value {
        Value::Object(members) => members.iter().map(|(name, value)| xml_of(name, value)).collect(),
        Value::Array(entries) => entries.iter().map(|entry| xml_of("item", entry)).collect(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    format!("<{name}>{inner}</{name}>")
}

fn post_as(outlet: &Outlet, kind: &str, body: &str) -> String {
    outlet.call("POST", CHECK, &[("Content-Type", kind)], body.as_bytes()).text().to_owned()
}

#[test]
fn the_same_choice_is_answered_alike_however_it_is_written() {
    let outlet = outlet();
    let asked = with(choice(&family(&outlet), "2016-01-28"), &json!({"insurances": [], "note": null}));
    let wanted = post(&outlet, "check_pack_free_bydate", &asked).text().to_owned();
    assert!(wanted.starts_with("{\"status\":\"success\""), "{wanted}");
    let texts: Vec<(&str, String)> = asked
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect();
    let pairs: Vec<(&str, &str)> = texts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(outlet.form(CHECK, &pairs).text(), wanted);
    let form = "application/x-www-form-urlencoded";
    assert_eq!(post_as(&outlet, form, &asked.to_string()), wanted, "JSON under the type of a form");
    assert_eq!(post_as(&outlet, "application/json", &format!("\u{feff}{asked}")), wanted, "with a byte order mark");
    assert_eq!(post_as(&outlet, form, &format!("\u{feff}{asked}")), wanted, "with a mark under the type of a form");
    let instructed =
        format!("<?xml version=\"1.0\"?><?xml-stylesheet href=\"a.css\"?>{}<?end?>", xml_of("request", &asked));
    assert_eq!(post_as(&outlet, "text/xml", &instructed), wanted, "with processing instructions");
    for root in ["request", "xml", "任意"] {
        assert_eq!(post_as(&outlet, "text/xml", &xml_of(root, &asked)), wanted, "{root}");
        assert_eq!(post_as(&outlet, form, &xml_of(root, &asked)), wanted, "{root} under the type of a form");
    }
}

#[test]
fn xml_answers_are_declared_and_carry_errors_too() {
    let outlet = outlet();
    let me = family(&outlet);
    let asked = |date| with(choice(&me, date), &json!({"format": "xml"}));
    let found = post(&outlet, "check_pack_free_bydate", &asked("2016-01-28"));
    assert_eq!(found.header("content-type"), Some("application/xml; charset=utf-8"));
    let start = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<response><status>success</status><data><address_default>";
    assert!(found.text().starts_with(start) && found.text().contains("<email_status>true</email_status>"));
    assert!(found.text().contains("<support_passport_info><item>1</item></support_passport_info>"));
    let error = post(&outlet, "check_pack_free_bydate", &asked("2016-02-08"));
    let wanted = "<response><error_code>300004</error_code><error_msg>该自由行机票无数据,请重新选择日期。</error_msg></response>";
    assert!(error.text().ends_with(wanted), "{}", error.text());
    assert_eq!(
        code(&post(&outlet, "check_pack_free_bydate", &with(asked("2016-01-28"), &json!({"format": "yaml"})))),
        "300001"
    );
}

#[test]
fn hostile_bodies_are_refused_and_the_outlet_goes_on() {
    let outlet = outlet();
    let asked = choice(&family(&outlet), "2016-01-28");
    let entity = |n: i32| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10));
    let lol = (1..10).map(entity).collect::<Vec<_>>().concat();
    let laughs = format!("<!DOCTYPE r [<!ENTITY l0 \"lol\">{lol}]><r><date>&l9;</date></r>");
    let file = "<!DOCTYPE r [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><r><version>&f;</version></r>";
    let own_entity = xml_of("r", &asked).replace("<version>", "<version>&own;");
    let deep = format!("{}{}", "<a>".repeat(10_000), "</a>".repeat(10_000));
    let deep_json = format!("{{\"hotels\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let deep_text = json!({"hotels": "[".repeat(10_000)}).to_string();
    let large = format!("<r><date>{}</date></r>", "x".repeat(2 * 1024 * 1024));
    let many = format!("<r>{}</r>", "<a/>".repeat(49_000));
    for (name, kind, body) in [
        ("a billion laughs", "application/xml", laughs.as_str()),
        ("a file", "application/xml", file),
        ("an entity of one's own", "application/xml", &own_entity),
        ("10,000 levels", "application/xml", &deep),
        ("10,000 levels that are not closed", "application/xml", &"<a>".repeat(10_000)),
        ("2 MiB", "application/xml", &large),
        ("49,000 elements", "application/xml", &many),
        ("10,000 levels of JSON", "application/json", &deep_json),
        ("10,000 levels of JSON in a text", "application/json", &deep_text),
        ("no UTF-8 declared", "application/xml", "<r>"),
    ] {
        let answer = outlet.call("POST", CHECK, &[("Content-Type", kind)], body.as_bytes());
        if body.len() > 1024 * 1024 {
            assert_eq!(answer.status, 413, "{name}");
        } else {
            assert_eq!(code(&answer), "300001", "{name}");
        }
    }
    assert_eq!(code(&post(&outlet, "check_pack_free_bydate", &asked)), "", "the outlet goes on");
}
