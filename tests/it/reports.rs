//! Reports: whatever they are looked at by, their sums are those of the till; who may see them; how they leave; what the store is worth.

use std::collections::BTreeMap;

use crate::support::desk::Desk;
use crate::support::trades::{course_order, tour_order};
use crate::support::{Answer, Outlet, Start, Visitor, encode, notices};
use crate::tickets::agent::{Agent, new_order};
use serde_json::{Value, json};

/// The outlet's clock, which the agency's signatures count from.
const TODAY: &str = "2026-11-21 10:00:00";
const DAY: &str = "2026-11-21";
const SALES: [&str; 8] = ["day", "hour", "product", "category", "channel", "clerk", "way", "destination"];
const REFUNDS: [&str; 3] = ["refund-reason", "refund-clerk", "refund-product"];

/// Fen of a JSON number with two decimals.
fn fen(amount: &Value) -> i64 {
    let text = amount.to_string();
    let (whole, part) = text.split_once('.').unwrap_or_else(|| panic!("no money: {text}"));
    assert_eq!(part.len(), 2, "{text}");
    format!("{whole}{part}").parse().unwrap()
}

fn rows(report: &Value) -> &Vec<Value> {
    report["rows"].as_array().unwrap()
}

/// The rows by their names, or by their words where they have none.
fn by_name(report: &Value) -> BTreeMap<String, &Value> {
    let name = |row: &Value| match row["word"].as_str().unwrap() {
        "" => row["name"].as_str().unwrap().to_owned(),
        "channel" => row["id"].as_str().unwrap().to_owned(),
        word => word.to_owned(),
    };
    let named: BTreeMap<_, _> = rows(report).iter().map(|row| (name(row), row)).collect();
    assert_eq!(named.len(), rows(report).len(), "no two rows are called alike: {report}");
    named
}

struct Office<'o> {
    outlet: &'o Outlet,
    operator: Visitor,
}

impl<'o> Office<'o> {
    fn of(outlet: &'o Outlet) -> Self {
        Self { outlet, operator: outlet.login("operator", "demo-operator") }
    }

    fn ask(&self, call: &str, fields: &[(&str, &str)]) -> Answer {
        self.operator.at(&self.outlet.address).page(&format!("/api/pages/admin/{call}?{}", encode(fields)))
    }

    fn report(&self, by: &str, from: &str, to: &str) -> Value {
        let answer = self.ask("report", &[("by", by), ("from", from), ("to", to)]);
        assert_eq!(answer.status, 200, "{by}: {}", answer.text());
        answer.json()
    }

    fn till(&self, from: &str, to: &str) -> Value {
        self.operator.page(&format!("/api/pages/till?from={from}&to={to}")).json()
    }

    fn decide(&self, refund: &str) {
        let fields = [("refundid", refund), ("agreed", "true"), ("goods_back", "true")];
        let done = Desk::operator(self.outlet).post("refund/decide", &fields);
        assert_eq!(done.status, 200, "{}", done.text());
    }
}

/// Makes an order of what lies in the cart; its id.
fn of_cart(buyer: &Visitor, wanted: &[&[(&str, &str)]]) -> String {
    let cart = |fields: &&[(&str, &str)]| buyer.call("cart_set", fields).result()["cart"]["id"].to_string();
    let carts: Vec<String> = wanted.iter().map(cart).collect();
    buyer.call("order_submit", &[("cartids", &carts.join(","))]).result()["order"]["id"].to_string()
}

fn due(desk: &Desk<'_>, order: &str) -> String {
    desk.find(order)["order"]["due"].as_str().unwrap().to_owned()
}

fn pay(desk: &Desk<'_>, order: &str) {
    let paid = desk.cash(order, &due(desk, order), &format!("slip {order}"));
    assert_eq!(paid.status, 200, "{}", paid.text());
}

fn ask_back(desk: &Desk<'_>, order: &str, lines: &str, reason: &str) -> String {
    let asked = desk.post("refund", &[("orderid", order), ("lines", lines), ("reason", reason)]);
    assert_eq!(asked.status, 200, "{}", asked.text());
    let refunds = asked.json()["order"]["refunds"].as_array().unwrap().clone();
    refunds.last().unwrap()["id"].to_string()
}

const COURIER: [(&str, &str); 2] = [("shipping_address", "1"), ("shipping_id", "1")];
const TRIP: [(&str, &str); 2] =
    [("effect_datetime", "2026-11-25 00:00:00"), ("failure_datetime", "2026-11-27 23:59:59")];

/// The orders of a day in which everything happens.
struct Day {
    /// Cards with days of data for Thailand, sent by courier, with a voucher of ten yuan.
    sent: String,
    /// Vouchers covered it.
    free: String,
    /// What a cancelled order was paid.
    late: i64,
}

/// An outlet where an order of the shop can be covered by a voucher.
fn outlet() -> Outlet {
    let folder = Outlet::demo_at(TODAY).stop();
    let vouchers = "insert into vouchers (id, serial, template_id, account_id, image)
        select id + 900, serial + 90000000, template_id, account_id, image from vouchers where id = 10";
    assert_eq!(folder.change(vouchers), 1);
    assert_eq!(folder.change("update counters set next = 1000 where name = 'vouchers'"), 1);
    Start::demo(TODAY).on(folder)
}

/// Sells in every channel, by several ways and clerks, with a discount, vouchers and deliveries, and gives some of it back.
fn busy_day(outlet: &Outlet) -> Day {
    let (buyer, clerk, operator) = (outlet.traveller(), Desk::clerk(outlet), Desk::operator(outlet));
    let office = Office::of(outlet);
    // Twelve cards at five per cent off, and minutes; the minutes go back by themselves, later the rest.
    let many =
        of_cart(&buyer, &[&[("productid", "1"), ("quantity", "12")], &[("productid", "3"), ("call_duration", "33")]]);
    pay(&clerk, &many);
    let minutes = buyer.order(many.parse().unwrap())["orderdetails"][1]["id"].to_string();
    office.decide(&ask_back(&operator, &many, &minutes, "不需要"));
    let data: Vec<_> = [&[("productid", "2"), ("areaname", "泰国")][..], &TRIP].concat();
    let sent = of_cart(&buyer, &[&[("productid", "1"), ("quantity", "2")], &data]);
    buyer.call("order_shipping", &[&[("orderid", sent.as_str())], &COURIER[..]].concat()).result();
    assert_eq!(buyer.call("evoucher_discount", &[("orderid", &sent), ("evoucherid", "10")]).number(), 0);
    pay(&operator, &sent);
    let whole = of_cart(&buyer, &[&[("productid", "1")], &[("productid", "3"), ("call_duration", "7")]]);
    buyer.call("order_shipping", &[&[("orderid", whole.as_str())], &COURIER[..]].concat()).result();
    pay(&clerk, &whole);
    office.decide(&ask_back(&clerk, &whole, "", "行程取消"));
    let free = buyer.call("order_submit", &[("productid", "3"), ("call_duration", "60")]).result();
    let free = free["order"]["id"].to_string();
    assert_eq!(buyer.call("evoucher_discount", &[("orderid", &free), ("evoucherid", "910")]).number(), 0);
    let paying = [("orderid", free.as_str()), ("payid", "1"), ("payvoucher", "nothing")];
    assert_eq!(buyer.call("order_paying", &paying).number(), 1307, "vouchers have paid it");
    // By a provider: once for an order, once for one that had ended.
    let [online, ended] = [(); 2].map(|()| buyer.order_card().to_string());
    assert_eq!(notices::alipay_paid(outlet, &online, "A-1", "50.00").text(), "success");
    buyer.call("order_cancel", &[("orderid", &ended)]).result();
    assert_eq!(notices::alipay_paid(outlet, &ended, "A-2", "50.00").text(), "success");
    pay(&clerk, &course_order(outlet, "52", "2", "2"));
    pay(&operator, &tour_order(outlet));
    tickets(outlet, &office);
    let lease = r#"{"region": "hk","duration": "week","num": "2","remark": "","pool_tag": "渠道一"}"#;
    let answer = outlet.call("POST", "/api/open/isp_ip_open?appkey=demo-appkey", &[], lease.as_bytes());
    assert_eq!(answer.json()["ret"], 0, "{}", answer.text());
    Day { sent, free, late: 5000 }
}

/// An agency's three tickets, one of which goes back.
fn tickets(outlet: &Outlet, office: &Office<'_>) {
    let agent = Agent::first();
    let order = agent.order(outlet, &new_order(2, "AGENT01", "report", &[("T001", 3)])).json()["orderid"].clone();
    let number = order.as_str().unwrap();
    let of = |call: &str, more: &[(&str, &str)]| {
        let answer = office.operator.office(call, &[&[("orderid", number)], more].concat());
        assert_eq!(answer.number(), 0, "{call}: {}", answer.text());
    };
    of("ticket_order_cash", &[("amount", "360.00"), ("payvoucher", "K-1")]);
    let one = json!({"orderid": number, "refundallticket": "0", "ticketids": [format!("{number}002")]});
    assert_eq!(agent.tell(outlet, "/api/Order/RefundTicket", &one)["resultcode"], 0);
    of("ticket_refund_start", &[]);
    of("ticket_order_close", &[]);
}

#[test]
fn by_whatever_a_report_is_looked_at_its_sums_are_those_of_the_till_to_the_fen() {
    let outlet = outlet();
    let day = busy_day(&outlet);
    let office = Office::of(&outlet);
    let till = office.till(DAY, DAY);
    let (paid, refunded) = (fen(&till["total"]["paid"]), fen(&till["total"]["refunded"]));
    assert!(refunded > 0 && paid > refunded, "{till}");
    let paying = till["channels"].as_array().unwrap().iter().filter(|it| fen(&it["paid"]) > 0).count();
    assert_eq!(paying, 5, "every channel sold something: {}", till["channels"]);
    let mut pieces = Vec::new();
    for by in SALES {
        let report = office.report(by, DAY, DAY);
        let sum = |name: &str| rows(&report).iter().map(|row| fen(&row[name])).sum::<i64>();
        assert_eq!((sum("sales"), sum("refunds"), sum("net")), (paid, refunded, paid - refunded), "{by}: {report}");
        let total = &report["total"];
        assert_eq!((fen(&total["sales"]), fen(&total["refunds"])), (paid, refunded), "{by}");
        let all: i64 = rows(&report).iter().map(|row| row["pieces"].as_i64().unwrap()).sum();
        assert_eq!(all, total["pieces"].as_i64().unwrap(), "{by}");
        pieces.push((all, total["orders"].as_i64().unwrap(), total["returns"].as_i64().unwrap()));
    }
    let payments = till["total"]["payments"].as_i64().unwrap();
    // One payment was for no order that lived, and one order was paid without any.
    assert_eq!(pieces, vec![(pieces[0].0, payments, 3); SALES.len()], "the same orders, pieces and refunds everywhere");
    for by in REFUNDS {
        let report = office.report(by, DAY, DAY);
        let sum: i64 = rows(&report).iter().map(|row| fen(&row["refunds"])).sum();
        assert_eq!((sum, fen(&report["total"]["refunds"])), (refunded, refunded), "{by}: {report}");
    }
    assert_eq!(fen(&by_name(&office.report("category", DAY, DAY))["no-goods"]["sales"]), day.late);
    let folder = outlet.stop();
    folder.check();
    let free = format!("select count(*) from money_moves where order_id = {}", day.free);
    assert_eq!(folder.count(&free), 0, "nothing came in for it");
}

#[test]
fn channels_ways_clerks_and_days_are_the_till_s_own_rows() {
    let outlet = outlet();
    busy_day(&outlet);
    let office = Office::of(&outlet);
    let till = office.till(DAY, DAY);
    let channels = office.report("channel", DAY, DAY);
    let channels = by_name(&channels);
    for channel in till["channels"].as_array().unwrap() {
        let row = channels[channel["channel"].as_str().unwrap()];
        assert_eq!((&row["sales"], &row["refunds"]), (&channel["paid"], &channel["refunded"]), "{channel}");
    }
    let ways = office.report("way", DAY, DAY);
    for payment in till["payments"].as_array().unwrap() {
        let row = rows(&ways).iter().find(|row| row["id"] == payment["way"].to_string().as_str()).unwrap();
        assert_eq!(row["sales"], payment["amount"], "{payment}");
    }
    let free = by_name(&ways)["no-money"];
    assert_eq!(
        (&free["orders"], &free["pieces"], fen(&free["sales"])),
        (&json!(1), &json!(1), 0),
        "vouchers covered it"
    );
    let clerks = office.report("clerk", DAY, DAY);
    let clerks = by_name(&clerks);
    assert_eq!(clerks.keys().collect::<Vec<_>>(), ["clerk", "nobody", "operator"].iter().collect::<Vec<_>>());
    // Alipay's two payments and what a wallet paid are nobody's.
    assert_eq!(fen(&clerks["nobody"]["sales"]), 5000 + 5000 + 3000);
    let days = office.report("day", "2026-11-20", DAY);
    assert_eq!(rows(&days).iter().map(|row| row["id"].as_str().unwrap()).collect::<Vec<_>>(), [DAY]);
}

#[test]
fn money_of_an_order_belongs_to_its_lines_with_vouchers_taken_off_and_delivery_beside_them() {
    let outlet = outlet();
    let (buyer, operator, office) = (outlet.traveller(), Desk::operator(&outlet), Office::of(&outlet));
    let data: Vec<_> = [&[("productid", "2"), ("areaname", "泰国")][..], &TRIP].concat();
    let sent = of_cart(&buyer, &[&[("productid", "1"), ("quantity", "2")], &data]);
    buyer.call("order_shipping", &[&[("orderid", sent.as_str())], &COURIER[..]].concat()).result();
    assert_eq!(buyer.call("evoucher_discount", &[("orderid", &sent), ("evoucherid", "10")]).number(), 0);
    let order = buyer.order(sent.parse().unwrap());
    let fee = fen(&order["shipping_fee"]);
    let payable = outlet.folder.count(&format!("select payable from orders where id = {sent}"));
    pay(&operator, &sent);
    let products = office.report("product", DAY, DAY);
    let products = by_name(&products);
    assert_eq!(products.len(), 3, "{products:?}");
    assert_eq!((fen(&products["delivery"]["sales"]), &products["delivery"]["pieces"]), (fee, &json!(0)));
    let cards = fen(&products["全球上网卡"]["sales"]);
    assert_eq!(cards, 10_000 - 1000 * 10_000 / payable, "its part of the voucher, cut off");
    assert_eq!(cards + fen(&products["上网卡流量"]["sales"]), payable - 1000);
    assert_eq!(products["全球上网卡"]["pieces"], 2);
    let places = office.report("destination", DAY, DAY);
    let places = by_name(&places);
    assert_eq!(places["泰国"]["sales"], products["上网卡流量"]["sales"]);
    assert_eq!(places["泰国"]["en"], "Thailand");
    assert_eq!(places["nowhere"]["sales"], products["全球上网卡"]["sales"]);
    // A line goes back, then the rest with the delivery: nothing is left of any of them.
    let lines = buyer.order(sent.parse().unwrap())["orderdetails"].clone();
    office.decide(&ask_back(&operator, &sent, &lines[1]["id"].to_string(), "改期"));
    let back = office.report("refund-product", DAY, DAY);
    let back = by_name(&back);
    assert_eq!(back.keys().collect::<Vec<_>>(), ["上网卡流量"]);
    assert_eq!(back["上网卡流量"]["share"], 1000, "all of what it brought");
    office.decide(&ask_back(&operator, &sent, &lines[0]["id"].to_string(), "质量问题"));
    let left = office.report("product", DAY, DAY);
    let left = by_name(&left);
    assert_eq!((fen(&left["全球上网卡"]["net"]), fen(&left["上网卡流量"]["net"])), (0, 0));
    assert_eq!(fen(&left["delivery"]["net"]), fee, "a delivery is paid back with the whole order alone");
    let reasons = office.report("refund-reason", DAY, DAY);
    assert_eq!(by_name(&reasons).keys().collect::<Vec<_>>(), ["改期", "质量问题"]);
    let clerks = office.report("refund-clerk", DAY, DAY);
    assert_eq!(by_name(&clerks)["operator"]["returns"], 2);
}

#[test]
fn a_sale_after_midnight_belongs_to_the_business_day_before_and_stands_last_among_its_hours() {
    let start = |at: &str| Start::demo(at).set("outlet.day_cutoff", "04:00");
    let outlet = start("2026-11-21 22:30:00").run();
    pay(&Desk::clerk(&outlet), &outlet.traveller().order_card().to_string());
    let outlet = start("2026-11-22 03:59:00").on(outlet.stop());
    pay(&Desk::clerk(&outlet), &outlet.traveller().order_card().to_string());
    let outlet = start("2026-11-22 04:01:00").on(outlet.stop());
    pay(&Desk::clerk(&outlet), &outlet.traveller().order_card().to_string());
    let office = Office::of(&outlet);
    let days = office.report("day", DAY, "2026-11-22");
    let told: Vec<_> = rows(&days).iter().map(|row| (row["id"].as_str().unwrap(), fen(&row["sales"]))).collect();
    assert_eq!(told, [(DAY, 10_000), ("2026-11-22", 5000)]);
    let hours = office.report("hour", DAY, "2026-11-22");
    let told: Vec<_> = rows(&hours).iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(told, ["04:00", "22:00", "03:00"], "a business day begins at four");
    let today = office.ask("report", &[("span", "today")]).json();
    assert_eq!((&today["from"], &today["to"]), (&json!("2026-11-22"), &json!("2026-11-22")));
    let (now, before) = (&today["total"], &today["total"]["before"]);
    assert_eq!((fen(&now["sales"]), fen(&before["sales"])), (5000, 10_000));
    assert_eq!(now["change"]["net"], -500, "half of the day before");
    assert_eq!(rows(&today)[0]["before"]["net"], before["net"], "the first day stands beside the first day before");
}

#[test]
fn an_outlet_that_sold_nothing_has_a_report_of_nothing() {
    let outlet = Outlet::demo_at(TODAY);
    let office = Office::of(&outlet);
    for by in SALES.iter().chain(&REFUNDS) {
        let report = office.report(by, DAY, DAY);
        assert_eq!(report["rows"], json!([]), "{by}");
        let total = &report["total"];
        assert_eq!((fen(&total["net"]), &total["orders"], &total["average"]), (0, &json!(0), &Value::Null));
        assert_eq!((&total["change"]["net"], &total["share"]), (&Value::Null, &Value::Null));
        let file = office.ask("report-export", &[("by", by), ("from", DAY), ("to", DAY), ("language", "en")]);
        assert_eq!(file.text().lines().count(), 2, "heads and a total: {}", file.text());
    }
}

#[test]
fn reports_are_for_operators_and_say_what_they_do_not_understand() {
    let outlet = Outlet::demo_at(TODAY);
    let office = Office::of(&outlet);
    let clerk = outlet.login("clerk", "demo-clerk");
    for call in ["report", "stock-report", "report-export"] {
        assert_eq!(clerk.page(&format!("/api/pages/admin/{call}")).status, 403, "{call}");
        assert_eq!(outlet.get(&format!("/api/pages/admin/{call}")).status, 401, "{call}");
        assert_eq!(office.ask(call, &[]).status, 200, "{call}");
    }
    let wrong: [&[(&str, &str)]; 7] = [
        &[("by", "moon")],
        &[("span", "tomorrow")],
        &[("from", DAY)],
        &[("from", DAY), ("to", "2026-11-20")],
        &[("from", "2025-01-01"), ("to", DAY)],
        &[("from", "yesterday"), ("to", DAY)],
        &[("span", "today"), ("from", DAY), ("to", DAY)],
    ];
    for fields in wrong {
        assert_eq!(office.ask("report", fields).status, 400, "{fields:?}");
        assert_eq!(office.ask("report-export", fields).status, 400, "{fields:?}");
    }
    for within in ["0", "-1", "366", "x"] {
        assert_eq!(office.ask("stock-report", &[("within", within)]).status, 400, "{within}");
    }
    assert_eq!(office.ask("report-export", &[("format", "pdf")]).status, 400);
}

#[test]
fn a_report_leaves_with_all_its_rows_and_a_total_and_the_trail_tells_of_it() {
    let outlet = outlet();
    let day = busy_day(&outlet);
    let office = Office::of(&outlet);
    let fields = [("by", "category"), ("from", DAY), ("to", DAY), ("language", "en")];
    let csv = office.ask("report-export", &fields);
    assert_eq!(csv.header("content-disposition"), Some("attachment; filename=\"report.csv\""));
    let lines: Vec<&str> = csv.text().lines().collect();
    let head =
        "\u{feff}Category,Orders,Pieces,Sales,Refunds,Net,Average order,\"Share of sales, %\",Net before,\"Change, %\"";
    assert_eq!(lines[0], head);
    let report = office.report("category", DAY, DAY);
    assert_eq!(lines.len(), rows(&report).len() + 2);
    let total = &report["total"];
    let last = format!(
        "Total,{},{},{},{},{},{},100.00,0.00,",
        total["orders"], total["pieces"], total["sales"], total["refunds"], total["net"], total["average"]
    );
    assert_eq!(lines.last(), Some(&last.as_str()));
    assert!(lines.iter().any(|line| line.starts_with("Delivery,2,0,10.00,5.00,")), "{}", csv.text());
    assert!(!day.sent.is_empty());
    let newest = outlet.admin().page("/api/pages/audit?size=1").json()["entries"][0].clone();
    assert_eq!((&newest["action"], &newest["object"]), (&json!("export"), &json!("report")), "nothing leaves unseen");
    let chinese = office.ask("report-export", &[("by", "refund-reason"), ("from", DAY), ("to", DAY)]);
    assert!(chinese.text().starts_with("\u{feff}退款原因,退款笔数,退款金额,"), "{}", chinese.text());
    assert!(chinese.text().contains("\n行程取消,1,"), "{}", chinese.text());
    for by in ["day", "stock"] {
        let book = office.ask("report-export", &[("by", by), ("format", "xlsx")]);
        assert!(book.body.starts_with(b"PK\x03\x04"), "{by} is a workbook");
    }
}

#[test]
fn the_store_is_worth_what_it_is_sold_for_and_what_it_cost_and_says_what_runs_out() {
    let outlet = Outlet::demo_at(TODAY);
    let office = Office::of(&outlet);
    let boss = outlet.admin();
    let card = |report: &Value| rows(report).iter().find(|row| row["id"] == 1).unwrap().clone();
    let before = office.ask("stock-report", &[]).json();
    let left = card(&before)["left"].as_i64().unwrap();
    assert_eq!((&card(&before)["lasts"], &card(&before)["cost"]), (&json!("slow"), &Value::Null), "nobody buys it");
    assert_eq!(fen(&card(&before)["worth"]), left * 5000);
    assert_eq!((&before["within"], &before["total"]["without_cost"]), (&json!(14), &json!(rows(&before).len())));
    let change = json!([{"kind": "products", "key": {"id": "1"}, "cells": {"cost": "21.50"}}]).to_string();
    let kept = boss.page_form("/api/pages/admin/rows", &[("rows", &change)]);
    assert_eq!(kept.status, 200, "{}", kept.text());
    let buyer = outlet.traveller();
    for _ in 0..2 {
        pay(&Desk::clerk(&outlet), &buyer.order_card().to_string());
    }
    let open = buyer.call("order_submit", &[("productid", "1"), ("quantity", "1")]).result()["order"]["id"].to_string();
    buyer.call("order_cancel", &[("orderid", &open)]).result();
    let after = office.ask("stock-report", &[("within", "365")]).json();
    let row = card(&after);
    assert_eq!((row["left"].as_i64(), &row["sold"]), (Some(left - 2), &json!(2)), "what came back was not sold");
    assert_eq!(row["days_left"].as_i64(), Some((left - 2) * 28 / 2));
    assert_eq!((fen(&row["cost"]), fen(&after["total"]["cost"])), ((left - 2) * 2150, (left - 2) * 2150));
    let soon = row["days_left"].as_i64().unwrap() <= 365;
    assert_eq!(row["lasts"] == "soon", soon, "{row}");
    let csv = office.ask("report-export", &[("by", "stock"), ("language", "en")]);
    let line = csv.text().lines().find(|line| line.starts_with("1,")).unwrap().to_owned();
    assert!(line.contains(&format!(",{},50.00,", left - 2)) && line.contains(",21.50,"), "{line}");
    // What it costs is nobody's business but the outlet's.
    for shown in ["/uc/services/product_gets", "/api/pages/prices", "/api/pages/window"] {
        assert!(!outlet.get(shown).text().contains("cost"), "{shown}");
    }
    let folder = outlet.stop();
    folder.check();
}
