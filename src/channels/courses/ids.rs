//! Ids that this channel alone knows.

use crate::store::ids;

ids! {
    /// A school, `organization_id` on the wire: who teaches courses and takes vouchers.
    pub SchoolId;

    /// A course, `courses_id` on the wire.
    pub CourseId;

    /// An offer of vouchers, `rebate_id` on the wire.
    pub OfferId;

    /// That an offer is sold for a course, `bindingid` on the wire.
    pub BindingId of "offer_bindings";

    /// A voucher, `user_rebate_id` on the wire.
    pub VoucherId of "course_vouchers";

    /// A gift package that comes with a voucher, `giftid` on the wire.
    pub GiftId;

    /// That somebody claims a gift, `claimid` on the wire.
    pub ClaimId of "gift_claims";

    /// That a `WeChat` account redeems for a school.
    pub WeixinBindingId of "weixin_bindings";
}

impl VoucherId {
    /// No voucher yet: what the wire has where an order has none.
    pub const NONE: Self = Self(0);
}

impl OfferId {
    /// What a line has that buys its vouchers.
    #[must_use]
    pub const fn item(self) -> crate::ids::ItemId {
        crate::ids::ItemId(self.0)
    }
}
