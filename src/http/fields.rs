//! Input as one set of named texts, whether it came as query, form, JSON or multipart.
//!
//! Sources are merged, the body over the query; of a name repeated within one source the last counts. JSON scalars become
//! their text (a number keeps its digits), objects and arrays their JSON text. Null and blank are as if missing: they do not
//! hide what another source says.

use std::collections::{HashMap, HashSet};
use std::str::FromStr;

use serde_json::Value;

use super::multipart;
use super::reads::Reads;
use super::request::Request;
use crate::clock::{Instant, Zone};
use crate::money::Fen;

/// What was wrong with a field or with a body as a whole; every API maps it to its own parameter error.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadField(pub String);

/// How much input an API takes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the body.
    pub body: usize,
    /// Names in one source.
    pub names: usize,
    /// Bytes of one value.
    pub value: usize,
}

/// The merged fields of a request.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    map: HashMap<String, String>,
    /// The field whose object these are the members of; blank for the request's own.
    within: &'static str,
    /// The names that were put in beside those that were sent; none are told apart where this is none.
    put_in: Option<HashSet<String>>,
    /// Whose reading of them is held against the API document.
    reads: Reads,
}

impl Fields {
    /// No members yet of the objects that a field holds: the API document names them `field.member`.
    #[must_use]
    pub fn within(field: &'static str) -> Self {
        Self { within: field, ..Self::default() }
    }

    /// The same fields, for a call that is put into the words of another one: what is set from now on was not sent.
    #[must_use]
    pub fn renamed(&self) -> Self {
        Self { put_in: Some(HashSet::new()), ..self.clone() }
    }

    /// Reads query and body.
    ///
    /// # Errors
    /// [`BadField`] for text that is no UTF-8, broken JSON or multipart, and input over the limits.
    pub async fn read(request: &Request, limits: Limits) -> Result<Self, BadField> {
        let mut fields = Self::default();
        fields.add_form(request.query().as_bytes(), limits)?;
        if request.body.len() > limits.body {
            return Err(BadField("the body is too long".to_owned()));
        }
        let kind = request.content_type().to_ascii_lowercase();
        if kind.contains("json") {
            fields.add_json(&request.body, limits)?;
        } else if kind.starts_with("multipart/form-data") {
            let parts = multipart::read(request.body.clone(), request.content_type(), limits).await?;
            fields.merge(parts);
        } else {
            fields.add_form(&request.body, limits)?;
        }
        Ok(fields)
    }

    /// Adds one source: it wins over what is there, but for its blanks.
    pub(super) fn merge(&mut self, source: HashMap<String, String>) {
        if self.map.is_empty() {
            self.map = source;
            return;
        }
        for (name, value) in source {
            if value.trim().is_empty() {
                self.map.entry(name).or_insert(value);
            } else {
                self.map.insert(name, value);
            }
        }
    }

    /// Adds the pairs of a query or form text; the last of a repeated name wins, and wins over what is there unless it is blank.
    ///
    /// # Errors
    /// [`BadField`] over the limits or for text that is no UTF-8.
    pub fn add_form(&mut self, text: &[u8], limits: Limits) -> Result<(), BadField> {
        let mut source = HashMap::new();
        for (count, (name, value)) in form_pairs(text).enumerate() {
            let (name, value) = (name?, value?);
            if count >= limits.names || value.len() > limits.value {
                return Err(BadField("too many or too long fields".to_owned()));
            }
            source.insert(name, value);
        }
        self.merge(source);
        Ok(())
    }

    /// Adds the members of a JSON object; an empty body adds nothing.
    ///
    /// # Errors
    /// [`BadField`] when it is no JSON object or over the limits.
    pub fn add_json(&mut self, body: &[u8], limits: Limits) -> Result<(), BadField> {
        // .NET puts a byte order mark before what it sends.
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        let whole: Value = serde_json::from_slice(body).map_err(|error| BadField(format!("broken JSON: {error}")))?;
        let Value::Object(members) = whole else {
            return Err(BadField("the body is no JSON object".to_owned()));
        };
        if members.len() > limits.names {
            return Err(BadField("too many fields".to_owned()));
        }
        let mut source = HashMap::new();
        for (name, value) in members {
            let Some(text) = text_of(&value) else { continue };
            if text.len() > limits.value || text.contains('\0') {
                return Err(BadField("a field is too long or no text".to_owned()));
            }
            source.insert(name, text);
        }
        self.merge(source);
        Ok(())
    }

    /// The members of a field that holds a JSON object, as fields of their own; what is missing there is looked up here.
    ///
    /// # Errors
    /// [`BadField`] when the field is there and no JSON object.
    pub fn with_nested(&self, name: &str, limits: Limits) -> Result<Self, BadField> {
        let mut nested = Self::default();
        if let Some(text) = self.text(name) {
            nested.add_json(text.as_bytes(), limits)?;
        }
        let mut all = self.clone();
        all.map.extend(nested.map);
        Ok(all)
    }

    /// A value as sent, blank included.
    #[must_use]
    pub fn raw(&self, name: &str) -> Option<&str> {
        if !self.put_in.as_ref().is_some_and(|names| names.contains(name)) {
            self.reads.note(self.within, name);
        }
        self.map.get(name).map(String::as_str)
    }

    /// A value; blank counts as missing.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.raw(name).filter(|value| !value.trim().is_empty())
    }

    /// A value that must be there.
    ///
    /// # Errors
    /// [`BadField`] when it is missing or blank.
    pub fn required(&self, name: &str) -> Result<&str, BadField> {
        self.text(name).ok_or_else(|| BadField(format!("{name} is missing")))
    }

    /// A whole number, or none; it may be written `2.0`.
    ///
    /// # Errors
    /// [`BadField`] when there is something that is no number of that kind.
    pub fn number<N: FromStr>(&self, name: &str) -> Result<Option<N>, BadField> {
        let parse =
            |text: &str| whole(text.trim()).parse().map_err(|_| BadField(format!("{name} is no usable number")));
        self.text(name).map(parse).transpose()
    }

    /// A number that must be there.
    ///
    /// # Errors
    /// [`BadField`] when it is missing or no number of that kind.
    pub fn required_number<N: FromStr>(&self, name: &str) -> Result<N, BadField> {
        self.number(name)?.ok_or_else(|| BadField(format!("{name} is missing")))
    }

    /// A whole number, or none; one that is beyond the machine's numbers is the last of them. For numbers that are brought into
    /// a range, and for ids: nothing has that one.
    ///
    /// # Errors
    /// [`BadField`] when there is something that is no whole number.
    pub fn saturated(&self, name: &str) -> Result<Option<i64>, BadField> {
        let parse = |text: &str| {
            let text = whole(text);
            let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
            let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
            let last = if text.starts_with('-') { i64::MIN } else { i64::MAX };
            is_number.then(|| text.parse().unwrap_or(last))
        };
        let bad = || BadField(format!("{name} is no usable number"));
        self.text(name).map(|text| parse(text.trim()).ok_or_else(bad)).transpose()
    }

    /// A whole number that must be there, as [`Fields::saturated`].
    ///
    /// # Errors
    /// [`BadField`] when it is missing or no whole number.
    pub fn required_saturated(&self, name: &str) -> Result<i64, BadField> {
        self.saturated(name)?.ok_or_else(|| BadField(format!("{name} is missing")))
    }

    /// An amount of money, not negative, or none.
    ///
    /// # Errors
    /// [`BadField`] when there is something that is no such amount.
    pub fn money(&self, name: &str) -> Result<Option<Fen>, BadField> {
        let parse = |text: &str| Fen::parse(text).filter(|fen| *fen >= Fen::ZERO);
        self.text(name).map(|text| parse(text).ok_or_else(|| BadField(format!("{name} is no amount")))).transpose()
    }

    /// True for `true` in any case, false for anything else that is there (docs/spec/roaming.md section 1).
    #[must_use]
    pub fn truth(&self, name: &str) -> Option<bool> {
        self.text(name).map(|text| text.trim().eq_ignore_ascii_case("true"))
    }

    /// A text for keeping, blanks around it cut off: blank where the field came empty, `None` where it did not come.
    ///
    /// # Errors
    /// [`BadField`] for more than `most` letters, and for control characters.
    pub fn kept_text(&self, name: &str, most: usize) -> Result<Option<String>, BadField> {
        let Some(text) = self.raw(name).map(str::trim) else { return Ok(None) };
        if text.chars().count() > most || text.chars().any(char::is_control) {
            return Err(BadField(format!("{name} is longer than {most} letters or holds control characters")));
        }
        Ok(Some(text.to_owned()))
    }

    /// `0`, `1`, or `true` or `false` in any case, or none.
    ///
    /// # Errors
    /// [`BadField`] for anything else that is there.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, BadField> {
        match self.text(name).map(|text| text.trim().to_ascii_lowercase()).as_deref() {
            None => Ok(None),
            Some("0" | "false") => Ok(Some(false)),
            Some("1" | "true") => Ok(Some(true)),
            Some(_) => Err(BadField(format!("{name} is neither 0 nor 1"))),
        }
    }

    /// A local date and time, or none.
    ///
    /// # Errors
    /// [`BadField`] when there is something that is no date and time.
    pub fn time(&self, name: &str, zone: Zone) -> Result<Option<Instant>, BadField> {
        let parse = |text: &str| zone.parse_text(text.trim()).ok_or_else(|| BadField(format!("{name} is no time")));
        self.text(name).map(parse).transpose()
    }

    /// A list of ids: `1,2`, `[1,2]` or `["1","2"]`.
    ///
    /// # Errors
    /// [`BadField`] when an entry is no number.
    pub fn ids<N: FromStr>(&self, name: &str) -> Result<Option<Vec<N>>, BadField> {
        let bad = || BadField(format!("{name} is no list of numbers"));
        let parse = |text: &str| {
            let inner = text.trim();
            let inner = inner.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(inner);
            let entries = inner.split(',').map(|entry| entry.trim().trim_matches('"').trim());
            entries.filter(|entry| !entry.is_empty()).map(|entry| whole(entry).parse().map_err(|_| bad())).collect()
        };
        self.text(name).map(parse).transpose()
    }

    /// Sets a value; used by callers that make a request of their own.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        if let Some(names) = &mut self.put_in {
            names.insert(name.to_owned());
        }
        self.map.insert(name.to_owned(), value.into());
    }

    /// All names and values, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.map.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// A whole number that is written with zeros behind its point, `2.0` or `2.00`, without them (docs/spec/roaming.md 0.2); any other text as it
/// is, so that `1.5` and `2e0` stay no whole numbers.
pub(crate) fn whole(text: &str) -> &str {
    let is_made_of = |part: &str, is: fn(&u8) -> bool| !part.is_empty() && part.as_bytes().iter().all(is);
    match text.split_once('.') {
        Some((digits, zeros)) if is_made_of(zeros, |byte| *byte == b'0') => {
            let unsigned = digits.strip_prefix(['-', '+']).unwrap_or(digits);
            if is_made_of(unsigned, u8::is_ascii_digit) { digits } else { text }
        }
        _ => text,
    }
}

/// The text that a JSON value stands for; `None` for null.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// A name or a value of a form text.
pub(crate) type FormPart = Result<String, BadField>;

/// Name and value of each pair of a query or form text; raw UTF-8 and unescaped spaces are taken as they are, bytes that are no UTF-8 are refused.
pub(crate) fn form_pairs(text: &[u8]) -> impl Iterator<Item = (FormPart, FormPart)> + '_ {
    text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).map(|pair| {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let name = decode(halves.next().unwrap_or_default());
        (name, decode(halves.next().unwrap_or_default()))
    })
}

fn decode(part: &[u8]) -> FormPart {
    let bad = || BadField("a field is no UTF-8 text".to_owned());
    if !part.iter().any(|byte| matches!(byte, b'+' | b'%' | 0)) {
        // Most names and values stand for themselves.
        return String::from_utf8(part.to_vec()).map_err(|_| bad());
    }
    let spaced: Vec<u8> = part.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let bytes = percent_encoding::percent_decode(&spaced);
    match bytes.decode_utf8() {
        Ok(text) if !text.contains('\0') => Ok(text.into_owned()),
        _ => Err(bad()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { body: 1000, names: 10, value: 100 };

    fn form(text: &str) -> Fields {
        let mut fields = Fields::default();
        fields.add_form(text.as_bytes(), LIMITS).unwrap();
        fields
    }

    #[test]
    fn the_last_of_a_repeated_name_wins() {
        assert_eq!(form("pid=1&pid=52&pid=0").text("pid"), Some("0"));
    }

    #[test]
    fn form_text_is_decoded_and_raw_text_taken_as_it_is() {
        let fields = form("a=A%2BB+C%20D&b=2016-06-18 00:00:00&c=马尔代夫&d=50%&e=%20&f");
        assert_eq!(fields.text("a"), Some("A+B C D"));
        assert_eq!(fields.text("b"), Some("2016-06-18 00:00:00"));
        assert_eq!(fields.text("c"), Some("马尔代夫"));
        assert_eq!(fields.text("d"), Some("50%"));
        assert_eq!((fields.text("e"), fields.text("f"), fields.raw("f")), (None, None, Some("")));
    }

    #[test]
    fn json_keeps_the_digits_of_numbers_and_does_not_decode_text() {
        let mut fields = form("pid=1&x=2");
        let body = r#"{"pid":7,"price":60.50,"text":"A+B 100%41","x":null,"list":[1,"2"],"cart":{"productid":"5"}}"#;
        fields.add_json(body.as_bytes(), LIMITS).unwrap();
        assert_eq!((fields.text("pid"), fields.text("price")), (Some("7"), Some("60.50")));
        assert_eq!((fields.text("text"), fields.text("x")), (Some("A+B 100%41"), Some("2")), "null is as if missing");
        assert_eq!(fields.ids("list"), Ok(Some(vec![1, 2])));
        assert_eq!(fields.with_nested("cart", LIMITS).unwrap().text("productid"), Some("5"));
        fields.set("cart", r#"{"pid":8,"price":null}"#);
        let nested = fields.with_nested("cart", LIMITS).unwrap();
        assert_eq!(
            (nested.text("pid"), nested.text("price")),
            (Some("8"), Some("60.50")),
            "null is as if missing there"
        );
    }

    #[test]
    fn a_number_beyond_all_bounds_is_the_last_one() {
        let read = |text: &str| {
            let mut fields = Fields::default();
            fields.set("n", text);
            fields.saturated("n")
        };
        let huge = "9".repeat(300);
        for (text, number) in [(" 7 ", 7), ("-7", -7), ("+7", 7), ("9223372036854775807", i64::MAX)] {
            assert_eq!(read(text), Ok(Some(number)), "{text}");
        }
        assert_eq!(
            ["", "+", "-"].map(|sign| read(&format!("{sign}{huge}"))),
            [i64::MAX, i64::MAX, i64::MIN].map(|it| Ok(Some(it)))
        );
        assert_eq!((read(" "), Fields::default().saturated("n")), (Ok(None), Ok(None)));
        for text in ["x", "1.5", "1e30", "--1", "-+1", "+-1", "-", "+", "0x10", "９９"] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(Fields::default().required_saturated("n").is_err());
    }

    #[test]
    fn a_whole_number_may_have_zeros_behind_its_point() {
        for (text, read) in [("2.0", "2"), ("2.00", "2"), ("-7.0", "-7"), ("0.0", "0"), ("12", "12")] {
            assert_eq!(whole(text), read);
        }
        for text in ["1.5", "2.", ".0", "2.0.0", "2.01", "2e0", "2.0e0", "-.0", "a.0", "2 .0", "2.０"] {
            assert_eq!(whole(text), text);
        }
        let fields = form("n=2.0&list=1.0,2&half=1.5&huge=99999999999999999999.0");
        assert_eq!((fields.number::<i64>("n"), fields.saturated("n")), (Ok(Some(2)), Ok(Some(2))));
        assert_eq!((fields.ids::<i64>("list"), fields.saturated("huge")), (Ok(Some(vec![1, 2])), Ok(Some(i64::MAX))));
        assert!(fields.number::<i64>("half").is_err() && fields.saturated("half").is_err());
    }

    #[test]
    fn a_blank_hides_nothing_that_another_source_says_and_within_one_source_the_last_counts() {
        let mut fields = form("pid=1&a=x&a=&b=%20");
        fields.add_form(b"pid=&c=", LIMITS).unwrap();
        fields.add_json(br#"{"pid":" ","d":"","b":"3"}"#, LIMITS).unwrap();
        assert_eq!((fields.text("pid"), fields.text("a"), fields.text("b")), (Some("1"), None, Some("3")));
        assert_eq!(
            (fields.raw("c"), fields.raw("d"), fields.raw("e")),
            (Some(""), Some(""), None),
            "they came, though"
        );
    }

    #[test]
    fn a_whole_number_may_be_written_with_zeros_behind_a_point_and_json_may_begin_with_a_mark() {
        let mut fields = Fields::default();
        fields.add_json(b"\xef\xbb\xbf{\"n\":2.0,\"ids\":\"[1.00,\\\"2.0\\\"]\"}", LIMITS).unwrap();
        assert_eq!((fields.number::<i64>("n"), fields.saturated("n")), (Ok(Some(2)), Ok(Some(2))));
        assert_eq!(fields.ids::<i64>("ids"), Ok(Some(vec![1, 2])));
        for text in ["1.5", "2e0", "2.", ".0", "2.0.0", "2,0", "0x2.0", "2.0e0"] {
            fields.set("n", text);
            assert!(fields.number::<i64>("n").is_err() && fields.saturated("n").is_err(), "{text}");
        }
        fields.add_json(b"\xef\xbb\xbf ", LIMITS).unwrap();
    }

    #[test]
    fn rubbish_is_refused() {
        for body in ["{", "[1]", "not json", r#"{"a":1,}"#, "\u{1}", r#"{"a":"\u0000"}"#, r#"{"a":"\ud800"}"#] {
            assert!(Fields::default().add_json(body.as_bytes(), LIMITS).is_err(), "{body}");
        }
        for text in [&b"a=\xff"[..], b"a=%ff", b"a=%00", &[b'&'; 0]] {
            assert_eq!(Fields::default().add_form(text, LIMITS).is_err(), !text.is_empty());
        }
        let many = "name=1&".repeat(11);
        assert!(Fields::default().add_form(many.as_bytes(), LIMITS).is_err());
        for text in ["abc", "1.5", "1;2", "99999999999999999999"] {
            let mut fields = Fields::default();
            fields.set("n", text);
            assert!(fields.number::<i64>("n").is_err() && fields.ids::<i64>("n").is_err(), "{text}");
        }
    }
}
