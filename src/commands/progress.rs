//! How far a long command is, for a person at a terminal.

use std::io::{IsTerminal, Write};

/// Shows a count in one line of standard error; nothing when that is no terminal.
pub(super) fn show(what: &str, rows: u64) {
    let mut out = std::io::stderr();
    if out.is_terminal() {
        // Whoever closed standard error does not want to know.
        let _ = write!(out, "\r{what}: {rows} rows ").and_then(|()| out.flush());
    }
}

/// Ends the line of [`show`].
pub(super) fn end() {
    let mut out = std::io::stderr();
    if out.is_terminal() {
        let _ = write!(out, "\r\u{1b}[K").and_then(|()| out.flush());
    }
}
