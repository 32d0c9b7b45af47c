//! Holds what happens against what is told; in builds with assertions alone.

use hyper::Method;
use hyper::header::CONTENT_TYPE;
use serde_json::Value as Json;
use toml::Value;

use super::shape::is_left_out;
use super::{Contract, Described};
use crate::http::Reply;
use crate::http::reads::Names;

impl Contract {
    /// What a request showed that the contract does not name.
    ///
    /// # Errors
    /// The first such thing.
    pub fn hold(&self, path: &str, method: &Method, reads: &Names, reply: &Reply) -> Result<(), String> {
        // What answers every other address below a place is no call.
        if path.contains("{*") {
            return Ok(());
        }
        let it = self.call(path).ok_or_else(|| format!("{path} stands in no api.toml"))?;
        self.reads_are_named(&it, path, reads).map_err(|why| format!("{path}: {why}"))?;
        if method == Method::OPTIONS || method == Method::HEAD {
            return Ok(());
        }
        self.answer_is_named(&it, reply).map_err(|why| format!("{path}: {why}"))
    }

    fn reads_are_named(&self, it: &Described<'_>, path: &str, reads: &Names) -> Result<(), String> {
        let takes = self.takes(it);
        let in_path = |name: &str| path.contains(&format!("{{{name}}}"));
        let is_named = |name: &str| takes.iter().any(|(known, _)| names(known, name)) || in_path(name);
        let unnamed: Vec<&str> = reads.iter().filter(|name| !is_named(name)).map(String::as_str).collect();
        if unnamed.is_empty() { Ok(()) } else { Err(format!("it reads {} and does not say so", unnamed.join(" "))) }
    }

    fn answer_is_named(&self, it: &Described<'_>, reply: &Reply) -> Result<(), String> {
        let status = reply.status.as_u16();
        if !self.statuses(it).contains(&status) {
            return Err(format!("it answers {status} and does not say so"));
        }
        let kind = reply.headers.iter().find(|(name, _)| *name == CONTENT_TYPE);
        let kind = kind.and_then(|(_, value)| value.to_str().ok()).unwrap_or_default();
        // Lines of JSON have a name of their own, which begins like that of one value.
        let is_json = kind.split(';').next().is_some_and(|kind| kind.trim() == "application/json");
        if !is_json || it.call.kind == "application/octet-stream" {
            return Ok(());
        }
        let body: Json = serde_json::from_slice(&reply.body).map_err(|error| error.to_string())?;
        self.body_is_named(it, &body, status >= 400)
    }

    fn body_is_named(&self, it: &Described<'_>, body: &Json, is_error: bool) -> Result<(), String> {
        let failure = self.line_of(it.api).find_map(|api| Some((api, api.failure.as_ref()?)));
        if let Some((api, shape)) = failure {
            let code = api.code.split('.').fold(body, |at, member| &at[member]);
            let code = code.as_str().map_or_else(|| code.to_string(), str::to_owned);
            let is_failure = code != api.success_code && (is_error || self.fits(it, shape, None, body).is_ok());
            if is_failure {
                self.fits(it, shape, None, body)?;
                return self.code_is_named(it, &code);
            }
        }
        let success = self.around(it);
        match (success, &it.call.answer) {
            (Some(shape), answer) => self.fits(it, shape, answer.as_ref(), body),
            (None, Some(answer)) => self.fits(it, answer, None, body),
            (None, None) => Err("it answers JSON and does not say so".to_owned()),
        }
    }

    fn code_is_named(&self, it: &Described<'_>, code: &str) -> Result<(), String> {
        let always = self.line_of(it.api).flat_map(|api| api.always_errors.split_whitespace());
        let is_free = self.line_of(it.api).all(|api| api.errors.is_empty());
        if is_free || it.call.errors.split_whitespace().chain(always).any(|known| known == code) {
            Ok(())
        } else {
            Err(format!("it answers code {code} and does not say so"))
        }
    }

    fn fits(&self, it: &Described<'_>, shape: &Value, inner: Option<&Value>, body: &Json) -> Result<(), String> {
        match (shape, body) {
            (Value::String(word), _) if word == "$" => inner.map_or(Ok(()), |inner| self.fits(it, inner, None, body)),
            (Value::String(words), _) => {
                let fits = words.split('|').map(|word| self.fits_word(it, word, body));
                fits.reduce(Result::or).unwrap_or(Ok(()))
            }
            (Value::Array(entries), Json::Array(values)) => match entries.first() {
                Some(entry) => values.iter().try_for_each(|value| self.fits(it, entry, inner, value)),
                None if values.is_empty() => Ok(()),
                None => Err("an entry in a list that is always empty".to_owned()),
            },
            (Value::Table(members), Json::Object(values)) => self.members_fit(it, members, inner, values),
            _ => Err(format!("{} where {shape:?} is told", short(body))),
        }
    }

    fn members_fit(
        &self,
        it: &Described<'_>,
        members: &toml::Table,
        inner: Option<&Value>,
        values: &serde_json::Map<String, Json>,
    ) -> Result<(), String> {
        let told =
            |name: &str| members.get(name).or_else(|| members.get(&format!("{name}?"))).or_else(|| members.get("*"));
        for (name, value) in values {
            let shape = told(name).filter(|shape| !is_left_out(shape, inner));
            let shape = shape.ok_or_else(|| format!("its answer has {name} and it does not say so"))?;
            self.fits(it, shape, inner, value).map_err(|why| format!("{name}: {why}"))?;
        }
        let missing = members.iter().find(|(name, shape)| {
            !name.ends_with('?') && *name != "*" && !values.contains_key(*name) && !is_left_out(shape, inner)
        });
        missing.map_or(Ok(()), |(name, _)| Err(format!("its answer has no {name}")))
    }

    fn fits_word(&self, it: &Described<'_>, word: &str, body: &Json) -> Result<(), String> {
        let fits = match word {
            "any" => true,
            "string" => body.is_string(),
            "integer" => body.is_i64() || body.is_u64(),
            "number" | "money" => body.is_number(),
            "boolean" => body.is_boolean(),
            "null" => body.is_null(),
            list if list.ends_with("[]") => {
                let word = list.trim_end_matches("[]");
                return match body {
                    Json::Array(entries) => entries.iter().try_for_each(|entry| self.fits_word(it, word, entry)),
                    _ => Err(format!("{} where {list} is told", short(body))),
                };
            }
            name => {
                let shape = it.api.shapes.get(name);
                let shape = shape.ok_or_else(|| format!("there is no shape {name}"))?;
                return self.fits(it, shape, None, body);
            }
        };
        if fits { Ok(()) } else { Err(format!("{} where {word} is told", short(body))) }
    }
}

/// Whether a name of the contract means a name that was read: `lan_%` is any that begins so, and letter case does not count where an
/// API takes any.
fn names(known: &str, read: &str) -> bool {
    match known.strip_suffix('%') {
        Some(start) => read.starts_with(start),
        None => known.eq_ignore_ascii_case(read),
    }
}

fn short(body: &Json) -> String {
    body.to_string().chars().take(60).collect()
}
