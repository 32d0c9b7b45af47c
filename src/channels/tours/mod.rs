//! Tour packages (`/v2_0/longtour/*` and `/v2/longtour/*`): the check of a choice, and all that selling it takes.
//!
//! [`service`] knows the transport and who is asking, [`codes`] the code table; every other file is a group of use cases.
//! Specified by docs/spec/tours.md, whose section numbers the comments name. Other rooms come in through [`CHANNEL`] alone.

mod addresses;
mod at_the_counter;
mod catalogue;
mod check;
mod codes;
mod contacts;
mod coupon;
mod coupons;
mod demo;
mod fulfilment;
pub(crate) mod fuzzing;
mod group;
mod ids;
mod input;
pub mod intake;
mod login;
mod name;
mod orders;
mod package;
mod person;
mod selection;
mod service;
mod sign;
mod sql;
mod staff;
mod tables;
mod tree;
mod trip;
mod window;
mod wire;
mod xml;

use demo::open_demo_calendar;
pub use fulfilment::TourFulfilment;
use sql::rules::RULES;
use staff::STAFF_CALLS;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use crate::channels::{Channel, PageFile, Window, page_files};
use crate::http::{Handled, Request};
use crate::outlet::{Outlet, Route};
use crate::store::Sealed;
use name::NAME;
use service::Endpoint;

/// What it puts on the pages.
const PAGES: &[PageFile] = page_files![
    "tours":
    "admin-apps.js",
    "admin-coupons.js",
    "admin-month.js",
    "admin-room.js",
    "admin-shelf.js",
    "admin-words.js",
    "admin.js",
    "api.js",
    "counter.js",
    "kiosk-tour.js",
    "kiosk-words.js",
    "kiosk.js",
    "tour-parts.js",
    "travellers.js",
];

/// What the rest of the house asks of this channel.
pub static CHANNEL: Channel = Channel {
    routes: || routes().collect(),
    staff_calls: &[STAFF_CALLS],
    texts: &[include_str!("api.toml"), include_str!("staff/api.toml")],
    any_case: &ANY_CASE,
    rules: RULES,
    sealed: SEALED,
    bases: &[&sql::calendar::OFFERED],
    tables: &[tables::KINDS],
    pages: PAGES,
    window: Some(Window { name: "tours", on_sale: window::window }),
    desk: &at_the_counter::TourDesk,
    begin: intake::begin,
    regular_work: |outlet| Box::pin(login::forget_ended(outlet)),
    open_demo: open_demo_calendar,
    ..Channel::new(NAME, &FULFILMENT)
};

/// What is sealed here.
const SEALED: &[Sealed] = &[sql::papers::SEALED, sql::apps::SEALED];

/// The tours' part of the order book.
static FULFILMENT: TourFulfilment = TourFulfilment;

/// Places whose addresses may be written in any letter case, as the document's own title writes them.
const ANY_CASE: [&str; 3] = ["/v2_0", "/v2", "/v1/order/submit"];

/// A table of calls: name, function, what it is for, and where its answer stands. Each is served under both recorded prefixes, in
/// any letter case.
macro_rules! calls {
    ($($name:literal => $run:path, $about:literal $(, $place:ident)?;)*) => {
        &[$(Endpoint {
            paths: &[concat!("/v2_0/longtour/", $name), concat!("/v2/longtour/", $name)],
            about: $about,
            is_bare: calls!(@bare $($place)?),
            run: |call| Box::pin($run(call)),
        }),*]
    };
    (@bare bare) => { true };
    (@bare) => { false };
}

/// The calls of the platform around the tours, which apps make too.
static AROUND: &[Endpoint] = &[
    Endpoint {
        paths: &["/v2_0/login/login_in", "/v2/login/login_in"],
        about: "Log in through a partner's app.",
        is_bare: false,
        run: |call| Box::pin(login::log_in(call)),
    },
    Endpoint {
        paths: &["/v1/order/submit"],
        about: "Order a tour in the words of an older app.",
        is_bare: false,
        run: |call| Box::pin(orders::submit_v1(call)),
    },
];

static ENDPOINTS: &[Endpoint] = calls! {
    "check_pack_free_bydate" => check::check_pack_free_bydate, "Whether a choice can be had; with coupons and contacts.";
    "check_pack_group_bydate" => group::check_pack_group_bydate, "Whether a group has seats, and what they cost.";
    "get_trip_schedule" => trip::get_trip_schedule, "What happens on each day of a package.", bare;
    "get_product_list_long" => catalogue::get_product_list_long, "Tour packages of a city.";
    "get_product_detail" => catalogue::get_product_detail, "A tour package with its price calendar.";
    "address_list" => addresses::list, "The user's addresses.";
    "address_set" => addresses::set, "Make or change an address.";
    "address_delete" => addresses::delete, "Delete an address.";
    "contact_list" => contacts::list, "The user's travellers.";
    "contact_set" => contacts::set, "Make or change a traveller.";
    "contact_delete" => contacts::delete, "Delete a traveller.";
    "coupon_list" => coupons::list, "The user's coupons.";
    "coupon_claim" => coupons::claim, "Make a coupon that was handed out one's own.";
    "order_submit" => orders::submit, "Order a tour.";
    "order_list" => orders::list, "The user's tour orders.";
    "order_detail" => orders::detail, "A tour order.";
    "order_cancel" => orders::cancel, "Cancel a tour order that is not paid.";
};

static BY_PATH: LazyLock<HashMap<&'static str, &'static Endpoint>> = LazyLock::new(|| {
    endpoints().flat_map(|endpoint| endpoint.paths.iter().map(move |path| (*path, endpoint))).collect()
});

fn serve(outlet: Arc<Outlet>, request: Request) -> Handled {
    let endpoint = BY_PATH.get(request.path().to_ascii_lowercase().as_str()).copied();
    service::serve(endpoint, outlet, request)
}

fn endpoints() -> impl Iterator<Item = &'static Endpoint> {
    ENDPOINTS.iter().chain(AROUND)
}

/// The routes of all calls. Recorded is POST; the look-ups answer GET, too, but changes do not.
fn routes() -> impl Iterator<Item = Route> {
    let ends = ["_set", "_delete", "_claim", "submit", "_cancel", "login_in"];
    let changes = move |path: &str| ends.iter().any(|end| path.ends_with(end));
    let route = move |(path, about)| Route {
        methods: if changes(path) { "POST" } else { "GET POST" },
        path,
        about,
        handler: serve,
    };
    endpoints().flat_map(|endpoint| endpoint.paths.iter().map(|path| (*path, endpoint.about))).map(route)
}
