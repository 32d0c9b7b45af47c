//! The command line: one file a command. A command ends with one clear sentence when it cannot do its work.

mod cli;
mod demo;
mod init;
mod running;
mod serve;
mod user;

pub use cli::run;
pub use running::router;
