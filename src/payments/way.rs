//! The ways of paying that go through a provider.

use crate::ids::PayWayId;
use crate::orders::PayWay;

/// A way of paying, `payid` on the wire (docs/spec/roaming.md section 12). The counter is no gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Alipay's page in a browser.
    AlipayWeb,
    /// Alipay's app.
    AlipayApp,
    /// `WeChat`.
    WeChat,
    /// Credtrip instalments.
    Credtrip,
}

impl Way {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 4] = [Self::AlipayWeb, Self::AlipayApp, Self::WeChat, Self::Credtrip];

    /// The way of an id; `None` for the counter and for ways that mean nothing here.
    #[must_use]
    pub fn of(id: PayWayId) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.id() == id)
    }

    /// The number on the wire and in the store.
    #[must_use]
    pub fn id(self) -> PayWayId {
        let way = match self {
            Self::AlipayWeb => PayWay::AlipayWeb,
            Self::AlipayApp => PayWay::AlipayApp,
            Self::WeChat => PayWay::WeChat,
            Self::Credtrip => PayWay::Credtrip,
        };
        way.id()
    }

    /// Where the roaming shop takes this provider's notices.
    #[must_use]
    pub fn notify_path(self) -> &'static str {
        match self {
            Self::AlipayWeb => "/uc/services/alipay/notify",
            Self::AlipayApp => "/uc/services/malipay/notify",
            Self::WeChat => "/uc/services/wxpay/notify",
            Self::Credtrip => "/uc/services/xc_pay/notify",
        }
    }

    /// Whether the provider sends a notice of money that it has paid back: docs/spec/roaming.md section 12
    /// knows Alipay's alone. For the others the staff says so.
    #[must_use]
    pub fn tells_of_refunds(self) -> bool {
        matches!(self, Self::AlipayWeb | Self::AlipayApp)
    }

    /// The provider's name for people, Chinese and English.
    #[must_use]
    pub fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::AlipayWeb => ("支付宝", "Alipay"),
            Self::AlipayApp => ("支付宝（手机）", "Alipay app"),
            Self::WeChat => ("微信支付", "WeChat Pay"),
            Self::Credtrip => ("信程分期", "Credtrip instalments"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counter_is_no_gateway() {
        let numbers = (0..=7).filter(|number| Way::of(PayWayId(*number)).is_some());
        assert_eq!(numbers.collect::<Vec<_>>(), [2, 4, 5, 6]);
    }
}
