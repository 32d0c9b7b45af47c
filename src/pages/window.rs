//! The shop window of the channels: what can be bought of each now, and for how much.
//!
//! The kiosk shows it to people without an account, whom the channels' own lists do not serve; it sells through their calls.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::channels;
use crate::http::{Handled, Reply, Request};
use crate::outlet::Outlet;
use crate::store::{Db, StoreError};

/// What each channel has on sale, money as text with two decimals.
pub(super) fn show(outlet: Arc<Outlet>, _: Request) -> Handled {
    Box::pin(async move {
        match outlet.store.read(|db| window(db, &outlet)) {
            Ok(window) => super::no_store(Reply::json(hyper::StatusCode::OK, &window)),
            Err(error) => {
                crate::http::failure(&error, "the shop window could not be read");
                Reply::busy()
            }
        }
    })
}

fn window(db: &Db<'_>, outlet: &Outlet) -> Result<Value, StoreError> {
    let terms = outlet.terms();
    let mut shown = Map::new();
    for window in channels::ALL.iter().filter_map(|channel| channel.window.as_ref()) {
        shown.insert(window.name.to_owned(), (window.on_sale)(db, &terms)?.into());
    }
    Ok(shown.into())
}
