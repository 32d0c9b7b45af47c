//! The server as a service of the system: HTTPS, word to the service manager, sockets that it holds.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::support::{Folder, RECORDED_DAY, Start, exchange, has, outpost};

/// Time for an answer of a server that may have to start first.
const LIMIT: Duration = Duration::from_mins(1);

fn signal(name: &str, process: u32) {
    assert!(Command::new("sh").args(["-c", &format!("kill -{name} {process}")]).status().unwrap().success());
}

/// A self-signed certificate for 127.0.0.1 in the files `certificate.pem` and `key.pem` of the folder.
fn certify(folder: &Folder, common_name: &str) {
    let (key, certificate) = (folder.beside("key.pem"), folder.beside("certificate.pem"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
        .args(["-subj", &format!("/CN={common_name}"), "-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-keyout", key.to_str().unwrap(), "-out", certificate.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
}

/// What curl gets that trusts one certificate alone.
fn curl(url: &str, trusted: &Path) -> Option<String> {
    let output = Command::new("curl")
        .args(["-sS", "--max-time", "10", "--cacert", trusted.to_str().unwrap(), &format!("{url}/healthz")])
        .output()
        .unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

#[test]
fn https_is_spoken_with_the_certificate_and_a_new_one_is_read_at_a_hangup() {
    if !has("openssl") || !has("curl") {
        return;
    }
    let folder = Arc::new(Folder::new());
    certify(&folder, "first");
    let (certificate, key) = (folder.beside("certificate.pem"), folder.beside("key.pem"));
    let outlet = Start::demo(RECORDED_DAY)
        .set("server.tls_certificate", certificate.to_str().unwrap())
        .set("server.tls_key", key.to_str().unwrap())
        .on(Arc::clone(&folder));
    let url = outlet.first_line["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with("https://127.0.0.1:"), "{url}");
    let first = folder.beside("first.pem");
    std::fs::copy(&certificate, &first).unwrap();
    assert_eq!(curl(&url, &first).as_deref(), Some(r#"{"status":"ok"}"#));
    let plain = exchange(&url.replace("https://", ""), b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", LIMIT).unwrap();
    assert!(!String::from_utf8_lossy(&plain).contains("200 OK"), "plain HTTP is not answered");

    std::fs::write(&key, "no key").unwrap();
    signal("HUP", outlet.process());
    outlet.wait_for_log(|log| log.contains("the old certificate stays in effect").then_some(()));
    assert!(curl(&url, &first).is_some(), "a mistake in the files stops nobody");

    certify(&folder, "second");
    signal("HUP", outlet.process());
    outlet.wait_for_log(|log| log.contains("the certificate was read again").then_some(()));
    assert!(curl(&url, &certificate).is_some() && curl(&url, &first).is_none());
}

#[test]
fn providers_are_told_to_come_back_the_way_the_customer_came() {
    if !has("openssl") || !has("curl") {
        return;
    }
    let folder = Arc::new(Folder::new());
    certify(&folder, "outlet");
    let (certificate, key) = (folder.beside("certificate.pem"), folder.beside("key.pem"));
    let outlet = Start::demo(RECORDED_DAY)
        .set("server.tls_certificate", certificate.to_str().unwrap())
        .set("server.tls_key", key.to_str().unwrap())
        .on(Arc::clone(&folder));
    let url = outlet.first_line["url"].as_str().unwrap();
    let call = |name: &str, form: &str| {
        let target = format!("{url}/uc/services/{name}");
        let trusted = certificate.to_str().unwrap();
        let output = Command::new("curl").args(["-sS", "--cacert", trusted, "-d", form, &target]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let login: serde_json::Value =
        serde_json::from_str(&call("login", "username=traveller&password=demo-traveller")).unwrap();
    let page = call("credtrip_open", &format!("sessionid={}", login["sessionid"].as_str().unwrap()));
    assert!(page.contains(&format!("value=\"{url}/uc/services/credtrip/notify\"")), "{page}");
}

#[test]
fn a_certificate_without_its_key_is_told_at_the_start() {
    let folder = Folder::new();
    let data = folder.data();
    let output =
        crate::support::run(&["demo", "--data", data.to_str().unwrap(), "--set", "server.tls_certificate=/none"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("both server.tls_certificate and server.tls_key"));
}

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_service_manager_is_told_ready_alive_and_stopping() {
    let folder = Folder::new();
    let path = folder.beside("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut server = outpost(&["demo", "--listen", "127.0.0.1:0", "--data", folder.data().to_str().unwrap()]);
    server.env("NOTIFY_SOCKET", &path).env("WATCHDOG_USEC", "300000");
    let mut child = Killed(server.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let hear = || {
        let mut word = [0; 100];
        let length = socket.recv(&mut word).expect("word of the server");
        String::from_utf8(word[..length].to_vec()).unwrap()
    };
    assert_eq!(hear(), "READY=1");
    assert_eq!((hear(), hear(), hear()), ("WATCHDOG=1".into(), "WATCHDOG=1".into(), "WATCHDOG=1".into()));
    signal("TERM", child.0.id());
    let last = std::iter::repeat_with(hear).find(|word| word != "WATCHDOG=1");
    assert_eq!(last.as_deref(), Some("STOPPING=1"));
    assert_eq!(crate::support::wait(&mut child.0, LIMIT).and_then(|status| status.code()), Some(0));
}

#[test]
fn a_socket_of_the_service_manager_is_served() {
    if !has("systemd-socket-activate") {
        return;
    }
    let folder = Folder::new();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let address = format!("127.0.0.1:{port}");
    let activator = Command::new("systemd-socket-activate")
        .args(["-l", &address, env!("CARGO_BIN_EXE_outpost"), "demo", "--listen", "127.0.0.1:1", "--data"])
        .arg(folder.data())
        .stdout(Stdio::piped())
        .stderr(std::fs::File::create(folder.beside("log")).unwrap())
        .spawn()
        .unwrap();
    let mut activator = Killed(activator);
    // Nobody is there until the activator listens; the first connection starts the server, and waits for it.
    let request = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let answer = (0..600).find_map(|_| {
        thread::sleep(Duration::from_millis(50));
        exchange(&address, request, LIMIT).ok()
    });
    let answer = answer.expect("the activator listens");
    assert!(String::from_utf8_lossy(&answer).contains("200 OK"), "{answer:?}");
    let mut line = String::new();
    BufReader::new(activator.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains(&format!("http://{address}")), "{line}");
    let log = std::fs::read_to_string(folder.beside("log")).unwrap();
    assert!(log.contains("server.listen is ignored") && log.contains("127.0.0.1:1"), "{log}");
}
