//! A small HTTP client on the standard library: one connection for each request, and a deadline for each.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use outpost::clock::Stopwatch;
use serde_json::Value;

/// Time for an answer.
const ANSWER_LIMIT: Duration = Duration::from_mins(1);

/// An answer as it came.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// Reads an answer out of all that a connection has said; `None` for what is no HTTP.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
        Some(Self { status, headers, body: bytes[end + 4..].to_vec() })
    }

    /// Whether the body is as long as the server said; a power cut may come in the middle of one.
    pub fn is_whole(&self) -> bool {
        let length = self.header("content-length").map_or(Ok(0), str::parse);
        length == Ok(self.body.len())
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    /// The body as text; empty when it is none.
    pub fn text_or_empty(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_default()
    }

    /// The body as JSON; numbers keep their digits.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {} {:?}", self.status, self.text()))
    }

    /// `error_no` of a service's answer.
    pub fn number(&self) -> i64 {
        self.json()["error_no"].as_i64().unwrap_or_else(|| panic!("no error_no: {}", self.text()))
    }

    /// `result` of a service's answer, which must be a success.
    pub fn result(&self) -> Value {
        assert_eq!((self.status, self.number()), (200, 0), "{}", self.text());
        self.json()["result"].clone()
    }
}

/// Asks a build with assertions to hold a call against the API's document.
pub const WATCHED: (&str, &str) = ("X-Contract", "1");

/// Sends a request and reads the answer; a `Host` and a `Content-Length` are added. Every call of every test is held against the
/// API's document on the way: what is read or answered and is not told there fails the test that came upon it, unless it asked
/// to be [`WATCHED`] and looks for itself.
pub(super) fn call(address: &str, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let looks_itself = headers.contains(&WATCHED);
    let watched = if looks_itself { headers.to_vec() } else { [headers, &[WATCHED]].concat() };
    let answer = try_call(address, method, target, &watched, body);
    let answer = answer.unwrap_or_else(|error| panic!("{method} {target}: {error}"));
    let answer = answer.unwrap_or_else(|| panic!("{method} {target}: no HTTP came back"));
    if let (false, Some(untold)) = (looks_itself, answer.header("x-untold")) {
        panic!("{method} {target}: the API's document does not tell of this: {untold}");
    }
    answer
}

/// As [`call`]; nothing when what came back is no whole answer.
///
/// # Errors
/// When there is no connection, or no end of it in time.
pub fn try_call(
    address: &str,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<Option<Answer>> {
    let lines: Vec<_> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let (lines, length) = (lines.concat(), body.len());
    let head = format!("Host: {address}\r\nConnection: close\r\n{lines}Content-Length: {length}\r\n\r\n");
    let bytes = [format!("{method} {target} HTTP/1.1\r\n").as_bytes(), head.as_bytes(), body].concat();
    let answer = Answer::parse(&exchange(address, &bytes, ANSWER_LIMIT)?);
    Ok(answer.filter(|answer| method == "HEAD" || answer.is_whole()))
}

/// Sends bytes and reads until the server closes the connection.
///
/// # Errors
/// When there is no connection, or no end of it within the limit.
pub fn exchange(address: &str, bytes: &[u8], limit: Duration) -> io::Result<Vec<u8>> {
    let watch = Stopwatch::start();
    let mut stream = TcpStream::connect(address)?;
    stream.set_write_timeout(Some(limit))?;
    stream.set_nodelay(true)?;
    // A server may answer and close before it has read everything; what it said still counts.
    let sent = stream.write_all(bytes);
    let mut answer = Vec::new();
    let mut chunk = [0_u8; 16 * 1024];
    loop {
        let left = limit.checked_sub(watch.elapsed()).filter(|left| !left.is_zero());
        stream.set_read_timeout(Some(left.ok_or(io::ErrorKind::TimedOut)?))?;
        match stream.read(&mut chunk) {
            Ok(0) => break,
            Ok(length) => answer.extend_from_slice(&chunk[..length]),
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => break,
            // Somebody has stopped this process and let it go on.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    if answer.is_empty() {
        sent?;
    }
    Ok(answer)
}

/// Fields as a form or query.
pub fn encode(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// A connection to `address` from another address of this machine, such as `127.0.0.9`.
///
/// # Errors
/// As the system says.
pub fn connect_from(own: &str, address: &str) -> io::Result<TcpStream> {
    let invalid = |_| io::Error::from(io::ErrorKind::InvalidInput);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let connected = runtime.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4()?;
        socket.bind(std::net::SocketAddr::new(own.parse().map_err(invalid)?, 0))?;
        socket.connect(address.parse().map_err(invalid)?).await
    })?;
    let stream = connected.into_std()?;
    stream.set_nonblocking(false)?;
    Ok(stream)
}
