//! What `demo` and `serve` share: settings, the runtime, the listening line, the regular work, the end.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use super::cli::ServerOptions;
use super::sd_notify::Manager;
use super::{file_limit, first_run, listener};
use crate::app;
use crate::backup::Sealing;
use crate::clock::Clock;
use crate::config::{Config, LiveConfig, LogFormat};
use crate::http::{Server, Tls};
use crate::outlet::{self, Outlet};
use crate::payments::Gateways;
use crate::store::{Store, StoreError};

/// Threads of the runtime; looks at the database run on them.
const WORKERS: usize = 2;

/// The settings of a server's options; flags win.
pub(super) fn config(options: &ServerOptions) -> Result<Config, String> {
    let mut flags: Vec<(&str, String)> = Vec::new();
    for setting in &options.settings {
        let (name, value) = setting
            .split_once('=')
            .ok_or_else(|| format!("--set {setting} has no value; write --set section.name=value."))?;
        flags.push((name, value.to_owned()));
    }
    if let Some(listen) = &options.listen {
        flags.push(("server.listen", listen.clone()));
    }
    Config::load(options.config.as_deref(), &flags)
}

/// The settings with what the manager's page gave, and the payment providers of them. Where providers cannot be made of what it gave, as
/// when a file has changed since, the outlet opens without all that it gave: whoever made the mistake must be able to mend it.
///
/// # Errors
/// A sentence about the settings that are not the page's, or the store.
pub(super) fn with_page(
    store: &Store,
    base: Config,
    demo: bool,
    sandbox_key: &str,
) -> Result<(LiveConfig, Gateways), String> {
    let unreadable = |error: StoreError| error.sentence("The settings of the manager's page cannot be read");
    let whole = store.read(|db| outlet::with_given(&base, db)).map_err(unreadable)?;
    match Gateways::new(&whole, demo, sandbox_key.to_owned()) {
        Ok(gateways) => Ok((LiveConfig::new(base, whole), gateways)),
        Err(sentence) => {
            let gateways = Gateways::new(&base, demo, sandbox_key.to_owned())?;
            tracing::error!(%sentence, "the outlet opens without the settings of the manager's page");
            Ok((LiveConfig::without_page(base, sentence), gateways))
        }
    }
}

/// The outlet's clock of a server's options.
pub(super) fn clock(options: &ServerOptions, config: &Config) -> Result<Clock, String> {
    let Some(text) = &options.at else { return Ok(Clock::machine()) };
    let at = config
        .zone
        .parse_text(text)
        .ok_or_else(|| format!("--at {text:?} is no time; write it like --at \"2016-07-06 14:44:34\"."))?;
    Ok(Clock::started_at(at))
}

/// Sends the log of a command that does not serve to standard error: what a person there must know.
pub(super) fn start_log() {
    let log = tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).log_internal_errors(false);
    // A second start in one process keeps the first log; only tests do that.
    let _ = log.with_writer(std::io::stderr).with_ansi(false).try_init();
}

/// Sends a server's log to standard error, as its settings say. A line that cannot be written, on a disk that is full or to somebody who
/// no longer listens, is lost: told of there, it would be a panic, and a customer without an answer.
pub(super) fn start_server_log(config: &Config) {
    let log = tracing_subscriber::fmt().with_max_level(config.log_level).with_writer(std::io::stderr).with_ansi(false);
    let log = log.log_internal_errors(false);
    // As above.
    let _ = match config.log_format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
}

/// Serves an outlet until SIGTERM or SIGINT.
pub(super) fn serve(outlet: &Arc<Outlet>) -> Result<(), String> {
    app::begin(outlet);
    file_limit::raise(&outlet.config);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .max_blocking_threads(8)
        .enable_io()
        .enable_time()
        .build()
        .map_err(|error| format!("The server cannot be started: {error}."))?;
    let outcome = runtime.block_on(run(outlet));
    runtime.shutdown_timeout(Duration::from_secs(1));
    outcome
}

async fn run(outlet: &Arc<Outlet>) -> Result<(), String> {
    let router = app::open_routes(outlet)?;
    if let Sealing::Wrong(sentence) = Sealing::of(&outlet.config) {
        return Err(sentence);
    }
    let tls = Tls::load(&outlet.config)?.map(Arc::new);
    let manager = Manager::from_environment();
    let listener = listener::open(&outlet.config.listen).await?;
    let bound = listener.local_addr().map_err(|error| format!("The bound address is not known: {error}."))?;
    let (stop, stopped) = watch::channel(false);
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| error.to_string())?;
    let hangup = signal(SignalKind::hangup()).map_err(|error| error.to_string())?;
    app::end_what_is_of_the_future(outlet).await;
    app::sweep(outlet).await;
    let url = format!("{}://{bound}", outlet.config.scheme());
    announce(&url, outlet.demo);
    first_run::invite(outlet, &url)?;
    manager.tell("READY=1");
    let regular = tokio::spawn(app::regular_work(Arc::clone(outlet)));
    let expiry = tokio::spawn(app::keep_sweeping(Arc::clone(outlet)));
    let outbox = tokio::spawn(app::tell_partners(Arc::clone(outlet)));
    let (state, limits) = (Arc::clone(outlet), outlet.config.server.clone());
    let spool = outlet.store.folder().to_owned();
    let server = Server { state, router, limits, tls: tls.clone(), spool };
    let door = tokio::spawn(server.serve(listener, stopped));
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        () = manager.keep_telling(outlet) => {}
        () = reload_at(hangup, tls) => {}
    }
    manager.tell("STOPPING=1");
    regular.abort();
    expiry.abort();
    outbox.abort();
    // The door ends by itself once it hears of the stop; that nobody listens any more is fine.
    let _ = stop.send(true);
    let _ = door.await;
    app::end(outlet).await;
    Ok(())
}

/// Reads the certificate again at each SIGHUP; without one the signal changes nothing. Ends only when it is dropped.
async fn reload_at(mut hangup: Signal, tls: Option<Arc<Tls>>) {
    while hangup.recv().await.is_some() {
        match tls.as_deref().map(Tls::reload) {
            Some(Ok(())) => tracing::info!("the certificate was read again"),
            Some(Err(sentence)) => tracing::error!(%sentence, "the old certificate stays in effect"),
            None => {}
        }
    }
    std::future::pending::<()>().await;
}

/// The first line on standard output, for programs that start us, and a line in the log for people.
fn announce(url: &str, demo: bool) {
    let line = serde_json::json!({"event": "listening", "url": url, "demo": demo});
    let mut out = std::io::stdout();
    // Whoever closed standard output does not want to know.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
    tracing::info!("Open {url} in a browser; Ctrl-C ends the outlet");
}
