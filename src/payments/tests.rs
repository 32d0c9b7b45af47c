//! Which provider serves which way under which settings.

use super::trial::{KEY, bill, gateways, key, pairs};
use super::*;
use crate::ids::{AccountId, PayWayId};
use crate::random::Ids;

#[tokio::test]
async fn a_demonstration_pays_in_the_sandbox_and_a_shop_without_keys_does_not() {
    let (demo, shop) = (gateways(true, &[]).unwrap(), gateways(false, &[]).unwrap());
    for way in Way::ALL {
        assert!(demo.in_sandbox(way) && !shop.in_sandbox(way), "{way:?}");
        assert!(demo.start(way.id(), &bill(), &mut Ids::seeded(1)).await.is_ok(), "{way:?}");
        let refused = shop.start(way.id(), &bill(), &mut Ids::seeded(1)).await;
        assert_eq!(refused, Err(GatewayError::NotSet), "{way:?}");
    }
    let off = gateways(true, &[("gateways.sandbox", "off")]).unwrap();
    let on = gateways(false, &[("gateways.sandbox", "on")]).unwrap();
    assert!(!off.in_sandbox(Way::AlipayWeb) && on.in_sandbox(Way::AlipayWeb));
    assert!(Way::ALL.iter().all(|way| demo.can_begin(way.id()) && !off.can_begin(way.id())));
}

#[tokio::test]
async fn the_counter_is_no_gateway() {
    for way in [0, 1, 3, 7, -2] {
        let start = gateways(true, &[]).unwrap().start(PayWayId(way), &bill(), &mut Ids::seeded(1)).await;
        assert_eq!(start, Err(GatewayError::UnknownWay), "{way}");
    }
}

#[tokio::test]
async fn without_a_provider_every_notice_is_refused() {
    let shop = gateways(false, &[]).unwrap();
    let mut notice = pairs(&[("out_trade_no", "6"), ("trade_no", "1"), ("trade_status", "TRADE_SUCCESS")]);
    for key in ["", KEY] {
        notice.retain(|(name, _)| name != "sign");
        notice.push(("sign".to_owned(), sign::alipay(&notice, key)));
        assert_eq!(shop.verify_alipay(&notice).await, Err(BadNotice::BadSign));
        assert_eq!(shop.verify_alipay_app(&notice), Err(BadNotice::BadSign));
    }
    assert_eq!(shop.verify_wechat(b"<xml></xml>"), Err(BadNotice::BadSign));
    assert_eq!(shop.verify_credtrip_pay(&notice), Err(BadNotice::BadSign));
    assert_eq!(shop.verify_credtrip_open(&notice), Err(BadNotice::BadSign));
    assert_eq!(shop.credtrip_open(AccountId(7), "13800138000", ""), Err(GatewayError::NotSet));
    assert_eq!(shop.credit("80").await, Err(GatewayError::NotSet));
}

/// Merchants with keys of their own, and some more settings.
fn real(more: &[(&str, &str)]) -> Result<Gateways, String> {
    let settings = [
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
        more,
    ];
    gateways(true, &settings.concat())
}

async fn start(gateways: &Gateways, way: Way) -> Result<Start, GatewayError> {
    gateways.start(way.id(), &bill(), &mut Ids::seeded(1)).await
}

#[tokio::test]
async fn real_merchants_reach_alipay_by_the_browser_and_the_others_not_at_all() {
    let real = real(&[]).unwrap();
    let Ok(Start::Html(form)) = start(&real, Way::AlipayWeb).await else { panic!("no form") };
    assert!(form.contains(r#"action="https://mapi.alipay.com/gateway.do?_input_charset=utf-8""#), "{form}");
    assert!(form.contains(r#"name="partner" value="2088111""#) && form.contains(r#"name="seller_id" value="2088222""#));
    assert_eq!(start(&real, Way::AlipayApp).await, Err(GatewayError::NotSet));
    assert_eq!(start(&real, Way::WeChat).await, Err(GatewayError::NoNetwork));
    assert_eq!(start(&real, Way::Credtrip).await, Err(GatewayError::NoNetwork));
    assert_eq!(real.credit("80").await, Err(GatewayError::NoNetwork));
    let page = real.credtrip_open(AccountId(7), "13800138000", "http://127.0.0.1:8050").unwrap();
    assert!(page.contains(r#"action="https://pay.example/gateway/gw/open""#), "{page}");
    assert!(Way::ALL.iter().all(|way| !real.in_sandbox(*way)));
    assert_eq!(Way::ALL.map(|way| real.can_begin(way.id())), [true, false, false, false], "as it begins above");
}

#[tokio::test]
async fn a_real_app_is_served_beside_the_sandbox_and_with_a_real_merchant() {
    let (own, alipay) = (key("own-pkcs1.pem"), key("alipay-public.txt"));
    let app = [
        ("gateways.alipay_app_id", "2016"),
        ("gateways.alipay_seller", "2088222"),
        ("gateways.alipay_app_key", own.as_str()),
        ("gateways.alipay_public_key", alipay.as_str()),
    ];
    for gateways in [gateways(true, &app).unwrap(), real(&app).unwrap()] {
        let params = start(&gateways, Way::AlipayApp).await;
        assert!(matches!(params, Ok(Start::Params(text)) if text.contains("app_id=2016&")));
        assert!(gateways.offers(Way::AlipayApp.id()) && !gateways.in_sandbox(Way::AlipayApp));
        // What the sandbox would sign for the app is worth nothing now.
        assert_eq!(gateways.notice_request(Way::AlipayApp.id(), "6", Fen(1), "1", bill().now), None);
        let forged = crate::payments::trial::gateways(true, &[]).unwrap();
        let forged = forged.notice_request(Way::AlipayApp.id(), "6", Fen(2850), "1", bill().now).unwrap().body;
        let forged: Vec<_> = form_urlencoded::parse(forged.as_bytes()).into_owned().collect();
        assert_eq!(gateways.verify_alipay_app(&forged), Err(BadNotice::BadSign));
    }
}

#[tokio::test]
async fn credtrip_s_order_is_not_placed_even_where_calls_are_allowed() {
    let roots = key("provider-root.pem");
    let real = real(&[("gateways.outgoing", "on"), ("gateways.outgoing_roots", &roots)]).unwrap();
    assert_eq!(start(&real, Way::Credtrip).await, Err(GatewayError::NoNetwork));
}

#[tokio::test]
async fn another_channel_gets_its_notices_at_its_own_path() {
    let demo = gateways(true, &[]).unwrap();
    let start = demo.start_for(Way::AlipayWeb, &bill(), "/pay/alipay/notify", &mut Ids::seeded(1)).await;
    assert!(
        matches!(start, Ok(Start::Html(form)) if form.contains(r#"value="http://127.0.0.1:8050/pay/alipay/notify""#))
    );
}

#[tokio::test]
async fn the_sandbox_grants_the_recorded_credit() {
    let credit = gateways(true, &[]).unwrap().credit("80").await.unwrap();
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
        (vec![("gateways.alipay_app_sign", "MD5")], "gateways.alipay_app_sign"),
        (vec![("gateways.alipay_app_key", "/k")], "gateways.alipay_app_id"),
        (vec![("gateways.alipay_app_key", "/k"), ("gateways.alipay_app_id", "2016")], "gateways.alipay_seller"),
        (vec![("gateways.outgoing", "yes")], "gateways.outgoing"),
        (vec![("gateways.outgoing", "on"), ("gateways.outgoing_seconds", "0")], "gateways.outgoing_seconds"),
        (vec![("gateways.outgoing", "on"), ("gateways.outgoing_roots", "/nowhere")], "gateways.outgoing_roots"),
    ] {
        let Err(error) = gateways(true, &settings) else { panic!("{settings:?} is valid") };
        assert!(error.contains(wanted), "{error}");
    }
    let (roots, plain) = (key("provider-root.pem"), "http://pay.example/unifiedorder");
    let calls = [("gateways.outgoing", "on"), ("gateways.outgoing_roots", roots.as_str())];
    for name in ["gateways.wechat_gateway", "gateways.alipay_gateway", "gateways.credtrip_gateway"] {
        let Err(error) = real(&[calls[0], calls[1], (name, plain)]) else { panic!("{plain} may be called") };
        assert!(error.contains(name) && error.contains("https://"), "{error}");
        assert!(real(&[(name, plain)]).is_ok(), "nobody is called there");
    }
    let config = Config::load(None, &[]).unwrap();
    assert!(Gateways::new(&config, true, String::new()).is_err());
    assert!(Gateways::new(&config, false, String::new()).is_ok());
}

#[test]
fn a_refund_is_told_where_the_payment_was() {
    let own = vec![NoticePath { channel: ChannelName::new("course"), way: Way::WeChat, path: "/pay/wxpay/notify" }];
    let gateways = gateways(true, &[]).unwrap().with_notice_paths(own);
    assert_eq!(gateways.notice_path(ChannelName::new("course"), Way::WeChat), "/pay/wxpay/notify");
    assert_eq!(gateways.notice_path(ChannelName::new("course"), Way::Credtrip), "/uc/services/xc_pay/notify");
    assert_eq!(gateways.notice_path(ChannelName::new("tour"), Way::WeChat), "/uc/services/wxpay/notify");
}
