//! IP leases and traffic orders (`/api/open/*`), specified by docs/spec/leases.md, whose section numbers the comments
//! name.
//!
//! Partners' programs come in through [`call`] with an app key; the staff through [`staff`]. Other rooms come in through
//! [`CHANNEL`], [`RULES`], [`release_cooled`] and the rules of imported rows alone. The room keeps the books of a lease business: prices,
//! stock, wallets, orders, expiry; it forwards no traffic.

mod address_sale;
mod at_the_counter;
mod call;
mod codes;
mod flow;
mod fulfilment;
mod give_back;
mod ids;
mod input;
pub(crate) mod intake;
mod lists;
mod name;
mod number;
mod open;
pub mod product;
mod ranges;
mod renew;
mod sale;
mod sql;
mod staff;
mod stock;
mod subs;
mod tables;
#[cfg(test)]
mod tests;
mod times;
mod usage;
mod wallet;
mod warning;
mod white;
mod wire;

pub use fulfilment::LeaseFulfilment;
use sql::rules::RULES;
use staff::STAFF_CALLS;
use stock::release_cooled;
pub use wallet::unbalanced as unbalanced_wallets;

use crate::channels::{Channel, PageFile, page_files};
use crate::outlet::{Refusal, Route};
use call::Operation;
use name::NAME;

/// What it puts on the pages.
const PAGES: &[PageFile] = page_files![
    "leases":
    "admin-room.js",
    "admin-traffic.js",
    "admin-words.js",
    "admin.js",
    "counter.js",
];

/// What the rest of the house asks of this channel.
pub static CHANNEL: Channel = Channel {
    routes: || routes().collect(),
    staff_calls: &[STAFF_CALLS],
    texts: &[include_str!("api.toml"), include_str!("staff/api.toml")],
    refusal: Some(REFUSAL),
    rules: RULES,
    tables: &[tables::KINDS],
    pages: PAGES,
    desk: &at_the_counter::LeaseDesk,
    regular_work: |outlet| Box::pin(release_cooled(outlet)),
    open_demo: |tx, _, now| intake::hold_demo_addresses(tx, now),
    ..Channel::new(NAME, &FULFILMENT)
};

/// The lease room's part of the order book.
static FULFILMENT: LeaseFulfilment = LeaseFulfilment;

/// What is refused below this API's addresses, in its words.
const REFUSAL: Refusal = call::refused_at_the_door;

/// A table of operations: path, methods, function, what it is for.
macro_rules! operations {
    ($($path:literal $methods:ident => $run:path, $about:literal;)*) => {
        &[$(Operation { path: $path, methods: $methods, about: $about, run: |call| Box::pin($run(call)) }),*]
    };
}

/// What changes something.
const CHANGE: &str = "POST";
/// What changes nothing may be asked for with a query alone, too (docs/spec/leases.md section 11).
const LOOK: &str = "POST GET";

const OPERATIONS: &[Operation] = operations! {
    "/api/open/isp_ip_open" CHANGE => open::isp, "Open static residential addresses.";
    "/api/open/static_ip_open" CHANGE => open::datacenter, "Open data-centre addresses.";
    "/api/open/isp_ip_renew" CHANGE => renew::isp, "Renew static residential addresses.";
    "/api/open/static_ip_renew" CHANGE => renew::datacenter, "Renew data-centre addresses.";
    "/api/open/isp_order_list" LOOK => lists::isp_orders, "Orders of static residential addresses.";
    "/api/open/datacenter_order_list" LOOK => lists::datacenter_orders, "Orders of data-centre addresses.";
    "/api/open/flow_order_list" LOOK => lists::flow_orders, "Orders of dynamic traffic.";
    "/api/open/mobile_flow_order_list" LOOK => lists::mobile_flow_orders, "Orders of mobile traffic.";
    "/api/open/isp_ip_list" LOOK => lists::isp_addresses, "Static residential addresses held.";
    "/api/open/datacenter_ip_list" LOOK => lists::datacenter_addresses, "Data-centre addresses held.";
    "/api/open/flow_left" LOOK => usage::flow_left, "Traffic that is left.";
    "/api/open/flow_use_record" LOOK => usage::of_account, "Traffic used, by day.";
    "/api/open/flow_proxy_account_use_record" LOOK => usage::of_sub, "Traffic that an authentication account used, by day.";
    "/api/open/flow_warning_set" CHANGE => warning::set, "From how little traffic to warn.";
    "/api/open/proxy_account_list" LOOK => subs::list, "Authentication accounts.";
    "/api/open/white_add" CHANGE => white::add, "Add addresses to the white list.";
    "/api/open/white_del" CHANGE => white::delete, "Take addresses off the white list.";
    "/api/open/white_list" LOOK => white::list, "The white list.";
};

/// The routes of all operations.
fn routes() -> impl Iterator<Item = Route> {
    let route = |operation: &Operation| Route {
        methods: operation.methods,
        path: operation.path,
        about: operation.about,
        handler: |outlet, request| call::serve(OPERATIONS, outlet, request),
    };
    OPERATIONS.iter().map(route)
}
