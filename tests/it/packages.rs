//! What a customer has bought is there to be used, on the days that were chosen and for the price that was told.

use crate::support::{Outlet, Visitor};
use serde_json::{Value, json};

const CARD: &str = "8944200012789714353";

fn submit(buyer: &Visitor, fields: &[(&str, &str)]) -> Value {
    buyer.call("order_submit", fields).result()["order"].clone()
}

/// Orders and pays; the order's only line.
fn buy(buyer: &Visitor, boss: &Visitor, fields: &[(&str, &str)]) -> Value {
    let order = submit(buyer, fields);
    let paid = [
        ("orderid", order["id"].to_string()),
        ("payvoucher", "slip".to_owned()),
        ("amount", order["payable_amount"].to_string()),
    ];
    let paid: Vec<(&str, &str)> = paid.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(boss.office("order_paid", &paid).result()["order"]["pay_status"], 2);
    order["orderdetails"][0].clone()
}

fn days<'d>(from: &'d str, until: &'d str) -> [(&'static str, &'d str); 2] {
    [("effect_datetime", from), ("failure_datetime", until)]
}

fn packages(buyer: &Visitor, call: &str) -> Vec<[String; 3]> {
    let found = buyer.call(call, &[]).result()["servicepackages"].as_array().unwrap().clone();
    let text = |it: &Value, name: &str| it[name].as_str().map_or_else(|| it[name].to_string(), str::to_owned);
    found.iter().map(|it| ["effect_datetime", "failure_datetime", "remainder"].map(|name| text(it, name))).collect()
}

#[test]
fn traffic_without_a_start_begins_with_its_order_and_without_dates_is_a_day() {
    let outlet = Outlet::demo_at("2016-07-06 14:44:34");
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let open = buy(&buyer, &boss, &[("productid", "2"), ("failure_datetime", "2016-07-10 23:59:59")]);
    assert_eq!((&open["unit_price"].to_string(), &open["quantity_per_unit"]), (&"120.40".to_owned(), &json!(4)));
    let undated = buy(&buyer, &boss, &[("productid", "2")]);
    assert_eq!(undated["unit_price"].to_string(), "30.10", "one day");
    for call in ["trafficvoice_get", "alltrafficvoice_get"] {
        let found = packages(&buyer, call);
        assert_eq!(found.len(), 2, "what was paid is listed: {found:?}");
        assert!(found[0][0].starts_with("2016-07-06 14:4") && found[0][1] == "2016-07-10 23:59:59", "{found:?}");
        assert!(found[1][1].starts_with("2016-07-07 14:4") && found[1][2] == "1.00", "{found:?}");
    }
    // The card is on that day alone, and free the week after.
    buyer.call("datacard_bind", &[("datacardid", CARD)]).result();
    let later = buy(&buyer, &boss, &[&[("productid", "2")], days("2016-07-14", "2016-07-15").as_slice()].concat());
    for line in [&undated, &later] {
        let tied = buyer.call("cardtraffic_bind", &[("orderdetailid", &line["id"].to_string()), ("simid", CARD)]);
        assert_eq!(tied.number(), 0, "{}", tied.text());
    }
    let other = buy(&buyer, &boss, &[&[("productid", "2")], days("2016-08-14", "2016-08-15").as_slice()].concat());
    let line = other["id"].to_string();
    let with = |traffic: &str, line: &str| {
        buyer.call("cardtraffic_bind", &[("trafficid", traffic), ("orderdetailid", line), ("simid", CARD)]).number()
    };
    assert_eq!((with("0", "0"), with("999999", &line)), (1100, 1303));
    assert_eq!(with("0", &line), 0, "no piece was named, so it is the line's first");
    let same_day = buy(&buyer, &boss, &[("productid", "2")]);
    let tied = buyer.call("cardtraffic_bind", &[("orderdetailid", &same_day["id"].to_string()), ("simid", CARD)]);
    assert_eq!(tied.number(), 1304);
}

#[test]
fn trips_that_touch_share_a_card_and_trips_that_overlap_by_a_second_do_not() {
    let outlet = Outlet::demo_at("2016-07-06 14:44:34");
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    buyer.call("datacard_bind", &[("datacardid", CARD)]).result();
    let tie = |from: &str, until: &str| {
        let line = buy(&buyer, &boss, &[&[("productid", "2")], days(from, until).as_slice()].concat());
        buyer.call("cardtraffic_bind", &[("orderdetailid", &line["id"].to_string()), ("simid", CARD)]).number()
    };
    for (from, until, wanted) in [
        ("2016-07-20 00:00:00", "2016-07-21 23:59:59", 0),
        ("2016-07-21 23:59:59", "2016-07-22 23:59:59", 0),
        ("2016-07-21 23:59:58", "2016-07-22 12:00:00", 1304),
        ("2016-07-20 12:00:00", "2016-07-20 12:00:00", 1304),
        ("2016-07-19 00:00:00", "2016-07-20 00:00:00", 0),
        ("2016-07-19 00:00:00", "2016-07-20 00:00:01", 1304),
    ] {
        assert_eq!(tie(from, until), wanted, "{from} to {until}");
    }
}

const TRIP: [(&str, &str); 3] =
    [("productid", "2"), ("effect_datetime", "2016-07-20"), ("failure_datetime", "2016-07-21")];

#[test]
fn a_card_that_was_let_go_of_is_not_on_unpaid_trips_any_more() {
    let outlet = Outlet::demo_at("2016-07-06 14:44:34");
    let (buyer, next) = (outlet.traveller(), outlet.companion());
    let with_card = |who: &Visitor| who.call("order_submit", &[&TRIP[..], &[("simid", CARD)]].concat());
    buyer.call("datacard_bind", &[("datacardid", CARD)]).result();
    let order = with_card(&buyer).result()["order"].clone();
    assert_eq!(order["orderdetails"][0]["simids"], json!([CARD]));
    assert_eq!(buyer.call("datacard_unbind", &[("datacardid", CARD)]).number(), 0);
    let now = buyer.order(order["id"].as_i64().unwrap());
    assert_eq!(now["orderdetails"][0]["simids"], json!([]), "{now}");
    next.call("datacard_bind", &[("datacardid", CARD)]).result();
    assert_eq!(with_card(&next).number(), 0, "it is free on these days");
    let pay = [("orderid", order["id"].to_string()), ("payid", "2".to_owned())];
    let pay: Vec<_> = pay.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert!(buyer.call("order_paying", &pay).text().contains("alipaysubmit"), "and the order goes without it");
}

#[test]
fn an_order_is_not_paid_for_a_card_that_is_gone_or_used_by_another_in_these_days() {
    let outlet = Outlet::demo_at("2016-07-06 14:44:34");
    let (buyer, other, boss) = (outlet.traveller(), outlet.companion(), outlet.admin());
    buyer.call("datacard_bind", &[("datacardid", CARD)]).result();
    let id = submit(&buyer, &[&TRIP[..], &[("simid", CARD)]].concat())["id"].to_string();
    let without = submit(&other, &TRIP)["id"].to_string();
    let pay = |buyer: &Visitor, way: &str| {
        let asked = [("orderid", id.as_str()), ("payid", way), ("payvoucher", "slip")];
        buyer.call("order_paying", &asked)
    };
    boss.office("datacard_set", &[("iccid", CARD), ("state", "blocked")]).result();
    assert_eq!(["1", "2", "5"].map(|way| pay(&buyer, way).number()), [1301; 3]);
    assert_eq!(buyer.order(id.parse().unwrap())["pay_status"], 0);
    let folder = outlet.stop();
    let run = |sql: &str| assert_eq!(folder.database().execute(sql, []), Ok(1), "{sql}");
    run(&format!("update data_cards set state = 'owned' where iccid = '{CARD}'"));
    let tie = "update trips set card_id = (select card_id from trips where order_id = ";
    run(&format!("{tie}{id}) where order_id = {without}"));
    let outlet = crate::support::Start::demo("2016-07-06 14:45:34").on(folder);
    let at = |who: &Visitor| who.at(&outlet.address);
    assert_eq!(["1", "5"].map(|way| pay(&at(&buyer), way).number()), [1304; 2]);
    at(&other).call("order_cancel", &[("orderid", &without)]).result();
    assert_eq!(pay(&at(&buyer), "1").number(), 0, "the twin");
}

#[test]
fn a_leap_second_is_no_time_of_the_outlet() {
    let outlet = Outlet::demo_at("2016-07-06 14:44:34");
    let buyer = outlet.traveller();
    let from = |start: &str| {
        let fields = [&[("productid", "2")], days(start, "2016-07-12 00:00:00").as_slice()].concat();
        buyer.call("order_submit", &fields).number()
    };
    assert_eq!((from("2016-07-10 23:59:60"), from("2016-07-10 23:59:59")), (1100, 0));
}

#[test]
fn traffic_and_voice_in_one_is_not_free_without_minutes() {
    let outlet = Outlet::demo_at("2016-07-06 14:44:34");
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let on_sale = json!([{"kind": "products", "key": {"id": "4"}, "cells": {"sale_state": "1"}}]).to_string();
    let rows = [("rows", on_sale.as_str()), ("agreed", "true")];
    assert_eq!(boss.page_form("/api/pages/admin/rows", &rows).status, 200);
    let dated = [&[("productid", "4"), ("areaname", "美国")], days("2016-07-07", "2016-07-11").as_slice()].concat();
    let with = |minutes: &str| buyer.call("order_submit", &[dated.as_slice(), &[("call_duration", minutes)]].concat());
    assert_eq!((buyer.call("order_submit", &dated).number(), with("0").number()), (1100, 1100));
    let order = with("3").result()["order"].clone();
    assert_eq!(order["price"].to_string(), "181.50", "three minutes at 60.50: {order}");
    let line = &order["orderdetails"][0];
    assert_eq!(
        line["failure_datetime"], "2016-07-11 23:59:59",
        "the data ends with its days, not with the minutes' year"
    );
    let undated = buyer.call("order_submit", &[("productid", "4"), ("call_duration", "3")]).result();
    let ends = undated["order"]["orderdetails"][0]["failure_datetime"].as_str().unwrap().to_owned();
    assert!(ends.starts_with("2016-07-07"), "one day was priced and one day it is: {ends}");
}

#[test]
fn a_line_of_the_shop_cannot_be_put_into_a_tour() {
    let outlet = Outlet::demo_at("2016-07-06 14:44:34");
    let (family, boss) = (outlet.login("family", "demo-family"), outlet.admin());
    let own = submit(&family, &[("productid", "3"), ("call_duration", "40")])["id"].to_string();
    let add = |id: &str| family.call("orderdetail_set", &[("orderid", id), ("productid", "1")]).number();
    let vouchers = |id: &str| family.call("evoucher_gets", &[("orderid", id)]).number();
    assert_eq!((add(&own), vouchers(&own)), (0, 0), "an order of the shop takes it");
    let folder = outlet.stop();
    let turned = format!("update orders set channel = 'tour' where id = {own}");
    assert_eq!(folder.database().execute(&turned, []), Ok(1));
    let outlet = crate::support::Start::demo("2016-07-06 14:44:34").on(folder);
    let family = family.at(&outlet.address);
    assert_eq!(family.call("orderdetail_set", &[("orderid", &own), ("productid", "1")]).number(), 1305);
    assert_eq!(family.call("evoucher_gets", &[("orderid", &own)]).number(), 1305);
    drop(boss);
}

#[test]
fn an_order_that_was_sent_is_not_picked_up_as_well() {
    let outlet = Outlet::demo_at("2016-07-06 14:44:34");
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let picked_up = |sent: bool| {
        let id = submit(&buyer, &[("productid", "1")])["id"].to_string();
        let place = [
            ("orderid", id.as_str()),
            ("obtainvoucher", "true"),
            ("outletid", "2"),
            ("obtaintime", "2016-07-08 10:30:00"),
        ];
        buyer.call("order_shipping", &place).result();
        boss.office("order_paid", &[("orderid", &id), ("payvoucher", "slip"), ("amount", "50.00")]).result();
        let serial =
            buyer.call("evoucher_gets", &[("orderid", &id)]).result()["evouchers"][0]["evoucher_sn"].to_string();
        if sent {
            boss.office("order_shipped", &[("orderid", &id), ("invoice_no", "SF1")]).result();
        }
        boss.office("deliveryvoucher_complete", &[("evoucher_sn", &serial)]).number()
    };
    assert_eq!((picked_up(true), picked_up(false)), (1307, 0));
}

#[test]
fn slips_and_waybills_are_not_stories() {
    let outlet = Outlet::demo_at("2016-07-06 14:44:34");
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let id = submit(&buyer, &[("productid", "1")])["id"].to_string();
    let take = |slip: &str| boss.office("order_paid", &[("orderid", &id), ("payvoucher", slip), ("amount", "50.00")]);
    assert_eq!((take(&"条".repeat(65)).number(), take(&"条".repeat(64)).number()), (1100, 0));
    let send = |waybill: &str| boss.office("order_shipped", &[("orderid", &id), ("invoice_no", waybill)]).number();
    assert_eq!((send(&"单".repeat(101)), send(&"单".repeat(100))), (1100, 0));
}

#[test]
fn a_slip_that_was_booked_is_not_booked_for_another_sum() {
    let outlet = Outlet::demo_at("2016-07-06 14:44:34");
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let id = submit(&buyer, &[("productid", "1")])["id"].to_string();
    let take = |amount: &str| {
        let told = boss.office("order_paid", &[("orderid", &id), ("payvoucher", "slip"), ("amount", amount)]);
        told.result()["order"]["paidmoney"].to_string()
    };
    assert_eq!((take("50.00"), take("50.00")), ("50.00".into(), "50.00".into()), "the same again is the same");
    assert_eq!((take("49.99"), take("50.01")), ("null".into(), "null".into()));
    assert_eq!(outlet.stop().count("select count(*) from money_moves"), 1);
}

#[test]
fn a_template_that_no_order_fits_is_not_made() {
    let outlet = Outlet::demo_at("2016-07-06 14:44:34");
    let boss = outlet.admin();
    let make = |least: &str, most: &str| {
        let voucher = json!({"name": "n", "type": 3, "money": "5.00", "min_amount": least, "max_amount": most});
        boss.office("evoucher_create", &[("evoucher", &voucher.to_string())]).number()
    };
    assert_eq!((make("10.01", "10.00"), make("10.00", "10.00")), (1100, 0));
}
