//! What a refund is.

use crate::clock::Instant;
use crate::ids::{AccountId, LineId, OrderId, RefundId};
use crate::money::Fen;

use super::{RefundStatus, ReturnStatus};

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
    pub id: RefundId,
    /// The order that the money came for.
    pub order_id: OrderId,
    /// The line that it is for; `None` for the whole order.
    pub line_id: Option<LineId>,
    /// Whose money it is.
    pub account_id: AccountId,
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
    /// How far it is.
    pub status: RefundStatus,
    /// Where the goods are.
    pub shipping_status: ReturnStatus,
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
        self.shipping_status == ReturnStatus::Received
    }
}

/// What somebody wants back, and why.
#[derive(Clone, Debug)]
pub struct RefundRequest {
    /// The line; `None` for the whole order.
    pub line_id: Option<LineId>,
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
