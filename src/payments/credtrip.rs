//! Credtrip instalments: opening an account, what is left on it, paying, and the notices
//! (docs/spec/roaming.md section 12).

use std::collections::BTreeMap;

use serde_json::Value;

use super::GatewayError;
use super::form::{Target, encoded, page, self_sending};
use super::notice::{BadNotice, CreditAccount, Notice, Received};
use super::settings::Credtrip;
use super::sign;
use crate::ids::AccountId;
use crate::money::{Fen, MOST};

/// Where the roaming shop is told of an opened account.
pub(super) const OPEN_NOTIFY_PATH: &str = "/uc/services/credtrip/notify";

/// Where the provider is asked what is left on an account.
const CREDIT_PATH: &str = "/api/user/queryCredit";
/// Characters of an account's status that are handed on.
const MAX_STATUS_LEN: usize = 32;

/// The order of the opening form's fields as recorded.
const OPEN_ORDER: [&str; 9] =
    ["product", "merchantId", "mobile", "sign", "notifyUrl", "signType", "returnUrl", "version", "userId"];

/// What a customer may still spend on instalments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// The provider's number of the account.
    pub account_no: String,
    /// The limit.
    pub credit: Fen,
    /// What is left of it.
    pub balance: Fen,
    /// `ACTIVE` for an account that may be used.
    pub status: String,
}

/// The page that takes the customer to the opening of an account.
pub(super) fn open_page(credtrip: &Credtrip, user_id: AccountId, mobile: &str, base_url: &str) -> String {
    let action = match &credtrip.gateway {
        Some(gateway) => format!("{gateway}/gateway/gw/open"),
        None => format!("{base_url}/sandbox/credtrip"),
    };
    let or = |setting: &str, path: &str| {
        if setting.is_empty() { format!("{base_url}{path}") } else { setting.to_owned() }
    };
    let mut fields = vec![
        ("product", "01".to_owned()),
        ("merchantId", credtrip.merchant.clone()),
        ("mobile", mobile.to_owned()),
        ("notifyUrl", or(&credtrip.notify_url, OPEN_NOTIFY_PATH)),
        ("returnUrl", or(&credtrip.return_url, "/")),
        ("version", "1.0".to_owned()),
        ("userId", user_id.to_string()),
    ];
    fields.push(("sign", sign::credtrip(&fields, &credtrip.key)));
    fields.push(("signType", "MD5".to_owned()));
    fields.sort_by_key(|(name, _)| OPEN_ORDER.iter().position(|known| known == name));
    submitting_page(&action, "post", &fields)
}

/// A page in the recorded layout that sends its fields at once.
pub(super) fn submitting_page(action: &str, method: &'static str, fields: &[(&str, String)]) -> String {
    page(&self_sending(&Target { id: "credtripsubmit", action, method }, fields))
}

/// Checks a notice of a payment.
pub(super) fn verify_pay(credtrip: &Credtrip, fields: &[(String, String)]) -> Result<Notice, BadNotice> {
    let notice = signed(credtrip, fields)?;
    let out_trade_no = notice.required("outOrderId")?.to_owned();
    let trade_no = notice.required("payBillId")?.to_owned();
    if notice.required("payStatus")? != "SUCCESS" {
        return Ok(Notice::Nothing);
    }
    Ok(Notice::Paid { out_trade_no, trade_no, amount: notice.fen("orderMoney")? })
}

/// Checks a notice of an opened account.
pub(super) fn verify_open(credtrip: &Credtrip, fields: &[(String, String)]) -> Result<CreditAccount, BadNotice> {
    let notice = signed(credtrip, fields)?;
    let account_no = notice.required("accountNo")?.to_owned();
    let user_id = notice.required("userId")?.parse().map_err(|_| BadNotice::Unusable("userId"))?;
    let mobile = notice.required("mobile")?.to_owned();
    Ok(CreditAccount { account_no, user_id, mobile })
}

/// Fields under a signature of the provider, whose hex may be of either case, and for this merchant.
pub(super) fn signed<'f>(credtrip: &Credtrip, fields: &'f [(String, String)]) -> Result<Received<'f>, BadNotice> {
    let received = Received::new(fields)?;
    let given = received.text("sign").to_ascii_lowercase();
    if !sign::same(&sign::credtrip(fields, &credtrip.key), &given) {
        return Err(BadNotice::BadSign);
    }
    received.is_for("merchantId", &credtrip.merchant)?;
    Ok(received)
}

/// What the sandbox grants to everybody: the recorded amounts.
pub(super) fn sandbox_credit(account_no: &str) -> Credit {
    let limit = Fen(1_400_000);
    Credit { account_no: account_no.to_owned(), credit: limit, balance: limit, status: "ACTIVE".to_owned() }
}

/// The address and the signed form of a question for what is left on an account.
pub(super) fn credit_question(credtrip: &Credtrip, gateway: &str, account_no: &str) -> (String, String) {
    let mut fields = vec![
        ("version", "1.0"),
        ("product", "01"),
        ("accountNo", account_no),
        ("merchantId", &credtrip.merchant),
        ("signType", "MD5"),
    ];
    let sign = sign::credtrip(&fields, &credtrip.key);
    fields.push(("sign", &sign));
    (format!("{gateway}{CREDIT_PATH}"), encoded(&fields))
}

/// What the provider answers: a JSON object with amounts in fen. The connection says whose answer it is; where it is signed too,
/// the signature must be right.
pub(super) fn credit_answer(credtrip: &Credtrip, account_no: &str, answer: &str) -> Result<Credit, GatewayError> {
    let fields = flat(answer).ok_or(GatewayError::Declined)?;
    let answer = Received::new(&fields).map_err(|_| GatewayError::Declined)?;
    let signed = answer.text("sign").is_empty() || signed(credtrip, &fields).is_ok();
    let ours = [account_no, ""].contains(&answer.text("accountNo"));
    if !signed || !ours || !answer.text("retCode").eq_ignore_ascii_case("SUCCESS") {
        return Err(GatewayError::Declined);
    }
    let amount = |name| {
        let fen = answer.text(name).trim().parse().map(Fen).ok();
        fen.filter(|amount| amount.0.abs() <= MOST.0).ok_or(GatewayError::Declined)
    };
    let status = answer.text("status").chars().take(MAX_STATUS_LEN).collect();
    let (credit, balance) = (amount("accountCredit")?, amount("balCredit")?);
    Ok(Credit { account_no: account_no.to_owned(), credit, balance, status })
}

/// The texts and numbers of a JSON object by name.
fn flat(json: &str) -> Option<Vec<(String, String)>> {
    let object: BTreeMap<String, Value> = serde_json::from_str(json).ok()?;
    let text = |value: Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    };
    Some(object.into_iter().map(|(name, value)| (name, text(value))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payments::trial::pairs;

    fn merchant(key: &str) -> Credtrip {
        Credtrip {
            merchant: "2016010003".to_owned(),
            key: key.to_owned(),
            gateway: Some("https://api-test.credtrip.com".to_owned()),
            notify_url: "http://mall.example.com/uc/services/credtrip/notify".to_owned(),
            return_url: "http://mall.example.com/roammall/views/market/pay_success.html".to_owned(),
        }
    }

    /// The recorded answer of `credtrip_open`, whole but for the signature: its key was never published, and the phone and the
    /// host in it were replaced. This one was computed with Python's hashlib and the key `secret`.
    const RECORDED: &str = r#"<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html; charset=UTF-8"><title>跳轉至支付網關</title></head><body><form id="credtripsubmit" name="credtripsubmit" action="https://api-test.credtrip.com/gateway/gw/open" method="post"><input type="hidden" name="product" value="01"/><input type="hidden" name="merchantId" value="2016010003"/><input type="hidden" name="mobile" value="13800138000"/><input type="hidden" name="sign" value="22023e1f32338346f963ab381e76efb6"/><input type="hidden" name="notifyUrl" value="http://mall.example.com/uc/services/credtrip/notify"/><input type="hidden" name="signType" value="MD5"/><input type="hidden" name="returnUrl" value="http://mall.example.com/roammall/views/market/pay_success.html"/><input type="hidden" name="version" value="1.0"/><input type="hidden" name="userId" value="1"/><input type="submit" value="确认" style="display:none;"></form><script>document.forms['credtripsubmit'].submit();</script></body></html>"#;

    #[test]
    fn the_opening_page_is_the_recorded_one() {
        assert_eq!(open_page(&merchant("secret"), AccountId(1), "13800138000", "http://127.0.0.1:8050"), RECORDED);
    }

    #[test]
    fn the_sandbox_opens_accounts_on_this_server() {
        let sandbox = Credtrip { gateway: None, notify_url: String::new(), return_url: String::new(), ..merchant("k") };
        let text = open_page(&sandbox, AccountId(7), "13800138000", "http://127.0.0.1:8050");
        assert!(text.contains(r#"action="http://127.0.0.1:8050/sandbox/credtrip" method="post""#), "{text}");
        assert!(
            text.contains(r#"name="notifyUrl" value="http://127.0.0.1:8050/uc/services/credtrip/notify""#),
            "{text}"
        );
    }

    /// A notice whose signature was computed with Python's hashlib, in upper case.
    fn paid() -> Vec<(String, String)> {
        pairs(&[
            ("outOrderId", "6"),
            ("payBillId", "B9"),
            ("payStatus", "SUCCESS"),
            ("orderMoney", "2850"),
            ("signType", "MD5"),
            ("sign", "44A28CFA3873364F8B2702ED67B1C28D"),
        ])
    }

    fn with(mut fields: Vec<(String, String)>, name: &str, value: &str) -> Vec<(String, String)> {
        fields.retain(|(known, _)| known != name && known != "sign");
        fields.extend(pairs(&[(name, value)]));
        fields.push(("sign".to_owned(), sign::credtrip(&fields, "demo-sandbox-key")));
        fields
    }

    #[test]
    fn a_signed_notice_says_what_was_paid() {
        let wanted = Notice::Paid { out_trade_no: "6".to_owned(), trade_no: "B9".to_owned(), amount: Fen(2850) };
        assert_eq!(verify_pay(&merchant("demo-sandbox-key"), &paid()), Ok(wanted));
    }

    #[test]
    fn a_forged_notice_is_told_from_an_unusable_one() {
        let verify = |fields: &[(String, String)]| verify_pay(&merchant("demo-sandbox-key"), fields);
        let mut forged = paid();
        "1".clone_into(&mut forged[3].1);
        assert_eq!(verify(&forged), Err(BadNotice::BadSign));
        assert_eq!(verify_pay(&merchant("other"), &paid()), Err(BadNotice::BadSign));
        assert_eq!(verify(&with(paid(), "payStatus", "FAIL")), Ok(Notice::Nothing));
        assert!(verify(&with(paid(), "merchantId", "2016010003")).is_ok(), "the twin of another merchant's");
        assert_eq!(
            verify(&with(paid(), "merchantId", "2016010004")),
            Err(BadNotice::Unusable("merchantId")),
            "one key may sign for several"
        );
        assert_eq!(verify(&with(paid(), "outOrderId", "")), Err(BadNotice::Incomplete("outOrderId")));
        assert_eq!(verify(&with(paid(), "orderMoney", "28.50")), Err(BadNotice::Unusable("orderMoney")));
    }

    #[test]
    fn an_opened_account_is_known_by_its_signature() {
        // What is signed: 80, 13800138000, 7 and the key, one after the other.
        let opened = pairs(&[
            ("accountNo", "80"),
            ("userId", "7"),
            ("mobile", "13800138000"),
            ("sign", "70760a0a223078f63ae27b2cc3c13f17"),
        ]);
        let verify = |fields: &[(String, String)]| verify_open(&merchant("demo-sandbox-key"), fields);
        let account =
            CreditAccount { account_no: "80".to_owned(), user_id: AccountId(7), mobile: "13800138000".to_owned() };
        assert_eq!(verify(&opened), Ok(account));
        assert_eq!(verify(&with(opened.clone(), "userId", "8x")), Err(BadNotice::Unusable("userId")));
        assert_eq!(verify(&with(opened.clone(), "merchantId", "2016010004")), Err(BadNotice::Unusable("merchantId")));
        assert_eq!(verify(&with(opened, "mobile", "")), Err(BadNotice::Incomplete("mobile")));
    }
}
