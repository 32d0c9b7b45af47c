//! A file of recorded exchanges.
//!
//! A request is a line of `curl`, an address alone (`GET`), or a request line with its headers and body as they were sent. What
//! follows it is the answer, up to the next request. Any other line is a note. Lines that begin with `###` steer:
//!
//! ```text
//! ### fresh recorded          begin a new outlet of its own, here with the preset "recorded"
//! ### at 2016-07-06 14:44:34  the outlet's clock for what follows
//! ### as traveller            who asks: the account whose session takes the recorded one's place
//! ### answer 201              what follows is the answer, with this status; needed where a body is no JSON
//! ### keep token $.token      a value of the answer above, which stands for {{token}} in what follows
//! ### hawk agent01 KEY        sign what follows as this Hawk client; without words, sign no more
//! ### shape                   only the shape of the next answer is known: keys and types
//! ```

use base64ct::{Base64, Encoding};

use super::curl;
use super::request::Request;

/// Bytes of a file of exchanges.
pub const MAX_RECORDING_BYTES: u64 = 64 * 1024 * 1024;

/// One request with the answer that it got.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The line of the request, from 1.
    pub line: usize,
    pub(super) request: Request,
    /// The answer's body; nothing where none was written down.
    pub(super) answer: Option<String>,
    pub(super) status: Option<u16>,
    /// The outlet's clock, as local time.
    pub at: Option<String>,
    /// The account that asks.
    pub(super) who: Option<String>,
    /// The Hawk client that signs: id and key.
    pub(super) hawk: Option<(String, String)>,
    /// Values of the answer that are kept: the name, and the keys that lead to it.
    pub(super) keeps: Vec<(String, Vec<String>)>,
    /// Whether the answer shows keys and types alone.
    pub(super) is_shape: bool,
    /// The preset of a new outlet that begins with this exchange.
    pub(super) fresh: Option<Fresh>,
}

impl Exchange {
    /// The method and the path, for people.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.request.method, self.request.path())
    }
}

/// A new outlet that begins with an exchange.
#[derive(Clone, Debug)]
pub(super) struct Fresh {
    /// What it holds at its start, other than the usual demonstration.
    pub(super) preset: Option<String>,
}

/// A file's exchanges in their order.
#[derive(Clone, Debug, Default)]
pub struct Recording(pub Vec<Exchange>);

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum RecordingError {
    /// A `###` line that says nothing known.
    #[error("line {0}: after ### there is fresh, at, as, answer, keep, hawk or shape")]
    Direction(usize),
    /// A `curl` that names no address, or has an open quote.
    #[error("line {0}: this is no curl command that can be sent again")]
    Curl(usize),
    /// No request at all.
    #[error("there is no request in it")]
    Empty,
}

/// Reads a file of exchanges.
///
/// # Errors
/// [`RecordingError`], with its line.
pub fn read(text: &str) -> Result<Recording, RecordingError> {
    let mut reader = Reader::default();
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        // The last line of an answer, with the next request glued to it.
        match line.strip_prefix('}').filter(|rest| request_line(rest.trim()).is_some()) {
            Some(rest) => {
                reader.line(at + 1, "}")?;
                reader.line(at + 1, rest)?;
            }
            None => reader.line(at + 1, line)?,
        }
    }
    reader.finish_exchange();
    if reader.done.is_empty() { Err(RecordingError::Empty) } else { Ok(Recording(reader.done)) }
}

#[derive(Default)]
struct Reader {
    done: Vec<Exchange>,
    open: Option<Open>,
    at: Option<String>,
    who: Option<String>,
    hawk: Option<(String, String)>,
    fresh: Option<Fresh>,
    is_shape: bool,
}

/// A request whose answer is being read.
struct Open {
    exchange: Exchange,
    /// Whether headers may still come.
    in_head: bool,
    /// What follows the head: a body, where there is one, and the answer.
    rest: String,
    /// Where the answer begins in `rest`, if a line said so.
    answer_at: Option<usize>,
    /// Whether the body stood in the command line, so that all that follows is the answer.
    has_body: bool,
}

impl Reader {
    fn line(&mut self, number: usize, line: &str) -> Result<(), RecordingError> {
        let trimmed = line.trim();
        if let Some(direction) = trimmed.strip_prefix("###") {
            return self.direct(direction.trim()).ok_or(RecordingError::Direction(number));
        }
        if let Some(command) = trimmed.strip_prefix("curl ") {
            let request = curl::read(command).ok_or(RecordingError::Curl(number))?;
            self.begin(number, request, true);
        } else if trimmed.starts_with("http://") || trimmed.starts_with("https://") {
            let request = Request::new("GET".to_owned(), trimmed, Vec::new(), Vec::new());
            self.begin(number, request, true);
        } else if let Some(request) = request_line(trimmed) {
            self.begin(number, request, false);
        } else if let Some(open) = &mut self.open {
            open.take(line);
        }
        Ok(())
    }

    /// Obeys a `###` line; nothing if it says nothing known.
    fn direct(&mut self, direction: &str) -> Option<()> {
        let (word, value) = direction.split_once(' ').unwrap_or((direction, ""));
        let value = (!value.trim().is_empty()).then(|| value.trim().to_owned());
        if word == "answer" {
            let open = self.open.as_mut()?;
            open.exchange.status = value.as_deref().map(|text| text.parse().ok()).unwrap_or_default();
            open.in_head = false;
            open.answer_at = Some(open.rest.len());
            return Some(());
        }
        if word == "keep" {
            let value = value?;
            let (name, path) = value.split_once(' ')?;
            let keys = path.trim().strip_prefix("$.")?.split('.').map(str::to_owned).collect();
            self.open.as_mut()?.exchange.keeps.push((name.to_owned(), keys));
            return Some(());
        }
        self.finish_exchange();
        match (word, value) {
            ("hawk", None) => self.hawk = None,
            ("hawk", Some(value)) => {
                let (id, key) = value.split_once(' ')?;
                self.hawk = Some((id.to_owned(), key.trim().to_owned()));
            }
            ("fresh", preset) => self.fresh = Some(Fresh { preset }),
            ("at", Some(time)) => self.at = Some(time),
            ("as", who) => self.who = who,
            ("shape", None) => self.is_shape = true,
            _ => return None,
        }
        Some(())
    }

    fn begin(&mut self, line: usize, request: Request, has_body: bool) {
        self.finish_exchange();
        let exchange = Exchange {
            line,
            request,
            answer: None,
            status: None,
            at: self.at.clone(),
            who: self.who.clone(),
            hawk: self.hawk.clone(),
            keeps: Vec::new(),
            is_shape: std::mem::take(&mut self.is_shape),
            fresh: self.fresh.take(),
        };
        self.open = Some(Open { exchange, in_head: !has_body, rest: String::new(), answer_at: None, has_body });
    }

    fn finish_exchange(&mut self) {
        if let Some(open) = self.open.take() {
            self.done.push(open.finished());
        }
    }
}

impl Open {
    fn take(&mut self, line: &str) {
        if self.in_head {
            match curl::header(line) {
                Some(header) if !line.starts_with(['{', '[', '<', ' ']) => {
                    return self.exchange.request.headers.push(header);
                }
                _ => self.in_head = false,
            }
        }
        self.rest.push_str(line);
        self.rest.push('\n');
    }

    fn finished(mut self) -> Exchange {
        let (body, answer) = match self.answer_at {
            Some(at) => (self.rest[..at].trim().to_owned(), self.rest[at..].to_owned()),
            None if self.has_body => (String::new(), self.rest.clone()),
            None => {
                let (body, rest) = first_value(&self.rest);
                (body.unwrap_or_default().to_owned(), rest.to_owned())
            }
        };
        if !body.is_empty() {
            self.exchange.request.body = bytes_of(&body);
        }
        // The length is that of the body which is sent now; the host is the outlet's.
        self.exchange.request.headers.retain(|(name, _)| {
            !["content-length", "host", "connection", "accept-encoding"].contains(&name.to_ascii_lowercase().as_str())
        });
        self.exchange.answer = self.answer_text(&answer);
        self.exchange
    }

    fn answer_text(&self, text: &str) -> Option<String> {
        let text = text.trim();
        match text.as_bytes().first()? {
            b'{' | b'[' => first_value(text).0.map(without_remarks),
            b'<' => Some(text.lines().next().unwrap_or_default().to_owned()),
            _ if self.answer_at.is_some() => Some(text.to_owned()),
            _ => None,
        }
    }
}

/// Before a body that is no text, in base64.
const BASE64: &str = "base64:";

/// A body as it stands in a file.
pub(super) fn text_of(body: &[u8]) -> String {
    std::str::from_utf8(body).map_or_else(|_| format!("{BASE64}{}", Base64::encode_string(body)), str::to_owned)
}

fn bytes_of(text: &str) -> Vec<u8> {
    let packed = text.strip_prefix(BASE64).and_then(|packed| Base64::decode_vec(packed).ok());
    packed.unwrap_or_else(|| text.as_bytes().to_vec())
}

/// A request line; the version may be missing.
fn request_line(line: &str) -> Option<Request> {
    let mut words = line.split(' ');
    let method =
        words.next().filter(|word| ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].contains(word))?;
    let target = words.next().filter(|target| target.starts_with('/'))?;
    let is_line = words.next().is_none_or(|version| version.starts_with("HTTP/")) && words.next().is_none();
    is_line.then(|| Request::new(method.to_owned(), target, Vec::new(), Vec::new()))
}

/// The first JSON value of a text, by its brackets, and what follows it.
fn first_value(text: &str) -> (Option<&str>, &str) {
    let text = text.trim_start();
    if !text.starts_with(['{', '[']) {
        return (None, text);
    }
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            '{' | '[' if !in_text => depth += 1,
            '}' | ']' if !in_text => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return (Some(&text[..=at]), &text[at + 1..]);
                }
            }
            _ => {}
        }
    }
    (None, text)
}

/// JSON without the remarks that a document puts behind `//`.
fn without_remarks(text: &str) -> String {
    let (mut plain, mut in_text, mut escaped, mut in_remark) = (String::with_capacity(text.len()), false, false, false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if in_remark {
            in_remark = letter != '\n';
        } else if !in_text && letter == '/' && letters.peek() == Some(&'/') {
            in_remark = true;
        } else {
            (in_text, escaped) = match letter {
                _ if escaped => (in_text, false),
                '\\' => (in_text, in_text),
                '"' => (!in_text, false),
                _ => (in_text, false),
            };
            plain.push(letter);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_as_people_write_it() {
        let text = "一个说明\n### at 2016-07-06 14:44:34\n### as traveller\nhttp://outlet.example:8050/uc/x?a=1 2\n\
                    {\"a\":{\"b\":\"}\"}}[root@host]# \n\nPOST /api/open/x HTTP/1.1\nHost: y\nContent-Type: z\n{\n\"n\": 1\n}{\n\"ret\": 0, // 好\n\"u\": \"http://z\"\n}POST /api/open/y HTTP/1.1\n{}{}\n";
        let found = read(text).map(|recording| recording.0).unwrap_or_default();
        let [first, second, third] = &found[..] else { panic!("{found:?}") };
        assert_eq!((first.request.target.as_str(), first.line), ("/uc/x?a=1%202", 4));
        assert_eq!(first.answer.as_deref(), Some("{\"a\":{\"b\":\"}\"}}"));
        assert_eq!((first.who.as_deref(), first.at.as_deref()), (Some("traveller"), Some("2016-07-06 14:44:34")));
        assert_eq!(second.request.body, b"{\n\"n\": 1\n}");
        assert_eq!(second.request.headers, [("Content-Type".to_owned(), "z".to_owned())]);
        assert!(second.answer.as_deref().is_some_and(|answer| answer.contains("http://z") && !answer.contains("好")));
        assert_eq!(third.answer.as_deref(), Some("{}"));
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line() {
        assert_eq!(read("notes alone").err(), Some(RecordingError::Empty));
        assert_eq!(read("a\ncurl -d 'x").err(), Some(RecordingError::Curl(2)));
        assert_eq!(read("### sing").err(), Some(RecordingError::Direction(1)));
    }
}
