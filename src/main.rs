//! The `outpost` executable; everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    outpost::commands::run()
}
