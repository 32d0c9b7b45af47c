//! Paying and what comes after it: signed notices, orders that cannot be paid any more, who may not buy yet.

use md5::{Digest, Md5};
use serde_json::json;

use super::support::{Caller, Outlet};
use super::with_outlet;

/// What the demonstration signs its sandbox with.
const KEY: &str = "demo-sandbox-key";
const SELLER: &str = "2088000000000000";

/// Sends a signed notice of Alipay's web payment; what it is answered.
fn notify(outlet: &Outlet, path: &str, fields: &[(&str, &str)]) -> String {
    let mut all = [fields, &[("seller_id", SELLER)]].concat();
    all.sort_unstable();
    let plain: Vec<String> = all.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let digest = Md5::digest(format!("{}{KEY}", plain.join("&")));
    let sign = digest.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    all.extend([("sign", sign.as_str()), ("sign_type", "MD5")]);
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
    outlet.form(path, &form).body
}

#[test]
fn money_that_alipay_gave_back_takes_the_vouchers_back_wherever_it_tells_of_it() {
    with_outlet(|outlet| {
        let me = Caller::student(outlet);
        for (trade, path) in [("T-1", "/pay/alipay/notify"), ("T-2", "/v1/pay/alipay/notify")] {
            let order = me.order(2);
            let (id, number) = (order["id"].as_i64().unwrap(), order["order_sn"].as_str().unwrap());
            me.get(&format!("/pay/create/pay/{id}/1"));
            let trade = [("out_trade_no", number), ("trade_no", trade)];
            let paid = [&trade[..], &[("trade_status", "TRADE_SUCCESS"), ("total_fee", "1000.00")]].concat();
            assert_eq!((notify(outlet, path, &paid).as_str(), me.voucher_ids().len()), ("success", 2));
            let part = [&trade[..], &[("trade_status", "TRADE_CLOSED"), ("refund_fee", "500.00")]].concat();
            assert_eq!((notify(outlet, path, &part).as_str(), me.voucher_ids().len()), ("success", 2), "not the whole");
            let back = [&trade[..], &[("trade_status", "TRADE_CLOSED"), ("refund_fee", "1000.00")]].concat();
            for _ in 0..2 {
                assert_eq!((notify(outlet, path, &back).as_str(), me.voucher_ids().len()), ("success", 0), "{path}");
            }
            assert_eq!(me.get(&format!("/pay/order/query/{id}")).json(), json!({"pay_status": 0}), "{path}");
            assert_eq!(me.get(&format!("/pay/create/pay/{id}/1")).fault(), (200, 10006), "{path}");
            let seen = me.get(&format!("/order/detail/{id}")).json();
            assert_eq!((&seen["order_status"], &seen["rebate"]["is_disabled"]), (&json!(0), &json!(1)), "{path}");
        }
    });
}

#[test]
fn who_still_has_the_first_password_may_do_nothing_before_it_is_changed() {
    with_outlet(|outlet| {
        let session = outlet.session("82936715", "666666")["sessionid"].as_str().unwrap().to_owned();
        let clerk = Caller { outlet, authorization: format!("Bearer {session}") };
        let wish = json!({"mobile": "13800138002", "courses_id": 60, "rebate_id": 5, "num": 1});
        assert_eq!(clerk.post("/order/create", &wish).fault(), (403, 1004));
        let code = json!({"weixin_account": "82936715", "coupon_code": "0800000720000000"});
        assert_eq!(clerk.post("/org/admin/verify/rebate/code", &code).fault(), (403, 1004));
        for path in ["/order/list", "/user/125/rebate/0", "/courses", "/pay/order/query/1"] {
            assert_eq!(clerk.get(path).fault(), (403, 1004), "{path}");
        }
        let change = format!("sessionid={session}&userid=125&opassword=666666&npassword=a-password-of-its-own");
        let changed = outlet.form("/uc/services/change_password", &change).json();
        assert_eq!(changed["error_no"], 0, "{changed}");
        let session = outlet.session("82936715", "a-password-of-its-own")["sessionid"].as_str().unwrap().to_owned();
        let clerk = Caller { outlet, authorization: format!("Bearer {session}") };
        assert_eq!((clerk.post("/order/create", &wish).status, clerk.get("/order/list").status), (201, 200));
    });
}
