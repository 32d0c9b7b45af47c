//! The command line: one file a command. A command ends with one clear sentence when it cannot do its work.

/// `println!` for a reader who may leave early (`| head`): what nobody wants to hear stops no command, and is no panic.
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($text)*);
    }};
}

/// Says it on standard error. A reader who has left changes neither what was done nor the exit code.
macro_rules! complain {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($text)*);
    }};
}

mod backup;
mod check;
mod cli;
mod demo;
mod export;
mod export_target;
mod file_limit;
mod first_run;
mod import;
mod init;
mod install;
mod listener;
mod patience;
mod preflight;
mod progress;
mod replay;
mod restore;
mod sd_notify;
mod serve;
mod server;
mod uninstall;
mod user;
mod values;

pub use cli::run;
