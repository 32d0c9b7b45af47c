//! `outpost replay`: recorded exchanges, sent again and compared, or written down.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::values;
use crate::clock::Zone;
use crate::replay::{self, Exchange, MAX_RECORDING_BYTES, Place, Reply, Terms, Verdict};

/// Send the exchanges of a file to an outlet and show each answer that differs, or record such a file.
#[derive(Args)]
pub(super) struct Options {
    /// A file of exchanges: curl lines or requests, each with the answer that it got.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// A running outlet, by its address; without it a demonstration of its own is asked, at the recorded times.
    #[arg(long, value_name = "ADDRESS", value_parser = values::outlet)]
    to: Option<String>,
    /// The password of an account that asks; may stand several times. In a demonstration they are known.
    #[arg(long = "login", value_name = "NAME=PASSWORD", value_parser = values::login)]
    logins: Vec<(String, String)>,
    /// The time zone of the recording, as an offset.
    #[arg(long, value_name = "OFFSET", default_value = "+08:00", value_parser = values::zone)]
    zone: Zone,
    /// Listen here instead, hand every request on to the outlet and write the exchanges to FILE, which must be new.
    #[arg(long, value_name = "ADDRESS:PORT", requires = "to", value_parser = values::listen)]
    record: Option<String>,
    /// Another executable of Outpost, before a change or after one: its answers count in place of the recorded ones.
    #[arg(long, value_name = "EXECUTABLE", conflicts_with_all = ["to", "record"])]
    beside: Option<PathBuf>,
    /// Say only how many answers are the same.
    #[arg(long)]
    quiet: bool,
}

pub(super) fn run(options: &Options) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("Nothing can be sent: {error}."))?;
    match (&options.record, &options.to) {
        (Some(listen), Some(to)) => runtime.block_on(record(options, listen, to)),
        _ => runtime.block_on(compare(options)),
    }
}

async fn compare(options: &Options) -> Result<(), String> {
    let recording = replay::read(&text(&options.file)?)
        .map_err(|error| format!("{} cannot be replayed: {error}.", options.file.display()))?;
    let place = match &options.to {
        Some(address) => Place::Running(address.clone()),
        None => Place::OwnDemo(
            std::env::current_exe().map_err(|error| format!("This executable does not find itself: {error}."))?,
        ),
    };
    let passwords: BTreeMap<String, String> = options.logins.iter().cloned().collect();
    let mut tell = |exchange: &Exchange, verdict: &Verdict, _: &Reply| {
        if !options.quiet {
            show(exchange, verdict);
        }
    };
    let terms = Terms { zone: options.zone, passwords: &passwords };
    let replayed = match &options.beside {
        Some(other) => replay::beside(&recording, (&Place::OwnDemo(other.clone()), &place), terms, &mut tell).await,
        None => replay::run(&recording, &place, terms, &mut tell).await,
    };
    let outcome = replayed.map_err(|error| error.to_string())?;
    say!(
        "{} of {} exact; {} but for decimals, {} with more fields, {} differ; {} sent with nothing to compare.",
        outcome.exact,
        outcome.compared(),
        outcome.decimals,
        outcome.more,
        outcome.differs,
        outcome.sent
    );
    let what =
        options.beside.as_ref().map_or("what was recorded".to_owned(), |other| format!("those of {}", other.display()));
    match outcome.differs {
        0 => Ok(()),
        1 => Err(format!("One answer differs from {what}.")),
        many => Err(format!("{many} answers differ from {what}.")),
    }
}

fn show(exchange: &Exchange, verdict: &Verdict) {
    let (word, lines): (_, &[String]) = match verdict {
        Verdict::Exact => ("exact", &[]),
        Verdict::Sent => ("sent", &[]),
        Verdict::Decimals(lines) => ("decimals", lines),
        Verdict::More(lines) => ("more", lines),
        Verdict::Differs(lines) => ("differs", lines),
    };
    say!("{word:<9}line {:<5}{}", exchange.line, exchange.name());
    for line in lines {
        say!("         {line}");
    }
}

fn text(file: &Path) -> Result<String, String> {
    let cannot = |error: &dyn std::fmt::Display| format!("{} cannot be read: {error}.", file.display());
    let bytes = fs::metadata(file).map_err(|error| cannot(&error))?.len();
    if bytes > MAX_RECORDING_BYTES {
        return Err(format!("{} has {bytes} bytes; a recording has at most {MAX_RECORDING_BYTES}.", file.display()));
    }
    fs::read_to_string(file).map_err(|error| cannot(&error))
}

async fn record(options: &Options, listen: &str, to: &str) -> Result<(), String> {
    let file = fs::File::create_new(&options.file)
        .map_err(|error| format!("{} cannot be made: {error}.", options.file.display()))?;
    let listener = tokio::net::TcpListener::bind(listen).await;
    let listener = listener.map_err(|error| format!("Nobody can listen on {listen}: {error}."))?;
    let address = listener.local_addr().map_err(|error| format!("Nobody can listen on {listen}: {error}."))?;
    say!("{}", serde_json::json!({"event": "recording", "url": format!("http://{address}"), "outlet": to}));
    replay::record(listener, to, options.zone, file).await.map_err(|error| error.to_string())
}
