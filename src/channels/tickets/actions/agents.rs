//! What an agency is told of itself, and where it wants to be told of its orders (tickets.md section 9).

use super::{body, refused};
use crate::channels::tickets::callbacks::Replay;
use crate::channels::tickets::codes::{Fault, Refused};
use crate::channels::tickets::customers;
use crate::channels::tickets::door::Visit;
use crate::channels::tickets::formats::Content;
use crate::channels::tickets::query;
use crate::channels::tickets::wire;
use crate::ids::AccountId;
use crate::store::{StoreError, Tx};

/// `Setting/KH_WEBZH/Query` by type and id.
///
/// # Errors
/// 404 without them.
pub(super) async fn by_code(visit: &Visit) -> Result<Content, Fault> {
    let (kind, code) = (visit.arguments.required("dwlx")?, visit.arguments.required("dwid")?);
    let is_own = query::is_caller(&visit.customer, kind, code);
    Ok(wire::agent(is_own.then_some(&visit.customer)))
}

/// `Setting/KH_WEBZH/Query/ByUserName`.
///
/// # Errors
/// 404 without `username`.
pub(super) async fn by_user(visit: &Visit) -> Result<Content, Fault> {
    let is_own = query::is_user(&visit.customer, visit.arguments.required("username")?);
    Ok(wire::agent(is_own.then_some(&visit.customer)))
}

/// `ProviderConfig`: an empty address ends the callbacks.
///
/// # Errors
/// 415, 400 for a body that cannot be read.
pub(super) async fn configure(visit: &Visit) -> Result<Content, Fault> {
    let sent = body::read_provider(&visit.request)?;
    let Some(url) = sent.url else { return Ok(refused(None, Refused::Incomplete, "replayurl is missing")) };
    let replay = match Replay::read(&visit.outlet.config, &url, &sent.format, &sent.method, &sent.notify) {
        Ok(replay) => replay,
        Err(message) => return Ok(refused(None, Refused::Incomplete, message)),
    };
    let (now, customer) = (visit.terms.now, visit.customer.clone());
    // It is the agency itself that changes it, not a member of the staff.
    let set = move |tx: &Tx<'_>| customers::set_replay(tx, now, AccountId::NOBODY, &customer, replay.as_ref());
    visit.outlet.store.write::<_, StoreError, _>(set).await?;
    Ok(wire::operated(&wire::Operated { number: None, sender_id: None, status: None, code: 0, message: "" }))
}
