//! What customers read in other languages, written on one page for every kind of row, whatever room makes it.

use crate::support::{Answer, Outlet, Visitor};
use serde_json::{Value, json};

const PATH: &str = "/api/pages/admin/texts";

fn list(who: &Visitor, query: &str) -> Answer {
    who.page(&format!("{PATH}?{query}"))
}

fn say(who: &Visitor, kind: &str, row: &str, texts: &Value) -> Answer {
    who.page_form(PATH, &[("kind", kind), ("row", row), ("texts", &texts.to_string())])
}

fn keys(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let rows = answer.json()["rows"].as_array().unwrap().clone();
    rows.iter().map(|row| row["key"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_still_is_to_be_said_in_english_is_listed_until_it_is_said_in_every_channel() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let kinds = list(&admin, "kind=products").json()["kinds"].clone();
    for kind in
        ["products", "categories", "tour-packages", "tour-offers", "ticket-products", "courses", "course-offers"]
    {
        assert!(kinds.as_array().unwrap().contains(&json!(kind)), "{kind}: {kinds}");
    }
    let missing = "kind=tour-packages&missing=en";
    let before = keys(&list(&admin, missing));
    let all = keys(&list(&admin, "kind=tour-packages"));
    let packages = outlet.folder.count("select count(*) from tour_packages");
    assert_eq!(i64::try_from(all.len()).unwrap(), packages);
    for key in &all {
        let english = json!({"en": {"title": format!("Tour {key}"), "sub_title": "A lake and hills"}});
        for _ in 0..2 {
            assert_eq!(say(&admin, "tour-packages", key, &english).status, 200);
        }
    }
    assert_eq!(keys(&list(&admin, missing)), Vec::<String>::new(), "before: {before:?}");
    let texts = outlet.get("/api/pages/texts").json();
    assert_eq!(texts["texts"]["en"]["tour-packages"]["title"][&all[0]][1], json!(format!("Tour {}", all[0])));
    assert_eq!(say(&admin, "tour-packages", &all[0], &json!({"en": {"title": ""}})).status, 200);
    assert_eq!(keys(&list(&admin, missing)), [all[0].clone()]);
}

#[test]
fn texts_are_written_by_those_who_manage_the_outlet_and_only_where_customers_read_them() {
    let outlet = Outlet::demo();
    let (admin, operator) = (outlet.admin(), outlet.login("operator", "demo-operator"));
    let clerk = outlet.login("clerk", "demo-clerk");
    let english = json!({"en": {"name": "Ferry"}});
    let id = keys(&list(&admin, "kind=ticket-products")).remove(0);
    for (who, status) in [(&clerk, 403), (&operator, 200), (&outlet.traveller(), 403)] {
        assert_eq!(list(who, "kind=products").status, status);
        assert_eq!(say(who, "ticket-products", &id, &english).status, status);
    }
    let wrong = [
        ("ticket-products", "999999", english.clone(), 404),
        ("ticket-products", "x", english.clone(), 404),
        ("ticket-products", "1,2", english.clone(), 404),
        ("ticket-products", id.as_str(), json!({"en": {"code": "X"}}), 404),
        ("ticket-products", id.as_str(), json!({"fr": {"name": "X"}}), 404),
        ("ticket-products", id.as_str(), json!({"en": {"name": "x".repeat(5000)}}), 404),
        ("ticket-products", id.as_str(), json!([1]), 400),
        ("accounts", "1", english.clone(), 400),
        ("nothing", "1", english, 400),
    ];
    for (kind, row, texts, status) in wrong {
        assert_eq!(say(&admin, kind, row, &texts).status, status, "{kind} {row} {texts}");
    }
    assert_eq!(list(&admin, "kind=accounts").status, 400);
    assert_eq!(outlet.folder.count("select count(*) from translations where text = 'X'"), 0);
}
