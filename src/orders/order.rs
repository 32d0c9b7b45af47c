//! What an order is.

use super::{Caps, Fulfilments};
use super::{OrderStatus, PayStatus, ShippingStatus};
use crate::clock::{Instant, Zone};
use crate::money::Fen;
use crate::store::StoreError;

use super::transitions::{Event, States};
use super::{ChannelName, LineStatus};

/// What the rules need to know of the outlet at the moment of a request.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// The outlet's present.
    pub now: Instant,
    /// Its zone.
    pub zone: Zone,
    /// Minutes after local midnight at which a business day begins.
    pub cutoff_minutes: i64,
    /// Milliseconds after which an order that nobody began to pay gives its scarce goods back.
    pub unpaid_ms: i64,
    /// Milliseconds after which an order that somebody began to pay does.
    pub paying_ms: i64,
    /// Milliseconds after which an order that is still unpaid is cancelled.
    pub open_ms: i64,
    /// What customers may leave unpaid at once.
    pub caps: Caps,
    /// What each channel gives and takes back besides money.
    pub fulfilments: Fulfilments,
}

impl Terms {
    /// Milliseconds for which an unpaid order may hold its goods at most.
    #[must_use]
    pub fn longest_hold_ms(&self) -> i64 {
        self.unpaid_ms.max(self.paying_ms)
    }

    /// The business date of this moment, `yyyy-mm-dd`.
    #[must_use]
    pub fn business_date(&self) -> String {
        self.zone.business_date(self.now, self.cutoff_minutes)
    }
}

/// An order of any channel. Money is fen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its id, unique over all channels.
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// Where it was made.
    pub channel: ChannelName,
    /// What people and partners call it.
    pub number: String,
    /// Made by the client, so that a repeat is the same order.
    pub client_ref: Option<String>,
    /// When it was submitted.
    pub created_at: Instant,
    /// When it is cancelled if it is not paid by then; `None` once it is, and for orders that wait for ever.
    pub(super) expires_at: Option<Instant>,
    /// When its scarce goods go back if it is not paid by then (roaming.md section 0.17).
    pub(super) holds_until: Option<Instant>,
    /// When they went back; `None` while it holds them.
    pub(super) released_at: Option<Instant>,
    /// Where it stands.
    pub(super) states: States,
    /// Sum of the lines before discount.
    pub price: Fen,
    /// Sum of the lines' discounts.
    pub discount: Fen,
    /// price - discount.
    pub payable: Fen,
    /// Fee of the chosen delivery.
    pub shipping_fee: Option<Fen>,
    /// Taken off by vouchers.
    pub voucher_amount: Fen,
    /// The payment way, `payid` on the wire.
    pub(super) pay_way: Option<i64>,
    /// The provider's trade number or the counter's slip.
    pub(super) pay_ref: Option<String>,
    /// When paying began or ended.
    pub(super) pay_time: Option<Instant>,
    /// What came in.
    pub(super) paid: Option<Fen>,
    /// Pick-up at an outlet (true) or courier (false).
    pub obtain_voucher: Option<bool>,
    /// The outlet of the pick-up.
    pub outlet_id: Option<i64>,
    /// When the customer wants to pick it up.
    pub obtain_at: Option<Instant>,
    /// Where it is sent.
    pub address_id: Option<i64>,
    /// Who carries it.
    pub carrier_id: Option<i64>,
    /// When it was sent.
    pub(super) shipped_at: Option<Instant>,
    /// The carrier's number, `invoice_no` on the wire.
    pub(super) waybill: Option<String>,
    /// Whether the customer wants an invoice.
    pub receipt: Option<bool>,
    /// Whom the invoice is for.
    pub receipt_payee: Option<String>,
    /// What it is to say.
    pub receipt_content: Option<String>,
}

impl Order {
    /// What must come in: payable plus fee minus vouchers, never below nothing (docs/spec/roaming.md section 8).
    #[must_use]
    pub fn due(&self) -> Fen {
        (self.payable + self.shipping_fee.unwrap_or_default() - self.voucher_amount).max(Fen::ZERO)
    }

    /// How far it is.
    #[must_use]
    pub fn order_status(&self) -> OrderStatus {
        self.states.order()
    }

    /// What of its money came in.
    #[must_use]
    pub fn pay_status(&self) -> PayStatus {
        self.states.pay()
    }

    /// Where its goods are.
    #[must_use]
    pub fn shipping_status(&self) -> ShippingStatus {
        self.states.shipping()
    }

    /// The payment way, `payid` on the wire.
    #[must_use]
    pub fn pay_way(&self) -> Option<i64> {
        self.pay_way
    }

    /// The provider's trade number or the counter's slip.
    #[must_use]
    pub fn pay_ref(&self) -> Option<&str> {
        self.pay_ref.as_deref()
    }

    /// When paying began or ended.
    #[must_use]
    pub fn pay_time(&self) -> Option<Instant> {
        self.pay_time
    }

    /// What came in.
    #[must_use]
    pub fn paid(&self) -> Option<Fen> {
        self.paid
    }

    /// When it is cancelled if it is not paid by then.
    #[must_use]
    pub fn expires_at(&self) -> Option<Instant> {
        self.expires_at
    }

    /// When its scarce goods go back if it is not paid by then.
    #[must_use]
    pub fn holds_until(&self) -> Option<Instant> {
        self.holds_until
    }

    /// When it was sent.
    #[must_use]
    pub fn shipped_at(&self) -> Option<Instant> {
        self.shipped_at
    }

    /// The carrier's number.
    #[must_use]
    pub fn waybill(&self) -> Option<&str> {
        self.waybill.as_deref()
    }

    /// Whether an order whose money came in, even if it went back since, says how much it was, how it came and when.
    pub(super) fn says_how_it_was_paid(&self) -> bool {
        let was_paid = matches!(self.pay_status(), PayStatus::Paid | PayStatus::Refunded);
        !was_paid || (self.pay_way.is_some() && self.pay_time.is_some() && self.paid.is_some())
    }

    /// Which way of paying its customer would like; nothing is paid by that.
    pub fn prefer_way(&mut self, way: i64) {
        self.pay_way = Some(way);
    }

    /// Moves it to the states that follow an event.
    ///
    /// # Errors
    /// [`OrderError::WrongState`] as [`States::after`]; the order stays as it is.
    pub(super) fn apply(&mut self, event: Event) -> Result<(), OrderError> {
        self.states = self.states.after(event)?;
        Ok(())
    }

    /// Whether the order has ended without goods: cancelled or closed.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.states.has_ended()
    }

    /// Whether it was paid, has not ended, and its money did not go back.
    #[must_use]
    pub fn is_paid(&self) -> bool {
        self.states.is_paid()
    }

    /// Whether its goods have left the house: they were sent, or handed over.
    #[must_use]
    pub fn goods_left(&self) -> bool {
        matches!(self.shipping_status(), ShippingStatus::Shipped | ShippingStatus::Received)
    }

    /// Whether it has not ended and waits for its money.
    #[must_use]
    pub fn is_unpaid(&self) -> bool {
        self.states.is_unpaid()
    }

    /// Whether its time to be paid is over, though nothing has cancelled it yet.
    #[must_use]
    pub fn has_expired(&self, now: Instant) -> bool {
        self.is_unpaid() && self.expires_at.is_some_and(|end| end <= now)
    }

    /// Whether its scarce goods are its own: they did not go back yet.
    #[must_use]
    pub fn holds_goods(&self) -> bool {
        !self.has_ended() && self.released_at.is_none()
    }

    /// Whether its scarce goods are to go back, though nobody has taken them yet.
    #[must_use]
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.is_unpaid() && self.holds_goods() && self.holds_until.is_some_and(|end| end <= now)
    }

    /// Nothing is to happen to it by the clock any more: it was paid, has ended, or waits for ever.
    pub fn stop_clock(&mut self) {
        (self.expires_at, self.holds_until, self.released_at) = (None, None, None);
    }
}

/// One thing that an order buys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its id, unique over all orders.
    pub id: i64,
    /// The order it belongs to.
    pub order_id: i64,
    /// The channel's product, offer or package.
    pub item: i64,
    /// Its name when it was sold.
    pub title: String,
    /// Pieces.
    pub quantity: i64,
    /// Days or periods of each piece.
    pub units: i64,
    /// Price of one piece.
    pub unit_price: Fen,
    /// Taken off the whole line.
    pub discount: Fen,
    /// First instant of a service.
    pub starts_at: Option<Instant>,
    /// Last instant of a service.
    pub ends_at: Option<Instant>,
    /// Country or region of a service.
    pub area: Option<String>,
    /// Call minutes bought.
    pub minutes: Option<i64>,
    /// The first exclusive number that it holds or held.
    pub phone: Option<String>,
    /// Where a service comes from; only services have it.
    pub source: Option<String>,
    /// How far it is.
    pub status: LineStatus,
    /// The chosen attributes as JSON text.
    pub attrs: String,
}

impl Line {
    /// Price of the line before discount.
    #[must_use]
    pub fn price(&self) -> Fen {
        Fen(self.unit_price.0.saturating_mul(self.quantity))
    }
}

/// What an order may find gone when it is paid after its goods went back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scarce {
    /// Pieces of a product, seats, rooms: whatever is counted.
    Pieces,
    /// Data cards.
    DataCards,
    /// Exclusive numbers.
    Numbers,
    /// The customer's own card is on another trip in these days, or is not the customer's any more.
    NamedCard,
}

/// Why an order cannot be found or changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// There is no such order.
    #[error("there is no such order")]
    Unknown,
    /// It is another account's.
    #[error("the order belongs to another account")]
    NotYours,
    /// It makes no sense in the order's state.
    #[error("the order's state does not allow it")]
    WrongState,
    /// Its goods went back, and somebody else has them now.
    #[error("what the order held is gone: {0:?}")]
    Gone(Scarce),
    /// Its customer leaves as much unpaid as one may.
    #[error("the customer leaves too much unpaid")]
    TooMuch,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
