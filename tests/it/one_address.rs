//! What all who walk in from one address may leave unpaid together: an account of a visit costs nothing, so nobody is many by opening
//! many; and the house's own kiosks are not counted.

use std::thread;

use serde_json::Value;

use crate::support::trades::{PHONE, tour_order_of};
use crate::support::{Outlet, RECORDED_DAY, Start, Visitor, encode};

const FORM: &str = "application/x-www-form-urlencoded";
/// Addresses of the network that is kept for documents.
const STRANGE: &str = "203.0.113.9";
const OTHER: &str = "203.0.113.10";

/// An outlet behind a proxy that names its clients, with other settings.
fn behind_a_proxy(at: &str, settings: &[(&str, &str)]) -> Outlet {
    let start = Start::demo(at).set("server.trusted_proxies", "127.0.0.0/8");
    settings.iter().fold(start, |start, (name, value)| start.set(name, value)).run()
}

/// The session of somebody who walks in from an address.
fn session(outlet: &Outlet, address: &str, more: &[(&str, &str)]) -> Value {
    let headers = [("Content-Type", FORM), ("X-Forwarded-For", address)];
    let fields = [&[("phone", PHONE)], more].concat();
    outlet.call("POST", "/api/pages/walk-in", &headers, encode(&fields).as_bytes()).json()
}

fn visitor(outlet: &Outlet, address: &str) -> Visitor {
    let session = session(outlet, address, &[]);
    Visitor::with_session(&outlet.address, session["userid"].as_i64().unwrap(), session["sessionid"].as_str().unwrap())
}

fn cards(visitor: &Visitor, pieces: &str) -> i64 {
    visitor.call("order_submit", &[("productid", "1"), ("quantity", pieces)]).number()
}

fn minutes(visitor: &Visitor) -> i64 {
    visitor.call("order_submit", &[("productid", "3"), ("call_duration", "40")]).number()
}

#[test]
fn forty_orders_of_one_address_are_taken_whoever_walks_in_there_and_those_of_others_are_not_counted() {
    let outlet = behind_a_proxy(RECORDED_DAY, &[]);
    let taken = |address: &str, most: usize| (0..most).filter(|_| minutes(&visitor(&outlet, address)) == 0).count();
    assert_eq!((taken(STRANGE, 45), taken(OTHER, 1)), (40, 1));
    assert_eq!((taken("2001:db8:1:2::1", 39), taken("2001:db8:1:2:ffff::1", 2)), (39, 1), "a household is one");
    // What somebody cancels is somebody else's to order.
    let (first, next) = (visitor(&outlet, "198.51.100.1"), visitor(&outlet, "198.51.100.1"));
    assert_eq!(minutes(&first), 0);
    assert_eq!((taken("198.51.100.1", 40), minutes(&next)), (39, 1310));
    let id = first.call("order_gets", &[]).result()["orders"][0]["id"].to_string();
    first.call("order_cancel", &[("orderid", &id)]).result();
    assert_eq!([minutes(&next), minutes(&next)], [0, 1310]);
    assert_eq!(minutes(&outlet.traveller()), 0, "a registered customer has limits of his own");
    outlet.stop().check();

    // The twin: without the limit each of them orders.
    let outlet = behind_a_proxy(RECORDED_DAY, &[("orders.address_orders", "0")]);
    assert!((0..45).all(|_| minutes(&visitor(&outlet, STRANGE)) == 0));
}

#[test]
fn pieces_of_one_product_are_counted_together_too_and_come_back_with_their_orders() {
    let stock = |outlet: &Outlet| outlet.folder.count("select stock from products where id = 1");
    let outlet = behind_a_proxy(RECORDED_DAY, &[("orders.address_pieces", "30")]);
    let strangers: Vec<_> = (0..3).map(|_| visitor(&outlet, STRANGE)).collect();
    let answers = [(0, "20"), (1, "11"), (1, "10"), (2, "1")].map(|(who, pieces)| cards(&strangers[who], pieces));
    assert_eq!((answers, stock(&outlet)), ([0, 1402, 0, 1402], 70));
    assert_eq!(minutes(&strangers[2]), 0, "of another product there are none yet");
    assert_eq!(cards(&visitor(&outlet, OTHER), "20"), 0);

    // When their time is over the goods are back, and are counted again where somebody takes them to pay.
    let later = Start::demo("2016-07-06 17:30:00").set("server.trusted_proxies", "127.0.0.0/8");
    let outlet = later.set("orders.address_pieces", "30").on(outlet.stop());
    let [first, _, third] = [0, 1, 2].map(|who: usize| strangers[who].at(&outlet.address));
    assert_eq!(cards(&third, "20"), 0);
    let orders = first.call("order_gets", &[]).result()["orders"].clone();
    let paying = [("orderid", orders[0]["id"].to_string()), ("payid", "2".to_owned())];
    let paying: Vec<_> = paying.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(first.call("order_paying", &paying).number(), 1310, "forty are too many");
    outlet.stop().check();

    // The twin: without the limit four of them empty the shelf.
    let outlet = behind_a_proxy(RECORDED_DAY, &[("orders.address_pieces", "0")]);
    assert!((0..5).all(|_| cards(&visitor(&outlet, STRANGE), "20") == 0));
    assert_eq!(stock(&outlet), 0);
}

#[test]
fn many_at_once_from_one_address_are_forty_as_well() {
    let outlet = behind_a_proxy(RECORDED_DAY, &[]);
    let taken: usize = thread::scope(|scope| {
        let six = || (0..6).filter(|_| minutes(&visitor(&outlet, STRANGE)) == 0).count();
        let hands: Vec<_> = (0..10).map(|_| scope.spawn(six)).collect();
        hands.into_iter().map(|hand| hand.join().unwrap()).sum()
    });
    assert_eq!(taken, 40);
    let theirs = format!(
        "select count(*) from orders o join account_addresses w on w.account_id = o.account_id where w.address = '{STRANGE}'"
    );
    assert_eq!(outlet.folder.count(&theirs), 40);
}

/// The token of a browser that an admin enrolled as a counter.
fn enrolled(outlet: &Outlet) -> String {
    let made = outlet.admin().page_form("/api/pages/security/enrol", &[("name", "Kiosk")]);
    made.json()["token"].as_str().unwrap().to_owned()
}

#[test]
fn two_hundred_travellers_at_kiosks_of_the_house_are_all_served() {
    let outlet = behind_a_proxy(RECORDED_DAY, &[("login.hourly_requests", "1000")]);
    for kiosk in ["192.168.7.20", "127.0.0.1"] {
        for traveller in 0..200 {
            assert_eq!(minutes(&visitor(&outlet, kiosk)), 0, "traveller {traveller} at {kiosk}");
        }
    }
    // A kiosk elsewhere: its address stands in the settings, or its browser was enrolled.
    let outlet = behind_a_proxy(RECORDED_DAY, &[("orders.house_networks", "198.51.100.0/24")]);
    assert!((0..60).all(|_| minutes(&visitor(&outlet, "198.51.100.7")) == 0));
    let token = enrolled(&outlet);
    let orders = |device: &str| {
        let session = session(&outlet, STRANGE, &[("device", device)]);
        let (id, name) = (session["userid"].as_i64().unwrap(), session["sessionid"].as_str().unwrap());
        minutes(&Visitor::with_session(&outlet.address, id, name))
    };
    assert!((0..60).all(|_| orders(&token) == 0));
    // The twin: with another token it is an address as any, and so is the shop's own network where the settings name another.
    assert_eq!((0..60).filter(|_| orders("a token") == 0).count(), 40);
    assert_eq!((0..60).filter(|_| minutes(&visitor(&outlet, "192.168.7.20")) == 0).count(), 40);
}

#[test]
fn courses_tickets_and_tours_count_an_address_as_the_shop_does() {
    let outlet = behind_a_proxy("2026-11-21 10:00:00", &[("orders.address_orders", "1")]);
    let post = |address: &str, path: &str, fields: &[(&str, &str)]| {
        Visitor::of(&outlet, &session(&outlet, address, &[])).page_form(path, fields)
    };
    let course = |address: &str| {
        let wish = [("mobile", PHONE), ("courses_id", "52"), ("rebate_id", "2"), ("num", "1")];
        post(address, "/v1/order/create", &wish)
    };
    let ticket = |address: &str| {
        let lines = r#"[{"productid":"T001","quantity":1}]"#;
        post(address, "/api/pages/tickets/order", &[("client_ref", address), ("lines", lines), ("phone", PHONE)])
    };
    let tour = |address: &str| tour_order_of(&outlet, &session(&outlet, address, &[]));
    let free = ["198.51.100.1", "198.51.100.2", "198.51.100.3"];
    assert_eq!(minutes(&visitor(&outlet, STRANGE)), 0);
    assert_eq!(minutes(&visitor(&outlet, STRANGE)), 1310);
    let refused = course(STRANGE);
    assert!(refused.text().contains("10001"), "{}", refused.text());
    let refused = ticket(STRANGE);
    assert_eq!((refused.status, refused.json()["error"].as_str()), (409, Some("sold-out")));
    let refused = tour(STRANGE);
    assert!(refused.to_string().contains("300050"), "{refused}");

    // The twin: each from an address of its own.
    assert_eq!([course(free[0]).status, ticket(free[1]).status], [201, 200]);
    let made = tour(free[2]);
    assert_eq!(made["status"], "success", "{made}");
    assert_eq!(
        outlet
            .folder
            .count("select count(*) from orders where account_id in (select account_id from account_addresses)"),
        4
    );
}

#[test]
fn the_address_is_forgotten_with_the_last_session_of_who_walked_in() {
    let kept = |day: &str| {
        let outlet = behind_a_proxy(RECORDED_DAY, &[]);
        assert_eq!(minutes(&visitor(&outlet, STRANGE)), 0);
        let noted = format!("select count(*) from account_addresses where address = '{STRANGE}'");
        assert_eq!(outlet.folder.count(&noted), 1);
        let outlet = Start::demo(&format!("{day} 12:00:00")).on(outlet.stop());
        let admin = outlet.admin();
        let outlet = Start::demo(&format!("{day} 12:05:00")).on(outlet.stop());
        // The use of a session is written back, and what is idle goes with it.
        assert_eq!(admin.at(&outlet.address).call("order_gets", &[]).number(), 0);
        let folder = outlet.stop();
        folder.count(&noted)
    };
    assert_eq!(kept("2016-07-20"), 0);
    assert_eq!(kept("2016-07-08"), 1, "the twin: the session lives");
}
