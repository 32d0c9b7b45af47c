//! What a school's staff does: says who it is, binds `WeChat` accounts, redeems; and the lists in their published shapes.

use serde_json::{Value, json};

use super::support::{Caller, Folder, Outlet};
use super::{AT, with_outlet};

const CODE: &str = "/org/admin/verify/rebate/code";
const COUPON: &str = "/org/admin/verify/coupon/code";
const BIND: &str = "/org/admin/bind/weixin";

fn admin(outlet: &Outlet) -> Caller<'_> {
    Caller::with_token(outlet, "admin", "demo-admin", 300)
}

fn office_of_admin(outlet: &Outlet, service: &str, fields: &str) {
    let session = outlet.session("admin", "demo-admin");
    let sessionid = session["sessionid"].as_str().unwrap();
    let form = format!("{fields}&userid=100&sessionid={sessionid}");
    let done = outlet.form(&format!("/om/services/{service}"), &form).json();
    assert_eq!(done["error_no"], 0, "{done}");
}

fn wish(school: i64, admin: i64, account: &str) -> Value {
    json!({"organization_id": school, "admin_id": admin, "weixin_account": account})
}

/// The flags that are true, and the course that was redeemed.
fn told(answer: &Value) -> (Vec<&str>, &str) {
    let names = ["is_bind", "is_verify", "has_teaching_course", "is_out_of_date", "is_used"];
    assert!(names.iter().all(|name| answer[name].is_boolean()), "{answer}");
    (names.into_iter().filter(|name| answer[name] == true).collect(), answer["course_name"].as_str().unwrap_or("-"))
}

#[test]
fn a_bound_account_redeems_for_its_school_as_long_as_its_admin_does() {
    with_outlet(|outlet| {
        let (me, boss) = (Caller::student(outlet), admin(outlet));
        let (_, vouchers) = me.bought(3);
        let codes: Vec<String> = vouchers.iter().map(|voucher| me.code(*voucher)).collect();
        let take = |who: &Caller<'_>, account: &str, code: &str| {
            let answer = who.post(CODE, &json!({"weixin_account": account, "coupon_code": code}));
            assert_eq!(answer.status, 202, "{}", answer.body);
            answer.json()
        };
        assert_eq!(told(&take(&boss, "oX-1", &codes[0])), (vec![], ""), "bound to nothing yet");
        let first = boss.post(BIND, &wish(41, 126, " oX-1 "));
        assert_eq!((first.status, &first.json()["weixin_account"]), (201, &json!("oX-1")));
        assert_eq!(boss.post(BIND, &wish(41, 100, "oX-1")).json(), first.json(), "again: the first one");
        assert_eq!(boss.post(BIND, &wish(48, 126, "oX-1")).fault(), (200, 10005));
        assert_eq!(boss.post(BIND, &wish(48, 126, "oX-2")).status, 201);
        assert_eq!(told(&take(&boss, "oX-2", &codes[0])), (vec!["is_bind", "is_verify"], ""), "another school's");
        assert_eq!(told(&take(&boss, "clerk", &codes[0])), (vec![], ""), "a colleague's name is not one's own");
        let redeemed = vec!["is_bind", "is_verify", "has_teaching_course"];
        assert_eq!(told(&take(&boss, "oX-1", &codes[0])), (redeemed.clone(), "javascript 入门"));
        let flags = boss.post(COUPON, &json!({"weixin_account": "oX-1", "coupon_code": codes[1]})).json();
        assert_eq!((told(&flags), flags.as_object().unwrap().len()), ((redeemed, "-"), 5));
        office_of_admin(outlet, "course_staff_set", "organizationid=41&staffid=126&active=false");
        assert_eq!(told(&take(&boss, "oX-1", &codes[2])), (vec![], ""), "its admin left the school");
        let rest = outlet.call("GET", "/user/72/rebate/0", &[("Authorization", &me.authorization)], "").json();
        assert_eq!(rest["count"], 1);
    });
}

#[test]
fn who_may_bind_and_what_a_binding_must_say() {
    with_outlet(|outlet| {
        let (boss, clerk) = (admin(outlet), Caller::clerk(outlet));
        assert_eq!(clerk.post(BIND, &wish(41, 100, "oX")).fault(), (403, 1004), "only for himself");
        assert_eq!(clerk.post(BIND, &wish(41, 126, "oX")).status, 201);
        assert_eq!(boss.post(BIND, &wish(999, 126, "oY")).fault(), (404, 5000));
        for (school, admin) in [(41, 72), (41, 101), (41, 9999)] {
            assert_eq!(
                boss.post(BIND, &wish(school, admin, "oY")).fault(),
                (400, 1000),
                "{admin} is none of the school's"
            );
        }
        for body in [
            json!({}),
            wish(41, 126, " "),
            wish(41, 126, &"x".repeat(65)),
            json!({"organization_id": "x", "admin_id": 126, "weixin_account": "o"}),
        ] {
            assert_eq!(boss.post(BIND, &body).fault(), (400, 1000), "{body}");
        }
        for missing in [
            json!({"weixin_account": "admin"}),
            json!({"coupon_code": "1"}),
            json!({"weixin_account": "", "coupon_code": "1"}),
        ] {
            for path in [CODE, COUPON] {
                assert_eq!(boss.post(path, &missing).fault(), (400, 1000), "{missing}");
            }
        }
        let verify = |account: &str, secret: &str| {
            outlet.call(
                "POST",
                "/v1/org/verify/org/admin",
                &[("Content-Type", "application/json")],
                &json!({"account": account, "secret": secret}).to_string(),
            )
        };
        let told = verify("admin", "demo-admin").json();
        assert_eq!(told["org"], json!({"application_status": 2, "id": 41, "logo": "", "name": "航行美术学院"}));
        for (account, secret) in
            [("operator", "demo-operator"), ("student", "demo-student"), ("82936715", "666666"), ("admin", "x")]
        {
            assert_eq!(verify(account, secret).fault(), (401, 1005), "{account}");
        }
        assert_eq!(verify("admin", "").fault(), (400, 1000));
    });
}

#[test]
fn who_guesses_a_schools_secret_has_to_wait() {
    let folder = Folder::new();
    let outlet = Outlet::start(&folder.data(), AT, &["login.tries=3", "login.delay_seconds=86400"]);
    let verify = |secret: &str| outlet.form("/org/verify/org/admin", &format!("account=clerk&secret={secret}")).status;
    assert_eq!([verify("a"), verify("b"), verify("c"), verify("demo-clerk")], [401; 4]);
}

#[test]
fn a_payment_is_under_way_from_its_beginning_for_two_hours() {
    let folder = Folder::new();
    let order = {
        let outlet = Outlet::start(&folder.data(), AT, &[]);
        let me = Caller::student(&outlet);
        let order = me.order(1)["id"].as_i64().unwrap();
        for query in ["", "/0", "/1", "/7"] {
            assert_eq!(me.get(&format!("/pay/order/query/{order}{query}")).json(), json!({"pay_status": 0}), "{query}");
        }
        let begun = me.get(&format!("/pay/create/pay/{order}/1")).json();
        let text = begun["data"].as_str().unwrap();
        assert!(
            text.starts_with("app_id=2088000000000000&method=alipay.trade.app.pay&") && text.contains("&sign="),
            "{text}"
        );
        assert_eq!(begun["pay_status"], 0);
        assert_eq!(me.get(&format!("/pay/order/query/{order}/1")).json(), json!({"pay_status": 2}));
        order
    };
    let outlet = Outlet::start(&folder.data(), "2016-10-08 10:59:00", &[]);
    let me = Caller::student(&outlet);
    assert_eq!(me.get(&format!("/pay/order/query/{order}")).json(), json!({"pay_status": 2}));
    drop(outlet);
    let outlet = Outlet::start(&folder.data(), "2016-10-08 11:01:00", &[]);
    let me = Caller::student(&outlet);
    assert_eq!(me.get(&format!("/pay/order/query/{order}")).json(), json!({"pay_status": 0}));
    let begun = me.get(&format!("/pay/create/pay/{order}/0")).json();
    assert!(
        begun["timestamp"].is_i64() && begun["pay_url"].as_str().unwrap().contains("/sandbox/pay?way=5&"),
        "{begun}"
    );
    assert_eq!(me.get(&format!("/pay/order/query/{order}")).json(), json!({"pay_status": 2}), "begun anew");
}

#[test]
fn coupons_are_all_vouchers_and_courses_of_a_school_are_its_own() {
    with_outlet(|outlet| {
        let (me, boss) = (Caller::student(outlet), admin(outlet));
        let (_, vouchers) = me.bought(2);
        let body = json!({"weixin_account": "admin", "coupon_code": me.code(vouchers[0])});
        boss.post(CODE, &body);
        let coupons = |query: &str| me.get(&format!("/v1/user/72/coupons{query}")).json();
        let found = coupons("");
        assert_eq!(found["total_count"], 2);
        let used: Vec<_> = found["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| (it["obtain_id"].as_i64().unwrap(), it["is_used"].clone()))
            .collect();
        assert!(used.contains(&(vouchers[0], json!(true))) && used.contains(&(vouchers[1], json!(false))), "{used:?}");
        assert_eq!(
            (coupons("?page=2&per_page=1")["data"].as_array().unwrap().len(), coupons("?page=9")["data"].clone()),
            (1, json!([]))
        );
        office_of_admin(outlet, "course_set", "courseid=60&deleted=true");
        assert!(coupons("")["data"].as_array().unwrap().iter().all(|it| it["is_invalid"] == true));
        let taught = |query: &str| me.get(&format!("/org/41/teaching_course{query}")).json();
        assert_eq!((&taught("")["total_count"], &taught("")["courses"][0]["id"]), (&json!(1), &json!(30)));
        assert_eq!(taught("?except_id=30"), json!({"courses": [], "total_count": 0}));
        assert_eq!(me.get("/org/41/teaching_course?except_id=x").fault(), (400, 1000));
        assert_eq!(me.get("/org/0/teaching_course").fault(), (404, 5000));
        assert_eq!(outlet.call("GET", "/org/41/teaching_course", &[], "").fault(), (401, 1002));
    });
}
