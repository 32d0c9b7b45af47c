//! Where travellers go, as the kiosk shows it: the destinations that something is on sale for, and what the plans bring.

use std::sync::Arc;

use hyper::StatusCode;
use hyper::body::Bytes;
use serde_json::{Value, json};

use crate::catalogue::{DataPer, DataUnit, Place, Plan, Reach};
use crate::channels::page::destinations::{BASES, destinations};
use crate::channels::page::{failed, no_store};
use crate::http::{Handled, JSON, Packed, Reply, Request};
use crate::outlet::{Outlet, Route};
use crate::store::{Db, StoreError};

/// What the kiosk calls.
pub(super) const ROUTE: Route = Route {
    methods: "GET",
    path: "/api/pages/destinations",
    about: "Where travellers go, what is sold for each place, and what the plans bring.",
    handler: show,
};

/// The question of the kept answer: there is one for everybody.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Everything;

/// Bytes of the answer in memory, at most: every country of the world with dozens of plans.
const MOST_BYTES: usize = 200 * 1024;

fn show(outlet: Arc<Outlet>, _: Request) -> Handled {
    Box::pin(async move {
        match outlet.store.read(answer) {
            Ok((body, packed)) => {
                let reply = Reply { packed: Some(packed), ..Reply::new(StatusCode::OK, JSON, body) };
                no_store(reply)
            }
            Err(error) => failed(&error),
        }
    })
}

/// The answer as it is sent: nothing in it depends on the time, so it is made anew when one of its tables has changed.
fn answer(db: &Db<'_>) -> Result<(Bytes, Packed), StoreError> {
    let made = db.kept(&BASES, (Everything, MOST_BYTES), || {
        let (places, plans) = destinations(db)?;
        let body = json!({
            "destinations": places.iter().filter(|it| !it.sold.is_empty()).map(place).collect::<Vec<_>>(),
            "plans": plans.iter().map(plan).collect::<Vec<_>>(),
        });
        Ok(Some((Bytes::from(body.to_string()), Packed::default())))
    })?;
    Ok(made.unwrap_or_default())
}

fn place(it: &Place) -> Value {
    let sold: Vec<_> =
        it.sold.iter().map(|it| json!({"area": it.area, "product": it.product, "through": it.through})).collect();
    json!({
        "code": it.row.code, "countries": it.countries, "en": it.en, "id": it.row.id, "image": it.image, "initials": it.initials,
        "is_region": it.row.reach == Reach::Region, "others": it.others, "sold": sold, "typed": it.typed, "zh": it.zh
    })
}

fn plan(it: &Plan) -> Value {
    let unit = match it.unit {
        DataUnit::Megabytes => "MB",
        DataUnit::Gigabytes => "GB",
    };
    let per = match it.per {
        DataPer::Plan => "plan",
        DataPer::Day => "day",
        DataPer::Unlimited => "unlimited",
    };
    json!({
        "amount": it.amount, "days": it.days, "id": it.id, "network": it.network, "per": per, "product": it.product, "speed": it.speed,
        "start_within": it.start_within, "unit": unit
    })
}
