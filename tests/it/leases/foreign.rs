//! Another account, at every call of the API.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::outlet::{Outlet, Partner};
use super::{everything, second_partner};

/// The names of all calls of the API, out of its own document.
fn calls_of(outlet: &Outlet) -> BTreeSet<String> {
    let document = outlet.get("/openapi.json", "none");
    let paths = document["paths"].as_object().unwrap().keys();
    paths.filter_map(|path| path.strip_prefix("/api/open/")).map(str::to_owned).collect()
}

#[test]
fn nobody_sees_or_touches_what_belongs_to_another_account() {
    let outlet = Outlet::demo();
    let (demo, second) = (Partner::demo(&outlet), second_partner(&outlet, "1000.00"));
    let isp = demo.ordered("isp_ip_open", &[("region", "hk"), ("duration", "week"), ("num", "2")]);
    let datacenter = demo.ordered("static_ip_open", &[("region", "hk"), ("duration", "week"), ("num", "2")]);
    let before = everything(&demo);
    for (number, lists) in [
        (isp.as_str(), ["isp_order_list", "isp_ip_list"]),
        (datacenter.as_str(), ["datacenter_order_list", "datacenter_ip_list"]),
        ("2205211052185894", ["flow_order_list", "mobile_flow_order_list"]),
    ] {
        for list in lists {
            assert!(!demo.rows(list, &[("order_id", number)]).is_empty(), "{list}");
            assert_eq!(second.rows(list, &[("order_id", number)]), Vec::<Value>::new(), "{list}");
            assert_eq!(second.rows(list, &[]), Vec::<Value>::new(), "{list}");
            assert_eq!(second.call(list, &[("uid", "3716")])["ret"], 1001, "{list}");
        }
    }
    for (renew, held) in [("isp_ip_renew", "isp_ip_list"), ("static_ip_renew", "datacenter_ip_list")] {
        for address in demo.addresses(held) {
            let ask = [("renew_ip_list", address.as_str()), ("duration", "week")];
            assert_eq!(second.call(renew, &ask)["ret"], 1007, "{address}");
        }
    }
    demo.call("white_add", &[("ip", "198.51.100.7")]);
    demo.call("flow_warning_set", &[("flow_warning", "500")]);
    for (call, none) in [
        ("flow_left", json!({"flow_left": 0})),
        ("flow_use_record", json!({"total_flow": 0, "list": []})),
        ("white_list", json!({"list": [], "total": 0})),
    ] {
        assert_eq!(second.call(call, &[])["ret_data"], none, "{call}");
        assert_eq!(second.call(call, &[("uid", "3716")])["ret"], 1001, "{call}");
    }
    assert_eq!(second.call("white_del", &[("ip", "198.51.100.7")])["ret_data"]["list"], json!([]));
    assert_eq!(second.call("white_add", &[("ip", "203.0.113.9")])["ret_data"]["list"], json!(["203.0.113.9"]));
    assert_eq!(second.call("proxy_account_list", &[])["ret_data"]["total"], 0);
    assert_eq!(second.call("flow_proxy_account_use_record", &[("sub_id", "1")])["ret"], 1002);
    assert_eq!(second.call("flow_warning_set", &[("flow_warning", "7")])["ret"], 0);
    assert_eq!(demo.call("white_list", &[])["ret_data"]["list"], json!(["198.51.100.7"]));
    for open in ["isp_ip_open", "static_ip_open"] {
        let ask = [("region", "hk"), ("duration", "week"), ("num", "1"), ("uid", "3716")];
        assert_eq!(second.call(open, &ask)["ret"], 1001);
        second.ordered(open, &ask[..3]);
    }
    assert_eq!(everything(&demo), before, "the other's orders changed something");
    let tried = [
        "isp_ip_open",
        "static_ip_open",
        "isp_ip_renew",
        "static_ip_renew",
        "isp_order_list",
        "datacenter_order_list",
        "flow_order_list",
        "mobile_flow_order_list",
        "isp_ip_list",
        "datacenter_ip_list",
        "flow_left",
        "flow_use_record",
        "flow_proxy_account_use_record",
        "flow_warning_set",
        "proxy_account_list",
        "white_add",
        "white_del",
        "white_list",
    ];
    assert_eq!(calls_of(&outlet), BTreeSet::from(tried.map(str::to_owned)), "every call of the API was tried above");
    let folder = outlet.stop();
    assert_eq!(folder.count("select balance from wallets where account_id = 8"), 100_000 - 2 * 1500);
    let warning = "select megabytes from lease_warnings where account_id = ";
    assert_eq!([3716, 8].map(|account| folder.count(&format!("{warning}{account}"))), [500, 7]);
}
