//! The travel-SIM shop (`/uc/services/*`) and its back office (`/om/services/*`).
//!
//! [`crate::staff_api`] is the transport; every file here is a group of use cases with the services that call them, and
//! [`CHANNEL`] lists those of the staff. Specified by docs/spec/roaming.md, whose section numbers the comments name.
//! What the pages show of it, and what the clerk's page does with it, is in [`CHANNEL`] too.

mod app_calls;
mod app_pictures;
mod areas;
mod at_the_counter;
pub(crate) mod card_keys;
mod card_trips;
mod cards;
mod cart;
mod catalogue;
mod check_codes;
mod choice;
mod codes;
mod corrections;
mod counter;
mod credtrip;
mod datacards;
pub(crate) mod desk;
mod destinations;
mod esims;
mod fulfilment;
pub mod fuzzing;
mod grants;
#[cfg(test)]
mod guard_tests;
mod held_cards;
mod ids;
mod intake;
mod kiosk;
mod name;
mod notices;
mod numbers;
mod orders;
mod packages;
mod people;
mod people_changes;
mod people_info;
mod personal_devices;
mod picture;
mod pricing;
#[cfg(test)]
mod pricing_tests;
mod quotes;
mod refunds;
mod regions;
mod report;
#[cfg(test)]
mod search_tests;
mod serial;
mod sql;
mod staff;
mod store_room;
mod tables;
mod telephony;
mod vouchers;
mod wire;

pub use fulfilment::RoamingFulfilment;
pub use intake::card_row;
pub use picture::VoucherDesk;
use sql::levels::LEVELS;
use sql::rules::RULES;
use sql::sealed::SEALED;
pub use staff::DeviceReports;

use crate::channels::{Channel, Numbers, PageFile, Pictures, page_files};
use crate::outlet::Route;
use crate::staff_api::{Echo, OnError, service_table};
use name::NAME;
use vouchers::TemplateKind;

/// What it puts on the pages.
const PAGES: &[PageFile] = page_files![
    "roaming":
    "admin-words.js",
    "admin.js",
    "counter-esim.js",
    "counter-words.js",
    "counter.js",
    "kiosk-calendar.js",
    "kiosk-cart.js",
    "kiosk-destinations.js",
    "kiosk-esim.js",
    "kiosk-plans.js",
    "kiosk-product.js",
    "kiosk-shelf.js",
    "kiosk-words.js",
    "kiosk.js",
];

/// What the rest of the house asks of this channel.
pub static CHANNEL: Channel = Channel {
    routes: || routes().collect(),
    staff_calls: &[BACK_OFFICE, STORE_ROOM, COUNTER],
    refusal: Some(crate::staff_api::service::refusal),
    texts: &[include_str!("api.toml"), include_str!("staff/api.toml"), include_str!("pages/api.toml")],
    rules: RULES,
    sealed: SEALED,
    bases: &[&sql::shop::SHOP],
    levels: LEVELS,
    tables: tables::KINDS,
    pages: PAGES,
    numbers: &[TEMPLATE_KINDS],
    pictures: Some(Pictures { names: picture::names_voucher_picture, show: picture::voucher_picture }),
    way_names: sql::shop::payment_way_names,
    till: report::till,
    sells_products: true,
    desk: &at_the_counter::ShopDesk,
    ..Channel::new(NAME, &FULFILMENT)
};

/// The shop's part of the order book.
static FULFILMENT: RoamingFulfilment = RoamingFulfilment;

/// What the manager's page calls the kinds of vouchers.
const TEMPLATE_KINDS: Numbers = Numbers {
    name: "TEMPLATE",
    about: "`type` of a voucher's template.",
    numbers: &[
        ("PICK_UP", TemplateKind::PickUp.number()),
        ("RECHARGE", TemplateKind::Recharge.number()),
        ("DISCOUNT", TemplateKind::Discount.number()),
        ("MEMBER", TemplateKind::Member.number()),
        ("DAYS", TemplateKind::Days.number()),
    ],
};

use Echo::{Both, Nothing, User};
use OnError::{Absent, Empty, Json};

const ACCOUNTS: &[Route] = service_table! {
    "/uc/services/login" => people::login, Both, Absent, "Log in by user name, phone or e-mail.";
    "/uc/services/logout" => people::logout, Nothing, Absent, "End this session.";
    "/uc/services/register_precheck" => people::register_precheck, Nothing, Absent, "Whether a name and a phone are free.";
    "/uc/services/checkcode_get" => check_codes::checkcode_get, User, Json("{\"checkid\":0}"), "Send a check code.";
    "/uc/services/register" => people::register, Both, Absent, "Register a customer.";
    "/uc/services/change_password" => people::change_password, Both, Absent, "Change the password.";
    "/uc/services/reset_password" => people::reset_password, User, Absent, "Reset the password with a check code.";
    "/uc/services/is_username_exist" => people::is_username_exist, Nothing, Json("{\"is_exist\":false}"), "Whether a user name is taken.";
    "/uc/services/is_mobile_exist" => people::is_mobile_exist, Nothing, Json("{\"is_exist\":false,\"userid\":0}"), "Whether a phone is registered.";
    "/uc/services/is_email_exist" => people::is_email_exist, Nothing, Json("{\"is_exist\":false,\"userid\":0}"), "Whether an e-mail address is registered.";
    "/uc/services/user_info" => people_info::user_info, Both, Absent, "The user with phones and minutes.";
    "/uc/services/phone_gets" => people::phone_gets, Both, Empty, "The user's phones.";
    "/uc/services/phone_bind" => people::phone_bind, Both, Absent, "Add a phone with a check code.";
    "/uc/services/touch_gets" => personal_devices::gets, Both, Empty, "The user's devices.";
    "/uc/services/touch_bind" => personal_devices::bind, Both, Absent, "Make a device that has reported itself the user's.";
    "/uc/services/touch_unbind" => personal_devices::unbind, Both, Absent, "Give a personal device back.";
    "/uc/services/change_mobile" => people_changes::change_mobile, Both, Absent, "Log in with another phone.";
    "/uc/services/change_email" => people_changes::change_email, Both, Absent, "Log in with another e-mail address.";
    "/uc/services/account_associate" => people_changes::associate, Both, Empty, "Link two accounts of one person.";
    "/uc/services/freeze" => people_changes::freeze, Both, Absent, "Freeze the own account, or by an admin any.";
    "/uc/services/unfreeze" => people_changes::unfreeze, Both, Absent, "Unfreeze an account, by an admin.";
    "/uc/services/wxmp/token" => telephony::visitor, Both, Empty, "Who a visitor of a WeChat page is; an outlet cannot ask WeChat.";
    "/uc/services/touch_upgrade_check" => app_calls::upgrade_check, Both, Empty, "Whether there is newer software for a box; an outlet publishes none.";
    "/uc/services/role_gets" => app_calls::role_gets, Both, Empty, "The roles that accounts are made with.";
    "/uc/services/company_gets" => app_calls::company_gets, Both, Empty, "Companies; an outlet keeps none.";
    "/uc/services/roamchat_upgrade_check" => app_calls::upgrade_check, Both, Empty, "Whether there is a newer app; an outlet publishes none.";
};

const PLACES: &[Route] = service_table! {
    "/uc/services/city_gets" => regions::city_gets, Both, Empty, "Regions.";
    "/uc/services/address_set" => regions::address_set, Both, Empty, "Make or change a delivery address.";
    "/uc/services/address_gets" => regions::address_gets, Both, Empty, "The user's delivery addresses.";
    "/uc/services/address_delete" => regions::address_delete, Both, Absent, "Delete a delivery address, or all.";
    "/uc/services/outlet_gets" => regions::outlet_gets, Both, Empty, "Outlets.";
    "/uc/services/areacode_gets" => regions::areacode_gets, Both, Empty, "Telephone areas of a group.";
    "/uc/services/areagroup_gets" => regions::areagroup_gets, Both, Empty, "Groups of telephone areas.";
};

const CATALOGUE: &[Route] = service_table! {
    "/uc/services/product_gets" => catalogue::product_gets, Both, Empty, "Products.";
    "/uc/services/prdcategory_gets" => catalogue::category_gets, Both, Empty, "Categories.";
    "/uc/services/prdbrand_gets" => catalogue::brand_gets, Both, Empty, "Brands.";
    "/uc/services/store_gets" => catalogue::store_gets, Both, Empty, "Stores.";
    "/uc/services/prdunitprice_gets" => catalogue::unit_price_gets, Both, Empty, "Dated prices of a product.";
    "/uc/services/prddiscount_gets" => catalogue::discount_gets, Both, Empty, "Tier discounts of a product.";
    "/uc/services/payment_gets" => catalogue::payment_gets, Both, Empty, "Payment ways of a terminal.";
    "/uc/services/shipping_gets" => catalogue::shipping_gets, Both, Empty, "Carriers.";
    "/uc/services/shippingarea_gets" => catalogue::shipping_area_gets, Both, Empty, "Fees of a carrier.";
    "/uc/services/homepage_gets" => catalogue::homepage_gets, Both, Empty, "Home page entries.";
    "/uc/services/refundreason_gets" => catalogue::refund_reason_gets, Nothing, Empty, "Reasons for a refund.";
};

const SHOPPING: &[Route] = service_table! {
    "/uc/services/cart_set" => cart::set, Both, Empty, "Put a line into the cart, or change one.";
    "/uc/services/cart_gets" => cart::gets, Both, Empty, "The user's cart.";
    "/uc/services/cart_delete" => cart::delete, Both, Absent, "Take lines out of the cart.";
    "/uc/services/order_submit" => orders::submit, Both, Empty, "Order cart lines, or a product straight away.";
    "/uc/services/orderdetail_set" => orders::line_set, Both, Empty, "Add a line to an order, or change one.";
    "/uc/services/order_gets" => orders::gets, Both, Empty, "The user's orders.";
    "/uc/services/order_shipping" => orders::shipping, Both, Empty, "Choose courier or pick-up.";
    "/uc/services/order_paying" => orders::paying, Both, Empty, "Begin to pay.";
    "/uc/services/order_confirm" => orders::confirm, Both, Empty, "Confirm an order.";
    "/uc/services/order_cancel" => orders::cancel, Both, Empty, "Cancel an order that is not paid.";
    "/uc/services/order_received" => orders::received, Both, Empty, "The goods have arrived.";
    "/uc/services/order_invoice" => orders::invoice, Both, Empty, "Ask for an invoice.";
    "/uc/services/evoucher_gets" => vouchers::gets, Both, Empty, "The user's vouchers.";
    "/uc/services/availevoucher_gets" => vouchers::discount::available, Both, Empty, "The vouchers that fit an order.";
    "/uc/services/evoucher_discount" => vouchers::discount::discount, Both, Absent, "Use vouchers on an order.";
    "/uc/services/evouchersn_exchange" => vouchers::redeem_codes::exchange, Both, Empty, "Redeem a code.";
    "/uc/services/refund" => refunds::ask, Both, Empty, "Ask for the money of an order or a line back.";
    "/uc/services/refund_gets" => refunds::gets, Both, Empty, "The user's refunds.";
    "/uc/services/refund_shipping" => refunds::shipping, Both, Empty, "The goods were sent back.";
    "/uc/services/datacard_bind" => datacards::bind, Both, Empty, "Make a data card the user's.";
    "/uc/services/datacard_gets" => datacards::gets, Both, Empty, "The user's data cards.";
    "/uc/services/credtrip_open" => credtrip::open, Both, Absent, "Open an instalment account.";
    "/uc/services/credtrip/credit_query" => credtrip::credit_query, Both, Empty, "What is left on the instalment account.";
    "/uc/services/datacard_unbind" => datacards::unbind, Both, Absent, "Let go of a data card.";
};

const PACKAGES: &[Route] = service_table! {
    "/uc/services/trafficvoice_get" => packages::current, Both, Absent, "The packages, numbers and minutes that are valid now.";
    "/uc/services/alltrafficvoice_get" => packages::all, Both, Absent, "The same with those that begin later.";
    "/uc/services/voiceavailable_get" => packages::voice, Both, Absent, "The minutes and the number that are valid now.";
    "/uc/services/cardtraffic_bind" => card_trips::bind, Both, Empty, "Tie a data card of the user's to a package.";
};

const TELEPHONY: &[Route] = service_table! {
    "/uc/services/call_group_gets" => telephony::call_groups, Both, Empty, "Calls by number; an outlet keeps none.";
    "/uc/services/call_gets" => telephony::calls, Both, Empty, "Calls with one number; an outlet keeps none.";
    "/uc/services/message_group_gets" => telephony::message_groups, Both, Empty, "Messages by number; an outlet keeps none.";
    "/uc/services/message_gets" => telephony::messages, Both, Empty, "Messages with one number; an outlet keeps none.";
    "/uc/services/call_message_gets" => telephony::history, Both, Empty, "Calls and messages; an outlet keeps none.";
    "/uc/services/blacklist_get" => telephony::blacklist, Both, Empty, "Numbers that may not call; an outlet keeps none.";
    "/uc/services/sip_domain_gets" => telephony::domains, Both, Empty, "Servers for calls; an outlet has none.";
    "/uc/services/bell_get" => telephony::bell, Both, Empty, "The chosen ring; an outlet keeps none.";
    "/uc/services/call_delete" => telephony::delete, Both, Absent, "Delete calls.";
    "/uc/services/call_group_delete" => telephony::delete, Both, Absent, "Delete the calls with numbers.";
    "/uc/services/message_delete" => telephony::delete, Both, Absent, "Delete messages.";
    "/uc/services/message_group_delete" => telephony::delete, Both, Absent, "Delete the messages with numbers.";
    "/uc/services/call_message_delete" => telephony::delete, Both, Absent, "Delete calls and messages.";
    "/uc/services/blacklist_add" => telephony::blacklist_change, Both, Absent, "Let a number not call.";
    "/uc/services/blacklist_delete" => telephony::blacklist_change, Both, Absent, "Let a number call again.";
    "/uc/services/touchinfo_get" => telephony::device, Both, Empty, "A device by its name or host.";
    "/uc/services/touchvoicepkg_get" => telephony::device_packages, Both, Empty, "The minutes of a device; an outlet sells none.";
};

const BACK_OFFICE: &[Route] = service_table! {
    "/om/services/login" => people::om_login, Both, Absent, "Log in operators and admins.";
    "/om/services/order_paid" => orders::om_paid, Both, Empty, "The counter took the money of an order.";
    "/om/services/order_gets" => staff::order_gets, Both, Empty, "Paid orders to ship or to hand out.";
    "/om/services/order_cancel" => staff::order_cancel, Both, Empty, "Cancel an order of any channel that is not paid, for clerks, operators and admins.";
    "/om/services/order_search" => staff::order_search, Both, Json("{\"orders\":[]}"), "Order lines by any mark.";
    "/om/services/order_shipped" => staff::order_shipped, Both, Empty, "An order was given to the carrier.";
    "/om/services/prdunitprice_set" => staff::unit_price_set, Both, Empty, "Make or replace a dated price.";
    "/om/services/prddiscount_set" => staff::discount_set, Both, Empty, "Make or replace a tier discount.";
    "/om/services/freeze" => people_changes::freeze, Both, Absent, "Freeze an account; its orders stay.";
    "/om/services/unfreeze" => people_changes::unfreeze, Both, Absent, "Unfreeze an account.";
    "/om/services/call_record_gets" => telephony::records, Both, Empty, "Billed calls; an outlet keeps none.";
    "/om/services/account_create" => staff::account_create, Both, Empty, "Make accounts of the staff.";
    "/om/services/account_delete" => staff::account_delete, Both, Empty, "Delete an account; its orders stay.";
};

const STORE_ROOM: &[Route] = service_table! {
    "/om/services/datacard_set" => staff::card_set, Both, Empty, "Data cards into the store, out of use and back.";
    "/om/services/datacard_gets" => staff::card_gets, Both, Empty, "A page of all trips with cards and customers.";
    "/om/services/cardorder_bind" => staff::card_bind, Both, Empty, "A data card leaves the store with an order.";
    "/om/services/datatraffic_gets" => staff::traffic_gets, Both, Empty, "Paid trips with and without cards.";
    "/om/services/touchdev_set" => staff::device_set, Both, Empty, "Make or change a pool device.";
    "/om/services/touchdev_gets" => staff::device_gets, Both, Empty, "Pool devices by name, number or kind.";
    "/om/services/touchdev_search" => staff::device_search, Both, Empty, "All pool devices, for the staff.";
    "/om/services/touchchans_set" => staff::channels_set, Both, Empty, "Channels of a pool device.";
    "/om/services/voice_usage_set" => staff::usage_set, Both, Empty, "Record a billed call.";
};

const COUNTER: &[Route] = service_table! {
    "/om/services/deliveryvoucher_verify" => counter::verify, Both, Json("{\"quantity\":0}"), "What a voucher is for.";
    "/om/services/deliveryvoucher_complete" => counter::complete, Both, Absent, "Hand over what a voucher is for.";
    "/om/services/evoucher_create" => vouchers::redeem_codes::create, Both, Empty, "Make a voucher template.";
    "/om/services/evouchersn_generate" => vouchers::redeem_codes::generate, Both, Empty, "Make redeem codes.";
    "/om/services/refund_gets" => refunds::staff::gets, Both, Empty, "Refunds by group and status.";
    "/om/services/refund_audit" => refunds::staff::audit, Both, Empty, "Agree to a refund, refuse it (confirmed=false), or say that its money was sent back by hand (refunded=true).";
    "/om/services/refund_received" => refunds::staff::received, Both, Empty, "Goods came back.";
};

/// The routes of the customers' services, of the providers' notices, and of what the pages call.
fn routes() -> impl Iterator<Item = Route> {
    let services = [ACCOUNTS, PLACES, CATALOGUE, SHOPPING, PACKAGES, TELEPHONY];
    let pages = kiosk::ROUTES.into_iter().chain(store_room::ROUTES).chain(esims::ROUTES).chain(app_pictures::ROUTES);
    services.into_iter().flatten().copied().chain(notices::ROUTES).chain(pages).chain([destinations::ROUTE])
}
