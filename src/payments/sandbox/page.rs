//! The sandbox's pages, each in Chinese and English, without a script, so that the strictest policy holds on them.

use hyper::StatusCode;

use super::Link;
use super::value;
use crate::http::{Reply, escape_html};

/// What the pages may load and do: the house's style sheet and mark, and forms back to this server.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// Signs above the words of a page that tells how it went.
const DONE: &str = r#"<svg class="sign done" viewBox="0 0 64 64" width="80" height="80" aria-hidden="true"><circle cx="32" cy="32" r="30"/><path d="M19 33l9 9 18-20"/></svg>"#;
const STOPPED: &str = r#"<svg class="sign stopped" viewBox="0 0 64 64" width="80" height="80" aria-hidden="true"><circle cx="32" cy="32" r="30"/><path d="M20 32h24"/></svg>"#;
const WRONG: &str = r#"<svg class="sign stopped" viewBox="0 0 64 64" width="80" height="80" aria-hidden="true"><circle cx="32" cy="32" r="30"/><path d="M32 17v19M32 45v1"/></svg>"#;

/// Chinese first, English below.
type Words = (&'static str, &'static str);

/// What is to be paid, and the two buttons.
pub(super) fn choice(outlet: &str, link: &Link, signed: &[(&str, String)]) -> Reply {
    let buttons = [(("pay", ("支付", "Pay")), Some(link)), (("refuse", ("拒绝", "Refuse")), None)];
    let buttons: String = buttons
        .map(|((choice, words), amount)| {
            let amount = amount.map(|link| format!(" ¥{}", link.amount)).unwrap_or_default();
            format!(
                r#"<button class="{choice}" name="choice" value="{choice}">{}{amount}{}</button>"#,
                words.0,
                english(words.1)
            )
        })
        .concat();
    let main = format!(
        r#"<h1>{}</h1><p class="amount">¥{}</p>{}<form method="post" action="/sandbox/pay">{}<div class="buttons">{buttons}</div></form>"#,
        both(("应付金额", "Amount due")),
        link.amount,
        details(link, None),
        hidden(signed),
    );
    page(outlet, StatusCode::OK, "支付 Pay", &main)
}

/// The shop took the notice.
pub(super) fn paid(outlet: &str, link: &Link, trade_no: &str) -> Reply {
    let back = back(&link.return_url);
    let main = format!(
        r#"{DONE}<h1>{}</h1><p class="amount">¥{}</p>{}<div class="buttons">{back}</div>"#,
        both(("已支付", "Paid")),
        link.amount,
        details(link, Some(trade_no)),
    );
    page(outlet, StatusCode::OK, "已支付 Paid", &main)
}

/// The customer refused; as with a real gateway no notice tells the shop of it.
pub(super) fn refused(outlet: &str, link: &Link, signed: &[(&str, String)]) -> Reply {
    let words = (("已拒绝，没有付款", "Refused. Nothing was paid."), ("仍要支付", "Pay after all"));
    ended(outlet, StatusCode::OK, STOPPED, words, link, signed)
}

/// The shop turned the notice away, or could not be reached.
pub(super) fn not_accepted(outlet: &str, link: &Link, signed: &[(&str, String)]) -> Reply {
    let words = (("商店没有接受这笔付款", "The shop did not take this payment."), ("再试一次", "Try again"));
    ended(outlet, StatusCode::CONFLICT, WRONG, words, link, signed)
}

fn ended(
    outlet: &str,
    status: StatusCode,
    sign: &str,
    (what, again): (Words, Words),
    link: &Link,
    signed: &[(&str, String)],
) -> Reply {
    let query = escape_html(&crate::payments::form::encoded(signed));
    let main = format!(
        r#"{sign}<h1>{}</h1>{}<div class="buttons">{}<a class="quiet" href="/sandbox/pay?{query}">{}</a></div>"#,
        both(what),
        details(link, None),
        back(&link.return_url),
        both(again),
    );
    page(outlet, status, what.0, &main)
}

/// Somebody came with an address that the sandbox did not sign.
pub(super) fn invalid(outlet: &str) -> Reply {
    let words = ("支付链接无效，请回到商店重新支付", "This payment link is not valid. Please start again in the shop.");
    let main = format!(r#"{WRONG}<h1>{}</h1><div class="buttons">{}</div>"#, both(words), back("/"));
    page(outlet, StatusCode::BAD_REQUEST, words.0, &main)
}

/// An instalment account may be opened; the form comes back with the fields it came with and a choice.
pub(super) fn opening(outlet: &str, fields: &[(String, String)]) -> Reply {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let owned: Vec<_> = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let main = format!(
        r#"<h1>{}</h1><dl>{}{}</dl><form method="post" action="/sandbox/credtrip">{}<div class="buttons"><button class="pay" name="choice" value="open">开通{}</button><button class="refuse" name="choice" value="refuse">拒绝{}</button></div></form>"#,
        both(("开通信程分期", "Open a Credtrip instalment account")),
        row(("手机", "Phone"), value(&owned, "mobile")),
        row(("商户", "Merchant"), value(&owned, "merchantId")),
        hidden(&fields),
        english("Open"),
        english("Refuse"),
    );
    page(outlet, StatusCode::OK, "开通信程分期", &main)
}

/// The account is open.
pub(super) fn opened(outlet: &str, return_url: &str) -> Reply {
    told(outlet, StatusCode::OK, DONE, ("已开通", "The account is open."), return_url)
}

/// The customer does not want one.
pub(super) fn opening_refused(outlet: &str, return_url: &str) -> Reply {
    told(outlet, StatusCode::OK, STOPPED, ("已拒绝，没有开通", "Refused. No account was opened."), return_url)
}

/// The shop did not take the notice.
pub(super) fn opening_failed(outlet: &str, return_url: &str) -> Reply {
    let words = ("商店没有接受开通通知", "The shop did not take the notice.");
    told(outlet, StatusCode::CONFLICT, WRONG, words, return_url)
}

fn told(outlet: &str, status: StatusCode, sign: &str, words: Words, return_url: &str) -> Reply {
    let main = format!(r#"{sign}<h1>{}</h1><div class="buttons">{}</div>"#, both(words), back(return_url));
    page(outlet, status, words.0, &main)
}

fn details(link: &Link, trade_no: Option<&str>) -> String {
    let (chinese, english) = link.way.name();
    let mut rows = row(("商品", "For"), &link.subject) + &row(("订单号", "Order"), &link.out_trade_no);
    rows += &row(("支付方式", "Method"), &format!("{chinese} {english}"));
    if let Some(number) = trade_no {
        rows += &row(("交易号", "Trade number"), number);
    }
    format!("<dl>{rows}</dl>")
}

fn row(words: Words, value: &str) -> String {
    format!("<div><dt>{}</dt><dd>{}</dd></div>", both(words), escape_html(value))
}

fn hidden(fields: &[(&str, String)]) -> String {
    let field = |(name, value): &(&str, String)| {
        format!(r#"<input type="hidden" name="{}" value="{}">"#, escape_html(name), escape_html(value))
    };
    fields.iter().map(field).collect()
}

/// The link back to the shop: to a web address or a path of this server, never to a script.
fn back(url: &str) -> String {
    let web = url.starts_with("https://") || url.starts_with("http://");
    let own = url.starts_with('/') && !url.starts_with("//") && !url.contains('\\');
    let target = if web || own { escape_html(url) } else { "/".to_owned() };
    format!(r#"<a class="back" href="{target}">{}</a>"#, both(("返回商店", "Back to the shop")))
}

fn both((chinese, english_words): Words) -> String {
    format!("{chinese}{}", english(english_words))
}

fn english(words: &str) -> String {
    format!(r#" <span lang="en">{words}</span>"#)
}

fn page(outlet: &str, status: StatusCode, title: &str, main: &str) -> Reply {
    let outlet = escape_html(outlet);
    let html = format!(
        r#"<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} · {outlet}</title>
<link rel="icon" href="/web/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/web/theme.css">
<link rel="icon" href="/web/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/web/sandbox.css">
</head>
<body>
<header><img src="/web/favicon.svg" alt="" width="48" height="48"><p>{outlet}</p></header>
<main>{main}</main>
<footer><p>支付沙盒：不会产生真实扣款。 <span lang="en">Payment sandbox: no real money moves.</span></p></footer>
</body>
</html>
"#
    );
    Reply::new(status, "text/html; charset=utf-8", html)
        .with_static("content-security-policy", CONTENT_SECURITY_POLICY)
        .with_static("cache-control", "no-store")
        .with_static("x-content-type-options", "nosniff")
        .with_static("referrer-policy", "no-referrer")
        .with_static("x-frame-options", "DENY")
}
