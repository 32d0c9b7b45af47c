//! What the replay memory knows across a restart: nobody may use one to send a signed request a second time.
//!
//! A look must not cost a write, so nothing is written for a request. `app` calls this at a start and at a stop.

use super::ReplayMemory;
use crate::outlet::{self, Outlet};
use crate::store::StoreError;

/// Begins to let requests in; called before the first one comes. On a folder that was served before, requests of an earlier time
/// are late (see [`super::ReplayMemory`]), and those that the server before has written down are known.
pub fn begin_serving(outlet: &Outlet) {
    let now = outlet.now();
    match outlet.store.read(outlet::is_unserved) {
        Ok(true) => {
            if let Err(error) = outlet.store.write_blocking::<_, StoreError, _>(outlet::mark_served) {
                tracing::error!(%error, "it could not be written down that the outlet serves");
            }
            return;
        }
        Ok(false) => {}
        Err(error) => tracing::error!(%error, "it is not known whether the outlet has served before"),
    }
    outlet.memory::<ReplayMemory>().begin(now);
    match outlet.store.read(outlet::kept_requests) {
        Ok(Some(kept)) => outlet.memory::<ReplayMemory>().restore(&kept, now.0),
        Ok(None) => {}
        Err(error) => tracing::error!(%error, "the signed requests of the last minutes are not known"),
    }
}

/// Writes down what the memory holds, if it holds anything; called after the last request.
pub async fn end_serving(outlet: &Outlet) {
    let Some(kept) = outlet.memory::<ReplayMemory>().kept(outlet.now().0) else { return };
    let keep = outlet.store.write::<_, StoreError, _>(move |tx| outlet::keep_requests(tx, &kept));
    if let Err(error) = keep.await {
        tracing::warn!(%error, "the signed requests of the last minutes could not be written down");
    }
}
