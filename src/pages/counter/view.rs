//! An order at a glance, as JSON. Money is text with two decimals, time the outlet's local text.

use serde_json::{Value, json};

use super::actions::{Situation, actions, state};
use crate::accounts;
use crate::app::App;
use crate::clock::Zone;
use crate::orders::{self, Line, Order, Refund};
use crate::places;
use crate::roaming::desk::{self, DeskCards, DeskVoucher, VoucherState};
use crate::store::{Db, StoreError};

/// An order with all that the counter shows of it.
pub(super) struct Glance {
    order: Order,
    lines: Vec<Line>,
    cards: DeskCards,
    voucher: Option<DeskVoucher>,
    refunds: Vec<Refund>,
    phones: Vec<String>,
    outlet: Option<String>,
    carrier: Option<String>,
    address: Option<String>,
}

impl Glance {
    /// Reads it.
    ///
    /// # Errors
    /// A [`StoreError`].
    pub(super) fn read(db: &Db<'_>, app: &App, order: Order) -> Result<Self, StoreError> {
        let lines = orders::lines_of(db, order.id)?;
        let outlet = order.outlet_id.map(|id| places::outlet(db, id)).transpose()?.flatten();
        let phones = accounts::sql::phones_of(db, &[order.account_id])?;
        let sent = order.obtain_voucher == Some(false);
        Ok(Self {
            cards: desk::cards(db, &order, &lines)?,
            voucher: desk::voucher_of(db, &app.terms(), &order)?,
            refunds: orders::desk::refunds_of(db, order.id)?,
            phones: phones.into_iter().map(|(_, phone)| phone).collect(),
            outlet: outlet.map(|outlet| outlet.name),
            carrier: order.carrier_id.filter(|_| sent).map(|id| desk::carrier_name(db, id)).transpose()?.flatten(),
            address: if sent { address(db, &order)? } else { None },
            order,
            lines,
        })
    }

    /// Its JSON for a person who may decide on refunds, or not.
    pub(super) fn json(&self, app: &App, decides: bool) -> Value {
        let (it, zone, now) = (&self.order, app.config.zone, app.now());
        let voucher = self.voucher.as_ref();
        let situation = Situation {
            order: it,
            cards: &self.cards,
            voucher: voucher.map(|voucher| voucher.state),
            refunds: &self.refunds,
            decides,
            now,
        };
        json!({
            "actions": actions(&situation),
            "address": self.address,
            "cards_missing": self.cards.missing,
            "cards_possible": self.cards.possible,
            "carrier": self.carrier,
            "channel": it.channel.name(),
            "created": zone.text(it.created_at),
            "delivery": delivery(it),
            "due": it.due().to_string(),
            "id": it.id,
            "lines": self.lines.iter().map(|line| self.line(line, zone)).collect::<Vec<_>>(),
            "number": it.number,
            "obtain_at": it.obtain_at.map(|at| zone.text(at)),
            "outlet": self.outlet,
            "paid": it.paid.map(|paid| paid.to_string()),
            "paid_at": it.pay_time.filter(|_| it.paid.is_some()).map(|at| zone.text(at)),
            "pay_way": it.pay_way,
            "phones": self.phones,
            "reference": it.pay_ref,
            "refunds": self.refunds.iter().map(|refund| refund_json(refund, zone)).collect::<Vec<_>>(),
            "state": state(it, now),
            "voucher": voucher.map(|voucher| voucher_json(voucher, zone)),
            "waybill": it.waybill,
        })
    }

    fn line(&self, it: &Line, zone: Zone) -> Value {
        let cards = self.cards.given.iter().filter(|(line, _)| *line == it.id).map(|(_, iccid)| iccid);
        json!({
            "area": it.area,
            "cards": cards.collect::<Vec<_>>(),
            "from": it.starts_at.map(|at| zone.date_text(at)),
            "id": it.id,
            "item": it.item,
            "minutes": it.minutes,
            "phone": it.phone,
            "price": (it.price() - it.discount).to_string(),
            "quantity": it.quantity,
            "refunded": it.status == orders::status::LINE_REFUNDED,
            "title": it.title,
            "until": it.ends_at.map(|at| zone.date_text(at)),
        })
    }
}

fn delivery(it: &Order) -> &'static str {
    match it.obtain_voucher {
        Some(true) => "pick-up",
        Some(false) => "courier",
        None => "none",
    }
}

/// Where an order is sent, as one writes it on the parcel.
fn address(db: &Db<'_>, order: &Order) -> Result<Option<String>, StoreError> {
    let Some(id) = order.address_id else { return Ok(None) };
    // An address that was deleted meanwhile is still where this order goes.
    let found = places::addresses(db, order.account_id, true)?.into_iter().find(|it| it.id == id);
    let Some(it) = found else { return Ok(None) };
    let regions = places::cities_of(db, it.province, it.city, it.district)?;
    let region: Vec<_> = regions.into_iter().map(|region| region.name).collect();
    Ok(Some(format!("{} {} · {} {}", it.consignee, it.mobile, region.join(" "), it.address)))
}

/// A voucher's JSON.
pub(super) fn voucher_json(it: &DeskVoucher, zone: Zone) -> Value {
    let state = match it.state {
        VoucherState::Ready => "ready",
        VoucherState::Unpaid => "unpaid",
        VoucherState::Used => "used",
        VoucherState::Void => "void",
    };
    json!({
        "name": it.name, "orderid": it.order_id, "serial": it.serial.to_string(), "state": state,
        "until": it.until.map(|at| zone.text(at)), "used_at": it.used_at.map(|at| zone.text(at))
    })
}

fn refund_json(it: &Refund, zone: Zone) -> Value {
    json!({
        "asked_at": zone.text(it.created_at), "id": it.id, "money": it.money.to_string(), "reason": it.reason, "status": it.status
    })
}
