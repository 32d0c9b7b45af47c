//! Whose the outlet's files are and who may open them, whoever has run the commands.
//!
//! Files can be given away by root alone, so most of this runs as root and is skipped, with a word, for others.

use std::fs;
use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use crate::support::{Folder, exchange, files_below, outpost, run};
use outpost::store::Loading;

/// The outlet's account, and somebody else; machines call the first one nobody and have no name for the second.
const OUTLET: u32 = 65534;
const STRANGER: u32 = 61234;

fn is_root() -> bool {
    let root = fs::metadata("/proc/self").unwrap().uid() == 0;
    if !root {
        eprintln!("SKIPPED: only root can give files away");
    }
    root
}

/// A folder that the outlet's account owns, as the package makes it.
fn outlet_s_folder() -> Folder {
    let folder = Folder::new();
    fs::create_dir(folder.data()).unwrap();
    fs::set_permissions(folder.data(), fs::Permissions::from_mode(0o700)).unwrap();
    chown(folder.data(), Some(OUTLET), Some(OUTLET)).unwrap();
    folder
}

/// The executable where every account may start it: it was built below somebody's home, which may be closed to others.
fn open_to_all(folder: &Folder) -> PathBuf {
    let copy = folder.beside("outpost");
    if !copy.exists() {
        fs::copy(env!("CARGO_BIN_EXE_outpost"), &copy).unwrap();
    }
    copy
}

/// A command on the folder as an account of the machine.
fn as_account(account: u32, folder: &Folder, words: &[&str]) -> Output {
    let mut command = Command::new(open_to_all(folder));
    command.args(words).arg("--data").arg(folder.data()).env_clear().uid(account).gid(account).output().unwrap()
}

fn as_root(folder: &Folder, words: &[&str]) {
    let output = outpost(words).arg("--data").arg(folder.data()).output().unwrap();
    assert!(output.status.success(), "{words:?}: {output:?}");
}

fn refused(output: &Output) -> String {
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{output:?}");
    let error = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(error.lines().count(), 1, "{error}");
    error
}

/// Every file and folder in the data folder belongs to the outlet, which alone may open it.
fn all_is_the_outlet_s_own(folder: &Folder, after: &str) {
    let folders = [folder.data(), folder.data().join("backups")].into_iter().filter(|it| it.exists());
    for path in files_below(&folder.data()).into_iter().chain(folders) {
        let data = fs::metadata(&path).unwrap();
        let rights = if data.is_dir() { 0o700 } else { 0o600 };
        let found = (data.uid(), data.gid(), data.mode() & 0o777);
        assert_eq!(found, (OUTLET, OUTLET, rights), "{} after {after}", path.display());
    }
}

#[test]
fn what_root_makes_in_the_outlet_s_folder_is_the_outlet_s() {
    if !is_root() {
        return;
    }
    let folder = outlet_s_folder();
    as_root(&folder, &["init"]);
    all_is_the_outlet_s_own(&folder, "init");
    as_root(&folder, &["user", "add", "desk"]);
    let csv = folder.beside("stores.csv");
    fs::write(&csv, "id,name\n1,Gate\n").unwrap();
    as_root(&folder, &["import", "stores", csv.to_str().unwrap()]);
    let (backups, whole) = (folder.data().join("backups"), folder.beside("whole.jsonl"));
    fs::create_dir(&backups).unwrap();
    fs::set_permissions(&backups, fs::Permissions::from_mode(0o700)).unwrap();
    chown(&backups, Some(OUTLET), Some(OUTLET)).unwrap();
    as_root(&folder, &["backup", backups.to_str().unwrap()]);
    as_root(&folder, &["export", "all", whole.to_str().unwrap()]);
    let backup = files_below(&backups).into_iter().find(|file| file.extension().unwrap() == "db").unwrap();
    as_root(&folder, &["restore", backup.to_str().unwrap()]);
    all_is_the_outlet_s_own(&folder, "restore");
    let listed = as_account(OUTLET, &folder, &["user", "list"]);
    assert!(String::from_utf8_lossy(&listed.stdout).contains("desk"), "{listed:?}");
    assert!(as_account(OUTLET, &folder, &["user", "disable", "desk"]).status.success(), "the outlet can write it all");

    let moved = outlet_s_folder();
    as_root(&moved, &["import", "all", whole.to_str().unwrap()]);
    all_is_the_outlet_s_own(&moved, "import all");
    // In a folder of root's own everything stays root's.
    let own = Folder::new();
    as_root(&own, &["init"]);
    assert_eq!(fs::metadata(own.data().join("outpost.db")).unwrap().uid(), 0);
}

#[test]
fn a_file_that_the_outlet_cannot_write_is_named_with_the_command_that_mends_it() {
    if !is_root() {
        return;
    }
    let folder = outlet_s_folder();
    as_root(&folder, &["init"]);
    let serve = &["serve", "--listen", "127.0.0.1:0"];
    for name in ["outpost.db", "outpost.key", "outpost.lock"] {
        let file = folder.data().join(name);
        chown(&file, Some(0), Some(0)).unwrap();
        let told = refused(&as_account(OUTLET, &folder, serve));
        let named = format!("{} cannot be written, because it belongs to root; run `", file.display());
        assert!(told.contains(&named), "{told}");
        let report = outpost(&["check", "--data"]).arg(folder.data()).output().unwrap();
        assert!(String::from_utf8_lossy(&report.stdout).contains("WRONG  owners"), "{report:?}");
        // What stands between the marks is what root types.
        let mend = told.split('`').nth(1).unwrap();
        assert!(Command::new("sh").args(["-c", mend]).status().unwrap().success(), "{mend}");
        assert!(as_account(OUTLET, &folder, &["user", "enable", "admin"]).status.success(), "{mend}");
    }
}

#[test]
fn who_may_not_look_into_the_outlet_is_told_as_whom_to_ask() {
    if !is_root() {
        return;
    }
    let folder = outlet_s_folder();
    as_root(&folder, &["init"]);
    let owner = Command::new("id").args(["-un", &OUTLET.to_string()]).output().unwrap();
    let owner = String::from_utf8(owner.stdout).unwrap().trim().to_owned();
    let backup = folder.beside("copy.db");
    for words in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["check"],
        &["user", "list"],
        &["user", "enable", "admin"],
        &["export", "stores"],
        &["import", "stores", "/dev/null"],
        &["import", "all", "/dev/null"],
        &["backup", backup.to_str().unwrap()],
        &["restore", "/dev/null"],
        &["init"],
    ] {
        let told = refused(&as_account(STRANGER, &folder, words));
        let command = format!("runuser -u {owner} -- {} {}", open_to_all(&folder).display(), words.join(" "));
        assert!(told.contains("Permission denied") && told.contains(&command), "{told}");
        assert!(!told.contains("There is no"), "{told}");
    }
}

#[test]
fn settings_that_everybody_may_read_are_wrong() {
    let folder = Folder::new();
    as_root(&folder, &["init"]);
    let settings = folder.beside("outpost.toml");
    fs::write(&settings, "[outlet]\nname = \"Gate 7\"\n").unwrap();
    for (rights, is_wrong) in [(0o644, true), (0o642, true), (0o640, false), (0o600, false)] {
        fs::set_permissions(&settings, fs::Permissions::from_mode(rights)).unwrap();
        let report =
            outpost(&["check", "--config", settings.to_str().unwrap(), "--data"]).arg(folder.data()).output().unwrap();
        let text = String::from_utf8(report.stdout).unwrap();
        assert_eq!(text.contains("WRONG  settings file"), is_wrong, "{rights:o}: {text}");
        assert_eq!(text.contains("chmod 640"), is_wrong, "{rights:o}: {text}");
        assert_eq!(report.status.code(), Some(i32::from(is_wrong)), "{rights:o}: {text}");
    }
}

/// A command with a mask of the rights that new files do not get.
fn masked(mask: &str, words: &[&str]) -> Output {
    let line = format!("umask {mask}; exec \"$0\" \"$@\"");
    Command::new("sh").args(["-c", &line, env!("CARGO_BIN_EXE_outpost")]).args(words).env_clear().output().unwrap()
}

fn unmasked(words: &[&str]) -> Output {
    masked("000", words)
}

#[test]
fn a_umask_takes_nothing_away_from_the_owner() {
    for mask in ["000", "022", "177", "777"] {
        let folder = Folder::new();
        let data = folder.data().join("within");
        let (place, copy) = (data.to_str().unwrap(), folder.beside("copy.db"));
        for words in [
            &["init", "--data", place][..],
            &["user", "add", "desk", "--data", place],
            &["backup", copy.to_str().unwrap(), "--data", place],
        ] {
            let output = masked(mask, words);
            assert!(output.status.success(), "{mask} {words:?}: {output:?}");
        }
        let rights = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
        assert_eq!([rights(&folder.data()), rights(&data)], [0o700; 2], "{mask}");
        for path in files_below(&data).into_iter().chain([copy, folder.beside("copy.db.json")]) {
            assert_eq!(rights(&path), 0o600, "{mask}: {}", path.display());
        }
    }
}

#[test]
fn whatever_the_umask_a_migration_and_a_backup_are_the_owner_s_alone() {
    let folder = Folder::new();
    let (data, file) = (folder.data(), folder.data().join("outpost.db"));
    fs::create_dir(&data).unwrap();
    Loading::begin(&file, 5).unwrap().finish().unwrap();
    // As an earlier program left it.
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let place = data.to_str().unwrap();
    assert!(unmasked(&["user", "enable", "nobody", "--data", place]).status.code() == Some(1), "there is nobody");
    let copy = folder.beside("copy.db");
    assert!(unmasked(&["backup", copy.to_str().unwrap(), "--data", place]).status.success());
    let rights = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!(rights(&data.join("backups")), 0o700);
    let kept = data.join("backups").join(format!("before-schema-{}.db", outpost::store::schema_version()));
    assert!(kept.exists(), "the old database is kept");
    for path in files_below(&data).into_iter().chain([copy.clone(), folder.beside("copy.db.json")]) {
        assert_eq!(rights(&path), 0o600, "{}", path.display());
    }
}

#[test]
fn who_waits_at_the_socket_of_an_outlet_that_does_not_open_is_turned_away() {
    let folder = Folder::new();
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap().to_string();
    let waiting: Vec<_> = (0..3)
        .map(|_| {
            let address = address.clone();
            std::thread::spawn(move || {
                let request = b"GET / HTTP/1.1\r\nHost: outlet\r\n\r\n";
                exchange(&address, request, Duration::from_secs(20)).unwrap()
            })
        })
        .collect();
    std::thread::sleep(Duration::from_millis(300));
    // As the service manager hands its socket over: as the third file, with the process's number.
    let line = "exec 3<&0; LISTEN_FDS=1 LISTEN_PID=$$ exec \"$0\" serve --data \"$1\"";
    let refusing = Command::new("sh")
        .args(["-c", line, env!("CARGO_BIN_EXE_outpost")])
        .arg(folder.data().join("not/there"))
        .stdin(Stdio::from(OwnedFd::from(socket)))
        .output()
        .unwrap();
    assert_eq!(refusing.status.code(), Some(1), "{refusing:?}");
    for one in waiting {
        let answer = String::from_utf8(one.join().unwrap()).unwrap();
        assert!(answer.starts_with("HTTP/1.1 503 ") && answer.contains("The outlet does not open"), "{answer:?}");
    }
}

#[test]
fn the_unit_does_not_start_an_outlet_again_that_refuses_to_open() {
    let unit = include_str!("../../packaging/systemd/outpost.service");
    let refused = run(&["serve", "--data", "/no/such/folder"]);
    let code = refused.status.code().unwrap();
    let listed = unit.lines().find_map(|line| line.strip_prefix("RestartPreventExitStatus=")).unwrap();
    assert!(listed.split(' ').any(|listed| listed == code.to_string()), "{listed}");
}
