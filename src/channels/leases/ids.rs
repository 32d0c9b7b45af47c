//! Ids that this channel alone knows.

use crate::store::ids;

ids! {
    /// A partner's authentication account, `sub_id` on the wire.
    pub SubId;

    /// An order of traffic, `recharge_id` on the wire.
    pub FlowOrderId of "flow_orders";

    /// What was sold, by the number that the partner's own price list has for it; 0 for none.
    pub FlowPackageId;
}

impl Default for FlowPackageId {
    fn default() -> Self {
        Self::NONE
    }
}

impl FlowPackageId {
    /// Of no price list.
    pub const NONE: Self = Self(0);

    /// What a line has that buys it.
    #[must_use]
    pub const fn item(self) -> crate::ids::ItemId {
        crate::ids::ItemId(self.0)
    }
}
