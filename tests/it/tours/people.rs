//! Addresses and travellers of one's own, and what can be bought.

use serde_json::{Value, json};

use super::{choice, code, data, family, outlet, post, room, with};
use crate::support::{Outlet, Visitor};

fn ask(outlet: &Outlet, who: &Visitor, call: &str, fields: &Value) -> Value {
    data(&post(outlet, call, &with(json!({"sessionid": who.sessionid}), fields)))
}

#[test]
fn one_address_is_the_default() {
    let outlet = outlet();
    let me = family(&outlet);
    let fields = json!({"receiver": "小航", "mobile": "13800138002", "address": "湖滨商业街1号", "is_default": "1"});
    let made = ask(&outlet, &me, "address_set", &fields);
    assert_eq!((&made["is_default"], &made["ctime"].as_str().unwrap()[..10]), (&json!("1"), "2016-01-25"));
    let list = ask(&outlet, &me, "address_list", &json!({}))["address_list"].clone();
    let defaults: Vec<&Value> = list.as_array().unwrap().iter().map(|row| &row["is_default"]).collect();
    assert_eq!(defaults, ["0", "1"]);
    let changed = ask(&outlet, &me, "address_set", &json!({"address_id": made["address_id"], "zipcode": "310000"}));
    assert_eq!(changed, with(made.clone(), &json!({"zipcode": "310000"})), "what is not sent stays");
    ask(&outlet, &me, "address_delete", &json!({"address_id": made["address_id"]}));
    let gone = with(json!({"sessionid": me.sessionid}), &json!({"address_id": made["address_id"]}));
    assert_eq!(code(&post(&outlet, "address_delete", &gone)), "300001");
    for bad in [json!({"receiver": ""}), json!({"mobile": "12"}), json!({"address": "x\u{0}"}), json!({"email": "x"})] {
        let sent = with(json!({"sessionid": me.sessionid, "address_id": "1471"}), &bad);
        assert_eq!(code(&post(&outlet, "address_set", &sent)), "300001", "{bad}");
    }
}

#[test]
fn papers_that_are_sent_stand_for_all_and_keep_their_ids() {
    let outlet = outlet();
    let me = family(&outlet);
    let certs = json!([{"cert_type": 1, "cert_no": "99999919900101000X"}, {"cert_type": 4, "cert_no": "E00000000"}]);
    let changed = ask(&outlet, &me, "contact_set", &json!({"pid": "183", "certs": certs}));
    let papers = changed["certs"].as_array().unwrap();
    assert_eq!((&papers[0]["id"], &papers[0]["cert_no"]), (&json!("237"), &json!("99999919900101000X")));
    assert_eq!((papers.len(), &papers[1]["cert_name"]), (2, &json!("护照")));
    let renamed = ask(&outlet, &me, "contact_set", &json!({"pid": "183", "name": "小航"}));
    assert_eq!((&renamed["name"], &renamed["certs"]), (&json!("小航"), &changed["certs"]));
    assert_eq!(ask(&outlet, &me, "contact_set", &json!({"pid": "183", "certs": "[]"}))["certs"], json!([]));
    let made = ask(&outlet, &me, "contact_set", &json!({"name": "新人", "birthday": "1990-01-01", "sex": "2"}));
    assert_eq!((&made["birthday"], &made["uid"]), (&json!("1990-01-01"), &json!("629")));
    ask(&outlet, &me, "contact_delete", &json!({"pid": made["pid"]}));
    assert_eq!(ask(&outlet, &me, "contact_list", &json!({}))["user_certs"].as_array().unwrap().len(), 2);
    for bad in [json!({"name": ""}), json!({"sex": "3"}), json!({"birthday": "1990-02-30"}), json!({"certs": "x"})] {
        let sent = with(json!({"sessionid": me.sessionid, "pid": "183"}), &bad);
        assert_eq!(code(&post(&outlet, "contact_set", &sent)), "300001", "{bad}");
    }
}

#[test]
fn a_birthday_is_any_day_of_a_life_and_none_to_come() {
    let outlet = outlet();
    let me = family(&outlet);
    let set = |day: &str| {
        let sent = json!({"sessionid": me.sessionid, "pid": "183", "birthday": day});
        (code(&post(&outlet, "contact_set", &sent)), ask(&outlet, &me, "contact_list", &json!({})))
    };
    for day in ["1950-02-28", "1904-02-29", "1850-01-01", "1969-12-31", "2016-01-25", "0000-00-00"] {
        let (refused, list) = set(day);
        assert_eq!((refused.as_str(), &list["user_certs"][0]["birthday"]), ("", &json!(day)), "{day}");
    }
    for day in ["2016-01-26", "2026-01-01", "1849-12-31", "1900-02-29", "1950-2-28", "1950-02-28 00:00:00", "x"] {
        let (refused, list) = set(day);
        assert_eq!(
            (refused.as_str(), &list["user_certs"][0]["birthday"]),
            ("300001", &json!("0000-00-00")),
            "{day}: the last one stays"
        );
    }
}

#[test]
fn anybody_may_look_at_packages_and_their_calendar() {
    let outlet = outlet();
    let list = json!({"city_id": "2", "type": "2", "page": "1", "version": "2.0.1"});
    let found = data(&post(&outlet, "get_product_list_long", &list));
    assert_eq!((&found["list"][0]["aid"], &found["list"][0]["min_goods_price"]), (&json!("500"), &json!("850.00")));
    assert_eq!(found["page"], json!({"page": "1", "pagesize": "10", "total": "1", "page_count": "1"}));
    for none in
        [json!({"will_date": "2016-02-08"}), json!({"destination_ids": "1,2"}), json!({"type": 1}), json!({"page": 2})]
    {
        let found = data(&post(&outlet, "get_product_list_long", &with(list.clone(), &none)));
        assert_eq!(found["list"], json!([]), "{none}");
    }
    assert_eq!(code(&post(&outlet, "get_product_list_long", &json!({"city_id": "2"}))), "300001");
    let target = "/v2/longtour/get_product_detail?product_id=500&month=2016-02";
    let detail = data(&outlet.get(target));
    let days: Vec<&str> =
        detail["calendar"].as_array().unwrap().iter().map(|day| day["date"].as_str().unwrap()).collect();
    assert_eq!(days.len(), 29 - 3, "no flights, no hotel, flight sold out");
    assert!(!days.contains(&"2016-02-09") && days.contains(&"2016-02-11"));
    assert_eq!(detail["hotels"][0]["calendar"][10], json!({"date": "2016-02-12", "price": "300.00", "stock": "5"}));
    assert_eq!(
        data(&outlet.get(&target.replace("02", "01")))["calendar"].as_array().map(Vec::len),
        Some(7),
        "from today on"
    );
    assert_eq!(outlet.get("/v2_0/longtour/order_cancel?order_id=1").status, 405, "a look changes nothing");
}

/// Every day that is shown is one that the check takes, and every one that is not shown is one that it refuses.
#[test]
fn a_day_is_shown_if_the_check_takes_it() {
    let outlet = outlet();
    let (me, admin) = (family(&outlet), outlet.admin());
    admin.office("tour_package_set", &[("packageid", "500"), ("lead_days", "3")]).result();
    for offer in ["601", "602"] {
        let full = [("offerid", offer), ("date", "2016-01-29"), ("price", "1"), ("stock", "0")];
        admin.office("tour_calendar_set", &full).result();
    }
    let january = data(&outlet.get("/v2/longtour/get_product_detail?product_id=500&month=2016-01"));
    let dates = |calendar: &Value| -> Vec<String> {
        calendar.as_array().unwrap().iter().map(|day| day["date"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(dates(&january["calendar"]), ["2016-01-28", "2016-01-30", "2016-01-31"]);
    assert_eq!(dates(&january["planes"][0]["calendar"])[0], "2016-01-28", "a flight leaves on the travel date");
    assert_eq!(dates(&january["hotels"][0]["calendar"])[0], "2016-01-25");
    let listed = |date: &str| {
        let list = json!({"city_id": "2", "type": "2", "page": "1", "version": "1", "will_date": date});
        !data(&post(&outlet, "get_product_list_long", &list))["list"].as_array().unwrap().is_empty()
    };
    let room_for_all = |date: &str| {
        let open = |offer| {
            post(
                &outlet,
                "check_pack_free_bydate",
                &with(choice(&me, date), &json!({"hotels": [room(offer, date, 1, 1)]})),
            )
        };
        [601, 602].into_iter().any(|offer| code(&open(offer)).is_empty())
    };
    for (date, shown) in [
        ("2016-01-05", false),
        ("2016-01-24", false),
        ("2016-01-25", false),
        ("2016-01-27", false),
        ("2016-01-28", true),
        ("2016-01-29", false),
        ("2016-02-08", false),
        ("2016-02-09", false),
        ("2016-02-10", false),
        ("2016-02-11", true),
        ("2017-01-01", false),
    ] {
        assert_eq!((listed(date), room_for_all(date)), (shown, shown), "{date}");
    }
}

/// The cheapest seat and the cheapest room of different days together are a price that nobody gets.
#[test]
fn the_lowest_price_is_that_of_a_day() {
    let outlet = outlet();
    let admin = outlet.admin();
    let set = |offer, date, price| {
        let fields = [("offerid", offer), ("date", date), ("price", price), ("stock", "5")];
        admin.office("tour_calendar_set", &fields).result();
    };
    set("65", "2016-03-01", "500");
    set("601", "2016-03-02", "100");
    set("601", "2016-01-24", "1");
    set("65", "2016-01-24", "1");
    let list = json!({"city_id": "2", "type": "2", "page": "1", "version": "1"});
    let price = |change: &Value| {
        data(&post(&outlet, "get_product_list_long", &with(list.clone(), change)))["list"][0]["min_goods_price"].clone()
    };
    assert_eq!(price(&json!({})), "650.00", "100 and 550, and yesterday counts no more");
    assert_eq!(price(&json!({"will_date": "2016-03-01"})), "800.00");
}
