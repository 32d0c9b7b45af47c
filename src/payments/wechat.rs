//! WeChat: the order that is placed with it before the customer can pay, the parameters for its app, and its notice
//! (docs/spec/roaming.md section 12).

use serde::Serialize;

use super::notice::{BadNotice, Notice, Received};
use super::settings::WeChat;
use super::{Bill, GatewayError, Trade, sign, xml};
use crate::clock::Zone;
use crate::random::Ids;

/// The answer to a notice that was taken; `text/xml;charset=UTF-8`.
pub const WECHAT_SUCCESS: &str =
    "<xml><return_code><![CDATA[SUCCESS]]></return_code><return_msg><![CDATA[OK]]></return_msg></xml>";
/// The answer to a notice that was turned away; WeChat sends it again.
pub const WECHAT_FAIL: &str =
    "<xml><return_code><![CDATA[FAIL]]></return_code><return_msg><![CDATA[FAIL]]></return_msg></xml>";
/// The content type of both.
pub const WECHAT_CONTENT_TYPE: &str = "text/xml;charset=UTF-8";

/// Parameters for the app, in the order of docs/spec/roaming.md section 12.
#[derive(Serialize)]
struct Params<'p> {
    appid: &'p str,
    noncestr: &'p str,
    package: &'static str,
    partnerid: &'p str,
    prepayid: &'p str,
    timestamp: &'p str,
    sign: String,
    #[serde(rename = "outTradeNo")]
    out_trade_no: &'p str,
    /// Which no real SDK knows: the page that stands in for the app.
    #[serde(skip_serializing_if = "Option::is_none")]
    sandbox_url: Option<String>,
}

/// Bytes that WeChat takes for what is bought.
const MAX_BODY_LEN: usize = 127;

/// The beginning of a text that has at most so many bytes.
fn shortened(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// The order that is placed with WeChat: what is bought, for how many fen, and where the notice goes.
pub(super) fn order(wechat: &WeChat, bill: &Bill, notify_url: String, ids: &mut Ids) -> String {
    let (trade_type, openid) = match &bill.trade {
        Trade::App => ("APP", ""),
        Trade::Page { openid } => ("JSAPI", openid.as_str()),
        Trade::Code => ("NATIVE", ""),
    };
    let mut fields = vec![
        ("appid", wechat.app.clone()),
        ("mch_id", wechat.merchant.clone()),
        ("nonce_str", nonce(ids)),
        ("body", shortened(&bill.subject, MAX_BODY_LEN).to_owned()),
        ("out_trade_no", bill.number.clone()),
        ("total_fee", bill.due.0.to_string()),
        // WeChat wants the address of the one who asks, which is this server.
        ("spbill_create_ip", "127.0.0.1".to_owned()),
        ("notify_url", notify_url),
        ("trade_type", trade_type.to_owned()),
        ("openid", openid.to_owned()),
    ];
    fields.retain(|(_, value)| !value.is_empty());
    fields.push(("sign", sign::wechat(&fields, &wechat.key)));
    xml::write(&fields)
}

/// Parameters for the bridge of a page inside WeChat, which signs five of them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BridgeParams<'p> {
    app_id: &'p str,
    nonce_str: &'p str,
    package: &'p str,
    time_stamp: &'p str,
    sign_type: &'static str,
    sign: &'p str,
    /// The same text: the bridge wants this name.
    pay_sign: &'p str,
    out_trade_no: &'p str,
    #[serde(rename = "sandbox_url", skip_serializing_if = "Option::is_none")]
    sandbox_url: Option<String>,
}

/// What a QR code holds.
#[derive(Serialize)]
struct CodeParams<'p> {
    code_url: &'p str,
    prepayid: &'p str,
    #[serde(rename = "outTradeNo")]
    out_trade_no: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sandbox_url: Option<String>,
}

/// The parameters for whoever pays as JSON text, once WeChat or the sandbox has answered the order.
pub(super) fn params(
    wechat: &WeChat,
    bill: &Bill,
    answer: &str,
    sandbox_url: Option<String>,
    ids: &mut Ids,
) -> Result<String, GatewayError> {
    let prepay_id = prepay_id(wechat, answer)?;
    let placed = Placed { wechat, bill, answer, prepay_id: &prepay_id, sandbox_url };
    let text = match &bill.trade {
        Trade::App => placed.for_the_app(&nonce(ids)),
        Trade::Page { .. } => placed.for_the_bridge(&nonce(ids)),
        Trade::Code => placed.for_a_code()?,
    };
    text.map_err(|_| GatewayError::Declined)
}

/// An order that WeChat has taken, on its way to whoever pays it.
struct Placed<'p> {
    wechat: &'p WeChat,
    bill: &'p Bill,
    answer: &'p str,
    prepay_id: &'p str,
    sandbox_url: Option<String>,
}

impl Placed<'_> {
    /// The second at which whoever pays gets the parameters, as text.
    fn timestamp(&self) -> String {
        self.bill.now.unix_seconds().to_string()
    }

    fn for_the_bridge(self, nonce: &str) -> serde_json::Result<String> {
        let (package, timestamp) = (format!("prepay_id={}", self.prepay_id), self.timestamp());
        let signed = [
            ("appId", self.wechat.app.as_str()),
            ("nonceStr", nonce),
            ("package", &package),
            ("signType", "MD5"),
            ("timeStamp", &timestamp),
        ];
        let sign = sign::wechat(&signed, &self.wechat.key);
        serde_json::to_string(&BridgeParams {
            app_id: &self.wechat.app,
            nonce_str: nonce,
            package: &package,
            time_stamp: &timestamp,
            sign_type: "MD5",
            sign: &sign,
            pay_sign: &sign,
            out_trade_no: &self.bill.number,
            sandbox_url: self.sandbox_url,
        })
    }

    /// The sandbox has no QR code of WeChat's: its own page is what the code holds.
    fn for_a_code(self) -> Result<serde_json::Result<String>, GatewayError> {
        let said = xml::read(self.answer.as_bytes()).unwrap_or_default();
        let code_url = said.iter().find(|(name, _)| name == "code_url").map(|(_, value)| value.as_str());
        let code_url = self.sandbox_url.as_deref().or(code_url).filter(|url| !url.is_empty());
        Ok(serde_json::to_string(&CodeParams {
            code_url: code_url.ok_or(GatewayError::Declined)?,
            prepayid: self.prepay_id,
            out_trade_no: &self.bill.number,
            sandbox_url: self.sandbox_url.clone(),
        }))
    }

    fn for_the_app(self, nonce: &str) -> serde_json::Result<String> {
        let (package, timestamp) = ("Sign=WXPay", self.timestamp());
        let signed = [
            ("appid", self.wechat.app.as_str()),
            ("noncestr", nonce),
            ("package", package),
            ("partnerid", &self.wechat.merchant),
            ("prepayid", self.prepay_id),
            ("timestamp", &timestamp),
        ];
        serde_json::to_string(&Params {
            appid: &self.wechat.app,
            noncestr: nonce,
            package,
            partnerid: &self.wechat.merchant,
            prepayid: self.prepay_id,
            timestamp: &timestamp,
            sign: sign::wechat(&signed, &self.wechat.key),
            out_trade_no: &self.bill.number,
            sandbox_url: self.sandbox_url,
        })
    }
}

/// The id of the placed order out of a signed answer.
fn prepay_id(wechat: &WeChat, answer: &str) -> Result<String, GatewayError> {
    let fields = xml::read(answer.as_bytes()).ok_or(GatewayError::Declined)?;
    let answer = Received::new(&fields).map_err(|_| GatewayError::Declined)?;
    let signed = sign::same(&sign::wechat(answer.fields(), &wechat.key), answer.text("sign"));
    let ours = is_ours(wechat, answer).is_ok();
    let placed = answer.text("return_code") == "SUCCESS" && answer.text("result_code") == "SUCCESS";
    let prepay_id = answer.text("prepay_id");
    if signed && ours && placed && !prepay_id.is_empty() {
        return Ok(prepay_id.to_owned());
    }
    tracing::warn!(signed, ours, code = error_code(answer.text("err_code")), "WeChat did not take an order");
    Err(GatewayError::Declined)
}

/// Whether an answer or a notice is for this merchant's app, as far as it says whom it is for.
fn is_ours(wechat: &WeChat, received: Received<'_>) -> Result<(), BadNotice> {
    received.is_for("appid", &wechat.app)?;
    received.is_for("mch_id", &wechat.merchant)
}

/// WeChat's code of an error, such as `ORDERPAID`; nothing of what cannot be one.
fn error_code(code: &str) -> &str {
    let fits = code.len() <= 32 && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if fits { code } else { "" }
}

/// What WeChat would answer to an order, made by the sandbox: an id out of the time and random digits.
pub(super) fn sandbox_answer(wechat: &WeChat, bill: &Bill, ids: &mut Ids) -> String {
    let mut fields = vec![
        ("return_code", "SUCCESS".to_owned()),
        ("return_msg", "OK".to_owned()),
        ("result_code", "SUCCESS".to_owned()),
        ("appid", wechat.app.clone()),
        ("mch_id", wechat.merchant.clone()),
        ("nonce_str", nonce(ids)),
        ("prepay_id", format!("wx{}{}", Zone::china().format(bill.now, "%Y%m%d%H%M%S"), ids.digits(20))),
        ("trade_type", "APP".to_owned()),
    ];
    fields.push(("sign", sign::wechat(&fields, &wechat.key)));
    xml::write(&fields)
}

/// Checks a notice: signed, for this merchant, and both codes say that the payment went well.
pub(super) fn verify(wechat: &WeChat, body: &[u8]) -> Result<Notice, BadNotice> {
    let fields = xml::read(body).ok_or(BadNotice::BadSign)?;
    let notice = Received::new(&fields)?;
    if !sign::same(&sign::wechat(notice.fields(), &wechat.key), notice.text("sign")) {
        return Err(BadNotice::BadSign);
    }
    is_ours(wechat, notice)?;
    if !matches!(notice.text("return_code"), "SUCCESS" | "") {
        return Err(BadNotice::Unusable("return_code"));
    }
    if notice.text("result_code") != "SUCCESS" {
        return Err(BadNotice::Unusable("result_code"));
    }
    let out_trade_no = notice.required("out_trade_no")?.to_owned();
    let trade_no = notice.required("transaction_id")?.to_owned();
    Ok(Notice::Paid { out_trade_no, trade_no, amount: notice.fen("total_fee")? })
}

/// Thirty-two characters that were never used before.
fn nonce(ids: &mut Ids) -> String {
    ids.uuid().replace('-', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Fen;
    use crate::payments::trial;

    fn merchant() -> WeChat {
        WeChat {
            app: "wx2088000000000000".to_owned(),
            merchant: "2088000000000000".to_owned(),
            key: "demo-sandbox-key".to_owned(),
            gateway: None,
        }
    }

    #[test]
    fn the_order_is_written_as_wechat_wants_it() {
        let text = order(&merchant(), &trial::bill(), "http://127.0.0.1:8050/n".to_owned(), &mut Ids::seeded(1));
        let wanted = "<xml><appid><![CDATA[wx2088000000000000]]></appid><mch_id><![CDATA[2088000000000000]]></mch_id>\
            <nonce_str><![CDATA[bc731a1b09b94366b488c106711bc05c]]></nonce_str><body><![CDATA[全球通话时长 & 更多]]></body>\
            <out_trade_no><![CDATA[6]]></out_trade_no><total_fee><![CDATA[2850]]></total_fee>\
            <spbill_create_ip><![CDATA[127.0.0.1]]></spbill_create_ip>\
            <notify_url><![CDATA[http://127.0.0.1:8050/n]]></notify_url><trade_type><![CDATA[APP]]></trade_type>\
            <sign><![CDATA[79CEB6C63CBE73CDB27F22BFFFB384BB]]></sign></xml>";
        assert_eq!(text, wanted);
    }

    #[test]
    fn outside_apps_the_order_names_the_customer() {
        let trade = Trade::Page { openid: "oUpF8".to_owned() };
        let bill = Bill { trade, ..trial::bill() };
        let text = order(&merchant(), &bill, "http://127.0.0.1:8050/n".to_owned(), &mut Ids::seeded(1));
        let wanted = "<trade_type><![CDATA[JSAPI]]></trade_type><openid><![CDATA[oUpF8]]></openid>\
            <sign><![CDATA[E68FDA067027E34F297BE56DF818C653]]></sign></xml>";
        assert!(text.ends_with(wanted), "{text}");
    }

    #[test]
    fn what_is_bought_is_no_longer_than_wechat_takes_it() {
        let subject = "全球通话时长".repeat(10);
        let text = order(&merchant(), &Bill { subject, ..trial::bill() }, String::new(), &mut Ids::seeded(1));
        let body = text.split("<body><![CDATA[").nth(1).and_then(|rest| rest.split("]]").next()).unwrap();
        assert_eq!((body.chars().count(), body.len()), (42, 126));
    }

    #[test]
    fn an_error_s_code_is_shown_and_nothing_else() {
        assert_eq!(
            (error_code("ORDERPAID"), error_code("no <code>"), error_code(&"A".repeat(33))),
            ("ORDERPAID", "", "")
        );
    }

    /// An answer whose signature was computed with Python's hashlib.
    const ANSWER: &str = "<xml><return_code><![CDATA[SUCCESS]]></return_code><result_code>SUCCESS</result_code>\
        <prepay_id><![CDATA[wx2016]]></prepay_id><sign>18E03C492B3D42CAAA889EA51A9DEC8E</sign></xml>";

    #[test]
    fn the_app_gets_the_placed_order_signed() {
        let text = params(&merchant(), &trial::bill(), ANSWER, None, &mut Ids::seeded(1)).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let names: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["appid", "noncestr", "outTradeNo", "package", "partnerid", "prepayid", "sign", "timestamp"]);
        assert_eq!((&value["prepayid"], &value["timestamp"]), (&"wx2016".into(), &"1467787474".into()));
        assert_eq!(
            (&value["noncestr"], &value["sign"]),
            (&"bc731a1b09b94366b488c106711bc05c".into(), &"1C3803F3BA4E72D6E289C4692290D48F".into())
        );
    }

    #[test]
    fn an_answer_that_is_not_wechat_s_places_no_order() {
        let forged = ANSWER.replace("wx2016", "wx2017");
        let with = |code: &str, value: &str| {
            let mut fields = vec![("return_code", "SUCCESS"), ("result_code", "SUCCESS"), ("prepay_id", "wx2016")];
            fields.retain(|(name, _)| *name != code);
            fields.push((code, value));
            let sign = sign::wechat(&fields, "demo-sandbox-key");
            fields.push(("sign", &sign));
            xml::write(&fields)
        };
        assert_eq!(prepay_id(&merchant(), &with("err_code", "")), Ok("wx2016".to_owned()), "the twin");
        assert!(prepay_id(&merchant(), &with("mch_id", "2088000000000000")).is_ok(), "the twin");
        let failed = [
            with("return_code", "FAIL"),
            with("result_code", "FAIL"),
            with("prepay_id", ""),
            with("mch_id", "2088000000000001"),
            with("appid", "wx2088000000000001"),
        ];
        let lower = ANSWER.replace("18E03C492B3D42CAAA889EA51A9DEC8E", "18e03c492b3d42caaa889ea51a9dec8e");
        let twice = ANSWER.replace("</xml>", "<prepay_id>wx2017</prepay_id></xml>");
        let broken = [forged.as_str(), "", "<xml></xml>", "<html>gateway timeout</html>", &lower, &twice];
        for answer in broken.into_iter().chain(failed.iter().map(String::as_str)) {
            assert_eq!(prepay_id(&merchant(), answer), Err(GatewayError::Declined), "{answer}");
        }
    }

    #[test]
    fn the_sandbox_answers_like_wechat() {
        let answer = sandbox_answer(&merchant(), &trial::bill(), &mut Ids::seeded(1));
        assert!(prepay_id(&merchant(), &answer).unwrap().starts_with("wx20160706144434"));
    }

    /// A notice whose signature was computed with Python's hashlib.
    const NOTICE: &str = "<xml><appid><![CDATA[wx2088000000000000]]></appid><mch_id>2088000000000000</mch_id>\
        <nonce_str>n2</nonce_str><out_trade_no><![CDATA[6]]></out_trade_no><result_code><![CDATA[SUCCESS]]></result_code>\
        <return_code>SUCCESS</return_code><total_fee>2850</total_fee><transaction_id>4200000001</transaction_id>\
        <sign><![CDATA[5ED16BA0A249B8C5AED164EDB62B7205]]></sign></xml>";

    #[test]
    fn a_signed_notice_says_what_was_paid() {
        let paid = Notice::Paid { out_trade_no: "6".to_owned(), trade_no: "4200000001".to_owned(), amount: Fen(2850) };
        assert_eq!(verify(&merchant(), NOTICE.as_bytes()), Ok(paid));
    }

    #[test]
    fn a_forged_or_failed_notice_is_refused() {
        for (from, to) in [
            ("2850", "1"),
            ("5ED16BA0A249B8C5AED164EDB62B7205", "0123456789ABCDEF0123456789ABCDEF"),
            ("<xml>", "<!DOCTYPE a><xml>"),
        ] {
            let forged = NOTICE.replace(from, to);
            assert_eq!(verify(&merchant(), forged.as_bytes()), Err(BadNotice::BadSign), "{forged}");
        }
        let failed = |changes: &[(&str, &str)]| {
            let mut fields =
                vec![("out_trade_no", "6"), ("transaction_id", "1"), ("result_code", "SUCCESS"), ("total_fee", "2850")];
            fields.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
            fields.extend(changes);
            let sign = sign::wechat(&fields, "demo-sandbox-key");
            fields.push(("sign", &sign));
            verify(&merchant(), xml::write(&fields).as_bytes())
        };
        assert!(failed(&[]).is_ok());
        assert_eq!(failed(&[("result_code", "FAIL")]), Err(BadNotice::Unusable("result_code")));
        assert_eq!(failed(&[("return_code", "FAIL")]), Err(BadNotice::Unusable("return_code")));
        for amount in ["28.50", "0", "-1", "1000000000001", "99999999999999999999"] {
            assert_eq!(failed(&[("total_fee", amount)]), Err(BadNotice::Unusable("total_fee")), "{amount}");
        }
        assert_eq!(failed(&[("mch_id", "2088000000000001")]), Err(BadNotice::Unusable("mch_id")));
        assert_eq!(failed(&[("appid", "wx2088000000000001")]), Err(BadNotice::Unusable("appid")));
        assert_eq!(failed(&[("transaction_id", "")]), Err(BadNotice::Incomplete("transaction_id")));
    }
}
