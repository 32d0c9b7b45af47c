//! What payment providers tell of course orders: signed notices, answered in the providers' own words
//! (docs/spec/roaming.md section 12).

use std::sync::Arc;

use hyper::StatusCode;

use crate::http::{FieldLimits, Fields, Handled, Reply, Request};
use crate::outlet::Outlet;
use crate::payments::{BadNotice, Booked, Notice, WECHAT_CONTENT_TYPE, WECHAT_FAIL, WECHAT_SUCCESS, Way, book_notice};

const LIMITS: FieldLimits = FieldLimits { body: 64 * 1024, names: 200, value: 16 * 1024 };

/// `POST pay/alipay/notify`: `success` once the notice is signed and the store took it, whether or not it fits an order:
/// sending it again would not help.
pub fn alipay(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let text = |body| Reply::new(StatusCode::OK, "text/html;charset=UTF-8", body);
        let Ok(fields) = Fields::read(&request, LIMITS).await else { return text("fail") };
        let pairs: Vec<_> = fields.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        // Orders are paid in Alipay's app; the web page's notices have no app id.
        let is_of_app = pairs.iter().any(|(name, _)| name == "app_id");
        let (way, notice) = if is_of_app {
            (Way::AlipayApp, outlet.gateways.verify_alipay_app(&pairs))
        } else {
            (Way::AlipayWeb, outlet.gateways.verify_alipay(&pairs).await)
        };
        text(if book(&outlet, way, notice).await == Booked::Failed { "fail" } else { "success" })
    })
}

/// `POST pay/wxpay/notify`: `WeChat` hears SUCCESS only if the notice was booked for the right amount.
pub fn wechat(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let notice = outlet.gateways.verify_wechat(&request.body);
        let booked = book(&outlet, Way::WeChat, notice).await == Booked::Fits;
        Reply::new(StatusCode::OK, WECHAT_CONTENT_TYPE, if booked { WECHAT_SUCCESS } else { WECHAT_FAIL })
    })
}

/// Books a notice; one that is forged or incomplete is as one that could not be booked: the provider may send it again.
async fn book(outlet: &Outlet, way: Way, notice: Result<Notice, BadNotice>) -> Booked {
    match notice {
        Ok(notice) => book_notice(&outlet.store, outlet.terms(), way, notice).await,
        Err(error) => {
            tracing::warn!(way = %way.id(), %error, "a payment notice was turned away");
            Booked::Failed
        }
    }
}
