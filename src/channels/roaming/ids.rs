//! Ids that this channel alone knows.

use crate::store::ids;

ids! {
    /// A data card, `datacardid` on the wire; people know it by its ICCID.
    pub CardId;

    /// An activation code, by which a telephone loads an eSIM.
    pub EsimId of "esims";

    /// What a traveller carries a data card on: one piece of a line, `trafficid` on the wire.
    pub TripId of "trips";

    /// A voucher; people know it by its serial.
    pub VoucherId of "vouchers";

    /// What vouchers of one kind have in common, `evoucherid` on the wire.
    pub TemplateId of "voucher_templates";

    /// That a template is for a product alone.
    pub TemplateProductId of "voucher_products";

    /// A line of a cart, `cartid` on the wire.
    pub CartLineId of "cart_lines";

    /// Minutes or a number that were given without an order.
    pub GrantId of "service_grants";

    /// A call that was reported.
    pub UsageId of "voice_usage";

    /// A device of the pool, or a customer's own box; `devid` on the wire where it is a number.
    pub DeviceId of "pool_devices";

    /// A channel of a device, which has a number.
    pub ChannelId of "pool_channels";

    /// Areas with telephone codes, `groupid` on the wire.
    pub AreaGroupId;

    /// An area with a telephone code.
    pub AreaCodeId;

    /// What a carrier takes for some places.
    pub ShippingFeeId;

    /// An entry of a home page.
    pub HomepageId;

    /// An instalment account at Credtrip that an account is linked to.
    pub CreditAccountId of "credit_accounts";
}
