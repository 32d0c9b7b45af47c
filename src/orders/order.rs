//! What an order is.

use super::{Caps, Fulfilments};
use super::{OrderStatus, PayStatus, ShippingStatus};
use crate::clock::{Instant, Zone};
use crate::ids::{AccountId, AddressId, CarrierId, OrderId, OutletId, PayWayId};
use crate::money::Fen;
use crate::store::StoreError;
use crate::tax::{Rate, TaxTerms};

use super::transitions::States;
use super::{Actor, ChannelName};

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
    /// How prices are taxed, and what becomes of receipts.
    pub tax: TaxTerms,
}

impl Terms {
    /// Milliseconds for which an unpaid order may hold its goods at most.
    #[must_use]
    pub fn longest_hold_ms(&self) -> i64 {
        self.unpaid_ms.max(self.paying_ms)
    }

    /// Who acts at this moment.
    #[must_use]
    pub const fn by(&self, id: AccountId) -> Actor {
        Actor { now: self.now, id }
    }

    /// The business date of a moment, `yyyy-mm-dd`.
    #[must_use]
    pub fn business_date_of(&self, at: Instant) -> String {
        self.zone.business_date(at, self.cutoff_minutes)
    }

    /// The business date of this moment, `yyyy-mm-dd`.
    #[must_use]
    pub fn business_date(&self) -> String {
        self.business_date_of(self.now)
    }
}

/// An order of any channel. Money is fen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its id, unique over all channels.
    pub(super) id: OrderId,
    /// Whose it is.
    pub(super) account_id: AccountId,
    /// Where it was made.
    pub(super) channel: ChannelName,
    /// What people and partners call it.
    pub(super) number: String,
    /// Made by the client, so that a repeat is the same order.
    pub(super) client_ref: Option<String>,
    /// When it was submitted.
    pub(super) created_at: Instant,
    /// When it is cancelled if it is not paid by then; `None` once it is, and for orders that wait for ever.
    pub(super) expires_at: Option<Instant>,
    /// When its scarce goods go back if it is not paid by then (roaming.md section 0.17).
    pub(super) holds_until: Option<Instant>,
    /// When they went back; `None` while it holds them.
    pub(super) released_at: Option<Instant>,
    /// Where it stands.
    pub(super) states: States,
    /// Sum of the lines before discount.
    pub(super) price: Fen,
    /// Sum of the lines' discounts.
    pub(super) discount: Fen,
    /// price - discount.
    pub(super) payable: Fen,
    /// Fee of the chosen delivery.
    pub(super) shipping_fee: Option<Fen>,
    /// Taken off by vouchers.
    pub(super) voucher_amount: Fen,
    /// The payment way, `payid` on the wire.
    pub(super) pay_way: Option<PayWayId>,
    /// The provider's trade number or the counter's slip.
    pub(super) pay_ref: Option<String>,
    /// When paying began or ended.
    pub(super) pay_time: Option<Instant>,
    /// What came in.
    pub(super) paid: Option<Fen>,
    /// Pick-up at an outlet (true) or courier (false).
    pub(super) obtain_voucher: Option<bool>,
    /// The outlet of the pick-up.
    pub(super) outlet_id: Option<OutletId>,
    /// When the customer wants to pick it up.
    pub(super) obtain_at: Option<Instant>,
    /// Where it is sent.
    pub(super) address_id: Option<AddressId>,
    /// Who carries it.
    pub(super) carrier_id: Option<CarrierId>,
    /// When it was sent.
    pub(super) shipped_at: Option<Instant>,
    /// The carrier's number, `invoice_no` on the wire.
    pub(super) waybill: Option<String>,
    /// Whether the customer wants an invoice.
    pub(super) receipt: Option<bool>,
    /// Whom the invoice is for.
    pub(super) receipt_payee: Option<String>,
    /// What it is to say.
    pub(super) receipt_content: Option<String>,
    /// Tax of its lines that is charged on top.
    pub(super) tax: Fen,
    /// What the fee of its delivery is taxed by.
    pub(super) fee_rate: Option<Rate>,
    /// Whether that is charged on top of the fee.
    pub(super) fee_tax_added: bool,
}

impl Order {
    /// What must come in: payable plus fee minus vouchers, never below nothing (docs/spec/roaming.md section 8), and the tax that is
    /// charged on top.
    #[must_use]
    pub fn due(&self) -> Fen {
        (self.cost() + self.shipping_fee.unwrap_or_default() - self.voucher_amount).max(Fen::ZERO)
    }

    /// What its lines cost with the tax that is charged on top, of the delivery too: a client that adds the fee and takes vouchers off
    /// has what is due. Where prices include tax it is [`Order::payable`].
    #[must_use]
    pub fn cost(&self) -> Fen {
        self.payable + self.added_tax()
    }

    /// All tax that is charged on top.
    #[must_use]
    pub fn added_tax(&self) -> Fen {
        self.tax + self.fee_tax()
    }

    fn fee_tax(&self) -> Fen {
        match (self.fee_rate, self.shipping_fee) {
            (Some(rate), Some(fee)) if self.fee_tax_added => rate.on(fee),
            _ => Fen::ZERO,
        }
    }

    /// Its id, unique over all channels.
    #[must_use]
    pub fn id(&self) -> OrderId {
        self.id
    }

    /// Whose it is.
    #[must_use]
    pub fn account_id(&self) -> AccountId {
        self.account_id
    }

    /// Where it was made.
    #[must_use]
    pub fn channel(&self) -> ChannelName {
        self.channel
    }

    /// What people and partners call it.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }

    /// What the client called it, so that a repeat is the same order.
    #[must_use]
    pub fn client_ref(&self) -> Option<&str> {
        self.client_ref.as_deref()
    }

    /// When it was submitted.
    #[must_use]
    pub fn created_at(&self) -> Instant {
        self.created_at
    }

    /// Sum of the lines before discount.
    #[must_use]
    pub fn price(&self) -> Fen {
        self.price
    }

    /// Sum of the lines' discounts.
    #[must_use]
    pub fn discount(&self) -> Fen {
        self.discount
    }

    /// Price minus discount.
    #[must_use]
    pub fn payable(&self) -> Fen {
        self.payable
    }

    /// Fee of the chosen delivery.
    #[must_use]
    pub fn shipping_fee(&self) -> Option<Fen> {
        self.shipping_fee
    }

    /// Taken off by vouchers.
    #[must_use]
    pub fn voucher_amount(&self) -> Fen {
        self.voucher_amount
    }

    /// Pick-up at an outlet (true) or courier (false).
    #[must_use]
    pub fn obtain_voucher(&self) -> Option<bool> {
        self.obtain_voucher
    }

    /// The outlet of the pick-up.
    #[must_use]
    pub fn outlet_id(&self) -> Option<OutletId> {
        self.outlet_id
    }

    /// When the customer wants to pick it up.
    #[must_use]
    pub fn obtain_at(&self) -> Option<Instant> {
        self.obtain_at
    }

    /// Where it is sent.
    #[must_use]
    pub fn address_id(&self) -> Option<AddressId> {
        self.address_id
    }

    /// Who carries it.
    #[must_use]
    pub fn carrier_id(&self) -> Option<CarrierId> {
        self.carrier_id
    }

    /// Whether the customer wants an invoice.
    #[must_use]
    pub fn receipt(&self) -> Option<bool> {
        self.receipt
    }

    /// Whom the invoice is for.
    #[must_use]
    pub fn receipt_payee(&self) -> Option<&str> {
        self.receipt_payee.as_deref()
    }

    /// What the invoice is to say.
    #[must_use]
    pub fn receipt_content(&self) -> Option<&str> {
        self.receipt_content.as_deref()
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
    pub fn pay_way(&self) -> Option<PayWayId> {
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
