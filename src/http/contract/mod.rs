//! What callers are told of every call: its parameters, its answers, its errors, who may make it.
//!
//! Each room keeps this in an `api.toml` beside its route table, in the words of [`text::Api`]. `/openapi.json` is made of it
//! ([`open_api`]), and builds with assertions hold every request against it ([`held`]): whatever a handler reads, and whatever it answers,
//! must be named. The tests run such a build, so each of them finds what is not.

#[cfg(debug_assertions)]
pub mod held;
pub mod open_api;
pub mod shape;
#[cfg(test)]
mod tests;
mod text;

use std::collections::HashMap;

use text::{Api, Call, Param};

/// Everything that is told of the house's calls.
#[derive(Default)]
pub struct Contract {
    apis: Vec<Api>,
    by_path: HashMap<String, (usize, String)>,
}

/// A call with the API that it belongs to.
struct Described<'c> {
    api: &'c Api,
    /// Its path as its text has it.
    path: &'c str,
    call: &'c Call,
}

impl Contract {
    /// Reads the rooms' texts.
    ///
    /// # Errors
    /// The place of what cannot be read: a mistake of the program, found by its first test.
    pub fn read<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Self, String> {
        let mut contract = Self::default();
        for text in texts {
            let api: Api = toml::from_str(text).map_err(|error| format!("{error} in {text:.80}"))?;
            let place = contract.apis.len();
            for path in api.calls.keys() {
                contract.by_path.insert(path.clone(), (place, path.clone()));
                for (theirs, ours) in &api.same_below {
                    if let Some(rest) = path.strip_prefix(ours.as_str()) {
                        contract.by_path.entry(format!("{theirs}{rest}")).or_insert((place, path.clone()));
                    }
                }
            }
            contract.apis.push(api);
        }
        Ok(contract)
    }

    /// Whether nothing is told at all: a router of a test.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.apis.is_empty()
    }

    /// The paths that are told of.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.by_path.keys().map(String::as_str)
    }

    fn call(&self, path: &str) -> Option<Described<'_>> {
        let (api, written) = self.by_path.get(path)?;
        let api = &self.apis[*api];
        Some(Described { api, path: written, call: api.calls.get(written)? })
    }

    /// The API and those that it builds upon, the nearest first.
    fn line_of<'c>(&'c self, api: &'c Api) -> impl Iterator<Item = &'c Api> {
        let base = |api: &&'c Api| self.apis.iter().find(|other| !api.base.is_empty() && other.name == api.base);
        std::iter::successors(Some(api), base)
    }

    /// What is told of a field, and the API that tells it; none where the call itself does.
    fn param<'c>(&'c self, it: &Described<'c>, name: &str) -> Option<(Option<&'c Api>, &'c Param)> {
        if let Some(own) = it.call.params.get(name) {
            return Some((None, own));
        }
        self.line_of(it.api).find_map(|api| Some((Some(api), api.params.get(name)?)))
    }

    /// The fields that a call takes: its own, then those that all calls of its API take; `true` where it must be there.
    fn takes<'c>(&'c self, it: &Described<'c>) -> Vec<(&'c str, bool)> {
        let shared = self.line_of(it.api).flat_map(|api| api.takes.split_whitespace());
        let mut all: Vec<(&str, bool)> = Vec::new();
        for word in it.call.takes.split_whitespace().chain(shared) {
            let name = word.trim_end_matches('*');
            let is_ignored = it.call.ignores.split_whitespace().any(|ignored| ignored == name);
            if !is_ignored && all.iter().all(|(known, _)| *known != name) {
                all.push((name, word.ends_with('*')));
            }
        }
        all
    }

    /// The shape around an answer.
    fn around<'c>(&'c self, it: &Described<'c>) -> Option<&'c toml::Value> {
        let shape = self.line_of(it.api).find_map(|api| api.success.as_ref());
        shape.filter(|_| !it.call.bare)
    }

    /// The HTTP statuses of a call.
    fn statuses(&self, it: &Described<'_>) -> Vec<u16> {
        let mut told = std::iter::once(&it.call.statuses).chain(self.line_of(it.api).map(|api| &api.statuses));
        let mut all = told.find(|own| !own.is_empty()).cloned().unwrap_or_else(|| vec![200]);
        all.extend(self.line_of(it.api).flat_map(|api| &api.always).copied());
        all.sort_unstable();
        all.dedup();
        all
    }
}
