//! The code table of the course API (docs/spec/courses.md section 2), and which failure of a rule has which code.

use hyper::StatusCode;

use super::binding::BindError;
use super::gifts::ClaimError;
use super::orders::PlaceError;
use super::paying::BeginError;
use super::staff::error::StaffError;
use crate::accounts::LoginError;
use crate::http::BadField;
use crate::staff_api::codes as services;
use crate::store::StoreError;

/// Code, HTTP status and text, as sent.
const TABLE: &[(u16, StatusCode, &str)] = &[
    (999, StatusCode::BAD_REQUEST, "未知错误"),
    (1000, StatusCode::BAD_REQUEST, "参数错误"),
    (1001, StatusCode::NOT_FOUND, "资源不存在"),
    (1002, StatusCode::UNAUTHORIZED, "令牌无效"),
    (1003, StatusCode::UNAUTHORIZED, "令牌已过期"),
    (1004, StatusCode::FORBIDDEN, "没有权限"),
    (1005, StatusCode::UNAUTHORIZED, "授权失败"),
    (1006, StatusCode::BAD_REQUEST, "JSON格式错误"),
    (5000, StatusCode::NOT_FOUND, "未找到对应机构"),
    (8002, StatusCode::OK, "已领取过礼包"),
    (10001, StatusCode::OK, "创建订单失败"),
    (10002, StatusCode::NOT_FOUND, "订单不存在"),
    (10003, StatusCode::NOT_FOUND, "用户抵扣券不存在"),
    (10004, StatusCode::OK, "抵扣券已过期"),
    (10005, StatusCode::OK, "管理员账号已绑定其他机构"),
    (10006, StatusCode::OK, "抵扣券已失效"),
];

/// An error as the API sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its code in the table.
    pub code: u16,
    /// The table's HTTP status; for failures of the store one that says whether to try again.
    pub status: StatusCode,
}

impl Fault {
    /// The error of a code.
    #[must_use]
    pub fn new(code: u16) -> Self {
        let status = TABLE.iter().find(|(known, _, _)| *known == code).map_or(StatusCode::BAD_REQUEST, |row| row.1);
        Self { code, status }
    }

    /// The text of its code.
    #[must_use]
    pub fn text(self) -> &'static str {
        TABLE.iter().find(|(known, _, _)| *known == self.code).map_or(TABLE[0].2, |row| row.2)
    }
}

/// Every way in which a call can fail: its transport, who calls, what is looked up, and the use cases' own errors.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CourseError {
    /// 10001: the payment cannot be started with the provider.
    #[error("the payment cannot be started")]
    NoProvider,
    /// 1000: a parameter is missing or unusable.
    #[error("unusable parameters: {0}")]
    Parameter(String),
    /// 1001: there is no such thing, where no code says it better.
    #[error("there is no such thing")]
    NotFound,
    /// 1002: no token, or none that this outlet made.
    #[error("the token is missing or wrong")]
    BadToken,
    /// 1003: the token's three days are over.
    #[error("the token has expired")]
    ExpiredToken,
    /// 1004: known, but may not do this.
    #[error("out of scope")]
    OutOfScope,
    /// 1005: wrong account or secret, too many tries, or an account that may not log in.
    #[error("authentication failed")]
    NotAuthenticated,
    /// 1006: the body is no JSON text.
    #[error("bad JSON: {0}")]
    BadJson(String),
    /// 5000: no such organisation.
    #[error("there is no such organisation")]
    NoOrganisation,
    /// 10002: no such order of the caller's.
    #[error("there is no such order")]
    NoOrder,
    /// 10003: no such voucher of the caller's.
    #[error("there is no such voucher")]
    NoVoucher,
    /// An order could not be placed.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// Paying could not begin.
    #[error(transparent)]
    Begin(#[from] BeginError),
    /// A `WeChat` account could not be bound.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// A gift could not be claimed.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<&CourseError> for Fault {
    fn from(error: &CourseError) -> Self {
        Self::new(match error {
            CourseError::NoProvider => 10001,
            CourseError::Parameter(_) => 1000,
            CourseError::NotFound => 1001,
            CourseError::BadToken => 1002,
            CourseError::ExpiredToken => 1003,
            CourseError::OutOfScope => 1004,
            CourseError::NotAuthenticated => 1005,
            CourseError::BadJson(_) => 1006,
            CourseError::NoOrganisation => 5000,
            CourseError::NoOrder => 10002,
            CourseError::NoVoucher => 10003,
            CourseError::Place(error) => return error.into(),
            CourseError::Begin(error) => return error.into(),
            CourseError::Bind(error) => return error.into(),
            CourseError::Claim(error) => return error.into(),
            CourseError::Store(error) => return store_fault(error),
        })
    }
}

impl From<&PlaceError> for Fault {
    fn from(error: &PlaceError) -> Self {
        Self::new(match error {
            PlaceError::UnknownCourse => 5000,
            PlaceError::NotSold => 10006,
            PlaceError::Over => 10004,
            PlaceError::TooDear | PlaceError::TooMuch | PlaceError::NoNumber => 10001,
            PlaceError::Store(error @ (StoreError::Busy | StoreError::Closed)) => return store_fault(error),
            // A write that another try would not help is this API's own "not created".
            PlaceError::Store(error) => {
                crate::http::failure(&error, "an order of course vouchers could not be written");
                10001
            }
        })
    }
}

impl From<&BeginError> for Fault {
    fn from(error: &BeginError) -> Self {
        Self::new(match error {
            BeginError::UnknownOrder => 10002,
            BeginError::Over => 10004,
            BeginError::Disabled => 10006,
            BeginError::Store(error) => return store_fault(error),
        })
    }
}

impl From<&BindError> for Fault {
    fn from(error: &BindError) -> Self {
        Self::new(match error {
            BindError::NoOrganisation => 5000,
            BindError::NotOfSchool => 1000,
            BindError::OtherOrganisation => 10005,
            BindError::Store(error) => return store_fault(error),
        })
    }
}

impl From<&ClaimError> for Fault {
    fn from(error: &ClaimError) -> Self {
        Self::new(match error {
            ClaimError::UnknownVoucher => 10003,
            ClaimError::NoGift => 1001,
            ClaimError::Over => 10004,
            ClaimError::GoesBack => 10006,
            ClaimError::Claimed => 8002,
            ClaimError::Store(error) => return store_fault(error),
        })
    }
}

/// A failure of the store is the unknown error, with an HTTP status that says whether to try again.
fn store_fault(error: &StoreError) -> Fault {
    crate::http::failure(&error, "the store failed the course API");
    Fault { code: 999, status: error.http_status() }
}

impl From<BadField> for CourseError {
    fn from(bad: BadField) -> Self {
        Self::Parameter(bad.0)
    }
}

impl From<LoginError> for CourseError {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::Store(error) => error.into(),
            _ => Self::NotAuthenticated,
        }
    }
}

/// What the staff's calls of this channel (`/om/services`) answer, in the numbers that all services share.
impl From<StaffError> for services::Fault {
    fn from(error: StaffError) -> Self {
        match error {
            StaffError::Unknown | StaffError::Unusable(_) => services::PARAMETER,
            StaffError::NoOrder => services::NO_ORDER,
            StaffError::WrongState => services::ORDER_STATE,
            StaffError::Store(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(error: impl Into<CourseError>) -> u16 {
        let fault = Fault::from(&error.into());
        let known = TABLE.iter().any(|row| (row.0, row.1, row.2) == (fault.code, fault.status, fault.text()));
        assert!(known, "{fault:?}");
        fault.code
    }

    #[test]
    fn the_table_is_in_order_and_every_error_stands_in_it() {
        assert!(TABLE.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!([code(PlaceError::UnknownCourse), code(PlaceError::TooDear)], [5000, 10001]);
        assert_eq!(
            [code(BeginError::UnknownOrder), code(BeginError::Over), code(BeginError::Disabled)],
            [10002, 10004, 10006]
        );
        let bindings = [BindError::NoOrganisation, BindError::NotOfSchool, BindError::OtherOrganisation];
        assert_eq!(bindings.map(code), [5000, 1000, 10005]);
        let claims = [ClaimError::NoGift, ClaimError::Claimed, ClaimError::GoesBack];
        assert_eq!(claims.map(code), [1001, 8002, 10006]);
        assert_eq!([code(CourseError::NoProvider), code(CourseError::BadJson(String::new()))], [10001, 1006]);
    }

    #[test]
    fn an_order_that_cannot_be_written_is_not_created_and_one_that_has_to_wait_is_told_so() {
        assert_eq!(code(PlaceError::Store(StoreError::Full)), 10001);
        let fault = Fault::from(&PlaceError::Store(StoreError::Busy));
        assert_eq!((fault.code, fault.status), (999, StatusCode::SERVICE_UNAVAILABLE));
    }

    #[test]
    fn a_busy_store_asks_for_another_try() {
        let fault = Fault::from(&CourseError::Store(StoreError::Busy));
        assert_eq!((fault.code, fault.status), (999, StatusCode::SERVICE_UNAVAILABLE));
    }
}
