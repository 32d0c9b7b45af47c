//! Wear of time: a clock that was ahead, a reader that has stopped, little memory.

use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::Arc;

use crate::support::{Folder, Outlet, RECORDED_DAY, Start, outpost, run};

/// An outlet that served when the clock was twenty years ahead: somebody is logged in, and an order holds all cards.
fn ahead() -> Arc<Folder> {
    let outlet = Outlet::demo_at("2036-07-06 14:44:34");
    let buyer = outlet.traveller();
    let taken = buyer.call("order_submit", &[("productid", "1"), ("quantity", "20")]);
    assert_eq!(taken.number(), 0, "{}", taken.text());
    outlet.kill()
}

fn held(folder: &Folder) -> i64 {
    100 - folder.count("select stock from products where id = 1")
}

#[test]
fn sessions_codes_and_holds_of_a_clock_that_was_ahead_end_when_it_is_put_right() {
    let folder = ahead();
    assert_eq!(held(&folder), 20);
    let sessions = "select count(*) from sessions";
    assert!(folder.count(sessions) > 0);
    let told = String::from_utf8(run(&["check", "--data", folder.data().to_str().unwrap()]).stdout).unwrap();
    assert!(told.contains("note   clock:") && told.contains("a clock was ahead"), "{told}");
    let outlet = Start::demo(RECORDED_DAY).on(Arc::clone(&folder));
    assert!(outlet.log().contains("the clock was ahead"), "{}", outlet.log());
    assert_eq!((folder.count(sessions), held(&folder)), (0, 0));
    outlet.stop();
    // The twin: where the clock only goes on, the same session and the same hold are as they were.
    let folder = ahead();
    let outlet = Start::demo("2036-07-06 14:45:00").on(Arc::clone(&folder));
    assert!(!outlet.log().contains("the clock was ahead"));
    assert!(folder.count(sessions) > 0 && held(&folder) == 20);
    outlet.stop();
}

#[test]
fn an_export_that_nobody_reads_gives_up_and_lets_the_log_go() {
    let outlet = Outlet::demo();
    let data = outlet.folder.data();
    let start = |patience: &str| {
        outpost(&["export", "all", "-", "--patience", patience, "--data", data.to_str().unwrap()])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    // The pipe is full after 64 KiB; this end of it stays open and reads nothing.
    let mut stuck = start("1");
    let kept = stuck.stdout.take().unwrap();
    let status = crate::support::wait(&mut stuck, std::time::Duration::from_mins(1)).expect("it gives up");
    let mut told = String::new();
    stuck.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert!(status.code() == Some(1) && told.contains("nobody has read on for 1 seconds"), "{told}");
    drop(kept);
    // The twin: whoever reads slowly gets it all, for as long as something moves.
    let mut slow = start("60");
    let mut out = slow.stdout.take().unwrap();
    let mut first = [0; 1000];
    out.read_exact(&mut first).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    let mut rest = Vec::new();
    out.read_to_end(&mut rest).unwrap();
    assert!(slow.wait().unwrap().success() && rest.ends_with(b"\"}\n") && rest.len() > 100_000);
}

#[test]
fn a_stopped_folder_is_well_though_another_program_has_the_port() {
    let folder = Outlet::demo().stop();
    let check = |listen: &str| {
        let output = outpost(&["check", "--data", folder.data().to_str().unwrap()])
            .env("OUTPOST_SERVER_LISTEN", listen)
            .output()
            .unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    };
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = other.local_addr().unwrap().to_string();
    let (well, told) = check(&taken);
    assert!(well && told.contains(&format!("note   port: another program listens on {taken}")), "{told}");
    drop(other);
    // The twin: an address that this machine does not have is a wrong setting, and stays one.
    let (well, told) = check("192.0.2.1:8080");
    assert!(!well && told.contains("WRONG  port:"), "{told}");
}

/// The limit is of the address space; how much the program needs differs from machine to machine, so many limits are tried.
#[test]
fn too_little_memory_is_called_so_and_never_damage() {
    let folder = Outlet::demo().stop();
    let data = folder.data();
    let check = |kilobytes: u32| {
        let line =
            format!("ulimit -v {kilobytes}; exec {} check --data {}", env!("CARGO_BIN_EXE_outpost"), data.display());
        let output = Command::new("sh").args(["-c", &line]).env_clear().output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.success(), text(&output.stdout) + &text(&output.stderr))
    };
    let mut failed = 0;
    for kilobytes in (4_000..120_000).step_by(4_000) {
        let (well, told) = check(kilobytes);
        failed += u32::from(!well);
        assert!(!told.contains("damaged") && !told.contains("restore a backup"), "{kilobytes} kB: {told}");
    }
    assert!(failed > 0, "some of the limits are too low for the program");
    // The twin: what is damaged is called so.
    let file = data.join("outpost.db");
    let mut bytes = fs::read(&file).unwrap();
    for page in bytes.chunks_mut(4096).skip(3) {
        page[..200].fill(0x5a);
    }
    fs::write(&file, bytes).unwrap();
    let (well, told) = check(4_000_000);
    assert!(!well && told.contains("restore a backup"), "{told}");
}
