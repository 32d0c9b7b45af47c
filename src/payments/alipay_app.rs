//! Alipay's app: parameters for its SDK, and its notices (docs/spec/roaming.md section 12).
//!
//! A real merchant signs with RSA. The sandbox stands in for an app without keys: its parameters and notices say `sign_type` MD5
//! and are signed as those of the web payment are.

use std::sync::Arc;

use serde::Serialize;

use super::alipay::{self, Check};
use super::form::encoded;
use super::notice::{BadNotice, Notice, Received};
use super::rsa_keys::Keys;
use super::settings::Alipay;
use super::{Bill, sign};
use crate::clock::Zone;
use crate::random::Ids;

/// A merchant with a real app.
pub(super) struct AppMerchant {
    pub(super) app: String,
    pub(super) seller: String,
    pub(super) keys: Arc<Keys>,
}

/// `biz_content`, in the order of docs/spec/roaming.md section 12.
#[derive(Serialize)]
struct Content<'b> {
    body: String,
    out_trade_no: &'b str,
    subject: &'b str,
    timeout_express: &'static str,
    seller_id: &'b str,
    total_amount: String,
    product_code: &'static str,
}

type Fields = Vec<(&'static str, String)>;

/// The parameters as a query text, signed with RSA. The signature covers `sign_type` here. It is made on a thread where it keeps
/// nobody waiting.
pub(super) async fn params(merchant: &AppMerchant, bill: &Bill, notify_url: String, ids: &mut Ids) -> Option<String> {
    let AppMerchant { app, seller, keys } = merchant;
    let mut fields = fields((app, seller), keys.algorithm().name(), (bill, bill.reference()), notify_url)?;
    let text = sign::text(&fields, &["sign"]);
    let (keys, mut blinding) = (Arc::clone(keys), ids.branch());
    let signature = tokio::task::spawn_blocking(move || keys.sign(&text, &mut blinding)).await.ok()??;
    fields.push(("sign", signature));
    Some(encoded(&fields))
}

/// The parameters of the sandbox. `sandbox_url`, which no real SDK knows, is the page that stands in for the app.
pub(super) fn sandbox_params(alipay: &Alipay, bill: &Bill, notify_url: String, sandbox_url: String) -> Option<String> {
    let mut fields = fields((&alipay.partner, &alipay.seller), "MD5", (bill, bill.customer()), notify_url)?;
    fields.push(("sandbox_url", sandbox_url));
    fields.push(("sign", sign::alipay(&fields, &alipay.key)));
    Some(encoded(&fields))
}

fn fields(
    (app, seller): (&str, &str),
    sign_type: &str,
    (bill, body): (&Bill, String),
    notify_url: String,
) -> Option<Fields> {
    let content = Content {
        body,
        out_trade_no: &bill.number,
        subject: &bill.subject,
        timeout_express: "15d",
        seller_id: seller,
        total_amount: bill.due.to_string(),
        product_code: "QUICK_MSECURITY_PAY",
    };
    Some(vec![
        ("app_id", app.to_owned()),
        ("method", "alipay.trade.app.pay".to_owned()),
        ("format", "JSON".to_owned()),
        ("charset", "utf-8".to_owned()),
        ("sign_type", sign_type.to_owned()),
        // The providers write China's time wherever the outlet is.
        ("timestamp", Zone::china().text(bill.now)),
        ("version", "1.0".to_owned()),
        ("notify_url", notify_url),
        ("biz_content", serde_json::to_string(&content).ok()?),
    ])
}

/// Checks a notice of a real app. It says itself how it is signed, which must be as the settings say: otherwise the weaker of two
/// ways could be chosen by whoever forges it.
pub(super) fn verify(merchant: &AppMerchant, fields: &[(String, String)]) -> Result<Notice, BadNotice> {
    let AppMerchant { app, seller, keys } = merchant;
    let signed = |notice: Received<'_>| {
        let verifies = |text: String| keys.verifies(&text, notice.text("sign"));
        let unsigned = ["sign", "sign_type"];
        // Alipay should not send fields without a value; its own library counts them in where it does.
        notice.text("sign_type") == keys.algorithm().name()
            && (verifies(sign::text(notice.fields(), &unsigned))
                || notice.fields().iter().any(|(_, value)| value.is_empty())
                    && verifies(sign::whole_text(notice.fields(), &unsigned)))
    };
    alipay::checked(fields, &Check { signed: &signed, seller, app: Some(app), amount: "total_amount" })
}

/// Checks a notice of the sandbox, whose app has the partner's number.
pub(super) fn verify_sandbox(alipay: &Alipay, fields: &[(String, String)]) -> Result<Notice, BadNotice> {
    let signed = alipay::signed_with_md5(alipay);
    let app = Some(alipay.partner.as_str());
    alipay::checked(fields, &Check { signed: &signed, seller: &alipay.seller, app, amount: "total_amount" })
}

#[cfg(test)]
mod tests;
