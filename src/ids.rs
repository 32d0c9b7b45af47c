//! Ids that modules hand to one another, each a type of its own, so that one cannot stand where another belongs. What only one
//! channel knows is declared in its folder.

use crate::store::ids;

ids! {
    /// Somebody with an account: a customer, staff, a partner; `userid` on the wire.
    pub AccountId of "accounts";

    /// An order of any channel, `orderid` on the wire.
    pub OrderId of "orders";

    /// One line of an order, `orderdetailid` on the wire.
    pub LineId of "order_lines";

    /// Money of an order that goes back, `refundid` on the wire.
    pub RefundId of "refunds";

    /// A product of the catalogue, `productid` on the wire.
    pub ProductId of "products";

    /// A country, a province, a city or a district of the book of regions.
    pub RegionId;

    /// A counter where orders are picked up, `outletid` on the wire.
    pub OutletId;

    /// Where a customer's goods are sent, `address_id` on the wire.
    pub AddressId of "addresses";

    /// Who carries goods, `shippingid` on the wire.
    pub CarrierId;

    /// What products are sorted by, `categoryid` on the wire.
    pub CategoryId of "categories";

    /// Who makes products, `brandid` on the wire.
    pub BrandId of "brands";

    /// Who sells products, `storeid` on the wire.
    pub StoreId of "stores";

    /// Products that are told together, `groupid` on the wire.
    pub ProductGroupId;

    /// What lines may choose, in whatever product.
    pub AttributeId of "attributes";

    /// That a product's lines may choose an attribute, or one value of it.
    pub ProductAttributeId of "product_attributes";

    /// That a product is in a package.
    pub PartId of "product_parts";

    /// A country or a region that travellers go to.
    pub DestinationId;

    /// What a product brings a traveller.
    pub PlanId;

    /// A dated price, `unitpriceid` on the wire.
    pub PriceId of "prices";

    /// A tier discount, `discountid` on the wire.
    pub TierId of "tier_discounts";

    /// A way of paying, `payid` on the wire. What means something in every outlet is a [`crate::orders::PayWay`]; an order may name
    /// another one, which only a third party knows.
    pub PayWayId;

    /// A reason for a refund that customers choose, `reasonid` on the wire.
    pub RefundReasonId;

    /// A check code that was sent, `checkid` on the wire.
    pub CheckCodeId;

    /// Money of a provider that no order explains.
    pub UnmatchedId of "unmatched_money";

    /// What the staff wrote beside an order.
    pub OrderNoteId of "order_notes";

    /// An entry of the audit trail.
    pub AuditEntryId of "audit_trail";

    /// What is taxed by one per cent, as the owner calls it.
    pub TaxRateId;

    /// The paper for a move of money.
    pub ReceiptId of "receipts";

    /// What a buyer gets for the tax office.
    pub InvoiceId of "invoices";

    /// A move of money in the ledger.
    pub MoveId of "money_moves";

    /// What a partner is owed to be told.
    pub MessageId of "outbox";

    /// Who outside the house is told of what happens in it.
    pub WebhookId of "webhooks";

    /// What a line buys: the channel's own product, offer or package, by its number there.
    pub ItemId;
}

impl ProductId {
    /// What a line has that buys it.
    #[must_use]
    pub const fn item(self) -> ItemId {
        ItemId(self.0)
    }
}

impl ItemId {
    /// The product of the catalogue that it is in a channel that sells these.
    #[must_use]
    pub const fn product(self) -> ProductId {
        ProductId(self.0)
    }
}

impl RegionId {
    /// No region: a district that an address does not name; 0 in the store and on the wire.
    pub const NONE: Self = Self(0);
}

impl Default for AccountId {
    fn default() -> Self {
        Self::NOBODY
    }
}

impl AccountId {
    /// No account: who did what a rule of the house did, who has what nobody has; 0 in the store and on the wire.
    pub const NOBODY: Self = Self(0);
}
