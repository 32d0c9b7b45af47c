//! The staff's calls for customers, products and orders.

use serde_json::{Value, json};

use super::agent::{Agent, deals_of};
use super::{BOOKED, DEALT, FOREIGN, number, operator, outlet};

#[test]
fn the_staff_lists_orders_with_what_was_handed_over() {
    let outlet = outlet();
    let (agent, office) = (Agent::first(), operator(&outlet));
    let order = number(&agent.buy(&outlet, "AGENT01", "mine", &[("T001", 3), ("T002", 1)]));
    office.office("ticket_order_deal", &[("orderid", &order), ("productid", "T001"), ("num", "2")]).result();
    let list = |fields: &[(&str, &str)]| office.office("ticket_order_gets", fields).result();
    let all = list(&[]);
    let numbers = |found: &Value| -> Vec<String> {
        let orders = found["orders"].as_array().unwrap();
        orders.iter().map(|order| order["orderid"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!((&all["count"], numbers(&all)[0].clone()), (&json!(4), order.clone()), "the newest first");
    let mine = &all["orders"][0];
    let told = ["customertypecode", "customerid", "status", "sendid"].map(|name| mine[name].clone());
    assert_eq!(told, [json!(2), json!("AGENT01"), json!("3"), json!("mine")]);
    assert_eq!((&mine["lines"][0]["dealnum"], &mine["lines"][0]["num"]), (&json!(2), &json!(3)), "{mine}");
    assert!(mine["lines"][0]["dealtime"].as_str().unwrap().starts_with("2026-11-21 10:0"), "{mine}");
    assert_eq!((&mine["lines"][1]["dealnum"], &mine["lines"][1]["productid"]), (&Value::Null, &json!("T002")));
    for (fields, wanted) in [
        (&[("customertype", "2"), ("customerid", "AGENT02")][..], vec![FOREIGN]),
        (&[("customertype", "1")], vec![]),
        (&[("status", "0")], vec![BOOKED]),
        (&[("status", "3"), ("date_to", "2026-11-20")], vec![FOREIGN, DEALT]),
        (&[("date_from", "2026-11-21"), ("date_to", "2026-11-21")], vec![order.as_str()]),
        (&[("date_from", "2026-11-22")], vec![]),
        (&[("pageindex", "1"), ("pagesize", "3")], vec![DEALT]),
    ] {
        assert_eq!(numbers(&list(fields)), wanted, "{fields:?}");
    }
    assert_eq!(list(&[("pageindex", "9")])["count"], 4);
    for wrong in [
        &[("status", "9")][..],
        &[("status", "30")],
        &[("customertype", "x")],
        &[("date_from", "2026-02-30")],
        &[("date_from", "2026-11-02"), ("date_to", "2026-11-01")],
        &[("pagesize", "0")],
        &[("pageindex", "-1")],
    ] {
        assert_eq!(office.office("ticket_order_gets", wrong).number(), 1100, "{wrong:?}");
    }
}

#[test]
fn what_is_not_said_of_a_customer_or_a_product_stays() {
    let outlet = outlet();
    let office = operator(&outlet);
    let name = [("customertypecode", "2"), ("customerid", "AGENT01")];
    let rest = [("customername", "上海示例旅行网络有限公司"), ("username", "agent01")];
    let set = |more: &[(&str, &str)]| office.office("ticket_customer_set", &[&name[..], &rest, more].concat());
    set(&[("enabled", "0"), ("algorithm", "sha1"), ("daylimit", "5")]).result();
    let kept = set(&[("daylimit", "5")]).result();
    let told = ["enabled", "algorithm", "daylimit"].map(|name| kept["customer"][name].clone());
    assert_eq!(told, [json!(false), json!("sha1"), json!(5)]);
    assert_eq!(set(&[]).result()["customer"]["daylimit"], Value::Null, "a limit that is not given ends");
    for wrong in
        [("enabled", "maybe"), ("algorithm", "md5"), ("daylimit", "-1"), ("username", "a\"b"), ("customername", "")]
    {
        assert_eq!(set(&[wrong]).number(), 1100, "{wrong:?}");
    }
    let product = [("productid", "T001"), ("productname", "湖区门票"), ("unit", "张"), ("price", "120")];
    let set = |more: &[(&str, &str)]| office.office("ticket_product_set", &[&product[..], more].concat());
    set(&[("onsale", "0"), ("initdate", "2026-01-01"), ("enddate", "2026-12-31")]).result();
    assert_eq!(set(&[]).result()["product"]["onsale"], false);
    let trail = "select count(*) from audit_trail where action = 'ticket_product_set'
        and before like '%from 2026-01-01 to 2026-12-31' and after like '%from any day to any day'";
    assert_eq!(outlet.folder.count(trail), 1);
    for wrong in [("onsale", "x"), ("price", "1.001"), ("initdate", "2026-13-01"), ("productname", " ")] {
        assert_eq!(set(&[wrong]).number(), 1100, "{wrong:?}");
    }
    let backwards = [("initdate", "2026-12-31"), ("enddate", "2026-01-01")];
    assert_eq!(set(&backwards).number(), 1100);
}

#[test]
fn a_second_click_hears_the_same_key_and_it_still_works() {
    let outlet = outlet();
    let office = operator(&outlet);
    let rotate = |click: &str| {
        let fields = [("customertypecode", "2"), ("customerid", "AGENT01"), ("client_ref", click)];
        office.office("ticket_key_rotate", &fields).result()["sessionkey"].as_str().unwrap().to_owned()
    };
    let (first, again) = (rotate("a"), rotate("a"));
    assert_eq!(first, again);
    let target = deals_of(2, "AGENT01", DEALT);
    assert_eq!(Agent::new("agent01", &again, "demo-agent").get(&outlet, &target).status, 200);
    assert_ne!(rotate("b"), first);
    let folder = outlet.stop();
    let database = std::fs::read(folder.data().join("outpost.db")).unwrap();
    assert!(!database.windows(first.len()).any(|part| part == first.as_bytes()), "kept sealed alone");
}
