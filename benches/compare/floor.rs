//! What the machine itself can do, for `benches/compare`: a bare hyper that answers with so many bytes, and a raw loop over `SQLite`.
//!
//! `floor http BYTES` listens on a free port and prints it; `floor sqlite FILE USERS SECONDS` prints its figures as JSON. The file is
//! an outlet's filled database, and is written to: hand it a copy.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that cannot go on must stop")]
#![allow(clippy::disallowed_methods, reason = "the floor is to have nothing of the outlet in it, not even its watch")]

use std::convert::Infallible;
use std::time::{Duration, Instant};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rusqlite::{Connection, params};
use tokio::net::TcpListener;

/// The columns that an answer of `order_gets` shows.
const ORDERS: &str =
    "select id, created_at, order_status, pay_status, shipping_status, price, discount, payable, pay_way, pay_ref,
    pay_time, paid from orders where account_id = ?1 order by id desc limit 10";
const LINES: &str = "select id, item, title, quantity, units, unit_price, discount, status, attrs from order_lines
    where order_id = ?1 order by id";
/// Accounts of the filled database begin here (`outlet.py`).
const FIRST_USER: u64 = 1_000_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["http", bytes] => serve(bytes.parse().expect("a number of bytes")),
        ["sqlite", file, users, seconds] => {
            sqlite(file, users.parse().expect("a number of users"), seconds.parse().expect("seconds"));
        }
        _ => eprintln!("floor http BYTES | floor sqlite FILE USERS SECONDS"),
    }
}

#[tokio::main]
async fn serve(bytes: usize) {
    let body = Bytes::from(vec![b'x'; bytes]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("http://{}", listener.local_addr().unwrap());
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let body = body.clone();
        tokio::spawn(async move {
            let answer = move |_: Request<Incoming>| {
                let body = body.clone();
                async move { Ok::<_, Infallible>(Response::new(Full::new(body))) }
            };
            // A client that hangs up is no matter.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer)).await;
        });
    }
}

/// The least chance that does: which user is next.
struct Chance(u64);

impl Chance {
    fn user(&mut self, users: u64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(FIRST_USER + (self.0 >> 33) % users).unwrap()
    }
}

fn sqlite(file: &str, users: u64, seconds: u64) {
    let connection = Connection::open(file).unwrap();
    connection
        .execute_batch("pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -4000")
        .unwrap();
    connection.set_prepared_statement_cache_capacity(64);
    let mut chance = Chance(1);
    let reads = per_second(seconds, || read(&connection, chance.user(users)));
    let mut next: i64 = connection.query_row("select max(id) + 1 from orders", [], |row| row.get(0)).unwrap();
    let mut write = |size| {
        connection.execute_batch("begin immediate").unwrap();
        for _ in 0..size {
            insert(&connection, next, chance.user(users));
            next += 1;
        }
        connection.execute_batch("commit").unwrap();
    };
    let single = per_second(seconds, || write(1));
    let grouped = per_second(seconds, || write(32)) * 32.0;
    println!("{{\"order_gets\": {reads:.0}, \"order_submit_one\": {single:.0}, \"order_submit\": {grouped:.0}}}");
}

fn per_second(seconds: u64, mut work: impl FnMut()) -> f64 {
    let (begin, mut done) = (Instant::now(), 0.0);
    while begin.elapsed() < Duration::from_secs(seconds) {
        work();
        done += 1.0;
    }
    done / begin.elapsed().as_secs_f64()
}

/// Ten orders with their lines; every value is looked at.
fn read(connection: &Connection, user: i64) {
    let mut orders = connection.prepare_cached(ORDERS).unwrap();
    let mut lines = connection.prepare_cached(LINES).unwrap();
    let mut rows = orders.query([user]).unwrap();
    let mut sizes = 0;
    while let Some(row) = rows.next().unwrap() {
        let mut of_order = lines.query([row.get::<_, i64>(0).unwrap()]).unwrap();
        while let Some(line) = of_order.next().unwrap() {
            sizes += line.get_ref(2).unwrap().as_str().unwrap().len();
        }
        sizes += usize::from(row.get_ref(9).unwrap().as_str_or_null().unwrap().is_some());
    }
    std::hint::black_box(sizes);
}

/// One order of one card as the order book leaves it: the order, its line, its move of stock, the stock.
fn insert(connection: &Connection, id: i64, user: i64) {
    let run = |sql: &str, values: &[&dyn rusqlite::ToSql]| {
        connection.prepare_cached(sql).unwrap().execute(values).unwrap();
    };
    let at = 1_700_000_000_000 + id;
    run(
        "insert into orders (account_id, id, channel, number, created_at, business_date, expires_at, holds_until, price, discount,
            payable) values (?1, ?2, 'roaming', ?3, ?4, '2026-01-01', ?5, ?6, 5000, 0, 5000)",
        params![user, id, id.to_string(), at, at + 1_296_000_000, at + 1_800_000],
    );
    run(
        "insert into order_lines (order_id, id, item, title, quantity, unit_price) values (?1, ?2, 1, '全球上网卡', 1, 5000)",
        params![id, 1_000_000_000 + id],
    );
    run(
        "insert into stock_moves (id, at, item_kind, item, change, order_id, reason)
            values (?1, ?2, 'product', 1, -1, ?3, 'sold')",
        params![1_000_000_000 + id, at, id],
    );
    run("update products set stock = stock - 1 where id = 1", params![]);
}
