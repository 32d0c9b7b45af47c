//! Damage that the file's own structure does not show: a log that lost what was acknowledged, an audit trail from which
//! something is missing.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::support::{Folder, Outlet, RECORDED_DAY, Start, run};

fn report(folder: &Folder) -> (bool, String) {
    let output = run(&["check", "--data", folder.data().to_str().unwrap()]);
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

/// A line of the report: its mark, and what it says.
fn line(folder: &Folder, name: &str) -> String {
    let (_, report) = report(folder);
    let found = report.lines().find(|line| line[7..].starts_with(&format!("{name}:")));
    found.unwrap_or_else(|| panic!("no line on {name}: {report}")).to_owned()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    fs::set_permissions(to, fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// Ten orders are acknowledged, the machine stops, and one bit of the log's first frame is another: the engine drops all that
/// stands behind it, as it must with a torn write.
#[test]
fn acknowledged_orders_that_a_damaged_log_drops_are_told_at_the_next_start() {
    let folder = Outlet::demo().stop();
    let orders = || folder.count("select count(*) from orders");
    let before = orders();
    let outlet = Start::demo(RECORDED_DAY).on(Arc::clone(&folder));
    let buyer = outlet.traveller();
    for _ in 0..10 {
        buyer.order_card();
    }
    outlet.kill();
    let log = folder.data().join("outpost.db-wal");
    let mut bytes = fs::read(&log).unwrap();
    bytes[32 + 24 + 100] ^= 1;
    fs::write(&log, bytes).unwrap();
    let silent = Arc::new(Folder::new());
    copy(&folder.data(), &silent.data());
    // Before the next start, too: neither the check nor a backup takes what is left for all there was.
    let told = line(&folder, "acknowledged writes");
    assert!(told.starts_with("WRONG") && told.contains("are missing"), "{told}");
    let (data, copied) = (folder.data(), folder.beside("of-a-loss.db"));
    let backup = run(&["backup", copied.to_str().unwrap(), "--data", data.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&backup.stderr).into_owned();
    assert!(!backup.status.success() && said.contains("acknowledged writes are missing"), "{said}");
    assert!(fs::read_to_string(folder.beside("of-a-loss.db.json")).unwrap().contains("missing_commits"));
    fs::remove_file(silent.data().join("outpost.mark")).unwrap();

    let outlet = Start::demo(RECORDED_DAY).on(Arc::clone(&folder));
    assert!(outlet.log().contains("acknowledged writes are missing"), "{}", outlet.log());
    assert_eq!(orders(), before, "they are gone");
    outlet.stop();
    let told = line(&folder, "acknowledged writes");
    assert!(told.starts_with("WRONG") && told.contains("were missing at a start"), "{told}");
    // It is told until somebody has looked into it, and then never again.
    let again = Start::demo(RECORDED_DAY).on(Arc::clone(&folder));
    assert!(!again.log().contains("acknowledged writes are missing"));
    again.stop();
    assert!(line(&folder, "acknowledged writes").starts_with("WRONG"));
    fs::remove_file(folder.data().join("outpost.lost-commits")).unwrap();
    folder.check();
    // The twin: without the mark nobody hears of it.
    let outlet = Start::demo(RECORDED_DAY).on(Arc::clone(&silent));
    assert!(!outlet.log().contains("acknowledged writes are missing"));
    outlet.stop();
    assert_eq!(silent.count("select count(*) from orders"), before);
    silent.check();
}

#[test]
fn a_killed_outlet_and_a_restored_one_lack_nothing() {
    let folder = Arc::new(Folder::new());
    for _ in 0..3 {
        let outlet = Start::demo(RECORDED_DAY).on(Arc::clone(&folder));
        outlet.traveller().order_card();
        outlet.kill();
    }
    let backup = folder.beside("copy.db");
    let data = folder.data().to_str().unwrap().to_owned();
    assert!(run(&["backup", backup.to_str().unwrap(), "--data", &data]).status.success());
    let outlet = Start::demo(RECORDED_DAY).on(Arc::clone(&folder));
    for _ in 0..3 {
        outlet.traveller().order_card();
    }
    outlet.stop();
    assert!(run(&["restore", backup.to_str().unwrap(), "--data", &data]).status.success());
    let outlet = Start::demo(RECORDED_DAY).on(Arc::clone(&folder));
    assert!(!outlet.log().contains("acknowledged writes are missing"), "an older state was wanted: {}", outlet.log());
    outlet.stop();
    folder.check();
}

#[test]
fn an_audit_entry_that_was_changed_or_taken_out_is_found() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    for _ in 0..4 {
        let id = buyer.order_card().to_string();
        assert_eq!(boss.office("order_cancel", &[("orderid", &id)]).number(), 0);
    }
    let folder = outlet.stop();
    let good = line(&folder, "audit trail");
    assert!(good.starts_with("ok") && good.contains("the last link is"), "{good}");
    let count = folder.count("select count(*) from audit_trail");
    assert!(count >= 4);
    let whole = fs::read(folder.data().join("outpost.db")).unwrap();
    for (change, told) in [
        ("update audit_trail set actor_id = 7 where id = (select min(id) + 1 from audit_trail)", "does not go with"),
        ("delete from audit_trail where id = (select min(id) + 1 from audit_trail)", "does not go with"),
        ("update audit_trail set link = null where id = (select max(id) from audit_trail)", "does not go with"),
        ("delete from audit_trail where id = (select max(id) from audit_trail)", "missing at its end"),
        ("delete from audit_trail", "missing at its end"),
    ] {
        let database = folder.database();
        database.execute(change, []).unwrap();
        database.execute_batch("pragma wal_checkpoint(truncate)").unwrap();
        drop(database);
        let found = line(&folder, "audit trail");
        assert!(found.starts_with("WRONG") && found.contains(told), "{change}: {found}");
        fs::write(folder.data().join("outpost.db"), &whole).unwrap();
    }
    assert_eq!(line(&folder, "audit trail"), good);
}

/// Flips a bit of the first letter of every place where the file has this text; how many.
fn flip(file: &Path, text: &str) -> usize {
    let mut bytes = fs::read(file).unwrap();
    let text = text.as_bytes();
    let places: Vec<usize> = (0..bytes.len() - text.len()).filter(|at| &bytes[*at..at + text.len()] == text).collect();
    for at in &places {
        bytes[*at] ^= 1;
    }
    fs::write(file, bytes).unwrap();
    places.len()
}

/// Changes the database as nothing but a disk can: without its triggers' knowing.
fn behind_its_back(folder: &Folder, trigger: &str, change: &str) {
    let database = folder.database();
    let sql = "select sql from sqlite_schema where type = 'trigger' and name = ?1";
    let made: String = database.query_row(sql, [trigger], |row| row.get(0)).unwrap();
    let changes = format!("pragma foreign_keys = off; drop trigger {trigger}; {change}; {made}");
    database.execute_batch(&changes).unwrap();
    database.execute_batch("pragma wal_checkpoint(truncate)").unwrap();
}

#[test]
fn a_flipped_bit_in_an_order_a_payment_or_a_product_is_found() {
    let outlet = Outlet::demo();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let id = buyer.order_card();
    let amount = buyer.order(id)["payable_amount"].to_string();
    let id = id.to_string();
    let slip = [("orderid", id.as_str()), ("payvoucher", "slip-4711-x"), ("amount", amount.as_str())];
    let paid = boss.office("order_paid", &slip);
    assert_eq!(paid.number(), 0, "{}", paid.text());
    let folder = outlet.stop();
    let file = folder.data().join("outpost.db");
    let database = folder.database();
    database.execute("update products set description = 'a text that stands nowhere else' where id = 1", []).unwrap();
    let settled = "insert into unmatched_money
        (id, at, business_date, kind, way, number, trade_no, amount, reason, settled_at, settled_by, note)
        values (1, 1, '2016-07-06', 'payment', 2, '1', 'trade-0815-x', 1, 'unknown', 1, 1, 'sent back')";
    database.execute(settled, []).unwrap();
    database.execute_batch("pragma wal_checkpoint(truncate)").unwrap();
    drop(database);
    // What another tool writes is no damage; it gets its digest when the outlet has served once more.
    let told = line(&folder, "rows");
    assert!(told.starts_with("ok") && told.ends_with("2 have no digest yet"), "{told}");
    Start::demo(RECORDED_DAY).on(Arc::clone(&folder)).stop();
    let told = line(&folder, "rows");
    assert!(told.starts_with("ok") && told.ends_with("0 have no digest yet"), "{told}");
    folder.check();
    let whole = fs::read(&file).unwrap();
    let flipped = [
        ("a text that stands nowhere else", "products 1"),
        ("slip-4711-x", "money_moves"),
        ("trade-0815-x", "unmatched_money 1"),
    ];
    for (text, row) in flipped {
        assert!(flip(&file, text) > 0, "{text}");
        let told = line(&folder, "rows");
        assert!(told.starts_with("WRONG") && told.contains(row), "{told}");
        // The twin: the engine's own look at the file sees nothing.
        assert!(line(&folder, "integrity").starts_with("ok"));
        fs::write(&file, &whole).unwrap();
    }
    for (trigger, change, told) in [
        (
            "orders_update_digest",
            format!("update orders set payable = payable + 1, price = price + 1 where id = {id}"),
            format!("orders {id}"),
        ),
        (
            "money_moves_update_digest",
            "update money_moves set amount = amount + 1".to_owned(),
            "money_moves 1".to_owned(),
        ),
        (
            "vouchers_update_digest",
            "update vouchers set serial = serial + 1 where id = 10".to_owned(),
            "vouchers 10".to_owned(),
        ),
        ("prices_delete_digest", "delete from prices where id = 4".to_owned(), "prices 4 is missing".to_owned()),
    ] {
        behind_its_back(&folder, trigger, &change);
        let found = line(&folder, "rows");
        assert!(found.starts_with("WRONG") && found.contains(&told), "{change}: {found}");
        fs::write(&file, &whole).unwrap();
    }
    folder.check();
}
