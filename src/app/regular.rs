//! What is done now and then while the outlet serves.

use std::sync::Arc;
use std::time::Duration;

use crate::accounts::SessionUse;
use crate::channels;
use crate::orders;
use crate::outbox;
use crate::outlet::Outlet;
use crate::store::StoreError;

/// Time between two rounds of the regular work.
const ROUND: Duration = Duration::from_secs(15);
/// Rounds between two write-backs of session use.
const ROUNDS_BETWEEN_WRITE_BACKS: u32 = 20;

/// What must be done now and then. It looks first and writes only when there is something to write.
pub async fn regular_work(outlet: Arc<Outlet>) {
    check_file(&outlet);
    back_up_if_due(&outlet).await;
    let mut rounds = 0_u32;
    loop {
        tokio::time::sleep(ROUND).await;
        rounds = rounds.wrapping_add(1);
        for channel in channels::ALL {
            (channel.regular_work)(&outlet).await;
        }
        super::end_what_is_of_the_future(&outlet).await;
        forget_old_idempotency_keys(&outlet).await;
        make_digests(&outlet).await;
        back_up_if_due(&outlet).await;
        if rounds.is_multiple_of(ROUNDS_BETWEEN_WRITE_BACKS) {
            write_back_sessions(&outlet).await;
            forget_told(&outlet).await;
        }
    }
}

/// Looks over the whole file beside the first requests; a damaged one makes `/readyz` fail.
fn check_file(outlet: &Arc<Outlet>) {
    let outlet = Arc::clone(outlet);
    tokio::task::spawn_blocking(move || match outlet.store.quick_check() {
        Ok(()) => {}
        Err(error @ StoreError::Corrupt) => {
            tracing::error!(%error, "the database file is damaged: restore a backup");
            outlet.mark_damaged();
        }
        Err(error) => tracing::warn!(%error, "the database file could not be looked over; `outpost check` does it too"),
    });
}

/// A copy takes its time, so it is made beside the threads that serve.
async fn back_up_if_due(outlet: &Arc<Outlet>) {
    let outlet = Arc::clone(outlet);
    match tokio::task::spawn_blocking(move || outlet.backups.run_if_due()).await {
        Ok(Ok(true)) => tracing::info!("a backup was made"),
        Ok(Ok(false)) => {}
        Ok(Err(sentence)) => tracing::error!(%sentence, "a backup failed"),
        Err(error) => tracing::error!(%error, "the making of a backup broke off"),
    }
}

async fn forget_old_idempotency_keys(outlet: &Outlet) {
    let now = outlet.now();
    if !matches!(outlet.store.read(|db| orders::has_old_idempotency_keys(db, now)), Ok(true)) {
        return;
    }
    if let Err(error) = outlet.store.write(move |tx| orders::forget_old_idempotency_keys(tx, now)).await {
        tracing::warn!(%error, "old answers to the staff could not be deleted");
    }
}

/// Deletes messages to partners that were taken or given up long ago, some at a time.
async fn forget_told(outlet: &Outlet) {
    let now = outlet.now();
    for topic in super::topics() {
        if !matches!(outlet.store.read(|db| outbox::has_old(db, topic, now)), Ok(true)) {
            continue;
        }
        if let Err(error) = outlet.store.write(move |tx| outbox::prune(tx, topic, now)).await {
            tracing::warn!(%error, topic = topic.name(), "old messages to partners could not be deleted");
        }
    }
}

/// Gives the rows that were written a digest each, by which `outpost check` knows them again.
async fn make_digests(outlet: &Outlet) {
    if let Err(error) = outlet.store.make_digests().await {
        tracing::warn!(%error, "the digests of rows could not be made");
    }
}

/// Writes down when sessions were used last, which meanwhile stands in memory.
pub(super) async fn write_back_sessions(outlet: &Outlet) {
    let used = Arc::new(outlet.sessions.unwritten());
    if used.is_empty() {
        return;
    }
    let idle_before = outlet.now().plus_ms(-outlet.config.session_idle_ms);
    let written = Arc::clone(&used);
    let write = outlet.store.write::<_, StoreError, _>(move |tx| SessionUse::write_back(tx, &used, idle_before));
    match write.await {
        Ok(()) => outlet.sessions.forget(&written),
        Err(error) => tracing::warn!(%error, "the use of sessions could not be written back"),
    }
}
