//! The notices that the sandbox sends, written as the providers write theirs.

use super::{Gateways, path_of, value};
use crate::clock::{Instant, Zone};
use crate::ids::PayWayId;
use crate::money::Fen;
use crate::payments::{Way, credtrip, form, sign, xml};

/// A notice, ready to be posted to this server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRequest {
    /// Where it goes.
    pub path: String,
    /// Of the body.
    pub content_type: &'static str,
    /// A form text or XML.
    pub body: String,
}

const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";
const XML: &str = "text/xml; charset=utf-8";

impl Gateways {
    /// The notice of a payment, signed, to the roaming shop's path of the way; other channels take the same notice at paths of
    /// their own. `None` where the sandbox does not stand in for the way.
    #[must_use]
    pub fn notice_request(
        &self,
        way: PayWayId,
        out_trade_no: &str,
        amount: Fen,
        trade_no: &str,
        now: Instant,
    ) -> Option<NoticeRequest> {
        let way = Way::of(way).filter(|way| self.in_sandbox(*way))?;
        let (content_type, body) = match way {
            Way::AlipayWeb => (FORM, self.alipay_notice("total_fee", out_trade_no, amount, trade_no, now)?),
            Way::AlipayApp => (FORM, self.alipay_notice("total_amount", out_trade_no, amount, trade_no, now)?),
            Way::WeChat => (XML, self.wechat_notice(out_trade_no, amount, trade_no, now)?),
            Way::Credtrip => (FORM, self.credtrip_notice(out_trade_no, amount, trade_no)?),
        };
        Some(NoticeRequest { path: way.notify_path().to_owned(), content_type, body })
    }

    /// The notice that a payment went back, signed, to the path that takes the order's notices. `None` for the ways whose providers
    /// answer a refund at once instead (docs/spec/roaming.md section 12 knows Alipay's notice alone), and outside the
    /// sandbox.
    #[must_use]
    pub fn refund_notice(
        &self,
        (way, path): (Way, &str),
        out_trade_no: &str,
        amount: Fen,
        trade_no: &str,
        now: Instant,
    ) -> Option<NoticeRequest> {
        if !way.tells_of_refunds() || !self.in_sandbox(way) {
            return None;
        }
        let alipay = self.alipay_of_the_sandbox()?;
        let time = Zone::china().text(now);
        let mut fields = vec![
            ("notify_type", "trade_status_sync".to_owned()),
            ("notify_id", format!("{trade_no}-refund")),
            ("notify_time", time.clone()),
            ("gmt_refund", time),
            ("out_trade_no", out_trade_no.to_owned()),
            ("trade_no", trade_no.to_owned()),
            ("trade_status", "TRADE_CLOSED".to_owned()),
            ("refund_status", "REFUND_SUCCESS".to_owned()),
            ("refund_fee", amount.to_string()),
            ("seller_id", alipay.seller.clone()),
        ];
        if way == Way::AlipayApp {
            fields.push(("app_id", alipay.partner.clone()));
        }
        fields.push(("sign", sign::alipay(&fields, &alipay.key)));
        fields.push(("sign_type", "MD5".to_owned()));
        Some(NoticeRequest { path: path.to_owned(), content_type: FORM, body: form::encoded(&fields) })
    }

    fn alipay_notice(
        &self,
        amount_name: &'static str,
        out_trade_no: &str,
        amount: Fen,
        trade_no: &str,
        now: Instant,
    ) -> Option<String> {
        let alipay = self.alipay_of_the_sandbox()?;
        let time = Zone::china().text(now);
        let mut fields = vec![
            ("notify_type", "trade_status_sync".to_owned()),
            ("notify_id", trade_no.to_owned()),
            ("notify_time", time.clone()),
            ("gmt_create", time.clone()),
            ("gmt_payment", time),
            ("out_trade_no", out_trade_no.to_owned()),
            ("trade_no", trade_no.to_owned()),
            ("trade_status", "TRADE_SUCCESS".to_owned()),
            ("seller_id", alipay.seller.clone()),
            (amount_name, amount.to_string()),
        ];
        if amount_name == "total_amount" {
            fields.push(("app_id", alipay.partner.clone()));
        }
        fields.push(("sign", sign::alipay(&fields, &alipay.key)));
        fields.push(("sign_type", "MD5".to_owned()));
        Some(form::encoded(&fields))
    }

    fn wechat_notice(&self, out_trade_no: &str, amount: Fen, trade_no: &str, now: Instant) -> Option<String> {
        let wechat = self.wechat.as_ref()?;
        let mut fields = vec![
            ("appid", wechat.app.clone()),
            ("bank_type", "CFT".to_owned()),
            ("fee_type", "CNY".to_owned()),
            ("is_subscribe", "N".to_owned()),
            ("mch_id", wechat.merchant.clone()),
            ("nonce_str", trade_no.to_owned()),
            ("out_trade_no", out_trade_no.to_owned()),
            ("result_code", "SUCCESS".to_owned()),
            ("return_code", "SUCCESS".to_owned()),
            ("time_end", Zone::china().format(now, "%Y%m%d%H%M%S")),
            ("total_fee", amount.0.to_string()),
            ("trade_type", "APP".to_owned()),
            ("transaction_id", trade_no.to_owned()),
        ];
        fields.push(("sign", sign::wechat(&fields, &wechat.key)));
        Some(xml::write(&fields))
    }

    fn credtrip_notice(&self, out_trade_no: &str, amount: Fen, trade_no: &str) -> Option<String> {
        let credtrip = self.credtrip.as_ref()?;
        let mut fields = vec![
            ("merchantId", credtrip.merchant.clone()),
            ("orderMoney", amount.0.to_string()),
            ("outOrderId", out_trade_no.to_owned()),
            ("payBillId", trade_no.to_owned()),
            ("payStatus", "SUCCESS".to_owned()),
        ];
        fields.push(("sign", sign::credtrip(&fields, &credtrip.key)));
        fields.push(("signType", "MD5".to_owned()));
        Some(form::encoded(&fields))
    }

    /// The notice of an account that was opened with a form of [`Gateways::credtrip_open`]; `None` when the form is not signed.
    /// The account's number is the customer's and a fixed beginning, so that opening twice is one account.
    pub(super) fn open_notice(&self, opening: &[(String, String)]) -> Option<NoticeRequest> {
        let credtrip = self.credtrip.as_ref().filter(|credtrip| credtrip.gateway.is_none())?;
        credtrip::signed(credtrip, opening).ok()?;
        let user: u64 = value(opening, "userId").parse().ok()?;
        let mut fields = vec![
            ("accountNo", format!("80{user:06}")),
            ("merchantId", credtrip.merchant.clone()),
            ("mobile", value(opening, "mobile").to_owned()),
            ("userId", user.to_string()),
        ];
        fields.push(("sign", sign::credtrip(&fields, &credtrip.key)));
        fields.push(("signType", "MD5".to_owned()));
        let path = path_of(value(opening, "notifyUrl")).to_owned();
        Some(NoticeRequest { path, content_type: FORM, body: form::encoded(&fields) })
    }
}
