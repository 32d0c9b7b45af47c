//! Refunds on the wire.

use serde::Serialize;

use crate::clock::{Instant, Zone};
use crate::ids::{AccountId, LineId, OrderId, PayWayId, RefundId, RefundReasonId};
use crate::money::Fen;
use crate::orders::{Refund, RefundStatus, ReturnStatus};

/// A refund; `orderdetailid` is -1 for a whole order (docs/spec/roaming.md section 13).
#[derive(Serialize)]
pub(in crate::channels::roaming) struct RefundShape<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmtime: Option<String>,
    createtime: String,
    id: RefundId,
    #[serde(skip_serializing_if = "Option::is_none")]
    invoice_no: Option<&'r str>,
    is_real: bool,
    money: Fen,
    orderdetailid: LineId,
    orderid: OrderId,
    #[serde(skip_serializing_if = "Option::is_none")]
    payvoucher: Option<&'r str>,
    reason: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasonid: Option<RefundReasonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receivedtime: Option<String>,
    refund_type: PayWayId,
    #[serde(skip_serializing_if = "Option::is_none")]
    refundingtime: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refundtime: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shipping_name: Option<&'r str>,
    shipping_status: ReturnStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    shippingtime: Option<String>,
    status: RefundStatus,
    userid: AccountId,
}

/// A refund's shape; `is_real` for things that can be sent back.
pub(in crate::channels::roaming) fn refund(it: &Refund, is_real: bool, zone: Zone) -> RefundShape<'_> {
    let text = |at: Option<Instant>| at.map(|at| zone.text(at));
    RefundShape {
        confirmtime: text(it.confirmed_at()),
        createtime: zone.text(it.created_at()),
        id: it.id(),
        invoice_no: it.waybill(),
        is_real,
        money: it.money(),
        orderdetailid: it.line_id().unwrap_or(LineId(-1)),
        orderid: it.order_id(),
        payvoucher: Some(it.trade_no()).filter(|text| !text.is_empty()),
        reason: it.reason(),
        reasonid: it.reason_id(),
        receivedtime: text(it.received_at()),
        refund_type: it.way(),
        refundingtime: text(it.refunding_at()),
        refundtime: text(it.refunded_at()),
        shipping_name: it.carrier(),
        shipping_status: it.shipping_status(),
        shippingtime: text(it.shipped_at()),
        status: it.status(),
        userid: it.account_id(),
    }
}
