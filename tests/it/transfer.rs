//! Tables in and out of a real outlet, and a whole outlet that moves.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use crate::support::{Folder, Outlet, RECORDED_DAY, Start, run};

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn refusal(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn import(folder: &Folder, kind: &str, csv: &[u8], flags: &[&str]) -> Output {
    let file = folder.beside("import.csv");
    fs::write(&file, csv).unwrap();
    let data = folder.data();
    run(&[&["import", kind, text(&file), "--data", text(&data)], flags].concat())
}

fn outlet() -> Folder {
    let folder = Folder::new();
    said(&run(&["init", "--data", text(&folder.data())]));
    folder
}

const REASON: &str = "select count(*) from refund_reasons where id = 90 and reason = '行程取消'";

#[test]
fn a_file_of_a_chinese_spreadsheet_is_imported_after_a_rehearsal() {
    let folder = outlet();
    let (file, _, _) = encoding_rs::GB18030.encode("id,reason\r\n90,行程取消\r\n");
    let rehearsed = said(&import(&folder, "refund-reasons", &file, &["--dry-run"]));
    assert!(
        rehearsed.contains("1 rows are right; 1 would be new, 0 would change. Nothing was imported."),
        "{rehearsed}"
    );
    assert_eq!(folder.count(REASON), 0);
    let done = said(&import(&folder, "refund-reasons", &file, &[]));
    assert!(done.contains("1 rows imported, 1 of them new"), "{done}");
    assert_eq!(folder.count(REASON), 1);
}

#[test]
fn a_file_with_a_mistake_changes_nothing_and_the_mistake_has_line_column_and_value() {
    let folder = outlet();
    let file = "id,reason\n90,行程取消\nninety,买错了\n";
    let told = refusal(&import(&folder, "refund-reasons", file.as_bytes(), &[]));
    assert!(told.contains("nothing was imported") && told.contains("line 3, column id, value \"ninety\":"), "{told}");
    assert_eq!(folder.count(REASON), 0);
    let unknown = import(&folder, "reasons", b"", &[]);
    let kinds = String::from_utf8(unknown.stderr).unwrap();
    assert!(unknown.status.code() == Some(2) && kinds.contains("there are: all, accounts, phones"), "{kinds}");
}

/// The limit is of the address space, which is more than the memory that is used. With two fifths of it, too little for so many rows
/// but enough for a few, nothing is imported: the limit bites.
#[test]
fn a_hundred_thousand_rows_are_imported_and_exported_in_bounded_memory() {
    let folder = outlet();
    let mut csv = "id,iccid,imsi\n".to_owned();
    for id in 1..=100_000 {
        writeln!(csv, "{id},8985200000000{id:06},46000{id:010}").unwrap();
    }
    let file = folder.beside("cards.csv");
    fs::write(&file, &csv).unwrap();
    let within = |kilobytes: u32, command: &str| {
        let line = format!("ulimit -v {kilobytes}; exec {} {command}", env!("CARGO_BIN_EXE_outpost"));
        Command::new("sh").args(["-c", &line]).env_clear().output().unwrap()
    };
    let limited = |command: &str| within(240_000, command);
    let (cards, data) = (text(&file), folder.data());
    let import_cards = format!("import data-cards {cards} --data {}", text(&data));
    let few = folder.beside("few.csv");
    fs::write(&few, "id,iccid,imsi\n1,8985200000000000001,460000000000001\n").unwrap();
    let rehearsal = format!("import data-cards {} --data {} --dry-run", text(&few), text(&data));
    said(&within(70_000, &rehearsal));
    assert!(!within(70_000, &import_cards).status.success());
    assert_eq!(folder.count("select count(*) from data_cards"), 0);
    let done = said(&limited(&import_cards));
    assert!(done.contains("100000 rows imported, 100000 of them new"), "{done}");
    let out = folder.beside("out.csv");
    said(&limited(&format!("export data-cards {} --data {}", text(&out), text(&data))));
    let exported = fs::read_to_string(&out).unwrap();
    assert_eq!(exported.lines().count(), 100_001);
    assert!(exported.contains("\n100000,8985200000000100000,1,460000000100000,,in stock,\n"));
}

#[test]
fn tables_are_exported_while_the_outlet_serves_but_imported_only_when_it_is_stopped() {
    let outlet = Outlet::demo();
    let data = outlet.folder.data();
    let file = said(&run(&["export", "accounts", "--data", text(&data)]));
    assert!(file.starts_with("id,username,phone,") && file.contains("traveller") && !file.contains("argon2"), "{file}");
    let told = refusal(&import(&outlet.folder, "accounts", file.as_bytes(), &[]));
    assert!(told.contains("Another Outpost is running"), "{told}");
    let folder = outlet.stop();
    assert!(
        said(&import(&folder, "accounts", file.as_bytes(), &[]))
            .contains("11 rows imported, 0 of them new, 11 changed")
    );
}

/// The kinds that the program names, in the order in which a fresh outlet takes them.
fn kinds(folder: &Folder) -> Vec<String> {
    let told = String::from_utf8(run(&["export", "nonsense", "--data", text(&folder.data())]).stderr).unwrap();
    let (_, listed) = told.split_once("there are: all, ").unwrap();
    listed.split_once(';').unwrap().0.split(", ").map(str::to_owned).collect()
}

#[test]
fn every_table_that_a_fresh_outlet_takes_in_leaves_it_as_it_came() {
    let outlet = Outlet::demo();
    let (old, new) = (outlet.stop(), Folder::new());
    said(&run(&["init", "--data", text(&new.data()), "--admin", "somebody-else"]));
    let export = |folder: &Folder, kind: &str| {
        let is_secret = ["ticket-callbacks", "ticket-keys", "tour-apps"].contains(&kind);
        let secrets: &[&str] = if is_secret { &["--with-secrets"] } else { &[] };
        said(&run(&[&["export", kind, "--data", text(&folder.data())], secrets].concat()))
    };
    let leaving: Vec<_> =
        kinds(&old).into_iter().filter(|kind| !["app-keys", "data-card-keys", "esims"].contains(&&**kind)).collect();
    for kind in &leaving {
        said(&import(&new, kind, export(&old, kind).as_bytes(), &[]));
    }
    let known = |kind: &str| export(&old, kind).lines().count() > 1;
    assert!(leaving.iter().filter(|kind| known(kind)).count() > 40, "most tables have rows: {leaving:?}");
    let differ = |new: &Folder| -> Vec<String> {
        let compared = leaving.iter().filter(|kind| *kind != "accounts");
        compared.filter(|kind| export(&old, kind) != export(new, kind)).cloned().collect()
    };
    assert_eq!(differ(&new), Vec::<String>::new());
    // The first admin is the new outlet's own, and agencies that have ordered get accounts of their own there.
    let there = export(&new, "accounts");
    assert!(export(&old, "accounts").lines().all(|row| there.lines().any(|it| it == row)), "{there}");
    assert!(run(&["check", "--data", text(&new.data())]).status.success());
    // The twin: a value that is lost on the way, or a row, is found.
    let database = new.database();
    let lost = "update outlets set address = 'x' where id = (select min(id) from outlets); delete from lease_prices;";
    database.execute_batch(lost).unwrap();
    assert_eq!(differ(&new), ["outlets", "lease-prices"]);
}

#[test]
fn a_whole_outlet_moves_to_another_machine_with_its_orders_and_passwords() {
    let outlet = Outlet::demo();
    let order = outlet.traveller().order_card();
    let file = outlet.folder.beside("outlet.jsonl");
    let data = outlet.folder.data();
    said(&run(&["export", "all", text(&file), "--with-secrets", "--data", text(&data)]));
    let new = Arc::new(Folder::new());
    let home = new.data();
    assert!(said(&run(&["import", "all", text(&file), "--data", text(&home), "--dry-run"])).contains("is whole"));
    assert!(!home.exists(), "a rehearsal leaves nothing behind");
    let done = said(&run(&["import", "all", text(&file), "--data", text(&home)]));
    assert!(!done.contains("passw") && done.contains("outpost.key"), "{done}");
    assert!(refusal(&run(&["import", "all", text(&file), "--data", text(&home)])).contains("already"));
    fs::copy(data.join("outpost.key"), home.join("outpost.key")).unwrap();
    let moved = Start::demo(RECORDED_DAY).on(Arc::clone(&new));
    let buyer = moved.traveller();
    assert_eq!(buyer.order(order)["id"], order);
    assert_eq!(buyer.order_card(), order + 1, "the counters moved too");
    assert!(run(&["check", "--data", text(&home)]).status.success());
    assert!(fs::read_to_string(&file).unwrap().contains("argon2"), "the passwords are in the file");
    // The twin: without its counter an outlet would give the order's number again.
    let folder = moved.stop();
    folder.database().execute("delete from counters where name = 'orders'", []).unwrap();
    let forgot = Start::demo(RECORDED_DAY).on(folder);
    let again = forgot.traveller().call("order_submit", &[("productid", "1")]);
    assert_ne!(again.number(), 0, "{}", again.text());
}

#[test]
fn without_secrets_an_outlet_moves_but_nobody_can_log_in() {
    let outlet = Outlet::demo();
    let data = outlet.folder.data();
    let file = outlet.folder.beside("outlet.jsonl");
    said(&run(&["export", "all", text(&file), "--data", text(&data)]));
    assert!(!fs::read_to_string(&file).unwrap().contains("argon2"));
    let new = Arc::new(Folder::new());
    let done = said(&run(&["import", "all", text(&file), "--data", text(&new.data())]));
    assert!(done.contains("outpost user passwd"), "{done}");
    let moved = Start::demo(RECORDED_DAY).on(Arc::clone(&new));
    let login = moved.form("/uc/services/login", &[("username", "traveller"), ("password", "demo-traveller")]);
    assert_ne!(login.number(), 0, "{}", login.text());
}

#[test]
fn a_cut_file_of_an_outlet_leaves_nothing_behind() {
    let outlet = Outlet::demo();
    let data = outlet.folder.data();
    let file = outlet.folder.beside("outlet.jsonl");
    said(&run(&["export", "all", text(&file), "--data", text(&data)]));
    let whole = fs::read(&file).unwrap();
    let new = Folder::new();
    let take = || run(&["import", "all", text(&file), "--data", text(&new.data())]);
    // In the middle of a line, behind a table's end, and without the last line: what is left of it is right in itself.
    let line_ends: Vec<usize> = (1..whole.len()).filter(|at| whole[at - 1] == b'\n').collect();
    let table_end = line_ends.iter().find(|at| whole[**at..].starts_with(b"{\"table\":\"accounts\"")).unwrap();
    for cut in [whole.len() / 2, *table_end, *line_ends.last().unwrap()] {
        fs::write(&file, &whole[..cut]).unwrap();
        let told = refusal(&take());
        assert!(told.contains("line") || told.contains("Line"), "{told}");
        assert!(!new.data().exists(), "cut at {cut}");
    }
    let deep = new.beside("a/b");
    refusal(&run(&["import", "all", text(&file), "--data", text(&deep)]));
    assert!(!new.beside("a").exists());
    fs::create_dir(new.data()).unwrap();
    refusal(&run(&["import", "all", text(&file), "--data", text(&new.data())]));
    assert!(
        new.data().exists() && crate::support::files_below(&new.data()).is_empty(),
        "a folder that was there stays"
    );
    // The twin: the whole file fills the same folder.
    fs::write(&file, &whole).unwrap();
    said(&take());
    assert!(new.data().join("outpost.db").exists());
}

#[test]
fn keys_leave_only_where_somebody_asks_for_secrets_and_come_back() {
    let outlet = Outlet::demo();
    let folder = outlet.stop();
    let (data, file) = (folder.data(), folder.beside("keys.csv"));
    let told = refusal(&run(&["export", "ticket-keys", "--data", text(&data)]));
    assert!(told.contains("--with-secrets") && !told.contains("S3ss10nK3y"), "{told}");
    let told = refusal(&run(&["export", "cities", "--with-secrets", "--data", text(&data)]));
    assert!(told.contains("cities has none"), "{told}");
    assert!(refusal(&run(&["export", "app-keys", "--with-secrets", "--data", text(&data)])).contains("only taken in"));
    let written = run(&["export", "ticket-keys", text(&file), "--with-secrets", "--data", text(&data)]);
    said(&written);
    let warning = String::from_utf8(written.stderr).unwrap();
    assert!(warning.contains("Keep it like a key"), "{warning}");
    let keys = fs::read(&file).unwrap();
    assert!(String::from_utf8_lossy(&keys).contains("\n2,AGENT01,S3ss10nK3y,"));
    said(&import(&folder, "ticket-keys", &keys, &[]));
    let again = said(&run(&["export", "ticket-keys", "--with-secrets", "--data", text(&data)]));
    assert_eq!(again.as_bytes(), keys);
    // Without the key file nothing opens, and none is made.
    fs::remove_file(data.join("outpost.key")).unwrap();
    for (kind, flag) in [("ticket-keys", "--with-secrets"), ("tour-certificates", "--bom")] {
        let told = refusal(&run(&["export", kind, flag, "--data", text(&data)]));
        assert!(told.contains("outpost.key"), "{told}");
    }
    assert!(!data.join("outpost.key").exists());
}

#[test]
fn papers_leave_in_clear_as_csv_sealed_with_secrets_and_else_not_at_all() {
    let outlet = Outlet::demo();
    let (data, whole) = (outlet.folder.data(), outlet.folder.beside("outlet.jsonl"));
    let papers = said(&run(&["export", "tour-certificates", "--data", text(&data)]));
    assert!(papers.starts_with("id,contact_id,cert_type,cert_no\n") && papers.contains(",999999199001010111\n"));
    for (flags, rows) in [(&["--with-secrets"][..], papers.lines().count() - 1), (&[], 0)] {
        said(&run(&[&["export", "all", text(&whole), "--data", text(&data)], flags].concat()));
        let file = fs::read_to_string(&whole).unwrap();
        assert!(!file.contains("999999199001010111"));
        let mut lines = file.lines().skip_while(|line| !line.starts_with("{\"table\":\"tour_certificates\""));
        let found = lines.by_ref().skip(1).take_while(|line| line.starts_with('[')).count();
        assert_eq!(found, rows, "{flags:?}");
    }
    let folder = outlet.stop();
    let told = said(&import(&folder, "tour-certificates", papers.as_bytes(), &[]));
    assert!(told.contains("0 of them new"), "{told}");
    assert_eq!(said(&run(&["export", "tour-certificates", "--data", text(&data)])), papers);
    // With another key file the papers stay closed, and the file says so instead of leaving them out.
    fs::write(data.join("outpost.key"), [7_u8; 32]).unwrap();
    let told = refusal(&run(&["export", "tour-certificates", "--data", text(&data)]));
    assert!(told.contains("does not open it"), "{told}");
}
