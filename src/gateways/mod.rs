//! Payment providers: what takes a customer to them, and the signed notices that come back.
//!
//! Alipay, WeChat and Credtrip are behind [`Gateways::start`] and one `verify_...` each; the APIs call them, map
//! [`GatewayError`] and [`BadNotice`] to their own codes, and book the money in [`crate::orders`]. Nothing here touches the
//! store. A provider without a merchant key is stood in for by the sandbox, whose pages press the buttons of a real gateway and
//! send the very notices it would send (roaming.md sections 0.9 and 12, demo.md "Gateways").

#![expect(clippy::doc_markdown, reason = "WeChat is a company's name, not a name in the program")]

mod alipay;
mod alipay_app;
mod credtrip;
mod form;
mod notice;
mod refusals;
pub mod sandbox;
mod settings;
mod sign;
#[cfg(test)]
mod trial;
mod way;
mod wechat;
mod xml;

use crate::clock::Instant;
use crate::config::Config;
use crate::ids::Ids;
use crate::money::Fen;
use settings::{Alipay, Credtrip, Sandbox, WeChat};

pub use credtrip::Credit;
pub use notice::{BadNotice, CreditAccount, Notice};
pub use refusals::Refusals;
pub use way::Way;
pub use wechat::{WECHAT_CONTENT_TYPE, WECHAT_FAIL, WECHAT_SUCCESS};

/// What a customer is to pay, and for what.
#[derive(Clone, Debug)]
pub struct Bill {
    /// The order.
    pub order_id: i64,
    /// What the provider calls the order, `out_trade_no`.
    pub number: String,
    /// Whose order it is.
    pub user_id: i64,
    /// The session that pays.
    pub session: String,
    /// How much.
    pub due: Fen,
    /// What for, shown to the customer.
    pub subject: String,
    /// The customer's phone.
    pub mobile: String,
    /// How the customer reaches this server, `http://host`, without a slash at the end.
    pub base_url: String,
    /// The outlet's present.
    pub now: Instant,
}

impl Bill {
    /// `body` of the Alipay ways: who pays.
    fn customer(&self) -> String {
        format!("{}:{}", self.user_id, self.session)
    }
}

/// What takes the customer to the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// A form that sends itself: the whole answer, `text/html;charset=UTF-8`.
    Html(String),
    /// `result.payparams`: a query text (way 4), JSON text (way 5) or HTML text (way 6).
    Params(String),
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
    /// The provider would have to be asked first, and nothing leaves the outlet in this version.
    #[error("the provider cannot be asked: this outlet calls nobody")]
    NoNetwork,
    /// The provider did not take the order, or its answer is not signed by it.
    #[error("the provider did not take the order")]
    Declined,
}

/// The payment providers of an outlet.
pub struct Gateways {
    sandbox: Option<Sandbox>,
    alipay: Option<Alipay>,
    wechat: Option<WeChat>,
    credtrip: Option<Credtrip>,
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
        Ok(Self {
            alipay: Alipay::new(config, sandbox.as_ref())?,
            wechat: WeChat::new(config, sandbox.as_ref())?,
            credtrip: Credtrip::new(config, sandbox.as_ref())?,
            refusals: Refusals::default(),
            sandbox,
        })
    }

    /// Begins a payment whose notice goes to the roaming shop.
    ///
    /// # Errors
    /// [`GatewayError`]; a shop answers WeChat's with 1500 and Credtrip's with 1501.
    pub fn start(&self, way: i64, bill: &Bill, ids: &mut Ids) -> Result<Start, GatewayError> {
        let way = Way::from_number(way).ok_or(GatewayError::UnknownWay)?;
        self.start_for(way, bill, way.notify_path(), ids)
    }

    /// Begins a payment whose notice goes to a path of another channel.
    ///
    /// # Errors
    /// As [`Gateways::start`].
    pub fn start_for(&self, way: Way, bill: &Bill, notify: &str, ids: &mut Ids) -> Result<Start, GatewayError> {
        let notify_url = format!("{}{notify}", bill.base_url);
        let page = || self.sandbox_pay_url(&bill.base_url, way.number(), &bill.number, bill.due, &bill.subject, notify);
        match way {
            Way::AlipayWeb => {
                let alipay = self.alipay.as_ref().ok_or(GatewayError::NotSet)?;
                Ok(Start::Html(alipay::web_form(alipay, bill, notify_url)))
            }
            Way::AlipayApp => {
                let alipay = self.alipay_of_the_sandbox().ok_or(GatewayError::NotSet)?;
                let params = alipay_app::params(alipay, bill, notify_url, page());
                params.map(Start::Params).ok_or(GatewayError::Declined)
            }
            Way::WeChat => self.start_wechat(bill, notify_url, page(), ids).map(Start::Params),
            Way::Credtrip => match &self.credtrip {
                None => Err(GatewayError::NotSet),
                // Section 12 does not say how the provider's order call looks; its form only comes back from there.
                Some(Credtrip { gateway: Some(_), .. }) => Err(GatewayError::NoNetwork),
                Some(_) => Ok(Start::Params(self.instalment_page(bill, notify))),
            },
        }
    }

    fn start_wechat(
        &self,
        bill: &Bill,
        notify_url: String,
        page: String,
        ids: &mut Ids,
    ) -> Result<String, GatewayError> {
        let wechat = self.wechat.as_ref().ok_or(GatewayError::NotSet)?;
        if wechat.gateway.is_some() {
            // Here the order would go to the gateway.
            return wechat::params(wechat, bill, notify_url, None, ids, |_| Err(GatewayError::NoNetwork));
        }
        let answer = wechat::sandbox_answer(wechat, bill, ids);
        wechat::params(wechat, bill, notify_url, Some(page), ids, |_| Ok(answer))
    }

    /// Alipay's merchant where it is the sandbox's: the app is served by nobody else in this version.
    fn alipay_of_the_sandbox(&self) -> Option<&Alipay> {
        self.alipay.as_ref().filter(|alipay| alipay.gateway.is_none())
    }

    /// Whether a payment can begin this way at all: through the provider or the sandbox.
    #[must_use]
    pub fn offers(&self, way: i64) -> bool {
        match Way::from_number(way) {
            Some(Way::AlipayWeb) => self.alipay.is_some(),
            Some(Way::AlipayApp) => self.alipay_of_the_sandbox().is_some(),
            Some(Way::WeChat) => self.wechat.is_some(),
            Some(Way::Credtrip) => self.credtrip.is_some(),
            None => false,
        }
    }

    /// Whether the sandbox stands in for this way of paying.
    #[must_use]
    pub fn in_sandbox(&self, way: Way) -> bool {
        match way {
            Way::AlipayWeb | Way::AlipayApp => self.alipay_of_the_sandbox().is_some(),
            Way::WeChat => self.wechat.as_ref().is_some_and(|wechat| wechat.gateway.is_none()),
            Way::Credtrip => self.credtrip.as_ref().is_some_and(|credtrip| credtrip.gateway.is_none()),
        }
    }

    /// The page that opens an instalment account (`credtrip_open`), `text/html`.
    ///
    /// # Errors
    /// [`GatewayError::NotSet`].
    pub fn credtrip_open(&self, user_id: i64, mobile: &str, base_url: &str) -> Result<String, GatewayError> {
        let credtrip = self.credtrip.as_ref().ok_or(GatewayError::NotSet)?;
        Ok(credtrip::open_page(credtrip, user_id, mobile, base_url))
    }

    /// What is left on an instalment account (`credtrip/credit_query`).
    ///
    /// # Errors
    /// [`GatewayError::NotSet`], and [`GatewayError::NoNetwork`] for a real merchant.
    pub fn credit(&self, account_no: &str) -> Result<Credit, GatewayError> {
        match &self.credtrip {
            None => Err(GatewayError::NotSet),
            Some(Credtrip { gateway: Some(_), .. }) => Err(GatewayError::NoNetwork),
            Some(_) => Ok(credtrip::sandbox_credit(account_no)),
        }
    }

    /// Checks a notice of `alipay/notify`, all of whose parameters are handed in.
    ///
    /// # Errors
    /// [`BadNotice`]; incomplete ones are parameter errors, the others are answered `fail`.
    pub fn verify_alipay(&self, fields: &[(String, String)]) -> Result<Notice, BadNotice> {
        alipay::verify_web(self.alipay.as_ref().ok_or(BadNotice::BadSign)?, fields)
    }

    /// Checks a notice of `malipay/notify`.
    ///
    /// # Errors
    /// As [`Gateways::verify_alipay`].
    pub fn verify_alipay_app(&self, fields: &[(String, String)]) -> Result<Notice, BadNotice> {
        alipay::verify_app(self.alipay_of_the_sandbox().ok_or(BadNotice::BadSign)?, fields)
    }

    /// Checks a notice of `wxpay/notify`.
    ///
    /// # Errors
    /// [`BadNotice`]; all are answered with [`WECHAT_FAIL`].
    pub fn verify_wechat(&self, body: &[u8]) -> Result<Notice, BadNotice> {
        wechat::verify(self.wechat.as_ref().ok_or(BadNotice::BadSign)?, body)
    }

    /// Checks a notice of `xc_pay/notify`.
    ///
    /// # Errors
    /// [`BadNotice`]; [`BadNotice::BadSign`] is answered with an empty body, the others with `fail`.
    pub fn verify_credtrip_pay(&self, fields: &[(String, String)]) -> Result<Notice, BadNotice> {
        credtrip::verify_pay(self.credtrip.as_ref().ok_or(BadNotice::BadSign)?, fields)
    }

    /// Checks a notice of `credtrip/notify`.
    ///
    /// # Errors
    /// [`BadNotice`]; all are answered `fail`.
    pub fn verify_credtrip_open(&self, fields: &[(String, String)]) -> Result<CreditAccount, BadNotice> {
        credtrip::verify_open(self.credtrip.as_ref().ok_or(BadNotice::BadSign)?, fields)
    }
}

#[cfg(test)]
mod tests;
