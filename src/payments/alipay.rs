//! Alipay in a browser: the form that takes the customer there, and the notice that comes back
//! (docs/spec/roaming.md section 12).

use super::form::{Target, encoded, self_sending};
use super::notice::{BadNotice, Notice, Received};
use super::settings::Alipay;
use super::{Bill, sign};

/// The order of the fields as recorded, from a merchant without partner and seller.
const ORDER: [&str; 11] = [
    "payment_type",
    "out_trade_no",
    "service",
    "_input_charset",
    "subject",
    "total_fee",
    "sign",
    "return_url",
    "notify_url",
    "body",
    "sign_type",
];

/// Their order with partner and seller. Both are the order in which the earlier system's hash map gave them out.
const ORDER_WITH_PARTNER: [&str; 13] = [
    "_input_charset",
    "subject",
    "sign",
    "notify_url",
    "body",
    "payment_type",
    "out_trade_no",
    "partner",
    "service",
    "total_fee",
    "return_url",
    "sign_type",
    "seller_id",
];

/// The form that sends itself to Alipay, or to the sandbox. Only the sandbox's has the recorded `body`.
pub(super) fn web_form(alipay: &Alipay, bill: &Bill, notify_url: String) -> String {
    let body = if alipay.gateway.is_some() { bill.reference() } else { bill.customer() };
    form_with(alipay, bill, notify_url, body)
}

fn form_with(alipay: &Alipay, bill: &Bill, notify_url: String, body: String) -> String {
    let gateway = match &alipay.gateway {
        Some(gateway) => gateway.clone(),
        None => format!("{}/sandbox/alipay", bill.base_url),
    };
    let return_url =
        if alipay.return_url.is_empty() { format!("{}/", bill.base_url) } else { alipay.return_url.clone() };
    let fields = vec![
        ("service", "alipay.wap.create.direct.pay.by.user".to_owned()),
        ("partner", alipay.partner.clone()),
        ("seller_id", alipay.seller.clone()),
        ("_input_charset", "utf-8".to_owned()),
        ("payment_type", "1".to_owned()),
        ("notify_url", notify_url),
        ("return_url", return_url),
        ("out_trade_no", bill.number.clone()),
        ("subject", bill.subject.clone()),
        ("total_fee", bill.due.to_string()),
        ("body", body),
    ];
    signed_form(&gateway, &alipay.key, fields)
}

fn signed_form(gateway: &str, key: &str, mut fields: Vec<(&'static str, String)>) -> String {
    fields.push(("sign", sign::alipay(&fields, key)));
    fields.push(("sign_type", "MD5".to_owned()));
    let has_partner = fields.iter().any(|(name, value)| *name == "partner" && !value.is_empty());
    let order: &[&str] = if has_partner { &ORDER_WITH_PARTNER } else { &ORDER };
    fields.sort_by_key(|(name, _)| order.iter().position(|known| known == name));
    let action = format!("{gateway}?_input_charset=utf-8");
    self_sending(&Target { id: "alipaysubmit", action: &action, method: "get" }, &fields)
}

/// What a notice must agree with.
pub(super) struct Check<'c> {
    /// Whether the signature is the provider's.
    pub(super) signed: &'c dyn Fn(Received<'_>) -> bool,
    pub(super) seller: &'c str,
    /// The app, for the notices that name one.
    pub(super) app: Option<&'c str>,
    /// The name of the amount.
    pub(super) amount: &'static str,
}

/// Checks a notice of the web payment.
pub(super) fn verify_web(alipay: &Alipay, fields: &[(String, String)]) -> Result<Notice, BadNotice> {
    let signed = signed_with_md5(alipay);
    checked(fields, &Check { signed: &signed, seller: &alipay.seller, app: None, amount: "total_fee" })
}

/// Whether a notice is signed with the merchant's MD5 key.
pub(super) fn signed_with_md5(alipay: &Alipay) -> impl Fn(Received<'_>) -> bool {
    |notice| sign::same(&sign::alipay(notice.fields(), &alipay.key), notice.text("sign"))
}

/// What a notice says. What every notice has is asked for first, because a notice without it is answered with a parameter error
/// whoever signed it.
pub(super) fn checked(fields: &[(String, String)], check: &Check<'_>) -> Result<Notice, BadNotice> {
    let notice = Received::new(fields)?;
    let out_trade_no = notice.required("out_trade_no")?.to_owned();
    let trade_no = notice.required("trade_no")?.to_owned();
    let status = notice.required("trade_status")?;
    if !(check.signed)(notice) {
        return Err(BadNotice::BadSign);
    }
    // FINISHED is SUCCESS that can no more be refunded; which of the two comes first is Alipay's affair.
    let paid = matches!(status, "TRADE_SUCCESS" | "TRADE_FINISHED");
    let refunded = tells_of_a_refund(status, notice.text("refund_fee"));
    if !paid && !refunded {
        return Ok(Notice::Nothing);
    }
    if notice.text("seller_id") != check.seller {
        return Err(BadNotice::Unusable("seller_id"));
    }
    if check.app.is_some_and(|app| notice.text("app_id") != app) {
        return Err(BadNotice::Unusable("app_id"));
    }
    if refunded {
        return Ok(Notice::Refunded { out_trade_no, trade_no, amount: notice.yuan("refund_fee")? });
    }
    Ok(Notice::Paid { out_trade_no, trade_no, amount: notice.yuan(check.amount)? })
}

/// Whether a notice is about money that went back. A trade that was closed before anybody paid says so without a refund; one of which
/// a part went back is a success still, and only its `refund_fee` tells the notice from that of the payment.
fn tells_of_a_refund(status: &str, refund_fee: &str) -> bool {
    let names_an_amount = refund_fee.chars().any(|letter| !matches!(letter, '0' | '.' | ' '));
    match status {
        "TRADE_CLOSED" => !refund_fee.is_empty(),
        "TRADE_SUCCESS" | "TRADE_FINISHED" => names_an_amount,
        _ => false,
    }
}

/// The question whether Alipay has sent a notice, put to its gateway.
pub(super) fn notify_verify(alipay: &Alipay, gateway: &str, notify_id: &str) -> String {
    let fields = [("service", "notify_verify"), ("partner", &alipay.partner), ("notify_id", notify_id)];
    format!("{gateway}?{}", encoded(&fields))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Fen;
    use crate::payments::trial::{self, pairs};

    /// The recorded answer of `order_paying` with payid 2, whole.
    const RECORDED: &str = r#"<form id="alipaysubmit" name="alipaysubmit" action="https://mapi.alipay.com/gateway.do?_input_charset=utf-8" method="get"><input type="hidden" name="payment_type" value="1"/><input type="hidden" name="out_trade_no" value="6"/><input type="hidden" name="service" value="alipay.wap.create.direct.pay.by.user"/><input type="hidden" name="_input_charset" value="utf-8"/><input type="hidden" name="subject" value="上网卡流量,全球上网卡,全球上网卡"/><input type="hidden" name="total_fee" value="2954.50"/><input type="hidden" name="sign" value="4f27c517d3c1cc8365b95f451cef4275"/><input type="hidden" name="return_url" value="http://localhost:8080/alipay.wap.create.direct.pay.by.user-JAVA-UTF-8/return_url.jsp"/><input type="hidden" name="notify_url" value="http://localhost:8080/alipay.wap.create.direct.pay.by.user-JAVA-UTF-8/notify_url.jsp"/><input type="hidden" name="body" value="7:2977aa9d-febd-4ec0-925e-b4444617f931"/><input type="hidden" name="sign_type" value="MD5"/><input type="submit" value="确认" style="display:none;"></form><script>document.forms['alipaysubmit'].submit();</script>"#;

    #[test]
    fn the_form_is_the_recorded_one_byte_for_byte() {
        let root = "http://localhost:8080/alipay.wap.create.direct.pay.by.user-JAVA-UTF-8";
        let alipay = Alipay {
            partner: String::new(),
            seller: String::new(),
            key: String::new(),
            gateway: Some("https://mapi.alipay.com/gateway.do".to_owned()),
            return_url: format!("{root}/return_url.jsp"),
        };
        let bill = Bill {
            number: "6".to_owned(),
            due: Fen(295_450),
            subject: "上网卡流量,全球上网卡,全球上网卡".to_owned(),
            session: "2977aa9d-febd-4ec0-925e-b4444617f931".to_owned(),
            ..trial::bill()
        };
        let notify_url = format!("{root}/notify_url.jsp");
        assert_eq!(form_with(&alipay, &bill, notify_url.clone(), bill.customer()), RECORDED);
        // A real merchant's differs in what it says of the customer, and so in its signature, alone.
        let real = web_form(&alipay, &bill, notify_url);
        assert!(real.contains(r#"name="body" value="order 6""#) && !real.contains(&bill.session), "{real}");
    }

    #[test]
    fn with_a_partner_there_are_thirteen_fields_in_another_order() {
        let form =
            web_form(&trial::alipay(), &trial::bill(), "http://127.0.0.1:8050/uc/services/alipay/notify".to_owned());
        let names: Vec<_> = form.split("name=\"").skip(2).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(names, ORDER_WITH_PARTNER);
        assert!(
            form.contains(r#"action="http://127.0.0.1:8050/sandbox/alipay?_input_charset=utf-8" method="get""#),
            "{form}"
        );
        assert!(form.contains(r#"name="sign" value="f593a38ffc960f4530978e5e95f24474""#), "{form}");
    }

    /// A notice that a test outside this program would send; its signature was computed with Python's hashlib.
    fn notice() -> Vec<(String, String)> {
        pairs(&[
            ("out_trade_no", "6"),
            ("trade_no", "2016070621001004"),
            ("trade_status", "TRADE_SUCCESS"),
            ("total_fee", "28.50"),
            ("seller_id", "2088000000000000"),
            ("subject", "全球通话时长"),
            ("sign_type", "MD5"),
            ("sign", "5091c6f451216e9f93c79ff6ed1c8f54"),
        ])
    }

    /// The notice with some fields changed and signed anew.
    fn changed(changes: &[(&str, &str)]) -> Vec<(String, String)> {
        let mut fields = notice();
        fields.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name) && name != "sign");
        fields.extend(pairs(changes));
        fields.push(("sign".to_owned(), sign::alipay(&fields, "demo-sandbox-key")));
        fields
    }

    #[test]
    fn a_signed_notice_says_what_was_paid() {
        let paid =
            Notice::Paid { out_trade_no: "6".to_owned(), trade_no: "2016070621001004".to_owned(), amount: Fen(2850) };
        assert_eq!(verify_web(&trial::alipay(), &notice()), Ok(paid));
    }

    #[test]
    fn a_changed_value_or_another_key_is_refused() {
        for (at, value) in [(0, "7"), (1, "9"), (3, "0.01"), (7, ""), (7, "4f27c517d3c1cc8365b95f451cef4275")] {
            let mut fields = notice();
            value.clone_into(&mut fields[at].1);
            assert_eq!(verify_web(&trial::alipay(), &fields), Err(BadNotice::BadSign), "{value}");
        }
        let other = Alipay { key: String::new(), ..trial::alipay() };
        assert_eq!(verify_web(&other, &notice()), Err(BadNotice::BadSign));
        let mut twice = notice();
        twice.push(("total_fee".to_owned(), "28.50".to_owned()));
        assert_eq!(verify_web(&trial::alipay(), &twice), Err(BadNotice::BadSign));
    }

    #[test]
    fn a_missing_field_is_told_from_a_forged_notice() {
        for name in ["out_trade_no", "trade_no", "trade_status"] {
            let mut fields = notice();
            fields.retain(|(known, _)| known != name);
            assert_eq!(verify_web(&trial::alipay(), &fields), Err(BadNotice::Incomplete(name)));
        }
    }

    #[test]
    fn the_seller_and_the_amount_must_make_sense() {
        let verify = |changes: &[(&str, &str)]| verify_web(&trial::alipay(), &changed(changes));
        assert_eq!(verify(&[("seller_id", "2088000000000001")]), Err(BadNotice::Unusable("seller_id")));
        for amount in ["", "0", "-28.50", "28.505", "much"] {
            assert_eq!(verify(&[("total_fee", amount)]), Err(BadNotice::Unusable("total_fee")), "{amount}");
        }
    }

    #[test]
    fn a_closed_trade_is_a_refund_and_other_states_change_nothing() {
        let verify = |changes: &[(&str, &str)]| verify_web(&trial::alipay(), &changed(changes));
        let refunded = verify(&[("trade_status", "TRADE_CLOSED"), ("refund_fee", "28.50")]);
        assert!(matches!(refunded, Ok(Notice::Refunded { amount: Fen(2850), .. })), "{refunded:?}");
        let finished = verify(&[("trade_status", "TRADE_FINISHED")]);
        assert!(matches!(finished, Ok(Notice::Paid { amount: Fen(2850), .. })), "{finished:?}");
        // A part that went back leaves the trade a success; nothing that did is no refund.
        for status in ["TRADE_SUCCESS", "TRADE_FINISHED"] {
            let part = verify(&[("trade_status", status), ("refund_fee", "8.50")]);
            assert!(matches!(part, Ok(Notice::Refunded { amount: Fen(850), .. })), "{part:?}");
            for nothing in ["", "0", "0.00"] {
                let paid = verify(&[("trade_status", status), ("refund_fee", nothing)]);
                assert!(matches!(paid, Ok(Notice::Paid { amount: Fen(2850), .. })), "{paid:?}");
            }
            let nonsense = verify(&[("trade_status", status), ("refund_fee", "much")]);
            assert_eq!(nonsense, Err(BadNotice::Unusable("refund_fee")));
        }
        for status in ["TRADE_CLOSED", "WAIT_BUYER_PAY"] {
            assert_eq!(verify(&[("trade_status", status)]), Ok(Notice::Nothing), "{status}");
        }
        let foreign = [("trade_status", "TRADE_CLOSED"), ("refund_fee", "28.50"), ("seller_id", "1")];
        assert_eq!(verify(&foreign), Err(BadNotice::Unusable("seller_id")));
    }
}
