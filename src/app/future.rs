//! What a clock that was ahead has left behind is ended, before the first request and now and then.

use crate::accounts;
use crate::orders;
use crate::outlet::Outlet;
use crate::store::StoreError;

/// Ends sessions, check codes and holds of a time that has not come.
pub async fn end_what_is_of_the_future(outlet: &Outlet) {
    let terms = outlet.terms();
    let found = outlet.store.read::<_, StoreError>(|db| {
        let (sessions, codes) = accounts::of_the_future(db, terms.now)?;
        Ok((sessions, codes, orders::holds_of_the_future(db, terms.now, terms.longest_hold_ms())?))
    });
    let Ok((sessions, codes, holds)) = found else { return };
    if sessions + codes + holds == 0 {
        return;
    }
    tracing::warn!(sessions, codes, holds, "the clock was ahead: what is of the future ends now");
    let ended = outlet.store.write::<_, StoreError, _>(move |tx| {
        accounts::end_those_of_the_future(tx, terms.now)?;
        orders::end_holds_of_the_future(tx, &terms)
    });
    if let Err(error) = ended.await {
        tracing::warn!(%error, "what is of the future could not be ended");
    }
}
