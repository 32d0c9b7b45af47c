//! Refunds of single lines: what each was paid, each once, together never more than came in.

use serde_json::{Value, json};

use super::{BACK, LEDGER, ask, at_once, audit, paid_notice, refunds, submit, take};
use crate::support::{Outlet, Visitor};

const DAYS: [(&str, &str); 2] =
    [("effect_datetime", "2016-07-10 00:00:00"), ("failure_datetime", "2016-07-21 23:59:59")];

/// An order of two cards (100.00), twelve days of traffic (343.14), minutes (38.00) and a number (1.90), 20.00 off by a
/// voucher, and 5.00 for the courier: 468.04. Its id and the ids of its lines.
fn mixed(buyer: &Visitor) -> (String, Vec<String>) {
    let id = submit(buyer, &[("productid", "1"), ("quantity", "2")])["id"].to_string();
    let traffic = [("orderid", id.as_str()), ("productid", "2"), ("areaname", "美国"), DAYS[0], DAYS[1]];
    let minutes = [("orderid", id.as_str()), ("productid", "3"), ("call_duration", "400")];
    let number = [("orderid", id.as_str()), ("productid", "6"), DAYS[0], DAYS[1]];
    for line in [traffic.as_slice(), &minutes, &number] {
        assert_eq!(buyer.call("orderdetail_set", line).number(), 0);
    }
    let courier = [("orderid", id.as_str()), ("shipping_address", "3"), ("shipping_id", "1")];
    assert_eq!(buyer.call("order_shipping", &courier).number(), 0);
    assert_eq!(buyer.call("evoucher_discount", &[("orderid", &id), ("evoucherid", "3")]).number(), 0);
    let order = buyer.order(id.parse().unwrap());
    let sums = ["payable_amount", "voucher_amount", "shipping_fee"].map(|name| order[name].to_string());
    assert_eq!(sums, ["483.04", "20.00", "5.00"], "{order}");
    let lines = order["orderdetails"].as_array().unwrap().iter().map(|line| line["id"].to_string()).collect();
    (id, lines)
}

/// What each of the lines of [`mixed`] was paid: 20.00 are shared by price, to the fen.
const PAID: [&str; 4] = ["95.86", "328.94", "36.42", "1.82"];

#[test]
fn every_kind_of_line_goes_back_for_what_was_paid_for_it_and_the_rest_with_the_fee() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let (id, lines) = mixed(&buyer);
    take(&boss, &id, "468.04");
    let voice = || buyer.call("voiceavailable_get", &[]).result()["voiceavailable"]["totaltime"].as_i64();
    assert_eq!(voice(), Some(400));
    let numbers_left = |who: &Visitor| {
        let wanted = [("productid", "6"), ("quantity", "5"), DAYS[0], DAYS[1]];
        who.call("order_submit", &wanted).number()
    };
    assert_eq!(numbers_left(&outlet.companion()), 1401, "one of five is the traveller's");
    for at in 0..4 {
        let refund = ask(&buyer, ("orderdetailid", &lines[at]));
        assert_eq!(refund["money"].to_string(), PAID[at], "{refund}");
        assert_eq!(refund["is_real"], at < 2, "the card and the traffic are real, by their rows: {refund}");
        let shown = boss.office("refund_received", &[("refundids", &refund["id"].to_string()), ("invoice_no", "SF1")]);
        assert_eq!(shown.result()["refunds"][0]["shipping_status"], 2);
        if at == 3 {
            assert_eq!(audit(&boss, &refund, "false"), 0, "the number stays");
            continue;
        }
        assert_eq!(audit(&boss, &refund, "true"), 0);
        let now = buyer.order(id.parse().unwrap());
        assert_eq!((&now["pay_status"], &now["orderdetails"][at]["status"]), (&json!(2), &json!(7)), "{now}");
    }
    assert_eq!(voice(), Some(0), "the minutes are gone");
    let packages = buyer.call("alltrafficvoice_get", &[]).result()["servicepackages"].clone();
    assert_eq!(packages.as_array().unwrap().len(), 1, "the number alone is left: {packages}");
    assert_eq!(numbers_left(&outlet.companion()), 1401);
    let rest = ask(&buyer, ("orderid", &id));
    assert_eq!(rest["money"].to_string(), "6.82", "the number and the courier's fee");
    assert_eq!(audit(&boss, &rest, "true"), 0);
    assert_eq!(buyer.order(id.parse().unwrap())["pay_status"], 3);
    assert_eq!(numbers_left(&outlet.companion()), 0);
    let folder = outlet.stop();
    assert_eq!((folder.count(LEDGER), folder.count(BACK)), (0, 4));
    assert_eq!(folder.count("select stock from products where id = 1"), 100);
    assert_eq!(
        folder.count("select count(*) from vouchers where id = 3 and used_at is null"),
        1,
        "the voucher is free"
    );
}

#[test]
fn all_lines_one_by_one_leave_the_courier_s_fee_with_the_house() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let (id, lines) = mixed(&buyer);
    take(&boss, &id, "468.04");
    for line in &lines {
        assert_eq!(audit(&boss, &ask(&buyer, ("orderdetailid", line)), "true"), 0);
    }
    assert_eq!(buyer.order(id.parse().unwrap())["pay_status"], 3);
    assert_eq!(buyer.call("refund", &[("orderid", &id), ("reason", "and the fee")]).number(), 1307);
    assert_eq!(outlet.stop().count(LEDGER), 500);
}

/// What sixteen clients at once are told when each asks for every line and for the whole, and agrees to all that it finds.
fn rush(outlet: &Outlet, buyer: &Visitor, boss: &Visitor, id: &str, lines: &[String]) {
    at_once(16, || {
        for line in lines {
            let asked = buyer.call("refund", &[("orderdetailid", line), ("reason", "行程取消")]);
            assert!([0, 1307].contains(&asked.number()), "{}", asked.text());
        }
        let asked = buyer.call("refund", &[("orderid", id), ("reason", "行程取消")]);
        assert!([0, 1307].contains(&asked.number()), "{}", asked.text());
        for refund in refunds(buyer) {
            let told = audit(boss, &refund, "true");
            assert!([0, 1307].contains(&told), "{told} {refund}");
        }
    });
    assert!(!outlet.log().contains("panicked"), "{}", outlet.log());
}

/// All that went back, in fen, by the refunds' own account.
fn told(buyer: &Visitor) -> i64 {
    let done = |it: &&Value| it["status"] == 4;
    let fen = |it: &Value| it["money"].to_string().replace('.', "").parse::<i64>().unwrap();
    refunds(buyer).iter().filter(done).map(fen).sum()
}

#[test]
fn sixteen_clients_who_want_every_line_and_the_whole_get_each_once() {
    for by_provider in [false, true] {
        let outlet = Outlet::demo();
        let (buyer, boss) = (outlet.traveller(), outlet.admin());
        let (id, lines) = mixed(&buyer);
        if by_provider {
            assert_eq!(paid_notice(&outlet, &id, "trade 1", "468.04"), "success");
        } else {
            take(&boss, &id, "468.04");
        }
        rush(&outlet, &buyer, &boss, &id, &lines);
        let wanted: Vec<String> = refunds(&buyer).iter().map(|it| it["orderdetailid"].to_string()).collect();
        let told = told(&buyer);
        let folder = outlet.stop();
        let back = -folder.count("select coalesce(sum(amount), 0) from money_moves where kind = 'refund'");
        assert_eq!(back, told, "the refunds and the ledger agree: {wanted:?}");
        assert!(
            (46_304..=46_804).contains(&back),
            "each line once, and the fee with the whole alone: {back} {wanted:?}"
        );
        let twice = "select count(*) from (select line_id from refunds where status = 4 and line_id is not null
            group by line_id having count(*) > 1)";
        assert_eq!(folder.count(twice), 0);
        assert_eq!(folder.count("select stock from products where id = 1"), 100, "the cards came back once");
        assert_eq!(folder.count("select count(*) from trips where account_id = 7"), 0);
    }
}

#[test]
fn a_voucher_that_was_worth_more_than_the_goods_gives_nothing_back_for_a_line() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let order = submit(&buyer, &[("productid", "3"), ("call_duration", "50")]); // 5.00, 10.00 off, 5.00 by courier
    let (id, line) = (order["id"].to_string(), order["orderdetails"][0]["id"].to_string());
    let number = [("orderid", id.as_str()), ("productid", "6"), DAYS[0], DAYS[1]]; // 1.90
    assert_eq!(buyer.call("orderdetail_set", &number).number(), 0);
    let courier = [("orderid", id.as_str()), ("shipping_address", "3"), ("shipping_id", "1")];
    assert_eq!(buyer.call("order_shipping", &courier).number(), 0);
    assert_eq!(buyer.call("evoucher_discount", &[("orderid", &id), ("evoucherid", "10")]).number(), 0);
    take(&boss, &id, "1.90");
    let refund = ask(&buyer, ("orderdetailid", &line));
    assert_eq!(refund["money"].to_string(), "0.00");
    assert_eq!(audit(&boss, &refund, "true"), 0);
    let rest = ask(&buyer, ("orderid", &id));
    assert_eq!(rest["money"].to_string(), "1.90", "all that came in");
    assert_eq!(audit(&boss, &rest, "true"), 0);
    assert_eq!(outlet.stop().count(LEDGER), 0);
}

/// One voucher of ten yuan for a product alone, the buyer's own; its id.
fn voucher_for(outlet: &Outlet, boss: &Visitor, buyer: &Visitor, product: i64) -> String {
    let template = json!({"name": "单品券", "type": 3, "money": 10});
    let body =
        json!({"userid": boss.userid, "sessionid": boss.sessionid, "evoucher": template, "productids": [product]});
    let made = outlet.json("/om/services/evoucher_create", &body).result()["evoucher"]["id"].to_string();
    let codes = boss.office("evouchersn_generate", &[("evoucherid", &made)]).result();
    let code = codes["evoucher_sns"][0].as_str().unwrap().to_owned();
    buyer.call("evouchersn_exchange", &[("evoucher_sn", &code)]).result()["evoucher"]["id"].to_string()
}

#[test]
fn a_voucher_for_one_product_is_taken_off_its_line_and_off_no_other() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let own = voucher_for(&outlet, &boss, &buyer, 3);
    for (vouchers, due, wanted) in [
        (own.clone(), "78.00", ["50.00", "28.00"]),
        (format!("{own},10"), "68.00", ["43.59", "24.41"]), // ten more by 50.00 to 28.00
    ] {
        let id = submit(&buyer, &[("productid", "1")])["id"].to_string();
        let minutes = [("orderid", id.as_str()), ("productid", "3"), ("call_duration", "400")]; // 38.00
        assert_eq!(buyer.call("orderdetail_set", &minutes).number(), 0);
        assert_eq!(buyer.call("evoucher_discount", &[("orderid", &id), ("evoucherid", &vouchers)]).number(), 0);
        take(&boss, &id, due);
        let lines = buyer.order(id.parse().unwrap())["orderdetails"].clone();
        for at in [0, 1] {
            let refund = ask(&buyer, ("orderdetailid", &lines[at]["id"].to_string()));
            assert_eq!(refund["money"].to_string(), wanted[at], "{vouchers}: {refund}");
            assert_eq!(audit(&boss, &refund, "true"), 0);
        }
        assert_eq!(buyer.order(id.parse().unwrap())["pay_status"], 3, "and the vouchers are free again");
    }
    assert_eq!(outlet.stop().count(LEDGER), 0);
}
