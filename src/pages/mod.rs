//! What people see: the embedded pages, and the small JSON API that only they use (`/api/pages/*`).
//!
//! The pages sell through the same services as every other client; what stands here is what a page needs besides.

mod admin;
mod answer;
pub mod constants;
mod counter;
mod kiosk;
mod refusals;
mod security;
mod staff;
mod tickets;
mod till;
mod trail;
mod window;

use std::sync::Arc;

use hyper::StatusCode;

use crate::channels::roaming;
use crate::http::{Guard, Handled, Reply, Request, embedded};
use crate::outlet::{Outlet, Route};
use crate::payments::Way;
use answer::no_store;

/// The routes of the pages.
pub fn routes() -> impl Iterator<Item = Route> {
    let own = ROUTES.into_iter().chain(security::ROUTES);
    own.chain(kiosk::ROUTES).chain(tickets::ROUTES).chain(counter::ROUTES).chain(admin::ROUTES)
}

/// What callers are told of them.
pub const API: &str = include_str!("api.toml");

/// The pages that have a name, which people may write with a slash behind it.
pub const PAGES: [&str; 3] = ["/admin", "/counter", "/security"];

/// What the pages send that is larger than what the services take.
pub const BODIES: [(&str, usize); 1] = [(admin::IMPORT, admin::FILE_BYTES)];

/// What the pages send that is kept in a file, and who may send it.
pub const SPOOLED: [(&str, Guard<Outlet>); 1] = [(admin::IMPORT, admin::may_send)];

const ROUTES: [Route; 11] = [
    Route { methods: "GET HEAD", path: "/", about: "The shop's first page.", handler: first_page },
    Route { methods: "GET HEAD", path: "/web/{*file}", about: "Files of the pages.", handler: embedded::picture },
    Route { methods: "GET HEAD", path: "/images/{*file}", about: "Pictures.", handler: picture },
    Route {
        methods: "GET HEAD",
        path: "/roammall/images/{*file}",
        about: "Pictures, for the app.",
        handler: mall_picture,
    },
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

fn first_page(_: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { embedded::file(&request, "web/index.html") })
}

/// A picture of the house, or of a voucher where the path names a serial.
fn picture(outlet: Arc<Outlet>, request: Request) -> Handled {
    if roaming::names_voucher_picture(request.path()) {
        roaming::voucher_picture(outlet, request)
    } else {
        embedded::picture(outlet, request)
    }
}

/// The same pictures where the Android app looks for them (docs/spec/roaming.md section 0.24).
fn mall_picture(outlet: Arc<Outlet>, mut request: Request) -> Handled {
    let inner = request.uri.to_string().replacen("/roammall/", "/", 1);
    match inner.parse() {
        Ok(uri) => request.uri = uri,
        Err(_) => return Box::pin(async { Reply::empty(StatusCode::NOT_FOUND) }),
    }
    picture(outlet, request)
}

fn today(outlet: Arc<Outlet>, _: Request) -> Handled {
    Box::pin(async move {
        let now = outlet.config.zone.text(outlet.now());
        let scan = outlet.gateways.in_sandbox(Way::WeChat);
        let body = serde_json::json!({
            "currency": "CNY", "demo": outlet.demo, "hold_minutes": outlet.config.unpaid_ms / 60_000, "now": now,
            "outlet": outlet.config.outlet_name, "scan": scan
        });
        no_store(Reply::json(StatusCode::OK, &body))
    })
}

fn prices(outlet: Arc<Outlet>, _: Request) -> Handled {
    Box::pin(async move {
        let surcharge = outlet.config.area_surcharge;
        let found = outlet.store.read(|db| roaming::prices_today(db, outlet.now(), surcharge));
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
