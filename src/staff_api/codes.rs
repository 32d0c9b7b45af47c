//! The code table of the roaming services (docs/spec/roaming.md section 6), and which failure of a rule has which code.

use hyper::StatusCode;

use crate::accounts::{AccountError, LoginError};
use crate::http::BadField;
use crate::orders::{IdempotencyError, OrderError, Scarce};
use crate::places::AddressError;
use crate::store::StoreError;

/// Number and text, as sent.
const TABLE: &[(u16, &str)] = &[
    (0, "成功"),
    (500, "服务端异常错误"),
    (1000, "用户名已存在"),
    (1001, "手机号码已注册"),
    (1002, "邮箱已注册"),
    (1003, "非法手机号"),
    (1004, "非法邮箱地址"),
    (1005, "验证码不一致或失效"),
    (1006, "验证码发送失败"),
    (1011, "密码错误"),
    (1012, "旧密码不一致"),
    (1013, "用户状态不可用"),
    (1014, "初始密码需要修改"),
    (1015, "新密码不能与旧密码相同"),
    (1021, "用户不存在"),
    (1023, "账户冻结"),
    (1024, "信程用户账号不存在"),
    (1025, "信程账户已开通"),
    (1026, "当前账号已经有关联账号"),
    (1027, "关联账号不能是当前账号"),
    (1028, "不能关联该账号"),
    (1029, "用户名错误"),
    (1030, "需要动态验证码"),
    (1100, "缺少必需参数或参数值无效"),
    (1101, "会话失效，重新登录"),
    (1102, "设备未注册"),
    (1103, "用户权限不够"),
    (1200, "电子券已使用"),
    (1201, "电子券不存在"),
    (1202, "电子券失效"),
    (1203, "兑换码已使用，请尝试其它兑换码"),
    (1204, "兑换码无效，请输入正确的兑换码"),
    (1300, "数据卡已绑定"),
    (1301, "数据卡不存在"),
    (1302, "订单详情已绑定"),
    (1303, "订单详情不存在"),
    (1304, "数据卡已绑定该时间段的套餐"),
    (1305, "订单不存在"),
    (1306, "订单用户不一致"),
    (1307, "订单状态无效"),
    (1308, "退货、退款申请不存在"),
    (1309, "退货、退款申请用户不一致"),
    (1310, "库存不足"),
    (1311, "商品已下架"),
    (1401, "络漫专属号分配失败，修改订购开始结束日期或十分钟后再试"),
    (1402, "全球芯分配失败，修改订购开始结束日期或一小时后再试"),
    (1500, "微信支付统一下单失败"),
    (1501, "信程支付统一下单失败"),
    (1600, "应用没有被授权"),
    (1601, "Authorization请求头无效或格式不正确"),
    (1602, "当前SDK版本不可用"),
    (1603, "联系方式更新失败"),
];

/// The text of a number.
#[must_use]
pub fn text(no: u16) -> &'static str {
    TABLE.iter().find(|(known, _)| *known == no).map_or("未知错误", |(_, text)| text)
}

/// An error as a service sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its number in the table.
    pub no: u16,
    /// 200 for business errors.
    pub status: StatusCode,
}

impl Fault {
    /// A business error.
    #[must_use]
    pub const fn new(no: u16) -> Self {
        Self { no, status: StatusCode::OK }
    }
}

/// 500: something of the server's own has failed.
pub const FAILED: u16 = 500;
/// 1000: the name is another account's.
pub const USERNAME_TAKEN: Fault = Fault::new(1000);
/// 1001: the phone is another account's.
pub const PHONE_TAKEN: Fault = Fault::new(1001);
/// 1002: the mail address is another account's.
pub const EMAIL_TAKEN: Fault = Fault::new(1002);
/// 1003: no phone number.
pub const BAD_PHONE: Fault = Fault::new(1003);
/// 1004: no mail address.
pub const BAD_EMAIL: Fault = Fault::new(1004);
/// 1005: the check code is wrong or over.
pub const WRONG_CODE: Fault = Fault::new(1005);
/// 1006: no check code can be sent now.
pub const CODE_NOT_SENT: Fault = Fault::new(1006);
/// 1011: the password is wrong.
pub const WRONG_PASSWORD: Fault = Fault::new(1011);
/// 1012: the old password is wrong.
pub const WRONG_OLD_PASSWORD: Fault = Fault::new(1012);
/// 1013: the account may not be used.
pub const ACCOUNT_NOT_ACTIVE: Fault = Fault::new(1013);
/// 1014: staff must change its first password before it works.
pub const FIRST_PASSWORD: Fault = Fault::new(1014);
/// 1015: the new password is the old one.
pub const SAME_PASSWORD: Fault = Fault::new(1015);
/// 1021: no such account.
pub const NO_ACCOUNT: Fault = Fault::new(1021);
/// 1023: too many wrong passwords, or calls that cost.
pub const MUST_WAIT: Fault = Fault::new(1023);
/// 1024: the user has no instalment account.
pub const NO_CREDIT_ACCOUNT: Fault = Fault::new(1024);
/// 1026: the account is linked already.
pub const LINKED: Fault = Fault::new(1026);
/// 1027: an account cannot be linked with itself.
pub const SELF_LINK: Fault = Fault::new(1027);
/// 1028: the other account cannot be linked.
pub const NOT_LINKABLE: Fault = Fault::new(1028);
/// 1030: the code of the second factor is missing, or the second factor itself, which is demanded.
pub const SECOND_FACTOR: Fault = Fault::new(1030);
/// 1100: a parameter is missing or unusable.
pub const PARAMETER: Fault = Fault::new(1100);
/// 1101: the session does not live, or is another user's.
pub const SESSION: Fault = Fault::new(1101);
/// 1102: no such device.
pub const NO_DEVICE: Fault = Fault::new(1102);
/// 1103: the role may not do this.
pub const PRIVILEGE: Fault = Fault::new(1103);
/// 1200: the voucher was used before.
pub const VOUCHER_USED: Fault = Fault::new(1200);
/// 1201: no such voucher.
pub const NO_VOUCHER: Fault = Fault::new(1201);
/// 1202: the voucher is not valid, or not for this.
pub const VOUCHER_VOID: Fault = Fault::new(1202);
/// 1203: the code was redeemed before.
pub const CODE_TAKEN: Fault = Fault::new(1203);
/// 1204: no such code.
pub const NO_CODE: Fault = Fault::new(1204);
/// 1300: the card is somebody's.
pub const CARD_TAKEN: Fault = Fault::new(1300);
/// 1301: no such card.
pub const NO_CARD: Fault = Fault::new(1301);
/// 1302: the line has its card.
pub const LINE_BOUND: Fault = Fault::new(1302);
/// 1303: no such line.
pub const NO_LINE: Fault = Fault::new(1303);
/// 1304: the card has a package in that time.
pub const CARD_BUSY: Fault = Fault::new(1304);
/// 1305: no such order.
pub const NO_ORDER: Fault = Fault::new(1305);
/// 1306: another user's order.
pub const NOT_YOUR_ORDER: Fault = Fault::new(1306);
/// 1307: the order's state does not allow it.
pub const ORDER_STATE: Fault = Fault::new(1307);
/// 1308: no such refund.
pub const NO_REFUND: Fault = Fault::new(1308);
/// 1309: another user's refund.
pub const NOT_YOUR_REFUND: Fault = Fault::new(1309);
/// 1310: not so many pieces.
pub const NO_STOCK: Fault = Fault::new(1310);
/// 1311: the product is not on sale.
pub const NOT_ON_SALE: Fault = Fault::new(1311);
/// 1401: no number is free at that time.
pub const NO_NUMBER: Fault = Fault::new(1401);
/// 1402: no card is left for that time.
pub const NO_CARDS_LEFT: Fault = Fault::new(1402);
/// 1500: `WeChat` starts no payment.
pub const WECHAT_FAILED: Fault = Fault::new(1500);
/// 1501: Credtrip starts no payment.
pub const CREDTRIP_FAILED: Fault = Fault::new(1501);
/// 1601 under HTTP 401: the SDK clients' header is no Basic, or ill-formed.
pub(super) const ILL_FORMED: Fault = Fault { no: 1601, status: StatusCode::UNAUTHORIZED };
/// 1101 under HTTP 401: the session of the SDK clients' header does not live.
pub(super) const NO_SESSION: Fault = Fault { no: 1101, status: StatusCode::UNAUTHORIZED };

impl From<BadField> for Fault {
    fn from(bad: BadField) -> Self {
        tracing::debug!(%bad, "unusable parameters");
        PARAMETER
    }
}

impl From<OrderError> for Fault {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Unknown => NO_ORDER,
            OrderError::NotYours => NOT_YOUR_ORDER,
            OrderError::WrongState => ORDER_STATE,
            OrderError::Gone(Scarce::Pieces) | OrderError::TooMuch => NO_STOCK,
            OrderError::Gone(Scarce::DataCards) => NO_CARDS_LEFT,
            OrderError::Gone(Scarce::Numbers) => NO_NUMBER,
            OrderError::Gone(Scarce::NamedCard) => CARD_BUSY,
            OrderError::Store(error) => error.into(),
        }
    }
}

impl From<AccountError> for Fault {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::UsernameTaken => USERNAME_TAKEN,
            AccountError::PhoneTaken => PHONE_TAKEN,
            AccountError::EmailTaken => EMAIL_TAKEN,
            AccountError::WrongCode => WRONG_CODE,
            AccountError::Unknown => NO_ACCOUNT,
            AccountError::Store(error) => error.into(),
        }
    }
}

impl From<LoginError> for Fault {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::Unknown => NO_ACCOUNT,
            LoginError::WrongPassword => WRONG_PASSWORD,
            LoginError::NoSecondFactor => SECOND_FACTOR,
            LoginError::WrongSecondFactor => WRONG_CODE,
            LoginError::NotActive => ACCOUNT_NOT_ACTIVE,
            LoginError::MustWait => MUST_WAIT,
            LoginError::Store(error) => error.into(),
        }
    }
}

impl From<AddressError> for Fault {
    fn from(error: AddressError) -> Self {
        match error {
            AddressError::Unknown | AddressError::Incomplete => PARAMETER,
            AddressError::Store(error) => error.into(),
        }
    }
}

/// A failure of the store: the server error, with an HTTP status that says whether to try again.
impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        crate::http::failure(&error, "the store failed a roaming service");
        Self { no: FAILED, status: error.http_status() }
    }
}

/// A staff call that is made again under its key.
impl<E: Into<Fault>> From<IdempotencyError<E>> for Fault {
    fn from(error: IdempotencyError<E>) -> Self {
        match error {
            IdempotencyError::OtherContent => PARAMETER,
            IdempotencyError::Work(error) => error.into(),
            IdempotencyError::Store(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_knows_no_number_twice() {
        assert!(TABLE.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!((text(1100), text(4711)), ("缺少必需参数或参数值无效", "未知错误"));
    }
}
