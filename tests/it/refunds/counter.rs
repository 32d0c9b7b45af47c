//! While the money of an order is asked back, the counter hands nothing of it out.

use serde_json::{Value, json};

use super::{ask, audit, submit, take};
use crate::support::{Outlet, Visitor};

const CARDS: [&str; 2] = ["8944200012789714353", "8944200012789700101"];

/// A paid order of one card, picked up or sent; its id.
fn card_order(buyer: &Visitor, boss: &Visitor, delivery: &[(&str, &str)]) -> String {
    let id = submit(buyer, &[("productid", "1")])["id"].to_string();
    if !delivery.is_empty() {
        assert_eq!(buyer.call("order_shipping", &[&[("orderid", id.as_str())], delivery].concat()).number(), 0);
    }
    let amount = if delivery == COURIER { "55.00" } else { "50.00" };
    take(boss, &id, amount);
    id
}

/// A call of the clerk's page.
fn page(who: &Visitor, action: &str, body: &Value) -> u16 {
    who.page_json(&format!("/api/pages/counter/{action}"), body).status
}

const PICK_UP: [(&str, &str); 3] =
    [("obtainvoucher", "true"), ("outletid", "2"), ("obtaintime", "2016-07-08 10:30:00")];
const COURIER: [(&str, &str); 2] = [("shipping_address", "3"), ("shipping_id", "1")];

#[test]
fn a_voucher_and_a_card_are_not_handed_over_while_the_whole_order_goes_back() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let id = card_order(&buyer, &boss, &PICK_UP);
    let vouchers = buyer.call("evoucher_gets", &[("orderid", &id)]).result();
    let serial = vouchers["evouchers"][0]["evoucher_sn"].to_string();
    let bind = || boss.office("cardorder_bind", &[("orderid", &id), ("simid", CARDS[0])]).number();
    let complete = || boss.office("deliveryvoucher_complete", &[("evoucher_sn", &serial)]).number();
    let bind_at_the_page = json!({"orderid": id, "iccid": CARDS[0]});
    let complete_at_the_page = json!({"serial": serial});

    let refund = ask(&buyer, ("orderid", &id));
    assert_eq!([bind(), complete()], [1307, 1307]);
    let refused = [page(&boss, "card", &bind_at_the_page), page(&boss, "complete", &complete_at_the_page)];
    assert_eq!(refused, [409, 409]);
    assert_eq!(boss.office("deliveryvoucher_verify", &[("evoucher_sn", &serial)]).number(), 0, "to look is free");

    // The twin: once staff has refused, the customer gets the goods.
    assert_eq!(audit(&boss, &refund, "false"), 0);
    assert_eq!([bind(), complete(), complete()], [0, 0, 1200]);
}

#[test]
fn an_order_is_not_sent_while_it_goes_back() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let id = card_order(&buyer, &boss, &COURIER);
    let ship = || boss.office("order_shipped", &[("orderid", &id), ("invoice_no", "SF1")]).number();
    let refund = ask(&buyer, ("orderid", &id));
    let at_the_page = json!({"orderid": id, "waybill": "SF1"});
    assert_eq!((ship(), page(&boss, "ship", &at_the_page)), (1307, 409));
    assert_eq!(audit(&boss, &refund, "false"), 0);
    assert_eq!((ship(), ship()), (0, 1307), "the twin: sent once");
}

#[test]
fn an_order_without_a_voucher_is_not_handed_over_while_it_goes_back() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let id = card_order(&buyer, &boss, &[]);
    let refund = ask(&buyer, ("orderid", &id));
    let complete = || page(&boss, "complete", &json!({"orderid": id}));
    assert_eq!(complete(), 409);
    assert_eq!(audit(&boss, &refund, "false"), 0);
    assert_eq!(complete(), 200, "the twin");
}

#[test]
fn a_line_that_goes_back_gets_no_card_and_the_others_do() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let order = submit(&buyer, &[("productid", "1")]);
    let (id, line) = (order["id"].to_string(), order["orderdetails"][0]["id"].to_string());
    assert_eq!(buyer.call("orderdetail_set", &[("orderid", &id), ("productid", "1")]).number(), 0);
    take(&boss, &id, "100.00");
    let refund = ask(&buyer, ("orderdetailid", &line));
    let bind = |card: &str| boss.office("cardorder_bind", &[("orderid", &id), ("simid", card)]);
    let order = bind(CARDS[0]).result()["order"].clone();
    let cards = |at: usize| order["orderdetails"][at]["odprdattrs"].as_array().map_or(0, Vec::len);
    assert_eq!([cards(0), cards(1)], [0, 1], "the second line got it: {order}");
    assert_eq!(bind(CARDS[1]).number(), 1302);
    assert_eq!(audit(&boss, &refund, "false"), 0);
    assert_eq!(bind(CARDS[1]).number(), 0, "the twin");
}

/// A provider takes its time: an order whose refund was agreed and is under way is still not handed out.
#[test]
fn an_order_whose_money_is_on_its_way_back_is_not_sent() {
    let folder = {
        let outlet = Outlet::demo();
        let (buyer, boss) = (outlet.traveller(), outlet.admin());
        let id = card_order(&buyer, &boss, &COURIER);
        ask(&buyer, ("orderid", &id));
        outlet.stop()
    };
    assert_eq!(folder.database().execute("update refunds set status = 3", []), Ok(1));
    let outlet = crate::support::Start::demo(crate::support::RECORDED_DAY).on(folder);
    let boss = outlet.admin();
    let id = outlet.traveller().call("order_gets", &[]).result()["orders"][0]["id"].to_string();
    assert_eq!(boss.office("order_shipped", &[("orderid", &id), ("invoice_no", "SF1")]).number(), 1307);
}
