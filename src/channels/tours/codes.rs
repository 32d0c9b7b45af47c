//! The code table of the tour calls (docs/spec/tours.md sections 2 and 5), and which failure of a rule has which code.
//!
//! Every use case of the room maps its errors here, so that the table can be read beside its document.

use hyper::StatusCode;

use super::addresses::AddressError;
use super::check::CheckError;
use super::contacts::ContactError;
use super::coupons::CouponError;
use super::orders::SubmitError;
use super::staff::error::StaffError;
use crate::accounts::LoginError;
use crate::http::BadField;
use crate::orders::OrderError;
use crate::staff_api::codes as services;
use crate::store::StoreError;

/// An error as a call sends it: two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `error_code`.
    pub code: &'static str,
    /// `error_msg`.
    pub text: &'static str,
    /// 200 for business errors.
    pub status: StatusCode,
}

const fn business(code: &'static str, text: &'static str) -> Fault {
    Fault { code, text, status: StatusCode::OK }
}

/// A parameter is missing or makes no sense, the day is over, or the credential does not entitle to the user. The last is told
/// in no other way, so that nobody learns whether an account exists.
pub const PARAMETER: Fault = business("300001", "参数错误,请重新选择日期");
/// The client's order number was used for another order (ours).
pub const OTHER_CONTENT: Fault = business("300002", "该客户订单号已用于内容不同的订单");
/// No hotel on one of the nights.
pub const NO_HOTEL: Fault = business("300003", "该自由行酒店无数据,请重新选择日期。");
/// No such flight on the day, or none for the price.
pub const NO_FLIGHT: Fault = business("300004", "该自由行机票无数据,请重新选择日期。");
/// A wrong name or password.
pub const LOGIN: Fault = business("300005", "用户名或密码错误");
/// Too many wrong ones: whoever knows the password has to wait, too.
pub const MUST_WAIT: Fault = business("300005", "登录失败次数过多，请稍后再试");
/// The order's state does not allow it (ours).
pub const ORDER_STATE: Fault = business("300006", "订单当前状态不允许该操作");
/// Something chosen is sold out.
pub const SOLD_OUT: Fault = business("300050", "哎呀,就填写订单的时间,商品卖光了,请购买其他商品。");
/// The chosen room is sold out, another one is open.
pub const ROOM_SOLD_OUT: Fault =
    business("300051", "哎呀,就填写订单的时间,选中酒店商品库存就不足了,请重新购买。给您造成不便,非常抱歉。");

impl From<BadField> for Fault {
    fn from(bad: BadField) -> Self {
        tracing::debug!(%bad, "unusable parameters");
        PARAMETER
    }
}

impl From<CheckError> for Fault {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::NotForSale | CheckError::Amount => PARAMETER,
            CheckError::NoFlight => NO_FLIGHT,
            CheckError::NoHotel => NO_HOTEL,
            CheckError::SoldOut => SOLD_OUT,
            CheckError::RoomSoldOut => ROOM_SOLD_OUT,
            CheckError::Store(error) => error.into(),
        }
    }
}

impl From<SubmitError> for Fault {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::OtherContent => OTHER_CONTENT,
            SubmitError::Travellers | SubmitError::Recipient => PARAMETER,
            SubmitError::Check(error) => error.into(),
            SubmitError::Coupon(error) => error.into(),
            SubmitError::Store(error) => error.into(),
        }
    }
}

impl From<CouponError> for Fault {
    fn from(error: CouponError) -> Self {
        match error {
            CouponError::Unusable => PARAMETER,
            CouponError::Store(error) => error.into(),
        }
    }
}

impl From<AddressError> for Fault {
    fn from(error: AddressError) -> Self {
        match error {
            AddressError::Unknown | AddressError::TooMany | AddressError::Unusable(_) => PARAMETER,
            AddressError::Store(error) => error.into(),
        }
    }
}

impl From<ContactError> for Fault {
    fn from(error: ContactError) -> Self {
        match error {
            ContactError::Unknown | ContactError::TooMany | ContactError::Unusable(_) => PARAMETER,
            ContactError::Store(error) => error.into(),
        }
    }
}

impl From<OrderError> for Fault {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Unknown | OrderError::NotYours => PARAMETER,
            OrderError::WrongState => ORDER_STATE,
            OrderError::Gone(_) | OrderError::TooMuch => SOLD_OUT,
            OrderError::Store(error) => error.into(),
        }
    }
}

/// A failure of the store: the server error, with an HTTP status that says whether to try again.
impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        crate::http::failure(&error, "the store failed a tour call");
        Self { code: "300500", text: "服务端异常错误", status: error.http_status() }
    }
}

impl From<LoginError> for Fault {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::MustWait => MUST_WAIT,
            LoginError::Unknown
            | LoginError::WrongPassword
            | LoginError::NoSecondFactor
            | LoginError::WrongSecondFactor
            | LoginError::NotActive => LOGIN,
            LoginError::Store(error) => error.into(),
        }
    }
}

/// What the staff's calls of this channel (`/om/services`) answer, in the numbers that all services share.
impl From<StaffError> for services::Fault {
    fn from(error: StaffError) -> Self {
        match error {
            StaffError::Store(error) => error.into(),
            error => {
                tracing::debug!(%error, "a change of the tours is refused");
                services::PARAMETER
            }
        }
    }
}
