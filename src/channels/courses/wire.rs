//! The shapes of the course API, their members in the order of the recorded documents. All numbers are whole, times are unix
//! seconds, money is yuan.

use serde::Serialize;

use super::offer::{rebate_text, yuan};
use super::purchase::Whole;
use super::vouchers::Voucher;
use crate::channels::courses::gifts::ClaimStatus;
use crate::channels::courses::ids::{ClaimId, CourseId, GiftId, OfferId, SchoolId, VoucherId, WeixinBindingId};
use crate::channels::courses::purchase::PurchaseStatus;
use crate::clock::Instant;
use crate::ids::{AccountId, OrderId};

/// Answer of `token`.
#[derive(Serialize)]
pub struct Token<'t> {
    /// To be sent as the user name of HTTP Basic.
    pub token: &'t str,
}

/// Answer of `token/info`.
#[derive(Serialize)]
pub struct TokenInfo<'t> {
    /// When it was made, unix seconds.
    pub create_at: i64,
    /// When it ends, unix seconds.
    pub expire_in: i64,
    /// What it is good for.
    pub scope: &'t str,
    /// Whom it is for.
    pub uid: AccountId,
}

/// An order.
#[derive(Serialize)]
pub struct OrderShape<'o> {
    create_time: i64,
    id: OrderId,
    mobile: &'o str,
    num: i64,
    order_sn: &'o str,
    order_status: PurchaseStatus,
    organization_id: SchoolId,
    price: i64,
    rebate: RebateShape<'o>,
    uid: AccountId,
}

/// What an order buys.
#[derive(Serialize)]
struct RebateShape<'o> {
    courses_id: CourseId,
    courses_name: &'o str,
    courses_pic: &'o str,
    id: OfferId,
    is_out_of_date: i64,
    is_use: i64,
    name: &'o str,
    rebate_text: String,
    use_end_time: i64,
    use_start_time: i64,
    user_rebate_id: VoucherId,
    organization_id: SchoolId,
    is_disabled: i64,
}

/// An order as it is answered.
#[must_use]
pub fn order(whole: &Whole, now: Instant) -> OrderShape<'_> {
    let Whole { order, purchase, standing } = whole;
    let rebate = RebateShape {
        courses_id: purchase.course_id,
        courses_name: &standing.course_name,
        courses_pic: &standing.course_picture,
        id: purchase.offer_id,
        is_out_of_date: whole.is_out_of_date(now).into(),
        is_use: (whole.status() == PurchaseStatus::Used).into(),
        name: &purchase.name,
        rebate_text: rebate_text(purchase.value, purchase.rebate_value),
        use_end_time: standing.use_until.unix_seconds(),
        use_start_time: standing.use_from.unix_seconds(),
        user_rebate_id: standing.first_voucher.unwrap_or(VoucherId::NONE),
        organization_id: standing.organisation_id,
        is_disabled: whole.is_disabled(now).into(),
    };
    OrderShape {
        create_time: order.created_at().unix_seconds(),
        id: order.id(),
        mobile: &purchase.mobile,
        num: purchase.num,
        order_sn: order.number(),
        order_status: whole.status(),
        organization_id: standing.organisation_id,
        price: yuan(order.price()),
        rebate,
        uid: order.account_id(),
    }
}

/// Answer of `order/list`.
#[derive(Serialize)]
pub struct OrderList<'o> {
    /// Of all pages.
    pub count: i64,
    /// This page; empty, never null, so that clients can always loop over it.
    pub data: Vec<OrderShape<'o>>,
}

/// A row of the voucher list.
#[derive(Serialize)]
pub struct VoucherRow<'v> {
    rebate_value: i64,
    name: &'v str,
    courses_name: &'v str,
    courses_id: CourseId,
    use_end_time: i64,
    courses_pic: &'v str,
    use_start_time: i64,
    is_out_of_date: i64,
    user_rebate_id: VoucherId,
    is_obtain_gift_package: i64,
    is_bind_gift_package: i64,
    id: OfferId,
    value: i64,
    is_use: i64,
}

/// A voucher as a list shows it.
#[must_use]
pub fn voucher_row(voucher: &Voucher, now: Instant) -> VoucherRow<'_> {
    VoucherRow {
        rebate_value: yuan(voucher.rebate_value),
        name: &voucher.name,
        courses_name: &voucher.course_name,
        courses_id: voucher.course_id,
        use_end_time: voucher.use_until.unix_seconds(),
        courses_pic: &voucher.course_picture,
        use_start_time: voucher.use_from.unix_seconds(),
        is_out_of_date: voucher.is_out_of_date(now).into(),
        user_rebate_id: voucher.id,
        is_obtain_gift_package: voucher.gift_claimed.into(),
        is_bind_gift_package: voucher.gift.is_some().into(),
        id: voucher.offer_id,
        value: yuan(voucher.value),
        is_use: voucher.used_at.is_some().into(),
    }
}

/// Answer of `user/<uid>/rebate/<type>`.
#[derive(Serialize)]
pub struct VoucherList<'v> {
    /// This page; empty, never null, so that clients can always loop over it.
    pub data: Vec<VoucherRow<'v>>,
    /// Of all pages.
    pub count: i64,
}

/// A gift package.
#[derive(Serialize)]
struct GiftShape<'v> {
    id: GiftId,
    detail: &'v str,
    introduce: &'v str,
}

/// A voucher with everything that its owner needs to use it.
#[derive(Serialize)]
pub struct VoucherDetail<'v> {
    is_out_of_date: i64,
    promo_code: &'v str,
    value: i64,
    order_id: OrderId,
    id: OfferId,
    is_use: i64,
    customer_service_telephone_number: &'v str,
    user_rebate_id: VoucherId,
    rebate_value: i64,
    use_condition: &'v str,
    is_obtain_gift_package: i64,
    use_method: &'v str,
    name: &'v str,
    use_end_time: i64,
    organization_id: SchoolId,
    gift_package_info: Option<GiftShape<'v>>,
    use_instruction: &'v str,
    courses_name: &'v str,
    promo_code_url: String,
    use_start_time: i64,
    courses_id: CourseId,
    courses_pic: &'v str,
}

/// A voucher as its owner sees it; `promo_url` is what the code is put behind.
#[must_use]
pub fn voucher_detail<'v>(voucher: &'v Voucher, promo_url: &str, now: Instant) -> VoucherDetail<'v> {
    let gift = voucher.gift.as_ref();
    VoucherDetail {
        is_out_of_date: voucher.is_out_of_date(now).into(),
        promo_code: &voucher.promo_code,
        value: yuan(voucher.value),
        order_id: voucher.order_id,
        id: voucher.offer_id,
        is_use: voucher.used_at.is_some().into(),
        customer_service_telephone_number: voucher.phone.as_deref().unwrap_or_default(),
        user_rebate_id: voucher.id,
        rebate_value: yuan(voucher.rebate_value),
        use_condition: &voucher.use_condition,
        is_obtain_gift_package: voucher.gift_claimed.into(),
        use_method: &voucher.use_method,
        name: &voucher.name,
        use_end_time: voucher.use_until.unix_seconds(),
        organization_id: voucher.organisation_id,
        gift_package_info: gift.map(|gift| GiftShape { id: gift.id, detail: &gift.detail, introduce: &gift.introduce }),
        use_instruction: &voucher.use_instruction,
        courses_name: &voucher.course_name,
        promo_code_url: format!("{promo_url}{}", voucher.promo_code),
        use_start_time: voucher.use_from.unix_seconds(),
        courses_id: voucher.course_id,
        courses_pic: &voucher.course_picture,
    }
}

/// Answer of `user/rebate/gift_package`, and a row of the back office's list.
#[derive(Serialize)]
pub struct ClaimShape<'c> {
    /// Where it is sent.
    pub address: &'c str,
    /// How far it is.
    pub check: ClaimStatus,
    /// The claim.
    pub id: ClaimId,
    /// Who gets it.
    pub name: &'c str,
    /// Their phone.
    pub phone_num: &'c str,
    /// Whose it is.
    pub uid: AccountId,
    /// The voucher that it came with.
    pub user_rebate_id: VoucherId,
    /// Addresses of pictures, separated by commas.
    pub voucher: &'c str,
}

/// Answer of `pay/order/query`, and of `pay/create` for an order that is paid.
#[derive(Default, Serialize)]
pub struct PayState {
    /// 0 unpaid or ended, 1 paid, 2 being paid.
    pub pay_status: i64,
    /// The first voucher of a paid order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_rebate_id: Option<VoucherId>,
}

/// What `WeChat`'s app needs to pay, in one flat object.
#[derive(Serialize)]
pub struct WeChatStart {
    /// The app's id.
    pub appid: String,
    /// A random text.
    pub noncestr: String,
    /// `Sign=WXPay`.
    pub package: String,
    /// The merchant's id.
    pub partnerid: String,
    /// 0: nothing came in yet.
    pub pay_status: i64,
    /// The placed order.
    pub prepayid: String,
    /// The signature over the others.
    pub sign: String,
    /// Unix seconds.
    pub timestamp: i64,
    /// Where the sandbox asks for the money.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pay_url: Option<String>,
}

/// What Alipay's app needs to pay.
#[derive(Serialize)]
pub struct AlipayStart {
    /// The signed order text.
    pub data: String,
    /// 0 in the sandbox; a real Alipay's answer has the text alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pay_status: Option<i64>,
    /// Where the sandbox asks for the money.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pay_url: Option<String>,
}

/// How a voucher stands when a school wants to take it.
#[derive(Clone, Copy, Debug, Default, Serialize, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the document has five flags")]
pub struct Flags {
    /// Whether the account redeems for any school.
    pub is_bind: bool,
    /// Whether the code is a voucher's.
    pub is_verify: bool,
    /// Whether its course is given by a school that the account redeems for.
    pub has_teaching_course: bool,
    /// Whether the voucher's time was over.
    pub is_out_of_date: bool,
    /// Whether it was used before.
    pub is_used: bool,
}

/// Answer of a redemption.
#[derive(Clone, Debug, Default, Serialize, PartialEq, Eq)]
pub struct Redemption {
    /// What stood in the way.
    #[serde(flatten)]
    pub flags: Flags,
    /// Filled by success alone.
    pub course_name: String,
    /// Filled by success alone.
    pub value: i64,
    /// Filled by success alone.
    pub rebate_value: i64,
    /// Whether this very call redeemed the voucher.
    #[serde(skip)]
    pub is_redeemed: bool,
}

/// Answer of `org/verify/org/admin`.
#[derive(Serialize)]
pub struct OrgAdmin {
    /// The staff account.
    pub admin_id: AccountId,
    /// Its own school.
    pub org: OrgShape,
}

/// A school as its admin sees it.
#[derive(Serialize)]
pub struct OrgShape {
    /// 2: approved; this outlet keeps no others.
    pub application_status: i64,
    /// Its id.
    pub id: SchoolId,
    /// The address of its picture; none is kept.
    pub logo: &'static str,
    /// Its name.
    pub name: String,
}

/// Answer of `org/admin/bind/weixin`.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct WeixinBinding {
    /// Its id.
    pub id: WeixinBindingId,
    /// The school that the `WeChat` account redeems for.
    pub organization_id: SchoolId,
    /// Whose it is.
    pub admin_id: AccountId,
    /// Its id at `WeChat`.
    pub weixin_account: String,
    /// What it is called there.
    pub weixin_nickname: String,
    /// The address of its picture.
    pub weixin_avatar: String,
}

/// A course of a school; what is not kept is "" or 0.
#[derive(Serialize)]
pub struct TeachingCourse<'c> {
    /// Not kept.
    pub already_registered: i64,
    /// Its name.
    pub course_name: &'c str,
    /// The address of its picture.
    pub cover_pic: &'c str,
    /// Not kept.
    pub end_course_time: &'static str,
    /// Its id.
    pub id: CourseId,
    /// Not kept.
    pub lecture_name: &'static str,
    /// Not kept.
    pub lesson_period: i64,
    /// Who teaches it.
    pub organization_id: SchoolId,
    /// Their name.
    pub organization_name: &'c str,
    /// Not kept.
    pub price: i64,
    /// The best offer that can be bought now.
    pub rebate_info: Option<RebateInfo<'c>>,
    /// Not kept.
    pub start_course_time: &'static str,
    /// Not kept.
    pub student_num: i64,
}

/// Answer of `org/<id>/teaching_course`.
#[derive(Serialize)]
pub struct TeachingCourses<'c> {
    /// This page.
    pub courses: Vec<TeachingCourse<'c>>,
    /// Of all pages.
    pub total_count: i64,
}

/// A voucher as a coupon.
#[derive(Serialize)]
pub struct Coupon<'v> {
    id: OfferId,
    obtain_id: VoucherId,
    course_name: &'v str,
    money: i64,
    #[serde(rename = "type")]
    kind: i64,
    start_time: i64,
    end_time: i64,
    is_used: bool,
    is_out_of_date: bool,
    is_invalid: bool,
}

/// A voucher as a coupon shows it; invalid is one whose course or offer is gone.
#[must_use]
pub fn coupon(voucher: &Voucher, now: Instant) -> Coupon<'_> {
    Coupon {
        id: voucher.offer_id,
        obtain_id: voucher.id,
        course_name: &voucher.course_name,
        money: yuan(voucher.value),
        kind: 1,
        start_time: voucher.use_from.unix_seconds(),
        end_time: voucher.use_until.unix_seconds(),
        is_used: voucher.used_at.is_some(),
        is_out_of_date: voucher.is_out_of_date(now),
        is_invalid: voucher.course_gone || !voucher.bound,
    }
}

/// Answer of `user/<uid>/coupons`.
#[derive(Serialize)]
pub struct CouponList<'v> {
    /// This page.
    pub data: Vec<Coupon<'v>>,
    /// Of all pages.
    pub total_count: i64,
}

/// A course in a list.
#[derive(Serialize)]
pub struct CourseShape<'c> {
    /// Its id.
    pub id: CourseId,
    /// Its name.
    pub name: &'c str,
    /// The address of its picture.
    pub courses_pic: &'c str,
    /// Who teaches it.
    pub organization_id: SchoolId,
    /// The best offer that can be bought now.
    pub rebate_info: Option<RebateInfo<'c>>,
}

/// An offer in a list of courses.
#[derive(Serialize)]
pub struct RebateInfo<'c> {
    /// Its id.
    pub id: OfferId,
    /// Its name.
    pub name: &'c str,
    /// What a voucher costs.
    pub value: i64,
    /// What it pays for.
    pub rebate_value: i64,
}

/// Answer of `courses`.
#[derive(Serialize)]
pub struct CourseList<'c> {
    /// Of all pages.
    pub count: i64,
    /// This page.
    pub data: Vec<CourseShape<'c>>,
}
