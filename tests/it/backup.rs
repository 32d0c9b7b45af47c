//! Backups of the real executable: made while orders come in, put back, and cut off at bad moments.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::support::{Folder, Outlet, Start, Visitor, run};
use outpost::clock::Stopwatch;
use serde_json::Value;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn backup(target: &Path, data: &Path) -> std::process::Output {
    run(&["backup", text(target), "--data", text(data)])
}

fn restore(file: &Path, data: &Path) -> std::process::Output {
    run(&["restore", text(file), "--data", text(data)])
}

/// What a command that must fail says.
fn refusal(output: &std::process::Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn succeeded(output: &std::process::Output) {
    assert!(output.status.success(), "{output:?}");
}

/// The demonstration brings three orders of tickets along; the first that a test makes is the fourth.
const FIRST_ORDER: i64 = 4;

/// The orders that a test made: those of the roaming shop.
fn orders_in(database: &Path) -> BTreeSet<i64> {
    let connection = Folder::look_into(database);
    let mut statement = connection.prepare("select id from orders where channel = 'roaming' order by id").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Puts something into the cart and orders it, again and again, and notes each order that the outlet has acknowledged.
fn buy(buyer: &Visitor, end: &AtomicBool, acknowledged: &Mutex<BTreeSet<i64>>) {
    while !end.load(Ordering::Relaxed) {
        let answer = buyer.call("order_submit", &[("productid", "1"), ("quantity", "1")]);
        if let Some(id) = answer.json()["result"]["order"]["id"].as_i64() {
            acknowledged.lock().unwrap().insert(id);
        }
        thread::sleep(Duration::from_millis(15));
    }
}

#[test]
fn a_backup_every_second_under_load_holds_what_was_acknowledged_before_it_and_nothing_half() {
    let outlet = Outlet::demo();
    let data = outlet.folder.data();
    outlet.folder.database().execute("update products set stock = 100000 where id = 1", []).unwrap();
    let (end, acknowledged) = (AtomicBool::new(false), Mutex::new(BTreeSet::new()));
    let mut made: Vec<(PathBuf, BTreeSet<i64>)> = Vec::new();
    let buyers = [outlet.traveller(), outlet.companion()];
    thread::scope(|scope| {
        for buyer in &buyers {
            let (end, acknowledged) = (&end, &acknowledged);
            scope.spawn(move || buy(buyer, end, acknowledged));
        }
        for number in 0..4_u32 {
            thread::sleep(Duration::from_secs(1));
            let before = acknowledged.lock().unwrap().clone();
            let file = outlet.folder.beside(&format!("backup-{number}.db"));
            succeeded(&backup(&file, &data));
            made.push((file, before));
        }
        end.store(true, Ordering::Relaxed);
    });
    let all = outlet.stop();
    let in_the_end = orders_in(&all.data().join("outpost.db"));
    assert_eq!(in_the_end, *acknowledged.lock().unwrap(), "every acknowledged order is kept");
    for (number, (file, before)) in made.iter().enumerate() {
        let home = all.beside(&format!("restored-{number}"));
        let restored = restore(file, &home);
        succeeded(&restored);
        let told = String::from_utf8(restored.stdout).unwrap();
        assert!(told.contains("put the outlet's key file at"), "a backup has no key: {told}");
        let kept = orders_in(&home.join("outpost.db"));
        assert!(before.is_subset(&kept), "backup {number} lacks {:?}", before.difference(&kept));
        let prefix: BTreeSet<i64> = in_the_end.iter().copied().take(kept.len()).collect();
        assert_eq!(kept, prefix, "backup {number} is a prefix of all orders");
        assert!(number == 0 || !kept.is_empty());
    }
}

#[test]
fn a_manifest_says_what_is_in_a_backup_and_a_changed_file_is_refused() {
    let outlet = Outlet::demo();
    outlet.traveller().order_card();
    let folder = outlet.stop();
    let file = folder.beside("outlet.db");
    succeeded(&backup(&file, &folder.data()));
    let manifest: Value = serde_json::from_slice(&fs::read(folder.beside("outlet.db.json")).unwrap()).unwrap();
    assert_eq!(manifest["rows"]["orders"], FIRST_ORDER, "that of the traveller and those before it");
    assert_eq!(manifest["bytes"], fs::metadata(&file).unwrap().len());
    assert_eq!(manifest["schema"], outpost::store::schema_version());
    assert!(refusal(&backup(&file, &folder.data())).contains("there already"));

    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).unwrap();
    let before = fs::read(folder.data().join("outpost.db")).unwrap();
    assert!(refusal(&restore(&file, &folder.data())).contains("manifest"));
    assert_eq!(fs::read(folder.data().join("outpost.db")).unwrap(), before);
}

#[test]
fn only_a_stopped_outlet_is_restored_and_its_old_database_is_kept() {
    let outlet = Outlet::demo();
    let (data, file) = (outlet.folder.data(), outlet.folder.beside("empty.db"));
    succeeded(&backup(&file, &data));
    outlet.traveller().order_card();
    assert!(refusal(&restore(&file, &data)).contains("Another Outpost is running"));
    let folder = outlet.kill();
    succeeded(&restore(&file, &data));
    assert!(orders_in(&data.join("outpost.db")).is_empty());
    let kept = fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().path());
    let kept: Vec<_> = kept
        .filter(|path| text(path).contains("before-restore") && path.extension().is_some_and(|it| it == "db"))
        .collect();
    assert_eq!(kept.len(), 1);
    assert_eq!(orders_in(&kept[0]).len(), 1, "the order that was acknowledged before the kill is in the kept file");
    let again = Start::demo(crate::support::RECORDED_DAY).on(folder);
    assert_eq!(again.traveller().order_card(), FIRST_ORDER, "the number of the order that is gone is free again");
}

#[test]
fn what_is_no_database_or_a_newer_one_is_refused() {
    let outlet = Outlet::demo();
    let folder = outlet.stop();
    let letter = folder.beside("letter.db");
    fs::write(&letter, "Dear outlet").unwrap();
    refusal(&restore(&letter, &folder.data()));
    let foreign = folder.beside("foreign.db");
    Folder::open(&foreign).unwrap().execute_batch("create table t (x)").unwrap();
    assert!(refusal(&restore(&foreign, &folder.data())).contains("no database of Outpost"));
    let newer = folder.beside("newer.db");
    succeeded(&backup(&newer, &folder.data()));
    fs::remove_file(folder.beside("newer.db.json")).unwrap();
    let connection = Folder::open(&newer).unwrap();
    connection.execute("update refinery_schema_history set version = version + 100", []).unwrap();
    drop(connection);
    assert!(refusal(&restore(&newer, &folder.data())).contains("newer program"));
    assert!(refusal(&restore(&folder.beside("nothing.db"), &folder.data())).contains("no backup"));
}

/// Kills a restore after more and more time: whatever moment that is, the folder opens with the old orders or the new ones.
#[test]
fn a_restore_that_is_killed_leaves_the_old_or_the_new_database() {
    let outlet = Outlet::demo();
    let folder = Arc::clone(&outlet.folder);
    let file = folder.beside("two.db");
    outlet.traveller().order_card();
    outlet.traveller().order_card();
    succeeded(&backup(&file, &folder.data()));
    let data = outlet.stop().data();
    let watch = Stopwatch::start();
    succeeded(&restore(&file, &folder.data()));
    let whole = watch.elapsed(); // On a busy machine a restore takes long: the kills are spread over what it takes here.
    let (mut old, mut new) = (0, 0);
    for round in 0..60 {
        // The old state: three orders, of which the third is still in the log, as a killed server leaves it.
        let server = Start::demo(crate::support::RECORDED_DAY).on(Arc::clone(&folder));
        while orders_in(&data.join("outpost.db")).len() != 3 {
            server.traveller().order_card();
        }
        server.kill();
        let mut child = crate::support::outpost(&["restore", text(&file), "--data", text(&data)]).spawn().unwrap();
        let delay = whole * round / 15;
        thread::sleep(delay);
        child.kill().unwrap();
        child.wait().unwrap();
        drop(Start::demo(crate::support::RECORDED_DAY).on(Arc::clone(&folder)));
        match orders_in(&data.join("outpost.db")).len() {
            3 => old += 1,
            2 => new += 1,
            other => panic!("a mixture with {other} orders after {delay:?}"),
        }
        let sound: String = folder.database().query_row("pragma integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(sound, "ok");
        if new >= 3 {
            break;
        }
    }
    assert!(old > 0 && new > 0, "both ends were seen: old {old} times, new {new} times");
}

#[test]
fn a_serving_outlet_backs_itself_up_and_says_how_old_its_backup_is() {
    let folder = Arc::new(Folder::new());
    succeeded(&run(&["init", "--data", text(&folder.data())]));
    let outlet = Start::serve().on(Arc::clone(&folder));
    outlet.wait_for_log(|log| log.contains("a backup was made").then_some(()));
    let ready = outlet.get("/readyz").json();
    assert_eq!((&ready["backup"], &ready["store"]), (&"ok".into(), &"ok".into()), "{ready}");
    assert!(ready["backup_age_seconds"].as_i64().unwrap() < 60, "{ready}");
    let made: Vec<_> = crate::support::files_below(&folder.data().join("backups"));
    assert_eq!(made.len(), 2, "{made:?}");
    outlet.stop();
    let again = Start::serve().on(Arc::clone(&folder));
    assert_eq!(again.get("/readyz").json()["backup"], "ok", "the age is known after a restart");
    assert_eq!(crate::support::files_below(&folder.data().join("backups")).len(), 2, "one a day is enough");
}

#[test]
fn old_backups_of_a_folder_are_removed_and_other_files_are_not() {
    let outlet = Outlet::demo();
    let shelf = outlet.folder.beside("shelf");
    fs::create_dir(&shelf).unwrap();
    fs::write(shelf.join("outpost-notes.db"), "mine").unwrap();
    for _ in 0..4 {
        let made = run(&["backup", text(&shelf), "--data", text(&outlet.folder.data()), "--keep", "2"]);
        succeeded(&made);
    }
    let names = crate::support::files_below(&shelf);
    assert_eq!(names.len(), 5, "two backups with manifests, and the notes: {names:?}");
    assert!(shelf.join("outpost-notes.db").exists());
}
