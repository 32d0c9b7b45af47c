//! The door: what becomes of clients that hang half out of it, never listen, or ask before they send.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::Command;
use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use crate::support::{Outlet, RECORDED_DAY, Start, exchange};

/// A large file that costs the server nothing to make.
const LARGE: &str = "/images/shop/category-roaming.png";
/// Time for somebody to be let in, on a busy machine.
const LIMIT: Duration = Duration::from_secs(30);
/// Requests whose answers together fit into no socket's buffers.
const REQUESTS: usize = 600;
/// Connections that the tests' door lets in at a time.
const PLACES: usize = 8;
/// Time after which the door gives up on a client, in the tests.
const PATIENCE: Duration = Duration::from_secs(1);

fn connect(outlet: &Outlet) -> TcpStream {
    let stream = TcpStream::connect(&outlet.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// All that still comes until the end of the connection, and how often it begins an answer.
fn answers(stream: &mut TcpStream) -> usize {
    let (mut text, mut chunk) = (Vec::new(), vec![0_u8; 1 << 16]);
    while let Ok(length @ 1..) = stream.read(&mut chunk) {
        text.extend_from_slice(&chunk[..length]);
    }
    text.windows(12).filter(|window| window == b"HTTP/1.1 200").count()
}

#[test]
fn a_client_that_has_said_all_and_hung_up_its_half_is_answered() {
    let outlet = Outlet::demo();
    let mut stream = connect(&outlet);
    let asked = b"POST /uc/services/payment_gets HTTP/1.1\r\nHost: a\r\nContent-Length: 14\r\n\r\nterminaltype=2";
    stream.write_all(&asked.repeat(3)).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(answers(&mut stream), 3);
}

#[test]
fn who_was_let_in_as_the_stop_came_is_answered() {
    let outlet = Outlet::demo();
    let mut stream = connect(&outlet);
    // Connections are let in one after another: when this one is answered, the one before it is inside.
    assert_eq!(outlet.get("/healthz").status, 200);
    let process = outlet.process().to_string();
    assert!(Command::new("kill").args(["-TERM", &process]).status().unwrap().success());
    thread::sleep(Duration::from_millis(200));
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    assert_eq!(answers(&mut stream), 1);
}

/// Asks for more than fits into the buffers, waits, and then reads: the answers that came.
fn read_after(outlet: &Outlet, wait: impl FnOnce()) -> usize {
    let mut stream = connect(outlet);
    let request = |end: &str| format!("GET {LARGE} HTTP/1.1\r\nHost: a\r\n{end}\r\n");
    stream.write_all(request("").repeat(REQUESTS - 1).as_bytes()).unwrap();
    stream.write_all(request("Connection: close\r\n").as_bytes()).unwrap();
    wait();
    answers(&mut stream)
}

#[test]
fn clients_that_never_read_lose_their_places_and_one_that_does_hears_everything() {
    let limited = Start::demo(RECORDED_DAY).set("server.connections", &PLACES.to_string());
    let outlet = limited.set("server.body_seconds", &PATIENCE.as_secs().to_string()).run();
    // The deaf clients hold their ends until somebody else was let in.
    let (asked, let_in) = (Barrier::new(PLACES + 1), Barrier::new(PLACES + 1));
    let deaf_until_then = || {
        asked.wait();
        let_in.wait();
    };
    thread::scope(|scope| {
        let deaf: Vec<_> = (0..PLACES).map(|_| scope.spawn(|| read_after(&outlet, deaf_until_then))).collect();
        asked.wait();
        thread::sleep(PATIENCE / 2);
        let answer = exchange(&outlet.address, b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", LIMIT);
        let_in.wait();
        assert!(String::from_utf8_lossy(&answer.unwrap_or_default()).contains("200 OK"), "nobody was let in");
        // Whoever had to go heard no more than was in the buffers; those who may read again in time hear it all.
        let heard: Vec<_> = deaf.into_iter().map(|client| client.join().unwrap()).collect();
        assert!(heard.iter().any(|answers| (1..REQUESTS).contains(answers)), "{heard:?}");
    });
    assert_eq!(read_after(&outlet, || ()), REQUESTS);
}

#[test]
fn a_body_that_is_too_large_is_refused_before_it_is_sent() {
    let outlet = Outlet::demo();
    let ask = |bytes: usize| {
        let head = format!("POST /uc/services/payment_gets HTTP/1.1\r\nHost: a\r\nContent-Length: {bytes}\r\n");
        let mut stream = connect(&outlet);
        stream.write_all(format!("{head}Expect: 100-continue\r\n\r\n").as_bytes()).unwrap();
        let mut status = [0; 12];
        stream.read_exact(&mut status).unwrap();
        String::from_utf8(status.to_vec()).unwrap()
    };
    assert_eq!(ask(200_001), "HTTP/1.1 413");
    assert_eq!(ask(200_000), "HTTP/1.1 100");
}

#[test]
fn a_method_that_a_path_does_not_know_is_told_those_that_it_knows() {
    let outlet = Outlet::demo();
    for (method, path, known) in [("POST", "/healthz", "GET, HEAD"), ("OPTIONS", "/metrics", "GET, HEAD")] {
        let answer = outlet.call(method, path, &[], b"");
        assert_eq!((answer.status, answer.header("allow")), (405, Some(known)), "{method} {path}");
    }
}

/// The status line of the answer to a request as it stands.
fn status_of(outlet: &Outlet, request: &str) -> String {
    let mut stream = connect(outlet);
    stream.write_all(request.as_bytes()).unwrap();
    let mut status = [0; 12];
    stream.read_exact(&mut status).unwrap();
    String::from_utf8(status.to_vec()).unwrap()
}

#[test]
fn a_request_names_one_host_and_no_other() {
    let outlet = Outlet::demo();
    for (request, status) in [
        ("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 200"),
        ("GET /healthz HTTP/1.1\r\n\r\n", "HTTP/1.1 400"),
        ("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "HTTP/1.1 400"),
        ("GET /healthz HTTP/1.0\r\n\r\n", "HTTP/1.0 200"),
        ("GET /healthz HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", "HTTP/1.0 400"),
        ("GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n", "HTTP/1.1 400"),
        ("GET /healthz HTTP/1.1\r\nHost: a:port\r\n\r\n", "HTTP/1.1 400"),
        ("GET /healthz HTTP/1.1\r\nHost: user@a\r\n\r\n", "HTTP/1.1 400"),
        ("GET /healthz HTTP/1.1\r\nHost: [::1\r\n\r\n", "HTTP/1.1 400"),
        ("GET /healthz HTTP/1.1\r\nHost: [::1]:8050\r\n\r\n", "HTTP/1.1 200"),
        ("GET /healthz HTTP/1.1\r\nHost: shop_1.example:8050\r\n\r\n", "HTTP/1.1 200"),
    ] {
        assert_eq!(status_of(&outlet, request), status, "{request}");
    }
}

#[test]
fn headers_that_are_together_too_large_are_refused_even_in_one_piece() {
    let outlet = Outlet::demo();
    let ask = |headers: usize| {
        let lines = format!("X-A: {}\r\n", "a".repeat(993)).repeat(headers);
        status_of(&outlet, &format!("GET /healthz HTTP/1.1\r\nHost: a\r\n{lines}\r\n"))
    };
    assert_eq!(ask(64), "HTTP/1.1 200");
    for headers in [66, 70, 90] {
        assert_eq!(ask(headers), "HTTP/1.1 431", "{headers} kB");
    }
}
