//! What the clerk's page asks this shop and has it do: vouchers and cards by their numbers, hand-over, shipping, refunds.
//!
//! The use cases are the recorded back office's; here they may be done twice by the same double click, and a clerk may do them,
//! too: the page asks for the role before it calls.

use crate::channels::roaming::name::NAME;
use crate::ids::{AccountId, LineId, OrderId, ProductId, RefundId};
use std::collections::{BTreeSet, HashSet};

use serde_json::{Value, json};

use super::cards;
use super::counter;
use super::esims::{self, Esim};
use super::held_cards;
use super::refunds::with_things;
use super::sql::{cards as card_sql, shop as shop_sql, vouchers as sql};
use super::staff;
use super::vouchers::{Template, TemplateKind, Voucher};
use crate::catalogue;
use crate::channels::desk::{DeskCard, DeskCards, DeskVoucher, Standing, VoucherState};
use crate::money::Fen;
use crate::orders::{self, Line, LineStatus, Order, OrderError, PayStatus, ShippingStatus, Terms};
use crate::staff_api::codes::Fault;
use crate::store::{Db, StoreError, Tx};

/// Digits of a card's number that are looked for in the middle of it: fewer stand in too many.
const PART_OF_A_CARD: usize = 6;
/// Cards that a part of a number leads to at most.
const MAX_CARDS: i64 = 50;

/// The voucher of a serial that the counter takes.
pub fn voucher(db: &Db<'_>, terms: &Terms, serial: i64) -> Result<Option<DeskVoucher>, StoreError> {
    let mut found = sql::by_serial(db, serial)?;
    found.retain(taken_at_the_counter);
    found.into_iter().next().map(|found| shown(db, terms, found)).transpose()
}

/// The pick-up voucher of an order.
fn voucher_of(db: &Db<'_>, terms: &Terms, order: &Order) -> Result<Option<DeskVoucher>, StoreError> {
    let mut found = sql::of_order(db, order.account_id(), order.id())?;
    found.retain(|(_, template)| template.kind == TemplateKind::PickUp);
    found.pop().map(|found| shown(db, terms, found)).transpose()
}

fn taken_at_the_counter((voucher, template): &(Voucher, Template)) -> bool {
    voucher.account_id > AccountId::NOBODY && matches!(template.kind, TemplateKind::PickUp | TemplateKind::Member)
}

fn shown(db: &Db<'_>, terms: &Terms, (it, template): (Voucher, Template)) -> Result<DeskVoucher, StoreError> {
    let order = it.order_id.map(|id| orders::by_id(db, id)).transpose()?.flatten();
    let has_gone = |order: &Order| order.has_expired(terms.now) || order.shipped_at().is_some();
    let ended = order.as_ref().is_some_and(|order| order.has_ended() || has_gone(order));
    let unpaid = order.as_ref().is_some_and(|order| order.pay_status() != PayStatus::Paid);
    let picks_nothing_up = template.kind == TemplateKind::PickUp && order.is_none();
    let state = match () {
        () if it.used_at.is_some() => VoucherState::Used,
        () if ended || picks_nothing_up || !it.is_valid(&template, terms.now) => VoucherState::Void,
        () if unpaid => VoucherState::Unpaid,
        () => VoucherState::Ready,
    };
    Ok(DeskVoucher {
        serial: it.serial,
        name: it.name.unwrap_or(template.name),
        order_id: order.map(|order| order.id()),
        account_id: it.account_id,
        state,
        used_at: it.used_at,
        until: it.failure_at.or(template.failure_at),
    })
}

/// The data card of a number, and the order that it went with.
pub fn card(db: &Db<'_>, iccid: &str) -> Result<Option<DeskCard>, StoreError> {
    let Some(card) = card_sql::by_iccid(db, &crate::text::card(iccid))? else { return Ok(None) };
    let order = card.line_id.map(|line| orders::line_owner(db, line)).transpose()?.flatten();
    let in_store = held_cards::may_be_handed_out(db, &card)?;
    Ok(Some(DeskCard { iccid: card.iccid, in_store, order }))
}

/// Orders with which cards were handed over whose numbers have a part in common, the newest.
pub fn with_card_of(db: &Db<'_>, part: &str) -> Result<Vec<OrderId>, StoreError> {
    if part.len() < PART_OF_A_CARD || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for line in card_sql::lines_of_part(db, part, MAX_CARDS)? {
        found.extend(orders::line_owner(db, line)?.map(|order| order.id()));
    }
    Ok(found)
}

/// Which cards an order has and needs.
fn cards(db: &Db<'_>, order: &Order, lines: &[Line]) -> Result<DeskCards, StoreError> {
    let with_line = |card: cards::Card| Some((card.line_id?, card.iccid));
    let given: Vec<_> = card_sql::of_order(db, order.id())?.into_iter().filter_map(with_line).collect();
    let (mut missing, mut possible) = (0, 0);
    for line in lines.iter().filter(|line| line.status() != LineStatus::Refunded) {
        let sheet = catalogue::sheet(db, line.item().product())?;
        if sheet.is_some_and(|sheet| sheet.has_card()) {
            let has = given.iter().filter(|(id, _)| *id == line.id()).count();
            missing += line.quantity().saturating_sub(i64::try_from(has).unwrap_or(i64::MAX)).max(0);
        } else {
            let open = card_sql::trips_of_line(db, line.id())?.iter().filter(|trip| trip.card_id.is_none()).count();
            possible += i64::try_from(open).unwrap_or(0);
        }
    }
    Ok(DeskCards { given, missing, possible })
}

/// How an order of this shop stands: its cards, its voucher, its carrier, what may be brought back.
pub fn standing(db: &Db<'_>, terms: &Terms, order: &Order, kept: &[Line]) -> Result<Standing, StoreError> {
    let sent = order.obtain_voucher() == Some(false);
    Ok(Standing {
        cards: cards(db, order, kept)?,
        voucher: voucher_of(db, terms, order)?,
        with_goods: refunds_with_goods(db, order)?,
        shown: esims_shown(db, terms, order)?,
        carrier: order.carrier_id().filter(|_| sent).map(|id| shop_sql::carrier_name(db, id)).transpose()?.flatten(),
        ..Standing::default()
    })
}

/// What the page is told of an order's eSIMs, if it has any: which lines have them, and when each was shown. Their codes are asked for
/// by themselves.
fn esims_shown(db: &Db<'_>, terms: &Terms, order: &Order) -> Result<Vec<(&'static str, Value)>, StoreError> {
    let found = esims::of_order(db, order.id())?;
    let shape = |it: &Esim| {
        json!({
            "excused": it.is_excused, "id": it.id, "line": it.line_id, "shown_at": it.shown_at.map(|at| terms.zone.text(at)),
            "state": it.state
        })
    };
    let shapes: Vec<_> = found.iter().map(shape).collect();
    Ok(if shapes.is_empty() { Vec::new() } else { vec![("esims", shapes.into())] })
}

/// Of some orders those that nothing is picked up or sent for: traffic, minutes and numbers alone, and nobody chose a delivery.
/// They work as they are, though one that buys traffic counts as real until somebody completes it
/// (docs/spec/roaming.md section 8).
pub fn without_hand_over(db: &Db<'_>, found: &[Order]) -> Result<BTreeSet<OrderId>, StoreError> {
    let open =
        |it: &&Order| it.channel() == NAME && it.pay_status() == PayStatus::Paid && it.obtain_voucher().is_none();
    let mut ids: BTreeSet<OrderId> = found.iter().filter(open).map(Order::id).collect();
    if !ids.is_empty() {
        let things: HashSet<ProductId> = catalogue::in_pieces(db)?;
        for line in orders::lines_of_all(db, found)?.iter().filter(|line| things.contains(&line.item().product())) {
            ids.remove(&line.order_id());
        }
    }
    Ok(ids)
}

/// Hands a card over with an order. The same card for the same order again changes nothing.
///
/// # Errors
/// 1301, 1302, 1304, 1305, 1307 as `cardorder_bind`.
pub fn hand_card_over(tx: &Tx<'_>, terms: &Terms, actor: AccountId, order: OrderId, iccid: &str) -> Result<(), Fault> {
    let went_with = card(tx, iccid)?.and_then(|card| card.order);
    if went_with.is_some_and(|it| it.id() == order && it.pay_status() == PayStatus::Paid) {
        return Ok(());
    }
    staff::hand_over_card(tx, terms, actor, order, iccid)?;
    Ok(())
}

/// Hands over what a voucher is for, once.
///
/// # Errors
/// 1200, 1201, 1202, 1307, 1402 as `deliveryvoucher_complete`.
pub fn complete(tx: &Tx<'_>, terms: &Terms, actor: AccountId, serial: i64) -> Result<(), Fault> {
    Ok(counter::hand_over(tx, terms, actor, serial)?)
}

/// Hands over an order that has no voucher, because its customer chose no delivery. A second time changes nothing.
///
/// # Errors
/// 1305, and 1307 for an order that is not paid, has ended, goes by courier, has a voucher or whose money is going back.
pub fn complete_without_voucher(tx: &Tx<'_>, terms: &Terms, actor: AccountId, id: OrderId) -> Result<(), Fault> {
    let found = orders::by_id(tx, id)?.filter(|it| it.channel() == NAME);
    let mut order = found.ok_or(OrderError::Unknown)?;
    let is_due = order.is_paid() && order.obtain_voucher().is_none();
    if !is_due || orders::has_pending_refund(tx, id)? {
        return Err(OrderError::WrongState.into());
    }
    if order.shipping_status() == ShippingStatus::Received {
        return Ok(());
    }
    orders::hand_over(tx, &mut order)?;
    let object = format!("order {id}");
    Ok(orders::audit(
        tx,
        terms.by(actor),
        orders::Deed("counter_handed_over"),
        &object,
        orders::Change::between("paid", "handed over"),
    )?)
}

/// Writes down that an order was given to its carrier. The same number again changes nothing.
///
/// # Errors
/// 1305, 1307 as `order_shipped`.
pub fn ship(tx: &Tx<'_>, terms: &Terms, actor: AccountId, id: OrderId, waybill: &str) -> Result<(), Fault> {
    let order = orders::by_id(tx, id)?.ok_or(OrderError::Unknown)?;
    if order.shipping_status() == ShippingStatus::Shipped && order.waybill() == Some(waybill) {
        return Ok(());
    }
    staff::ship_order(tx, terms.now, actor, id, waybill)?;
    Ok(())
}

/// What goes back if a customer wants the money of these lines, or, of none, of all that is left of the order.
///
/// # Errors
/// 1305, 1307.
pub fn quote_refund(db: &Db<'_>, terms: &Terms, id: OrderId, lines: &[LineId]) -> Result<Fen, Fault> {
    let order = roaming_order(db, id)?;
    Ok(orders::desk::quote_refund(db, terms, &order, &targets(lines))?.into_iter().sum())
}

/// Asks in a customer's name for the money of these lines, or, of none, of all that is left of the order. Asking again for
/// what is being looked at changes nothing.
///
/// # Errors
/// 1305, 1307.
pub fn ask_refund(
    tx: &Tx<'_>,
    terms: &Terms,
    actor: AccountId,
    id: OrderId,
    (lines, reason): (&[LineId], &str),
) -> Result<(), Fault> {
    let order = roaming_order(tx, id)?;
    for line_id in targets(lines) {
        orders::desk::ask_refund(tx, terms, actor, &order, (line_id, reason))?;
    }
    Ok(())
}

fn roaming_order(db: &Db<'_>, id: OrderId) -> Result<Order, OrderError> {
    orders::by_id(db, id)?.filter(|it| it.channel() == NAME).ok_or(OrderError::Unknown)
}

/// Each line once, or the order as a whole.
fn targets(lines: &[LineId]) -> Vec<Option<LineId>> {
    let distinct: BTreeSet<LineId> = lines.iter().copied().collect();
    if distinct.is_empty() { vec![None] } else { distinct.into_iter().map(Some).collect() }
}

/// The refunds of an order whose goods are with the customer and can be brought back.
fn refunds_with_goods(db: &Db<'_>, order: &Order) -> Result<HashSet<RefundId>, StoreError> {
    if order.goods_left() { with_things(db, &orders::desk::refunds_of(db, order.id())?) } else { Ok(HashSet::new()) }
}
