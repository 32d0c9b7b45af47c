//! The specification lives here: its chapters, its recorded exchanges and its executable suites are copies that are kept.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::support::files_below;

/// Each folder of the source beside the repository, and where its copy is.
const COPIES: [(&str, &str); 3] =
    [("spec", "docs/spec"), ("recorded", "docs/recorded"), ("conformance", "tests/conformance")];
/// Files that were mended here, because no server could pass them as they came, until their source is mended too: two cases of the
/// tickets' suite compare tuples with lists, and look for a callback's end before it can be booked.
const MENDED: [&str; 1] = ["suites/tickets.py"];
/// How one place names another in the source, and how the copies, which lie elsewhere, name it.
const MOVED: [(&str, &str); 4] = [
    ("`../spec/", "`../../docs/spec/"),
    ("`../recorded/", "`../../docs/recorded/"),
    ("`../conformance/", "`../../tests/conformance/"),
    ("`../design.md`", "`../../ARCHITECTURE.md`"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below a folder by their path in it, without what Python leaves behind.
fn texts(folder: &Path) -> BTreeMap<PathBuf, String> {
    let kept =
        files_below(folder).into_iter().filter(|path| !path.components().any(|part| part.as_os_str() == "__pycache__"));
    // The recordings have a page here that says how they are replayed.
    let kept = kept.filter(|path| !path.ends_with("docs/recorded/README.md"));
    kept.map(|path| (path.strip_prefix(folder).unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())).collect()
}

/// A text of the source as its copy should be. Chapters and recordings lie beside each other in both places.
fn moved(text: &str, folder: &str) -> String {
    let elsewhere = MOVED.iter().filter(|(from, _)| folder == "conformance" || !from.contains("recorded"));
    elsewhere.fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// The files that are not in both places with the same text.
fn differences(source: &BTreeMap<PathBuf, String>, copy: &BTreeMap<PathBuf, String>) -> Vec<PathBuf> {
    let mut names: Vec<_> =
        source.keys().chain(copy.keys()).filter(|name| source.get(*name) != copy.get(*name)).collect();
    names.sort();
    names.dedup();
    names.into_iter().cloned().collect()
}

#[test]
fn the_copies_say_what_the_shared_specification_says() {
    let shared = root().join("../shared");
    if !shared.is_dir() {
        // The copies in the repository are what counts; only where they are made is there something to compare.
        return;
    }
    for (folder, copy) in COPIES {
        let source = texts(&shared.join(folder));
        let source = source.into_iter().map(|(name, text)| (name, moved(&text, folder))).collect();
        let differing = differences(&source, &texts(&root().join(copy)));
        let (mended, differing): (Vec<_>, Vec<_>) =
            differing.into_iter().partition(|name| MENDED.iter().any(|mended| name == Path::new(mended)));
        for name in mended {
            println!("{copy}/{} was mended here and differs from its source", name.display());
        }
        assert!(
            differing.is_empty(),
            "these files of {} are not those of {copy}: {differing:?}",
            shared.join(folder).display()
        );
    }
}

#[test]
fn a_file_that_differs_or_is_missing_is_named() {
    let files = |entries: &[(&str, &str)]| {
        entries.iter().map(|(name, text)| (PathBuf::from(name), (*text).to_owned())).collect::<BTreeMap<_, _>>()
    };
    let source = files(&[("same.md", "1"), ("edited.md", "2"), ("new.md", "3")]);
    let copy = files(&[("same.md", "1"), ("edited.md", "two"), ("old.md", "4")]);
    let named: Vec<_> = differences(&source, &copy).iter().map(|name| name.display().to_string()).collect();
    assert_eq!(named, ["edited.md", "new.md", "old.md"]);
}

#[test]
fn every_file_that_the_specification_names_is_there() {
    let mut followed = 0;
    for folder in ["docs/spec", "docs/recorded", "tests/conformance"] {
        for (name, text) in texts(&root().join(folder)) {
            let home = root().join(folder);
            for named in text.split('`').filter(|word| word.starts_with("../")) {
                // `../recorded/*.txt` means the folder; what a build makes is not there yet.
                let path = named.split('*').next().unwrap_or_default();
                if path.contains("target/") || path.contains(' ') {
                    continue;
                }
                assert!(home.join(path).exists(), "{folder}/{} names {named}", name.display());
                followed += 1;
            }
        }
    }
    assert!(followed >= 5, "the check finds names");
}

/// The sections that a text cites, as (chapter, section): `docs/spec/tours.md sections 1 and 4` are two.
fn citations(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (_, rest) in text.match_indices("docs/spec/").map(|(at, start)| (at, &text[at + start.len()..])) {
        let Some((chapter, rest)) = rest.split_once(".md section") else { continue };
        if chapter.contains(|c: char| !c.is_ascii_lowercase()) {
            continue;
        }
        let numbers =
            rest.trim_start_matches('s').split([' ', ',', ')', ':', ';', '\n']).filter(|word| !word.is_empty());
        let numbers = numbers
            .take_while(|word| *word == "and" || *word == "to" || word.starts_with(|c: char| c.is_ascii_digit()));
        let numbers = numbers.filter(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        found.extend(numbers.map(|number| (chapter.to_owned(), number.trim_end_matches('.').to_owned())));
    }
    found
}

/// Whether a chapter has a section: `7` is a heading, `0.7` the seventh decision of the section before the first.
fn has_section(chapter: &str, section: &str) -> bool {
    let starts = |beginning: String| chapter.lines().any(|line| line.starts_with(&beginning));
    match section.split_once('.') {
        Some((_, decision)) => starts(format!("{decision}. ")),
        None => starts(format!("## {section} ")) || starts(format!("## {section}. ")),
    }
}

#[test]
fn every_section_that_a_comment_cites_is_there() {
    let chapters = texts(&root().join("docs/spec"));
    let mut cited = 0;
    for (name, text) in texts(&root().join("src")) {
        for (chapter, section) in citations(&text) {
            let text = chapters.get(Path::new(&format!("{chapter}.md")));
            assert!(
                text.is_some_and(|text| has_section(text, &section)),
                "{} cites docs/spec/{chapter}.md section {section}",
                name.display()
            );
            cited += 1;
        }
    }
    assert!(cited > 100, "the check finds citations: {cited}");
}

#[test]
fn a_section_that_is_not_there_is_seen() {
    let chapter = "## 0. Decisions\n\n1. **Envelope.** Keys\n## 2 Answers\n";
    assert!(has_section(chapter, "0.1") && has_section(chapter, "2"));
    assert!(!has_section(chapter, "0.2") && !has_section(chapter, "1"));
    let cited =
        citations("/// Both (docs/spec/tours.md sections 1, 2.3 and 40): rest, 5. And docs/spec/demo.md alone.");
    let cited: Vec<_> = cited.iter().map(|(chapter, section)| format!("{chapter} {section}")).collect();
    assert_eq!(cited, ["tours 1", "tours 2.3", "tours 40"]);
}
