//! What stands over the registry of channels takes them from it: no file of the pages, of the check, the metrics, the backups or the
//! transfer names a channel. One that did would be a place more to touch for the next channel.

use std::path::{Path, PathBuf};

use super::{files, name, root};

/// What takes the channels from the registry, with the kinds of files that could name one.
const OVER: &[(&str, &[&str])] = &[
    ("src/pages", &["rs", "toml"]),
    ("src/check", &["rs"]),
    ("src/metrics", &["rs", "toml"]),
    ("src/backup", &["rs"]),
    ("src/transfer", &["rs"]),
    ("assets/web/admin", &["js"]),
    ("assets/web/counter", &["js"]),
    ("assets/web/kiosk", &["js"]),
];

/// The folders of the channels: those that have a value for the registry.
fn channels() -> Vec<String> {
    let is_channel = |path: &PathBuf| {
        path.ends_with("mod.rs") && std::fs::read_to_string(path).unwrap().contains("pub static CHANNEL: Channel")
    };
    let found = files("src/channels", "rs").into_iter().filter(is_channel);
    found.map(|path| path.parent().unwrap().file_name().unwrap().to_str().unwrap().to_owned()).collect()
}

/// What of a file stands in the program: not its tests, and in a page not what is said to people.
fn program(path: &str, text: &str) -> String {
    let is_a = |kind: &str| Path::new(path).extension().is_some_and(|known| known == kind);
    let is_test = |line: &str| is_a("rs") && line == "#[cfg(test)]";
    let is_speech = |line: &str| path.ends_with("words.js") || line.trim_start().starts_with("//");
    let own = text.lines().take_while(|line| !is_test(line));
    own.filter(|line| !(is_a("js") && is_speech(line))).collect::<Vec<_>>().join("\n")
}

/// The lines of a program in which one of the names stands as a whole word.
fn naming(program: &str, names: &[String]) -> Vec<String> {
    let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let names_one =
        |line: &&str| line.split(|letter| !is_of_word(letter)).any(|word| names.iter().any(|it| it == word));
    program.lines().filter(names_one).map(|line| line.trim().to_owned()).collect()
}

#[test]
fn nothing_over_the_registry_names_a_channel() {
    let names = channels();
    assert!(names.len() >= 6, "{names:?}");
    let mut found = Vec::new();
    for (folder, kinds) in OVER {
        for path in kinds.iter().flat_map(|kind| files(folder, kind)) {
            let path = name(&path);
            let text = std::fs::read_to_string(root().join(&path)).unwrap();
            found.extend(naming(&program(&path, &text), &names).into_iter().map(|line| format!("{path}: {line}")));
        }
    }
    assert!(found.is_empty(), "these name a channel:\n{}", found.join("\n"));
}

/// The twin: whatever names one is found, and what only looks like it is not.
#[test]
fn a_channel_that_is_named_would_be_found() {
    let names = channels();
    for line in
        ["use crate::channels::tours::CHANNEL;", "/// What tickets need.", "const HOME = [\"leases\"];", "shop.courses"]
    {
        assert_eq!(naming(&program("src/pages/x.rs", line), &names), [line]);
    }
    for line in ["let detours = contours;", "fn tickets_of() {}"] {
        assert!(naming(&program("src/pages/x.rs", line), &names).is_empty(), "{line}");
    }
    let test = "fn a() {}\n#[cfg(test)]\nmod tests { const A: &str = \"tours\"; }";
    assert_eq!(naming(&program("src/check/x.rs", test), &names), [""; 0]);
    assert!(naming(&program("assets/web/kiosk/x.js", "go({ shelf: \"tours\" });"), &names).len() == 1);
    assert!(naming(&program("assets/web/kiosk/words.js", "done: \"the tickets are yours\""), &names).is_empty());
}
