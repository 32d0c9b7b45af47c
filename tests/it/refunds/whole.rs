//! Tours and course vouchers go back as a whole: asked for at the counter, decided by an operator, paid back the way they came.

use serde_json::{Value, json};

use super::{BACK, LEDGER, at_once, signed};
use crate::support::desk::{Desk, offered, refusal};
use crate::support::trades::tour_order;
use crate::support::{HtmlForm, Outlet, Start, Visitor, encode, run};

/// A day on which the tour's calendar is open and the programming course is sold.
const TODAY: &str = "2026-11-21 10:00:00";

/// The student's calls of the course API.
struct Student<'o> {
    outlet: &'o Outlet,
    bearer: String,
}

impl<'o> Student<'o> {
    fn of(outlet: &'o Outlet) -> Self {
        Self { outlet, bearer: format!("Bearer {}", outlet.login("student", "demo-student").sessionid) }
    }

    /// Status and body of an answer.
    fn call(&self, method: &str, path: &str, form: &[(&str, &str)]) -> (u16, Value) {
        let headers = [("Authorization", self.bearer.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        let answer = self.outlet.call(method, &format!("/v1/{path}"), &headers, encode(form).as_bytes());
        (answer.status, answer.json())
    }

    fn get(&self, path: &str) -> Value {
        self.call("GET", path, &[]).1
    }

    /// An order of the programming course; its id.
    fn orders(&self, pieces: &str) -> String {
        let wish = [("mobile", "13800138002"), ("courses_id", "60"), ("rebate_id", "5"), ("num", pieces)];
        self.call("POST", "order/create", &wish).1["id"].to_string()
    }

    fn vouchers(&self, shelf: i64) -> Vec<String> {
        let list = self.get(&format!("user/72/rebate/{shelf}?per_page=100"));
        list["data"].as_array().unwrap().iter().map(|row| row["user_rebate_id"].to_string()).collect()
    }

    /// Claims the gift of a voucher: the code of the answer, 0 for success.
    fn claims(&self, voucher: &str) -> i64 {
        let who = [("uid", "72"), ("user_rebate_id", voucher), ("name", "小航"), ("phone_num", "13800138002")];
        self.call("POST", "user/rebate/gift_package", &who).1["code"].as_i64().unwrap_or(0)
    }

    /// Pays with a provider's sandbox.
    fn pays(&self, order: &str, kind: i64) {
        let url = self.get(&format!("pay/create/pay/{order}/{kind}"))["pay_url"].as_str().unwrap().to_owned();
        let page = self.outlet.get(url.strip_prefix(&format!("http://{}", self.outlet.address)).unwrap());
        assert_eq!(HtmlForm::read(page.text()).with("choice", "pay").send(self.outlet).status, 200);
    }
}

/// The school's call with a voucher's code: status, whether it was redeemed, and the code of an error.
fn school_takes(outlet: &Outlet, code: &str) -> (u16, bool, i64) {
    let clerk = outlet.login("clerk", "demo-clerk");
    let headers = [("Authorization", format!("Bearer {}", clerk.sessionid))];
    let headers = [("Authorization", headers[0].1.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
    let fields = encode(&[("weixin_account", "clerk"), ("coupon_code", code)]);
    let answer = outlet.call("POST", "/v1/org/admin/verify/rebate/code", &headers, fields.as_bytes());
    let body = answer.json();
    (
        answer.status,
        body["course_name"].as_str().is_some_and(|name| !name.is_empty()),
        body["code"].as_i64().unwrap_or(0),
    )
}

/// A course order that the counter took cash for: its id and its vouchers' codes.
fn paid_course(outlet: &Outlet, pieces: &str) -> (String, Vec<String>) {
    let id = Student::of(outlet).orders(pieces);
    let amount = format!("{}.00", 500 * pieces.parse::<i64>().unwrap());
    let paid = Desk::clerk(outlet).cash(&id, &amount, "slip").json();
    let codes = paid["order"]["coupons"].as_array().unwrap().iter();
    (id, codes.map(|it| it["code"].as_str().unwrap().to_owned()).collect())
}

fn ask(desk: &Desk<'_>, id: &str) -> Value {
    desk.post("refund", &[("orderid", id), ("reason", "行程取消")]).json()["order"].clone()
}

fn decide(desk: &Desk<'_>, order: &Value, agreed: &str) -> Value {
    let refund = order["refunds"][0]["id"].to_string();
    let answer = desk.post("refund/decide", &[("refundid", &refund), ("agreed", agreed)]);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["order"].clone()
}

fn office(boss: &Visitor, call: &str, order: &str) -> i64 {
    boss.office(call, &[("orderid", order), ("reason", "x")]).number()
}

fn assert_sound(outlet: &Outlet) {
    let report = run(&["check", "--data", outlet.folder.data().to_str().unwrap()]);
    assert!(report.status.success(), "{}", String::from_utf8_lossy(&report.stdout));
}

#[test]
fn a_course_order_goes_back_in_cash_and_its_vouchers_are_void() {
    let outlet = Outlet::demo_at(TODAY);
    let (id, codes) = paid_course(&outlet, "3");
    let (me, clerk, operator) = (Student::of(&outlet), Desk::clerk(&outlet), Desk::operator(&outlet));
    let boss = outlet.login("operator", "demo-operator");
    let vouchers = me.vouchers(0);
    assert_eq!((vouchers.len(), me.claims(&vouchers[0])), (3, 0));
    let claim = outlet.folder.count("select max(id) from gift_claims").to_string();
    let found = clerk.find(&id)["order"].clone();
    assert_eq!(offered(&found), ["refund"]);
    let quote = clerk.get(&format!("refund/quote?orderid={id}")).json();
    assert_eq!(quote, json!({"cash": true, "money": "1500.00", "way": 1}));
    let line = found["lines"][0]["id"].to_string();
    let part = clerk.post("refund", &[("orderid", &id), ("reason", "x"), ("lines", &line)]);
    assert_eq!(refusal(&part), (409, "1307".to_owned()), "it goes back as a whole");
    assert_eq!(refusal(&clerk.get(&format!("refund/quote?orderid={id}&lines={line}"))), (409, "1307".to_owned()));

    let asked = at_once(8, || ask(&clerk, &id));
    assert!(asked.iter().all(|order| order["refunds"].as_array().unwrap().len() == 1), "{asked:?}");
    assert_eq!(offered(&asked[0]), Vec::<&str>::new(), "a clerk does not decide");
    let refused = clerk.post("redeem", &[("code", &codes[0])]);
    assert_eq!((refused.status, &refused.json()["error"]), (409, &json!("coupon back")));
    assert_eq!((school_takes(&outlet, &codes[1]), me.claims(&vouchers[1])), ((202, false, 0), 10006));
    let review = |check: &str| boss.office("course_claim_review", &[("claimid", &claim), ("check", check)]).number();
    assert_eq!((review("2"), office(&boss, "course_order_confirm", &id)), (1307, 1307));
    assert_eq!(clerk.post("refund/decide", &[("refundid", "1"), ("agreed", "true")]).status, 403);

    let waiting = operator.find(&id)["order"].clone();
    assert_eq!((offered(&waiting), &waiting["refunds"][0]["reason"]), (vec!["decide"], &json!("行程取消")));
    for _ in 0..2 {
        let ended = decide(&operator, &waiting, "true");
        assert_eq!((&ended["state"], &ended["coupons"], offered(&ended)), (&json!("refunded"), &json!([]), vec![]));
    }
    assert_eq!(clerk.find(&codes[0])["coupon"]["state"], "void");
    assert_eq!(school_takes(&outlet, &codes[0]), (202, false, 0));
    assert_eq!((me.vouchers(0), me.vouchers(1)), (vec![], vec![]));
    assert_eq!(me.call("GET", &format!("user/rebate/{}/detail", vouchers[0]), &[]).0, 404);
    assert_eq!((me.claims(&vouchers[1]), review("1")), (10003, 1100), "the claim was withdrawn");
    assert_eq!(boss.office("course_claim_gets", &[]).result()["count"], 0);
    let seen = me.get(&format!("order/detail/{id}"));
    let shown = (&seen["order_status"], &seen["rebate"]["is_disabled"], &seen["rebate"]["user_rebate_id"]);
    assert_eq!(shown, (&json!(0), &json!(1), &json!(0)), "neither paid nor to be paid");
    assert_eq!(me.get("order/list")["data"][0], seen);
    assert_eq!(me.get(&format!("pay/order/query/{id}")), json!({"pay_status": 0}));
    assert_eq!(me.get(&format!("pay/create/pay/{id}/1"))["code"], 10006);
    assert_eq!(office(&boss, "course_order_delete", &id), 1307);
    let row = boss.office("course_order_gets", &[]).result()["orders"][0].clone();
    assert_eq!((&row["pay_status"], &row["used"]), (&json!(3), &json!(0)));

    let till = outlet.admin().page("/api/pages/till").json();
    let courses = till["channels"].as_array().unwrap().iter().find(|it| it["channel"] == "course").unwrap();
    let texts = [&courses["paid"], &courses["refunded"], &till["cash_expected"]].map(Value::to_string);
    assert_eq!(texts, ["1500.00", "1500.00", "0.00"]);
    assert_eq!((outlet.folder.count(LEDGER), outlet.folder.count(BACK)), (0, 1));
    let audited = "select count(*) from audit_trail where action in ('refund_asked', 'refund_audit')";
    assert_eq!(outlet.folder.count(audited), 2);
    assert_sound(&outlet);
}

/// The twin: once staff has refused, the vouchers are as good as before.
#[test]
fn a_refused_refund_leaves_vouchers_and_claims_as_they_were() {
    let outlet = Outlet::demo_at(TODAY);
    let (id, codes) = paid_course(&outlet, "2");
    let (me, clerk, operator) = (Student::of(&outlet), Desk::clerk(&outlet), Desk::operator(&outlet));
    let vouchers = me.vouchers(0);
    assert_eq!(me.claims(&vouchers[0]), 0);
    let asked = ask(&clerk, &id);
    assert_eq!(clerk.find(&codes[0])["coupon"]["state"], "back");
    assert_eq!(offered(&decide(&operator, &asked, "false")), ["refund"], "it may be asked for again");
    assert_eq!(clerk.find(&codes[0])["coupon"]["state"], "ready");
    assert_eq!((school_takes(&outlet, &codes[0]), me.claims(&vouchers[1])), ((202, true, 0), 0));
    let boss = outlet.login("operator", "demo-operator");
    let claims = boss.office("course_claim_gets", &[]).result();
    assert_eq!(claims["count"], 2);
    let first = claims["claims"][0]["id"].to_string();
    assert_eq!(boss.office("course_claim_review", &[("claimid", &first), ("check", "2")]).number(), 0);
    assert_eq!(office(&boss, "course_order_confirm", &id), 0);
    assert_sound(&outlet);
}

#[test]
fn an_order_with_a_redeemed_voucher_goes_back_by_no_click() {
    let outlet = Outlet::demo_at(TODAY);
    let (id, codes) = paid_course(&outlet, "2");
    let clerk = Desk::clerk(&outlet);
    assert_eq!(clerk.post("redeem", &[("code", &codes[0])]).status, 200);
    assert_eq!(offered(&clerk.find(&id)["order"]), Vec::<&str>::new());
    assert_eq!(refusal(&clerk.get(&format!("refund/quote?orderid={id}"))), (409, "1307".to_owned()));
    let asked = clerk.post("refund", &[("orderid", &id), ("reason", "x")]);
    assert_eq!(refusal(&asked), (409, "1307".to_owned()));
    assert_eq!(office(&outlet.admin(), "course_order_refund", &id), 1307);
    assert_eq!((outlet.folder.count("select count(*) from refunds"), outlet.folder.count(BACK)), (0, 0));
    assert_eq!(clerk.post("redeem", &[("code", &codes[1])]).status, 200, "the other one is still good");
    assert_sound(&outlet);
}

/// What no call of this program does, an older one or somebody with an editor may have done.
#[test]
fn a_refund_that_was_asked_for_is_not_agreed_to_when_a_voucher_was_redeemed_all_the_same() {
    let outlet = Outlet::demo_at(TODAY);
    let (id, _) = paid_course(&outlet, "2");
    let asked = ask(&Desk::clerk(&outlet), &id);
    let folder = outlet.stop();
    let taken = "update course_vouchers set used_at = 1, used_by = 126 where place = 1";
    assert_eq!(folder.database().execute(taken, []), Ok(1));
    assert_eq!(folder.database().execute("update course_orders set used = 1", []), Ok(1));
    let outlet = Start::demo(TODAY).on(folder);
    let (operator, boss) = (Desk::operator(&outlet), outlet.admin());
    let refund = asked["refunds"][0]["id"].to_string();
    let agreed = operator.post("refund/decide", &[("refundid", &refund), ("agreed", "true")]);
    assert_eq!(refusal(&agreed), (409, "1307".to_owned()));
    assert_eq!(boss.office("refund_audit", &[("refundid", &refund)]).number(), 1307);
    assert_eq!(office(&boss, "course_order_refund", &id), 1307);
    assert_eq!(outlet.folder.count(BACK), 0);
    assert_eq!(decide(&operator, &asked, "false")["state"], "received", "it can be refused");
    assert_sound(&outlet);
}

#[test]
fn a_provider_s_money_goes_back_through_the_paths_of_the_course_room() {
    let outlet = Outlet::demo_at(TODAY);
    let (me, clerk, operator) = (Student::of(&outlet), Desk::clerk(&outlet), Desk::operator(&outlet));
    for (kind, way) in [(1, 4), (0, 5)] {
        let id = me.orders("1");
        me.pays(&id, kind);
        let quote = clerk.get(&format!("refund/quote?orderid={id}")).json();
        assert_eq!(quote, json!({"cash": false, "money": "500.00", "way": way}));
        let ended = decide(&operator, &ask(&clerk, &id), "true");
        assert_eq!((&ended["state"], &ended["refunds"][0]["status"]), (&json!("refunded"), &json!(4)), "way {way}");
    }
    assert_eq!((outlet.folder.count(LEDGER), outlet.folder.count(BACK)), (0, 2));
    assert!(!outlet.log().contains("fits no order"), "{}", outlet.log());
    assert_sound(&outlet);
}

/// A real Alipay tells where its payment was begun, some time after it was told to pay back, and more than once.
#[test]
fn alipay_s_word_at_the_course_room_s_path_ends_a_refund_that_waits_for_it() {
    let outlet = Outlet::demo_at(TODAY);
    let id = Student::of(&outlet).orders("1");
    Student::of(&outlet).pays(&id, 1);
    let waiting = ask(&Desk::clerk(&outlet), &id);
    let (number, trade) = (waiting["number"].as_str().unwrap(), waiting["reference"].as_str().unwrap());
    let folder = outlet.stop();
    assert_eq!(folder.database().execute("update refunds set status = 3", []), Ok(1));
    let outlet = Start::demo(TODAY).on(folder);
    let clerk = Desk::clerk(&outlet);
    assert_eq!(offered(&clerk.find(&id)["order"]), Vec::<&str>::new());
    let told = |path: &str, amount: &str| {
        let fields = [
            ("out_trade_no", number),
            ("trade_no", trade),
            ("trade_status", "TRADE_CLOSED"),
            ("refund_fee", amount),
            ("app_id", "2088000000000000"),
        ];
        outlet.raw_form(path, &signed(&fields)).text().to_owned()
    };
    assert_eq!(told("/pay/alipay/notify", "1.00"), "success", "heard, though nobody knows what for");
    assert_eq!(clerk.find(&id)["order"]["refunds"][0]["status"], 3);
    for path in ["/pay/alipay/notify", "/v1/pay/alipay/notify"] {
        assert!(at_once(16, || told(path, "500.00")).iter().all(|text| text == "success"));
    }
    assert_eq!(clerk.find(&id)["order"]["state"], "refunded");
    assert_eq!((outlet.folder.count(LEDGER), outlet.folder.count(BACK)), (0, 1));
    // The part that nobody knew what for stands open until somebody says what became of it.
    let id =
        outlet.folder.count("select id from unmatched_money where amount = 100 and settled_at is null").to_string();
    let fields = [("id", id.as_str()), ("note", "a mistake of the provider's")];
    let settled = outlet.login("operator", "demo-operator").page_form("/api/pages/admin/unmatched", &fields);
    assert_eq!(settled.status, 200, "{}", settled.text());
    assert_sound(&outlet);
}

#[test]
fn a_tour_goes_back_from_the_counter_with_all_that_it_held() {
    let outlet = Outlet::demo_at(TODAY);
    let id = tour_order(&outlet);
    let (clerk, operator) = (Desk::clerk(&outlet), Desk::operator(&outlet));
    let held = || outlet.folder.count("select coalesce(sum(taken), 0) from tour_calendar");
    assert_eq!(clerk.cash(&id, "1700.00", "slip").status, 200);
    let taken = held();
    let found = clerk.find(&id)["order"].clone();
    assert_eq!((taken, offered(&found)), (4, vec!["void", "refund"]));
    let quote = clerk.get(&format!("refund/quote?orderid={id}")).json();
    assert_eq!(quote, json!({"cash": true, "money": "1700.00", "way": 1}));
    let line = found["lines"][0]["id"].to_string();
    let part = clerk.post("refund", &[("orderid", &id), ("reason", "x"), ("lines", &line)]);
    assert_eq!(refusal(&part), (409, "1307".to_owned()));
    let asked = ask(&clerk, &id);
    assert_eq!((held(), offered(&asked)), (4, vec![]), "to ask gives nothing back");
    let agreed = at_once(8, || decide(&operator, &asked, "true"));
    assert!(agreed.iter().all(|order| order["state"] == "refunded"), "{agreed:?}");
    assert_eq!(held(), 0);
    assert_eq!(refusal(&clerk.post("refund", &[("orderid", &id), ("reason", "x")])), (409, "1307".to_owned()));
    let folder = outlet.folder.clone();
    assert_eq!((folder.count(LEDGER), folder.count(BACK)), (0, 1));
    assert_eq!(folder.count("select sum(change) from stock_moves where item_kind = 'tour offer'"), 0);
    assert_eq!(folder.count("select sold from tour_packages where id = 500"), 0);
    assert_sound(&outlet);
}
