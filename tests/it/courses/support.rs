//! The real binary in a folder of its own, and a plain HTTP client; both gone when the test is.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

pub use crate::support::Folder;

/// A running demonstration; killed with this.
pub struct Outlet {
    child: Child,
    address: String,
}

impl Outlet {
    /// A demonstration whose clock starts at a local time, in a folder that lives on, with settings.
    pub fn start(folder: &Path, at: &str, settings: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_outpost"));
        command.args(["demo", "--listen", "127.0.0.1:0", "--at", at, "--data"]).arg(folder);
        for setting in settings {
            command.args(["--set", setting]);
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let event: Value = serde_json::from_str(&line).unwrap();
        let address = event["url"].as_str().unwrap().trim_start_matches("http://").to_owned();
        Self { child, address }
    }

    /// Sends the head of a request and reads its answer.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
        let headers: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{}\r\n", headers.concat());
        self.exchange(&head)
    }

    /// Sends a request and reads its answer.
    pub fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let headers: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let text = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{}Content-Length: {}\r\n\r\n{body}",
            self.address,
            headers.concat(),
            body.len()
        );
        self.exchange(&text)
    }

    fn exchange(&self, text: &str) -> Reply {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head[9..12].parse().unwrap();
        Reply { status, head: head.to_owned(), body: body.to_owned() }
    }

    /// Posts a form without credentials.
    pub fn form(&self, path: &str, form: &str) -> Reply {
        self.call("POST", path, &[("Content-Type", "application/x-www-form-urlencoded")], form)
    }

    /// The session id of a shop login.
    pub fn session(&self, name: &str, password: &str) -> Value {
        self.form("/uc/services/login", &format!("username={name}&password={password}")).json()
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// Status and code of an error.
    pub fn fault(&self) -> (u16, i64) {
        (self.status, self.json()["code"].as_i64().unwrap_or(0))
    }
}

/// A caller of the course API.
pub struct Caller<'o> {
    pub outlet: &'o Outlet,
    pub authorization: String,
}

impl<'o> Caller<'o> {
    /// With a token of a type.
    pub fn with_token(outlet: &'o Outlet, account: &str, secret: &str, kind: i64) -> Self {
        let reply = token(outlet, account, secret, kind);
        assert_eq!(reply.status, 201, "{reply:?}");
        Self { outlet, authorization: format!("Bearer {}", reply.json()["token"].as_str().unwrap()) }
    }

    pub fn student(outlet: &'o Outlet) -> Self {
        Self::with_token(outlet, "13800138002", "demo-student", 200)
    }

    pub fn companion(outlet: &'o Outlet) -> Self {
        Self::with_token(outlet, "13800138008", "demo-companion", 200)
    }

    pub fn clerk(outlet: &'o Outlet) -> Self {
        Self::with_token(outlet, "clerk", "demo-clerk", 300)
    }

    pub fn get(&self, path: &str) -> Reply {
        self.outlet.call("GET", path, &[("Authorization", &self.authorization)], "")
    }

    pub fn post(&self, path: &str, body: &Value) -> Reply {
        self.post_text(path, &body.to_string())
    }

    pub fn post_text(&self, path: &str, body: &str) -> Reply {
        let headers = [("Authorization", self.authorization.as_str()), ("Content-Type", "application/json")];
        self.outlet.call("POST", path, &headers, body)
    }

    /// A new order for course 60 and offer 5.
    pub fn order(&self, num: i64) -> Value {
        let wish = serde_json::json!({"mobile": "13800138002", "courses_id": 60, "rebate_id": 5, "num": num});
        let reply = self.post("/order/create", &wish);
        assert_eq!(reply.status, 201, "{reply:?}");
        reply.json()
    }

    /// The form that the sandbox's paying button sends for an order.
    pub fn payment_form(&self, order: i64) -> String {
        let state = self.get(&format!("/pay/create/pay/{order}/1")).json();
        let url = state["pay_url"].as_str().unwrap_or_else(|| panic!("{state}"));
        format!("{}&choice=pay", url.split_once('?').unwrap().1)
    }

    /// Order id and voucher ids of a new paid order.
    pub fn bought(&self, num: i64) -> (i64, Vec<i64>) {
        let order = self.order(num)["id"].as_i64().unwrap();
        let paid = self.outlet.form("/sandbox/pay", &self.payment_form(order));
        assert_eq!(paid.status, 200, "{paid:?}");
        let mut ids = self.voucher_ids();
        ids.sort_unstable();
        (order, ids)
    }

    pub fn voucher_ids(&self) -> Vec<i64> {
        let list = self.get("/user/72/rebate/0?per_page=100").json();
        list["data"].as_array().unwrap().iter().map(|row| row["user_rebate_id"].as_i64().unwrap()).collect()
    }

    pub fn code(&self, voucher: i64) -> String {
        let detail = self.get(&format!("/user/rebate/{voucher}/detail")).json();
        detail["promo_code"].as_str().unwrap().to_owned()
    }
}

/// Asks for a token.
pub fn token(outlet: &Outlet, account: &str, secret: &str, kind: i64) -> Reply {
    let body = serde_json::json!({"account": account, "secret": secret, "type": kind, "device": "test"});
    outlet.call("POST", "/token", &[("Content-Type", "application/json")], &body.to_string())
}

/// Runs `work` in so many threads at once.
pub fn at_once<T: Send>(threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let work = &work;
        let running: Vec<_> = (0..threads).map(|number| scope.spawn(move || work(number))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}
