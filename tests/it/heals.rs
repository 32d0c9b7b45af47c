//! Bad moments that an outlet gets over by itself: a full disk, a cut migration, years of idling on flash.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::support::{Folder, Outlet, RECORDED_DAY, Start, run, skip};
use outpost::clock::Stopwatch;
use outpost::store::{Loading, schema_version};

/// A small disk of memory; taken away at the end. Only root may make one.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(path: PathBuf, megabytes: u32) -> Option<Self> {
        fs::create_dir_all(&path).unwrap();
        let size = format!("size={megabytes}m,mode=700");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&path).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(path));
        }
        skip("a small disk cannot be mounted; run the test as root");
        None
    }

    fn fill(&self) {
        let mut size = 1 << 20;
        while size >= 512 {
            let file = self.0.join(format!("filler-{size}"));
            let line = format!("dd if=/dev/zero of={} bs={size} count=1 oflag=append conv=notrunc", file.display());
            if !Command::new("sh").args(["-c", &line]).output().unwrap().status.success() {
                size /= 2;
            }
        }
    }

    /// Makes room for a few small writes.
    fn free_some(&self) {
        let small = |size: u32| self.0.join(format!("filler-{size}"));
        let some = [1 << 19, 1 << 18, 1 << 17, 1 << 16].map(small).into_iter().filter(|file| file.exists());
        for file in some.collect::<Vec<_>>() {
            fs::remove_file(file).unwrap();
        }
    }

    fn free(&self) {
        for file in fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path()) {
            if file.file_name().unwrap().to_str().unwrap().starts_with("filler") {
                fs::remove_file(file).unwrap();
            }
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_refuses_orders_and_nothing_else_and_is_forgotten_when_there_is_room() {
    let folder = Arc::new(Folder::new());
    let Some(disk) = SmallDisk::mount(folder.data(), 40) else { return };
    // The log of the first start is long enough to be written anew for ever; the next one begins with a short one.
    drop(Start::demo(RECORDED_DAY).on(Arc::clone(&folder)).stop());
    let outlet = Start::demo(RECORDED_DAY).on(Arc::clone(&folder));
    let buyer = outlet.traveller();
    let first = buyer.order_card();
    assert_eq!(outlet.get("/readyz").status, 200);
    disk.fill();
    // The log has some room of its own left; then orders are refused.
    let submit = || buyer.call("cart_set", &[("productid", "1"), ("quantity", "1")]);
    let refused = (0..20_000).map(|_| submit()).find(|answer| answer.status != 200).expect("the disk is full");
    assert_eq!(refused.status, 507, "{}", refused.text());
    assert_eq!(outlet.get("/readyz").status, 503);
    assert_eq!(outlet.get("/healthz").status, 200);
    assert_eq!(buyer.order(first)["id"], first, "what is there is still shown");
    // A little room, in which the probe's small write fits, is none for a day's orders.
    disk.free_some();
    assert_eq!(outlet.get("/readyz?probe=disk").json()["store"], "failed", "as long as the disk is full");
    assert_eq!(outlet.get("/readyz").status, 503);
    disk.free();
    assert_eq!(outlet.get("/readyz").status, 200, "it recovers by itself");
    assert_eq!(buyer.order_card(), first + 1);
    let database = folder.database();
    let sound: String = database.query_row("pragma integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    drop(database);
    // The disk is taken away before its folder is removed.
    drop(outlet.kill());
    drop(disk);
}

#[test]
fn a_read_only_disk_is_told_at_the_start() {
    let folder = Arc::new(Folder::new());
    let Some(disk) = SmallDisk::mount(folder.data(), 40) else { return };
    drop(Start::demo(RECORDED_DAY).on(Arc::clone(&folder)).stop());
    let remount = |how: &str| Command::new("mount").args(["-o", how]).arg(&disk.0).status().unwrap().success();
    assert!(remount("remount,ro"));
    let told = run(&["demo", "--listen", "127.0.0.1:0", "--data", folder.data().to_str().unwrap()]);
    assert_eq!(told.status.code(), Some(1), "{told:?}");
    assert!(String::from_utf8_lossy(&told.stderr).contains("Read-only"), "{told:?}");
    assert!(remount("remount,rw"));
    Start::demo(RECORDED_DAY).on(Arc::clone(&folder)).stop();
}

#[test]
fn a_second_outlet_on_the_same_folder_is_refused_and_the_first_goes_on() {
    let outlet = Outlet::demo();
    let second = run(&["demo", "--listen", "127.0.0.1:0", "--data", outlet.folder.data().to_str().unwrap()]);
    assert_eq!(second.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&second.stderr).contains("Another Outpost is running"), "{second:?}");
    outlet.traveller().order_card();
    let folder = outlet.kill();
    Start::demo(RECORDED_DAY).on(folder).traveller();
}

/// A database as the program's first schema with orders had it, large enough that migrating takes a while.
fn old_database(file: &Path) {
    Loading::begin(file, 5).unwrap().finish().unwrap();
    let database = Folder::open(file).unwrap();
    let rows = "with recursive n (id) as (select 1 union all select id + 1 from n where id < 60000)
        insert into cities (id, parent_id, name, kind, code) select id, 0, 'a city with quite a long name ' || id, 3, '' from n";
    database.execute(rows, []).unwrap();
    database.execute_batch("pragma journal_mode = wal").unwrap();
}

/// The schema version and the rows of a database that must be sound.
fn state(file: &Path) -> (i64, i64) {
    let database = Folder::open(file).unwrap();
    let number = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let sound: String = database.query_row("pragma integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    (number("select max(version) from refinery_schema_history"), number("select count(*) from cities"))
}

#[test]
fn a_migration_that_is_killed_leaves_the_old_schema_or_the_new_one() {
    let folder = Folder::new();
    let (data, kept) = (folder.data(), folder.beside("old.db"));
    fs::create_dir_all(&data).unwrap();
    old_database(&kept);
    let file = data.join("outpost.db");
    fs::copy(&kept, &file).unwrap();
    // A command that opens the outlet for writing, and so migrates it, and changes nothing else.
    let table = folder.beside("stores.csv");
    fs::write(&table, "id,name\n").unwrap();
    let opening = ["import", "stores", table.to_str().unwrap(), "--data", data.to_str().unwrap()];
    let watch = Stopwatch::start();
    assert!(run(&opening).status.success());
    let whole = watch.elapsed(); // On a busy machine a migration takes long: the kills are spread over what it takes here.
    fs::remove_dir_all(data.join("backups")).unwrap();
    let (mut old, mut new) = (0, 0);
    for delay in 0..60 {
        if old == 0 || new > 0 || delay == 0 {
            for ending in ["", "-wal", "-shm"] {
                let _ = fs::remove_file(data.join(format!("outpost.db{ending}")));
            }
            fs::copy(&kept, &file).unwrap();
        }
        let mut child = crate::support::outpost(&opening).spawn().unwrap();
        thread::sleep(whole * delay / 30);
        let ended = child.try_wait().unwrap().is_some();
        child.kill().unwrap();
        child.wait().unwrap();
        match state(&file) {
            (5, 60_000) => old += 1,
            (version, 60_000) if version == schema_version() => new += 1,
            mixture => panic!("after {delay} steps: {mixture:?}"),
        }
        if ended && old > 0 {
            break;
        }
    }
    assert!(old > 0 && new > 0, "both ends were seen: old {old} times, new {new} times");
    assert!(run(&opening).status.success());
    assert_eq!(state(&file).0, schema_version());
    assert_eq!(state(&data.join(format!("backups/before-schema-{}.db", schema_version()))), (5, 60_000));
}

/// Bytes that a process has caused to be written to a disk.
fn written(process: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/io")).unwrap();
    text.lines().find_map(|line| line.strip_prefix("write_bytes: ")?.parse().ok()).unwrap()
}

/// The regular work comes round every fifteen seconds; two rounds stand for an hour of them.
#[test]
fn an_idle_outlet_writes_nothing_and_an_order_little() {
    let outlet = Outlet::demo();
    let buyer = outlet.traveller();
    buyer.order_card();
    let before = written(outlet.process());
    for _ in 0..20 {
        buyer.call("order_submit", &[("productid", "1"), ("quantity", "1")]);
    }
    let each = (written(outlet.process()) - before) / 20;
    println!("{each} bytes are written for an order");
    assert!(each < 100_000, "{each} bytes for an order");
    // What the orders left behind in memory may still trickle out once; whatever writes regularly writes in every half minute.
    let mut idle = Vec::new();
    while idle.len() < 3 && idle.last() != Some(&0) {
        let before = written(outlet.process());
        thread::sleep(Duration::from_secs(32));
        idle.push(written(outlet.process()) - before);
    }
    assert_eq!(idle.last(), Some(&0), "bytes in idle half minutes: {idle:?}");
}
