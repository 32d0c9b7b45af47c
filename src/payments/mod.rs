//! Payment providers: what takes a customer to them, and the signed notices that come back.
//!
//! Alipay, WeChat and Credtrip are behind [`Gateways::start`] and one `verify_...` each; the APIs call them, map
//! [`GatewayError`] and [`BadNotice`] to their own codes. [`book_notice`] books what a notice says in
//! [`crate::orders`]; nothing else here touches the store. A provider without a merchant key is stood in for by the
//! sandbox, whose pages press the buttons of a real gateway and send the very notices it would send
//! (docs/spec/roaming.md sections 0.9 and 12, docs/spec/demo.md "Gateways"). What must be asked over the network is
//! asked by `outgoing`, where the outlet's owner has switched that on; else it is [`GatewayError::NoNetwork`].

#![expect(clippy::doc_markdown, reason = "WeChat is a company's name, not a name in the program")]

mod alipay;
mod alipay_app;
mod begin;
mod booking;
mod credtrip;
mod form;
mod notice;
mod refusals;
mod rsa_keys;
pub mod sandbox;
mod settings;
mod sign;
#[cfg(test)]
mod trial;
mod verify;
mod way;
mod wechat;
mod xml;

use crate::clock::Instant;
use crate::config::Config;
use crate::ids::{AccountId, OrderId, PayWayId};
use crate::money::Fen;
use crate::orders::ChannelName;
use crate::outgoing::{Outgoing, Reach};
use alipay_app::AppMerchant;
use settings::{Alipay, Credtrip, Sandbox, WeChat};

pub use booking::{Booked, book_notice, book_refund};
pub use credtrip::Credit;
pub use notice::{BadNotice, CreditAccount, Notice};
pub use refusals::Refusals;
pub use way::Way;
pub use wechat::{WECHAT_CONTENT_TYPE, WECHAT_FAIL, WECHAT_SUCCESS};

/// What callers are told of the sandbox.
pub const API: &str = include_str!("api.toml");

/// What a customer is to pay, and for what.
#[derive(Clone, Debug)]
pub struct Bill {
    /// The order.
    pub order_id: OrderId,
    /// What the provider calls the order, `out_trade_no`.
    pub number: String,
    /// Whose order it is.
    pub user_id: AccountId,
    /// The session that pays.
    pub session: String,
    /// How much.
    pub due: Fen,
    /// What for, shown to the customer.
    pub subject: String,
    /// The customer's phone.
    pub mobile: String,
    /// Where the customer pays with WeChat.
    pub trade: Trade,
    /// How the customer reaches this server, `http://host`, without a slash at the end.
    pub base_url: String,
    /// The outlet's present.
    pub now: Instant,
}

impl Bill {
    /// `body` of the Alipay ways as it was recorded: who pays. It has a session that lives, so it leaves for this server's sandbox
    /// alone.
    fn customer(&self) -> String {
        format!("{}:{}", self.user_id, self.session)
    }

    /// `body` of the Alipay ways for a real merchant: it goes through the customer's browser and the provider's hands, and opens
    /// nothing.
    fn reference(&self) -> String {
        format!("order {}", self.number)
    }
}

/// Where a customer pays with WeChat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Trade {
    /// In an app: `trade_type` APP.
    #[default]
    App,
    /// On a page inside WeChat: `trade_type` JSAPI.
    Page {
        /// WeChat's name of the customer.
        openid: String,
    },
    /// With a QR code that the customer scans: `trade_type` NATIVE.
    Code,
}

/// What takes the customer to the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// A form that sends itself: the whole answer, `text/html;charset=UTF-8`.
    Html(String),
    /// `result.payparams`: a query text (way 4), JSON text (way 5) or HTML text (way 6).
    Params(String),
}

/// A channel's own address for a provider's notices; without one they go to the shop's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticePath {
    /// Whose orders.
    pub channel: ChannelName,
    /// Paid by which provider.
    pub way: Way,
    /// The path of the route.
    pub path: &'static str,
}

/// Why a payment cannot begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// The counter, or a number that means nothing.
    #[error("this is no way of paying through a provider")]
    UnknownWay,
    /// There is no merchant key for it, and the sandbox is off.
    #[error("this way of paying is not set up")]
    NotSet,
    /// The provider would have to be asked first, and `gateways.outgoing` is off, or nobody knows how to ask.
    #[error("the provider cannot be asked: this outlet does not call it")]
    NoNetwork,
    /// The provider was asked and there is no answer that could be used. Why stands in the log.
    #[error("the provider did not answer")]
    NoAnswer,
    /// The provider did not take the order, or its answer is not signed by it.
    #[error("the provider did not take the order")]
    Declined,
}

/// The payment providers of an outlet.
pub struct Gateways {
    sandbox: Option<Sandbox>,
    alipay: Option<Alipay>,
    alipay_app: Option<AppMerchant>,
    wechat: Option<WeChat>,
    credtrip: Option<Credtrip>,
    outgoing: Option<Outgoing>,
    notice_paths: Vec<NoticePath>,
    /// Payments that were refused lately.
    pub refusals: Refusals,
}

impl Gateways {
    /// Whether the sandbox is switched on and needs a key to sign with.
    ///
    /// # Errors
    /// One sentence when the setting is none of its values.
    pub fn has_sandbox(config: &Config, demo: bool) -> Result<bool, String> {
        Sandbox::is_on(config, demo)
    }

    /// Reads the settings `gateways.*`. `sandbox_key` signs for the sandbox; the setting `gateways.sandbox_key` itself is not
    /// read here, because an outlet without one makes its key at the first start and keeps it.
    ///
    /// # Errors
    /// One sentence that names the setting and what it must be.
    pub fn new(config: &Config, demo: bool, sandbox_key: String) -> Result<Self, String> {
        let sandbox = Sandbox::new(config, demo, sandbox_key)?;
        let gateways = Self {
            alipay: Alipay::new(config, sandbox.as_ref())?,
            alipay_app: AppMerchant::new(config)?,
            wechat: WeChat::new(config, sandbox.as_ref())?,
            credtrip: Credtrip::new(config, sandbox.as_ref())?,
            outgoing: Outgoing::to_providers(config)?,
            notice_paths: Vec::new(),
            refusals: Refusals::default(),
            sandbox,
        };
        gateways.check_addresses()?;
        Ok(gateways)
    }

    /// The same providers, where some channels take notices at addresses of their own.
    #[must_use]
    pub fn with_notice_paths(self, notice_paths: Vec<NoticePath>) -> Self {
        Self { notice_paths, ..self }
    }

    /// Where a provider tells of the money of a channel's orders: the path that their payments are begun with.
    #[must_use]
    pub fn notice_path(&self, channel: ChannelName, way: Way) -> &'static str {
        let own = self.notice_paths.iter().find(|known| known.channel == channel && known.way == way);
        own.map_or_else(|| way.notify_path(), |known| known.path)
    }

    /// What is called must be an address that may be called.
    fn check_addresses(&self) -> Result<(), String> {
        let alipay = self.alipay.as_ref().and_then(|merchant| merchant.gateway.as_ref());
        let wechat = self.wechat.as_ref().and_then(|merchant| merchant.gateway.as_ref());
        let credtrip = self.credtrip.as_ref().and_then(|merchant| merchant.gateway.as_ref());
        let named = [("alipay", alipay), ("wechat", wechat), ("credtrip", credtrip)];
        for (name, url) in named.into_iter().filter_map(|(name, url)| Some((name, url?))) {
            if self.outgoing.is_some() {
                let wrong = |what| format!("The setting gateways.{name}_gateway is {url:?}; it must {what}.");
                Outgoing::permits(url, Reach::Provider).map_err(wrong)?;
            }
        }
        Ok(())
    }

    /// Whoever calls the providers.
    fn outgoing(&self) -> Result<&Outgoing, GatewayError> {
        self.outgoing.as_ref().ok_or(GatewayError::NoNetwork)
    }

    /// Alipay's merchant where it is the sandbox's.
    fn alipay_of_the_sandbox(&self) -> Option<&Alipay> {
        self.alipay.as_ref().filter(|alipay| alipay.gateway.is_none())
    }

    /// The sandbox's merchant where the app is its too: a real app has keys of its own.
    fn app_of_the_sandbox(&self) -> Option<&Alipay> {
        self.alipay_of_the_sandbox().filter(|_| self.alipay_app.is_none())
    }

    /// Whether this way of paying is set up: by a merchant of the outlet's or by the sandbox.
    #[must_use]
    pub fn offers(&self, way: PayWayId) -> bool {
        match Way::of(way) {
            Some(Way::AlipayWeb) => self.alipay.is_some(),
            Some(Way::AlipayApp) => self.alipay_app.is_some() || self.app_of_the_sandbox().is_some(),
            Some(Way::WeChat) => self.wechat.is_some(),
            Some(Way::Credtrip) => self.credtrip.is_some(),
            None => false,
        }
    }

    /// Whether a payment can begin this way: it is set up, and where a provider must be asked first, it can be asked. How a
    /// payment is ordered from a real Credtrip is not known.
    #[must_use]
    pub fn can_begin(&self, way: PayWayId) -> bool {
        match Way::of(way) {
            Some(Way::WeChat) if self.outgoing.is_none() => self.in_sandbox(Way::WeChat),
            Some(Way::Credtrip) => self.in_sandbox(Way::Credtrip),
            _ => self.offers(way),
        }
    }

    /// Whether the sandbox stands in for this way of paying.
    #[must_use]
    pub fn in_sandbox(&self, way: Way) -> bool {
        match way {
            Way::AlipayWeb => self.alipay_of_the_sandbox().is_some(),
            Way::AlipayApp => self.app_of_the_sandbox().is_some(),
            Way::WeChat => self.wechat.as_ref().is_some_and(|wechat| wechat.gateway.is_none()),
            Way::Credtrip => self.credtrip.as_ref().is_some_and(|credtrip| credtrip.gateway.is_none()),
        }
    }
}

#[cfg(test)]
mod tests;
