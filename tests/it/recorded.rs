//! The storefront's recorded exchanges: requests as they were sent, answers byte for byte where the record is the last word.
//!
//! Ids, sessions and the port are the outlet's own; [`same`] puts them in. Money has two decimals everywhere, as in the
//! latest exchanges.

use crate::support::{Answer, HtmlForm, Outlet, Visitor};

/// Compares an answer's bytes with a recorded body, in which `SESSION` stands for the visitor's session.
fn same(answer: &Answer, visitor: &Visitor, recorded: &str) {
    assert_eq!(answer.status, 200);
    assert_eq!(answer.text(), recorded.replace("SESSION", &visitor.sessionid));
}

#[test]
fn the_country_and_the_districts_of_beijing() {
    let outlet = Outlet::demo();
    let traveller = outlet.traveller();
    same(
        &traveller.query("city_gets", "pid=0"),
        &traveller,
        r#"{"error_info":"成功","error_no":0,"result":{"cities":[{"id":1,"name":"中国","pid":0,"type":0}]},"sessionid":"SESSION","userid":7}"#,
    );
    same(
        &traveller.query("city_gets", "pid=52"),
        &traveller,
        r#"{"error_info":"成功","error_no":0,"result":{"cities":[{"id":500,"name":"东城区","pid":52,"type":3},{"id":501,"name":"西城区","pid":52,"type":3},{"id":502,"name":"海淀区","pid":52,"type":3},{"id":503,"name":"朝阳区","pid":52,"type":3},{"id":504,"name":"崇文区","pid":52,"type":3},{"id":505,"name":"宣武区","pid":52,"type":3},{"id":506,"name":"丰台区","pid":52,"type":3},{"id":507,"name":"石景山区","pid":52,"type":3},{"id":508,"name":"房山区","pid":52,"type":3},{"id":509,"name":"门头沟区","pid":52,"type":3},{"id":510,"name":"通州区","pid":52,"type":3},{"id":511,"name":"顺义区","pid":52,"type":3},{"id":512,"name":"昌平区","pid":52,"type":3},{"id":513,"name":"怀柔区","pid":52,"type":3},{"id":514,"name":"平谷区","pid":52,"type":3},{"id":515,"name":"大兴区","pid":52,"type":3},{"id":516,"name":"密云县","pid":52,"type":3},{"id":517,"name":"延庆县","pid":52,"type":3}]},"sessionid":"SESSION","userid":7}"#,
    );
}

#[test]
fn a_blank_userid_is_filled_in_from_the_session() {
    let outlet = Outlet::demo();
    let traveller = outlet.traveller();
    let answer = outlet.get(&format!("/uc/services/city_gets?userid=&sessionid={}&pid=2", traveller.sessionid));
    same(
        &answer,
        &traveller,
        r#"{"error_info":"成功","error_no":0,"result":{"cities":[{"id":52,"name":"北京","pid":2,"type":2}]},"sessionid":"SESSION","userid":7}"#,
    );
}

#[test]
fn the_traffic_product_with_its_areas() {
    let outlet = Outlet::demo();
    let traveller = outlet.traveller();
    let products = traveller.query("product_gets", "productids=2").text().to_owned();
    let recorded = r#"{"error_info":"成功","error_no":0,"result":{"products":[{"brandid":1,"categoryid":2,"createtime":1464105600000,"description":"上网流量套餐，充值给上网卡上网使用。","groupid":0,"id":2,"image":"images/201605/prd_imgs/124.png","is_delete":false,"is_package":false,"is_real":true,"modifytime":1464105600000,"name":"上网卡流量","packages":[],"prdattrs":[{"attr":{"id":1,"input_type":true,"name":"国家地区","type":"checkbox","typeid":2,"values":"","varname":"areaname"},"id":1,"price":"+5.0","productid":2,"value":"美国"},{"attr":{"id":1,"input_type":true,"name":"国家地区","type":"checkbox","typeid":2,"values":"","varname":"areaname"},"id":2,"price":"","productid":2,"value":"欧洲"},{"attr":{"id":1,"input_type":true,"name":"国家地区","type":"checkbox","typeid":2,"values":"","varname":"areaname"},"id":3,"price":"+3.0","productid":2,"value":"泰国"},{"attr":{"id":1,"input_type":true,"name":"国家地区","type":"checkbox","typeid":2,"values":"","varname":"areaname"},"id":4,"price":"+3.0","productid":2,"value":"新加坡"},{"attr":{"id":1,"input_type":true,"name":"国家地区","type":"checkbox","typeid":2,"values":"","varname":"areaname"},"id":5,"price":"","productid":2,"value":"马尔代夫"},{"attr":{"id":2,"input_type":true,"name":"开始时间","type":"datetime","typeid":2,"values":"","varname":"effect_datetime"},"id":6,"price":"","productid":2,"value":""},{"attr":{"id":3,"input_type":true,"name":"结束时间","type":"datetime","typeid":2,"values":"","varname":"failure_datetime"},"id":7,"price":"","productid":2,"value":""},{"attr":{"id":6,"input_type":true,"name":"上网卡号","type":"number","typeid":2,"values":"","varname":"simid"},"id":10,"price":"","productid":2,"value":""}],"quantity_per_unit":1,"sale_state":1,"sell_count":0,"stock_number":100,"storeid":1,"subname":"全球上网流量套餐","typeid":2,"unit_price":30.00,"validity":-1}]},"sessionid":"SESSION","userid":7}"#;
    assert_eq!(products, recorded.replace("SESSION", &traveller.sessionid));
}

#[test]
fn the_addresses_with_their_regions_and_the_default() {
    let outlet = Outlet::demo();
    let traveller = outlet.traveller();
    let recorded_third = r#"{"address":"滨江大道88号2-1-501","cities":[{"id":31,"name":"浙江","pid":1,"type":1},{"id":383,"name":"杭州","pid":31,"type":2},{"id":3233,"name":"滨江区","pid":383,"type":3}],"city":383,"consignee":"林晓舟","country":1,"defaultaddr":true,"district":3233,"email":"traveller@example.com","id":3,"mobile":"13800138000","province":31,"userid":7}"#;
    let answer = traveller.query("address_gets", "");
    let addresses = answer.result()["addresses"].clone();
    let ids: Vec<_> = addresses.as_array().unwrap().iter().map(|address| address["id"].clone()).collect();
    assert_eq!(ids, [1, 2, 3, 4]);
    assert_eq!(addresses[2].to_string(), recorded_third);
    same(
        &traveller.call("address_delete", &[("addrid", "1")]),
        &traveller,
        r#"{"error_info":"成功","error_no":0,"sessionid":"SESSION","userid":7}"#,
    );
    assert_eq!(traveller.query("address_gets", "").result()["addresses"].as_array().unwrap().len(), 3);
}

#[test]
fn a_new_address_names_regions_that_are_there() {
    let outlet = Outlet::demo();
    let traveller = outlet.traveller();
    let set = |changed: (&str, &str)| {
        let regions = [("country", "1"), ("province", "31"), ("city", "383"), ("district", "3233")];
        let mut fields = vec![("consignee", "林晓舟"), ("mobile", "13800138000"), ("address", "滨江大道88号2-1-501")];
        fields.extend(regions);
        fields.push(changed);
        traveller.call("address_set", &fields).number()
    };
    for wrong in [("country", "2"), ("country", "-1"), ("province", "999"), ("city", "31"), ("district", "383")] {
        assert_eq!(set(wrong), 1100, "{wrong:?}");
    }
    for missing in ["province", "city"] {
        assert_eq!(set((missing, "0")), 1100, "{missing}");
    }
    assert_eq!(set(("district", "0")), 0, "a district may be left out");
}

#[test]
fn the_outlets_of_a_province() {
    let outlet = Outlet::demo();
    let traveller = outlet.traveller();
    let shanghai = r#"{"outlets":[{"address":"浦东机场国际候机大厅","cities":[{"id":25,"name":"上海","pid":1,"type":1},{"id":321,"name":"上海","pid":25,"type":2},{"id":2707,"name":"浦东新区","pid":321,"type":3}],"city":321,"district":2707,"id":3,"mobile":"021-96990","name":"浦东机场","province":25,"type":0}]}"#;
    assert_eq!(traveller.call("outlet_gets", &[("province", "25")]).result().to_string(), shanghai);
    let ids = |fields: &[(&str, &str)]| {
        let found = traveller.call("outlet_gets", fields).result();
        found["outlets"].as_array().unwrap().iter().map(|outlet| outlet["id"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&[]), [1, 2, 3]);
    assert_eq!(ids(&[("province", "31"), ("city", "383")]), [1, 2]);
}

/// The recorded package: a card and twelve days, five per cent off the whole line.
const TWELVE_DAYS: &str =
    "productid=5&quantity=1&effect_datetime=2016-07-25%2000:00:00&failure_datetime=2016-08-05%2023:59:59&areaname=美国";

#[test]
fn twelve_days_and_a_card_in_the_cart_and_then_ordered() {
    let outlet = Outlet::demo();
    let traveller = outlet.traveller();
    let set = traveller.query("cart_set", TWELVE_DAYS);
    let cart = set.result()["cart"]["id"].to_string();
    let recorded = r#"{"error_info":"成功","error_no":0,"result":{"cart":{"discount":95,"id":CART,"odprdattrs":[{"name":"国家地区","price":"+5.0","value":"美国","varname":"areaname"},{"name":"开始时间","price":"","value":"2016-07-25 00:00:00","varname":"effect_datetime"},{"name":"结束时间","price":"","value":"2016-08-05 23:59:59","varname":"failure_datetime"}],"productid":5,"quantity":1,"quantity_per_unit":12,"sessionid":"SESSION","unit_price":411.20,"userid":7}},"sessionid":"SESSION","userid":7}"#;
    same(&set, &traveller, &recorded.replace("CART", &cart));

    let submitted = traveller.query("order_submit", &format!("cartids={cart}"));
    let order = submitted.result()["order"].clone();
    let line = &order["orderdetails"][0];
    let money = |value: &serde_json::Value| value.to_string();
    assert_eq!(
        [money(&order["price"]), money(&order["discount"]), money(&order["payable_amount"])],
        ["411.20", "20.56", "390.64"]
    );
    assert_eq!([money(&line["unit_price"]), money(&line["quantity_per_unit"])], ["411.20", "12"]);
    assert_eq!(order["createtime"].as_str().unwrap().get(..16), Some("2016-07-06 14:44"));
    assert_eq!([&order["order_status"], &order["pay_status"], &order["shipping_status"]], [0, 0, 0]);
    assert_eq!(
        traveller.query("cart_gets", "").result().to_string(),
        r#"{"carts":[]}"#,
        "what was ordered leaves the cart"
    );
}

#[test]
fn raw_chinese_and_raw_blanks_in_a_form_are_taken_as_curl_sends_them() {
    let outlet = Outlet::demo_at("2016-06-15 18:57:52");
    let traveller = outlet.traveller();
    let form = format!(
        "userid=7&sessionid={}&productid=2&quantity=1&effect_datetime=2016-06-18 00:00:00&failure_datetime=2016-06-25 23:59:59&areaname=马尔代夫",
        traveller.sessionid
    );
    let order = outlet.raw_form("/uc/services/order_submit", &form).result()["order"].clone();
    assert_eq!(order["createtime"].as_str().unwrap().get(..16), Some("2016-06-15 18:57"));
    // The recorded 691200 units were seconds taken for days; eight days cost 240.80.
    assert_eq!(order["orderdetails"][0]["quantity_per_unit"], 8);
    assert_eq!(order["price"].to_string(), "240.80");
    assert_eq!(order["orderdetails"][0]["areaname"], "马尔代夫");
}

#[test]
fn a_json_order_with_its_line_inside_cart() {
    let outlet = Outlet::demo_at("2016-07-28 10:00:00");
    let traveller = outlet.traveller();
    let cart = serde_json::json!({"productid":5,"effect_datetime":"2016-07-30 00:00:00","failure_datetime":"2016-07-30 23:59:59","quantity":1,"simid":"","areaname":"美国","genevoucher":false});
    let order = traveller.json("order_submit", serde_json::json!({ "cart": cart })).result()["order"].clone();
    // From 26 July a card costs one fen.
    assert_eq!(order["price"].to_string(), "30.11");
    assert_eq!(order["discount"].to_string(), "0.00");
}

/// Ten days of traffic and two cards, as recorded order 6; the order's id.
fn order_six(traveller: &Visitor) -> String {
    let days = "productid=2&quantity=1&effect_datetime=2016-06-18%2000:00:00&failure_datetime=2016-06-27%2023:59:59&areaname=马尔代夫";
    let order = traveller.query("order_submit", days).result()["order"]["id"].to_string();
    for _ in 0..2 {
        traveller.call("orderdetail_set", &[("orderid", &order), ("productid", "1"), ("quantity", "1")]).result();
    }
    order
}

#[test]
fn courier_pick_up_and_a_voucher_number_on_order_six() {
    let outlet = Outlet::demo_at("2016-06-15 18:57:52");
    let traveller = outlet.traveller();
    let id = order_six(&traveller);
    let order = traveller.order(id.parse().unwrap());
    let money = ["price", "discount", "payable_amount"].map(|name| order[name].to_string());
    assert_eq!(money, ["401.00", "15.05", "385.95"]);

    let courier =
        [("orderid", id.as_str()), ("obtainvoucher", "false"), ("shipping_id", "1"), ("shipping_address", "4")];
    let shipped = traveller.call("order_shipping", &courier).result()["order"].clone();
    assert_eq!(shipped["shipping_fee"].to_string(), "5.00");
    assert_eq!((&shipped["ship_address"], &shipped["shipping_id"]), (&4.into(), &1.into()));
    assert!(shipped.get("orderdetails").is_none(), "the answer shows the order without its lines");

    let pick_up =
        [("orderid", id.as_str()), ("obtainvoucher", "true"), ("outletid", "2"), ("obtaintime", "2016-06-17 10:30:00")];
    let shipped = traveller.call("order_shipping", &pick_up).result()["order"].clone();
    assert_eq!(shipped["obtaintime"], "2016-06-17 10:30:00");
    assert_eq!(
        (&shipped["obtainvoucher"], &shipped["outletid"], &shipped["ship_address"]),
        (&true.into(), &2.into(), &4.into())
    );
    assert_eq!(shipped["shipping_fee"].to_string(), "0.00");

    let paying = [("orderid", id.as_str()), ("payid", "1"), ("payvoucher", "123451234512345")];
    let paid = traveller.call("order_paying", &paying).result()["order"].clone();
    assert_eq!((&paid["pay_status"], &paid["payid"], &paid["order_status"]), (&1.into(), &1.into(), &0.into()));
    assert_eq!(paid["payvoucher"], "123451234512345");
    assert_eq!(paid["paytime"].as_str().unwrap().get(..10), Some("2016-06-15"));
}

/// The recorded form with the two order-dependent values and the demonstration's merchant put in. The order of the fields is
/// the one that the earlier system's hash map gave with partner and seller.
const PAYING_FORM: &str = r#"<form id="alipaysubmit" name="alipaysubmit" action="http://HOST/sandbox/alipay?_input_charset=utf-8" method="get"><input type="hidden" name="_input_charset" value="utf-8"/><input type="hidden" name="subject" value="上网卡流量,全球上网卡,全球上网卡"/><input type="hidden" name="sign" value="SIGN"/><input type="hidden" name="notify_url" value="http://HOST/uc/services/alipay/notify"/><input type="hidden" name="body" value="7:SESSION"/><input type="hidden" name="payment_type" value="1"/><input type="hidden" name="out_trade_no" value="ORDER"/><input type="hidden" name="partner" value="2088000000000000"/><input type="hidden" name="service" value="alipay.wap.create.direct.pay.by.user"/><input type="hidden" name="total_fee" value="385.95"/><input type="hidden" name="return_url" value="http://HOST/"/><input type="hidden" name="sign_type" value="MD5"/><input type="hidden" name="seller_id" value="2088000000000000"/><input type="submit" value="确认" style="display:none;"></form><script>document.forms['alipaysubmit'].submit();</script>"#;

#[test]
fn the_paying_form_of_the_web_is_the_recorded_one_byte_for_byte() {
    let outlet = Outlet::demo_at("2016-06-15 18:57:52");
    let traveller = outlet.traveller();
    let id = order_six(&traveller);
    let answer = traveller.call("order_paying", &[("orderid", &id), ("payid", "2")]);
    assert_eq!(answer.header("content-type"), Some("text/html;charset=UTF-8"));
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    // The signature is checked by the sandbox (`sandbox`) and against the recorded one in the gateways' own tests.
    let form = PAYING_FORM.replace("SIGN", HtmlForm::read(answer.text()).value("sign"));
    let form = form.replace("HOST", &outlet.address).replace("ORDER", &id);
    same(&answer, &traveller, &form);
}

#[test]
fn a_refusal_echoes_who_asked() {
    let outlet = Outlet::demo();
    let traveller = outlet.traveller();
    same(
        &traveller.call("datacard_bind", &[("datacardid", "89442000127897144031")]),
        &traveller,
        r#"{"error_info":"数据卡不存在","error_no":1301,"result":{},"sessionid":"SESSION","userid":7}"#,
    );
}
