//! `outpost check`: a well outlet is told so, and everything that is broken on purpose is found and named.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use crate::support::{Folder, HtmlForm, Outlet, run};

/// What the command says, and its exit code.
fn check(folder: &Folder) -> (String, Option<i32>) {
    let output = run(&["check", "--data", folder.data().to_str().unwrap()]);
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

/// A stopped outlet with one paid order of two cards, one cancelled order and one number that is let.
fn outlet_with_orders() -> Arc<Folder> {
    let outlet = Outlet::demo();
    let buyer = outlet.traveller();
    let paid = buyer.order_card();
    assert_eq!(paid, PAID_ORDER);
    let page = buyer.call("order_paying", &[("orderid", &paid.to_string()), ("payid", "2")]);
    let choice = HtmlForm::read(HtmlForm::read(page.text()).send(&outlet).text());
    assert_eq!(choice.with("choice", "pay").send(&outlet).status, 200);
    let cancelled = buyer.order_card();
    assert_eq!(buyer.call("order_cancel", &[("orderid", &cancelled.to_string())]).number(), 0);
    outlet.stop()
}

#[test]
fn an_outlet_that_is_well_is_told_so_while_it_serves_and_when_it_is_stopped() {
    let outlet = Outlet::demo();
    outlet.traveller().order_card();
    let (report, code) = check(&outlet.folder);
    assert_eq!(code, Some(0), "{report}");
    assert!(report.lines().count() >= 20, "{report}");
    let folder = outlet_with_orders();
    let (report, code) = check(&folder);
    assert_eq!(code, Some(0), "{report}");
    assert!(!report.contains("WRONG") && report.contains("ok     integrity: every page is sound"), "{report}");
}

/// The paid and the cancelled order of [`outlet_with_orders`] are 4 and 5, their lines 5 and 6: the demonstration brings three
/// orders of tickets along, with four lines.
const PAID_ORDER: i64 = 4;

/// What somebody with an editor of databases could do, and the line that must say it.
const DAMAGE: [(&str, &str); 27] = [
    ("update orders set holds_until = 1 where id = 4", "paid or has ended waits for nothing: not for order 4"),
    (
        "update orders set holds_until = 1, released_at = 1 where id = 5",
        "holds its goods or gave them back: not for order 5",
    ),
    (
        "update orders set price = price + 1, payable = payable + 1 where id = 4",
        "totals are those of its lines: not for order 4",
    ),
    (
        "update order_lines set discount = discount + 1 where order_id = 4",
        "totals are those of its lines: not for order 4",
    ),
    ("update orders set paid = paid - 1 where id = 4", "paid money is that of the ledger: not for order 4"),
    ("delete from money_moves", "paid money is that of the ledger: not for order 4"),
    (
        "insert into refunds (id, order_id, account_id, origin, money, way, status, created_at)
            values (9, 4, 7, 'request', 100, 2, 4, 0)",
        "money that went back is that of the refunds: not for order 4",
    ),
    (
        "insert into unmatched_money (id, at, business_date, kind, way, number, trade_no, amount, reason)
            values (1, 0, '2016-07-06', 'payment', 2, '99', 'T', 100, 'no order has this number')",
        "money that came in or went back has its order: not for notice 1 of order number 99",
    ),
    ("update orders set pay_time = null where id = 4", "says how and when: not for order 4"),
    ("update orders set address_id = 77777 where id = 4", "name an address that is there: not for order 4"),
    ("update products set stock = stock - 1 where id = 2", "stock is the sum of its moves: not for product 2"),
    (
        "delete from stock_moves where order_id = 5 and reason = 'given back'",
        "cancelled or gave its goods back holds no stock: not for product 1",
    ),
    ("update order_lines set item = 999 where order_id = 4", "lines name a product: not for line 5 of order 4"),
    (
        "insert into trips (id, order_id, line_id, account_id) values (99, 4, 999, 7)",
        "trips belong to a line of a living order: not for trip",
    ),
    (
        "insert into number_holds values (99, '13900139001', 4, 7, 0, 1)",
        "held numbers belong to a line of a living order: not for number",
    ),
    (
        "insert into number_holds values (5, '13900139001', 4, 7, 0, 5), (6, '13900139001', 4, 7, 4, 9)",
        "one holder at a time: not for number 13900139001 of line 6",
    ),
    (
        "update wallets set balance = balance + 1 where account_id = 3716",
        "top-ups minus its paid orders: not for account 3716",
    ),
    (
        "update tour_calendar set taken = taken + 1 where offer_id = 65 and day = '2016-01-01'",
        "what orders hold of it: not for offer 65 on 2016-01-01",
    ),
    ("update tour_coupons set order_id = 5, used_at = 1 where id = 1", "hold days and coupons while they live: not for order 5"),
    (
        "insert into course_orders (account_id, order_id, course_id, offer_id, name, mobile, num, value, rebate_value, code_seed)
            values (7, 4, 52, 2, 'x', 'x', 2, 100, 100, 'x')",
        "a voucher for each piece: not for order 4",
    ),
    (
        "insert into course_vouchers (account_id, id, order_id, place, promo_code) values (7, 9, 5, 1, 'x')",
        "that can be redeemed are paid for: not for voucher 9",
    ),
    (
        "insert into course_orders
            (account_id, order_id, course_id, offer_id, name, mobile, num, used, value, rebate_value, code_seed)
            values (7, 5, 52, 2, 'x', 'x', 2, 1, 100, 100, 'x')",
        "counts its redeemed vouchers: not for order 5",
    ),
    ("delete from ticket_orders where order_id = 1", "book has its ticket part: not for order 20261101000001"),
    ("update orders set order_status = 2 where id = 2", "closed for its customer too: not for order 20261101000002"),
    (
        "update ticket_deals set quantity = 3 where line_id = 1",
        "handed over than were ordered: not for order 20261101000001",
    ),
    (
        "update ticket_customers set kind = 8, code = 'OUTPOST', account_id = null where id = 2",
        "the outlet sold leave it paid: not for order 20261101000003",
    ),
    ("update counters set next = 1 where name = 'orders'", "counters: orders;"),
];

#[test]
fn whatever_is_broken_is_found_and_named() {
    let folder = outlet_with_orders();
    let whole = fs::read(folder.data().join("outpost.db")).unwrap();
    for (damage, told) in DAMAGE {
        let database = folder.database();
        database.pragma_update(None, "foreign_keys", false).unwrap();
        assert!(database.execute(damage, []).unwrap() > 0, "{damage}");
        drop(database);
        let (report, code) = check(&folder);
        assert_eq!(code, Some(1), "{damage}: {report}");
        assert!(report.lines().any(|line| line.starts_with("WRONG") && line.contains(told)), "{damage}: {report}");
        fs::write(folder.data().join("outpost.db"), &whole).unwrap();
    }
    assert_eq!(check(&folder).1, Some(0), "the check itself changes nothing");
}

#[test]
fn rows_that_point_to_nothing_and_damaged_pages_are_found() {
    let folder = outlet_with_orders();
    let file = folder.data().join("outpost.db");
    let whole = fs::read(&file).unwrap();
    let database = folder.database();
    database.pragma_update(None, "foreign_keys", false).unwrap();
    database.execute("delete from accounts where id = 7", []).unwrap();
    drop(database);
    let (report, code) = check(&folder);
    assert!(
        code == Some(1) && report.contains("WRONG  foreign keys:") && report.contains("orders to accounts"),
        "{report}"
    );

    let mut broken = whole;
    let middle = broken.len() / 2 / 4096 * 4096;
    broken[middle..middle + 8192].fill(0x5a);
    fs::write(&file, broken).unwrap();
    let (report, code) = check(&folder);
    assert!(code == Some(1) && report.contains("WRONG  integrity:"), "{report}");
}

#[test]
fn a_table_that_is_gone_or_changed_is_found() {
    let folder = outlet_with_orders();
    let whole = fs::read(folder.data().join("outpost.db")).unwrap();
    for (damage, told) in [
        ("drop table sessions", "the table sessions is missing"),
        ("drop index prices_by_product", "the index prices_by_product is missing"),
        ("alter table sessions add column more text", "the table sessions is not as it was made"),
    ] {
        folder.database().execute_batch(damage).unwrap();
        let (report, code) = check(&folder);
        assert!(code == Some(1) && report.contains(&format!("WRONG  tables: {told}")), "{damage}: {report}");
        fs::write(folder.data().join("outpost.db"), &whole).unwrap();
    }
    folder.database().execute_batch("create table _litestream_seq (id integer)").unwrap();
    assert_eq!(check(&folder).1, Some(0), "other tables are the owner's business");
}

#[test]
fn rights_of_the_group_are_told_as_they_are() {
    let folder = outlet_with_orders();
    let set = |path: &std::path::Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    set(&folder.data(), 0o770);
    set(&folder.data().join("outpost.db"), 0o660);
    let (report, code) = check(&folder);
    assert_eq!(code, Some(0), "{report}");
    for line in ["note   folder rights: the group may open", "note   file rights: the group may open"] {
        assert!(report.contains(line), "{report}");
    }
    set(&folder.data(), 0o700);
    let (report, _) = check(&folder);
    assert!(report.contains("ok     file rights: the owner alone"), "the group cannot come to the file: {report}");
}

#[test]
fn a_folder_that_others_may_enter_and_wrong_settings_are_told_with_their_remedy() {
    let folder = outlet_with_orders();
    fs::set_permissions(folder.data(), fs::Permissions::from_mode(0o755)).unwrap();
    let config = folder.beside("outpost.toml");
    fs::write(&config, "[outlet]\nzone = \"Shanghai\"\n").unwrap();
    let output = run(&["check", "--data", folder.data().to_str().unwrap(), "--config", config.to_str().unwrap()]);
    let report = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(report.contains("WRONG  folder rights: others may open") && report.contains("chmod 700"), "{report}");
    assert!(report.contains("WRONG  settings: The setting outlet.zone"), "{report}");
    let key = folder.data().join("outpost.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
    let (report, code) = check(&folder);
    assert!(code == Some(1) && report.contains("WRONG  key file: others may read"), "{report}");
    fs::remove_file(&key).unwrap();
    assert!(check(&folder).0.contains("note   key file:"), "a restored folder has none until it is put there");
    fs::write(&config, "[server]\ntls_certificate = \"/nowhere.pem\"\ntls_key = \"/nowhere.pem\"\n").unwrap();
    let output = run(&["check", "--data", folder.data().to_str().unwrap(), "--config", config.to_str().unwrap()]);
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(report.contains("WRONG  settings: The certificate /nowhere.pem cannot be read"), "{report}");
}

#[test]
fn a_folder_without_a_database_is_refused_and_left_alone() {
    let folder = Folder::new();
    fs::create_dir(folder.data()).unwrap();
    assert_eq!(check(&folder).1, Some(1));
    assert_eq!(crate::support::files_below(&folder.data()).len(), 0);
}
