//! What the wire may carry: numbers beyond all bounds, parts of paths that are encoded, and bodies in any of their forms.

use serde_json::{Value, json};

use super::support::{Caller, token};
use super::with_outlet;

/// A number that no machine word holds.
const HUGE: &str = "99999999999999999999";

#[test]
fn numbers_in_paths_may_be_encoded_and_a_huge_one_is_no_other() {
    with_outlet(|outlet| {
        let me = Caller::student(outlet);
        let (order, vouchers) = me.bought(1);
        let encoded: String = order.to_string().chars().flat_map(|digit| ['%', '3', digit]).collect();
        assert_eq!(me.get(&format!("/order/detail/{encoded}")).json()["id"], order);
        let count = |kind: &str| me.get(&format!("/user/72/rebate/{kind}")).json()["count"].clone();
        assert_eq!(["0", "%30", "1", HUGE].map(count), [1, 1, 0, 0].map(Value::from));
        assert_eq!(me.get(&format!("/user/{HUGE}/rebate/0")).fault(), (403, 1004));
        assert_eq!(me.get(&format!("/user/rebate/{HUGE}/detail")).fault(), (404, 10003));
        let unpaid = me.order(1)["id"].as_i64().unwrap();
        assert_eq!(me.get(&format!("/pay/create/pay/{unpaid}/{HUGE}")).fault(), (404, 1001), "no way of paying");
        assert_eq!(me.get(&format!("/pay/create/pay/{HUGE}/1")).fault(), (404, 10002));
        assert_eq!(me.get(&format!("/user/rebate/{}/detail", vouchers[0])).status, 200);
    });
}

#[test]
fn bad_json_is_a_matter_of_syntax_and_an_unusable_field_a_wrong_parameter() {
    with_outlet(|outlet| {
        let me = Caller::student(outlet);
        for body in ["{", "{\"num\":1,}", "{'num':1}", "num=1", "{} {}"] {
            assert_eq!(me.post_text("/order/create", body).fault(), (400, 1006), "{body}");
        }
        let long = format!("{{\"mobile\":\"{}\"}}", "1".repeat(17_000));
        for body in [long.as_str(), r#"{"mobile":"\u0000"}"#, r#"{"mobile":"\ud800"}"#, "[1]", "{}"] {
            let shown = &body[..body.len().min(40)];
            assert_eq!(me.post_text("/order/create", body).fault(), (400, 1000), "{shown}");
        }
        let wish = json!({"mobile": "13800138002", "courses_id": 60, "rebate_id": 5, "num": 1});
        assert_eq!(me.post("/order/create?x=%ff", &wish).fault(), (400, 1000));
        assert_eq!(token(outlet, &"x".repeat(17_000), "demo-student", 200).fault(), (400, 1000));
        assert_eq!(me.get("/order/list").json()["count"], 0);
    });
}

#[test]
fn a_phone_may_be_written_as_people_write_it() {
    with_outlet(|outlet| {
        let me = Caller::student(outlet);
        for mobile in ["+86 １３８-0013 8002", " 138 0013 8002", "13800138002"] {
            let wish = json!({"mobile": mobile, "courses_id": 60, "rebate_id": 5, "num": 1});
            assert_eq!(me.post("/order/create", &wish).json()["mobile"], "13800138002", "{mobile}");
        }
    });
}

#[test]
fn json_is_read_as_such_without_its_type_and_behind_a_byte_order_mark() {
    with_outlet(|outlet| {
        let me = Caller::student(outlet);
        let wish = json!({"mobile": "13800138002", "courses_id": 60, "rebate_id": 5, "num": 1}).to_string();
        let authorization = ("Authorization", me.authorization.as_str());
        let post = |kind: Option<&str>, body: &str| {
            let headers: Vec<_> = kind.map(|kind| ("Content-Type", kind)).into_iter().chain([authorization]).collect();
            outlet.call("POST", "/order/create", &headers, body)
        };
        for kind in [None, Some("text/plain"), Some("text/plain;charset=UTF-8"), Some("application/json")] {
            assert_eq!(post(kind, &wish).status, 201, "{kind:?}");
            assert_eq!(post(kind, &format!("\u{feff}\n{wish}")).status, 201, "{kind:?}");
            assert_eq!(post(kind, &wish[..20]).fault(), (400, 1006), "{kind:?}");
        }
        let form = "mobile=13800138002&courses_id=60&rebate_id=5&num=1";
        for kind in [None, Some("text/plain"), Some("application/x-www-form-urlencoded")] {
            assert_eq!(post(kind, form).status, 201, "{kind:?}");
        }
    });
}

#[test]
fn an_id_beyond_all_bounds_is_one_that_nothing_has() {
    with_outlet(|outlet| {
        let me = Caller::student(outlet);
        let (_, vouchers) = me.bought(1);
        let order = |course: &str, offer: &str, num: &str| {
            let wish = json!({"mobile": "13800138002", "courses_id": course, "rebate_id": offer, "num": num});
            me.post("/order/create", &wish).fault()
        };
        assert_eq!(order(HUGE, "5", "1"), (404, 5000));
        assert_eq!(order("60", HUGE, "1"), (200, 10006));
        assert_eq!(order("60", "5", HUGE), (400, 1000));
        assert_eq!(order("60x", "5", "1"), (400, 1000), "the twin: no number at all");
        assert_eq!(me.get(&format!("/courses?organization_id={HUGE}")).fault(), (404, 5000));
        let claim = |owner: &str, voucher: &str| {
            let claim = json!({"uid": owner, "user_rebate_id": voucher, "name": "小航", "phone_num": "13800138002"});
            me.post("/user/rebate/gift_package", &claim).fault()
        };
        assert_eq!((claim("72", HUGE), claim(HUGE, &vouchers[0].to_string())), ((404, 10003), (403, 1004)));
    });
}

#[test]
fn a_gift_is_claimed_as_people_write_phones_and_lists() {
    with_outlet(|outlet| {
        let me = Caller::student(outlet);
        let (_, vouchers) = me.bought(1);
        let pictures = ["HTTPS://pic.example.com/1.jpg"; 12].join(",");
        let claim = json!({"uid": 72, "user_rebate_id": vouchers[0], "name": "小航", "phone_num": "(0571) 8666 2404",
            "voucher": format!(",{pictures},,")});
        let claimed = me.post("/user/rebate/gift_package", &claim);
        assert_eq!((claimed.status, &claimed.json()["voucher"]), (200, &json!(pictures)));
        assert_eq!(claimed.json()["phone_num"], "(0571) 8666 2404");
    });
}
