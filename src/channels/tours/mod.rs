//! Tour packages (`/v2_0/longtour/*` and `/v2/longtour/*`): the check of a choice, and all that selling it takes.
//!
//! [`service`] knows the transport and who is asking, [`fault`] the code table; every other file is a group of use cases.
//! Specified by docs/spec/tours.md, whose section numbers the comments name. Other rooms come in through [`CHANNEL`], [`STAFF_CALLS`],
//! [`on_sale`], [`RULES`] and [`open_demo_calendar`] alone.

mod addresses;
mod catalogue;
mod check;
mod contacts;
mod coupons;
mod demo;
mod fault;
mod fulfilment;
mod input;
pub mod intake;
mod name;
mod office;
mod orders;
mod package;
mod selection;
mod service;
mod sql;
mod tables;
mod tree;
mod wire;
mod xml;

pub(crate) use catalogue::on_sale;
use demo::open_demo_calendar;
pub use fulfilment::TourFulfilment;
use office::STAFF_CALLS;
use sql::papers::SEALED;
use sql::rules::RULES;

use crate::channels::Channel;
use crate::channels::desk::WholeOrdersForCash;
use crate::outlet::Route;
use name::NAME;
use service::Endpoint;

/// What the rest of the house asks of this channel.
pub static CHANNEL: Channel = Channel {
    routes: || routes().collect(),
    staff_calls: &[STAFF_CALLS],
    rules: RULES,
    sealed: SEALED,
    tables: &[tables::KINDS],
    desk: &WholeOrdersForCash,
    begin: intake::begin,
    open_demo: open_demo_calendar,
    ..Channel::new(NAME, &FULFILMENT)
};

/// The tours' part of the order book.
static FULFILMENT: TourFulfilment = TourFulfilment;

/// A table of calls: name, function, what it is for. Each is served under both recorded prefixes.
macro_rules! calls {
    ($($name:literal => $run:path, $about:literal;)*) => {
        &[$(Endpoint {
            paths: [concat!("/v2_0/longtour/", $name), concat!("/v2/longtour/", $name)],
            about: $about,
            run: |call| Box::pin($run(call)),
        }),*]
    };
}

static ENDPOINTS: &[Endpoint] = calls! {
    "check_pack_free_bydate" => check::check_pack_free_bydate, "Whether a choice can be had; with coupons and contacts.";
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

/// The routes of all calls. Recorded is POST; the look-ups answer GET, too, but changes do not.
fn routes() -> impl Iterator<Item = Route> {
    let changes =
        |path: &str| ["_set", "_delete", "_claim", "_submit", "_cancel"].iter().any(|end| path.ends_with(end));
    let route = move |(path, about)| Route {
        methods: if changes(path) { "POST" } else { "GET POST" },
        path,
        about,
        handler: service::serve,
    };
    ENDPOINTS.iter().flat_map(|endpoint| endpoint.paths.map(|path| (path, endpoint.about))).map(route)
}
