//! What payment providers tell of course orders: signed notices, answered in the providers' own words
//! (docs/spec/roaming.md section 12).

use std::sync::Arc;

use hyper::StatusCode;

use crate::app::App;
use crate::channels::roaming::settle_refund;
use crate::http::{FieldLimits, Fields, Handled, Reply, Request};
use crate::orders;
use crate::payments::{BadNotice, Notice, WECHAT_CONTENT_TYPE, WECHAT_FAIL, WECHAT_SUCCESS, Way};

const LIMITS: FieldLimits = FieldLimits { body: 64 * 1024, names: 200, value: 16 * 1024 };

/// `POST pay/alipay/notify`: `success` once the notice is signed and the store took it, whether or not it fits an order:
/// sending it again would not help.
pub fn alipay(app: Arc<App>, request: Request) -> Handled {
    Box::pin(async move {
        let text = |body| Reply::new(StatusCode::OK, "text/html;charset=UTF-8", body);
        let Ok(fields) = Fields::read(&request, LIMITS).await else { return text("fail") };
        let pairs: Vec<_> = fields.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let notice = app.gateways.verify_alipay(&pairs).await;
        text(if book(&app, Way::AlipayWeb, notice).await.is_some() { "success" } else { "fail" })
    })
}

/// `POST pay/wxpay/notify`: `WeChat` hears SUCCESS only if the notice was booked for the right amount.
pub fn wechat(app: Arc<App>, request: Request) -> Handled {
    Box::pin(async move {
        let notice = app.gateways.verify_wechat(&request.body);
        let booked = book(&app, Way::WeChat, notice).await == Some(true);
        Reply::new(StatusCode::OK, WECHAT_CONTENT_TYPE, if booked { WECHAT_SUCCESS } else { WECHAT_FAIL })
    })
}

/// Books a notice: whether it fitted an order; `None` when it is forged, incomplete, or must be sent again.
async fn book(app: &App, way: Way, notice: Result<Notice, BadNotice>) -> Option<bool> {
    let way = way.number();
    let (number, amount, booked) = match notice {
        Ok(Notice::Paid { out_trade_no: number, trade_no, amount }) => {
            let booked = orders::settle_notice(&app.store, app.terms(), way, number.clone(), trade_no, amount).await;
            (number, amount, booked)
        }
        Ok(Notice::Refunded { out_trade_no: number, trade_no, amount }) => {
            let booked = settle_refund(app, way, &number, &trade_no, amount).await;
            (number, amount, booked)
        }
        Ok(Notice::Nothing) => return Some(true),
        Err(error) => {
            tracing::warn!(way, %error, "a payment notice was turned away");
            return None;
        }
    };
    match booked {
        Ok(known) => {
            if !known {
                tracing::warn!(way, number, %amount, "a payment notice fits no order");
            }
            Some(known)
        }
        Err(error) => {
            tracing::error!(way, number, %error, "a payment notice could not be booked");
            None
        }
    }
}
