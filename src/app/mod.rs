//! The composition root: the one module that knows every part. It puts the routes together, and says what is done when the outlet
//! begins to serve, now and then while it serves, and at its end. Only `commands` calls it.

mod expiry;
mod future;
mod regular;
#[cfg(test)]
mod sixth_channel;

use std::sync::Arc;

use crate::channels::{self, FULFILMENTS};
use hyper::StatusCode;

use crate::config::Config;
use crate::http::{self, DOCUMENT_PAGE, Reply, Request, document_routes, health_routes};
use crate::outlet::{Opened, Outlet, Router};
use crate::store::StoreOptions;
use crate::{accounts, catalogue, metrics, outbox, pages, payments, places, staff_api, translations, webhooks};

pub use expiry::{keep_sweeping, sweep};
pub use future::end_what_is_of_the_future;
pub use regular::regular_work;

/// Puts an outlet together around an open store.
#[must_use]
pub fn outlet(opened: Opened) -> Arc<Outlet> {
    let notice_paths = channels::ALL.iter().flat_map(|channel| channel.notice_paths).copied().collect();
    let gateways = opened.gateways.with_notice_paths(notice_paths);
    Outlet::new(Opened { gateways, ..opened }, FULFILMENTS)
}

/// How the store of a serving outlet is opened: it watches the tables that something is kept ready of.
#[must_use]
pub fn store_options(config: &Config) -> StoreOptions {
    let fixed = [
        &catalogue::SHELF,
        &catalogue::STOCK,
        &catalogue::DESTINATIONS,
        &places::REGIONS,
        &accounts::SESSIONS,
        &translations::TEXTS,
    ];
    let of_channels = channels::ALL.iter().flat_map(|channel| channel.bases).copied();
    StoreOptions { bases: fixed.into_iter().chain(of_channels).collect(), ..config.store.clone() }
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
        .chain(payments::sandbox::routes());
    let apis = channels::ALL.iter().flat_map(|channel| (channel.routes)());
    let staff_calls = channels::ALL.iter().flat_map(|channel| channel.staff_calls).copied().flatten().copied();
    let router = Router::new(fixed.chain(apis).chain(staff_calls))?;
    Ok(router
        .with_texts(texts())
        .with_refusals(channels::ALL.iter().filter_map(|channel| channel.refusal))
        .with_bodies(channels::ALL.iter().flat_map(|channel| channel.bodies).copied().chain(pages::BODIES))
        .with_spooled(pages::SPOOLED)
        .with_fence(fence)
        .with_any_case(channels::ALL.iter().flat_map(|channel| channel.any_case).copied())
        .with_pages(pages::PAGES.into_iter().chain([DOCUMENT_PAGE])))
}

/// What callers are told of all routes.
pub fn texts() -> impl Iterator<Item = &'static str> {
    let rooms = [http::API, metrics::API, pages::API, payments::API, staff_api::API];
    rooms.into_iter().chain(channels::ALL.iter().flat_map(|channel| channel.texts).copied())
}

/// What the back office's addresses begin with.
const BACK_OFFICE: [&str; 3] = ["/admin", "/api/pages/admin", "/om/"];

/// Lets nobody to the back office who comes from elsewhere than the settings say.
fn fence(outlet: &Outlet, request: &Request) -> Result<(), Reply> {
    let networks = &outlet.config.office_networks;
    let path = request.path();
    let is_free = networks.is_empty() || networks.contains(request.peer);
    if is_free || !BACK_OFFICE.iter().any(|place| path.starts_with(place)) {
        return Ok(());
    }
    Err(Reply::empty(StatusCode::FORBIDDEN))
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

/// Tells partners what they are owed to be told, for as long as the outlet serves.
pub async fn tell_partners(outlet: Arc<Outlet>) {
    tokio::join!(outbox::keep_sending(Arc::clone(&outlet), topics()), webhooks::keep_spreading(outlet));
}

/// Whatever partners are told of.
fn topics() -> Vec<&'static dyn outbox::Topic> {
    let webhooks: &'static dyn outbox::Topic = &webhooks::WEBHOOKS;
    channels::ALL.iter().flat_map(|channel| channel.topics).copied().chain([webhooks]).collect()
}

/// What is done before the first request comes.
pub fn begin(outlet: &Outlet) {
    if let Err(error) = outlet.recall_demands() {
        tracing::error!(%error, "whom a second factor is demanded of could not be read");
    }
    for channel in channels::ALL {
        (channel.begin)(outlet);
    }
}

/// What is done after the last request.
pub async fn end(outlet: &Outlet) {
    regular::write_back_sessions(outlet).await;
    for channel in channels::ALL {
        (channel.end)(outlet).await;
    }
}
