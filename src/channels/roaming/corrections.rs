//! What the staff puts right of an order of this shop: how it reaches its customer, and what was said of it by mistake.
//!
//! Nothing is given twice by it. A delivery changes while the goods are in the house; that a carrier or a customer has them can be taken
//! back while nobody has said that they arrived, and a hand-over on its own business day alone, when no card went with it.

use super::orders::delivery::{self, Delivery};
use super::sql::{cards as card_sql, shop as shop_sql, vouchers as sql};
use super::vouchers::TemplateKind;
use crate::channels::desk::{Corrections, NewDelivery};
use crate::channels::roaming::name::NAME;
use crate::clock::Instant;
use crate::ids::{AccountId, OrderId};
use crate::money::Fen;
use crate::orders::{self, Change, Deed, Order, OrderError, ShippingStatus, Terms};
use crate::places;
use crate::random::Ids;
use crate::staff_api::codes::{self, Fault};
use crate::store::{Db, StoreError, Tx};

/// What may be put right of an order.
pub fn possible(db: &Db<'_>, terms: &Terms, order: &Order) -> Result<Corrections, StoreError> {
    let pending = orders::has_pending_refund(db, order.id())?;
    Ok(Corrections {
        delivery: !pending && may_change_delivery(terms, order),
        unship: !pending && order.is_paid() && order.shipping_status() == ShippingStatus::Shipped,
        take_back: !pending && handed_over(db, terms, order)?.is_some(),
        carriers: shop_sql::carriers(db)?.into_iter().map(|it| (it.id, it.name)).collect(),
    })
}

fn waits(order: &Order) -> bool {
    matches!(order.shipping_status(), ShippingStatus::NotShipped | ShippingStatus::Preparing)
}

/// Open and unpaid, or paid and still here; what needs no way has none to change.
fn may_change_delivery(terms: &Terms, order: &Order) -> bool {
    waits(order) && (order.is_paid() || orders::editable(order, terms.now).is_ok())
}

/// When an order was handed over at the counter today, if that can be taken back.
fn handed_over(db: &Db<'_>, terms: &Terms, order: &Order) -> Result<Option<Instant>, StoreError> {
    let is_here =
        order.is_paid() && order.shipping_status() == ShippingStatus::Received && order.shipped_at().is_none();
    if !is_here || !card_sql::of_order(db, order.id())?.is_empty() {
        return Ok(None);
    }
    let mut vouchers = sql::of_order(db, order.account_id(), order.id())?;
    vouchers.retain(|(_, template)| template.kind == TemplateKind::PickUp);
    let at = match vouchers.pop() {
        Some((voucher, _)) => voucher.used_at,
        None => orders::newest_deed(db, Deed("counter_handed_over"), &format!("order {}", order.id()))?,
    };
    Ok(at.filter(|at| terms.business_date_of(*at) == terms.business_date()))
}

fn known(db: &Db<'_>, id: OrderId) -> Result<Order, OrderError> {
    orders::by_id(db, id)?.filter(|order| order.channel() == NAME).ok_or(OrderError::Unknown)
}

/// Changes how an order reaches its customer. A paid one keeps its fee: where another would be due it is refused, and the customer gets
/// the money back and orders anew.
///
/// # Errors
/// As [`crate::channels::desk::Desk::change_delivery`].
pub fn change_delivery(
    tx: &Tx<'_>,
    terms: &Terms,
    ids: &mut Ids,
    (actor, id): (AccountId, OrderId),
    to: NewDelivery,
) -> Result<(), Fault> {
    let mut order = known(tx, id)?;
    let before = told(tx, terms, &order)?;
    let wanted = match to {
        NewDelivery::Courier { address, carrier } => Delivery::Courier { address, carrier },
        NewDelivery::PickUp { outlet, at } => Delivery::PickUp { outlet, at },
    };
    if is_there(&order, to) {
        return Ok(());
    }
    if !may_change_delivery(terms, &order) || orders::has_pending_refund(tx, id)? {
        return Err(codes::ORDER_STATE);
    }
    if order.is_paid() {
        let fee = order.shipping_fee().unwrap_or(Fen::ZERO);
        delivery::choose(tx, terms, ids, &mut order, &wanted)?;
        if order.shipping_fee().unwrap_or(Fen::ZERO) != fee {
            return Err(codes::ORDER_STATE);
        }
        orders::save(tx, &order)?;
    } else {
        orders::edit(tx, terms, &mut order, |order| delivery::choose(tx, terms, ids, order, &wanted))?;
    }
    let after = told(tx, terms, &order)?;
    let change = Change::between(&before, &after);
    Ok(orders::audit(tx, terms.by(actor), Deed("order_delivery"), &format!("order {id}"), change)?)
}

fn is_there(order: &Order, to: NewDelivery) -> bool {
    match to {
        NewDelivery::Courier { address, carrier } => {
            order.obtain_voucher() == Some(false)
                && order.address_id() == Some(address)
                && order.carrier_id() == Some(carrier)
        }
        NewDelivery::PickUp { outlet, at } => {
            order.obtain_voucher() == Some(true) && order.outlet_id() == Some(outlet) && order.obtain_at() == Some(at)
        }
    }
}

/// How an order reaches its customer, for the trail.
fn told(db: &Db<'_>, terms: &Terms, order: &Order) -> Result<String, StoreError> {
    let value = match order.obtain_voucher() {
        Some(true) => {
            let outlet = order.outlet_id().map(|id| places::outlet(db, id)).transpose()?.flatten();
            serde_json::json!({"delivery": "pick-up", "outlet": outlet.map(|it| it.name), "at": order.obtain_at().map(|at| terms.zone.text(at))})
        }
        Some(false) => {
            let carrier = order.carrier_id().map(|id| shop_sql::carrier_name(db, id)).transpose()?.flatten();
            serde_json::json!({"delivery": "courier", "carrier": carrier, "address": order.address_id(), "fee": order.shipping_fee()})
        }
        None => serde_json::json!({"delivery": "none"}),
    };
    Ok(value.to_string())
}

/// Says that no carrier has an order after all.
///
/// # Errors
/// 1305, 1307.
pub fn unship(tx: &Tx<'_>, terms: &Terms, actor: AccountId, id: OrderId) -> Result<(), Fault> {
    let mut order = known(tx, id)?;
    if order.is_paid() && waits(&order) {
        return Ok(());
    }
    let before = serde_json::json!({"waybill": order.waybill()}).to_string();
    orders::unship(tx, &mut order)?;
    let change = Change { before: Some(&before), after: None };
    Ok(orders::audit(tx, terms.by(actor), Deed("order_unshipped"), &format!("order {id}"), change)?)
}

/// Says that a customer has not got an order after all: its voucher works again, once.
///
/// # Errors
/// 1305, 1307.
pub fn take_back(tx: &Tx<'_>, terms: &Terms, actor: AccountId, id: OrderId) -> Result<(), Fault> {
    let mut order = known(tx, id)?;
    if order.is_paid() && waits(&order) {
        return Ok(());
    }
    let at = handed_over(tx, terms, &order)?.ok_or(OrderError::WrongState)?;
    orders::take_back(tx, &mut order)?;
    sql::unuse_pick_up(tx, id)?;
    let before = serde_json::json!({"handed_over": terms.zone.text(at)}).to_string();
    let change = Change { before: Some(&before), after: None };
    Ok(orders::audit(tx, terms.by(actor), Deed("order_taken_back"), &format!("order {id}"), change)?)
}
