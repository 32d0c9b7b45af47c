//! Backups that may be lost or found: sealed for who has the key, and lying once more in a second place.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use crate::support::{Folder, Outlet, Start, files_below, has, outpost, run};

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

/// A demonstration with an order, stopped; its folder and the order.
fn sold() -> (Arc<Folder>, i64) {
    let outlet = Outlet::demo();
    let order = outlet.traveller().order_card();
    (outlet.stop(), order)
}

fn sealed_backup(folder: &Folder, setting: &str, value: &str) -> PathBuf {
    let shelf = folder.beside("shelf");
    fs::create_dir_all(&shelf).unwrap();
    let made = outpost(&["backup", text(&shelf), "--data", text(&folder.data())]).env(setting, value).output().unwrap();
    assert!(said(&made).contains("encrypted"), "{made:?}");
    let file = files_below(&shelf).into_iter().find(|file| text(file).ends_with(".db.age"));
    file.expect("a sealed backup")
}

fn restore(file: &Path, data: &Path, key: Option<&Path>) -> Output {
    let mut arguments = vec!["restore", text(file), "--data", text(data)];
    arguments.extend(key.iter().flat_map(|key| ["--key", text(key)]));
    run(&arguments)
}

#[test]
fn a_backup_sealed_for_a_recipient_opens_with_the_secret_key_alone() {
    let (folder, order) = sold();
    let key = folder.beside("owner.key");
    let shown = said(&run(&["backup", "--new-key", text(&key)]));
    let public = shown.lines().next().unwrap();
    assert!(public.starts_with("age1"), "{shown}");
    let file = sealed_backup(&folder, "OUTPOST_BACKUP_RECIPIENT", public);
    let bytes = fs::read(&file).unwrap();
    let has_text = |bytes: &[u8], text: &[u8]| bytes.windows(text.len()).any(|it| it == text);
    assert!(!has_text(&bytes, b"SQLite format 3") && !has_text(&bytes, b"traveller"));
    // The twin: without the setting both can be read in the file, and no open copy is left beside the database.
    let open = folder.beside("open.db");
    said(&run(&["backup", text(&open), "--data", text(&folder.data())]));
    let plain = fs::read(&open).unwrap();
    assert!(has_text(&plain, b"SQLite format 3") && has_text(&plain, b"traveller"));
    assert!(!files_below(&folder.data()).iter().any(|it| text(it).contains("partial")));

    let new = Folder::new();
    assert!(refusal(&restore(&file, &new.data(), None)).contains("--key"));
    let other = folder.beside("other.key");
    said(&run(&["backup", "--new-key", text(&other)]));
    assert!(refusal(&restore(&file, &new.data(), Some(&other))).contains("the key does not open it"));
    assert!(!new.data().join("outpost.db").exists());
    said(&restore(&file, &new.data(), Some(&key)));
    assert_eq!(new.count(&format!("select count(*) from orders where id = {order}")), 1);
    // The key file stays out of backups; it comes from where its own copy is kept.
    fs::copy(folder.data().join("outpost.key"), new.data().join("outpost.key")).unwrap();
    new.check();
    assert!(files_below(&new.data()).iter().all(|it| !text(it).contains(".open")), "nothing lies open beside it");

    let tool = folder.beside("tool.db");
    if has("age") {
        let opened =
            Command::new("age").args(["-d", "-i", text(&key), "-o", text(&tool), text(&file)]).output().unwrap();
        assert!(opened.status.success(), "{opened:?}");
        assert!(fs::read(&tool).unwrap().starts_with(b"SQLite format 3"), "any program for the format opens it");
    }
}

#[test]
fn a_backup_sealed_with_a_passphrase_opens_with_it_and_a_short_one_is_refused() {
    let (folder, order) = sold();
    let phrase = folder.beside("phrase");
    fs::write(&phrase, "seven words\n").unwrap();
    let data = folder.data();
    let shelf = folder.beside("short.db.age");
    let made = outpost(&["backup", text(&shelf), "--data", text(&data)])
        .env("OUTPOST_BACKUP_PASSPHRASE_FILE", text(&phrase))
        .output()
        .unwrap();
    assert!(refusal(&made).contains("12 letters"), "{made:?}");
    assert!(!shelf.exists(), "no open backup instead");
    fs::write(&phrase, "seven words that nobody says\n").unwrap();
    let file = sealed_backup(&folder, "OUTPOST_BACKUP_PASSPHRASE_FILE", text(&phrase));
    let new = Folder::new();
    fs::write(folder.beside("wrong"), "seven words that somebody says\n").unwrap();
    assert!(refusal(&restore(&file, &new.data(), Some(&folder.beside("wrong")))).contains("does not open"));
    said(&restore(&file, &new.data(), Some(&phrase)));
    assert_eq!(new.count(&format!("select count(*) from orders where id = {order}")), 1);
}

#[test]
fn a_sealed_backup_whose_manifest_or_bytes_were_changed_is_refused() {
    let (folder, _) = sold();
    let key = folder.beside("owner.key");
    let public = said(&run(&["backup", "--new-key", text(&key)]));
    let file = sealed_backup(&folder, "OUTPOST_BACKUP_RECIPIENT", public.lines().next().unwrap());
    let manifest = PathBuf::from(format!("{}.json", text(&file)));
    let whole = fs::read_to_string(&manifest).unwrap();
    let new = Folder::new();
    // Another time: the open manifest of an unsealed backup could be changed like this.
    let made = whole.split("\"made_at\": ").nth(1).unwrap().split(',').next().unwrap().to_owned();
    fs::write(&manifest, whole.replace(&format!("\"made_at\": {made}"), "\"made_at\": 1")).unwrap();
    assert!(refusal(&restore(&file, &new.data(), Some(&key))).contains("manifest of the backup was changed"));
    fs::write(&manifest, &whole).unwrap();
    let bytes = fs::read(&file).unwrap();
    let mut changed = bytes.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    fs::write(&file, &changed).unwrap();
    assert!(refusal(&restore(&file, &new.data(), Some(&key))).contains("manifest describes"));
    fs::remove_file(&manifest).unwrap();
    assert!(refusal(&restore(&file, &new.data(), Some(&key))).contains("changed or cut off"));
    // The twin: as they were made, both are taken.
    fs::write(&file, &bytes).unwrap();
    fs::write(&manifest, &whole).unwrap();
    said(&restore(&file, &new.data(), Some(&key)));
}

/// An outlet that backs itself up here and in a second place.
fn serving(folder: &Arc<Folder>, second: &Path) -> Outlet {
    said(&run(&["init", "--data", text(&folder.data())]));
    Start::serve().set("backup.second_folder", text(second)).on(Arc::clone(folder))
}

fn check(folder: &Folder, second: &Path) -> String {
    let checked =
        outpost(&["check", "--data", text(&folder.data())]).env("OUTPOST_BACKUP_SECOND_FOLDER", text(second)).output();
    String::from_utf8(checked.unwrap().stdout).unwrap()
}

#[test]
fn each_backup_lies_once_more_in_a_second_place_whose_age_is_told() {
    let folder = Arc::new(Folder::new());
    let second = folder.beside("share");
    fs::create_dir(&second).unwrap();
    let outlet = serving(&folder, &second);
    outlet.wait_for_log(|log| log.contains("a backup was made").then_some(()));
    let ready = outlet.get("/readyz").json();
    assert_eq!(ready["second_backup"], "ok", "{ready}");
    assert!(ready["second_backup_age_seconds"].as_i64().unwrap() < 60, "{ready}");
    assert!(outlet.get("/metrics").text().contains("outpost_second_backup_failed 0"));
    let files = |folder: &Path| -> Vec<(String, Vec<u8>)> {
        let mut files = files_below(folder);
        files.sort();
        files.iter().map(|it| (it.file_name().unwrap().display().to_string(), fs::read(it).unwrap())).collect()
    };
    let (here, there) = (files(&folder.data().join("backups")), files(&second));
    assert!(here.len() == 2 && here == there, "the same two files");
    outlet.stop();
    let told = check(&folder, &second);
    assert!(told.contains("ok     second backup: the newest is"), "{told}");
    // A copy that has rotted there is found.
    let copy = files_below(&second).into_iter().find(|it| it.extension().is_some_and(|ending| ending == "db")).unwrap();
    let mut bytes = fs::read(&copy).unwrap();
    bytes[5000] ^= 1;
    fs::write(&copy, bytes).unwrap();
    let told = check(&folder, &second);
    assert!(told.contains("WRONG  second backup:") && told.contains("ok     backup:"), "{told}");
}

#[test]
fn a_share_that_is_not_mounted_gets_no_backups_on_the_disk_below_it_and_is_told() {
    let folder = Arc::new(Folder::new());
    let second = folder.beside("share");
    let outlet = serving(&folder, &second);
    outlet.wait_for_log(|log| log.contains("is not there; mount what it lies on").then_some(()));
    let ready = outlet.get("/readyz");
    assert_eq!(ready.status, 200, "it sells all the same");
    let ready = ready.json();
    assert_eq!((&ready["second_backup"], &ready["backup"]), (&"late".into(), &"ok".into()), "{ready}");
    assert!(!second.exists() && check(&folder, &second).contains("WRONG  second backup:"));
}

#[test]
fn what_killed_backups_have_left_goes_with_the_next_backup_and_with_the_next_start() {
    let folder = Arc::new(Folder::new());
    said(&run(&["init", "--data", text(&folder.data())]));
    let shelf = folder.data().join("backups");
    fs::create_dir_all(&shelf).unwrap();
    let left = ["outpost-20260101-000000.db.partial-0a1b2c3d", "outpost-20260101-000000.db.partial-0a1b2c3d-journal"];
    let leave = || {
        for name in left {
            fs::write(shelf.join(name), "half").unwrap();
        }
    };
    let is_gone = || left.iter().all(|name| !shelf.join(name).exists());
    leave();
    said(&run(&["backup", text(&shelf), "--data", text(&folder.data())]));
    assert!(is_gone());
    leave();
    let outlet = Start::serve().set("backup.every_hours", "0").on(Arc::clone(&folder));
    assert!(is_gone());
    // The twin: what somebody is writing just now stays, because its writer holds it.
    leave();
    let writing = fs::File::open(shelf.join(left[0])).unwrap();
    writing.lock().unwrap();
    said(&run(&["backup", text(&shelf), "--data", text(&folder.data())]));
    assert!(left.iter().all(|name| shelf.join(name).exists()));
    drop(writing);
    outlet.stop();
}
