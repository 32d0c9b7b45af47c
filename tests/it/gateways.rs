//! Real merchants: what the outlet asks of a provider over the network, and what it makes of the answers and of silence.

#![expect(clippy::doc_markdown, reason = "WeChat is a company's name, not a name in the program")]

pub mod provider;
mod signed;

use std::sync::{Arc, Mutex};

use crate::support::desk::{Desk, offered};
use crate::support::{Answer, Folder, Outlet, RECORDED_DAY, Start, Visitor, encode};
use md5::{Digest, Md5};
use provider::{Provider, Reaction, nobody};
use serde_json::Value;

/// WeChat's and Credtrip's key of the tests' merchant.
const KEY: &str = "a key of 2016";

/// The path of one of the invented keys and certificates.
fn key(file: &str) -> String {
    format!("{}/tests/gateways/keys/{file}", env!("CARGO_MANIFEST_DIR"))
}

fn start(settings: &[(&str, &str)]) -> Start {
    let start = Start::demo(RECORDED_DAY);
    settings.iter().fold(start, |start, (name, value)| start.set(&format!("gateways.{name}"), value))
}

/// Calls are on; the invented root is trusted, and nobody has much time.
fn calling(settings: &[(&str, &str)]) -> Start {
    let roots = key("provider-root.pem");
    let calls = [("outgoing", "on"), ("outgoing_roots", roots.as_str()), ("outgoing_seconds", "2")];
    start(&[&calls[..], settings].concat())
}

const WECHAT: [(&str, &str); 3] = [("wechat_app", "wx1"), ("wechat_merchant", "1900000109"), ("wechat_key", KEY)];

fn wechat_at(gateway: &str) -> Outlet {
    calling(&[&WECHAT[..], &[("wechat_gateway", gateway)]].concat()).run()
}

fn md5(text: &str) -> String {
    let hex: Vec<_> = Md5::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
    hex.concat()
}

/// WeChat's XML of some fields with WeChat's signature.
fn wechat_xml(fields: &[(&str, &str)], key: &str) -> String {
    let mut sorted: Vec<_> = fields.iter().filter(|(_, value)| !value.is_empty()).collect();
    sorted.sort_unstable();
    let text: Vec<_> = sorted.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let sign = md5(&(text.join("&") + "&key=" + key)).to_uppercase();
    let fields = fields.iter().map(|(name, value)| format!("<{name}><![CDATA[{value}]]></{name}>"));
    format!("<xml>{}<sign>{sign}</sign></xml>", fields.collect::<String>())
}

const PLACED: [(&str, &str); 3] = [("return_code", "SUCCESS"), ("result_code", "SUCCESS"), ("prepay_id", "wx2016")];

fn field<'x>(xml: &'x str, name: &str) -> &'x str {
    let rest = xml.split(&format!("<{name}><![CDATA[")).nth(1).unwrap_or_default();
    rest.split("]]>").next().unwrap_or_default()
}

fn pay(buyer: &Visitor, id: i64, way: &str) -> Answer {
    buyer.call("order_paying", &[("orderid", &id.to_string()), ("payid", way)])
}

#[test]
fn wechat_takes_an_order_and_its_notice_pays_it() {
    let wechat = Provider::plain();
    let outlet = wechat_at(&format!("http://{}/pay/unifiedorder", wechat.address));
    wechat.will_say(&wechat_xml(&PLACED, KEY));
    let buyer = outlet.traveller();
    let id = buyer.order_card();
    let params: Value = serde_json::from_str(pay(&buyer, id, "5").result()["payparams"].as_str().unwrap()).unwrap();
    assert_eq!((&params["prepayid"], &params["outTradeNo"]), (&"wx2016".into(), &id.to_string().into()));
    assert_eq!(params.get("sandbox_url"), None, "a real order has no page of the sandbox");
    let text = format!(
        "appid=wx1&noncestr={}&package=Sign=WXPay&partnerid=1900000109&prepayid=wx2016&timestamp={}&key={KEY}",
        params["noncestr"].as_str().unwrap(),
        params["timestamp"].as_str().unwrap()
    );
    assert_eq!(params["sign"], md5(&text).to_uppercase());

    let asked = wechat.asked();
    assert_eq!((asked.len(), asked[0].line.as_str()), (1, "POST /pay/unifiedorder HTTP/1.1"));
    let order = &asked[0].body;
    assert_eq!((field(order, "total_fee"), field(order, "out_trade_no")), ("5000", id.to_string().as_str()));
    assert_eq!((field(order, "mch_id"), field(order, "trade_type")), ("1900000109", "APP"));
    assert!(asked[0].headers.contains(&format!("host: {}", wechat.address)) && !order.contains(KEY), "{order}");

    assert_eq!(buyer.order(id)["pay_status"], 1);
    let number = id.to_string();
    let notice = |fee: &str| {
        let fields = [("out_trade_no", number.as_str()), ("transaction_id", fee), ("total_fee", fee)];
        let xml = wechat_xml(&[&PLACED[..2], &fields].concat(), KEY);
        outlet.call("POST", "/uc/services/wxpay/notify", &[("Content-Type", "text/xml")], xml.as_bytes())
    };
    // Another amount has arrived, too: it is kept to be paid back, and the order still waits for its own.
    assert!(notice("4999").text().contains("SUCCESS") && buyer.order(id)["pay_status"] == 1);
    assert!(notice("5000").text().contains("SUCCESS") && buyer.order(id)["pay_status"] == 2);
}

#[test]
fn what_is_to_pay_is_sent_in_fen_with_the_carrier_s_fee() {
    let wechat = Provider::plain();
    let outlet = wechat_at(&format!("http://{}/pay", wechat.address));
    wechat.will_say(&wechat_xml(&PLACED, KEY));
    let buyer = outlet.traveller();
    let id = buyer.order_card();
    let number = id.to_string();
    let courier = [("orderid", number.as_str()), ("shipping_address", "1"), ("shipping_id", "1")];
    buyer.call("order_shipping", &courier).result();
    pay(&buyer, id, "5").result();
    let order = buyer.order(id);
    let sent = wechat.asked().remove(0).body;
    let fen = |text: &Value| text.to_string().replace('.', "").parse::<i64>().unwrap();
    let wanted = fen(&order["payable_amount"]) + fen(&order["shipping_fee"]);
    assert!(fen(&order["shipping_fee"]) > 0, "{order}");
    assert_eq!(field(&sent, "total_fee"), wanted.to_string());
    // Outside apps WeChat wants to know the customer.
    let elsewhere = |more: &[(&str, &str)]| {
        let fields = [("orderid", number.as_str()), ("payid", "5"), ("trade_type", "JSAPI")];
        buyer.call("order_paying", &[&fields[..], more].concat())
    };
    assert_eq!(elsewhere(&[]).number(), 1100);
    elsewhere(&[("openid", "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o")]).result();
    let sent = wechat.asked().remove(0).body;
    assert_eq!((field(&sent, "trade_type"), field(&sent, "openid")), ("JSAPI", "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"));
}

#[test]
fn an_order_that_wechat_did_not_take_stays_as_it_was() {
    let wechat = Provider::plain();
    let outlet = wechat_at(&format!("http://{}/pay", wechat.address));
    let buyer = outlet.traveller();
    let id = buyer.order_card();
    let before = buyer.order(id);
    let raw = |status: &str| {
        let body = wechat_xml(&PLACED, KEY);
        let length = body.len();
        let header = format!("Location: http://{}/pay", wechat.address);
        Reaction::Raw(format!("HTTP/1.1 {status}\r\n{header}\r\nContent-Length: {length}\r\n\r\n{body}"))
    };
    let refused = [("return_code", "SUCCESS"), ("result_code", "FAIL"), ("err_code", "ORDERPAID")];
    for (what, reaction) in [
        ("signed with another key", Reaction::Says(wechat_xml(&PLACED, "another key"))),
        ("refused", Reaction::Says(wechat_xml(&refused, KEY))),
        (
            "failed",
            Reaction::Says("<xml><return_code>FAIL</return_code><return_msg>SECRETBODY</return_msg></xml>".to_owned()),
        ),
        ("no XML", Reaction::Says("SECRETBODY".to_owned())),
        ("nothing", Reaction::Says(String::new())),
        ("too long", Reaction::Says(format!("{}{}", wechat_xml(&PLACED, KEY), " ".repeat(70_000)))),
        ("endless", Reaction::Floods),
        ("too slow", Reaction::IsSilent),
        ("a redirect", raw("302 Found")),
        ("an error", raw("500 Internal Server Error")),
        ("broken off", Reaction::Raw("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<xml>".to_owned())),
        ("no HTTP", Reaction::Raw("SSH-2.0-OpenSSH_9.2\r\n".to_owned())),
        ("a long head", Reaction::Raw(format!("HTTP/1.1 200 OK\r\nX-A: {}\r\n\r\n", "a".repeat(100_000)))),
    ] {
        wechat.will(reaction);
        assert_eq!(pay(&buyer, id, "5").number(), 1500, "{what}");
        assert_eq!(wechat.asked().len(), 1, "{what}: it was asked once, and nothing was followed");
        assert_eq!(buyer.order(id), before, "{what}: it is unpaid and will expire");
    }
    // The twin: the same order is taken when nothing is wrong.
    wechat.will_say(&wechat_xml(&PLACED, KEY));
    pay(&buyer, id, "5").result();
    assert_eq!(buyer.order(id)["pay_status"], 1);
    let log = outlet.log();
    assert!(log.contains("a payment provider did not answer a call") && log.contains("ORDERPAID"), "{log}");
    assert!(!log.contains(KEY) && !log.contains("SECRETBODY") && !log.contains("wx2016"), "{log}");
}

#[test]
fn nobody_is_called_unless_the_owner_wants_it() {
    let wechat = Provider::plain();
    wechat.will_say(&wechat_xml(&PLACED, KEY));
    let gateway = format!("http://{}/pay", wechat.address);
    let outlet = start(&[&WECHAT[..], &[("wechat_gateway", &gateway)]].concat()).run();
    let buyer = outlet.traveller();
    assert_eq!(pay(&buyer, buyer.order_card(), "5").number(), 1500);
    assert!(wechat.asked().is_empty());
}

#[test]
fn a_way_that_nobody_set_up_is_not_listed_and_says_so() {
    let listed = |outlet: &Outlet, terminal: &str| {
        let found = outlet.form("/uc/services/payment_gets", &[("terminaltype", terminal)]).json();
        let ways = found["result"]["payments"].as_array().unwrap().clone();
        ways.iter().map(|way| way["id"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    let demo = Start::demo(RECORDED_DAY).run();
    assert_eq!((listed(&demo, "1"), listed(&demo, "2")), (vec![4, 5, 6], vec![2]), "as recorded");
    let outlet = start(&[("sandbox", "off")]).run();
    assert_eq!((listed(&outlet, "1"), listed(&outlet, "2")), (vec![], vec![]));
    let buyer = outlet.traveller();
    let id = buyer.order_card();
    let told = ["5", "6", "2", "4", "3", "7"].map(|way| pay(&buyer, id, way).number());
    assert_eq!(told, [1500, 1501, 1100, 1100, 1100, 1100]);
    assert_eq!((&buyer.order(id)["pay_status"], pay(&buyer, id, "1").number()), (&0.into(), 0));
    // A real WeChat must be asked first, so it is offered where it may be.
    assert_eq!(listed(&start(&[&WECHAT[..], &[("sandbox", "off")]].concat()).run(), "1"), [0; 0]);
    let asked =
        calling(&[&WECHAT[..], &CREDTRIP, &[("sandbox", "off"), ("credtrip_gateway", "http://127.0.0.1:1")]].concat());
    assert_eq!(listed(&asked.run(), "1"), [5], "how a real Credtrip is asked nobody has told");
}

#[test]
fn no_provider_is_asked_for_an_order_whose_card_is_gone() {
    let wechat = Provider::plain();
    let outlet = wechat_at(&format!("http://{}/pay", wechat.address));
    wechat.will_say(&wechat_xml(&PLACED, KEY));
    let buyer = outlet.traveller();
    let card = "8944200012789714353";
    buyer.call("datacard_bind", &[("datacardid", card)]).result();
    let trip = [("productid", "2"), ("simid", card)];
    let id = buyer.call("order_submit", &trip).result()["order"]["id"].as_i64().unwrap();
    outlet.admin().office("datacard_set", &[("iccid", card), ("state", "blocked")]).result();
    assert_eq!((pay(&buyer, id, "5").number(), wechat.asked().len()), (1301, 0));
}

#[test]
fn a_provider_that_is_not_there_is_1500() {
    let outlet = wechat_at(&format!("http://{}/pay", nobody()));
    let buyer = outlet.traveller();
    assert_eq!(pay(&buyer, buyer.order_card(), "5").number(), 1500);
}

#[test]
fn slow_calls_wait_for_each_other_and_the_counter_does_not() {
    let wechat = Provider::plain();
    let lock = Arc::new(Mutex::new(()));
    wechat.will(Reaction::Waits(Arc::clone(&lock)));
    let gateway = format!("http://{}/pay", wechat.address);
    let patient = [("wechat_gateway", gateway.as_str()), ("outgoing_seconds", "60")];
    let outlet = calling(&[&WECHAT[..], &patient].concat()).run();
    let buyer = outlet.traveller();
    let held = lock.lock().unwrap();
    let orders: Vec<_> = (0..12).map(|_| buyer.order_minutes()).collect();
    std::thread::scope(|scope| {
        let calls: Vec<_> = orders.iter().map(|id| scope.spawn(|| pay(&buyer, *id, "5").number())).collect();
        let seen = || wechat.asked.lock().unwrap().len();
        outlet.wait_for_log(|_| (seen() == 8).then_some(()));
        buyer.order_minutes(); // It is taken while no provider has answered.
        assert_eq!(seen(), 8, "the others wait for room");
        drop(held);
        for call in calls {
            assert_eq!(call.join().unwrap(), 1500);
        }
    });
}

#[test]
fn an_order_that_changes_while_wechat_is_asked_is_not_paid_as_it_was() {
    let wechat = Provider::plain();
    let outlet = wechat_at(&format!("http://{}/pay", wechat.address));
    wechat.will(Reaction::SaysLater(wechat_xml(&PLACED, KEY)));
    let buyer = outlet.traveller();
    let changed = |change: &(dyn Fn(&str) + Sync)| {
        let id = buyer.order_card();
        wechat.asked();
        std::thread::scope(|scope| {
            let paying = scope.spawn(|| pay(&buyer, id, "5").number());
            outlet.wait_for_log(|_| (!wechat.asked.lock().unwrap().is_empty()).then_some(()));
            change(&id.to_string());
            (paying.join().unwrap(), buyer.order(id)["pay_status"].clone())
        })
    };
    let courier = |id: &str| {
        buyer.call("order_shipping", &[("orderid", id), ("shipping_address", "1"), ("shipping_id", "1")]).result();
    };
    let cancelled = |id: &str| {
        buyer.call("order_cancel", &[("orderid", id)]).result();
    };
    assert_eq!(changed(&courier), (1307, 0.into()), "WeChat would take too little");
    assert_eq!(changed(&cancelled), (1307, 0.into()));
    assert_eq!(changed(&|_| ()), (0, 1.into()), "the twin");
}

#[test]
fn a_provider_must_be_who_it_says_it_is() {
    let number = |certificate: Option<&str>, host: &str, roots: &str| {
        let wechat = certificate.map_or_else(Provider::plain, Provider::secure);
        wechat.will_say(&wechat_xml(&PLACED, KEY));
        let port = wechat.address.rsplit(':').next().unwrap().to_owned();
        let gateway = format!("https://{host}:{port}/pay");
        let more = [("wechat_gateway", gateway.as_str()), ("outgoing_roots", roots)];
        let outlet = calling(&[&WECHAT[..], &more].concat()).run();
        let buyer = outlet.traveller();
        let number = pay(&buyer, buyer.order_card(), "5").number();
        assert_eq!(wechat.asked().is_empty(), number != 0, "nothing is told to a stranger");
        number
    };
    let (trusted, another) = (key("provider-root.pem"), key("another-root.pem"));
    assert_eq!(number(Some("provider.pem"), "localhost", &trusted), 0, "the twin of all others");
    assert_eq!(number(Some("provider.pem"), "127.0.0.1", &trusted), 0);
    assert_eq!(number(Some("provider.pem"), "localhost", &another), 1500, "a root that nobody trusts");
    assert_eq!(number(Some("elsewhere.pem"), "localhost", &trusted), 1500, "a certificate for another host");
    assert_eq!(number(None, "localhost", &trusted), 1500, "no TLS at all");
}

const CREDTRIP: [(&str, &str); 2] = [("credtrip_merchant", "2016010003"), ("credtrip_key", KEY)];

/// An outlet whose traveller has an account at Credtrip, which is told by a signed notice.
fn with_credtrip_account(outlet: &Outlet) -> Visitor {
    let traveller = outlet.traveller();
    let user = traveller.userid.to_string();
    let sign = md5(&format!("80{}{user}{KEY}", "13800138007"));
    let fields = [("accountNo", "80"), ("mobile", "13800138007"), ("userId", &user), ("sign", &sign)];
    assert_eq!(outlet.form("/uc/services/credtrip/notify", &fields).text(), "success");
    traveller
}

#[test]
fn credtrip_tells_what_is_left_on_an_account() {
    let credtrip = Provider::plain();
    let gateway = format!("http://{}/", credtrip.address);
    let outlet = calling(&[&CREDTRIP[..], &[("credtrip_gateway", &gateway)]].concat()).run();
    let traveller = with_credtrip_account(&outlet);
    credtrip.will_say(
        r#"{"retCode":"SUCCESS","accountNo":"80","status":"ACTIVE","accountCredit":1400000,"balCredit":"128005"}"#,
    );
    let credit = traveller.call("credtrip/credit_query", &[]).result()["credtripcredit"].clone();
    assert_eq!(credit.to_string(), r#"{"accountno":"80","balcredit":1280.05,"credit":14000.00,"status":"ACTIVE"}"#);
    let asked = credtrip.asked().remove(0);
    assert_eq!(asked.line, "POST /api/user/queryCredit HTTP/1.1");
    // Sorted by name: accountNo, merchantId, product, version.
    let sign = md5(&format!("80{}01{}{KEY}", "2016010003", "1.0"));
    let wanted = [("version", "1.0"), ("product", "01"), ("accountNo", "80"), ("merchantId", "2016010003")];
    assert_eq!(asked.body, encode(&[&wanted[..], &[("signType", "MD5"), ("sign", &sign)]].concat()));

    for answer in [
        r#"{"retCode":"FAIL","retMsg":"no"}"#,
        r#"{"retCode":"SUCCESS","accountNo":"81","status":"ACTIVE","accountCredit":1,"balCredit":1}"#,
        r#"{"retCode":"SUCCESS","accountNo":"80","status":"ACTIVE","accountCredit":1,"balCredit":1,"sign":"0123"}"#,
        r#"{"retCode":"SUCCESS","status":"ACTIVE","accountCredit":"many","balCredit":1}"#,
        r#"{"retCode":"SUCCESS","status":"ACTIVE","accountCredit":1.5,"balCredit":1}"#,
        r#"{"retCode":"SUCCESS"}"#,
        "[]",
        "",
    ] {
        credtrip.will_say(answer);
        assert_eq!(traveller.call("credtrip/credit_query", &[]).number(), 1024, "{answer}");
    }
    credtrip.will(Reaction::IsSilent);
    assert_eq!(traveller.call("credtrip/credit_query", &[]).number(), 1024);
    // How a payment is ordered from Credtrip nobody has told, so it is not asked for one.
    credtrip.asked();
    assert_eq!(pay(&traveller, traveller.order_card(), "6").number(), 1501);
    assert!(credtrip.asked().is_empty());
}

const ALIPAY: [(&str, &str); 3] = [("alipay_partner", "2088111"), ("alipay_seller", "2088222"), ("alipay_key", KEY)];

/// A signed notice of Alipay that 50.00 were paid for an order.
fn alipay_notice(id: i64, more: &[(&'static str, &'static str)]) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("out_trade_no", id.to_string()),
        ("seller_id", "2088222".to_owned()),
        ("total_fee", "50.00".to_owned()),
        ("trade_no", "2016070621001004".to_owned()),
        ("trade_status", "TRADE_SUCCESS".to_owned()),
    ];
    fields.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
    fields.sort_unstable();
    let text: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    fields.push(("sign", md5(&(text.join("&") + KEY))));
    fields
}

fn send(outlet: &Outlet, path: &str, fields: &[(&str, String)]) -> String {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    outlet.form(path, &fields).text().to_owned()
}

#[test]
fn alipay_is_asked_whether_it_sent_a_notice() {
    let alipay = Provider::plain();
    let gateway = format!("http://{}/gateway.do", alipay.address);
    let settings = [&ALIPAY[..], &[("alipay_gateway", &gateway)]].concat();
    let outlet = calling(&settings).run();
    let buyer = outlet.traveller();
    let id = buyer.order_card();
    pay(&buyer, id, "2");
    assert!(alipay.asked().is_empty(), "the browser goes there, not the server");
    let path = "/uc/services/alipay/notify";
    let notice = alipay_notice(id, &[("notify_id", "n&1")]);
    alipay.will_say("true");
    let mut forged = notice.clone();
    forged[1].1 = "9".to_owned();
    assert_eq!(send(&outlet, path, &forged), "fail");
    assert_eq!(send(&outlet, path, &alipay_notice(id, &[])), "fail", "without a number nothing can be asked");
    assert_eq!(send(&outlet, path, &alipay_notice(id, &[("notify_id", "")])), "fail");
    assert!(alipay.asked().is_empty(), "a forged notice asks nobody");
    for reaction in ["false", "invalid", "<html>true</html>", ""].map(|text| Reaction::Says(text.to_owned())) {
        alipay.will(reaction);
        assert_eq!(send(&outlet, path, &notice), "fail");
    }
    alipay.will(Reaction::IsSilent);
    assert_eq!(send(&outlet, path, &notice), "fail", "it will be sent again");
    assert_eq!((alipay.asked().len(), &buyer.order(id)["pay_status"]), (5, &1.into()));
    // The twin of all refusals.
    alipay.will_say("true\n");
    assert_eq!(send(&outlet, path, &notice), "success");
    assert_eq!(buyer.order(id)["pay_status"], 2);
    let line = "GET /gateway.do?service=notify_verify&partner=2088111&notify_id=n%261 HTTP/1.1";
    assert_eq!(alipay.asked().remove(0).line, line);

    // Where calls are off the signature alone counts.
    let quiet = start(&settings).run();
    let buyer = quiet.traveller();
    let id = buyer.order_card();
    pay(&buyer, id, "2");
    assert_eq!(send(&quiet, path, &alipay_notice(id, &[])), "success");
    assert_eq!((alipay.asked().len(), &buyer.order(id)["pay_status"]), (0, &2.into()));
}

/// WeChat's notice that 50.00 were paid for an order.
fn wechat_pays(outlet: &Outlet, id: i64) {
    let id = id.to_string();
    let fields = [("out_trade_no", id.as_str()), ("transaction_id", id.as_str()), ("total_fee", "5000")];
    let xml = wechat_xml(&[&PLACED[..2], &fields].concat(), KEY);
    let answer = outlet.call("POST", "/uc/services/wxpay/notify", &[("Content-Type", "text/xml")], xml.as_bytes());
    assert!(answer.text().contains("SUCCESS"), "{}", answer.text());
}

#[test]
fn money_that_a_provider_pays_back_without_a_notice_is_booked_when_staff_says_so_and_once() {
    let outlet = start(&[&WECHAT[..], &ALIPAY].concat()).run();
    let (buyer, boss) = (outlet.traveller(), outlet.admin());
    let asked = |id: i64| {
        let asked = [("orderid", id.to_string()), ("reason", "行程取消".to_owned())];
        let asked: Vec<_> = asked.iter().map(|(name, value)| (*name, value.as_str())).collect();
        buyer.call("refund", &asked).result()["refund"]["id"].to_string()
    };
    let audit = |who: &Visitor, refund: &str, name: &str, value: &str| {
        who.office("refund_audit", &[("refundid", refund), (name, value)]).number()
    };
    let status = |refund: usize| buyer.call("refund_gets", &[]).result()["refunds"][refund]["status"].clone();
    let (id, by_alipay) = (buyer.order_card(), buyer.order_card());
    wechat_pays(&outlet, id);
    assert_eq!(send(&outlet, "/uc/services/alipay/notify", &alipay_notice(by_alipay, &[])), "success");
    let (refund, other) = (asked(id), asked(by_alipay));
    assert_eq!(audit(&boss, &refund, "refunded", "true"), 1307, "nobody has agreed to it");
    assert_eq!([audit(&boss, &refund, "confirmed", "true"), audit(&boss, &other, "confirmed", "true")], [0, 0]);
    assert_eq!((status(0), status(1), buyer.order(id)["pay_status"].clone()), (3.into(), 3.into(), 2.into()));

    let contradiction = [("refundid", refund.as_str()), ("confirmed", "false"), ("refunded", "true")];
    assert_eq!(boss.office("refund_audit", &contradiction).number(), 1100);
    assert_eq!(audit(&buyer, &refund, "refunded", "true"), 1103);
    assert_eq!(audit(&boss, &other, "refunded", "true"), 1307, "Alipay tells when it has");
    assert_eq!((status(0), status(1)), (3.into(), 3.into()));
    let operator = Desk::operator(&outlet);
    let seen = operator.get(&format!("order?orderid={id}")).json()["order"].clone();
    assert_eq!((&seen["refunds"][0]["by_hand"], offered(&seen)), (&true.into(), vec!["decide"]));
    assert_eq!(audit(&boss, &refund, "refunded", "true"), 0);
    assert_eq!((status(0), buyer.order(id)["pay_status"].clone()), (4.into(), 3.into()));
    assert_eq!(audit(&boss, &refund, "refunded", "true"), 0, "said twice");

    // The same from the counter's page.
    let id = buyer.order_card();
    wechat_pays(&outlet, id);
    let refund = asked(id);
    for sent in [("agreed", "true"), ("refunded", "true"), ("refunded", "true")] {
        assert_eq!(operator.post("refund/decide", &[("refundid", refund.as_str()), sent]).status, 200);
    }
    assert_eq!(status(2), 4);
    let folder = outlet.stop();
    assert_eq!(folder.count("select count(*) from money_moves where kind = 'refund'"), 2);
    let trail = "select count(*) from audit_trail where action = 'refund_audit' and after like 'status 4,% by hand'";
    assert_eq!(folder.count(trail), 2);
}

/// The settings of a real app that signs with RSA.
fn app(own: &str, alipay: &str) -> Start {
    start(&[
        ("alipay_app_id", "2016091200490000"),
        ("alipay_seller", "2088222"),
        ("alipay_app_key", &key(own)),
        ("alipay_public_key", &key(alipay)),
    ])
}

#[test]
fn a_real_app_s_payment_is_signed_with_rsa_and_its_notice_pays_it() {
    let outlet = app("own-pkcs8.pem", "alipay-public.pem").run();
    let buyer = outlet.traveller();
    let id = buyer.order_card();
    assert_eq!(id.to_string(), signed::ORDER, "the vectors were made for it");
    let params = pay(&buyer, id, "4").result()["payparams"].as_str().unwrap().to_owned();
    let fields: Vec<(String, String)> = form_urlencoded::parse(params.as_bytes()).into_owned().collect();
    let value = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    assert_eq!((value("app_id"), value("sign_type")), (Some("2016091200490000"), Some("RSA")));
    assert_eq!(value("sign").map(str::len), Some(344), "256 bytes in base64");
    let path = "/uc/services/malipay/notify";
    for (name, changed) in [
        ("total_amount", "0.01"),
        ("out_trade_no", "1"),
        ("sign_type", "RSA2"),
        ("sign_type", "MD5"),
        ("app_id", "2016"),
        ("trade_no", "1"),
    ] {
        let mut notice = signed::notice();
        notice.retain(|(known, _)| *known != name);
        notice.push((name, changed.to_owned()));
        assert_eq!(send(&outlet, path, &notice), "fail", "{name}");
        assert_eq!(buyer.order(id)["pay_status"], 1, "{name}");
    }
    assert_eq!(send(&outlet, "/uc/services/alipay/notify", &signed::notice()), "fail", "it is no web payment");
    // The twin, and once more: a provider repeats its notices.
    for _ in 0..2 {
        assert_eq!(send(&outlet, path, &signed::notice()), "success");
        assert_eq!(buyer.order(id)["pay_status"], 2);
    }
    let folder = outlet.stop();
    assert_eq!(folder.count("select count(*) from money_moves where kind = 'payment'"), 1);
}

#[test]
fn keys_are_masked_for_the_staff_and_stay_out_of_the_log() {
    let outlet = app("own-base64.txt", "alipay-public.txt").run();
    let admin = outlet.admin();
    let buyer = outlet.traveller();
    pay(&buyer, buyer.order_card(), "4").result();
    let target = format!("/api/pages/admin/settings?userid={}&sessionid={}", admin.userid, admin.sessionid);
    let shown = outlet.get(&target).text().to_owned();
    assert!(shown.contains("gateways.alipay_app_key") && !shown.contains("own-base64"), "{shown}");
    let secret = std::fs::read_to_string(key("own-base64.txt")).unwrap();
    assert!(!outlet.log().contains(&secret[..40]) && !shown.contains(&secret[..40]));
}

#[test]
fn a_wrong_key_file_is_refused_at_the_start_in_one_sentence() {
    for (own, alipay, what) in [
        ("nowhere.pem", "alipay-public.pem", "cannot be read"),
        ("own-public.pem", "alipay-public.pem", "is no RSA private key"),
        ("own-pkcs8.pem", "own-public.pem", "is the public half of your own key"),
    ] {
        let folder = Folder::new();
        let output = crate::support::run(&[
            "demo",
            "--data",
            folder.data().to_str().unwrap(),
            "--listen",
            "127.0.0.1:0",
            "--set",
            "gateways.alipay_app_id=2016",
            "--set",
            "gateways.alipay_seller=2088",
            "--set",
            &format!("gateways.alipay_app_key={}", key(own)),
            "--set",
            &format!("gateways.alipay_public_key={}", key(alipay)),
        ]);
        let said = String::from_utf8(output.stderr).unwrap();
        let sentence = said.lines().last().unwrap_or_default();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(sentence.contains(what) && sentence.contains("gateways.alipay_"), "{said}");
    }
}
