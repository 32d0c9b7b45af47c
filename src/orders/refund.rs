//! What a refund is.

use crate::clock::Instant;
use crate::money::Fen;

/// `refund.status` of docs/spec/roaming.md section 5.
pub mod state {
    /// Nobody has looked at it.
    pub const OPEN: i64 = 0;
    /// Staff agreed.
    pub const CONFIRMED: i64 = 1;
    /// Staff refused.
    pub const REJECTED: i64 = 2;
    /// The provider was told to pay back.
    pub const REFUNDING: i64 = 3;
    /// The money went back.
    pub const REFUNDED: i64 = 4;
}

/// Why money goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The customer asked for it, or the provider gave it back by itself.
    Request,
    /// It came for an order that had ended or was paid otherwise.
    LatePayment,
}

impl Origin {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::LatePayment => "late payment",
        }
    }

    pub(super) fn from_name(name: &str) -> Self {
        if name == Self::LatePayment.name() { Self::LatePayment } else { Self::Request }
    }
}

/// Money that is to go back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// Its id.
    pub id: i64,
    /// The order that the money came for.
    pub order_id: i64,
    /// The line that it is for; `None` for the whole order.
    pub line_id: Option<i64>,
    /// Whose money it is.
    pub account_id: i64,
    /// Why it goes back.
    pub origin: Origin,
    /// One of the reasons to choose from.
    pub reason_id: Option<i64>,
    /// The reason in words.
    pub reason: String,
    /// How much.
    pub money: Fen,
    /// The payment way that it came by and goes back.
    pub way: i64,
    /// The provider's trade number or the counter's slip of the payment.
    pub trade_no: String,
    /// See [`state`].
    pub status: i64,
    /// Of the goods: 0 not received, 1 sent back, 2 received.
    pub shipping_status: i64,
    /// Who carries the goods back.
    pub carrier: Option<String>,
    /// The carrier's number.
    pub waybill: Option<String>,
    /// When it was asked for.
    pub created_at: Instant,
    /// When the goods were sent back.
    pub shipped_at: Option<Instant>,
    /// When the goods arrived.
    pub received_at: Option<Instant>,
    /// When staff decided.
    pub confirmed_at: Option<Instant>,
    /// When the provider was told.
    pub refunding_at: Option<Instant>,
    /// When the money went back.
    pub refunded_at: Option<Instant>,
}

impl Refund {
    /// Whether its goods have come back.
    #[must_use]
    pub fn goods_arrived(&self) -> bool {
        self.shipping_status == GOODS_ARRIVED
    }
}

/// `refund.shipping_status` of goods that have come back.
const GOODS_ARRIVED: i64 = 2;

/// What somebody wants back, and why.
#[derive(Clone, Debug)]
pub struct RefundRequest {
    /// The line; `None` for the whole order.
    pub line_id: Option<i64>,
    /// One of the reasons to choose from.
    pub reason_id: Option<i64>,
    /// The reason in words.
    pub reason: String,
}

/// How confirmed money goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayBack {
    /// The clerk hands it over: it is booked at once.
    AtTheCounter,
    /// The provider pays it back and tells us when it has.
    ByProvider,
}
