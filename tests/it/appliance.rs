//! What an outlet says when its disk, its key or its files are not as they should be, before it takes an order.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use crate::support::{Folder, Outlet, RECORDED_DAY, Start, outpost, run, skip};

/// The executable as an account that rights of files bind: root is not bound by them, so it gives those powers up.
fn bound(words: &[&str]) -> Option<Command> {
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return Some(outpost(words));
    }
    let powers = ["--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"];
    let given_up = Command::new("setpriv").args(powers).arg("true").output();
    if !given_up.is_ok_and(|output| output.status.success()) {
        skip("setpriv cannot give the powers of root up");
        return None;
    }
    let mut command = Command::new("setpriv");
    command.args(powers).arg(env!("CARGO_BIN_EXE_outpost")).args(words).env_clear();
    Some(command)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The sentence on standard error, which must be the only line there.
fn only_line(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let error = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(error.lines().count(), 1, "{error}");
    error
}

fn outlet() -> Folder {
    let folder = Folder::new();
    assert!(run(&["init", "--data", text(&folder.data())]).status.success());
    folder
}

#[test]
fn a_database_that_cannot_be_written_is_told_at_the_start_and_not_with_a_backup() {
    let folder = outlet();
    let (data, file) = (folder.data(), folder.data().join("outpost.db"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o400)).unwrap();
    for words in [&["serve", "--listen", "127.0.0.1:0"][..], &["user", "enable", "admin"]] {
        let words = [words, &["--data", text(&data)]].concat();
        let Some(mut command) = bound(&words) else { return };
        let told = only_line(&command.output().unwrap());
        assert!(told.contains("cannot be written") && told.contains("run `chmod -R u+rwX "), "{told}");
        assert!(!told.contains("backup"), "{told}");
    }
}

#[test]
fn a_failure_of_the_store_is_logged_once_with_the_request_s_id() {
    let outlet = Outlet::demo();
    let database = outlet.folder.database();
    let fail = "create trigger no_room before insert on sessions begin select raise(abort, 'x'); end";
    database.execute_batch(fail).unwrap();
    let login = outlet.form("/uc/services/login", &[("username", "traveller"), ("password", "demo-traveller")]);
    assert_eq!(login.status, 500);
    assert_eq!(outlet.get("/readyz").status, 200, "a constraint is no failure of the disk");
    let line = outlet.wait_for_log(|log| log.lines().find(|line| line.contains("ERROR")).map(str::to_owned));
    assert!(
        line.contains(&format!("request={}", login.header("x-request-id").unwrap()))
            && line.contains("cause=\"the store failed"),
        "{line}"
    );
    assert_eq!(outlet.log().matches("ERROR").count(), 1, "once, with the id: {}", outlet.log());
}

/// A small disk of memory; taken away at the end. Only root may make one.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(path: PathBuf) -> Option<Self> {
        fs::create_dir_all(&path).unwrap();
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=24m,mode=700", "tmpfs"]).arg(&path).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(path));
        }
        skip("a small disk cannot be mounted; run the test as root");
        None
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn each_command_says_what_to_do_about_a_read_only_and_a_full_disk() {
    let folder = Folder::new();
    let Some(disk) = SmallDisk::mount(folder.data()) else { return };
    let (data, rows) = (disk.0.join("outlet"), folder.beside("rows.csv"));
    assert!(run(&["init", "--data", text(&data)]).status.success());
    fs::write(&rows, "id,reason\n90,x\n").unwrap();
    let commands: [&[&str]; 5] = [
        &["serve", "--listen", "127.0.0.1:0"],
        &["import", "refund-reasons", text(&rows)],
        &["export", "cities"],
        &["backup", text(&data)],
        &["init", "--data"],
    ];
    let told = |words: &[&str]| {
        let new = disk.0.join("new");
        let tail: &[&str] = if words[0] == "init" { &[text(&new)] } else { &["--data", text(&data)] };
        only_line(&run(&[words, tail].concat()))
    };
    let remount = |how: &str| Command::new("mount").args(["-o", how]).arg(&disk.0).status().unwrap().success();
    assert!(remount("remount,ro"));
    for words in commands {
        let told = told(words);
        assert!(told.contains("not mounted read-only") && !told.contains("restore"), "{words:?}: {told}");
    }
    assert!(remount("remount,rw"));
    let fill = format!("dd if=/dev/zero of={} bs=512", disk.0.join("filler").display());
    Command::new("sh").args(["-c", &fill]).stderr(Stdio::null()).status().unwrap();
    for words in commands.iter().filter(|words| words[0] != "serve") {
        let told = told(words);
        assert!(told.contains("room") && !told.contains("restore"), "{words:?}: {told}");
    }
    drop(disk);
}

#[test]
fn a_key_file_that_is_not_the_outlet_s_own_is_told() {
    let folder = Outlet::demo().stop();
    let (data, key) = (folder.data(), folder.data().join("outpost.key"));
    let check = || String::from_utf8(run(&["check", "--data", text(&data)]).stdout).unwrap();
    assert!(check().contains("ok     sealed values: all "), "{}", check());
    let own = fs::read(&key).unwrap();
    fs::remove_file(&key).unwrap();
    assert!(check().contains("WRONG  sealed values: no key file"), "{}", check());
    // A start without one makes one, which opens nothing that was sealed.
    let outlet = Start::demo(RECORDED_DAY).on(Arc::clone(&folder));
    outlet.wait_for_log(|log| {
        log.contains("this key file does not open the numbers of travellers' papers").then_some(())
    });
    outlet.stop();
    assert!(check().contains("WRONG  sealed values: the key file does not open"), "{}", check());
    let refused = run(&["export", "ticket-keys", "--with-secrets", "--data", text(&data)]);
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(1), 0), "not even a header: {refused:?}");
    fs::write(&key, own).unwrap();
    let outlet = Start::demo(RECORDED_DAY).on(Arc::clone(&folder));
    assert!(!outlet.log().contains("does not open"), "{}", outlet.log());
}

#[test]
fn an_empty_database_and_one_that_is_gone_are_not_made_anew_over_their_backups() {
    let folder = outlet();
    let (data, file) = (folder.data(), folder.data().join("outpost.db"));
    let told = |words: &[&str]| only_line(&run(&[words, &["--data", text(&data)]].concat()));
    fs::write(&file, "").unwrap();
    for words in [&["serve"][..], &["init"], &["user", "list"]] {
        let told = told(words);
        assert!(told.contains("is empty") && told.contains("outpost restore FILE --data"), "{words:?}: {told}");
    }
    assert_eq!(fs::metadata(&file).unwrap().len(), 0);
    fs::remove_file(&file).unwrap();
    assert!(told(&["serve"]).contains("outpost init"), "there is nothing to restore");
    fs::create_dir(data.join("backups")).unwrap();
    fs::write(data.join("backups/outpost-20260101-000000.db"), "x").unwrap();
    for words in [&["serve"][..], &["init"]] {
        let told = told(words);
        assert!(
            told.contains("there are backups") && told.contains("outpost restore FILE --data"),
            "{words:?}: {told}"
        );
    }
    assert!(!file.exists());
}

#[test]
fn an_address_that_is_taken_is_told_before_anything_is_written() {
    let outlet = Outlet::demo();
    let folder = Folder::new();
    let told = only_line(&run(&["demo", "--listen", &outlet.address, "--data", text(&folder.data())]));
    assert!(told.contains(&outlet.address) && told.contains("--listen"), "{told}");
    assert!(!folder.data().exists());
}

#[test]
fn a_slip_in_the_name_of_a_setting_is_told() {
    let start =
        Start::demo(RECORDED_DAY).environment("OUTPOST_OUTLET_NAEM", "x").environment("OUTPOST_LITESTREAM", "x");
    let outlet = start.run();
    let log = outlet.wait_for_log(|log| log.contains("OUTPOST_OUTLET_NAEM").then(|| log.to_owned()));
    assert!(log.contains("there is no such setting") && !log.contains("OUTPOST_LITESTREAM"), "{log}");
    let folder = outlet.stop();
    let check = outpost(&["check", "--data", text(&folder.data())]).env("OUTPOST_OUTLET_NAEM", "x").output().unwrap();
    let report = String::from_utf8(check.stdout).unwrap();
    assert!(report.contains("note   settings: OUTPOST_OUTLET_NAEM"), "{report}");
}

/// What a thread reads out of a pipe while a command writes into it.
fn read_behind(pipe: &Path) -> std::thread::JoinHandle<String> {
    let pipe = pipe.to_owned();
    std::thread::spawn(move || fs::read_to_string(pipe).unwrap())
}

#[test]
fn an_export_goes_through_pipes_and_links_and_replaces_files_alone() {
    let folder = outlet();
    let data = folder.data();
    let export = |target: &Path| run(&["export", "refund-reasons", text(target), "--data", text(&data)]);
    let written = String::from_utf8(run(&["export", "refund-reasons", "--data", text(&data)]).stdout).unwrap();
    assert!(written.starts_with("id,reason\n"));
    for name in ["-", "/dev/stdout"] {
        let output = export(Path::new(name));
        assert_eq!(String::from_utf8(output.stdout).unwrap(), written, "{name}: the table and nothing else");
    }

    let pipe = folder.beside("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = read_behind(&pipe);
    assert!(export(&pipe).status.success());
    assert_eq!(reader.join().unwrap(), written);
    assert!(!fs::metadata(&pipe).unwrap().is_file(), "the pipe is still one");

    let (file, link) = (folder.beside("file.csv"), folder.beside("link.csv"));
    fs::write(&file, "old").unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    assert!(export(&link).status.success());
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink(), "the link stays");
    assert_eq!(fs::read_to_string(&file).unwrap(), written);
    assert_eq!(fs::metadata(&file).unwrap().mode() & 0o077, 0);

    let place = folder.beside("place");
    fs::create_dir(&place).unwrap();
    let told = only_line(&export(&place));
    assert!(told.contains("is a folder; name a file in it"), "{told}");
    let left: Vec<_> =
        crate::support::files_below(&folder.beside("")).into_iter().map(|path| text(&path).to_owned()).collect();
    assert!(left.iter().all(|name| !name.contains(".partial")), "{left:?}");
}

#[test]
fn backups_that_are_made_in_the_same_second_do_not_disturb_each_other() {
    let folder = outlet();
    let (data, shelf) = (folder.data(), folder.beside("shelf"));
    fs::create_dir(&shelf).unwrap();
    let start = || {
        let mut command = outpost(&["backup", text(&shelf), "--data", text(&data)]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    for round in 1..=3 {
        let children: Vec<_> = (0..4).map(|_| start()).collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{output:?}");
        }
        let files = crate::support::files_below(&shelf);
        let count = |ending: &str| files.iter().filter(|file| text(file).ends_with(ending)).count();
        assert_eq!((count(".db"), count(".db.json"), files.len()), (4 * round, 4 * round, 8 * round), "{files:?}");
    }
    let backup = crate::support::files_below(&shelf)
        .into_iter()
        .find(|file| file.extension().is_some_and(|it| it == "db"))
        .unwrap();
    let restored = folder.beside("restored");
    assert!(run(&["restore", text(&backup), "--data", text(&restored)]).status.success());
    let named = only_line(&run(&["backup", text(&backup), "--data", text(&data)]));
    assert!(named.contains("is there already"), "{named}");
}

#[test]
fn every_probe_of_the_disk_writes_to_it() {
    let outlet = Outlet::demo();
    let log = outlet.folder.data().join("outpost.db-wal");
    let mut length = fs::metadata(&log).unwrap().len();
    for round in 1..=3 {
        assert_eq!(outlet.get("/readyz?probe=disk").status, 200);
        let now = fs::metadata(&log).unwrap().len();
        assert!(now > length, "probe {round} has written nothing");
        length = now;
    }
}
