//! What payment providers tell the shop: signed notices, answered in the providers' own words
//! (docs/spec/roaming.md section 12).

use std::sync::Arc;

use hyper::StatusCode;

use crate::http::{FieldLimits, Fields, Handled, Reply, Request};
use crate::outlet::{Outlet, Route};
use crate::payments::{BadNotice, Booked, Notice, WECHAT_CONTENT_TYPE, WECHAT_FAIL, WECHAT_SUCCESS, Way, book_notice};
use crate::staff_api::codes;

const LIMITS: FieldLimits = FieldLimits { body: 64 * 1024, names: 200, value: 16 * 1024 };

const fn route(path: &'static str, about: &'static str, handler: crate::outlet::Handler) -> Route {
    Route { methods: "GET POST PUT", path, about, handler }
}

/// The notice routes.
pub(super) const ROUTES: [Route; 5] = [
    route("/uc/services/alipay/notify", "Alipay's notice of a web payment.", alipay),
    route("/uc/services/malipay/notify", "Alipay's notice of an app payment.", alipay_app),
    route("/uc/services/wxpay/notify", "WeChat's notice.", wechat),
    route("/uc/services/credtrip/notify", "Credtrip's notice of an opened account.", super::credtrip::notify),
    route("/uc/services/xc_pay/notify", "Credtrip's notice of an instalment payment.", credtrip_pay),
];

type Pairs = Vec<(String, String)>;

pub(super) async fn pairs(request: &Request) -> Option<Pairs> {
    let fields = Fields::read(request, LIMITS).await.ok()?;
    Some(fields.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

pub(super) fn text(body: &'static str) -> Reply {
    Reply::new(StatusCode::OK, "text/html;charset=UTF-8", body)
}

async fn book(outlet: &Outlet, way: Way, notice: Notice) -> Booked {
    book_notice(&outlet.store, outlet.terms(), way, notice).await
}

/// Way 2.
fn alipay(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let Some(pairs) = pairs(&request).await else { return text("fail") };
        heard(&outlet, Way::AlipayWeb, outlet.gateways.verify_alipay(&pairs).await).await
    })
}

/// Way 4.
fn alipay_app(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let Some(pairs) = pairs(&request).await else { return text("fail") };
        heard(&outlet, Way::AlipayApp, outlet.gateways.verify_alipay_app(&pairs)).await
    })
}

/// What Alipay is told: `success` even when amount or order do not fit, because sending it again would not help.
async fn heard(outlet: &Outlet, way: Way, notice: Result<Notice, BadNotice>) -> Reply {
    match notice {
        Ok(notice) => text(if book(outlet, way, notice).await == Booked::Failed { "fail" } else { "success" }),
        Err(BadNotice::Incomplete(_)) => Reply::json(StatusCode::OK, &incomplete()),
        Err(BadNotice::BadSign | BadNotice::Unusable(_) | BadNotice::NotConfirmed) => text("fail"),
    }
}

/// A notice that lacks what it must have is a parameter error, 1100, and no server error (docs/spec/roaming.md section 0.2).
fn incomplete() -> serde_json::Value {
    let fault = codes::PARAMETER;
    serde_json::json!({"error_info": codes::text(fault.no), "error_no": fault.no})
}

/// Way 5. `WeChat` hears FAIL unless the notice is signed and was booked for the right amount.
fn wechat(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let booked = match outlet.gateways.verify_wechat(&request.body) {
            Ok(notice) => book(&outlet, Way::WeChat, notice).await == Booked::Fits,
            Err(_) => false,
        };
        Reply::new(StatusCode::OK, WECHAT_CONTENT_TYPE, if booked { WECHAT_SUCCESS } else { WECHAT_FAIL })
    })
}

/// Way 6. A wrong signature is answered with nothing.
fn credtrip_pay(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let Some(pairs) = pairs(&request).await else { return text("") };
        match outlet.gateways.verify_credtrip_pay(&pairs) {
            Ok(notice) => {
                text(if book(&outlet, Way::Credtrip, notice).await == Booked::Fits { "success" } else { "fail" })
            }
            Err(BadNotice::BadSign) => text(""),
            Err(_) => text("fail"),
        }
    })
}
