//! Answers laid out for a snapshot: one value a line, keys in the order of the wire, numbers with their own digits. What an outlet
//! draws for itself, and the moment at which it answers, stand there by their meaning.

use outpost::clock::{Instant, Zone};

/// Milliseconds after the outlet's clock was set within which a moment is that of the answer, plus whole hours.
const MOMENT_MS: i64 = 5 * 60_000;
const HOUR_MS: i64 = 3_600_000;

/// A field that an outlet draws, what its value means, and how such a value looks.
type Drawn = (&'static str, &'static str, fn(&str) -> bool);

/// What an outlet draws. A value that looks otherwise is left as it is, and the snapshot differs.
const DRAWN: [Drawn; 6] = [
    ("sessionid", "session", |text| text.len() == 36 && is_made_of(text, "0123456789abcdef-")),
    ("token", "token", |text| text.starts_with("eyJ") && text.split('.').count() == 3),
    ("order_sn", "order number", |text| text.len() == 18 && is_digits(text)),
    ("order_id", "order number", |text| text.len() == 16 && is_digits(text)),
    ("evoucher_sn", "serial", |text| text.len() >= 8 && is_digits(text)),
    ("image", "a picture of a serial", |text| text.contains("/evouchers_img/")),
];

fn is_made_of(text: &str, letters: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letters.contains(letter))
}

fn is_digits(text: &str) -> bool {
    is_made_of(text, "0123456789")
}

/// JSON with a line for each value, markup with a line for each element, and anything else as it is. `times` are the
/// local times at which the outlet's clock was set, the latest last.
pub fn laid_out(body: &[u8], times: &[String]) -> String {
    let Ok(text) = std::str::from_utf8(body) else { return format!("{}\n", body.escape_ascii()) };
    let times: Vec<Instant> = times.iter().rev().filter_map(|at| Zone::china().parse_text(at)).collect();
    if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
        let mut layout = Layout { rest: text.trim(), times: &times, out: String::new() };
        layout.value("", 0);
        return layout.out + "\n";
    }
    if text.starts_with('<') { elements(text) } else { text.to_owned() + "\n" }
}

/// Markup, a tag a line. A hidden field is redacted by its name, as a member of JSON is.
fn elements(text: &str) -> String {
    let lines = text.replace("><", ">\n<");
    let lines = lines.lines().map(|line| {
        let Some((head, rest)) = line.split_once(" value=\"") else { return without_port(line) };
        let Some((value, tail)) = rest.split_once('"') else { return without_port(line) };
        let is_signature =
            head.ends_with("name=\"sign\"") && value.len() == 32 && is_made_of(value, "0123456789abcdef");
        let value = if is_signature { "[signature]".to_owned() } else { without_session(&without_port(value)) };
        format!("{} value=\"{value}\"{tail}", without_port(head))
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// The free port that a test's outlet listens on.
fn without_port(text: &str) -> String {
    let mut parts = text.split("127.0.0.1:");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |done, part| done + "[outlet]" + part.trim_start_matches(|letter: char| letter.is_ascii_digit()))
}

/// The session in `7:54e1...`: an account with its session.
fn without_session(text: &str) -> String {
    let is_session = |part: &str| DRAWN[0].2(part);
    let parts: Vec<&str> = text.split(':').map(|part| if is_session(part) { "[session]" } else { part }).collect();
    parts.join(":")
}

/// A value by its meaning, or as it stands.
fn redacted(key: &str, scalar: &str, times: &[Instant]) -> String {
    let bare = scalar.trim_matches('"');
    let quoted = |mark: &str| if scalar.starts_with('"') { format!("\"[{mark}]\"") } else { format!("[{mark}]") };
    if let Some((_, mark, _)) = DRAWN.iter().find(|(name, _, fits)| *name == key && fits(bare)) {
        return quoted(mark);
    }
    if let Some((before, serial)) = bare.split_once("/counter?coupon=").filter(|(_, serial)| is_digits(serial)) {
        return format!("\"{}/counter?coupon=[serial of {} digits]\"", without_port(before), serial.len());
    }
    let Some(then) = moment(bare) else { return without_port(scalar) };
    if times.iter().skip(1).any(|earlier| hours_from(*earlier, then) == Some(0)) {
        return quoted("earlier");
    }
    match times.first().and_then(|now| hours_from(*now, then)) {
        Some(0) => quoted("now"),
        Some(hours) => quoted(&format!("now {hours:+} h")),
        None => without_port(scalar),
    }
}

/// The instant that a value may be: local time as text, seconds or milliseconds since 1970.
fn moment(text: &str) -> Option<Instant> {
    match text.len() {
        19 => Zone::china().parse_text(text),
        13 if is_digits(text) => text.parse().ok().map(Instant),
        10 if is_digits(text) => text.parse::<i64>().ok().map(|seconds| Instant(seconds * 1000)),
        _ => None,
    }
}

/// Whole hours between the moment of the answer and an instant that is counted from it; nothing for any other instant.
fn hours_from(now: Instant, then: Instant) -> Option<i64> {
    // Texts and seconds have lost the milliseconds.
    let past = then.since(now) + 1000;
    (past.rem_euclid(HOUR_MS) <= MOMENT_MS).then(|| past.div_euclid(HOUR_MS))
}

/// Goes through a text that is known to be JSON.
struct Layout<'t> {
    rest: &'t str,
    times: &'t [Instant],
    out: String,
}

impl<'t> Layout<'t> {
    fn value(&mut self, key: &str, depth: usize) {
        match self.rest.as_bytes()[0] {
            b'{' => self.members(key, depth, b'}'),
            b'[' => self.members(key, depth, b']'),
            _ => {
                let scalar = self.scalar();
                self.out.push_str(&redacted(key, scalar, self.times));
            }
        }
    }

    /// What stands between brackets. The entries of a list have the list's name.
    fn members(&mut self, key: &str, depth: usize, end: u8) {
        self.bracket();
        let mut is_first = true;
        while self.rest.as_bytes()[0] != end {
            if self.rest.starts_with(',') {
                self.skip(1);
            }
            self.line(if is_first { "" } else { "," }, depth + 1);
            is_first = false;
            if end == b'}' {
                let name = self.scalar();
                self.skip(1);
                self.out.extend([name, ": "]);
                self.value(name.trim_matches('"'), depth + 1);
            } else {
                self.value(key, depth + 1);
            }
        }
        if !is_first {
            self.line("", depth);
        }
        self.bracket();
    }

    fn line(&mut self, before: &str, depth: usize) {
        self.out.extend([before, "\n", &"  ".repeat(depth)]);
    }

    fn bracket(&mut self) {
        self.out.push_str(&self.rest[..1]);
        self.skip(1);
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest[bytes..].trim_start();
    }

    /// A text with its quotes, a number or a word, as it stands.
    fn scalar(&mut self) -> &'t str {
        let bytes = self.rest.as_bytes();
        let mut end = 1;
        if bytes[0] == b'"' {
            while bytes[end] != b'"' {
                end += if bytes[end] == b'\\' { 2 } else { 1 };
            }
            end += 1;
        } else {
            while end < bytes.len() && !b",]}: \r\n\t".contains(&bytes[end]) {
                end += 1;
            }
        }
        let scalar = &self.rest[..end];
        self.skip(end);
        scalar
    }
}

#[test]
fn a_snapshot_keeps_order_and_decimals_and_holds_nothing_drawn() {
    let body = r#"{"b":1.50,"a":[],"sessionid":"00000000-0000-4000-8000-000000000000","at":"2016-07-06 14:44:36","end":1467873875000,
        "born":"1990-01-01 00:00:00","url":"http://127.0.0.1:4711/x"}"#;
    let wanted = "{\n  \"b\": 1.50,\n  \"a\": [],\n  \"sessionid\": \"[session]\",\n  \"at\": \"[now]\",\n  \"end\": [now +24 h],
  \"born\": \"1990-01-01 00:00:00\",\n  \"url\": \"http://[outlet]/x\"\n}\n";
    assert_eq!(laid_out(body.as_bytes(), &["2016-07-06 14:44:34".to_owned()]), wanted);
    let odd = laid_out(br#"{"sessionid":"7"}"#, &[]);
    assert!(odd.contains("\"7\""), "what does not look like a session is shown: {odd}");
}
