//! What any room has acknowledged is kept when the power goes: sold, paid, paid back, leased, booked, redeemed.
//!
//! Each client works in one room until the server dies under it. What it is told it writes down as a claim: a condition on
//! the rows of a table, which must hold in the database that is found afterwards.

use std::collections::HashMap;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use crate::support::{Folder, Outlet, Start, Visitor, run, try_call};
use crate::tickets::agent::{API, Agent, new_order};
use serde_json::{Value, json};

/// The outlet's clock, on which the agent of the ticket tests signs.
const TODAY: &str = "2026-11-21 10:00:00";
/// So many claims of every room are heard before the power goes.
const ENOUGH: usize = 12;

/// What a room says it has kept: the room, a table, and a condition that one row of it must meet.
type Claim = (&'static str, &'static str, String);

/// A client of one room, and whom it tells.
struct Client {
    address: String,
    told: Sender<Claim>,
}

impl Client {
    /// Sends a request; nothing when the server is no more.
    fn ask(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Option<Value> {
        let answer = try_call(&self.address, method, target, headers, body.as_bytes()).ok()??;
        Some(serde_json::from_slice(&answer.body).unwrap_or_else(|_| Value::from(answer.text())))
    }

    fn post(&self, target: &str, who: &[(&str, &str)], body: &Value) -> Option<Value> {
        let headers = [&[("Content-Type", "application/json")], who].concat();
        self.ask("POST", target, &headers, &body.to_string())
    }

    fn claim(&self, room: &'static str, table: &'static str, condition: String) {
        self.told.send((room, table, condition)).expect("the test listens");
    }

    /// Sells minutes, takes the money at the counter, and gives it back.
    fn sell_and_pay_back(&self, buyer: &Visitor, boss: &Visitor) -> Option<()> {
        let call = |who: &Visitor, service: &str, mut body: Value| {
            body["userid"] = who.userid.into();
            body["sessionid"] = who.sessionid.clone().into();
            let answer = self.post(service, &[], &body)?;
            assert_eq!(answer["error_no"], 0, "{service}: {answer}");
            Some(answer["result"].clone())
        };
        loop {
            let order = call(buyer, "/uc/services/order_submit", json!({"productid": 3, "call_duration": 40}))?;
            let id = order["order"]["id"].as_i64()?;
            self.claim("order", "orders", format!("id = {id} and account_id = 7"));
            let money = json!({"orderid": id, "payvoucher": format!("slip {id}"), "amount": "4.00"});
            call(boss, "/om/services/order_paid", money)?;
            self.claim("payment", "orders", format!("id = {id} and pay_status in (2, 3) and paid = 400"));
            self.claim("payment", "money_moves", format!("order_id = {id} and kind = 'payment' and amount = 400"));
            let asked = call(buyer, "/uc/services/refund", json!({"orderid": id, "reason": "行程取消"}))?;
            let refund = asked["refund"]["id"].as_i64()?;
            self.claim("refund", "refunds", format!("id = {refund} and order_id = {id}"));
            call(boss, "/om/services/refund_audit", json!({"refundid": refund, "confirmed": "true"}))?;
            self.claim("refund", "money_moves", format!("order_id = {id} and kind = 'refund' and amount = -400"));
        }
    }

    /// Leases addresses until the server dies or there are none.
    fn lease(&self) -> Option<()> {
        for region in ["hk", "us", "jp", "sg"].into_iter().cycle().take(80) {
            let ask = json!({"appkey": "demo-appkey", "region": region, "duration": "week", "num": 1});
            let answer = self.post("/api/open/isp_ip_open", &[], &ask)?;
            assert_eq!(answer["ret"], 0, "{answer}");
            let number = answer["ret_data"]["order_id"].as_str()?;
            self.claim("lease", "orders", format!("number = '{number}' and channel = 'lease' and pay_status = 2"));
        }
        None
    }

    /// Sells course vouchers and pays for them at the sandbox.
    fn sell_courses(&self) -> Option<()> {
        let login = json!({"account": "13800138002", "secret": "demo-student", "type": 200, "device": "test"});
        let token = format!("Bearer {}", self.post("/token", &[], &login)?["token"].as_str()?);
        let who = [("Authorization", token.as_str())];
        loop {
            let wish = json!({"mobile": "13800138002", "courses_id": 60, "rebate_id": 5, "num": 2});
            let id = self.post("/order/create", &who, &wish)?["id"].as_i64()?;
            self.claim("course", "orders", format!("id = {id} and channel = 'course'"));
            let state = self.ask("GET", &format!("/pay/create/pay/{id}/1"), &who, "")?;
            let form = format!("{}&choice=pay", state["pay_url"].as_str()?.split_once('?')?.1);
            self.ask("POST", "/sandbox/pay", &[("Content-Type", "application/x-www-form-urlencoded")], &form)?;
            self.claim("course", "orders", format!("id = {id} and pay_status = 2"));
            self.claim("course", "money_moves", format!("order_id = {id} and kind = 'payment'"));
        }
    }

    /// Books tours, a day each, until the server dies or the calendar ends.
    fn book_tours(&self, family: &Visitor) -> Option<()> {
        for number in 0..100 {
            let date = format!("{}-{:02}", ["2026-12", "2027-01", "2027-02", "2027-03"][number / 28], number % 28 + 1);
            let wish = json!({
                "sessionid": family.sessionid, "uid": "629", "version": "2.0.1", "date": date, "adult_num": "1",
                "child_num": "0", "product_id": "500", "sum_money": "550.00", "hotels": [], "scenerys": [],
                "planes": {"goods_price_max": "550.00", "combo_id": "65"}, "client_order_no": format!("n-{number}"),
                "address_id": "1471", "email": "family@example.com", "contact_ids": "183",
            });
            let answer = self.post("/v2_0/longtour/order_submit", &[], &wish)?;
            assert_eq!(answer["status"], "success", "{answer}");
            let id = answer["data"]["order_id"].as_str()?;
            self.claim("tour", "orders", format!("id = {id} and channel = 'tour'"));
            self.claim("tour", "tour_holds", format!("order_id = {id} and released_at is null"));
        }
        None
    }

    /// Orders tickets as an agency does.
    fn order_tickets(&self) -> Option<()> {
        let (host, port) = self.address.split_once(':')?;
        for number in 0.. {
            let target = format!("{API}/Order/ScenicSpot/AddOrder");
            let signed = Agent::first().sign_for((host, port.parse().ok()?), "POST", &target, 0);
            let parts: Vec<_> = signed.attributes.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
            let authorization = format!("Hawk {}", parts.join(", "));
            let body = new_order(2, "AGENT01", &format!("trip-{number}"), &[("T001", 2)]);
            let answer = self.post(&target, &[("Authorization", &authorization)], &body)?;
            assert_eq!(answer["resultcode"], 0, "{answer}");
            let made = answer["orderid"].as_str()?;
            self.claim("ticket", "orders", format!("number = '{made}' and channel = 'ticket'"));
        }
        None
    }
}

/// Everything that was claimed until the server died under its clients, and the folder that it left.
fn work_until_the_power_goes(outlet: Outlet) -> (Vec<Claim>, std::sync::Arc<Folder>) {
    let (told, heard) = channel();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let family = outlet.login("family", "demo-family");
    let client = || Client { address: outlet.address.clone(), told: told.clone() };
    let (shop, leases, courses, tours, tickets) = (client(), client(), client(), client(), client());
    let clients = [
        thread::spawn(move || shop.sell_and_pay_back(&buyer, &boss)),
        thread::spawn(move || leases.lease()),
        thread::spawn(move || courses.sell_courses()),
        thread::spawn(move || tours.book_tours(&family)),
        thread::spawn(move || tickets.order_tickets()),
    ];
    drop(told);
    let mut claims = Vec::new();
    let mut counts =
        HashMap::from(["order", "payment", "refund", "lease", "course", "tour", "ticket"].map(|it| (it, 0)));
    while counts.values().any(|count| *count < ENOUGH) {
        let claim: Claim = heard.recv().unwrap_or_else(|_| panic!("all clients have ended: {counts:?}"));
        *counts.get_mut(claim.0).expect("a known room") += 1;
        claims.push(claim);
    }
    let folder = outlet.kill();
    claims.extend(heard.iter());
    for client in clients {
        assert_eq!(client.join().expect("a client that ends with the server"), None);
    }
    (claims, folder)
}

/// The claims that the database does not bear out.
fn broken<'c>(folder: &Folder, claims: &'c [Claim]) -> Vec<&'c Claim> {
    let database = folder.database();
    let holds = |(_, table, condition): &&Claim| {
        let count = format!("select count(*) from {table} where {condition}");
        database.query_row(&count, [], |row| row.get::<_, i64>(0)).expect(&count) > 0
    };
    claims.iter().filter(|claim| !holds(claim)).collect()
}

#[test]
fn what_every_room_has_acknowledged_outlives_a_power_cut_and_the_books_add_up() {
    let (claims, folder) = work_until_the_power_goes(Start::demo(TODAY).set("orders.customer_orders", "0").run());
    assert_eq!(broken(&folder, &claims), Vec::<&Claim>::new(), "of {} claims", claims.len());
    let checked = run(&["check".as_ref(), "--data".as_ref(), folder.data().as_os_str()]);
    let text = String::from_utf8_lossy(&checked.stdout);
    assert!(checked.status.success() && !text.contains("WRONG"), "{text}");
    // The twin: a database that has lost one of these rows does not bear the claims out.
    let database = folder.database();
    database.execute_batch("pragma foreign_keys = off").unwrap();
    for lost in ["orders", "tour_holds", "money_moves", "refunds"] {
        let claim = claims.iter().rfind(|(_, table, _)| *table == lost).expect("a claim of the table");
        assert_eq!(database.execute(&format!("delete from {lost} where {}", claim.2), []), Ok(1));
        assert!(broken(&folder, &claims).contains(&claim), "{claim:?}");
    }
}
