//! What `demo` and `serve` share: settings, the runtime, the listening line, the regular work, the end.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use super::cli::ServerOptions;
use super::manager::Manager;
use super::{expiry, listener};
use crate::accounts::SessionUse;
use crate::app::App;
use crate::channels::{courses, leases, roaming, tickets, tours};
use crate::clock::Clock;
use crate::config::{Config, LogFormat};
use crate::http::{self, DOCUMENT_ROUTES, HEALTH_ROUTES, Router, Tls};
use crate::store::StoreError;
use crate::{metrics, orders, pages, payments};

/// Threads of the runtime; looks at the database run on them.
const WORKERS: usize = 2;
/// Time between two rounds of the regular work.
const ROUND: Duration = Duration::from_secs(15);
/// Rounds between two write-backs of session use.
const ROUNDS_BETWEEN_WRITE_BACKS: u32 = 20;

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
    let log = tracing_subscriber::fmt().with_max_level(tracing::Level::WARN);
    // A second start in one process keeps the first log; only tests do that.
    let _ = log.with_writer(std::io::stderr).with_ansi(false).try_init();
}

/// Sends a server's log to standard error, as its settings say.
pub(super) fn start_server_log(config: &Config) {
    let log = tracing_subscriber::fmt().with_max_level(config.log_level).with_writer(std::io::stderr).with_ansi(false);
    // As above.
    let _ = match config.log_format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
}

/// Serves an outlet until SIGTERM or SIGINT.
pub(super) fn serve(app: &Arc<App>) -> Result<(), String> {
    // Only a start knows the key, so a migration cannot do it.
    match tours::seal_old_papers(&app.store) {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "numbers of travellers' papers were sealed"),
        // They can be read as they are; a full disk must not keep the outlet from serving. The next start tries again.
        Err(error) => tracing::error!(%error, "numbers of travellers' papers could not be sealed"),
    }
    tickets::begin_serving(app);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .max_blocking_threads(8)
        .enable_io()
        .enable_time()
        .build()
        .map_err(|error| format!("The server cannot be started: {error}."))?;
    let outcome = runtime.block_on(run(app));
    runtime.shutdown_timeout(Duration::from_secs(1));
    outcome
}

/// Every route of the house.
///
/// # Errors
/// As [`Router::new`]: two routes of one path contradict each other.
pub fn router() -> Result<Router, String> {
    let fixed = HEALTH_ROUTES
        .into_iter()
        .chain(DOCUMENT_ROUTES)
        .chain(metrics::ROUTES)
        .chain(pages::routes())
        .chain(payments::sandbox::ROUTES);
    let rooms = roaming::routes().chain(leases::routes()).chain(tours::routes()).chain(courses::routes());
    let staff_calls = roaming::STAFF_CALLS.iter().copied();
    let others = [leases::STAFF_CALLS, tours::STAFF_CALLS, tickets::STAFF_CALLS, courses::STAFF_CALLS];
    let staff_calls = staff_calls.chain(others).flatten().copied();
    let router = Router::new(fixed.chain(rooms).chain(tickets::routes()).chain(staff_calls))?;
    Ok(router.with_refusals([courses::REFUSAL, leases::REFUSAL]))
}

async fn run(app: &Arc<App>) -> Result<(), String> {
    let router = Arc::new(router()?);
    app.set_router(Arc::clone(&router));
    let tls = Tls::load(&app.config)?.map(Arc::new);
    let manager = Manager::from_environment();
    let listener = listener::open(&app.config.listen).await?;
    let bound = listener.local_addr().map_err(|error| format!("The bound address is not known: {error}."))?;
    let (stop, stopped) = watch::channel(false);
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| error.to_string())?;
    let hangup = signal(SignalKind::hangup()).map_err(|error| error.to_string())?;
    expiry::sweep(app).await;
    announce(&format!("{}://{bound}", app.config.scheme()), app.demo);
    manager.tell("READY=1");
    let regular = tokio::spawn(regular_work(Arc::clone(app)));
    let expiry = tokio::spawn(expiry::keep_sweeping(Arc::clone(app)));
    let door = tokio::spawn(http::serve(Arc::clone(app), router, listener, tls.clone(), stopped));
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        () = manager.keep_telling(app) => {}
        () = reload_at(hangup, tls) => {}
    }
    manager.tell("STOPPING=1");
    regular.abort();
    expiry.abort();
    // The door ends by itself once it hears of the stop; that nobody listens any more is fine.
    let _ = stop.send(true);
    let _ = door.await;
    write_back_sessions(app).await;
    tickets::end_serving(app).await;
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

/// What must be done now and then. It looks first and writes only when there is something to write.
async fn regular_work(app: Arc<App>) {
    check_file(&app);
    back_up_if_due(&app).await;
    let mut rounds = 0_u32;
    loop {
        tokio::time::sleep(ROUND).await;
        rounds = rounds.wrapping_add(1);
        leases::release_cooled(&app).await;
        forget_old_repeats(&app).await;
        back_up_if_due(&app).await;
        if rounds.is_multiple_of(ROUNDS_BETWEEN_WRITE_BACKS) {
            write_back_sessions(&app).await;
        }
    }
}

/// Looks over the whole file beside the first requests; a damaged one makes `/readyz` fail.
fn check_file(app: &Arc<App>) {
    let app = Arc::clone(app);
    tokio::task::spawn_blocking(move || {
        if let Err(error) = app.store.quick_check() {
            tracing::error!(%error, "the database file is damaged: restore a backup");
            app.mark_damaged();
        }
    });
}

/// A copy takes its time, so it is made beside the threads that serve.
async fn back_up_if_due(app: &Arc<App>) {
    let app = Arc::clone(app);
    match tokio::task::spawn_blocking(move || app.backups.run_if_due()).await {
        Ok(Ok(true)) => tracing::info!("a backup was made"),
        Ok(Ok(false)) => {}
        Ok(Err(sentence)) => tracing::error!(%sentence, "no backup could be made"),
        Err(error) => tracing::error!(%error, "the making of a backup broke off"),
    }
}

async fn forget_old_repeats(app: &App) {
    let now = app.now();
    if !matches!(app.store.read(|db| orders::has_old_repeats(db, now)), Ok(true)) {
        return;
    }
    if let Err(error) = app.store.write(move |tx| orders::forget_old_repeats(tx, now)).await {
        tracing::warn!(%error, "old answers to the staff could not be deleted");
    }
}

async fn write_back_sessions(app: &App) {
    let used = app.sessions.take();
    if used.is_empty() {
        return;
    }
    let idle_before = app.now().plus_ms(-app.config.session_idle_ms);
    let write = app.store.write::<_, StoreError, _>(move |tx| SessionUse::write_back(tx, &used, idle_before));
    if let Err(error) = write.await {
        tracing::warn!(%error, "the use of sessions could not be written back");
    }
}
