//! The traveller's half of the shop, rule by rule: what is refused in which order, what makes way, what is gone, what is shown.

use crate::support::{Outlet, Visitor};
use serde_json::{Value, json};

const CARD: &str = "8944200012789714353";
const OTHER_CARD: &str = "8944200012789714403";

fn id_of(value: &Value) -> String {
    value["id"].to_string()
}

fn submit(buyer: &Visitor, fields: &[(&str, &str)]) -> Value {
    buyer.call("order_submit", fields).result()["order"].clone()
}

/// Takes what is due for an order at the counter; the order afterwards.
fn pay(boss: &Visitor, order: &Value) -> Value {
    let amount = order["payable_amount"].to_string();
    let money = [("orderid", id_of(order)), ("payvoucher", "slip".to_owned()), ("amount", amount)];
    let money: Vec<(&str, &str)> = money.iter().map(|(name, value)| (*name, value.as_str())).collect();
    boss.office("order_paid", &money).result()["order"].clone()
}

/// Days of traffic with a card.
fn trip<'d>(card: &'d str, from: &'d str, until: &'d str) -> [(&'static str, &'d str); 4] {
    [("productid", "2"), ("simid", card), ("effect_datetime", from), ("failure_datetime", until)]
}

#[test]
fn a_product_off_sale_is_refused_for_that_whatever_else_is_missing() {
    let outlet = Outlet::demo();
    let traveller = outlet.traveller();
    let order = traveller.order_minutes().to_string();
    let mut nobody = traveller.clone();
    "00000000-0000-4000-8000-000000000000".clone_into(&mut nobody.sessionid);
    let start = ("effect_datetime", "2016-07-20 00:00:00");
    for service in ["cart_set", "order_submit", "orderdetail_set"] {
        let number = |who: &Visitor, fields: &[(&str, &str)]| {
            who.call(service, &[&[("orderid", order.as_str())], fields].concat()).number()
        };
        let off_sale = ("productid", "4");
        assert_eq!(number(&traveller, &[off_sale]), 1311, "{service}");
        assert_eq!(number(&traveller, &[off_sale, start]), 1311, "{service}: a start without an end");
        assert_eq!(number(&nobody, &[off_sale]), 1101, "{service}");
        for unusable in [("quantity", "0"), ("quantity", "many"), ("call_duration", "-1"), ("effect_datetime", "soon")]
        {
            assert_eq!(number(&traveller, &[off_sale, unusable]), 1100, "{service} {unusable:?}");
        }
        // Of a product that is on sale, what it asks for is a parameter like any other.
        assert_eq!(number(&nobody, &[("productid", "2"), start]), 1100, "{service}");
        assert_eq!(number(&traveller, &[("productid", "6")]), 1100, "{service}");
    }
}

#[test]
fn an_address_keeps_what_a_change_does_not_name() {
    let outlet = Outlet::demo();
    let traveller = outlet.traveller();
    let change = |fields: &[(&str, &str)]| traveller.call("address_set", &[&[("address_id", "2")], fields].concat());
    let moved = change(&[("province", "25"), ("city", "321")]).result()["addr"].clone();
    assert_eq!([&moved["province"], &moved["city"], &moved["district"]], [25, 321, 3233], "{moved}");
    let zero = change(&[("city", "383"), ("district", "0")]).result()["addr"].clone();
    assert_eq!([&zero["province"], &zero["city"], &zero["district"]], [25, 383, 3233], "0 is as if missing: {zero}");
    for nowhere in [("country", "2"), ("province", "383"), ("city", "31"), ("district", "999999"), ("city", "-1")] {
        assert_eq!(change(&[nowhere]).number(), 1100, "{nowhere:?}");
    }
}

#[test]
fn an_unpaid_order_makes_way_for_a_new_one_with_its_card() {
    let outlet = Outlet::demo();
    let (traveller, boss) = (outlet.traveller(), outlet.admin());
    for card in [CARD, OTHER_CARD] {
        traveller.call("datacard_bind", &[("datacardid", card)]).result();
    }
    let days = ["2016-07-20 00:00:00", "2016-07-24 23:59:59"];
    let stock = || traveller.query("product_gets", "productids=1").result()["products"][0]["stock_number"].clone();
    // The package holds one of product 1 and a voucher of the traveller's.
    let package = [&[("productid", "5")], &trip(CARD, days[0], days[1])[1..]].concat();
    let first = submit(&traveller, &package);
    let used = [("orderid", id_of(&first)), ("evoucherid", "10".to_owned())];
    traveller.call("evoucher_discount", &used.each_ref().map(|(name, value)| (*name, value.as_str()))).result();
    let others = [
        submit(&traveller, &trip(OTHER_CARD, days[0], days[1])),
        submit(&traveller, &trip(CARD, "2016-07-24 23:59:59", "2016-07-26 00:00:00")),
    ];
    assert_eq!(stock(), 99);

    let second = submit(&traveller, &trip(CARD, "2016-07-22 00:00:00", "2016-07-22 23:59:59"));
    let state = |order: &Value| traveller.order(order["id"].as_i64().unwrap())["order_status"].clone();
    assert_eq!([state(&first), state(&second), state(&others[0]), state(&others[1])], [2, 0, 0, 0]);
    assert_eq!(second["orderdetails"][0]["simids"], json!([CARD]));
    assert_eq!(stock(), 100, "what it held is free");
    let free = traveller.call("availevoucher_gets", &[("orderid", &id_of(&second))]).number();
    let vouchers = traveller.call("evoucher_gets", &[]).result()["evouchers"].clone();
    let freed = vouchers.as_array().unwrap().iter().find(|it| it["id"] == 10).unwrap().clone();
    assert_eq!((free, freed.get("orderid")), (0, None), "{freed}");

    // What somebody has begun to pay, or paid, keeps its card; the refused submit changes nothing.
    let paying = [("orderid", id_of(&second)), ("payid", "1".to_owned()), ("payvoucher", "V".to_owned())];
    traveller.call("order_paying", &paying.each_ref().map(|(name, value)| (*name, value.as_str()))).result();
    let wide = trip(CARD, "2016-07-22 00:00:00", "2016-07-25 23:59:59");
    let again = || traveller.call("order_submit", &wide).number();
    assert_eq!((again(), state(&others[1]).as_i64()), (1304, Some(0)));
    pay(&boss, &second);
    assert_eq!((again(), state(&others[1]).as_i64()), (1304, Some(0)));

    // Two lines of one order do not make way for each other.
    let put = |from: &str, until: &str| {
        traveller.call("cart_set", &trip(OTHER_CARD, from, until)).result()["cart"]["id"].to_string()
    };
    let rows = [put("2016-08-01 00:00:00", "2016-08-03 23:59:59"), put("2016-08-03 00:00:00", "2016-08-05 23:59:59")];
    assert_eq!(traveller.call("order_submit", &[("cartids", &rows.join(","))]).number(), 1304);
    assert_eq!(traveller.call("cart_gets", &[]).result()["carts"].as_array().unwrap().len(), 2);
    let unknown = trip("89442000127897144031", days[0], days[1]);
    assert_eq!(traveller.call("order_submit", &unknown).number(), 1301);
}

#[test]
fn whose_request_it_was_is_repeated_when_another_field_is_unusable() {
    let outlet = Outlet::demo();
    let session = outlet.traveller().sessionid;
    let wanted = format!(
        r#"{{"error_info":"缺少必需参数或参数值无效","error_no":1100,"result":{{}},"sessionid":"{session}","userid":7}}"#
    );
    let form = format!("userid=7&x=%ff&sessionid={session}");
    assert_eq!(outlet.raw_form("/uc/services/cart_gets", &form).text(), wanted);
    assert_eq!(outlet.get(&format!("/uc/services/cart_gets?{form}")).text(), wanted);
    let kind = [("Content-Type", "application/json")];
    let body = format!(r#"{{"userid":7,"a":"\u0000","sessionid":"{session}"}}"#);
    assert_eq!(outlet.call("POST", "/uc/services/cart_gets", &kind, body.as_bytes()).text(), wanted);
}

#[test]
fn a_null_or_a_blank_in_the_body_does_not_hide_what_the_query_says() {
    let outlet = Outlet::demo();
    let traveller = outlet.traveller();
    let target = format!("/uc/services/city_gets?pid=52&sessionid={}", traveller.sessionid);
    let districts = |answer: crate::support::Answer| answer.result()["cities"].as_array().unwrap().len();
    for body in [json!({"pid": null}), json!({"pid": ""}), json!({"pid": " "}), json!({})] {
        assert_eq!(districts(outlet.json(&target, &body)), 18, "{body}");
    }
    assert_eq!(districts(outlet.raw_form(&target, "pid=&userid=7")), 18);
    assert_eq!(districts(outlet.json(&target, &json!({"pid": 2}))), 1, "what the body says wins");
    let blank = outlet.json("/uc/services/cart_delete?cartids=", &json!({"cartids": null}));
    assert_eq!(blank.number(), 1100, "blank everywhere is missing");
}

#[test]
fn brands_are_shown_as_categories_are_but_for_the_path() {
    let outlet = Outlet::demo();
    let rows = |service: &str, list: &str| {
        let row = outlet.get(&format!("/uc/services/{service}")).result()[list][0].clone();
        row.as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    let mut category = rows("prdcategory_gets", "prdcategorys");
    category.retain(|name| name != "path");
    assert_eq!(rows("prdbrand_gets", "prdbrands"), category);
    assert_eq!(outlet.get("/uc/services/prdbrand_gets").result()["prdbrands"][0]["pid"], 0);
}

#[test]
fn the_app_finds_every_service_that_it_asks() {
    let outlet = Outlet::demo();
    let list = |service: &str| outlet.get(&format!("/uc/services/{service}")).result().to_string();
    let roles =
        r#"{"roles":[{"id":1,"name":"counter clerk"},{"id":2,"name":"administrator"},{"id":3,"name":"box account"}]}"#;
    assert_eq!(list("role_gets"), roles);
    assert_eq!(list("company_gets"), r#"{"companys":[]}"#);
    let traveller = outlet.traveller();
    let newest = traveller.call("roamchat_upgrade_check", &[("version", "12"), ("type", "2")]);
    assert_eq!(newest.result().to_string(), r#"{"force_upgrade":false,"needed":false}"#);
}

#[test]
fn a_box_is_bound_by_one_customer_and_its_settings_are_told_to_nobody_else() {
    let outlet = Outlet::demo();
    let (traveller, companion) = (outlet.traveller(), outlet.companion());
    let report = [("hostname", "box01"), ("host", "192.0.2.30"), ("wan_ip", "192.0.2.31"), ("phone", "13900000031")];
    outlet.form("/om/services/touchdev_set", &report).result();
    let bind = |who: &Visitor, name: &str| who.call("touch_bind", &[("devid", name), ("phone", "13800138000")]);
    assert_eq!(traveller.call("touch_bind", &[]).number(), 1100);
    assert_eq!(outlet.form("/uc/services/touch_bind", &[("devid", "box01"), ("sessionid", "gone")]).number(), 1101);
    // Unknown, and the outlet's own pool device.
    for name in ["box02", "999999", "touchdev01", "20160614"] {
        assert_eq!(bind(&traveller, name).number(), 1102, "{name}");
    }
    assert_eq!(traveller.call("touch_bind", &[("devid", "box01"), ("phone", "none")]).number(), 1100);
    let wanted = format!(r#"{{"error_info":"成功","error_no":0,"sessionid":"{}","userid":7}}"#, traveller.sessionid);
    assert_eq!((bind(&traveller, "box01").text(), bind(&traveller, "box01").number()), (wanted.as_str(), 0));
    assert_eq!(bind(&companion, "box01").number(), 1102, "it is somebody else's");

    let mine = traveller.call("touch_gets", &[]).result()["touchs"].clone();
    assert_eq!(
        (&mine[0]["devid"], &mine[0]["userid"], &mine[0]["phone"], &mine[0]["wan_ip"], mine.as_array().unwrap().len()),
        (&json!("box01"), &json!(7), &json!("13800138000"), &json!("192.0.2.31"), 1)
    );
    assert_eq!(traveller.call("user_info", &[]).result()["touchs"], mine);
    assert_eq!(companion.call("touch_gets", &[]).result().to_string(), r#"{"touchs":[]}"#);
    let seen = outlet.get("/om/services/touchdev_gets?devid=box01").result()["touchs"][0].clone();
    assert_eq!((seen.get("userid"), seen.get("phone"), seen.get("wan_ip")), (None, None, None), "{seen}");
    // It goes on reporting itself; neither does that tell whose it is, nor does it change the owner's number.
    let told = outlet.form("/om/services/touchdev_set", &report).result()["touch"].clone();
    assert_eq!((told.get("userid"), told.get("phone")), (None, None), "{told}");
    assert_eq!(traveller.call("touch_gets", &[]).result()["touchs"][0]["phone"], "13800138000");
}

#[test]
fn a_number_is_let_again_in_the_second_in_which_it_comes_back() {
    let outlet = Outlet::demo();
    let traveller = outlet.traveller();
    let rent = |phone: &str, quantity: &str, from: &str, until: &str| {
        let dates = [("effect_datetime", from), ("failure_datetime", until)];
        traveller.call(
            "order_submit",
            &[&[("productid", "6"), ("phone", phone), ("quantity", quantity)], &dates[..]].concat(),
        )
    };
    let (noon, midnight) = ("2016-07-20 12:00:00", "2016-07-21 00:00:00");
    assert_eq!(rent("", "5", noon, midnight).number(), 0, "all five are let");
    assert_eq!(rent("", "1", "2016-07-20 23:59:59", "2016-07-22 00:00:00").number(), 1401, "a second too early");
    assert_eq!(rent("", "1", noon, noon).number(), 1401, "they begin together");
    assert_eq!(rent("", "5", midnight, "2016-07-22 00:00:00").number(), 0);
    assert_eq!(rent("", "5", "2016-07-20 00:00:00", noon).number(), 0);
    let folder = outlet.stop();
    let checked = crate::support::run(&["check", "--data", folder.data().to_str().unwrap()]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}

#[test]
fn minutes_that_nobody_names_cost_nothing_and_are_none() {
    let outlet = Outlet::demo();
    let (traveller, boss) = (outlet.traveller(), outlet.admin());
    for fields in [&[("productid", "3")][..], &[("productid", "3"), ("call_duration", "0")]] {
        let order = submit(&traveller, fields);
        let line = &order["orderdetails"][0];
        assert_eq!((line["unit_price"].to_string(), line.get("effect_datetime")), ("0.00".to_owned(), None), "{order}");
        pay(&boss, &order);
    }
    assert_eq!(traveller.call("cart_set", &[("productid", "3")]).result()["cart"]["unit_price"].to_string(), "0.00");
    for unusable in ["-1", "10000001", "x"] {
        assert_eq!(traveller.call("cart_set", &[("productid", "3"), ("call_duration", unusable)]).number(), 1100);
    }
    // The traveller has talked for 154 minutes and bought none: nothing is left, and nothing is owed.
    let voice = json!({"remaindertime": 0, "totaltime": 0, "usedtime": 154});
    assert_eq!(traveller.call("voiceavailable_get", &[]).result()["voiceavailable"], voice);
    assert_eq!(outlet.form("/api/pages/quote", &[("productid", "3")]).status, 400, "the kiosk has none to sell");
}

#[test]
fn where_something_could_be_chosen_an_empty_choice_is_shown() {
    let outlet = Outlet::demo();
    let traveller = outlet.traveller();
    for (product, shown) in [("1", None), ("2", Some(json!([]))), ("3", Some(json!([]))), ("5", Some(json!([])))] {
        let fields = [("productid", product)];
        let put = traveller.call("cart_set", &fields).result()["cart"].clone();
        assert_eq!(put.get("odprdattrs"), shown.as_ref(), "{put}");
        let row = id_of(&put);
        let listed = traveller.call("cart_gets", &[]).result()["carts"][0].clone();
        assert_eq!(listed.get("odprdattrs"), shown.as_ref(), "{listed}");
        let order = submit(&traveller, &[("cartids", &row)]);
        assert_eq!(order["orderdetails"][0].get("odprdattrs"), shown.as_ref(), "{order}");
    }
}

#[test]
fn whether_a_line_wants_vouchers_is_stored_as_true_or_false() {
    let outlet = Outlet::demo();
    let traveller = outlet.traveller();
    for (sent, stored) in [("true", "true"), ("TRUE", "true"), ("yes", "false"), ("1", "false"), ("false", "false")] {
        let cart = traveller.call("cart_set", &[("productid", "2"), ("genevoucher", sent)]).result()["cart"].clone();
        let wanted = json!([{"name": "生成电子券", "price": "", "value": stored, "varname": "genevoucher"}]);
        assert_eq!(cart["odprdattrs"], wanted, "{sent}");
    }
}

#[test]
fn a_deleted_order_is_gone_for_its_customer_and_not_for_the_staff() {
    let outlet = Outlet::demo();
    let (traveller, companion, boss) = (outlet.traveller(), outlet.companion(), outlet.admin());
    let order = submit(&traveller, &[("productid", "1")]);
    let (id, line) = (id_of(&order), id_of(&order["orderdetails"][0]));
    let place = [("obtainvoucher", "true"), ("outletid", "2"), ("obtaintime", "2016-07-08 10:30:00")];
    traveller.call("order_shipping", &[&[("orderid", id.as_str())], &place[..]].concat()).result();
    let serial =
        traveller.call("evoucher_gets", &[("orderid", &id)]).result()["evouchers"][0]["evoucher_sn"].to_string();
    let gone = traveller.call("order_cancel", &[("orderid", &id), ("delete", "true")]).result();
    assert_eq!(gone["order"]["order_status"], 2);

    let calls: &[(&str, &[(&str, &str)])] = &[
        ("order_gets", &[]),
        ("order_shipping", &place),
        ("order_paying", &[("payid", "1"), ("payvoucher", "V")]),
        ("order_paying", &[("payid", "2")]),
        ("order_confirm", &[]),
        ("order_cancel", &[]),
        ("order_cancel", &[("delete", "true")]),
        ("order_received", &[]),
        ("order_invoice", &[("receipt", "true"), ("inv_payee", "林晓舟"), ("inv_content", "通信费")]),
        ("orderdetail_set", &[("productid", "1")]),
        ("evoucher_gets", &[]),
        ("availevoucher_gets", &[]),
        ("evoucher_discount", &[("evoucherid", "10")]),
        ("refund", &[("reason", "行程取消")]),
        ("refund_gets", &[]),
    ];
    for (service, fields) in calls {
        let fields = [&[("orderid", id.as_str())], *fields].concat();
        assert_eq!(traveller.call(service, &fields).number(), 1305, "{service}");
        assert_eq!(companion.call(service, &fields).number(), 1305, "{service} by somebody else");
    }
    let of_line =
        |service: &str, more: (&str, &str)| traveller.call(service, &[("orderdetailid", &line), more]).number();
    assert_eq!(of_line("orderdetail_set", ("productid", "1")), 1303);
    assert_eq!((of_line("refund", ("reason", "x")), of_line("refund_gets", ("reason", "x"))), (1303, 1303));
    let vouchers = traveller.call("evoucher_gets", &[]).result().to_string();
    assert!(!vouchers.contains(&serial), "{vouchers}");
    assert_eq!(traveller.call("order_gets", &[]).result().to_string(), r#"{"orders":[]}"#);

    let found = boss.office("order_search", &[("orderid", &id)]).result()["orders"].clone();
    assert_eq!((&found[0]["orderid"], found.as_array().unwrap().len()), (&json!(id), 1), "{found}");
    assert_eq!(boss.office("deliveryvoucher_verify", &[("evoucher_sn", &serial)]).number(), 1202);
}

#[test]
fn an_order_whose_money_went_back_is_still_its_customers() {
    let outlet = Outlet::demo();
    let (traveller, boss) = (outlet.traveller(), outlet.admin());
    let order = submit(&traveller, &[("productid", "3"), ("call_duration", "40")]);
    pay(&boss, &order);
    let id = id_of(&order);
    let asked = traveller.call("refund", &[("orderid", &id), ("reason", "行程取消")]).result();
    boss.office("refund_audit", &[("refundid", &id_of(&asked["refund"])), ("confirmed", "true")]).result();
    let folder = outlet.stop();
    folder
        .database()
        .execute(&format!("update orders set order_status = 5, pay_status = 3 where id = {id}"), [])
        .unwrap();
    let outlet = crate::support::Start::demo(crate::support::RECORDED_DAY).on(folder);
    let traveller = traveller.at(&outlet.address);
    assert_eq!(traveller.order(order["id"].as_i64().unwrap())["pay_status"], 3);
}

#[test]
fn what_has_something_real_in_it_waits_to_be_handed_over_once_it_is_paid() {
    let outlet = Outlet::demo();
    let (traveller, boss) = (outlet.traveller(), outlet.admin());
    let dates = [("effect_datetime", "2016-07-20 00:00:00"), ("failure_datetime", "2016-07-22 23:59:59")];
    let bought = |product: &str, more: &[(&str, &str)]| {
        let order = submit(&traveller, &[&[("productid", product)], &dates[..], more].concat());
        pay(&boss, &order)
    };
    // Product 2 is real by its row; a package is when something in it is.
    for (product, more, waits) in [
        ("1", &[][..], true),
        ("2", &[], true),
        ("5", &[], true),
        ("3", &[("call_duration", "40")], false),
        ("6", &[], false),
        ("7", &[("call_duration", "300")], false),
    ] {
        let order = bought(product, more);
        assert_eq!(order["shipping_status"], if waits { 0 } else { 2 }, "product {product}");
        let id = id_of(&order);
        let refund = traveller.call("refund", &[("orderid", &id), ("reason", "行程取消")]).result()["refund"].clone();
        assert_eq!(refund["is_real"], waits, "product {product}");
        let group = |group: &str| {
            let found = boss.office("refund_gets", &[("group", group), ("pagesize", "100")]).result();
            found["refunds"].as_array().unwrap().iter().any(|it| it["id"] == refund["id"])
        };
        assert_eq!((group("1"), group("2")), (waits, !waits), "product {product}");
    }
}

#[test]
fn the_counter_does_not_take_money_for_a_cancelled_order() {
    let outlet = Outlet::demo();
    let (traveller, boss) = (outlet.traveller(), outlet.admin());
    let paid = |id: &str, amount: &str| {
        let answer = boss.office("order_paid", &[("orderid", id), ("payvoucher", "slip"), ("amount", amount)]);
        (answer.number(), answer.json()["result"].to_string())
    };
    let nothing = || (0, "{}".to_owned());
    let refused = || (1307, "{}".to_owned());
    for delete in ["false", "true"] {
        let id = traveller.order_minutes().to_string();
        assert_eq!(paid(&id, "4.01"), nothing(), "another amount");
        traveller.call("order_cancel", &[("orderid", &id), ("delete", delete)]).result();
        assert_eq!((paid(&id, "4.00"), paid(&id, "4.01")), (refused(), refused()), "delete={delete}");
    }
    assert_eq!(paid("999999", "4.00"), nothing(), "an unknown order");
}
