//! A continuous copy with Litestream beside a serving outlet.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::support::{Folder, Outlet, RECORDED_DAY, Start, run, skip};

/// The executable of `OUTPOST_LITESTREAM`, or the one on the path; a test that is skipped says so.
fn litestream() -> Option<String> {
    let name = std::env::var("OUTPOST_LITESTREAM").unwrap_or_else(|_| "litestream".to_owned());
    let found = Command::new(&name).arg("version").output().is_ok_and(|output| output.status.success());
    if !found {
        skip(&format!("there is no {name} on this machine; name one in OUTPOST_LITESTREAM"));
    }
    found.then_some(name)
}

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The newest order that a copy has; nothing while it is no database of an outlet.
fn last_order_in(copy: &Path) -> Option<i64> {
    Folder::open(copy).ok()?.query_row("select max(id) from orders", [], |row| row.get(0)).ok()
}

/// Looks again and again until something is so: a few seconds as a rule, two minutes where others use the machine.
fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let so = (0..120).any(|_| {
        thread::sleep(Duration::from_secs(1));
        is_so()
    });
    assert!(so, "{what}");
}

#[test]
fn a_copy_by_litestream_has_the_orders_of_a_few_seconds_before_a_power_cut() {
    let Some(litestream) = litestream() else { return };
    let outlet = Outlet::demo();
    let settings = outlet.folder.beside("litestream.yml");
    let database = outlet.folder.data().join("outpost.db");
    let replica = outlet.folder.beside("replica");
    let (path, copy) = (database.display(), replica.display());
    fs::write(&settings, format!("dbs:\n  - path: {path}\n    replicas:\n      - type: file\n        path: {copy}\n"))
        .unwrap();
    let mut follower = Command::new(&litestream);
    follower.args(["replicate", "-config", settings.to_str().unwrap()]).stdout(Stdio::null()).stderr(Stdio::null());
    let follower = Killed(follower.spawn().unwrap());
    let buyer = outlet.traveller();
    let orders: Vec<i64> = (0..10).map(|_| buyer.order_card()).collect();
    let restored = outlet.folder.beside("restored.db");
    let restore = || {
        let _ = fs::remove_file(&restored);
        let mut command = Command::new(&litestream);
        command.args(["restore", "-config", settings.to_str().unwrap(), "-o", restored.to_str().unwrap()]);
        command.arg(&database).output().unwrap()
    };
    wait_until("Litestream has followed", || {
        restore().status.success() && last_order_in(&restored).as_ref() == orders.last()
    });
    let folder = outlet.kill();
    drop(follower);

    let out = restore();
    assert!(out.status.success(), "{out:?}");
    let new = std::sync::Arc::new(Folder::new());
    let home = new.data();
    let put = run(&["restore", restored.to_str().unwrap(), "--data", home.to_str().unwrap()]);
    assert!(put.status.success(), "{put:?}");
    fs::copy(folder.data().join("outpost.key"), home.join("outpost.key")).unwrap();
    let outlet = Start::demo(RECORDED_DAY).on(std::sync::Arc::clone(&new));
    let buyer = outlet.traveller();
    for id in orders {
        assert_eq!(buyer.order(id)["id"], id);
    }
    drop(outlet.stop());
    assert!(run(&["check", "--data", home.to_str().unwrap()]).status.success());
    let file = new.beside("all.jsonl");
    let out = run(&["export", "all", file.to_str().unwrap(), "--data", home.to_str().unwrap()]);
    assert!(out.status.success() && !fs::read_to_string(&file).unwrap().contains("_litestream"), "{out:?}");
}
