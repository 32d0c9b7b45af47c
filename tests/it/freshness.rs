//! No answer is stale: what an outlet keeps ready in memory is never older than what it has acknowledged, whoever asks and whoever
//! has written.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread;

use serde_json::{Value, json};

use crate::support::trades::tour_order;
use crate::support::{Outlet, Start, Visitor, outpost};

/// The day on which the demonstration's tour has seats.
const TODAY: &str = "2026-11-20 10:00:00";

/// A form of the manager's page.
fn manage(outlet: &Outlet, boss: &Visitor, path: &str, fields: &[(&str, &str)]) -> Value {
    let answer = boss.at(&outlet.address).page_form(&format!("/api/pages/admin/{path}"), fields);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

/// The data card as the shop lists it, to somebody without a session.
fn card(outlet: &Outlet) -> Value {
    outlet.get("/uc/services/product_gets?productids=1").result()["products"][0].clone()
}

fn stock(outlet: &Outlet) -> i64 {
    card(outlet)["stock_number"].as_i64().unwrap()
}

fn name(outlet: &Outlet) -> String {
    card(outlet)["name"].as_str().unwrap().to_owned()
}

#[test]
fn a_sale_is_in_the_next_list_that_anybody_sees() {
    let outlet = Outlet::demo();
    let left = AtomicI64::new(stock(&outlet));
    let (done, looks, wrong) = (AtomicBool::new(false), AtomicI64::new(0), AtomicI64::new(0));
    thread::scope(|readers| {
        for _ in 0..3 {
            readers.spawn(|| {
                while !done.load(Ordering::SeqCst) {
                    let at_most = left.load(Ordering::SeqCst);
                    wrong.fetch_add(i64::from(stock(&outlet) > at_most), Ordering::SeqCst);
                    looks.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        let customers = [outlet.traveller(), outlet.companion()];
        for sale in 0.. {
            let fields = [("productid", "1"), ("quantity", "1")];
            let sold = customers[sale % 2].call("order_submit", &fields);
            if sold.number() != 0 || (sale >= 4 && looks.load(Ordering::SeqCst) > 200) {
                assert!(sale >= 2, "{}", sold.text());
                break;
            }
            left.fetch_sub(1, Ordering::SeqCst);
        }
        done.store(true, Ordering::SeqCst);
    });
    assert_eq!(wrong.into_inner(), 0, "of {} looks", looks.into_inner());
}

#[test]
fn what_the_manager_changes_is_in_every_answer_from_then_on() {
    let outlet = Outlet::demo_at(TODAY);
    let boss = outlet.admin();
    let changes = AtomicI64::new(0);
    let (done, looks, wrong) = (AtomicBool::new(false), AtomicI64::new(0), AtomicI64::new(0));
    let number = |name: String| name.strip_prefix("card ").and_then(|text| text.parse().ok()).unwrap_or(0_i64);
    thread::scope(|readers| {
        for _ in 0..3 {
            readers.spawn(|| {
                while !done.load(Ordering::SeqCst) {
                    let at_least = changes.load(Ordering::SeqCst);
                    let seen = number(name(&outlet));
                    wrong.fetch_add(i64::from(seen < at_least), Ordering::SeqCst);
                    // What one client has seen, every other must see, acknowledged or not.
                    changes.fetch_max(seen, Ordering::SeqCst);
                    looks.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        let mut change = 0;
        while change < 20 || looks.load(Ordering::SeqCst) < 200 {
            change += 1;
            let named = format!("card {change}");
            let rows = json!([{"kind": "products", "key": {"id": "1"}, "cells": {"name": named}}]).to_string();
            manage(&outlet, &boss, "rows", &[("rows", &rows), ("agreed", "true")]);
            changes.fetch_max(change, Ordering::SeqCst);
        }
        done.store(true, Ordering::SeqCst);
    });
    assert_eq!(wrong.into_inner(), 0, "of {} looks", looks.into_inner());
    let counted = stock(&outlet).to_string();
    manage(&outlet, &boss, "product-stock", &[("id", "1"), ("seen", &counted), ("counted", "3")]);
    assert_eq!(stock(&outlet), 3);
}

#[test]
fn a_session_that_has_ended_opens_nothing_from_then_on() {
    type End = fn(&Outlet, &Visitor);
    let outlet = Outlet::demo();
    let ends: [(&str, End); 3] = [
        ("log-out", |_, visitor| assert_eq!(visitor.call("logout", &[]).number(), 0)),
        ("a new password", |outlet, _| {
            let other = outlet.login("companion", "demo-companion");
            let change = [("opassword", "demo-companion"), ("npassword", "another companion")];
            assert_eq!(other.call("change_password", &change).number(), 0);
        }),
        ("freezing", |outlet, _| {
            let frozen = outlet.admin().office("freeze", &[("username", "companion")]);
            assert_eq!(frozen.number(), 0, "{}", frozen.text());
        }),
    ];
    for (place, (how, end)) in ends.into_iter().enumerate() {
        let password = if place < 2 { "demo-companion" } else { "another companion" };
        let visitor = outlet.login("companion", password);
        for _ in 0..3 {
            assert_eq!(visitor.call("address_gets", &[]).number(), 0, "{how}");
        }
        end(&outlet, &visitor);
        for _ in 0..3 {
            assert_eq!(visitor.call("address_gets", &[]).number(), 1101, "{how}");
        }
    }
}

#[test]
fn what_another_program_writes_is_in_the_next_answer() {
    let outlet = Outlet::demo();
    let (before, traveller) = (name(&outlet), outlet.traveller());
    assert_eq!((name(&outlet), traveller.call("address_gets", &[]).number()), (before, 0));
    for round in 0..5 {
        // A hand at the database, without any command of ours.
        outlet.folder.change(&format!("update products set name = 'by hand {round}' where id = 1"));
        assert_eq!(name(&outlet), format!("by hand {round}"));
        assert_eq!(name(&outlet), format!("by hand {round}"));
    }
    outlet.folder.change("delete from sessions");
    assert_eq!(traveller.call("address_gets", &[]).number(), 1101);
    // The outlet's own next write does not make what was kept before the stranger's good again.
    let companion = outlet.companion();
    assert_eq!((name(&outlet), companion.call("address_gets", &[]).number()), ("by hand 4".to_owned(), 0));
}

#[test]
fn commands_that_change_an_outlet_wait_until_it_is_stopped_and_are_in_its_first_answer() {
    let outlet = Start::demo(TODAY).run();
    let folder = outlet.folder.clone();
    let table = folder.beside("products.csv");
    let data = folder.data();
    let export = || outpost(&["export", "products", "--data", data.to_str().unwrap()]).output().unwrap();
    let text = String::from_utf8(export().stdout).unwrap();
    let before = name(&outlet);
    assert!(text.contains(&before), "{text}");
    std::fs::write(&table, text.replace(&before, "imported")).unwrap();
    let arguments = ["import", "products", table.to_str().unwrap(), "--data", data.to_str().unwrap()];
    let import = || outpost(&arguments).output().unwrap();
    let refused = import();
    assert!(
        !refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("Another Outpost is running")
    );
    assert_eq!(name(&outlet), before);
    outlet.stop();
    let done = import();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(name(&Start::demo(TODAY).on(folder)), "imported");
}

/// Seats of the demonstration's flight that are left on its day.
fn seats(outlet: &Outlet) -> String {
    let detail = outlet.get("/v2/longtour/get_product_detail?product_id=500&month=2026-11").json();
    let days = detail["data"]["calendar"].as_array().unwrap();
    let day = days.iter().find(|day| day["date"] == "2026-11-25").unwrap_or_else(|| panic!("{detail}"));
    day["stock"].as_str().unwrap().to_owned()
}

#[test]
fn seats_of_a_tour_are_taken_and_given_back_in_the_next_detail() {
    let outlet = Outlet::demo_at(TODAY);
    let free: i64 = seats(&outlet).parse().unwrap();
    assert_eq!(seats(&outlet), free.to_string());
    let order = tour_order(&outlet);
    assert_eq!(seats(&outlet), (free - 2).to_string());
    let clerk = outlet.login("clerk", "demo-clerk");
    assert_eq!(clerk.office("order_cancel", &[("orderid", &order)]).number(), 0);
    assert_eq!(seats(&outlet), free.to_string());
}

/// Nothing is written at the end of an order's time until the outlet has looked: what is kept must not wait for that.
#[test]
fn seats_of_an_order_whose_time_is_over_are_free_in_the_next_detail() {
    let outlet = Start::demo(TODAY).set("orders.unpaid_minutes", "1").run();
    let free = seats(&outlet);
    tour_order(&outlet);
    assert_ne!(seats(&outlet), free);
    let folder = outlet.stop();
    // Ten minutes later, in the first moment of which nobody has cleared up.
    let later = Start::demo("2026-11-20 10:10:00").on(folder);
    assert_eq!(seats(&later), free);
}

#[test]
fn a_detail_is_that_of_the_day_on_which_it_is_asked_for() {
    let outlet = Outlet::demo_at("2026-11-25 23:59:50");
    let first_day = || {
        let detail = outlet.get("/v2/longtour/get_product_detail?product_id=500&month=2026-11").json();
        detail["data"]["planes"][0]["calendar"][0]["date"].as_str().unwrap_or("none").to_owned()
    };
    assert_eq!(first_day(), first_day());
    let today = first_day();
    let watch = outpost::clock::Stopwatch::start();
    while first_day() == today {
        assert!(watch.elapsed() < std::time::Duration::from_mins(1), "the day has ended");
        thread::sleep(std::time::Duration::from_millis(100));
    }
}

#[test]
fn answers_are_compressed_for_whoever_asks_and_the_same_as_ever_for_all_others() {
    let outlet = Outlet::demo();
    let path = "/uc/services/product_gets";
    let ask = |accept: &str| outlet.call("GET", path, &[("Accept-Encoding", accept)], b"");
    let plain = outlet.get(path);
    assert_eq!((plain.header("content-encoding"), plain.header("vary")), (None, None));
    for accept in ["gzip", "br, gzip;q=0.5", "gzip"] {
        let packed = ask(accept);
        assert_eq!((packed.header("content-encoding"), packed.header("vary")), (Some("gzip"), Some("accept-encoding")));
        assert!(packed.body.len() * 3 < plain.body.len());
        let mut unpacked = Vec::new();
        let mut reader = flate2::read::GzDecoder::new(&packed.body[..]);
        std::io::Read::read_to_end(&mut reader, &mut unpacked).unwrap();
        assert_eq!(unpacked, plain.body);
    }
    let refused = ask("gzip;q=0, identity");
    assert_eq!((refused.header("content-encoding"), refused.body == plain.body), (None, true));
    let of_somebody = outlet.traveller();
    let own = of_somebody.call("product_gets", &[]).json();
    let nobody_s = plain.json();
    assert_eq!((&own["result"], own["userid"].as_i64()), (&nobody_s["result"], Some(of_somebody.userid)));
    let picture = outlet.call("GET", "/images/shop/hotel.png", &[("Accept-Encoding", "gzip")], b"");
    assert_eq!((picture.status, picture.header("content-encoding")), (200, None));
}

/// What a stranger asks stays within its bounds.
#[test]
fn endless_different_questions_do_not_fill_the_memory() {
    let outlet = Outlet::demo();
    let resident = || {
        let status = std::fs::read_to_string(format!("/proc/{}/status", outlet.process())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<i64>().unwrap()
    };
    let ask = |from: i64, to: i64| {
        for number in from..to {
            // Each of them has all products in its answer: 13 kilobytes.
            let ids: Vec<String> = (1..40).chain([number]).map(|id| id.to_string()).take(30).collect();
            let query = format!("/uc/services/product_gets?productids={},{number}", ids.join(","));
            assert_eq!(outlet.get(&query).number(), 0);
        }
    };
    ask(100, 400);
    let before = resident();
    ask(400, 1500);
    assert!(resident() - before < 8 * 1024, "{} KB more", resident() - before);
}
