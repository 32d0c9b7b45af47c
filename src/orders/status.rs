//! The states of orders, lines and refunds, and the ways of paying, each with its number on the wire and in the store
//! (docs/spec/roaming.md section 5, which the order book keeps for every channel).

use crate::ids::PayWayId;
use crate::store::states;

states! {
    /// How far an order is, `order_status` on the wire.
    pub enum OrderStatus {
        /// Neither confirmed nor ended.
        Unconfirmed = 0,
        /// Confirmed by the customer.
        Confirmed = 1,
        /// Cancelled; everything it held was given back.
        Cancelled = 2,
        /// Its goods are on the way back. The document has it; nothing here makes an order this.
        Returning = 3,
        /// Its money is on the way back. The document has it; nothing here makes an order this.
        Refunding = 4,
        /// Closed, not listed any more.
        Closed = 5,
    }

    /// What of an order's money came in, `pay_status` on the wire.
    pub enum PayStatus {
        /// Nothing came in.
        Unpaid = 0,
        /// The customer chose a way and is paying.
        Paying = 1,
        /// Paid.
        Paid = 2,
        /// The money went back.
        Refunded = 3,
    }

    /// Where an order's goods are, `shipping_status` on the wire.
    pub enum ShippingStatus {
        /// Nothing was sent.
        NotShipped = 0,
        /// On its way.
        Shipped = 1,
        /// With the customer.
        Received = 2,
        /// Being packed.
        Preparing = 3,
    }

    /// How far a line is: as its order, and whether it went back by itself.
    pub enum LineStatus {
        /// Its order is not paid.
        Open = 0,
        /// Its order was paid.
        Done = 1,
        /// Its order was cancelled.
        Cancelled = 2,
        /// As [`OrderStatus::Returning`].
        Returning = 3,
        /// As [`OrderStatus::Refunding`].
        Refunding = 4,
        /// As [`OrderStatus::Closed`].
        Closed = 5,
        /// Its goods came back. The document has it; nothing here makes a line this.
        Returned = 6,
        /// Its money went back.
        Refunded = 7,
    }

    /// How far a refund is, `refund.status` on the wire.
    pub enum RefundStatus {
        /// Nobody has looked at it.
        Open = 0,
        /// Staff agreed.
        Confirmed = 1,
        /// Staff refused.
        Rejected = 2,
        /// The provider was told to pay back.
        Refunding = 3,
        /// The money went back.
        Refunded = 4,
    }

    /// Where the goods of a refund are, `refund.shipping_status` on the wire.
    pub enum ReturnStatus {
        /// Not received, or there are none.
        NotReceived = 0,
        /// The customer has sent them back.
        SentBack = 1,
        /// They have come back.
        Received = 2,
    }

    /// The ways of paying that mean something here, `payid` on the wire (docs/spec/roaming.md section 12). An order may name another
    /// one, which only a third party knows: that of an agency's customer.
    pub enum PayWay {
        /// The counter: cash or balance, with a slip number.
        Counter = 1,
        /// Alipay's page in a browser.
        AlipayWeb = 2,
        /// Alipay's app.
        AlipayApp = 4,
        /// `WeChat`.
        WeChat = 5,
        /// Credtrip instalments.
        Credtrip = 6,
        /// A wallet that was topped up before; no page offers it, because only the lease API debits wallets.
        Wallet = 7,
    }
}

impl PayWay {
    /// What orders and moves of money have of it.
    #[must_use]
    pub const fn id(self) -> PayWayId {
        PayWayId(self.number())
    }
}
