//! `course_order_refund`: the staff gives the money of a course order back in one step.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::{Value, json};

use super::support::{Caller, Folder, Outlet, at_once};
use super::{AT, Office, claim_of, with_outlet};

fn operator(outlet: &Outlet) -> Office<'_> {
    Office::log_in(outlet, "operator", "demo-operator")
}

#[test]
fn sixteen_refunds_of_one_order_pay_back_once_and_answer_the_same() {
    let folder = Folder::new();
    let outlet = Outlet::start(&folder.data(), AT, &[]);
    let (me, office) = (Caller::student(&outlet), operator(&outlet));
    let (order, vouchers) = me.bought(3);
    let code = me.code(vouchers[0]);
    me.post("/user/rebate/gift_package", &claim_of(vouchers[1]));
    let ask = format!("orderid={order}&reason=moved away");
    let answers = at_once(16, |_| office.result("course_order_refund", &ask));
    let refunds: BTreeSet<_> = answers.iter().map(|answer| answer["refundid"].to_string()).collect();
    assert_eq!(refunds.len(), 1, "{answers:?}");
    let settled = office.result("course_order_refund", &ask);
    let shown = ["account", "money", "orderid", "status", "way"].map(|name| settled[name].to_string());
    assert_eq!(shown, ["72", "1500.00", &order.to_string(), "4", "4"]);
    assert_eq!(settled, office.result("course_order_refund", &format!("orderid={order}&reason=again")));
    assert_eq!(me.voucher_ids(), Vec::<i64>::new());
    assert_eq!(office.result("course_claim_gets", "")["count"], 0);
    let clerk = Caller::clerk(&outlet);
    let body = json!({"weixin_account": "clerk", "coupon_code": code});
    let refused = clerk.post("/org/admin/verify/rebate/code", &body);
    let flags = refused.json();
    let told = ["is_bind", "is_verify", "has_teaching_course", "is_used"].map(|name| flags[name] == true);
    assert_eq!(
        (refused.status, told),
        (202, [true, false, false, false]),
        "a voucher that went back is no voucher: {flags}"
    );
    assert_eq!(folder.count("select count(*) from money_moves where kind = 'refund'"), 1);
    assert_eq!(folder.count("select sum(amount) from money_moves"), 0);
    assert_eq!(folder.count("select count(*) from audit_trail where action = 'course_order_refund'"), 1);
    folder.check();
}

/// The twin: the order book's rules see money and vouchers that do not fit one another.
#[test]
fn a_refund_that_left_a_voucher_or_was_booked_twice_would_be_found() {
    let folder = Folder::new();
    let outlet = Outlet::start(&folder.data(), AT, &[]);
    let (me, office) = (Caller::student(&outlet), operator(&outlet));
    let (order, _) = me.bought(1);
    office.result("course_order_refund", &format!("orderid={order}&reason=x"));
    drop(outlet);
    for (damage, told) in [
        ("update course_vouchers set voided_at = null", "can be redeemed are paid for: not for voucher"),
        ("update money_moves set amount = 2 * amount where kind = 'refund'", "that of the refunds: not for order"),
    ] {
        assert_eq!(folder.change(damage), 1, "{damage}");
        let report = Command::new(env!("CARGO_BIN_EXE_outpost")).arg("check").arg("--data").arg(folder.data()).output();
        let report = String::from_utf8(report.unwrap().stdout).unwrap();
        assert!(report.contains(told), "{damage}: {report}");
    }
}

#[test]
fn sixteen_who_redeem_and_give_back_at_once_leave_one_or_the_other() {
    let folder = Folder::new();
    let outlet = Outlet::start(&folder.data(), AT, &[]);
    let (me, office, clerk) = (Caller::student(&outlet), operator(&outlet), Caller::clerk(&outlet));
    for _ in 0..4 {
        let (order, vouchers) = me.bought(1);
        let body = json!({"weixin_account": "clerk", "coupon_code": me.code(vouchers[0])});
        let done = at_once(16, |place| {
            if place % 2 == 0 {
                let given = office.call("course_order_refund", &format!("orderid={order}&reason=x"));
                (given["error_no"] == 0, false)
            } else {
                (false, clerk.post("/org/admin/verify/rebate/code", &body).json()["course_name"] != "")
            }
        });
        let (given, taken) = (done.iter().any(|it| it.0), done.iter().filter(|it| it.1).count());
        assert!((given && taken == 0) || (!given && taken == 1), "{done:?}");
    }
    folder.check();
}

#[test]
fn what_is_not_paid_or_not_a_course_s_is_refused_and_a_request_is_agreed_to() {
    with_outlet(|outlet| {
        let (me, office) = (Caller::student(outlet), operator(outlet));
        let refund = |form: &str| office.call("course_order_refund", form)["error_no"].clone();
        let unpaid = me.order(1)["id"].clone();
        assert_eq!(refund(&format!("orderid={unpaid}&reason=x")), 1307);
        assert_eq!([refund("orderid=999999&reason=x"), refund("orderid=1&reason=x")], [1305, 1305], "tickets");
        let (order, _) = me.bought(1);
        let tour = office.call("tour_order_refund", &format!("orderid={order}&reason=x"))["error_no"].clone();
        assert_eq!(tour, 1305, "a course order is no tour");
        let long = "x".repeat(201);
        for bad in ["", "&reason=", "&reason=%20", &format!("&reason={long}")] {
            assert_eq!(refund(&format!("orderid={order}{bad}")), 1100, "{bad}");
        }
        assert_eq!(refund("reason=x"), 1100);

        // Asked for at the counter, decided by this call.
        let clerk = outlet.session("clerk", "demo-clerk");
        let bearer = format!("Bearer {}", clerk["sessionid"].as_str().unwrap());
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        let asked = outlet.call("POST", "/api/pages/counter/refund", &headers, &format!("orderid={order}&reason=ill"));
        let asked = asked.json()["order"]["refunds"][0]["id"].clone();
        let done = office.result("course_order_refund", &format!("orderid={order}&reason=x"));
        assert_eq!((&done["refundid"], &done["status"]), (&asked, &json!(4)), "it is the same refund");
        let again = office.call("refund_audit", &format!("refundid={asked}&confirmed=false"))["error_no"].clone();
        assert_eq!(again, 1307, "too late to refuse");
        let list: Value = me.get("/order/list").json();
        assert_eq!(list["count"], 2, "both orders are still listed");
    });
}

/// A gift that was sent is gone: its claim stays in the list of those.
#[test]
fn a_gift_that_was_sent_stays_sent_when_the_money_goes_back() {
    with_outlet(|outlet| {
        let (me, office) = (Caller::student(outlet), operator(outlet));
        let (order, vouchers) = me.bought(2);
        for voucher in &vouchers {
            me.post("/user/rebate/gift_package", &claim_of(*voucher));
        }
        office.result("course_claim_review", "claimid=1&check=2");
        office.result("course_order_refund", &format!("orderid={order}&reason=x"));
        let listed = office.result("course_claim_gets", "");
        assert_eq!((&listed["count"], &listed["claims"][0]["check"]), (&json!(1), &json!(2)));
        assert_eq!(office.call("course_claim_review", "claimid=2&check=1")["error_no"], 1100, "withdrawn");
        assert_eq!(office.call("course_claim_review", "claimid=1&check=1")["error_no"], 1307);
    });
}
