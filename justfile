# The usual commands; `just` alone lists them. Each line also works when it is typed.

binary := "target/x86_64-unknown-linux-gnu/debug/outpost"

# Lists the commands.
default:
    @just --list

# A whole outlet with demonstration data, gone when it ends.
demo *ARGUMENTS:
    cargo run --locked -- demo {{ARGUMENTS}}

# Form and lint of the Rust source.
lint:
    cargo fmt --check
    cargo clippy --locked --all-targets -- -D warnings

# All tests, or those whose name has a word.
test WORD="":
    cargo nextest run --locked -E 'test({{WORD}})'

# Form, lint and types of the pages; mends what can be mended.
pages:
    tests/frontend/run --write

# Walks through the pages in a real browser: all, or those named.
walk *WALKS:
    cargo build --locked
    tests/browser/run {{binary}} {{WALKS}}

# The suites of the five APIs: all, or one, with a word of the cases' names.
conform *ARGUMENTS:
    cargo build --locked
    python3 tests/conformance/conform.py --binary {{binary}} -j 2 {{ARGUMENTS}}

# Writes the snapshots of tests/it anew; look at their difference before it is committed.
snapshots:
    INSTA_UPDATE=always cargo nextest run --locked -E 'test(recorded_exchanges) + test(help_of_every_command)'

# The functions that a busy outlet spends its time in, each alone.
bench *WORDS:
    cargo bench --locked --bench functions -- {{WORDS}}

# The outlet beside what it is compared with (BENCHMARKS.md); needs wrk and a quiet machine.
compare *ARGUMENTS:
    benches/compare/run {{ARGUMENTS}}

# What an outlet spends its processor time in: serves a demonstration under perf until it is stopped, then `perf report`.
profile *ARGUMENTS:
    cargo build --locked --profile profiling
    perf record -g --call-graph dwarf,16384 -F 499 -o target/perf.data target/x86_64-unknown-linux-gnu/profiling/outpost demo {{ARGUMENTS}}

# Looks for a panic in a reader of foreign bytes; without a name, lists them. Needs nightly Rust and cargo-fuzz.
fuzz TARGET="" SECONDS="60":
    {{ if TARGET == "" { "ls fuzz/corpus" } else { "cargo +nightly fuzz run " + TARGET + " -- -max_total_time=" + SECONDS } }}

# The files of a release, without making one.
release *ARGUMENTS="--dry-run":
    packaging/release {{ARGUMENTS}}

# The API document held against the server; --whole also tries every boundary.
openapi *ARGUMENTS:
    cargo build --locked
    tests/openapi/run {{binary}} {{ARGUMENTS}}

# Writes assets/web/lib/constants.js anew.
constants:
    UPDATE=1 cargo test --locked --lib the_pages_numbers

# The documentation of everything, private items included.
doc:
    cargo doc --locked --no-deps --document-private-items --open

# Everything that must hold before a change is merged.
all:
    tests/all
