//! What the kiosk asks this shop besides its services: today's prices, and the price of a choice before it is ordered.

use std::sync::Arc;

use hyper::StatusCode;
use serde::Serialize;

use super::quotes::{self, ShopPrice};
use crate::channels::page::{no_store, refusal};
use crate::http::{FieldLimits, Fields, Handled, Reply, Request};
use crate::ids::ProductId;
use crate::outlet::{Outlet, Route};

const LIMITS: FieldLimits = FieldLimits { body: 4096, names: 20, value: 200 };

/// What the kiosk calls.
pub(super) const ROUTES: [Route; 2] = [
    Route { methods: "GET", path: "/api/pages/prices", about: "Today's prices of the roaming shop.", handler: prices },
    Route { methods: "GET POST", path: "/api/pages/quote", about: "What a choice would cost.", handler: quote },
];

/// The price of a choice, money as text with two decimals; takes the parameters of a cart line.
fn quote(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let Ok(fields) = Fields::read(&request, LIMITS).await else {
            return refusal(StatusCode::BAD_REQUEST, "choice");
        };
        match quotes::quote(&outlet, &fields) {
            Ok(Some(quote)) => Reply::json(
                StatusCode::OK,
                &serde_json::json!({
                    "discount": quote.discount.to_string(),
                    "payable": quote.payable.to_string(),
                    "percent": quote.percent,
                    "price": quote.price.to_string(),
                    "units": quote.units,
                }),
            )
            .with_static("cache-control", "no-store"),
            Ok(None) => refusal(StatusCode::BAD_REQUEST, "choice"),
            Err(error) => {
                crate::http::failure(&error, "a choice could not be priced");
                Reply::busy()
            }
        }
    })
}

fn prices(outlet: Arc<Outlet>, _: Request) -> Handled {
    Box::pin(async move {
        let surcharge = outlet.config.area_surcharge;
        let found = outlet.store.read(|db| quotes::prices_today(db, outlet.now(), surcharge));
        let Ok(found) = found else { return Reply::empty(StatusCode::SERVICE_UNAVAILABLE) };
        let body = Prices { prices: found.iter().map(ShownPrice::of).collect() };
        no_store(Reply::json(StatusCode::OK, &body))
    })
}

/// Today's prices as the pages get them.
#[derive(Serialize)]
struct Prices {
    prices: Vec<ShownPrice>,
}

#[derive(Serialize)]
struct ShownPrice {
    days: i64,
    price: String,
    productid: ProductId,
    sort: i64,
    tier: Option<ShownTier>,
    unit: &'static str,
}

#[derive(Serialize)]
struct ShownTier {
    from: i64,
    percent: i64,
}

impl ShownPrice {
    fn of(it: &ShopPrice) -> Self {
        Self {
            days: it.days,
            price: it.price.to_string(),
            productid: it.product_id,
            sort: it.sort,
            tier: it.tier.map(|(from, percent)| ShownTier { from, percent }),
            unit: it.unit,
        }
    }
}
