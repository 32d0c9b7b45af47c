//! Which provider serves which way under which settings.

use super::trial::{KEY, bill, gateways, pairs};
use super::*;

#[test]
fn a_demonstration_pays_in_the_sandbox_and_a_shop_without_keys_does_not() {
    let (demo, shop) = (gateways(true, &[]).unwrap(), gateways(false, &[]).unwrap());
    for way in Way::ALL {
        assert!(demo.in_sandbox(way) && !shop.in_sandbox(way), "{way:?}");
        assert!(demo.start(way.number(), &bill(), &mut Ids::seeded(1)).is_ok(), "{way:?}");
        assert_eq!(shop.start(way.number(), &bill(), &mut Ids::seeded(1)), Err(GatewayError::NotSet), "{way:?}");
    }
    let off = gateways(true, &[("gateways.sandbox", "off")]).unwrap();
    let on = gateways(false, &[("gateways.sandbox", "on")]).unwrap();
    assert!(!off.in_sandbox(Way::AlipayWeb) && on.in_sandbox(Way::AlipayWeb));
}

#[test]
fn the_counter_is_no_gateway() {
    for way in [0, 1, 3, 7, -2] {
        let start = gateways(true, &[]).unwrap().start(way, &bill(), &mut Ids::seeded(1));
        assert_eq!(start, Err(GatewayError::UnknownWay), "{way}");
    }
}

#[test]
fn without_a_provider_every_notice_is_refused() {
    let shop = gateways(false, &[]).unwrap();
    let mut notice = pairs(&[("out_trade_no", "6"), ("trade_no", "1"), ("trade_status", "TRADE_SUCCESS")]);
    for key in ["", KEY] {
        notice.retain(|(name, _)| name != "sign");
        notice.push(("sign".to_owned(), sign::alipay(&notice, key)));
        assert_eq!(shop.verify_alipay(&notice), Err(BadNotice::BadSign));
        assert_eq!(shop.verify_alipay_app(&notice), Err(BadNotice::BadSign));
    }
    assert_eq!(shop.verify_wechat(b"<xml></xml>"), Err(BadNotice::BadSign));
    assert_eq!(shop.verify_credtrip_pay(&notice), Err(BadNotice::BadSign));
    assert_eq!(shop.verify_credtrip_open(&notice), Err(BadNotice::BadSign));
    assert_eq!(shop.credtrip_open(7, "13800138000", ""), Err(GatewayError::NotSet));
    assert_eq!(shop.credit("80"), Err(GatewayError::NotSet));
}

#[test]
fn real_merchants_reach_alipay_by_the_browser_and_the_others_not_at_all() {
    let real = gateways(
        true,
        &[
            ("gateways.alipay_key", "k"),
            ("gateways.alipay_partner", "2088111"),
            ("gateways.alipay_seller", "2088222"),
            ("gateways.wechat_key", "k"),
            ("gateways.wechat_app", "wx1"),
            ("gateways.wechat_merchant", "1900"),
            ("gateways.credtrip_key", "k"),
            ("gateways.credtrip_merchant", "2016010003"),
            ("gateways.credtrip_gateway", "https://pay.example/"),
        ],
    )
    .unwrap();
    let start = |way: Way| real.start(way.number(), &bill(), &mut Ids::seeded(1));
    let Ok(Start::Html(form)) = start(Way::AlipayWeb) else { panic!("no form") };
    assert!(form.contains(r#"action="https://mapi.alipay.com/gateway.do?_input_charset=utf-8""#), "{form}");
    assert!(form.contains(r#"name="partner" value="2088111""#) && form.contains(r#"name="seller_id" value="2088222""#));
    assert_eq!(start(Way::AlipayApp), Err(GatewayError::NotSet));
    assert_eq!(start(Way::WeChat), Err(GatewayError::NoNetwork));
    assert_eq!(start(Way::Credtrip), Err(GatewayError::NoNetwork));
    assert_eq!(real.credit("80"), Err(GatewayError::NoNetwork));
    let page = real.credtrip_open(7, "13800138000", "http://127.0.0.1:8050").unwrap();
    assert!(page.contains(r#"action="https://pay.example/gateway/gw/open""#), "{page}");
    assert!(Way::ALL.iter().all(|way| !real.in_sandbox(*way)));
}

#[test]
fn another_channel_gets_its_notices_at_its_own_path() {
    let demo = gateways(true, &[]).unwrap();
    let start = demo.start_for(Way::AlipayWeb, &bill(), "/pay/alipay/notify", &mut Ids::seeded(1));
    assert!(
        matches!(start, Ok(Start::Html(form)) if form.contains(r#"value="http://127.0.0.1:8050/pay/alipay/notify""#))
    );
}

#[test]
fn the_sandbox_grants_the_recorded_credit() {
    let credit = gateways(true, &[]).unwrap().credit("80").unwrap();
    assert_eq!((credit.account_no.as_str(), credit.credit, credit.balance), ("80", Fen(1_400_000), Fen(1_400_000)));
}

#[test]
fn bad_settings_are_named() {
    for (settings, wanted) in [
        (vec![("gateways.sandbox", "maybe")], "gateways.sandbox"),
        (vec![("gateways.sandbox_partner", " ")], "gateways.sandbox_partner"),
        (vec![("gateways.alipay_key", "k")], "gateways.alipay_partner"),
        (vec![("gateways.alipay_key", "k"), ("gateways.alipay_partner", "1")], "gateways.alipay_seller"),
        (vec![("gateways.alipay_return_url", "javascript:x")], "gateways.alipay_return_url"),
        (vec![("gateways.wechat_key", "k"), ("gateways.wechat_app", "wx")], "gateways.wechat_merchant"),
        (vec![("gateways.credtrip_key", "k")], "gateways.credtrip_merchant"),
        (
            vec![
                ("gateways.credtrip_key", "k"),
                ("gateways.credtrip_merchant", "1"),
                ("gateways.credtrip_gateway", ""),
            ],
            "gateways.credtrip_gateway",
        ),
    ] {
        let Err(error) = gateways(true, &settings) else { panic!("{settings:?} is valid") };
        assert!(error.contains(wanted), "{error}");
    }
    let config = Config::load(None, &[]).unwrap();
    assert!(Gateways::new(&config, true, String::new()).is_err());
    assert!(Gateways::new(&config, false, String::new()).is_ok());
}
