//! The command line: one file a command. A command ends with one clear sentence when it cannot do its work.

mod backup;
mod check;
mod cli;
mod demo;
mod init;
mod restore;
mod running;
mod serve;
mod user;

pub use cli::run;
