//! What strangers cannot take at the door: its memory, its places, its log; and whose word counts for who they are.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use serde_json::json;

use crate::support::{Outlet, RECORDED_DAY, Start, exchange};

/// Time for somebody to be let in, on a busy machine.
const LIMIT: Duration = Duration::from_secs(30);
const FORM: &str = "Content-Type: application/x-www-form-urlencoded";

fn connect(outlet: &Outlet) -> TcpStream {
    let stream = TcpStream::connect(&outlet.address).unwrap();
    stream.set_read_timeout(Some(LIMIT)).unwrap();
    stream.set_write_timeout(Some(LIMIT)).unwrap();
    stream
}

fn status(stream: &mut TcpStream) -> String {
    let mut status = [0; 12];
    stream.read_exact(&mut status).unwrap();
    String::from_utf8(status.to_vec()).unwrap()
}

/// Sends the head of a body of `bytes` and all of it but the last byte.
fn all_but_one_byte(outlet: &Outlet, path: &str, bytes: usize) -> TcpStream {
    let mut stream = connect(outlet);
    let head = format!("POST {path} HTTP/1.1\r\nHost: a\r\n{FORM}\r\nContent-Length: {bytes}\r\n\r\n");
    // A door that has refused it meanwhile may hang up in the middle.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&vec![b'a'; bytes - 1]));
    stream
}

/// Kilobytes of memory that the server has in use, at most until now.
fn peak_memory(outlet: &Outlet) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", outlet.process())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

/// How many kilobytes 120 bodies of 1 MiB take, each but for its last byte, under a budget; the wait ends at `enough`, or when
/// all of them were answered. What the kernel still holds for a busy server is not the server's.
fn growth_under_half_sent_bodies(megabytes: &str, enough: u64) -> (u64, usize) {
    let outlet = Start::demo(RECORDED_DAY).set("server.body_memory_mb", megabytes).run();
    let before = peak_memory(&outlet);
    let half: Vec<_> = (0..120).map(|_| all_but_one_byte(&outlet, "/api/order/submit", 1 << 20)).collect();
    // An honest small call is answered beside them.
    assert_eq!(outlet.form("/uc/services/payment_gets", &[("terminaltype", "2")]).number(), 0);
    let step = Duration::from_millis(20);
    for _ in 0..LIMIT.as_millis() / step.as_millis() {
        if peak_memory(&outlet) - before >= enough {
            break;
        }
        std::thread::sleep(step);
    }
    let mut refused = 0;
    for mut stream in half {
        let _ = stream.write_all(b"a");
        let mut answer = [0; 12];
        refused += usize::from(stream.read_exact(&mut answer).is_ok() && &answer == b"HTTP/1.1 503");
    }
    (peak_memory(&outlet) - before, refused)
}

#[test]
fn bodies_that_are_never_finished_take_no_more_memory_than_the_budget() {
    // Beside the budget each connection has its own read buffer.
    let (grown, refused) = growth_under_half_sent_bodies("4", 0);
    assert!(grown < 60_000 && refused > 100, "{grown} kB, {refused} were refused");
    // The twin: with a budget for all of them they take what they send.
    let (grown, refused) = growth_under_half_sent_bodies("4096", 100_000);
    assert!(grown >= 100_000 && refused == 0, "{grown} kB, {refused} were refused");
}

#[test]
fn what_a_route_takes_is_known_before_the_body_comes() {
    let outlet = Outlet::demo();
    let ask = |path: &str, bytes: usize, more: &str| {
        let mut stream = connect(&outlet);
        let head =
            format!("POST {path} HTTP/1.1\r\nHost: a\r\n{more}Content-Length: {bytes}\r\nExpect: 100-continue\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        status(&mut stream)
    };
    assert_eq!(ask("/uc/services/payment_gets", 200_001, ""), "HTTP/1.1 413");
    assert_eq!(ask("/api/order/submit", 200_001, ""), "HTTP/1.1 100");
    assert_eq!(ask("/api/order/submit", (1 << 20) + 1, ""), "HTTP/1.1 413");
    let import = "/api/pages/admin/import?kind=prices&mode=check";
    assert_eq!(ask(import, 500_000, ""), "HTTP/1.1 401", "a stranger's file is not even looked at");
    let bearer = |session: &str| format!("Authorization: Bearer {session}\r\n");
    assert_eq!(ask(import, 500_000, &bearer(&outlet.traveller().sessionid)), "HTTP/1.1 403");
    assert_eq!(ask(import, 500_000, &bearer(&outlet.admin().sessionid)), "HTTP/1.1 100");
    // The service's own words for it, also where the body has no length and comes in pieces.
    let answer = outlet.form("/uc/services/payment_gets", &[("terminaltype", &"2".repeat(200_001))]);
    assert_eq!((answer.status, answer.number()), (413, 1100));
}

#[test]
fn an_imported_file_lies_on_the_disk_and_leaves_nothing_there() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let file = format!("id,level,name\n{}", "900000,1,注\n".repeat(20_000));
    let import =
        |target: &str, file: &str| admin.send("POST", &format!("/api/pages/admin/import?{target}"), "text/csv", file);
    let answer = import("kind=no-such&mode=check", &file);
    assert_eq!(answer.status, 400, "{}", answer.text());
    let names = "id,name\n1,行程取消\n";
    let answer = import("kind=refund-reasons&mode=check", names);
    assert_eq!(answer.status, 422, "{}", answer.text());
    let names = "id,reason\n1,行程取消\n";
    let answer = import("kind=refund-reasons&mode=check", names);
    assert_eq!((answer.status, &answer.json()["rows"]), (200, &json!(1)), "{}", answer.text());
    let left = crate::support::files_below(&outlet.folder.data());
    assert!(!left.iter().any(|file| file.to_string_lossy().contains("body-")), "{left:?}");
}

fn healthy(outlet: &Outlet) -> bool {
    let answer = exchange(&outlet.address, b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", LIMIT);
    String::from_utf8_lossy(&answer.unwrap_or_default()).contains("200 OK")
}

#[test]
fn silent_connections_give_their_places_up_to_whoever_asks_something() {
    // Nobody has the time to wait until the silent ones are hung up on.
    let outlet = Start::demo(RECORDED_DAY).set("server.connections", "16").set("server.header_seconds", "3600").run();
    let mut silent = Vec::new();
    for round in 0..10 {
        silent.extend((0..20).map(|_| connect(&outlet)));
        let mut slow = connect(&outlet);
        slow.write_all(b"GET /healthz HTTP/1.1\r\nHo").unwrap();
        silent.push(slow);
        assert!(healthy(&outlet), "round {round}");
    }
    // The twin: with places for all of them nobody is asked to leave.
    let roomy = Start::demo(RECORDED_DAY).set("server.connections", "64").set("server.header_seconds", "3600").run();
    let mut first = connect(&roomy);
    let _others: Vec<_> = (0..20).map(|_| connect(&roomy)).collect();
    assert!(healthy(&roomy));
    first.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    assert_eq!(status(&mut first), "HTTP/1.1 200");
    let mut gone = silent.remove(0);
    let _ = gone.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    assert!(gone.read_exact(&mut [0; 12]).is_err(), "the first silent one is gone");
}

#[test]
fn one_address_cannot_take_the_places_of_another() {
    let limited = Start::demo(RECORDED_DAY).set("server.connections", "16").set("server.header_seconds", "3600");
    let outlet = limited.set("server.address_connections", "4").run();
    let mut honest = connect(&outlet);
    honest.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    assert_eq!(status(&mut honest), "HTTP/1.1 200");
    let from_elsewhere: Vec<_> = (0..40).map(|_| from("127.0.0.9", &outlet)).collect();
    // A silent one that is let in late may still push the first try out.
    let served = (0..100).any(|_| {
        let (mut last, mut answer) = (from("127.0.0.9", &outlet), [0; 12]);
        let sent = last.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
        sent.and_then(|()| last.read_exact(&mut answer)).is_ok() && &answer == b"HTTP/1.1 200"
    });
    assert!(served, "its own silent connections make room");
    honest.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    let mut answers = Vec::new();
    while !answers.windows(12).any(|window| window == b"HTTP/1.1 200") {
        let mut chunk = [0; 512];
        let length = honest.read(&mut chunk).unwrap();
        assert!(length > 0, "the honest connection was cut");
        answers.extend_from_slice(&chunk[..length]);
    }
    drop(from_elsewhere);
}

/// A connection from another address of this machine.
fn from(address: &str, outlet: &Outlet) -> TcpStream {
    let stream = crate::support::connect_from(address, &outlet.address).unwrap();
    stream.set_read_timeout(Some(LIMIT)).unwrap();
    stream
}

/// A demonstration for 512 connections that may open so many files: the rest of a line that begins with `ulimit -n`.
fn demo_with_files(limits: &str, folder: &crate::support::Folder) -> std::process::Child {
    let script = format!(
        "ulimit -n {limits} && exec \"$0\" demo --listen 127.0.0.1:0 --data {} --set server.connections=512",
        folder.data().display()
    );
    Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_outpost")])
        .env_clear()
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap()
}

/// Kills it; what its log says.
fn killed(mut child: std::process::Child) -> String {
    child.kill().unwrap();
    let mut log = String::new();
    child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    child.wait().unwrap();
    log
}

#[test]
fn a_file_limit_below_the_settings_is_raised_or_told() {
    let start = |limits: &str| {
        let folder = crate::support::Folder::new();
        let mut child = demo_with_files(limits, &folder);
        let mut line = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.take().unwrap()), &mut line).unwrap();
        let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
        let soft = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap();
        let soft = soft.split_whitespace().next().unwrap().parse::<u64>().unwrap();
        let log = killed(child);
        (soft, log.contains("too few files may be open"))
    };
    assert_eq!(start("200"), (200, true), "both limits are too low");
    assert_eq!(start("4096 && ulimit -S -n 200"), (704, false), "the limit can be raised");
}

#[test]
fn connections_that_cannot_be_accepted_are_told_once_a_minute_and_keep_nobody_out() {
    let folder = crate::support::Folder::new();
    let mut child = demo_with_files("100", &folder);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let address = lines.find_map(|line| line.split("http://").nth(1).map(|rest| rest.trim_end_matches('/').to_owned()));
    let address = address.unwrap().split(['/', ' ', '"']).next().unwrap().to_owned();
    let begun = outpost::clock::Stopwatch::start();
    let silent: Vec<_> = (0..150).map(|_| TcpStream::connect(&address).unwrap()).collect();
    let mut honest = TcpStream::connect(&address).unwrap();
    honest.set_read_timeout(Some(LIMIT)).unwrap();
    honest.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    assert_eq!(status(&mut honest), "HTTP/1.1 200", "who is silent makes way");
    let minutes = usize::try_from(begun.elapsed().as_secs() / 60).unwrap();
    drop(silent);
    let log = killed(child);
    let told = log.matches("connections could not be accepted").count();
    assert!((1..=1 + minutes).contains(&told), "{told} lines: {log}");
    // The twin: it is a line of the log, and not of every failure, because the failures were many; `AcceptFailures` counts them.
    assert!(log.contains("failures=1"), "{log}");
}

/// Failed log-ins of everybody behind one proxy, and whether the limit of the proxy's own address was reached.
fn logs_in_after_failures_through_a_proxy(trusted: &str) -> bool {
    let limited = Start::demo(RECORDED_DAY).set("server.trusted_proxies", trusted);
    let outlet = limited.set("login.address_tries", "5").set("login.delay_seconds", "3600").run();
    let login = |client: &str, name: &str, password: &str| {
        let form = crate::support::encode(&[("username", name), ("password", password)]);
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("X-Forwarded-For", client)];
        outlet.call("POST", "/uc/services/login", &headers, form.as_bytes()).number()
    };
    for guess in 0..8 {
        assert_ne!(login(&format!("203.0.113.{guess}"), "nobody", "guess"), 0);
    }
    login("198.51.100.9", "traveller", "demo-traveller") == 0
}

#[test]
fn behind_a_trusted_proxy_everybody_is_counted_for_himself() {
    assert!(logs_in_after_failures_through_a_proxy("127.0.0.0/8"));
    // The twin: from an address that nobody trusts the header means nothing.
    assert!(!logs_in_after_failures_through_a_proxy("10.0.0.0/8"));
}
