//! Looking for secrets in all that the outlet has said.

use std::fmt::Write;

use base64ct::{Base64, Encoding};

/// Something that the outlet has said, and to which request.
pub struct Said {
    /// Who asked, and what.
    pub by: String,
    /// The path that was asked, empty for what is no answer.
    pub path: String,
    /// The whole request.
    pub request: String,
    /// Headers and body, or the text of a file.
    pub text: String,
}

/// Where a secret may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    /// Nowhere.
    Nowhere,
    /// In the one answer that tells it, by its place in the list.
    InAnswer(usize),
    /// There, and in answers to requests that carry it: the shop's answers repeat the session's id.
    InAnswerAndEchoes(usize),
    /// In answers of the page that tells it, and in the log's line that tells it.
    AtThePage(&'static str),
}

/// Something that must not get out.
pub struct Secret {
    /// What it is.
    pub what: String,
    /// Its text.
    pub value: String,
    /// Where it may stand.
    pub may: May,
    /// A text that it stands in: whoever searches there must find it.
    pub proof: String,
}

impl Secret {
    /// A secret that must stand nowhere.
    pub fn new(what: impl Into<String>, value: impl Into<String>, proof: impl Into<String>) -> Self {
        Self { what: what.into(), value: value.into(), may: May::Nowhere, proof: proof.into() }
    }

    fn may_stand_in(&self, place: usize, said: &Said) -> bool {
        match self.may {
            May::Nowhere => false,
            May::InAnswer(origin) => origin == place,
            May::InAnswerAndEchoes(origin) => origin == place || finds(&said.request, &self.value),
            May::AtThePage(path) => said.path == path,
        }
    }
}

/// Whether a value stands in a text: as it is, in hex, or in base64. A short one must stand alone, because six digits stand in
/// many numbers.
pub fn finds(text: &str, value: &str) -> bool {
    let hex = value.bytes().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    });
    let stands_alone = |(at, _): (usize, &str)| {
        let letter = |next: Option<char>| next.is_some_and(|it| it.is_ascii_alphanumeric() || it == '.' || it == '-');
        !letter(text[..at].chars().next_back()) && !letter(text[at + value.len()..].chars().next())
    };
    if value.len() < 8 {
        return text.match_indices(value).any(stands_alone);
    }
    [value, &hex, &hex.to_ascii_uppercase(), &Base64::encode_string(value.as_bytes())]
        .iter()
        .any(|written| text.contains(*written))
}

/// What is wrong, one line each: secrets that stand where they must not, and those that the search would not find.
pub fn leaks(secrets: &[Secret], all: &[Said]) -> Vec<String> {
    let mut wrong = Vec::new();
    for secret in secrets {
        if !finds(&secret.proof, &secret.value) {
            wrong.push(format!("{} is not found where it stands: the search is blind", secret.what));
        }
        let places = all.iter().enumerate().filter(|(place, said)| !secret.may_stand_in(*place, said));
        for (_, said) in places.filter(|(_, said)| finds(&said.text, &secret.value)).take(3) {
            let at = said.text.find(&secret.value).unwrap_or(0);
            let around: String = said.text[..at].chars().rev().take(80).collect::<Vec<_>>().iter().rev().collect();
            wrong.push(format!("{} stands in {}: ...{around}<here>", secret.what, said.by));
        }
    }
    wrong
}
