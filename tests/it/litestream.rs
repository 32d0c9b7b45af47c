//! A continuous copy with Litestream beside a serving outlet.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::support::{Folder, Outlet, RECORDED_DAY, Start, run};

/// The executable of `OUTPOST_LITESTREAM`, or the one on the path; a test that is skipped says so.
fn litestream() -> Option<String> {
    let name = std::env::var("OUTPOST_LITESTREAM").unwrap_or_else(|_| "litestream".to_owned());
    let found = Command::new(&name).arg("version").output().is_ok_and(|output| output.status.success());
    if !found {
        eprintln!("SKIPPED: there is no {name} on this machine; name one in OUTPOST_LITESTREAM");
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
    thread::sleep(Duration::from_secs(4));
    let folder = outlet.kill();
    drop(follower);

    let restored = folder.beside("restored.db");
    let out = Command::new(&litestream)
        .args(["restore", "-config", settings.to_str().unwrap(), "-o", restored.to_str().unwrap()])
        .arg(&database)
        .output()
        .unwrap();
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
