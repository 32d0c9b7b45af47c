//! Course vouchers, asked of the real binary: what a student, another student, the school and the office may do.

mod foreign;
mod input;
mod office;
mod org;
mod paying;
mod refunds;
mod strays;
mod support;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use support::{Caller, Folder, Outlet, at_once, token};

const AT: &str = "2016-10-08 09:00:00";

/// Runs a test against a fresh demonstration.
fn with_outlet(test: impl FnOnce(&Outlet)) {
    let folder = Folder::new();
    test(&Outlet::start(&folder.data(), AT, &[]));
}

/// The names of a JSON text's members in the order in which they stand, inner ones included.
fn names(text: &str) -> Vec<&str> {
    let texts: Vec<&str> = text.split('"').collect();
    let is_name = |at: &usize| texts.get(at + 1).is_some_and(|rest| rest.starts_with(':'));
    (1..texts.len()).step_by(2).filter(is_name).map(|at| texts[at]).collect()
}

const ORDER: &str = "create_time id mobile num order_sn order_status organization_id price rebate \
    courses_id courses_name courses_pic id is_out_of_date is_use name rebate_text use_end_time use_start_time \
    user_rebate_id organization_id is_disabled uid";
const ROW: &str = "rebate_value name courses_name courses_id use_end_time courses_pic use_start_time is_out_of_date \
    user_rebate_id is_obtain_gift_package is_bind_gift_package id value is_use";
const DETAIL: &str = "is_out_of_date promo_code value order_id id is_use customer_service_telephone_number user_rebate_id \
    rebate_value use_condition is_obtain_gift_package use_method name use_end_time organization_id gift_package_info \
    id detail introduce use_instruction courses_name promo_code_url use_start_time courses_id courses_pic";
const CLAIM: &str = "address check id name phone_num uid user_rebate_id voucher";

fn claim_of(voucher: i64) -> Value {
    let pictures = "http://pic.example.com/2016-06-28/1.jpg,http://pic.example.com/2016-06-28/2.jpg";
    json!({"uid": 72, "user_rebate_id": voucher, "name": "小航", "phone_num": "13800138002", "address": "湖滨商业街",
           "voucher": pictures})
}

#[test]
fn the_six_recorded_calls_answer_with_the_recorded_members_in_their_order() {
    with_outlet(|outlet| {
        let me = Caller::student(outlet);
        let wish = json!({"mobile": "13800138002", "courses_id": 60, "rebate_id": 5, "num": 1});
        let made = me.post("/order/create", &wish);
        assert_eq!((made.status, names(&made.body).join(" ")), (201, ORDER.to_owned()));
        let order = made.json();
        let id = &order["id"];
        assert_eq!(
            (&order["price"], &order["rebate"]["rebate_text"]),
            (&json!(500), &json!("500元抵扣券抵10000元学费"))
        );
        let list = me.get("/order/list?page=1&per_page=10");
        assert_eq!(list.json(), json!({"count": 1, "data": [order]}));
        assert_eq!(names(&list.body).join(" "), format!("count data {ORDER}"));
        assert_eq!(me.get(&format!("/order/detail/{id}")).body, made.body);
        outlet.form("/sandbox/pay", &me.payment_form(id.as_i64().unwrap()));
        let vouchers = me.get("/user/72/rebate/0?page=1&per_page=10");
        assert_eq!((vouchers.status, names(&vouchers.body).join(" ")), (200, format!("data {ROW} count")));
        let voucher = vouchers.json()["data"][0]["user_rebate_id"].as_i64().unwrap();
        let detail = me.get(&format!("/user/rebate/{voucher}/detail"));
        assert_eq!((detail.status, names(&detail.body).join(" ")), (200, DETAIL.to_owned()));
        assert_eq!(&detail.json()["promo_code"].as_str().unwrap()[..9], "080000072");
        let claim = me.post("/user/rebate/gift_package", &claim_of(voucher));
        assert_eq!((claim.status, names(&claim.body).join(" ")), (200, CLAIM.to_owned()));
    });
}

#[test]
fn sixteen_clients_that_send_one_notice_a_hundred_times_issue_each_piece_once() {
    with_outlet(|outlet| {
        let me = Caller::student(outlet);
        let order = me.order(7)["id"].as_i64().unwrap();
        let form = me.payment_form(order);
        let statuses = at_once(16, |_| (0..7).map(|_| outlet.form("/sandbox/pay", &form).status).collect::<Vec<_>>());
        assert!(statuses.concat().iter().all(|status| *status == 200), "{statuses:?}");
        let vouchers = me.voucher_ids();
        let codes: BTreeSet<_> = vouchers.iter().map(|voucher| me.code(*voucher)).collect();
        assert_eq!((vouchers.len(), codes.len()), (7, 7));
        let state = me.get(&format!("/pay/order/query/{order}")).json();
        assert_eq!(state, json!({"pay_status": 1, "user_rebate_id": vouchers.iter().min()}));
    });
}

#[test]
fn one_of_sixteen_claims_gets_the_gift() {
    with_outlet(|outlet| {
        let me = Caller::student(outlet);
        let (_, vouchers) = me.bought(1);
        let answers = at_once(16, |_| me.post("/user/rebate/gift_package", &claim_of(vouchers[0])).fault());
        assert_eq!(answers.iter().filter(|fault| **fault == (200, 0)).count(), 1, "{answers:?}");
        assert_eq!(answers.iter().filter(|fault| **fault == (200, 8002)).count(), 15, "{answers:?}");
    });
}

#[test]
fn one_of_sixteen_redemptions_takes_the_voucher() {
    with_outlet(|outlet| {
        let (me, clerk) = (Caller::student(outlet), Caller::clerk(outlet));
        let (order, vouchers) = me.bought(1);
        let body = json!({"weixin_account": "clerk", "coupon_code": me.code(vouchers[0])});
        let answers = at_once(16, |_| clerk.post("/org/admin/verify/rebate/code", &body));
        assert!(answers.iter().all(|reply| reply.status == 202), "{answers:?}");
        let taken = answers.iter().filter(|reply| reply.json()["course_name"] == "javascript 入门").count();
        let too_late = answers.iter().filter(|reply| reply.json()["is_used"] == true).count();
        assert_eq!((taken, too_late), (1, 15));
        assert_eq!(me.get(&format!("/order/detail/{order}")).json()["order_status"], 2);
    });
}

#[test]
fn every_code_of_the_table_has_its_status_and_names_the_request() {
    with_outlet(|outlet| {
        let me = Caller::student(outlet);
        let (_, vouchers) = me.bought(1);
        let order = |course: i64, offer: i64, num: i64| {
            let wish = json!({"mobile": "13800138002", "courses_id": course, "rebate_id": offer, "num": num});
            me.post("/v1/order/create?from=app", &wish)
        };
        let bad = order(60, 5, 100);
        assert_eq!(bad.json(), json!({"msg": "参数错误", "code": 1000, "request": "POST  /v1/order/create"}));
        assert_eq!(bad.status, 400);
        assert_eq!(me.get("/order/detail/first").fault(), (404, 1001));
        assert_eq!(me.post_text("/order/create", "{\"mobile\": ").fault(), (400, 1006));
        assert_eq!(order(999, 5, 1).fault(), (404, 5000));
        assert_eq!(me.get("/courses?organization_id=7").fault(), (404, 5000));
        assert_eq!(order(30, 4, 1).fault(), (200, 10004));
        assert_eq!(order(60, 3, 1).fault(), (200, 10006));
        assert_eq!(me.get("/order/detail/99999999999999999999").fault(), (404, 10002));
        assert_eq!(me.get("/user/rebate/987/detail").fault(), (404, 10003));
        me.post("/user/rebate/gift_package", &claim_of(vouchers[0]));
        assert_eq!(me.post("/user/rebate/gift_package", &claim_of(vouchers[0])).fault(), (200, 8002));
        let statistics = Caller::with_token(outlet, "operator", "demo-operator", 400);
        assert_eq!(statistics.get("/order/list").fault(), (403, 1004));
        assert_eq!(statistics.get("/courses").status, 200);
        assert_eq!(token(outlet, "student", "wrong", 200).fault(), (401, 1005));
        assert_eq!(token(outlet, "student", "demo-student", 300).fault(), (401, 1005), "no member of the staff");
        assert_eq!(token(outlet, "student", "demo-student", 7).fault(), (400, 1000), "no type");
        let nobody = outlet.call("GET", "/order/list", &[], "");
        assert_eq!(nobody.fault(), (401, 1002));
        assert!(nobody.head.contains("www-authenticate: xBasic realm=\"\""), "{}", nobody.head);
    });
}

#[test]
fn staff_of_another_school_is_told_so_and_staff_of_none_is_not_bound() {
    with_outlet(|outlet| {
        let me = Caller::student(outlet);
        let (_, vouchers) = me.bought(1);
        let operator = Caller::with_token(outlet, "operator", "demo-operator", 300);
        let body = json!({"weixin_account": "operator", "coupon_code": me.code(vouchers[0])});
        let unbound = operator.post("/org/admin/verify/rebate/code", &body);
        assert_eq!((unbound.status, &unbound.json()["is_bind"]), (202, &json!(false)));
        let office = Office::log_in(outlet, "admin", "demo-admin");
        assert_eq!(office.call("course_staff_set", "organizationid=48&staffid=101")["error_no"], 0);
        let other_school = operator.post("/org/admin/verify/rebate/code", &body).json();
        let told = ["is_bind", "is_verify", "has_teaching_course"].map(|name| other_school[name] == true);
        assert_eq!((told, &other_school["course_name"]), ([true, true, false], &json!("")));
        assert_eq!(office.call("course_staff_set", "organizationid=41&staffid=101")["error_no"], 0);
        assert_eq!(operator.post("/org/admin/verify/rebate/code", &body).json()["course_name"], "javascript 入门");
        let as_another = json!({"weixin_account": "admin", "coupon_code": "x"});
        let unbound = operator.post("/org/admin/verify/rebate/code", &as_another);
        assert_eq!((unbound.status, &unbound.json()["is_bind"]), (202, &json!(false)));
    });
}

#[test]
fn a_token_outlives_a_restart_but_not_its_three_days_nor_its_password() {
    let folder = Folder::new();
    let authorization = {
        let outlet = Outlet::start(&folder.data(), AT, &[]);
        let me = Caller::student(&outlet);
        let token = me.authorization.trim_start_matches("Bearer ");
        let info = outlet.form("/v1/token/info", &format!("token={token}")).json();
        let span = info["expire_in"].as_i64().unwrap() - info["create_at"].as_i64().unwrap();
        assert_eq!((&info["scope"], &info["uid"], span), (&json!("UserScope"), &json!(72), 259_200));
        let unasked = outlet.call("POST", "/v1/token/info", &[("Authorization", &me.authorization)], "");
        assert_eq!(unasked.fault(), (400, 1000), "the token that is asked about is a parameter");
        me.authorization
    };
    {
        let outlet = Outlet::start(&folder.data(), "2016-10-11 08:00:00", &[]);
        let session = outlet.session("student", "demo-student");
        let me = Caller { outlet: &outlet, authorization: authorization.clone() };
        assert_eq!(me.get("/order/list").status, 200);
        let form = format!("sessionid={}&userid=72&opassword=demo-student", session["sessionid"].as_str().unwrap());
        let changed = outlet.form("/uc/services/change_password", &format!("{form}&npassword=demo-student-2")).json();
        assert_eq!(changed["error_no"], 0, "{changed}");
        assert_eq!(me.get("/order/list").fault(), (401, 1002), "the old password's token");
    }
    let outlet = Outlet::start(&folder.data(), "2016-10-08 09:30:00", &[]);
    let me = Caller::with_token(&outlet, "student", "demo-student-2", 200);
    let authorization = me.authorization.clone();
    drop(outlet);
    let outlet = Outlet::start(&folder.data(), "2016-10-11 09:31:00", &[]);
    let me = Caller { outlet: &outlet, authorization };
    assert_eq!(me.get("/order/list").fault(), (401, 1003));
}

#[test]
fn a_shop_session_is_as_good_as_a_token_and_a_customers_never_redeems() {
    with_outlet(|outlet| {
        let session =
            |name: &str, password: &str| outlet.session(name, password)["sessionid"].as_str().unwrap().to_owned();
        let student = session("student", "demo-student");
        let me = Caller { outlet, authorization: format!("Bearer {student}") };
        let (_, vouchers) = me.bought(1);
        let in_query = outlet.call("GET", &format!("/order/list?sessionid={student}"), &[], "");
        assert_eq!(in_query.json()["count"], 1);
        let body = json!({"weixin_account": "clerk", "coupon_code": me.code(vouchers[0])});
        assert_eq!(me.post("/org/admin/verify/rebate/code", &body).fault(), (403, 1004));
        let clerk = Caller { outlet, authorization: format!("Bearer {}", session("clerk", "demo-clerk")) };
        assert_eq!(clerk.post("/org/admin/verify/rebate/code", &body).json()["course_name"], "javascript 入门");
    });
}

#[test]
fn staff_that_still_has_its_first_password_gets_no_token() {
    with_outlet(|outlet| assert_eq!(token(outlet, "82936715", "666666", 300).fault(), (401, 1005)));
}

#[test]
fn a_guesser_has_to_wait_even_with_the_right_secret() {
    let folder = Folder::new();
    let outlet = Outlet::start(&folder.data(), AT, &["login.tries=3", "login.delay_seconds=86400"]);
    for _ in 0..3 {
        assert_eq!(token(&outlet, "student", "guess", 200).fault(), (401, 1005));
    }
    assert_eq!(token(&outlet, "student", "demo-student", 200).fault(), (401, 1005));
    assert_eq!(token(&outlet, "13800138008", "demo-companion", 200).status, 201, "others need not");
}

#[test]
fn without_a_provider_nothing_can_be_paid_and_the_counter_still_can() {
    let folder = Folder::new();
    let outlet = Outlet::start(&folder.data(), AT, &["gateways.sandbox=off"]);
    let me = Caller::student(&outlet);
    let order = me.order(2)["id"].as_i64().unwrap();
    assert_eq!(me.get(&format!("/pay/create/pay/{order}/1")).fault(), (200, 10001));
    assert_eq!(me.get(&format!("/pay/create/pay/{order}/2")).fault(), (404, 1001));
    let office = Office::log_in(&outlet, "admin", "demo-admin");
    for _ in 0..3 {
        office.call("order_paid", &format!("orderid={order}&payvoucher=S1&amount=1000.00"));
    }
    assert_eq!(me.voucher_ids().len(), 2);
}

#[test]
fn an_order_that_no_provider_took_stays_open_as_any_other() {
    let folder = Folder::new();
    // WeChat's merchant is a real one, and this outlet calls nobody.
    let merchant = ["gateways.wechat_app=wx1", "gateways.wechat_merchant=1900000109", "gateways.wechat_key=k"];
    let outlet = Outlet::start(&folder.data(), AT, &merchant);
    let me = Caller::student(&outlet);
    let [refused, begun] = [0, 1].map(|way| {
        let order = me.order(1)["id"].as_i64().unwrap();
        let begun = me.get(&format!("/pay/create/pay/{order}/{way}")).json();
        assert_eq!(begun["code"], if way == 0 { json!(10001) } else { Value::Null }, "{begun}");
        order
    });
    drop(outlet);
    let outlet = Outlet::start(&folder.data(), "2016-10-08 09:31:00", &merchant);
    let me = Caller::student(&outlet);
    let state = |order: i64| me.get(&format!("/pay/order/query/{order}")).json();
    assert_eq!(state(refused), json!({"pay_status": 0}), "nobody is paying it");
    assert_eq!(state(begun), json!({"pay_status": 2}), "the twin: somebody is");
}

#[test]
fn a_forged_notice_pays_nothing() {
    with_outlet(|outlet| {
        let me = Caller::student(outlet);
        let order = me.order(1);
        let number = order["order_sn"].as_str().unwrap();
        let form = format!(
            "out_trade_no={number}&trade_no=1&trade_status=TRADE_SUCCESS&total_fee=500.00&seller_id=2088000000000000\
             &sign_type=MD5&sign=0123456789abcdef0123456789abcdef"
        );
        for path in ["/pay/alipay/notify", "/v1/pay/alipay/notify"] {
            assert_eq!(outlet.form(path, &form).body, "fail");
        }
        for body in ["<xml><sign>0</sign></xml>", "", "<xml"] {
            let reply = outlet.call("POST", "/pay/wxpay/notify", &[("Content-Type", "text/xml")], body);
            assert!(reply.status == 200 && reply.body.contains("FAIL"), "{reply:?}");
        }
        assert_eq!(me.get(&format!("/pay/order/query/{}", order["id"])).json(), json!({"pay_status": 0}));
    });
}

#[test]
fn pages_are_clamped_and_rubbish_is_refused() {
    with_outlet(|outlet| {
        let me = Caller::student(outlet);
        for _ in 0..3 {
            me.order(1);
        }
        let rows = |query: &str| me.get(&format!("/order/list?{query}")).json()["data"].as_array().unwrap().len();
        assert_eq!(
            [rows("page=0&per_page=2"), rows("page=-5"), rows("per_page=0"), rows("per_page=99999")],
            [2, 3, 1, 3]
        );
        assert_eq!(rows("page=9223372036854775807&per_page=100"), 0);
        assert_eq!([rows("page=99999999999999999999"), rows("per_page=99999999999999999999")], [0, 3]);
        for query in ["page=x", "per_page=1.5"] {
            assert_eq!(me.get(&format!("/order/list?{query}")).fault(), (400, 1000), "{query}");
        }
    });
}

#[test]
fn the_office_reviews_claims_and_looks_after_offers() {
    with_outlet(|outlet| {
        let me = Caller::student(outlet);
        let (order, vouchers) = me.bought(1);
        me.post("/user/rebate/gift_package", &claim_of(vouchers[0]));
        let office = Office::log_in(outlet, "operator", "demo-operator");
        let claims = office.call("course_claim_gets", "check=0");
        let claim = &claims["result"]["claims"][0]["id"];
        assert_eq!(
            office.call("course_claim_review", &format!("claimid={claim}&check=2"))["result"]["claim"]["check"],
            2
        );
        assert_eq!(office.call("course_claim_review", &format!("claimid={claim}&check=1"))["error_no"], 1307);
        assert_eq!(office.call("course_claim_gets", "check=0")["result"]["count"], 0);
        let listed = office.call("course_order_gets", "organizationid=41");
        assert_eq!(listed["result"]["orders"][0]["id"], order);
        assert_eq!(office.call("course_order_gets", "organizationid=48")["result"]["count"], 0);
        assert_eq!(office.call("course_order_confirm", &format!("orderid={order}"))["error_no"], 0);
        assert_eq!(office.call("course_order_delete", &format!("orderid={order}"))["error_no"], 1307, "it is paid");
        let unpaid = me.order(1)["id"].as_i64().unwrap();
        assert_eq!(office.call("course_order_delete", &format!("orderid={unpaid}"))["error_no"], 0);
        assert_eq!(me.get(&format!("/order/detail/{unpaid}")).fault(), (404, 10002));
        office.call("course_phone_set", "organizationid=41&phone=400-111-2222");
        let detail = me.get(&format!("/user/rebate/{}/detail", vouchers[0])).json();
        assert_eq!(detail["customer_service_telephone_number"], "400-111-2222");
        assert_eq!(office.call("course_staff_set", "organizationid=41&staffid=101")["error_no"], 1103, "admins alone");
    });
}

#[test]
fn an_offer_that_ends_soon_is_listed_and_lives_longer_once_extended() {
    let folder = Folder::new();
    let outlet = Outlet::start(&folder.data(), "2016-09-28 12:00:00", &[]);
    let office = Office::log_in(&outlet, "operator", "demo-operator");
    let soon = || office.call("course_offer_gets", "")["result"]["offers"].as_array().unwrap().len();
    assert_eq!(soon(), 1, "offer 4 ends on the 30th");
    assert_eq!(office.call("course_offer_extend", "offerid=4&days=30")["error_no"], 0);
    assert_eq!(soon(), 0);
    let me = Caller::student(&outlet);
    let best = || me.get("/courses?organization_id=41").json()["data"][0]["rebate_info"]["id"].clone();
    assert_eq!(best(), 3, "it saves more than offer 4");
    assert_eq!(office.call("course_binding_set", "courseid=30&offerid=3&active=false")["error_no"], 0);
    assert_eq!(best(), 4);
    let again = office.call("course_binding_set", "courseid=30&offerid=3&giftid=2");
    assert!(again["result"]["bindingid"].as_i64().unwrap() > 4, "{again}");
    assert_eq!(best(), 3);
    assert_eq!(office.call("course_binding_set", "courseid=30&offerid=3&giftid=77")["error_no"], 1100);
}

#[test]
fn customers_and_clerks_have_no_business_in_the_office() {
    with_outlet(|outlet| {
        for (name, password) in [("student", "demo-student"), ("clerk", "demo-clerk")] {
            let caller = Office::log_in(outlet, name, password);
            for service in ["course_order_gets", "course_claim_gets", "course_offer_gets"] {
                assert_eq!(caller.call(service, "")["error_no"], 1103, "{name} {service}");
            }
            let changes = [
                ("course_order_confirm", "orderid=1"),
                ("course_order_delete", "orderid=1"),
                ("course_order_refund", "orderid=1&reason=x"),
                ("course_claim_review", "claimid=1&check=1"),
                ("course_offer_extend", "offerid=5&days=1"),
                ("course_binding_set", "courseid=60&offerid=5"),
                ("course_phone_set", "organizationid=41&phone=1"),
                ("course_staff_set", "organizationid=41&staffid=126"),
            ];
            for (service, form) in changes {
                assert_eq!(caller.call(service, form)["error_no"], 1103, "{name} {service}");
            }
        }
    });
}

const NASTY: [&str; 12] = [
    "",
    " ",
    "-1",
    "0",
    "1.5",
    "1e9",
    "9223372036854775808",
    "null",
    "\u{0}",
    "'; drop table orders; --",
    "𝟙𝟚",
    "[{}]",
];

#[test]
fn rubbish_is_refused_with_a_code_and_changes_nothing() {
    with_outlet(|outlet| {
        let me = Caller::student(outlet);
        let (_, vouchers) = me.bought(1);
        let staff = Caller::with_token(outlet, "admin", "demo-admin", 300);
        let claim = claim_of(vouchers[0]);
        let calls = [
            (&me, "/order/create", json!({"mobile": "13800138002", "courses_id": 60, "rebate_id": 5, "num": 1})),
            (&me, "/user/rebate/gift_package", claim),
            (&staff, "/org/admin/verify/rebate/code", json!({"weixin_account": "admin", "coupon_code": "0"})),
        ];
        let optional = ["address", "voucher"];
        for (caller, path, body) in &calls {
            for name in body.as_object().unwrap().keys().filter(|name| !optional.contains(&name.as_str())) {
                for value in
                    NASTY.map(Value::from).into_iter().chain([json!(-5), json!(null), json!([1]), json!({"a": 1})])
                {
                    let mut spoilt = body.clone();
                    spoilt[name] = value.clone();
                    let (status, code) = caller.post(path, &spoilt).fault();
                    let harmless = name == "name" || (status < 500 && code >= 999) || (status == 202 && code == 0);
                    assert!(harmless, "{path} {name} {value}: {status} {code}");
                }
            }
        }
        for path in ["/order/detail/", "/user/rebate/", "/user/", "/pay/order/query/", "/pay/create/pay/"] {
            for part in
                ["%00", "%ff", "..%2f", "-1", "99999999999999999999/1", "0x1", "%E4%BB%A4/rebate/0", "987/detail"]
            {
                let status = me.get(&format!("{path}{part}")).status;
                assert!((400..500).contains(&status), "{path}{part}: {status}");
            }
        }
        assert_eq!(me.get("/order/list").json()["count"], 1);
    });
}

/// A shop session at the back office's door.
struct Office<'o> {
    outlet: &'o Outlet,
    credentials: String,
}

impl<'o> Office<'o> {
    fn log_in(outlet: &'o Outlet, name: &str, password: &str) -> Self {
        let answer = outlet.session(name, password);
        let credentials = format!("userid={}&sessionid={}", answer["userid"], answer["sessionid"].as_str().unwrap());
        Self { outlet, credentials }
    }

    fn call(&self, service: &str, form: &str) -> Value {
        self.outlet.form(&format!("/om/services/{service}"), &format!("{}&{form}", self.credentials)).json()
    }

    /// The result of a call that must succeed.
    fn result(&self, service: &str, form: &str) -> Value {
        let mut answer = self.call(service, form);
        assert_eq!(answer["error_no"], 0, "{service} {form}: {answer}");
        answer["result"].take()
    }
}
