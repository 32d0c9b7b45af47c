//! The composition root: the one module that knows every part. It puts the routes together, and says what is done when the outlet
//! begins to serve, now and then while it serves, and at its end. Only `commands` calls it.

mod expiry;
mod regular;

use std::sync::Arc;

use crate::channels::{FULFILMENTS, courses, leases, roaming, tickets, tours};
use crate::http::{DOCUMENT_PAGE, document_routes, health_routes};
use crate::outlet::{Opened, Outlet, Router};
use crate::{metrics, pages, payments};

pub use expiry::{keep_sweeping, sweep};
pub use regular::regular_work;

/// Puts an outlet together around an open store.
#[must_use]
pub fn outlet(opened: Opened) -> Arc<Outlet> {
    let gateways = opened.gateways.with_notice_paths(courses::NOTICE_PATHS);
    Outlet::new(Opened { gateways, ..opened }, FULFILMENTS)
}

/// Every route of the house.
///
/// # Errors
/// As [`Router::new`]: two routes of one path contradict each other.
pub fn router() -> Result<Router, String> {
    let fixed = health_routes()
        .into_iter()
        .chain(document_routes())
        .chain(metrics::ROUTES)
        .chain(pages::routes())
        .chain(payments::sandbox::ROUTES);
    let rooms = roaming::routes().chain(leases::routes()).chain(tours::routes()).chain(courses::routes());
    let staff_calls = roaming::STAFF_CALLS.iter().copied();
    let others = [leases::STAFF_CALLS, tours::STAFF_CALLS, tickets::STAFF_CALLS, courses::STAFF_CALLS];
    let staff_calls = staff_calls.chain(others).flatten().copied();
    let router = Router::new(fixed.chain(rooms).chain(tickets::routes()).chain(staff_calls))?;
    Ok(router
        .with_refusals([courses::REFUSAL, leases::REFUSAL])
        .with_any_case([tickets::ANY_CASE])
        .with_pages(pages::PAGES.into_iter().chain([DOCUMENT_PAGE])))
}

/// The routes of a running outlet, which may from now on send itself requests.
///
/// # Errors
/// As [`router`].
pub fn open_routes(outlet: &Outlet) -> Result<Arc<Router>, String> {
    let router = Arc::new(router()?.with_slow(outlet.config.slow_request));
    outlet.set_router(Arc::clone(&router));
    Ok(router)
}

/// What is done before the first request comes.
pub fn begin(outlet: &Outlet) {
    // Only a start knows the key, so a migration cannot do it.
    match tours::seal_old_papers(&outlet.store) {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "numbers of travellers' papers were sealed"),
        // They can be read as they are; a full disk must not keep the outlet from serving. The next start tries again.
        Err(error) => tracing::error!(%error, "numbers of travellers' papers could not be sealed"),
    }
    tickets::begin_serving(outlet);
}

/// What is done after the last request.
pub async fn end(outlet: &Outlet) {
    regular::write_back_sessions(outlet).await;
    tickets::end_serving(outlet).await;
}
