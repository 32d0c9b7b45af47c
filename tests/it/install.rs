//! How an outlet comes onto a machine: units, package, removal.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use crate::support::{Folder, exchange, files_below, has, run, skip};

fn packaging() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging")
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_rehearsal_prints_every_unit_and_command_and_writes_nothing() {
    let text = said(&run(&["install", "--dry-run", "--kiosk"]));
    for part in [
        "# copy this executable to /usr/local/bin/outpost",
        "# write /etc/systemd/system/outpost.service",
        "ExecStart=/usr/local/bin/outpost serve --data /var/lib/outpost",
        "# write /etc/outpost/outpost.toml if it is not there",
        "# run: systemd-sysusers /etc/sysusers.d/outpost.conf",
        "# run: systemd-tmpfiles --create /etc/tmpfiles.d/outpost.conf",
        "# run: systemctl enable --now outpost-kiosk.service",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!Path::new("/etc/systemd/system/outpost.service").exists());
}

#[test]
fn an_image_gets_the_files_and_keeps_its_settings_when_they_are_written_again() {
    let folder = Folder::new();
    let root = folder.beside("image");
    said(&run(&["install", "--root", root.to_str().unwrap()]));
    let settings = root.join("etc/outpost/outpost.toml");
    assert!(root.join("usr/local/bin/outpost").exists() && root.join("etc/systemd/system/outpost.socket").exists());
    fs::write(&settings, "[outlet]\nname = \"Gate 7\"\n").unwrap();
    said(&run(&["install", "--root", root.to_str().unwrap()]));
    assert_eq!(fs::read_to_string(&settings).unwrap(), "[outlet]\nname = \"Gate 7\"\n");
    assert_eq!(files_below(&root).len(), 9);
    // Merchants' keys are put into it; the machine's first start gives it to the group of the outlet's account.
    assert_eq!(fs::metadata(&settings).unwrap().permissions().mode() & 0o777, 0o640);
    let rights = fs::read_to_string(root.join("etc/tmpfiles.d/outpost.conf")).unwrap();
    assert!(rights.contains("z /etc/outpost/outpost.toml 0640 root outpost"), "{rights}");
}

#[test]
fn an_image_is_as_it_was_when_the_installation_is_taken_back() {
    let folder = Folder::new();
    let root = folder.beside("image");
    let root_text = root.to_str().unwrap().to_owned();
    let uninstall = |more: &[&str]| said(&run(&[&["uninstall", "--root", &root_text], more].concat()));
    said(&run(&["install", "--root", &root_text]));
    let data = root.join("var/lib/outpost");
    fs::create_dir_all(&data).unwrap();
    fs::write(data.join("outpost.db"), "orders").unwrap();
    let installed = files_below(&root);

    let plan = uninstall(&["--dry-run", "--purge"]);
    assert_eq!(files_below(&root), installed, "a rehearsal removes nothing");
    for path in installed.iter().filter(|path| !path.starts_with(&data) && !path.ends_with("outpost.toml")) {
        assert!(plan.contains(&format!("# remove {}\n", path.display())), "{} in {plan}", path.display());
    }
    assert!(plan.contains(&format!("# remove {}\n", data.display())), "{plan}");

    assert!(uninstall(&[]).contains("data stay in /var/lib/outpost"));
    let left = [root.join("etc/outpost/outpost.toml"), data.join("outpost.db")];
    assert_eq!(files_below(&root), left, "settings and orders stay");
    assert!(uninstall(&[]).contains("There is nothing of `outpost install` here."), "a second run does no harm");
    uninstall(&["--purge"]);
    assert_eq!(files_below(&root), Vec::<PathBuf>::new(), "with --purge nothing stays");
}

#[test]
fn what_came_as_a_package_is_left_to_the_package_manager() {
    let folder = Folder::new();
    let root = folder.beside("image");
    let unit = root.join("lib/systemd/system/outpost.service");
    fs::create_dir_all(unit.parent().unwrap()).unwrap();
    fs::create_dir_all(root.join("var/lib/outpost")).unwrap();
    fs::write(&unit, "").unwrap();
    let refused = run(&["uninstall", "--purge", "--root", root.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("`apt-get remove outpost`"), "{refused:?}");
    assert!(root.join("var/lib/outpost").exists(), "nothing was touched");
}

#[test]
fn the_settings_of_the_package_are_valid() {
    let settings = packaging().join("outpost.toml");
    outpost::config::Config::load(Some(&settings), &[]).unwrap();
}

#[test]
fn the_units_are_valid_and_expose_next_to_nothing() {
    if !has("systemd-analyze") {
        return;
    }
    let folder = Folder::new();
    let units = folder.beside("units");
    fs::create_dir(&units).unwrap();
    for unit in files_below(&packaging().join("systemd")) {
        // The executables need not be on this machine for the units to be right.
        let text = fs::read_to_string(&unit).unwrap();
        let text =
            text.replace("/usr/bin/outpost", "/bin/true").replace("ExecStart=/usr/bin/cage", "ExecStart=/bin/true");
        fs::write(units.join(unit.file_name().unwrap()), text).unwrap();
    }
    let all: Vec<String> = files_below(&units).iter().map(|unit| unit.to_str().unwrap().to_owned()).collect();
    let verified = Command::new("systemd-analyze").arg("verify").args(&all).output().unwrap();
    assert!(verified.status.success() && verified.stderr.is_empty(), "{}", String::from_utf8_lossy(&verified.stderr));
    for name in ["outpost.service", "outpost-backup.service"] {
        let looked = Command::new("systemd-analyze")
            .args(["security", "--offline=true", "--threshold=15"])
            .arg(units.join(name))
            .output()
            .unwrap();
        assert!(looked.status.success(), "{}", String::from_utf8_lossy(&looked.stdout));
    }
}

/// A root folder with a Debian that nothing was installed on, from `OUTPOST_DEBIAN_ROOT` (made with
/// `debootstrap --variant=minbase`), copied for this test; nothing when there is none or we are not root.
fn clean_debian(folder: &Folder) -> Option<PathBuf> {
    let base = std::env::var("OUTPOST_DEBIAN_ROOT").unwrap_or_else(|_| "/var/cache/outpost-debian-root".to_owned());
    if !Path::new(&base).join("usr/bin/dpkg").exists() {
        skip(&format!("{base} is no Debian; make one with `packaging/tests/debian-root {base}`"));
        return None;
    }
    let root = folder.beside("debian");
    let copied = Command::new("cp").args(["-a", &base]).arg(&root).status().unwrap();
    if !copied.success() {
        skip(&format!("{base} cannot be copied; run the test as root"));
        return None;
    }
    Some(root)
}

fn inside(root: &Path, line: &str) -> Output {
    Command::new("chroot")
        .arg(root)
        .args(["/bin/sh", "-c", line])
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .output()
        .unwrap()
}

#[test]
fn the_package_installs_on_a_clean_debian_serves_and_leaves_the_data_when_it_is_removed() {
    if !has("dpkg-deb") || !has("chroot") {
        return;
    }
    let folder = Folder::new();
    let Some(root) = clean_debian(&folder) else { return };
    let build = packaging().join("deb/build");
    said(
        &Command::new(build)
            .arg(env!("CARGO_BIN_EXE_outpost"))
            .arg(root.join("tmp"))
            .env("OUTPOST_COMPRESSION", "none")
            .output()
            .unwrap(),
    );
    let installed = said(&inside(&root, "dpkg -i /tmp/outpost_*.deb"));
    assert!(installed.contains("outpost init --data /var/lib/outpost"), "{installed}");
    the_documents_are_whole(&root.join("usr/share/doc/outpost"));
    // The account that the package made owns the data folder and nobody else may enter it.
    assert_eq!(said(&inside(&root, "stat -c '%U %a' /var/lib/outpost")).trim(), "outpost 700");
    let settings = "stat -c '%U %G %a' /etc/outpost/outpost.toml";
    assert_eq!(said(&inside(&root, settings)).trim(), "root outpost 640", "merchants' keys stand in it");
    let as_outlet =
        |line: &str| inside(&root, &format!("setpriv --reuid outpost --regid outpost --clear-groups {line}"));
    said(&as_outlet("outpost init --data /var/lib/outpost --config /etc/outpost/outpost.toml"));
    serve_once(&root);
    said(&inside(&root, "dpkg --purge outpost"));
    assert!(!root.join("usr/bin/outpost").exists() && !root.join("etc/outpost/outpost.toml").exists());
    assert!(root.join("var/lib/outpost/outpost.db").exists(), "the data stay");
}

/// Every document that the package's README leads to is in the package, and the licences name every kind of thing in the program.
fn the_documents_are_whole(folder: &Path) {
    let readme = fs::read_to_string(folder.join("README.md")).unwrap();
    let links: Vec<&str> = readme.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()).collect();
    assert!(links.contains(&"docs/handbook/clerk.en.md") && links.contains(&"docs/printing.md"), "{links:?}");
    for link in links.iter().filter(|link| !link.is_empty()) {
        assert!(folder.join(link).exists(), "the package lacks {link}");
    }
    let licences = Command::new("gzip").arg("-dc").arg(folder.join("third-party-licences.gz")).output().unwrap();
    let licences = said(&licences);
    for part in ["rusqlite ", "tokio ", "ring ", "SQLite", "GNU C library", "Preact", "Permission is hereby granted"] {
        assert!(licences.contains(part), "the licences do not name {part}");
    }
    assert!(fs::read_to_string(folder.join("copyright")).unwrap().contains("Apache License"));
}

/// Starts the installed server as its account and asks it.
fn serve_once(root: &Path) {
    let log = root.join("tmp/listening");
    let line = "setpriv --reuid outpost --regid outpost --clear-groups outpost serve --data /var/lib/outpost \
        --config /etc/outpost/outpost.toml --listen 127.0.0.1:0 > /tmp/listening 2> /tmp/log < /dev/null & echo $!";
    let process = said(&inside(root, line)).trim().to_owned();
    let address = (0..1200).find_map(|_| {
        std::thread::sleep(Duration::from_millis(50));
        let text = fs::read_to_string(&log).ok()?;
        let line: serde_json::Value = serde_json::from_str(text.lines().next()?).ok()?;
        Some(line["url"].as_str()?.trim_start_matches("http://").to_owned())
    });
    let address = address.expect("the installed server listens");
    let request = b"GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let answer = exchange(&address, request, Duration::from_mins(1)).unwrap();
    assert!(String::from_utf8_lossy(&answer).starts_with("HTTP/1.1 200"), "{answer:?}");
    assert!(Command::new("kill").arg(&process).status().unwrap().success());
    let gone = |_| {
        std::thread::sleep(Duration::from_millis(50));
        !Path::new("/proc").join(&process).exists()
    };
    assert!((0..1200).any(gone), "the server ends when it is told to");
}
