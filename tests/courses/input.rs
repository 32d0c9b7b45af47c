//! What the wire may carry: numbers beyond all bounds, parts of paths that are encoded, and bodies in any of their forms.

use serde_json::{Value, json};

use crate::support::{Caller, token};
use crate::with_outlet;

/// A number that no machine word holds.
const HUGE: &str = "99999999999999999999";

#[test]
fn numbers_in_paths_may_be_encoded_and_a_huge_one_is_no_other() {
    with_outlet(|outlet| {
        let me = Caller::student(outlet);
        let (order, vouchers) = me.bought(1);
        let encoded: String = order.to_string().bytes().map(|digit| format!("%{digit:02X}")).collect();
        assert_eq!(me.get(&format!("/order/detail/{encoded}")).json()["id"], order);
        let count = |kind: &str| me.get(&format!("/user/72/rebate/{kind}")).json()["count"].clone();
        assert_eq!(["0", "%30", "1", HUGE].map(count), [1, 1, 0, 0].map(Value::from));
        assert_eq!(me.get(&format!("/user/{HUGE}/rebate/0")).fault(), (403, 1004));
        assert_eq!(me.get(&format!("/user/rebate/{HUGE}/detail")).fault(), (404, 10003));
        let unpaid = me.order(1)["id"].as_i64().unwrap();
        assert_eq!(me.get(&format!("/pay/create/pay/{unpaid}/{HUGE}")).fault(), (400, 1000), "no way of paying");
        assert_eq!(me.get(&format!("/pay/create/pay/{HUGE}/1")).fault(), (404, 10002));
        assert_eq!(me.get(&format!("/user/rebate/{}/detail", vouchers[0])).status, 200);
    });
}
