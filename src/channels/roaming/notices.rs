//! What payment providers tell the shop: signed notices, answered in the providers' own words
//! (docs/spec/roaming.md section 12).

use std::sync::Arc;

use hyper::StatusCode;

use super::fault;
use super::refunds::notice::settle_refund;
use crate::app::App;
use crate::http::{FieldLimits, Fields, Handled, Reply, Request, Route};
use crate::orders;
use crate::payments::{BadNotice, Notice, WECHAT_CONTENT_TYPE, WECHAT_FAIL, WECHAT_SUCCESS, Way};

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

/// Books a verified notice; whether the provider may stop sending it.
async fn book(app: &App, way: i64, notice: Notice) -> bool {
    let (out_trade_no, trade_no, amount, booked) = match notice {
        Notice::Paid { out_trade_no, trade_no, amount } => {
            let booked =
                orders::settle_notice(&app.store, app.terms(), way, out_trade_no.clone(), trade_no.clone(), amount)
                    .await;
            (out_trade_no, trade_no, amount, booked)
        }
        Notice::Refunded { out_trade_no, trade_no, amount } => {
            let booked = settle_refund(app, way, &out_trade_no, &trade_no, amount).await;
            (out_trade_no, trade_no, amount, booked)
        }
        Notice::Nothing => return true,
    };
    match booked {
        Ok(known) => {
            if !known {
                tracing::warn!(way, %out_trade_no, %trade_no, %amount, "a notice fits no order");
            }
            true
        }
        Err(error) => {
            tracing::error!(way, %out_trade_no, %error, "a notice could not be booked");
            false
        }
    }
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
        Ok(notice) => text(if book(app, way.number(), notice).await { "success" } else { "fail" }),
        Err(BadNotice::Incomplete(_)) => Reply::json(StatusCode::OK, &incomplete()),
        Err(BadNotice::BadSign | BadNotice::Unusable(_) | BadNotice::NotConfirmed) => text("fail"),
    }
}

/// A notice that lacks what it must have is a parameter error, 1100 (docs/spec/roaming.md section 0.2; the earlier server
/// failed with a 500 here).
fn incomplete() -> serde_json::Value {
    let fault = fault::PARAMETER;
    serde_json::json!({"error_info": fault::text(fault.no), "error_no": fault.no})
}

/// Way 5. `WeChat` hears FAIL unless the notice is signed and was booked for the right amount.
fn wechat(app: Arc<App>, request: Request) -> Handled {
    Box::pin(async move {
        let notice = app.gateways.verify_wechat(&request.body);
        let booked = match notice {
            Ok(Notice::Paid { out_trade_no, trade_no, amount }) => {
                let terms = app.terms();
                orders::settle_notice(&app.store, terms, 5, out_trade_no, trade_no, amount).await.unwrap_or(false)
            }
            Ok(_) => true,
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
            Ok(Notice::Paid { out_trade_no, trade_no, amount }) => {
                let settled = orders::settle_notice(&app.store, app.terms(), 6, out_trade_no, trade_no, amount).await;
                text(if settled.unwrap_or(false) { "success" } else { "fail" })
            }
            Ok(_) => text("success"),
            Err(BadNotice::BadSign) => text(""),
            Err(_) => text("fail"),
        }
    })
}
