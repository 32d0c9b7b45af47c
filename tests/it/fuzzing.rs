//! The fuzzer's corpus, read by every day's tests: nothing in it makes a reader panic, and every reader has some.

use std::path::Path;

use crate::support::files_below;
use outpost::fuzzing::TARGETS;

fn fuzz() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz"))
}

#[test]
fn no_reader_of_foreign_bytes_panics_at_what_the_fuzzer_has_found() {
    for (name, read) in TARGETS {
        let corpus = files_below(&fuzz().join("corpus").join(name));
        assert!(corpus.len() >= 2, "{name} has something to begin with");
        for file in corpus {
            let bytes = std::fs::read(&file).unwrap();
            println!("{}", file.display());
            read(&bytes);
            // Cut off, with a byte more, and with one that is no UTF-8.
            read(&bytes[..bytes.len() / 2]);
            read(&[&bytes, b"\0".as_slice()].concat());
            read(&[b"\xff", bytes.as_slice()].concat());
        }
    }
}

#[test]
fn every_reader_is_a_target_of_the_fuzzer() {
    let manifest = std::fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
    let named = |name: &str| manifest.contains(&format!("name = \"{name}\"\npath = \"fuzz_targets/{name}.rs\""));
    for (name, _) in TARGETS {
        assert!(named(name), "fuzz/Cargo.toml does not name {name}");
        let source = std::fs::read_to_string(fuzz().join(format!("fuzz_targets/{name}.rs"))).unwrap();
        assert!(source.contains(&format!("outpost_fuzz::read(\"{name}\", bytes)")), "{name}");
    }
    let sources = files_below(&fuzz().join("fuzz_targets"));
    assert_eq!(sources.len(), TARGETS.len(), "a source without a reader");
    assert!(!named("nothing"), "the check can fail");
}
