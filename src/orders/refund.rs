//! What a refund is.

use crate::clock::Instant;
use crate::ids::{AccountId, LineId, OrderId, PayWayId, RefundId, RefundReasonId};
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
    pub(super) id: RefundId,
    /// The order that the money came for.
    pub(super) order_id: OrderId,
    /// The line that it is for; `None` for the whole order.
    pub(super) line_id: Option<LineId>,
    /// Whose money it is.
    pub(super) account_id: AccountId,
    /// Why it goes back.
    pub(super) origin: Origin,
    /// One of the reasons to choose from.
    pub(super) reason_id: Option<RefundReasonId>,
    /// The reason in words.
    pub(super) reason: String,
    /// How much.
    pub(super) money: Fen,
    /// The payment way that it came by and goes back.
    pub(super) way: PayWayId,
    /// The provider's trade number or the counter's slip of the payment.
    pub(super) trade_no: String,
    /// How far it is.
    pub(super) status: RefundStatus,
    /// Where the goods are.
    pub(super) shipping_status: ReturnStatus,
    /// Who carries the goods back.
    pub(super) carrier: Option<String>,
    /// The carrier's number.
    pub(super) waybill: Option<String>,
    /// When it was asked for.
    pub(super) created_at: Instant,
    /// When the goods were sent back.
    pub(super) shipped_at: Option<Instant>,
    /// When the goods arrived.
    pub(super) received_at: Option<Instant>,
    /// When staff decided.
    pub(super) confirmed_at: Option<Instant>,
    /// When the provider was told.
    pub(super) refunding_at: Option<Instant>,
    /// When the money went back.
    pub(super) refunded_at: Option<Instant>,
}

impl Refund {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> RefundId {
        self.id
    }

    /// The order that the money came for.
    #[must_use]
    pub fn order_id(&self) -> OrderId {
        self.order_id
    }

    /// The line that it is for; `None` for the whole order.
    #[must_use]
    pub fn line_id(&self) -> Option<LineId> {
        self.line_id
    }

    /// Whose money it is.
    #[must_use]
    pub fn account_id(&self) -> AccountId {
        self.account_id
    }

    /// Why it goes back.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// One of the reasons to choose from.
    #[must_use]
    pub fn reason_id(&self) -> Option<RefundReasonId> {
        self.reason_id
    }

    /// The reason in words.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// How much.
    #[must_use]
    pub fn money(&self) -> Fen {
        self.money
    }

    /// The payment way that it came by and goes back.
    #[must_use]
    pub fn way(&self) -> PayWayId {
        self.way
    }

    /// The provider's trade number or the counter's slip of the payment.
    #[must_use]
    pub fn trade_no(&self) -> &str {
        &self.trade_no
    }

    /// How far it is.
    #[must_use]
    pub fn status(&self) -> RefundStatus {
        self.status
    }

    /// Where the goods are.
    #[must_use]
    pub fn shipping_status(&self) -> ReturnStatus {
        self.shipping_status
    }

    /// Who carries the goods back.
    #[must_use]
    pub fn carrier(&self) -> Option<&str> {
        self.carrier.as_deref()
    }

    /// The carrier's number.
    #[must_use]
    pub fn waybill(&self) -> Option<&str> {
        self.waybill.as_deref()
    }

    /// When it was asked for.
    #[must_use]
    pub fn created_at(&self) -> Instant {
        self.created_at
    }

    /// When the goods were sent back.
    #[must_use]
    pub fn shipped_at(&self) -> Option<Instant> {
        self.shipped_at
    }

    /// When the goods arrived.
    #[must_use]
    pub fn received_at(&self) -> Option<Instant> {
        self.received_at
    }

    /// When staff decided.
    #[must_use]
    pub fn confirmed_at(&self) -> Option<Instant> {
        self.confirmed_at
    }

    /// When the provider was told.
    #[must_use]
    pub fn refunding_at(&self) -> Option<Instant> {
        self.refunding_at
    }

    /// When the money went back.
    #[must_use]
    pub fn refunded_at(&self) -> Option<Instant> {
        self.refunded_at
    }

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
    pub reason_id: Option<RefundReasonId>,
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
