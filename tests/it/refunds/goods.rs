//! Goods that were sent or handed over are in stock again when they come back, not when their money does.

use serde_json::{Value, json};

use super::{ask, audit, submit, take};
use crate::support::desk::Desk;
use crate::support::{Outlet, Visitor, run};

/// A demonstration's cards.
const ALL: i64 = 100;

struct House {
    outlet: Outlet,
    buyer: Visitor,
    boss: Visitor,
}

impl House {
    fn open() -> Self {
        let outlet = Outlet::demo();
        let (buyer, boss) = (outlet.traveller(), outlet.admin());
        Self { outlet, buyer, boss }
    }

    fn stock(&self) -> i64 {
        self.buyer.call("product_gets", &[("productids", "1")]).result()["products"][0]["stock_number"]
            .as_i64()
            .unwrap()
    }

    /// A paid order of lines of two cards each; its id and the ids of its lines.
    fn sold(&self, lines: usize) -> (String, Vec<String>) {
        let id = submit(&self.buyer, &[("productid", "1"), ("quantity", "2")])["id"].to_string();
        for _ in 1..lines {
            let more = [("orderid", id.as_str()), ("productid", "1"), ("quantity", "2")];
            assert_eq!(self.buyer.call("orderdetail_set", &more).number(), 0);
        }
        take(&self.boss, &id, &format!("{}.00", 100 * lines));
        let order = self.buyer.order(id.parse().unwrap());
        let lines = order["orderdetails"].as_array().unwrap().iter().map(|line| line["id"].to_string()).collect();
        (id, lines)
    }

    fn send(&self, id: &str) {
        self.boss.office("order_shipped", &[("orderid", id), ("invoice_no", "SF1")]).result();
    }

    fn arrive(&self, refund: &Value) -> i64 {
        let arrived = [("refundids", refund["id"].to_string()), ("invoice_no", "SF2".to_owned())];
        let arrived: Vec<_> = arrived.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.boss.office("refund_received", &arrived).result();
        self.stock()
    }

    fn pay_back(&self, refund: &Value) -> i64 {
        assert_eq!(audit(&self.boss, refund, "true"), 0);
        self.stock()
    }

    /// The ledger's sum is the stock, and the outlet's own check finds nothing wrong.
    fn close(self, stock: i64) {
        let folder = self.outlet.stop();
        let sum = "select sum(change) from stock_moves where item_kind = 'product' and item = 1";
        assert_eq!((folder.count("select stock from products where id = 1"), folder.count(sum)), (stock, stock));
        let report = run(&["check", "--data", folder.data().to_str().unwrap()]);
        assert!(report.status.success(), "{}", String::from_utf8_lossy(&report.stdout));
    }
}

#[test]
fn goods_that_were_sent_come_back_into_stock_when_they_arrive_and_once() {
    let house = House::open();
    let (id, _) = house.sold(1);
    house.send(&id);
    let refund = ask(&house.buyer, ("orderid", &id));
    assert_eq!(house.pay_back(&refund), ALL - 2, "the customer still has them");
    assert_eq!([house.arrive(&refund), house.arrive(&refund)], [ALL; 2]);
    assert_eq!(house.pay_back(&refund), ALL);

    // The other way round: what has arrived is the customer's until the money goes back.
    let (id, _) = house.sold(1);
    house.send(&id);
    let refund = ask(&house.buyer, ("orderid", &id));
    assert_eq!((house.arrive(&refund), house.pay_back(&refund), house.arrive(&refund)), (ALL - 2, ALL, ALL));

    let (id, _) = house.sold(1);
    house.send(&id);
    let refund = ask(&house.buyer, ("orderid", &id));
    assert_eq!((house.arrive(&refund), audit(&house.boss, &refund, "false")), (ALL - 2, 0));
    assert_eq!(house.stock(), ALL - 2, "they are sent to the customer again");
    house.close(ALL - 2);
}

#[test]
fn goods_that_never_left_are_in_stock_with_their_money() {
    let house = House::open();
    let (id, _) = house.sold(1);
    let refund = ask(&house.buyer, ("orderid", &id));
    assert_eq!([house.pay_back(&refund), house.arrive(&refund)], [ALL; 2]);

    // A line that went back before the others were sent.
    let (id, lines) = house.sold(2);
    let first = ask(&house.buyer, ("orderdetailid", &lines[0]));
    assert_eq!(house.pay_back(&first), ALL - 2);
    house.send(&id);
    assert_eq!(house.arrive(&first), ALL - 2, "it came back with its money");
    let rest = ask(&house.buyer, ("orderid", &id));
    assert_eq!((house.pay_back(&rest), house.arrive(&rest)), (ALL - 2, ALL));
    house.close(ALL);
}

#[test]
fn each_line_of_a_sent_order_comes_back_by_itself() {
    let house = House::open();
    let (id, lines) = house.sold(3);
    house.send(&id);
    let first = ask(&house.buyer, ("orderdetailid", &lines[0]));
    assert_eq!((house.pay_back(&first), house.arrive(&first)), (ALL - 6, ALL - 4));
    let second = ask(&house.buyer, ("orderdetailid", &lines[1]));
    assert_eq!(house.pay_back(&second), ALL - 4);
    let rest = ask(&house.buyer, ("orderid", &id));
    assert_eq!(house.pay_back(&rest), ALL - 4);
    assert_eq!(house.arrive(&rest), ALL - 2, "the rest is the third line alone");
    assert_eq!([house.arrive(&second), house.arrive(&second)], [ALL; 2]);
    house.close(ALL);
}

#[test]
fn what_was_handed_over_comes_back_when_the_operator_says_that_it_is_there() {
    let house = House::open();
    let operator = Desk::operator(&house.outlet);
    let handed_over = || {
        let (id, _) = house.sold(1);
        assert_eq!(operator.post("complete", &[("orderid", &id)]).status, 200);
        let refund = ask(&house.buyer, ("orderid", &id))["id"].to_string();
        (id, refund)
    };
    let open = |order: &str| {
        operator.get(&format!("order?orderid={order}")).json()["order"]["refunds"][0]["goods_out"].clone()
    };
    let decide = |refund: &str, goods: &str| {
        let sent = [("refundid", refund), ("agreed", "true"), ("goods_back", goods)];
        let told = operator.post("refund/decide", &sent);
        assert_eq!(told.status, 200, "{}", told.text());
        (house.stock(), told.json()["order"]["refunds"][0]["goods_out"].clone())
    };
    let (order, refund) = handed_over();
    assert_eq!((open(&order), house.stock()), (json!(true), ALL - 2));
    assert_eq!(decide(&refund, "true"), (ALL, json!(false)));
    assert_eq!(decide(&refund, "true"), (ALL, json!(false)), "a double click");
    let (_, refund) = handed_over();
    assert_eq!(decide(&refund, "false"), (ALL - 2, json!(true)), "the twin: the customer has kept them");
    // What never left is not asked for.
    let (order, _) = house.sold(1);
    ask(&house.buyer, ("orderid", &order));
    assert_eq!(open(&order), json!(false));
    let trail = "select count(*) from audit_trail where action = 'refund_received'";
    let folder = std::sync::Arc::clone(&house.outlet.folder);
    assert_eq!(folder.count(trail), 1);
    house.close(ALL - 4);
}
