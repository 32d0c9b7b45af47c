//! Tests that this machine cannot show. They say so, and `tests/all` repeats it at its end: a test that was not run must not
//! look like one that has passed.

use std::fs::OpenOptions;
use std::io::Write;
use std::process::Command;

/// Says why a test is skipped: to the test's own output, and as a line of the file that `OUTPOST_SKIPPED` names.
pub fn skip(reason: &str) {
    eprintln!("SKIPPED: {reason}");
    let Ok(path) = std::env::var("OUTPOST_SKIPPED") else { return };
    let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
    // One write, so that the lines of tests that run beside each other do not mix.
    file.write_all(format!("{reason}\n").as_bytes()).unwrap();
}

/// Whether a program that a test needs is on this machine; if not, the test is skipped.
pub fn has(program: &str) -> bool {
    let found = Command::new("sh").args(["-c", &format!("command -v {program}")]).output().unwrap().status.success();
    if !found {
        skip(&format!("there is no {program} on this machine"));
    }
    found
}
