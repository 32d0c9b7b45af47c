//! What people see: the embedded pages, and the small JSON API that only they use (`/api/pages/*`).
//!
//! The pages sell through the same services as every other client; what stands here is what a page needs besides.

mod admin;
pub mod constants;
mod counter;
mod failure;
mod first_run;
mod kiosk;
mod modules;
mod receipts;
mod refusals;
mod security;
mod texts;
mod till;
mod trail;
mod window;

use std::sync::Arc;

use hyper::StatusCode;

use crate::channels::page::{no_store, pictures, staff};
use crate::channels::{self, Pictures};
use crate::http::{Guard, Handled, Reply, Request, embedded};
use crate::outlet::{Outlet, Route};
use crate::payments::Way;

/// The routes of the pages.
pub fn routes() -> impl Iterator<Item = Route> {
    let own = ROUTES.into_iter().chain(security::ROUTES);
    own.chain(first_run::ROUTES)
        .chain(kiosk::ROUTES)
        .chain(counter::ROUTES)
        .chain(admin::ROUTES)
        .chain(admin::books::ROUTES)
}

/// What callers are told of them.
pub const API: &str = include_str!("api.toml");

/// The pages that have a name, which people may write with a slash behind it.
pub const PAGES: [&str; 3] = ["/admin", "/counter", "/security"];

/// What the pages send that is larger than what the services take.
pub const BODIES: [(&str, usize); 5] = [
    (admin::IMPORT, admin::FILE_BYTES),
    (admin::ROWS, admin::FORM_BYTES),
    (admin::TEXTS, admin::TEXT_BYTES),
    (admin::PICTURE, admin::PICTURE_BYTES),
    (admin::books::FISCAL, admin::books::FISCAL_BYTES),
];

/// What the pages send that is kept in a file, and who may send it.
pub const SPOOLED: [(&str, Guard<Outlet>); 2] =
    [(admin::IMPORT, admin::may_send), (admin::PICTURE, admin::may_send_picture)];

const ROUTES: [Route; 10] = [
    Route { methods: "GET HEAD", path: "/", about: "The shop's first page.", handler: first_page },
    Route { methods: "GET HEAD", path: "/web/{*file}", about: "Files of the pages.", handler: modules::file },
    Route { methods: "GET HEAD", path: "/images/{*file}", about: "Pictures.", handler: picture },
    Route { methods: "GET", path: "/api/pages/today", about: "The outlet's name and present.", handler: today },
    Route {
        methods: "GET",
        path: "/api/pages/texts",
        about: "What is sold in other languages, and what pictures show.",
        handler: texts::show,
    },
    Route { methods: "GET", path: "/api/pages/window", about: "What each channel has on sale.", handler: window::show },
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

/// A picture of the house or of the owner, or one that a channel draws.
fn picture(outlet: Arc<Outlet>, request: Request) -> Handled {
    let mut drawn = channels::ALL.iter().filter_map(|channel| channel.pictures.as_ref());
    match drawn.find(|drawn| (drawn.names)(request.path())) {
        Some(Pictures { show, .. }) => show(outlet, request),
        None => pictures::picture(outlet, request),
    }
}

fn today(outlet: Arc<Outlet>, _: Request) -> Handled {
    Box::pin(async move {
        let now = outlet.config.zone.text(outlet.now());
        let scan = outlet.gateways.in_sandbox(Way::WeChat);
        let config = &outlet.config;
        let text = |name| config.text(name);
        let seconds = |name| text(name).parse::<u32>().unwrap_or_default();
        let awaits_owner = outlet.store.read(crate::outlet::awaits_owner).unwrap_or_default();
        let body = serde_json::json!({
            "awaits_owner": awaits_owner, "currency": "CNY", "demo": outlet.demo, "hold_minutes": config.unpaid_ms / 60_000,
            "idle_seconds": seconds("kiosk.idle_seconds"), "language": text("outlet.language"), "now": now,
            "outlet": config.outlet_name, "paying_seconds": seconds("kiosk.paying_seconds"),
            "receipt_address": text("receipt.address"), "receipt_heading": text("receipt.heading"), "receipt_note": text("receipt.note"),
            "receipt_tax_id": text("receipt.tax_id"), "scan": scan, "symbol": text("outlet.currency_symbol"), "tax_added": config.tax.added
        });
        no_store(Reply::json(StatusCode::OK, &body))
    })
}
