//! The lists of trips: which card type serves them, and which number of a dual card.

use serde_json::{Value, json};

use super::outlet::{Outlet, Session};
use super::{NOW, admin, om, operator, pay, submit, traveller};

/// A paid day of traffic in an area; the order.
fn trip(outlet: &Outlet, me: &Session, boss: &Session, area: &str) -> Value {
    let fields = json!({"productid": 2, "effect_datetime": "2016-07-18 00:00:00",
        "failure_datetime": "2016-07-18 23:59:59", "areaname": area});
    let order = submit(outlet, me, fields);
    pay(outlet, me, boss, &order);
    order
}

#[test]
fn a_trip_s_card_type_is_that_of_its_area() {
    let outlet = Outlet::at(NOW);
    let (me, worker, boss) = (traveller(&outlet), operator(&outlet), admin(&outlet));
    let areas = [("泰国", 2), ("新加坡", 2), ("马尔代夫", 2), ("美国", 1), ("欧洲", 1)];
    for (area, _) in areas {
        trip(&outlet, &me, &boss, area);
    }
    let rows = outlet.ok(&worker, &om("datatraffic_gets"), json!({}))["datatraffics"].take();
    let pages = outlet.ok(&worker, &om("datacard_gets"), json!({}))["datacards"]["content"].take();
    for list in [rows, pages] {
        let types: Vec<(&str, i64)> = list
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (row["areaname"].as_str().unwrap(), row["type"].as_i64().unwrap()))
            .collect();
        assert_eq!(types, areas);
    }
}

#[test]
fn areas_that_the_outlet_has_added_are_found_by_region_and_group() {
    let folder = Outlet::at(NOW).stop();
    let database = folder.database();
    let groups = "insert into area_groups (id, name) values (1, '亚洲热门'), (2, '大洋洲');
        insert into area_codes (id, group_id, name, area_code) values (1, 1, '槟城', '60'), (2, 2, '悉尼', '61')";
    database.execute_batch(groups).unwrap();
    for (id, area) in [(1001, "浙江"), (1002, "槟城"), (1003, "悉尼")] {
        let sql =
            "insert into product_attributes (id, product_id, attribute_id, value, sort) values (?1, 2, 1, ?2, ?1)";
        database.execute(sql, rusqlite::params![id, area]).unwrap();
    }
    drop(database);
    let outlet = Outlet::start(NOW, folder);
    let (me, worker, boss) = (traveller(&outlet), operator(&outlet), admin(&outlet));
    for area in ["浙江", "槟城", "悉尼"] {
        trip(&outlet, &me, &boss, area);
    }
    let rows = outlet.ok(&worker, &om("datatraffic_gets"), json!({}))["datatraffics"].take();
    let types: Vec<i64> = rows.as_array().unwrap().iter().map(|row| row["type"].as_i64().unwrap()).collect();
    assert_eq!(types, [2, 2, 1], "{rows}");
}

#[test]
fn of_a_dual_card_the_number_of_the_area_is_told() {
    let outlet = Outlet::at(NOW);
    let (me, worker, boss) = (traveller(&outlet), operator(&outlet), admin(&outlet));
    for (number, area) in [(1, "泰国"), (2, "美国")] {
        let order = trip(&outlet, &me, &boss, area);
        let iccid = format!("10020030040060{number}");
        let card = json!({"iccid": iccid, "type": 3, "imsi": "460001", "imsi_hk": "454002"});
        outlet.ok(&boss, &om("datacard_set"), card);
        outlet.ok(&worker, &om("cardorder_bind"), json!({"orderid": order["id"], "simid": iccid}));
    }
    let rows = outlet.ok(&worker, &om("datatraffic_gets"), json!({"group": 2}))["datatraffics"].take();
    let told: Vec<_> = rows.as_array().unwrap().iter().map(|row| (row["type"].clone(), row["imsi"].clone())).collect();
    assert_eq!(told, [(json!(2), json!("454002")), (json!(1), json!("460001"))], "{rows}");
}
