//! The shop window of the other channels: which tours, tickets and courses can be bought now, and for how much.
//!
//! The kiosk shows it to people without an account, whom the channels' own lists do not serve; it sells through their calls.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::channels::{courses, tickets, tours};
use crate::clock::Instant;
use crate::http::{Handled, Reply, Request};
use crate::outlet::Outlet;
use crate::store::{Db, StoreError};

/// Tours, tickets and courses on sale, money as text with two decimals.
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
    let now = outlet.now();
    let tours: Vec<Value> = tours::on_sale(db, &outlet.terms())?
        .iter()
        .map(|(it, price)| {
            json!({
                "id": it.id, "image": it.banner, "name": it.title, "price": price.to_string(), "subname": it.sub_title
            })
        })
        .collect();
    let courses: Vec<Value> = courses::on_sale(db, now)?
        .iter()
        .map(|(it, offer)| {
            json!({
                "id": it.id, "image": it.picture, "name": it.name, "offer": offer.id, "price": offer.terms.value.to_string(),
                "subname": offer.terms.name, "worth": offer.terms.rebate_value.to_string()
            })
        })
        .collect();
    Ok(json!({"courses": courses, "tickets": tickets(db, outlet)?, "tours": tours}))
}

/// Tickets on sale; `left` is how many may still be sold today, null for no limit, `from` and `until` the days on which they
/// are good, null for no limit.
fn tickets(db: &Db<'_>, outlet: &Outlet) -> Result<Vec<Value>, StoreError> {
    let (products, left) = tickets::shop::on_sale(db, &outlet.terms())?;
    let day = |at: Option<Instant>| at.map(|at| outlet.config.zone.date_text(at));
    let row = |it: &tickets::Product| {
        json!({
            "from": day(it.valid_from), "id": it.code, "left": left, "name": it.name, "price": it.price.to_string(),
            "unit": it.unit, "until": day(it.valid_until)
        })
    };
    Ok(products.iter().map(row).collect())
}
