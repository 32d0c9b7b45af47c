//! The words of an `api.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Value;

/// One API, or a part of one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Api {
    /// What others call it who build upon it.
    #[serde(default)]
    pub name: String,
    /// The API whose parameters, envelope, errors and credentials hold here too.
    #[serde(default)]
    pub base: String,
    /// The heading over its calls; blank for what is only built upon.
    #[serde(default)]
    pub title: String,
    /// What a stranger must know before the first call.
    #[serde(default)]
    pub about: String,
    /// The shape around an answer, which stands there as `$`.
    pub success: Option<Value>,
    /// The shape of an answer that says that something is wrong.
    pub failure: Option<Value>,
    /// The member of such an answer that has the code.
    #[serde(default)]
    #[cfg_attr(not(debug_assertions), expect(dead_code, reason = "answers are held against the text in tests alone"))]
    pub code: String,
    /// What the code of a success is, where a success has one.
    #[serde(default)]
    #[cfg_attr(not(debug_assertions), expect(dead_code, reason = "answers are held against the text in tests alone"))]
    pub success_code: String,
    /// HTTP statuses of a call that does not name its own.
    #[serde(default)]
    pub statuses: Vec<u16>,
    /// HTTP statuses that every call may answer besides.
    #[serde(default)]
    pub always: Vec<u16>,
    /// Content types of a body, the usual one first.
    #[serde(default)]
    pub bodies: Vec<String>,
    /// Fields that all calls take.
    #[serde(default)]
    pub takes: String,
    /// Codes that all calls may answer.
    #[serde(default)]
    pub always_errors: String,
    /// Addresses that are the same calls under another name: what they begin with, and what those of this text begin with.
    #[serde(default)]
    pub same_below: BTreeMap<String, String>,
    /// How a caller shows who it is.
    #[serde(default)]
    pub auths: BTreeMap<String, Auth>,
    /// Parameters by name; those of an object in a field as `field.member`.
    #[serde(default)]
    pub params: BTreeMap<String, Param>,
    /// Shapes that several answers have (see [`super::shape`]).
    #[serde(default)]
    pub shapes: BTreeMap<String, Value>,
    /// Codes with their meaning.
    #[serde(default)]
    pub errors: BTreeMap<String, String>,
    /// The calls by path.
    #[serde(default)]
    pub calls: BTreeMap<String, Call>,
}

impl Api {
    /// What the names of its shapes begin with in the document, so that two APIs may call theirs alike.
    pub fn shelf(&self) -> String {
        let words = if self.name.is_empty() { &self.title } else { &self.name };
        words.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_") + "."
    }
}

/// A credential.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// `query` or `header` for a key, `http` for a scheme of `Authorization`.
    #[serde(rename = "in")]
    pub place: String,
    /// The key's or the scheme's name.
    pub name: String,
    /// Where it comes from.
    pub about: String,
}

/// A parameter.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Param {
    /// A shape: `string`, `integer`, `money`, `boolean`, ...
    #[serde(rename = "type", default = "text")]
    pub kind: String,
    /// What it means.
    pub about: String,
    /// A value that the demonstration takes.
    #[serde(default)]
    pub example: String,
    /// `header` for one, `query` for what stands there even beside a body, `body` for what a call without a body has no use for; everything
    /// else is a field, wherever the API takes those.
    #[serde(rename = "in", default)]
    pub place: String,
}

impl Param {
    /// Whether it is a field of a body, where there is one.
    pub fn is_field(&self) -> bool {
        self.place.is_empty() || self.place == "body"
    }
}

fn text() -> String {
    "string".to_owned()
}

/// A call.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The credentials of which one is enough; none for a call that anybody may make.
    #[serde(default)]
    pub auth: String,
    /// Which roles may make it, where not all may.
    #[serde(default)]
    pub roles: String,
    /// Its fields; those with a star must be there.
    #[serde(default)]
    pub takes: String,
    /// Its codes besides those of all calls.
    #[serde(default)]
    pub errors: String,
    /// Its HTTP statuses, where they are not the API's.
    #[serde(default)]
    pub statuses: Vec<u16>,
    /// Fields that all calls of the API take, and this one does not.
    #[serde(default)]
    pub ignores: String,
    /// Further fields, as a query, with which it looks at more than with the examples alone.
    #[serde(default)]
    pub examples: Vec<String>,
    /// What it answers, inside the API's envelope.
    pub answer: Option<Value>,
    /// Whether the answer stands without the envelope.
    #[serde(default)]
    pub bare: bool,
    /// Its content type, where that is not JSON.
    #[serde(default)]
    pub kind: String,
    /// Content types of its body, where they are not the API's.
    #[serde(default)]
    pub bodies: Vec<String>,
    /// Fields that mean something else here than elsewhere.
    #[serde(default)]
    pub params: BTreeMap<String, Param>,
}
