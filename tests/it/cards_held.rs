//! A data card belongs to who holds it: numbers can be counted, so a number alone gets a stranger nothing.

use std::thread;

use crate::support::trades::walk_in;
use crate::support::{Outlet, RECORDED_DAY, Start, Visitor};

const CARD: &str = "8944200012789714353";

/// Somebody who walked in, with an account of this visit.
fn stranger(outlet: &Outlet) -> Visitor {
    let session = walk_in(outlet);
    Visitor::with_session(&outlet.address, session["userid"].as_i64().unwrap(), session["sessionid"].as_str().unwrap())
}

fn bind(visitor: &Visitor, card: &str) -> i64 {
    visitor.call("datacard_bind", &[("datacardid", card)]).number()
}

/// The ids of the cards in the store.
fn in_stock(outlet: &Outlet) -> Vec<String> {
    let database = outlet.folder.database();
    let mut ids = database.prepare("select id from data_cards where state = 'in stock' order by id").unwrap();
    let ids = ids.query_map([], |row| row.get::<_, i64>(0)).unwrap();
    ids.map(|id| id.unwrap().to_string()).collect()
}

fn bound(outlet: &Outlet) -> i64 {
    outlet.folder.count("select count(*) from data_cards where state = 'owned'")
}

/// An outlet with other limits than the usual ones.
fn with(settings: &[(&str, &str)]) -> Outlet {
    settings.iter().fold(Start::demo(RECORDED_DAY), |start, (name, value)| start.set(name, value)).run()
}

fn call(visitor: &Visitor, name: &str, fields: &[(&str, String)]) -> serde_json::Value {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    visitor.call(name, &fields).result()
}

fn pay(outlet: &Outlet, order: &serde_json::Value) {
    let (id, amount) = (order["id"].to_string(), order["payable_amount"].to_string());
    let slip = [("orderid", id.as_str()), ("payvoucher", &format!("S-{id}")), ("amount", &amount)];
    let paid = outlet.admin().office("order_paid", &slip);
    assert_eq!(paid.number(), 0, "{}", paid.text());
}

/// A paid order of so many cards.
fn buy_cards(outlet: &Outlet, visitor: &Visitor, pieces: &str) -> i64 {
    let made = call(visitor, "order_submit", &[("productid", "1".to_owned()), ("quantity", pieces.to_owned())]);
    pay(outlet, &made["order"]);
    made["order"]["id"].as_i64().unwrap()
}

/// A paid line of data for some days; its id.
fn buy_days(outlet: &Outlet, visitor: &Visitor) -> i64 {
    let days = [("effect_datetime", "2016-07-08 00:00:00"), ("failure_datetime", "2016-07-09 23:59:59")];
    let fields = [&[("productid", "2"), ("areaname", "泰国")], &days[..]].concat();
    let made = visitor.call("order_submit", &fields).result()["order"].clone();
    pay(outlet, &made);
    made["orderdetails"][0]["id"].as_i64().unwrap()
}

fn cards_of(visitor: &Visitor) -> usize {
    visitor.call("datacard_gets", &[]).result()["datacards"].as_array().unwrap().len()
}

#[test]
fn somebody_who_walked_in_counts_through_all_cards_and_gets_none() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let visitor = stranger(&outlet);
    let cards = in_stock(&outlet);
    assert!(cards.len() > 20);
    assert!(cards.iter().all(|card| bind(&visitor, card) == 1301), "a free card is as good as none");
    assert_eq!(bound(&outlet), 0);

    // The twin: without the limits each number is a card.
    let outlet = with(&[("cards.walk_in", "1000"), ("cards.guesses", "1000")]);
    let visitor = stranger(&outlet);
    assert!(cards.iter().all(|card| bind(&visitor, card) == 0));
    outlet.stop().check();
}

#[test]
fn a_customer_binds_five_cards_and_one_for_each_that_was_paid_however_many_calls_come_at_once() {
    let guesses = ("cards.guesses", "1000");
    let outlet = with(&[guesses]);
    let (buyer, cards) = (outlet.companion(), in_stock(&outlet));
    let at_once = |buyer: &Visitor, outlet: &Outlet| {
        thread::scope(|scope| {
            (0..40).for_each(|place| {
                let card = &cards[place % cards.len()];
                scope.spawn(move || bind(buyer, card));
            });
        });
        bound(outlet)
    };
    assert_eq!(at_once(&buyer, &outlet), 5);
    assert_eq!(bind(&buyer, &cards_named(&buyer)[0]), 0, "one's own again is no sixth");

    // Whoever pays for two has room for two, and for one more with days that want a card.
    let order = buy_cards(&outlet, &buyer, "2");
    assert_eq!(at_once(&buyer, &outlet), 7);
    buy_days(&outlet, &buyer);
    assert_eq!(at_once(&buyer, &outlet), 8);
    // What staff hands over takes the place of a bound one.
    let next = in_stock(&outlet)[0].clone();
    let handed = [("orderid", order.to_string()), ("simid", next)];
    let handed: Vec<_> = handed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(outlet.admin().office("cardorder_bind", &handed).number(), 0);
    at_once(&buyer, &outlet);
    assert_eq!(cards_of(&buyer), 9, "the eight and the one that was handed over");
    outlet.stop().check();

    // The twin: with a higher cap the same calls bind all there are.
    let outlet = with(&[guesses, ("cards.customer", "1000")]);
    let buyer = outlet.companion();
    assert_eq!(usize::try_from(at_once(&buyer, &outlet)).unwrap(), cards.len());
}

fn cards_named(visitor: &Visitor) -> Vec<String> {
    let cards = visitor.call("datacard_gets", &[]).result()["datacards"].clone();
    cards.as_array().unwrap().iter().map(|card| card["iccid"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn ten_wrong_numbers_are_tried_in_an_hour_by_an_account_and_as_many_by_each_of_ten_at_an_address() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let (guesser, other) = (outlet.companion(), outlet.traveller());
    let cards = in_stock(&outlet);
    assert_eq!(bind(&other, &cards[0]), 0);
    let wrong = |number: usize| bind(&guesser, &format!("89442000127{number:08}"));
    assert!((0..10).all(|number| wrong(number) == 1301));
    assert_eq!(bind(&guesser, &cards[1]), 1301, "a right one is not looked at");
    assert_eq!(bind(&other, &cards[1]), 0, "whoever shares the address is not kept from a card");
    // One guess each, and as many people as live behind an address: then the address has guessed.
    let bound_after_ten_walk_ins = |guesses: &str| {
        let outlet = with(&[("cards.guesses", guesses)]);
        let other = outlet.traveller();
        assert_eq!(bind(&other, &cards[0]), 0);
        assert!((0..10).all(|number| bind(&stranger(&outlet), &format!("89442000127{number:08}")) == 1301));
        let next = bind(&other, &cards[1]);
        assert_eq!(bind(&other, &cards[0]), 0, "one's own card is no guess");
        next
    };
    assert_eq!(bound_after_ten_walk_ins("1"), 1301, "nor is one of another account looked at");
    assert_eq!(bound_after_ten_walk_ins("2"), 0, "the twin: with places left it is");

    // The twin: without the limit the next number is tried. Right ones are no guesses.
    let outlet = with(&[("cards.guesses", "11")]);
    let guesser = outlet.companion();
    assert!((0..10).all(|number| bind(&guesser, &format!("89442000127{number:08}")) == 1301));
    assert!((0..5).all(|place| bind(&guesser, &cards[place]) == 0));
    outlet.stop().check();
}

#[test]
fn what_staff_has_in_hand_is_not_with_who_bound_it_and_a_paid_order_keeps_its_card() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let (buyer, binder, boss) = (outlet.traveller(), outlet.companion(), outlet.admin());
    let order = buy_cards(&outlet, &buyer, "2").to_string();
    let hand_over = |card: &str| boss.office("cardorder_bind", &[("orderid", &order), ("simid", card)]).number();
    let cards = in_stock(&outlet);
    // The binder has an unpaid order with the one, and a paid trip with the other.
    assert_eq!([bind(&binder, CARD), bind(&binder, &cards[3])], [0, 0]);
    let trip = [("productid", "2"), ("areaname", "泰国"), ("simid", CARD)];
    let days = [("effect_datetime", "2016-07-08 00:00:00"), ("failure_datetime", "2016-07-09 23:59:59")];
    binder.call("order_submit", &[&trip[..], &days[..]].concat()).result();
    let line = buy_days(&outlet, &binder).to_string();
    binder.call("cardtraffic_bind", &[("simid", &cards[3]), ("orderdetailid", &line)]).result();

    assert_eq!(hand_over(CARD), 0, "the card lies in the store");
    assert_eq!(hand_over(&cards[3]), 1301, "the twin: a paid trip's card is its holder's");
    assert_eq!(cards_of(&binder), 1);
    assert!(cards_named(&buyer).contains(&CARD.to_owned()));
    let told = "select count(*) from audit_trail where action = 'data_card_taken_back' and actor_id > 0";
    assert_eq!(outlet.folder.count(told), 1);
    let tied = format!("select count(*) from trips t join data_cards c on c.id = t.card_id where c.iccid = '{CARD}'");
    assert_eq!(outlet.folder.count(&tied), 0, "the unpaid order names it no more");
    assert_eq!([bind(&binder, CARD), bind(&buyer, CARD)], [1300, 0]);
    outlet.stop().check();
}

#[test]
fn a_card_that_was_let_go_of_is_in_order_and_one_that_lost_its_holder_is_not() {
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let order = buy_cards(&outlet, &buyer, "1").to_string();
    assert_eq!(boss.office("cardorder_bind", &[("orderid", &order), ("simid", CARD)]).number(), 0);
    buyer.call("datacard_unbind", &[("datacardid", CARD)]);
    let gone = format!("select count(*) from data_cards where iccid = '{CARD}' and account_id is null");
    assert_eq!(outlet.folder.count(&gone), 1);
    outlet.stop().check();

    // The twin: the same row without its last move.
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let order = buy_cards(&outlet, &outlet.traveller(), "1").to_string();
    assert_eq!(outlet.admin().office("cardorder_bind", &[("orderid", &order), ("simid", CARD)]).number(), 0);
    let folder = outlet.stop();
    let lost = format!("update data_cards set account_id = null where iccid = '{CARD}'");
    folder.database().execute(&lost, []).unwrap();
    let output = crate::support::run(&["check", "--data", folder.data().to_str().unwrap()]);
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(!output.status.success() && report.contains(&format!("card {CARD}")), "{report}");
}

#[test]
fn boxes_and_redeem_codes_are_not_found_by_counting_either() {
    let outlet = with(&[("cards.customer", "2")]);
    let database = outlet.folder.database();
    for id in 9001..9006 {
        let sql = "insert into pool_devices (id, hostname, host, kind) values (?1, 'box-' || ?1, '192.0.2.' || (?1 - 9000), 3)";
        database.execute(sql, [id]).unwrap();
    }
    let take = |visitor: &Visitor, id: &str| visitor.call("touch_bind", &[("devid", id)]).number();
    let visitor = stranger(&outlet);
    assert!((9001..9006).all(|id| take(&visitor, &id.to_string()) == 1102), "walk-ins have no boxes");
    let customer = outlet.traveller();
    let taken: Vec<_> = ["9001", "9002", "9003", "9001"].map(|id| take(&customer, id)).into();
    assert_eq!(taken, [0, 0, 1102, 0], "a customer has two here, and the twin: each again");

    // New accounts do not begin anew: the address counts, too.
    let exchange = |visitor: &Visitor, code: usize| {
        visitor.call("evouchersn_exchange", &[("evoucher_sn", &format!("{:08}", 90_000_000 + code))]).number()
    };
    for _ in 0..10 {
        let visitor = stranger(&outlet);
        assert!((0..20).all(|code| exchange(&visitor, code) == 1204));
    }
    let made = "insert into vouchers (id, serial, template_id, account_id) select 9000, 90000999, min(id), -1
        from voucher_templates where kind not in (1, 3)";
    database.execute(made, []).unwrap();
    assert_eq!(exchange(&stranger(&outlet), 999), 1204, "a right one is not looked at");
    assert_eq!(outlet.folder.count("select account_id from vouchers where id = 9000"), -1);
}

/// The serials of three gifts and five redeem codes of a fresh outlet.
fn bearer_serials(outlet: &Outlet) -> Vec<i64> {
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let days = [("effect_datetime", "2016-07-08 00:00:00"), ("failure_datetime", "2016-07-09 23:59:59")];
    let fields = [("productid", "2"), ("areaname", "泰国"), ("quantity", "3"), ("genevoucher", "true")];
    let order = buyer.call("order_submit", &[&fields[..], &days].concat()).result()["order"].clone();
    pay(outlet, &order);
    let shown = buyer.call("evoucher_gets", &[("orderid", &order["id"].to_string())]).result()["evouchers"].clone();
    let gifts = shown.as_array().unwrap().iter().filter(|it| it["evoucherid"] == 2);
    let gifts = gifts.map(|gift| gift["evoucher_sn"].as_i64().unwrap());
    let template = outlet.folder.count("select min(id) from voucher_templates where kind not in (1, 3)").to_string();
    let made = boss.office("evouchersn_generate", &[("evoucherid", &template), ("quantity", "5")]).result();
    let codes = made["evoucher_sns"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().parse().unwrap());
    gifts.chain(codes).collect()
}

#[test]
fn what_belongs_to_whoever_shows_its_serial_has_one_that_nobody_can_work_out() {
    let (one, other) = (Outlet::demo_at(RECORDED_DAY), Outlet::demo_at(RECORDED_DAY));
    let (serials, same_steps) = (bearer_serials(&one), bearer_serials(&other));
    assert_eq!(serials.len(), 8);
    assert!(serials.iter().all(|serial| (10_000_000..100_000_000).contains(serial)), "eight digits: {serials:?}");
    let both: Vec<_> = serials.iter().filter(|serial| same_steps.contains(serial)).collect();
    assert!(both.is_empty(), "what follows from ids is the same in two outlets: {both:?}");
    let friend = one.companion();
    assert_eq!(friend.call("evouchersn_exchange", &[("evoucher_sn", &serials[0].to_string())]).number(), 0);
    one.stop().check();
}

#[test]
fn a_tour_coupon_on_paper_is_not_found_by_counting() {
    let claim = |outlet: &Outlet, session: &serde_json::Value, serial: &str| {
        let body = serde_json::json!({"sessionid": session["sessionid"], "uid": session["userid"].to_string(),
            "version": "kiosk", "coupon_sn": serial});
        outlet.json("/v2_0/longtour/coupon_claim", &body).json()["status"] == "success"
    };
    let outlet = Outlet::demo_at(RECORDED_DAY);
    let paper =
        "insert into tour_coupons (id, batch_id, serial) select 9000, min(id), 'PAPER0000099' from tour_coupon_batches";
    outlet.folder.database().execute(paper, []).unwrap();
    let (guesser, finder) = (walk_in(&outlet), walk_in(&outlet));
    assert!((0..20).all(|number| !claim(&outlet, &guesser, &format!("PAPER{number:07}"))));
    assert!(!claim(&outlet, &guesser, "PAPER0000099"), "the next is not looked at");
    assert!(claim(&outlet, &finder, "PAPER0000099"), "the twin: somebody else's first number is");
}
