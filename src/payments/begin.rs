//! Beginning a payment, and what else is asked of a provider on a customer's behalf.

use super::settings::Credtrip;
use super::{Bill, Credit, GatewayError, Gateways, Start, Way, alipay, alipay_app, credtrip, wechat};
use crate::ids::{AccountId, PayWayId};
use crate::outgoing::{Outgoing, Question};
use crate::random::Ids;

impl Gateways {
    /// Begins a payment whose notice goes to the roaming shop. Where the provider must be asked, that takes as long as the
    /// provider takes, up to `gateways.outgoing_seconds`.
    ///
    /// # Errors
    /// [`GatewayError`]; a shop answers WeChat's with 1500 and the others' with 1501.
    pub async fn start(&self, way: PayWayId, bill: &Bill, ids: &mut Ids) -> Result<Start, GatewayError> {
        let way = Way::of(way).ok_or(GatewayError::UnknownWay)?;
        self.start_for(way, bill, way.notify_path(), ids).await
    }

    /// Begins a payment whose notice goes to a path of another channel. Credtrip's begins in the sandbox alone:
    /// docs/spec/roaming.md section 12 tells how its payments come back, but not how one is ordered from it, so with a
    /// real merchant it is [`GatewayError::NoNetwork`] whatever the settings say.
    ///
    /// # Errors
    /// As [`Gateways::start`].
    pub async fn start_for(&self, way: Way, bill: &Bill, notify: &str, ids: &mut Ids) -> Result<Start, GatewayError> {
        let notify_url = format!("{}{notify}", bill.base_url);
        let page = || self.sandbox_pay_url(&bill.base_url, way.id(), &bill.number, bill.due, &bill.subject, notify);
        match way {
            Way::AlipayWeb => {
                let alipay = self.alipay.as_ref().ok_or(GatewayError::NotSet)?;
                Ok(Start::Html(alipay::web_form(alipay, bill, notify_url)))
            }
            Way::AlipayApp => self.start_app(bill, notify_url, page(), ids).await.map(Start::Params),
            Way::WeChat => self.start_wechat(bill, notify_url, page(), ids).await.map(Start::Params),
            Way::Credtrip => match &self.credtrip {
                None => Err(GatewayError::NotSet),
                Some(Credtrip { gateway: Some(_), .. }) => Err(GatewayError::NoNetwork),
                Some(_) => Ok(Start::Params(self.instalment_page(bill, notify))),
            },
        }
    }

    async fn start_app(
        &self,
        bill: &Bill,
        notify_url: String,
        page: String,
        ids: &mut Ids,
    ) -> Result<String, GatewayError> {
        let params = if let Some(merchant) = &self.alipay_app {
            alipay_app::params(merchant, bill, notify_url, ids).await
        } else {
            let alipay = self.app_of_the_sandbox().ok_or(GatewayError::NotSet)?;
            alipay_app::sandbox_params(alipay, bill, notify_url, page)
        };
        params.ok_or(GatewayError::Declined)
    }

    async fn start_wechat(
        &self,
        bill: &Bill,
        notify_url: String,
        page: String,
        ids: &mut Ids,
    ) -> Result<String, GatewayError> {
        let wechat = self.wechat.as_ref().ok_or(GatewayError::NotSet)?;
        let order = wechat::order(wechat, bill, notify_url, ids);
        let (answer, page) = match &wechat.gateway {
            Some(gateway) => (asked(self.outgoing()?, gateway, Question::Xml(order)).await?, None),
            None => (wechat::sandbox_answer(wechat, bill, ids), Some(page)),
        };
        wechat::params(wechat, bill, &answer, page, ids)
    }

    /// The page that opens an instalment account (`credtrip_open`), `text/html`.
    ///
    /// # Errors
    /// [`GatewayError::NotSet`].
    pub fn credtrip_open(&self, user_id: AccountId, mobile: &str, base_url: &str) -> Result<String, GatewayError> {
        let credtrip = self.credtrip.as_ref().ok_or(GatewayError::NotSet)?;
        Ok(credtrip::open_page(credtrip, user_id, mobile, base_url))
    }

    /// What is left on an instalment account (`credtrip/credit_query`).
    ///
    /// # Errors
    /// [`GatewayError`]; all are answered 1024.
    pub async fn credit(&self, account_no: &str) -> Result<Credit, GatewayError> {
        let credtrip = self.credtrip.as_ref().ok_or(GatewayError::NotSet)?;
        let Some(gateway) = &credtrip.gateway else { return Ok(credtrip::sandbox_credit(account_no)) };
        let (url, form) = credtrip::credit_question(credtrip, gateway, account_no);
        let answer = asked(self.outgoing()?, &url, Question::Form(form)).await?;
        credtrip::credit_answer(credtrip, account_no, &answer)
    }
}

async fn asked(outgoing: &Outgoing, url: &str, question: Question) -> Result<String, GatewayError> {
    outgoing.ask(url, question).await.map_err(|_| GatewayError::NoAnswer)
}
