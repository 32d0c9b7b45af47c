//! Five thousand malformed requests: none is answered by a server error, none hangs, and the store is as it was.
//!
//! [`generator`] makes the requests from a seed, so that a failure can be run again; [`dump`] writes the whole store down.

mod dump;
mod generator;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::support::{Answer, Folder, Outlet, RECORDED_DAY, Start, exchange};
use generator::{Generator, Malformed};

/// How many requests are made.
const REQUESTS: u64 = 5000;
/// The seed of the first; the next ones count on.
const SEED: u64 = 20_160_706;
/// Clients at the same time; most of them wait until the server hangs up on half a request.
const CLIENTS: usize = 48;
/// Time for each answer.
const DEADLINE: Duration = Duration::from_mins(1);

/// A demonstration with something in it: an order that is open, one that is being paid, a cart line, a voucher.
fn furnished() -> Arc<Folder> {
    let outlet = Outlet::demo();
    let traveller = outlet.traveller();
    traveller.order_card();
    let paying = traveller.order_minutes().to_string();
    traveller.call("order_paying", &[("orderid", &paying), ("payid", "2")]);
    traveller.call("cart_set", &[("productid", "1")]).result();
    outlet.stop()
}

/// What is wrong with an answer, if anything is.
fn complaint(answer: &std::io::Result<Vec<u8>>) -> Option<String> {
    let bytes = match answer {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return None,
        Err(error) => return Some(format!("no end of the connection: {error}")),
    };
    if bytes.is_empty() {
        return None; // what is no HTTP at all may be hung up on
    }
    let Some(answer) = Answer::parse(bytes) else { return Some("an answer that is no HTTP".to_owned()) };
    let server_error = answer.text_or_empty().contains("\"error_no\":500,");
    (answer.status >= 500 || server_error).then(|| format!("{} {}", answer.status, answer.text_or_empty()))
}

/// Sends all requests from several clients; what went wrong.
fn send_all(outlet: &Outlet, generator: &Generator) -> Vec<String> {
    let next = AtomicU64::new(0);
    let complaints = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= REQUESTS {
                        return;
                    }
                    let Malformed { what, bytes } = generator.request(SEED + index);
                    if let Some(complaint) = complaint(&exchange(&outlet.address, &bytes, DEADLINE)) {
                        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(600)]).into_owned();
                        complaints
                            .lock()
                            .unwrap()
                            .push(format!("seed {}, {what}: {complaint}\n{shown}\n", SEED + index));
                    }
                }
            });
        }
    });
    complaints.into_inner().unwrap()
}

#[test]
fn five_thousand_malformed_requests_change_nothing_and_break_nothing() {
    let folder = furnished();
    let before = dump::store(&folder.database());
    // Nobody waits long for half a request here; the defaults only take longer.
    let outlet = Start::demo(RECORDED_DAY).set("server.header_seconds", "1").set("server.body_seconds", "1").on(folder);
    let (traveller, admin) = (outlet.traveller(), outlet.admin());
    let orders = traveller.query("order_gets", "").result();
    let generator = Generator::new(&outpost::app::router().unwrap(), &outlet.address, &traveller, &admin);

    let complaints = send_all(&outlet, &generator);
    assert!(
        complaints.is_empty(),
        "{} complaints; the first: {}",
        complaints.len(),
        complaints[..complaints.len().min(5)].join("\n")
    );

    assert_eq!(outlet.get("/readyz").status, 200);
    let seen = traveller.query("order_gets", "").result();
    assert!(!outlet.log().contains("panicked"), "{}", outlet.log());
    let folder = outlet.stop();
    dump::compare(&before, &dump::store(&folder.database()));
    assert_eq!(seen, orders, "the session lives and sees what it saw");
}

/// The twin: the same requests without what is wrong with them do change the store, and the dump shows it.
#[test]
fn well_formed_requests_do_change_the_store() {
    let folder = furnished();
    let before = dump::store(&folder.database());
    let outlet = Start::demo(RECORDED_DAY).on(folder);
    let (traveller, admin) = (outlet.traveller(), outlet.admin());
    let generator = Generator::new(&outpost::app::router().unwrap(), &outlet.address, &traveller, &admin);
    let mut taken = 0;
    for bytes in generator.well_formed() {
        let answer = Answer::parse(&exchange(&outlet.address, &bytes, DEADLINE).unwrap()).unwrap();
        taken +=
            i32::from(answer.text_or_empty().contains("\"error_no\":0,") || answer.text_or_empty().contains("<form"));
    }
    assert!(taken >= 10, "{taken} of the recipes are taken when nothing is wrong with them");
    let folder = outlet.stop();
    assert_ne!(before, dump::store(&folder.database()));
}

/// Connections that say half a sentence and wait are hung up on, and others are served meanwhile.
#[test]
fn slow_clients_are_hung_up_on() {
    let outlet = Start::demo(RECORDED_DAY).set("server.header_seconds", "1").set("server.body_seconds", "1").run();
    let halves: [&[u8]; 4] = [
        b"",
        b"GET /healthz HT",
        b"GET /healthz HTTP/1.1\r\nHost: outlet\r\n",
        b"POST /uc/services/login HTTP/1.1\r\nHost: outlet\r\nContent-Length: 100\r\n\r\nusername=",
    ];
    let waiting: Vec<_> = (0..40)
        .map(|n| {
            let mut stream = TcpStream::connect(&outlet.address).unwrap();
            stream.set_read_timeout(Some(DEADLINE)).unwrap();
            stream.write_all(halves[n % halves.len()]).unwrap();
            stream
        })
        .collect();
    assert_eq!(outlet.get("/healthz").status, 200, "others are served");
    for mut stream in waiting {
        let mut answer = Vec::new();
        let ended = stream.read_to_end(&mut answer);
        assert!(ended.is_ok() || !answer.is_empty(), "still connected after {DEADLINE:?}");
        let status = Answer::parse(&answer).map_or(0, |answer| answer.status);
        assert!([0, 400, 408].contains(&status), "{status}");
    }
}
