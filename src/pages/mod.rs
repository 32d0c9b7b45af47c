//! What people see: the embedded pages, and the small JSON API that only they use (`/api/pages/*`).
//!
//! The pages sell through the same services as every other client; what stands here is what a page needs besides.

mod admin;
mod counter;
mod kiosk;
mod refusals;
mod staff;
mod tickets;
mod till;
mod trail;
mod window;

use std::sync::Arc;

use hyper::StatusCode;

use crate::app::App;
use crate::channels::roaming;
use crate::http::{Handled, Reply, Request, Route, embedded};
use crate::payments::Way;

pub use kiosk::WalkIns;

/// The routes of the pages.
pub fn routes() -> impl Iterator<Item = Route> {
    ROUTES.into_iter().chain(kiosk::ROUTES).chain(tickets::ROUTES).chain(counter::ROUTES).chain(admin::ROUTES)
}

const ROUTES: [Route; 10] = [
    Route { methods: "GET HEAD", path: "/", about: "The shop's first page.", handler: first_page },
    Route { methods: "GET HEAD", path: "/web/{*file}", about: "Files of the pages.", handler: embedded::picture },
    Route { methods: "GET HEAD", path: "/images/{*file}", about: "Pictures.", handler: picture },
    Route { methods: "GET", path: "/api/pages/today", about: "The outlet's name and present.", handler: today },
    Route { methods: "GET", path: "/api/pages/prices", about: "Today's prices of the roaming shop.", handler: prices },
    Route {
        methods: "GET",
        path: "/api/pages/window",
        about: "Tours, tickets and courses on sale.",
        handler: window::show,
    },
    Route {
        methods: "GET",
        path: "/api/pages/refusals",
        about: "How often the payment of an own order was refused.",
        handler: refusals::show,
    },
    Route { methods: "GET", path: "/api/pages/till", about: "The till report, for operators.", handler: till::page },
    Route { methods: "GET", path: "/api/pages/audit", about: "What the staff did, for admins.", handler: trail::audit },
    Route {
        methods: "GET",
        path: "/api/pages/checkcodes",
        about: "Check codes that live, for the counter.",
        handler: trail::check_codes,
    },
];

fn first_page(_: Arc<App>, request: Request) -> Handled {
    Box::pin(async move { embedded::file(&request, "web/index.html") })
}

/// A picture of the house, or of a voucher where the path names a serial.
fn picture(app: Arc<App>, request: Request) -> Handled {
    if roaming::names_voucher_picture(request.path()) {
        roaming::voucher_picture(app, request)
    } else {
        embedded::picture(app, request)
    }
}

fn today(app: Arc<App>, _: Request) -> Handled {
    Box::pin(async move {
        let now = app.config.zone.text(app.now());
        let scan = app.gateways.in_sandbox(Way::WeChat);
        let body = serde_json::json!({
            "currency": "CNY", "demo": app.demo, "hold_minutes": app.config.unpaid_ms / 60_000, "now": now,
            "outlet": app.config.outlet_name, "scan": scan
        });
        no_store(Reply::json(StatusCode::OK, &body))
    })
}

fn prices(app: Arc<App>, _: Request) -> Handled {
    Box::pin(async move {
        let surcharge = app.config.area_surcharge;
        let found = app.store.read(|db| roaming::prices_today(db, app.now(), surcharge));
        let Ok(found) = found else { return Reply::empty(StatusCode::SERVICE_UNAVAILABLE) };
        let shape = |it: &roaming::ShopPrice| {
            let tier = it.tier.map(|(from, percent)| serde_json::json!({"from": from, "percent": percent}));
            serde_json::json!({
                "days": it.days, "price": it.price.to_string(), "productid": it.product_id, "tier": tier, "unit": it.unit
            })
        };
        let body = serde_json::json!({"prices": found.iter().map(shape).collect::<Vec<_>>()});
        no_store(Reply::json(StatusCode::OK, &body))
    })
}

fn no_store(reply: Reply) -> Reply {
    reply.with_static("cache-control", "no-store")
}
