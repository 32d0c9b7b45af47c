//! Notices as a provider would send them, signed with the demonstration's key.

use md5::{Digest, Md5};

use super::{Answer, Outlet, encode};

/// Alipay's notice that so much came in for an order, and what it is told.
pub fn alipay_paid(outlet: &Outlet, order: &str, trade_no: &str, amount: &str) -> Answer {
    alipay(outlet, order, trade_no, amount, "TRADE_SUCCESS")
}

/// Alipay's notice of an order's payment in some state.
pub fn alipay(outlet: &Outlet, order: &str, trade_no: &str, amount: &str, status: &str) -> Answer {
    let mut fields = vec![
        ("out_trade_no", order),
        ("seller_id", "2088000000000000"),
        ("total_fee", amount),
        ("trade_no", trade_no),
        ("trade_status", status),
    ];
    let signed: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let digest = Md5::digest(format!("{}demo-sandbox-key", signed.join("&")));
    let sign = digest.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    fields.extend([("sign", sign.as_str()), ("sign_type", "MD5")]);
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    outlet.call("POST", "/uc/services/alipay/notify", &form, encode(&fields).as_bytes())
}
