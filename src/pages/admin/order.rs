//! One order at a glance: what was ordered, by whom, what came in and went back.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Value, json};

use super::{OPERATORS, bad, failed, ok};
use crate::accounts::{self, Account};
use crate::channels;
use crate::clock::Zone;
use crate::http::{Handled, Reply, Request};
use crate::ids::{AccountId, PayWayId};
use crate::orders::{self, COUNTER, Line, MoneyMove, Order, Refund, Terms};
use crate::outlet::Outlet;
use crate::pages::counter;
use crate::pages::receipts;
use crate::pages::staff::{query, refusal, staff};
use crate::store::{Db, StoreError};

/// An order with all that belongs to it.
struct Whole {
    order: Order,
    customer: Option<Account>,
    /// The one that the customer logs in with, or left at the kiosk.
    phone: Option<String>,
    lines: Vec<Line>,
    money: Vec<MoneyMove>,
    /// The user names of who took or gave it.
    actors: HashMap<AccountId, String>,
    /// The names of the payment ways.
    ways: BTreeMap<PayWayId, String>,
    refunds: Vec<Refund>,
    notes: Vec<Value>,
    /// The papers for its money.
    receipts: Vec<Value>,
    /// What may be put right of it.
    corrections: Vec<&'static str>,
}

/// `GET /api/pages/admin/order?number=`: the orders of every channel that have this number, else the one of this id, which the
/// slips of some channels show.
pub(super) fn glance(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { found(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn found(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    staff(outlet, request, &fields, OPERATORS)?;
    let number = fields.required("number").map_err(bad)?.trim();
    let terms = outlet.terms();
    let found = outlet.store.read(|db| by_number(db, &terms, number)).map_err(failed)?;
    if found.is_empty() {
        return Err(refusal(StatusCode::NOT_FOUND, "there is no such order"));
    }
    let zone = outlet.config.zone;
    let orders: Vec<_> = found.iter().map(|whole| shape(whole, zone)).collect();
    Ok(ok(&json!({"orders": orders})))
}

fn by_number(db: &Db<'_>, terms: &Terms, number: &str) -> Result<Vec<Whole>, StoreError> {
    let mut found = orders::desk::of_number(db, number)?;
    if let (true, Ok(id)) = (found.is_empty(), number.parse()) {
        found.extend(orders::by_id(db, id)?);
    }
    found.into_iter().map(|order| whole(db, terms, order)).collect()
}

fn whole(db: &Db<'_>, terms: &Terms, order: Order) -> Result<Whole, StoreError> {
    let phones = accounts::sql::phones_of(db, &[order.account_id()])?;
    let money = orders::desk::money_moves(db, order.id())?;
    let actors: Vec<AccountId> = money.iter().map(|it| it.actor_id).collect();
    Ok(Whole {
        actors: accounts::sql::usernames(db, &actors)?.into_iter().collect(),
        ways: channels::way_names(db)?,
        customer: accounts::sql::by_id(db, order.account_id())?,
        phone: phones.into_iter().next().map(|(_, phone)| phone),
        lines: orders::lines_of(db, order.id())?,
        money,
        refunds: orders::desk::refunds_of(db, order.id())?,
        notes: counter::notes_of(db, order.id(), terms.zone)?,
        receipts: receipts::of_order(db, order.id(), terms.zone)?,
        corrections: corrections(db, terms, &order)?,
        order,
    })
}

/// What may be put right of an order, by the words that `order-change` takes.
fn corrections(db: &Db<'_>, terms: &Terms, order: &Order) -> Result<Vec<&'static str>, StoreError> {
    let may = channels::desk_of(order).corrections(db, terms, order)?;
    let table = [("delivery", may.delivery), ("unship", may.unship), ("take-back", may.take_back)];
    Ok(table.into_iter().filter(|(_, may)| *may).map(|(word, _)| word).collect())
}

fn shape(whole: &Whole, zone: Zone) -> Value {
    let order = &whole.order;
    json!({
        "address_id": order.address_id(),
        "carrier_id": order.carrier_id(),
        "channel": order.channel().as_str(),
        "corrections": whole.corrections,
        "created": zone.text(order.created_at()),
        "customer": whole.customer.as_ref().map(|it| json!({"id": it.id, "phone": whole.phone, "username": it.username})),
        "discount": order.discount(),
        "due": order.due(),
        "expires": order.expires_at().map(|at| zone.text(at)),
        "fee": order.shipping_fee(),
        "id": order.id(),
        "lines": whole.lines.iter().map(|line| line_shape(line, zone)).collect::<Vec<_>>(),
        "money": whole.money.iter().map(|it| money_shape(whole, it, zone)).collect::<Vec<_>>(),
        "notes": whole.notes,
        "number": order.number(),
        "obtain_at": order.obtain_at().map(|at| zone.text(at)),
        "order_status": order.order_status(),
        "outlet_id": order.outlet_id(),
        "paid": order.paid(),
        "pay_status": order.pay_status(),
        "pick_up": order.obtain_voucher(),
        "price": order.price(),
        "receipts": whole.receipts,
        "refunds": whole.refunds.iter().map(|it| refund_shape(it, zone)).collect::<Vec<_>>(),
        "shipping_status": order.shipping_status(),
        "tax": order.added_tax(),
        "voucher": order.voucher_amount(),
        "waybill": order.waybill(),
    })
}

fn line_shape(it: &Line, zone: Zone) -> Value {
    json!({
        "area": it.area(), "discount": it.discount(), "from": it.starts_at().map(|at| zone.text(at)), "id": it.id(),
        "minutes": it.minutes(), "phone": it.phone(), "price": it.price(), "quantity": it.quantity(), "status": it.status(),
        "title": it.title(), "units": it.units(), "until": it.ends_at().map(|at| zone.text(at))
    })
}

fn money_shape(whole: &Whole, it: &MoneyMove, zone: Zone) -> Value {
    json!({
        "actor": whole.actors.get(&it.actor_id), "amount": it.amount, "at": zone.text(it.at), "kind": it.kind, "tendered": it.tendered, "trade_no": it.trade_no,
        "way": way_name(whole, it.way), "way_id": it.way
    })
}

/// What the staff calls the way: the counter's is cash, whatever travellers are offered.
fn way_name(whole: &Whole, way: PayWayId) -> Option<&str> {
    if way == COUNTER { Some(crate::pages::till::CASH) } else { whole.ways.get(&way).map(String::as_str) }
}

fn refund_shape(it: &Refund, zone: Zone) -> Value {
    json!({
        "created": zone.text(it.created_at()), "id": it.id(), "money": it.money(), "reason": it.reason(), "status": it.status()
    })
}
