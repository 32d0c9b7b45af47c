//! The audit trail misses nothing: every staff call that changes something leaves an entry with who, what and what came of it.

mod twins;

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::support::{Outlet, Visitor, encode, notices, trades};
use crate::tickets::agent::Agent;
use serde_json::{Value, json};

/// The outlet's clock, which the agency's signatures count from.
const TODAY: &str = "2026-11-21 10:00:00";

/// Calls that only look, and the log-in, which is no change of the outlet.
const LOOKS: [&str; 25] = [
    "course_claim_gets",
    "course_gets",
    "course_gift_gets",
    "course_offer_gets",
    "course_order_gets",
    "course_school_gets",
    "datacard_gets",
    "datatraffic_gets",
    "deliveryvoucher_verify",
    "lease_key_gets",
    "lease_price_gets",
    "lease_stock",
    "lease_wallet_gets",
    "login",
    "order_gets",
    "order_search",
    "refund_gets",
    "ticket_customer_gets",
    "ticket_order_get",
    "ticket_order_gets",
    "ticket_product_gets",
    "touchdev_gets",
    "touchdev_search",
    "tour_batch_gets",
    "tour_calendar_gets",
];
/// More of them.
const MORE_LOOKS: [&str; 10] = [
    "call_record_gets",
    "lease_traffic_gets",
    "lease_warning_gets",
    "ticket_callback_gets",
    "tour_app_gets",
    "tour_coupon_gets",
    "tour_offer_gets",
    "tour_package_gets",
    "tour_partner_gets",
    "tour_trip_gets",
];

/// Whether a change has something before it: it changes what is there, or makes something new.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    There,
    New,
}
use Before::{New, There};

/// The manager, and which calls the trail has told of.
struct Manager<'o> {
    outlet: &'o Outlet,
    session: Visitor,
    told: RefCell<BTreeSet<String>>,
    faults: RefCell<Vec<String>>,
}

impl<'o> Manager<'o> {
    fn of(outlet: &'o Outlet) -> Self {
        Self { outlet, session: outlet.admin(), told: RefCell::default(), faults: RefCell::default() }
    }

    fn trail(&self) -> Value {
        self.session.page("/api/pages/audit?size=1").json()
    }

    /// Makes a call that must succeed and leave one new entry under its own name, or there is a fault; its result.
    fn does(&self, call: &str, before: Before, mut fields: Value) -> Value {
        let known = self.trail()["total"].as_i64().unwrap();
        fields["userid"] = self.session.userid.into();
        fields["sessionid"] = self.session.sessionid.clone().into();
        let answer = self.outlet.json(&format!("/om/services/{call}"), &fields).json();
        assert_eq!(answer["error_no"], 0, "{call}: {answer}");
        let trail = self.trail();
        let entry = &trail["entries"][0];
        let is_told = |member: &str| entry[member].as_str().is_some_and(|text| !text.is_empty());
        let holds = [
            ("one entry", trail["total"] == known + 1),
            ("whose", entry["actor"] == "admin" && entry["action"] == call),
            ("what", is_told("object") && is_told("at") && is_told("after")),
            ("before", is_told("before") == (before == There)),
        ];
        let broken = holds.iter().filter(|(_, holds)| !holds);
        self.faults.borrow_mut().extend(broken.map(|(what, _)| format!("{call}, {what}: {entry}")));
        self.told.borrow_mut().insert(call.to_owned());
        answer["result"].clone()
    }
}

fn submit(buyer: &Visitor, product: &str, more: &[(&str, &str)]) -> String {
    let fields = [&[("productid", product)], more].concat();
    buyer.call("order_submit", &fields).result()["order"]["id"].to_string()
}

fn sells_and_takes_back(boss: &Manager<'_>) {
    let buyer = boss.outlet.traveller();
    let paid = |more: &[(&str, &str)]| {
        let id = submit(&buyer, "1", &[]);
        if !more.is_empty() {
            buyer.call("order_shipping", &[&[("orderid", id.as_str())], more].concat()).result();
        }
        let slip = format!("slip {id}");
        boss.does("order_paid", There, json!({"orderid": id, "payvoucher": slip, "amount": "50.00"}));
        id
    };
    let sent = paid(&[]);
    boss.does("order_shipped", There, json!({"orderid": sent, "invoice_no": "SF1"}));
    let place = [("obtainvoucher", "true"), ("outletid", "2"), ("obtaintime", "2026-11-23 10:30:00")];
    let picked_up = paid(&place);
    let vouchers = buyer.call("evoucher_gets", &[("orderid", &picked_up)]).result();
    let serial = vouchers["evouchers"][0]["evoucher_sn"].clone();
    boss.does("cardorder_bind", There, json!({"orderid": picked_up, "simid": "8944200012789714353"}));
    boss.does("deliveryvoucher_complete", There, json!({"evoucher_sn": serial}));
    let refund = buyer.call("refund", &[("orderid", &sent), ("reason", "行程取消")]).result()["refund"]["id"].clone();
    let parcel = [("refundid", refund.to_string()), ("shipping_name", "顺丰速运".to_owned())];
    let parcel: Vec<_> = parcel.iter().map(|(name, value)| (*name, value.as_str())).collect();
    buyer.call("refund_shipping", &[&parcel[..], &[("invoice_no", "SF2")]].concat()).result();
    boss.does("refund_received", There, json!({"refundids": [refund], "invoice_no": "SF2"}));
    boss.does("refund_audit", There, json!({"refundid": refund, "confirmed": "true"}));
}

fn looks_after_the_shop(boss: &Manager<'_>) {
    let day = "2026-12-01 00:00:00";
    let price = boss.does("prdunitprice_set", New, json!({"productid": 1, "price": "40", "effect_datetime": day}));
    let price =
        json!({"productid": 1, "price": "41", "effect_datetime": day, "unitpriceid": price["prdunitprice"]["id"]});
    boss.does("prdunitprice_set", There, price);
    let tier = json!({"productid": 1, "quantity": 3, "discount": 90, "effect_datetime": day});
    boss.does("prddiscount_set", New, tier);
    boss.does("account_create", New, json!({"companyid": 1, "roleid": 1, "username": "second-clerk"}));
    boss.does("freeze", There, json!({"username": "second-clerk"}));
    boss.does("unfreeze", There, json!({"username": "second-clerk"}));
    boss.does("account_delete", There, json!({"username": "second-clerk"}));
    let template = json!({"name": "n", "type": 3, "money": 1, "location": "onlinecoupon"});
    boss.does("evoucher_create", New, json!({"evoucher": template}));
    boss.does("evouchersn_generate", New, json!({"evoucherid": 3, "quantity": 3}));
    boss.does("datacard_set", New, json!({"iccid": "100200300400999"}));
    boss.does("datacard_set", There, json!({"iccid": "100200300400999", "state": "blocked"}));
    boss.does("touchdev_set", New, json!({"hostname": "box", "host": "192.0.2.9"}));
    boss.does("touchdev_set", There, json!({"hostname": "box", "host": "192.0.2.10"}));
    boss.does("touchchans_set", There, json!({"devid": "touchdev01", "chans": [{"subid": 1, "phone": "13900000010"}]}));
    let buyer = boss.outlet.traveller();
    let minutes = submit(&buyer, "3", &[("call_duration", "40")]);
    boss.does("order_paid", There, json!({"orderid": minutes, "payvoucher": "m", "amount": "4.00"}));
    let call = json!({"accountid": buyer.userid, "seconds": 60, "reference": "call-1", "at": "2026-11-21 09:59:00"});
    boss.does("voice_usage_set", New, call);
}

fn looks_after_leases(boss: &Manager<'_>) {
    let price = json!({"kind": "isp", "region": "de", "duration": "week", "price": "10.00"});
    boss.does("lease_price_set", New, price);
    boss.does("lease_price_set", There, json!({"kind": "isp", "region": "de", "duration": "week", "price": "11.00"}));
    boss.does("lease_topup", There, json!({"account": 3716, "amount": "5.00", "reference": "top"}));
    boss.does("lease_retire", There, json!({"ip": "192.0.2.97"}));
    boss.does("lease_unretire", There, json!({"ip": "192.0.2.97"}));
    let pool = json!({"kind": "isp", "region": "de", "pool_tag": "渠道二", "addresses": "10.9.0.0/29"});
    boss.does("lease_address_add", New, pool);
    boss.does("lease_key_add", New, json!({"account": 8}));
    boss.does("lease_key_remove", There, json!({"account": 8}));
    let sale = json!({"account": 3716, "list": "flow", "megabytes": 500, "price": "25.00", "reference": "S-1"});
    boss.does("lease_flow_sell", New, sale);
    let sale =
        json!({"account": 3716, "kind": "isp", "region": "us", "duration": "week", "num": 1, "reference": "S-2"});
    let unpaid = boss.does("lease_ip_sell", New, sale)["orderid"].clone();
    boss.does("order_cancel", There, json!({"orderid": unpaid}));
    let ask = json!({"appkey": "demo-appkey", "region": "hk", "duration": "week", "num": 1});
    assert_eq!(boss.outlet.json("/api/open/isp_ip_open", &ask).json()["ret"], 0);
    let order = boss.outlet.folder.count("select max(id) from orders where channel = 'lease'");
    boss.does("lease_refund", There, json!({"orderid": order, "reason": "unreachable"}));
}

/// The student's call of the course API.
fn student(outlet: &Outlet, method: &str, path: &str, form: &[(&str, &str)]) -> Value {
    let student = outlet.login("student", "demo-student");
    student.send(method, path, "application/x-www-form-urlencoded", &encode(form)).json()
}

/// A course order of the student; its id.
fn course_order(outlet: &Outlet) -> Value {
    let wish = [("mobile", "13800138002"), ("courses_id", "60"), ("rebate_id", "5"), ("num", "1")];
    student(outlet, "POST", "/v1/order/create", &wish)["id"].clone()
}

/// What an order costs, in yuan.
fn due(outlet: &Outlet, order: &str) -> String {
    let fen = outlet.folder.count(&format!("select payable from orders where id = {order}"));
    format!("{}.{:02}", fen / 100, fen % 100)
}

/// The student claims the gift of the voucher that a paid order gave; the claim's id.
fn claim(outlet: &Outlet) -> i64 {
    let list = student(outlet, "GET", "/v1/user/72/rebate/0?per_page=100", &[]);
    let voucher = list["data"][0]["user_rebate_id"].to_string();
    let fields = [
        ("uid", "72"),
        ("user_rebate_id", voucher.as_str()),
        ("name", "小航"),
        ("phone_num", "13800138002"),
        ("address", "湖滨商业街"),
        ("voucher", "http://pic.example.com/1.jpg"),
    ];
    student(outlet, "POST", "/v1/user/rebate/gift_package", &fields);
    outlet.folder.count("select max(id) from gift_claims")
}

fn looks_after_courses(boss: &Manager<'_>) {
    let school = boss.does("course_school_set", New, json!({"name": "琴行"}))["school"]["organizationid"].clone();
    boss.does("course_school_set", There, json!({"organizationid": school, "phone": "0571-1234"}));
    let course = boss.does("course_set", New, json!({"organizationid": school, "name": "钢琴"}))["course"].clone();
    let (gift, offer) = (json!({"giftid": 2, "detail": "一支笔"}), json!({"offerid": 5, "value": 600}));
    boss.does("course_gift_set", There, gift);
    boss.does("course_offer_set", There, offer);
    boss.does("course_offer_extend", There, json!({"offerid": 5, "days": 3}));
    boss.does("course_binding_set", New, json!({"courseid": course["courseid"], "offerid": 5}));
    boss.does("course_phone_set", There, json!({"organizationid": school, "phone": "0571-5678"}));
    boss.does("course_staff_set", New, json!({"organizationid": school, "staffid": 101}));
    boss.does("course_order_delete", There, json!({"orderid": course_order(boss.outlet)}));
    let sold = course_order(boss.outlet);
    let due = due(boss.outlet, &sold.to_string());
    boss.does("order_paid", There, json!({"orderid": sold, "payvoucher": "c", "amount": due}));
    boss.does("course_order_confirm", There, json!({"orderid": sold}));
    boss.does("course_claim_review", There, json!({"claimid": claim(boss.outlet), "check": 1}));
    boss.does("course_order_refund", There, json!({"orderid": sold, "reason": "moved away"}));
}

fn looks_after_tours(boss: &Manager<'_>) {
    let day = json!({"offerid": 601, "date": "2026-12-08", "price": "280", "stock": 7});
    boss.does("tour_calendar_set", There, day);
    let batch = json!({"name": "春节", "kind": 2, "money": "5.50", "min_amount": "100",
        "starts_at": "2026-11-01 00:00:00", "ends_at": "2027-03-01 23:59:59", "tag": "红包"});
    let batch = boss.does("tour_batch_set", New, batch)["batch"]["batchid"].clone();
    boss.does("tour_batch_set", There, json!({"batchid": batch, "name": "元宵"}));
    boss.does("tour_coupon_issue", New, json!({"batchid": batch, "count": 2}));
    let package = json!({"title": "三亚三日", "city_id": 383, "destination_id": 2, "destination": "三亚"});
    let package = boss.does("tour_package_set", New, package)["package"]["packageid"].clone();
    boss.does("tour_package_set", There, json!({"packageid": package, "title": "三亚四日"}));
    let offer = json!({"packageid": package, "kind": "hotel", "name": "海景房", "price": "400", "stock": 3});
    let offer = boss.does("tour_offer_set", New, offer)["offer"]["offerid"].clone();
    boss.does("tour_offer_set", There, json!({"offerid": offer, "name": "山景房"}));
    boss.does("tour_app_set", New, json!({"appid": "app-2", "name": "旅行应用"}));
    boss.does("tour_app_set", There, json!({"appid": "app-2", "enabled": false}));
    let days = json!([{"title": "抵达", "events": [{"event_type": 5, "title": "自由活动"}]}]);
    boss.does("tour_trip_set", There, json!({"packageid": package, "days": days.to_string()}));
    boss.does("tour_partner_set", New, json!({"name": "旅行网", "uids": [629]}));
    boss.does("tour_partner_set", There, json!({"name": "旅行网", "enabled": false}));
    let sold = trades::tour_order(boss.outlet);
    boss.does("order_paid", There, json!({"orderid": sold, "payvoucher": "t", "amount": due(boss.outlet, &sold)}));
    boss.does("tour_order_refund", There, json!({"orderid": sold, "reason": "ill"}));
}

fn looks_after_tickets(boss: &Manager<'_>) {
    let customer =
        json!({"customertypecode": 7, "customerid": "D-3001", "customername": "示例导游", "username": "guide1"});
    boss.does("ticket_customer_set", New, customer.clone());
    let mut renamed = customer;
    renamed["customername"] = json!("示例导游二");
    boss.does("ticket_customer_set", There, renamed);
    boss.does("ticket_key_rotate", New, json!({"customertypecode": 7, "customerid": "D-3001"}));
    let product = json!({"productid": "T100", "productname": "灯会", "unit": "张", "price": "30.5"});
    boss.does("ticket_product_set", New, product);
    let bought = |reference: &str| {
        let body = crate::tickets::agent::new_order(2, "AGENT01", reference, &[("T001", 1)]);
        Agent::first().order(boss.outlet, &body).json()["orderid"].clone()
    };
    let replay = json!({"customertypecode": 2, "customerid": "AGENT01", "replayurl": "http://a.example/"});
    boss.does("ticket_callback_set", New, replay);
    boss.does("ticket_order_deal", There, json!({"orderid": bought("a")}));
    boss.does("ticket_order_cash", There, json!({"orderid": bought("b"), "amount": "120.00", "payvoucher": "K-1"}));
    let order = bought("c");
    boss.does("ticket_order_paid", There, json!({"orderid": order, "payid": 2, "payvoucher": "T-1"}));
    for call in ["ticket_refund_request", "ticket_refund_reject", "ticket_refund_request", "ticket_refund_start"] {
        boss.does(call, There, json!({"orderid": order, "reason": "行程取消"}));
    }
    boss.does("ticket_order_close", There, json!({"orderid": order}));
    let event = boss.outlet.folder.count("select max(reference) from outbox where topic = 'ticket_event'");
    boss.does("ticket_callback_resend", New, json!({"serialid": event}));
}

#[test]
fn every_call_of_the_staff_that_changes_something_is_in_the_trail() {
    let outlet = Outlet::demo_at(TODAY);
    let boss = Manager::of(&outlet);
    sells_and_takes_back(&boss);
    looks_after_the_shop(&boss);
    looks_after_leases(&boss);
    looks_after_courses(&boss);
    looks_after_tours(&boss);
    looks_after_tickets(&boss);
    assert_eq!(boss.faults.take(), Vec::<String>::new(), "what was there before is told of changes alone");
    let told = boss.told.take();
    assert_eq!(missed(&outlet, &told), Vec::<String>::new(), "calls that no step here makes");
    let but_one = told.into_iter().filter(|call| call != "tour_batch_set").collect();
    assert_eq!(missed(&outlet, &but_one), ["tour_batch_set"], "a call that no step makes is found");
}

/// The paths below `root` that answer POST.
fn posted(outlet: &Outlet, root: &str) -> Vec<String> {
    let document = outlet.get("/openapi.json").json();
    let paths = document["paths"].as_object().unwrap().iter().filter(|(_, methods)| methods["post"].is_object());
    paths.filter_map(|(path, _)| path.strip_prefix(root)).map(str::to_owned).collect()
}

/// Calls of the staff that neither look only nor are told of.
fn missed(outlet: &Outlet, told: &BTreeSet<String>) -> Vec<String> {
    let mut calls = posted(outlet, "/om/services/");
    let looks: Vec<&str> = LOOKS.into_iter().chain(MORE_LOOKS).collect();
    assert!(looks.iter().all(|look| calls.iter().any(|call| call == look)), "each of them is a call: {looks:?}");
    calls.retain(|call| !looks.contains(&call.as_str()) && !told.contains(call));
    calls
}

/// What the counter's page and the manager's do, and what the trail calls it.
const PAGES: [(&str, &str); 33] = [
    ("counter/cancel", "order_cancel"),
    ("counter/cash", "counter_cash"),
    ("counter/void", "counter_void"),
    ("counter/receipt", "receipt_printed"),
    ("counter/receipt", "receipt_copied"),
    ("counter/card", "cardorder_bind"),
    ("counter/complete", "deliveryvoucher_complete"),
    ("counter/complete", "counter_handed_over"),
    ("counter/note", "order_note"),
    ("counter/ship", "order_shipped"),
    ("counter/refund", "refund_asked"),
    ("counter/refund/decide", "refund_audit"),
    ("counter/deal", "ticket_order_deal"),
    ("counter/cash", "ticket_order_cash"),
    ("counter/redeem", "course_redeem"),
    ("admin/rows", "row_changed"),
    ("admin/texts", "text_set"),
    ("admin/product-stock", "stock_adjust"),
    ("admin/user", "account_create"),
    ("admin/user-status", "account_disable"),
    ("admin/user-status", "account_password"),
    ("admin/unmatched", "money_settled"),
    ("admin/user-change", "account_rename"),
    ("admin/order-change", "order_delivery"),
    ("admin/esims", "esims_added"),
    ("admin/esim-state", "esim_state"),
    ("admin/backup", "backup_made"),
    ("admin/webhook", "webhook_made"),
    ("admin/webhook-replay", "webhook_replayed"),
    ("admin/settings", "setting_changed"),
    ("admin/fiscal", "fiscal_number"),
    ("admin/invoice", "invoice_made"),
    ("admin/invoice-void", "invoice_void"),
];

/// What other tests prove: `admin_page`, `pictures` and `first_run`, because these take a file and no form, need one that was taken, or
/// empty shelves; `order_lists` of a slip, of which nothing is told but that it was printed; `people` of a PIN at an enrolled counter.
const ELSEWHERE: [&str; 7] = [
    "admin/import",
    "admin/picture",
    "admin/picture-set",
    "admin/first-steps",
    "admin/order-slip",
    "counter/clerks",
    "counter/pin",
];

/// Somebody of the staff at the pages.
struct Hand<'o> {
    outlet: &'o Outlet,
    boss: Visitor,
    done: RefCell<Vec<(String, String)>>,
    faults: RefCell<Vec<String>>,
}

impl<'o> Hand<'o> {
    fn of(outlet: &'o Outlet) -> Self {
        Self { outlet, boss: outlet.admin(), done: RefCell::default(), faults: RefCell::default() }
    }

    /// Sends a form that must succeed, and leave one new entry of this name, or there is a fault; the answer.
    fn does(&self, path: &str, action: &str, fields: &[(&str, &str)]) -> Value {
        let count = |more: &str| self.outlet.folder.count(&format!("select count(*) from audit_trail {more}"));
        let named = format!("where action = '{action}' and actor_id = 100 and after <> ''");
        let known = (count(""), count(&named));
        let answer = self.boss.page_form(&format!("/api/pages/{path}"), fields);
        assert_eq!(answer.status, 200, "{path} {action}: {}", answer.text());
        if (count(""), count(&named)) != (known.0 + 1, known.1 + 1) {
            self.faults.borrow_mut().push(format!("{path} {action}"));
        }
        self.done.borrow_mut().push((path.to_owned(), action.to_owned()));
        answer.json()
    }

    /// A traveller's card for which the counter took the money: its order.
    fn sold(&self, place: &[(&str, &str)]) -> String {
        let buyer = self.outlet.traveller();
        let id = submit(&buyer, "1", &[]);
        if !place.is_empty() {
            buyer.call("order_shipping", &[&[("orderid", id.as_str())], place].concat()).result();
        }
        let cash = [("orderid", id.as_str()), ("amount", "50.00"), ("reference", id.as_str())];
        self.does("counter/cash", "counter_cash", &cash);
        id
    }

    /// A receipt, a copy of it, and the payment taken back.
    fn puts_right(&self) {
        let id = self.sold(&[]);
        for (reference, action) in [("first", "receipt_printed"), ("again", "receipt_copied")] {
            self.does("counter/receipt", action, &[("orderid", &id), ("client_ref", reference)]);
        }
        self.does("counter/void", "counter_void", &[("orderid", &id), ("reference", &id)]);
    }

    fn serves(&self) {
        self.puts_right();
        let place = [("obtainvoucher", "true"), ("outletid", "2"), ("obtaintime", "2026-11-23 10:30:00")];
        let picked_up = self.sold(&place);
        let vouchers = self.outlet.traveller().call("evoucher_gets", &[("orderid", &picked_up)]).result();
        let serial = vouchers["evouchers"][0]["evoucher_sn"].to_string();
        self.does("counter/card", "cardorder_bind", &[("orderid", &picked_up), ("iccid", "8944200012789714353")]);
        self.does("counter/complete", "deliveryvoucher_complete", &[("serial", &serial)]);
        self.does("counter/complete", "counter_handed_over", &[("orderid", &self.sold(&[]))]);
        let later = [("to", "pick-up"), ("outletid", "2"), ("at", "2026-11-24 10:30:00")];
        let moved = self.sold(&place);
        self.does("admin/order-change", "order_delivery", &[&[("orderid", moved.as_str())], &later[..]].concat());
        self.does("counter/note", "order_note", &[("orderid", &moved), ("note", "下午来取")]);
        let unpaid = submit(&self.outlet.traveller(), "1", &[]);
        self.does("counter/cancel", "order_cancel", &[("orderid", &unpaid)]);
        let sent = self.sold(&[]);
        self.does("counter/ship", "order_shipped", &[("orderid", &sent), ("waybill", "SF1")]);
        let asked = self.does("counter/refund", "refund_asked", &[("orderid", &sent), ("reason", "行程取消")]);
        let refund = asked["order"]["refunds"][0]["id"].to_string();
        self.does("counter/refund/decide", "refund_audit", &[("refundid", &refund), ("agreed", "true")]);
        for (reference, path, action) in
            [("a", "counter/deal", "ticket_order_deal"), ("b", "counter/cash", "ticket_order_cash")]
        {
            Agent::first().buy(self.outlet, "AGENT01", reference, &[("T001", 1)]);
            let id = self.outlet.folder.count("select max(id) from orders where channel = 'ticket'").to_string();
            let fields = [("orderid", id.as_str()), ("amount", "120.00"), ("reference", "K-1")];
            self.does(path, action, if path.ends_with("deal") { &fields[..1] } else { &fields });
        }
        let course = course_order(self.outlet).to_string();
        let amount = due(self.outlet, &course);
        let cash = [("orderid", course.as_str()), ("amount", &amount), ("reference", "c")];
        let paid = self.does("counter/cash", "counter_cash", &cash);
        let code = paid["order"]["coupons"][0]["code"].as_str().unwrap().to_owned();
        self.does("counter/redeem", "course_redeem", &[("code", &code)]);
    }

    fn manages(&self) {
        let texts = json!([{"kind": "products", "key": {"id": "1"}, "cells": {"subname": "一张"}}]).to_string();
        self.does("admin/rows", "row_changed", &[("rows", &texts)]);
        let english = json!({"en": {"title": "Four days in Hangzhou"}}).to_string();
        self.does("admin/texts", "text_set", &[("kind", "tour-packages"), ("row", "500"), ("texts", &english)]);
        let stock = self.outlet.folder.count("select stock from products where id = 1").to_string();
        self.does("admin/product-stock", "stock_adjust", &[("id", "1"), ("seen", &stock), ("counted", "7")]);
        let made = self.does("admin/user", "account_create", &[("username", "third-clerk"), ("role", "1")]);
        let id = made["id"].to_string();
        self.does("admin/user-change", "account_rename", &[("id", &id), ("display", "小陈")]);
        self.does("admin/user-status", "account_password", &[("id", &id), ("to", "new-password")]);
        self.does("admin/user-status", "account_disable", &[("id", &id), ("to", "disabled")]);
        self.does("admin/settings", "setting_changed", &[("values", r#"{"outlet.name":"Gate 7"}"#)]);
        assert_eq!(notices::alipay_paid(self.outlet, "987654", "T-1", "28.50").text(), "success");
        let id = self.outlet.folder.count("select id from unmatched_money").to_string();
        self.does("admin/unmatched", "money_settled", &[("id", &id), ("note", "paid back by hand")]);
    }

    fn keeps_codes(&self) {
        let cells = json!({
            "name": "日本 eSIM", "subname": "5 GB", "image": "", "kind": "esim", "category_id": "2", "brand_id": "1", "store_id": "1",
            "units": "1", "display_price": "20.00", "is_real": "0", "sale_state": "0"
        });
        let rows = json!([{"kind": "products", "cells": cells}]).to_string();
        let made = self.boss.page_form("/api/pages/admin/rows", &[("rows", &rows), ("agreed", "true")]).json();
        let product = made["rows"][0]["key"]["id"].as_str().unwrap();
        let codes = [("product", product), ("codes", "LPA:1$smdp.example$QR-7H2K9-00A")];
        self.does("admin/esims", "esims_added", &codes);
        let id = self.outlet.folder.count("select id from esims").to_string();
        self.does("admin/esim-state", "esim_state", &[("id", &id), ("state", "blocked")]);
    }

    fn keeps_books(&self) {
        self.does("admin/settings", "setting_changed", &[("values", r#"{"tax.fiscal":"true"}"#)]);
        let order = self.sold(&[]);
        let id = self.outlet.folder.count("select max(id) from receipts").to_string();
        self.does("admin/fiscal", "fiscal_number", &[("id", &id), ("number", "FP-1")]);
        let buyer = [("orderid", order.as_str()), ("title", "示例旅行社")];
        let made = self.does("admin/invoice", "invoice_made", &buyer)["id"].to_string();
        self.does("admin/invoice-void", "invoice_void", &[("id", &made)]);
    }

    fn tells_targets(&self) {
        self.does("admin/backup", "backup_made", &[("to", "make")]);
        let target = [("url", "http://127.0.0.1:9/in"), ("events", "order.paid")];
        let id = self.does("admin/webhook", "webhook_made", &target)["id"].to_string();
        let tried = self.boss.page_form("/api/pages/admin/webhook", &[("id", &id), ("to", "test")]);
        assert_eq!(tried.status, 200, "{}", tried.text());
        let messages = self.boss.page("/api/pages/admin/webhooks").json();
        let number = messages["messages"][0]["number"].to_string();
        self.does("admin/webhook-replay", "webhook_replayed", &[("number", &number)]);
    }
}

#[test]
fn everything_that_the_staff_does_at_its_pages_is_in_the_trail() {
    let outlet = Outlet::demo_at(TODAY);
    let hand = Hand::of(&outlet);
    hand.serves();
    hand.manages();
    hand.keeps_codes();
    hand.keeps_books();
    hand.tells_targets();
    assert_eq!(hand.faults.take(), Vec::<String>::new());
    let done = hand.done.borrow();
    for path in posted(&outlet, "/api/pages/") {
        let is_known = PAGES.iter().any(|(known, _)| *known == path) || ELSEWHERE.contains(&path.as_str());
        let is_staff_s = path.starts_with("counter/") || path.starts_with("admin/");
        assert!(is_known || !is_staff_s, "{path} changes something, and no step here sends it");
    }
    for (path, action) in PAGES {
        assert!(done.iter().any(|it| it == &(path.to_owned(), action.to_owned())), "{path} {action}");
    }
}
