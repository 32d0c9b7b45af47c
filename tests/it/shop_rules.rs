//! Rules of the shop that the suites show once, with other inputs: spellings, gifts, cards by staff, prices of a cart, the door.

use std::io::Write;

use crate::support::desk::Desk;
use crate::support::{Outlet, RECORDED_DAY, Start, Visitor};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

/// Orders a product and has the counter paid for it; the order.
fn paid(outlet: &Outlet, buyer: &Visitor, fields: &[(&str, &str)]) -> Value {
    let order = buyer.call("order_submit", fields).result()["order"].clone();
    let (id, due) = (order["id"].to_string(), order["payable_amount"].to_string());
    let money = [("orderid", id.as_str()), ("payvoucher", "S"), ("amount", due.as_str())];
    outlet.admin().office("order_paid", &money).result();
    order
}

/// The serials of the gifts that an order gave.
fn gifts(buyer: &Visitor, order: &Value) -> Vec<String> {
    let all = buyer.call("evoucher_gets", &[]).result()["evouchers"].clone();
    let of_order = |it: &&Value| it["orderid"] == order["id"] && it["location"] == "evoucher";
    all.as_array().unwrap().iter().filter(of_order).map(|it| it["evoucher_sn"].to_string()).collect()
}

fn redeem(who: &Visitor, serial: &str) -> i64 {
    who.call("evouchersn_exchange", &[("evoucher_sn", serial)]).number()
}

/// Days in Europe, so many pieces, as gifts.
fn days(pieces: &'static str) -> [(&'static str, &'static str); 6] {
    [
        ("productid", "2"),
        ("quantity", pieces),
        ("areaname", "欧洲"),
        ("genevoucher", "true"),
        ("effect_datetime", "2016-07-10 00:00:00"),
        ("failure_datetime", "2016-07-12 23:59:59"),
    ]
}

fn pieces_of(who: &Visitor) -> Vec<i64> {
    let packages = who.call("alltrafficvoice_get", &[]).result()["servicepackages"].clone();
    packages.as_array().unwrap().iter().filter_map(|it| it["quantity"].as_i64()).collect()
}

#[test]
fn a_gift_is_redeemed_once_and_each_piece_is_a_package_of_its_own() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let (buyer, friend) = (outlet.traveller(), outlet.companion());
    let order = paid(&outlet, &buyer, &days("3"));
    let serials = gifts(&buyer, &order);
    assert_eq!((serials.len(), pieces_of(&buyer)), (3, vec![3]));
    assert_eq!([redeem(&friend, &serials[0]), redeem(&friend, &serials[0])], [0, 1203]);
    assert_eq!(redeem(&friend, &format!(" {} ", serials[1])), 0);
    assert_eq!((pieces_of(&friend), pieces_of(&buyer)), (vec![1, 1], vec![1]));
    assert_eq!(redeem(&buyer, &serials[2]), 0, "the buyer uses it up");
    assert_eq!((pieces_of(&buyer), redeem(&friend, &serials[2])), (vec![1], 1203), "and keeps his days");
    let id = order["id"].to_string();
    assert_eq!(buyer.call("refund", &[("orderid", &id), ("reason", "x")]).number(), 1307);
    outlet.stop().check();
}

#[test]
fn a_gift_of_days_that_are_over_or_asked_back_or_have_cards_is_none() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let (buyer, friend) = (outlet.traveller(), outlet.companion());
    let asked_back = paid(&outlet, &buyer, &days("1"));
    let carded = paid(&outlet, &buyer, &days("1"));
    let over = paid(&outlet, &buyer, &days("1"));
    let serial = |order| gifts(&buyer, order).remove(0);
    let (first, second, third) = (serial(&asked_back), serial(&carded), serial(&over));
    buyer.call("refund", &[("orderid", &asked_back["id"].to_string()), ("reason", "x")]).result();
    assert_eq!(redeem(&friend, &first), 1202, "its money is asked back");
    buyer.call("datacard_bind", &[("datacardid", "210001")]).result();
    let line = carded["orderdetails"][0]["id"].to_string();
    buyer.call("cardtraffic_bind", &[("orderdetailid", &line), ("simid", "210001")]).result();
    assert_eq!(redeem(&friend, &second), 1302, "every piece has its card");
    let outlet = Start::demo("2016-07-13 00:00:00").on(outlet.stop());
    assert_eq!(redeem(&outlet.companion(), &third), 1202, "its days are over");
}

#[test]
fn of_two_who_redeem_a_gift_at_once_one_gets_it() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let buyer = outlet.traveller();
    let order = paid(&outlet, &buyer, &days("1"));
    let serial = gifts(&buyer, &order).remove(0);
    let both = [outlet.companion(), outlet.login("family", "demo-family")];
    let mut numbers: Vec<i64> = std::thread::scope(|scope| {
        let tries: Vec<_> = both.iter().map(|who| scope.spawn(|| redeem(who, &serial))).collect();
        tries.into_iter().map(|it| it.join().unwrap()).collect()
    });
    numbers.sort_unstable();
    assert_eq!(numbers, [0, 1203]);
}

#[test]
fn the_counter_finds_what_people_type_in_their_own_way() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    outlet.traveller().order_card();
    let desk = Desk::clerk(&outlet);
    for text in ["+86 138 0013 8000", "0086-138-0013-8000", "１３８００１３８０００", "\u{202a}13800138000\u{202c}"]
    {
        assert_eq!(desk.find(text)["kind"], "phone", "{text:?}");
    }
    for text in ["8944 2000 1278 9714 353", "8944200012789714353F", "８９４４２０００１２７８９７１４３５３"]
    {
        assert_eq!(desk.find(text)["card"]["iccid"], "8944200012789714353", "{text:?}");
    }
    assert_eq!(desk.find("1606 1410")["kind"], "nothing", "a voucher for money is none of the counter's");
}

#[test]
fn staff_gives_a_stock_card_to_a_traveller_s_days_and_it_is_handed_over_with_the_order() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let buyer = outlet.traveller();
    let line = paid(&outlet, &buyer, &days("2"))["orderdetails"][0]["id"].to_string();
    let operator = outlet.login("operator", "demo-operator");
    let tie = |card: &str| operator.call("cardtraffic_bind", &[("orderdetailid", &line), ("simid", card)]).number();
    assert_eq!([tie("210001"), tie("210001"), tie("210003"), tie("210005")], [0, 1302, 0, 1302]);
    let clerk = outlet.login("clerk", "demo-clerk");
    let fields = [("orderdetailid", line.as_str()), ("simid", "210005")];
    assert_eq!(clerk.call("cardtraffic_bind", &fields).number(), 1301, "a clerk is a customer here");
    let folder = outlet.stop();
    let handed = "select count(*) from data_cards where state = 'handed over' and account_id = 7";
    assert_eq!(folder.count(handed), 2);
    folder.check();
}

#[test]
fn the_door_takes_doubled_slashes_and_packed_bodies() {
    let outlet = Outlet::demo();
    for path in
        ["//uc/services/city_gets", "/uc//services/city_gets/", "/uc/services/city_gets//", "/uc/services/city_gets/"]
    {
        let answer = outlet.call("POST", path, &[FORM], b"pid=0");
        assert_eq!((answer.status, answer.number()), (200, 0), "{path}");
    }
    assert_eq!(outlet.call("GET", "/admin/", &[], b"").status / 100, 3, "a page is sent to its own address");
    assert_eq!(outlet.call("HEAD", "/metrics", &[], b"").status, 200);
    let pack = |text: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    };
    let send = |coding: &str, body: &[u8]| {
        let headers = [("Content-Type", "application/json"), ("Content-Encoding", coding)];
        outlet.call("POST", "/uc/services/login", &headers, body)
    };
    let login = br#"{"username":"clerk","password":"demo-clerk"}"#;
    assert_eq!(send("gzip", &pack(login)).number(), 0);
    assert_eq!(send("gzip", login).status, 400, "not what it says");
    assert_eq!(send("br", login).status, 415);
    assert_eq!(send("gzip", &pack(&vec![b' '; 200_000_000])).status, 413, "a bomb");
}

/// However staff and customers write a phone: docs/spec/roaming.md section 0.20.
#[test]
fn staff_find_orders_and_customers_keep_addresses_by_phones_in_any_spelling() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    assert_eq!(buyer.call("order_submit", &[("productid", "1"), ("quantity", "1")]).number(), 0);
    for phone in ["13800138000", "+86 138-0013-8000", "１３８００１３８０００", "008613800138000", "138 0013"]
    {
        let found = boss.office("order_search", &[("phone", phone)]).result();
        assert_eq!(found["totalcount"], 1, "{phone}: {found}");
    }
    let set = |mobile: &str| {
        let regions = [("country", "1"), ("province", "31"), ("city", "383"), ("district", "3233")];
        let mut fields = vec![("consignee", "林晓舟"), ("mobile", mobile), ("address", "滨江大道88号2-1-501")];
        fields.extend(regions);
        assert_eq!(buyer.call("address_set", &fields).number(), 0, "{mobile}");
        let addresses = buyer.query("address_gets", "").result()["addresses"].clone();
        addresses.as_array().unwrap().last().unwrap()["mobile"].as_str().unwrap().to_owned()
    };
    assert_eq!(set("+86 138 0013 8000"), "13800138000");
    assert_eq!(set("0571-86662404"), "0571-86662404", "no mobile: as it was written");
}

/// An order is answered from what was written, and shown from what is read: the two are the same, whatever was bought.
#[test]
fn what_a_submit_answers_is_what_order_gets_shows() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let buyer = outlet.traveller();
    buyer.call("datacard_bind", &[("datacardid", "210001")]).result();
    let mut carded = days("2").to_vec();
    carded.push(("simid", "210001"));
    let number = [
        ("productid", "6"),
        ("quantity", "2"),
        ("effect_datetime", "2016-07-10 00:00:00"),
        ("failure_datetime", "2016-08-08 23:59:59"),
    ];
    let minutes = [("productid", "3"), ("call_duration", "40"), ("pay_id", "4")];
    let sent = [("productid", "1"), ("quantity", "2"), ("shipping_address", "3"), ("shipping_id", "1")];
    let bare = [("productid", "2"), ("quantity", "1")];
    let mut wishes = vec![carded, number.to_vec(), minutes.to_vec(), sent.to_vec(), bare.to_vec()];
    let in_cart = |fields: &[(&str, &str)]| buyer.call("cart_set", fields).result()["cart"]["id"].to_string();
    let cart = format!("{},{}", in_cart(&days("1")), in_cart(&[("productid", "1"), ("quantity", "3")]));
    wishes.push(vec![("cartids", &cart)]);
    for (place, wish) in wishes.iter().enumerate() {
        let wish = [&wish[..], &[("client_ref", ["a", "b", "c", "d", "e", "f"][place])]].concat();
        let answered = buyer.call("order_submit", &wish).result()["order"].clone();
        assert_eq!(answered, buyer.order(answered["id"].as_i64().unwrap()), "{wish:?}");
        if place < 5 {
            assert_eq!(answered, buyer.call("order_submit", &wish).result()["order"], "asked again: {wish:?}");
        }
    }
    outlet.stop().check();
}
