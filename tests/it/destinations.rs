//! Where travellers go: found by name, sold by the areas that products have and by hand, told at once after every change, and in no
//! answer of the services.

use crate::support::{Answer, Outlet, Start, Visitor};
use serde_json::{Value, json};

fn shown(outlet: &Outlet) -> Value {
    let answer = outlet.get("/api/pages/destinations");
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// A destination as the kiosk gets it, by its code.
fn place(outlet: &Outlet, code: &str) -> Option<Value> {
    let all = shown(outlet)["destinations"].as_array().unwrap().clone();
    all.into_iter().find(|it| it["code"] == code)
}

fn put(who: &Visitor, rows: &Value) -> Answer {
    who.page_form("/api/pages/admin/rows", &[("rows", &rows.to_string()), ("agreed", "true")])
}

/// Puts rows that are allowed; the numbers of the rows.
fn made(admin: &Visitor, rows: &Value) -> Vec<String> {
    let answer = put(admin, rows);
    assert_eq!(answer.status, 200, "{rows}: {}", answer.text());
    let rows = answer.json()["rows"].as_array().unwrap().clone();
    rows.iter().map(|row| row["key"]["id"].as_str().unwrap().to_owned()).collect()
}

/// What is sold for a place: product, area, and whether a region brings it.
fn sold(place: &Value) -> Vec<(i64, Value, bool)> {
    let all = place["sold"].as_array().unwrap();
    all.iter().map(|it| (it["product"].as_i64().unwrap(), it["area"].clone(), !it["through"].is_null())).collect()
}

fn managed(admin: &Visitor) -> Value {
    let answer = admin.page("/api/pages/admin/destinations");
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[test]
fn a_traveller_finds_a_country_with_everything_that_is_good_there() {
    let outlet = Outlet::demo();
    let thailand = place(&outlet, "TH").unwrap();
    assert_eq!((&thailand["zh"], &thailand["en"]), (&json!("泰国"), &json!("Thailand")));
    assert_eq!((&thailand["typed"], &thailand["initials"]), (&json!("taiguo"), &json!("tg")));
    assert!(thailand["others"].as_array().unwrap().contains(&json!("Bangkok")), "{thailand}");
    assert_eq!(sold(&thailand), [2, 5].map(|id| (id, json!("泰国"), false)), "the data, and the package that it is in");
    let france = place(&outlet, "FR").unwrap();
    assert_eq!(sold(&france), [2, 5].map(|id| (id, json!("欧洲"), true)), "a plan for Europe is good in France");
    let europe = place(&outlet, "EUROPE").unwrap();
    assert!(europe["countries"].as_array().unwrap().contains(&france["id"]), "{europe}");
    assert_eq!(place(&outlet, "JP"), None, "nothing is sold for Japan");
}

#[test]
fn plans_say_what_they_bring() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let plan = shown(&outlet)["plans"][0].clone();
    assert_eq!(
        (&plan["product"], &plan["amount"], &plan["unit"], &plan["per"]),
        (&json!(2), &json!(1), &json!("GB"), &json!("day"))
    );
    let row = json!([{"kind": "plans", "key": {"id": plan["id"].to_string()}, "cells": {
        "days": "7", "amount": "500", "unit": "MB", "per": "in all", "speed": "5G", "start_within": "90"}}]);
    made(&admin, &row);
    let plan = shown(&outlet)["plans"][0].clone();
    assert_eq!(
        (&plan["days"], &plan["amount"], &plan["unit"], &plan["per"]),
        (&json!(7), &json!(500), &json!("MB"), &json!("plan"))
    );
    assert_eq!((&plan["speed"], &plan["start_within"]), (&json!("5G"), &json!(90)));
    let second = json!([{"kind": "plans", "cells": {"product_id": "2", "days": "3"}}]);
    assert_eq!(put(&admin, &second).status, 422, "a product has one plan");
    let never = json!([{"kind": "plans", "cells": {"product_id": "1", "days": "0"}}]);
    assert_eq!(put(&admin, &never).status, 422);
}

#[test]
fn flags_are_pictures_of_the_house() {
    let outlet = Outlet::demo();
    let flag = outlet.get(&format!("/{}", place(&outlet, "TH").unwrap()["image"].as_str().unwrap()));
    assert_eq!((flag.status, flag.header("content-type")), (200, Some("image/svg+xml")));
}

/// Every way in which the answer may change, one after the other: what is kept ready is never older than the last change.
#[test]
fn a_change_is_seen_by_the_next_traveller() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let thailand = place(&outlet, "TH").unwrap()["id"].to_string();
    let change =
        |cells: Value| made(&admin, &json!([{"kind": "destinations", "key": {"id": thailand}, "cells": cells}]));
    change(json!({"name": "泰王国", "other_names": "泰国"}));
    assert_eq!(place(&outlet, "TH").unwrap()["zh"], "泰王国");
    let says = json!([{"kind": "destinations", "key": {"id": thailand}, "texts": {"en": {"name": "Siam"}}}]);
    made(&admin, &says);
    assert_eq!(place(&outlet, "TH").unwrap()["en"], "Siam");
    let area = json!([{"kind": "product-attributes", "key": {"id": "3"}, "cells": {"value": "老挝"}}]);
    made(&admin, &area);
    assert_eq!(place(&outlet, "TH"), None, "no area leads there any more");
    let by_hand = json!([{"kind": "product-destinations", "cells": {"product_id": "1", "destination_id": thailand}}]);
    let row = made(&admin, &by_hand).remove(0);
    assert_eq!(sold(&place(&outlet, "TH").unwrap()), [(1, Value::Null, false)]);
    let off_sale = |state: &str| {
        made(&admin, &json!([{"kind": "products", "key": {"id": "1"}, "cells": {"sale_state": state}}]));
    };
    off_sale("not on sale");
    assert_eq!(place(&outlet, "TH"), None);
    off_sale("on sale");
    assert!(place(&outlet, "TH").is_some());
    made(&admin, &json!([{"kind": "destinations", "key": {"id": thailand}, "end": true}]));
    assert_eq!(place(&outlet, "TH"), None, "an archived one is not shown");
    change(json!({"archived": "0"}));
    assert!(place(&outlet, "TH").is_some());
    made(&admin, &json!([{"kind": "product-destinations", "key": {"id": row}, "end": true}]));
    assert_eq!(place(&outlet, "TH"), None);
}

#[test]
fn a_region_is_made_with_its_countries_in_one_go_and_brings_its_plans_to_them() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let rows = json!([
        {"kind": "destinations", "cells": {"code": "HKMO", "kind": "region", "name": "港澳"}, "texts": {"en": {"name": "Hong Kong & Macau"}}},
        {"kind": "destinations", "cells": {"code": "HK", "kind": "country", "name": "中国香港"}},
        {"kind": "destinations", "cells": {"code": "MO", "kind": "country", "name": "中国澳门"}},
        {"kind": "destination-countries", "cells": {}, "of": {"region_id": 0, "country_id": 1}},
        {"kind": "destination-countries", "cells": {}, "of": {"region_id": 0, "country_id": 2}},
        {"kind": "product-destinations", "cells": {"product_id": "6"}, "of": {"destination_id": 0}},
    ]);
    made(&admin, &rows);
    let hong_kong = place(&outlet, "HK").unwrap();
    assert_eq!((&hong_kong["en"], &hong_kong["typed"]), (&json!("Hong Kong"), &json!("zhongguoxianggang")));
    assert!(hong_kong["others"].as_array().unwrap().contains(&json!("香港")), "{hong_kong}");
    assert_eq!(sold(&hong_kong), [(6, Value::Null, true)]);
    assert_eq!(place(&outlet, "HKMO").unwrap()["countries"].as_array().unwrap().len(), 2);
    let archived = json!([{"kind": "destinations", "key": {"id": hong_kong["id"].to_string()}, "end": true}]);
    made(&admin, &archived);
    assert_eq!(place(&outlet, "HKMO").unwrap()["countries"].as_array().unwrap().len(), 1);
}

#[test]
fn what_no_traveller_would_find_is_refused() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let destination =
        |code: &str, kind: &str| json!({"kind": "destinations", "cells": {"code": code, "kind": kind, "name": "x"}});
    let member = |region: &str, country: &str| json!({"kind": "destination-countries", "cells": {"region_id": region, "country_id": country}});
    for (row, why) in [
        (destination("XX", "country"), "two letters of ISO 3166-1"),
        (destination("jp", "country"), "two letters of ISO 3166-1"),
        (destination("JPN", "country"), "two letters of ISO 3166-1"),
        (destination("JP", "region"), "three letters or more"),
        (destination("europe2", "region"), "three letters or more"),
        (destination("TH", "country"), "another row has the same code"),
        (member("1", "2"), "only a region has countries"),
        (member("5", "5"), "a region has countries, and no regions"),
        (member("5", "6"), "another row has the same"),
        (
            json!({"kind": "destinations", "key": {"id": "5"}, "cells": {"kind": "country", "code": "JP"}}),
            "stay what they are",
        ),
        (
            json!({"kind": "product-destinations", "cells": {"product_id": "77", "destination_id": "1"}}),
            "in products already",
        ),
    ] {
        let refused = put(&admin, &json!([row]));
        assert_eq!(refused.status, 422, "{row}: {}", refused.text());
        let mistake = refused.json()["mistakes"][0]["sentence"].as_str().unwrap().to_owned();
        assert!(mistake.contains(why), "{row}: {mistake}");
    }
    // The twin: the same rows pass where nothing is wrong with them.
    made(&admin, &json!([destination("JP", "country")]));
    made(&admin, &json!([destination("ISLES", "region")]));
    made(&admin, &json!([member("5", "1")]));
}

#[test]
fn no_answer_of_the_services_says_a_byte_of_it() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let asked = [
        "product_gets",
        "product_gets?summary=true",
        "prdcategory_gets",
        "areagroup_gets",
        "areacode_gets?areagroupid=1",
    ];
    let answers = || asked.map(|name| outlet.get(&format!("/uc/services/{name}")).text().to_owned());
    let before = answers();
    made(
        &admin,
        &json!([
            {"kind": "destinations", "cells": {"code": "JP", "kind": "country", "name": "日本"}},
            {"kind": "product-destinations", "cells": {"product_id": "1"}, "of": {"destination_id": 0}},
            {"kind": "plans", "cells": {"product_id": "1", "days": "7", "amount": "3", "network": "SoftBank"}},
            {"kind": "destinations", "key": {"id": "1"}, "cells": {"name": "泰王国"}},
        ]),
    );
    assert_eq!(answers(), before);
}

#[test]
fn the_owner_is_told_of_areas_that_lead_nowhere_and_of_what_the_program_knows() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    assert_eq!(managed(&admin)["areas"], json!([]), "every area of the demonstration leads somewhere");
    let area =
        |id: &str, value: &str| json!({"kind": "product-attributes", "key": {"id": id}, "cells": {"value": value}});
    made(&admin, &json!([area("3", "香港"), area("4", "海岛")]));
    let managed = managed(&admin);
    let wanted = json!([
        {"area": "香港", "code": "HK", "is_known": true}, {"area": "海岛", "code": "HAIDAO", "is_known": false}
    ]);
    assert_eq!(managed["areas"], wanted);
    let known = managed["known"].as_array().unwrap();
    let japan = known.iter().find(|it| it["code"] == "JP").unwrap();
    assert_eq!((&japan["zh"], &japan["en"], &japan["typed"]), (&json!("日本"), &json!("Japan"), &json!("riben")));
    assert!(known.iter().filter(|it| it["is_region"] == true).count() >= 10);
    let europe = managed["places"].as_array().unwrap().iter().find(|it| it["id"] == 5).unwrap().clone();
    assert_eq!(europe["sold"][0]["name"], "上网卡流量", "{europe}");
}

#[test]
fn who_does_not_run_the_shop_changes_nothing_of_it() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let clerk = outlet.login("clerk", "demo-clerk");
    let row = json!([{"kind": "destinations", "cells": {"code": "JP", "kind": "country", "name": "日本"}}]);
    assert_eq!(put(&clerk, &row).status, 403);
    assert_eq!(clerk.page("/api/pages/admin/destinations").status, 403);
    assert_eq!(put(&outlet.traveller(), &row).status, 403);
    assert_eq!(outlet.get("/api/pages/admin/destinations").status, 401);
    assert_eq!(put(&admin, &row).status, 200);
}

#[test]
fn every_change_is_in_the_trail() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    made(
        &admin,
        &json!([{"kind": "destinations", "key": {"id": "1"}, "cells": {"sort": "9"}, "texts": {"en": {"name": "Siam"}}}]),
    );
    made(&admin, &json!([{"kind": "destination-countries", "cells": {"region_id": "5", "country_id": "1"}}]));
    let audit = admin.page("/api/pages/audit?size=20").json();
    let of = |action: &str, object: &str| {
        let entries = audit["entries"].as_array().unwrap();
        entries.iter().any(|it| it["action"] == action && it["object"].as_str().unwrap().starts_with(object))
    };
    assert!(of("row_changed", "destinations 1") && of("text_set", "destinations 1"), "{audit}");
    assert!(of("row_made", "destination-countries "), "{audit}");
}

#[test]
fn an_outlet_without_destinations_has_none_to_show() {
    let outlet = Start::serve().run();
    assert_eq!(shown(&outlet), json!({"destinations": [], "plans": []}));
}
