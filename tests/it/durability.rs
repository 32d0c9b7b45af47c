//! What a customer was told is kept: over a power cut, and when ten want the last piece.

use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::support::{Folder, Outlet, RECORDED_DAY, Start, run};

/// The order ids that customers were told before the server died under them.
fn submit_until_it_dies(outlet: Outlet, kill_after: usize) -> (Vec<i64>, Arc<Folder>) {
    let visitors = [outlet.traveller(), outlet.companion(), outlet.traveller(), outlet.companion()];
    let (told, orders) = mpsc::channel();
    let clients: Vec<_> = visitors
        .into_iter()
        .map(|visitor| {
            let told = told.clone();
            thread::spawn(move || {
                // Minutes have no stock, so nothing but the end of the server stops the client.
                let minutes = [("productid", "3"), ("call_duration", "40")];
                let card = [("productid", "1"), ("quantity", "1")];
                for choice in [&card, &minutes].into_iter().cycle() {
                    let Some(answer) = visitor.try_call("order_submit", choice) else { return };
                    if answer.number() == 0 {
                        let id = answer.result()["order"]["id"].as_i64().expect("an id");
                        told.send(id).expect("the test listens");
                    }
                }
            })
        })
        .collect();
    drop(told);
    let mut ids: Vec<_> = orders.iter().take(kill_after).collect();
    let folder = outlet.kill();
    ids.extend(orders.iter());
    for client in clients {
        client.join().expect("a client that ends with the server");
    }
    (ids, folder)
}

#[test]
fn every_order_that_was_acknowledged_outlives_a_power_cut() {
    let (told, folder) = submit_until_it_dies(Outlet::demo(), 60);
    assert!(told.len() >= 60);

    let again = Start::demo(RECORDED_DAY).on(folder);
    let (traveller, companion) = (again.traveller(), again.companion());
    for id in &told {
        let wanted = id.to_string();
        let found =
            [&traveller, &companion].map(|visitor| visitor.call("order_gets", &[("orderid", &wanted)]).number());
        assert!(found.contains(&0), "order {id} was acknowledged and is lost");
    }
    let next = traveller.order_minutes();
    assert!(told.iter().all(|id| next > *id), "no number is given twice");

    let folder = again.stop();
    let database = folder.database();
    let sound: String = database.query_row("pragma integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    books_fit(&folder);
}

/// Stock on the shelf, its ledger and the orders that hold pieces tell the same story.
fn books_fit(folder: &Folder) {
    let shelf = folder.count("select stock from products where id = 1");
    let ledger = folder.count("select sum(change) from stock_moves where item_kind = 'product' and item = 1");
    let held = folder.count(
        "select coalesce(sum(l.quantity), 0) from order_lines l join orders o on o.id = l.order_id
         where o.channel = 'roaming' and l.item in (1, 5) and o.order_status not in (2, 5)",
    );
    assert_eq!(shelf, ledger, "the shelf against its ledger");
    assert_eq!(shelf, 100 - held, "the shelf against the orders");
    assert_eq!(
        folder.count(
            "select count(*) from orders o where not exists (select 1 from order_lines l where l.order_id = o.id)"
        ),
        0,
        "no half order"
    );
}

#[test]
fn an_order_is_kept_when_the_power_goes_right_after_the_answer() {
    for _ in 0..3 {
        let outlet = Outlet::demo();
        let traveller = outlet.traveller();
        let id = traveller.order_card();
        let folder = outlet.kill();
        assert_eq!(folder.count(&format!("select count(*) from orders where id = {id} and account_id = 7")), 1);
        books_fit(&folder);
    }
}

/// A demonstration with so many data cards left.
fn with_cards_left(pieces: i64) -> Outlet {
    let folder = Outlet::demo().stop();
    let sold = 100 - pieces;
    let database = folder.database();
    database.execute("update products set stock = ?1 where id = 1", [pieces]).unwrap();
    database
        .execute(
            "insert into stock_moves (id, at, item_kind, item, change, reason)
             select max(id) + 1, max(at), 'product', 1, -?1, 'adjusted' from stock_moves",
            [sold],
        )
        .unwrap();
    database.execute("update counters set next = next + 1 where name = 'stock_moves'", []).unwrap();
    drop(database);
    Start::demo(RECORDED_DAY).on(folder)
}

#[test]
fn the_last_card_goes_to_one_of_ten_buyers() {
    let outlet = with_cards_left(1);
    let buyers: Vec<_> = (0..10).map(|n| if n % 2 == 0 { outlet.traveller() } else { outlet.companion() }).collect();
    let numbers: Vec<_> = thread::scope(|scope| {
        let buying: Vec<_> = buyers
            .iter()
            .map(|buyer| scope.spawn(|| buyer.call("order_submit", &[("productid", "1"), ("quantity", "1")]).number()))
            .collect();
        buying.into_iter().map(|buyer| buyer.join().unwrap()).collect()
    });
    let count = |wanted| numbers.iter().filter(|number| **number == wanted).count();
    assert_eq!((count(0), count(1402)), (1, 9), "{numbers:?}");
    let folder = outlet.stop();
    assert_eq!(
        folder.count("select count(*) from orders where channel = 'roaming'"),
        1,
        "a refused order leaves nothing behind"
    );
    assert_eq!(folder.count("select stock from products where id = 1"), 0);
    assert_eq!(folder.count("select sum(change) from stock_moves where item_kind = 'product' and item = 1"), 0);
}

/// The twin of the test above: the same rush at the same table with a look first and a write after it. It sells more than
/// there is, so the test above would notice a shop without its guard.
#[test]
fn a_look_before_the_write_would_sell_the_last_card_twice() {
    let sold = |guarded: bool| {
        let folder = Folder::new();
        let file = folder.beside("shelf.db");
        let open = || {
            let shelf = Folder::open(&file).unwrap();
            shelf.busy_timeout(Duration::from_secs(10)).unwrap();
            shelf
        };
        let shelf = open();
        shelf.execute_batch("create table products (id integer primary key, stock integer not null)").unwrap();
        shelf.execute_batch("insert into products values (1, 1)").unwrap();
        let everybody_has_looked = std::sync::Barrier::new(10);
        let sold = Mutex::new(0);
        thread::scope(|scope| {
            for _ in 0..10 {
                scope.spawn(|| {
                    let shelf = open();
                    let left: i64 =
                        shelf.query_row("select stock from products where id = 1", [], |row| row.get(0)).unwrap();
                    everybody_has_looked.wait();
                    let taken = if guarded {
                        shelf.execute("update products set stock = stock - 1 where id = 1 and stock >= 1", []).unwrap()
                    } else if left >= 1 {
                        shelf.execute("update products set stock = ?1 where id = 1", [left - 1]).unwrap()
                    } else {
                        0
                    };
                    *sold.lock().unwrap() += taken;
                });
            }
        });
        sold.into_inner().unwrap()
    };
    assert_eq!(sold(false), 10, "without the guard everybody gets the last piece");
    assert_eq!(sold(true), 1);
}

#[test]
fn a_second_instance_on_the_same_folder_is_refused() {
    let outlet = Outlet::demo();
    let data = outlet.folder.data();
    let second =
        run(&["demo".as_ref(), "--listen".as_ref(), "127.0.0.1:0".as_ref(), "--data".as_ref(), data.as_os_str()]);
    assert_eq!(second.status.code(), Some(1));
    let error = String::from_utf8(second.stderr).unwrap();
    let sentence = error.lines().last().unwrap();
    assert!(sentence.starts_with("outpost: Another Outpost is running on "), "{error}");
    assert!(second.stdout.is_empty());
    assert_eq!(outlet.get("/healthz").status, 200, "the first one goes on");
    // The twin: once the first one has gone, even by a power cut, the folder is free.
    let folder = outlet.kill();
    Start::demo(RECORDED_DAY).on(folder).stop();
}
