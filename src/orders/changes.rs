//! What changes an order: each change has a name, and no other place writes a field of one.

use super::transitions::{Event, States};
use super::{Line, NewLine, NewOrder, Order, OrderError, Settlement};
use crate::clock::Instant;
use crate::ids::{AddressId, CarrierId, LineId, OrderId, OutletId, PayWayId};
use crate::money::Fen;
use crate::orders::LineStatus;
use crate::tax::Rate;

impl Order {
    /// An order without lines, unpaid, that waits for ever.
    pub(super) fn begun(id: OrderId, new: &NewOrder, now: Instant) -> Self {
        Self {
            id,
            account_id: new.account_id,
            channel: new.channel,
            number: new.number.clone().unwrap_or_else(|| id.to_string()),
            client_ref: new.client_ref.clone(),
            created_at: now,
            expires_at: None,
            holds_until: None,
            released_at: None,
            states: States::NEW,
            price: Fen::ZERO,
            discount: Fen::ZERO,
            payable: Fen::ZERO,
            shipping_fee: None,
            voucher_amount: Fen::ZERO,
            pay_way: None,
            pay_ref: None,
            pay_time: None,
            paid: None,
            obtain_voucher: None,
            outlet_id: None,
            obtain_at: None,
            address_id: None,
            carrier_id: None,
            shipped_at: None,
            waybill: None,
            receipt: None,
            receipt_payee: None,
            receipt_content: None,
            tax: Fen::ZERO,
            fee_rate: None,
            fee_tax_added: false,
        }
    }

    /// A line joins it: its totals grow by the line's.
    pub(super) fn count_in(&mut self, line: &Line) {
        self.count(line.price(), line.discount);
        self.tax = self.tax + line.tax;
    }

    /// A line leaves it: its totals shrink by the line's.
    pub(super) fn count_out(&mut self, line: &Line) {
        self.count(Fen::ZERO - line.price(), Fen::ZERO - line.discount);
        self.tax = self.tax - line.tax;
    }

    fn count(&mut self, price: Fen, discount: Fen) {
        self.price = self.price + price;
        self.discount = self.discount + discount;
        self.payable = self.price - self.discount;
    }

    /// The fee of its delivery is taxed so.
    pub(super) fn tax_fee(&mut self, rate: Option<Rate>, added: bool) {
        (self.fee_rate, self.fee_tax_added) = (rate, added && rate.is_some());
    }

    /// A carrier brings it to an address, for a fee.
    pub fn send_to(&mut self, address: AddressId, carrier: CarrierId, fee: Fen) {
        (self.address_id, self.carrier_id, self.shipping_fee) = (Some(address), Some(carrier), Some(fee));
        self.obtain_voucher = Some(false);
    }

    /// Its customer picks it up at an outlet, for nothing; an address that it had stays written down.
    pub fn pick_up_at(&mut self, outlet: OutletId, at: Instant) {
        (self.outlet_id, self.obtain_at, self.shipping_fee) = (Some(outlet), Some(at), Some(Fen::ZERO));
        self.obtain_voucher = Some(true);
    }

    /// The delivery that was named with it is a wish: how it is handed over is chosen later.
    pub fn leave_delivery_open(&mut self) {
        self.obtain_voucher = None;
    }

    /// Its customer wants an invoice.
    pub fn ask_for_invoice(&mut self, payee: String, content: String) {
        (self.receipt, self.receipt_payee, self.receipt_content) = (Some(true), Some(payee), Some(content));
    }

    /// So much is taken off it by vouchers now, in the place of what was.
    pub fn use_vouchers(&mut self, amount: Fen) {
        self.voucher_amount = amount;
    }

    /// Which way of paying its customer would like; nothing is paid by that.
    pub fn prefer_way(&mut self, way: PayWayId) {
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

    /// Its customer began to pay in a way, with what the provider or the counter calls this payment.
    ///
    /// # Errors
    /// [`OrderError::WrongState`] as [`States::after`].
    pub(super) fn begin_paying(
        &mut self,
        way: PayWayId,
        pay_ref: Option<String>,
        now: Instant,
    ) -> Result<(), OrderError> {
        self.apply(Event::BeginPaying)?;
        (self.pay_way, self.pay_ref, self.pay_time) = (Some(way), pay_ref, Some(now));
        Ok(())
    }

    /// The payment that was begun has ended without money.
    ///
    /// # Errors
    /// [`OrderError::WrongState`] as [`States::after`].
    pub(super) fn stop_paying(&mut self) -> Result<(), OrderError> {
        self.apply(Event::StopPaying)?;
        (self.pay_way, self.pay_ref, self.pay_time) = (None, None, None);
        Ok(())
    }

    /// Its money came in.
    ///
    /// # Errors
    /// [`OrderError::WrongState`] as [`States::after`].
    pub(super) fn pay(&mut self, money: &Settlement, now: Instant) -> Result<(), OrderError> {
        self.apply(Event::Pay)?;
        (self.pay_way, self.pay_ref) = (Some(money.way), Some(money.trade_no.clone()));
        (self.pay_time, self.paid) = (Some(now), Some(money.amount));
        self.stop_clock();
        Ok(())
    }

    /// A payment is undone, of nothing or of money that was taken by mistake, and nothing stays of it.
    ///
    /// # Errors
    /// [`OrderError::WrongState`] as [`States::after`].
    pub(super) fn unpay(&mut self) -> Result<(), OrderError> {
        self.apply(Event::Unpay)?;
        (self.pay_way, self.pay_ref, self.pay_time, self.paid) = (None, None, None, None);
        Ok(())
    }

    /// Its carrier has it.
    ///
    /// # Errors
    /// [`OrderError::WrongState`] as [`States::after`].
    pub(super) fn ship(&mut self, waybill: &str, now: Instant) -> Result<(), OrderError> {
        self.apply(Event::Ship)?;
        (self.waybill, self.shipped_at) = (Some(waybill.to_owned()), Some(now));
        Ok(())
    }

    /// It was said by mistake that its carrier has it: nothing stays of that.
    ///
    /// # Errors
    /// [`OrderError::WrongState`] as [`States::after`].
    pub(super) fn unship(&mut self) -> Result<(), OrderError> {
        self.apply(Event::Unship)?;
        (self.waybill, self.shipped_at) = (None, None);
        Ok(())
    }

    /// Its scarce goods are its own until then, if it has them; it ends at another moment, or never.
    pub(super) fn hold_until(&mut self, hold_ends: Instant, expires_at: Option<Instant>) {
        self.holds_until = self.holds_goods().then_some(hold_ends);
        self.expires_at = expires_at;
    }

    /// Its scarce goods went back.
    pub(super) fn let_goods_go(&mut self, now: Instant) {
        (self.holds_until, self.released_at) = (None, Some(now));
    }

    /// Its scarce goods are its own again.
    pub(super) fn have_goods_again(&mut self) {
        self.released_at = None;
    }

    /// Nothing is to happen to it by the clock any more: it was paid, has ended, or waits for ever.
    pub fn stop_clock(&mut self) {
        (self.expires_at, self.holds_until, self.released_at) = (None, None, None);
    }
}

impl Line {
    /// A line of an order, open, as its channel made it.
    pub(super) fn begun(order_id: OrderId, id: LineId, new: &NewLine, (tax_rate, tax): (Option<Rate>, Fen)) -> Self {
        Self {
            id,
            order_id,
            item: new.item,
            title: new.title.clone(),
            quantity: new.quantity,
            units: new.units,
            unit_price: new.unit_price,
            discount: new.discount,
            starts_at: new.starts_at,
            ends_at: new.ends_at,
            area: new.area.clone(),
            minutes: new.minutes,
            phone: None,
            source: new.source.clone(),
            status: LineStatus::Open,
            attrs: new.attrs.clone(),
            tax_rate,
            tax,
        }
    }

    /// These attributes are chosen now, by somebody or by what was handed over with it; the caller saves the line.
    pub fn choose(&mut self, attrs: String) {
        self.attrs = attrs;
    }

    /// It holds a number, which its attributes name; the caller saves the line.
    pub fn hold_number(&mut self, phone: Option<String>, attrs: String) {
        (self.phone, self.attrs) = (phone, attrs);
    }
}
