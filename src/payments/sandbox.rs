//! The sandbox: pages that stand in for a provider without a merchant key. A page shows what is to be paid and two buttons;
//! the one that pays sends this server the very notice that a real gateway would, through the same door.

mod link;
mod notices;
mod page;

use std::future::Future;
use std::sync::Arc;

use hyper::StatusCode;

pub use notices::NoticeRequest;

use self::link::Link;
use super::{Gateways, Way, credtrip, sign, xml};
use crate::clock::Instant;
use crate::http::{FieldLimits, Fields, Handled, Reply, Request, Route};
use crate::ids::PayWayId;
use crate::money::Fen;

/// What the sandbox needs of the server that it runs in.
pub trait Host: Send + Sync + 'static {
    /// The providers, some of which it stands in for.
    fn gateways(&self) -> &Gateways;
    /// The outlet's name, for its pages.
    fn outlet_name(&self) -> &str;
    /// The outlet's present.
    fn now(&self) -> Instant;
    /// Delivers a notice to this server itself, as if it had come through the door.
    fn deliver(
        self: &Arc<Self>,
        path: &str,
        content_type: &'static str,
        body: String,
    ) -> impl Future<Output = Reply> + Send;
}

/// The sandbox's pages. They are there in every outlet and answer 404 where the sandbox stands in for nobody.
#[must_use]
pub fn routes<H: Host>() -> [Route<H>; 4] {
    [
        Route {
            methods: "GET HEAD",
            path: "/sandbox/alipay",
            about: "Stands in for Alipay's page.",
            handler: show_alipay,
        },
        Route {
            methods: "GET HEAD",
            path: "/sandbox/pay",
            about: "Stands in for a provider's page.",
            handler: show_pay,
        },
        Route { methods: "POST", path: "/sandbox/pay", about: "Pays in the sandbox, or refuses to.", handler: pay },
        Route {
            methods: "POST",
            path: "/sandbox/credtrip",
            about: "Opens an instalment account.",
            handler: open_account,
        },
    ]
}

/// More than any form of the sandbox has.
const LIMITS: FieldLimits = FieldLimits { body: 64 * 1024, names: 40, value: 8 * 1024 };

/// The form of the web payment arrives: its signature is checked as Alipay would, then it is a payment like any other.
fn show_alipay<H: Host>(host: Arc<H>, request: Request) -> Handled {
    Box::pin(async move {
        if !host.gateways().in_sandbox(Way::AlipayWeb) {
            return Reply::empty(StatusCode::NOT_FOUND);
        }
        match host.gateways().alipay_link(&received(&request).await) {
            Some(link) => page::choice(host.outlet_name(), &link, &host.gateways().signed(&link)),
            None => page::invalid(host.outlet_name()),
        }
    })
}

fn show_pay<H: Host>(host: Arc<H>, request: Request) -> Handled {
    Box::pin(async move {
        if host.gateways().sandbox.is_none() {
            return Reply::empty(StatusCode::NOT_FOUND);
        }
        match host.gateways().link(&received(&request).await) {
            Some(link) => page::choice(host.outlet_name(), &link, &host.gateways().signed(&link)),
            None => page::invalid(host.outlet_name()),
        }
    })
}

fn pay<H: Host>(host: Arc<H>, request: Request) -> Handled {
    Box::pin(async move {
        let name = host.outlet_name();
        if host.gateways().sandbox.is_none() {
            return Reply::empty(StatusCode::NOT_FOUND);
        }
        let fields = received(&request).await;
        let Some(link) = host.gateways().link(&fields) else { return page::invalid(name) };
        let signed = host.gateways().signed(&link);
        match value(&fields, "choice") {
            "pay" => {}
            "refuse" => {
                host.gateways().refusals.note(&link.out_trade_no);
                return page::refused(name, &link, &signed);
            }
            _ => return page::choice(name, &link, &signed),
        }
        let trade_no = host.gateways().trade_no(&link);
        let way = link.way.id();
        let notice = host.gateways().notice_request(way, &link.out_trade_no, link.amount, &trade_no, host.now());
        let Some(notice) = notice else { return page::invalid(name) };
        let answer = host.deliver(&link.notify, notice.content_type, notice.body).await;
        if accepted(&answer) {
            page::paid(name, &link, &trade_no)
        } else {
            tracing::warn!(path = link.notify, status = %answer.status, "the sandbox's notice was not accepted");
            page::not_accepted(name, &link, &signed)
        }
    })
}

/// The opening form arrives, from the shop's page at first and with a choice from the sandbox's own page then.
fn open_account<H: Host>(host: Arc<H>, request: Request) -> Handled {
    Box::pin(async move {
        let name = host.outlet_name();
        if !host.gateways().in_sandbox(Way::Credtrip) {
            return Reply::empty(StatusCode::NOT_FOUND);
        }
        let mut fields = received(&request).await;
        let choice = value(&fields, "choice").to_owned();
        fields.retain(|(name, _)| name != "choice");
        let Some(notice) = host.gateways().open_notice(&fields) else { return page::invalid(name) };
        let back = value(&fields, "returnUrl");
        match choice.as_str() {
            "open" => {}
            "refuse" => return page::opening_refused(name, back),
            _ => return page::opening(name, &fields),
        }
        let answer = host.deliver(&notice.path, notice.content_type, notice.body).await;
        if accepted(&answer) { page::opened(name, back) } else { page::opening_failed(name, back) }
    })
}

/// Query and form together; a request that cannot be read has no fields, and so no valid signature.
async fn received(request: &Request) -> Vec<(String, String)> {
    let fields = Fields::read(request, LIMITS).await.unwrap_or_default();
    fields.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn value<'f>(fields: &'f [(String, String)], name: &str) -> &'f str {
    fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}

/// Whether the shop took a notice: Alipay and Credtrip look for `success`, WeChat for its XML.
fn accepted(answer: &Reply) -> bool {
    let code = |(name, value): &(String, String)| name == "return_code" && value == "SUCCESS";
    let heard =
        answer.body.trim_ascii() == b"success" || xml::read(&answer.body).is_some_and(|fields| fields.iter().any(code));
    answer.status.is_success() && heard
}

/// The path of a web address, `/` where there is none.
fn path_of(url: &str) -> &str {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    after_scheme.find('/').map_or("/", |at| &after_scheme[at..])
}

impl Gateways {
    /// The address of a page on which anybody may pay an order, for pages and APIs that show a link or a QR code rather than
    /// hand over to an app. `notify` is the path on this server that takes the notice. Where the sandbox does not stand in for
    /// the way ([`Gateways::in_sandbox`]) the address leads to nothing.
    #[must_use]
    pub fn sandbox_pay_url(
        &self,
        base_url: &str,
        way: PayWayId,
        out_trade_no: &str,
        amount: Fen,
        subject: &str,
        notify: &str,
    ) -> String {
        let Some(way) = Way::of(way) else { return format!("{base_url}/sandbox/pay") };
        let link = Link {
            way,
            out_trade_no: out_trade_no.to_owned(),
            amount,
            subject: subject.to_owned(),
            notify: notify.to_owned(),
            return_url: String::from("/"),
        };
        format!("{base_url}/sandbox/pay?{}", super::form::encoded(&self.signed(&link)))
    }

    /// `payparams` of way 6: a page that sends itself to the sandbox, as the provider's page does.
    pub(super) fn instalment_page(&self, bill: &super::Bill, notify: &str) -> String {
        let link = Link {
            way: Way::Credtrip,
            out_trade_no: bill.number.clone(),
            amount: bill.due,
            subject: bill.subject.clone(),
            notify: notify.to_owned(),
            return_url: self.return_url(bill),
        };
        credtrip::submitting_page(&format!("{}/sandbox/pay", bill.base_url), "get", &self.signed(&link))
    }

    fn return_url(&self, bill: &super::Bill) -> String {
        let own = self.credtrip.as_ref().map(|credtrip| credtrip.return_url.clone()).filter(|url| !url.is_empty());
        own.unwrap_or_else(|| format!("{}/", bill.base_url))
    }

    /// A link that carries the sandbox's signature and a way that the sandbox stands in for.
    fn link(&self, fields: &[(String, String)]) -> Option<Link> {
        let link = Link::read(fields, &self.sandbox.as_ref()?.key)?;
        self.in_sandbox(link.way).then_some(link)
    }

    /// The payment of a web form whose signature is the sandbox's.
    fn alipay_link(&self, fields: &[(String, String)]) -> Option<Link> {
        let alipay = self.alipay_of_the_sandbox()?;
        let ours = value(fields, "partner") == alipay.partner && value(fields, "seller_id") == alipay.seller;
        if !ours || !sign::same(&sign::alipay(fields, &alipay.key), value(fields, "sign")) {
            return None;
        }
        Some(Link {
            way: Way::AlipayWeb,
            out_trade_no: value(fields, "out_trade_no").to_owned(),
            amount: Fen::parse(value(fields, "total_fee"))?,
            subject: value(fields, "subject").to_owned(),
            notify: path_of(value(fields, "notify_url")).to_owned(),
            return_url: value(fields, "return_url").to_owned(),
        })
    }

    fn signed(&self, link: &Link) -> Vec<(&'static str, String)> {
        link.signed(self.sandbox.as_ref().map_or("", |sandbox| &sandbox.key))
    }

    fn trade_no(&self, link: &Link) -> String {
        link.trade_no(self.sandbox.as_ref().map_or("", |sandbox| &sandbox.key))
    }
}

#[cfg(test)]
mod tests;
