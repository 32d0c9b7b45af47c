//! Course vouchers (`/order/*`, `/user/*`, `/pay/*`, `/org/*`, `/courses`, `/token`, the same under `/v1`) and their back office.
//!
//! [`service`] knows the transport, [`codes`] the code table; every other file is a group of use cases with the calls that
//! run them. Specified by docs/spec/courses.md, whose section numbers the comments name. Other rooms come in through [`CHANNEL`]
//! alone.

mod access;
mod at_the_counter;
mod binding;
mod catalogue;
mod codes;
mod coupon;
mod desk;
pub(crate) mod fuzzing;
mod gifts;
mod ids;
mod input;
pub(crate) mod intake;
mod login;
mod name;
mod notices;
mod offer;
mod orders;
mod paying;
mod promo;
mod purchase;
mod redeem;
mod report;
mod scope;
mod service;
mod sql;
mod staff;
mod tables;
#[cfg(test)]
mod tests;
mod token;
mod vouchers;
mod window;
mod wire;

use crate::channels::{Channel, PageFile, Window, page_files};
use crate::outlet::{Handler, Refusal, Route};
use crate::payments::{NoticePath, Way};
use name::NAME;
use sql::rules::RULES;
use staff::STAFF_CALLS;
pub use vouchers::CourseFulfilment;

/// What it puts on the pages.
const PAGES: &[PageFile] = page_files![
    "courses":
    "admin-room.js",
    "admin-shelf.js",
    "admin-words.js",
    "admin.js",
    "api.js",
    "counter-coupon.js",
    "counter.js",
    "kiosk-course.js",
    "kiosk-words.js",
    "kiosk.js",
];

/// What the rest of the house asks of this channel.
pub static CHANNEL: Channel = Channel {
    routes: || routes().collect(),
    staff_calls: &[STAFF_CALLS],
    texts: &[include_str!("api.toml"), include_str!("staff/api.toml"), include_str!("pages/api.toml")],
    refusal: Some(REFUSAL),
    notice_paths: NOTICE_PATHS,
    rules: RULES,
    tables: &[tables::KINDS],
    pages: PAGES,
    till: report::till,
    window: Some(Window { name: "courses", on_sale: window::window }),
    desk: &at_the_counter::CourseDesk,
    ..Channel::new(NAME, &FULFILMENT)
};

/// This channel's part of the order book.
static FULFILMENT: CourseFulfilment = CourseFulfilment;

/// Where Alipay's notices of this channel go.
const ALIPAY_NOTICE: &str = "/pay/alipay/notify";
/// Where `WeChat`'s notices of this channel go.
const WECHAT_NOTICE: &str = "/pay/wxpay/notify";

/// Where the providers' notices of this channel's orders go; ways that no call here begins have the shop's path.
const NOTICE_PATHS: &[NoticePath] = &[
    NoticePath { channel: NAME, way: Way::AlipayWeb, path: ALIPAY_NOTICE },
    NoticePath { channel: NAME, way: Way::AlipayApp, path: ALIPAY_NOTICE },
    NoticePath { channel: NAME, way: Way::WeChat, path: WECHAT_NOTICE },
];

/// What is refused below this API's addresses, in its words.
const REFUSAL: Refusal = service::refusal;

/// The table of calls: method, path, function, what it is for. Each stands under `/v1` too.
macro_rules! calls {
    ($($methods:literal $path:literal => $run:path, $about:literal;)*) => {
        &[$(
            Route {
                methods: $methods,
                path: $path,
                about: $about,
                handler: |outlet, request| service::answer(outlet, request, |call| Box::pin($run(call))),
            },
            Route {
                methods: $methods,
                path: concat!("/v1", $path),
                about: $about,
                handler: |outlet, request| service::answer(outlet, request, |call| Box::pin($run(call))),
            },
        )*]
    };
}

const CALLS: &[Route] = calls! {
    "POST" "/token" => login::make, "A token for an account and its secret.";
    "POST" "/token/info" => login::info, "What a token is good for, and how long.";
    "POST" "/order/create" => orders::create, "Order vouchers of an offer for a course.";
    "GET" "/order/list" => orders::list, "The caller's orders.";
    "GET" "/order/detail/{order}" => orders::detail, "One of the caller's orders.";
    "GET" "/user/{account}/rebate/{kind}" => vouchers::list, "Usable vouchers (0), or used and expired ones.";
    "GET" "/user/rebate/{voucher}/detail" => vouchers::detail, "One of the caller's vouchers.";
    "POST" "/user/rebate/gift_package" => gifts::claim, "Claim the gift that comes with a voucher.";
    "GET" "/pay/create/pay/{order}/{kind}" => paying::create, "Begin to pay with WeChat (0) or Alipay (1).";
    "GET" "/pay/order/query/{order}" => paying::query, "Whether an order is paid.";
    "GET" "/pay/order/query/{order}/{kind}" => paying::query, "The same, by way of paying.";
    "GET" "/user/{account}/coupons" => vouchers::coupons, "All vouchers, as coupons.";
    "POST" "/org/admin/verify/rebate/code" => redeem::verify, "Redeem a voucher for its school.";
    "POST" "/org/admin/verify/coupon/code" => redeem::verify_coupon, "The same, answered with flags alone.";
    "POST" "/org/verify/org/admin" => binding::verify_admin, "Who a school's staff account is.";
    "POST" "/org/admin/bind/weixin" => binding::bind_weixin, "Let a WeChat account redeem for a school.";
    "GET" "/org/{organisation}/teaching_course" => catalogue::of_school, "A school's courses with their best offers.";
    "GET" "/courses" => catalogue::list, "Courses with their best offers.";
};

const fn notice(path: &'static str, about: &'static str, handler: Handler) -> Route {
    Route { methods: "POST", path, about, handler }
}

const NOTICES: [Route; 4] = [
    notice(ALIPAY_NOTICE, "Alipay's notice of a course order.", notices::alipay),
    notice("/v1/pay/alipay/notify", "Alipay's notice of a course order.", notices::alipay),
    notice(WECHAT_NOTICE, "WeChat's notice of a course order.", notices::wechat),
    notice("/v1/pay/wxpay/notify", "WeChat's notice of a course order.", notices::wechat),
];

/// The routes of all calls, of the providers' notices and of what the counter's page calls.
fn routes() -> impl Iterator<Item = Route> {
    CALLS.iter().copied().chain(NOTICES).chain(coupon::ROUTES)
}
