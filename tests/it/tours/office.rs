//! The back office: who may change what, and that it is written down.

use serde_json::json;

use super::{code, data, family, order, outlet, post, submit, with};

#[test]
fn operators_keep_the_calendar_and_every_change_is_written_down() {
    let outlet = outlet();
    let operator = outlet.login("operator", "demo-operator");
    let month = [("packageid", "500"), ("month", "2016-02")];
    let days = operator.office("tour_calendar_gets", &month).result();
    assert_eq!(days["days"].as_array().map(Vec::len), Some(6 * 29 - 1 - 2));
    let change =
        [("offerid", "601"), ("date", "2016-02-08"), ("until", "2016-02-10"), ("price", "280"), ("stock", "7")];
    let set = operator.office("tour_calendar_set", &change).result();
    let first = json!({"date": "2016-02-08", "free": 7, "offerid": 601, "price": 280.00, "stock": 7, "taken": 0});
    assert_eq!(set["days"][0].to_string(), first.to_string().replace("280.0", "280.00"));
    let trail = "select count(*) from audit_trail where actor_id = 101 and action = 'tour_calendar_set'
        and before = '2 days, the first 300.00 x 5' and after = '3 days, 280.00 x 7'";
    assert_eq!(outlet.folder.count(trail), 1);
    for (name, value) in [
        ("offerid", "9"),
        ("until", "2016-02-07"),
        ("price", "-1"),
        ("stock", "-1"),
        ("date", "x"),
        ("until", "2099-01-01"),
    ] {
        let wrong: Vec<_> =
            change.iter().map(|(known, old)| (*known, if *known == name { value } else { *old })).collect();
        assert_eq!(operator.office("tour_calendar_set", &wrong).number(), 1100, "{name} {value}");
    }
}

#[test]
fn a_stock_below_what_orders_hold_is_refused_whole() {
    let outlet = outlet();
    let (me, admin) = (family(&outlet), outlet.admin());
    submit(&outlet, &order(&me, "2016-01-28", "n-1"));
    let set = |stock| {
        let change =
            [("offerid", "601"), ("date", "2016-01-27"), ("until", "2016-01-28"), ("price", "1"), ("stock", stock)];
        admin.office("tour_calendar_set", &change).number()
    };
    assert_eq!((set("0"), outlet.folder.count("select count(*) from tour_calendar where price = 100")), (1100, 0));
    assert_eq!((set("1"), outlet.folder.count("select count(*) from tour_calendar where price = 100")), (0, 2));
}

#[test]
fn coupons_of_a_batch_are_issued_and_claimed_once() {
    let outlet = outlet();
    let (admin, other) = (outlet.admin(), outlet.traveller());
    let issued = admin.office("tour_coupon_issue", &[("batchid", "2"), ("count", "3")]).result();
    let serials = issued["coupon_sns"].as_array().unwrap().clone();
    assert_eq!(serials.len(), 3);
    let claim = |session: &str| {
        let fields = json!({"sessionid": session, "coupon_sn": serials[0]});
        code(&post(&outlet, "coupon_claim", &fields))
    };
    assert_eq!((claim(&other.sessionid), claim(&other.sessionid)), (String::new(), String::new()));
    assert_eq!(claim(&family(&outlet).sessionid), "300001");
    let mine = data(&post(&outlet, "coupon_list", &json!({"sessionid": other.sessionid})));
    assert_eq!(mine["coupon_list"][0]["coupon_sn"], serials[0]);
    for wrong in
        [[("batchid", "9"), ("count", "1")], [("batchid", "2"), ("count", "1001")], [("batchid", "2"), ("uid", "99")]]
    {
        assert_eq!(admin.office("tour_coupon_issue", &wrong).number(), 1100, "{wrong:?}");
    }
}

#[test]
fn the_terms_of_a_package_can_be_changed() {
    let outlet = outlet();
    let (me, admin) = (family(&outlet), outlet.admin());
    let terms = [("packageid", "500"), ("email_required", "0"), ("certificate_types", "4"), ("lead_days", "3")];
    let set = admin.office("tour_package_set", &terms).result();
    assert_eq!((&set["package"]["lead_days"], &set["package"]["title"]), (&json!(3), &json!("杭州四日自由行")));
    let body = with(order(&me, "2016-01-28", "n-1"), &json!({"email": null}));
    assert_eq!(code(&post(&outlet, "order_submit", &body)), "300001", "an identity card is no passport");
    admin.office("tour_package_set", &[("packageid", "500"), ("certificate_types", "1,4")]).result();
    assert_eq!(code(&post(&outlet, "order_submit", &body)), "");
    admin.office("tour_package_set", &[("packageid", "500"), ("enabled", "0")]).result();
    assert_eq!(code(&post(&outlet, "check_pack_free_bydate", &body)), "300001");
    for wrong in
        [("certificate_types", "9"), ("certificate_types", ","), ("lead_days", "400"), ("title", ""), ("enabled", "2")]
    {
        assert_eq!(admin.office("tour_package_set", &[("packageid", "500"), wrong]).number(), 1100, "{wrong:?}");
    }
}

#[test]
fn only_the_staff_that_may_works_here() {
    let outlet = outlet();
    let (customer, clerk, operator) =
        (outlet.traveller(), outlet.login("clerk", "demo-clerk"), outlet.login("operator", "demo-operator"));
    let calls: [(&str, &[(&str, &str)]); 12] = [
        ("tour_batch_gets", &[]),
        ("tour_batch_set", &[("batchid", "1"), ("name", "x")]),
        ("tour_coupon_gets", &[("batchid", "1")]),
        ("tour_offer_gets", &[("packageid", "500")]),
        ("tour_offer_set", &[("offerid", "601"), ("price", "1")]),
        ("tour_partner_gets", &[]),
        ("tour_calendar_gets", &[("packageid", "500")]),
        ("tour_calendar_set", &[("offerid", "601"), ("date", "2016-02-08"), ("price", "1"), ("stock", "1")]),
        ("tour_coupon_issue", &[("batchid", "2")]),
        ("tour_package_gets", &[]),
        ("tour_package_set", &[("packageid", "500"), ("enabled", "0")]),
        ("tour_partner_set", &[("name", "x"), ("uids", "629")]),
    ];
    for (call, fields) in calls {
        for who in [&customer, &clerk] {
            assert_eq!(who.office(call, fields).number(), 1103, "{call}");
        }
    }
    assert_eq!(operator.office("tour_partner_set", &[("name", "x"), ("uids", "629")]).number(), 1103);
    assert_eq!(outlet.folder.count("select count(*) from audit_trail"), 0);
}
