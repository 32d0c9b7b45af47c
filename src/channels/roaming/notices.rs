//! What payment providers tell the shop: signed notices, answered in the providers' own words
//! (docs/spec/roaming.md section 12).

use std::sync::Arc;

use hyper::StatusCode;

use crate::app::App;
use crate::http::{FieldLimits, Fields, Handled, Reply, Request, Route};
use crate::payments::{BadNotice, Booked, Notice, WECHAT_CONTENT_TYPE, WECHAT_FAIL, WECHAT_SUCCESS, Way, book_notice};
use crate::staff_api::codes;

const LIMITS: FieldLimits = FieldLimits { body: 64 * 1024, names: 200, value: 16 * 1024 };

const fn route(path: &'static str, about: &'static str, handler: crate::http::Handler) -> Route {
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

async fn book(app: &App, way: Way, notice: Notice) -> Booked {
    book_notice(&app.store, app.terms(), way, notice).await
}

/// Way 2.
fn alipay(app: Arc<App>, request: Request) -> Handled {
    Box::pin(async move {
        let Some(pairs) = pairs(&request).await else { return text("fail") };
        heard(&app, Way::AlipayWeb, app.gateways.verify_alipay(&pairs).await).await
    })
}

/// Way 4.
fn alipay_app(app: Arc<App>, request: Request) -> Handled {
    Box::pin(async move {
        let Some(pairs) = pairs(&request).await else { return text("fail") };
        heard(&app, Way::AlipayApp, app.gateways.verify_alipay_app(&pairs)).await
    })
}

/// What Alipay is told: `success` even when amount or order do not fit, because sending it again would not help.
async fn heard(app: &App, way: Way, notice: Result<Notice, BadNotice>) -> Reply {
    match notice {
        Ok(notice) => text(if book(app, way, notice).await == Booked::Failed { "fail" } else { "success" }),
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
fn wechat(app: Arc<App>, request: Request) -> Handled {
    Box::pin(async move {
        let booked = match app.gateways.verify_wechat(&request.body) {
            Ok(notice) => book(&app, Way::WeChat, notice).await == Booked::Fits,
            Err(_) => false,
        };
        Reply::new(StatusCode::OK, WECHAT_CONTENT_TYPE, if booked { WECHAT_SUCCESS } else { WECHAT_FAIL })
    })
}

/// Way 6. A wrong signature is answered with nothing.
fn credtrip_pay(app: Arc<App>, request: Request) -> Handled {
    Box::pin(async move {
        let Some(pairs) = pairs(&request).await else { return text("") };
        match app.gateways.verify_credtrip_pay(&pairs) {
            Ok(notice) => {
                text(if book(&app, Way::Credtrip, notice).await == Booked::Fits { "success" } else { "fail" })
            }
            Err(BadNotice::BadSign) => text(""),
            Err(_) => text("fail"),
        }
    })
}
