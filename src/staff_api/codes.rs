//! The code table of the roaming services (docs/spec/roaming.md section 6), and which failure of a rule has which code.

use hyper::StatusCode;

use crate::accounts::{AccountError, LoginError};
use crate::http::BadField;
use crate::orders::{OrderError, Scarce};
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
/// 1021: no such account.
pub const NO_ACCOUNT: Fault = Fault::new(1021);
/// 1100: a parameter is missing or unusable.
pub const PARAMETER: Fault = Fault::new(1100);
/// 1101: the session does not live, or is another user's.
pub const SESSION: Fault = Fault::new(1101);
/// 1103: the role may not do this.
pub const PRIVILEGE: Fault = Fault::new(1103);
/// 1014: staff must change its first password before it works.
pub const FIRST_PASSWORD: Fault = Fault::new(1014);
/// 1024: the user has no instalment account.
pub const NO_CREDIT_ACCOUNT: Fault = Fault::new(1024);
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
/// 1305: no such order.
pub const NO_ORDER: Fault = Fault::new(1305);
/// 1307: the order's state does not allow it.
pub const ORDER_STATE: Fault = Fault::new(1307);

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
            OrderError::NotYours => Self::new(1306),
            OrderError::WrongState => ORDER_STATE,
            OrderError::Gone(Scarce::Pieces) => Self::new(1310),
            OrderError::Gone(Scarce::DataCards) => Self::new(1402),
            OrderError::Gone(Scarce::Numbers) => Self::new(1401),
            OrderError::Gone(Scarce::NamedCard) => Self::new(1304),
            OrderError::Store(error) => error.into(),
        }
    }
}

impl From<AccountError> for Fault {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::UsernameTaken => Self::new(1000),
            AccountError::PhoneTaken => Self::new(1001),
            AccountError::EmailTaken => Self::new(1002),
            AccountError::WrongCode => Self::new(1005),
            AccountError::Unknown => Self::new(1021),
            AccountError::Store(error) => error.into(),
        }
    }
}

impl From<LoginError> for Fault {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::Unknown => Self::new(1021),
            LoginError::WrongPassword => Self::new(1011),
            LoginError::NotActive => Self::new(1013),
            LoginError::MustWait => Self::new(1023),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_knows_no_number_twice() {
        assert!(TABLE.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!((text(1100), text(4711)), ("缺少必需参数或参数值无效", "未知错误"));
    }
}
