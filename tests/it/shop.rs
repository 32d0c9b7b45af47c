//! The shop by the letter of its rules, with inputs that no recorded exchange has.

use crate::support::{Outlet, RECORDED_DAY, Start, Visitor};
use serde_json::{Value, json};

/// A course order of the student's, unpaid; its id.
fn course_order(outlet: &Outlet) -> String {
    let login = json!({"account": "13800138002", "secret": "demo-student", "type": 200, "device": "test"});
    let token = outlet.json("/token", &login).json()["token"].as_str().unwrap().to_owned();
    let wish = json!({"mobile": "13800138002", "courses_id": 60, "rebate_id": 5, "num": 1}).to_string();
    let headers = [("Authorization", &*format!("Bearer {token}")), ("Content-Type", "application/json")];
    outlet.call("POST", "/order/create", &headers, wish.as_bytes()).json()["id"].to_string()
}

#[test]
fn a_line_of_the_shop_is_never_put_into_an_order_of_another_room() {
    // Course 60 is on sale from September 2016 on.
    let outlet = Outlet::demo_at("2016-10-01 12:00:00");
    let student = outlet.login("student", "demo-student");
    let course = course_order(&outlet);
    let card = |order: &str| student.call("orderdetail_set", &[("orderid", order), ("productid", "1")]).number();
    assert_eq!(card(&course), 1305, "the shop knows no such order");
    assert_eq!(card(&student.order_minutes().to_string()), 0, "an order of its own it does know");
    let folder = outlet.stop();
    assert_eq!(folder.count(&format!("select count(*) from order_lines where order_id = {course}")), 1);
}

#[test]
fn an_order_grows_to_two_hundred_lines_and_no_further() {
    let outlet = Outlet::demo();
    let traveller = outlet.traveller();
    let order = traveller.order_minutes().to_string();
    let line = [("orderid", order.as_str()), ("productid", "3"), ("call_duration", "1")];
    let refused = (0..250).map(|_| traveller.call("orderdetail_set", &line)).find(|answer| answer.number() != 0);
    assert_eq!(refused.expect("an end").number(), 1100);
    let lines = traveller.order(order.parse().unwrap())["orderdetails"].clone();
    assert_eq!(lines.as_array().unwrap().len(), 200);
    // A line in the place of another is no further line.
    let first = lines[0]["id"].to_string();
    let change = [("orderdetailid", first.as_str()), ("productid", "3"), ("call_duration", "7")];
    assert_eq!(traveller.call("orderdetail_set", &change).number(), 0);
}

/// `cart_set` for days of traffic.
fn trip(visitor: &Visitor, from: &str, until: &str) -> (i64, Value) {
    let line = [("productid", "2"), ("effect_datetime", from), ("failure_datetime", until)];
    let answer = visitor.call("cart_set", &line);
    (answer.number(), answer.json()["result"]["cart"]["quantity_per_unit"].clone())
}

#[test]
fn a_date_is_taken_only_if_it_stands_in_a_calendar_and_on_a_clock() {
    let outlet = Outlet::demo();
    let traveller = outlet.traveller();
    let end = "2016-09-01 00:00:00";
    for bad in ["2016-07-10 10:00:60", "2016-07-10 24:00:00", "2016- 7-10 00:00:00", "2017-02-29 00:00:00"] {
        assert_eq!(trip(&traveller, bad, end), (1100, Value::Null), "{bad}");
    }
    assert_eq!(trip(&traveller, "2020-02-28 00:00:00", "2020-03-01 23:59:59"), (0, 3.into()), "a leap day is a day");
    assert_eq!(trip(&traveller, "2016-07-10 10:00:00", "2016-07-10 09:59:59"), (1100, Value::Null));
    assert_eq!(trip(&traveller, "2016-07-10 10:00:00", "2016-07-10 10:00:00"), (0, 1.into()));
}

#[test]
fn a_line_that_starts_before_every_price_costs_nothing_at_the_calls_and_is_not_shown_for_sale() {
    let outlet = Start::demo("2016-05-20 10:00:00").run();
    let trip = |from, until| [("productid", "2"), ("effect_datetime", from), ("failure_datetime", until)];
    let early = trip("2016-05-21 00:00:00", "2016-05-22 23:59:59");
    let cart = outlet.traveller().call("cart_set", &early).result()["cart"].clone();
    assert_eq!((cart["unit_price"].to_string(), &cart["quantity_per_unit"]), ("0.00".to_owned(), &2.into()), "{cart}");
    assert_eq!(outlet.form("/api/pages/quote", &early).status, 400);
    let priced = trip("2016-05-25 00:00:00", "2016-05-26 23:59:59");
    assert_eq!(outlet.form("/api/pages/quote", &priced).json()["price"], "60.20");
    assert_eq!(outlet.get("/api/pages/prices").json()["prices"], serde_json::json!([]), "nothing has a price today");
}

#[test]
fn a_customer_who_has_mistyped_too_often_comes_in_with_a_password_set_by_a_code() {
    let outlet = Start::demo(RECORDED_DAY).set("login.tries", "3").set("login.delay_seconds", "86400").run();
    let login = |password: &str| {
        outlet.form("/uc/services/login", &[("username", "companion"), ("password", password)]).number()
    };
    assert_eq!([login("a"), login("b"), login("c")], [1011; 3]);
    assert_eq!(login("demo-companion"), 1023);
    let (id, code) = outlet.check_code("13800138008");
    let reset = |code: &str| {
        let fields = [("checkid", id.as_str()), ("checkcode", code), ("npassword", "another")];
        outlet.form("/uc/services/reset_password", &fields).number()
    };
    assert_eq!((reset("wrong"), login("demo-companion")), (1005, 1023), "a wrong code frees nobody");
    assert_eq!((reset(&code), login("another")), (0, 0));
}

#[test]
fn a_session_is_asked_for_after_the_parameters_and_before_anything_is_told() {
    let outlet = Outlet::demo();
    let mut nobody = outlet.traveller();
    "00000000-0000-4000-8000-000000000000".clone_into(&mut nobody.sessionid);
    let traveller = outlet.traveller();
    let order = traveller.order_minutes().to_string();
    // Product 4 is not on sale; of a product that is not there the parameters themselves are wrong.
    for service in ["cart_set", "order_submit", "orderdetail_set"] {
        let number = |who: &Visitor, product: &str| {
            let fields = [("productid", product), ("orderid", order.as_str()), ("call_duration", "3")];
            who.call(service, &fields).number()
        };
        assert_eq!((number(&nobody, "4"), number(&traveller, "4")), (1101, 1311), "{service}");
        assert_eq!((number(&nobody, "99"), number(&traveller, "99")), (1100, 1100), "{service}");
    }
    let long = "x".repeat(65);
    let repeated = [("productid", "1"), ("client_ref", long.as_str())];
    assert_eq!(nobody.call("order_submit", &repeated).number(), 1100);
}

#[test]
fn errors_echo_what_the_request_carried_and_keep_their_own_results() {
    let outlet = Outlet::demo();
    let refused = outlet.form("/uc/services/user_info", &[("userid", "7"), ("sessionid", "gone")]);
    let text = r#"{"error_info":"会话失效，重新登录","error_no":1101,"sessionid":"gone","userid":7}"#;
    assert_eq!(refused.text(), text);
    let traveller = outlet.traveller();
    let shown = traveller.call("user_info", &[]).json();
    assert_eq!((shown["userid"].as_i64(), shown.get("sessionid")), (Some(7), None));
    for (service, result) in [
        ("is_username_exist", r#"{"is_exist":false}"#),
        ("is_email_exist", r#"{"is_exist":false,"userid":0}"#),
        ("is_mobile_exist?userid=x", r#"{"is_exist":false,"userid":0}"#),
    ] {
        let answer = outlet.get(&format!("/uc/services/{service}"));
        let wanted = format!(r#"{{"error_info":"缺少必需参数或参数值无效","error_no":1100,"result":{result}}}"#);
        assert_eq!(answer.text(), wanted, "{service}");
    }
}
