//! An order at a glance, as JSON. Money is text with two decimals, time the outlet's local text.

use serde_json::{Value, json};

use super::actions::{Situation, actions, can_go_back, is_running, waits_for_a_hand};
use super::supervises;
use crate::accounts::{self, Account, Permission};
use crate::channels::desk::{DeskVoucher, Standing, VoucherState};
use crate::channels::desk_of;
use crate::channels::page::state;
use crate::clock::{Instant, Zone};
use crate::orders::{self, COUNTER, CashPayment, Line, LineStatus, Order, Refund};
use crate::outlet::Outlet;
use crate::pages::receipts;
use crate::places;
use crate::store::{Db, StoreError};

/// An order with all that the counter shows of it.
pub(super) struct Glance {
    /// Whether it is read for somebody who may ask for refunds.
    may_refund: bool,
    /// Whether for somebody who decides on them.
    decides: bool,
    order: Order,
    lines: Vec<Line>,
    /// How it stands, as its channel sees it.
    standing: Standing,
    refunds: Vec<Refund>,
    phones: Vec<String>,
    outlet: Option<String>,
    address: Option<String>,
    /// The papers for its money, with their tax by rate.
    receipts: Vec<Value>,
    /// What the staff wrote about it.
    notes: Vec<Value>,
    /// Whether its money may be wanted back.
    goes_back: bool,
    /// The cash that it stands paid with, and who took it.
    cash: Option<Cash>,
}

/// Cash that an order stands paid with.
struct Cash {
    payment: CashPayment,
    /// Who took it.
    by: String,
    /// Whether whom it is read for may take it back.
    may_void: bool,
}

impl Glance {
    /// Reads it for somebody at the counter.
    pub(super) fn read(db: &Db<'_>, outlet: &Outlet, who: &Account, order: Order) -> Result<Self, StoreError> {
        let lines = orders::lines_of(db, order.id())?;
        let refunds = orders::desk::refunds_of(db, order.id())?;
        let place = order.outlet_id().map(|id| places::outlet(db, id)).transpose()?.flatten();
        let phones = accounts::sql::phones_of(db, &[order.account_id()])?;
        let sent = order.obtain_voucher() == Some(false);
        let (desk, terms) = (desk_of(&order), outlet.terms());
        let may_refund = accounts::may(db, who, Permission::Refund)?;
        let decides = supervises(db, who)?;
        let cash = orders::cash_of(db, &order)?;
        let may_void = match &cash {
            Some(cash) if decides || cash.is_own(who.id, terms.now) => orders::could_be_voided(db, &terms, &order)?,
            _ => false,
        };
        Ok(Self {
            may_refund,
            decides,
            cash: cash.map(|cash| with_name(db, cash, may_void)).transpose()?,
            standing: desk.standing(db, &terms, &order, &kept(&lines, &refunds), who.role)?,
            refunds,
            phones: phones.into_iter().map(|(_, phone)| phone).collect(),
            outlet: place.map(|place| place.name),
            address: if sent { address(db, &order)? } else { None },
            receipts: receipts::of_order(db, order.id(), terms.zone)?,
            notes: super::notes_of(db, order.id(), terms.zone)?,
            goes_back: desk.may_go_back(db, &terms, &order)?,
            order,
            lines,
        })
    }

    /// Its JSON for whom it was read.
    pub(super) fn json(&self, outlet: &Outlet) -> Value {
        let (it, zone, now) = (&self.order, outlet.config.zone, outlet.now());
        let standing = &self.standing;
        let situation = Situation {
            order: it,
            lines: &self.lines,
            standing,
            refunds: &self.refunds,
            goes_back: self.goes_back && self.may_refund,
            decides: self.decides,
            may_void: self.cash.as_ref().is_some_and(|cash| cash.may_void),
            now,
        };
        let mut shape = json!({
            "actions": actions(&situation),
            "address": self.address,
            "cards_missing": standing.cards.missing,
            "cards_possible": standing.cards.possible,
            "carrier": standing.carrier,
            "channel": it.channel().as_str(),
            "created": zone.text(it.created_at()),
            "delivery": delivery(it),
            "due": it.due().to_string(),
            "id": it.id(),
            "lines": self.lines.iter().map(|line| self.line(line, zone)).collect::<Vec<_>>(),
            "notes": self.notes,
            "number": it.number(),
            "obtain_at": it.obtain_at().map(|at| zone.text(at)),
            "outlet": self.outlet,
            "paid": it.paid().map(|paid| paid.to_string()),
            "paid_at": it.pay_time().filter(|_| it.paid().is_some()).map(|at| zone.text(at)),
            "pay_way": it.pay_way(),
            "payment": self.cash.as_ref().map(|cash| cash_json(&cash.payment, &cash.by, zone)),
            "phones": self.phones,
            "reference": it.pay_ref(),
            "receipts": self.receipts,
            "refunds": self.refunds.iter().map(|refund| self.refund(refund, zone)).collect::<Vec<_>>(),
            "state": self.state(now),
            "tax": it.added_tax().to_string(),
            "voucher": standing.voucher.as_ref().map(|voucher| voucher_json(voucher, zone)),
            "waybill": it.waybill(),
        });
        for (name, value) in &standing.shown {
            shape[*name] = value.clone();
        }
        shape
    }

    /// What left on an agency's account is handed over, paid or not.
    fn state(&self, now: Instant) -> &'static str {
        if self.standing.collected && !self.order.has_ended() { "received" } else { state(&self.order, now) }
    }

    /// A refund's JSON; `goods_out` tells whether there are goods that the customer may bring back.
    fn refund(&self, it: &Refund, zone: Zone) -> Value {
        let mut shape = refund_json(it, zone);
        shape["goods_out"] = (self.standing.with_goods.contains(&it.id()) && !it.goods_arrived()).into();
        shape
    }

    fn line(&self, it: &Line, zone: Zone) -> Value {
        let cards = self.standing.cards.given.iter().filter(|(line, _)| *line == it.id()).map(|(_, iccid)| iccid);
        json!({
            "area": it.area(),
            "cards": cards.collect::<Vec<_>>(),
            "from": it.starts_at().map(|at| zone.date_text(at)),
            "id": it.id(),
            "item": it.item(),
            "minutes": it.minutes(),
            "phone": it.phone(),
            "price": (it.price() - it.discount()).to_string(),
            "quantity": it.quantity(),
            "refundable": can_go_back(it, &self.refunds),
            "refunded": it.status() == LineStatus::Refunded,
            "title": it.title(),
            "until": it.ends_at().map(|at| zone.date_text(at)),
        })
    }
}

fn with_name(db: &Db<'_>, payment: CashPayment, may_void: bool) -> Result<Cash, StoreError> {
    let names = accounts::sql::usernames(db, &[payment.actor])?;
    let by = names.into_iter().next().map(|(_, name)| name).unwrap_or_default();
    Ok(Cash { payment, by, may_void })
}

fn cash_json(cash: &CashPayment, by: &str, zone: Zone) -> Value {
    json!({
        "amount": cash.amount.to_string(), "at": zone.text(cash.at), "by": by, "change": cash.change().map(|fen| fen.to_string()),
        "reference": cash.slip, "tendered": cash.tendered.map(|fen| fen.to_string())
    })
}

fn delivery(it: &Order) -> &'static str {
    match it.obtain_voucher() {
        Some(true) => "pick-up",
        Some(false) => "courier",
        None => "none",
    }
}

/// Where an order is sent, as one writes it on the parcel.
fn address(db: &Db<'_>, order: &Order) -> Result<Option<String>, StoreError> {
    let Some(id) = order.address_id() else { return Ok(None) };
    // An address that was deleted meanwhile is still where this order goes.
    let found = places::addresses(db, order.account_id(), true)?.into_iter().find(|it| it.id == id);
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

/// A refund's JSON: `cash` tells whether its money is handed back at the counter, `by_hand` whether it was agreed to and staff must
/// send it back.
pub(super) fn refund_json(it: &Refund, zone: Zone) -> Value {
    json!({
        "asked_at": zone.text(it.created_at()), "by_hand": waits_for_a_hand(it), "cash": it.way() == COUNTER, "id": it.id(), "line": it.line_id(),
        "money": it.money().to_string(), "paid_back_at": it.refunded_at().map(|at| zone.text(at)), "reason": it.reason(),
        "status": it.status(), "way": it.way()
    })
}

/// The lines whose goods stay sold: those of a running refund need no card any more.
fn kept(lines: &[Line], refunds: &[Refund]) -> Vec<Line> {
    let goes_back = |line: &&Line| refunds.iter().any(|it| it.line_id() == Some(line.id()) && is_running(it));
    lines.iter().filter(|line| !goes_back(line)).cloned().collect()
}
