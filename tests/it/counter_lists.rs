//! The counter's lists tell the truth however much waits, and its search finds by any part.

use std::collections::BTreeSet;

use crate::support::Outlet;
use crate::support::desk::Desk;
use serde_json::{Value, json};

const AT: &str = "2026-07-06 10:00:00";
const CARD: &str = "8944200012789700101";
const PHONE: &str = "13900005077";

/// An order of one card of a walk-in customer, to be paid at the counter.
fn order(outlet: &Outlet) -> String {
    let session = outlet.form("/api/pages/walk-in", &[("phone", PHONE)]).json();
    let (userid, sessionid) = (session["userid"].to_string(), session["sessionid"].as_str().unwrap().to_owned());
    let call = |name: &str, fields: &[(&str, &str)]| {
        let own = [("userid", userid.as_str()), ("sessionid", sessionid.as_str())];
        outlet.form(&format!("/uc/services/{name}"), &[&own, fields].concat()).result()
    };
    let id = call("order_submit", &[("productid", "1"), ("quantity", "1")])["order"]["id"].to_string();
    call("order_paying", &[("orderid", &id), ("payid", "1")]);
    id
}

/// The same order so many times more, as busy days leave them.
fn copies(outlet: &Outlet, id: &str, count: i64) {
    let database = outlet.folder.database();
    for (table, owner, instead) in [
        ("orders", "id", &[("id", "1000000 + i"), ("number", "(1000000 + i) || ''"), ("client_ref", "null")][..]),
        ("order_lines", "order_id", &[("order_id", "1000000 + i"), ("id", "1000000 + i")][..]),
    ] {
        let mut statement = database.prepare(&format!("select name from pragma_table_info('{table}')")).unwrap();
        let names: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
        let value = |name: &String| {
            let other = instead.iter().find(|(of, _)| of == name);
            other.map_or_else(|| name.clone(), |(_, value)| (*value).to_owned())
        };
        let values: Vec<String> = names.iter().map(value).collect();
        let sql = format!(
            "with recursive n (i) as (select 1 union all select i + 1 from n where i < {count})
            insert into {table} ({}) select {} from {table}, n where {owner} = {id}",
            names.join(", "),
            values.join(", ")
        );
        assert_eq!(database.execute(&sql, []).unwrap(), usize::try_from(count).unwrap());
    }
}

fn ids(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|row| row["id"].to_string()).collect()
}

/// It can fail: when one limit was taken before orders were put into their lists, four hundred that wait for their money hid the four
/// that were paid.
#[test]
fn a_thousand_orders_that_wait_for_their_money_hide_nobody_who_has_paid() {
    let outlet = Outlet::demo_at(AT);
    let clerk = Desk::clerk(&outlet);
    let paid = order(&outlet);
    assert_eq!(clerk.cash(&paid, "50.00", "slip").status, 200);
    copies(&outlet, &order(&outlet), 1000);
    let today = clerk.get("today").json();
    assert_eq!((&today["totals"]["to_pay"], &today["totals"]["pick_ups"]), (&json!(1001), &json!(1)));
    assert_eq!(ids(&today["pick_ups"]), [paid]);
    let mut seen = BTreeSet::new();
    for page in 0..=20 {
        let rows = ids(&clerk.get(&format!("today?pages=to_pay:{page}")).json()["to_pay"]);
        assert!(rows.len() <= 50, "page {page} has {}", rows.len());
        seen.extend(rows);
    }
    assert_eq!(seen.len(), 1001, "each of them is on some page");
    let behind = clerk.get("today?pages=to_pay:99").json();
    assert_eq!(behind["to_pay"].as_array().unwrap().len(), 1, "behind the last page is the last one");
    assert_eq!(clerk.get("today?pages=to_pay:x").status, 400);
}

#[test]
fn an_order_is_found_by_any_part_of_what_people_say() {
    let outlet = Outlet::demo_at(AT);
    let clerk = Desk::clerk(&outlet);
    let (older, newer) = (order(&outlet), order(&outlet));
    clerk.cash(&newer, "50.00", "slip");
    clerk.post("card", &[("orderid", &newer), ("iccid", CARD)]);
    for text in
        ["5077", "139 0000 5077", "+8613900005077", "+86 139-0000-5077", "１３９００００５０７７", "5077 ", "00005077"]
    {
        assert_eq!(ids(&clerk.find(text)["orders"]), [newer.clone(), older.clone()], "{text}: the newest first");
    }
    let padded = format!("{CARD}F");
    let spaced = "8944 2000 1278 9700 101";
    for text in [CARD, &padded, spaced, "９７００１０１", "9700101", "278970010"] {
        let found = clerk.find(text);
        assert_eq!(ids(&found["orders"]), std::slice::from_ref(&newer), "{text}");
        assert_eq!((&found["total"], found["order"]["id"].to_string()), (&json!(1), newer.clone()), "{text}");
    }
    let none = clerk.find("4711000");
    assert_eq!((&none["kind"], &none["total"]), (&json!("nothing"), &json!(0)));
}

#[test]
fn a_search_that_many_orders_fit_shows_the_newest_and_says_how_many_there_are() {
    let outlet = Outlet::demo_at(AT);
    let clerk = Desk::clerk(&outlet);
    copies(&outlet, &order(&outlet), 300);
    let found = clerk.find("5077");
    let rows = ids(&found["orders"]);
    assert_eq!((rows.len(), &found["total"]), (50, &json!(301)));
    assert_eq!(rows.first().map(String::as_str), Some("1000300"));
    // A whole number is that order, and a part of one is all that have it.
    assert_eq!(ids(&clerk.find("1000123")["orders"]), ["1000123"]);
    assert_eq!(clerk.find("100012")["total"], 10);
}
