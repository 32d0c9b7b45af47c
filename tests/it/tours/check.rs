//! The check: the recorded answer to the letter, and each error by what the calendar says.

use serde_json::json;

use super::{choice, code, data, family, outlet, post, room, with};

/// The recorded answer with the demonstration's two contacts, byte for byte.
const ANSWER: &str = concat!(
    r#"{"status":"success","data":{"address_default":{"address_id":"1471","address_name":"","uid":"629","receiver":"周远","#,
    r#""country":"1","province":"1","city":"37","area":"0","street":"0","address":"望湖大厦1座27层504","zipcode":"10010","tel":"","#,
    r#""mobile":"13800138001","email":"","is_default":"1","ctime":"2014-11-14 14:27:38","province_name":"北京市","city_name":"东城区"},"#,
    r#""email_status":true,"email_require":true,"weixin_status":false,"weixin_require":true,"hotel_price_total":600,"user_certs":["#,
    r#"{"pid":"183","uid":"629","name":"asdfasdf","first_name":"","last_name":"","phone_num":"","sex":"0","birthday":"0000-00-00","#,
    r#""nationality":"0","ctime":"2016-01-21 18:36:27","identity":"","certs":[{"id":"237","cert_type":"1","cert_no":"999999199001010111","cert_name":"身份证"}]},"#,
    r#"{"pid":"191","uid":"629","name":"文文","first_name":"","last_name":"","phone_num":"","sex":"1","birthday":"0000-00-00","#,
    r#""nationality":"0","ctime":"2016-01-21 18:36:27","identity":"","certs":[{"id":"245","cert_type":"1","cert_no":"9999991990010100225","cert_name":"身份证"}]}],"#,
    r#""cert_name_arr":[{"key":1,"value":"身份证"},{"key":2,"value":"户口簿"},{"key":3,"value":"出生证明"},{"key":4,"value":"护照"},"#,
    r#"{"key":5,"value":"港澳通行证"},{"key":6,"value":"台湾通行证"},{"key":7,"value":"回乡证"},{"key":8,"value":"台胞证"}],"support_passport_info":["1"],"#,
    r#""coupon_list":[{"min_amount":"满1.01可用","use_status":"0","coupon_type":"1","coupon_name":"家庭旅行","plat_id":"0","limit_type":"0","#,
    r#""activity_id":"0","coupon_sn":"DFjTbWDSJXUc","use_limit":"0","coupon_money":"1","coupon_start_time":"2016-01-01 00:00:00","#,
    r#""coupon_end_time":"2016-02-29 23:59:59","order_sn":"","use_time":"0000-00-00 00:00:00","use_time_stamp":"0","coupon_tag":"","plat":"","#,
    r#""coupon_type_cn":"代金券","coupon_status_cn":"未使用","start_time":"2016-01-01","end_time":"2016-02-29"},"#,
    r#"{"min_amount":"满1.01可用","use_status":"0","coupon_type":"1","coupon_name":"全品类","plat_id":"0","limit_type":"0","activity_id":"0","#,
    r#""coupon_sn":"2C77TpVQfJmp","use_limit":"0","coupon_money":"1","coupon_start_time":"2015-09-15 14:03:40","coupon_end_time":"2016-10-06 23:59:59","#,
    r#""order_sn":"","use_time":"0000-00-00 00:00:00","use_time_stamp":"0","coupon_tag":"萨嘎","plat":"","coupon_type_cn":"代金券","#,
    r#""coupon_status_cn":"未使用","start_time":"2015-09-15","end_time":"2016-10-06"},"#,
    r#"{"min_amount":"满1.01可用","use_status":"0","coupon_type":"2","coupon_name":"1元优惠券","plat_id":"0","limit_type":"0","activity_id":"0","#,
    r#""coupon_sn":"abrxUWpKmJCB","use_limit":"0","coupon_money":"1","coupon_start_time":"2015-11-23 00:00:00","coupon_end_time":"2016-11-23 23:59:59","#,
    r#""order_sn":"","use_time":"0000-00-00 00:00:00","use_time_stamp":"0","coupon_tag":"","plat":"","coupon_type_cn":"满减券","#,
    r#""coupon_status_cn":"未使用","start_time":"2015-11-23","end_time":"2016-11-23"}]}}"#,
);

#[test]
fn the_recorded_exchange_is_answered_to_the_letter_on_both_paths() {
    let outlet = outlet();
    let asked = choice(&family(&outlet), "2016-01-28");
    for path in ["/v2_0/longtour/check_pack_free_bydate", "/v2/longtour/check_pack_free_bydate"] {
        assert_eq!(outlet.json(path, &asked).text(), ANSWER);
    }
}

#[test]
fn each_error_comes_by_what_the_calendar_says_and_in_the_order_of_the_document() {
    let outlet = outlet();
    let me = family(&outlet);
    let on = |date: &str, rooms| with(choice(&me, date), &json!({"hotels": rooms, "scenerys": []}));
    for (date, rooms, wanted) in [
        ("2016-01-24", json!([]), "300001"),
        ("2016-02-08", json!([room(699, "2016-02-08", 1, 1)]), "300004"),
        ("2016-02-10", json!([room(699, "2016-02-10", 1, 1)]), "300003"),
        ("2016-02-10", json!([room(601, "2016-02-10", 1, 1)]), "300050"),
        ("2016-02-11", json!([room(601, "2016-02-11", 1, 1)]), "300051"),
        ("2016-02-11", json!([room(602, "2016-02-11", 1, 1)]), ""),
        ("2016-12-31", json!([room(601, "2016-12-31", 2, 1)]), "300003"),
    ] {
        let answer = post(&outlet, "check_pack_free_bydate", &on(date, rooms.clone()));
        assert_eq!(code(&answer), wanted, "{date} {rooms}");
    }
}

#[test]
fn a_price_of_the_client_counts_for_nothing_and_a_new_one_of_the_calendar_counts_at_once() {
    let outlet = outlet();
    let (me, admin) = (family(&outlet), outlet.admin());
    let mut hotel = room(601, "2016-01-28", 2, 2);
    hotel["price"] = "0.01".into();
    let asked = with(choice(&me, "2016-01-28"), &json!({"hotels": [hotel], "hotel_price_total": 1}));
    let total = || data(&post(&outlet, "check_pack_free_bydate", &asked))["hotel_price_total"].to_string();
    assert_eq!(total(), "1200");
    let change = [("offerid", "601"), ("date", "2016-01-29"), ("price", "333.25"), ("stock", "5")];
    admin.office("tour_calendar_set", &change).result();
    assert_eq!(total(), "1266.5");
}

#[test]
fn an_amount_counts_for_no_more_than_it_is() {
    let outlet = outlet();
    let me = family(&outlet);
    let ask =
        |change: &serde_json::Value| post(&outlet, "check_pack_free_bydate", &with(choice(&me, "2016-01-28"), change));
    let coupons = |sum: &str| data(&ask(&json!({"sum_money": sum})))["coupon_list"].as_array().unwrap().len();
    assert_eq!(["1.005", "1.009", "1.0099999999999998", "1.01"].map(coupons), [0, 0, 3, 3], "the threshold is 1.01");
    assert_eq!(code(&ask(&json!({"sum_money": "-0.001"}))), "300001");
    for (most, wanted) in [("549.995", "300004"), ("549.9999999999999", ""), ("550", "")] {
        let planes = json!({"planes": {"goods_price_max": most, "combo_id": "65"}});
        assert_eq!(code(&ask(&planes)), wanted, "{most}");
    }
}
