//! Another account, at every call of the API.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::support::{Caller, Outlet};
use super::{claim_of, with_outlet};

/// The calls of this API that show or change nothing of anybody's: who calls, what is on sale, and what providers tell.
const OF_NOBODY: [&str; 7] = [
    "POST /token",
    "POST /token/info",
    "POST /org/verify/org/admin",
    "GET /courses",
    "GET /org/{organisation}/teaching_course",
    "POST /pay/alipay/notify",
    "POST /pay/wxpay/notify",
];

/// All calls of the API as method and path, out of its own document.
fn calls_of(outlet: &Outlet) -> BTreeSet<String> {
    let document = outlet.call("GET", "/openapi.json", &[], "").json();
    let rooms = ["/order/", "/user/", "/pay/", "/org/", "/courses", "/token"];
    let is_ours = |path: &str| {
        let path = path.strip_prefix("/v1").unwrap_or(path);
        rooms.iter().any(|room| path.starts_with(room))
    };
    // The tours' own address beside these: their order's document.
    let of_tours = "/v1/order/submit";
    let paths = document["paths"].as_object().unwrap();
    let methods = |(path, calls): (&String, &Value)| {
        calls.as_object().unwrap().keys().map(|method| format!("{} {path}", method.to_uppercase())).collect::<Vec<_>>()
    };
    paths.iter().filter(|(path, _)| is_ours(path) && *path != of_tours).flat_map(methods).collect()
}

/// A call as it stands in the API's document, and how another account tries it: path, body, status and code.
type Attempt = (&'static str, String, Option<Value>, (u16, i64));

/// What another account may try with an order of mine, an unpaid one, and a voucher with its code.
fn attempts((order, unpaid, voucher): (i64, i64, i64), code: &str) -> Vec<Attempt> {
    let mut claim = claim_of(voucher);
    let in_my_name = claim.clone();
    claim["uid"] = json!(8);
    let redeem = json!({"weixin_account": "companion", "coupon_code": code});
    let (no_order, no_voucher, not_yours) = ((404, 10002), (404, 10003), (403, 1004));
    vec![
        ("GET /order/detail/{order}", format!("/order/detail/{order}"), None, no_order),
        ("GET /pay/create/pay/{order}/{kind}", format!("/pay/create/pay/{unpaid}/0"), None, no_order),
        ("GET /pay/create/pay/{order}/{kind}", format!("/pay/create/pay/{order}/1"), None, no_order),
        ("GET /pay/order/query/{order}", format!("/pay/order/query/{order}"), None, no_order),
        ("GET /pay/order/query/{order}/{kind}", format!("/pay/order/query/{order}/1"), None, no_order),
        ("GET /user/{account}/coupons", "/user/72/coupons".to_owned(), None, not_yours),
        (
            "POST /org/admin/verify/coupon/code",
            "/org/admin/verify/coupon/code".to_owned(),
            Some(redeem.clone()),
            not_yours,
        ),
        ("POST /org/admin/bind/weixin", "/org/admin/bind/weixin".to_owned(), Some(json!({})), not_yours),
        ("GET /user/rebate/{voucher}/detail", format!("/user/rebate/{voucher}/detail"), None, no_voucher),
        ("GET /user/{account}/rebate/{kind}", "/user/72/rebate/0".to_owned(), None, not_yours),
        ("GET /user/{account}/rebate/{kind}", "/user/72/rebate/1".to_owned(), None, not_yours),
        ("POST /user/rebate/gift_package", "/user/rebate/gift_package".to_owned(), Some(in_my_name), not_yours),
        ("POST /user/rebate/gift_package", "/user/rebate/gift_package".to_owned(), Some(claim), no_voucher),
        ("POST /org/admin/verify/rebate/code", "/org/admin/verify/rebate/code".to_owned(), Some(redeem), not_yours),
        ("GET /order/list", "/order/list".to_owned(), None, (200, 0)),
        ("POST /order/create", "/order/create".to_owned(), Some(json!({})), (400, 1000)),
    ]
}

#[test]
fn another_account_finds_nothing_of_mine_in_any_call() {
    with_outlet(|outlet| {
        let (me, other) = (Caller::student(outlet), Caller::companion(outlet));
        let (order, vouchers) = me.bought(1);
        let unpaid = me.order(1)["id"].as_i64().unwrap();
        let voucher = vouchers[0];
        let seen = || {
            let paths = [
                format!("/order/detail/{order}"),
                format!("/order/detail/{unpaid}"),
                "/order/list".to_owned(),
                format!("/user/rebate/{voucher}/detail"),
                "/user/72/rebate/0".to_owned(),
            ];
            paths.map(|path| me.get(&path).body)
        };
        let mine = seen();
        let attempts = attempts((order, unpaid, voucher), &me.code(voucher));
        for (_, path, body, wanted) in &attempts {
            for path in [path.clone(), format!("/v1{path}")] {
                let reply = body.as_ref().map_or_else(|| other.get(&path), |body| other.post(&path, body));
                assert_eq!(reply.fault(), *wanted, "{path}");
            }
        }
        let tried: BTreeSet<&str> = attempts.iter().map(|(call, ..)| *call).chain(OF_NOBODY).collect();
        let both = |call: &str| [call.to_owned(), call.replacen(' ', " /v1", 1)];
        let tried: BTreeSet<String> = tried.into_iter().flat_map(both).collect();
        assert_eq!(tried, calls_of(outlet), "every call of the API was tried above");
        assert_eq!(other.get("/order/list").json(), json!({"count": 0, "data": []}));
        assert_eq!(seen(), mine);
        let admin = Caller::with_token(outlet, "admin", "demo-admin", 300);
        assert_eq!(admin.get("/user/72/rebate/0").json()["count"], 1, "an admin sees the list");
        assert_eq!(Caller::clerk(outlet).get("/user/72/rebate/0").fault(), (403, 1004), "a clerk does not");
        assert_eq!(admin.get(&format!("/order/detail/{order}")).fault(), (404, 10002), "and nothing else");
    });
}
