//! Requests that meet no call of the API: addresses that it has not, methods that an address has not, bodies that are too large.

use serde_json::json;

use super::support::Reply;
use super::with_outlet;

fn allowed(reply: &Reply) -> Option<&str> {
    reply.head.lines().find_map(|line| line.strip_prefix("allow: "))
}

#[test]
fn an_address_or_method_that_is_none_is_refused_in_the_apis_words() {
    with_outlet(|outlet| {
        let below = [
            "/order/lists",
            "/order",
            "/user/72",
            "/pay/create",
            "/courses/60",
            "/token/x/y",
            "/org/admin",
            "/v1",
            "/v1/x",
        ];
        for path in below {
            let reply = outlet.call("GET", &format!("{path}?page=1"), &[], "");
            assert_eq!(
                reply.json(),
                json!({"msg": "资源不存在", "code": 1001, "request": format!("GET  {path}")}),
                "{path}"
            );
            assert_eq!((reply.status, allowed(&reply)), (404, None), "{path}");
        }
        for (method, path, known) in [
            ("GET", "/order/create", "POST"),
            ("DELETE", "/v1/order/list", "GET"),
            ("PUT", "/user/rebate/1/detail", "GET"),
            ("GET", "/token", "POST"),
            ("GET", "/pay/alipay/notify", "POST"),
        ] {
            let reply = outlet.call(method, path, &[], "");
            assert_eq!((reply.fault(), allowed(&reply)), ((405, 1001), Some(known)), "{method} {path}");
        }
        for path in ["/orders", "/tokens/x", "/api/order/x", "/om/services/none", "/nothing", "/"] {
            let reply = outlet.call("DELETE", path, &[], "");
            assert!(!reply.body.contains("1001"), "another API's or nobody's: {path} {}", reply.body);
        }
    });
}

#[test]
fn a_body_that_is_too_large_is_refused_in_the_apis_words() {
    with_outlet(|outlet| {
        let large = 1024 * 1024 + 1;
        for path in ["/order/create", "/v1/token"] {
            let announced = format!("{large}");
            let headers = [("Expect", "100-continue"), ("Content-Length", announced.as_str())];
            for reply in [outlet.ask("POST", path, &headers), outlet.call("POST", path, &[], &" ".repeat(large))] {
                assert_eq!(reply.json(), json!({"msg": "参数错误", "code": 1000, "request": format!("POST  {path}")}));
                assert_eq!(reply.status, 413);
            }
        }
        let headers = [("Expect", "100-continue"), ("Content-Length", "1048577")];
        assert_eq!(outlet.ask("POST", "/healthz/none", &headers).body, "", "the twin: no room words it");
        let shop = outlet.ask("POST", "/uc/services/login", &headers);
        assert_eq!((shop.status, &shop.json()["error_no"]), (413, &json!(1100)));
        let leases = outlet.ask("POST", "/api/open/isp_ip_open", &headers);
        assert_eq!((leases.status, &leases.json()["ret"], &leases.json()["code"]), (413, &json!(1002), &json!("0")));
        assert_eq!(leases.json()["ret_data"], json!({}));
    });
}
