//! The sandbox without a server: its links, its notices, and whether the checks of this room take them.

use super::*;
use crate::ids::AccountId;
use crate::payments::trial::{self, gateways};
use crate::payments::{Notice, Start};
use crate::random::Ids;

fn sandbox() -> Gateways {
    gateways(true, &[]).unwrap()
}

fn query(url: &str) -> Vec<(String, String)> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// The hidden fields of a form.
fn hidden(html: &str) -> Vec<(String, String)> {
    let unescape = |text: &str| text.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
    let inputs = html.split("type=\"hidden\" name=\"").skip(1);
    let field = |input: &str| {
        let (name, rest) = input.split_once("\" value=\"").unwrap();
        (name.to_owned(), unescape(rest.split('"').next().unwrap()))
    };
    inputs.map(field).collect()
}

#[tokio::test]
async fn every_way_is_paid_by_the_notice_of_its_own_page() {
    let (gateways, bill) = (sandbox(), trial::bill());
    for way in Way::ALL {
        let url = gateways.sandbox_pay_url(&bill.base_url, way.id(), "6", bill.due, &bill.subject, way.notify_path());
        assert!(url.starts_with("http://127.0.0.1:8050/sandbox/pay?way="), "{url}");
        let link = gateways.link(&query(&url)).unwrap();
        let trade_no = gateways.trade_no(&link);
        let notice = gateways.notice_request(way.id(), "6", link.amount, &trade_no, bill.now).unwrap();
        assert_eq!(notice.path, way.notify_path());
        let fields: Vec<_> = form_urlencoded::parse(notice.body.as_bytes()).into_owned().collect();
        let heard = match way {
            Way::AlipayWeb => gateways.verify_alipay(&fields).await,
            Way::AlipayApp => gateways.verify_alipay_app(&fields),
            Way::WeChat => gateways.verify_wechat(notice.body.as_bytes()),
            Way::Credtrip => gateways.verify_credtrip_pay(&fields),
        };
        let paid = Notice::Paid { out_trade_no: "6".to_owned(), trade_no, amount: bill.due };
        assert_eq!(heard, Ok(paid), "{way:?}");
    }
}

#[tokio::test]
async fn the_web_form_and_a_link_to_the_same_order_are_one_payment() {
    let (gateways, bill) = (sandbox(), trial::bill());
    let Ok(Start::Html(form)) = gateways.start(Way::AlipayWeb.id(), &bill, &mut Ids::seeded(1)).await else {
        panic!("no form")
    };
    let fields = hidden(&form);
    let link = gateways.alipay_link(&fields).unwrap();
    assert_eq!(
        (link.notify.as_str(), link.return_url.as_str()),
        ("/uc/services/alipay/notify", "http://127.0.0.1:8050/")
    );
    let url = gateways.sandbox_pay_url(
        "http://localhost",
        Way::AlipayWeb.id(),
        "6",
        bill.due,
        "else",
        "/uc/services/alipay/notify",
    );
    assert_eq!(gateways.trade_no(&link), gateways.trade_no(&gateways.link(&query(&url)).unwrap()));
    for (name, value) in [("total_fee", "0.01"), ("partner", "2088"), ("seller_id", ""), ("sign", "")] {
        let mut changed = fields.clone();
        let field = changed.iter_mut().find(|(known, _)| known == name).unwrap();
        value.clone_into(&mut field.1);
        assert_eq!(gateways.alipay_link(&changed), None, "{name}");
    }
}

#[tokio::test]
async fn the_parameters_for_apps_lead_to_a_page_of_the_sandbox() {
    let (gateways, bill) = (sandbox(), trial::bill());
    let params = async |way: Way| match gateways.start(way.id(), &bill, &mut Ids::seeded(1)).await {
        Ok(Start::Params(text)) => text,
        other => panic!("{other:?}"),
    };
    let app: Vec<_> = form_urlencoded::parse(params(Way::AlipayApp).await.as_bytes()).into_owned().collect();
    assert!(gateways.link(&query(value(&app, "sandbox_url"))).is_some());
    let wechat: serde_json::Value = serde_json::from_str(&params(Way::WeChat).await).unwrap();
    assert!(gateways.link(&query(wechat["sandbox_url"].as_str().unwrap())).is_some());
    let page = params(Way::Credtrip).await;
    assert!(page.contains(r#"action="http://127.0.0.1:8050/sandbox/pay" method="get""#), "{page}");
    assert_eq!(gateways.link(&hidden(&page)).unwrap().way, Way::Credtrip);
}

#[test]
fn an_opened_account_is_told_with_a_notice_that_the_shop_believes() {
    let gateways = sandbox();
    let form = hidden(&gateways.credtrip_open(AccountId(7), "13800138000", "http://127.0.0.1:8050").unwrap());
    let notice = gateways.open_notice(&form).unwrap();
    assert_eq!(notice.path, "/uc/services/credtrip/notify");
    let fields: Vec<_> = form_urlencoded::parse(notice.body.as_bytes()).into_owned().collect();
    let account = gateways.verify_credtrip_open(&fields).unwrap();
    assert_eq!(
        (account.account_no.as_str(), account.user_id, account.mobile.as_str()),
        ("80000007", AccountId(7), "13800138000")
    );
    let mut forged = form;
    forged.retain(|(name, _)| name != "mobile");
    assert_eq!(gateways.open_notice(&forged), None);
}

#[tokio::test]
async fn with_a_merchant_key_the_sandbox_pays_nothing_for_that_provider() {
    let real =
        [("gateways.alipay_key", "k"), ("gateways.alipay_partner", "2088111"), ("gateways.alipay_seller", "2088111")];
    let (real, bill) = (gateways(true, &real).unwrap(), trial::bill());
    let url =
        real.sandbox_pay_url(&bill.base_url, Way::AlipayWeb.id(), "6", bill.due, "x", "/uc/services/alipay/notify");
    assert_eq!(real.link(&query(&url)), None);
    assert_eq!(real.notice_request(Way::AlipayWeb.id(), "6", bill.due, "1", bill.now), None);
    let notice = sandbox().notice_request(Way::AlipayWeb.id(), "6", bill.due, "1", bill.now).unwrap();
    let fields: Vec<_> = form_urlencoded::parse(notice.body.as_bytes()).into_owned().collect();
    assert!(sandbox().verify_alipay(&fields).await.is_ok() && real.verify_alipay(&fields).await.is_err());
}

#[test]
fn a_page_shows_text_as_text_and_leads_back_to_web_addresses_alone() {
    let link = Link {
        way: Way::AlipayWeb,
        out_trade_no: "6".to_owned(),
        amount: Fen(2850),
        subject: "<script>alert(1)</script>".to_owned(),
        notify: "/uc/services/alipay/notify".to_owned(),
        return_url: "javascript:alert(1)".to_owned(),
    };
    let gateways = sandbox();
    let text = |reply: Reply| String::from_utf8(reply.body.to_vec()).unwrap();
    let choice = text(page::choice("Outlet & Co", &link, &gateways.signed(&link)));
    assert!(choice.contains("¥28.50") && choice.contains("Outlet &amp; Co") && !choice.contains("<script"), "{choice}");
    assert!(!choice.contains("style=\"") && !choice.contains("onclick"), "{choice}");
    for (url, wanted) in [
        ("javascript:alert(1)", "/"),
        ("//evil.example", "/"),
        ("/\\evil", "/"),
        ("https://shop.example/a?b&c", "https://shop.example/a?b&amp;c"),
        ("/kiosk", "/kiosk"),
    ] {
        let paid = text(page::paid("Outlet", &Link { return_url: url.to_owned(), ..link.clone() }, "2088"));
        assert!(paid.contains(&format!("href=\"{wanted}\"")), "{paid}");
    }
}

#[test]
fn a_notice_counts_as_taken_when_the_shop_says_so() {
    let said = |status, body: &'static str| accepted(&Reply::new(status, "text/html", body));
    assert!(said(StatusCode::OK, "success"));
    assert!(said(StatusCode::OK, crate::payments::WECHAT_SUCCESS));
    for body in ["fail", "", "{\"error_no\":1100}", crate::payments::WECHAT_FAIL] {
        assert!(!said(StatusCode::OK, body), "{body}");
    }
    assert!(!said(StatusCode::SERVICE_UNAVAILABLE, "success"));
}
