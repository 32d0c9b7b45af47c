//! `GET /metrics`.

use std::fs;
use std::sync::Arc;

use hyper::StatusCode;

use super::sql;
use super::text::Page;
use crate::http::{Handled, Reply, Request, Requests};
use crate::outbox::{self, State};
use crate::outlet::{Outlet, Route};
use crate::random::digest;
use crate::store::{DATABASE_FILE, Db, StoreError};
use crate::{catalogue, channels, orders};

/// The route of the figures.
pub const ROUTES: [Route; 1] = [Route {
    methods: "GET HEAD",
    path: "/metrics",
    about: "Figures of the running outlet for Prometheus; for this machine, or with the token of server.metrics_token.",
    handler: metrics,
}];

fn metrics(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        if !allowed(&outlet, &request) {
            return Reply::empty(StatusCode::FORBIDDEN);
        }
        // Counting today's orders may take a while in a large outlet.
        let page = tokio::task::spawn_blocking(move || gather(&outlet)).await;
        match page {
            Ok(text) => Reply::new(StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", text),
            Err(error) => {
                tracing::error!(%error, "the figures could not be gathered");
                Reply::empty(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    })
}

/// With a token in the settings it decides; without one a request must come from this machine and not through a proxy on it.
fn allowed(outlet: &Outlet, request: &Request) -> bool {
    match outlet.config.text("server.metrics_token") {
        "" => request.is_from_here(),
        token => {
            let given = request.authorization().and_then(|text| text.strip_prefix("Bearer ")).unwrap_or_default();
            // Digests are compared, so the time it takes says nothing about the token.
            digest(given) == digest(token)
        }
    }
}

fn gather(outlet: &Outlet) -> String {
    let mut page = Page::default();
    page.metric("outpost_info", "gauge", "The program.");
    page.value("outpost_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);
    requests(outlet, &mut page);
    store(outlet, &mut page);
    files(outlet, &mut page);
    backups(outlet, &mut page);
    let in_store = |db: &Db<'_>, page: &mut Page| levels(outlet, db, page).and_then(|()| owed(outlet, db, page));
    if let Err(error) = outlet.store.read(|db| in_store(db, &mut page)) {
        tracing::warn!(%error, "levels, orders and messages are missing from the figures");
    }
    page.finish()
}

fn requests(outlet: &Outlet, page: &mut Page) {
    let name = "outpost_request_seconds";
    page.metric(name, "histogram", "Time of requests by route and status.");
    for ((route, status), histogram) in outlet.requests().map(Requests::all).unwrap_or_default() {
        page.seconds(name, &[("route", route), ("status", &status.to_string())], &histogram);
    }
}

fn store(outlet: &Outlet, page: &mut Page) {
    let figures = outlet.store.figures();
    let queue = outlet.store.queue_length();
    page.single("outpost_writer_queue", "gauge", "Writes that wait or run.", queue);
    page.single("outpost_writes_refused_total", "counter", "Writes that found the queue full.", figures.refused());
    page.single("outpost_writes_failed_total", "counter", "Writes that the store could not keep.", figures.failed());
    page.metric("outpost_commit_seconds", "histogram", "Time of commits.");
    page.seconds("outpost_commit_seconds", &[], &figures.commit_time);
    page.metric("outpost_commit_writes", "histogram", "Writes that shared a commit.");
    page.counts("outpost_commit_writes", &[], &figures.commit_size);
}

fn files(outlet: &Outlet, page: &mut Page) {
    let size = |name: &str| fs::metadata(outlet.store.folder().join(name)).map_or(0, |data| data.len());
    page.single("outpost_database_bytes", "gauge", "Size of the database file.", size(DATABASE_FILE));
    let log = size(&format!("{DATABASE_FILE}-wal"));
    page.single("outpost_wal_bytes", "gauge", "Size of the database's write-ahead log.", log);
    if let Ok(disk) = rustix::fs::statvfs(outlet.store.folder()) {
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        page.single("outpost_disk_free_bytes", "gauge", "Room on the disk of the data folder.", free);
    }
}

fn backups(outlet: &Outlet, page: &mut Page) {
    let state = outlet.backups.state();
    if let Some(age) = outlet.backups.age_seconds() {
        page.single("outpost_backup_age_seconds", "gauge", "Age of the last good backup.", age);
        page.single("outpost_backup_bytes", "gauge", "Size of the last backup.", state.bytes);
    }
    if let Some(second) = outlet.backups.second_state() {
        if let Some((Some(age), _)) = outlet.backups.second_age() {
            page.single(
                "outpost_second_backup_age_seconds",
                "gauge",
                "Age of the last good backup in the second place.",
                age,
            );
        }
        let failed = u8::from(second.failure.is_some());
        page.single(
            "outpost_second_backup_failed",
            "gauge",
            "Whether the last try to copy a backup there failed.",
            failed,
        );
    }
    let failed = u8::from(state.failure.is_some());
    page.single("outpost_backup_failed", "gauge", "Whether the last try to make a backup failed.", failed);
}

fn levels(outlet: &Outlet, db: &Db<'_>, page: &mut Page) -> Result<(), StoreError> {
    let name = "outpost_stock";
    page.metric(name, "gauge", "What is left.");
    for level in catalogue::LEVELS.iter().chain(channels::ALL.iter().flat_map(|channel| channel.levels)) {
        for (item, left) in sql::levels(db, level)? {
            page.value(name, &[("kind", level.kind), ("item", &item)], left);
        }
    }
    page.single("outpost_orders_total", "counter", "Orders ever made.", orders::ever_made(db)?);
    let name = "outpost_orders_today";
    page.metric(name, "gauge", "Orders of the business date by channel and pay status.");
    for of_day in orders::counts_of(db, &outlet.terms().business_date())? {
        let status = match of_day.pay_status {
            0 => "unpaid",
            1 => "paying",
            2 => "paid",
            _ => "refunded",
        };
        page.value(name, &[("channel", of_day.channel.as_str()), ("pay_status", status)], of_day.count);
    }
    Ok(())
}

/// What partners are owed to be told, and for how long the oldest of it.
fn owed(outlet: &Outlet, db: &Db<'_>, page: &mut Page) -> Result<(), StoreError> {
    let backlog = outbox::backlog(db)?;
    page.metric("outpost_outbox_messages", "gauge", "Messages to partners that are still to leave.");
    for open in &backlog {
        let state = if open.state == State::Failed { "failed" } else { "waiting" };
        page.value("outpost_outbox_messages", &[("topic", &open.topic), ("state", state)], open.count);
    }
    let oldest = backlog.iter().map(|open| open.oldest).min();
    let seconds = oldest.map_or(0, |at| outlet.now().unix_seconds().saturating_sub(at.unix_seconds()).max(0));
    page.single("outpost_outbox_oldest_seconds", "gauge", "Age of the oldest message that is still to leave.", seconds);
    Ok(())
}
