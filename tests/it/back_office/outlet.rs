//! A demonstration outlet of the real binary in a folder of its own, killed and removed with this.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use serde_json::Value;

use crate::support::Folder;

pub struct Outlet {
    process: Child,
    address: String,
    pub folder: Arc<Folder>,
}

/// Somebody's session.
#[derive(Clone)]
pub struct Session {
    pub user: i64,
    pub id: String,
}

impl Outlet {
    /// Starts a demonstration at an instant of its clock.
    pub fn at(instant: &str) -> Self {
        Self::start(instant, Arc::new(Folder::new()))
    }

    /// Ends the outlet; its folder stays for [`Outlet::start`].
    pub fn stop(mut self) -> Arc<Folder> {
        let ended = Command::new("sh").arg("-c").arg(format!("kill -TERM {}", self.process.id())).status().unwrap();
        assert!(ended.success() && self.process.wait().unwrap().success());
        Arc::clone(&self.folder)
    }

    /// Starts a demonstration on a folder.
    pub fn start(instant: &str, folder: Arc<Folder>) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_outpost"))
            .args(["demo", "--listen", "127.0.0.1:0", "--at", instant, "--data"])
            .arg(folder.data())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap();
        let address = told["url"].as_str().unwrap().trim_start_matches("http://").to_owned();
        Self { process, address, folder }
    }

    /// Sends a request; the status and the body of its answer.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let mut text = format!(
            "{method} {path} HTTP/1.1\r\nHost: outlet.test\r\nConnection: close\r\nContent-Length: {}\r\n",
            body.len()
        );
        for (name, value) in headers {
            text = format!("{text}{name}: {value}\r\n");
        }
        stream.write_all(format!("{text}\r\n{body}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    /// Calls a service with JSON.
    pub fn call(&self, path: &str, fields: Value) -> Value {
        let headers = [("Content-Type", "application/json")];
        let (status, body) = self.send("POST", path, &headers, &fields.to_string());
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    /// Calls a service as somebody.
    pub fn call_as(&self, who: &Session, path: &str, fields: Value) -> Value {
        let mut all = fields;
        all["userid"] = who.user.into();
        all["sessionid"] = who.id.as_str().into();
        self.call(path, all)
    }

    /// The result of a call that must succeed.
    pub fn ok(&self, who: &Session, path: &str, fields: Value) -> Value {
        let mut answer = self.call_as(who, path, fields);
        assert_eq!(answer["error_no"], 0, "{path}: {answer}");
        answer["result"].take()
    }

    /// A page of the staff.
    pub fn page(&self, who: Option<&Session>, path: &str) -> (u16, String) {
        let bearer = who.map(|who| format!("Bearer {}", who.id));
        let headers: Vec<_> = bearer.iter().map(|text| ("Authorization", text.as_str())).collect();
        self.send("GET", path, &headers, "")
    }

    /// A page of the staff as JSON.
    pub fn page_json(&self, who: &Session, path: &str) -> Value {
        let (status, body) = self.page(Some(who), path);
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    /// Logs in.
    pub fn log_in(&self, name: &str, password: &str) -> Session {
        let fields = serde_json::json!({"username": name, "password": password});
        let answer = self.call("/uc/services/login", fields);
        assert_eq!(answer["error_no"], 0, "{answer}");
        Session::of(&answer)
    }
}

impl Session {
    /// The session that an answer tells of.
    pub fn of(answer: &Value) -> Self {
        Self { user: answer["userid"].as_i64().unwrap(), id: answer["sessionid"].as_str().unwrap().to_owned() }
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
