//! The notices of all providers, each checked by its own rule.

use super::{BadNotice, CreditAccount, Gateways, Notice, alipay, alipay_app, credtrip, wechat};
use crate::outgoing::Question;

impl Gateways {
    /// Checks a notice of `alipay/notify`, all of whose parameters are handed in. Where calls are on, a real Alipay is asked
    /// whether it sent the notice before money is booked for it (docs/spec/roaming.md section 12).
    ///
    /// # Errors
    /// [`BadNotice`]; incomplete ones are parameter errors, the others are answered `fail`.
    pub async fn verify_alipay(&self, fields: &[(String, String)]) -> Result<Notice, BadNotice> {
        let alipay = self.alipay.as_ref().ok_or(BadNotice::BadSign)?;
        let notice = alipay::verify_web(alipay, fields)?;
        let (Some(outgoing), Some(gateway)) = (&self.outgoing, &alipay.gateway) else { return Ok(notice) };
        if notice == Notice::Nothing {
            return Ok(notice);
        }
        let notify_id = fields.iter().find(|(name, value)| name == "notify_id" && !value.is_empty());
        let (_, notify_id) = notify_id.ok_or(BadNotice::Unusable("notify_id"))?;
        let answer = outgoing.ask(&alipay::notify_verify(alipay, gateway, notify_id), Question::Get).await;
        let confirmed = answer.is_ok_and(|answer| answer.trim() == "true");
        if confirmed { Ok(notice) } else { Err(BadNotice::NotConfirmed) }
    }

    /// Checks a notice of `malipay/notify`.
    ///
    /// # Errors
    /// As [`Gateways::verify_alipay`].
    pub fn verify_alipay_app(&self, fields: &[(String, String)]) -> Result<Notice, BadNotice> {
        match &self.alipay_app {
            Some(merchant) => alipay_app::verify(merchant, fields),
            None => alipay_app::verify_sandbox(self.app_of_the_sandbox().ok_or(BadNotice::BadSign)?, fields),
        }
    }

    /// Checks a notice of `wxpay/notify`.
    ///
    /// # Errors
    /// [`BadNotice`]; all are answered with [`super::WECHAT_FAIL`].
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
