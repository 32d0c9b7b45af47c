//! The staff makes packages, offers, batches of coupons and partners: what is made is sold at once, what makes no sense is not.

use serde_json::{Value, json};

use super::{code, data, family, order, outlet, post, submit, with};
use crate::support::Visitor;

/// A new package with a hotel and a flight that can be had on some days of March.
fn new_tour(admin: &Visitor) -> (String, Value, Value) {
    let package = admin.office(
        "tour_package_set",
        &[
            ("title", "三亚三日"),
            ("city_id", "383"),
            ("destination_id", "2"),
            ("destination", "三亚"),
            ("client_ref", "p"),
        ],
    );
    let id = package.result()["package"]["packageid"].to_string();
    let offer = |kind, name, price, stock| {
        let fields = [
            ("packageid", id.as_str()),
            ("kind", kind),
            ("name", name),
            ("price", price),
            ("stock", stock),
            ("from", "2016-03-01"),
            ("until", "2016-03-05"),
            ("client_ref", name),
        ];
        admin.office("tour_offer_set", &fields).result()["offer"].clone()
    };
    let (room, flight) = (offer("hotel", "海景房", "400.00", "3"), offer("flight", "杭州往返三亚", "900", "4"));
    (id, room, flight)
}

fn choice_of(who: &Visitor, package: &str, room: &Value, flight: &Value, date: &str) -> Value {
    let hotel = json!({"product_id": room["productid"], "sell_id": room["sellid"], "supplier_id": room["supplierid"],
        "date": date, "night_num": 2, "num": 1});
    json!({
        "sessionid": who.sessionid, "uid": "629", "version": "2.0.1", "date": date, "adult_num": 2, "child_num": 0,
        "product_id": package, "sum_money": "2600", "hotels": [hotel], "scenerys": [],
        "planes": {"goods_price_max": "900", "combo_id": flight["productid"]},
    })
}

#[test]
fn a_package_is_listed_as_soon_as_it_offers_something() {
    let outlet = outlet();
    let admin = outlet.admin();
    let listed = || {
        let list = json!({"city_id": "383", "type": "2", "page": "1", "version": "1"});
        let found = data(&post(&outlet, "get_product_list_long", &list));
        found["list"].as_array().unwrap().len()
    };
    let fields = [("title", "三亚三日"), ("city_id", "383"), ("destination_id", "2"), ("client_ref", "p")];
    let made = admin.office("tour_package_set", &fields).result()["package"]["packageid"].to_string();
    assert_eq!(listed(), 0);
    let offer = [("packageid", made.as_str()), ("kind", "hotel"), ("name", "海景房"), ("price", "400"), ("stock", "3")];
    admin.office("tour_offer_set", &offer).result();
    assert_eq!(listed(), 1);
}

#[test]
fn a_package_that_is_made_with_its_offers_is_sold_at_once() {
    let outlet = outlet();
    let (me, operator) = (family(&outlet), outlet.login("operator", "demo-operator"));
    let (package, room, flight) = new_tour(&operator);
    let wanted = json!({"kind": "hotel", "name": "海景房", "offerid": room["offerid"], "packageid": room["packageid"],
        "productid": room["offerid"], "sellid": room["offerid"], "stock": 3, "supplierid": 0, "price": room["price"]});
    assert_eq!((&room, room["price"].as_f64()), (&wanted, Some(400.0)));
    let check = choice_of(&me, &package, &room, &flight, "2016-03-01");
    let found = data(&post(&outlet, "check_pack_free_bydate", &check));
    assert_eq!(found["hotel_price_total"].as_f64(), Some(800.0));
    let more = json!({"client_order_no": "n", "address_id": "1471", "contact_ids": "183,191"});
    submit(&outlet, &with(check, &more));
    let last = choice_of(&me, &package, &room, &flight, "2016-03-05");
    assert_eq!(code(&post(&outlet, "check_pack_free_bydate", &last)), "300003", "the second night is not open");
    let month = [("packageid", package.as_str()), ("month", "2016-03")];
    let days = operator.office("tour_calendar_gets", &month).result();
    assert_eq!((days["days"].as_array().map(Vec::len), &days["days"][0]["taken"]), (Some(10), &json!(1)));
    let listed = operator.office("tour_offer_gets", &[("packageid", &package)]).result();
    assert_eq!(listed["offers"], json!([room, flight]));
    // The same clicks again.
    let before = outlet.folder.count("select count(*) from audit_trail");
    assert_eq!(new_tour(&operator), (package, room, flight));
    assert_eq!(outlet.folder.count("select count(*) from tour_packages where title = '三亚三日'"), 1);
    assert_eq!(outlet.folder.count("select count(*) from tour_offers where name = '海景房'"), 1);
    assert_eq!(outlet.folder.count("select count(*) from audit_trail"), before);
}

#[test]
fn every_field_of_a_package_can_be_set_and_is_shown() {
    let outlet = outlet();
    let admin = outlet.admin();
    let fields = [
        ("activity_type", "3"),
        ("banner", "images/x.png"),
        ("cat_id", "4"),
        ("certificate_types", "1,4"),
        ("city_id", "383"),
        ("destination", "三亚"),
        ("destination_id", "2"),
        ("email_needed", "1"),
        ("email_required", "1"),
        ("enabled", "0"),
        ("is_official", "1"),
        ("lead_days", "2"),
        ("market_price", "1234.50"),
        ("sub_title", "s"),
        ("ticket_type", "5"),
        ("title", "t"),
        ("type", "1"),
        ("weixin_needed", "1"),
        ("weixin_required", "1"),
    ];
    let made = admin.office("tour_package_set", &fields).result()["package"].clone();
    let all = admin.office("tour_package_gets", &[]).result();
    assert_eq!(all["packages"].as_array().unwrap().last(), Some(&made));
    for (name, value) in fields {
        let shown = match &made[name] {
            Value::String(text) => text.clone(),
            Value::Bool(truth) => i64::from(*truth).to_string(),
            other => other.to_string(),
        };
        assert_eq!(shown, value, "{name}");
    }
    assert_eq!(made.as_object().unwrap().len(), fields.len() + 2, "packageid and sold are not set by hand");
    let id = made["packageid"].to_string();
    let changed = admin.office("tour_package_set", &[("packageid", &id), ("cat_id", "9")]).result();
    assert_eq!(changed["package"], with(made, &json!({"cat_id": 9})), "what is not sent stays");
    let trail = "select count(*) from audit_trail where action = 'tour_package_set' and after like '%\"cat_id\":9%'
        and before like '%\"cat_id\":4%'";
    assert_eq!(outlet.folder.count(trail), 1);
}

#[test]
fn packages_and_offers_that_make_no_sense_are_not_made() {
    let outlet = outlet();
    let admin = outlet.admin();
    let package = [("title", "t"), ("city_id", "1"), ("destination_id", "2"), ("type", "2"), ("market_price", "1")];
    let offer = [
        ("packageid", "500"),
        ("kind", "hotel"),
        ("name", "n"),
        ("price", "1"),
        ("stock", "1"),
        ("supplierid", "1"),
        ("productid", "9"),
        ("sellid", "9"),
        ("from", "2016-03-01"),
        ("until", "2016-03-02"),
    ];
    let wrong_package = [
        ("title", " "),
        ("city_id", "-1"),
        ("city_id", ""),
        ("destination_id", "x"),
        ("type", "3"),
        ("market_price", "0.001"),
        ("destination_id", "9007199254740992"),
    ];
    let wrong_offer = [
        ("packageid", "9"),
        ("packageid", ""),
        ("kind", "boat"),
        ("name", ""),
        ("price", "-1"),
        ("price", ""),
        ("stock", "-1"),
        ("stock", "1000000001"),
        ("productid", "0"),
        ("sellid", "-4"),
        ("from", ""),
        ("from", "2016-03-03"),
        ("until", "2017-03-02"),
        ("from", "2016-02-30"),
    ];
    for (call, good, wrong) in
        [("tour_package_set", package.as_slice(), wrong_package.as_slice()), ("tour_offer_set", &offer, &wrong_offer)]
    {
        for (name, value) in wrong {
            let fields: Vec<_> = good.iter().map(|(it, old)| (*it, if it == name { *value } else { *old })).collect();
            assert_eq!(admin.office(call, &fields).number(), 1100, "{call} {name} {value}");
        }
        assert_eq!(outlet.folder.count("select count(*) from audit_trail"), 0, "{call}");
        assert_eq!(admin.office(call, good).number(), 0, "{call}");
        outlet.folder.database().execute("delete from audit_trail", []).unwrap();
    }
    assert_eq!(admin.office("tour_offer_set", &offer).number(), 1100, "the wire would have two offers of one name");
    let year = [("until", "2017-03-01")];
    let flight: Vec<_> =
        offer.iter().map(|(name, old)| (*name, if *name == "kind" { "flight" } else { *old })).collect();
    let twice: Vec<_> = flight.iter().map(|(name, old)| (*name, if *name == "sellid" { "10" } else { *old })).collect();
    assert_eq!(admin.office("tour_offer_set", &flight).number(), 0);
    assert_eq!(admin.office("tour_offer_set", &twice).number(), 1100, "a flight goes by its first number alone");
    let mut long = flight.clone();
    long.retain(|(name, _)| !["until", "productid"].contains(name));
    assert_eq!(admin.office("tour_offer_set", &[long, year.to_vec()].concat()).number(), 0, "366 days are a span");
}

#[test]
fn an_offer_keeps_its_package_and_kind_and_its_open_days_keep_their_price() {
    let outlet = outlet();
    let admin = outlet.admin();
    let set = |more: &[(&str, &str)]| admin.office("tour_offer_set", &[&[("offerid", "601")], more].concat());
    for moved in [("packageid", "501"), ("kind", "car"), ("offerid", "99")] {
        assert_eq!(set(&[moved]).number(), 1100, "{moved:?}");
    }
    let dearer = set(&[("price", "999"), ("stock", "8"), ("from", "2016-12-30"), ("until", "2017-01-02")]).result();
    assert_eq!((dearer["offer"]["price"].as_f64(), &dearer["offer"]["stock"]), (Some(999.0), &json!(8)));
    let price = |day: &str| {
        outlet.folder.count(&format!("select price from tour_calendar where offer_id = 601 and day = '{day}'"))
    };
    assert_eq!((price("2016-12-31"), price("2017-01-01"), price("2017-01-02")), (30_000, 99_900, 99_900));
    let trail = "select count(*) from audit_trail where object = 'tour offer 601' and before like '%300.00%'
        and after like '%999.00%'";
    assert_eq!(outlet.folder.count(trail), 1);
    let before = outlet.folder.count("select count(*) from audit_trail");
    set(&[("price", "999")]).result();
    assert_eq!(outlet.folder.count("select count(*) from audit_trail"), before, "no change is written down");
}

#[test]
fn a_batch_is_made_changed_and_counts_its_coupons() {
    let outlet = outlet();
    let (me, admin) = (family(&outlet), outlet.admin());
    let fields = [
        ("name", "春节"),
        ("kind", "2"),
        ("money", "5.50"),
        ("min_amount", "100"),
        ("starts_at", "2016-01-01 00:00:00"),
        ("ends_at", "2016-03-01 23:59:59"),
        ("tag", "红包"),
    ];
    let made = admin.office("tour_batch_set", &fields).result()["batch"].clone();
    let id = made["batchid"].to_string();
    assert_eq!(
        (&made["issued"], &made["starts_at"], &made["kind"]),
        (&json!(0), &json!("2016-01-01 00:00:00"), &json!(2))
    );
    let issued = admin.office("tour_coupon_issue", &[("batchid", &id), ("count", "3"), ("uid", "629")]).result();
    admin.office("tour_coupon_issue", &[("batchid", &id)]).result();
    let spent = with(order(&me, "2016-01-28", "n-1"), &json!({"coupon_sn": issued["coupon_sns"][0]}));
    submit(&outlet, &spent);
    let batches = admin.office("tour_batch_gets", &[]).result();
    let counted = with(made, &json!({"issued": 4, "claimed": 3, "used": 1}));
    assert_eq!(batches["batches"][0], counted);
    let page = |index: &str| {
        admin.office("tour_coupon_gets", &[("batchid", &id), ("pageindex", index), ("pagesize", "3")]).result()
    };
    let (first, second) = (page("0"), page("1"));
    assert_eq!((&first["count"], first["coupons"].as_array().map(Vec::len)), (&json!(4), Some(3)));
    assert_eq!((&first["coupons"][0]["uid"], &first["coupons"][0]["used_at"]), (&json!(0), &Value::Null));
    let used = &second["coupons"][0];
    assert_eq!((&used["coupon_sn"], &used["uid"]), (&issued["coupon_sns"][0], &json!(629)));
    assert!(used["used_at"].as_str().unwrap().starts_with("2016-01-25 10:0") && used["order_sn"] != "", "{used}");
    assert_eq!(admin.office("tour_coupon_gets", &[("batchid", "999")]).number(), 1100);
    let ended = admin.office("tour_batch_set", &[("batchid", &id), ("ends_at", "2016-01-24 00:00:00")]).result();
    assert_eq!((&ended["batch"]["issued"], &ended["batch"]["name"]), (&json!(4), &json!("春节")));
    let late = with(order(&me, "2016-01-28", "n-2"), &json!({"coupon_sn": issued["coupon_sns"][1]}));
    assert_eq!(code(&post(&outlet, "order_submit", &late)), "300001", "the batch has ended");
    for (name, value) in [
        ("name", ""),
        ("kind", "3"),
        ("money", "0"),
        ("money", "x"),
        ("min_amount", "-1"),
        ("starts_at", "2016-03-02 00:00:00"),
        ("ends_at", "2016-01-01"),
        ("batchid", "999"),
        ("use_limit", "-1"),
    ] {
        let wrong = [&fields[..], &[("batchid", id.as_str()), (name, value)]].concat();
        assert_eq!(admin.office("tour_batch_set", &wrong).number(), 1100, "{name} {value}");
        let wrong: Vec<_> = fields.iter().map(|(it, old)| (*it, if *it == name { value } else { *old })).collect();
        if name != "batchid" && name != "use_limit" {
            assert_eq!(admin.office("tour_batch_set", &wrong).number(), 1100, "new: {name} {value}");
        }
    }
}

#[test]
fn partners_are_shown_without_keys_and_keep_what_is_not_said_anew() {
    let outlet = outlet();
    let (admin, operator) = (outlet.admin(), outlet.login("operator", "demo-operator"));
    let fields = [("name", "旅行网"), ("uids", "629,100,629"), ("client_ref", "once")];
    let made = admin.office("tour_partner_set", &fields).result();
    let key = made["appkey"].as_str().unwrap().to_owned();
    assert_eq!(admin.office("tour_partner_set", &fields).result(), made, "the second click hears the same key");
    let id = &made["partnerid"];
    let partners = |enabled: bool| json!([{"enabled": enabled, "name": "旅行网", "partnerid": id, "uids": [100, 629]}]);
    let seen = operator.office("tour_partner_gets", &[]).result();
    assert_eq!(seen["partners"], partners(true));
    admin.office("tour_partner_set", &[("name", "旅行网"), ("enabled", "0")]).result();
    let kept = admin.office("tour_partner_set", &[("name", "旅行网"), ("uids", "100,629")]).result();
    assert_eq!(kept["appkey"], "", "a known partner keeps its key");
    assert_eq!(
        operator.office("tour_partner_gets", &[]).result()["partners"],
        partners(false),
        "and stays switched off"
    );
    assert_eq!(admin.office("tour_partner_set", &[("name", "旅行网"), ("uids", "99")]).number(), 1100);
    assert_eq!(operator.office("tour_partner_gets", &[]).result()["partners"], partners(false));
    let folder = outlet.stop();
    let database = std::fs::read(folder.data().join("outpost.db")).unwrap();
    assert!(!database.windows(key.len()).any(|part| part == key.as_bytes()), "the key lies nowhere in clear");
}
