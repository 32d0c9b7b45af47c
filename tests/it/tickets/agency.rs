//! An agency's own address for callbacks, as a program on this machine: it keeps what it is told and answers what it likes.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use outpost::clock::Stopwatch;
use serde_json::Value;

use super::agent::{Agent, digest};

/// Time for the calls that a test waits for; the outlet looks every second, a machine with other work takes longer.
const LIMIT: Duration = Duration::from_secs(40);

/// A call as it came.
#[derive(Clone, Debug)]
pub struct Told {
    pub method: String,
    pub target: String,
    pub content_type: Option<String>,
    /// `parm` and `sign`, decoded.
    pub parm: String,
    pub sign: String,
}

impl Told {
    /// The event, whose signature is looked at with the agency's key.
    pub fn event(&self, agent: &Agent) -> Value {
        assert_eq!(self.sign, digest(&format!("{}{}", self.parm, agent.key)), "the signature of {}", self.parm);
        serde_json::from_str(&self.parm).unwrap_or_else(|_| panic!("no JSON: {}", self.parm))
    }
}

pub struct Agency {
    pub url: String,
    told: Arc<Mutex<Vec<Told>>>,
}

type Answers = Arc<Mutex<dyn FnMut(&Told) -> String + Send>>;

impl Agency {
    /// Answers each call with a status line and body that `answer` makes, for as long as the test runs.
    pub fn answering(answer: impl FnMut(&Told) -> (u16, &'static str) + Send + 'static) -> Self {
        let mut answer = answer;
        let whole = move |told: &Told| {
            let (status, body) = answer(told);
            format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nLocation: /elsewhere\r\n\r\n{body}", body.len())
        };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/replay", listener.local_addr().unwrap());
        let told = Arc::new(Mutex::new(Vec::new()));
        let (kept, answers): (_, Answers) = (Arc::clone(&told), Arc::new(Mutex::new(whole)));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, answers) = (Arc::clone(&kept), Arc::clone(&answers));
                thread::spawn(move || serve(stream, &kept, &answers));
            }
        });
        Self { url, told }
    }

    /// Answers `success`.
    pub fn new() -> Self {
        Self::answering(|_| (200, "success"))
    }

    pub fn told(&self) -> Vec<Told> {
        self.told.lock().unwrap().clone()
    }

    /// Waits until it was called so often.
    pub fn wait_for(&self, count: usize) -> Vec<Told> {
        let watch = Stopwatch::start();
        loop {
            let told = self.told();
            if told.len() >= count {
                return told;
            }
            assert!(watch.elapsed() < LIMIT, "{} calls instead of {count}: {told:?}", told.len());
            thread::sleep(Duration::from_millis(50));
        }
    }
}

fn serve(mut stream: TcpStream, kept: &Mutex<Vec<Told>>, answers: &Mutex<dyn FnMut(&Told) -> String + Send>) {
    let Some(told) = read(&mut stream) else { return };
    kept.lock().unwrap().push(told.clone());
    let answer = answers.lock().unwrap()(&told);
    let _ = stream.write_all(answer.as_bytes());
}

fn read(stream: &mut TcpStream) -> Option<Told> {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        let count = stream.read(&mut part).ok()?;
        bytes.extend_from_slice(&part[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let head_end = text.find("\r\n\r\n");
        if let Some(end) = head_end {
            let (head, body) = (&text[..end], &text[end + 4..]);
            let header = |name: &str| {
                head.lines().find_map(|line| {
                    let (known, value) = line.split_once(':')?;
                    known.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
                })
            };
            let length = header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
            if body.len() >= length {
                return Some(told(head.lines().next()?, body, header("content-type")));
            }
        }
        if count == 0 {
            return None;
        }
    }
}

fn told(first: &str, body: &str, content_type: Option<String>) -> Told {
    let mut words = first.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let fields = if method == "GET" { target.split_once('?').map_or("", |(_, query)| query) } else { body };
    let field = |name: &str| {
        let mut pairs = fields.split('&').filter_map(|pair| pair.split_once('='));
        let value = pairs.find(|(known, _)| *known == name).map_or("", |(_, value)| value);
        percent_encoding::percent_decode_str(value).decode_utf8().unwrap().into_owned()
    };
    let (parm, sign) = (field("parm"), field("sign"));
    Told { method: method.to_owned(), target: target.to_owned(), content_type, parm, sign }
}
