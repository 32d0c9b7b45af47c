//! Tickets go back: some or all of them, asked for once or five times, granted or refused, with their money.

use std::thread;

use serde_json::{Value, json};

use super::agent::{API, Agent, deals_of, log_of};
use super::{BOOKED, DEALT, FOREIGN, number, operator, outlet};
use crate::support::Outlet;

const REFUND: &str = "/api/Order/RefundTicket";
const PAYMENT: &str = "/api/Order/Refund";

fn tickets(agent: &Agent, outlet: &Outlet, query: &str) -> Vec<Value> {
    agent.rows(outlet, &format!("{API}/Order/Query/Tickets?username={}&{query}", agent.id))
}

fn states(agent: &Agent, outlet: &Outlet, order: &str) -> String {
    tickets(agent, outlet, &format!("orderid={order}")).iter().map(|it| it["status"].as_str().unwrap()).collect()
}

fn letter(agent: &Agent, outlet: &Outlet, order: &str) -> String {
    agent.rows(outlet, &deals_of(2, "AGENT01", order))[0]["status"].as_str().unwrap().to_owned()
}

fn some(order: &str, places: &[i64]) -> Value {
    let codes: Vec<String> = places.iter().map(|place| format!("{order}{place:03}")).collect();
    json!({"orderid": order, "refundallticket": "0", "ticketids": codes})
}

fn all(order: &str) -> Value {
    json!({"orderid": order, "refundallticket": "1"})
}

#[test]
fn a_part_goes_back_and_the_rest_stays_what_it_was_until_all_are_back() {
    let (outlet, agent) = (outlet(), Agent::first());
    let office = operator(&outlet);
    let ask = |body: &Value| agent.tell(&outlet, REFUND, body);
    let decide = |call: &str| office.office(call, &[("orderid", DEALT)]).number();
    assert_eq!(ask(&some(DEALT, &[2, 5]))["orderstatus"], "7");
    assert_eq!(states(&agent, &outlet, DEALT), "11111", "nothing is decided");
    assert_eq!(decide("ticket_refund_reject"), 0);
    assert_eq!(
        (decide("ticket_refund_reject"), letter(&agent, &outlet, DEALT).as_str()),
        (0, "3"),
        "refused, twice the same"
    );
    assert_eq!(ask(&some(DEALT, &[5, 2, 5]))["resultcode"], 0, "it may be asked again");
    assert_eq!((decide("ticket_refund_start"), decide("ticket_refund_start")), (0, 0));
    assert_eq!((letter(&agent, &outlet, DEALT).as_str(), states(&agent, &outlet, DEALT).as_str()), ("B", "12112"));
    assert_eq!(
        ask(&some(DEALT, &[2, 5])),
        json!({"orderid": DEALT, "sendid": null, "orderstatus": "B", "resultcode": 0, "returnmessgage": ""})
    );
    assert_eq!(ask(&some(DEALT, &[1]))["resultcode"], 6, "others must wait for the money of these");
    assert_eq!(decide("ticket_refund_reject"), 1307);
    assert_eq!((decide("ticket_order_close"), letter(&agent, &outlet, DEALT).as_str()), (0, "3"));
    assert_eq!(
        (decide("ticket_order_close"), letter(&agent, &outlet, DEALT).as_str()),
        (0, "3"),
        "closed, twice the same"
    );
    assert_eq!(ask(&some(DEALT, &[2]))["orderstatus"], "3", "a repeat changes nothing");
    assert_eq!(ask(&some(DEALT, &[1, 2]))["resultcode"], 2, "one of them went back before");
    assert_eq!(ask(&all(DEALT))["orderstatus"], "7", "all that are left");
    assert_eq!((decide("ticket_refund_start"), states(&agent, &outlet, DEALT).as_str()), (0, "22222"));
    assert_eq!((decide("ticket_order_close"), letter(&agent, &outlet, DEALT).as_str()), (0, "4"));
    assert_eq!(decide("ticket_order_close"), 0, "a retry");
    assert_eq!(ask(&all(DEALT))["orderstatus"], "4");
    let log = agent.rows(&outlet, &log_of(2, "AGENT01", DEALT));
    let names: Vec<_> = log.iter().map(|row| row["eventtypename"].as_str().unwrap()).collect();
    let wanted = [
        "预订",
        "交割",
        "退款申请",
        "退款驳回",
        "退款申请",
        "退款办理",
        "部分退票完成",
        "退款申请",
        "退款办理",
        "关闭",
    ];
    assert_eq!(names, wanted);
    assert_eq!(log[6]["content"], format!("{DEALT}002, {DEALT}005"));
    let one = |code: &str| {
        agent.get(&outlet, &format!("{API}/Order/Query/Ticket?username=agent01&orderid={DEALT}&ticketid={code}")).json()
    };
    assert_eq!(one(&format!("{DEALT}003"))["status"], "2");
    let alone =
        |code: &str| agent.get(&outlet, &format!("{API}/Order/Query/Ticket?username=agent01&ticketid={code}")).json();
    assert_eq!(alone(&format!("{DEALT}003")), one(&format!("{DEALT}003")), "its code names the order, too");
    for code in [format!("{FOREIGN}001"), DEALT.to_owned(), "003".to_owned(), "票".to_owned(), String::new()] {
        assert_eq!(alone(&code), Value::Null, "{code}");
    }
    assert_eq!(one("003"), Value::Null);
    books_fit(&outlet);
}

/// Every rule of `check` holds.
fn books_fit(outlet: &Outlet) {
    let data = outlet.folder.data();
    let check = crate::support::run(&["check", "--data", data.to_str().unwrap()]);
    let text = String::from_utf8_lossy(&check.stdout).into_owned();
    assert_eq!(check.status.code(), Some(0), "{text}");
}

#[test]
fn what_is_not_the_agencys_or_not_dealt_is_refused_with_its_number() {
    let (outlet, agent) = (outlet(), Agent::first());
    let code = |target: &str, body: &Value| agent.tell(&outlet, target, body)["resultcode"].as_i64().unwrap();
    for (order, wanted) in [("20261101999999", 5), (FOREIGN, 5), (BOOKED, 6), ("", 2), ("202611010000010000000", 2)] {
        for body in [all(order), some(order, &[1])] {
            assert_eq!(code(REFUND, &body), wanted, "{body}");
        }
    }
    for (target, body) in [(REFUND, some(DEALT, &[6])), (REFUND, some(DEALT, &[0])), (REFUND, some(FOREIGN, &[1]))] {
        assert!(matches!(code(target, &body), 2 | 5), "{body}");
    }
    let foreign = json!({"orderid": DEALT, "refundallticket": "0", "ticketids": [format!("{DEALT}001"), format!("{FOREIGN}001")]});
    assert_eq!(code(REFUND, &foreign), 2, "one of two is another's: neither goes back");
    assert_eq!(code(PAYMENT, &all(DEALT)), 6, "it was dealt");
    let mut long = all(DEALT);
    long["memory"] = json!("雨".repeat(201));
    assert_eq!(code(REFUND, &long), 2);
    assert_eq!((states(&agent, &outlet, DEALT).as_str(), letter(&agent, &outlet, DEALT).as_str()), ("11111", "3"));
    let target = format!("{API}/Order/Ticket/Refund");
    assert_eq!(code(&target, &json!({"username": "agent02", "refundparm": all(DEALT)})), 1);
    assert_eq!(code(&target, &json!({"refundparm": all(DEALT)})), 1);
    assert_eq!(code(&target, &json!({"username": "agent01", "refundparm": {}})), 2);
    assert_eq!(code(&target, &json!({"username": "agent01", "refundparm": some(DEALT, &[1])})), 0);
    assert_eq!(Agent::second().tell(&outlet, REFUND, &some(DEALT, &[1]))["resultcode"], 5);
}

#[test]
fn an_order_that_a_third_party_was_paid_for_goes_back_by_its_own_call() {
    let (outlet, agent) = (outlet(), Agent::first());
    let office = operator(&outlet);
    let order = number(&agent.buy(&outlet, "AGENT01", "third", &[("T002", 2)]));
    let paid = [("orderid", order.as_str()), ("payid", "9"), ("payvoucher", "tp-1")];
    office.office("ticket_order_paid", &paid).result();
    assert_eq!(agent.tell(&outlet, REFUND, &all(&order))["resultcode"], 6, "it has no tickets yet");
    assert_eq!(agent.tell(&outlet, PAYMENT, &some(&order, &[1]))["resultcode"], 2);
    for _ in 0..2 {
        assert_eq!(agent.tell(&outlet, PAYMENT, &all(&order))["orderstatus"], "7");
    }
    let name = [("orderid", order.as_str())];
    office.office("ticket_refund_start", &name).result();
    assert_eq!(agent.tell(&outlet, PAYMENT, &all(&order))["orderstatus"], "B");
    assert_eq!(office.office("ticket_order_close", &name).result()["order"]["status"], "4");
    assert_eq!(agent.tell(&outlet, PAYMENT, &all(&order))["orderstatus"], "4", "a repeat");
    assert_eq!(agent.cancel(&outlet, &order)["resultcode"], 0, "closed is closed");
    books_fit(&outlet);
}

/// Cash that came over the counter goes back over it: piece by piece, never more than came in, and the till knows.
#[test]
fn the_till_knows_what_went_back_for_single_tickets() {
    let (outlet, agent) = (outlet(), Agent::first());
    let office = operator(&outlet);
    let order = number(&agent.buy(&outlet, "AGENT01", "cash", &[("T001", 2), ("T002", 1)]));
    let name = [("orderid", order.as_str())];
    office.office("ticket_order_cash", &[name[0], ("amount", "295.00"), ("payvoucher", "slip-1")]).result();
    assert_eq!((letter(&agent, &outlet, &order).as_str(), states(&agent, &outlet, &order).as_str()), ("X", "111"));
    let go_back = |body: &Value| {
        assert_eq!(agent.tell(&outlet, REFUND, body)["resultcode"], 0, "{body}");
        office.office("ticket_refund_start", &name).result();
        office.office("ticket_order_close", &name).result()["order"]["status"].as_str().unwrap().to_owned()
    };
    let went_back = || outlet.folder.count("select coalesce(sum(amount), 0) from money_moves where kind = 'refund'");
    assert_eq!((go_back(&some(&order, &[2])).as_str(), went_back()), ("X", -12_000));
    books_fit(&outlet);
    assert_eq!((go_back(&all(&order)).as_str(), went_back()), ("4", -29_500));
    office.office("ticket_order_close", &name).result();
    assert_eq!(went_back(), -29_500, "once");
    books_fit(&outlet);
}

#[test]
fn of_ten_who_ask_at_once_all_hear_the_same_and_one_refund_runs() {
    let (outlet, agent) = (outlet(), Agent::first());
    thread::scope(|scope| {
        let asked: Vec<_> =
            (0..10).map(|_| scope.spawn(|| agent.tell(&outlet, REFUND, &some(DEALT, &[1, 3])))).collect();
        for answer in asked {
            assert_eq!(answer.join().unwrap()["orderstatus"], "7");
        }
    });
    assert_eq!(outlet.folder.count("select count(*) from ticket_refunds"), 2);
    assert_eq!(outlet.folder.count("select count(*) from ticket_events where kind = 6"), 1);
}

#[test]
fn tickets_keep_their_number_day_and_visitor_when_the_rest_follows() {
    let (outlet, agent) = (outlet(), Agent::first());
    let office = operator(&outlet);
    let details = json!([
        {"productid": "T001", "amount": 1, "fullname": "林晓舟", "identificationnumber": "110101199003070134"},
        {"productid": "T001", "amount": 2, "fullname": "陈小雨"},
        {"productid": "T002", "amount": 1},
    ]);
    let body = json!({"dwid": "AGENT01", "dwlx": 2, "orderinfo": {"senderid": "s 1", "guidernum": "G-1", "orderdetails": details}});
    let order = number(&agent.order(&outlet, &body).json());
    assert!(tickets(&agent, &outlet, &format!("orderid={order}")).is_empty(), "booked alone");
    let deal = |more: &[(&str, &str)]| {
        office.office("ticket_order_deal", &[&[("orderid", order.as_str())][..], more].concat()).result()
    };
    deal(&[("productid", "T002"), ("num", "1")]);
    let first = tickets(&agent, &outlet, "senderid=s%201");
    assert_eq!((first.len(), first[0]["ticketcode"].as_str()), (1, Some(format!("{order}004").as_str())));
    deal(&[("productid", "T001"), ("num", "1")]);
    deal(&[]);
    let found = tickets(&agent, &outlet, &format!("orderid={order}&senderid=s%201&guidernum=G-1&personalid=0"));
    let told: Vec<_> = found
        .iter()
        .map(|it| (it["ticketcode"].as_str().unwrap()[14..].to_owned(), it["name"].clone(), it["identitycode"].clone()))
        .collect();
    let row = |code: &str, name: Value, document: Value| (code.to_owned(), name, document);
    assert_eq!(
        told,
        [
            row("001", json!("林晓舟"), json!("110101199003070134")),
            row("002", json!("陈小雨"), Value::Null),
            row("003", json!("陈小雨"), Value::Null),
            row("004", Value::Null, Value::Null),
        ]
    );
    for query in [
        "senderid=other",
        "orderid=1&senderid=s%201",
        &format!("orderid={order}&guidernum=G-2"),
        &format!("orderid={order}&personalid=5"),
    ] {
        assert!(tickets(&agent, &outlet, query).is_empty(), "{query}");
    }
    for (query, status) in [
        ("username=agent01", 400),
        ("orderid=1", 404),
        ("username=agent01&orderid=%20&senderid=", 400),
        ("username=agent01&orderid=1&personalid=x", 400),
    ] {
        assert_eq!(agent.get(&outlet, &format!("{API}/Order/Query/Tickets?{query}")).status, status, "{query}");
    }
    let in_bson = agent.get_as(
        &outlet,
        &format!("{API}/Order/Query/Ticket?username=agent01&orderid={order}&ticketid=x"),
        "application/bson",
    );
    assert_eq!((in_bson.status, in_bson.body.len()), (200, 0), "a document cannot be null");
    let in_xml = agent.get_as(
        &outlet,
        &format!("{API}/Order/Query/Ticket?username=agent01&orderid={order}&ticketid=x"),
        "text/xml",
    );
    assert!(in_xml.text().starts_with("<Ticket ") && in_xml.text().contains(" i:nil=\"true\""), "{}", in_xml.text());
}
