//! Every kind of entry that the audit trail may hold has a sentence in both languages, and no sentence is of a kind that nobody writes.

use std::collections::{BTreeMap, BTreeSet};

use super::source::Source;
use super::{files, read, root};

/// The kinds that the program writes: each is named where it is done, as `Deed("...")`, because `audit` takes nothing else.
fn written(source: &Source) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, text) in source.texts().filter(|(file, _)| !file.starts_with("channels/ferry")) {
        for part in text.split("Deed(\"").skip(1) {
            let kind = part.split('"').next().unwrap_or_default();
            found.insert(kind.to_owned());
        }
    }
    found
}

/// The sentences of a file of texts: those between a line that opens the list and the line that closes it at the same depth.
fn sentences(text: &str, opens: &str, closes: &str) -> BTreeMap<String, Vec<String>> {
    let Some((_, list)) = text.split_once(opens) else { return BTreeMap::new() };
    let list = list.split_once(closes).map_or(list, |(list, _)| list);
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut kind = String::new();
    for line in list.lines() {
        let bare = line.trim_start();
        if let Some((name, _)) = bare.split_once(": [") {
            name.clone_into(&mut kind);
        }
        let said = bare.split('"').skip(1).step_by(2).map(str::to_owned);
        found.entry(kind.clone()).or_default().extend(said);
    }
    found.remove("");
    found
}

/// All sentences that the pages have.
fn told() -> BTreeMap<String, Vec<String>> {
    let mut all = sentences(&read("assets/web/admin/actions.js"), "export const ACTIONS = {\n", "\n};");
    for file in files("src/channels", "js").iter().filter(|file| file.ends_with("pages/admin-words.js")) {
        let text = std::fs::read_to_string(file).unwrap();
        all.extend(sentences(&text, "  actions: sides({\n", "\n  }),"));
    }
    all
}

/// What is wrong between the kinds and the sentences.
fn faults(written: &BTreeSet<String>, told: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let mut found = Vec::new();
    found.extend(written.iter().filter(|kind| !told.contains_key(*kind)).map(|kind| format!("{kind} has no sentence")));
    for (kind, both) in told {
        if !written.contains(kind) {
            found.push(format!("nobody does {kind}"));
        }
        if both.len() != 2 || both.iter().any(|text| !text.contains("{who}")) || both.first() == both.last() {
            found.push(format!("{kind} is not told in two languages: {both:?}"));
        }
    }
    found
}

#[test]
fn every_kind_of_entry_in_the_trail_has_a_sentence_in_both_languages() {
    let (written, told) = (written(&Source::of_the_program(root())), told());
    assert_eq!(faults(&written, &told), Vec::<String>::new());
    assert!(written.len() > 90, "the test sees the kinds: {}", written.len());
}

#[test]
fn a_kind_without_a_sentence_and_a_sentence_in_one_language_would_be_seen() {
    let written = BTreeSet::from(["made".to_owned(), "lost".to_owned()]);
    let text = "x = {\n  made: [\"{who} 做\", \"{who} made\"],\n  gone: [\n    \"{who} 走\",\n  ],\n};";
    let told = sentences(text, "x = {\n", "\n};");
    let expected = ["lost has no sentence", "nobody does gone", "gone is not told in two languages: [\"{who} 走\"]"];
    assert_eq!(faults(&written, &told), expected);
}
