//! A running demonstration for the lease tests: the real executable in a folder of its own, killed and removed at the end.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

pub use crate::support::Folder;

/// The moment at which most of these tests play.
pub const START: &str = "2022-06-01 10:00:00";

/// A running server.
pub struct Outlet {
    child: Child,
    address: String,
    folder: Arc<Folder>,
}

impl Drop for Outlet {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer as it came.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{} {}", self.status, self.text))
    }
}

impl Outlet {
    /// A fresh demonstration.
    pub fn demo() -> Self {
        Self::on(Arc::new(Folder::new()), START)
    }

    /// A demonstration on a folder, its clock started at an instant.
    pub fn on(folder: Arc<Folder>, at: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_outpost"))
            .args(["demo", "--listen", "127.0.0.1:0", "--at", at, "--data"])
            .arg(folder.data())
            .env_clear()
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let line: Value = serde_json::from_str(&line).expect("the listening line");
        let address = line["url"].as_str().unwrap().trim_start_matches("http://").to_owned();
        Self { child, address, folder }
    }

    /// Stops the server; the folder stays for a look or another start.
    pub fn stop(mut self) -> Arc<Folder> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").arg(&id).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
        Arc::clone(&self.folder)
    }

    /// Posts a body.
    pub fn post(&self, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let host = &self.address;
        let mut head = format!("POST {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
        for (name, value) in headers {
            head.extend([*name, ": ", *value, "\r\n"]);
        }
        head.extend(["Content-Length: ", &body.len().to_string(), "\r\n\r\n"]);
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text}"));
        let status = head.strip_prefix("HTTP/1.1 ").and_then(|rest| rest[..3].parse().ok()).unwrap();
        Answer { status, text: body.to_owned() }
    }

    /// Sends a request as it stands; the answer's head and body.
    pub fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    }

    /// Gets a page with a session.
    pub fn get(&self, target: &str, session: &str) -> Value {
        let host = &self.address;
        let head = format!(
            "GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nAuthorization: Bearer {session}\r\n\r\n"
        );
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        serde_json::from_str(text.split_once("\r\n\r\n").unwrap().1).unwrap_or_else(|_| panic!("{text}"))
    }

    /// Posts fields as a form.
    pub fn form(&self, target: &str, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let kind = [("Content-Type", "application/x-www-form-urlencoded")];
        self.post(target, &[&kind, headers].concat(), body.as_bytes())
    }
}

/// A partner's program with its app key.
#[derive(Clone)]
pub struct Partner<'o> {
    pub outlet: &'o Outlet,
    pub key: String,
}

impl<'o> Partner<'o> {
    /// Account 3716.
    pub fn demo(outlet: &'o Outlet) -> Self {
        Self { outlet, key: "demo-appkey".to_owned() }
    }

    /// Calls an operation.
    pub fn call(&self, name: &str, fields: &[(&str, &str)]) -> Value {
        self.call_once(name, fields, &[])
    }

    /// Calls an operation with headers.
    pub fn call_once(&self, name: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Value {
        let fields = [&[("appkey", self.key.as_str())], fields].concat();
        let answer = self.outlet.form(&format!("/api/open/{name}"), headers, &fields);
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    /// The number of an order that must be made.
    pub fn ordered(&self, name: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.call(name, fields);
        assert_eq!(answer["ret"], 0, "{answer}");
        answer["ret_data"]["order_id"].as_str().unwrap().to_owned()
    }

    /// The rows of a list.
    pub fn rows(&self, name: &str, fields: &[(&str, &str)]) -> Vec<Value> {
        let answer = self.call(name, &[&[("limit", "100")], fields].concat());
        assert_eq!(answer["ret"], 0, "{answer}");
        answer["ret_data"]["data"].as_array().unwrap().clone()
    }

    /// The rows of the addresses that were opened here: the demonstration's own two leave no order.
    pub fn opened(&self, name: &str) -> Vec<Value> {
        self.rows(name, &[]).into_iter().filter(|row| row["order_id"] != "").collect()
    }

    /// The addresses held of a kind.
    pub fn addresses(&self, name: &str) -> Vec<String> {
        self.rows(name, &[]).iter().map(|row| row["eip"].as_str().unwrap().to_owned()).collect()
    }
}

/// Somebody of the staff, or a customer who tries.
pub struct Visitor<'o> {
    outlet: &'o Outlet,
    session: String,
    userid: String,
}

impl<'o> Visitor<'o> {
    pub fn log_in(outlet: &'o Outlet, name: &str, password: &str) -> Self {
        let answer = outlet.form("/uc/services/login", &[], &[("username", name), ("password", password)]).json();
        assert_eq!(answer["error_no"], 0, "{answer}");
        let session = answer["sessionid"].as_str().unwrap().to_owned();
        Self { outlet, session, userid: answer["userid"].to_string() }
    }

    /// Calls a service of the back office.
    pub fn call(&self, name: &str, fields: &[(&str, &str)]) -> Value {
        let who = [("userid", self.userid.as_str()), ("sessionid", self.session.as_str())];
        self.outlet.form(&format!("/om/services/{name}"), &[], &[&who, fields].concat()).json()
    }

    /// A page of the staff as JSON.
    pub fn page(&self, path: &str) -> Value {
        self.outlet.get(path, &self.session)
    }

    /// The result of a service that must succeed.
    pub fn result(&self, name: &str, fields: &[(&str, &str)]) -> Value {
        let answer = self.call(name, fields);
        assert_eq!(answer["error_no"], 0, "{name}: {answer}");
        answer["result"].clone()
    }
}
