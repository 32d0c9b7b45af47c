//! Cart lines, orders and order lines on the wire.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::channels::roaming::cart::CartLine;
use crate::channels::roaming::ids::{CartLineId, EsimId};
use crate::clock::{Instant, Zone};
use crate::ids::{AccountId, AddressId, CarrierId, LineId, OrderId, OutletId, PayWayId, ProductId};
use crate::money::Fen;
use crate::orders::{Line, LineStatus, Order, OrderStatus, PayStatus, ShippingStatus};

/// A cart line; its discount is a percentage, 100 for none.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct Cart<'c> {
    discount: i64,
    id: CartLineId,
    #[serde(skip_serializing_if = "Option::is_none")]
    odprdattrs: Option<&'c RawValue>,
    productid: ProductId,
    quantity: i64,
    quantity_per_unit: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    sessionid: Option<&'c str>,
    unit_price: Fen,
    userid: AccountId,
}

/// How a line stores that nothing was chosen.
pub(in crate::channels::roaming) const NOTHING_CHOSEN: &str = "[]";

/// Attributes as stored: an empty list where nothing was chosen, and none of a product that has none
/// (docs/spec/roaming.md section 13).
fn attributes(text: &str, has_attributes: bool) -> Option<&RawValue> {
    if text == NOTHING_CHOSEN && !has_attributes { None } else { serde_json::from_str(text).ok() }
}

/// A cart line's shape; `has_attributes` is whether its product has any to choose.
pub(in crate::channels::roaming) fn cart<'c>(
    it: &'c CartLine,
    has_attributes: bool,
    session: Option<&'c str>,
) -> Cart<'c> {
    Cart {
        discount: it.percent,
        id: it.id,
        odprdattrs: attributes(&it.attrs, has_attributes),
        productid: it.product_id,
        quantity: it.quantity,
        quantity_per_unit: it.units,
        sessionid: session,
        unit_price: it.unit_price,
        userid: it.account_id,
    }
}

/// An order; `orderdetails` is left out where only the order changed.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct OrderShape<'o> {
    createtime: String,
    discount: Fen,
    id: OrderId,
    #[serde(skip_serializing_if = "Option::is_none")]
    inv_content: Option<&'o str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inv_payee: Option<&'o str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    invoice_no: Option<&'o str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    obtaintime: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    obtainvoucher: Option<bool>,
    order_status: OrderStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    orderdetails: Option<Vec<Detail<'o>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outletid: Option<OutletId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paidmoney: Option<Fen>,
    pay_status: PayStatus,
    payable_amount: Fen,
    #[serde(skip_serializing_if = "Option::is_none")]
    payid: Option<PayWayId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paytime: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payvoucher: Option<&'o str>,
    price: Fen,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ship_address: Option<AddressId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shipping_fee: Option<Fen>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shipping_id: Option<CarrierId>,
    shipping_status: ShippingStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    shippingtime: Option<String>,
    userid: AccountId,
    #[serde(skip_serializing_if = "Option::is_none")]
    voucher_amount: Option<Fen>,
}

pub(in crate::channels::roaming) fn order<'o>(
    it: &'o Order,
    details: Option<Vec<Detail<'o>>>,
    zone: Zone,
) -> OrderShape<'o> {
    OrderShape {
        createtime: zone.text(it.created_at()),
        discount: it.discount(),
        id: it.id(),
        inv_content: it.receipt_content(),
        inv_payee: it.receipt_payee(),
        invoice_no: it.waybill(),
        obtaintime: it.obtain_at().map(|at| zone.text(at)),
        obtainvoucher: it.obtain_voucher(),
        order_status: it.order_status(),
        orderdetails: details,
        outletid: it.outlet_id(),
        paidmoney: it.paid(),
        pay_status: it.pay_status(),
        payable_amount: it.cost(),
        payid: it.pay_way(),
        paytime: it.pay_time().map(|at| zone.text(at)),
        payvoucher: it.pay_ref(),
        price: it.price(),
        receipt: it.receipt(),
        ship_address: it.address_id(),
        shipping_fee: it.shipping_fee(),
        shipping_id: it.carrier_id(),
        shipping_status: it.shipping_status(),
        shippingtime: it.shipped_at().map(|at| zone.text(at)),
        userid: it.account_id(),
        voucher_amount: (it.voucher_amount() > Fen::ZERO).then_some(it.voucher_amount()),
    }
}

/// A line of an order; its discount is money.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct Detail<'d> {
    #[serde(skip_serializing_if = "Option::is_none")]
    areaname: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_duration: Option<i64>,
    discount: Fen,
    #[serde(skip_serializing_if = "Option::is_none")]
    effect_datetime: Option<String>,
    /// Ours: the eSIMs of the line, where it has any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    esims: Vec<EsimWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure_datetime: Option<String>,
    id: LineId,
    #[serde(skip_serializing_if = "Option::is_none")]
    odprdattrs: Option<&'d RawValue>,
    orderid: OrderId,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<&'d str>,
    productid: ProductId,
    quantity: i64,
    quantity_per_unit: i64,
    simids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'d str>,
    status: LineStatus,
    unit_price: Fen,
    #[serde(skip_serializing_if = "Option::is_none")]
    userid: Option<AccountId>,
}

/// An eSIM of a line.
#[derive(Clone)]
pub(in crate::channels::roaming) struct EsimShape {
    /// Its id.
    pub(in crate::channels::roaming) id: EsimId,
    /// When it was shown first.
    pub(in crate::channels::roaming) shown_at: Option<Instant>,
    /// What it says, and its confirmation code, where this answer may show it.
    pub(in crate::channels::roaming) codes: Option<(String, Option<String>)>,
}

/// The same on the wire.
#[derive(Serialize)]
struct EsimWire {
    #[serde(skip_serializing_if = "Option::is_none")]
    activation_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmation_code: Option<String>,
    id: EsimId,
    #[serde(skip_serializing_if = "Option::is_none")]
    showtime: Option<String>,
}

impl EsimShape {
    fn wire(self, zone: Zone) -> EsimWire {
        let (activation_code, confirmation_code) =
            self.codes.map_or((None, None), |(code, confirmation)| (Some(code), confirmation));
        EsimWire { activation_code, confirmation_code, id: self.id, showtime: self.shown_at.map(|at| zone.text(at)) }
    }
}

/// What goes with a line besides its own columns.
#[derive(Default)]
pub(in crate::channels::roaming) struct With {
    /// The cards that it is tied to.
    pub(in crate::channels::roaming) simids: Vec<String>,
    /// Its eSIMs.
    pub(in crate::channels::roaming) esims: Vec<EsimShape>,
}

/// A line's shape with the cards that it is tied to; `has_attributes` is whether its product has any to choose. Only services
/// have a source and show whose they are (docs/spec/roaming.md section 11).
pub(in crate::channels::roaming) fn detail(
    it: &Line,
    userid: AccountId,
    has_attributes: bool,
    with: With,
    zone: Zone,
) -> Detail<'_> {
    Detail {
        areaname: it.area(),
        call_duration: it.minutes(),
        discount: it.discount(),
        effect_datetime: it.starts_at().map(|at| zone.text(at)),
        esims: with.esims.into_iter().map(|esim| esim.wire(zone)).collect(),
        failure_datetime: it.ends_at().map(|at| zone.text(at)),
        id: it.id(),
        odprdattrs: attributes(it.attrs(), has_attributes),
        orderid: it.order_id(),
        phone: it.phone(),
        productid: it.item().product(),
        quantity: it.quantity(),
        quantity_per_unit: it.units(),
        simids: with.simids,
        source: it.source(),
        status: it.status(),
        unit_price: it.unit_price(),
        userid: it.source().is_some().then_some(userid),
    }
}
