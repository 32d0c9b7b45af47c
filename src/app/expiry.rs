//! Ends the orders whose time to begin paying is over: before the first request, and then within a second of their end, so that
//! nobody sees them alive or misses what they held.

use std::sync::Arc;
use std::time::Duration;

use crate::orders;
use crate::outlet::Outlet;

/// Time between two looks. One reads a single row of an index, and writes only when an order has ended.
const LOOK: Duration = Duration::from_secs(1);
/// Orders that one transaction ends, so that buyers do not wait for a long one.
const AT_ONCE: usize = 500;

/// Looks every second, for as long as the outlet serves.
pub async fn keep_sweeping(outlet: Arc<Outlet>) {
    loop {
        tokio::time::sleep(LOOK).await;
        sweep(&outlet).await;
    }
}

/// Cancels every order that has expired by now.
pub async fn sweep(outlet: &Outlet) {
    while matches!(outlet.store.read(orders::next_overdue), Ok(Some(at)) if at <= outlet.now()) {
        let terms = outlet.terms();
        let most = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
        match outlet.store.write(move |tx| orders::clear_overdue(tx, &terms, most)).await {
            Ok(count) => {
                tracing::info!(count, "unpaid orders have expired");
                if count < AT_ONCE {
                    return;
                }
            }
            Err(error) => {
                tracing::warn!(%error, "expired orders could not be cancelled");
                return;
            }
        }
    }
}
