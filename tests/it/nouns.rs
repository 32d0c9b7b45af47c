//! Rows that a manager makes, changes and ends by hand: the rules of the files, all or nothing, once for two clicks, and a trail.

use crate::support::desk::Desk;
use crate::support::{Answer, Outlet, Visitor, encode};
use serde_json::{Value, json};

const FORM: &str = "application/x-www-form-urlencoded";

fn call(outlet: &Outlet, who: &Visitor, method: &str, path: &str, body: &str) -> Answer {
    let bearer = format!("Bearer {}", who.sessionid);
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", FORM)];
    outlet.call(method, &format!("/api/pages/{path}"), &headers, body.as_bytes())
}

fn get(outlet: &Outlet, who: &Visitor, path: &str) -> Value {
    let answer = call(outlet, who, "GET", path, "");
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

fn put_as(outlet: &Outlet, who: &Visitor, rows: &Value, more: &[(&str, &str)]) -> Answer {
    let text = rows.to_string();
    call(outlet, who, "POST", "admin/rows", &encode(&[&[("rows", text.as_str())][..], more].concat()))
}

fn put(outlet: &Outlet, rows: &Value) -> Answer {
    put_as(outlet, &outlet.admin(), rows, &[("agreed", "true")])
}

/// The number that a new row was given.
fn made(answer: &Answer, place: usize) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["rows"][place]["key"]["id"].as_str().unwrap().to_owned()
}

fn trail(outlet: &Outlet, action: &str) -> Vec<Value> {
    let all = get(outlet, &outlet.admin(), "audit?size=200");
    all["entries"].as_array().unwrap().iter().filter(|entry| entry["action"] == action).cloned().collect()
}

/// An adapter with a price, on sale: plain goods.
fn adapter(price: &str) -> Value {
    json!([
        {"kind": "products", "cells": {
            "name": "转换插头", "subname": "Adapter", "image": "", "kind": "goods", "category_id": "1", "brand_id": "1", "store_id": "1",
            "units": "1", "display_price": price, "is_real": "1", "sale_state": "1", "stock": "20", "barcode": "6901234567892"
        }},
        {"kind": "prices", "cells": {"price": price, "effect_at": "2016-01-01"}, "of": {"product_id": 0}},
    ])
}

#[test]
fn plain_goods_are_sold_and_handed_over_without_a_card() {
    let outlet = Outlet::demo();
    let product = made(&put(&outlet, &adapter("39.00")), 0);
    let (traveller, admin) = (outlet.traveller(), outlet.admin());
    let order = traveller.call("order_submit", &[("productid", &product), ("quantity", "2")]).result()["order"].clone();
    let (id, amount) = (order["id"].to_string(), order["payable_amount"].to_string());
    assert_eq!(amount, "78.00");
    let stock = || get(&outlet, &admin, &format!("admin/products?id={product}"))["products"][0]["stock"].clone();
    assert_eq!(stock(), 18);
    let pick_up =
        [("orderid", id.as_str()), ("obtainvoucher", "true"), ("outletid", "2"), ("obtaintime", "2016-07-06 18:00:00")];
    traveller.call("order_shipping", &pick_up).result();
    let pay = [("orderid", id.as_str()), ("payvoucher", "S-1"), ("amount", amount.as_str())];
    assert_eq!(admin.office("order_paid", &pay).number(), 0);
    let clerk = Desk::clerk(&outlet);
    let shown = clerk.find(&id)["order"].clone();
    assert_eq!((&shown["cards_missing"], &shown["cards_possible"]), (&json!(0), &json!(0)), "{shown}");
    let serial = traveller.call("evoucher_gets", &[("orderid", &id)]).result()["evouchers"][0]["evoucher_sn"].clone();
    let serial = serial.as_str().map_or_else(|| serial.to_string(), str::to_owned);
    let done = clerk.post("complete", &[("serial", &serial)]);
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(traveller.order(order["id"].as_i64().unwrap())["shipping_status"], 2);
    let folder = outlet.stop();
    folder.check();
}

#[test]
fn a_product_is_found_by_the_code_on_it_and_no_two_have_the_same() {
    let outlet = Outlet::demo();
    made(&put(&outlet, &adapter("39")), 0);
    let found = get(&outlet, &outlet.admin(), "admin/products?search=690123");
    assert_eq!((found["total"].clone(), found["products"][0]["name"].clone()), (json!(1), json!("转换插头")));
    let twice = put(&outlet, &adapter("39"));
    assert_eq!(twice.status, 422);
    assert!(twice.text().contains("another row has the same barcode already"), "{}", twice.text());
}

#[test]
fn a_price_of_nothing_is_asked_about_and_all_of_it_waits_for_the_answer() {
    let outlet = Outlet::demo();
    let products = || get(&outlet, &outlet.admin(), "admin/products")["total"].clone();
    let before = products();
    let asked = put_as(&outlet, &outlet.admin(), &adapter("0"), &[]);
    assert_eq!((asked.status, asked.json()["advice"][0]["word"].clone()), (409, json!("free")));
    assert_eq!(products(), before, "nothing was made");
    assert_eq!(put_as(&outlet, &outlet.admin(), &adapter("0"), &[("agreed", "true")]).status, 200);
    let fair = json!([{"kind": "products", "key": {"id": "1"}, "cells": {"description": "新"}}]);
    assert_eq!(put_as(&outlet, &outlet.admin(), &fair, &[]).status, 200, "what was so before is not asked about again");
}

#[test]
fn a_form_obeys_the_rules_of_the_files() {
    let outlet = Outlet::demo();
    for (row, column, why) in [
        (json!({"kind": "brands", "cells": {"name": " "}}), "name", "a value is missing"),
        (json!({"kind": "brands", "cells": {"name": "x", "sort": "-1"}}), "sort", "a whole number from 0"),
        (json!({"kind": "brands", "cells": {"name": "x", "colour": "red"}}), "colour", "has no such column"),
        (
            json!({"kind": "product-parts", "cells": {"package_id": "4", "product_id": "77"}}),
            "product_id",
            "in products already",
        ),
        (
            json!({"kind": "prices", "key": {"id": "1"}, "cells": {"failure_at": "2000-01-01"}}),
            "",
            "must not come before",
        ),
        (json!({"kind": "categories", "key": {"id": "1"}, "end": true}), "", "other rows name this one"),
    ] {
        let refused = put(&outlet, &json!([row]));
        let mistake = refused.json()["mistakes"][0].clone();
        assert_eq!((refused.status, &mistake["column"]), (422, &json!(column)), "{row}: {}", refused.text());
        assert!(mistake["sentence"].as_str().unwrap().contains(why), "{row}: {mistake}");
    }
    let gone = json!([{"kind": "brands", "key": {"id": "99"}, "cells": {"name": "x"}}]);
    assert_eq!(put(&outlet, &gone).status, 404);
    for unreadable in [json!({}), json!([]), json!([{"kind": "accounts", "cells": {}}]), json!([{"cells": {}}])] {
        assert_eq!(put(&outlet, &unreadable).status, 400, "{unreadable}");
    }
    let half = json!([{"kind": "brands", "cells": {"name": "half"}}, {"kind": "brands", "cells": {"name": ""}}]);
    assert_eq!((put(&outlet, &half).status, put(&outlet, &half).json()["row"].clone()), (422, json!(1)));
    assert_eq!(get(&outlet, &outlet.admin(), "admin/rows?kind=brands")["total"], 1, "all or nothing");
}

#[test]
fn two_clicks_make_one_row_and_the_trail_says_what_changed() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let row = json!([{"kind": "brands", "cells": {"name": "云间"}}]);
    let click = || put_as(&outlet, &admin, &row, &[("client_ref", "c-1")]);
    let (first, second) = (click(), click());
    assert_eq!(made(&first, 0), made(&second, 0));
    let id = made(&first, 0);
    let other = json!([{"kind": "brands", "cells": {"name": "别的"}}]);
    assert_eq!(put_as(&outlet, &admin, &other, &[("client_ref", "c-1")]).status, 409);
    let rename = json!([{"kind": "brands", "key": {"id": id}, "cells": {"name": "云上"}}]);
    for became in ["changed", "same"] {
        assert_eq!(put(&outlet, &rename).json()["rows"][0]["became"], became);
    }
    let changed = trail(&outlet, "row_changed");
    assert_eq!(changed.len(), 1, "the second time changed nothing");
    assert_eq!(changed[0]["object"], format!("brands {id}"));
    assert!(changed[0]["before"].as_str().unwrap().contains("云间"));
    assert!(!changed[0]["before"].as_str().unwrap().contains("sort"), "only what differs: {}", changed[0]);
    let end = json!([{"kind": "brands", "key": {"id": id}, "end": true}]);
    assert_eq!(put(&outlet, &end).json()["rows"][0]["became"], "ended");
    assert_eq!(put(&outlet, &end).status, 404);
    assert_eq!((trail(&outlet, "row_made").len(), trail(&outlet, "row_ended").len()), (1, 1));
}

#[test]
fn an_archived_product_is_off_the_shelf_and_comes_back() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let key = json!({"id": "3"});
    assert_eq!(
        put(&outlet, &json!([{"kind": "products", "key": key, "end": true}])).json()["rows"][0]["became"],
        "ended"
    );
    let refused = outlet.traveller().call("order_submit", &[("productid", "3"), ("call_duration", "40")]);
    assert_eq!(refused.json()["error_no"], 1311, "{}", refused.text());
    let archived = get(&outlet, &admin, "admin/products?archived=true");
    assert_eq!((archived["total"].clone(), archived["products"][0]["id"].clone()), (json!(1), json!(3)));
    assert_eq!(put(&outlet, &json!([{"kind": "products", "key": key, "cells": {"deleted": "0"}}])).status, 200);
    assert!(outlet.traveller().order_minutes() > 0);
}

#[test]
fn only_who_runs_the_shop_sees_and_changes_its_rows() {
    let outlet = Outlet::demo();
    let row = json!([{"kind": "brands", "cells": {"name": "x"}}]);
    for nobody in [outlet.traveller(), outlet.login("clerk", "demo-clerk")] {
        for path in ["admin/nouns", "admin/rows?kind=brands"] {
            assert_eq!(call(&outlet, &nobody, "GET", path, "").status, 403, "{path}");
        }
        assert_eq!(put_as(&outlet, &nobody, &row, &[]).status, 403);
    }
    let operator = outlet.login("operator", "demo-operator");
    assert_eq!(put_as(&outlet, &operator, &row, &[]).status, 200);
    assert_eq!(outlet.form("/api/pages/admin/rows", &[("rows", "[]")]).status, 401);
    assert_eq!(call(&outlet, &operator, "GET", "admin/rows?kind=accounts", "").status, 400);
}

#[test]
fn every_row_of_every_noun_can_be_read_and_put_back_as_it_is() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let nouns = get(&outlet, &admin, "admin/nouns")["nouns"].as_array().unwrap().clone();
    assert!(nouns.len() >= 9, "{}", nouns.len());
    let mut rows = 0;
    for noun in nouns.iter().filter(|noun| noun["change"] == true) {
        let name = noun["name"].as_str().unwrap();
        let found = get(&outlet, &admin, &format!("admin/rows?kind={name}&size=5"));
        let keys: Vec<&str> = noun["columns"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|it| it["key"] == true)
            .map(|it| it["name"].as_str().unwrap())
            .collect();
        for row in found["rows"].as_array().unwrap() {
            let key: serde_json::Map<_, _> = keys.iter().map(|it| ((*it).to_owned(), row[*it].clone())).collect();
            let same = put(&outlet, &json!([{"kind": name, "key": key, "cells": row}]));
            assert_eq!(same.status, 200, "{name} {row}: {}", same.text());
            assert_eq!(same.json()["rows"][0]["became"], "same", "{name} {row}");
            rows += 1;
        }
    }
    assert!(rows > 20, "{rows}");
}

#[test]
fn a_row_says_in_english_what_its_owner_wrote_and_falls_back_to_its_own_text() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let english = |id: &str| {
        let texts = outlet.get("/api/pages/texts").json();
        texts["texts"]["en"]["products"]["name"][id].clone()
    };
    assert_eq!(english("1"), json!(["全球上网卡", "Global data card"]), "the demonstration's come from its file");
    let product = made(&put(&outlet, &adapter("39")), 0);
    assert_eq!(english(&product), Value::Null, "the page shows the row's own text");
    let say = |texts: Value| put(&outlet, &json!([{"kind": "products", "key": {"id": product}, "texts": texts}]));
    for _ in 0..2 {
        assert_eq!(say(json!({"en": {"name": "Travel adapter"}})).status, 200);
    }
    assert_eq!(english(&product), json!(["转换插头", "Travel adapter"]));
    let found = get(&outlet, &admin, &format!("admin/rows?kind=products&column=id&cell={product}"));
    assert_eq!(found["texts"][&product], json!({"en": {"name": "Travel adapter"}}));
    assert_eq!(trail(&outlet, "text_set").len(), 1, "the second time changed nothing");
    for wrong in
        [json!({"fr": {"name": "x"}}), json!({"en": {"image": "x"}}), json!({"en": {"name": "x".repeat(5000)}})]
    {
        assert_eq!(say(wrong).status, 404);
    }
    let shop = outlet.traveller().call("product_gets", &[]).result();
    let names: Vec<_> = shop["products"].as_array().unwrap().iter().map(|it| it["name"].clone()).collect();
    assert!(
        names.contains(&json!("转换插头")) && !names.contains(&json!("Travel adapter")),
        "the wire has the row's own"
    );
    assert_eq!(say(json!({"en": {"name": ""}})).status, 200);
    assert_eq!(english(&product), Value::Null);
    let brand = json!([{"kind": "brands", "cells": {"name": "云间"}, "texts": {"en": {"name": "Cloud"}}}]);
    let id = made(&put(&outlet, &brand), 0);
    assert_eq!(put(&outlet, &json!([{"kind": "brands", "key": {"id": id}, "end": true}])).status, 200);
    let folder = outlet.stop();
    assert_eq!(
        folder.count("select count(*) from translations where kind = 'brands'"),
        0,
        "what has gone says nothing"
    );
    folder.check();
}
