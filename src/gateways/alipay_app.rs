//! Alipay's app: parameters for its SDK (roaming.md section 12).
//!
//! A real merchant signs them with RSA. The one crate for that, `rsa`, is a pre-release with an advisory that no version
//! mends (RUSTSEC-2023-0071) and fifteen crates more, so this version serves the app through the sandbox alone, whose
//! parameters and notices say `sign_type` MD5 and are signed as those of the web payment are.

use serde::Serialize;

use super::form::encoded;
use super::settings::Alipay;
use super::{Bill, sign};
use crate::clock::Zone;

/// `biz_content`, in the order of section 12.
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

/// The parameters as a query text. `sandbox_url`, which no real SDK knows, is the page that stands in for the app.
pub(super) fn params(alipay: &Alipay, bill: &Bill, notify_url: String, sandbox_url: String) -> Option<String> {
    let content = Content {
        body: bill.customer(),
        out_trade_no: &bill.number,
        subject: &bill.subject,
        timeout_express: "15d",
        seller_id: &alipay.seller,
        total_amount: bill.due.to_string(),
        product_code: "QUICK_MSECURITY_PAY",
    };
    let mut fields = vec![
        ("app_id", alipay.partner.clone()),
        ("method", "alipay.trade.app.pay".to_owned()),
        ("format", "JSON".to_owned()),
        ("charset", "utf-8".to_owned()),
        ("sign_type", "MD5".to_owned()),
        // The providers write China's time wherever the outlet is.
        ("timestamp", Zone::china().text(bill.now)),
        ("version", "1.0".to_owned()),
        ("notify_url", notify_url),
        ("biz_content", serde_json::to_string(&content).ok()?),
        ("sandbox_url", sandbox_url),
    ];
    fields.push(("sign", sign::alipay(&fields, &alipay.key)));
    Some(encoded(&fields))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateways::trial;

    #[test]
    fn the_parameters_are_a_signed_query() {
        let text =
            params(&trial::alipay(), &trial::bill(), "http://127.0.0.1:8050/n".to_owned(), String::new()).unwrap();
        let fields: Vec<_> = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
        let value = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        assert_eq!(value("app_id"), Some("2088000000000000"));
        assert_eq!(value("timestamp"), Some("2016-07-06 14:44:34"));
        assert_eq!(
            value("biz_content"),
            Some(
                r#"{"body":"7:session","out_trade_no":"6","subject":"全球通话时长 & 更多","timeout_express":"15d","seller_id":"2088000000000000","total_amount":"28.50","product_code":"QUICK_MSECURITY_PAY"}"#
            )
        );
        assert_eq!(value("sign"), Some("bb913f275a35809ba643410e420b8fd2"));
    }
}
