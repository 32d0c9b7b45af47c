//! The error numbers of the lease API (docs/spec/leases.md sections 7 and 9), and which failure of a rule has which
//! number.

use hyper::StatusCode;

use super::flow::SellFlowError;
use super::open::{OpenError, SellError};
use super::renew::RenewError;
use super::sale::SaleError;
use super::staff::error::StaffError;
use super::wallet::TopUpError;
use super::white::WhiteError;
use crate::http::BadField;
use crate::orders::{OrderError, Scarce};
use crate::staff_api::codes as services;
use crate::store::StoreError;

/// Number and text, as sent.
const TABLE: &[(u16, &str)] = &[
    (1000, "服务器繁忙，请稍后再试"),
    (1001, "appkey缺失或无效"),
    (1002, "参数缺失或无效"),
    (1003, "地区不存在"),
    (1004, "该时长不可选"),
    (1005, "IP库存不足"),
    (1006, "余额不足"),
    (1007, "IP不属于您或不可续费"),
    (1009, "接口不存在"),
    (1010, "请求方式不支持"),
];

/// An error as the API sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Its number in the table, `ret` on the wire.
    pub(super) number: u16,
    /// 200 for refusals.
    pub(super) status: StatusCode,
}

impl Fault {
    const fn new(number: u16) -> Self {
        Self { number, status: StatusCode::OK }
    }

    /// The text of the number.
    pub(super) fn text(self) -> &'static str {
        TABLE.iter().find(|(known, _)| *known == self.number).map_or("未知错误", |(_, text)| text)
    }
}

/// 1001: no app key, an unknown one, or another account's uid.
pub(super) const APP_KEY: Fault = Fault::new(1001);
/// 1002: a parameter is missing or unusable.
pub(super) const PARAMETER: Fault = Fault::new(1002);
/// 1002 for a body that cannot be parsed at all.
pub(super) const MALFORMED: Fault = Fault { number: 1002, status: StatusCode::BAD_REQUEST };
/// 1003: nothing of that kind is leased in that region.
const REGION: Fault = Fault::new(1003);
/// 1004: no price for that duration.
const DURATION: Fault = Fault::new(1004);
/// 1005: not so many addresses.
const STOCK: Fault = Fault::new(1005);
/// 1006: not so much money in the wallet.
const BALANCE: Fault = Fault::new(1006);
/// 1007: an address is not the caller's, of the other kind, or back in stock.
const ADDRESS: Fault = Fault::new(1007);

/// 1009: no call of that name.
pub(super) const UNKNOWN_CALL: Fault = Fault { number: 1009, status: StatusCode::NOT_FOUND };
/// 1010: the call is not served for that method.
pub(super) const METHOD: Fault = Fault { number: 1010, status: StatusCode::METHOD_NOT_ALLOWED };

impl From<BadField> for Fault {
    fn from(bad: BadField) -> Self {
        tracing::debug!(%bad, "unusable parameters");
        PARAMETER
    }
}

impl From<OpenError> for Fault {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::UnknownRegion => REGION,
            OpenError::NotOffered => DURATION,
            OpenError::OutOfStock => STOCK,
            OpenError::Sale(error) => error.into(),
            OpenError::Store(error) => error.into(),
        }
    }
}

impl From<RenewError> for Fault {
    fn from(error: RenewError) -> Self {
        match error {
            RenewError::NotOffered => DURATION,
            RenewError::NotRenewable => ADDRESS,
            RenewError::Sale(error) => error.into(),
            RenewError::Store(error) => error.into(),
        }
    }
}

impl From<WhiteError> for Fault {
    fn from(error: WhiteError) -> Self {
        match error {
            WhiteError::TooMany => PARAMETER,
            WhiteError::Store(error) => error.into(),
        }
    }
}

impl From<SaleError> for Fault {
    fn from(error: SaleError) -> Self {
        match error {
            SaleError::OtherRequest => PARAMETER,
            SaleError::ShortBalance => BALANCE,
            SaleError::Store(error) => error.into(),
        }
    }
}

/// A failure of the store, with an HTTP status that says whether to try again.
impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        crate::http::failure(&error, "the store failed a lease call");
        Self { number: 1000, status: error.http_status() }
    }
}

/// What the staff's calls of this channel (`/om/services`) answer, in the numbers that all services share.
impl From<StaffError> for services::Fault {
    fn from(error: StaffError) -> Self {
        match error {
            StaffError::UnknownAccount => services::NO_ACCOUNT,
            StaffError::TopUp(TopUpError::Store(error)) | StaffError::Store(error) => error.into(),
            StaffError::TopUp(TopUpError::NoAmount | TopUpError::OtherTopUp) => services::PARAMETER,
        }
    }
}

impl From<SellFlowError> for services::Fault {
    fn from(error: SellFlowError) -> Self {
        match error {
            SellFlowError::UnknownAccount => services::NO_ACCOUNT,
            SellFlowError::OtherSale => services::PARAMETER,
            SellFlowError::Store(error) => error.into(),
        }
    }
}

impl From<SellError> for services::Fault {
    fn from(error: SellError) -> Self {
        match error {
            SellError::UnknownAccount => services::NO_ACCOUNT,
            SellError::Open(OpenError::OutOfStock) => OrderError::Gone(Scarce::Pieces).into(),
            SellError::Open(
                OpenError::UnknownRegion
                | OpenError::NotOffered
                | OpenError::Sale(SaleError::OtherRequest | SaleError::ShortBalance),
            ) => services::PARAMETER,
            SellError::Open(OpenError::Sale(SaleError::Store(error)) | OpenError::Store(error))
            | SellError::Store(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_its_text_and_refusals_are_answers() {
        assert!(TABLE.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for fault in [APP_KEY, PARAMETER, REGION, DURATION, STOCK, BALANCE, ADDRESS] {
            assert_eq!((fault.status, fault.text() == "未知错误"), (StatusCode::OK, false), "{}", fault.number);
        }
        for fault in [UNKNOWN_CALL, METHOD] {
            assert_ne!(fault.text(), "未知错误", "{}", fault.number);
        }
        assert_eq!(Fault::from(StoreError::Busy).status, StatusCode::SERVICE_UNAVAILABLE);
    }
}
