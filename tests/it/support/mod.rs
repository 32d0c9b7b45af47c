//! The harness of the black-box tests: the real executable on a free port, and people who talk to it.
//!
//! [`Folder`] is a data folder, [`Outlet`] a running server on one, [`Visitor`] somebody who is logged in. A server is killed
//! and its folder removed when the test drops them. Everything waits with a deadline, so a test fails and never hangs.

#![allow(dead_code, unused_imports, unreachable_pub, reason = "each test file uses its own part of the harness")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]
#![allow(clippy::missing_panics_doc, reason = "every function here panics when the test has failed")]

pub mod desk;
mod form;
mod http;
mod layout;
pub mod notices;
mod skips;
pub mod trades;
mod visitor;

pub use form::HtmlForm;
pub use http::{Answer, WATCHED, connect_from, encode, exchange, try_call};
pub use layout::laid_out;
pub use skips::{has, skip};
pub use visitor::Visitor;

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use outpost::clock::Stopwatch;
use outpost::store::{DATABASE_FILE, OpenMode, Store, StoreOptions};
use serde_json::Value;

/// The moment at which most recorded exchanges of the storefront work.
pub const RECORDED_DAY: &str = "2016-07-06 14:44:34";
/// Time for a start; a busy machine compiles beside us.
const START_LIMIT: Duration = Duration::from_mins(1);
/// Time for an end after SIGTERM.
const STOP_LIMIT: Duration = Duration::from_secs(30);

/// A data folder of its own, removed at the end.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty folder.
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("outpost-test-{}-{number}", outpost::random::Ids::fresh().uuid()));
        std::fs::create_dir_all(&path).expect("a folder for the test");
        Self(path)
    }

    /// The data folder itself; nothing has made it yet.
    pub fn data(&self) -> PathBuf {
        self.0.join("data")
    }

    /// A place beside the data folder.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The database, for a look from outside; the server should be stopped for anything but reading.
    pub fn database(&self) -> rusqlite::Connection {
        Self::open(&self.data().join(DATABASE_FILE)).expect("the database")
    }

    /// A database that lies elsewhere: a copy, a backup, one that a test makes.
    pub fn open(file: &Path) -> rusqlite::Result<rusqlite::Connection> {
        rusqlite::Connection::open(file)
    }

    /// A database to read only: looking leaves no file beside it.
    pub fn look_into(file: &Path) -> rusqlite::Connection {
        rusqlite::Connection::open_with_flags(file, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).expect("a database")
    }

    /// The store of a stopped outlet.
    pub fn store(&self) -> Store {
        Store::open(&self.data(), OpenMode::Existing, &StoreOptions::default()).expect("the store")
    }

    /// Changes the database of a stopped outlet behind its back; how many rows.
    pub fn change(&self, statement: &str) -> usize {
        self.database().execute(statement, []).expect(statement)
    }

    /// `outpost check` finds nothing in the folder of a stopped server.
    pub fn check(&self) {
        let report = run(&["check", "--data", self.data().to_str().expect("a path")]);
        assert!(report.status.success(), "{}", String::from_utf8_lossy(&report.stdout));
    }

    /// The one number that a statement answers.
    pub fn count(&self, statement: &str) -> i64 {
        self.database().query_row(statement, [], |row| row.get(0)).expect(statement)
    }
}

impl Default for Folder {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The executable with arguments, without the settings of whoever runs the tests.
pub fn outpost<S: AsRef<std::ffi::OsStr>>(arguments: &[S]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outpost"));
    command.args(arguments).env_clear();
    command
}

/// Runs a command that ends by itself.
pub fn run<S: AsRef<std::ffi::OsStr>>(arguments: &[S]) -> Output {
    outpost(arguments).output().expect("the executable runs")
}

/// How to start a server.
pub struct Start {
    command: &'static str,
    arguments: Vec<String>,
    environment: Vec<(&'static str, String)>,
    /// Where its log goes instead of to the test.
    log: Option<File>,
}

impl Start {
    /// `outpost demo` with the clock started at an instant.
    pub fn demo(at: &str) -> Self {
        Self { command: "demo", arguments: vec!["--at".to_owned(), at.to_owned()], environment: Vec::new(), log: None }
    }

    /// `outpost serve` on a folder that `outpost init` has made.
    pub fn serve() -> Self {
        Self { command: "serve", arguments: Vec::new(), environment: Vec::new(), log: None }
    }

    /// One setting.
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.arguments.extend(["--set".to_owned(), format!("{name}={value}")]);
        self
    }

    /// A file with settings.
    #[must_use]
    pub fn config(mut self, file: &Path) -> Self {
        self.arguments.extend(["--config".to_owned(), file.display().to_string()]);
        self
    }

    /// A variable of the environment.
    #[must_use]
    pub fn environment(mut self, name: &'static str, value: &str) -> Self {
        self.environment.push((name, value.to_owned()));
        self
    }

    /// Its log goes to a file.
    #[must_use]
    pub fn log_to(mut self, file: File) -> Self {
        self.log = Some(file);
        self
    }

    /// Starts the server in a fresh folder.
    pub fn run(self) -> Outlet {
        self.on(Arc::new(Folder::new()))
    }

    /// Starts the server on a folder.
    pub fn on(self, folder: Arc<Folder>) -> Outlet {
        let data = folder.data();
        let mut child = outpost(&[self.command, "--listen", "127.0.0.1:0", "--data"])
            .arg(&data)
            .args(&self.arguments)
            .envs(self.environment)
            .stdout(Stdio::piped())
            .stderr(self.log.map_or_else(Stdio::piped, Stdio::from))
            .spawn()
            .expect("the executable starts");
        let log = child.stderr.take().map(collect).unwrap_or_default();
        let lines = read_lines(child.stdout.take().expect("standard output"));
        let Ok(first_line) = lines.recv_timeout(START_LIMIT) else {
            let _ = child.kill();
            panic!("the server does not listen; its log: {}", log.lock().unwrap());
        };
        let first_line: Value = serde_json::from_str(&first_line).expect("the first line is JSON");
        let address = first_line["url"].as_str().expect("a URL").trim_start_matches("http://").to_owned();
        Outlet { child, address, first_line, log, folder }
    }
}

/// A running server.
pub struct Outlet {
    child: Child,
    /// Address and port.
    pub address: String,
    /// The first line of standard output.
    pub first_line: Value,
    log: Arc<Mutex<String>>,
    /// Where its data lies.
    pub folder: Arc<Folder>,
}

impl Outlet {
    /// A demonstration in a fresh folder, on the day of the recorded exchanges.
    pub fn demo() -> Self {
        Self::demo_at(RECORDED_DAY)
    }

    /// A demonstration in a fresh folder, with the clock started at an instant.
    pub fn demo_at(at: &str) -> Self {
        Start::demo(at).run()
    }

    /// `GET target`.
    pub fn get(&self, target: &str) -> Answer {
        http::call(&self.address, "GET", target, &[], b"")
    }

    /// Any request.
    pub fn call(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        http::call(&self.address, method, target, headers, body)
    }

    /// `POST target` with an encoded form.
    pub fn form(&self, target: &str, fields: &[(&str, &str)]) -> Answer {
        self.raw_form(target, &encode(fields))
    }

    /// `POST target` with a form as it stands, the way `curl -d` sends it.
    pub fn raw_form(&self, target: &str, form: &str) -> Answer {
        self.call("POST", target, &[("Content-Type", "application/x-www-form-urlencoded")], form.as_bytes())
    }

    /// `POST target` with an encoded form from another address of this machine.
    pub fn form_from(&self, own: &str, target: &str, fields: &[(&str, &str)]) -> Answer {
        let mut stream = connect_from(own, &self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        let (form, kind) = (encode(fields), "application/x-www-form-urlencoded");
        let head = format!("POST {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: {kind}\r\n");
        let request = format!("{head}Content-Length: {}\r\n\r\n{form}", form.len());
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        Answer::parse(&bytes).unwrap()
    }

    /// `POST target` with a JSON body.
    pub fn json(&self, target: &str, body: &Value) -> Answer {
        self.call("POST", target, &[("Content-Type", "application/json; charset=utf8")], body.to_string().as_bytes())
    }

    /// Whatever comes back for these bytes until the server closes the connection.
    pub fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        exchange(&self.address, bytes, Duration::from_secs(20)).expect("an end of the connection")
    }

    /// Logs in at the shop.
    pub fn login(&self, username: &str, password: &str) -> Visitor {
        Visitor::login(&self.address, "/uc/services/login", username, password)
    }

    /// The customer of most recorded exchanges.
    pub fn traveller(&self) -> Visitor {
        self.login("traveller", "demo-traveller")
    }

    /// Another customer.
    pub fn companion(&self) -> Visitor {
        self.login("companion", "demo-companion")
    }

    /// The administrator.
    pub fn admin(&self) -> Visitor {
        self.login("admin", "demo-admin")
    }

    /// Asks for a check code and reads it from the outlet's log, as the staff does; its id and its six digits.
    pub fn check_code(&self, phone: &str) -> (String, String) {
        let seen = self.log().len();
        let id = self.form("/uc/services/checkcode_get", &[("phone", phone)]).result()["checkid"].to_string();
        let code = self.wait_for_log(|log| {
            let line = log[seen..].lines().find(|line| line.contains("check code") && line.contains(phone))?;
            let digits = line.split("code=").nth(1)?.split_whitespace().next()?;
            (digits.len() == 6).then(|| digits.to_owned())
        });
        assert!(code.bytes().all(|digit| digit.is_ascii_digit()), "{code}");
        (id, code)
    }

    /// What the server has logged so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Waits until the log has something to say; a minute at most.
    pub fn wait_for_log<T>(&self, find: impl Fn(&str) -> Option<T>) -> T {
        let watch = Stopwatch::start();
        while watch.elapsed() < Duration::from_mins(1) {
            if let Some(found) = find(&self.log()) {
                return found;
            }
            thread::sleep(Duration::from_millis(20));
        }
        panic!("the log does not say it: {}", self.log());
    }

    /// The process id.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Kills the server as a power cut would (SIGKILL); the folder stays.
    pub fn kill(mut self) -> Arc<Folder> {
        self.child.kill().expect("the server was running");
        self.child.wait().expect("the server is gone");
        Arc::clone(&self.folder)
    }

    /// Asks the server to end (SIGTERM): it must end with exit code 0; the folder stays.
    pub fn stop(mut self) -> Arc<Folder> {
        terminate(&self.child);
        let status = wait(&mut self.child, STOP_LIMIT).unwrap_or_else(|| panic!("still running: {}", self.log()));
        assert_eq!(status.code(), Some(0), "the log: {}", self.log());
        Arc::clone(&self.folder)
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits for the end of a process, but not for ever.
pub fn wait(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let watch = Stopwatch::start();
    while watch.elapsed() < limit {
        if let Some(status) = child.try_wait().expect("a child of ours") {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(10));
    }
    None
}

/// Sends SIGTERM. The shell knows how; the standard library does not.
pub fn terminate(child: &Child) {
    let sent = Command::new("sh").arg("-c").arg(format!("kill -TERM {}", child.id())).status();
    assert!(sent.expect("a shell").success(), "the server was not running");
}

fn read_lines(out: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            // Nobody may be listening any more; the pipe is emptied all the same.
            let _ = sender.send(line);
        }
    });
    lines
}

fn collect(mut err: impl Read + Send + 'static) -> Arc<Mutex<String>> {
    let log = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&log);
    thread::spawn(move || {
        let mut chunk = [0_u8; 4096];
        while let Ok(length @ 1..) = err.read(&mut chunk) {
            kept.lock().unwrap().push_str(&String::from_utf8_lossy(&chunk[..length]));
        }
    });
    log
}

/// All files below a folder, for tests of the house itself.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
