//! Alipay's app, a real one and the sandbox's.

use super::*;
use crate::money::Fen;
use crate::payments::rsa_keys::Algorithm;
use crate::payments::trial::{self, key, pairs};

mod vectors;

fn app(algorithm: Algorithm) -> AppMerchant {
    let own = ("gateways.alipay_app_key", &*key("own-pkcs8.pem"));
    let keys = Keys::read(algorithm, own, ("gateways.alipay_public_key", &key("alipay-public.pem"))).unwrap();
    AppMerchant { app: "2016091200490000".to_owned(), seller: "2088222".to_owned(), keys: Arc::new(keys) }
}

fn value(query: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes()).find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

const CONTENT: &str = r#"{"body":"order 6","out_trade_no":"6","subject":"全球通话时长 & 更多","timeout_express":"15d","seller_id":"SELLER","total_amount":"28.50","product_code":"QUICK_MSECURITY_PAY"}"#;

#[test]
fn the_sandbox_s_parameters_are_a_query_signed_with_md5() {
    let notify = "http://127.0.0.1:8050/n".to_owned();
    let text = sandbox_params(&trial::alipay(), &trial::bill(), notify, String::new()).unwrap();
    assert_eq!(value(&text, "app_id").unwrap(), "2088000000000000");
    assert_eq!(value(&text, "timestamp").unwrap(), "2016-07-06 14:44:34");
    // The sandbox's has the recorded body.
    let content = CONTENT.replace("SELLER", "2088000000000000").replace("order 6", "7:session");
    assert_eq!(value(&text, "biz_content").unwrap(), content);
    assert_eq!(value(&text, "sign").unwrap(), "bb913f275a35809ba643410e420b8fd2");
}

#[tokio::test]
async fn a_real_app_s_parameters_are_signed_as_openssl_signs_them() {
    for (algorithm, signature) in [(Algorithm::Rsa, vectors::PARAMS_RSA), (Algorithm::Rsa2, vectors::PARAMS_RSA2)] {
        let notify = "http://127.0.0.1:8050/n".to_owned();
        let ids = &mut crate::random::Ids::seeded(1);
        let text = params(&app(algorithm), &trial::bill(), notify, ids).await.unwrap();
        assert_eq!(value(&text, "sign").unwrap(), signature);
        assert_eq!(value(&text, "sign_type").unwrap(), algorithm.name());
        assert_eq!(value(&text, "biz_content").unwrap(), CONTENT.replace("SELLER", "2088222"));
        assert_eq!(value(&text, "sandbox_url"), None);
        // The names and values are encoded one by one: the signature's plus signs do not turn into blanks.
        assert!(text.contains("timestamp=2016-07-06+14%3A44%3A34") && !text.contains(signature), "{text}");
    }
}

fn notice(changes: &[(&str, &str)], signature: &str) -> Vec<(String, String)> {
    let mut fields = pairs(&[
        ("app_id", "2016091200490000"),
        ("notify_id", "n1"),
        ("out_trade_no", "6"),
        ("seller_id", "2088222"),
        ("subject", "全球通话时长 & 更多"),
        ("total_amount", "28.50"),
        ("trade_no", "2016070621001004"),
        ("trade_status", "TRADE_SUCCESS"),
        ("sign_type", "RSA"),
        ("sign", signature),
    ]);
    fields.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    fields.extend(pairs(changes));
    fields
}

fn heard(changes: &[(&str, &str)], signature: &str) -> Result<Notice, BadNotice> {
    verify(&app(Algorithm::Rsa), &notice(changes, signature))
}

#[test]
fn a_notice_that_alipay_signed_says_what_was_paid() {
    let paid =
        Notice::Paid { out_trade_no: "6".to_owned(), trade_no: "2016070621001004".to_owned(), amount: Fen(2850) };
    assert_eq!(heard(&[], vectors::NOTICE_RSA), Ok(paid.clone()));
    let second = notice(&[("sign_type", "RSA2")], vectors::NOTICE_RSA2);
    assert_eq!(verify(&app(Algorithm::Rsa2), &second), Ok(paid.clone()));
    // Fields without a value, left out of what was signed or counted in.
    assert_eq!(heard(&[("passback_params", "")], vectors::NOTICE_RSA), Ok(paid.clone()));
    assert_eq!(heard(&[("passback_params", "")], vectors::WITH_EMPTY), Ok(paid));
}

#[test]
fn nothing_of_a_notice_can_be_changed() {
    for (name, value) in [
        ("out_trade_no", "7"),
        ("total_amount", "0.01"),
        ("trade_no", "1"),
        ("seller_id", "2088333"),
        ("app_id", "2016"),
        ("subject", "else"),
        ("added", "1"),
        ("sign_type", "RSA2"),
        ("sign_type", "MD5"),
        ("sign_type", ""),
        ("sign", ""),
        ("sign", vectors::NOTICE_RSA2),
        ("sign", vectors::BY_THE_MERCHANT),
        ("sign", vectors::WAITING),
    ] {
        assert_eq!(heard(&[(name, value)], vectors::NOTICE_RSA), Err(BadNotice::BadSign), "{name} {value}");
    }
    // The other way of signing is not the one that is set up.
    let second = notice(&[("sign_type", "RSA2")], vectors::NOTICE_RSA2);
    assert_eq!(verify(&app(Algorithm::Rsa), &second), Err(BadNotice::BadSign));
    let mut twice = notice(&[], vectors::NOTICE_RSA);
    twice.extend(pairs(&[("total_amount", "28.50")]));
    assert_eq!(verify(&app(Algorithm::Rsa), &twice), Err(BadNotice::BadSign));
}

#[test]
fn seller_app_and_amount_must_be_ours_and_make_sense() {
    assert_eq!(heard(&[("seller_id", "2088333")], vectors::OTHER_SELLER), Err(BadNotice::Unusable("seller_id")));
    assert_eq!(heard(&[("app_id", "2016")], vectors::OTHER_APP), Err(BadNotice::Unusable("app_id")));
    assert_eq!(heard(&[("total_amount", "")], vectors::NO_AMOUNT), Err(BadNotice::Unusable("total_amount")));
    assert_eq!(heard(&[("trade_status", "WAIT_BUYER_PAY")], vectors::WAITING), Ok(Notice::Nothing));
    let refunded = heard(&[("trade_status", "TRADE_CLOSED"), ("refund_fee", "8.50")], vectors::REFUNDED);
    assert!(matches!(refunded, Ok(Notice::Refunded { amount: Fen(850), .. })), "{refunded:?}");
    assert_eq!(heard(&[("trade_no", " ")], vectors::NOTICE_RSA), Err(BadNotice::Incomplete("trade_no")));
}

/// The notice of the sandbox with some fields added, signed with its key.
fn of_the_sandbox(changes: &[(&str, &str)]) -> Result<Notice, BadNotice> {
    let mut fields = pairs(&[
        ("out_trade_no", "6"),
        ("trade_no", "2016070621001004"),
        ("trade_status", "TRADE_SUCCESS"),
        ("seller_id", "2088000000000000"),
        ("sign_type", "MD5"),
    ]);
    fields.extend(pairs(changes));
    fields.push(("sign".to_owned(), sign::alipay(&fields, "demo-sandbox-key")));
    verify_sandbox(&trial::alipay(), &fields)
}

#[test]
fn the_sandbox_s_notice_names_the_app_and_has_its_amount_under_another_name() {
    let paid = of_the_sandbox(&[("app_id", "2088000000000000"), ("total_amount", "9.90")]);
    assert!(matches!(paid, Ok(Notice::Paid { amount: Fen(990), .. })), "{paid:?}");
    for app in ["", "2016"] {
        let foreign = of_the_sandbox(&[("app_id", app), ("total_amount", "9.90")]);
        assert_eq!(foreign, Err(BadNotice::Unusable("app_id")));
    }
    assert_eq!(of_the_sandbox(&[("app_id", "2088000000000000")]), Err(BadNotice::Unusable("total_amount")));
}
