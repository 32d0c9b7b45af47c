//! A database of a million orders: how long check and backup take, and how much memory. Not part of the usual run:
//! `OUTPOST_MEASURED=target/.../release/outpost cargo test --test it million -- --ignored --nocapture`.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::support::{Folder, Outlet};
use outpost::clock::Stopwatch;

/// A million paid orders of one card each, with their lines, payments and stock moves, as the order book would have written
/// them for a shop with stock enough.
const ORDERS: &str = "
    pragma synchronous = off;
    begin;
    create temp table numbers as
        with recursive n (id) as (select 1 union all select id + 1 from n where id < 1000000) select id from n;
    insert into orders (account_id, id, channel, number, created_at, business_date, price, discount, payable, pay_status,
            pay_way, pay_ref, pay_time, paid, shipping_status)
        select case id % 3 when 0 then 7 when 1 then 8 else 629 end, id, 'roaming', cast(id as text),
            1467787474000 + id * 1000, '2016-07-' || (10 + id % 20), 5000, 0, 5000, 2, 2, 'T' || id,
            1467787474000 + id * 1000, 5000, 2
        from numbers order by 1, 2;
    insert into order_lines (order_id, id, item, title, quantity, unit_price, status)
        select id, id, 1, '数据卡', 1, 5000, 5 from numbers order by id;
    insert into money_moves (id, at, business_date, kind, order_id, account_id, way, amount, trade_no, channel)
        select id, 1467787474000 + id * 1000, '2016-07-' || (10 + id % 20), 'payment', id,
            case id % 3 when 0 then 7 when 1 then 8 else 629 end, 2, 5000, 'T' || id, 'roaming'
        from numbers order by id;
    insert into stock_moves (id, at, item_kind, item, change, order_id, reason)
        select 1000 + id, 1467787474000 + id * 1000, 'product', 1, -1, id, 'sold' from numbers order by id;
    insert into stock_moves (id, at, item_kind, item, change, reason)
        values (2000000, 1467787474000, 'product', 1, 1000000, 'adjusted');
    insert into counters (name, next) values ('orders', 1000001), ('order_lines', 1000001), ('money_moves', 1000001),
            ('stock_moves', 2000001)
        on conflict (name) do update set next = excluded.next;
    commit;
    pragma wal_checkpoint(truncate);";

/// Runs a command and gives its time and the most memory it held (bytes).
fn measured(arguments: &[&str]) -> (Duration, u64) {
    let executable = std::env::var("OUTPOST_MEASURED").unwrap_or_else(|_| env!("CARGO_BIN_EXE_outpost").to_owned());
    let watch = Stopwatch::start();
    let mut child = Command::new(executable).args(arguments).env_clear().stdout(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        most = most.max(line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) * 1024);
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "{arguments:?}: {status}");
            return (watch.elapsed(), most);
        }
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
#[ignore = "it takes minutes and a gigabyte of disk; its figures are for a release build"]
fn a_million_orders_are_checked_and_backed_up_in_bounded_memory() {
    let folder: std::sync::Arc<Folder> = Outlet::demo().stop();
    let database = folder.database();
    database.execute_batch(ORDERS).unwrap();
    drop(database);
    let data = folder.data();
    let data = data.to_str().unwrap();
    println!("database: {} MB", fs::metadata(folder.data().join("outpost.db")).unwrap().len() / 1_000_000);
    let copy = folder.beside("copy.db");
    let lines = folder.beside("all.jsonl");
    let commands = [
        vec!["check", "--data", data],
        vec!["backup", copy.to_str().unwrap(), "--data", data],
        vec!["export", "all", lines.to_str().unwrap(), "--data", data],
    ];
    for arguments in commands {
        let (took, memory) = measured(&arguments);
        println!("{}: {} s, {} MB", arguments[0], took.as_secs_f32(), memory / 1_000_000);
        assert!(memory < 100_000_000, "{arguments:?}: {memory} bytes");
    }
}
