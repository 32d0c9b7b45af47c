//! One search for everything that a customer may show: a voucher, an order's number, a data card, a phone, and what else a channel
//! knows by its number.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Value, json};

use super::today::rows;
use super::view::{Glance, voucher_json};
use crate::accounts::{self, Account};
use crate::channels::desk::{DeskCard, DeskVoucher, Hit};
use crate::channels::page::{looked, refusal, refused, shown};
use crate::channels::{ALL, desk_with_voucher};
use crate::http::{Handled, Reply, Request};
use crate::ids::OrderId;
use crate::orders::{self, Order, OrderError, Sought, Terms};
use crate::outlet::Outlet;
use crate::staff_api::codes::Fault;
use crate::store::{Db, StoreError};
use crate::text::{self, is_mobile};

/// Accounts with one phone that a search looks at: a walk-in customer has a new one for every purchase.
const MAX_ACCOUNTS: i64 = 100;
/// Orders that a search shows, the newest; how many there are it says besides.
const SHOWN: i64 = 50;
/// A number of so few characters is the end of a telephone as often as a whole number.
const SHORT: usize = 4;

/// What a text was, and the orders that it led to.
#[derive(Default)]
struct Found {
    kind: &'static str,
    voucher: Option<DeskVoucher>,
    card: Option<DeskCard>,
    /// What a channel alone knows.
    hit: Option<Hit>,
    orders: Vec<Order>,
    /// How many orders it led to, those that are not shown too; 0 where all of them are.
    total: i64,
}

/// `GET /api/pages/counter/find?text=`.
pub(super) fn find(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { answer(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn answer(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = looked(outlet, request)?;
    let text = fields.text("text").map(str::trim).filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| refusal(StatusCode::BAD_REQUEST, "text"))?;
    let read = outlet.store.read(|db| {
        let found = look(db, outlet, &account, text)?;
        let order = match found.orders.as_slice() {
            [one] => Some(Glance::read(db, outlet, &account, one.clone())?.json(outlet)),
            _ => None,
        };
        Ok::<_, StoreError>((rows(db, outlet, &found.orders)?, order, found))
    });
    let (rows, order, found) = read.map_err(|_| Reply::busy())?;
    let mut body = json!({
        "card": found.card.map(|card| json!({"iccid": card.iccid, "in_store": card.in_store})),
        "kind": found.kind,
        "order": order,
        "orders": rows,
        "total": found.total.max(i64::try_from(found.orders.len()).unwrap_or(i64::MAX)),
        "voucher": found.voucher.map(|voucher| voucher_json(&voucher, outlet.config.zone)),
    });
    if let Some(hit) = found.hit {
        body[hit.name] = hit.shown;
    }
    Ok(shown(&body))
}

fn look(db: &Db<'_>, outlet: &Outlet, clerk: &Account, text: &str) -> Result<Found, StoreError> {
    for channel in ALL {
        if let Some(hit) = channel.desk.find(db, outlet, clerk, text)? {
            return Ok(Found { kind: hit.name, hit: Some(hit), ..Found::default() });
        }
    }
    let phone = text::phone(text);
    if is_mobile(&phone) {
        let accounts = accounts::sql::with_phone(db, &phone, MAX_ACCOUNTS)?;
        let orders = orders::desk::of_accounts(db, &accounts, SHOWN)?;
        if i64::try_from(orders.len()).is_ok_and(|count| count >= SHOWN) {
            return by_part(db, text, Found { kind: "phone", ..Found::default() });
        }
        if !orders.is_empty() {
            return Ok(Found { kind: "phone", orders, ..Found::default() });
        }
    }
    for channel in ALL {
        if let Some(card) = channel.desk.card(db, text)? {
            let orders = card.order.iter().cloned().collect();
            return Ok(Found { kind: "card", card: Some(card), orders, ..Found::default() });
        }
    }
    let found = by_number(db, &outlet.terms(), text)?;
    let is_short = text::plain(text).chars().count() <= SHORT;
    if found.voucher.is_none() && (is_short || found.orders.is_empty()) { by_part(db, text, found) } else { Ok(found) }
}

/// What a part of a number, of a name or of a telephone may mean, the newest first, besides what it means as a whole.
fn by_part(db: &Db<'_>, text: &str, whole: Found) -> Result<Found, StoreError> {
    let Some(mut sought) = Sought::read(text) else { return Ok(whole) };
    if let Some(part) = sought.phone.clone().or_else(|| sought.name.clone()) {
        for channel in ALL {
            sought.known.extend(channel.desk.called(db, &part)?);
        }
    }
    let (mut parts, total) = orders::called_by_part(db, &sought, SHOWN)?;
    parts.retain(|order| whole.orders.iter().all(|known| known.id() != order.id()));
    let kind = if parts.is_empty() || !whole.orders.is_empty() { whole.kind } else { "part" };
    Ok(Found { kind, orders: whole.orders.into_iter().chain(parts).collect(), total, ..Found::default() })
}

/// What a number means: an order's, the id that some slips show, a voucher's serial, or several of them.
fn by_number(db: &Db<'_>, terms: &Terms, text: &str) -> Result<Found, StoreError> {
    let mut orders = orders::desk::of_number_or_id(db, text)?;
    if orders.is_empty() {
        orders = orders::desk::of_number_or_id(db, &text::plain(text))?;
    }
    let voucher = text::serial(text).map(|serial| desk_with_voucher(db, terms, serial)).transpose()?.flatten();
    let voucher = voucher.map(|(_, voucher)| voucher);
    let kind = match (&voucher, orders.is_empty()) {
        (Some(_), _) => "voucher",
        (None, false) => "order",
        (None, true) => "nothing",
    };
    let picked_up = voucher.as_ref().and_then(|voucher| voucher.order_id);
    if let Some(id) = picked_up.filter(|id| orders.iter().all(|order| order.id() != *id)) {
        orders.extend(orders::by_id(db, id)?);
    }
    Ok(Found { kind, voucher, orders, ..Found::default() })
}

/// `GET /api/pages/counter/order?orderid=`.
pub(super) fn order(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let looked = looked(&outlet, &request).and_then(|(account, fields)| {
            let id = fields.required_number::<OrderId>("orderid");
            let id = id.map_err(|bad| refusal(StatusCode::BAD_REQUEST, &bad.to_string()))?;
            glance(&outlet, id, &account).map_err(refused)
        });
        looked.map_or_else(|refused| refused, |order| shown(&json!({"order": order})))
    })
}

/// An order at a glance, for somebody at the counter.
///
/// # Errors
/// 1305.
pub(in crate::pages) fn glance(outlet: &Outlet, id: OrderId, who: &Account) -> Result<Value, Fault> {
    outlet.store.read(|db| {
        let order = orders::by_id(db, id)?.ok_or(OrderError::Unknown)?;
        Ok(Glance::read(db, outlet, who, order)?.json(outlet))
    })
}
