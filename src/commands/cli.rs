//! What may stand on the command line, and which exit code comes of it.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::OnceLock;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::nearest::nearest;
use crate::store::schema_version;

use super::{backup, check, demo, export, import, init, install, replay, restore, serve, uninstall, user, values};

/// A travel outlet's whole back end in one executable.
#[derive(Parser)]
#[command(name = "outpost", version = version(), about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start a complete outlet with demonstration data.
    Demo(demo::Options),
    /// Create the database and the first admin.
    Init(init::Options),
    /// Serve the outlet of a data folder.
    Serve(serve::Options),
    /// Add, list and disable accounts, set passwords.
    User(user::Options),
    /// Take a table, or a whole outlet, in from a file.
    Import(import::Options),
    /// Write a table, or the whole outlet, to a file.
    Export(export::Options),
    /// Copy the database, while it is served or not.
    Backup(backup::Options),
    /// Put a backup in the place of the database; the server must not be running.
    Restore(restore::Options),
    /// Look the outlet over; it may be serving meanwhile.
    Check(check::Options),
    /// Send recorded exchanges again and show what is answered otherwise, or record some.
    Replay(replay::Options),
    /// Make this machine an outlet: account, folders, systemd units.
    Install(install::Options),
    /// Take back what install has done; the data stay.
    Uninstall(uninstall::Options),
}

/// Options that every server takes.
#[derive(Args)]
pub(super) struct ServerOptions {
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = values::listen)]
    pub(super) listen: Option<String>,
    /// A TOML file with settings.
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Start the outlet's clock at this local time, "2016-07-06 14:44:34".
    #[arg(long, value_name = "TIME", value_parser = values::start)]
    pub(super) at: Option<String>,
    /// One setting, as section.name=value; may stand several times.
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = values::setting)]
    pub(super) settings: Vec<String>,
}

/// `0.2.0 (schema 16, build 0123456789)`: which databases this program opens, and the commit that it was built from.
fn version() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    let (version, build) = (env!("CARGO_PKG_VERSION"), env!("OUTPOST_BUILD"));
    TEXT.get_or_init(|| format!("{version} (schema {}, build {build})", schema_version()))
}

/// Runs the command that the command line names: 0, 2 for a wrong command line, 1 for anything else that went wrong.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refuse(&error),
    };
    let outcome = match cli.command {
        Command::Demo(options) => demo::run(&options),
        Command::Init(options) => init::run(&options),
        Command::Serve(options) => serve::run(&options),
        Command::User(options) => user::run(&options),
        Command::Import(options) => import::run(&options),
        Command::Export(options) => export::run(&options),
        Command::Backup(options) => backup::run(&options),
        Command::Restore(options) => restore::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Replay(options) => replay::run(&options),
        Command::Install(options) => install::run(&options),
        Command::Uninstall(options) => uninstall::run(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            complain!("outpost: {sentence}");
            ExitCode::from(1)
        }
    }
}

/// Shows what was asked for, or says in one sentence what is wrong with the command line.
fn refuse(error: &clap::Error) -> ExitCode {
    let code = if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    ) {
        // A closed pipe is the reader's business.
        let _ = error.print();
    } else {
        complain!("outpost: {}", sentence(&error.to_string(), &meant(error)));
    }
    code
}

/// The first paragraph of a message in one line: below it stand the usage and hints that `--help` has as well.
fn sentence(message: &str, meant: &str) -> String {
    let paragraph: Vec<&str> = message.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
    let whole = paragraph.join(" ");
    let what = whole.strip_prefix("error: ").unwrap_or(&whole);
    format!("{what}{meant}; --help shows what may stand there.")
}

/// `, did you mean ...` for a command or a flag that is none, or nothing.
fn meant(error: &clap::Error) -> String {
    let cli = Cli::command();
    let (word, known): (_, Vec<String>) =
        match (error.get(ContextKind::InvalidSubcommand), error.get(ContextKind::InvalidArg)) {
            (Some(ContextValue::String(word)), _) => (word, commands(&cli)),
            (_, Some(ContextValue::String(word))) if error.kind() == ErrorKind::UnknownArgument => (word, flags(&cli)),
            _ => return String::new(),
        };
    nearest(word, known.iter().map(String::as_str)).map(|name| format!(", did you mean '{name}'?")).unwrap_or_default()
}

fn commands(cli: &clap::Command) -> Vec<String> {
    let all = cli.get_subcommands().flat_map(|it| std::iter::once(it).chain(it.get_subcommands()));
    all.map(|it| it.get_name().to_owned()).collect()
}

/// The flags of the command that the command line names.
fn flags(cli: &clap::Command) -> Vec<String> {
    let words = std::env::args_os().skip(1);
    let command = words.fold(cli, |at, word| at.find_subcommand(&word).unwrap_or(at));
    command.get_arguments().filter_map(|it| it.get_long()).map(|long| format!("--{long}")).collect()
}
